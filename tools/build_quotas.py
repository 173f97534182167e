"""Write the tables of quota headings (steel and aluminum, to 2025-03-11) that stand in the instruments of 2018 to 2022.

Usage: python tools/build_quotas.py [EXPORT]

EXPORT is the official export of 2025 basic; default ``$KANZEI_SHARED/hts/hts_2025_basic.json.gz``. Each quota heading names its goods by
code, with statistical numbers left out; the tool prints them as ``table`` rows for an instrument file. Facts only: heading and codes.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from kanzei.schedule.exports import raw_rows

ROOT = Path(__file__).resolve().parent.parent
RANGES = {
    "us/proc-9740-9759 steel": ("9903.80.05", "9903.80.58"),
    "us/proc-10327-10328 steel": ("9903.80.65", "9903.81.19"),
    "us/proc-10356 and us/proc-10405-10406 steel": ("9903.81.25", "9903.81.78"),
    "us/proc-9740-9759 aluminum": ("9903.85.05", "9903.85.06"),
    "us/proc-10327-10328 aluminum": ("9903.85.27", "9903.85.44"),
    "us/proc-10405-10406 aluminum": ("9903.85.51", "9903.85.66"),
}
_CODE = re.compile(r"\d{4}(?:\.\d\d){2}(?:\.?\d\d)?|\d{4}\.\d\d\.\d{4}|\b7[236]\d\d\b")
SLIPS = {"9213.91.45": "7213.91.45", "7211.19.00": "7211.19.00"}
"""Printing errors of the schedule: 9903.81.07 names 9213.91.45, where its sisters 9903.80.46 and 9903.81.67 name 7213.91.45."""


def goods_of(words: str) -> tuple[list[str], list[str]]:
    """(codes named, statistical numbers excepted) of a quota heading, dotted."""
    inside: list[str] = []
    outside: list[str] = []
    plain = re.sub(r"<[^>]*>", "", words)
    for number, piece in enumerate(re.split(r"\(except(?: for)?", plain)):
        end = piece.find(")") if number else -1
        for found in _CODE.finditer(piece):
            barred = number > 0 and found.start() < end
            (outside if barred else inside).append(_dotted(SLIPS.get(found[0], found[0])))
    return inside, outside


def _dotted(code: str) -> str:
    digits = code.replace(".", "")
    return ".".join(part for part in (digits[:4], digits[4:6], digits[6:8], digits[8:]) if part)


def tables(path: Path) -> dict[str, list[str]]:
    """Name of the table -> its rows as YAML."""
    out: dict[str, list[str]] = {name: [] for name in RANGES}
    for row in raw_rows(path):
        heading = str(row.get("htsno") or "")
        for name, (first, last) in RANGES.items():
            if first <= heading <= last and heading not in ("9903.80.60", "9903.80.61", "9903.80.62"):
                inside, outside = goods_of(str(row["description"]))
                goods = ", ".join(_quoted(code) for code in inside)
                goods = f"{{in: [{goods}], except: [{', '.join(outside)}]}}" if outside else f"[{goods}]"
                out[name].append(f"        {heading}: [{goods}]")
    return out


def _quoted(code: str) -> str:
    return f"'{code}'" if code.isdigit() else code


def main() -> int:
    """Print the tables."""
    shared = Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "hts" / "hts_2025_basic.json.gz"
    for name, rows in tables(path).items():
        print(f"# {name}: {len(rows)} headings")
        print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
