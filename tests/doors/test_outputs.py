"""What the commands write: files whole or not at all, the same answer in every form."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from .test_commands import CAR, ROOT, kanzei

LINES = """line,hts,origin,entered_on,value_usd,claims
1,8703.23.01.40,JP,2025-09-20,30000,
2,8528.72.64.60,JP,2025-08-20,10000,
3,8.70323E+09,JP,2025-09-20,30000,
4,8703.23.01.40,JP,2024-09-20,30000,
"""


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    path = tmp_path / "entries.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_line_keeps_its_place_and_failures_set_the_exit_code(entries: Path, tmp_path: Path) -> None:
    ran = kanzei("assess", str(entries), "-o", "out.csv", "--json", cwd=tmp_path)
    summary = json.loads(ran.stdout)
    found = rows(tmp_path / "out.csv")

    assert 1 == ran.returncode
    assert ["1", "2", "3", "4"] == [row["line"] for row in found]
    assert ["ok", "ok", "error", "not-covered"] == [row["status"] for row in found]
    assert ["4500.00", "1500.00", "", ""] == [row["duty_usd"] for row in found]
    assert (4, 2, 2, "6000.00", "out.csv") == tuple(
        summary[key] for key in ("lines", "assessed", "failed", "duty_usd", "output")
    )
    assert all(summary["lawbook"] == row["lawbook"] for row in found)


def test_each_known_day_gets_a_file_of_its_own(entries: Path, tmp_path: Path) -> None:
    words = ("assess", str(entries), "-o", "out.csv", "--known", "2025-09-03", "--known", "2025-09-10", "--json")
    ran = kanzei(*words, cwd=tmp_path)

    assert 1 == ran.returncode, ran.stderr
    assert ["8250.00", "1890.00"] == [row["duty_usd"] for row in rows(tmp_path / "out.known-2025-09-03.csv")[:2]]
    assert ["8250.00", "1500.00"] == [row["duty_usd"] for row in rows(tmp_path / "out.known-2025-09-10.csv")[:2]]
    assert ["out.known-2025-09-03.csv", "out.known-2025-09-10.csv"] == [
        one["output"] for one in json.loads(ran.stdout)["runs"]
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.jsonl", "out.parquet", "out.xlsx"])
def test_the_cents_are_the_same_in_every_form(entries: Path, tmp_path: Path, name: str, needs: object) -> None:
    if name.endswith("xlsx"):
        needs("openpyxl")  # type: ignore[operator]
    ran = kanzei("assess", str(entries), "-o", name, cwd=tmp_path)

    assert 1 == ran.returncode, ran.stderr
    assert ["4500.00", "1500.00", None, None] == duties(tmp_path / name)


def duties(path: Path) -> list[str | None]:
    """The column duty_usd as text with two decimals."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return [None if one is None else str(one) for one in pq.read_table(path)["duty_usd"].to_pylist()]
    if path.suffix == ".jsonl":
        return [json.loads(line).get("duty_usd") for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".xlsx":
        import openpyxl

        sheet = list(openpyxl.load_workbook(path).active.values)
        at = sheet[0].index("duty_usd")
        return [None if row[at] in (None, "") else f"{float(row[at]):.2f}" for row in sheet[1:]]
    with path.open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
        return [row["duty_usd"] or None for row in found]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "entries.csv"), "is an input"),
        (("-o", "nowhere/out.csv"), "there is no folder"),
        (("-o", "out.doc"), "extension"),
        (("-o", "out.csv", "--engine", "spark", "--fees"), "line by line"),
        (("-o", "out.csv", "--engine", "lines", "--resume"), "--resume goes with --engine local"),
        (("-o", "out.duckdb", "--engine", "lines"), "written in bulk"),
        (("-o", "out.csv", "--map", "hts"), "write COLUMN=HEADER"),
        (("-o", "out.csv", "--map", "hts=Nothing"), "which is not in the header"),
        (("-o", "out.csv", "--known", "2999-01-01"), "2999-01-01"),
    ],
)
def test_a_run_that_cannot_be_done_writes_nothing(
    entries: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    ran = kanzei("assess", "entries.csv", *words, cwd=tmp_path)

    assert (2, "") == (ran.returncode, ran.stdout)
    assert told in ran.stderr and "Traceback" not in ran.stderr
    assert before == sorted(path.name for path in tmp_path.iterdir())
    assert LINES == entries.read_text(encoding="utf-8")


def test_an_existing_result_is_replaced_only_with_force(entries: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine", encoding="utf-8")
    refused = kanzei("assess", "entries.csv", "-o", "out.csv", cwd=tmp_path)
    kept = (tmp_path / "out.csv").read_text(encoding="utf-8")
    replaced = kanzei("assess", "entries.csv", "-o", "out.csv", "--force", cwd=tmp_path)

    assert (2, "mine", 1) == (refused.returncode, kept, replaced.returncode)
    assert 4 == len(rows(tmp_path / "out.csv"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="does not apply: no /dev/full here")
def test_a_full_disk_is_one_message() -> None:
    with open("/dev/full", "w") as full:
        import subprocess
        import sys

        ran = subprocess.run(
            [sys.executable, "-m", "kanzei.cli", *CAR],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            text=True,
            check=False,
        )

    assert 2 == ran.returncode
    assert "kanzei: no space left on device" == ran.stderr.strip()


def test_the_memorandum_and_the_pictures_are_written(tmp_path: Path) -> None:
    memo = kanzei(*CAR, "--memo", "memo.html", cwd=tmp_path)
    again = kanzei(*CAR, "--memo", "memo.html", cwd=tmp_path)
    svg = kanzei("timeline", *CAR[1:4], "--value", "30000", "--plot", "picture.svg", cwd=tmp_path)
    page = kanzei("timeline", *CAR[1:4], "--value", "30000", "--plot", "picture.html", cwd=tmp_path)

    assert (0, 2, 0, 0) == (memo.returncode, again.returncode, svg.returncode, page.returncode)
    assert "4,500.00 USD" in (tmp_path / "memo.html").read_text(encoding="utf-8")
    words = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    for told in ("27.5%", "15%", "2025-09-16  FR 2025-17908", "2025-03-26  Proc. 10908", "no change seen since"):
        assert told in words
    assert words.count("data-tip") == (tmp_path / "picture.html").read_text(encoding="utf-8").count("data-tip")
