"""Clocks and claims of programmes at the command line and in files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from .test_commands import ROOT, kanzei

TV = ("duty", "8528.72.64", "--from", "JP", "--value", "10000")


@pytest.mark.parametrize(
    ("words", "duty", "days"),
    [
        (("--on", "2025-04-20"), "1390.00", None),
        (("--on", "2025-03-01", "--withdrawn", "2025-04-10", "--entry-type", "31"), "1390.00", ["2025-04-10"]),
        (("--on", "2025-04-07", "--it", "2025-04-03"), "390.00", ["2025-04-03"]),
        (("--on", "2025-04-20", "--zone-status", "PF", "--zone-status-on", "2025-04-01"), "390.00", ["2025-04-01"]),
        (("--on", "2025-04-20", "--entry-type", "01"), "1390.00", None),
    ],
)
def test_options_state_the_facts_of_a_clock(words: tuple[str, ...], duty: str, days: list[str] | None) -> None:
    """The JSON answer has a clock only where one ran."""
    ran = kanzei(*TV, *words, "--json")
    found = json.loads(ran.stdout)

    assert duty == found["duty_usd"]
    assert days == ([one["rates_of"] for one in found["clock"]] if "clock" in found else None)


def test_the_explanation_says_whose_rates() -> None:
    ran = kanzei(
        *TV, "--on", "2025-04-20", "--zone-status", "PF", "--zone-status-on", "2025-04-01", "--entry-type", "06"
    )
    told = " ".join(ran.stdout.split())

    assert "whose rates rates of 2025-04-01: the day of privileged foreign status" in told
    assert "take care" not in told


def test_facts_that_cannot_be_exit_2() -> None:
    ran = kanzei(*TV, "--on", "2025-04-20", "--zone-status", "NPF", "--zone-status-on", "2025-04-12")

    assert 2 == ran.returncode
    assert "must take privileged foreign status (EO 14257" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_timeline_keeps_the_status_and_starts_with_it() -> None:
    words = ("timeline", *TV[1:], "--zone-status", "PF", "--zone-status-on", "2025-05-01", "--json")
    found = json.loads(kanzei(*words).stdout)["timeline"]

    assert ["2025-05-01", "2026-02-24"] == [one["entered_from"] for one in found]
    assert ["1390.00", "390.00"] == [one["duty_usd"] for one in found]
    refused = kanzei("timeline", *TV[1:], "--withdrawn", "2025-05-01")
    assert 2 == refused.returncode
    assert "leave it out" in refused.stderr


def test_columns_of_a_file_state_them_too(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "line,hts,origin,entered_on,value_usd,entry_type,withdrawn_on,it_on,zone_status,zone_status_on,spi\n"
        "1,8528.72.64,JP,2025-03-01,10000,31,2025-04-10,,,,\n"
        "2,8528.72.64,JP,2025-04-07,10000,01,,2025-04-03,,,\n"
        "3,8528.72.64,JP,2025-04-20,10000,06,,,privileged-foreign,2025-04-01,\n"
        "4,8528.72.64,JP,2025-04-20,10000,01,,,PF,2025-04-01,\n"
        "5,7208.51.00.30,DE,2025-07-01,10000,06,,,P,2025-05-01,\n"
        "6,8528.72.64,CN,2025-11-15,10000,01,,,,,KR\n",
        encoding="utf-8",
    )
    ran = kanzei("assess", "in.csv", "-o", "out.csv", cwd=tmp_path)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert 1 == ran.returncode
    assert ["1390.00", "390.00", "390.00", "", "5000.00", "3140.00"] == [row["duty_usd"] for row in rows]
    assert "under type 06, not 01" in rows[3]["error"]
    assert "rates of 2025-04-10: the day of withdrawal" in rows[0]["warnings"]
    assert "9903.81.88" in rows[4]["headings"]
    assert "country: CN is no beneficiary (KR)" in rows[5]["warnings"]


def test_a_type_01_column_changes_no_line_of_the_examples(tmp_path: Path) -> None:
    """With no fact that moves a clock, every duty, heading, warning and assumption stays."""
    with (ROOT / "examples" / "entries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, extra in (("plain", {}), ("typed", {"entry_type": "01"})):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*rows[0], *extra])
            writer.writeheader()
            writer.writerows([{**row, **extra} for row in rows])
        assert 0 == kanzei("assess", f"{name}.csv", "-o", f"{name}-out.csv", cwd=tmp_path).returncode
    found = []
    for name in ("plain", "typed"):
        with (tmp_path / f"{name}-out.csv").open(encoding="utf-8", newline="") as file:
            found.append(
                [{key: cell for key, cell in row.items() if key != "entry_type"} for row in csv.DictReader(file)]
            )

    assert len(rows) == len(found[0])
    assert found[0] == found[1]
