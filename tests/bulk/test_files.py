"""Files of every kind in and out: every line in its place, every input column as it was."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kanzei.bulk import sources
from kanzei.bulk.batch import RESULT_TYPES
from kanzei.bulk.run import Target, assess_stream
from kanzei.bulk.sources import open_source
from kanzei.duty.view import View
from kanzei.entries.files import assess_files
from kanzei.entries.run import Summary
from kanzei.errors import UsageError

from .lines import plain_rows, rows_of, told, write_csv

SAME = [name for name in RESULT_TYPES if name not in ("warnings", "assumptions")]
"""Columns on which both engines agree to the letter; the others tell shares of the value in bulk, dollars line by line."""


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of 64 lines and blocks of 4 kB, so that a small file has many parts."""
    monkeypatch.setattr(sources, "LINES", 64)
    monkeypatch.setattr(sources, "BLOCK", 1 << 12)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return plain_rows(1, 500)


@pytest.fixture(scope="module")
def expected(rows: list[dict[str, str]], view: View, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What the lines engine says."""
    folder = tmp_path_factory.mktemp("lines")
    assess_files([write_csv(folder / "in.csv", rows)], view, folder / "out.csv", raw=True)
    return rows_of(folder / "out.csv")


def run(view: View, sources_: Any, out: Path, **options: Any) -> Summary:
    (summary,) = assess_stream(
        sources_ if isinstance(sources_, list) else [sources_], [Target(view, out)], workers=2, **options
    )
    return summary


def typed(rows: list[dict[str, str]]) -> pa.Table:
    """The rows as a table of many types."""
    table = pa.Table.from_pylist(rows)
    days = pa.array([date.fromisoformat(row["entered_on"]) for row in rows], pa.date32())
    values = pa.array([Decimal(row["value_usd"]) for row in rows], pa.decimal128(14, 2))
    table = table.set_column(4, "entered_on", days).set_column(5, "value_usd", values)
    table = table.set_column(6, "quantity", pa.array([int(row["quantity"]) for row in rows], pa.int32()))
    flags = pa.array([bool(n % 2) for n in range(len(rows))])
    parts = pa.array([[n, n + 1] for n in range(len(rows))])
    return table.append_column("flag", flags).append_column("parts", parts)


def written(kind: str, rows: list[dict[str, str]], folder: Path) -> Path:
    path = folder / f"in.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=90)
    elif kind == "duckdb":
        import duckdb

        table = pa.Table.from_pylist(rows)
        with duckdb.connect(str(path)) as base:
            base.register("given", table)
            base.execute("CREATE TABLE entries AS SELECT * FROM given")
    else:
        write_csv(path, rows, "\t" if kind == "tsv" else ",")
    return path


@pytest.mark.needs("duckdb")
@pytest.mark.parametrize("into", ["parquet", "csv", "tsv", "duckdb"])
@pytest.mark.parametrize("kind", ["parquet", "csv", "tsv", "duckdb"])
def test_every_kind_of_file_gives_the_lines_of_the_lines_engine(
    rows: list[dict[str, str]],
    expected: list[dict[str, str]],
    view: View,
    tmp_path: Path,
    small_parts: None,
    kind: str,
    into: str,
) -> None:
    """In their order, over many parts; input columns as they were, one whose name a result needs renamed."""
    summary = run(view, written(kind, rows, tmp_path), tmp_path / f"out.{into}", raw=True)
    found = rows_of(tmp_path / f"out.{into}")

    assert len(rows) == summary.lines == len(found)
    for row, one, line in zip(rows, found, expected, strict=True):
        given = {f"input_{name}" if name == "rate" else name: cell for name, cell in row.items()}
        assert given == {name: one[name] for name in given}
        assert {name: line[name] for name in SAME} == {name: one[name] for name in SAME}
    assert list(expected[0]) == list(found[0])


def test_types_of_input_columns_are_kept(view: View, tmp_path: Path, small_parts: None) -> None:
    table = typed(plain_rows(2, 300))
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=70)

    run(view, tmp_path / "in.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    given = found.select(list(range(table.num_columns)))

    assert table.schema.types == given.schema.types
    assert table.rename_columns(given.column_names).equals(given)
    assert pa.types.is_decimal(found.schema.field("duty_usd").type)


def test_types_of_the_result_are_the_same_whatever_the_lines_are(view: View, tmp_path: Path) -> None:
    """An empty file has the schema of a full one: files of one job can be read together."""
    rows = plain_rows(3, 5)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "full.parquet")
    pq.write_table(pa.Table.from_pylist(rows).slice(0, 0), tmp_path / "empty.parquet")
    for name in ("full", "empty"):
        run(view, tmp_path / f"{name}.parquet", tmp_path / f"{name}-out.parquet")

    full, empty = (pq.read_table(tmp_path / f"{name}-out.parquet") for name in ("full", "empty"))

    assert 0 == empty.num_rows
    assert full.schema.equals(empty.schema)


@pytest.mark.needs("duckdb")
@pytest.mark.parametrize("into", ["parquet", "csv", "duckdb"])
@pytest.mark.parametrize("kind", ["parquet", "csv", "duckdb"])
@pytest.mark.parametrize("number", [0, 1])
def test_no_line_and_one_line(view: View, tmp_path: Path, kind: str, into: str, number: int) -> None:
    rows = plain_rows(4, 1)
    path = written(kind, rows, tmp_path)
    if not number and kind == "csv":
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    elif not number and kind == "parquet":
        pq.write_table(pq.read_table(path).slice(0, 0), path)
    elif not number:
        import duckdb

        with duckdb.connect(str(path)) as base:
            base.execute("DELETE FROM entries")

    summary = run(view, path, tmp_path / f"out.{into}")

    assert number == summary.lines == len(rows_of(tmp_path / f"out.{into}"))


def test_a_folder_with_partitions_states_columns(view: View, tmp_path: Path) -> None:
    """``year=2026`` in the name of a folder is a column, and may be one that the assessment looks at."""
    rows = plain_rows(5, 60)
    for origin in ("JP", "CN"):
        folder = tmp_path / "lines" / "year=2026" / f"origin={origin}"
        folder.mkdir(parents=True)
        table = pa.Table.from_pylist(rows).drop_columns(["origin"])
        pq.write_table(table, folder / "part-0.parquet")
    (tmp_path / "lines" / "_SUCCESS").write_text("")

    run(view, tmp_path / "lines", tmp_path / "out.parquet")
    found = rows_of(tmp_path / "out.parquet")

    assert 120 == len(found)
    assert {("CN", "2026"), ("JP", "2026")} == {(row["origin"], row["year"]) for row in found}
    for origin, at in (("CN", 0), ("JP", 60)):
        one = [{**row, "origin": origin} for row in rows]
        write_csv(tmp_path / f"{origin}.csv", one)
        run(view, tmp_path / f"{origin}.csv", tmp_path / f"{origin}.parquet")
        alone = rows_of(tmp_path / f"{origin}.parquet")
        assert [row["duty_usd"] for row in alone] == [row["duty_usd"] for row in found[at : at + 60]]


def test_a_glob_takes_files_in_the_order_of_their_names(view: View, tmp_path: Path) -> None:
    rows = plain_rows(6, 30)
    for name, at in (("b", 10), ("a", 0), ("c", 20)):
        write_csv(tmp_path / f"lines-{name}.csv", rows[at : at + 10])
    write_csv(tmp_path / "other.csv", rows[:3])

    run(view, tmp_path / "lines-*.csv", tmp_path / "out.csv", raw=True)

    assert [row["entry_number"] for row in rows] == [row["entry_number"] for row in rows_of(tmp_path / "out.csv")]


# ------------------------------------------------------------------ damaged


def damaged(rows: list[dict[str, str]], rng: random.Random) -> tuple[list[str], list[bool]]:
    """Rows as lines of CSV, one in a hundred damaged; which of them."""
    header = list(rows[0])
    lines, bad = [], []
    for row in rows:
        cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set('",') else cell for cell in row.values()]
        spoil = rng.random() < 0.01
        if spoil:
            way = rng.randrange(6)
            if way == 0:
                cells[header.index("hts")] = "9999999999"
            elif way == 1:
                cells[header.index("value_usd")] = ""
            elif way == 2:
                cells[header.index("value_usd")] = "abc"
            elif way == 3:
                cells = cells[:4]
            elif way == 4:
                cells = [*cells, "more", "and more"]
            else:
                cells[header.index("entered_on")] = "30/02/2025"
        lines.append(",".join(cells))
        bad.append(spoil)
    return lines, bad


def test_damaged_lines_are_marked_in_their_place_and_the_others_untouched(
    view: View, tmp_path: Path, small_parts: None
) -> None:
    rows = plain_rows(7, 2_000)
    lines, bad = damaged(rows, random.Random(7))
    header = ",".join(rows[0])
    (tmp_path / "in.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    write_csv(tmp_path / "good.csv", rows)

    summary = run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)
    run(view, tmp_path / "good.csv", tmp_path / "good-out.csv", raw=True)
    found, good = rows_of(tmp_path / "out.csv"), rows_of(tmp_path / "good-out.csv")

    assert bad == [row["status"] == "error" for row in found]
    assert all(row["error"] and not row["duty_usd"] for row, spoilt in zip(found, bad, strict=True) if spoilt)
    assert [row for row, spoilt in zip(good, bad, strict=True) if not spoilt] == [
        row for row, spoilt in zip(found, bad, strict=True) if not spoilt
    ]
    assert sum(bad) == summary.failed > 5


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_ragged_and_blank_rows_keep_the_count_of_lines(view: View, tmp_path: Path, ends: str) -> None:
    """Blank rows are left out, as the lines engine does; ragged ones stand in their place, with the reason."""
    good = "8703230140,JP,2025-09-20,30000,car"
    rows = ["hts,origin,entered_on,value_usd,note", good, "", "8703230140,JP", good + ",,", good + ",x", "", "", good]
    (tmp_path / "in.csv").write_bytes(ends.join(rows).encode())

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)
    assess_files([tmp_path / "in.csv"], view, tmp_path / "lines.csv", raw=True)
    found, lines = rows_of(tmp_path / "out.csv"), rows_of(tmp_path / "lines.csv")

    assert ["ok", "error", "ok", "error", "ok"] == [row["status"] for row in found]
    assert [row["error"] for row in lines] == [row["error"] for row in found]
    assert "the line has 2 cells where the header has 5: the line is cut short" == found[1]["error"]


def test_a_stray_quotation_mark_spoils_its_own_line_only(view: View, tmp_path: Path) -> None:
    good = "8703230140,JP,2025-09-20,30000,car"
    rows = ["hts,origin,entered_on,value_usd,note", good, '8703230140,JP,2025-09-20,30000,"car', good, good]
    (tmp_path / "in.csv").write_text("\n".join(rows) + "\n")

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)

    assert ["ok", "error", "ok", "ok"] == [row["status"] for row in rows_of(tmp_path / "out.csv")]


def test_two_stray_quotation_marks_swallow_no_line(view: View, tmp_path: Path) -> None:
    """Every line in, every line out: what stands between two marks is not one long cell."""
    good = "8703230140,JP,2025-09-20,30000,car"
    bad = '8703230140,JP,2025-09-20,30000,"car'
    rows = ["hts,origin,entered_on,value_usd,note", good, bad, good, good, bad, good]
    (tmp_path / "in.csv").write_text("\n".join(rows) + "\n")

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)

    assert ["ok", "error", "ok", "ok", "error", "ok"] == [row["status"] for row in rows_of(tmp_path / "out.csv")]


def test_a_cell_of_several_lines_is_one_cell_beside_a_stray_mark(view: View, tmp_path: Path) -> None:
    good = '8703230140,JP,2025-09-20,30000,"one\ntwo ""2"""'
    bad = '8703230140,JP,2025-09-20,30000,"car'
    rows = ["hts,origin,entered_on,value_usd,note", good, bad, good, good, bad]
    (tmp_path / "in.csv").write_text("\n".join(rows) + "\n")

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)
    found = rows_of(tmp_path / "out.csv")

    assert ["ok", "error", "ok", "ok", "error"] == [row["status"] for row in found]
    assert 'one\ntwo "2"' == found[0]["note"] == found[3]["note"]


