"""Consumer prices: duty-paid prices of imports pushed through what American consumers buy.

A category of consumer spending k holds imported goods of commodity l, bought as such (direct) or inside what is made at home (through): dollars H_kl of 2024 at producers'
prices, from the PCE bridge and the use tables of the Bureau of Economic Analysis (``tools/build_partial_facts.py`` says how). With every dollar of duty passed on and
margins kept in dollars (the price model of Leontief, as in Miller and Blair 2009)

    change of the price of k = r sum_l H_kl d_l / spending_k        r the part that shops pass on

d_l is the change of duty-paid prices of imports of l: with the weights of 2024 (*static*), or the change of the CES price index, buyers having moved (*moved*). Prices of
goods made at home rise only by the cost of the imported goods in them; wages and margins stay, and so do goods and services without imported goods in them.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.partial import Array, Outcome
from kanzei.impact.partial_case import Case
from kanzei.impact.partial_elasticities import sector_names

__all__ = ["PRICE_SOURCE", "Category", "Consumption", "Prices", "consumer_prices", "consumption", "import_prices"]

PRICE_SOURCE = (
    "consumer spending: Bureau of Economic Analysis, PCE bridge, use tables and output of 2024 (by its total), imports in final use with Census imports of 2024 and "
    "exports of OECD ICIO 2022"
)


class Consumption(NamedTuple):
    """Content of consumer spending. categories (K,), spending (K,) and content (K, I) in millions of dollars of 2024, codes (I,) of BEA commodities."""

    categories: tuple[str, ...]
    spending: Array
    codes: tuple[str, ...]
    content: Array


class Category(NamedTuple):
    """A category of spending: millions of dollars; changes of its price as fractions, with the weights of 2024 and once buyers have moved."""

    name: str
    spending_musd: float
    static: float
    moved: float


class Prices(NamedTuple):
    """Changes of consumer prices as fractions: of all spending and of its categories, the largest first."""

    static: float
    moved: float
    retail: float
    categories: list[Category]


def _rows(name: str) -> list[dict[str, str]]:
    with files("kanzei.impact").joinpath("facts", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def consumption() -> Consumption:
    """The shipped content."""
    rows = _rows("consumption.csv")
    heads = [row for row in rows if not row["bea"]]
    categories = {row["category"]: at for at, row in enumerate(heads)}
    codes = {code: at for at, code in enumerate(sorted({row["bea"] for row in rows} - {""}))}
    content = np.zeros((len(categories), len(codes)))
    for row in rows:
        if row["bea"]:
            held = float(row["imported_direct_musd"]) + float(row["imported_through_musd"])
            content[categories[row["category"]], codes[row["bea"]]] = held
    return Consumption(
        tuple(categories), np.array([float(row["spending_musd"]) for row in heads]), tuple(codes), content
    )


@lru_cache(maxsize=1)
def _commodities() -> dict[str, tuple[str, ...]]:
    """GTAP sector -> BEA commodities."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("gtap-bea.csv"):
        found[row["gtap"]] = (*found.get(row["gtap"], ()), row["bea"])
    return found


def import_prices(case: Case, found: Outcome) -> tuple[Array, Array]:
    """Changes of duty-paid prices of imports by BEA commodity, fractions (I,): with the weights of 2024, and of the price index once buyers have moved. 0 where nothing is imported."""
    layout = case.layout
    gross = found.value_before * (1 + found.before)
    by_product = np.bincount(layout.product, gross * np.expm1(found.price), len(layout.codes))
    static = np.bincount(layout.sector, by_product, len(layout.sectors))
    moved = found.spending * np.expm1(found.import_price)
    codes = {code: at for at, code in enumerate(consumption().codes)}
    sums = np.zeros((3, len(codes)))
    for at, number in enumerate(layout.sectors.tolist()):
        for code in _commodities().get(sector_names()[number][0], ()):
            sums[:, codes[code]] += (static[at], moved[at], found.spending[at])
    whole = np.where(sums[2] > 0, sums[2], 1.0)
    return sums[0] / whole, sums[1] / whole


def consumer_prices(case: Case, found: Outcome, retail: float = 1.0) -> Prices:
    """Push import prices through consumer spending.

    Parameters
    ----------
    retail : r, the part of dearer imports that shops pass on, 0 to 1.

    Raises
    ------
    UsageError   ``retail`` is out of range.
    """
    if not 0 <= retail <= 1:
        raise UsageError(f"--retail {retail:g}: between 0 and 1")
    held = consumption()
    dearer = [retail * (held.content @ change) for change in import_prices(case, found)]
    whole = float(held.spending.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        static, moved = (np.where(held.spending != 0, one / held.spending, 0.0) for one in dearer)
    rows = [
        Category(*one)
        for one in zip(held.categories, held.spending.tolist(), static.tolist(), moved.tolist(), strict=True)
    ]
    rows.sort(key=lambda row: (-row.static, row.name))
    return Prices(float(dearer[0].sum()) / whole, float(dearer[1].sum()) / whole, retail, rows)
