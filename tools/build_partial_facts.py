"""Build the facts of the partial equilibrium layer from the library of facts: sectors of products and elasticities.

    python tools/build_partial_facts.py ../shared

Sources: the crosswalk from ten-digit codes to GTAP sectors (Budget Lab at Yale, MIT); elasticities of substitution of Broda and Weinstein (2006) by ten-digit
code and of Hauk (2012) by six-digit code; trade elasticities by sector collected from articles. What each table holds is said in
``docs/how-it-works/impact-trade.md``.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "impact" / "facts"
SPECIAL = 98 * 10**8
"""Codes of chapters 98 and 99 belong to no sector."""


def main(shared: Path) -> None:
    """Write every table."""
    data = shared / "economy" / "data"
    _sectors(data)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def _parquet(name: str, columns: dict[str, Any], packed: tuple[str, ...]) -> None:
    pq.write_table(
        pa.table(columns),
        FACTS / name,
        compression="zstd",
        compression_level=19,
        use_dictionary=[one for one in columns if one not in packed],
        column_encoding=dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
        write_statistics=False,
    )


def _sectors(data: Path) -> None:
    """Codes and sector numbers, 1 to 65 in the order of GTAP's list; codes of 2024 that the crosswalk lacks take what most of their neighbours have."""
    names = _rows(data / "gtap_commodities.csv")
    maps = {row["gtap_code"]: row for row in _rows(data / "sector_map_gtap_to_models.csv")}
    numbers = {row["gtap_code"]: at for at, row in enumerate(names, 1)}
    _write(
        "gtap.csv",
        ("number", "code", "name", "group", "icio28", "wiod35", "cp2015", "ld4"),
        (
            (
                numbers[row["gtap_code"]],
                row["gtap_code"],
                row["description"],
                row["aggregate_sector"],
                *(maps[row["gtap_code"]][one] for one in ("icio28", "wiod35", "cp2015", "ld4")),
            )
            for row in names
        ),
    )
    found = {
        int(row["hs10"]): numbers[row["gtap"]]
        for row in pq.read_table(data / "hs10_gtap_crosswalk.parquet").to_pylist()
        if row["gtap"] in numbers and int(row["hs10"]) < SPECIAL
    }
    wanted = {one for one in set(_codes()) - set(found) if one < SPECIAL}
    for digits in (10**2, 10**4, 10**6):
        near: dict[int, Counter[int]] = defaultdict(Counter)
        for code, sector in sorted(found.items()):
            near[code // digits][sector] += 1
        filled = {code: near[code // digits].most_common(1)[0][0] for code in wanted if code // digits in near}
        print(f"sectors: {len(filled)} codes by their neighbours under {digits}")
        found.update(filled)
        wanted -= set(filled)
    print(f"sectors: {len(found)} codes, without one: {sorted(wanted)}")
    codes = sorted(found)
    _parquet(
        "sectors-gtap.parquet",
        {"hts": pa.array(codes, pa.int64()), "sector": pa.array([found[one] for one in codes], pa.int8())},
        ("hts",),
    )


def _codes() -> list[int]:
    """Codes of the imports of 2024, in order."""
    column = pq.read_table(FACTS / "cells-2024.parquet", columns=["hts"])["hts"]
    return sorted(set(column.to_pylist()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
