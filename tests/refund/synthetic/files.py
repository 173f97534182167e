"""The synthetic importer's files: ACE report ES-003 with the columns of the entry's state added, a row of totals below."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .importer import Entry, Importer, Line

__all__ = ["Sums", "write_lines"]

HEADER = (
    "Entry Summary Number", "Entry Summary Line Number", "Entry Type Code", "Importer Number", "Port of Entry Code", "Entry Date",
    "Entry Summary Date", "Country of Origin Code", "Country of Export Code", "Line SPI Code", "Tariff Ordinal Number",
    "HTS Number - Full", "Line Tariff Goods Value Amount", "Line Tariff Duty Amount", "Entry Summary Version Number",
    "Post Summary Correction Indicator", "Loaded Date", "Invoice Number", "Liquidation Date", "Liquidation Status",
    "Reconciliation Indicator", "Protest Number", "Protest Status", "Drawback Indicator", "Control Status", "Surety Paid",
)  # fmt: skip
_STATE = HEADER[18:]


class Sums(NamedTuple):
    """Of all rows written: rows, value and duty in cents; of the rows that stand in no line, by why."""

    rows: int
    value: int
    duty: int
    aside: dict[str, tuple[int, int]]


Cell = tuple[str, int, "int | None", int, int, str]
"""Number, value, duty (None: blank), ordinal, version, indicator."""


def write_lines(found: Importer, path: Path) -> Sums:
    """Write the report; what was written is counted here, not read back."""
    rows = value = duty = 0
    aside: dict[str, list[int]] = {}
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for entry in found.entries:
            for line in entry.lines:
                for number, cells, why in _blocks(line):
                    for cell in cells:
                        out.writerow(_row(entry, line, number, cell))
                        rows, value, duty = rows + 1, value + cell[1], duty + (cell[2] or 0)
                        if why:
                            held = aside.setdefault(why, [0, 0])
                            held[0] += cell[1]
                            held[1] += cell[2] or 0
        totals = dict.fromkeys(HEADER, "")
        totals |= {HEADER[0]: "Totals", HEADER[12]: _money(value), HEADER[13]: _money(duty)}
        out.writerow(totals.values())
    return Sums(rows, value, duty, {why: (one[0], one[1]) for why, one in aside.items()})


def _blocks(line: Line) -> Iterator[tuple[int, list[Cell], str]]:
    """Line number, rows, and why they stand in no line (``""``: they do)."""
    numbers = line.booked.numbers
    last = len(numbers)
    plain: list[Cell] = [
        (name, line.value if place == last else 0, cents, place, 1, "N")
        for place, (name, cents) in enumerate(numbers, 1)
    ]
    seed = line.booked.seed
    if line.layout == "blended" or seed == "blended and wrong":
        total = sum(cents for _, cents in numbers)
        yield line.number, [(c[0], c[1], total if c[3] == last else None, *c[3:]) for c in plain], ""
    elif line.layout == "repeated":
        yield line.number, plain, ""
        yield line.number, plain, "repeated"
    elif line.layout == "version":
        yield line.number, [(*c[:2], (c[2] or 0) + 1_234, *c[3:]) for c in plain], "corrected"
        yield line.number, [(*c[:4], 2, "N") for c in plain], ""
    elif line.layout == "indicator":
        yield line.number, [(*c[:2], (c[2] or 0) + 98_765, *c[3:]) for c in plain], "corrected"
        yield line.number, [(*c[:5], "Y") for c in plain], ""
    elif line.layout.startswith("reversed"):
        yield line.number, plain, "reversed"
        other = line.number if line.layout == "reversed" else 900 + line.number
        yield other, [(c[0], -c[1], -(c[2] or 0), *c[3:]) for c in plain], "reversed"
    elif line.layout == "credit":
        name, _, cents, *rest = plain[_heading(plain)]
        more = [(*c[:2], (c[2] or 0) + 5_555, *c[3:]) if c[0] == name else c for c in plain]
        yield line.number, [*more, (name, 0, -5_555, last + 1, 1, "N")], ""
    elif line.layout == "halves":
        place = _heading(plain)
        name, value, cents, *_ = plain[place]
        half = (cents or 0) // 2
        plain[place] = (name, value, half, place + 1, 1, "N")
        yield line.number, [*plain, (name, 0, (cents or 0) - half, last + 1, 1, "N")], ""
    else:
        yield line.number, plain, ""


def _heading(cells: list[Cell]) -> int:
    return next(place for place, cell in enumerate(cells) if cell[0].startswith("99") and cell[2])


def _row(entry: Entry, line: Line, number: int, cell: Cell) -> list[object]:
    name, value, duty, ordinal, version, indicator = cell
    cells = entry.cells
    return [
        entry.number, number, cells["Entry Type Code"], cells["Importer Number"], "2704", entry.entered.strftime("%m/%d/%Y"),
        entry.summary.strftime("%m/%d/%Y"), line.row.origin, line.row.origin, line.row.spi, ordinal, name.replace(".", ""),
        _money(value), "" if duty is None else _money(duty), version, indicator,
        line.row.loaded.strftime("%m/%d/%Y") if line.row.loaded else "", line.invoice, *(cells.get(name, "") for name in _STATE),
    ]  # fmt: skip


def _money(cents: int) -> str:
    shown = f"${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    return f"({shown})" if cents < 0 else shown
