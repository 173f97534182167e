"""Assessing whole files and writing the result."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.entries.files import assess_files
from kanzei.entries.parse import Options
from kanzei.entries.write import RESULTS, guarded, output_names
from kanzei.errors import UsageError
from kanzei.law.authorities import AUTHORITIES

HEADER = "id,hts,origin,entered_on,value_usd,status,note\n"
LINES = (
    "1,8703230140,JP,2025-09-20,30000,new,car\n"
    "2,8703230140,XX,2025-09-20,30000,new,no country\n"
    "3,9701210000,JP,2025-09-20,500,,refused by the view\n"
    "4,8703230140,JP,2024-09-20,30000,,before the book\n"
    "5,8703230140,UK,2025-09-20,100.55,,=1+1\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + LINES, encoding="utf-8")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_line_in_is_a_line_out_in_its_place(source: Path, tmp_path: Path, flat: Any) -> None:
    out = tmp_path / "out.csv"
    summary = assess_files([source], flat, out)
    rows = read_csv(out)
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["status"] for row in rows] == ["ok", "error", "error", "not-covered", "ok"]
    assert [row["input_status"] for row in rows] == ["new", "new", "", "", ""]
    assert list(rows[0]) == ["id", "hts", "origin", "entered_on", "value_usd", "input_status", "note", *RESULTS]
    first = rows[0]
    assert (first["duty_usd"], first["rate"], first["mfn_usd"], first["ieepa_reciprocal_usd"]) == (
        "3000.00",
        "0.1",
        "600.00",
        "2400.00",
    )
    assert (first["s232_steel_usd"], first["refundable_usd"], first["headings"]) == ("0.00", "2400.00", "9903.02.73")
    assert first["assumptions"] == "the part is taken whole [otherwise -5.00]"
    assert first["lawbook"] == flat.digest
    for failed in rows[1:4]:
        assert (
            failed["duty_usd"]
            == failed["rate"]
            == failed["mfn_usd"]
            == failed["refundable_usd"]
            == failed["headings"]
            == ""
        )
        assert failed["error"]
    assert rows[4]["warnings"] == "origin UK read as GB (United Kingdom)"
    assert summary.as_json("x") == {
        "lines": 5,
        "assessed": 2,
        "failed": 3,
        "not_covered": 1,
        "value_usd": "30100.55",
        "duty_usd": "3010.05",
        "refundable_usd": "2408.04",
        "by_authority": {"mfn": "602.01", "ieepa_reciprocal": "2408.04"},
        "notes": [],
        "lawbook": flat.digest,
        "output": "x",
    }
    assert sum(Decimal(row["duty_usd"]) for row in rows if row["duty_usd"]) == Decimal("3010.05")


def test_the_result_columns_are_those_of_the_contract() -> None:
    assert RESULTS[:3] == ("duty_usd", "rate", "mfn_usd")
    assert RESULTS[2 : 2 + len(AUTHORITIES)] == tuple(f"{name}_usd" for name in AUTHORITIES)
    assert RESULTS[2 + len(AUTHORITIES) :] == (
        "refundable_usd", "headings", "warnings", "assumptions", "status", "error", "lawbook",
    )  # fmt: skip


def test_parquet_has_decimals_and_describes_itself(source: Path, tmp_path: Path, flat: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = tmp_path / "out.parquet"
    assess_files([source], flat, out)
    table = pq.read_table(out)
    assert table.schema.field("duty_usd").type == pa.decimal128(18, 2)
    assert table.schema.field("s201_quartz_usd").type == pa.decimal128(18, 2)
    assert table.column("duty_usd").to_pylist() == [Decimal("3000.00"), None, None, None, Decimal("10.05")]
    about = json.loads(pq.read_metadata(out).metadata[b"kanzei"])
    assert (about["lines"], about["failed"], about["lawbook"]) == (5, 3, flat.digest)


def test_parquet_to_parquet_keeps_the_types(tmp_path: Path, flat: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    given_table = pa.table(
        {
            "hts": pa.array(["8703230140"]).dictionary_encode(),
            "origin": ["NO"],
            "entered_on": pa.array([20_000], pa.date32()),
            "value_usd": pa.array([Decimal("12.50")], pa.decimal128(12, 2)),
            "weight": [1.25],
            "duty_usd": [7],
        }
    )
    pq.write_table(given_table, tmp_path / "in.parquet")
    assess_files([tmp_path / "in.parquet"], flat, tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    for name in given_table.column_names:
        there = "input_duty_usd" if name == "duty_usd" else name
        assert found.schema.field(there).type == given_table.schema.field(name).type
        assert found.column(there).to_pylist() == given_table.column(name).to_pylist()


@pytest.mark.needs("openpyxl")
def test_xlsx_holds_text_as_text(source: Path, tmp_path: Path, flat: Any) -> None:
    import openpyxl

    out = tmp_path / "out.xlsx"
    assess_files([source], flat, out)
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][-1] == "lawbook"
    note = rows[5][6]
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert rows[1][7].value == "3000.00"
    assert rows[2][7].value is None


def test_json_lines(source: Path, tmp_path: Path, flat: Any) -> None:
    out = tmp_path / "out.jsonl"
    assess_files([source], flat, out, as_json=lambda found: {"duty_usd": f"{found.duty_cents}c"})
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["status"] for row in rows] == ["ok", "error", "error", "not-covered", "ok"]
    assert rows[0]["duty_usd"] == "300000c"
    assert rows[1]["duty_usd"] is None
    assert rows[0]["input"]["note"] == "car"


def test_several_files_become_one(source: Path, tmp_path: Path, flat: Any) -> None:
    other = tmp_path / "more.csv"
    other.write_text("hts;origin;entered_on;value_usd;colour\n8703230140;DE;2025-09-20;10;red\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    summary = assess_files([source, other], flat, out)
    rows = read_csv(out)
    assert [row["source_file"] for row in rows] == ["in.csv"] * 5 + ["more.csv"]
    assert (rows[5]["colour"], rows[5]["note"], rows[0]["colour"]) == ("red", "", "")
    assert summary.lines == 6
    assert summary.notes == ["more.csv: the cells are parted by ';'"]


def test_the_layout_of_the_form(source: Path, tmp_path: Path, flat: Any) -> None:
    out = tmp_path / "out.csv"
    assess_files([source], flat, out, layout="7501")
    rows = read_csv(out)
    assert [
        (row["line"], row["ordinal"], row["hts"], row["rate"], row["duty_usd"], row["value_usd"]) for row in rows[:2]
    ] == [
        ("1", "1", "9903.02.73", "10%", "3000.00", ""),
        ("1", "2", "8703.23.0140", "0", "0.00", "30000.00"),
    ]
    assert [row["status"] for row in rows[2:5]] == ["error", "error", "not-covered"]
    assert rows[2]["error"].startswith("origin 'XX'")
    filed = sum(Decimal(row["duty_usd"]) for row in rows if row["duty_usd"])
    assert filed == Decimal("3010.05")


@pytest.mark.needs("openpyxl")
def test_a_line_of_a_workbook_that_failed_says_where_it_stands(tmp_path: Path, flat: Any) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "May"
    for row in (
        ["hts", "origin", "entered_on", "value_usd"],
        ["8703230140", "XX", "2025-09-20", 5],
        ["9701210000", "JP", "2025-09-20", 5],
    ):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    assess_files([tmp_path / "in.xlsx"], flat, tmp_path / "o.csv")
    first, second = (row["error"] for row in read_csv(tmp_path / "o.csv"))
    assert first.startswith("origin 'XX'") and first.endswith("(sheet 'May' row 2)")
    assert second == "works of art are refused here (sheet 'May' row 3)"


def test_money_forms_and_dates_may_be_declared(tmp_path: Path, flat: Any) -> None:
    path = tmp_path / "in.csv"
    path.write_text("hts;origin;entered_on;value_usd\n8703230140;JP;20.09.2025;1.234,56\n", encoding="utf-8")
    summary = assess_files([path], flat, tmp_path / "o.csv", options=Options(date_format="DD.MM.YYYY", money="eu"))
    assert (summary.assessed, summary.value) == (1, 123456)


def test_an_input_is_never_overwritten(source: Path, tmp_path: Path, flat: Any) -> None:
    before = source.read_bytes()
    with pytest.raises(UsageError, match="is an input"):
        assess_files([source], flat, source, force=True)
    link = tmp_path / "link.csv"
    link.symlink_to(source)
    with pytest.raises(UsageError, match="is an input"):
        assess_files([source], flat, link, force=True)
    assert source.read_bytes() == before


def test_an_output_is_replaced_only_when_asked(source: Path, tmp_path: Path, flat: Any) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    with pytest.raises(UsageError, match="exists: name another file, or give --force"):
        assess_files([source], flat, out)
    assert out.read_text() == "mine"
    assess_files([source], flat, out, force=True)
    assert len(read_csv(out)) == 5


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out.doc", "the extension '.doc' is not known"),
        ("out.txt", "the extension '.txt' is not known"),
        ("none/out.csv", "there is no folder"),
    ],
)
def test_outputs_that_cannot_be_written(source: Path, tmp_path: Path, flat: Any, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        assess_files([source], flat, tmp_path / name)


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
@pytest.mark.parametrize("links", [True, False])
def test_of_two_runs_to_one_new_output_the_second_replaces_nothing(
    source: Path, tmp_path: Path, flat: Any, monkeypatch: pytest.MonkeyPatch, name: str, links: bool
) -> None:
    if not links:

        def link(*_: object) -> None:
            raise PermissionError(1, "no links here")

        monkeypatch.setattr("os.link", link)
    out = tmp_path / name
    with pytest.raises(UsageError, match="written by another run meanwhile"):
        assess_files([source], flat, out, progress=lambda _: out.write_text("theirs"))
    assert out.read_text() == "theirs"
    assess_files([source], flat, out, force=True, progress=lambda _: out.write_text("theirs"))
    assert out.read_text() != "theirs"
    out.unlink()
    assess_files([source], flat, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.csv", name])


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_a_folder_that_takes_no_file_is_named(
    source: Path, tmp_path: Path, flat: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if "w" in mode:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="nothing can be written in the folder") as caught:
        assess_files([source], flat, tmp_path / name)
    assert str(tmp_path) in str(caught.value) and ".part" not in str(caught.value)


def test_a_failed_line_keeps_its_identity_on_the_form(tmp_path: Path, flat: Any) -> None:
    path = tmp_path / "in.csv"
    path.write_text(
        "entry_number,line,hts,origin,entered_on,value_usd\n"
        "ABC12345676,017,8703230140,XX,2025-09-20,10.50\n"
        'ABC12345676,018,870323014,JP,2025-09-20,"1,000"\n'
        "ABC12345676,019,9701210000,JP,2025-09-20,12\n",
        encoding="utf-8",
    )
    assess_files([path], flat, tmp_path / "o.csv", layout="7501")
    names = ("entry_number", "line", "hts", "origin", "entered_on", "value_usd", "status")
    assert [tuple(row[name] for name in names) for row in read_csv(tmp_path / "o.csv")] == [
        ("ABC12345676", "017", "8703.23.0140", "XX", "2025-09-20", "10.50", "error"),
        ("ABC12345676", "018", "870323014", "JP", "2025-09-20", "1000.00", "error"),
        ("ABC12345676", "019", "9701.21.0000", "JP", "2025-09-20", "12.00", "error"),
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet", "out.jsonl"])
def test_a_broken_run_leaves_nothing_behind(tmp_path: Path, flat: Any, name: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(HEADER + LINES + '6,8703230140,JP,2025-09-20,30000,,"never closed\n' + LINES, encoding="utf-8")
    with pytest.raises(UsageError, match="a quotation mark opened in line 7"):
        assess_files([source], flat, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_a_fault_in_the_engine_costs_one_line(source: Path, tmp_path: Path) -> None:
    class Faulty:
        digest = "cd" * 32

        def assess(self, line: Any) -> Any:
            raise ZeroDivisionError("oh")

    out = tmp_path / "out.csv"
    summary = assess_files([source], Faulty(), out)
    assert summary.failed == 5
    assert "internal fault (ZeroDivisionError: oh)" in read_csv(out)[0]["error"]


def test_duplicates_are_flagged_and_kept(tmp_path: Path, flat: Any) -> None:
    path = tmp_path / "in.csv"
    line = "ABC12345676,1,8703230140,JP,2025-09-20,10\n"
    path.write_text("entry_number,line,hts,origin,entered_on,value_usd\n" + line * 2, encoding="utf-8")
    assess_files([path], flat, tmp_path / "o.csv")
    first, second = read_csv(tmp_path / "o.csv")
    assert first["warnings"] == ""
    assert second["warnings"] == "entry ABC12345676 line 1 stands in the file more than once"
    assert second["duty_usd"] == "1.00"


def test_a_zero_lost_in_a_numeric_cell_is_put_back_with_one_note(tmp_path: Path, flat: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {"hts": [101210010] * 3, "origin": ["DE"] * 3, "entered_on": ["2025-09-20"] * 3, "value_usd": [10.0] * 3}
    )
    pq.write_table(table, tmp_path / "in.parquet")
    summary = assess_files([tmp_path / "in.parquet"], flat, tmp_path / "o.csv")
    assert summary.assessed == 3
    assert [line.hts for line in flat.lines] == ["0101210010"] * 3
    assert len(summary.notes) == 1 and "3 HTS numbers" in summary.notes[0]


# --- text that a spreadsheet could take for a formula
# ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("  =1+1", "'  =1+1"), ("\t@SUM(A1)", "'\t@SUM(A1)"), ("\u00a0+cmd", "'\u00a0+cmd"), ("-cmd", "'-cmd"),
        ("fine\n=evil()", "fine\n'=evil()"), ("\r=evil()", "'\r=evil()"), ("-5", "-5"), ("+5.25", "+5.25"), ("a=b", "a=b"), ("-", "-"),
        ("", ""), ("'=already", "'=already"),
    ],
)  # fmt: skip
def test_formulas_are_made_inert(text: str, safe: str) -> None:
    assert guarded(text) == safe


@given(st.text("=+-@ \t\r\n\u00a0'a1", max_size=12))
def test_no_line_of_a_guarded_text_begins_as_a_formula(text: str) -> None:
    for line in guarded(text).split("\n"):
        body = line.lstrip(" \t\r\u00a0")
        if body and body[0] in "=+-@":
            assert len(body) == 1 or body[1:].replace(".", "", 1).isdigit()


def test_raw_output_is_untouched(source: Path, tmp_path: Path, flat: Any) -> None:
    assess_files([source], flat, tmp_path / "o.csv")
    assess_files([source], flat, tmp_path / "raw.csv", raw=True)
    assert read_csv(tmp_path / "o.csv")[4]["note"] == "'=1+1"
    assert read_csv(tmp_path / "raw.csv")[4]["note"] == "=1+1"


@given(st.lists(st.sampled_from(["hts", "status", "Duty USD", "", "input_status", "rate", "x", "lawbook"]), max_size=8))
def test_names_of_the_output_are_distinct(header: Sequence[str]) -> None:
    names = output_names(header)
    assert len(names) == len(header)
    assert len({*names, *RESULTS}) == len(names) + len(RESULTS)
