"""Filed against computed, and case deposits, at the two doors: `kanzei duty` and `kanzei assess`."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from .test_commands import kanzei

CAR = ("duty", "8703.23.01.40", "--from", "JP", "--on", "2025-09-20", "--value", "30000")
RATES = "case,rate,from,citation\nA-588-874-001,9.80%,2025-01-01,90 FR 1\n"
LINES = """line,hts,origin,entered_on,value_usd,ad_case,entry_type,filed
1,8703.23.01.40,JP,2025-09-20,30000,,01,9903.01.33 9903.94.41
2,8703.23.01.40,JP,2025-09-20,30000,,01,"{""9903.94.01"": ""7500""}"
3,8528.72.64.60,JP,2025-04-07,10000,,01,9903.01.28
4,7208.51.00.30,JP,2025-07-10,10000,A-588-874-001,03,
5,7208.51.00.30,JP,2025-07-10,10000,A-588-874-001,01,9903.01.33 9903.81.87
6,7208.51.00.30,JP,2025-07-10,10000,A-588-875,03,
7,8703.23.01.40,JP,2025-09-20,30000,,03,9903.94.41=x
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rates.csv").write_text(RATES, encoding="utf-8")
    (tmp_path / "entries.csv").write_text(LINES, encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_duty_prints_the_review(tmp_path: Path) -> None:
    ran = kanzei(*CAR, "--filed", "9903.01.33 9903.94.01=7500 8703230140=750", cwd=tmp_path)

    assert 0 == ran.returncode, ran.stderr
    for words in ("filed: differs", "9903.94.41 takes its place", "missing", "+7,500.00", "goods' own row"):
        assert words in ran.stdout


def test_duty_prints_the_facts_that_would_make_it_right(tmp_path: Path) -> None:
    words = ("duty", "8528.72.64", "--from", "JP", "--on", "2025-04-07", "--value", "10000", "--filed", "9903.01.28")
    ran = kanzei(*words, cwd=tmp_path)

    assert (
        "the filing is right if loaded on or before 2025-04-04 (loaded_on=2025-04-04): duty 390.00, -1,000.00"
        in " ".join(ran.stdout.split())
    )


def test_the_json_has_the_shape_of_the_page(tmp_path: Path) -> None:
    ran = kanzei(*CAR, "--filed", "9903.94.01=7500", "--json", cwd=tmp_path)
    found = json.loads(ran.stdout)["filed"]

    assert [
        "verdict", "headings", "missing", "alternatives", "contradictions", "order", "layout", "total_difference_usd", "computed",
        "duty_usd",
    ] == list(found)  # fmt: skip
    assert ["heading", "verdict", "kind", "because", "if", "filed_usd", "computed_usd", "difference_usd"] == list(
        found["headings"][0]
    )
    assert ("differs", "7500.00", "0.00") == (
        found["verdict"],
        found["headings"][0]["difference_usd"],
        found["headings"][0]["computed_usd"],
    )


def test_assess_adds_the_columns_only_where_filed_is(folder: Path) -> None:
    ran = kanzei("assess", "entries.csv", "-o", "out.csv", "--adcvd", "rates.csv", cwd=folder)
    found = rows(folder / "out.csv")

    assert 1 == ran.returncode, ran.stderr
    assert ["filed_verdict", "filed_missing", "filed_wrong", "filed_if"] == list(found[0])[-4:]
    assert ["agrees", "differs", "agrees-if", "", "agrees", "", ""] == [row["filed_verdict"] for row in found]
    assert "9903.94.41 (3750.00)" in found[1]["filed_missing"]
    assert "9903.94.01 not-possible: 9903.94.41 takes its place" in found[1]["filed_wrong"]
    assert "9903.94.01 filed 7500.00, computed 0.00" in found[1]["filed_wrong"]
    assert "loaded_on=2025-04-04 [duty 390.00]" == found[2]["filed_if"]
    assert ["0.00", "0.00", "0.00", "980.00", "980.00", "", ""] == [row["ad_usd"] for row in found]
    assert "type 01: goods of a case" in found[4]["warnings"]
    assert "there is no rate of this case in rates.csv" in found[5]["error"]
    assert "the duty is plain dollars" in found[6]["error"]

    text = "\n".join(line.rpartition(",")[0] for line in LINES.splitlines()[:2])
    (folder / "plain.csv").write_text(text + "\n", encoding="utf-8")
    kanzei("assess", "plain.csv", "-o", "plain-out.csv", cwd=folder)
    assert "lawbook" == list(rows(folder / "plain-out.csv")[0])[-1]


@pytest.mark.needs("pyarrow")
@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_other_forms_have_the_columns_too(folder: Path, kind: str) -> None:
    kanzei("assess", "entries.csv", "-o", f"out.{kind}", "--adcvd", "rates.csv", cwd=folder)
    if kind == "jsonl":
        found = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
        assert "filed" in found[0]["input"]
    else:
        import pyarrow.parquet as pq

        found = pq.read_table(folder / "out.parquet").to_pylist()
    assert ["agrees", "differs", "agrees-if"] == [row["filed_verdict"] for row in found[:3]]


def test_the_form_carries_the_case_below_the_code(folder: Path) -> None:
    """Form 7501, block 29: A the code, B the case; the lines of a split article share the deposit by value."""
    text = (
        "hts,origin,entered_on,value_usd,ad_case,steel_value\n7326.90.86.05,DE,2025-07-10,1000.00,A-588-874-001,333\n"
    )
    (folder / "split.csv").write_text(text, encoding="utf-8")
    ran = kanzei("assess", "split.csv", "-o", "form.csv", "--layout", "7501", "--adcvd", "rates.csv", cwd=folder)
    found = rows(folder / "form.csv")
    cases = [row for row in found if row["hts"] == "A-588-874-001"]

    assert 0 == ran.returncode, ran.stderr
    assert [("rest", "65.37", "9.8%"), ("steel", "32.63", "9.8%")] == [
        (row["part"], row["duty_usd"], row["rate"]) for row in cases
    ]
    assert {"rest", "steel"} == {row["part"] for row in found}
    assert "7326.90.8605" == found[found.index(cases[0]) - 1]["hts"]


def test_a_file_of_rates_with_mistakes_stops_with_all_of_them(folder: Path) -> None:
    (folder / "rates.csv").write_text("case,rate,from\nA-1,5%,2025-01-01\nA-588-874,5,2025-01-01\n", encoding="utf-8")
    ran = kanzei(*CAR, "--adcvd", "rates.csv", cwd=folder)

    assert 2 == ran.returncode
    assert "row 2: case" in ran.stderr and "row 3: rate" in ran.stderr and "Traceback" not in ran.stderr


def test_a_timeline_has_the_days_on_which_a_rate_changes(folder: Path) -> None:
    (folder / "rates.csv").write_text(
        "case,rate,from,to\nA-588-874,1%,2024-01-01,2025-02-10\nA-588-874,2%,2025-02-10,\n", encoding="utf-8"
    )
    words = ("timeline", "7208.51.00", "--from", "JP", "--claim", "ad_case=A-588-874", "--adcvd", "rates.csv", "--json")
    found = json.loads(kanzei(*words, "--until", "2025-03-01", cwd=folder).stdout)["timeline"]

    assert "2025-02-10" in [row["entered_from"] for row in found]


def test_a_memorandum_names_the_case(folder: Path) -> None:
    words = ("duty", "7208.51.00", "--from", "JP", "--on", "2025-07-10", "--value", "10000", "--adcvd", "rates.csv")
    ran = kanzei(*words, "--claim", "ad_case=A-588-874-001", "--memo", "memo.html", cwd=folder)

    assert 0 == ran.returncode, ran.stderr
    assert "980.00 USD under case A-588-874-001" in (folder / "memo.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("filed", "wrong"),
    [
        ("9903.94.4 9903.01.33 9903.94.41", ["9903.94.4"]),
        ("foo", ["foo"]),
        ("8703.23.01.50 9903.01.33 9903.94.41", ["8703.23.01.50"]),
        ("9903.01.33 9903.94.41 bar=5", ["bar"]),
    ],
)
def test_both_doors_list_a_word_that_is_no_heading(tmp_path: Path, filed: str, wrong: list[str]) -> None:
    """Nothing that was filed is passed over: the filing differs, and the word stands among the wrong ones."""
    found = json.loads(kanzei(*CAR, "--filed", filed, "--json", cwd=tmp_path).stdout)
    (tmp_path / "in.csv").write_text(
        f"hts,origin,entered_on,value_usd,filed\n8703.23.01.40,JP,2025-09-20,30000,{filed}\n", encoding="utf-8"
    )
    kanzei("assess", "in.csv", "-o", "out.csv", cwd=tmp_path)
    row = rows(tmp_path / "out.csv")[0]

    assert "differs" == found["filed"]["verdict"] == row["filed_verdict"]
    assert wrong == [one["heading"] for one in found["filed"]["headings"] if one["verdict"] != "expected"]
    assert all(f"{word} not-possible: " in row["filed_wrong"] for word in wrong)
    assert not any("ignored" in warning for warning in found["warnings"])


def test_print_and_json_have_one_vocabulary() -> None:
    words = (
        "duty",
        "8411.91.90.81",
        "--from",
        "JP",
        "--on",
        "2025-09-16",
        "--value",
        "10000",
        "--filed",
        "9903.96.02 9903.01.25",
    )
    printed = kanzei(*words).stdout
    found = json.loads(kanzei(*words, "--json").stdout)["filed"]

    assert f"filed: {found['verdict']}" in printed
    for one in found["headings"]:
        assert re.search(rf"^  {one['heading']} +{one['verdict']} ", printed, re.M), one


def test_a_reading_not_taken_is_no_reason() -> None:
    """The doubtful point C7 concerns three codes of fruit and ice cream, not televisions."""
    words = ("duty", "8528.72.64", "--from", "JP", "--on", "2025-08-20", "--value", "100", "--claim", "civil_aircraft")
    found = json.loads(kanzei(*words, "--filed", "9903.02.73 9903.02.72", "--json").stdout)["filed"]

    assert not [one["because"] for one in found["headings"] if "C7" in one["because"] or "; or " in one["because"]]
