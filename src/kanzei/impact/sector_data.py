"""Tables of many sectors and countries that ship with the package, and sector elasticities by source.

``icio``     OECD ICIO 2023 extended edition, 2022: 81 countries x 28 sectors, with the tariffs of Teti's Global Tariff Database (v_beta1-2024-12).
``wiod14``   WIOD release 2016, 2014: 44 countries x 16 sectors, with the same tariffs. Both as prepared by Lashkaripour for "The Cost of a Global Tariff War" (JIE
             131, 2021, 103419). The last sector is all services.
``wiod-io``  WIOD release 2013, 2011 (Timmer, Dietzenbacher, Los, Stehrer and de Vries, Review of International Economics 23, 2015): 41 countries x 35
             industries with input-output links, basic prices, without tariffs.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.hat_solve import Array

__all__ = [
    "ELASTICITY_SETS",
    "MODELS",
    "SOURCES",
    "SectorTable",
    "UseTable",
    "elasticities",
    "home_shares",
    "sector_table",
    "use_table",
]

MODELS = ("icio", "wiod14", "wiod-io")
SOURCES = {
    "icio": "OECD ICIO 2023 extended, 2022, tariffs of Teti's Global Tariff Database (Lashkaripour's us-tariff)",
    "wiod14": "WIOD release 2016, 2014, tariffs of Teti's Global Tariff Database (Lashkaripour's tariffwar)",
    "wiod-io": "WIOD release 2013, 2011 (Timmer et al. 2015), no tariffs in the base",
}
ELASTICITY_SETS = {
    "IS": "estimated within the sample (Lashkaripour 2021, and his us-tariff package for icio)",
    "U4": "4 in every sector (Simonovska and Waugh, Journal of International Economics 92, 2014)",
    "CP": "Caliendo and Parro (Review of Economic Studies 82, 2015)",
    "BSY": "Bagwell, Staiger and Yurukoglu (Econometrica 89, 2021)",
    "GYY": "Giri, Yi and Yilmazkuday (Journal of International Economics 129, 2021)",
    "Shap": "Shapiro (American Economic Journal: Economic Policy 8, 2016)",
    "FGO": "Fontagne, Guimbard and Orefice (Journal of International Economics 137, 2022)",
    "LL": "Lashkaripour and Lugovskyy (American Economic Review 113, 2023)",
}
WIOD35: tuple[tuple[int, ...], ...] = (
    ((0,), (1,), (2,), (3,), (3,), (4,), (4,), (5,), (6,), (7,), (7,), (8, 9), (12,), (10, 11), (13,), (14,))
    + ((15,),) * 19
)  # fmt: skip
"""Industries of ``wiod-io`` -> sectors of ``wiod14`` whose elasticity they take: the mean where there are two (metals, electrical and optical goods)."""


@dataclass(frozen=True)
class SectorTable:
    """Spending by sector, buyer and seller, duty included, million USD; and the tariffs in it, shares of value."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    gross: Array
    tariffs: Array


@dataclass(frozen=True)
class UseTable:
    """An input-output table, million USD: trade by sector, buyer and seller; use by buyer, sector and user (industries, then five kinds of final use)."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Array
    uses: Array


@cache
def _elasticities() -> dict[str, list[dict[str, str]]]:
    out: dict[str, list[dict[str, str]]] = {}
    with files("kanzei.impact").joinpath("facts/sector-elasticities.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            out.setdefault(row["model"], []).append(row)
    return out


def elasticities(model: str, name: str) -> Array:
    """Trade elasticities of a model's sectors from one source, shape (s,).

    Raises
    ------
    UsageError   There is no such model or set.
    """
    if model not in MODELS:
        raise UsageError(f"{model}: not a model of many sectors (there are {', '.join(MODELS)})")
    if name not in ELASTICITY_SETS:
        raise UsageError(f"{name}: not a set of elasticities (there are {', '.join(ELASTICITY_SETS)})")
    if model == "wiod-io":
        small = elasticities("wiod14", name)
        return np.array([small[list(places)].mean() for places in WIOD35])
    return np.array([float(row[name]) for row in _elasticities()[model]])


@cache
def sector_table(model: str) -> SectorTable:
    """The table of ``icio`` or ``wiod14``.

    Raises
    ------
    UsageError   The model has no such table.
    """
    if model not in {"icio", "wiod14"}:
        raise UsageError(f"{model}: not a model of many sectors without input-output links (there are icio, wiod14)")
    with files("kanzei.impact").joinpath(f"facts/{model}.npz").open("rb") as file, np.load(file) as table:
        countries, gross, tariffs = table["countries"], table["gross"], table["tariffs"]
    return SectorTable(
        tuple(str(one) for one in countries), tuple(row["sector"] for row in _elasticities()[model]), gross, tariffs
    )


@cache
def use_table() -> UseTable:
    """The input-output table of 2011. Its codes ROM and RoW are given as ROU and ROW, as in the other tables."""
    with files("kanzei.impact").joinpath("facts/wiod-2011.npz").open("rb") as file, np.load(file) as table:
        data = {name: table[name] for name in table.files}
    names = {"ROM": "ROU", "RoW": "ROW"}
    return UseTable(
        tuple(names.get(str(one), str(one)) for one in data["countries"]),
        tuple(str(one) for one in data["sectors"]),
        data["trade"].astype(float),
        data["uses"].astype(float),
    )


@cache
def home_shares() -> dict[tuple[int, str], float]:
    """(year, country) -> share of spending that stays at home: 2008 and 2011 (WIOD 2013, its codes), 2014 (WIOD 2016), 2022 (ICIO)."""
    with files("kanzei.impact").joinpath("facts/home-shares.csv").open(encoding="utf-8") as text:
        return {(int(row["year"]), row["country"]): float(row["domestic_share"]) for row in csv.DictReader(text)}
