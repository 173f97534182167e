"""Expected values, ranges and break-even points of exact numbers: fractions in, cents out only where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from kanzei.money import half_up

__all__ = ["BreakEven", "Spread", "break_even", "cents", "expected", "spread"]

LOW, HIGH = Fraction(5, 100), Fraction(95, 100)
Weighed = tuple[Fraction, int]
"""A probability and an amount in cents."""


class Spread(NamedTuple):
    """An amount that is not certain, cents. low, high : 5% and 95% points: the least amount that at least so much of the probability does not pass."""

    expected: Fraction
    low: int
    high: int
    least: int
    most: int

    @property
    def cents(self) -> int:
        """The expected amount, half up."""
        return cents(self.expected)


class BreakEven(NamedTuple):
    """The probability at which two options cost the same in expectation.

    at     : between 0 and ``most``, or ``None`` where one is cheaper at every probability.
    first, second : expected cost of each at probability 0 and at ``most``, cents.
    better : the one that is cheaper above ``at``, or at every probability (``""`` where they never differ).
    """

    at: Fraction | None
    most: Fraction
    first: tuple[Fraction, Fraction]
    second: tuple[Fraction, Fraction]
    better: str


def cents(amount: Fraction) -> int:
    """An exact amount in cents, rounded half up."""
    return half_up(amount.numerator, amount.denominator)


def expected(rows: Iterable[Weighed]) -> Fraction:
    """The expected amount, exact."""
    kept = [(probability, amount) for probability, amount in rows if amount]
    # Over one denominator: thousands of additions of fractions would each look for a common divisor.
    whole = lcm(*(probability.denominator for probability, _ in kept))
    return Fraction(sum(p.numerator * (whole // p.denominator) * amount for p, amount in kept), whole)


def spread(rows: Iterable[Weighed]) -> Spread:
    """Expected amount, range and extremes of a distribution whose probabilities sum to one."""
    gathered: dict[int, list[Fraction]] = {}
    for probability, amount in rows:
        if probability:
            gathered.setdefault(amount, []).append(probability)
    ordered = [(amount, expected((one, 1) for one in shares)) for amount, shares in sorted(gathered.items())]
    return Spread(
        expected((probability, amount) for amount, probability in ordered),
        _point(ordered, LOW),
        _point(ordered, HIGH),
        ordered[0][0],
        ordered[-1][0],
    )


def _point(ordered: list[tuple[int, Fraction]], share: Fraction) -> int:
    total = Fraction(0)
    for amount, probability in ordered:
        total += probability
        if total >= share:
            return amount
    return ordered[-1][0]


def break_even(
    first: tuple[Fraction, Fraction], second: tuple[Fraction, Fraction], most: Fraction = Fraction(1)
) -> BreakEven:
    """Where two straight lines of expected cost cross, as a probability runs from 0 to ``most``.

    Notes
    -----
    cost(p) = cost(0) + (cost(most) - cost(0)) p / most for each of the two, as the expected cost is linear in one probability.
    p* = most (second(0) - first(0)) / ((first(most) - first(0)) - (second(most) - second(0))).
    """
    start = second[0] - first[0]
    end = second[1] - first[1]
    if start == end:
        return BreakEven(None, most, first, second, "" if not start else "second" if start < 0 else "first")
    at = most * start / (start - end)
    if 0 <= at <= most:
        return BreakEven(at, most, first, second, "second" if end < start else "first")
    return BreakEven(None, most, first, second, "second" if start < 0 else "first")
