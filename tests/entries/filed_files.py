"""Small files of what was filed and paid, in the layouts met, and their reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kanzei.entries.filed import FiledLine
from kanzei.entries.filed_read import FiledEntries, read_filed
from kanzei.entries.parse import check_digit

HEADER = (
    "Entry Summary Number,Entry Summary Line Number,Entry Type Code,Importer Number,Port of Entry Code,Entry Date,"
    "Entry Summary Date,Country of Origin Code,Country of Export Code,Line SPI Code,Tariff Ordinal Number,HTS Number - Full,"
    "Line Tariff Goods Value Amount,Line Tariff Duty Amount,Line Tariff Quantity (1),Line Tariff UOM (1) Code"
)


def entry(number: int, filer: str = "ABC") -> str:
    """An entry number whose check digit fits."""
    stem = f"{filer}{number:07d}"
    return next(stem + figure for figure in "0123456789" if check_digit(stem + figure))


ENTRY = entry(1234567)


def row(
    ordinal: object,
    hts: str,
    value: str = "$0.00",
    duty: str = "$0.00",
    *,
    number: str = ENTRY,
    line: object = 1,
    origin: str = "JP",
    entered: str = "09/20/2025",
    spi: str = "",
    importer: str = "12-345678900",
    quantity: str = "",
) -> str:
    """A row of ACE report ES-003."""
    unit = "KG" if quantity else ""
    cells = [
        number,
        line,
        "01",
        importer,
        "2704",
        entered,
        "10/03/2025",
        origin,
        origin,
        spi,
        ordinal,
        hts,
        f'"{value}"',
    ]
    return ",".join(str(cell) for cell in [*cells, f'"{duty}"', quantity, unit])


TOTAL_LINE = [
    row(1, "99030273", duty="$1,500.00"),
    row(2, "6307909870", "$10,000.00", quantity="100"),
]
"""A line under a heading that states a total: the whole on the Chapter 99 row (CSMS 66319804)."""
SPLIT_LINE = [
    row(1, "99030273", duty="$800.00"),
    row(2, "6307909870", "$10,000.00", "$700.00", quantity="100"),
]
"""The same line, the ordinary duty on the article's own row."""


def written(folder: Path, content: str | list[str], name: str = "lines.csv", header: str = HEADER) -> Path:
    """A file; a list is of rows below the header."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else "\n".join([header, *content]) + "\n")
    return path


def read(folder: Path, content: str | list[str], header: str = HEADER, **options: Any) -> FiledEntries:
    """What a file reads as; all its amounts are accounted for."""
    found = read_filed([written(folder, content, header=header)], **options)
    assert (0, 0) == (found.reconciliation.duty_difference, found.reconciliation.value_difference)
    return found


def duties(line: FiledLine) -> list[tuple[str, int | None]]:
    """The numbers of a line with the duty of each."""
    return [tuple(one) for one in line.duties]


def kinds(found: FiledEntries) -> dict[str, int]:
    """The oddities by kind."""
    return found.reconciliation.counts()
