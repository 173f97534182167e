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

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "impact" / "facts"
SPECIAL = 98 * 10**8
"""Codes of chapters 98 and 99 belong to no sector."""
WITHIN = (1.5, 15.0)
"""The estimates by product run from 1.03 to 4,303: those beyond these limits are set to them."""
MOST_IMPORTED = 0.95
"""Part of the final use of a commodity that is taken to be imported, at most."""
SETS = {
    "eps_U4": "uniform-4",
    "eps_CP": "caliendo-parro",
    "eps_FGO": "fontagne-guimbard-orefice",
    "eps_GYY": "giri-yi-yilmazkuday",
    "eps_BSY": "bagwell-staiger-yurukoglu",
    "eps_Shap": "shapiro",
    "eps_LL": "lashkaripour-lugovskyy",
}
"""Sector sets, as laid on the 28 sectors of the OECD's tables."""
BOEHM, FGKK = "boehm_levchenko_pandalai_nayar_2023", "fajgelbaum_et_al_2020"
BOEHM_WORDS = "Boehm, Levchenko and Pandalai-Nayar (American Economic Review 2023)"
FGKK_WORDS = "Fajgelbaum, Goldberg, Kennedy and Khandelwal (Quarterly Journal of Economics 2020)"
ABSTRACT, QUOTED = "published abstract", "not checked: as quoted, not held against the article"
PARAMETERS = (
    ("path_year_1", (BOEHM, "trade elasticity, tariff-exclusive flows, year 1"), ABSTRACT, BOEHM_WORDS),
    ("path_long_low", (BOEHM, "trade elasticity, long run (7-10 years), lower"), ABSTRACT, BOEHM_WORDS),
    ("path_long_high", (BOEHM, "trade elasticity, long run (7-10 years), upper"), ABSTRACT, BOEHM_WORDS),
    ("nest_origins", (FGKK, "sigma: import variety demand"), QUOTED, FGKK_WORDS),
    ("nest_products", (FGKK, "eta: across imported products"), QUOTED, FGKK_WORDS),
    ("nest_home", (FGKK, "kappa: imports vs domestic within sector"), QUOTED, FGKK_WORDS),
    (
        "inverse_supply",
        (FGKK, "omega*: inverse foreign export supply (implies full border pass-through)"),
        ABSTRACT + ": prices of targeted imports did not fall",
        FGKK_WORDS,
    ),
    (
        "pass_through",
        ("cavallo_gopinath_neiman_tang_2021", "border pass-through, 2018 tariffs"),
        "near complete",
        "Cavallo, Gopinath, Neiman and Tang (American Economic Review: Insights 2021)",
    ),
)


def main(shared: Path) -> None:
    """Write every table."""
    data = shared / "economy" / "data"
    _sectors(data)
    _products(data)
    _by_sector(data)
    _parameters(data)
    _consumption(data)


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


def _products(data: Path) -> None:
    """Elasticities of substitution by product: thousandths, those of Broda and Weinstein within [1.5, 15], those of Hauk as they are."""
    low, high = WITHIN
    rows = pq.read_table(data / "elasticities_broda_weinstein_hts10.parquet").to_pylist()
    kept = sorted((int(row["hts10"]), round(1000 * min(max(row["sigma"], low), high))) for row in rows)
    moved = sum(not low <= row["sigma"] <= high for row in rows)
    print(f"Broda-Weinstein: {len(kept)} codes, {moved} of them moved to the limits {WITHIN}")
    _parquet(
        "elasticities-broda-weinstein.parquet",
        {
            "hts": pa.array([one[0] for one in kept], pa.int64()),
            "milli": pa.array([one[1] for one in kept], pa.int32()),
        },
        ("hts", "milli"),
    )
    found = sorted(
        (int(row["hs6"]), round(1000 * float(row["impliedelasticity"])), round(1000 * float(row["sedemandprice"])))
        for row in _rows(data / "elasticities_hauk2012_hs6_import_demand.csv")
    )
    print(f"Hauk: {len(found)} codes, {sum(one[1] < 0 for one in found)} of them below zero")
    names = ("hs6", "milli", "milli_error")
    _parquet(
        "elasticities-hauk.parquet",
        {name: pa.array([one[at] for one in found], pa.int32()) for at, name in enumerate(names)},
        names,
    )


