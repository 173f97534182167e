"""Reports sent to be checked or laid side by side: read by the room that reads files, shown with the places found in them.

The functions run in the process for long questions, since a report comes from outside and may be a PDF; nothing of it is kept.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.cli import record_check
from kanzei.errors import UsageError
from kanzei.render.record_check import check_json
from kanzei.render.record_compare import compare_json
from kanzei.web.desk import Views

if TYPE_CHECKING:
    from kanzei.record.reports import Report

__all__ = ["Piece", "Sent", "checked", "laid_beside"]


class Sent(NamedTuple):
    """A report as it was sent: its name and its bytes."""

    name: str
    raw: bytes


class Piece(NamedTuple):
    """Words of a report in their order: ``kind`` is that of the finding they belong to, ``""`` for the rest; items: numbers of the findings."""

    text: str
    kind: str = ""
    items: tuple[int, ...] = ()


def checked(views: Views, sent: Sent, on: date) -> tuple[dict[str, Any], list[Piece]]:
    """The answer of ``record check``, and the report in pieces.

    Raises
    ------
    UsageError   The report cannot be read, or the day is later than the law book.
    """
    with TemporaryDirectory() as folder:
        [path] = _written(folder, [sent])
        try:
            report, found, lawbook = record_check.findings(Namespace(files=[]), path, on, views.book)
        except UsageError as error:
            raise _renamed(error, [path], [sent]) from None
    named = report._replace(name=sent.name)
    spans = [(one.start, one.stop, one.verdict, number) for number, one in enumerate(found, 1)]
    return check_json(named, on, found, lawbook), pieces(report.text, spans)


def laid_beside(
    views: Views, sent: Sequence[Sent], reported_on: date | None
) -> tuple[dict[str, Any], list[list[Piece]]]:
    """The answer of ``record compare``, and every report in pieces; conflicts are numbered from one, then what is only said in other words.

    Raises
    ------
    UsageError   There is one report alone, or one that cannot be read.
    """
    from kanzei.record.reports.compare import compare

    if len(sent) < 2:
        raise UsageError("compare needs two reports or more: send two files, or two texts")
    reports = [one._replace(name=name) for one, name in zip(_read(sent), _told_apart(sent), strict=True)]
    found = compare(reports, reported_on)
    numbered = [
        (status, one) for status in ("conflict", "agreed", "same statement", "only") for one in found.of(status)
    ]
    spans: list[list[tuple[int, int, str, int]]] = [[] for _ in sent]
    for number, (status, one) in enumerate(numbered, 1):
        for place in one.places:
            spans[place.report].append((place.start, place.stop, status, number))
    return compare_json(found), [pieces(one.text, mine) for one, mine in zip(reports, spans, strict=True)]


def pieces(text: str, spans: Iterable[tuple[int, int, str, int]]) -> list[Piece]:
    """A text cut at the places found in it; where places overlap, the kind of the first in the order given stands, and all numbers."""
    whole = [(start, stop, kind, number) for start, stop, kind, number in spans if 0 <= start < stop <= len(text)]
    cuts = sorted({0, len(text), *(start for start, *_ in whole), *(stop for _, stop, *_ in whole)})
    out: list[Piece] = []
    for first, last in zip(cuts, cuts[1:], strict=False):
        over = [(kind, number) for start, stop, kind, number in whole if start <= first and last <= stop]
        kind, items = (over[0][0], tuple(number for _, number in over)) if over else ("", ())
        if out and (out[-1].kind, out[-1].items) == (kind, items):
            out[-1] = Piece(out[-1].text + text[first:last], kind, items)
        else:
            out.append(Piece(text[first:last], kind, items))
    return out


def _read(sent: Sequence[Sent]) -> list[Report]:
    """The reports, read as files are."""
    from kanzei.record.reports.read import read

    with TemporaryDirectory() as folder:
        paths = _written(folder, sent)
        try:
            return [read(path) for path in paths]
        except UsageError as error:
            raise _renamed(error, paths, sent) from None


def _told_apart(sent: Sequence[Sent]) -> list[str]:
    """Names of the reports; one that stands twice has its number behind it."""
    names = [one.name for one in sent]
    return [name if names.count(name) == 1 else f"{name} ({number})" for number, name in enumerate(names, 1)]


def _written(folder: str, sent: Sequence[Sent]) -> list[Path]:
    """The reports as files of names of our own."""
    paths = [Path(folder) / f"report{number}" for number, _ in enumerate(sent, 1)]
    for path, one in zip(paths, sent, strict=True):
        path.write_bytes(one.raw)
    return paths


def _renamed(error: UsageError, paths: Sequence[Path], sent: Sequence[Sent]) -> UsageError:
    """The error with the names that the reports were sent under."""
    text = str(error)
    for path, one in zip(paths, sent, strict=True):
        text = text.replace(str(path), one.name)
    return UsageError(text)
