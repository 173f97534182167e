"""Files in, one file out: the whole work of ``assess``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.duty.result import Assessment
from kanzei.entries import form7501
from kanzei.entries.codes import known_code
from kanzei.entries.fees import FEES, with_fees
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.read import Table, open_table
from kanzei.entries.run import Assessor, Outcome, Summary, assess_table
from kanzei.entries.write import FILED, MONEY, RESULTS, Sheet, check_output, output_names, write_cells, write_outcomes
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["assess_files"]

SOURCE = "source_file"
"""First column of the output when several files are assessed into one."""


def assess_files(
    paths: Sequence[str | Path],
    view: Assessor,
    output: str | Path,
    *,
    options: Options = DEFAULT,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    layout: str | None = None,
    raw: bool = False,
    force: bool = False,
    progress: Callable[[int], object] | None = None,
    announce: Callable[[str], object] | None = None,
    as_json: Callable[[Assessment], dict[str, Any]] | None = None,
    fees: View | None = None,
    mode: str = "",
) -> Summary:
    """Assess every line of the files into one output file, whose kind its extension says.

    Parameters
    ----------
    options  : forms of dates and money, strictness. mapping : column of the contract -> header. sheet : XLSX
               sheet.
    layout   : ``7501`` for a row per HTS number. raw : no apostrophe before text a spreadsheet could take
               for a formula.
    progress : called with lines done. announce : called with the columns taken from each file. as_json : for
               JSON lines.
    fees     : the view whose fees are added in a second pass by entry number; all lines are then held in memory. mode : of transport,
               where a line states none.

    Raises
    ------
    UsageError   An input that cannot be read, or an output that must not be written; nothing is then written.
    """
    if not paths:
        raise UsageError("no file of entry lines is named")
    if layout not in (None, "7501"):
        raise UsageError(f"layout {layout!r} is not known: 7501 is")
    target = Path(output)
    sources = [Path(path) for path in paths]
    kind = check_output(target, sources, force=force)
    if kind == "duckdb":
        raise UsageError(f"{target}: a DuckDB database is written in bulk: give --engine local")
    tables = [open_table(path, mapping=mapping, sheet=sheet) for path in sources]
    if announce is not None:
        for table in tables:
            announce(f"{table.path}: {table.columns.described()}")
    if options.known_code is None:
        options = options._replace(known_code=known_code())
    summary = Summary(view.digest)
    if layout == "7501":
        if fees is not None:
            raise UsageError("--layout 7501 has no place for fees: leave --fees or --layout out")
        if kind == "jsonl":
            raise UsageError("--layout 7501 is written as .csv, .xlsx or .parquet")
        form = Sheet(target, form7501.COLUMNS, form7501.MONEY_COLUMNS, raw, about=lambda: _about(summary), force=force)
        write_cells(_form_rows(tables, view, summary, options, progress), form, kind)
        return summary
    headers = _headers(tables)
    reviewed = any("filed" in table.columns.taken for table in tables)
    extra = (*(FILED if reviewed else ()), *(FEES if fees else ()))
    names = (*output_names(headers), *RESULTS, *extra)
    money = frozenset((*MONEY, *(FEES if fees else ())))
    types, about = _types(tables, names), lambda: _about(summary)
    result = Sheet(target, names, money, raw, types, about, force, reviewed, fees is not None)
    pairs: Iterable[tuple[Sequence[object], Outcome]] = _pairs(tables, headers, view, summary, options, progress)
    if fees is not None:
        pairs, summary.fees = with_fees(pairs, fees, mode)
    write_outcomes(pairs, result, kind, lambda: summary.lawbook, as_json)
    return summary


def _headers(tables: Sequence[Table]) -> list[str]:
    if len(tables) == 1:
        return list(tables[0].columns.header)
    seen: dict[str, None] = {SOURCE: None}
    for table in tables:
        seen.update(dict.fromkeys(table.columns.header))
    return list(seen)


def _pairs(
    tables: Sequence[Table],
    headers: Sequence[str],
    view: Assessor,
    summary: Summary,
    options: Options,
    progress: Callable[[int], object] | None,
) -> Iterator[tuple[list[object], Outcome]]:
    for table in tables:
        width = len(table.columns.header)
        places = [headers.index(name) for name in table.columns.header] if len(tables) > 1 else None
        for outcome in assess_table(table, view, summary, options, progress):
            cells = (list(outcome.row.cells) + [None] * width)[:width]
            if places is None:
                yield cells, outcome
                continue
            wide: list[object] = [None] * len(headers)
            wide[0] = table.path.name
            for place, cell in zip(places, cells, strict=True):
                wide[place] = cell
            yield wide, outcome


def _form_rows(
    tables: Sequence[Table],
    view: Assessor,
    summary: Summary,
    options: Options,
    progress: Callable[[int], object] | None,
) -> Iterator[list[object]]:
    number = 0
    for table in tables:
        for outcome in assess_table(table, view, summary, options, progress):
            number += 1
            yield from form7501.form_rows(outcome, number, summary.lawbook, table.columns)


def _types(tables: Sequence[Table], names: Sequence[str]) -> dict[str, Any]:
    """Arrow types of the input columns, kept from Parquet to Parquet."""
    if len(tables) != 1 or tables[0].kind != "parquet":
        return {}
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(tables[0].path)
    return {
        name: field.type
        for name, field in zip(names, schema, strict=False)
        if not pa.types.is_map(field.type) and not pa.types.is_binary(field.type)
    }


def _about(summary: Summary) -> dict[str, str]:
    """What a Parquet result says about itself."""
    return {"kanzei": json.dumps(summary.as_json(), ensure_ascii=False)}
