"""A rate applied to a line: exact yen, with the fractions the law drops.

A share of the value falls on the value without what is under 1,000 yen, a specific duty on the quantity without the decimals that the directive
drops. A rate that takes something off (a difference duty) is reckoned on value and quantity as declared: the directive's
text for it was not seen. The duty itself drops what is under 100 yen, once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from kanzei.errors import EntryError
from kanzei.schedule.yen_rates import Pick, Sum, Term, YenRate, write_yen_rate

__all__ = ["Bases", "QuantityNeeded", "Rounding", "drop", "evaluate", "evaluate_edge", "figure"]


class Rounding(NamedTuple):
    """Fractions dropped: of the value, of the duty (yen); ``digits_less``: see :func:`_kept`."""

    value_to: int
    duty_to: int
    digits_less: int


class Bases(NamedTuple):
    """What a rate falls on: value in yen, quantities by unit, named prices in yen a kilogram, rounding."""

    value: int
    quantities: Mapping[str, Fraction]
    prices: Mapping[str, Fraction]
    rounding: Rounding


class QuantityNeeded(EntryError):
    """A specific duty asks for a quantity that the line does not state."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


def evaluate(rate: YenRate, bases: Bases) -> tuple[Fraction, list[str]]:
    """The duty in exact yen, never negative, and how it came about.

    Raises
    ------
    QuantityNeeded   The quantity in the unit of the rate is not stated.
    """
    if isinstance(rate, Pick):
        found = [evaluate(one, bases) for one in rate.among]
        best = (min if rate.kind == "least" else max)(range(len(found)), key=lambda at: found[at][0])
        which = "less" if rate.kind == "least" else "greater"
        others = ", ".join(figure(found[at][0]) for at in range(len(found)) if at != best)
        return found[best][0], [*found[best][1], f"{figure(found[best][0])} yen is {which} than {others} yen"]
    total = Fraction(0)
    parts = []
    for one in rate.terms:
        amount, text = _term(one, bases, as_declared=rate.is_difference)
        total += amount
        parts.append(text)
    if not parts:
        return total, ["free of duty"]
    joined = parts[0] + "".join(f" {part}" if part.startswith("-") else f" + {part}" for part in parts[1:])
    steps = [f"{joined} = {figure(total)} yen"]
    if total < 0:
        steps.append("a duty is never below nothing")
    return max(total, Fraction(0)), steps


def _term(one: Term, bases: Bases, *, as_declared: bool) -> tuple[Fraction, str]:
    sign = "- " if one.times < 0 else ""
    if one.kind == "value":
        value = bases.value if as_declared else drop(bases.value, bases.rounding.value_to)
        share = write_yen_rate(Sum((Term("value", abs(one.times)),)))
        return one.times * value, f"{sign}{share} of {value:,} yen"
    unit = one.name if one.kind == "unit" else "kg"
    each = one.times if one.kind == "unit" else one.times * bases.prices[one.name]
    quantity = bases.quantities.get(unit)
    if quantity is None:
        raise QuantityNeeded(unit)
    if not as_declared:
        quantity = _kept(quantity, each, bases.rounding.digits_less)
    return each * quantity, f"{sign}{figure(abs(each))} yen/{unit} x {figure(quantity)} {unit}"


def _kept(quantity: Fraction, rate: Fraction, digits_less: int) -> Fraction:
    """The quantity with the decimals that count: a rate of n digits of whole yen keeps n less two of them."""
    places = max(len(str(int(abs(rate)))) - digits_less, 0)
    return Fraction(int(quantity * 10**places), 10**places)


def evaluate_edge(edge: YenRate, prices: Mapping[str, Fraction]) -> Fraction:
    """An edge of a band of values, in yen a kilogram: an expression of prices and yen a kilogram only."""
    assert isinstance(edge, Sum)
    return sum((one.times * (prices[one.name] if one.kind == "price" else 1) for one in edge.terms), Fraction(0))


def drop(yen: Fraction | int, to: int) -> int:
    """Yen without what is under ``to`` yen."""
    return int(yen // to) * to


def figure(number: Fraction) -> str:
    """A figure for people, thousands apart, to the hundredth where it is not whole."""
    if number.denominator == 1:
        return f"{int(number):,}"
    hundredths = round(number * 100)
    sign = "-" if hundredths < 0 else ""
    text = f"{sign}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"
    return text if number * 100 == hundredths else f"about {text}"
