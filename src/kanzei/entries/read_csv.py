"""CSV: encoding, delimiter, header, and rows of text with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kanzei.entries.columns import LINES, Columns, Reading
from kanzei.entries.read import MAX_COLUMNS, MAX_TITLES, Row
from kanzei.errors import UsageError

__all__ = ["open_csv"]

_CHUNK = 1 << 20
_MAX_LINE = 1 << 24
_MAX_FIELD = 1 << 20
_DELIMITERS = ",;\t|"


class _Found(NamedTuple):
    encoding: str
    note: str


def open_csv(
    path: Path, mapping: Mapping[str, str] | None, notes: list[str], reading: Reading = LINES
) -> tuple[Columns, Iterator[Row]]:
    """Open a CSV file; UTF-8, UTF-16 and Windows-1252 text are told apart by their bytes."""
    found = _encoding(path)
    if found.note:
        notes.append(found.note)
    head = _head(path, found.encoding)
    delimiter, index = _shape(path, head, mapping, reading)
    if delimiter != ",":
        notes.append(f"the cells are parted by {'a tab' if delimiter == chr(9) else repr(delimiter)}")
    rows = _rows(path, found.encoding, delimiter)
    header: list[object] = []
    for skipped, row in enumerate(row for row in rows if row.problem or _says_something(row)):
        if skipped == index:
            if row.problem:
                raise UsageError(f"{path}: the header cannot be read: {row.problem}")
            header = row.cells
            break
    if index:
        notes.append(f"{index} row{'s' if index > 1 else ''} above the header skipped")
    while header and header[-1] == "":
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise UsageError(f"{path} has {len(header):,} columns: {MAX_COLUMNS:,} is the limit")
    columns = reading.take(header, mapping)
    return columns, _even(rows, len(header))


def _encoding(path: Path) -> _Found:
    """Look at every byte once: the encoding, NUL bytes, and lines beyond any sense."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _Found("utf-16", "text is UTF-16")
        if len(head) > 3 and head[1::2].count(0) > len(head) // 3:
            return _Found("utf-16-le", "text is UTF-16 without a mark")
        if len(head) > 3 and head[::2].count(0) > len(head) // 3:
            return _Found("utf-16-be", "text is UTF-16 without a mark")
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoding, note = "utf-8-sig", ""
        place, line, since = 0, 1, 0
        while chunk := file.read(_CHUNK):
            nul = chunk.find(b"\0")
            if nul >= 0:
                line += chunk[:nul].count(b"\n")
                raise UsageError(
                    f"{path}: line {line} holds a NUL byte (byte {place + nul + 1:,}): the file is damaged or not text"
                )
            if encoding == "utf-8-sig":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    bad = max(error.start, 0)
                    encoding = "cp1252"
                    note = f"text is not UTF-8 (line {line + chunk[:bad].count(10)}): read as Windows-1252 (Latin-1)"
            since = since + len(chunk) if b"\n" not in chunk and b"\r" not in chunk else len(chunk) - chunk.rfind(b"\n")
            if since > _MAX_LINE:
                raise UsageError(
                    f"{path}: line {line + chunk.count(10)} is longer than {_MAX_LINE >> 20} MB: this is no table"
                )
            line += chunk.count(b"\n")
            place += len(chunk)
    return _Found(encoding, note)


def _head(path: Path, encoding: str) -> str:
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        return file.read(1 << 18)


def _shape(path: Path, head: str, mapping: Mapping[str, str] | None, reading: Reading) -> tuple[str, int]:
    """The delimiter that shows a header, and the header's index among the rows that are not blank."""
    best: tuple[int, str, int] | None = None
    for delimiter in _DELIMITERS:
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    rows.append(row)
                if len(rows) == MAX_TITLES:
                    break
        except csv.Error:
            pass
        wanted = {str(name).strip().lower() for name in (mapping or {}).values()}
        index = reading.find(rows)
        if index is None and wanted:
            cells = [{cell.strip().lower() for cell in row} for row in rows]
            index = next((i for i, row in enumerate(cells) if wanted <= row), None)
        if index is not None and (best is None or len(rows[index]) > best[0]):
            best = (len(rows[index]), delimiter, index)
    if best is None:
        first = head.splitlines()[0][:80] if head.strip() else ""
        raise UsageError(
            f"{path}: no header was found in the first {MAX_TITLES} rows (the first is {first!r}). "
            f"{reading.needed}, in a header row; other names can be mapped"
        )
    return best[1], best[2]


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """Rows with cells, strictly read; a bad quotation mark spoils its own line only. A line of nothing at all is no row."""
    csv.field_size_limit(_MAX_FIELD)
    # cp1252 leaves five bytes undefined; a name that holds one must not stop the file.
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            first = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                last = reader.line_num
                if last > first or "end of data" in str(error):
                    raise UsageError(
                        f"{path}: a quotation mark opened in line {first} is not closed where it should be "
                        f"(line {last}): "
                        'close it, or write a mark inside a cell twice ("")'
                    ) from None
                if "field larger" in str(error):
                    yield Row(f"line {first}", [], f"a cell is longer than {_MAX_FIELD >> 20} MB")
                else:
                    yield Row(
                        f"line {first}",
                        [],
                        'a quotation mark stands inside a cell: write it twice ("") and put the cell in '
                        "quotation marks",
                    )
                continue
            if row:
                yield Row(f"line {first}", list(row))


def _says_something(row: Row) -> bool:
    return any(str(cell).strip() for cell in row.cells)


def _even(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """Rows as wide as the header; a ragged row is kept, as a problem."""
    for row in rows:
        if row.problem:
            yield row._replace(cells=[""] * width)
            continue
        found: list[object] = list(row.cells) if _says_something(row) else [""] * width
        while len(found) > width and found[-1] == "":
            found.pop()
        if len(found) == width:
            yield row._replace(cells=found)
        else:
            many = len(found) > width
            why = "a cell with a comma may lack its quotation marks" if many else "the line is cut short"
            problem = f"the line has {len(found)} cells where the header has {width}: {why}"
            yield Row(row.where, (found + [""] * width)[:width], problem)
