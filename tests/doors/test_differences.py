"""Published computations, assessed as a file by the command line as it stands."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kanzei.cli import main
from kanzei.duty.book import LawBook
from kanzei.law.claims import parse_claims

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"99\d\d\.\d\d\.\d\d")


def test_every_difference_is_written_down(shared: Path, tmp_path: Path) -> None:
    """Total or headings part from the published ones in the cases the page explains, and in no other."""
    out = tmp_path / "gold.csv"
    page = (ROOT / "docs" / "differences.md").read_text(encoding="utf-8")
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


def test_every_option_named_on_the_page_is_one() -> None:
    """Claims, assumptions and readings that switch a convention are in the book under these names."""
    page = (ROOT / "docs" / "differences.md").read_text(encoding="utf-8")
    flags = re.findall(r"`--(?:claim|no) (\w+)`", page)
    facts = re.findall(r"`--assume (\w+)=([^`]+)`", page)
    readings = re.findall(r"`--switch ([\w-]+)=(\w+)`", page)

    assert len(flags) > 10 and len(facts) > 2 and len(readings) > 8
    for name in flags:
        parse_claims({name: True}, strict=True)
    for name, value in facts:
        parse_claims({name: value}, strict=True)
    for point, choice in readings:
        LawBook.shipped().view(switches={point: choice})
