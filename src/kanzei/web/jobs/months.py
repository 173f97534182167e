"""Totals of a result by month of entry and authority: one pass over three dozen columns, grouped by the text of the day before any day is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.errors import EntryError, UsageError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import dollars
from kanzei.web.jobs.errors import rows_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Months", "header_of", "months_of"]

_SUMS = ("duty_usd", "refundable_usd", *(f"{name}_usd" for name in AUTHORITIES))
_BLOCK = 50_000
NO_DAY = "no day"


class Months(NamedTuple):
    """month, lines, duty_usd, refundable_usd and the authorities that charged anything; amounts as text."""

    columns: tuple[str, ...]
    rows: list[list[str]]


def header_of(result: Path, mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Column of the contract -> its name in a result, for the columns of the input that are there."""
    from kanzei.entries.columns import take_columns

    names = _names(result)
    try:
        taken = take_columns(names, mapping).taken
    except UsageError:
        return {}  # the form of a filing: its rows have no line of their own
    return {column: names[place] for column, place in taken.items()}


def months_of(result: Path, places: Mapping[str, str], date_format: str | None) -> Months:
    """The totals of the lines assessed, oldest month first; lines without a day that can be read stand last."""
    day = places.get("entered_on")
    names = _names(result)
    if day is None or names.count(day) > 1:
        return Months((), [])
    sums = [name for name in _SUMS if name in names]
    found: dict[str, list[int]] = {}
    for table in _tables(result, day, sums):
        grouped = table.group_by("day").aggregate([("day", "count"), *((name, "sum") for name in sums)])
        for row in grouped.to_pylist():
            held = found.setdefault(_month(row["day"], date_format), [0] * (1 + len(sums)))
            held[0] += row["day_count"]
            for place, name in enumerate(sums, 1):
                held[place] += int((row[f"{name}_sum"] or 0) * 100)
    used = [place for place, name in enumerate(sums, 1) if place < 3 or any(one[place] for one in found.values())]
    columns = ("month", "lines", *(sums[place - 1] for place in used))
    rows = [[month, str(held[0]), *(dollars(held[place]) for place in used)] for month, held in sorted(found.items())]
    return Months(columns, rows)


def _month(text: str | None, date_format: str | None) -> str:
    from kanzei.entries.cells import read_day
    from kanzei.entries.columns import Forms

    try:
        day = read_day(text, "entered_on", Forms(dates=("iso", "us")), date_format, [])
    except EntryError:
        return NO_DAY
    return f"{day:%Y-%m}" if day is not None else NO_DAY


def _names(result: Path) -> list[str]:
    """The header of a result."""
    import csv

    kind = result.suffix.lower()
    if kind == ".parquet":
        import pyarrow.parquet as pq

        return list(pq.read_schema(result).names)
    if kind == ".csv":
        with open(result, encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    return list(next(rows_of(result), {}))


def _tables(result: Path, day: str, sums: list[str]) -> Iterator[pa.Table]:
    """The columns as tables: ``day`` as text, amounts as decimals."""
    import pyarrow as pa

    money = pa.decimal128(30, 2)
    wanted = pa.schema([("day", pa.string()), *((name, money) for name in sums)])
    kind = result.suffix.lower()
    if kind == ".csv":
        import pyarrow.csv as pc

        reading = pc.ConvertOptions(
            include_columns=[day, *sums],
            column_types={day: pa.string(), **dict.fromkeys(sums, money)},
            strings_can_be_null=False,
        )
        with pc.open_csv(
            result, parse_options=pc.ParseOptions(newlines_in_values=True), convert_options=reading
        ) as file:
            for batch in file:
                yield pa.Table.from_batches([batch]).rename_columns(wanted.names)
    elif kind == ".parquet":
        import pyarrow.parquet as pq

        with pq.ParquetFile(result) as file:
            for batch in file.iter_batches(columns=[day, *sums]):
                yield pa.Table.from_batches([batch]).select([day, *sums]).rename_columns(wanted.names).cast(wanted)
    else:
        rows = rows_of(result)
        while block := [row for _, row in zip(range(_BLOCK), rows, strict=False)]:
            columns: dict[str, list[Any]] = {"day": [_plain(row.get(day)) for row in block]}
            columns |= {name: [_amount(row.get(name)) for row in block] for name in sums}
            yield pa.table(columns, schema=wanted)


def _plain(cell: object) -> str:
    from kanzei.entries.write import plain_text

    return plain_text(cell)


def _amount(cell: object) -> Any:
    from decimal import Decimal

    return None if cell in (None, "") else Decimal(str(cell)).quantize(Decimal("0.01"))
