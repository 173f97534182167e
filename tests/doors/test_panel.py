"""``kanzei law panel`` as a process: its file, its metadata, its refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from .test_commands import kanzei

DAY = ("law", "panel", "--on", "2025-09-20", "--from", "JP,DE", "--hts", "8703.23.01")


def test_a_panel_is_written_with_what_it_answers(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    ran = kanzei(*DAY, "-o", "panel.parquet", "--json", cwd=tmp_path)
    said = json.loads(ran.stdout)
    table = pq.read_table(tmp_path / "panel.parquet")

    assert (0, table.num_rows) == (ran.returncode, said["rows"])
    assert {"DE", "JP"} == set(table["origin"].to_pylist())
    assert {said["lawbook"]} == set(table["lawbook"].to_pylist())
    car = {(row["hts"], row["origin"]): row for row in table.to_pylist()}[("8703230140", "JP")]
    assert (0.025, 0.125, 0.15, "9903.01.33 9903.94.41") == tuple(
        car[name] for name in ("mfn_rate", "s232_autos_rate", "total_rate", "headings")
    )
    assert "2025-09-21" == json.loads(table.schema.metadata[b"kanzei"])["until"]
    assert ["panel.parquet"] == [path.name for path in tmp_path.iterdir()]


def test_csv_holds_the_same_rows_and_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    first = kanzei(*DAY, "-o", "panel.csv", cwd=tmp_path)
    again = kanzei(*DAY, "-o", "panel.csv", cwd=tmp_path)
    with (tmp_path / "panel.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert (0, 2) == (first.returncode, again.returncode)
    assert "panel.csv exists: name another file, or give --force" in again.stderr
    assert ["0.15", "0.15"] == [
        row["total_rate"] for row in rows if row["hts"] == "8703230140" and row["origin"] == "JP"
    ] * 2


def test_unit_values_with_a_mistake_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    for text, said in (
        ("hts,unit\n0406,kg\n", "the columns usd_per_unit are missing"),
        ("hts,unit,usd_per_unit\n0406,kg,8\n0406,kg,many\n", "values.csv:3: usd_per_unit 'many'"),
        ("hts,unit,usd_per_unit,origin\n0406,kg,8,EU\n", "values.csv:2: origin 'EU'"),
        ("hts,unit,usd_per_unit\n0406,kg,8\n0406,kg,9\n", "two values of one kg"),
        ("hts,unit,usd_per_unit\n0201,lb,5\n", "0201, unit 'lb' fills no rate: the rates of these codes count kg"),
        ("hts,unit,usd_per_unit\n0012,kg,5\n", "no code begins with 0012"),
    ):
        path.write_text(text, encoding="utf-8")
        ran = kanzei(*DAY, "-o", "x.csv", "--unit-values", "values.csv", cwd=tmp_path)
        assert (2, True) == (ran.returncode, said in ran.stderr), ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "JP"), "name the days"),
        (("--on", "2025-09-20", "--since", "2025-01-01"), "one or the other"),
        (("--on", "2024-09-20", "--from", "JP"), "begins with entries of 2025-01-01"),
        (("--on", "2025-09-20", "--assume", "steel_value=4"), "state a share, steel_value_pct=30%"),
        (("--on", "2025-09-20", "--hts", "0000"), "no code of those days begins with 0000"),
        (("--on", "2025-09-20", "--claim", "unheard_of"), "unknown claim 'unheard_of'"),
        (("--on", "2025-09-20", "--adcvd", "rates.csv"), "no column for deposits"),
        (
            ("--on", "2025-09-20", "--assume", "steel_content_pct=60%", "--assume", "aluminum_content_pct=50%"),
            "contents may not sum above 100%",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    ran = kanzei("law", "panel", *words, "-o", "x.parquet", cwd=tmp_path)

    assert (2, True, []) == (ran.returncode, said in ran.stderr, list(tmp_path.iterdir())), ran.stderr


def test_all_origins_leave_out_the_customs_territory(tmp_path: Path) -> None:
    """Neither the United States nor Puerto Rico (general note 2); the Virgin Islands are outside it."""
    ran = kanzei("law", "panel", "--on", "2025-09-20", "--hts", "8703.23.01.40", "-o", "all.csv", cwd=tmp_path)
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        origins = {row["origin"] for row in csv.DictReader(file)}
    named = kanzei("law", "panel", "--on", "2025-09-20", "--from", "PR", "-o", "pr.csv", cwd=tmp_path)

    assert (0, False, True) == (ran.returncode, bool(origins & {"US", "PR"}), {"VI", "JP"} <= origins)
    assert "Puerto Rico is inside the customs territory" in named.stderr and named.returncode


def test_a_content_above_half_leaves_no_room_for_american_content(tmp_path: Path) -> None:
    """Steel furniture of Germany in September 2025: 60% steel at 50%, the rest under the total of the European Union."""
    words = ("law", "panel", "--on", "2025-09-20", "--from", "DE", "--hts", "9403.20.00.50", "-o", "panel.csv")
    ran = kanzei(*words, "--assume", "steel_content_pct=60%", cwd=tmp_path)
    with (tmp_path / "panel.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))

    assert (0, "0.3", "0.06") == (ran.returncode, row["s232_steel_rate"], row["ieepa_reciprocal_rate"]), ran.stderr


def test_a_day_beyond_the_book_is_called_a_projection(tmp_path: Path) -> None:
    words = ("law", "panel", "--on", "2027-09-20", "--from", "JP", "--hts", "8703.23", "-o", "panel.csv")

    assert "later days are a projection" in kanzei(*words, cwd=tmp_path).stdout
