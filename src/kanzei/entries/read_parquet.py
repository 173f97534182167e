"""Parquet: batches turned into rows of plain Python values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kanzei.entries.columns import LINES, Columns, Reading
from kanzei.entries.read import MAX_COLUMNS, Row
from kanzei.errors import UsageError

__all__ = ["open_parquet"]

_BATCH = 16_384


def open_parquet(
    path: Path, mapping: Mapping[str, str] | None, notes: list[str], reading: Reading = LINES
) -> tuple[Columns, Iterator[Row]]:
    """Open a Parquet file; only `claims` may be a nested column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0][:160]
        raise UsageError(f"{path} is a damaged or encrypted Parquet file ({first}): write it again") from None
    schema = file.schema_arrow
    if len(schema.names) > MAX_COLUMNS:
        raise UsageError(f"{path} has {len(schema.names):,} columns: {MAX_COLUMNS:,} is the limit")
    columns = reading.take(schema.names, mapping)
    for name, index in columns.taken.items():
        kind = schema.field(index).type
        if pa.types.is_nested(kind) and name != "claims":
            raise UsageError(
                f"{path}: column {schema.names[index]!r} is nested ({kind}): {name} is one plain value a line"
            )
    return columns, _rows(path, file)


def _rows(path: Path, file: Any) -> Iterator[Row]:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [_plain(batch.column(index)) for index in range(batch.num_columns)]
            for cells in zip(*columns, strict=True):
                number += 1
                yield Row(f"row {number}", list(cells))
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0][:160]
        raise UsageError(f"{path} cannot be read beyond row {number}: {first}") from None


def _plain(column: Any) -> list[object]:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        # Nanoseconds have no Python type; a day needs none.
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    try:
        values: list[object] = column.to_pylist()
    except UnicodeDecodeError:
        # Bytes that are no UTF-8 spoil their own cell only.
        return _plain(column.cast(pa.large_string()).cast(pa.large_binary()))
    if pa.types.is_map(kind):
        return [dict(value) if isinstance(value, list) else value for value in values]
    if pa.types.is_struct(kind):
        # A struct has every key for every line; those that are null are not stated.
        return [
            {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value for value in values
        ]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values]
    return values
