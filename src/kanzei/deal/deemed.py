"""The deemed allocation amount under both readings: a test each period with what is carried forward (T52), or one cumulative hurdle (T53).

Rounding is half up to the cent at these points alone: deemed interest, each instalment of deemed principal (the last takes the remainder), the amount carried in
when it bears interest, and the hurdle after accrual.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from kanzei.money import half_up

__all__ = ["Cumulative", "Due", "Hurdle", "NoHurdle", "Periodic", "Tranche", "grown", "instalments"]


class Tranche(NamedTuple):
    """Money funded at the end of a period (0: at the start), whose principal is deemed to come back over its life in periods."""

    at: int
    cents: int
    life: int


class Due(NamedTuple):
    """What stands against the cash of a period, cents.

    interest, principal, carried_in : the parts of ``amount`` under the periodic test. amount : what the investor may take before the shares change.
    accrued : interest of the period, the base of a recovery from deemed interest.
    """

    amount: int
    interest: int = 0
    principal: int = 0
    carried_in: int = 0
    accrued: int = 0


class Hurdle(Protocol):
    """A test of cash against the deemed amount, period by period."""

    def due(self, period: int, rate: Fraction, carry: Fraction, sold: bool) -> Due:
        """What stands against the cash of a period. rate, carry : of the period, day count included. sold : the project ends with it."""

    def received(self, investor: int) -> int:
        """Note what the investor got of it; what is left unpaid."""


def instalments(cents: int, number: int) -> list[int]:
    """Equal parts of an amount, rounded half up; the last takes the remainder, and none is ever negative."""
    part, left, out = half_up(cents, number), cents, []
    for _ in range(number - 1):
        out.append(min(part, left))
        left -= out[-1]
    return [*out, left]


_ONE = Fraction(1)


def grown(cents: int, rate: Fraction, part: Fraction = _ONE) -> int:
    """An amount times a rate, for a part of a year, half up."""
    return half_up(cents * rate.numerator * part.numerator, rate.denominator * part.denominator) if cents else 0


class Periodic:
    """D = deemed interest + deemed principal + what was carried forward (T52).

    Parameters
    ----------
    on_paid : deemed interest runs on the principal not yet *paid*, in the place of the scheduled balance (T55); receipts count as interest first.
    accelerate : all deemed principal falls due when the project is sold (T57).
    """

    def __init__(self, tranches: Sequence[Tranche], *, on_paid: bool = False, accelerate: bool = True) -> None:
        self.tranches = tranches
        self.schedules = [(one.at, instalments(one.cents, one.life)) for one in tranches]
        self.on_paid, self.accelerate = on_paid, accelerate
        self.balance = sum(one.cents for one in tranches if one.at == 0)
        self.carried_interest = self.carried_principal = 0
        self.now = Due(0)

    def due(self, period: int, rate: Fraction, carry: Fraction, sold: bool) -> Due:
        """What is due in a period."""
        interest = grown(self.balance + (self.carried_principal if self.on_paid else 0), rate)
        scheduled = sum(parts[period - at - 1] for at, parts in self.schedules if 0 <= period - at - 1 < len(parts))
        principal = self.balance if sold and self.accelerate else scheduled
        unpaid = self.carried_interest + self.carried_principal
        carried = unpaid + grown(unpaid, carry)
        self.carried_interest += carried - unpaid
        self.balance += sum(one.cents for one in self.tranches if one.at == period and period > 0) - principal
        self.now = Due(interest + principal + carried, interest, principal, carried, interest)
        return self.now

    def received(self, investor: int) -> int:
        """What is carried out."""
        owed_interest = self.carried_interest + self.now.interest
        to_interest = min(investor, owed_interest)
        self.carried_interest = owed_interest - to_interest
        self.carried_principal += self.now.principal - (investor - to_interest)
        return self.carried_interest + self.carried_principal


class Cumulative:
    """One hurdle: principal with interest, less what the investor has had (T53). Never below nothing."""

    def __init__(self, tranches: Sequence[Tranche]) -> None:
        self.tranches = tranches
        self.left = sum(one.cents for one in tranches if one.at == 0)

    def due(self, period: int, rate: Fraction, carry: Fraction, sold: bool) -> Due:
        """The hurdle before payment."""
        before = self.left
        self.left = half_up(before * (rate.denominator + rate.numerator), rate.denominator)
        accrued = self.left - before
        self.left += sum(one.cents for one in self.tranches if one.at == period and period > 0)
        return Due(self.left, accrued=accrued)

    def received(self, investor: int) -> int:
        """The hurdle after payment; a whole-period flip may pay more than it asks."""
        self.left = max(0, self.left - investor)
        return self.left


class NoHurdle:
    """No deemed amount: shares from the first dollar."""

    def due(self, period: int, rate: Fraction, carry: Fraction, sold: bool) -> Due:
        """Nothing."""
        return Due(0)

    def received(self, investor: int) -> int:
        """Nothing."""
        return 0