def test_line_breaks_in_cells_are_kept(view: View, tmp_path: Path, small_parts: None) -> None:
    """Also those that only some programs take for the end of a line, and also where a block is cut."""
    rows = plain_rows(8, 200)
    for number, row in enumerate(rows):
        row["note"] = ["one\ntwo", "form\x0cfeed", "next\x85line", "line\u2028separator", 'a "mark"\nand more'][
            number % 5
        ]
    write_csv(tmp_path / "in.csv", rows)

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)

    assert [row["note"] for row in rows] == [row["note"] for row in rows_of(tmp_path / "out.csv")]


def test_odd_separators_are_no_ends_of_lines_beside_a_stray_mark(view: View, tmp_path: Path) -> None:
    good = "8703230140,JP,2025-09-20,30000,form\x0cfeed \u2028 next\x85line"
    rows = ["hts,origin,entered_on,value_usd,note", good, '8703230140,JP,2025-09-20,30000,"car', good]
    (tmp_path / "in.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)
    found = rows_of(tmp_path / "out.csv")

    assert ["ok", "error", "ok"] == [row["status"] for row in found]
    assert "form\x0cfeed \u2028 next\x85line" == found[2]["note"]


def test_damaged_cells_of_parquet_are_marked_in_their_place(view: View, tmp_path: Path) -> None:
    """Nulls, letters among numbers of text, days out of the book, doubles that are no numbers."""
    rows: list[dict[str, Any]] = [
        {"hts": "8703230140", "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": 30_000.0},
        {"hts": None, "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": 30_000.0},
        {"hts": "8703230140", "origin": None, "entered_on": date(2025, 9, 20), "value_usd": 30_000.0},
        {"hts": "8703230140", "origin": "JP", "entered_on": None, "value_usd": 30_000.0},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": None},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": float("nan")},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": -1.0},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(2025, 9, 20), "value_usd": float("inf")},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(1925, 9, 20), "value_usd": 30_000.0},
        {"hts": "8703230140", "origin": "JP", "entered_on": date(9999, 9, 20), "value_usd": 30_000.0},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")

    run(view, tmp_path / "in.parquet", tmp_path / "out.parquet")
    assess_files([tmp_path / "in.parquet"], view, tmp_path / "lines.parquet")
    found, lines = rows_of(tmp_path / "out.parquet"), rows_of(tmp_path / "lines.parquet")

    assert [(row["status"], row["error"], row["duty_usd"]) for row in lines] == [
        (row["status"], row["error"], row["duty_usd"]) for row in found
    ]
    assert ["ok", *["error"] * 7, "not-covered", "ok"] == [row["status"] for row in found]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())])
