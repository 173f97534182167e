"""Panels as files: Parquet or CSV, written whole or not at all; and the file of unit values."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.entries.write import explained, move_into_place
from kanzei.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["check_panel", "read_unit_values", "write_panel"]

_KINDS = (".parquet", ".pq", ".csv")


def check_panel(path: Path, *, force: bool) -> None:
    """Make sure that writing a panel destroys nothing.

    Raises
    ------
    UsageError   Unknown extension, no such folder, or the file exists and ``force`` is not given.
    """
    if path.suffix.lower() not in _KINDS:
        raise UsageError(f"{path}: the extension {path.suffix!r} is not known for a panel: .parquet or .csv")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}: make it first")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another file, or give --force to replace it")


def write_panel(batches: Iterable[pa.RecordBatch], path: Path, about: Mapping[str, Any], *, force: bool = False) -> int:
    """Write batches of :func:`kanzei.duty.panel.panel` and give the number of rows.

    Parameters
    ----------
    about : what the panel answers, kept in the Parquet file's metadata under ``kanzei``.

    Notes
    -----
    Written under another name beside its place, then moved: there is never half a panel.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    rows = 0
    try:
        with _writer(part, path.suffix.lower(), about) as writer:
            for batch in batches:
                rows += batch.num_rows
                writer.write(batch)
        move_into_place(part, path, force=force)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return rows


def _writer(part: Path, kind: str, about: Mapping[str, Any]) -> Any:
    return _Csv(part) if kind == ".csv" else _Parquet(part, about)


class _Parquet:
    def __init__(self, part: Path, about: Mapping[str, Any]) -> None:
        import pyarrow.parquet as pq

        from kanzei.duty.panel import panel_schema

        told = {b"kanzei": json.dumps(dict(about), sort_keys=True).encode()}
        # Statistics of thirty columns cost more than the rates; those of code, origin and days let readers skip.
        self._file = pq.ParquetWriter(
            part,
            panel_schema().with_metadata(told),
            compression="zstd",
            write_statistics=["hts", "origin", "entered_from", "entered_to"],
        )

    def __enter__(self) -> _Parquet:
        return self

    def __exit__(self, *rest: object) -> None:
        self._file.close()

    def write(self, batch: pa.RecordBatch) -> None:
        self._file.write_batch(batch.cast(self._file.schema))


class _Csv:
    def __init__(self, part: Path) -> None:
        import pyarrow as pa
        import pyarrow.csv as pc

        from kanzei.duty.panel import panel_schema

        plain = [pa.field(one.name, pa.string()) if pa.types.is_dictionary(one.type) else one for one in panel_schema()]
        self._schema = pa.schema(plain)
        self._file = pc.CSVWriter(part, self._schema)

    def __enter__(self) -> _Csv:
        return self

    def __exit__(self, *rest: object) -> None:
        self._file.close()

    def write(self, batch: pa.RecordBatch) -> None:
        self._file.write_batch(batch.cast(self._schema))


def read_unit_values(path: Path) -> dict[tuple[str, str, str], float]:
    """A CSV of unit values: ``hts, unit, usd_per_unit`` and, where it differs, ``origin``; (code, origin or "", unit) -> USD.

    Raises
    ------
    UsageError   The file or a line of it cannot be used; the message names file and line.
    """
    from kanzei.countries import normalise_origin
    from kanzei.errors import EntryError

    out: dict[tuple[str, str, str], float] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            missing = {"hts", "unit", "usd_per_unit"} - set(table.fieldnames or ())
            if missing:
                raise UsageError(f"{path}: the columns {', '.join(sorted(missing))} are missing from its header")
            for row in table:
                where = f"{path}:{table.line_num}"
                code = (row["hts"] or "").replace(".", "").strip()
                if not code.isdigit() or len(code) > 10:
                    raise UsageError(f"{where}: {row['hts']!r} is not a code: give 4 to 10 digits")
                try:
                    value = float(row["usd_per_unit"] or "")
                except ValueError:
                    value = 0.0
                if not 0 < value < 1e12:
                    raise UsageError(f"{where}: usd_per_unit {row['usd_per_unit']!r} is not an amount above zero")
                try:
                    origin = normalise_origin(row["origin"])[0] if (row.get("origin") or "").strip() else ""
                except EntryError as error:
                    raise UsageError(f"{where}: {error}") from None
                key = (code, origin, (row["unit"] or "").strip())
                if out.get(key, value) != value:
                    raise UsageError(f"{where}: {code} has two values of one {key[2]}: keep one")
                out[key] = value
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    return out
