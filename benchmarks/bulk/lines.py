"""Entry lines to measure with: codes, countries and values as skewed as a year of imports, repeated as an importer repeats them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kanzei.schedule import Schedule

__all__ = ["ORIGINS", "SCHEMA", "as_money", "write_lines"]

ORIGINS = (
    "CN MX CA JP DE VN KR TW IN IE CH GB TH IT BR FR MY ID SG NL IL ES BE AT SE PL CZ HU PH KH BD TR AU ZA CL CO PE PK LK DK"
).split()
"""The forty largest sources of US imports, about in their order; the n-th is drawn with weight 1/n."""
CLAIMS = ["", "donation", "!auto_part", "melt_pour=US"]
_FIRST = (date(2025, 1, 1) - date(1970, 1, 1)).days
_DAYS = 690
_BATCH = 1 << 20
_GROUP = 1 << 18

SCHEMA = pa.schema(
    [
        ("entry_number", pa.string()),
        ("line", pa.int32()),
        ("hts", pa.string()),
        ("origin", pa.string()),
        ("entered_on", pa.date32()),
        ("value_usd", pa.decimal64(18, 2)),
        ("quantity", pa.float64()),
        ("unit", pa.string()),
        ("spi", pa.string()),
        ("claims", pa.string()),
    ]
)


def write_lines(path: Path, lines: int, distinct: int, *, damaged: float = 0.0, seed: int = 7) -> None:
    """Write Parquet lines.

    Parameters
    ----------
    distinct : combinations of code, origin, day, programme and claims to draw from. Up to 100,000 of them few codes make up most; above that every code is
               as likely. damaged : share of the lines with an unknown code, or no value.
    """
    rng = np.random.default_rng(seed)
    codes = np.array([code for code in Schedule.open().codes(date(2026, 6, 15)) if code < "98"])
    if distinct <= 100_000:
        rank = np.minimum((rng.pareto(0.8, distinct) * 300).astype(int), len(codes) - 1)
    else:
        rank = rng.integers(0, len(codes), distinct)
    code = rng.permutation(len(codes))[rank]
    weight = 1 / np.arange(1, len(ORIGINS) + 1)
    origin = rng.choice(len(ORIGINS), distinct, p=weight / weight.sum())
    day = rng.integers(_FIRST, _FIRST + _DAYS, distinct)
    claim = np.where(rng.random(distinct) < 0.9, 0, rng.integers(1, len(CLAIMS), distinct))
    neighbour = np.isin(origin, [ORIGINS.index("MX"), ORIGINS.index("CA")])
    programme = np.where(neighbour & (rng.random(distinct) < 0.5), 1, 0)
    words = pa.array([*codes.tolist(), "1234567890"])
    with pq.ParquetWriter(
        path,
        SCHEMA,
        use_dictionary=["entry_number", "hts", "origin", "unit", "spi", "claims"],
        store_decimal_as_integer=True,
    ) as writer:
        for start in range(0, lines, _BATCH):
            n = min(_BATCH, lines - start)
            drawn = rng.integers(0, distinct, n)
            entry = (start + np.arange(n)) // 12
            value = np.round(np.exp(rng.normal(8.5, 1.6, n))).astype(np.int64) * 100
            value += np.where(rng.random(n) < 0.1, rng.integers(0, 100, n), 0)
            bad = rng.random(n) < damaged
            numbers = np.where(bad & (np.arange(n) % 2 == 0), len(codes), code[drawn])
            blank = bad & (np.arange(n) % 2 == 1)
            cells = [
                pa.array(entry).cast(pa.string()),
                pa.array((np.arange(n) % 12 + 1).astype(np.int32)),
                _words(numbers, words),
                _words(origin[drawn], pa.array(ORIGINS)),
                pa.array(day[drawn].astype(np.int32)).cast(pa.date32()),
                as_money(value, blank),
                pa.array(np.round(np.exp(rng.normal(4, 1.5, n)), 2)),
                _words(np.zeros(n, dtype=int), pa.array([""])),
                _words(programme[drawn], pa.array(["", "S"])),
                _words(claim[drawn], pa.array(CLAIMS)),
            ]
            writer.write_table(pa.Table.from_arrays(cells, schema=SCHEMA), row_group_size=_GROUP)


def _words(numbers: np.ndarray, words: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), words).cast(pa.string())


def as_money(cents: np.ndarray, blank: np.ndarray) -> pa.Array:
    """Cents as decimal(18, 2), null where blank."""
    valid = pa.py_buffer(np.packbits(~blank, bitorder="little").tobytes())
    return pa.Array.from_buffers(
        pa.decimal64(18, 2), len(cents), [valid, pa.py_buffer(np.ascontiguousarray(cents))], int(blank.sum())
    )
