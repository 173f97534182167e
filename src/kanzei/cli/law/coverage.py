"""``kanzei law coverage``: the law book against the official Chapter 99."""

from __future__ import annotations

import os
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.law.carried import Book
    from kanzei.law.chapter99 import Chapter99
    from kanzei.law.coverage import Report
    from kanzei.law.coverage_reasons import Reasons

__all__ = ["add", "value_of"]

KINDS = (".csv", ".html", ".md")


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "coverage",
        help="the book against the official Chapter 99",
        example=(
            "law coverage",
            "law coverage --revision 2025HTSRev18 --only explained",
            "law coverage -o coverage.html",
        ),
        description="Compare the law book with the official Chapter 99 of every release: each 9903 heading is encoded, out of scope or pending "
        "with a reason, and each rate, origin and day that an official line states is compared with ours. Exit code 1 when a heading is "
        "unaccounted for or a difference has no reason.",
    )
    made.add_argument("--revision", metavar="REV", help="only this release, such as 2025HTSRev18")
    made.add_argument(
        "--only", choices=("unaccounted", "different", "pending", "explained"), help="list these headings only"
    )
    made.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report: .html (a page), .md or .csv")
    made.add_argument("--force", action="store_true", help="replace an existing report")
    made.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="a new official export: what it changes, and what nobody has looked at",
    )
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.law.chapter99 import read_table
    from kanzei.law.coverage_reasons import read_reasons
    from kanzei.law.taken import book_folder

    if options.output is not None:
        _check_output(options.output, force=options.force)
    written = book_folder() / "coverage.yaml"  # a law package may come without
    table, reasons = read_table(), read_reasons(written) if written.is_file() else read_reasons()
    law = shipped_book()
    book = facts_of(law)
    if options.export is not None:
        return _export(options, table, book, reasons)
    return _compare(options, table, law, book, reasons)


def facts_of(law: LawBook) -> Book:
    """The compiled book by heading."""
    from kanzei.law.carried import Book

    members = law.members.execute(
        "SELECT s.name, m.code, m.sign, m.start, m.stop, m.known, m.until FROM members m JOIN sets s ON s.id = m.set_id"
    )
    return Book(law.provisions, law.groups, members, law.orders, law.readings)


def _compare(options: Namespace, table: Chapter99, law: LawBook, book: Book, reasons: Reasons) -> int:
    from kanzei.render.coverage import coverage_text

    value, report = _value(options, table, law, book, reasons)
    shown, known = value["headings"], law.as_of.isoformat()
    if options.output is not None:
        _write(options.output, shown, report, table, law.digest, known, force=options.force)
    text = "" if options.json else coverage_text(shown, report, table, law.digest, listed=bool(options.only))
    if options.output is not None and not options.json:
        text += f"\nreport: {options.output}"
    say(options, value, text)
    return 0 if report.holds else 1


def value_of(options: Namespace, law: LawBook) -> dict[str, Any]:
    """The comparison as a JSON object.

    Raises
    ------
    UsageError   There is no such release.
    """
    from kanzei.law.chapter99 import read_table
    from kanzei.law.coverage_reasons import read_reasons

    return _value(options, read_table(), law, facts_of(law), read_reasons())[0]


def _value(
    options: Namespace, table: Chapter99, law: LawBook, book: Book, reasons: Reasons
) -> tuple[dict[str, Any], Report]:
    from kanzei.law.coverage import cover
    from kanzei.render.coverage import coverage_rows, coverage_summary

    only = None
    if options.revision:
        number = table.number(options.revision)
        if number is None:
            names = ", ".join(one.name for one in table.releases)
            raise UsageError(f"no release {options.revision!r} is held: {names}")
        only = [number]
    report = cover(table, book, reasons, only)
    known = law.as_of.isoformat()
    rows = coverage_rows(report, table, book, law.instrument, known)
    shown = [row for row in rows if _wanted(row, options.only)]
    value: dict[str, Any] = {
        "summary": coverage_summary(rows, report, table),
        "headings": shown,
        "lists": [
            {"note": note, "codes": codes, "ours": held, "findings": [one._asdict() for one in findings]}
            for note, codes, held, findings in report.lists
        ],
        "others": [one._asdict() for one in report.others],
        "lawbook": law.digest,
    }
    return value, report


def _wanted(row: dict[str, Any], only: str | None) -> bool:
    return only is None or only in (row["state"], row["agreement"])


def _check_output(path: Path, *, force: bool) -> None:
    """Refuse, before anything is compared, a report that cannot be written or would write over something."""
    if path.suffix not in KINDS:
        raise UsageError(f"{path}: the report is written as {', '.join(KINDS)}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}: make it first")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another file, or give --force to replace it")


def _write(path: Path, rows: Any, report: Any, table: Chapter99, digest: str, known: str, *, force: bool) -> None:
    from kanzei.entries.write import explained, move_into_place
    from kanzei.render.coverage_files import coverage_csv, coverage_markdown
    from kanzei.render.coverage_page import coverage_page

    if path.suffix == ".html":
        text = coverage_page(rows, report, table, digest, known)
    elif path.suffix == ".md":
        text = "# The law book against the official Chapter 99\n\n" + coverage_markdown(rows, report, table)
    else:
        text = coverage_csv(rows)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        move_into_place(part, path, force=force)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _export(options: Namespace, table: Chapter99, book: Book, reasons: Reasons) -> int:
    from kanzei.law.coverage import look_at
    from kanzei.law.official import lines_of
    from kanzei.render.coverage_files import export_text
    from kanzei.schedule.exports import raw_rows

    lines = lines_of(raw_rows(options.export))
    if not any(line.heading.startswith("9903") for line in lines):
        raise UsageError(f"{options.export}: no heading of 9903 in it: a full export of the schedule is needed")
    found = look_at(table, lines, book, reasons)
    newest = [one.name for one in table.releases if one.kind != "rates"][-1]
    value = {"export": str(options.export), "against": newest, "changes": [one._asdict() for one in found]}
    say(options, value, "" if options.json else export_text(options.export.name, found, newest))
    return 1 if any(not one.looked_at for one in found) else 0
