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


MEMBERS = frozenset(
    "4330 4231 4870 4791 4910 4351 4099 4470 4050 4279 4280 4840 4370 4190 4759 4490 4510 4239 4730 4210 4550 4710 4850 4359 4792 4700 4010".split()
)
"""Census codes of the members of the European Union."""


def main(shared: Path) -> None:
    """Write every table."""
    FACTS.mkdir(parents=True, exist_ok=True)
    trade, economy = shared / "trade", shared / "economy" / "data"
    dutiable = _cells(trade / "us_imports_2024_hts10_country_value_duty.csv.gz")
    _others(trade, economy)
    _claims(trade / "us_imports_canada_mexico_hts10_month_usmca.csv.gz")
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


def _others(trade: Path, economy: Path) -> None:
    """Partners that the file of cells lacks, and the members of the Union one by one: value by code, and value and duty by chapter.

    The file of all partners leaves chapters 98 and 99 out; they come from the file by chapter, as one code a chapter. Where both hold a partner the two agree to the dollar.
    """
    known = {row["cty_code"] for row in _rows(economy / "us_imports_2024_partners.csv")} - {INSIDE_THE_UNION}
    cells = [
        (row["census_country"], int(row["hs10"]), int(float(row["imports_for_consumption_usd_2024"])))
        for row in _rows(trade / "us_imports_2024_hts10_country.csv.gz")
        if row["census_country"] not in known and float(row["imports_for_consumption_usd_2024"])
    ]
    chapters = [
        (row["cty_code"], int(row["hs2"]), int(row["con_val_usd"]), int(row["cal_dut_usd"]))
        for row in _rows(economy / "us_imports_2024_hs2_all_countries.csv")
        if row["cty_code"] not in known
    ]
    cells += [(country, chapter * 10**8, value) for country, chapter, value, _ in chapters if chapter >= 98 and value]
    _parquet("others-2024.parquet", ("partner", "hts", "value_usd"), sorted(cells))
    _parquet("others-chapters-2024.parquet", ("partner", "chapter", "value_usd", "duty_usd"), sorted(chapters))
    names = {row["Code"]: row["Name"] for row in _rows(trade / "census_country_codes.csv")}
    listed = {
        row["cty_code"]: row["cty_name"].title() for row in _rows(economy / "us_imports_2024_hs2_all_countries.csv")
    }
    _write(
        "names-others.csv",
        ("partner", "name", "member"),
        (
            (one, listed.get(one) or names[one], "EU" if one in MEMBERS else "")
            for one in sorted({country for country, *_ in cells})
        ),
    )


def _claims(path: Path) -> None:
    """Share of each code's value that was entered with a USMCA claim, by month, in two-hundredths."""
    rows = []
    for row in _rows(path):
        value, claimed = (int(row[name]) for name in ("customs_value_usd", "customs_value_usmca_claimed_usd"))
        if value > 0:
            month = int(row["period"][:4]) * 12 + int(row["period"][5:7]) - 1
            rows.append((row["census_country"], month, int(row["hts10"]), round(200 * claimed / value)))
    _parquet("usmca-claims.parquet", ("partner", "month", "hts", "share_200"), sorted(rows))


def _parquet(name: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    kinds = {"chapter": pa.int8(), "month": pa.int16(), "share_200": pa.uint8()}
    packed = [one for one in head if one not in ("partner", *kinds)]
    pq.write_table(
        pa.table({one: pa.array(columns[one], kinds.get(one)) for one in head}),
        FACTS / name,
        compression="zstd",
        compression_level=19,
        use_dictionary=[one for one in head if one not in packed],
        column_encoding=dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
        write_statistics=False,
    )


def _months(trade: Path, economy: Path) -> dict[str, list[int]]:
    """Months: Treasury receipts, general imports, imports for consumption, calculated duty, claims under the USMCA."""
    census: dict[str, Any] = defaultdict(lambda: [0, 0])
    before: dict[str, int] = defaultdict(int)
    by_industry: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in _rows(trade / "us_imports_naics6_month_value_duty_2024_2025.csv.gz"):
        value, duty = int(row["customs_value_usd"]), int(row["calculated_duty_usd"])
        census[row["month"]][0] += value
        census[row["month"]][1] += duty
        by_industry[row["month"]].append((row["naics6"], value, duty))
        if row["month"] < "2025":
            before[row["naics6"]] += value

    def mixed(month: str) -> str:
        """The month's rates by industry on the mix of industries of 2024; an industry without imports in the month is left out."""
        held = [(before[one], duty / value) for one, value, duty in by_industry.get(month, []) if value and before[one]]
        whole = sum(weight for weight, _ in held)
        return f"{100 * sum(weight * rate for weight, rate in held) / whole:.4f}" if whole else ""

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
            "calculated_2024_mix_pct",
        ),
        (
            (
                month := row["date"][:7],
                row["customs_duties"],
                f"{float(row['imports_value']):.1f}",
                *census.get(month, ["", ""]),
                share(month, "1220"),
                share(month, "2010"),
                mixed(month),
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