def test_texts_of_every_arrow_type_are_read(view: View, tmp_path: Path, kind: pa.DataType) -> None:
    rows = plain_rows(9, 40)
    table = pa.Table.from_pylist(
        [{name: row[name] for name in ("hts", "origin", "entered_on", "value_usd")} for row in rows]
    )
    pq.write_table(table, tmp_path / "plain.parquet")
    texts = [column.combine_chunks() for column in table.columns]
    if pa.types.is_dictionary(kind):  # no cast leads there
        arrays = [text.dictionary_encode().cast(kind) for text in texts]
    else:
        arrays = [pa.array(text.to_pylist(), kind) for text in texts]
    cast = pa.table(arrays, names=table.column_names)
    assert {kind} == set(cast.schema.types)
    pq.write_table(cast, tmp_path / "typed.parquet")

    for name in ("plain", "typed"):
        run(view, tmp_path / f"{name}.parquet", tmp_path / f"{name}-out.parquet")

    assert rows_of(tmp_path / "plain-out.parquet") == rows_of(tmp_path / "typed-out.parquet")


def test_numbers_of_every_type_are_the_same_amounts(view: View, tmp_path: Path) -> None:
    """Text, whole numbers, doubles, decimals of several widths; codes and days as numbers and times."""
    values: list[pa.Array] = [
        pa.array(["30000", "7", None, "1234"]),
        pa.array([30000, 7, None, 1234], pa.int32()),
        pa.array([30000, 7, None, 1234], pa.uint64()),
        pa.array([30000, 7, None, 1234], pa.float64()),
        pa.array([30000, 7, None, 1234], pa.float32()),
        *(pa.array([30000, 7, None, 1234], pa.int64()).cast(pa.decimal128(38, scale)) for scale in (0, 2, 4)),
        pa.array([30000, 7, None, 1234], pa.int64()).cast(pa.decimal128(21, 2)).cast(pa.decimal128(18, 2)),
        pa.array([30000, 7, None, 1234], pa.int64()).cast(pa.decimal256(40, 3)),
    ]
    days = [date(2025, 9, 20)] * 4
    found = []
    for number, value in enumerate(values):
        kind = (pa.date32(), pa.date64(), pa.timestamp("us"), pa.timestamp("ns"))[number % 4]
        hts = pa.array([8703230140] * 4, pa.int64()) if number % 2 else pa.array(["8703.23.01.40"] * 4)
        entered = pa.array(days, pa.date32()).cast(kind)
        table = pa.table({"hts": hts, "origin": ["JP"] * 4, "entered_on": entered, "value_usd": value})
        pq.write_table(table, tmp_path / f"{number}.parquet")
        run(view, tmp_path / f"{number}.parquet", tmp_path / f"{number}-out.parquet")
        found.append([(row["duty_usd"], row["error"]) for row in rows_of(tmp_path / f"{number}-out.parquet")])

    assert 1 == len({tuple(one) for one in found}), found
    assert ["4500.00", "1.05", "", "185.10"] == [duty for duty, _ in found[0]]


