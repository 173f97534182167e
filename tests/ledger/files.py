"""Files of entries as filed for the tests of the ledger, and the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from kanzei.entries.parse import check_digit

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "ledger" / "es-003.csv"
PAID = ROOT / "examples" / "ledger" / "rev-603.csv"
HEADER = (
    "Entry Summary Number,Entry Summary Line Number,Entry Type Code,Importer Number,Entry Date,Entry Summary Date,Liquidation Date,"
    "Liquidation Status,Country of Origin Code,Tariff Ordinal Number,HTS Number - Full,Line Tariff Goods Value Amount,Line Tariff Duty Amount"
)
MINE, OTHER = "12-345678900", "98-765432100"


def entry(number: int, filer: str = "ABC") -> str:
    """An entry number whose check digit fits."""
    stem = f"{filer}{number:07d}"
    return next(stem + figure for figure in "0123456789" if check_digit(stem + figure))


def masks(
    number: str, line: int = 1, duty: str = "1500.00", *, importer: str = MINE, liquidated: str = "", status: str = ""
) -> list[str]:
    """The rows of a line of Japanese goods of 10,000 at column 1 7%, 15% in all, filed under the heading of the total."""
    head = f"{number},{line},01,{importer},09/20/2025,10/03/2025,{liquidated},{status},JP"
    return [f"{head},1,9903.02.73,0.00,{duty}", f"{head},2,6307.90.98.70,10000.00,0.00"]


def written(folder: Path, rows: Iterable[str], name: str = "lines.csv", header: str = HEADER) -> Path:
    """A file with a header and rows."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def many(folder: Path, entries: int, name: str = "many.csv", lines: int = 2, start: int = 0) -> Path:
    """A file of many entries."""
    rows = [
        row
        for number in range(start, start + entries)
        for line in range(1, lines + 1)
        for row in masks(entry(3_000_000 + number), line)
    ]
    return written(folder, rows, name)


def command(*words: str) -> list[str]:
    """The command line of a part of ``kanzei ledger``."""
    return [sys.executable, "-m", "kanzei.cli", "ledger", *words]


def environment(place: str = "") -> dict[str, str]:
    """Of a process that finds this source, and a ledger."""
    found = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", "KANZEI_LEDGER": place}
    return found if place else {name: text for name, text in found.items() if name != "KANZEI_LEDGER"}


def kanzei(*words: str, cwd: Path, place: str = "") -> subprocess.CompletedProcess[str]:
    """Run a part of ``kanzei ledger`` as a user does."""
    return subprocess.run(
        command(*words),
        cwd=cwd,
        env=environment(place),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
