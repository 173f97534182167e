"""Opening a file of entry lines: what it is, which columns it has, and its rows one by one.

Content decides and the extension must agree. What cannot be read is refused with the place and the way to
mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from kanzei.counts import counted
from kanzei.entries import cells
from kanzei.entries.columns import LINES, Columns, Forms, Reading, plain_name
from kanzei.errors import EntryError, UsageError

__all__ = ["MAX_COLUMNS", "Row", "Table", "open_rows", "open_table"]

MAX_COLUMNS = 2_000
MAX_TITLES = 25
"""Rows searched for the header; titles may stand above it."""

_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
}


class Row(NamedTuple):
    """One row of a file.

    where : its place (``row 17``). problem : why its cells cannot be read, or ``""``.
    """

    where: str
    cells: list[object]
    problem: str = ""


class Table(NamedTuple):
    """An opened file. kind : ``csv`` | ``xlsx`` | ``parquet``. notes : grows while the rows are read."""

    path: Path
    kind: str
    columns: Columns
    rows: Iterator[Row]
    notes: list[str]


def open_table(path: str | Path, *, mapping: Mapping[str, str] | None = None, sheet: str | None = None) -> Table:
    """Open a CSV, XLSX or Parquet file of entry lines.

    Parameters
    ----------
    mapping : column of the contract -> header in the file. sheet : name of the XLSX sheet to read.

    Raises
    ------
    UsageError   The file is missing, of another kind, damaged, beyond the limits, or lacks a needed column.
    """
    path = Path(path)
    kind = _kind(path)
    notes: list[str] = []
    columns, rows = _opened(path, kind, mapping, sheet, notes)
    if columns.shares:
        # A scale shows in the whole column only; so the rows are read twice.
        mixed = _mixed(_opened(path, kind, mapping, sheet, [])[1], columns)
        columns = columns._replace(mixed=mixed)
        notes.extend(f"{said}: lines without a percent sign are refused" for said in mixed.values())
    notes.extend(columns.notes)
    return Table(path, kind, columns, _lines_only(rows, columns, notes), notes)


def open_rows(
    path: str | Path, reading: Reading, *, mapping: Mapping[str, str] | None = None, sheet: str | None = None
) -> Table:
    """Open a file of any table; rows of totals and repeated headers come with the rest.

    Raises
    ------
    UsageError   As :func:`open_table`.
    """
    path = Path(path)
    kind = _kind(path)
    notes: list[str] = []
    columns, rows = _opened(path, kind, mapping, sheet, notes, reading)
    return Table(path, kind, columns, iter(rows), notes)


def _opened(
    path: Path,
    kind: str,
    mapping: Mapping[str, str] | None,
    sheet: str | None,
    notes: list[str],
    reading: Reading = LINES,
) -> tuple[Columns, Iterator[Row]]:
    if kind == "csv":
        from kanzei.entries.read_csv import open_csv

        return open_csv(path, mapping, notes, reading)
    if kind == "xlsx":
        from kanzei.entries.read_xlsx import open_xlsx

        return open_xlsx(path, mapping, sheet, notes, reading)
    from kanzei.entries.read_parquet import open_parquet

    return open_parquet(path, mapping, notes, reading)


def _mixed(rows: Iterable[Row], columns: Columns) -> dict[str, str]:
    """Columns of shares that hold both a number up to 1 and one above it, neither with a percent sign."""
    small: dict[str, str] = {}
    large: dict[str, str] = {}
    for row in rows:
        for key, index in columns.shares.items():
            if (key in small and key in large) or row.problem or index >= len(row.cells):
                continue
            text = cells.text_of(row.cells[index])
            try:
                number = Decimal(text.replace(",", "."))
            except ArithmeticError:
                continue
            if number.is_finite() and number > 0:
                (small if number <= 1 else large).setdefault(key, f"{text[:40]} ({row.where})")
    return {
        key: f"column {columns.header[index]!r} holds both {small[key]} and {large[key]}"
        for key, index in columns.shares.items()
        if key in small and key in large
    }


def _kind(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder: name a file") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if not head:
        raise UsageError(f"{path} is empty: there is no header")
    for magic, what in _REFUSED.items():
        if head.startswith(magic):
            raise UsageError(f"{path} is {what}")
    found = "xlsx" if head.startswith(b"PK\x03\x04") else "parquet" if head.startswith(b"PAR1") else "csv"
    named = _KINDS.get(path.suffix.lower())
    if named is None:
        raise UsageError(f"{path}: the extension {path.suffix!r} is not known: .csv, .tsv, .txt, .xlsx or .parquet")
    if named != found:
        inside = {"csv": "text", "xlsx": "a ZIP archive (a workbook?)", "parquet": "Parquet"}[found]
        raise UsageError(f"{path} is named {path.suffix} but holds {inside}: rename it or save it again")
    return found


_REFUSED = {
    b"\xd0\xcf\x11\xe0": "an old .xls workbook or one with a password: save it as .xlsx without a password",
    b"\x1f\x8b": "compressed (gzip): unpack it first",
    b"%PDF": "a PDF: export the lines as CSV or XLSX",
    b"PARE": "an encrypted Parquet file: write it without encryption",
}


def _lines_only(rows: Iterable[Row], columns: Columns, notes: list[str]) -> Iterator[Row]:
    """Leave out blank rows, a header that comes again, and totals rows that are proven to be totals; the notes say so."""
    names = [plain_name(name) for name in columns.header]
    total = blank = 0
    for row in rows:
        if not row.problem:
            if all(cells.is_blank(cell) for cell in row.cells):
                blank += 1
                continue
            if [plain_name(cell) for cell in row.cells] == names:
                notes.append(f"{row.where} repeats the header: skipped")
                continue
        value = _value(row, columns)
        if _looks_total(row, columns):
            if value is not None and value == total:
                notes.append(f"{row.where} is the total of the lines above it ({value / 100:,.2f}): skipped")
                continue
            said = "no value" if value is None else f"{value / 100:,.2f}"
            row = row._replace(
                problem="this looks like a totals row (no code, no origin, no date), but it is not the sum "
                "of the lines above: "
                f"{said} against {total / 100:,.2f}. Remove it, or complete the line"
            )
        else:
            total += value or 0
        yield row
    if blank:
        notes.append(f"{counted(blank, 'row')} of empty cells left out")


def _value(row: Row, columns: Columns) -> int | None:
    index = columns.taken["value_usd"]
    if row.problem or index >= len(row.cells):
        return None
    forms = columns.forms if columns.forms.money != "plain" else Forms(money="us")
    try:
        return cells.read_money(row.cells[index], "value", forms, [])
    except EntryError:
        return None


def _looks_total(row: Row, columns: Columns) -> bool:
    if row.problem:
        return False
    needed = [columns.taken[name] for name in ("hts", "origin", "entered_on") if name in columns.taken]
    needed += [pair[0] for pair in columns.pairs]
    blank = all(
        index >= len(row.cells) or cells.is_blank(row.cells[index]) or _total_word(row.cells[index]) for index in needed
    )
    claims = columns.taken.get("claims")
    stated = claims is not None and claims < len(row.cells) and not cells.is_blank(row.cells[claims])
    return blank and not stated


def _total_word(cell: object) -> bool:
    return cells.text_of(cell).lower().rstrip(":").strip() in ("total", "totals", "grand total", "sum", "subtotal")
