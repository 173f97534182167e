"""``kanzei record check``: a report against law, record and figures; or a record file of the user's, for mistakes."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, open_record
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.record.checking import Finding
    from kanzei.record.reports import Report

__all__ = ["add", "findings", "is_ledger", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "check",
        help="set a report against the law, the record and the figures of its day; or read a record file and tell every mistake",
        example=("record check examples/record/steel.txt --on 2025-08-28", "record check examples/record/note.yaml"),
        description="A report (plain text, HTML or PDF): each figure, date, rate, name and 'largest' is set against the law book, the record and the shipped "
        "figures as known on its day: agrees, differs (with the source and the likely cause), opinion, or cannot be checked here (with what would be needed). "
        "A record file (YAML) is read on top of the shipped record: every mistake with its place.",
    )
    made.add_argument("file", metavar="FILE", help="a report, or a record file (YAML)")
    made.add_argument(
        "--on", type=day, metavar="DATE", help="the day of the report: nothing known later counts (needed for a report)"
    )
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """A report, or a record file of the user's."""
    path = Path(options.file)
    if is_ledger(path):
        if options.on:
            raise UsageError(f"--on {options.on}: {path} is a record file; --on belongs to a report")
        return _ledger(options, path)
    if not options.on:
        raise UsageError(f"{path}: a report needs --on DATE, its day: what was not known by then does not count")
    from kanzei.render.record_check import check_json, check_text
    from kanzei.render.tables import Ink

    report, found, lawbook = findings(options, path, options.on)
    machine = check_json(report, options.on, found, lawbook)
    return say(options, machine, check_text(report, options.on, found, lawbook, Ink(sys.stdout)))


def findings(
    options: Namespace, path: Path, on: date, book: LawBook | None = None
) -> tuple[Report, tuple[Finding, ...], str]:
    """A report, what is found in it as known on a day, and the digest of the law book asked (the shipped one where none is given)."""
    from kanzei.cli.law.book import shipped_book
    from kanzei.cli.record_measures import measures
    from kanzei.record.checking import check
    from kanzei.record.reports import read

    report = read(path)
    book = book or shipped_book()
    if on > book.as_of:
        raise UsageError(f"--on {on}: the book knows the law to {book.as_of}, and what it was later would be a guess")
    view = book.view(on)
    found = check(report, on, view, open_record(options), measures(view))
    return report, found, view.digest


def is_ledger(path: Path) -> bool:
    """Whether a file is a record file: YAML by its name, with one of the keys of a record at its top, or with none that can be read."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return False
    from kanzei.record.read import KEYS

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return True
    return any(line.partition(":")[0] in KEYS for line in lines)


def _ledger(options: Namespace, path: Path) -> int:
    from kanzei.record.read import check_file

    record, added = check_file(path)
    machine = {"status": "ok", "file": options.file, "claims": added, "sources": len(record.sources)}
    return say(options, machine, f"{options.file}: sound; {added} claims on top of the record")
