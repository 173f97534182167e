"""Read an official export of the schedule, JSON or CSV, gzipped or not, with inheritance by indent."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import UsageError
from kanzei.schedule.rates import normalise
from kanzei.schedule.units import schedule_unit

__all__ = ["Row", "raw_rows", "read_export"]

_MOST_BYTES = 200_000_000
"""A full export has about 15 MB."""


class Row(NamedTuple):
    """A code of an export with its rates, inherited where its own row has none.

    code : 8 or 10 digits; units : in the schedule's words, blanks left out; description : with the headings
    above it, without markup.
    """

    code: str
    general: str
    special: str
    other: str
    units: tuple[str, ...]
    description: str


def raw_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of an export as they stand, Chapter 99 and footnotes included.

    Raises
    ------
    UsageError   The file is not an official export.
    """
    try:
        packed = path.stat().st_size
        if packed > _MOST_BYTES:
            raise UsageError(f"{path}: {packed / 1e6:.0f} MB is too large for an export of the schedule")
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(
                f"{path}: more than {_MOST_BYTES / 1e6:.0f} MB unpacked is too large for an export of the schedule"
            )
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not an official export: byte {error.start} is not UTF-8") from None
    if text.lstrip().startswith(("[", "{")):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise UsageError(f"{path}: not an official JSON export: {error}") from None
        if (
            not isinstance(found, list)
            or not found
            or not all(isinstance(row, dict) for row in found)
            or "htsno" not in found[0]
        ):
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
    return [str(one) for one in found] if isinstance(found, list) else []


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


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
    clean = lru_cache(maxsize=None)(normalise)
    out: list[Row] = []
    above: list[tuple[int, tuple[str, str, str], str]] = []
    seen: set[str] = set()
    subheadings: dict[str, tuple[str, str, str]] = {}
    for raw in raw_rows(path):
        code = str(raw.get("htsno") or "").replace(".", "").strip()
        try:
            indent = int(raw.get("indent") or 0)
        except ValueError:
            raise UsageError(
                f"{path}: not an official export: the row of {code or '(no code)'} has no indent"
            ) from None
        own = tuple(clean(str(raw.get(key) or "")) for key in ("general", "special", "other"))
        while above and above[-1][0] >= indent:
            above.pop()
        if not own[0] and (len(code) == 10 or not any(own)):
            # The subheading's own row comes first: one release hangs a statistical row under a neighbour. A statistical row may
            # repeat one column only.
            inherited = subheadings.get(code[:8]) or next((r for _, r, _ in reversed(above) if any(r)), own)
            own = tuple(mine or theirs for mine, theirs in zip(own, inherited, strict=True))
        rates = (own[0], own[1], own[2])
        above.append((indent, rates, _plain(str(raw.get("description") or ""))))
        if len(code) == 8 and code.isdigit():
            subheadings[code] = rates
        if len(code) not in (8, 10) or not code.isdigit() or code.startswith("99") or code in seen:
            continue
        seen.add(code)
        units = tuple(unit for unit in (schedule_unit(str(one)) for one in raw.get("units") or ()) if unit)
        out.append(Row(code, *rates, units, " ".join(words for _, _, words in above if words)))
    for row in list(out):
        if len(row.code) == 10 and row.code[:8] not in seen and any(row[1:4]):
            seen.add(row.code[:8])
            out.append(row._replace(code=row.code[:8]))
    return out
