"""Rates of a report, asked of the law book: what was charged on the day, before it and after it, as the law was known that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kanzei.countries import country_name, plain_name, plain_names
from kanzei.duty.assess import FIRST_DAY
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment, Component
from kanzei.duty.view import View
from kanzei.errors import KanzeiError
from kanzei.record.checking.goods import GENERAL, GOODS, Goods

__all__ = ["PARTNERS", "Charged", "Matched", "charged", "in_words", "matched", "origin_of"]

PARTNERS = ("JP", "DE", "KR", "CA", "MX", "CN", "GB", "IN", "VN", "TW", "CH", "BR")
"""Origins asked where a report names none."""
_MEMBER = "DE"
"""The member whose duty stands for the European Union's; orders of 2025 name the Union as one."""
_AHEAD = timedelta(400)
_VALUE = 1_000_000


class Charged(NamedTuple):
    """Duty over an interval of entry days, half open: column 1, the added duties that bear, and the whole, in percent."""

    start: date
    stop: date
    column_1: Decimal
    added: tuple[Component, ...]
    whole: Decimal


class Matched(NamedTuple):
    """An interval in which a rate of a report stands, and as what: ``added``, ``together`` (several added duties), ``in all``, ``whole`` (column 1 and added together) or ``column 1``."""

    interval: Charged
    how: str
    component: Component | None


def origin_of(country: str) -> tuple[str, str]:
    """Origin to ask for, and what the answer is to say of it; ("", "") where the name is no country."""
    if country == "European Union":
        return _MEMBER, f"the European Union, asked for {country_name(_MEMBER)}"
    code = plain_names().get(plain_name(country), "")
    return (code, country) if code else ("", "")


def charged(view: View, goods: Goods, origin: str, on: date) -> tuple[Charged, ...]:
    """Every interval of duty on goods from the first day of the book to a year after a day.

    Raises
    ------
    KanzeiError   The law book cannot answer for the code.
    """
    claims: dict[str, object] = {goods.claim: True} if goods.claim else {}
    line = EntryLine(goods.code, origin, max(on, FIRST_DAY), _VALUE, claims=claims)
    return tuple(
        Charged(
            start,
            stop,
            _column_1(found),
            tuple(one for one in found.components if _bears(one)),
            Decimal(found.duty_cents) * 100 / _VALUE,
        )
        for start, stop, found in view.timeline(line, FIRST_DAY, max(on, FIRST_DAY) + _AHEAD)
    )


def _bears(one: Component) -> bool:
    return one.authority != "mfn" and one.kind in ("add", "total") and _percent(one.rate) > 0


def _column_1(found: Assessment) -> Decimal:
    return next((_percent(one.rate) for one in found.components if one.authority == "mfn"), Decimal(0))


def _percent(rate: str) -> Decimal:
    try:
        return 100 * Decimal(rate)
    except ArithmeticError:
        return Decimal(-1)


def matched(intervals: Sequence[Charged], percent: Decimal, *, own: bool = False) -> list[Matched]:
    """Intervals in which a rate stands, in the order of their days.

    own : the goods may bear a duty of their own kind; where one bears, a country's other duty of the same rate is none of it.
    """
    found = []
    for one in intervals:
        kind = [each for each in one.added if each.authority.startswith("s232")] if own else []
        added = next((each for each in kind or one.added if _percent(each.rate) == percent), None)
        if added:
            found.append(Matched(one, "in all" if added.kind == "total" else "added", added))
        elif percent in _sums(one.added):
            found.append(Matched(one, "together", one.added[-1]))
        elif one.added and one.whole == percent:
            found.append(Matched(one, "whole", one.added[-1]))
        elif not one.added and one.column_1 == percent:
            found.append(Matched(one, "column 1", None))
    return found


def _sums(added: Sequence[Component]) -> set[Decimal]:
    """Added duties together: all of them, and those of the emergency act, which reports give as one."""
    adds = [one for one in added if one.kind == "add"]
    emergency = [one for one in adds if one.authority.startswith("ieepa")]
    return {sum((_percent(one.rate) for one in each), Decimal(0)) for each in (adds, emergency) if len(each) > 1}


def in_words(one: Charged) -> str:
    """Duty of an interval in words: ``2.5% of column 1 and 25% on top (9903.94.01), 27.5% in all``."""
    if not one.added:
        return f"column 1 alone, {_text(one.column_1)}"
    total = next((each for each in one.added if each.kind == "total"), None)
    others = [each for each in one.added if each.kind == "add"]
    parts = [f"{_text(_percent(each.rate))} on top of column 1 ({each.heading})" for each in others]
    if total:
        parts.insert(0, f"{_text(_percent(total.rate))} in all, column 1 included ({total.heading})")
        return " and ".join(parts)
    return f"{' and '.join(parts)}; with column 1 of {_text(one.column_1)}, {_text(one.whole)}"


def _text(percent: Decimal) -> str:
    return f"{percent.normalize():f}%"


def asked(view: View, concept: str, origin: str, on: date) -> tuple[Goods, tuple[Charged, ...]] | None:
    """Goods of a word and their duty from an origin, or None where the book cannot answer."""
    goods = GOODS[concept] if concept else GENERAL
    try:
        return goods, charged(view, goods, origin, on)
    except KanzeiError:
        return None


def others_with(view: View, percent: Decimal, origin: str, on: date, but: Goods) -> Goods | None:
    """Other goods of an origin on which a rate stands on the day: what a report may have mixed in."""
    for concept in ("", *GOODS):
        found = asked(view, concept, origin, on)
        if (
            found
            and found[0] != but
            and any(
                one.interval.start <= on < one.interval.stop and one.how != "column 1"
                for one in matched(found[1], percent, own=found[0].own)
            )
        ):
            return found[0]
    return None
