"""Build the trade facts that shipped scenarios reckon with, from the library of facts.

    python tools/build_outlook_facts.py ../shared/trade

Source: U.S. Census Bureau, imports for consumption by ten-digit code and country, customs value, calendar 2024, as kept in the library
(``us_imports_2024_hts10_country.csv.gz``). Codes of at least a million dollars are kept.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "outlook" / "facts"
LEAST_USD = 1_000_000
TABLES = {"imports-jp-2024.csv": "5880"}
"""Shipped table -> Census code of the country."""


def main(folder: Path) -> None:
    """Write every table."""
    with gzip.open(folder / "us_imports_2024_hts10_country.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, country in TABLES.items():
        found = sorted(
            (row["hs10"], int(row["imports_for_consumption_usd_2024"]))
            for row in rows
            if row["census_country"] == country
        )
        kept = [row for row in found if row[1] >= LEAST_USD]
        with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("hts", "value_usd"), *kept])
        share = sum(value for _, value in kept) / sum(value for _, value in found)
        print(f"{name}: {len(kept)} of {len(found)} codes, {sum(v for _, v in kept):,} USD, {share:.1%} of all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
