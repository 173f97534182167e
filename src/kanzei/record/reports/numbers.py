"""Numbers in figures and in words, with the step of the last digit written: "1.2", "550 billion", "two and a half million", "sixth"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kanzei.record.reports.model import Token

__all__ = ["ORDINALS", "SCALES", "Number", "number_at", "ordinal_at"]

SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "man": 10**4,
    "lakh": 10**5,
    "million": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "oku": 10**8,
    "billion": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "trn": 10**12,
    "tn": 10**12,
    "t": 10**12,
    "cho": 10**12,
}
"""Words of scale, the short ones only straight after a number; man, oku and cho are Japanese 10^4, 10^8, 10^12."""
_SHORT = {"k", "m", "b", "t", "man", "cho", "oku", "mn", "bn", "tn", "trn", "mln", "bln"}
_ONES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
ORDINALS = {
    **dict(
        zip(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth".split(),
            range(1, 16),
            strict=True,
        )
    ),
    "twentieth": 20,
}
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}


class Number(NamedTuple):
    """A number: its exact value, one unit of the last digit written, the token after it, and whether it is a part of one."""

    value: Decimal
    step: Decimal
    after: int
    part: bool = False


def number_at(words: Sequence[Token], at: int) -> Number | None:
    """The number that begins at a token, scale words taken in; None if none does."""
    if at >= len(words):
        return None
    if words[at].text[0].isdigit():
        text = words[at].text.replace(",", "")
        value = Decimal(text)
        step = Decimal(1).scaleb(-len(text.partition(".")[2]))
        return _scaled(words, Number(value, step, at + 1))
    return _worded(words, at)


def _scaled(words: Sequence[Token], found: Number) -> Number:
    value, step, after, _ = found
    while after < len(words):
        place = after + 1 if words[after].text == "-" and after + 1 < len(words) else after
        word = words[place].text.lower()
        scale = SCALES.get(word) or SCALES.get(word.removesuffix("s"))
        if scale is None or (word in _SHORT and words[place].text == "T" and place == after + 1):
            break
        if word in {"m", "b", "t", "k"} and words[place].start != words[after - 1].stop:
            break
        value, step, after = value * scale, step * scale, place + 1
    return Number(value, step, after)


def _worded(words: Sequence[Token], at: int) -> Number | None:
    """A number in words; "half" and "three quarters" are parts of one."""
    low = [one.text.lower() for one in words[at : at + 12]]
    follow = low[1] if len(low) > 1 else ""
    if low[0] == "half" and (
        follow in {"of", "the", "a"} or (at and words[at - 1].text.lower() in {"by", "a", "one", "than", "in"})
    ):
        return Number(Decimal("0.5"), Decimal("0.01"), at + 1, part=True)
    if (
        low[0] == "a"
        and follow in {"third", "quarter", "fifth", "tenth"}
        and (low[2:3] == ["of"] or low[2:4] in (["percentage", "point"], ["-", "point"]) or low[2:3] == ["point"])
    ):
        return Number(Decimal(1) / _PARTS[follow], Decimal("0.01"), at + 2, part=True)
    whole = (follow in SCALES and follow not in _SHORT) or follow in {"century", "decade"}
    value, length = (1, 1) if low[0] == "a" and whole else _small(low)
    if not length:
        return None
    after = at + length
    rest = low[length:]
    part = rest[1:2] if rest[:1] == ["-"] else rest[:1]
    if part and value < 20 and (name := part[0].removesuffix("s")) in _PARTS and (part[0] != name or value == 1):
        skip = 2 if rest[:1] == ["-"] else 1
        if part[0] != "quarter" and value or rest[skip : skip + 1] == ["of"]:
            return Number(Decimal(value) / _PARTS[name], Decimal("0.01"), after + skip, part=True)
    exact, step = Decimal(value), Decimal(1)
    if rest[:3] == ["and", "a", "half"]:
        exact, step, after = exact + Decimal("0.5"), Decimal("0.1"), after + 3
    elif rest[:1] == ["point"] and rest[1:2] and rest[1] in _ONES:
        exact, step, after = exact + Decimal(_ONES[rest[1]]) / 10, Decimal("0.1"), after + 2
    found = _scaled(words, Number(exact, step, after))
    low = [one.text.lower() for one in words[found.after : found.after + 6]]
    if found.value >= 100 and found.step >= 100:
        skip = 1 if low[:1] == ["and"] else 0
        more, length = _small(low[skip:])
        if length and more < found.step:
            return _scaled(words, Number(found.value + more, Decimal(1), found.after + skip + length))
    return found


def _small(low: Sequence[str]) -> tuple[int, int]:
    """A number under a hundred in words, and how many tokens it takes (none: no number)."""
    if not low:
        return 0, 0
    if low[0] in _TENS:
        if len(low) > 2 and low[1] == "-" and low[2] in _ONES and 0 < _ONES[low[2]] < 10:
            return _TENS[low[0]] + _ONES[low[2]], 3
        if len(low) > 1 and low[1] in _ONES and 0 < _ONES[low[1]] < 10:
            return _TENS[low[0]] + _ONES[low[1]], 2
        return _TENS[low[0]], 1
    if low[0] in _ONES:
        return _ONES[low[0]], 1
    return 0, 0


def ordinal_at(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """(rank, token after) of "sixth" or "6th"; None if none begins here."""
    word = words[at].text.lower()
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word.isdigit() and at + 1 < len(words) and words[at + 1].text.lower() in {"st", "nd", "rd", "th"}:
        return int(word), at + 2
    return None
