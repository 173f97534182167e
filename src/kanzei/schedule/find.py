"""Codes by the beginning of their number or by words, with their ordinary rate on a day: what a reader looks for before he has a code."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import ScheduleError, UsageError
from kanzei.schedule.table import Schedule
from kanzei.schedule.user import names, search

__all__ = ["EVERYDAY", "Found", "everyday", "find"]

EVERYDAY = Path(__file__).parent.parent / "data" / "everyday.txt"

_NUMBER = re.compile(r"[\d.\s-]+\Z")


class Found(NamedTuple):
    """A code of 8 or 10 digits, what it is called as far as that is known, and its column 1 general rate in words."""

    code: str
    name: str
    general: str


def find(schedule: Schedule, text: str, on: date, limit: int = 20) -> list[Found]:
    """Codes of a day that begin with the digits, or whose name holds the words; nothing for an empty text.

    Notes
    -----
    Words are looked up as :func:`kanzei.schedule.user.search` does; a name of six digits stands for all codes under it. The headings of an
    everyday word, of which the schedule says nothing (a car, a TV, beef), come first.

    Raises
    ------
    UsageError   Words are given that are no everyday word, and no descriptions are at hand.
    """
    text = text.strip()
    if not text:
        return []
    if _NUMBER.match(text):
        digits = re.sub(r"\D", "", text)
        codes = [code for code in _codes(schedule, on) if code.startswith(digits[:10])] if digits else []
    else:
        codes = _by_words(schedule, text, on, limit)
    codes = codes[:limit]
    called = names(codes)
    return [Found(code, called.get(code, ""), _general(schedule, code, on)) for code in codes]


def _by_words(schedule: Schedule, text: str, on: date, limit: int) -> list[str]:
    held = _codes(schedule, on)
    found = dict.fromkeys(_everyday_codes(held, text))
    if len(found) >= limit:
        return list(found)
    try:
        _add_named(found, held, text, limit)
    except UsageError:
        if not found:
            raise
    return list(found)


def _everyday_codes(held: tuple[str, ...], text: str) -> list[str]:
    """The codes of an everyday word, those of several headings in turn, so that each is seen."""
    prefixes = everyday().get(_plain(text), ())
    columns = [[code for code in held if code.startswith(prefix)] for prefix in prefixes]
    return [code for row in zip_longest(*columns) for code in row if code is not None]


@cache
def everyday() -> dict[str, tuple[str, ...]]:
    """Everyday word, without the ending of its plural -> beginnings of codes."""
    out: dict[str, tuple[str, ...]] = {}
    for line in EVERYDAY.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _, codes = line.partition(":")
            out.update(dict.fromkeys((_plain(word) for word in words.split(",")), tuple(codes.split())))
    return out


def _plain(text: str) -> str:
    return " ".join(_singular(word) for word in text.lower().split())


def _add_named(found: dict[str, None], held: tuple[str, ...], text: str, limit: int) -> None:
    """Add the codes whose name holds the words."""
    asked = set(re.findall(r"\w+", text.lower()))
    begun = search(text, 500) or search(" ".join(_singular(word) for word in text.split()), 500)
    # Whole words before words that are begun only, a car before a carcass; then what a name says first.
    begun.sort(key=lambda row: (-len(asked & set(re.findall(r"\w+", row[1].lower()))), _place(asked, row[1].lower())))
    for code, _ in begun:
        found.update(dict.fromkeys(one for one in held if one.startswith(code)))
        if len(found) >= limit:
            break


def _place(asked: set[str], name: str) -> int:
    """Where the first of the words stands in a name."""
    return min((name.find(word) for word in asked if word in name), default=len(name))


def _singular(word: str) -> str:
    """A word without the ending of its plural; ``boxes`` begins with ``box``, as every word found may."""
    return re.sub(r"(?<=\w\w)(?:es|s)\Z", "", word)


@lru_cache(maxsize=8)
def _codes(schedule: Schedule, on: date) -> tuple[str, ...]:
    try:
        return tuple(code for code in schedule.codes(on) if code[:2] not in ("98", "99"))
    except ScheduleError as error:
        raise UsageError(str(error)) from None


def _general(schedule: Schedule, code: str, on: date) -> str:
    try:
        return schedule.lookup(code, on).general.text
    except ScheduleError:
        return ""
