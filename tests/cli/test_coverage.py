"""``kanzei law coverage`` as a process: text, files, new exports, and what it says of bad input."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def kanzei(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONIOENCODING": "utf-8",
        "XDG_DATA_HOME": str(cwd / "data"),
    }
    command = [sys.executable, "-m", "kanzei.cli", *words]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


def test_the_summary_says_that_nothing_is_unaccounted(tmp_path: Path) -> None:
    ran = kanzei("law", "coverage", cwd=tmp_path)
    assert (0, "") == (ran.returncode, ran.stderr)
    assert "none unaccounted" in ran.stdout
    assert "no unexplained differences" in ran.stdout


def test_json_counts_are_those_of_its_rows(tmp_path: Path) -> None:
    value = json.loads(kanzei("law", "coverage", "--json", cwd=tmp_path).stdout)
    total, rows = value["summary"], value["headings"]
    assert total["headings"] == len(rows) == total["encoded"] + total["out_of_scope"] + total["pending"]
    assert (0, 0) == (total["unaccounted"], total["different"])
    car = next(row for row in rows if row["heading"] == "9903.94.41")
    assert "JP" == car["official"]["origins"]
    assert {"us/eo-14345"} == {one["instrument"] for one in car["ours"]}
    assert "agrees" == car["agreement"]


def test_one_release(tmp_path: Path) -> None:
    value = json.loads(kanzei("law", "coverage", "--revision", "2025htsrev18", "--json", cwd=tmp_path).stdout)
    headings = {row["heading"] for row in value["headings"] if row["releases"]}
    assert "9903.02.02" in headings
    assert "9903.03.01" not in headings


def test_only_what_differs_for_a_reason(tmp_path: Path) -> None:
    ran = kanzei("law", "coverage", "--only", "explained", cwd=tmp_path)
    assert "9903.41.05  encoded, differs for a reason" in ran.stdout
    assert "cumulative" in ran.stdout
    assert "9903.94.01" not in ran.stdout


def test_the_page_stands_alone(tmp_path: Path) -> None:
    """No script, nothing from the network; every heading has its row."""
    ran = kanzei("law", "coverage", "-o", "coverage.html", cwd=tmp_path)
    page = (tmp_path / "coverage.html").read_text(encoding="utf-8")
    assert 0 == ran.returncode
    assert "report: coverage.html" in ran.stdout
    assert 864 == page.count('<tr><td class="h">99')
    assert not [word for word in ("<script", "http://", "https://", "@import") if word in page]
    assert "Proc. 10908 (90 FR 14705" in page


def test_the_table_for_a_spreadsheet(tmp_path: Path) -> None:
    kanzei("law", "coverage", "-o", "coverage.csv", cwd=tmp_path)
    with open(tmp_path / "coverage.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 864 == len(rows)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "+-=@" and cell]


def test_markdown(tmp_path: Path) -> None:
    kanzei("law", "coverage", "-o", "coverage.md", cwd=tmp_path)
    assert "9903.17.01-.33" in (tmp_path / "coverage.md").read_text(encoding="utf-8")


def row(code: str, words: str, rate: str) -> dict[str, Any]:
    return {
        "htsno": code,
        "indent": "0",
        "description": words,
        "general": rate,
        "special": rate,
        "other": "",
        "units": [],
        "footnotes": [],
    }


@pytest.mark.parametrize(
    ("heading", "code", "said"), [("9903.77.77", 1, "nobody has looked at it"), ("9903.05.40", 0, "each is encoded")]
)
def test_a_new_export(tmp_path: Path, heading: str, code: int, said: str) -> None:
    """A heading nobody has looked at fails; one the book already carries does not."""
    (tmp_path / "new.json").write_text(json.dumps([row(heading, "Articles the product of Japan", "15%")]))
    ran = kanzei("law", "coverage", "--export", "new.json", cwd=tmp_path)
    assert code == ran.returncode
    assert f"{heading}  new heading" in ran.stdout
    assert said in ran.stdout
    found = json.loads(kanzei("law", "coverage", "--export", "new.json", "--json", cwd=tmp_path).stdout)
    assert [code == 0] == [one["looked_at"] for one in found["changes"] if one["heading"] == heading]


def test_an_import_points_to_it(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(json.dumps([row("9201.10.00", "Pianos", "4.7%")]))
    ran = kanzei("schedule", "import", "new.json", cwd=tmp_path)
    assert "kanzei law coverage --export new.json" in ran.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--revision", "2025HTSRev99"), "no release '2025HTSRev99' is held: 2025HTSBasic,"),
        (("-o", "coverage.pdf"), "the report is written as .csv, .html, .md"),
        (("-o", "nowhere/coverage.html"), "there is no folder nowhere"),
        (("--export", "missing.json"), "missing.json: cannot be read"),
        (("--export", "other.json"), "not an official export"),
        (("--export", "goods.json"), "no heading of 9903 in it"),
    ],
)
def test_bad_input_is_told(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "goods.json").write_text(json.dumps([row("9201.10.00", "Pianos", "4.7%")]))
    ran = kanzei("law", "coverage", *words, cwd=tmp_path)
    assert 2 == ran.returncode
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_page_of_the_reference_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_coverage.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert 0 == ran.returncode, ran.stderr


def test_a_report_is_not_written_over_unless_forced(tmp_path: Path) -> None:
    """As with every command that writes a file: refused before anything is compared."""
    old = tmp_path / "report.md"
    old.write_text("mine", encoding="utf-8")
    refused = kanzei("law", "coverage", "-o", "report.md", cwd=tmp_path)
    kept = old.read_text(encoding="utf-8")
    forced = kanzei("law", "coverage", "-o", "report.md", "--force", cwd=tmp_path)

    assert (2, "mine") == (refused.returncode, kept)
    assert "report.md exists: name another file, or give --force to replace it" in refused.stderr
    assert 0 == forced.returncode
    assert old.read_text(encoding="utf-8").startswith("# The law book against the official Chapter 99")
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_a_report_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    ran = kanzei("law", "coverage", "-o", "none/report.md", cwd=tmp_path)

    assert 2 == ran.returncode
    assert "none/report.md: there is no folder none" in ran.stderr


def test_the_label_of_a_section_names_the_law_of_its_headings() -> None:
    """9903.03 holds sections 122 and 338, 9903.08 unmanned aircraft."""
    from kanzei.law.compiled import load_instruments
    from kanzei.render.coverage import SECTIONS

    held = {
        (op.fields["heading"][:7], authority[1:4])
        for one in load_instruments()
        for op in one.operations
        if (authority := op.fields.get("authority", "")) in ("s122", "s338", "s232_uas", "s301_brazil")
        and op.fields.get("heading")
        and op.fields["duty"]["kind"] not in ("exempt", "none")
    }

    assert {("9903.03", "122"), ("9903.03", "338"), ("9903.08", "232")} <= held
    assert not [(section, law) for section, law in held if law not in SECTIONS[section]]
    assert "338" not in SECTIONS["9903.08"]
