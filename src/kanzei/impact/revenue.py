"""Revenue by month: what the law's rates would bring on the imports of the month, beside what was calculated and what was received.

Three figures of one month that answer three questions: *statutory*, the mean rate of the law book in the middle of the month (the mix of goods and partners of
2024) times the month's imports; *calculated*, the duty that the Census Bureau works out from the entries of the month; *received*, the customs receipts of the
Treasury in the month. Receipts trail entries where an importer pays by monthly statement, and refunds lower the month in which they are paid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.history import Month, months
from kanzei.impact.rates_tables import answer, stated_use

__all__ = ["FIRST", "MonthRevenue", "months_between", "revenue"]

FIRST = "2025-01"
"""The law book begins here."""
MIDDLE = 15
"""Day of the month whose rates stand for it."""


class MonthRevenue(NamedTuple):
    """One month: millions of US dollars, rates as fractions.

    base   : the imports that statutory rates are laid on; ``consumption`` says whether they are imports for consumption or, where those are not on file, general ones.
    stated : rate under the use of preferences that was stated, or ``None``.
    """

    month: str
    on: date
    base: float
    consumption: bool
    none: float
    best: float
    stated: float | None
    calculated: float | None
    receipts: float

    def amount(self, rate: float) -> float:
        """What a rate brings on the imports of the month."""
        return rate * self.base


def months_between(first: str, last: str) -> list[Month]:
    """Months on file from one to another, both with them.

    Raises
    ------
    UsageError   They are in the wrong order, or one of them is before the law book or not on file.
    """
    held = {one.month: one for one in months() if one.month >= FIRST}
    for month in (first, last):
        if month not in held:
            raise UsageError(f"{month}: receipts are on file from {FIRST} (the first of the law book) to {max(held)}")
    if first > last:
        raise UsageError(f"the months begin with {first} and end with {last}")
    return [one for month, one in sorted(held.items()) if first <= month <= last]


def revenue(
    view: View,
    first: str,
    last: str,
    use: Sequence[str] = (),
    tick: Callable[[float], None] = lambda share: None,
) -> list[MonthRevenue]:
    """Revenue of the months. ``use`` as :func:`kanzei.impact.rates_tables.stated_use` reads it; ``observed`` is each month's own.

    Raises
    ------
    UsageError   A month or a use is not on file.
    """
    out = []
    asked = months_between(first, last)
    for at, one in enumerate(asked):
        stated = stated_use([f"observed:{one.month}" if word == "observed" else word for word in use])
        on = date(int(one.month[:4]), int(one.month[5:]), MIDDLE)
        found = answer(
            view,
            on,
            use=stated,
            tick=lambda share, at=at: tick((at + share) / len(asked)),  # type: ignore[misc]
        ).total()
        base = one.general if one.consumption is None else one.consumption
        consumption = one.consumption is not None
        out.append(
            MonthRevenue(
                one.month,
                on,
                base,
                consumption,
                found.none,
                found.best,
                found.stated,
                one.calculated,
                one.receipts,
            )
        )
    return out
