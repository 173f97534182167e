"""Shortfall recovery after a declined call: money moves from the investor to the host, total cash does not change (T32, T33)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kanzei.deal.waterfall import Entry, Outcome, Period

__all__ = ["Recovered", "recover"]


class Recovered(NamedTuple):
    """One period of one vehicle: the investor's receipts before, the base of the recovery, what is diverted, both sides after, and what is left to recover."""

    vehicle: str
    period: int
    before: int
    base: int
    diverted: int
    investor: int
    host: int
    left: int


def recover(
    outcomes: Sequence[Outcome],
    shortfalls: Sequence[tuple[int, int]],
    base: str,
    when: Callable[[str, int], int] | None = None,
) -> tuple[list[Recovered], list[Entry]]:
    """Recover shortfalls from the receipts of all vehicles, in the order of time.

    Parameters
    ----------
    shortfalls : time and cents of each declined amount; it is recovered from receipts of that time and later. when : time of a vehicle's period (default: its
    number). base : ``deemed_interest``: of the investor's receipts before the shares change only the deemed interest, counted as paid first; ``all_receipts``.
    """
    if not any(cents for _, cents in shortfalls):
        return [], []
    time = when or (lambda vehicle, period: period)
    queue = [
        (time(one.vehicle.id, period.period), one.vehicle.id, period) for one in outcomes for period in one.periods
    ]
    queue.sort(key=lambda item: item[0])
    waiting = sorted(shortfalls)
    left, rows, entries = 0, [], []
    for moment, vehicle, period in queue:
        while waiting and waiting[0][0] <= moment:
            left += waiting.pop(0)[1]
        amount = _base(period, base)
        diverted = min(amount, left)
        left -= diverted
        rows.append(
            Recovered(
                vehicle,
                period.period,
                period.investor,
                amount,
                diverted,
                period.investor - diverted,
                period.host + diverted,
                left,
            )
        )
        if diverted:
            entries.append(Entry(vehicle, period.period, "recovery", "T33", "investor", "host", diverted))
    return rows, entries


def _base(period: Period, base: str) -> int:
    return period.investor if base == "all_receipts" else min(period.due.accrued, period.investor_tier1)
