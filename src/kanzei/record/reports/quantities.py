"""Figures with units: sums of money, percentages, points, counts and ranks, each with how exactly it is stated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kanzei.record.reports.model import Token
from kanzei.record.reports.numbers import Number, number_at, ordinal_at
from kanzei.record.reports.units import CODES, step_of, unit_after

__all__ = ["Figure", "find_figures"]

_SIGNS = {"$": "USD", "¥": "JPY", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
_DOLLARS = {"US": "USD", "A": "AUD", "C": "CAD", "NZ": "NZD", "S": "SGD", "HK": "HKD", "NT": "TWD", "CN": "CNY"}
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
        if one is None:
            at += 1
        else:
            found.append(one)
            at = one.after
    return _ratios(words, found)


def _clock(words: Sequence[Token], at: int) -> Figure | None:
    """A time of day, in minutes: "1:11 PM IST", "9 a.m."."""
    if not words[at].text.isdigit() or at + 1 >= len(words):
        return None
    minutes, after = 0, at + 1
    if words[after].text == ":" and after + 1 < len(words) and words[after + 1].text.isdigit():
        minutes, after = int(words[after + 1].text), after + 2
    elif words[after].stem not in {"am", "pm"}:
        return None
    hours = int(words[at].text)
    if after < len(words) and words[after].stem in {"am", "pm"}:
        hours = hours % 12 + (12 if words[after].stem == "pm" else 0)
    while after < len(words) and words[after].text in _CLOCK:
        after += 1
    return Figure("number", Decimal(hours * 60 + minutes), None, Decimal(1), "minute of the day", "", at, after)


def _figure(words: Sequence[Token], at: int, taken: Sequence[bool]) -> Figure | None:
    first, currency = at, ""
    sign = at
    point = [one.text.lower() for one in words[at : at + 4]]
    for full in (
        ["a", "full", "percentage", "point"],
        ["a", "whole", "percentage", "point"],
        ["a", "percentage", "point"],
    ):
        if point[: len(full)] == full and not (at and words[at - 1].text.lower() == "of"):
            return Figure("points", Decimal(1), None, Decimal("0.01"), "pp", "", at, at + len(full))
    if (
        words[at].text in _DOLLARS
        and at + 1 < len(words)
        and words[at + 1].text == "$"
        and (words[at].text != "A" or words[at].stop == words[at + 1].start)
    ):
        currency, sign = _DOLLARS[words[at].text], at + 2
    elif words[at].stem == "us" and at + 1 < len(words) and words[at + 1].text == "$":
        currency, sign = "USD", at + 2
    elif words[at].text in _SIGNS:
        currency, sign = _SIGNS[words[at].text], at + 1
    elif words[at].text in CODES:
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
    kind, unit, factor, after = unit_after(words, tail, currency, words[sign].text.isalpha() and not currency)
    if kind == "number" and not unit and upto is not None:
        upto, tail, after = None, number, number.after
    if not kind:
        return None
    mark = _mark(words, first, after) or ("about" if number.part and unit == "%" else "")
    return Figure(
        kind,
        number.value * factor,
        upto.value * factor if upto else None,
        step_of(tail, factor, unit),
        unit,
        mark,
        first,
        after,
    )


def _range(words: Sequence[Token], number: Number, currency: str) -> tuple[Number | None, Number]:
    at = number.after
    if number.part or at + 1 >= len(words) or words[at].text.lower() not in {"-", "to"}:
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
