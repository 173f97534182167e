"""The ordinary duty of a formula: exact, unrounded, in cents as a rational number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kanzei.errors import ScheduleError
from kanzei.money import MILLI, NANO, RATE_ONE
from kanzei.schedule.rates import Rate, content_fact
from kanzei.schedule.units import canonical_unit, content_in, quantity_in, round_quantity

__all__ = ["canonical_unit", "ordinary_duty", "quantity_in", "round_quantity"]


def ordinary_duty(
    rate: Rate,
    value_cents: int,
    quantities: Mapping[str, int],
    facts: Mapping[str, Any],
    share: tuple[int, int] = (1, 1),
    *,
    round_quantities: bool = False,
) -> tuple[int, int]:
    """Unrounded duty in cents as (numerator, denominator), denominator positive.

    Parameters
    ----------
    value_cents : value the percentages fall on (a part of the line's value, where the line is split).
    quantities  : unit -> thousandths, of the whole line.
    facts       : claims by their keys: component values in cents (``case_value`` …), ``sugar_degrees`` and ``jewels`` (of one movement) in
                  thousandths, contents in thousandths of kg (``lead_content_kg`` …), of the whole line. A content reported as a quantity (``Pb kg``) serves as well.
    share       : the part's share of the line's value; specific amounts are shared by it.
    round_quantities : take quantities as :func:`round_quantity` does (19 CFR 159.3(b)); off: as reported, to the thousandth.

    Raises
    ------
    ScheduleError   The formula needs something the line does not state, or cannot be computed.
    """
    kind = rate[0]
    top, bottom = share

    def inner(one: Rate) -> tuple[int, int]:
        return ordinary_duty(one, value_cents, quantities, facts, share, round_quantities=round_quantities)

    if kind == "free":
        return 0, 1
    if kind == "adval":
        return rate[1] * value_cents, RATE_ONE
    if kind == "sum":
        numerator, denominator = 0, 1
        for n, d in _each(rate[1], inner):
            numerator, denominator = numerator * d + n * denominator, denominator * d
        return numerator, denominator
    if kind in ("greatest", "least"):
        amounts = [inner(one) for one in rate[1]]
        best = amounts[0]
        for n, d in amounts[1:]:
            larger = n * best[1] > best[0] * d
            if larger == (kind == "greatest"):
                best = n, d
        return best
    if kind == "specific":
        if rate[3]:
            n, d = content_in(rate[2], rate[3], quantities) or (
                _fact(facts, content_fact(rate[3]), f"the {rate[3].replace('_', ' ')} content in {rate[2]}"),
                1,
            )
        else:
            n, d = quantity_in(rate[2], quantities, zero_allowed=not value_cents)
        if round_quantities and rate[2] != "pf.liters" and n % d == 0:
            n, d = round_quantity(n // d, rate[1]), 1
        return rate[1] * n * 100 * top, NANO * MILLI * d * bottom
    if kind == "part":
        total = sum(
            _fact(facts, fact, f"the value of the {fact.removesuffix('_value').replace('_', ' ')}") for fact in rate[2]
        )
        return rate[1] * total * top, RATE_ONE * bottom
    if kind == "jewels":
        return _jewels(rate, quantities, facts, share)
    if kind == "sugar":
        degrees = _fact(facts, "sugar_degrees", "the polarisation in degrees")
        n, d = quantity_in("kg", quantities, zero_allowed=not value_cents)
        nano = max(rate[1] * MILLI - rate[2] * max(0, 100 * MILLI - degrees), rate[3] * MILLI)
        return nano * n * 100 * top, NANO * MILLI * MILLI * d * bottom
    if kind == "see":
        raise ScheduleError(
            f"the schedule refers to {rate[1]} for this rate: give the rate of that provision as base_rate_text"
        )
    if kind == "not_computable":
        raise ScheduleError(f"this rate cannot be computed: {rate[1]}; give the ad valorem rate as base_rate_text")
    raise ScheduleError(f"a Chapter 99 rate ({kind}) has no ordinary duty of its own: give the article's own code")


def _each(rates: Iterable[Rate], inner: Callable[[Rate], tuple[int, int]]) -> list[tuple[int, int]]:
    """The duty of each term; all that the terms lack is told at once."""
    found, missing = [], []
    for one in rates:
        try:
            found.append(inner(one))
        except ScheduleError as error:
            missing.append(str(error))
    if missing:
        raise ScheduleError("; ".join(dict.fromkeys(missing)))
    return found


def _jewels(
    rate: Rate, quantities: Mapping[str, int], facts: Mapping[str, Any], share: tuple[int, int]
) -> tuple[int, int]:
    """So much a jewel, or a jewel over a number of them in each movement."""
    top, bottom = share
    reported = next((milli for name, milli in quantities.items() if canonical_unit(name) == "jewels"), None)
    if reported is None:
        each = _fact(facts, "jewels", "the number of jewels in a movement")
        n, d = quantity_in("No.", quantities)
        return rate[1] * max(0, each - rate[2] * MILLI) * n * 100 * top, NANO * MILLI * MILLI * d * bottom
    n, d = quantity_in("No.", quantities) if rate[2] else (0, 1)
    counted = max(0, reported * d - rate[2] * n)
    return rate[1] * counted * 100 * top, NANO * MILLI * d * bottom


def _fact(facts: Mapping[str, Any], key: str, what: str) -> int:
    value = facts.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ScheduleError(f"the rate needs {what}: state it as the claim {key}")
    return value
