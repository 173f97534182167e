"""The files of ``kanzei refund``: written beside their place, all of them, and moved there when they are whole."""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kanzei.counts import counted
from kanzei.entries.reconcile import Unreadable
from kanzei.entries.write import Sheet, Writer, check_output, move_into_place, open_writer, output_names
from kanzei.errors import UsageError
from kanzei.refund.choose import NONE_OPEN, PAID, REMEDIES
from kanzei.refund.rejects import file_rejects
from kanzei.refund.run import Share
from kanzei.refund.tables import AUDIT, CORRECTIONS, EXTRA, LINES, MONEY, PROTESTS, REJECTS, REMEDY, SHEET
from kanzei.refund.totals import JOURNAL, Totals
from kanzei.refund.upload import upload_files
from kanzei.render.icalendar import Event, calendar
from kanzei.render.words import amount
from kanzei.render.workbook import Book, Formula, has_excel

__all__ = ["SOURCE", "Files", "Unread", "check_target"]

Unread = tuple[int, Unreadable]
"""How many lines were read before an entry, and a line of it that could not be."""

SOURCE = "source_file"
"""First column of the lines where several files are read."""
_DAYS = ("interest_from", "interest_to", "last_day", "file_by")
_CSV = {"remedies": REMEDY, "protests": PROTESTS, "corrections": CORRECTIONS, "audit": AUDIT, "rejects": REJECTS}
_OURS = {
    "lines.csv", "remedies.csv", "protests.csv", "protests.xlsx", "corrections.csv", "corrections.xlsx", "audit.csv", "rejects.csv",
    "journal.csv", "deadlines.ics", "reconciliation.md", "reconciliation.html", "workbook.xlsx", "uploads",
}  # fmt: skip
SHEETS = {**REMEDIES, NONE_OPEN: "no remedy can be used on the day", PAID: "paid back, nothing to be done"}
"""Sheets of the workbook, each difference on one of them."""
_LISTED = 40
"""Entries named in one event of the calendar."""
NO_EXCEL = "Excel files were left out, the CSV files hold the same rows: pip install 'kanzei[excel]'"


def check_target(target: Path, inputs: Sequence[Path], *, force: bool) -> str:
    """The kind of what is to be written, ``folder`` where the name has no extension, after making sure that it destroys nothing.

    Raises
    ------
    UsageError   What :func:`kanzei.entries.write.check_output` refuses, ``remedies.csv`` or the folder is there and ``force`` is not given, or the
                 folder holds files that are not of a refund.
    """
    if target.suffix:
        kind = check_output(target, inputs, force=force)
        if kind in ("jsonl", "duckdb"):
            raise UsageError(
                f"{target}: lines and causes are written as .csv, .tsv, .xlsx or .parquet, or all files to a folder"
            )
        beside = target.with_name("remedies.csv")
        if beside == target:
            raise UsageError(f"{target}: remedies are written beside the lines under this name: name another file")
        check_output(beside, inputs, force=force)
        return kind
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}: make it first")
    if target.exists():
        if not target.is_dir():
            raise UsageError(f"{target} is a file: name a folder, or a file with an extension")
        strange = sorted(one.name for one in target.iterdir() if one.name not in _OURS)
        if strange:
            raise UsageError(f"{target} holds {strange[0]!r}, which is no file of a refund: name another folder")
        if not force:
            raise UsageError(f"{target} exists: name another folder, or give --force to replace it")
        if any(one.resolve().is_relative_to(target.resolve()) for one in inputs):
            raise UsageError(f"{target} holds an input: name another folder")
    return "folder"


