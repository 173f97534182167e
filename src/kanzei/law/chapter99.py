"""The shipped table of facts of the official Chapter 99, revision by revision.

Built by ``tools/build_chapter99.py`` from the official exports: rates as formulas, countries and days as we read them, the hash of the
words; no official prose. A release whose export is a copy of another is marked ``copy``; one known from a second-hand rate table is
``rates``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import LawError
from kanzei.law.official import Line

__all__ = ["SHIPPED", "Chapter99", "Release", "Span", "from_json", "read_table", "spans_of", "table_json"]

SHIPPED = Path(__file__).parent.parent / "data" / "chapter99.json"


class Release(NamedTuple):
    """A release of the schedule. kind : ``export``, ``copy`` of its neighbour's export, ``rates`` (second-hand rates only)."""

    name: str
    known: str
    effective: str
    kind: str

    @property
    def day(self) -> str:
        """First day on which the release is both known and in effect."""
        return max(self.known, self.effective)


class Span(NamedTuple):
    """One text of a line and the releases (first and last number, inclusive) in which it stands."""

    first: int
    last: int
    line: Line


class Chapter99(NamedTuple):
    """Facts of Chapter 99.

    releases : oldest first. headings : 9903 heading -> its spans. others : subchapter (``9902``) -> (first, last, number of headings).
    second_hand : heading -> (general, column 2) of the one release of kind ``rates``. footnotes : heading -> (first, last, codes of
    chapters 1-97 that point to it). notes : (release name, note) -> codes the note spells out.
    """

    releases: tuple[Release, ...]
    headings: dict[str, tuple[Span, ...]]
    others: dict[str, tuple[tuple[int, int, int], ...]]
    second_hand: dict[str, tuple[Any, Any]]
    footnotes: dict[str, tuple[tuple[int, int, tuple[str, ...]], ...]]
    notes: dict[str, tuple[str, ...]]
    notes_of: str

    def line(self, heading: str, release: int) -> Line | None:
        """The line of a heading in a release, or ``None``."""
        return next((s.line for s in self.headings.get(heading, ()) if s.first <= release <= s.last), None)

    def pointed(self, heading: str, release: int) -> list[str]:
        """Codes whose footnote points to a heading in a release."""
        return sorted(
            c for first, last, codes in self.footnotes.get(heading, ()) if first <= release <= last for c in codes
        )

    def number(self, name: str) -> int | None:
        """The number of a release by its name."""
        return next((n for n, one in enumerate(self.releases) if one.name.lower() == name.lower()), None)


def read_table(path: Path = SHIPPED) -> Chapter99:
    """The shipped table.

    Raises
    ------
    LawError   It is missing or was written by another version.
    """
    try:
        return from_json(json.loads(path.read_bytes()))
    except OSError:
        raise LawError(f"{path} is missing: reinstall kanzei, or run `make chapter` in a checkout") from None
    except (KeyError, TypeError, ValueError) as error:
        raise LawError(f"{path} cannot be read ({error}): run `make chapter` in a checkout") from None


def table_json(table: Chapter99) -> dict[str, Any]:
    """The table as JSON values: what lines share is written once."""
    pool: dict[str, int] = {}
    values: list[Any] = []

    def place(value: Any) -> int:
        key = json.dumps(value)
        if key not in pool:
            pool[key] = len(values)
            values.append(value)
        return pool[key]

    def row(span: Span) -> list[Any]:
        line = span.line
        return [span.first, span.last, *(place(one) for one in line[1:-1]), line.words]

    return {
        "releases": [list(one) for one in table.releases],
        "headings": {heading: [row(span) for span in spans] for heading, spans in sorted(table.headings.items())},
        "others": {name: [list(one) for one in spans] for name, spans in sorted(table.others.items())},
        "second_hand": {heading: [place(one) for one in pair] for heading, pair in sorted(table.second_hand.items())},
        "footnotes": {
            h: [[a, b, " ".join(codes)] for a, b, codes in spans] for h, spans in sorted(table.footnotes.items())
        },
        "notes": {note: " ".join(codes) for note, codes in table.notes.items()},
        "notes_of": table.notes_of,
        "values": values,
    }


def from_json(content: Mapping[str, Any]) -> Chapter99:
    """The table from its JSON values."""
    values = [_frozen(one) for one in content["values"]]

    def span(heading: str, row: Sequence[Any]) -> Span:
        first, last, *places, words = row
        return Span(first, last, Line._make((heading, *(values[n] for n in places), words)))

    return Chapter99(
        tuple(Release(*one) for one in content["releases"]),
        {heading: tuple(span(heading, row) for row in rows) for heading, rows in content["headings"].items()},
        {name: tuple((a, b, n) for a, b, n in spans) for name, spans in content["others"].items()},
        {heading: (values[a], values[b]) for heading, (a, b) in content["second_hand"].items()},
        {h: tuple((a, b, tuple(codes.split())) for a, b, codes in spans) for h, spans in content["footnotes"].items()},
        {note: tuple(codes.split()) for note, codes in content["notes"].items()},
        content["notes_of"],
    )


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def spans_of(lines: Iterable[tuple[int, Line]]) -> tuple[Span, ...]:
    """Neighbouring releases with the same line, as spans."""
    out: list[Span] = []
    for number, line in lines:
        if out and out[-1].last == number - 1 and out[-1].line == line:
            out[-1] = out[-1]._replace(last=number)
        else:
            out.append(Span(number, number, line))
    return tuple(out)
