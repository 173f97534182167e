"""Lines of the tests: read from words, and made up within the bands of values of a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from kanzei.duty.jp.amounts import evaluate_edge
from kanzei.duty.jp.book import JapanBook, JapanView
from kanzei.duty.jp.line import Declared
from kanzei.schedule.yen_rates import parse_yen_rate

UNITS = ("kg", "l", "kg-sugar")


@cache
def book() -> JapanBook:
    """The shipped book."""
    return JapanBook.shipped()


@cache
def view(known: date | None = None) -> JapanView:
    """A view of it."""
    return book().view(known)


def line(
    code: str,
    on: date,
    value: int,
    claimed: bool | None = None,
    facts: Mapping[str, bool] | None = None,
    **quantities: Any,
) -> Declared:
    """A declared line of the United States."""
    units = {name.replace("_", "-"): Fraction(str(quantity)) for name, quantity in quantities.items()}
    return Declared(code, "US", on, value, units, claimed, facts or {})


def value_in(row: Mapping[str, Any], kilograms: int, on: date, share: Fraction) -> int:
    """A value whose part a kilogram lies in the band of a row, ``share`` of the way from its lower to its upper edge."""
    if not row["band"]:
        return int(share * 2000 * kilograms)
    prices = view().prices(on)
    low, high = Fraction(0), None
    for text in row["band"].split("; "):
        word, _, edge = text.partition(" ")
        at = evaluate_edge(parse_yen_rate(edge), prices)
        if word in ("over", "from"):
            low = at
        else:
            high = at
    top = high if high is not None else low + 2000
    # One step off each edge, so that a whole number of yen stays inside.
    return int((low + (top - low) * share) * kilograms) + (1 if share == 0 else 0)
