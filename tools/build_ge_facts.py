"""Build the tables of facts that the models of general equilibrium ship with, from the library of facts.

    python tools/build_ge_facts.py ../shared/economy

Sources: trade of 194 countries in 2023, CEPII BACI HS22 V202501 (Etalab 2.0); GDP, World Bank WDI (CC BY 4.0); the tariffs of 2 April 2025 as the
United States Trade Representative announced them; the published digits of Ignatenko, Lashkaripour, Macedoni and Simonovska (JIE 157, 2025, 104138);
data and published digits of Caliendo and Parro (REStud 82, 2015), 31 countries and 40 sectors, 1993 (authors' archive, MIT).
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "impact" / "facts"
KEPT = ("table", "scenario", "unit", "metric", "published_value", "aggregation", "reproducible", "source")


def main(folder: Path) -> None:
    """Write every table."""
    FACTS.mkdir(parents=True, exist_ok=True)
    with open(folder / "data" / "ld2025_trade_2023_kusd.csv", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    flows = np.array([[float(cell or 0) for cell in row[1:]] for row in rows])
    with open(folder / "data" / "ld2025_countries.csv", encoding="utf-8", newline="") as file:
        countries = list(csv.DictReader(file))
    codes = [row["iso3"] for row in countries]
    if head[1:] != codes or [row[0] for row in rows] != codes:
        raise SystemExit("the trade matrix and the list of countries are not in the same order")
    np.savez_compressed(FACTS / "trade-2023.npz", kusd=flows)
    _write("countries-2023.csv", countries, ("iso3", "name", "gdp_2023_usd", "ustr_tariff", "eu_group"))
    with open(folder / "expected" / "liberation_day_tables.csv", encoding="utf-8", newline="") as file:
        _write("liberation-day.csv", list(csv.DictReader(file)), KEPT)
    _nafta(folder)
    print(f"{len(codes)} countries, {int((flows > 0).sum()):,} flows, {flows.sum() / 1e9:,.1f} trillion USD")


def _nafta(folder: Path) -> None:
    data = folder / "data"

    def rows(name: str) -> list[dict[str, str]]:
        with open(data / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    theta = rows("cp2015_theta.csv")
    sectors = [row["sector"] for row in theta]
    countries = [row["region"] for row in rows("cp2015_deficit.csv")]
    s, n = len(sectors), len(countries)
    sector, country = ({name: place for place, name in enumerate(names)} for names in (sectors, countries))
    tables = {"final": np.zeros((s, n)), "added": np.zeros((s, n)), "inputs": np.zeros((n, s, s))}
    for name, file in (("final", "cp2015_final_consumption.csv"), ("added", "cp2015_value_added.csv")):
        for row in rows(file):
            tables[name][sector[row["sector"]], country[row["region"]]] = float(row["value"])
    for one in pq.read_table(data / "cp2015_intermediate_consumption.parquet").to_pylist():
        tables["inputs"][country[one["region"]], sector[one["input"]], sector[one["sector"]]] = one["value"]
    for name, column in (("trade", "value_usd"), ("before", "tariff_1993"), ("after", "tariff_nafta2005")):
        tables[name] = np.zeros((s, n, n))
        for one in pq.read_table(
            data / "cp2015_trade.parquet", columns=["sector", "importer", "exporter", column]
        ).to_pylist():
            tables[name][sector[one["sector"]], country[one["importer"]], country[one["exporter"]]] = one[column]
    theta_values = np.array([float(row["value"]) for row in theta])
    np.savez_compressed(
        FACTS / "nafta-1993.npz", countries=np.array(countries), sectors=np.array(sectors), theta=theta_values, **tables
    )
    with open(folder / "expected" / "cp2015_published.csv", encoding="utf-8", newline="") as file:
        _write(
            "nafta.csv",
            list(csv.DictReader(file)),
            ("scenario", "country", "metric", "value_percent", "where", "source"),
        )


def _write(name: str, rows: list[dict[str, str]], columns: tuple[str, ...]) -> None:
    with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
