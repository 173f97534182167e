"""Ten-digit codes into the sectors of a model, through the GTAP sectors.

The crosswalk is that of the Budget Lab at Yale (tariff-etr-eval, MIT); GTAP sectors go to a model's by the table ``gtap.csv``, and two of them by chapter.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

__all__ = ["sector_of_codes"]

Array = Any
ICIO_TO_WIOD14 = {
    "A": 1,
    "B": 2,
    "C10T12": 3,
    "C13T15": 4,
    "C16": 5,
    "C17_18": 5,
    "C19": 6,
    "C20": 7,
    "C21": 7,
    "C22": 8,
    "C23": 8,
    "C24A": 9,
    "C24B": 9,
    "C25": 10,
    "C26": 11,
    "C27": 12,
    "C28": 13,
    "C29": 14,
    "C301": 14,
    "C302T309": 14,
    "C31T33": 15,
}
"""Sectors of ICIO -> of WIOD 2014, by code or by its letter."""
ORES, SHIPS = 26, 89
"""Chapters that divide GTAP sectors: other extraction is ores in 26 and quarrying elsewhere; other transport is ships in 89."""


@cache
def _crosswalk() -> tuple[Array, Array]:
    import pyarrow.parquet as pq

    table = pq.read_table(str(files("kanzei.impact").joinpath("facts/sectors-gtap.parquet")))
    codes, numbers = table["hts"].to_numpy(), table["sector"].to_numpy().astype(int)
    order = np.argsort(codes)
    return codes[order], numbers[order]


def sector_of_codes(hts: Array, model: str, sectors: Sequence[str]) -> Array:
    """The sector of a model that ten-digit codes belong to, -1 where none does; codes newer than the crosswalk go by their first eight digits, else six.

    Parameters
    ----------
    hts : int64 (n,). model : ``icio``, ``wiod14``, ``wiod-io`` or ``one`` (everything in one sector).
    """
    codes, numbers = _crosswalk()
    number = np.full(len(hts), -1)
    for digits in (1, 100, 10_000):
        stems = codes // digits
        at = np.minimum(np.searchsorted(stems, hts // digits), len(codes) - 1)
        number = np.where((number < 0) & (stems[at] == hts // digits), numbers[at], number)
    with files("kanzei.impact").joinpath("facts/gtap.csv").open(encoding="utf-8") as text:
        rows = {int(row["number"]): row for row in csv.DictReader(text)}
    chapter = hts // 10**8
    if model == "one":
        return np.where((number > 0) & (chapter < 98), 0, -1)
    column = "wiod35" if model == "wiod-io" else "icio28"
    texts = {key: row[column] for key, row in rows.items()}
    if model == "wiod-io":
        place = {key: int(text) - 1 if text else -1 for key, text in texts.items()}
    elif model == "icio":
        place = {key: sectors.index(text) if text in sectors else -1 for key, text in texts.items()}
    else:
        wide = {key: ICIO_TO_WIOD14.get(text, ICIO_TO_WIOD14.get(text[:1], 16)) for key, text in texts.items()}
        place = {key: one - 1 for key, one in wide.items()}
    table = np.array([place.get(key, -1) for key in range(max(rows) + 1)])
    out: Array = np.where((number > 0) & (chapter < 98), table[np.maximum(number, 0)], -1)
    if model == "icio":
        names = {row["code"]: key for key, row in rows.items()}
        out = np.where((number == names["oxt"]) & (chapter != ORES), sectors.index("B08"), out)
        out = np.where((number == names["otn"]) & (chapter == SHIPS), sectors.index("C301"), out)
    return out
