"""What one line can see of the law: the days of entry on which its answer may change.

A book has some 165 days on which something begins or ends; one origin and one code see a dozen or two of them (a timeline has only the
breakpoints that the line's key can see). What is left out here can reach neither the origin nor the code on any day; in doubt a day is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kanzei.duty.by_country import segments_known
from kanzei.duty.clocks import CLOCK_CLAIMS

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View

__all__ = ["days_seen", "names_of", "sees_all"]

_ELSEWHERE = frozenset({"ch98", "article", *CLOCK_CLAIMS})
"""Claims that bring in the law of another code or of another day."""


def sees_all(line: EntryLine) -> bool:
    """Whether more than the line's own code and day of entry decide, so that every day of the book may matter."""
    return (
        len(line.hts) not in (8, 10)
        or line.hts.startswith(("98", "99"))
        or line.base_rate is not None
        or not _ELSEWHERE.isdisjoint(line.claims)
    )


def days_seen(view: View, line: EntryLine) -> list[str]:
    """ISO days on which the answer to a line may change in a view, oldest first; a subset of :meth:`View.bounds` where nothing is void.

    The line's own day of entry is not looked at.
    """
    if sees_all(line):
        return view.bounds()
    book, origin = view.book, line.origin.lower()
    days: set[str] = set()
    every_release = line.spi is not None  # the rate of a program may stand under another code
    rows = member_rows(book, line.hts)
    names = names_of(line.hts, rows)
    for name, history in _reaching(book, origin, names):
        segments = segments_known(history, view.known)
        for start, stop, _, _ in segments:
            days.update((start, stop))
        if segments:
            asked, other_code = book.index.asked_of(name, history)
            days.update(asked)
            every_release |= other_code
    for _, start, stop, known, until in rows:
        if known <= view.known < until:
            days.update((start, stop))
    countries = {origin, "all", *(value.lower() for value in line.claims.values() if isinstance(value, str))}
    for code in countries:
        for _, _, start, stop, known, until in book.index.groups_of(code):
            if known <= view.known < until:
                days.update((start, stop))
    for void in book.voids:
        if void["known"] <= view.known:
            days.update((void["from"], void["to"]))
    schedule = book.schedule
    days.update(
        [effective for _, effective in schedule.revision_days()]
        if every_release
        else schedule.change_days(line.hts[:8], view.known_on)
    )
    return sorted(day for day in days if "1900-01-01" < day < "9999")


def member_rows(book: LawBook, code: str) -> list[tuple[str, str, str, str, str]]:
    """(set, start, stop, known, until) of the members that a code, or a code below or beside it, falls under."""
    prefixes = [code[:size] for size in range(2, len(code) + 1)]
    marks = ",".join("?" * len(prefixes))
    return book.members.execute(
        "SELECT s.name, m.start, m.stop, m.known, m.until FROM members m JOIN sets s ON s.id = m.set_id "
        f"WHERE m.code IN ({marks}) OR (m.code > ? AND m.code < ?)",
        [*prefixes, code[:8], code[:8] + ":"],
    ).fetchall()


def names_of(code: str, rows: list[tuple[str, str, str, str, str]]) -> frozenset[str]:
    """Whatever a selection of goods may name a code by, on any day in any view; of a short code also what names the codes below it."""
    own = (code[:size] for size in range(1, len(code) + 1))
    return frozenset([*own, *(row[0] for row in rows)])


def _reaching(book: LawBook, origin: str, names: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Provisions some version of which may reach goods of these names from an origin, in any view."""
    for name, history in book.index.provisions_of(origin):
        if any(_may_name(one["goods"]["in"], names) for one in history["versions"]):
            yield name, history


def _may_name(wanted: list[str], names: frozenset[str]) -> bool:
    # A selection of digits longer than a short code names codes below it.
    return not wanted or not names.isdisjoint(wanted) or any(one[:8] in names for one in wanted if one.isdigit())