def _by_sector(data: Path) -> None:
    """Trade elasticities of the sector sets, and the part of US spending that goes to imports (OECD ICIO 2022), by GTAP sector."""
    models = {row["name"]: row for row in _rows(data / "icio2022_sectors_elasticities.csv")}
    spent = _spending(data)
    _write(
        "elasticities-sectors.csv",
        ("gtap", "imports_of_spending", *SETS.values()),
        (
            (
                row["gtap_code"],
                f"{(part := spent[row['icio28']])[0] / part[1]:.4f}",
                *(f"{float(models[row['icio28']][column]):.4g}" for column in SETS),
            )
            for row in _rows(data / "sector_map_gtap_to_models.csv")
        ),
    )


def _parameters(data: Path) -> None:
    """Single numbers of the literature, each with what was checked of it; a number that was not checked is no default anywhere."""
    rows = {(row["source"], row["parameter"]): row for row in _rows(data / "parameters_macro.csv")}
    _write(
        "elasticities-parameters.csv",
        ("name", "value", "checked", "source", "url"),
        (
            (name, abs(float(rows[key]["value"])), checked, words, rows[key]["url"])
            for name, key, checked, words in PARAMETERS
        ),
    )


def _consumption(data: Path) -> None:
    """Imported content of consumer spending by category and imported commodity, dollars of 2024 in purchasers' value.

    A category k holds b_ki of commodity i in producers' value (PCE bridge). Of it m_i is imported as such (:func:`_imported_part`); the rest is made at home, and a dollar of home output of i holds M_li of imported commodity l: M = A_m (I - A_d)^-1, A of the use tables over
    industry output, an industry standing for its commodity. Trade and transport margins hold nothing.
    """
    domestic, foreign = (_matrix(data / f"us_io_bea_use_{one}.csv") for one in ("domestic", "import"))
    output = {row["bea_code"]: float(row["output"]) for row in _rows(data / "us_io_bea_industry_output.csv")}
    names = [one for one in output if one in domestic]
    shares = [
        np.array([[table[i].get(j, 0.0) / output[j] for j in names] for i in names]) for table in (domestic, foreign)
    ]
    content = shares[1] @ np.linalg.inv(np.eye(len(names)) - shares[0])
    goods = defaultdict(set)
    for row in _rows(data / "us_io_gtap_bea_crosswalk.csv"):
        goods[row["bea_code"]].add(row["gtap_code"].lower())
    imported = _imported_part(data, goods, output, (domestic, foreign))
    traded = [one for one in names if imported.get(one, 0.0) > 0]
    spent: dict[str, float] = defaultdict(float)
    direct: dict[tuple[str, str], float] = defaultdict(float)
    through: dict[tuple[str, str], float] = defaultdict(float)
    for row in _rows(data / "us_io_pce_bridge.csv"):
        category, code = row["pce_category"], row["bea_code"]
        spent[category] += float(row["purchasers_value"])
        if code not in names:
            continue
        value, part = float(row["producers_value"]), imported.get(code, 0.0)
        direct[category, code] += value * part
        column = content[:, names.index(code)]
        for one in traded:
            through[category, one] += value * (1 - part) * float(column[names.index(one)])
    rows = []
    for category, whole in spent.items():
        rows.append((category, "", round(whole), "", ""))
        for one in traded:
            held = (direct[category, one], through[category, one])
            if abs(held[0]) + abs(held[1]) >= 0.5:
                rows.append((category, one, "", *(round(part) for part in held)))
    _write(
        "consumption.csv", ("category", "bea", "spending_musd", "imported_direct_musd", "imported_through_musd"), rows
    )
    _write(
        "gtap-bea.csv",
        ("gtap", "bea"),
        sorted((gtap, code) for code in traded for gtap in goods[code]),
    )
    whole = sum(spent.values())
    print(
        f"imported content of spending: direct {sum(direct.values()) / whole:.4f}, through {sum(through.values()) / whole:.4f}"
    )


