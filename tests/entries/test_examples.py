"""The files shipped as examples."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kanzei.entries.files import assess_files


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_example_is_what_its_script_makes(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_examples", root / "tools" / "make_examples.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text(encoding="utf-8") == tool.text()


def test_every_example_line_is_assessed(root: Path, tmp_path: Path, view: Any) -> None:
    summary = assess_files([root / "examples" / "entries.csv"], view, tmp_path / "out.csv")
    failed = [
        (row["entry_number"], row["line"], row["error"])
        for row in rows_of(tmp_path / "out.csv")
        if row["status"] != "ok"
    ]
    assert failed == []
    assert summary.lines >= 300
    assert summary.duty == sum(summary.by_authority.values())


def test_the_example_is_varied(root: Path) -> None:
    rows = rows_of(root / "examples" / "entries.csv")
    origins = {row["origin"] for row in rows}
    assert {"JP", "CN", "VN", "CA", "MX", "BR", "IN", "CH", "KR", "GB", "RU", "TW", "DE", "FR"} <= origins
    assert len({row["hts"] for row in rows}) >= 80
    assert (
        min(row["entered_on"] for row in rows) < "2025-02-01" and max(row["entered_on"] for row in rows) > "2026-10-01"
    )
    for column in (
        "spi",
        "loaded_on",
        "steel_value",
        "aluminum_value",
        "us_content_value",
        "part",
        "claims",
        "quantity2",
    ):
        assert sum(1 for row in rows if row[column]) >= 3, column


MISTAKES = {
    "2": "in scientific notation",
    "5": "If so, write 0101.21.00.10",
    "6": "9903.02.73 is a provision of Chapter 99",
    "8": "is not made of digits",
    "9": "8703.23.99.99 is not in",
    "11": "name the member state",
    "12": "XX is no country",
    "13": "the country of origin is empty",
    "14": "is not a day of the calendar",
    "15": "order of day and month is not declared",
    "16": "spreadsheet's day number (2025-10-07)",
    "17": "the book begins with entries of 2025-01-01",
    "18": "--money us",
    "19": "is negative",
    "20": "the entered value is missing",
    "21": "in scientific notation",
    "22": "needs the quantity in liters",
    "23": "needs the quantity in liters",
    "24": "loaded on 2025-10-01, after the entry",
    "25": "more than the entered value",
    "26": "write the percent sign",
    "28": "exclude each other",
    "30": "is a yes or a no",
}


def test_every_mistake_gets_its_reason_and_the_good_lines_their_duty(root: Path, tmp_path: Path, view: Any) -> None:
    assess_files([root / "examples" / "entries-with-mistakes.csv"], view, tmp_path / "out.csv")
    rows = rows_of(tmp_path / "out.csv")
    assert {row["line"] for row in rows if row["status"] != "ok"} == set(MISTAKES)
    for row in rows:
        if row["line"] in MISTAKES:
            assert MISTAKES[row["line"]] in row["error"], row["line"]
            assert row["duty_usd"] == ""
        else:
            assert row["duty_usd"] != "" and row["error"] == ""
    assert rows[16]["status"] == "not-covered"
    good = [row for row in rows if row["line"] in ("1", "3", "4", "31")]
    assert [row["duty_usd"] for row in good] == ["4500.00"] * 4


@pytest.mark.parametrize("layout", [None, "7501"])
def test_charged_and_filed_amounts_agree(root: Path, tmp_path: Path, view: Any, layout: str | None) -> None:
    out = tmp_path / "out.csv"
    summary = assess_files([root / "examples" / "entries.csv"], view, out, layout=layout)
    total = sum(round(100 * float(row["duty_usd"])) for row in rows_of(out) if row["duty_usd"])
    assert total == summary.duty
