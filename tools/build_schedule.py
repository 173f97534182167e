"""Compile official exports of the Harmonized Tariff Schedule into the compact table of facts the package ships.

Usage: python tools/build_schedule.py [FOLDER]

FOLDER holds the exports (JSON and CSV, gzipped) and ``revision-dates.csv``; default ``$KANZEI_SHARED/hts`` or ``../shared/hts``. Written:
``src/kanzei/data/schedule.sqlite``: codes, units and rate texts with their formulas by revision, each with the day it became known and
took effect. No descriptions. Source: USITC, hts.usitc.gov (public domain).
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import date
from pathlib import Path

from kanzei.schedule.compiler import Revision, compile_schedule
from kanzei.schedule.exports import read_export

ROOT = Path(__file__).resolve().parent.parent


EDITION_2024 = "htsdata_2024-11-14.csv.gz"
"""The edition in force in mid November 2024; its export does not say which revision it is."""


def releases(folder: Path) -> tuple[list[Revision], list[tuple[str, str]]]:
    """Every release with a full export, oldest first, and (name, day) of those without one.

    A release is known from its start date. The basic edition of a year is posted on the last days of December and takes effect on
    1 January.
    """
    out, missing = [], []
    if (folder / EDITION_2024).is_file():
        out.append(Revision("2024HTS", "2024-11-14", "2024-11-14", folder / EDITION_2024))
    with open(folder / "revision-dates.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["file_here"].endswith(".json.gz"):
                missing.append((row["release_name"], row["release_start_date"]))
                continue
            known = date.fromisoformat(row["release_start_date"])
            effective = date(known.year + 1, 1, 1) if "Basic" in row["release_name"] and known.month == 12 else known
            out.append(
                Revision(row["release_name"], known.isoformat(), effective.isoformat(), folder / row["file_here"])
            )
    return out, missing


def main() -> int:
    """Build the table; prints what went in."""
    shared = Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "hts"
    target = ROOT / "src" / "kanzei" / "data" / "schedule.sqlite"
    imported, missing = releases(folder)
    digest, codes = compile_schedule(imported, read_export, target, missing)
    print(
        f"{len(imported)} releases, {imported[0].name} to {imported[-1].name}; without an export: {', '.join(n for n, _ in missing)}"
    )
    print(f"{target.relative_to(ROOT)}: {codes} rows, {target.stat().st_size / 1e6:.1f} MB, digest {digest[:12]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