# ------------------------------------------------------------------ refusals


GOOD = "hts,origin,entered_on,value_usd\n8703230140,JP,2025-09-20,30000\n"


def refused(view: View, paths: list[Path], out: Path, **options: Any) -> str:
    before = sorted(path.name for path in out.parent.iterdir())
    with pytest.raises(UsageError) as error:
        assess_stream(paths, [Target(view, out)], **options)
    assert before == sorted(path.name for path in out.parent.iterdir()), "something was left behind"
    return str(error.value)


def test_what_cannot_be_read_is_said_before_anything_is_written(view: View, tmp_path: Path) -> None:
    a, b, c = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    a.write_text(GOOD)
    b.write_text(GOOD.replace("hts,origin", "origin,hts"))
    c.write_text(GOOD.replace("value_usd", "price"))
    pq.write_table(pa.table({"hts": ["8703230140"], "origin": ["JP"]}), tmp_path / "narrow.parquet")
    pq.write_table(
        pa.table({"hts": [1], "origin": ["JP"], "entered_on": ["x"], "value_usd": [1]}), tmp_path / "d.parquet"
    )
    pq.write_table(
        pa.table({"hts": ["1"], "origin": ["JP"], "entered_on": ["x"], "value_usd": [1]}), tmp_path / "e.parquet"
    )
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    (tmp_path / "none").mkdir()
    out = tmp_path / "out.parquet"

    assert "value_usd" in refused(view, [c], out)
    assert "entered_on" in refused(view, [tmp_path / "narrow.parquet"], out)
    assert "kinds .csv, .parquet cannot be read in one run" in refused(view, [a, tmp_path / "d.parquet"], out)
    assert "b.csv has another header than" in refused(view, [a, b], out)
    assert "e.parquet has other columns than" in refused(view, [tmp_path / "d.parquet", tmp_path / "e.parquet"], out)
    assert "broken.parquet cannot be read as Parquet" in refused(view, [tmp_path / "broken.parquet"], out)
    assert "there is no such file" in refused(view, [tmp_path / "nowhere.csv"], out)
    assert "is an empty folder" in refused(view, [tmp_path / "none"], out)
    assert "no file has such a name" in refused(view, [tmp_path / "x*.csv"], out)
    assert "bulk results are .parquet, .csv, .tsv or .duckdb" in refused(view, [a], tmp_path / "out.xlsx")


