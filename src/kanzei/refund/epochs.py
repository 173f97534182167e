"""Spans of the two times within which nothing changes for a line: days of entry, and days of knowledge.

The same line is asked about in the law of several days. What can tell two days of entry apart is a day on which something begins or ends, and what can tell two
days of knowledge apart, for entries of one day, is a text that became known between them and reaches that day. Both follow from the book alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from kanzei.duty.assess import FIRST_DAY
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.times import parse_day

__all__ = ["Epochs"]

_STILL = frozenset({"entry_type"})
"""Claims read by the clocks that fix no day of their own."""


class Epochs:
    """The spans of a book.

    Parameters
    ----------
    days : days of knowledge, oldest first, the last standing for all after it.
    """

    def __init__(self, book: LawBook, days: Sequence[date]) -> None:
        self._book = book
        self._known = [day.isoformat() for day in days]
        self._bounds = sorted(
            {day[:10] for start, stop in _intervals(book) for day in (start, stop)}
            | {day for fields in _versions(book) for day in _entered(fields)}
        )
        self._changes: dict[str, list[int]] = {}
        self._members: list[tuple[str, str, str, str]] | None = None

    def first(self, entered: date) -> date:
        """The first day of the span of days of entry that a day lies in."""
        return parse_day(self._bounds[bisect_right(self._bounds, entered.isoformat()) - 1])

    def still(self, line: EntryLine) -> EntryLine:
        """The line as entered on the first day of its span, where nothing on it hangs on the day itself."""
        first = self.first(line.entered_on)
        if first == line.entered_on or not self._is_plain(line):
            return line
        return line if line.loaded_on is not None and line.loaded_on > first else line._replace(entered_on=first)

    @staticmethod
    def _is_plain(line: EntryLine) -> bool:
        """Whether the rates of the day of entry apply, and no claim is a day."""
        return not any(
            isinstance(value, date) or (name.endswith("_on") or name.startswith("zone_")) and name not in _STILL
            for name, value in line.claims.items()
        )

    def places(self, line: EntryLine, start: int) -> list[int]:
        """The places of the days of knowledge, from one on, after which something that may reach the line changed; the first stands for ``start``.

        Of a line whose rates follow another day than that of entry every place is named.
        """
        if not self._is_plain(line):
            return list(range(start, len(self._known)))
        changes = self._changes_for(line.entered_on)
        return changes[bisect_right(changes, start) - 1 :]

    def _changes_for(self, entered: date) -> list[int]:
        day = entered.isoformat()
        key = self._bounds[bisect_right(self._bounds, day) - 1]
        found = self._changes.get(key)
        if found is None:
            known = sorted({self._known[0], *self._told(day)})
            last = len(self._known)
            found = sorted({place for one in known if (place := bisect_left(self._known, one)) < last})
            self._changes[key] = found
        return found

    def _told(self, day: str) -> Iterator[str]:
        """Days on which the book came to know something that reaches entries of a day."""
        book = self._book
        for history in book.provisions.values():
            before: list[Any] = []
            for known, segments in history["states"]:
                here = [row[2:] for row in segments if row[0] <= day < row[1]]
                if here != before:
                    yield known[:10]
                before = here
        if self._members is None:
            self._members = book.members.execute("SELECT DISTINCT start, stop, known, until FROM members").fetchall()
        for start, stop, known, until in self._members:
            if start <= day < stop:
                yield known
                yield until
        for _, _, _, start, stop, known, until in book.groups:
            if start <= day < stop:
                yield known
                yield until
        for said in book.statements.values():
            for one in said:
                if one["from"] <= day < one["to"]:
                    yield str(one["known"])[:10]
        for known, effective in book.schedule.revision_days():
            if effective <= day:
                yield known
        yield from (start for start in book.schedule.days_not_held() if start <= day)


def _intervals(book: LawBook) -> Iterator[tuple[str, str]]:
    for history in book.provisions.values():
        for _, segments in history["states"]:
            for start, stop, *_ in segments:
                yield start, stop
    yield from book.members.execute("SELECT DISTINCT start, stop FROM members")
    for _, _, _, start, stop, *_ in book.groups:
        yield start, stop
    for said in book.statements.values():
        for one in said:
            yield one["from"], one["to"]
    for void in book.voids:
        yield void["from"], void["to"]
    yield FIRST_DAY.isoformat(), FIRST_DAY.isoformat()
    for _, effective in book.schedule.revision_days():
        # A release answers otherwise for its own day than for those after it, which a later one might rule.
        yield effective, (parse_day(effective) + timedelta(days=1)).isoformat()
    for start in book.schedule.days_not_held():
        yield start, start


def _versions(book: LawBook) -> Iterator[dict[str, Any]]:
    for history in book.provisions.values():
        yield from history["versions"]


def _entered(fields: Any) -> Iterator[str]:
    """Days named by conditions on the day of entry."""
    if isinstance(fields, dict):
        for value in fields.values():
            yield from _entered(value)
    elif isinstance(fields, list):
        if len(fields) == 3 and fields[0] == "entered":
            yield fields[2]
        for value in fields:
            yield from _entered(value)
