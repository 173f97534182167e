"""Whether two figures can be the same: rounding, bounds, units, currencies. Every verdict names its rule."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from kanzei.record.reports.model import Item

__all__ = ["Verdict", "judge_figures"]

_RATES = {
    "JPY": (Decimal(120), Decimal(180)),
    "KRW": (Decimal(1150), Decimal(1600)),
    "EUR": (Decimal("0.75"), Decimal("1.05")),
    "GBP": (Decimal("0.65"), Decimal("0.90")),
    "CNY": (Decimal("6.3"), Decimal("7.7")),
    "CHF": (Decimal("0.70"), Decimal("1.05")),
    "CAD": (Decimal("1.20"), Decimal("1.55")),
    "INR": (Decimal(75), Decimal(100)),
    "TWD": (Decimal(27), Decimal(36)),
    "USD": (Decimal(1), Decimal(1)),
}
"""Units of a currency for one dollar, lowest and highest, of 2023-2026 with a margin: the market's range, not a rate."""
_WIDE = Decimal("0.05")


class Verdict(NamedTuple):
    """same: True, False, or None where it cannot be told; rule: why."""

    same: bool | None
    rule: str


def judge_figures(one: Item, other: Item) -> Verdict:
    """Whether two figures of the same thing can both be true."""
    assert one.number is not None and other.number is not None
    if one.unit != other.unit:
        return _other_unit(one, other)
    if (one.kind == "ordinal") != (other.kind == "ordinal"):
        return Verdict(None, "a rank and a number")
    if one.number == other.number and one.upto == other.upto:
        words = one.text.lower().split() == other.text.lower().split()
        return Verdict(True, "same figure" if words else "same figure in other words")
    if one.upto is not None or other.upto is not None:
        return _ranges(one, other)
    if (
        one.mark == other.mark == "about"
        and one.step == other.step
        and abs(one.number - other.number) >= (one.step or 0)
    ):
        return Verdict(False, "different figures for the same thing")
    if one.mark in {"over", "under"} or other.mark in {"over", "under"}:
        return _bounds(one, other)
    coarse, fine = (one, other) if _grain(one, other.mark) >= _grain(other, one.mark) else (other, one)
    if _rounds(coarse, fine):
        return Verdict(True, "same figure, rounded")
    return Verdict(False, "different figures for the same thing")


def _grain(one: Item, _: str) -> Decimal:
    """The unit to which a figure is stated; "about" lets closing zeros count as rounding, up to one in twenty."""
    assert one.number is not None and one.step is not None
    return one.step


def _zeros(one: Item) -> Decimal:
    assert one.number is not None and one.step is not None
    step = one.step
    while one.number and one.number % (step * 10) == 0:
        step *= 10
    return step


def _rounds(coarse: Item, fine: Item) -> bool:
    assert coarse.number is not None and fine.number is not None and coarse.step is not None
    if coarse.step > (fine.step or coarse.step) or coarse.unit == "%" and coarse.step != fine.step:
        shorter = (fine.number / coarse.step).quantize(Decimal(1), ROUND_HALF_UP) * coarse.step
        if shorter == coarse.number:
            return True
    for one, exact in ((coarse, fine), (fine, coarse)):
        if one.mark != "about" or exact.number is None or one.number is None:
            continue
        reach = min(_zeros(one) / 2, abs(one.number) * _WIDE)
        if abs(exact.number - one.number) <= reach:
            return True
        if exact.step is not None and one.step is not None and abs(exact.number - one.number) <= one.step / 2:
            return True
    return False


def _ranges(one: Item, other: Item) -> Verdict:
    assert one.number is not None and other.number is not None
    low, high = one.number, one.upto if one.upto is not None else one.number
    least, most = other.number, other.upto if other.upto is not None else other.number
    if one.upto is not None and other.upto is not None:
        return Verdict(False, "different ranges for the same thing")
    inside = low <= least and most <= high or least <= low and high <= most
    return (
        Verdict(True, "a figure within the other's range")
        if inside
        else Verdict(False, "a figure outside the other's range")
    )


def _bounds(one: Item, other: Item) -> Verdict:
    assert one.number is not None and other.number is not None
    marks = {one.mark, other.mark}
    if one.number == other.number:
        return Verdict(True, "same figure")
    if one.mark == other.mark:
        return Verdict(False, "different bounds for the same thing")
    if marks == {"over", "under"}:
        over, under = (one, other) if one.mark == "over" else (other, one)
        assert over.number is not None and under.number is not None
        return (
            Verdict(None, "bounds that meet")
            if over.number <= under.number
            else Verdict(False, "bounds that cannot both hold")
        )
    bound, exact = (one, other) if one.mark in {"over", "under"} else (other, one)
    assert bound.number is not None and exact.number is not None
    kept = exact.number > bound.number if bound.mark == "over" else exact.number < bound.number
    near = exact.number != 0 and Decimal("0.7") <= bound.number / exact.number <= Decimal("1.45")
    if kept:
        return Verdict(True if near else None, "a figure that keeps the other's bound")
    return Verdict(False, "a figure beyond the other's bound")


def _other_unit(one: Item, other: Item) -> Verdict:
    assert one.number is not None and other.number is not None
    if {one.unit, other.unit} == {"%", "pp"}:
        if one.number == other.number:
            return Verdict(True, "same figure in other units")
        return Verdict(None, "per cent and percentage points")
    if one.kind == other.kind == "money":
        return _currencies(one, other)
    if {one.unit, other.unit} <= {"day", "month"} and one.kind == other.kind:
        days = {item.unit: item.number for item in (one, other)}
        assert days["day"] is not None and days["month"] is not None
        ratio = days["day"] / days["month"] if days["month"] else Decimal(0)
        return (
            Verdict(True, "same span in other units")
            if 28 <= ratio <= 31
            else Verdict(False, "different spans of time for the same thing")
        )
    return Verdict(None, "units that cannot be compared")


def _currencies(one: Item, other: Item) -> Verdict:
    assert one.number is not None and other.number is not None
    if one.number == other.number:
        return Verdict(False, "one number in two currencies")
    if one.unit not in _RATES or other.unit not in _RATES or not other.number or not one.number:
        return Verdict(None, "currencies that cannot be compared")
    here, there = _RATES[one.unit], _RATES[other.unit]
    rate = one.number / other.number
    if here[0] / there[1] <= rate <= here[1] / there[0]:
        return Verdict(True, "sums in two currencies, at a rate the market has seen")
    return Verdict(False, "sums in two currencies that no rate of the market makes equal")
