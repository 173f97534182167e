"""The lines of a result that could not be assessed, as far as a page shows them."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from kanzei.law.authorities import AUTHORITIES

__all__ = ["MOST", "failed_lines", "rows_of"]

MOST = 200
"""Most lines kept for a page; the result has them all."""


def failed_lines(path: Path) -> list[dict[str, Any]]:
    """Row (the header is row 1), status and reason of the first lines that failed, from a result of ``assess``."""
    return list(islice(_failed(path), MOST))


def _failed(path: Path) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows_of(path, ("status", "error")), 2):
        if row.get("status") not in ("ok", None, ""):
            yield {"row": number, "status": str(row["status"]), "error": str(row.get("error") or "")}


def rows_of(path: Path, wanted: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """The rows of a result by the names of its columns; ``wanted``: those that matter, where reading others would cost time."""
    kind = path.suffix.lower()
    if kind == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    elif kind == ".jsonl":
        with open(path, encoding="utf-8") as file:
            yield from (_flat(json.loads(line)) for line in file)
    elif kind == ".parquet":
        import pyarrow.parquet as pq

        with pq.ParquetFile(path) as file:
            names = [name for name in file.schema_arrow.names if not wanted or name in wanted]
            for batch in file.iter_batches(batch_size=10_000, columns=names):
                yield from batch.to_pylist()
    elif kind == ".xlsx":
        import openpyxl

        book = openpyxl.load_workbook(path, read_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True)
            header = [str(name) for name in next(rows, ())]
            yield from (dict(zip(header, row, strict=False)) for row in rows)
        finally:
            book.close()


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row of JSON Lines with the columns that the other kinds of result have."""
    out = {**row.get("input", {}), **{name: one for name, one in row.items() if not isinstance(one, list | dict)}}
    if row.get("status") != "ok":
        return out
    sums = dict.fromkeys(AUTHORITIES, Decimal("0.00"))
    for one in row.get("components", ()):
        sums[one["authority"]] = sums.get(one["authority"], Decimal("0.00")) + Decimal(one["amount_usd"])
    headings = dict.fromkeys(one["heading"] for one in row["components"] if one["heading"].startswith("99"))
    texts = {name: "; ".join(str(one) for one in row.get(name, ())) for name in ("warnings",)}
    return {
        **out,
        **texts,
        "headings": " ".join(headings),
        **{f"{name}_usd": f"{sum_:f}" for name, sum_ in sums.items()},
    }
