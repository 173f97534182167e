"""Revenue by month: what the law's rates would bring on the imports of the month, beside what was calculated and what was received.

Three figures of one month that answer three questions: *statutory*, the mean rate of the law book over the days of the month, every day alike (the mix of goods and partners of
2024), times the month's imports; *calculated*, the duty that the Census Bureau works out from the entries of the month; *received*, the customs receipts of the
Treasury in the month. Receipts trail entries where an importer pays by monthly statement, and refunds lower the month in which they are paid.

The way from the first to the last is taken in steps, each of them a difference of two figures that can be measured; the step that nothing on file explains keeps that name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.history import Month, months
from kanzei.impact.rates import Use, share_of, weighted
from kanzei.impact.rates_conventions import Conventions
from kanzei.impact.rates_tables import Answer, days
from kanzei.impact.rates_use import stated_use

__all__ = ["FIRST", "STEPS", "MonthRevenue", "Step", "months_between", "revenue"]

FIRST = "2025-01"
"""The law book begins here."""

STEPS = {
    "statutory": "the law's rates, no preference claimed, articles of metal at their whole value",
    "preferences": "preferences claimed as stated by --use; without it, every one that is cheaper",
    "metal": "the convention on metal in articles (--convention)",
    "unexplained": "what no figure on file explains: shifts between partners and codes within an industry, exemptions by use, content, loading day, rates below the law's",
    "mix": "the mix of industries (NAICS, six digits) of the month in place of that of 2024, at the month's calculated rates",
    "calculated": "duty calculated by the Census Bureau from the entries of the month",
    "timing": "receipts less calculated duty: late payment, antidumping and countervailing deposits, refunds, corrections",
    "received": "customs receipts of the Treasury in the month",
}
"""Steps from statutory to received, in their order; ``statutory``, ``calculated`` and ``received`` are levels, the others differences."""


class Step(NamedTuple):
    """A step of a month, millions of US dollars."""

    name: str
    amount: float


class MonthRevenue(NamedTuple):
    """One month: millions of US dollars, rates as fractions, means over its days.

    base    : the imports that statutory rates are laid on; ``consumption`` says whether they are imports for consumption or, where those are not on file, general ones.
    spells  : how many spells of unchanged law the month has.
    whole   : the rate under the same use of preferences with articles of metal at their whole value. stated: rate under the use that was stated, or ``None``.
    mixed   : calculated rate on the mix of industries of 2024, or ``None``.
    """

    month: str
    spells: int
    base: float
    consumption: bool
    none: float
    best: float
    stated: float | None
    whole_none: float
    whole: float
    calculated: float | None
    mixed: float | None
    receipts: float

    def amount(self, rate: float) -> float:
        """What a rate brings on the imports of the month."""
        return rate * self.base

    @property
    def chosen(self) -> float:
        """The rate under the use that was stated, else under every cheaper preference."""
        return self.best if self.stated is None else self.stated

    @property
    def utilisation(self) -> float | None:
        """Calculated duty over what the chosen rates would bring; ``None`` where it is not on file."""
        expected = self.amount(self.chosen)
        return self.calculated / expected if self.calculated is not None and expected else None

    def steps(self) -> list[Step]:
        """From statutory to received; without calculated duty on file, what lies between is not told apart."""
        out = [
            Step("statutory", self.amount(self.whole_none)),
            Step("preferences", self.amount(self.whole - self.whole_none)),
        ]
        out.append(Step("metal", self.amount(self.chosen - self.whole)))
        law = self.amount(self.chosen)
        if self.calculated is None:
            return [*out, Step("unexplained", self.receipts - law), Step("received", self.receipts)]
        mix = 0.0 if self.mixed is None else self.calculated - self.amount(self.mixed)
        return [
            *out,
            Step("unexplained", self.calculated - mix - law),
            Step("mix", mix),
            Step("calculated", self.calculated),
            Step("timing", self.receipts - self.calculated),
            Step("received", self.receipts),
        ]


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


def span_of(month: str) -> tuple[date, date]:
    """The first day of a month and the day after its last."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def revenue(
    view: View,
    first: str,
    last: str,
    use: Sequence[str] = (),
    taken: Conventions | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> list[MonthRevenue]:
    """Revenue of the months. ``use`` as :func:`kanzei.impact.rates_use.stated_use` reads it; ``observed`` is each month's own.

    Raises
    ------
    UsageError   A month or a use is not on file.
    """
    asked = months_between(first, last)
    uses = [stated_use(use, one.month) for one in asked]
    spans = [span_of(one.month) for one in asked]
    # The columns are the rates of MonthRevenue: none, best, stated, whole_none, whole; days weigh alike.
    sums, spells = np.zeros((len(asked), 5)), [0] * len(asked)
    for found in days(view, spans[0][0], spans[-1][1], None, None, taken, processes, tick):
        for at, ((since, until), stated) in enumerate(zip(spans, uses, strict=True)):
            number = (min(found.until or until, until) - max(found.on, since)).days
            if number > 0:
                spells[at] += 1
                sums[at] += number / (until - since).days * _rates(found, stated)
    out = []
    for one, (none, best, mine, whole_none, whole), stated, number in zip(
        asked, sums.tolist(), uses, spells, strict=True
    ):
        consumption = one.consumption is not None
        base = one.consumption if one.consumption is not None else one.general
        out.append(
            MonthRevenue(
                one.month, number, base, consumption, none, best, None if stated is None else mine, whole_none, whole,
                one.calculated, one.mixed if consumption else None, one.receipts,
            )
        )  # fmt: skip
    return out


def _rates(found: Answer, use: Use | None) -> Any:
    """None, best, stated (best, where nothing is stated), and none and stated with articles of metal at their whole value."""
    whole = found.whole or (found.none, found.best)
    share = np.ones(len(found.none.cells)) if use is None else share_of(found.none, use)
    none, best, whole_none = weighted(found.none), weighted(found.best), weighted(whole[0])
    mine, before = (
        weighted(one, (1 - share) * one.total + share * other.total) for one, other in ((found.none, found.best), whole)
    )
    return np.array([none, best, mine, whole_none, before])
