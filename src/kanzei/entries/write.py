"""Writing assessments: every input column untouched, then the columns of the contract.

A file is written beside its place under another name, flushed to the disk, and then moved: there is never
half a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kanzei.duty.result import Assessment
from kanzei.entries.columns import plain_name
from kanzei.entries.fees import FEES, Fees
from kanzei.entries.run import Outcome
from kanzei.errors import UsageError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import dollars

__all__ = [
    "FILED",
    "MONEY",
    "RESULTS",
    "Sheet",
    "Writer",
    "check_output",
    "explained",
    "guarded",
    "move_into_place",
    "open_writer",
    "output_names",
    "plain_text",
    "result_cells",
    "write_outcomes",
]

MONEY = ("duty_usd", *(f"{name}_usd" for name in AUTHORITIES), "refundable_usd")
"""Result columns that hold money."""

RESULTS = (
    "duty_usd",
    "rate",
    *(f"{name}_usd" for name in AUTHORITIES),
    "refundable_usd",
    "headings",
    "warnings",
    "assumptions",
    "status",
    "error",
    "lawbook",
)
"""Result columns, in their order; the same for every file."""

FILED = ("filed_verdict", "filed_missing", "filed_wrong", "filed_if")
"""Further result columns, only where an input has a column ``filed``."""

_DANGER = "=+-@"
_KINDS = {".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".parquet": "parquet",
".pq": "parquet",
          ".jsonl": "jsonl", ".ndjson": "jsonl", ".duckdb": "duckdb"}  # fmt: skip


class Sheet(NamedTuple):
    """What a writer needs to know.

    types : Arrow types of the input columns, where the input was Parquet. force : a file may be replaced.
    reviewed : the columns of :data:`FILED` stand at the end.
    fees : the columns of :data:`kanzei.entries.fees.FEES` stand at the end.
    """

    path: Path
    names: tuple[str, ...]
    money: frozenset[str]
    raw: bool = False
    types: Mapping[str, Any] = {}  # noqa: RUF012
    about: Callable[[], dict[str, str]] | None = None
    force: bool = False
    reviewed: bool = False
    fees: bool = False


class Writer(Protocol):
    """A file being written, row by row."""

    def write(self, cells: Sequence[object]) -> None:
        """Add a row; the cells of money columns are integer cents."""

    def close(self) -> None:
        """Finish the file."""


def check_output(path: Path, inputs: Iterable[Path], *, force: bool) -> str:
    """The kind of an output file, after making sure that writing it destroys nothing.

    Raises
    ------
    UsageError   Unknown extension, no such folder, the output is an input, or it exists and ``force`` is not
                 given.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(
            f"{path}: the extension {path.suffix!r} is not known: .csv, .tsv, .xlsx, .parquet, .jsonl, or in bulk .duckdb"
        )
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}: make it first")
    for source in inputs:
        if path.exists() and source.exists() and os.path.samefile(path, source):
            raise UsageError(f"{path} is an input: name another file for the result")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another file, or give --force to replace it")
    if kind == "xlsx":
        _openpyxl(path)
    return kind


def output_names(header: Sequence[str], results: Iterable[str] = (*RESULTS, *FILED, *FEES)) -> tuple[str, ...]:
    """Names of the input columns in the output: one that a result column needs becomes ``input_<name>``."""
    taken = set(results)
    out: list[str] = []
    for number, name in enumerate(header, start=1):
        wanted = name.strip() or f"column_{number}"
        if plain_name(wanted) in taken:
            wanted = f"input_{plain_name(wanted)}"
        candidate, again = wanted, 2
        while candidate in out:
            candidate, again = f"{wanted}_{again}", again + 1
        out.append(candidate)
    return tuple(out)


