"""Published computations, assessed as a file by the command line as it stands."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kanzei.cli import main

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"99\d\d\.\d\d\.\d\d")


def test_every_difference_is_written_down(shared: Path, tmp_path: Path) -> None:
    """Total or headings part from the published ones in the cases the page explains, and in no other."""
    out = tmp_path / "gold.csv"
    page = (ROOT / "docs" / "how-it-works" / "differences.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| ([A-Z]{2,3}(?:-[A-Z]{2})?-\d+):", page, re.M))

    assert 0 == main(["assess", str(shared / "cases" / "gold.csv"), "-o", str(out)])
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    different = {
        row["id"]
        for row in rows
        if row["status"] != "ok"
        or round(float(row["expected_total_usd"]) * 100) != round(float(row["duty_usd"]) * 100)
        or not {*HEADING.findall(row["expected_components"] + row["expected_zero_headings"])}
        <= {*row["headings"].split()}
    }

    assert 148 == len(rows)
    assert explained == different
