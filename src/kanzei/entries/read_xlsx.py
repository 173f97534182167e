"""XLSX: the values of one sheet. Formulas are never evaluated; macros and links are never touched."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kanzei.entries.columns import LINES, Columns, Reading
from kanzei.entries.read import MAX_COLUMNS, MAX_TITLES, Row
from kanzei.errors import UsageError

__all__ = ["open_workbook", "open_xlsx"]

_MAX_MEMBERS = 5_000
_MAX_UNPACKED = 2 << 30
_MAX_RATIO = 300


def open_xlsx(
    path: Path, mapping: Mapping[str, str] | None, sheet: str | None, notes: list[str], reading: Reading = LINES
) -> tuple[Columns, Iterator[Row]]:
    """Open the sheet named, or the first visible one that has a header."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise UsageError(f"{path}: reading XLSX needs openpyxl: pip install 'kanzei[excel]'") from None
    _inspect(path, notes)
    book = _load(path, values=True)
    try:
        return _choose(path, book, mapping, sheet, notes, reading)
    except UsageError:
        book.close()
        raise


def open_workbook(path: Path) -> Any:
    """A workbook within the limits, read only, with the values of its formulas."""
    try:
        _inspect(path, [])
        return _load(path, values=True)
    except ImportError:
        raise UsageError(f"{path}: reading XLSX needs openpyxl: pip install 'kanzei[excel]'") from None


def _load(path: Path, *, values: bool) -> Any:
    """The workbook with the values that its formulas had when it was saved, or with the formulas."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl names no error of its own for a damaged file
        raise UsageError(
            f"{path} is not a workbook that can be read ({type(error).__name__}): save it again as .xlsx"
        ) from None


def _choose(
    path: Path, book: Any, mapping: Mapping[str, str] | None, sheet: str | None, notes: list[str], reading: Reading
) -> tuple[Columns, Iterator[Row]]:
    """The sheet to read, its columns and rows; the sheets left out are noted."""
    sheets = {ws.title: ws for ws in book.worksheets}
    if sheet is not None:
        if sheet not in sheets:
            raise UsageError(f"{path} has no sheet {sheet!r}; it has {', '.join(map(repr, sheets))}")
        candidates = [sheets[sheet]]
    else:
        candidates = [ws for ws in book.worksheets if ws.sheet_state == "visible"]
        hidden = [ws.title for ws in book.worksheets if ws.sheet_state != "visible"]
        if hidden:
            notes.append(f"hidden sheets were not read: {', '.join(map(repr, hidden))}")
    for ws in candidates:
        ws.reset_dimensions()
        try:
            head = list(islice(_values(ws), MAX_TITLES))
        except Exception as error:  # as above: damage shows itself as any error
            raise _damaged(path, ws, error) from None
        index = reading.find([row for _, row in head])
        if index is None and mapping:
            wanted = {name.strip().lower() for name in mapping.values()}
            rows = [{str(cell).strip().lower() for cell in row} for _, row in head]
            index = next((i for i, row in enumerate(rows) if wanted <= row), None)
        if index is None:
            continue
        number, header = head[index]
        while header and header[-1] in (None, ""):
            header.pop()
        if len(header) > MAX_COLUMNS:
            raise UsageError(f"{path}: sheet {ws.title!r} has {len(header):,} columns: {MAX_COLUMNS:,} is the limit")
        if len(candidates) > 1:
            others = ", ".join(repr(other.title) for other in candidates if other is not ws)
            notes.append(
                f"read from sheet {ws.title!r} only: {others} {'was' if len(candidates) == 2 else 'were'} not read"
                " (--sheet names another)"
            )
        if number > 1:
            notes.append(f"sheet {ws.title!r}: the header stands in row {number}; the rows above it were skipped")
        columns = reading.take(header, mapping)
        return columns, _rows(path, ws, number, columns, notes)
    raise UsageError(
        f"{path}: no sheet with a header was found ({', '.join(repr(ws.title) for ws in candidates)}). {reading.needed}"
    )


def _inspect(path: Path, notes: list[str]) -> None:
    """Limits before anything is unpacked: members, size, ratio, and no XML with entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > _MAX_UNPACKED:
                raise UsageError(
                    f"{path} unpacks to more than {_MAX_UNPACKED >> 30} GB or {_MAX_MEMBERS:,} parts: it is refused"
                )
            for member in members:
                if member.flag_bits & 1:
                    raise UsageError(f"{path} has a password: save it without one")
                if member.file_size > 10 << 20 and member.file_size > _MAX_RATIO * max(member.compress_size, 1):
                    raise UsageError(
                        f"{path}: part {member.filename!r} unpacks to {member.file_size:,} bytes from "
                        f"{member.compress_size:,}: it is refused"
                    )
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(4096).upper():
                            raise UsageError(
                                f"{path}: part {member.filename!r} declares a document type: it is refused"
                            )
            names = {member.filename for member in members}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise UsageError(f"{path} is a damaged workbook ({error}): save it again as .xlsx") from None
    if "xl/workbook.xml" not in names:
        raise UsageError(f"{path} is a ZIP archive but no workbook: unpack it, or save the table as .xlsx or .csv")
    if "xl/vbaProject.bin" in names:
        notes.append("the workbook has macros: they were not run")


