"""Where entry lines come from: files cut into parts that can be read apart, in any order, on any core.

A part is small enough to be held and large enough to be worth a row group. Which parts a source has depends on nothing but the files, so that a run
that was stopped finds them again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kanzei.entries.columns import Columns
from kanzei.entries.read_csv import open_csv
from kanzei.errors import UsageError

__all__ = ["CsvSource", "DuckSource", "ParquetSource", "Piece", "Source", "open_source"]

LINES = 1 << 18
"""Lines of a batch."""
BLOCK = 1 << 25
"""Bytes of a block of text."""
_LINES_OF_A_ROW = 50
"""Lines that a row with line breaks in its cells may take, in a block with a stray quotation mark."""
_BAD_MARK = (
    'a quotation mark stands inside a cell, or is not closed: write it twice ("") inside a cell in quotation marks'
)
CODES = ("hts", "origin", "spi", "unit", "claims", "part")


class Piece(NamedTuple):
    """Some lines, and those of them whose row could not be taken apart: place in the batch -> why."""

    batch: pa.RecordBatch
    problems: Mapping[int, str] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)


class Source(Protocol):
    """Lines in parts. columns : of the header; schema : of the input columns in the result; size : lines, or ``None`` where not known."""

    columns: Columns
    schema: pa.Schema
    size: int | None
    notes: list[str]

    def parts(self) -> int: ...
    def weight(self, part: int) -> float: ...
    def read(self, part: int) -> Iterator[Piece]: ...
    def stamp(self) -> list[Any]: ...


def open_source(paths: Sequence[Path], mapping: Mapping[str, str] | None = None) -> Source:
    """Open files, folders of files and globs.

    Raises
    ------
    UsageError   Nothing is there, kinds are mixed, or a file cannot be read.
    """
    files: list[tuple[Path, dict[str, str]]] = []
    for path in paths:
        files += _expanded(path)
    kinds = {path.suffix.lower() for path, _ in files}
    if kinds <= {".parquet", ".pq"}:
        return ParquetSource(files, mapping)
    if kinds <= {".csv", ".tsv", ".txt"}:
        return CsvSource([path for path, _ in files], mapping)
    if kinds <= {".duckdb", ".db"} and len(files) == 1:
        return DuckSource(files[0][0], mapping)
    raise UsageError(f"files of the kinds {', '.join(sorted(kinds))} cannot be read in one run: name one kind")


def _expanded(path: Path) -> list[tuple[Path, dict[str, str]]]:
    """The files of a path, with the columns that the names of folders state (``year=2026``)."""
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.is_file() and one.name[0] not in "._")
        if not found:
            raise UsageError(f"{path} is an empty folder")
        return [(one, _partition(one.relative_to(path).parts[:-1])) for one in found]
    if any(sign in str(path) for sign in "*?["):
        anchor = Path(path.anchor or ".")
        found = sorted(anchor.glob(str(path.relative_to(anchor) if path.anchor else path)))
        if not found:
            raise UsageError(f"{path}: no file has such a name")
        return [(one, _partition(one.parts[:-1])) for one in found if one.is_file()]
    if not path.exists():
        raise UsageError(f"{path}: there is no such file")
    return [(path, {})]


def _partition(folders: Sequence[str]) -> dict[str, str]:
    return dict(one.split("=", 1) for one in folders if "=" in one)


class ParquetSource:
    """Parquet files of one schema; a part is one row group, or several small ones."""

    def __init__(self, files: list[tuple[Path, dict[str, str]]], mapping: Mapping[str, str] | None) -> None:
        from kanzei.entries.columns import take_columns

        self.files = files
        self.notes: list[str] = []
        self._parts: list[tuple[int, list[int], int]] = []
        schema: pa.Schema | None = None
        for number, (path, named) in enumerate(files):
            try:
                file = pq.ParquetFile(path)
            except (OSError, pa.ArrowInvalid) as error:
                raise UsageError(f"{path} cannot be read as Parquet: {error}") from None
            found = file.schema_arrow
            for name in named:
                if name not in found.names:
                    found = found.append(pa.field(name, pa.string()))
            if schema is None:
                schema = found
            elif found.remove_metadata() != schema.remove_metadata():
                raise UsageError(f"{path} has other columns than {files[0][0]}: assess them apart")
            held: list[int] = []
            lines = 0
            for group in range(file.metadata.num_row_groups):
                more = file.metadata.row_group(group).num_rows
                if held and lines + more > LINES:
                    self._parts.append((number, held, lines))
                    held, lines = [], 0
                held.append(group)
                lines += more
            if held or not file.metadata.num_row_groups:
                self._parts.append((number, held, lines))
        assert schema is not None
        self.schema = pa.schema([field.with_metadata(None) for field in schema])
        self.columns = take_columns(schema.names, mapping)
        self.size: int | None = sum(lines for _, _, lines in self._parts)
        self._codes = [self.columns.header[self.columns.taken[name]] for name in CODES if name in self.columns.taken]

    def parts(self) -> int:
        """How many parts there are."""
        return len(self._parts)

    def weight(self, part: int) -> float:
        """The share of all lines that a part holds."""
        return self._parts[part][2] / max(1, self.size or 1)

    def read(self, part: int) -> Iterator[Piece]:
        """The lines of a part."""
        number, groups, _ = self._parts[part]
        path, named = self.files[number]
        if not groups:
            return
        try:
            file = pq.ParquetFile(path, read_dictionary=[one for one in self._codes if one not in named])
            for batch in _batches(file, groups):
                arrays = {name: batch.column(name) for name in batch.schema.names}
                for name, value in named.items():
                    arrays.setdefault(
                        name, pa.DictionaryArray.from_arrays(pa.array([0] * batch.num_rows, pa.int32()), [value])
                    )
                yield Piece(
                    pa.RecordBatch.from_arrays([arrays[name] for name in self.schema.names], names=self.schema.names)
                )
        except (OSError, pa.ArrowInvalid) as error:
            raise UsageError(f"{path} cannot be read: {error}") from None

    def stamp(self) -> list[Any]:
        """What the files are known by."""
        return [[str(path.absolute()), path.stat().st_size, path.stat().st_mtime_ns] for path, _ in self.files]


def _batches(file: pq.ParquetFile, groups: list[int]) -> Iterator[pa.RecordBatch]:
    """Row groups in batches; small ones together, since each of them ends a batch otherwise."""
    if len(groups) == 1:
        yield from file.iter_batches(batch_size=LINES, row_groups=groups, use_threads=False)
    else:
        yield from file.read_row_groups(groups, use_threads=False).combine_chunks().to_batches(max_chunksize=LINES)


class CsvSource:
    """CSV files of one header, as text; a part is a block of whole lines."""

    def __init__(self, paths: list[Path], mapping: Mapping[str, str] | None) -> None:
        self.paths = paths
        self.notes: list[str] = []
        self._blocks: list[tuple[int, int, int]] = []
        self.size: int | None = None
        self._bytes = 0
        columns: Columns | None = None
        for number, path in enumerate(paths):
            told: list[str] = []
            found, _ = open_csv(path, mapping, told)
            if any("UTF-16" in one or "Windows" in one for one in told):
                raise UsageError(f"{path}: {told[0]}: save it as UTF-8, or leave --engine out")
            self.notes += [f"{path.name}: {one}" for one in told]
            if columns is not None and found.header != columns.header:
                raise UsageError(f"{path} has another header than {paths[0]}: assess them apart")
            columns = found
            start, self._delimiter = _after_header(path, found)
            size = path.stat().st_size
            self._bytes += size - start
            self._blocks += [(number, a, b) for a, b in _cut(path, start, size)]
        assert columns is not None
        self.columns = columns
        names = [name or f"column_{n}" for n, name in enumerate(columns.header, 1)]
        self._names = [f"c{n}" for n in range(len(names))]
        self.schema = pa.schema([(name, pa.string()) for name in names])

    def parts(self) -> int:
        """How many parts there are."""
        return len(self._blocks)

    def weight(self, part: int) -> float:
        """The share of all bytes that a part holds."""
        _, start, stop = self._blocks[part]
        return (stop - start) / max(1, self._bytes)

    def read(self, part: int) -> Iterator[Piece]:
        """The lines of a part."""
        number, start, stop = self._blocks[part]
        with self.paths[number].open("rb") as file:
            file.seek(start)
            data = file.read(stop - start)
        piece = self._parsed(data)
        for at in range(0, piece.batch.num_rows, LINES):
            batch = piece.batch.slice(at, LINES)
            yield Piece(
                batch, {line - at: why for line, why in piece.problems.items() if at <= line < at + batch.num_rows}
            )

    def _parsed(self, data: bytes) -> Piece:
        import pyarrow.csv as pc

        spoilt: list[tuple[int, str]] = []

        def keep(row: Any) -> str:
            spoilt.append((row.number or 0, row.text))
            return "skip"

        table = None
        if not _quote_inside(data, self._delimiter):
            try:
                table = pc.read_csv(
                    io.BytesIO(data),
                    pc.ReadOptions(use_threads=False, column_names=self._names, block_size=max(len(data) + 1, 1 << 16)),
                    pc.ParseOptions(
                        delimiter=self._delimiter, newlines_in_values=b'"' in data, invalid_row_handler=keep
                    ),
                    pc.ConvertOptions(column_types=dict.fromkeys(self._names, pa.string()), strings_can_be_null=False),
                )
            except pa.ArrowInvalid:
                table = None
        if table is None:
            return self._row_by_row(data)
        if not spoilt:
            return Piece(_one(table, self.schema.names))
        return self._with_spoilt(table, spoilt)

    def _with_spoilt(self, table: pa.Table, spoilt: list[tuple[int, str]]) -> Piece:
        """Rows with too few or too many cells, put back into their places."""
        width = len(self._names)
        rows, problems = [], {}
        order: list[int] = []
        n, good = table.num_rows, 0
        for at, (number, text) in enumerate(spoilt):
            missing = number - 1 - len(order)  # rows are counted from 1, those left out among them
            order += range(good, good + missing)
            good += missing
            cells = next(csv.reader([text], delimiter=self._delimiter))
            problems[len(order)] = _ragged(cells, width)
            rows.append((cells + [""] * width)[:width])
            order.append(n + at)
        order += range(good, n)
        extra = pa.table({name: [row[i] for row in rows] for i, name in enumerate(self._names)}, schema=table.schema)
        whole = pa.concat_tables([table, extra]).take(pa.array(order))
        return Piece(_one(whole, self.schema.names), {line: why for line, why in problems.items() if why})

    def _row_by_row(self, data: bytes) -> Piece:
        """Rows of a block in which a quotation mark stands where none can: it spoils its own line only."""
        width = len(self._names)
        rows: list[list[str]] = []
        problems: dict[int, str] = {}
        lines = re.split(r"\r\n|\n|\r", data.decode("utf-8", "replace"))
        at = 0
        while at < len(lines):
            cells, why, taken = self._row_at(lines, at, width)
            at += taken
            if cells is None:
                continue
            if why:
                problems[len(rows)] = why
            rows.append((cells + [""] * width)[:width])
        arrays = [pa.array([row[i] for row in rows], pa.string()) for i in range(width)]
        return Piece(pa.RecordBatch.from_arrays(arrays, names=self.schema.names), problems)

    def _row_at(self, lines: list[str], at: int, width: int) -> tuple[list[str] | None, str, int]:
        """The row that begins with a line: cells (``None`` for a blank line), what is wrong with it, and how many lines it takes."""
        if not lines[at].strip():
            return None, "", 1
        for more in range(1, min(_LINES_OF_A_ROW, len(lines) - at) + 1):
            try:
                cells = next(csv.reader(["\n".join(lines[at : at + more])], delimiter=self._delimiter, strict=True))
            except StopIteration:
                break
            except csv.Error as error:
                if "end of data" in str(error):
                    continue  # a cell in quotation marks may go on
                break
            return cells, _ragged(cells, width), more
        return [lines[at]], _BAD_MARK, 1

    def stamp(self) -> list[Any]:
        """What the files are known by."""
        return [[str(path.absolute()), path.stat().st_size, path.stat().st_mtime_ns] for path in self.paths]


def _one(table: pa.Table, names: Sequence[str]) -> pa.RecordBatch:
    arrays = [column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns]
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


def _ragged(cells: list[str], width: int) -> str:
    while len(cells) > width and cells[-1] == "":
        cells.pop()
    if len(cells) == width:
        return ""
    why = "a cell with a comma may lack its quotation marks" if len(cells) > width else "the line is cut short"
    return f"the line has {len(cells)} cells where the header has {width}: {why}"


def _quote_inside(data: bytes, delimiter: str) -> bool:
    """Whether a quotation mark stands where none can: such a block is read row by row."""
    if b'"' not in data:
        return False
    text = np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8)
    marks = np.flatnonzero(text == ord('"'))
    if len(marks) % 2:
        return True
    # Every first mark of a pair begins a cell, every second one ends it; or it is one of two within a cell.
    may = np.zeros(256, dtype=bool)
    may[[ord(one) for one in f'{delimiter}\n\r"']] = True
    return not (may[text[marks[::2] - 1]].all() and may[text[marks[1::2] + 1]].all())


def _after_header(path: Path, columns: Columns) -> tuple[int, str]:
    """The byte after the header, and the delimiter."""
    wanted = [name.strip() for name in columns.header]
    with path.open("rb") as file:
        while line := file.readline():
            text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
            for delimiter in ",;\t|":
                row = next(csv.reader([text], delimiter=delimiter), [])
                while row and row[-1] == "":
                    row.pop()
                if [cell.strip() for cell in row] == wanted:
                    return file.tell(), delimiter
    raise UsageError(f"{path}: the header spans several lines: put it on one, or leave --engine out")


def _cut(path: Path, start: int, size: int) -> Iterator[tuple[int, int]]:
    """Blocks that end with a line. A line break inside quotation marks is no end: blocks are then cut after an even number of marks."""
    with path.open("rb") as file:
        while start < size:
            stop = min(size, start + BLOCK)
            if stop < size:
                file.seek(start)
                data = file.read(stop - start)
                odd = data.count(b'"') % 2 == 1
                file.seek(stop)
                while stop < size:
                    line = file.readline()
                    stop += len(line)
                    odd ^= line.count(b'"') % 2 == 1
                    if not odd or stop - start > 2 * BLOCK:
                        break
            yield start, stop
            start = stop


class DuckSource:
    """A table of a DuckDB database; a part is a range of row numbers."""

    def __init__(self, path: Path, mapping: Mapping[str, str] | None, table: str = "") -> None:
        from kanzei.entries.columns import take_columns

        self.path = path
        self.notes: list[str] = []
        with self._open() as base:
            tables = [row[0] for row in base.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
            if not table and len(tables) != 1:
                raise UsageError(f"{path} holds {len(tables)} tables ({', '.join(tables[:6])}): name one with --table")
            self.table = table or tables[0]
            if self.table not in tables:
                raise UsageError(f"{path} holds no table {self.table!r}: {', '.join(tables[:12])}")
            self._name = '"' + self.table.replace('"', '""') + '"'
            counts = base.execute(f"SELECT count(*), coalesce(max(rowid), -1) FROM {self._name}").fetchall()
            self.size: int | None = counts[0][0]
            self._last = counts[0][1]
            schema = base.sql(f"SELECT * FROM {self._name} LIMIT 0").to_arrow_table().schema
        self.schema = pa.schema([field.with_metadata(None) for field in schema])
        self.columns = take_columns(schema.names, mapping)

    def _open(self) -> Any:
        try:
            import duckdb
        except ImportError:
            raise UsageError("a DuckDB database needs DuckDB: pip install 'kanzei[duckdb]'") from None
        try:
            return duckdb.connect(str(self.path), read_only=True)
        except duckdb.Error as error:
            raise UsageError(f"{self.path} cannot be opened as a DuckDB database: {error}") from None

    def parts(self) -> int:
        """How many parts there are."""
        return int(max(1, -(-(self._last + 1) // LINES)))

    def weight(self, part: int) -> float:
        """The share of all lines that a part holds, about."""
        return 1 / self.parts()

    def read(self, part: int) -> Iterator[Piece]:
        """The lines of a part, in the order of their row numbers."""
        with self._open() as base:
            base.execute("SET threads TO 1")
            span = f"rowid >= {part * LINES} AND rowid < {(part + 1) * LINES}"
            found = base.sql(f"SELECT * FROM {self._name} WHERE {span} ORDER BY rowid").to_arrow_table()
        for batch in found.combine_chunks().to_batches(max_chunksize=LINES):
            yield Piece(batch)

    def stamp(self) -> list[Any]:
        """What the table is known by."""
        return [[str(self.path.absolute()), self.path.stat().st_size, self.path.stat().st_mtime_ns, self.table]]
