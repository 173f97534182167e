"""Lines a second of ``kanzei assess``, file to file, on the shipped entries repeated.

    python benchmarks/assess_lines.py [--lines 20000] [--format csv]

The first run, which may compile the law and fills the memory of situations, is printed beside the warm one.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENTRIES = Path(__file__).resolve().parent.parent / "examples" / "entries.csv"


def enlarge(source: Path, target: Path, lines: int) -> None:
    """Write a file of the given number of lines by repeating the source; entry numbers stay as they are."""
    with source.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(itertools.islice(itertools.cycle(rows), lines))


def seconds(source: Path, target: Path) -> float:
    """Wall time of one assessment in a fresh process; 1 (some lines failed) is a run like another."""
    target.unlink(missing_ok=True)
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "kanzei.cli", "assess", str(source), "-o", str(target), "--json"],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if ran.returncode not in (0, 1):
        raise SystemExit(f"kanzei assess ended with {ran.returncode}")
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="lines a second of `kanzei assess`")
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--format", choices=["csv", "parquet", "xlsx"], default="csv", help="format of the result")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "entries.csv", Path(folder) / f"assessed.{options.format}"
        enlarge(ENTRIES, source, options.lines)
        for name in ("first run", "again"):
            took = seconds(source, target)
            print(f"{name:10} {options.lines:,} lines in {took:.1f} s: {options.lines / took:,.0f} lines/s")


if __name__ == "__main__":
    main()
