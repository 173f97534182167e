"""Tables in, tables of the same kind out; and SQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from kanzei.bulk import frames
from kanzei.bulk.batch import RESULT_TYPES
from kanzei.bulk.frames import assess_reader, assess_table, register_sql
from kanzei.duty.view import View
from kanzei.errors import UsageError

from .lines import plain_rows, told

ROWS = plain_rows(60, 90)


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pa.Table.from_pylist(ROWS)


@pytest.fixture(scope="module")
def expected(view: View, table: pa.Table) -> list[dict[str, str]]:
    return told(assess_table(view, table).to_pylist())


class Narrow:
    """Nothing but a stream of Arrow data, as any library may give it."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:  # noqa: N802, PLW3201
        return self._table.__arrow_c_stream__(requested_schema)


def test_a_table_keeps_its_columns_and_gets_those_of_the_result(view: View, table: pa.Table) -> None:
    found = view.assess_table(table)

    assert isinstance(found, pa.Table)
    assert [
        *("input_rate" if name == "rate" else name for name in table.column_names),
        *RESULT_TYPES,
    ] == found.column_names
    assert table.columns == found.columns[: table.num_columns]
    assert {"ok"} == set(found["status"].to_pylist())


def test_a_batch_gives_a_batch(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    found = assess_table(view, table.combine_chunks().to_batches()[0])

    assert isinstance(found, pa.RecordBatch)
    assert expected == told(found.to_pylist())


def test_a_stream_gives_a_stream_that_reads_one_batch_ahead(
    view: View, table: pa.Table, expected: list[dict[str, str]]
) -> None:
    """Nothing is read before it is asked for."""
    read: list[int] = []

    def batches() -> Any:
        for number, batch in enumerate(table.to_batches(max_chunksize=30)):
            read.append(number)
            yield batch

    found = assess_table(view, pa.RecordBatchReader.from_batches(table.schema, batches()))

    assert isinstance(found, pa.RecordBatchReader)
    assert [] == read
    first = found.read_next_batch()
    assert [0, 1] == read
    assert expected == told([*first.to_pylist(), *found.read_all().to_pylist()])


def test_a_table_of_many_chunks_is_the_same(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    chunked = pa.Table.from_batches(table.to_batches(max_chunksize=11))

    assert expected == told(assess_table(view, chunked).to_pylist())


def test_a_long_table_is_cut_into_batches(
    view: View, table: pa.Table, expected: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "LINES", 8)

    assert expected == told(assess_table(view, table).to_pylist())


def test_anything_that_speaks_arrow_is_taken(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    found = assess_table(view, Narrow(table))

    assert isinstance(found, pa.Table)
    assert expected == told(found.to_pylist())


def test_an_entry_across_batches_is_looked_at_whole(view: View) -> None:
    """Two lines of one article, the second without a quantity: a split article, wherever the stream is cut."""
    line = {"hts": "8547900010", "origin": "JP", "entered_on": "2025-09-20", "value_usd": "1000"}
    rows = [{"entry_number": f"E{n // 2}", **line, "quantity": "5" if n % 2 == 0 else ""} for n in range(30)]
    table = pa.Table.from_pylist(rows)
    whole = told(assess_table(view, table).to_pylist())

    assert 2 == len({row["duty_usd"] for row in whole})
    for size in (1, 3, 7):
        assert whole == told(
            assess_table(view, pa.Table.from_batches(table.to_batches(max_chunksize=size))).to_pylist()
        )


@pytest.mark.needs("polars")
@pytest.mark.parametrize("kind", ["text", "categories"])
def test_a_polars_frame_gives_a_polars_frame(
    view: View, table: pa.Table, expected: list[dict[str, str]], kind: str
) -> None:
    import polars

    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)
    if kind == "categories":
        frame = frame.with_columns(polars.col("hts", "origin", "claims").cast(polars.Categorical))

    found = assess_table(view, frame)

    assert isinstance(found, polars.DataFrame)
    assert expected == told(found.to_dicts())
    assert polars.Decimal(18, 2) == found.schema["duty_usd"]
    assert frame.schema == {
        ("rate" if name == "input_rate" else name): kind for name, kind in list(found.schema.items())[:10]
    }


@pytest.mark.needs("polars")
def test_a_lazy_polars_frame_gives_a_lazy_one(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    import polars

    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)

    found = assess_table(view, frame.lazy())

    assert isinstance(found, polars.LazyFrame)
    assert expected == told(found.collect().to_dicts())


@pytest.mark.needs("pandas")
@pytest.mark.parametrize("index", ["plain", "of its own"])
def test_a_pandas_frame_gives_a_pandas_frame(
    view: View, table: pa.Table, expected: list[dict[str, str]], index: str
) -> None:
    frame = table.to_pandas()
    if index != "plain":
        frame.index = [f"row {number}" for number in range(len(frame))]

    found = assess_table(view, frame)

    assert type(frame) is type(found)
    assert list(expected[0]) == list(found.columns)
    assert [row["duty_usd"] for row in expected] == [str(one) for one in found["duty_usd"]]
    assert list(frame.index) == list(found.index)


@pytest.mark.needs("duckdb")
def test_a_relation_gives_a_relation(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    import duckdb

    with duckdb.connect() as base:
        base.register("entries", table)
        found = assess_table(view, base.sql("SELECT * FROM entries"))

        assert isinstance(found, duckdb.DuckDBPyRelation)
        assert expected == told(found.to_arrow_table().to_pylist())


def test_empty_tables_keep_their_schema(view: View, table: pa.Table) -> None:
    full, none = assess_table(view, table), table.slice(0, 0)

    assert full.schema == assess_table(view, none).schema
    assert 0 == assess_table(view, none).num_rows
    batch = assess_table(view, table.to_batches()[0].slice(0, 0))
    assert isinstance(batch, pa.RecordBatch)
    assert (0, full.schema) == (batch.num_rows, batch.schema)
    assert 0 == assess_table(view, Narrow(none)).num_rows


@pytest.mark.needs("polars", "pandas", "duckdb")
def test_empty_frames_stay_what_they_are(view: View, table: pa.Table) -> None:
    import duckdb
    import pandas
    import polars

    none = table.slice(0, 0)
    with duckdb.connect() as base:
        base.register("none", none)

        assert 0 == len(assess_table(view, base.sql("SELECT * FROM none")).fetchall())
    assert 0 == assess_table(view, polars.DataFrame(none)).height
    assert isinstance(assess_table(view, none.to_pandas()), pandas.DataFrame)


def test_what_is_no_table_is_refused(view: View, table: pa.Table) -> None:
    with pytest.raises(UsageError, match="a builtins.list does not speak Arrow: give a table of PyArrow"):
        assess_table(view, ROWS)
    with pytest.raises(UsageError, match="value_usd"):
        assess_table(view, table.drop_columns(["value_usd"]))


def test_other_names_are_mapped(view: View, table: pa.Table, expected: list[dict[str, str]]) -> None:
    named = table.rename_columns(["goods" if name == "hts" else name for name in table.column_names])

    found = assess_reader(view, named.to_reader(), mapping={"hts": "goods"}).read_all()

    assert [row["duty_usd"] for row in expected] == [str(one) for one in found["duty_usd"].to_pylist()]


@pytest.fixture
def base(view: View) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install -e '.[dev]'")
    with duckdb.connect() as made:
        register_sql(made, view)
        yield made


def test_sql_assesses(base: Any, table: pa.Table, expected: list[dict[str, str]]) -> None:
    """Columns of any type, by a call in the select list."""
    base.register("given", table)
    words = "assess(hts, origin, entered_on::DATE, value_usd::DECIMAL(18, 2), claims := claims)"

    found = base.sql(f"SELECT unnest({words}) FROM given").to_arrow_table()

    names = [name for name in found.column_names if name != "rate"]
    assert [{name: row[name] for name in names} for row in expected] == [
        {name: row[name] for name in names} for row in told(found.to_pylist())
    ]


def test_sql_says_what_is_wrong_with_a_line(base: Any) -> None:
    found = base.sql(
        "SELECT unnest(assess(hts, origin, '2025-09-20', value)) FROM (VALUES ('8703230140', 'JP', 30000), ('1', 'JP', 1), (NULL, 'JP', 1), "
        "('8703230140', NULL, NULL)) AS t(hts, origin, value)"
    ).to_arrow_table()

    assert ["ok", "error", "error", "error"] == found["status"].to_pylist()
    assert [Decimal("4500.00"), None, None, None] == found["duty_usd"].to_pylist()
    assert all(found["error"].to_pylist()[1:])


def test_sql_adds_up(base: Any) -> None:
    found = base.sql(
        "SELECT sum((assess('8703230140', 'JP', DATE '2025-09-20', value)).duty_usd) FROM (SELECT 10000 AS value FROM range(5000))"
    ).fetchall()

    assert [(Decimal("7500000.00"),)] == found


def test_sql_of_no_rows_is_no_rows(base: Any) -> None:
    assert [] == base.sql("SELECT assess('8703230140', 'JP', '2025-09-20', 1) FROM range(0)").fetchall()


def test_two_laws_stand_beside_each_other(base: Any, view: View) -> None:
    from datetime import date

    register_sql(base, view.book.view(known=date(2025, 8, 28)), "assess_then")

    found = base.sql(
        "SELECT (assess('8703230140', 'JP', '2025-09-20', 30000)).duty_usd, (assess_then('8703230140', 'JP', '2025-09-20', 30000)).duty_usd"
    ).fetchall()

    assert [(Decimal("4500.00"), Decimal("8250.00"))] == found