def test_a_result_that_exists_is_not_replaced_unless_forced(view: View, tmp_path: Path) -> None:
    """And it is said before the work, not after it."""
    (tmp_path / "in.csv").write_text(GOOD)
    out = tmp_path / "out.csv"
    out.write_text("mine")

    assert "out.csv exists" in refused(view, [tmp_path / "in.csv"], out)
    assert "mine" == out.read_text()

    run(view, tmp_path / "in.csv", out, force=True)
    assert "4500.00" == rows_of(out)[0]["duty_usd"]


def test_an_input_is_never_written_over(view: View, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(GOOD)

    assert "in.csv is an input" in refused(view, [tmp_path / "in.csv"], tmp_path / "in.csv", force=True)


@pytest.mark.needs("duckdb")
def test_a_database_of_several_tables_needs_a_name(view: View, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "in.duckdb"
    with duckdb.connect(str(path)) as base:
        base.execute("CREATE TABLE one (hts VARCHAR, origin VARCHAR, entered_on DATE, value_usd DECIMAL(12,2))")
        base.execute("CREATE TABLE two AS SELECT * FROM one")
        base.execute("INSERT INTO two VALUES ('8703230140', 'JP', '2025-09-20', 30000)")

    assert "holds 2 tables (one, two): name one with --table" in refused(view, [path], tmp_path / "out.csv")
    with pytest.raises(UsageError, match="holds no table 'three': one, two"):
        sources.DuckSource(path, None, "three")

    run_on = sources.DuckSource(path, None, "two")
    assess_stream(run_on, [Target(view, tmp_path / "out.csv")])
    assert ["4500.00"] == [row["duty_usd"] for row in rows_of(tmp_path / "out.csv")]


def test_text_in_another_encoding_is_refused_with_a_way_out(view: View, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(
        (GOOD.replace("value_usd", "value_usd,note").replace("30000", "30000,Käse")).encode("cp1252")
    )

    assert "save it as UTF-8, or leave --engine out" in refused(view, [tmp_path / "in.csv"], tmp_path / "out.csv")


def test_columns_of_one_name_are_told_apart(view: View, tmp_path: Path) -> None:
    """Two columns named ``note``, on lines of both lanes."""
    text = (
        "hts,origin,entered_on,value_usd,note,claims,note\n"
        "8703230140,JP,2025-09-20,30000,a,,b\n"
        "9802005060,JP,2025-09-20,30000,c,ch98=9802.00.50;repair_value=100,d\n"
    )
    (tmp_path / "in.csv").write_text(text)

    run(view, tmp_path / "in.csv", tmp_path / "out.csv", raw=True)
    found = rows_of(tmp_path / "out.csv")

    assert [("a", "b"), ("c", "d")] == [(row["note"], row["note_2"]) for row in found]


def test_texts_that_a_spreadsheet_takes_for_formulas_are_guarded(view: View, tmp_path: Path) -> None:
    text = GOOD.replace("value_usd", "value_usd,note").replace("30000", "30000,=HYPERLINK(1)")
    (tmp_path / "in.csv").write_text(text)

    run(view, tmp_path / "in.csv", tmp_path / "guarded.csv")
    run(view, tmp_path / "in.csv", tmp_path / "raw.csv", raw=True)

    assert "'=HYPERLINK(1)" == rows_of(tmp_path / "guarded.csv")[0]["note"]
    assert "=HYPERLINK(1)" == rows_of(tmp_path / "raw.csv")[0]["note"]


# ------------------------------------------------------------------ entries


def test_an_entry_whose_lines_span_parts_is_looked_at_whole(
    view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line beside another of its entry may be a part of a split article, wherever the file is cut."""
    line = {"hts": "8547900010", "origin": "JP", "entered_on": "2025-09-20", "value_usd": "1000"}
    rows = []
    for number in range(40):
        rows.append({"entry_number": f"E{number}", **line, "quantity": "5"})
        rows.append({"entry_number": f"E{number}", **line, "quantity": ""})
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet", row_group_size=7)
    write_csv(tmp_path / "in.csv", rows)
    run(view, tmp_path / "in.parquet", tmp_path / "whole.parquet")
    monkeypatch.setattr(sources, "LINES", 7)
    monkeypatch.setattr(sources, "BLOCK", 300)

    run(view, tmp_path / "in.parquet", tmp_path / "cut.parquet")
    run(view, tmp_path / "in.csv", tmp_path / "cut.csv", raw=True)
    whole = [(row["duty_usd"], row["headings"], row["warnings"]) for row in rows_of(tmp_path / "whole.parquet")]

    assert 2 == len(set(whole))
    for cut in ("cut.parquet", "cut.csv"):
        assert whole == [(row["duty_usd"], row["headings"], row["warnings"]) for row in rows_of(tmp_path / cut)]


def test_parts_depend_on_the_files_only(tmp_path: Path, small_parts: None) -> None:
    """Whatever is asked first, a part holds the same lines."""
    path = written("csv", plain_rows(10, 300), tmp_path)
    one, other = open_source([path]), open_source([path])

    backwards = [list(other.read(part)) for part in reversed(range(other.parts()))][::-1]
    forwards = [list(one.read(part)) for part in range(one.parts())]

    assert 3 < one.parts()
    assert told(row for part in forwards for piece in part for row in piece.batch.to_pylist()) == told(
        row for part in backwards for piece in part for row in piece.batch.to_pylist()
    )
