"""What is read out of a report: sentences with their places, and items (figures, days, names) with their words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

__all__ = ["FIGURES", "NAMES", "Item", "Report", "Sentence", "Token", "When"]

FIGURES = ("money", "percent", "points", "number", "ordinal")
"""Kinds of items whose value is ``number`` (and ``upto`` for a range)."""
NAMES = ("person", "role", "organisation", "place", "name")
"""Kinds of items whose value is a name; *name* is a capitalised word of no known class."""


class Token(NamedTuple):
    """A word, number or sign; ``stem`` is its lower-case root; places are offsets in the report's text."""

    text: str
    start: int
    stop: int
    stem: str


class When(NamedTuple):
    """A day, span or period as it is written: what is unsaid is None.

    grain : day, month, quarter, half, year, fiscal, week, weekday, relative; first and last : (month, day);
    word : the relative words ("next week"); part : early, mid or late.
    """

    grain: str
    year: int | None = None
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    word: str = ""
    part: str = ""


class Item(NamedTuple):
    """Something with a value in a report, and its words in place.

    kind : see :data:`FIGURES`, :data:`NAMES`, and ``date``; value : the plain form for people and keys;
    number, upto, step : of figures: the value in whole units, the end of a range, and one unit of the last digit
    written (for rounding); unit : ISO currency, "%", "pp", or a unit or noun ("kg", "vehicle"); mark : about, over,
    under, or empty; when : of dates; start, stop : offsets in the report's text; sentence : its index;
    what, period, basis, entity, attribution : what it measures (concepts), of when, how counted, of whom (for a person:
    role and country), and who says so; role : of figures "from", "to", "by", "prior" (what it was before) or empty.
    """

    kind: str
    value: str
    text: str
    start: int
    stop: int
    sentence: int
    number: Decimal | None = None
    upto: Decimal | None = None
    step: Decimal | None = None
    unit: str = ""
    mark: str = ""
    when: When | None = None
    what: tuple[str, ...] = ()
    period: str = ""
    basis: str = ""
    entity: tuple[str, ...] = ()
    attribution: str = ""
    role: str = ""


class Sentence(NamedTuple):
    """A sentence: its place in the text, and its words without items taken out. ``kind``: body, headline or credit."""

    position: int
    text: str
    start: int
    stop: int
    kind: str = "body"


class Report(NamedTuple):
    """A report as read: sentences in order, each once (``repeats``: how many stood again); the day it bears itself, if any."""

    name: str
    text: str
    sentences: tuple[Sentence, ...]
    dated: date | None = None
    warnings: tuple[str, ...] = ()
    repeats: int = 0

    def __hash__(self) -> int:
        """By identity: a cache need not read the whole text to find it again."""
        return id(self)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from one."""
        before = self.text.rfind("\n", 0, offset)
        return self.text.count("\n", 0, offset) + 1, offset - before
