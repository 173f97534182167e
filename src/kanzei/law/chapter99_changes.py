"""What changed in Chapter 99 between two releases: headings, rates, origins, days, words, and the codes that point to a heading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kanzei.law.chapter99 import Chapter99
from kanzei.law.official import Line
from kanzei.schedule.words import rate_words

__all__ = ["Chapter99Change", "chapter99_changes"]


class Chapter99Change(NamedTuple):
    """A change. what : added | removed | general | special | column 2 | origins | days | words | codes; codes : those that began (``+``) or
    ceased (``-``) to point to the heading in their footnotes."""

    heading: str
    what: str
    before: str
    after: str
    codes: tuple[str, ...] = ()


def chapter99_changes(table: Chapter99, first: str, second: str) -> list[Chapter99Change] | None:
    """Changes of 9903 headings from one release to another, by heading; ``None`` where the table does not hold one of them."""
    numbers = table.number(first), table.number(second)
    if numbers[0] is None or numbers[1] is None:
        return None
    out: list[Chapter99Change] = []
    for heading in sorted(table.headings.keys() | table.footnotes.keys()):
        old, new = (table.line(heading, number) for number in numbers if number is not None)
        if old is None and new is not None:
            out.append(Chapter99Change(heading, "added", "", _rate(new.general)))
        elif new is None and old is not None:
            out.append(Chapter99Change(heading, "removed", _rate(old.general), ""))
        elif old is not None and new is not None and old != new:
            out += _differences(heading, old, new)
        was, now = (set(table.pointed(heading, number)) for number in numbers if number is not None)
        if was != now:
            codes = (*(f"+{code}" for code in sorted(now - was)), *(f"-{code}" for code in sorted(was - now)))
            out.append(Chapter99Change(heading, "codes", f"{len(was)} codes", f"{len(now)} codes", codes))
    return out


def _differences(heading: str, old: Line, new: Line) -> Iterable[Chapter99Change]:
    told = False
    for what, before, after in (
        ("general", _rate(old.general), _rate(new.general)),
        ("special", _rate(old.special), _rate(new.special)),
        ("column 2", _rate(old.other), _rate(new.other)),
        ("origins", _origins(old), _origins(new)),
        ("days", _days(old), _days(new)),
    ):
        if before != after:
            told = True
            yield Chapter99Change(heading, what, before, after)
    if not told and old.words != new.words:
        yield Chapter99Change(heading, "words", "", "")


def _rate(rate: Any) -> str:
    return "" if rate is None else rate_words(rate)


def _origins(line: Line) -> str:
    inside = ", ".join(word.upper() if len(word) == 2 else word for word in line.origins)
    outside = ", ".join(word.upper() if len(word) == 2 else word for word in line.barred)
    return inside + (f" except {outside}" if outside else "")


def _days(line: Line) -> str:
    return ", ".join(f"{kind.replace('-', ' ')} {day}" for kind, day in line.days)