def result_cells(outcome: Outcome, lawbook: str) -> list[object]:
    """The result columns of a line; amounts are integer cents, ``None`` where the line failed."""
    found = outcome.assessment
    tail: list[object] = ["; ".join(outcome.warnings), "", outcome.status, outcome.error, lawbook]
    if found is None:
        return [None, None, *[None] * len(AUTHORITIES), None, "", *tail]
    sums = dict.fromkeys(AUTHORITIES, 0)
    for component in found.components:
        sums[component.authority] += component.amount_cents
    assumed = (_assumption(one.what, one.effect_cents) for one in found.assumptions)
    tail[1] = "; ".join([*assumed, *outcome.assumed])
    return [found.duty_cents, found.rate, *sums.values(), found.refundable_cents, " ".join(found.headings), *tail]


def filed_cells(outcome: Outcome) -> list[object]:
    """The columns of :data:`FILED`: empty where nothing was filed or the line failed."""
    found = outcome.review
    if found is None:
        return [""] * len(FILED)
    wrong = [f"{one.heading} {one.verdict}: {one.because}" for one in found.headings if one.verdict != "expected"]
    wrong += [f"{one} and {other} exclude each other: {clause}" for one, other, clause in found.contradictions]
    wrong += [f"order: {' '.join(found.order)}"] if found.order else []
    wrong += [
        f"{one.heading} filed {dollars(one.filed_cents or 0)}, computed {dollars(one.computed_cents or 0)}"
        for one in found.headings
        if one.difference_cents
    ]
    missing = [f"{one.heading} ({dollars(one.amount_cents)})" for one in found.missing]
    ways = [f"{' and '.join(one.facts)} [duty {dollars(one.duty_cents)}]" for one in found.alternatives]
    ways = ways or [
        f"{verdict.heading} if {' and '.join(one.facts)} [duty {dollars(one.duty_cents)}]"
        for verdict in found.headings
        for one in verdict.alternatives
    ]
    return [found.verdict, "; ".join(missing), "; ".join(wrong), "; or ".join(ways)]


def _assumption(what: str, effect: int | None) -> str:
    return what if not effect else f"{what} [otherwise {'+' if effect > 0 else ''}{dollars(effect)}]"


def write_outcomes(
    outcomes: Iterable[tuple[Sequence[object], Outcome]],
    sheet: Sheet,
    kind: str,
    lawbook: Callable[[], str],
    as_json: Callable[[Assessment], dict[str, Any]] | None = None,
) -> None:
    """Write (input cells, outcome) pairs to ``sheet.path``, whole or not at all.

    Parameters
    ----------
    lawbook : digest for the last column. as_json : for JSON lines, the full form of an assessment.
    """
    if kind == "jsonl":
        _json_lines(outcomes, sheet, lawbook, as_json)
        return
    write_cells(
        ([*cells, *result_cells(outcome, lawbook()), *_more_cells(outcome, sheet)] for cells, outcome in outcomes),
        sheet,
        kind,
    )


def _more_cells(outcome: Outcome, sheet: Sheet) -> list[object]:
    """The columns that stand at the end only where they are asked for."""
    filed = filed_cells(outcome) if sheet.reviewed else ()
    return [*filed, *(fee_cells(outcome) if sheet.fees else ())]


def fee_cells(outcome: Outcome) -> list[object]:
    """The columns of the fees, integer cents; ``None`` where one is not known."""
    return (outcome.fees or Fees()).cells()


def write_cells(rows: Iterable[Sequence[object]], sheet: Sheet, kind: str) -> None:
    """Write rows of cells; those of money columns are integer cents."""
    part = sheet.path.with_name(f".{sheet.path.name}.{os.getpid()}.part")
    writer: Writer | None = None
    try:
        writer = open_writer(kind, part, sheet)
        for row in rows:
            writer.write(row)
        writer.close()
        writer = None
        move_into_place(part, sheet.path, force=sheet.force)
    except OSError as error:
        raise explained(error, part, sheet.path) from None
    finally:
        if writer is not None:
            abandon = getattr(writer, "abandon", writer.close)
            with suppress(Exception):  # the first error is the one to show
                abandon()
        part.unlink(missing_ok=True)


def open_writer(kind: str, part: Path, sheet: Sheet) -> Writer:
    """Begin a file of a kind of :func:`check_output` at ``part``."""
    openers: dict[str, Callable[[Path, Sheet], Writer]] = {
        "csv": _Csv, "tsv": _Csv, "xlsx": _Xlsx, "parquet": _Parquet,
    }  # fmt: skip
    return openers[kind](part, sheet)


