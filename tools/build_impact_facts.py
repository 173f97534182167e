"""Build the trade facts that the room ``impact`` reckons with, from the library of facts.

    python tools/build_impact_facts.py ../shared

Sources: the U.S. Census Bureau (imports for consumption, customs value, calculated duty: ten-digit code and partner 2024; by month 2024 and 2025), the
Treasury's monthly customs receipts with Census general imports (1982 to 2026), a list of yearly duties over imports taken from the USITC's table, and
partners by stated basis. What each table holds is said in ``docs/how-it-works/impact-rates.md``.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "impact" / "facts"
INSIDE_THE_UNION = "4359"
"""Slovakia stands alone in the file of cells and inside the European Union's total too: it is dropped."""


def main(shared: Path) -> None:
    """Write every table."""
    FACTS.mkdir(parents=True, exist_ok=True)
    trade, economy = shared / "trade", shared / "economy" / "data"
    dutiable = _cells(trade / "us_imports_2024_hts10_country_value_duty.csv.gz")
    months = _months(trade, economy)
    _years(trade, months, dutiable)
    _partners(trade, economy)
    for path in sorted(FACTS.iterdir()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def _rows(path: Path) -> list[dict[str, str]]:
    plain = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(plain.decode("utf-8").splitlines()))


def _write(name: str, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def _cells(path: Path) -> tuple[int, int]:
    """The cells of 2024; gives the value and the duty of the cells that paid any."""
    rows = [row for row in _rows(path) if row["census_country"] != INSIDE_THE_UNION]
    rows.sort(key=lambda row: (row["census_country"], row["hts10"]))
    value = [int(row["customs_value_usd"]) for row in rows]
    duty = [int(row["calculated_duty_usd"]) for row in rows]
    table = pa.table(
        {
            "partner": pa.array([row["census_country"] for row in rows]).dictionary_encode(),
            "hts": pa.array([int(row["hts10"]) for row in rows], pa.int64()),
            "value_usd": pa.array(value, pa.int64()),
            "duty_usd": pa.array(duty, pa.int64()),
        }
    )
    pq.write_table(
        table,
        FACTS / "cells-2024.parquet",
        compression="zstd",
        compression_level=19,
        use_dictionary=["partner"],
        column_encoding={
            "hts": "DELTA_BINARY_PACKED",
            "value_usd": "DELTA_BINARY_PACKED",
            "duty_usd": "DELTA_BINARY_PACKED",
        },
    )
    return sum(one for one, paid in zip(value, duty, strict=True) if paid), sum(duty)


def _months(trade: Path, economy: Path) -> dict[str, list[int]]:
    """Months: Treasury receipts, general imports, imports for consumption, calculated duty, claims under the USMCA."""
    census: dict[str, Any] = defaultdict(lambda: [0, 0])
    for row in _rows(trade / "us_imports_naics6_month_value_duty_2024_2025.csv.gz"):
        census[row["month"]][0] += int(row["customs_value_usd"])
        census[row["month"]][1] += int(row["calculated_duty_usd"])
    claimed: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in _rows(trade / "us_imports_canada_mexico_hts10_month_usmca.csv.gz"):
        one = claimed[row["period"]][row["census_country"]]
        one[0] += int(row["customs_value_usmca_claimed_usd"])
        one[1] += int(row["customs_value_usd"])

    def share(month: str, country: str) -> str:
        found = claimed[month][country] if month in claimed else [0, 0]
        return f"{found[0] / found[1]:.6f}" if found[1] else ""

    _write(
        "months.csv",
        (
            "month",
            "receipts_musd",
            "general_imports_musd",
            "consumption_usd",
            "calculated_duty_usd",
            "usmca_ca",
            "usmca_mx",
        ),
        (
            (
                month := row["date"][:7],
                row["customs_duties"],
                f"{float(row['imports_value']):.1f}",
                *census.get(month, ["", ""]),
                share(month, "1220"),
                share(month, "2010"),
            )
            for row in _rows(economy / "us_customs_duties_monthly_1982_2026.csv")
        ),
    )
    return dict(census)


def _years(trade: Path, months: dict[str, list[int]], dutiable: tuple[int, int]) -> None:
    """Years: the list's ratios to 2023, then sums of Census months; duties over dutiable imports where they are known."""
    rows: list[tuple[str, str, str, str]] = []
    for row in _rows(trade / "us_average_tariff_1891_2024.csv"):
        if row["year"] < "2024":
            rows.append((row["year"], "list", row["ratio_total_pct"], row["ratio_dutiable_pct"]))
    for year in sorted({month[:4] for month in months}):
        value, duty = (sum(months[one][at] for one in months if one.startswith(year)) for at in (0, 1))
        least = f"{100 * dutiable[1] / dutiable[0]:.4f}" if year == "2024" else ""
        rows.append((year, "census", f"{100 * duty / value:.4f}", least))
    _write("years.csv", ("year", "origin", "total_pct", "dutiable_pct"), rows)


def _partners(trade: Path, economy: Path) -> None:
    names = [(row["cty_code"], row["cty_name"].title()) for row in _rows(economy / "us_imports_2024_partners.csv")]
    _write("names.csv", ("partner", "name"), [one for one in names if one[0] != INSIDE_THE_UNION])
    kept = (
        "partner",
        "goods_imports",
        "goods_exports",
        "services_imports",
        "services_exports",
        "total_imports",
        "total_exports",
        "rank_total_trade",
        "basis",
        "source_url",
        "note",
    )
    _write(
        "partners-2024.csv",
        kept,
        [tuple(row[name] for name in kept) for row in _rows(trade / "us_trade_by_partner_2024.csv")],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
