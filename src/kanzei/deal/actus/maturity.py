"""When a loan ends and what it pays each time, where its terms leave that to be computed (*State variables*, Tmd, Prnxt)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from kanzei.deal.actus.cycles import Cycle, Schedule
from kanzei.deal.actus.terms import Terms
from kanzei.errors import UsageError

__all__ = ["annuity", "array_segments", "maturity_of"]

YearFraction = Callable[[datetime, datetime], float]
_LONGEST = 100_000


def maturity_of(terms: Terms, schedule: Schedule, year_fraction: YearFraction) -> datetime:
    """Tmd: the maturity date of the terms, or the time at which their payments have repaid the notional."""
    given = terms.time("maturityDate")
    if given:
        return given
    kind = terms.text("contractType")
    if kind == "ANN" and "amortizationDate" in terms:
        return terms.needed_time("amortizationDate")
    if kind == "LAX":
        return _array_maturity(terms, schedule)
    if kind in ("LAM", "NAM", "ANN"):
        return _amortized(terms, schedule, year_fraction)
    return terms.needed_time("maturityDate")


def _amortized(terms: Terms, schedule: Schedule, year_fraction: YearFraction) -> datetime:
    """The time of the payment that leaves nothing, were the rate to stay: t⁻ + n × PRCL."""
    cycle = terms.cycle("cycleOfPrincipalRedemption")
    payment = terms.number("nextPrincipalRedemptionPayment")
    if cycle is None or payment is None:
        raise UsageError(
            f"{terms.label}: maturityDate is missing, and without cycleOfPrincipalRedemption and "
            "nextPrincipalRedemptionPayment it cannot be computed"
        )
    status = terms.needed_time("statusDate")
    first = terms.time("cycleAnchorDateOfPrincipalRedemption") or cycle.after(terms.needed_time("initialExchangeDate"))
    notional = terms.needed("notionalPrincipal")
    origin, done = first, 0
    if first < status:
        # The payments before the status date are made: count on from the last of them.
        done = len(schedule.times(first, replace(cycle, is_long_stub=False), status, has_end=False))
        origin = schedule.step(first, cycle, done - 1)
    if terms.text("contractType") != "LAM":
        fraction = year_fraction(origin, cycle.after(origin))
        payment -= notional * fraction * terms.amount("nominalInterestRate")
    if payment <= 0:
        raise UsageError(f"{terms.label}: the payment never repays the notional: give maturityDate")
    count = math.ceil(notional / payment)
    return schedule.step(first, cycle, done - 1 + count if done else count - 1)


def array_segments(
    terms: Terms, anchors_name: str, cycles_name: str
) -> list[tuple[datetime, Cycle | None, datetime | None]]:
    """The parts of an array schedule: start, cycle, and the start of the next part (*Array schedule*).

    One cycle for several anchors serves them all.
    """
    anchors, cycles = terms.times(anchors_name), terms.cycles(cycles_name)
    if cycles and len(cycles) != len(anchors):
        cycles = cycles[:1] * len(anchors)
    return [
        (anchor, cycles[n] if cycles else None, anchors[n + 1] if n + 1 < len(anchors) else None)
        for n, anchor in enumerate(anchors)
    ]


def _array_maturity(terms: Terms, schedule: Schedule) -> datetime:
    """The first time at which the increases and decreases of a LAX leave nothing; its last anchor if it has no cycles."""
    parts = array_segments(terms, "arrayCycleAnchorDateOfPrincipalRedemption", "arrayCycleOfPrincipalRedemption")
    payments = terms.numbers("arrayNextPrincipalRedemptionPayment")
    directions = [str(word).upper() for word in terms.items("arrayIncreaseDecrease")]
    if not parts or not len(parts) == len(payments) == len(directions):
        raise UsageError(f"{terms.label}: the array terms of principal redemption differ in length")
    if parts[-1][1] is None:
        return parts[-1][0]
    balance = terms.needed("notionalPrincipal")
    for (start, cycle, end), payment, direction in zip(parts, payments, directions, strict=True):
        assert cycle is not None
        for count in range(_LONGEST):
            time = schedule.step(start, cycle, count)
            if end is not None and time >= end:
                break
            balance += payment if direction == "INC" else -payment
            # A thousandth of a millionth: what adding decimal fractions as floats leaves of nothing.
            if balance <= 1e-9 * payment:
                return time
            if direction == "INC" and end is None:
                break
    raise UsageError(f"{terms.label}: the payments never repay the notional: give maturityDate")


def annuity(
    now: datetime,
    times: Sequence[datetime],
    notional: float,
    accrued: float,
    rate: float,
    year_fraction: YearFraction,
) -> float:
    """A(s, T, n, a, r): the constant payment that repays ``notional`` and its interest over ``times``.

    Parameters
    ----------
    now : s, up to when ``accrued`` is counted.
    times : the redemption times after ``now``, the last one being T.
    """
    if not times:
        return 0.0
    factors = [1.0 + rate * year_fraction(a, b) for a, b in zip(times, times[1:], strict=False)]
    owed = notional + accrued + year_fraction(now, times[0]) * rate * notional
    growth, total = 1.0, 1.0
    for factor in reversed(factors):
        growth *= factor
        total += growth
    return owed * growth / total
