"""Figures with units: sums of money, percentages, points, counts and ranks, each with how exactly it is stated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kanzei.record.reports.model import Token
from kanzei.record.reports.numbers import Number, number_at, ordinal_at

__all__ = ["Figure", "find_figures"]

_SIGNS = {"$": "USD", "¥": "JPY", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
_DOLLARS = {"US": "USD", "A": "AUD", "C": "CAD", "NZ": "NZD", "S": "SGD", "HK": "HKD", "NT": "TWD", "CN": "CNY"}
_CODES = {"USD", "JPY", "EUR", "GBP", "KRW", "CNY", "INR", "CHF", "CAD", "AUD", "TWD"}
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
    "day": ("day", Decimal(1)),
    "week": ("day", Decimal(7)),
    "month": ("month", Decimal(1)),
    "year": ("month", Decimal(12)),
    "decad": ("month", Decimal(120)),
    "dozen": ("", Decimal(12)),
}
"""Unit -> base unit and how many of it; a ton without another word is the metric one."""
_ABOUT = {
    "about",
    "around",
    "roughly",
    "approximately",
    "some",
    "circa",
    "nearly",
    "almost",
    "approaching",
    "estimated",
    "~",
    "ca",
}
_CLOCK = {"AM", "PM", "am", "pm", "a.m.", "p.m.", "GMT", "UTC", "JST", "IST", "EST", "EDT", "ET", "CET"}
_PERIODS = {"percent", "pct", "pc"}
_POINTS = {"point", "points"}


class Figure(NamedTuple):
    """A figure found in tokens ``first`` to ``after`` - 1."""

    kind: str
    number: Decimal
    upto: Decimal | None
    step: Decimal
    unit: str
    mark: str
    first: int
    after: int


def find_figures(words: Sequence[Token], taken: Sequence[bool]) -> list[Figure]:
    """Figures in order; tokens that are part of a day (``taken``) are passed over."""
    found: list[Figure] = []
    at = 0
    while at < len(words):
        if taken[at]:
            at += 1
            continue
        one = _clock(words, at) or _figure(words, at, taken)
        if isinstance(one, int):
            at = one
        elif one is None:
            at += 1
        else:
            found.append(one)
            at = one.after
    return _ratios(words, found)


def _clock(words: Sequence[Token], at: int) -> int | None:
    """A time of day is no figure: the token after it."""
    if at + 2 < len(words) and words[at].text.isdigit() and words[at + 1].text == ":" and words[at + 2].text.isdigit():
        after = at + 3
        while after < len(words) and words[after].text in _CLOCK:
            after += 1
        return after
    if at + 1 < len(words) and words[at].text.isdigit() and words[at + 1].stem in {"am", "pm"}:
        return at + 2
    return None


def _figure(words: Sequence[Token], at: int, taken: Sequence[bool]) -> Figure | None:
    first, currency = at, ""
    sign = at
    if words[at].text in _DOLLARS and at + 1 < len(words) and words[at + 1].text == "$":
        currency, sign = _DOLLARS[words[at].text], at + 2
    elif words[at].stem == "us" and at + 1 < len(words) and words[at + 1].text == "$":
        currency, sign = "USD", at + 2
    elif words[at].text in _SIGNS:
        currency, sign = _SIGNS[words[at].text], at + 1
    elif words[at].text in _CODES:
        currency, sign = words[at].text, at + 1
    number = number_at(words, sign)
    if number is None or any(taken[sign : number.after]):
        rank = ordinal_at(words, at) if not currency else None
        if rank is None:
            return None
        return Figure("ordinal", Decimal(rank[0]), None, Decimal(1), "", "", at, rank[1])
    if not currency and words[at].text.isdigit() and (rank := ordinal_at(words, at)):
        return Figure("ordinal", Decimal(rank[0]), None, Decimal(1), "", "", at, rank[1])
    upto, number = _range(words, number, currency)
    if upto is not None and upto.step > number.step and number.value < 1000:
        number = number._replace(value=number.value * (upto.step / number.step), step=upto.step)
    tail = upto or number
    kind, unit, factor, after = _unit(words, tail, currency, words[sign].text.isalpha() and not currency)
    if kind == "number" and not unit and upto is not None:
        upto, tail, after = None, number, number.after
    if not kind:
        return None
    mark = _mark(words, first, after) or ("about" if number.part and unit == "%" else "")
    return Figure(
        kind,
        number.value * factor,
        upto.value * factor if upto else None,
        _step(tail, factor, unit),
        unit,
        mark,
        first,
        after,
    )


def _step(number: Number, factor: Decimal, unit: str) -> Decimal:
    """One unit of the last digit; spans of time are exact: two years are not eighteen months rounded."""
    return min(number.step, Decimal(1)) if unit in {"day", "month", "hour"} else number.step * factor


def _range(words: Sequence[Token], number: Number, currency: str) -> tuple[Number | None, Number]:
    at = number.after
    if at + 1 >= len(words) or words[at].text.lower() not in {"-", "to"}:
        return None, number
    sign = at + 1
    if (
        words[at].text.lower() == "to"
        and at >= 2
        and any(one.text.lower() == "from" for one in words[max(0, at - 4) : at])
    ):
        return None, number
    if words[sign].text in _SIGNS:
        if not currency:
            return None, number
        sign += 1
    other = number_at(words, sign)
    if other is None or other.part or other.value <= number.value or words[sign].text.isalpha():
        return None, number
    return other, number


def _unit(words: Sequence[Token], number: Number, currency: str, worded: bool) -> tuple[str, str, Decimal, int]:
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
    if words[at : at + 1] and words[at].text in _CODES:
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


def _mark(words: Sequence[Token], first: int, after: int) -> str:
    """How a figure is bounded: about, over, under, or exact (empty)."""
    before = [one.text.lower() for one in words[max(0, first - 4) : first]]
    behind = " ".join(one.text.lower() for one in words[after : after + 3])
    ends = " ".join(before)
    if ends.endswith(
        (
            "just over",
            "just under",
            "a little over",
            "a little under",
            "slightly over",
            "slightly more than",
            "slightly less than",
            "just below",
            "just above",
        )
    ):
        return "about"
    if ends.endswith(
        (
            "not more than",
            "no more than",
            "up to",
            "as much as",
            "at most",
            "less than",
            "fewer than",
            "below",
            "under",
            "a maximum of",
        )
    ):
        return "under"
    if ends.endswith(
        (
            "more than",
            "over",
            "at least",
            "above",
            "exceeding",
            "no less than",
            "upwards of",
            "in excess of",
            "topped",
            "exceeded",
        )
    ):
        return "over"
    if (before and before[-1] in _ABOUT) or ends.endswith(("close to", "in the region of", "or so", "an estimated")):
        return "about"
    if behind.startswith(("or more", "at least")):
        return "over"
    if behind.startswith(("or less", "at most")):
        return "under"
    return "about" if behind.startswith(("or so", "or thereabouts")) else ""


def _ratios(words: Sequence[Token], found: list[Figure]) -> list[Figure]:
    """ "90-10", "90/10" and "90 to 10" that make a hundred are two shares."""
    made = list(found)
    for place, one in enumerate(found):
        text = [each.text for each in words[one.first : one.first + 3]]
        if (
            one.kind != "number"
            or one.unit
            or len(text) < 3
            or text[1] not in {"/", "-", ":"}
            or not text[0].isdigit()
            or not text[2].isdigit()
        ):
            continue
        if int(text[0]) + int(text[2]) != 100:
            continue
        shares = [
            Figure(
                "percent", Decimal(text[step]), None, Decimal(1), "%", one.mark, one.first + step, one.first + step + 1
            )
            for step in (0, 2)
        ]
        made[made.index(one)] = shares[0]
        nearby = place + 1 < len(found) and found[place + 1].first == one.first + 2
        if nearby:
            made.remove(found[place + 1])
        made.insert(made.index(shares[0]) + 1, shares[1])
    return made
