"""The book against the official Chapter 99: every heading of every release accounted for, every stated fact compared.

Pure: facts of the official text (:mod:`kanzei.law.chapter99`), the compiled book (:class:`kanzei.law.carried.Book`) and written reasons
(:mod:`kanzei.law.coverage_reasons`) in, a report out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kanzei.counts import counted
from kanzei.law.carried import Book
from kanzei.law.chapter99 import Chapter99
from kanzei.law.coverage_lines import Difference, compare_line, compare_rates
from kanzei.law.coverage_lists import compare_footnotes, compare_note
from kanzei.law.coverage_reasons import Explained, Reasons, explain, status_of
from kanzei.law.official import Line

__all__ = ["Finding", "Heading", "NewLine", "Report", "cover", "look_at"]


class Finding(NamedTuple):
    """A difference over the releases in which it stands. reason : ``""`` where it is not explained."""

    heading: str
    what: str
    official: str
    ours: str
    releases: tuple[int, ...]
    reason: str
    source: str


class Heading(NamedTuple):
    """What became of a heading. state : ``encoded``, ``out-of-scope``, ``pending`` or ``unaccounted``.

    releases : numbers of the releases that print it (or give its rate); provisions : ours that carry it, reason and source for the others.
    """

    heading: str
    state: str
    releases: tuple[int, ...]
    provisions: tuple[str, ...]
    reason: str
    source: str
    findings: tuple[Finding, ...]


class Other(NamedTuple):
    """A subchapter beside 9903, counted as a whole. counts : (first release, last release, headings)."""

    chapter: str
    counts: tuple[tuple[int, int, int], ...]
    state: str
    reason: str
    source: str


class Report(NamedTuple):
    """The whole comparison.

    headings : every 9903 heading of every release. lists : findings of the notes' lists, by note in place of a heading, with the number of
    codes compared. others : the subchapters beside 9903. unprinted : headings of ours that no release held here prints. stale : places of reasons that explain nothing.
    """

    headings: tuple[Heading, ...]
    lists: tuple[tuple[str, int, int, tuple[Finding, ...]], ...]
    others: tuple[Other, ...]
    unprinted: tuple[str, ...]
    stale: tuple[str, ...]
    compared: int

    @property
    def unaccounted(self) -> list[Heading]:
        """Headings that nobody has looked at."""
        return [one for one in self.headings if one.state == "unaccounted"]

    @property
    def different(self) -> list[Finding]:
        """Differences without a reason."""
        found = [finding for one in self.headings for finding in one.findings]
        found += [finding for _, _, _, findings in self.lists for finding in findings]
        return [one for one in found if not one.reason]

    @property
    def holds(self) -> bool:
        """Nothing unaccounted, no unexplained difference, no reason that explains nothing."""
        return not (self.unaccounted or self.different or self.stale or self.strange)

    @property
    def strange(self) -> list[Other]:
        """Subchapters without a written status."""
        return [one for one in self.others if one.state == "unaccounted"]


def cover(table: Chapter99, book: Book, reasons: Reasons, only: Iterable[int] | None = None) -> Report:
    """Compare the book with the official text.

    Parameters
    ----------
    only : numbers of the releases looked at; all by default (reasons are then also checked for use).
    """
    wanted = list(range(len(table.releases))) if only is None else sorted(only)
    numbers = {one.name: number for number, one in enumerate(table.releases)}
    used: set[str] = set()
    found: list[Heading] = []
    compared = 0
    for heading in sorted({*table.headings, *table.second_hand}):
        printed = [n for n in wanted if _printed(table, heading, n)]
        if heading in book.headings:
            rows: list[tuple[int, Difference]] = []
            for number in wanted:
                release = table.releases[number]
                if release.kind == "rates":
                    if heading in table.second_hand:
                        rows += [
                            (number, one)
                            for one in compare_rates(book, heading, *table.second_hand[heading], release.day)
                        ]
                        compared += 1
                    continue
                line = table.line(heading, number)
                if line is None:
                    rows += [(number, one) for one in _absent(book, heading, table, number)]
                    continue
                compared += 1
                rows += [(number, one) for one in compare_line(book, line, release.day)]
                if pointed := table.pointed(heading, number):
                    rows += [(number, one) for one in compare_footnotes(book, heading, pointed, release.day)]
            if printed or rows:
                provisions = tuple(book.provisions_of(heading))
                findings = _findings(heading, rows, reasons, numbers, used)
                found.append(Heading(heading, "encoded", tuple(printed), provisions, "", "", findings))
        elif printed:
            status = status_of(heading, reasons)
            if status is None:
                found.append(Heading(heading, "unaccounted", tuple(printed), (), "", "", ()))
            else:
                used.add(status.place)
                found.append(Heading(heading, status.state, tuple(printed), (), status.reason, status.source, ()))
    lists = _lists(table, book, reasons, numbers, used) if only is None else ()
    everything = {*table.headings, *table.second_hand}
    unprinted = tuple(sorted(h for h in book.headings if h.startswith("9903") and h not in everything))
    places = [*(one.place for one in reasons.statuses), *(one.place for one in reasons.explained)]
    stale = tuple(place for place in places if place not in used) if only is None else ()
    others = tuple(
        Other(
            name,
            counts,
            *((one.state, one.reason, one.source) if (one := reasons.others.get(name)) else ("unaccounted", "", "")),
        )
        for name, counts in sorted(table.others.items())
    )
    return Report(tuple(found), lists, others, unprinted if only is None else (), stale, compared)


def _printed(table: Chapter99, heading: str, number: int) -> bool:
    if table.releases[number].kind == "rates":
        return heading in table.second_hand
    return table.line(heading, number) is not None


def _absent(book: Book, heading: str, table: Chapter99, number: int) -> list[Difference]:
    """A heading of ours in force on the day of a release that does not print it, where some release does."""
    day = table.releases[number].day
    live = [one for one in book.carried(heading, day) if one.start <= day < one.stop and not one.suspended]
    if not live or heading not in table.headings:
        return []
    return [Difference("absent", "not printed", f"in force from {min(one.start for one in live)}")]


def _findings(
    heading: str, rows: Sequence[tuple[int, Difference]], reasons: Reasons, numbers: dict[str, int], used: set[str]
) -> tuple[Finding, ...]:
    """Differences joined over releases, each with its reason."""
    joined: dict[tuple[Difference, Explained | None], list[int]] = {}
    for number, one in rows:
        reason = explain(heading, one.what, one.official, one.ours, number, reasons, numbers)
        if reason is not None:
            used.add(reason.place)
        joined.setdefault((one, reason), []).append(number)
    return tuple(
        Finding(
            heading,
            one.what,
            one.official,
            one.ours,
            tuple(where),
            reason.reason if reason else "",
            reason.source if reason else "",
        )
        for (one, reason), where in joined.items()
    )


def _lists(
    table: Chapter99, book: Book, reasons: Reasons, numbers: dict[str, int], used: set[str]
) -> tuple[tuple[str, int, int, tuple[Finding, ...]], ...]:
    """Each list that a note spells out against the sets that answer for it: (note, codes, of ours, findings)."""
    answered = {one.note: one for one in reasons.lists}
    out = []
    number = numbers[table.notes_of]
    for note, codes in table.notes.items():
        entry = answered.get(note)
        if entry is None:
            out.append(
                (
                    note,
                    len(codes),
                    0,
                    _findings(
                        note,
                        [(number, Difference("note", counted(len(codes), "code"), "no set answers"))],
                        reasons,
                        numbers,
                        used,
                    ),
                )
            )
            continue
        differences = compare_note(book, codes, entry.sets, entry.day)
        held = len({code for name in entry.sets for code in book.codes(name, entry.day, entry.day)[0]})
        out.append(
            (note, len(codes), held, _findings(note, [(number, one) for one in differences], reasons, numbers, used))
        )
    return tuple(out)


class NewLine(NamedTuple):
    """A heading of a new export. what : ``new``, ``words``, ``rate``, ``gone``; before, after : rates in short words."""

    heading: str
    what: str
    before: str
    after: str
    looked_at: bool


def look_at(table: Chapter99, lines: Iterable[Line], book: Book, reasons: Reasons) -> list[NewLine]:
    """What a new export changes in headings of 9903 against the newest release held here.

    ``looked_at`` is false for a heading that neither a provision carries nor a reason names: the one that must be looked at.
    """
    from kanzei.law.coverage_lines import rate_text

    newest = max(number for number, one in enumerate(table.releases) if one.kind != "rates")
    old = {heading: line for heading in table.headings if (line := table.line(heading, newest)) is not None}
    new = {line.heading: line for line in lines if line.heading.startswith("9903")}
    out: list[NewLine] = []

    def told(line: Line) -> str:
        return " | ".join(rate_text(rate) for rate in (line.general, line.special, line.other))

    for heading in sorted({*old, *new}):
        known = heading in book.headings or status_of(heading, reasons) is not None
        if heading not in new:
            out.append(NewLine(heading, "gone", told(old[heading]), "", known))
        elif heading not in old:
            out.append(NewLine(heading, "new", "", told(new[heading]), known))
        elif told(old[heading]) != told(new[heading]):
            out.append(NewLine(heading, "rate", told(old[heading]), told(new[heading]), known))
        elif old[heading].words != new[heading].words:
            out.append(NewLine(heading, "words", "", "", known))
    return out
