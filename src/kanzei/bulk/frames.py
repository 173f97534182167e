"""Tables in, tables of the same kind out: anything that speaks Arrow, and SQL."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kanzei.bulk.batch import lay_out, plan_for, work_on
from kanzei.bulk.cache import open_desk
from kanzei.bulk.desk import Desk
from kanzei.bulk.edges import Looked, inner, looked_at
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.write import output_names
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["assess_reader", "assess_table", "register_sql"]

LINES = 1 << 18


def assess_table(
    view: View, table: Any, *, options: Options = DEFAULT, mapping: Mapping[str, str] | None = None
) -> Any:
    """The table with the columns of its assessment; see :meth:`kanzei.duty.view.View.assess_table`."""
    made = assess_reader(view, _reader_of(table), options=options, mapping=mapping)
    return _as_given(table, made)


def assess_reader(
    view: View, reader: pa.RecordBatchReader, *, options: Options = DEFAULT, mapping: Mapping[str, str] | None = None
) -> pa.RecordBatchReader:
    """A stream of assessed batches over a stream of batches: nothing is held but the batch in hand and the next.

    Raises
    ------
    UsageError   A needed column is missing.
    """
    desk, header = desk_of(view), reader.schema.names
    plan = plan_for(header, options, mapping)
    names = output_names(header)

    def one(batch: pa.RecordBatch, looked: Looked) -> pa.RecordBatch:
        made = lay_out(desk, inner(work_on(desk, looked.batch, plan), looked.at, looked.n))
        return pa.RecordBatch.from_arrays([*batch.columns, *made.columns], names=[*names, *made.schema.names])

    none = _empty(reader.schema)
    schema = one(none, Looked(none, {}, 0, 0)).schema

    def all_of_them() -> Any:
        slices = (batch.slice(at, LINES) for batch in reader for at in range(0, batch.num_rows, LINES))
        for batch, looked in looked_at(slices, plan):
            yield one(batch, looked)

    return pa.RecordBatchReader.from_batches(schema, all_of_them())


def desk_of(view: View) -> Desk:
    """The desk of a view, made when first asked for and kept with it."""
    if view.desk is None:
        view.desk = open_desk(view)
    return view.desk  # type: ignore[no-any-return]


def _reader_of(table: Any) -> pa.RecordBatchReader:
    """Any table as a stream of record batches.

    Raises
    ------
    UsageError   It does not speak Arrow.
    """
    if isinstance(table, pa.RecordBatchReader):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.RecordBatchReader.from_batches(table.schema, [table])
    if isinstance(table, pa.Table):
        return table.to_reader()
    room = _room(table)
    if room == "polars" and hasattr(table, "collect"):
        table = table.collect()
    if room == "pandas":
        return pa.Table.from_pandas(table, preserve_index=False).to_reader()
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table)
    if hasattr(table, "fetch_arrow_reader"):  # relations of older DuckDB
        return table.fetch_arrow_reader(LINES)
    raise UsageError(
        f"a {type(table).__module__}.{type(table).__name__} does not speak Arrow: give a table of PyArrow, Polars or pandas, a DuckDB relation, or anything with "
        "__arrow_c_stream__"
    )


def _room(table: Any) -> str:
    """The library that a table is of."""
    return type(table).__module__.partition(".")[0]


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    """A batch of no lines."""

    def nothing(kind: pa.DataType) -> pa.Array:
        if pa.types.is_dictionary(kind):
            return pa.DictionaryArray.from_arrays(pa.array([], kind.index_type), pa.array([], kind.value_type))
        return pa.array([], kind)

    return pa.RecordBatch.from_arrays([nothing(field.type) for field in schema], names=schema.names)


def _as_given(table: Any, made: pa.RecordBatchReader) -> Any:
    """The result as the kind of table that was given."""
    if isinstance(table, pa.RecordBatchReader):
        return made
    whole = made.read_all()
    if isinstance(table, pa.Table):
        return whole
    if isinstance(table, pa.RecordBatch):
        return whole.combine_chunks().to_batches()[0] if whole.num_rows else _empty(made.schema)
    room = _room(table)
    if room == "polars":
        polars: Any = sys.modules["polars"]
        frame: Any = polars.from_arrow(whole)
        return frame.lazy() if isinstance(table, polars.LazyFrame) else frame
    if room == "pandas":
        found = whole.to_pandas()
        found.index = table.index
        return found
    if room.lstrip("_").startswith("duckdb"):
        import duckdb

        return duckdb.from_arrow(whole)
    return whole


def register_sql(connection: Any, view: View, name: str = "assess") -> None:
    """Give a DuckDB connection a function that assesses lines in SQL.

    ``assess(hts, origin, entered_on, value_usd)``, and ``claims := '…'`` beside them, gives a struct of ``duty_usd``, ``rate``, ``refundable_usd``, an amount for each
    authority, ``headings``, ``status`` and ``error``: ``SELECT e.*, unnest(assess(hts, origin, entered_on, value_usd)) FROM entries e``.

    Parameters
    ----------
    connection : of DuckDB. name : of the function.
    """
    import duckdb
    from duckdb.sqltypes import VARCHAR

    from kanzei.law.authorities import AUTHORITIES

    money = duckdb.decimal_type(18, 2)
    fields: dict[str, Any] = {"duty_usd": money, "rate": duckdb.decimal_type(18, 6), "refundable_usd": money}
    fields |= {f"{one}_usd": money for one in AUTHORITIES}
    fields |= dict.fromkeys(("headings", "status", "error"), VARCHAR)
    desk = desk_of(view)
    names = ["hts", "origin", "entered_on", "value_usd", "claims"]
    plan = plan_for(names, DEFAULT)

    def lines(hts: Any, origin: Any, entered_on: Any, value_usd: Any, claims: Any) -> pa.Array:
        given = [
            one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one
            for one in (hts, origin, entered_on, value_usd, claims)
        ]
        batch = pa.RecordBatch.from_arrays(given, names=names)
        made = lay_out(desk, work_on(desk, batch, plan))
        arrays = []
        for field in fields:
            column = made.column(field)
            if pa.types.is_dictionary(column.type):
                column = column.cast(pa.string())
            elif pa.types.is_decimal(column.type):
                column = column.cast(pa.decimal128(column.type.precision, column.type.scale))
            arrays.append(column)
        return pa.StructArray.from_arrays(arrays, names=list(fields))

    inner = f"{name}_lines"
    connection.create_function(
        inner, lines, [VARCHAR] * 5, duckdb.struct_type(fields), type="arrow", null_handling="special"
    )
    cast = ", ".join(f"CAST({one} AS VARCHAR)" for one in names)
    connection.execute(
        f"CREATE OR REPLACE TEMP MACRO {name}(hts, origin, entered_on, value_usd, claims := '') AS {inner}({cast})"
    )