def _values(ws: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that are not blank, with their numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, row in enumerate(ws.iter_rows(values_only=True), start=1):
            if any(cell is not None and cell != "" for cell in row):
                yield number, list(row)


def _rows(path: Path, ws: Any, header: int, columns: Columns, notes: list[str]) -> Iterator[Row]:
    width, blank, last = len(columns.header), 0, header
    used = {*columns.taken.values(), *columns.shares.values(), *(place for pair in columns.pairs for place in pair)}
    try:
        for number, cells, formulas in _with_formulas(path, ws):
            if number <= header:
                continue
            blank, last = blank + number - last - 1, number
            where = f"sheet {ws.title!r} row {number}"
            found = (cells + [None] * width)[:width]
            extra = any(cell not in (None, "") for cell in cells[width:])
            problem = f"the row has cells beyond the header's {width} columns" if extra else ""
            for place in sorted(used & formulas):
                problem = (
                    f"cell {_letters(place)}{number} of sheet {ws.title!r} ({columns.header[place]}) holds a formula "
                    "without a stored value: open the workbook in a spreadsheet program, let it calculate, and save it"
                )
                break
            yield Row(where, found, problem)
    except UsageError:
        raise
    except Exception as error:  # damage met while the rows are streamed
        raise _damaged(path, ws, error) from None
    finally:
        ws.parent.close()
    if blank:
        notes.append(f"sheet {ws.title!r}: {blank} blank row{'s' if blank > 1 else ''} between the lines left out")


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place + 1))


def _with_formulas(path: Path, ws: Any) -> Iterator[tuple[int, list[Any], set[int]]]:
    """Rows that are not blank: number, values, and the places of formulas that have no stored value."""
    if not _has_formulas(ws):
        for number, values in _values(ws):
            yield number, values, set()
        return
    book = _load(path, values=False)
    try:
        twin = next(other for other in book.worksheets if other.title == ws.title)
        twin.reset_dimensions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pairs = zip(ws.iter_rows(), twin.iter_rows(values_only=True), strict=False)
            for number, (row, formulas) in enumerate(pairs, start=1):
                # A stored empty text is a value; it reads as nothing too, but has the type of a text.
                bare = {
                    place
                    for place, (cell, formula) in enumerate(zip(row, formulas, strict=False))
                    if formula is not None and cell.value is None and cell.data_type not in ("s", "str")
                }
                values = [cell.value for cell in row]
                if bare or any(value is not None and value != "" for value in values):
                    yield number, values, bare
    finally:
        book.close()


_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def _has_formulas(ws: Any) -> bool:
    tail = b""
    with ws.parent._archive.open(ws._worksheet_path) as part:
        while chunk := part.read(1 << 20):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-32:]
    return False


def _damaged(path: Path, ws: Any, error: Exception) -> UsageError:
    """Whatever the parser of a damaged sheet raises, in words."""
    what = f"{type(error).__name__}: {error}"
    return UsageError(
        f"{path}: sheet {ws.title!r} is damaged and cannot be read to its end ({what[:120]}): save it again"
    )
