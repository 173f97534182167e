"""A user's file of deposit rates of antidumping and countervailing cases: CSV, XLSX, JSON or YAML.

Columns (case and order free): needed ``case, rate, from``; optional ``to, origin, hts, exporter, producer, known, citation, note``. In JSON and
YAML a list of such objects, or one object with the list under ``rates``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from kanzei.duty.adcvd import CaseRate, CaseRates, Deposit, parse_deposit
from kanzei.errors import EntryError, UsageError
from kanzei.times import parse_day

__all__ = ["read_case_rates"]

_FIELDS = ("case", "rate", "from", "to", "origin", "hts", "exporter", "producer", "known", "citation", "note")
_NEEDED = ("case", "rate", "from")
_LARGEST = 20_000_000
_SHOWN = 20

_T = TypeVar("_T")
_Raw = tuple[str, Mapping[str, object]]
"""Where a row stands, and its cells by plain name."""


@cache
def read_case_rates(path: str | Path) -> CaseRates:
    """Read and check a file of case deposit rates.

    Raises
    ------
    UsageError   The file cannot be read, lacks a column, or has mistakes: all of them, each with its place and how to mend it.
    """
    path = Path(path)
    rows: list[CaseRate] = []
    wrong: list[str] = []
    try:
        for place, cells in _rows(path):
            found = _rate(place, cells)
            if isinstance(found, list):
                wrong += [f"{path}: {place}: {error}" for error in found]
            else:
                rows.append(found)
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text: save it as UTF-8") from None
    if not rows and not wrong:
        raise UsageError(f"{path} holds no rate: give a row for each case, with {', '.join(_NEEDED)}")
    wrong += [f"{path}: {said}" for said in _twice(rows)]
    if wrong:
        more = f"\n… and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise UsageError("\n".join(wrong[:_SHOWN]) + more)
    return CaseRates(tuple(rows), _digest(rows), path.name)


def _rows(path: Path) -> Iterator[_Raw]:
    kind = path.suffix.lower()
    if kind not in (".csv", ".tsv", ".xlsx", ".json", ".yaml", ".yml"):
        raise UsageError(f"{path}: case deposit rates are read from .csv, .xlsx, .json or .yaml")
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST // 1_000_000} MB: that is no file of case deposit rates")
    if kind == ".xlsx":
        return _xlsx(path)
    text = path.read_text(encoding="utf-8-sig")
    if kind in (".csv", ".tsv"):
        return _csv(path, text, "\t" if kind == ".tsv" else ",")
    return _objects(path, _json(path, text) if kind == ".json" else _yaml(path, text))


def _csv(path: Path, text: str, delimiter: str) -> Iterator[_Raw]:
    if delimiter == "," and text.partition("\n")[0].count(";") > text.partition("\n")[0].count(","):
        delimiter = ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = _header(path, next(reader, []))
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) > len(header):
                    raise UsageError(f"{path}: row {reader.line_num} has {len(row)} cells, the header {len(header)}")
                yield f"row {reader.line_num}", dict(zip(header, row, strict=False))
    except csv.Error as error:
        raise UsageError(f"{path}: row {reader.line_num} is not CSV ({error})") from None


def _xlsx(path: Path) -> Iterator[_Raw]:
    from kanzei.entries.read_xlsx import open_workbook

    book = open_workbook(path)
    header: list[str] = []
    try:
        for number, row in enumerate(book.worksheets[0].iter_rows(), start=1):
            values = [_cell(cell) for cell in row]
            if not any(value not in (None, "") for value in values):
                continue
            if not header:
                header = _header(path, [str(value or "") for value in values])
            else:
                yield f"row {number}", dict(zip(header, values, strict=False))
    finally:
        book.close()


def _cell(cell: Any) -> object:
    """The value; a number shown as a percentage is one."""
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{value * 100:.6f}".rstrip("0").rstrip(".") + "%"
    return value


def _json(path: Path, text: str) -> object:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not JSON ({error})") from None


def _yaml(path: Path, text: str) -> object:
    import yaml

    try:
        return yaml.load(text, yaml.BaseLoader)  # every scalar is text: NO is Norway
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{path} is not YAML ({str(error).splitlines()[0]})") from None


def _objects(path: Path, body: object) -> Iterator[_Raw]:
    rows = body.get("rates") if isinstance(body, dict) else body
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{path}: expected a list of objects, or an object with that list under 'rates'")
    for number, row in enumerate(rows, start=1):
        names = _header(path, [str(name) for name in row])
        yield f"rate {number}", dict(zip(names, row.values(), strict=True))


def _header(path: Path, names: list[str]) -> list[str]:
    plain = ["_".join(name.strip().lower().replace("-", " ").split()) for name in names]
    missing = [name for name in _NEEDED if name not in plain]
    if missing:
        raise UsageError(f"{path}: no column {', '.join(missing)}; the columns are {', '.join(_FIELDS)}")
    twice = [name for name in _FIELDS if plain.count(name) > 1]
    if twice:
        raise UsageError(f"{path}: the column {twice[0]} stands twice")
    return plain


def _rate(place: str, cells: Mapping[str, object]) -> CaseRate | list[str]:
    """The rate of a row, or everything that is wrong with it."""
    wrong: list[str] = []

    def read(reader: Callable[[], _T]) -> _T | None:
        try:
            return reader()
        except (ValueError, EntryError) as error:
            wrong.append(str(error))
            return None

    text = {name: read(partial(_text, name, cells.get(name))) for name in _FIELDS if name != "hts"}

    def given(name: str) -> bool:
        return text[name] is not None

    case = read(lambda: _case(text["case"] or "")) if given("case") else None
    deposit = read(lambda: _deposit(text["rate"] or "")) if given("rate") else None
    start = read(lambda: _day("from", text["from"] or "", None)) if given("from") else None
    stop = read(lambda: _day("to", text["to"] or "", date.max)) if given("to") else None
    if start and stop and stop <= start:
        wrong.append(f"to: {stop} is not after {start}; 'to' is the first day on which the rate no longer holds")
    origin = read(lambda: _origin(text["origin"] or ""))
    prefixes = read(lambda: _prefixes(cells.get("hts")))
    known = read(lambda: _day("known", text["known"] or "", None)) if text["known"] else None
    if wrong or case is None or deposit is None or start is None or stop is None or origin is None or prefixes is None:
        return wrong
    named = {name: value or "" for name, value in text.items()}
    return CaseRate(
        case,
        deposit,
        start,
        stop,
        origin,
        prefixes,
        named["exporter"],
        named["producer"],
        known,
        named["citation"],
        named["note"],
        place,
    )


def _deposit(text: str) -> Deposit:
    try:
        return parse_deposit(text)
    except ValueError as error:
        raise ValueError(f"rate: {error}") from None


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (list, dict, tuple)):
        raise ValueError(f"{name}: expected one value")
    return str(value).strip()


def _case(text: str) -> str:
    from kanzei.law.claims import parse_claims

    key = "cvd_case" if text[:1].upper() == "C" else "ad_case"
    try:
        found = parse_claims({key: text})[0].get(key)
    except EntryError:
        found = None
    if not isinstance(found, str) or found == "none":
        raise ValueError(f"case: {text[:40]!r} is no case number, such as A-588-874-001 or C-570-018")
    return found


def _day(name: str, text: str, default: date | None) -> date:
    if not text and default is not None:
        return default
    try:
        return parse_day(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _origin(text: str) -> str:
    if not text:
        return ""
    from kanzei.countries import normalise_origin

    return normalise_origin(text)[0]


def _prefixes(cell: object) -> tuple[str, ...]:
    words = (
        [str(one) for one in cell]
        if isinstance(cell, list)
        else str(cell or "").replace(",", " ").replace(";", " ").split()
    )
    out = []
    for word in words:
        digits = word.replace(".", "").strip()
        if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 10):
            raise ValueError(f"hts: {word[:40]!r} is no code or prefix of 2 to 10 digits")
        out.append(digits)
    return tuple(out)


def _twice(rows: list[CaseRate]) -> Iterator[str]:
    """Pairs of rows that give one case two rates on one day and do not each say when they were known."""
    groups: dict[tuple[object, ...], list[CaseRate]] = {}
    for row in rows:
        key = (row.case, row.origin, row.hts, row.exporter.casefold(), row.producer.casefold())
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        # Of the rows before, by the day each was known, the one that holds longest.
        longest: dict[date | None, CaseRate] = {}
        for row in sorted(group, key=lambda row: row.start):
            rivals = longest.values() if row.known is None else (longest.get(row.known), longest.get(None))
            one = max((rival for rival in rivals if rival), key=lambda rival: rival.stop, default=None)
            if one and row.start < one.stop:
                silent = [each.place for each in (one, row) if each.known is None]
                which = f" ({silent[0]} does not)" if len(silent) == 1 else ""
                yield (
                    f"{one.place} and {row.place}: {row.case} has two rates on {row.start}: end the first with "
                    f"'to', or say on each when it was 'known'{which}"
                )
            held = longest.get(row.known)
            if held is None or row.stop > held.stop:
                longest[row.known] = row


def _digest(rows: list[CaseRate]) -> str:
    said = sorted(
        json.dumps(
            [
                one if isinstance(one, (str, list)) else list(one) if isinstance(one, tuple) else str(one)
                for one in row[:-1]
            ]
        )
        for row in rows
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
