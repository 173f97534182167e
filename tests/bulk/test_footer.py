"""Parquet parts joined without reading them: every reader sees one file."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.bulk.footer import MAGIC, Body, _put_struct, _struct, join_footers, split_file


def joined(tables: list[pa.Table], metadata: dict[str, str] | None = None, **options: Any) -> bytes:
    """The file made of a part for each table."""
    out = bytearray(MAGIC)
    bodies = []
    for table in tables:
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, **options)
        body, footer = split_file(memoryview(sink.getvalue()))
        bodies.append(Body(footer, len(out) - len(MAGIC)))
        out += body
    return bytes(out) + join_footers(bodies, metadata or {})


def table_of(start: int, number: int) -> pa.Table:
    rows = range(start, start + number)
    return pa.table(
        {
            "whole": pa.array(rows, pa.int64()),
            "words": pa.array([None if n % 7 == 0 else f"word {n % 5}" for n in rows], pa.string()),
            "money": pa.array([Decimal(n).scaleb(-2) for n in rows], pa.decimal128(18, 2)),
            "listed": pa.array([[n] * (n % 3) for n in rows], pa.list_(pa.int32())),
            "flag": pa.array([n % 2 == 0 for n in rows], pa.bool_()),
        }
    )


OPTIONS: list[dict[str, Any]] = [
    {},
    {"row_group_size": 3},
    {"write_page_index": True},
    {"write_page_index": True, "row_group_size": 4, "data_page_size": 64},
    {"use_dictionary": False, "compression": "zstd", "data_page_version": "2.0"},
    {"bloom_filter_options": {"whole": True}},
    {"store_schema": False},
]


def is_known(options: dict[str, Any]) -> bool:
    """Whether PyArrow's writer takes these options; older ones lack some."""
    try:
        pq.write_table(pa.table({"whole": [1]}), io.BytesIO(), **options)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("options", OPTIONS, ids=lambda one: "-".join(one) or "plain")
@pytest.mark.parametrize("sizes", [[10], [10, 0, 5], [0], [0, 0], [1] * 40, [7, 3, 0, 11]], ids=str)
def test_a_joined_file_is_read_as_one(tmp_path: Path, sizes: list[int], options: dict[str, Any]) -> None:
    tables, at = [], 0
    for size in sizes:
        tables.append(table_of(at, size))
        at += size
    if not is_known(options):
        pytest.skip(f"does not apply: this PyArrow has no {', '.join(options)}")
    data = joined(tables, **options)
    whole = pa.concat_tables(tables)
    file = pq.ParquetFile(io.BytesIO(data))

    assert whole.equals(file.read())
    assert sum(sizes) == file.metadata.num_rows
    for group in range(file.metadata.num_row_groups):
        assert file.metadata.row_group(group).num_rows == file.read_row_group(group).num_rows
    if len(sizes) > 1 and sum(sizes) > 3:
        some = pq.read_table(io.BytesIO(data), filters=[("whole", ">=", 3)])
        assert whole.filter(pa.compute.field("whole") >= 3).equals(some)


@pytest.mark.needs("duckdb")
@pytest.mark.parametrize("options", OPTIONS[:4], ids=lambda one: "-".join(one) or "plain")
def test_duckdb_reads_a_joined_file_as_pyarrow_does(tmp_path: Path, options: dict[str, Any]) -> None:
    import duckdb

    tables = [table_of(0, 50), table_of(50, 0), table_of(50, 70)]
    (tmp_path / "joined.parquet").write_bytes(joined(tables, **options))

    with duckdb.connect() as base:
        base.execute("SET threads TO 1")
        found = base.sql(f"SELECT * FROM read_parquet('{tmp_path / 'joined.parquet'}')").to_arrow_table()
        some = base.sql(
            f"SELECT sum(whole) FROM read_parquet('{tmp_path / 'joined.parquet'}') WHERE whole > 60"
        ).fetchall()

    assert pa.concat_tables(tables).to_pylist() == found.to_pylist()
    assert sum(range(61, 120)) == some[0][0]


@pytest.mark.needs("polars")
def test_polars_reads_a_joined_file(tmp_path: Path) -> None:
    import polars

    tables = [table_of(0, 50), table_of(50, 70)]

    found = polars.read_parquet(io.BytesIO(joined(tables)))

    assert pa.concat_tables(tables).to_pylist() == found.to_dicts()


def test_key_value_pairs_are_added_once() -> None:
    data = joined([table_of(0, 3), table_of(3, 3)], {"kanzei": '{"lines": 6}', "more": "Käse"})
    found = pq.read_metadata(io.BytesIO(data)).metadata

    assert b'{"lines": 6}' == found[b"kanzei"]
    assert "Käse" == found[b"more"].decode()
    assert b"ARROW:schema" in found


def test_key_value_pairs_are_added_where_there_are_none() -> None:
    data = joined([table_of(0, 3)], {"kanzei": "x"}, store_schema=False)

    assert {b"kanzei": b"x"} == pq.read_metadata(io.BytesIO(data)).metadata


def test_nothing_is_no_file() -> None:
    with pytest.raises(ValueError, match="needs one part at least"):
        join_footers([], {})


def test_the_first_part_tells_the_schema() -> None:
    """Words as numbers of a dictionary in a later part are words of the file."""
    plain = pa.table({"words": pa.array([], pa.string())})
    coded = pa.table({"words": pa.array(["a", "b", "a"]).dictionary_encode()})

    found = pq.read_table(io.BytesIO(joined([plain, coded])))

    assert pa.string() == found.schema.field("words").type
    assert ["a", "b", "a"] == found["words"].to_pylist()


VALUES: Any = st.deferred(
    lambda: st.one_of(
        st.tuples(st.sampled_from([1, 2]), st.none()).map(lambda pair: (pair[0], pair[0] == 1)),
        st.tuples(st.just(3), st.integers(0, 255)),
        st.tuples(st.sampled_from([4, 5, 6]), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just(7), st.binary(min_size=8, max_size=8)),
        st.tuples(st.just(8), st.binary(max_size=40)),
        st.lists(st.integers(-5, 2**40), max_size=40).map(lambda items: (9, (6, items))),
        st.lists(st.binary(max_size=5), max_size=20).map(lambda items: (9, (8, items))),
        STRUCTS.map(lambda fields: (12, fields)),
    )
)
STRUCTS: Any = st.deferred(
    lambda: st.dictionaries(st.integers(1, 300), VALUES, max_size=6).map(
        lambda fields: [(number, kind, value) for number, (kind, value) in sorted(fields.items())]
    )
)


@given(STRUCTS)
def test_what_is_written_is_what_was_read(fields: list[Any]) -> None:
    """The compact protocol, both ways, for every kind of value a footer may hold."""
    made = bytearray()
    _put_struct(made, fields)

    found, end = _struct(bytes(made), 0)

    assert fields == found
    assert len(made) == end
