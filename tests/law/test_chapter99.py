"""The shipped facts of Chapter 99 against the official exports: no imported release brings a heading that nobody has looked at."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kanzei.cli.law.coverage import facts_of
from kanzei.duty.book import LawBook
from kanzei.law.chapter99 import SHIPPED, read_table
from kanzei.law.coverage import look_at
from kanzei.law.coverage_reasons import read_reasons
from kanzei.law.official import footnotes_of, lines_of
from kanzei.schedule.exports import raw_rows

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def releases(shared: Path) -> list[dict[str, str]]:
    """Rows of the list of releases, oldest first."""
    with open(shared / "hts" / "revision-dates.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_export_is_in_the_table(releases: list[dict[str, str]]) -> None:
    """A release imported into the library and not into the table fails here: run `make chapter`, then look at what is new."""
    held = {one.name for one in read_table().releases}
    assert [] == [
        row["release_name"]
        for row in releases
        if row["file_here"].endswith(".json.gz") and row["release_name"] not in held
    ]


@pytest.mark.parametrize("back", [1, 20])
def test_the_table_says_what_an_export_says(shared: Path, releases: list[dict[str, str]], back: int) -> None:
    """The newest export and an older one, line by line; every heading of theirs is looked at."""
    entry = [row for row in releases if row["file_here"].endswith(".json.gz")][-back]
    rows: list[Any] = raw_rows(shared / "hts" / entry["file_here"])
    table = read_table()
    number = table.number(entry["release_name"])
    assert number is not None
    lines = {one.heading: one for one in lines_of(rows) if one.heading.startswith("9903")}
    assert lines == {heading: line for heading in table.headings if (line := table.line(heading, number))}
    for heading, codes in footnotes_of(rows).items():
        assert sorted(codes) == table.pointed(heading, number)
    seen = look_at(table, lines.values(), facts_of(LawBook.shipped()), read_reasons())
    assert [] == [one.heading for one in seen if one.what == "new" and not one.looked_at]


@pytest.mark.long
def test_the_whole_table_is_what_the_exports_say(shared: Path, tmp_path: Path) -> None:
    """Built anew from every export and from the text of the notes, byte for byte."""
    command = [
        sys.executable,
        str(ROOT / "tools" / "build_chapter99.py"),
        str(shared),
        str(tmp_path / "chapter99.json"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert SHIPPED.read_bytes() == (tmp_path / "chapter99.json").read_bytes()


def test_the_lists_of_the_notes_have_the_codes_counted_by_others() -> None:
    """Counts of a separate reading of the same text (Chapter 99, 2026 revision 6)."""
    counted = {
        "2(v)(iii)(a)": 1082, "2(v)(iii)(b)": 11, "2(v)(xxii)": 553, "2(v)(xxiii)": 807, "2(v)(xxiv)(b)": 554, "2(v)(xxv)(b)": 321,
        "2(x)(iii)(a)": 367, "2(x)(iv)": 565, "2(aa)(ii)": 1098, "2(aa)(iii)": 11, "2(aa)(iv)": 546, "19(k)": 224, "20(b)": 856,
        "20(d)": 283, "20(f)": 5906, "20(s)(i)": 2958, "31(b)": 348, "33(b)": 17, "33(g)": 130, "33(j)": 267, "35(a)": 565,
        "35(b)": 554, "37(b)": 15, "37(d)": 4, "37(f)": 3, "38(b)": 25, "38(c)": 10, "38(i)": 182, "39(b)": 3,
    }  # fmt: skip
    notes = read_table().notes
    assert counted == {note: len(notes[note]) for note in counted}
    assert 714 == len({code for note, codes in notes.items() if note.startswith("16(c)") for code in codes})
