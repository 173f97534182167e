"""Articles already split by their metal content, in a file and by themselves."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from kanzei.entries.files import assess_files
from kanzei.entries.split import part_filed

HEADER = "entry_number,line,hts,origin,entered_on,value_usd,quantity,unit,filed,part,steel_value\n"
DAY = "2025-07-03"


def assessed(tmp_path: Path, view: Any, *lines: str) -> list[dict[str, str]]:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    assess_files([source], view, out, force=True)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("filed", "part"),
    [
        (["9903.81.91"], "steel"),
        (["9903.85.08"], "aluminum"),
        (["9903.78.01"], "copper"),
        (["9903.01.25"], "rest"),
        (["9903.02.73"], "rest"),
        (["9903.01.33", "9903.81.91"], "steel"),
        (["9903.81.91", "9903.01.25"], "steel"),
        (["9903.81.91", "9903.85.08"], ""),
        (["9903.01.34"], "us"),
        (["9903.88.03"], ""),
        ([], ""),
    ],
)
def test_the_part_that_headings_fit(filed: list[str], part: str) -> None:
    assert part_filed(filed) == part


def test_a_line_alone_is_taken_whole(tmp_path: Path, view: Any) -> None:
    (row,) = assessed(tmp_path, view, f"ABC12345676,1,7326908688,JP,{DAY},10000,100,kg,,,")
    assert row["s232_steel_usd"] == "5000.00"
    assert "split" not in row["warnings"]


def test_the_second_line_without_quantity_is_the_metal(tmp_path: Path, view: Any) -> None:
    rest, metal = assessed(
        tmp_path,
        view,
        f"ABC12345676,1,7326908688,JP,{DAY},4000,100,kg,,,",
        f"ABC12345676,2,7326908688,JP,{DAY},6000,0,kg,,,",
    )
    assert (rest["s232_steel_usd"], rest["ieepa_reciprocal_usd"]) == ("0.00", "400.00")
    assert (metal["s232_steel_usd"], metal["ieepa_reciprocal_usd"]) == ("3000.00", "0.00")
    assert rest["warnings"].startswith("read as the rest part of a split article")
    one = assessed(tmp_path, view, f"ABC12345676,1,7326908688,JP,{DAY},10000,100,kg,,,6000")[0]
    assert float(one["duty_usd"]) == float(rest["duty_usd"]) + float(metal["duty_usd"])


def test_the_measures_before_june_2025_take_the_content_for_their_base(tmp_path: Path, view: Any) -> None:
    rows = assessed(
        tmp_path,
        view,
        "ABC12345676,1,8431310020,JP,2025-04-14,4000,100,kg,,rest,",
        "ABC12345676,2,8431310020,JP,2025-04-14,6000,0,kg,,steel,",
        "ABC12345677,1,8431310020,JP,2025-04-14,4000,100,kg,,,",
        "ABC12345677,2,8431310020,JP,2025-04-14,6000,0,kg,,,",
    )
    assert [row["s232_steel_usd"] for row in rows] == ["0.00", "1500.00"] * 2


def test_filed_headings_tell_the_part(tmp_path: Path, view: Any) -> None:
    rest, metal = assessed(
        tmp_path,
        view,
        f"ABC12345676,1,7326908688,JP,{DAY},4000,100,kg,9903.01.25,,",
        f"ABC12345676,2,7326908688,JP,{DAY},6000,90,kg,9903.81.90 9903.01.33,,",
    )
    assert (rest["s232_steel_usd"], metal["s232_steel_usd"]) == ("0.00", "3000.00")


def test_two_lines_that_may_be_two_shipments_get_both_answers(tmp_path: Path, view: Any) -> None:
    rows = assessed(
        tmp_path,
        view,
        f"ABC12345676,1,7326908688,JP,{DAY},4000,100,kg,,,",
        f"ABC12345676,2,7326908688,JP,{DAY},6000,90,kg,,,",
    )
    assert [row["s232_steel_usd"] for row in rows] == ["2000.00", "3000.00"]
    assert "may be a split line" in rows[0]["warnings"]
    assert f"Duty as a whole article {rows[0]['duty_usd']}, as the rest of a split one" in rows[0]["warnings"]


def test_a_statement_goes_before_every_guess(tmp_path: Path, view: Any) -> None:
    rows = assessed(
        tmp_path,
        view,
        f"ABC12345676,1,7326908688,JP,{DAY},4000,100,kg,,,1000",
        f"ABC12345676,2,7326908688,JP,{DAY},6000,0,kg,,rest,",
    )
    assert [row["s232_steel_usd"] for row in rows] == ["500.00", "0.00"]
    assert not any("split" in row["warnings"] for row in rows)


def test_a_duty_on_the_full_value_is_no_split(tmp_path: Path, view: Any) -> None:
    rows = assessed(
        tmp_path,
        view,
        "ABC12345676,1,7326908688,JP,2026-05-04,4000,100,kg,,,",
        "ABC12345676,2,7326908688,JP,2026-05-04,6000,0,kg,,,",
        f"ABC12345676,3,7208510030,JP,{DAY},4000,100,kg,,,",
        f"ABC12345676,4,7208510030,JP,{DAY},6000,0,kg,,,",
    )
    assert not any("split" in row["warnings"] for row in rows)
    assert (rows[2]["s232_steel_usd"], rows[3]["s232_steel_usd"]) == ("2000.00", "3000.00")