def move_into_place(part: Path, path: Path, *, force: bool) -> None:
    """Put a finished file in its place; what another run has put there meanwhile is kept unless forced."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    if force:
        os.replace(part, path)
        return
    try:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links: claim the name, then fill it
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            os.replace(part, path)
    except FileExistsError:
        raise UsageError(
            f"{path} was written by another run meanwhile: name another file, or give --force to replace it"
        ) from None


def explained(error: OSError, part: Path, path: Path) -> OSError | UsageError:
    """What to raise instead: the user knows the file and its folder, not the name beside the place."""
    told = str(error.filename) == str(part) if error.filename is not None else part.name in str(error)
    if not told:
        return error
    why = os.strerror(error.errno) if error.errno else "refused"  # pyarrow puts the name into its text
    return UsageError(f"{path}: nothing can be written in the folder {path.parent} ({why}): name another")


def plain_text(cell: object) -> str:
    """A cell as text: ISO days, plain digits, JSON for mappings, nothing for a missing value."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        midnight = cell.tzinfo is None and (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, (Mapping, list, tuple)):
        import json

        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before ``= + - @``, on each line; numbers stay."""
    if not any(sign in text for sign in _DANGER):
        return text
    return "\n".join(_guard_line(line) for line in text.split("\n"))


def _guard_line(line: str) -> str:
    body = line.lstrip(" \t\r\u00a0\ufeff\u3000'")
    if not body or body[0] not in _DANGER or line.lstrip(" \t\r\u00a0\ufeff\u3000").startswith("'"):
        return line
    if len(body) == 1 or (body[0] in "+-" and body[1:].replace(".", "", 1).isdigit()):
        return line
    return "'" + line


class _Csv:
    """CSV, UTF-8; money as text with two decimals."""

    def __init__(self, part: Path, sheet: Sheet) -> None:
        import csv

        self.money = [name in sheet.money for name in sheet.names]
        self.raw = sheet.raw
        self.file = part.open("w", encoding="utf-8", newline="")
        self.rows = csv.writer(
            self.file, delimiter="\t" if sheet.path.suffix.lower() == ".tsv" else ",", lineterminator="\n"
        )
        self.rows.writerow([name if sheet.raw else guarded(name) for name in sheet.names])

    def write(self, cells: Sequence[object]) -> None:
        self.rows.writerow(
            [
                ("" if cell is None else dollars(int(str(cell))))
                if money
                else (plain_text(cell) if self.raw or not isinstance(cell, str) else guarded(cell))
                for cell, money in zip(cells, self.money, strict=True)
            ]
        )

    def close(self) -> None:
        self.file.close()


def _openpyxl(path: Path) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError(f"{path}: writing XLSX needs openpyxl: pip install 'kanzei[excel]'") from None
    return openpyxl


class _Xlsx:
    """XLSX: text is text, whatever it begins with; input numbers and days stay what they were."""

    _ROWS = 1_048_576
    _TEXT = 32_767

    def __init__(self, part: Path, sheet: Sheet) -> None:
        openpyxl = _openpyxl(sheet.path)
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        self.cell_type, self.illegal = WriteOnlyCell, ILLEGAL_CHARACTERS_RE
        self.part, self.path = part, sheet.path
        self.money = [name in sheet.money for name in sheet.names]
        self.book = openpyxl.Workbook(write_only=True)
        self.sheet = self.book.create_sheet("Assessment")
        self.sheet.freeze_panes = "A2"
        self.count = 0
        self._append(list(sheet.names))

    def write(self, cells: Sequence[object]) -> None:
        self._append(
            [
                (None if cell is None else dollars(int(str(cell)))) if money else cell
                for cell, money in zip(cells, self.money, strict=True)
            ]
        )

    def _append(self, cells: Sequence[object]) -> None:
        self.count += 1
        if self.count > self._ROWS:
            raise UsageError(f"{self.path}: a sheet holds {self._ROWS:,} rows at most: write .csv or .parquet")
        self.sheet.append([self._cell(cell) for cell in cells])

    def _cell(self, value: object) -> object:
        if value is None or isinstance(value, (bool, int, float, Decimal)):
            return None if isinstance(value, float) and value != value else value
        if isinstance(value, datetime) and value.tzinfo is None:
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        text = self.illegal.sub("", plain_text(value))
        if len(text) > self._TEXT:
            text = text[: self._TEXT - 1] + "…"
        cell = self.cell_type(self.sheet, value=text)
        cell.data_type = "s"
        return cell

    def close(self) -> None:
        self.book.save(self.part)

    def abandon(self) -> None:
        self.sheet.close()


class _Parquet:
    """Parquet: money as decimal(18,2); input columns keep their type where the input was Parquet, else they are text."""

    _BATCH = 20_000

    def __init__(self, part: Path, sheet: Sheet) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.pa = pa
        self.sheet = sheet
        self.types = [
            pa.decimal128(18, 2) if name in sheet.money else sheet.types.get(name, pa.string()) for name in sheet.names
        ]
        self.schema = pa.schema(list(zip(sheet.names, self.types, strict=True)))
        self.writer = pq.ParquetWriter(part, self.schema)
        self.held: list[Sequence[object]] = []

    def write(self, cells: Sequence[object]) -> None:
        self.held.append(cells)
        if len(self.held) >= self._BATCH:
            self._flush()

    def _flush(self) -> None:
        pa, arrays = self.pa, []
        columns = zip(*self.held, strict=True) if self.held else [()] * len(self.types)
        for name, kind, values in zip(self.sheet.names, self.types, columns, strict=True):
            if name in self.sheet.money:
                cells: list[object] = [None if cell is None else Decimal(int(str(cell))).scaleb(-2) for cell in values]
            elif pa.types.is_string(kind):
                cells = [None if cell is None else plain_text(cell) for cell in values]
            else:
                cells = list(values)
            arrays.append(pa.array(cells, type=kind))
        if self.held:
            self.writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        self.held = []

    def close(self) -> None:
        self._flush()
        if self.sheet.about is not None:
            self.writer.add_key_value_metadata(self.sheet.about())
        self.writer.close()

    def abandon(self) -> None:
        self.writer.close()


def _json_lines(
    outcomes: Iterable[tuple[Sequence[object], Outcome]],
    sheet: Sheet,
    lawbook: Callable[[], str],
    as_json: Callable[[Assessment], dict[str, Any]] | None,
) -> None:
    import json

    more = (len(FILED) if sheet.reviewed else 0) + (len(FEES) if sheet.fees else 0)
    inputs = sheet.names[: len(sheet.names) - len(RESULTS) - more]
    part = sheet.path.with_name(f".{sheet.path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for cells, outcome in outcomes:
                row: dict[str, Any] = {"input": {k: _json_value(v) for k, v in zip(inputs, cells, strict=True)}}
                row["status"], row["error"] = outcome.status, outcome.error
                if sheet.reviewed:
                    row |= dict(zip(FILED, filed_cells(outcome), strict=True))
                if sheet.fees:
                    cells_of = zip(FEES, fee_cells(outcome), strict=True)
                    row |= {name: None if cell is None else dollars(int(str(cell))) for name, cell in cells_of}
                if outcome.assessment is not None and as_json is not None:
                    row |= as_json(outcome.assessment)
                    row["warnings"] = list(outcome.warnings)
                else:
                    values = dict(zip(RESULTS, result_cells(outcome, lawbook()), strict=True))
                    row |= {k: dollars(int(str(v))) if k in MONEY and v is not None else v for k, v in values.items()}
                    row["warnings"] = list(outcome.warnings)
                file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        move_into_place(part, sheet.path, force=sheet.force)
    except OSError as error:
        raise explained(error, part, sheet.path) from None
    finally:
        part.unlink(missing_ok=True)


def _json_value(cell: object) -> object:
    return cell if cell is None or isinstance(cell, (str, bool, int, dict)) else plain_text(cell)