class Files:
    """The files of a run. Give shares in order with :meth:`add`, then call :meth:`finish`; without it nothing appears.

    Parameters
    ----------
    names, headers : of the input files, by number. raw : CSV for machines, text not guarded against spreadsheet formulas.
    """

    def __init__(
        self,
        target: Path,
        kind: str,
        names: Sequence[str],
        headers: Sequence[Sequence[str]],
        *,
        force: bool,
        raw: bool = False,
    ) -> None:
        self.target, self.kind, self.force, self.raw = target, kind, force, raw
        self.folder = kind == "folder"
        self.names = names
        self._columns: dict[str, int] = {}
        if len(headers) > 1:
            self._columns = {SOURCE: 0}
            for header in headers:
                for name in header:
                    self._columns.setdefault(name, len(self._columns))
        self._headers = headers
        self.notes: list[str] = []
        self.staging = target.with_name(f".{target.name}.{os.getpid()}.part")
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir()
        self._writers: dict[str, Writer] = {}
        self._books: dict[str, Book] = {}
        self.sums: dict[str, int] = {}
        self._done = 0
        try:
            self._open()
        except BaseException:
            self.abandon()
            raise

    def _open(self) -> None:
        first = list(self._columns) or list(self._headers[0])
        inputs = output_names(first, (*LINES, *EXTRA))
        self._width = len(inputs)
        columns = (*inputs, *LINES, *EXTRA)
        name = "lines.csv" if self.folder else self.target.name
        types: dict[str, Any] = {}
        if self.kind == "parquet":
            import pyarrow as pa

            types = dict.fromkeys(_DAYS, pa.date32())
        sheet = Sheet(self.staging / name, columns, MONEY & {*LINES, *EXTRA}, self.raw, types)
        self._writers["lines"] = open_writer("csv" if self.folder else self.kind, self.staging / name, sheet)
        for table, wanted in _CSV.items():
            if self.folder or table == "remedies":
                path = self.staging / f"{table}.csv"
                self._writers[table] = open_writer("csv", path, Sheet(path, wanted, MONEY, self.raw))
        if self.folder and not has_excel():
            self.notes.append(NO_EXCEL)
        elif self.folder:
            self._books = {name: Book() for name in ("protests", "corrections", "workbook")}
            self._books["protests"].sheet("protests", PROTESTS)
            self._books["corrections"].sheet("corrections", CORRECTIONS)
            self._books["workbook"].sheet(
                "summary", ("what", "rows", "amount_usd", "sum of the sheet", "difference"), (46, 12, 20, 20, 14)
            )

    def add(self, share: Share, unread: deque[Unread]) -> None:
        """Write a share. unread : lines not read, in order; those that stand before lines of the share are taken out and written."""
        for table in share.tables:
            self.unread(unread, share.lawbook, self._done)
            self._done += table.number
            for source, cells, result in table.lines:
                self._line(source, cells, result)
            for name in _CSV:
                if name in self._writers:
                    rows = getattr(table, name)
                    for row in rows:
                        self._writers[name].write(row)
            self._excel(table.protests, table.corrections, table.sheets)

    def _excel(self, protests: Sequence[Any], corrections: Sequence[Any], sheets: Sequence[tuple[str, Any]]) -> None:
        if not self._books:
            return
        try:
            for row in protests:
                self._books["protests"].write("protests", row)
            for row in corrections:
                self._books["corrections"].write("corrections", row)
            book = self._books["workbook"]
            for name, row in sheets:
                if name not in book.rows:
                    book.sheet(name, SHEET)
                book.write(name, row)
                self.sums[name] = self.sums.get(name, 0) + row[SHEET.index("principal_usd")]
        except UsageError as error:  # a sheet is full: the CSV files go on
            self.notes.append(str(error))
            for one in self._books.values():
                one.abandon()
            self._books = {}

    def _line(self, source: int, cells: Sequence[object], result: Sequence[object]) -> None:
        if not self._columns:
            row = (list(cells) + [None] * self._width)[: self._width]
        else:
            row = [None] * self._width
            row[0] = self.names[source] if source >= 0 else None
            for name, cell in zip(self._headers[source] if source >= 0 else (), cells, strict=False):
                row[self._columns[name]] = cell
        self._writers["lines"].write([*row, *result])

    def unread(self, waiting: deque[Unread], lawbook: str, before: int) -> None:
        """Write lines that could not be read and stand behind at most so many that could: their place and why."""
        while waiting and waiting[0][0] <= before:
            self._unreadable(waiting.popleft()[1], lawbook)

    def _unreadable(self, one: Unreadable, lawbook: str) -> None:
        result: list[object] = [None] * len(LINES) + [""] * len(EXTRA)
        for name, value in (
            ("refund_status", "failed"),
            ("cause", ""),
            ("remedy", ""),
            ("reject_reason", ""),
            ("confidence", ""),
        ):
            result[LINES.index(name)] = value
        for name, value in (
            ("refund_entry", one.entry_number), ("refund_line", one.line_number), ("place", one.place), ("status", "error"),
            ("error", one.reason), ("lawbook", lawbook),
        ):  # fmt: skip
            result[len(LINES) + EXTRA.index(name)] = value
        for name in EXTRA:
            if name in MONEY:
                result[len(LINES) + EXTRA.index(name)] = None
        self._line(-1, (), result)

    def audit(self, row: Sequence[object]) -> None:
        """Add a row to the audit, of a payment for an entry that is in no file."""
        if "audit" in self._writers:
            self._writers["audit"].write(row)

    def finish(
        self, totals: Totals, on: Any, importer: str, pages: tuple[str, str], summary: Sequence[tuple[str, int | None]]
    ) -> dict[str, int]:
        """Close all files and move them in place.

        Parameters
        ----------
        importer : importer number of entries that state none. pages : the reconciliation as Markdown and as HTML. summary : totals for the workbook.

        Returns
        -------
        upload files and how many entries stand in them
        """
        uploads: dict[str, int] = {}
        if self.folder:
            uploads = self._uploads(totals, importer)
            self._journal(totals)
            events = _events(totals)
            (self.staging / "deadlines.ics").write_text(
                calendar(events, on, "Last days of refunds"), encoding="utf-8", newline=""
            )
            for name, text in zip(("reconciliation.md", "reconciliation.html"), pages, strict=True):
                (self.staging / name).write_text(text, encoding="utf-8", newline="\n")
        for writer in self._writers.values():
            writer.close()
        self._writers = {}
        self._save_books(summary)
        self._place()
        return uploads

    def _uploads(self, totals: Totals, importer: str) -> dict[str, int]:
        folder = self.staging / "uploads"
        folder.mkdir()
        made = upload_files((number, own or importer) for number, own in totals.declare)
        out = {}
        for one in made.files:
            who = "".join(letter if letter.isalnum() or letter == "-" else "-" for letter in one.importer_number)
            name = f"declaration-{who}-{one.part}.csv"
            wrong = file_rejects(one.text, (one.importer_number,), name)
            assert not wrong, wrong
            (folder / name).write_text(one.text, encoding="ascii", newline="")
            out[f"uploads/{name}"] = len(one.entries)
        for gone in made.refused:
            row = [
                gone.entry_number,
                gone.importer_number,
                "file",
                "",
                "",
                gone.because,
                "yes",
                None,
                "CSMS 68340863",
                "H",
            ]
            self._writers["rejects"].write(row)
        if made.refused:
            self.notes.append(
                f"{counted(len(made.refused), 'entry', 'entries')} in no upload file: rejects.csv says why"
            )
        return out

    def _journal(self, totals: Totals) -> None:
        path = self.staging / "journal.csv"
        writer = open_writer("csv", path, Sheet(path, JOURNAL, MONEY | {"amount_usd"}, self.raw))
        for row in totals.journal_rows():
            writer.write(row)
        writer.close()

    def _save_books(self, summary: Sequence[tuple[str, int | None]]) -> None:
        if not self._books:
            return
        for name in ("protests", "corrections"):
            self._books[name].filter(name)
            self._books[name].save(self.staging / f"{name}.xlsx")
        book = self._books["workbook"]
        order = [name for name in (*REMEDIES, NONE_OPEN, PAID) if name in book.rows]
        column = chr(ord("A") + SHEET.index("principal_usd"))
        for place, name in enumerate(order, 2):
            book.filter(name)
            total = Formula(f"=SUM('{name}'!{column}2:{column}{book.rows[name]})")
            what = SHEETS[name]
            book.write(
                "summary",
                [
                    what if what == name else f"{name}: {what}",
                    book.rows[name] - 1,
                    self.sums[name],
                    total,
                    Formula(f"=C{place}-D{place}"),
                ],
            )
        last = len(order) + 1
        whole = sum(self.sums.values())
        book.write(
            "summary",
            ["all remedies", sum(book.rows[name] - 1 for name in order), whole, Formula(f"=SUM(D2:D{last})") if order else 0, Formula(f"=C{last + 1}-D{last + 1}")],
            bold=True,
        )  # fmt: skip
        for what, cents in summary:
            book.write("summary", [what, None, cents, None, None], bold=cents is None)
        book.save(self.staging / "workbook.xlsx", ("summary", *order))
        self._books = {}

    def _place(self) -> None:
        if not self.folder:
            beside = self.target.with_name("remedies.csv")
            move_into_place(self.staging / "remedies.csv", beside, force=self.force)
            move_into_place(self.staging / self.target.name, self.target, force=self.force)
            shutil.rmtree(self.staging, ignore_errors=True)
            return
        for path in self.staging.rglob("*"):
            if path.is_file():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
        if self.target.exists() and self.force:
            # Two moves, since no system call that Python has swaps two folders: between them the old one stands whole beside its place.
            old = self.target.with_name(f".{self.target.name}.{os.getpid()}.old")
            os.rename(self.target, old)
            os.rename(self.staging, self.target)
            shutil.rmtree(old)
            return
        if self.target.exists():
            raise UsageError(
                f"{self.target} was written by another run meanwhile: name another folder, or give --force"
            )
        os.rename(self.staging, self.target)

    def abandon(self) -> None:
        """Remove what was written so far."""
        for writer in self._writers.values():
            with suppress(Exception):  # the first error is the one to show
                getattr(writer, "abandon", writer.close)()
        for book in self._books.values():
            with suppress(Exception):
                book.abandon()
        shutil.rmtree(self.staging, ignore_errors=True)


def _events(totals: Totals) -> list[Event]:
    """One event for each remedy and day to file by, with its entries."""
    out = []
    for due, entries in sorted(totals.due.items()):
        cents = sum(entries.values())
        named = list(entries)[:_LISTED]
        text = [
            f"{due.name}: last day {due.last_day}{' (estimated)' if due.estimated else ''}, file by {due.file_by}. {due.citation}."
        ]
        text += [f"{number or 'no entry number'}: {amount(entries[number])} USD" for number in named]
        if len(entries) > _LISTED:
            text.append(f"and {len(entries) - _LISTED:,} more: remedies.csv has them all")
        title = f"{due.name}: {counted(len(entries), 'entry', 'entries')}, {amount(cents)} USD"
        out.append(
            Event(due.file_by, title, "\n".join(text), f"{due.remedy} {due.name} {due.last_day} {due.estimated}")
        )
    return sorted(out, key=lambda one: (one.day, one.title))
