"""Build the tables of facts that the models of many sectors ship with, from the library of facts.

    python tools/build_sector_facts.py ../shared/economy

Sources: OECD ICIO 2023 extended edition (2022) and Teti's Global Tariff Database, and WIOD release 2016 (2014, CC BY 4.0), as Lashkaripour prepared them
(github.com/ahmadlp/us-tariff, github.com/ahmadlp/tariffwar); WIOD release 2013 (2008, 2011; Timmer et al. 2015) rounded to whole USD million; the sample of
github.com/peter-herman/gegravity (MIT; USITC Dynamic Gravity, 2006); Census imports for consumption 2024 by chapter and country (public domain). Values are kept
in the precision of the source.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FACTS = Path(__file__).resolve().parent.parent / "src" / "kanzei" / "impact" / "facts"
SETS = ("IS", "U4", "CP", "BSY", "GYY", "Shap", "FGO", "LL")
SMALL = ("0003",)
"""The Union as a whole: its members stand beside it in the file by chapter."""


def main(folder: Path) -> None:
    """Write every table."""
    data = folder / "data"
    lines: list[dict[str, str]] = []
    for model, name in (("icio", "icio2022"), ("wiod14", "wiod2014")):
        sectors = _rows(data / f"{name}_sectors_elasticities.csv")
        _cube(data / f"{name}_expenditure_tariff.parquet", FACTS / f"{model}.npz", len(sectors))
        lines += [
            {"model": model, "sector": row["name"], **{one: str(float(row[f"eps_{one}"])) for one in SETS}}
            for row in sectors
        ]
    _write("sector-elasticities.csv", lines, ("model", "sector", *SETS))
    shares = _tables(data)
    for model, year in (("wiod14", 2014), ("icio", 2022)):
        with np.load(FACTS / f"{model}.npz") as table:
            gross = table["gross"].sum(axis=0)
        shares += [(year, model, code, gross[n, n] / gross[n].sum()) for n, code in enumerate(_countries(model))]
    with open(FACTS / "home-shares.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("year", "table", "country", "domestic_share"))
        writer.writerows((*row[:3], f"{row[3]:.12g}") for row in shares)
    _gravity(data)
    _chapters(data)


def _countries(model: str) -> list[str]:
    with np.load(FACTS / f"{model}.npz") as table:
        return [str(one) for one in table["countries"]]


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cube(source: Path, target: Path, sectors: int) -> None:
    """Spending with duty and rates, (sector, buyer, seller)."""
    table = pq.read_table(source)
    sellers, buyers = (table[name].cast(pa.string()).to_pylist() for name in ("exp", "imp"))
    names = list(dict.fromkeys(sellers))
    place = {name: number for number, name in enumerate(names)}
    where = (
        table["sector"].to_numpy().astype(int) - 1,
        [place[name] for name in buyers],
        [place[name] for name in sellers],
    )
    gross, rates = (np.zeros((sectors, len(names), len(names))) for _ in range(2))
    gross[where] = table["value_musd"].to_numpy()
    rates[where] = table["tariff"].to_numpy()
    np.savez_compressed(target, countries=np.array(names), gross=gross, tariffs=rates)
    print(f"{target.name}: {len(names)} countries, {sectors} sectors, {gross.sum() / 1e6:,.1f} trillion USD")


def _tables(data: Path) -> list[tuple[int, str, str, float]]:
    """The input-output table of 2011, trade and use summed over what it does not tell apart; shares of spending at home in 2008 and 2011."""
    shares: list[tuple[int, str, str, float]] = []
    for year in (2008, 2011):
        table = pq.read_table(data / f"wiod2013_wiot_{year}.parquet")
        sellers, buyers = (table[name].cast(pa.string()).to_pylist() for name in ("exp", "imp"))
        names = list(dict.fromkeys(sellers))
        place = {name: number for number, name in enumerate(names)}
        seller, buyer = (np.array([place[name] for name in one]) for one in (sellers, buyers))
        industry = table["exp_ind"].to_numpy().astype(int) - 1
        use = table["use"].to_numpy().astype(int)
        use = np.where(use > 100, use - 66, use - 1)
        value = table["musd"].to_numpy()
        n, s = len(names), 35
        trade = np.zeros((s, n, n), dtype=np.int32)
        np.add.at(trade, (industry, buyer, seller), value)
        total = trade.sum(axis=0, dtype=float)
        shares += [(year, "wiod2013", name, total[k, k] / total[k].sum()) for k, name in enumerate(names)]
        if year == 2011:
            uses = np.zeros((n, s, s + 5), dtype=np.int32)
            np.add.at(uses, (buyer, industry, use), value)
            sectors = [row["name"] for row in _rows(data / "wiod2013_industries.csv")]
            np.savez_compressed(
                FACTS / "wiod-2011.npz", countries=np.array(names), sectors=np.array(sectors), trade=trade, uses=uses
            )
            print(f"wiod-2011.npz: {n} countries, {s} industries, {total.sum() / 1e6:,.1f} trillion USD")
    return shares


def _gravity(data: Path) -> None:
    rows = _rows(data / "gegravity_sample_2006.csv")
    costs = _rows(data / "gegravity_cost_coefficients.csv")
    names = sorted({row["exporter"] for row in rows})
    place = {name: number for number, name in enumerate(names)}
    variables = [row["variable"] for row in costs]
    trade, output, spending = np.zeros((len(names),) * 2), np.zeros(len(names)), np.zeros(len(names))
    values = np.zeros((len(variables), len(names), len(names)))
    for row in rows:
        seller, buyer = place[row["exporter"]], place[row["importer"]]
        trade[seller, buyer] = float(row["trade"])
        output[seller], spending[buyer] = float(row["Y"]), float(row["E"])
        values[:, seller, buyer] = [float(row.get(name, 1)) for name in variables]
    np.savez_compressed(
        FACTS / "gravity-2006.npz",
        countries=np.array(names),
        variables=np.array(variables),
        trade=trade,
        output=output,
        spending=spending,
        costs=values,
        beta=np.array([float(row["beta"]) for row in costs]),
        stderr=np.array([float(row["stderr"]) for row in costs]),
    )


def _chapters(data: Path) -> None:
    rows = [row for row in _rows(data / "us_imports_2024_hs2_all_countries.csv") if row["cty_code"] not in SMALL]
    rows.sort(key=lambda row: (row["cty_code"], int(row["hs2"])))
    table = pa.table(
        {
            "partner": pa.array([row["cty_code"] for row in rows]).dictionary_encode(),
            "chapter": pa.array([int(row["hs2"]) for row in rows], pa.int8()),
            "value_usd": pa.array([int(float(row["con_val_usd"])) for row in rows], pa.int64()),
        }
    )
    pq.write_table(table, FACTS / "chapters-2024.parquet", compression="zstd", compression_level=19)


def _write(name: str, rows: list[dict[str, str]], columns: tuple[str, ...]) -> None:
    with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
