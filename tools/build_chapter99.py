"""Compile the official Chapter 99 of every release into the compact table of facts the package ships.

Usage: python tools/build_chapter99.py [FOLDER] [TARGET]

FOLDER holds ``hts/`` (the exports) and ``law/official/`` (the text of the notes); default ``$KANZEI_SHARED`` or ``../shared``. Written:
``src/kanzei/data/chapter99.json``: per 9903 heading and span of releases the rate formulas, the countries and days its line names (our
reading), the notes it refers to and a hash of its words; the codes whose footnote points to a heading; the lists that the notes spell
out. Source: USITC, hts.usitc.gov (public domain). No official prose.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from build_schedule import releases
from chapter99_notes import REVISION, read_lists, read_text
from kanzei.law.chapter99 import Chapter99, Release, spans_of, table_json
from kanzei.law.official import Line, footnotes_of, lines_of, rate_of
from kanzei.schedule.exports import raw_rows

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "kanzei" / "data" / "chapter99.json"
TEXT = "htsus-chapter-99-2026-rev-6.txt.gz"


def build(shared: Path) -> Chapter99:
    """The table from the library's folder."""
    imported, missing = releases(shared / "hts")
    own = _own_files(shared / "hts")
    imported = [one for one in imported if one.name != "2024HTS"]
    found: list[Release] = []
    lines: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    counts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    notes: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, one in enumerate(imported):
        rows = raw_rows(one.path)
        found.append(Release(one.name, one.known, one.effective, "export" if own[one.name] else "copy"))
        read = lines_of(rows)
        for line in read:
            if line.heading.startswith("9903"):
                lines[line.heading].append((number, line))
        for name, count in Counter(line.heading[:4] for line in read if not line.heading.startswith("9903")).items():
            counts[name].append((number, count))
        for heading, codes in footnotes_of(rows).items():
            for code in codes:
                notes[heading][code].append(number)
    rates = _second_hand(shared / "hts")
    for name, day in missing:
        if name == "2026HTSRev15":
            found.append(Release(name, day, day, "rates"))
    return Chapter99(
        tuple(found),
        {heading: spans_of(rows) for heading, rows in lines.items()},
        {name: _count_spans(rows) for name, rows in counts.items()},
        rates,
        {heading: _code_spans(codes) for heading, codes in notes.items()},
        {note: tuple(codes) for note, codes in read_lists(read_text(shared / "law" / "official" / TEXT)).items()},
        REVISION,
    )


def _own_files(folder: Path) -> dict[str, bool]:
    """Release -> whether the export kept for it is its own."""
    with open(folder / "revision-dates.csv", encoding="utf-8") as file:
        return {row["release_name"]: "identical" not in row["remark"] for row in csv.DictReader(file)}


def _second_hand(folder: Path) -> dict[str, tuple[Any, Any]]:
    with gzip.open(folder / "hts_2026_rev_15_rate_lines_derived.csv.gz", "rt", encoding="utf-8") as file:
        return {
            row["htsno"]: (rate_of(row["general"]), rate_of(row["column2"]))
            for row in csv.DictReader(file)
            if row["htsno"].startswith("9903")
        }


def _count_spans(rows: list[tuple[int, int]]) -> tuple[tuple[int, int, int], ...]:
    out: list[tuple[int, int, int]] = []
    for number, count in rows:
        if out and out[-1][1] == number - 1 and out[-1][2] == count:
            out[-1] = (out[-1][0], number, count)
        else:
            out.append((number, number, count))
    return tuple(out)


def _code_spans(codes: dict[str, list[int]]) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    out: dict[tuple[int, int], list[str]] = defaultdict(list)
    for code, numbers in codes.items():
        first = numbers[0]
        for here, following in zip(numbers, [*numbers[1:], -1], strict=True):
            if following != here + 1:
                out[(first, here)].append(code)
                first = following
    return tuple((first, last, tuple(sorted(found))) for (first, last), found in sorted(out.items()))


def main() -> int:
    """Build the table; prints what went in."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
    table = build(shared)
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    target.write_text(json.dumps(table_json(table), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    pointed = sum(len(codes) for spans in table.footnotes.values() for _, _, codes in spans)
    print(
        f"{len(table.releases)} releases, {len(table.headings)} headings of 9903 in {sum(map(len, table.headings.values()))} texts, "
        f"{pointed} footnotes, {len(table.notes)} lists of {sum(map(len, table.notes.values()))} codes, {len(table.second_hand)} second-hand rates"
    )
    print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
