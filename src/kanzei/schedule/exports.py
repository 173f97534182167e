"""Read an official export of the schedule, JSON or CSV, gzipped or not, with inheritance by indent."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import UsageError
from kanzei.schedule.rates import normalise

__all__ = ["Row", "read_export"]


class Row(NamedTuple):
    """A code of an export with its rates, inherited where its own row has none.

    code : 8 or 10 digits (others are headings); units : as printed; footnotes : Chapter 99 headings its footnotes point to.
    """

    code: str
    general: str
    special: str
    other: str
    units: tuple[str, ...]
    description: str
    footnotes: tuple[str, ...]


def _raw(path: Path) -> list[dict[str, Any]]:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    text = data.decode("utf-8-sig")
    if text.lstrip().startswith(("[", "{")):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise UsageError(f"{path}: not an official JSON export: {error}") from None
        if not isinstance(found, list) or not found or "htsno" not in found[0]:
            raise UsageError(f"{path}: not an official export: a JSON list of rows with 'htsno' is expected")
        return found
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or "HTS Number" not in rows[0]:
        raise UsageError(f"{path}: not an official export: a CSV with the column 'HTS Number' is expected")
    return [
        {
            "htsno": row["HTS Number"] or "",
            "indent": row["Indent"] or "0",
            "description": row["Description"] or "",
            "units": _units(row["Unit of Quantity"]),
            "general": row["General Rate of Duty"] or "",
            "special": row["Special Rate of Duty"] or "",
            "other": row["Column 2 Rate of Duty"] or "",
        }
        for row in rows
    ]


def _units(cell: str | None) -> list[str]:
    if not cell:
        return []
    try:
        found = json.loads(cell)
    except ValueError:
        return [part.strip() for part in cell.split(",") if part.strip()]
    return [str(one) for one in found]


def read_export(path: Path) -> list[Row]:
    """Rows of chapters 1 to 98 with 8 or 10 digits, in schedule order.

    Raises
    ------
    UsageError   The file is not an official export.

    Notes
    -----
    A statistical row usually has no rate: it takes that of the nearest earlier row with a smaller indent that has one. An
    eight-digit subheading without a row of its own stands on ``xx.xx.xx.00``.
    """
    out: list[Row] = []
    above: list[tuple[int, tuple[str, str, str]]] = []
    seen: dict[str, int] = {}
    for raw in _raw(path):
        code = str(raw.get("htsno") or "").replace(".", "").strip()
        indent = int(raw.get("indent") or 0)
        rates = tuple(normalise(str(raw.get(key) or "")) for key in ("general", "special", "other"))
        while above and above[-1][0] >= indent:
            above.pop()
        own = (rates[0], rates[1], rates[2])
        if not own[0]:
            own = next((r for _, r in reversed(above) if r[0]), own)
        above.append((indent, own))
        if not code or code.startswith("99") or len(code) < 8:
            continue
        footnotes = tuple(
            sorted({word.strip(".") for note in raw.get("footnotes") or () for word in str(note.get("value", "")).split() if word.startswith("99")})
        )
        row = Row(code, *own, tuple(str(u) for u in raw.get("units") or ()), str(raw.get("description") or ""), footnotes)
        if code not in seen:
            seen[code] = len(out)
            out.append(row)
    for row in list(out):
        if len(row.code) == 10 and row.code[:8] not in seen and row.general:
            seen[row.code[:8]] = len(out)
            out.append(row._replace(code=row.code[:8]))
    return out
