"""What a number counts: money, per cent, points, weights, spans of time, and how finely it is stated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kanzei.record.reports.model import Token
from kanzei.record.reports.numbers import Number

__all__ = ["CODES", "step_of", "unit_after"]

CODES = {"USD", "JPY", "EUR", "GBP", "KRW", "CNY", "INR", "CHF", "CAD", "AUD", "TWD"}


_COINS = {
    "dollar": "USD",
    "yen": "JPY",
    "euro": "EUR",
    "pound": "GBP",
    "won": "KRW",
    "won-": "KRW",
    "yuan": "CNY",
    "renminbi": "CNY",
    "franc": "CHF",
    "rupee": "INR",
    "peso": "MXN",
}


_UNITS: dict[str, tuple[str, Decimal]] = {
    "kilogram": ("kg", Decimal(1)),
    "kilo": ("kg", Decimal(1)),
    "kg": ("kg", Decimal(1)),
    "ton": ("kg", Decimal(1000)),
    "tonn": ("kg", Decimal(1000)),
    "hour": ("hour", Decimal(1)),
    "minut": ("minute", Decimal(1)),
    "day": ("day", Decimal(1)),
    "week": ("day", Decimal(7)),
    "month": ("month", Decimal(1)),
    "year": ("month", Decimal(12)),
    "decad": ("month", Decimal(120)),
    "century": ("month", Decimal(1200)),
    "dozen": ("", Decimal(12)),
}
"""Unit -> base unit and how many of it; a ton without another word is the metric one."""


_PERIODS = {"percent", "pct", "pc"}


_POINTS = {"point", "points"}


def unit_after(words: Sequence[Token], number: Number, currency: str, worded: bool) -> tuple[str, str, Decimal, int]:
    """Kind, unit, factor to the base unit, token after; no kind where a bare word number counts nothing."""
    at = number.after
    one = Decimal(1)
    if currency:
        return "money", currency, one, at
    low = [each.text.lower() for each in words[at : at + 5]]
    stems = [each.stem for each in words[at : at + 5]]
    if low[:1] == ["-"]:
        low, stems, at = low[1:], stems[1:], at + 1
    if low[:1] == ["%"] or low[:1] and low[0] in _PERIODS:
        if low[1:2] and low[1] in _POINTS:
            return "points", "pp", one, at + 2
        return "percent", "%", one, at + 1
    if low[:2] == ["per", "cent"]:
        return "percent", "%", one, at + 2
    if not number.part and low[:1] == ["percentage"] and low[1:2] and low[1] in _POINTS:
        return "points", "pp", one, at + 2
    if number.part and low[:1] and low[0] in _POINTS:
        return "points", "pp", one, at + 1
    if low[:2] in (["basis", "point"], ["basis", "points"]):
        return "points", "pp", Decimal("0.01"), at + 2
    if low[:1] and low[0] in {"bp", "bps"}:
        return "points", "pp", Decimal("0.01"), at + 1
    if number.part:
        text = " ".join(low)
        for words_of, length in (
            ("of a percentage point", 4),
            ("a percentage point", 3),
            ("percentage point", 2),
            ("of a point", 3),
            ("a point", 2),
        ):
            if text.startswith(words_of):
                return "points", "pp", one, number.after + length
        return "percent", "%", Decimal(100), number.after
    if low[:1] == ["us"] and stems[1:2] == ["dollar"]:
        return "money", "USD", one, at + 2
    if stems[:1] and stems[0] in _COINS:
        return "money", _COINS[stems[0]], one, at + 1
    if words[at : at + 1] and words[at].text in CODES:
        return "money", words[at].text, one, at + 1
    if low[:1] and low[0] in {"metric", "long", "short"} and stems[1:2] and stems[1] in _UNITS:
        return "number", *_UNITS[stems[1]], at + 2
    if low[:2] in (["business", "days"], ["business", "day"], ["working", "days"], ["working", "day"]):
        return "number", "business day", one, at + 2
    if stems[:1] and stems[0] in _UNITS:
        unit, factor = _UNITS[stems[0]]
        return "number", unit, factor, at + 1
    if worded and number.step == 1 and (number.value <= 1 or not low[:1] or not low[0].isalpha()):
        return "", "", one, at
    return "number", "", one, number.after


def step_of(number: Number, factor: Decimal, unit: str) -> Decimal:
    """One unit of the last digit; spans of time are exact (two years are not eighteen months rounded), a third may be 33 or 34."""
    if number.part and unit == "%":
        return Decimal(2)
    return min(number.step, Decimal(1)) if unit in {"day", "month", "hour", "minute"} else number.step * factor