def _matrix(path: Path) -> dict[str, dict[str, float]]:
    return {
        row["bea_code"]: {name: float(cell or 0) for name, cell in row.items() if name != "bea_code"}
        for row in _rows(path)
    }


def _imported_part(
    data: Path,
    goods: dict[str, set[str]],
    output: dict[str, float],
    used: tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]],
) -> dict[str, float]:
    """Imports in final use of a commodity; services are left at home.

    Imports for consumption of 2024 less what industries use of them, over output and imports less all industries' use and less exports (OECD ICIO 2022, over the commodities
    of a sector by output). Where an industry stands so badly for its commodity that one of the two is not above zero: imports in all spending of its OECD sectors.
    """
    maps = {row["gtap_code"]: row["icio28"] for row in _rows(data / "sector_map_gtap_to_models.csv")}
    sectors = {code: {maps[one] for one in members} - {"Services (aggregate)"} for code, members in goods.items()}
    sectors = {code: found for code, found in sectors.items() if found}
    within: dict[str, float] = defaultdict(float)
    by_goods: dict[str, float] = defaultdict(float)
    for code, found in sectors.items():
        for one in found:
            within[one] += output[code]
        for one in goods[code]:
            by_goods[one] += output[code]
    spent, exported, arrived = _spending(data), _exports(data), _arrived()
    out = {}
    for code, found in sectors.items():
        domestic, foreign = (sum(table[code].values()) for table in used)
        imports = sum(arrived[one] * output[code] / by_goods[one] for one in goods[code])
        sold = sum(exported[one] * output[code] / within[one] for one in found)
        last, whole = imports - foreign, output[code] + imports - domestic - foreign - sold
        plain = sum(spent[one][0] for one in found) / sum(spent[one][1] for one in found)
        out[code] = min(last / whole, MOST_IMPORTED) if min(last, whole) > 0 else plain
        print(f"imports in final use of {code}: {out[code]:.3f} (in all spending {plain:.3f})")
    return out


def _arrived() -> dict[str, float]:
    """Imports for consumption of 2024 by GTAP sector, millions of dollars."""
    table = pq.read_table(FACTS / "sectors-gtap.parquet")
    sector = dict(zip(table["hts"].to_pylist(), table["sector"].to_pylist(), strict=True))
    names = {int(row["number"]): row["code"] for row in _rows(FACTS / "gtap.csv")}
    out: dict[str, float] = defaultdict(float)
    cells = pq.read_table(FACTS / "cells-2024.parquet", columns=["hts", "value_usd"])
    for code, value in zip(cells["hts"].to_pylist(), cells["value_usd"].to_pylist(), strict=True):
        if code in sector:
            out[names[sector[code]]] += value / 1e6
    return out


def _exports(data: Path) -> dict[str, float]:
    """US exports by OECD sector, millions of dollars of 2022."""
    numbers = {int(row["sector"]): row["name"] for row in _rows(data / "icio2022_sectors_elasticities.csv")}
    out: dict[str, float] = defaultdict(float)
    for row in pq.read_table(data / "icio2022_expenditure_tariff.parquet", filters=[("exp", "=", "USA")]).to_pylist():
        out[numbers[row["sector"]]] += row["value_musd"] * (row["imp"] != "USA")
    return out


def _spending(data: Path) -> dict[str, list[float]]:
    """US imports and US spending by OECD sector, millions of dollars of 2022."""
    numbers = {int(row["sector"]): row["name"] for row in _rows(data / "icio2022_sectors_elasticities.csv")}
    spent: dict[str, list[float]] = {name: [0.0, 0.0] for name in numbers.values()}
    for row in pq.read_table(data / "icio2022_expenditure_tariff.parquet", filters=[("imp", "=", "USA")]).to_pylist():
        one = spent[numbers[row["sector"]]]
        one[0] += row["value_musd"] * (row["exp"] != "USA")
        one[1] += row["value_musd"]
    return spent


def _codes() -> list[int]:
    """Codes of the imports of 2024, in order."""
    column = pq.read_table(FACTS / "cells-2024.parquet", columns=["hts"])["hts"]
    return sorted(set(column.to_pylist()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
