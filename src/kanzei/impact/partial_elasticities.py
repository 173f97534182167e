"""Elasticities of the product layer: named sets, how a product finds its value, the path over time, and the sectors of products.

By product. *broda-weinstein*: Broda and Weinstein (QJE 2006, doi.org/10.1162/qjec.2006.121.2.541), 13,972 ten-digit codes of 1990 to 2001, each within [1.5, 15]. *hauk*: Hauk (Empirical
Economics 2012), 4,259 six-digit codes, within [0.1, 15]: a fifth of the estimates are negative, so it is a sensitivity only. A code without an estimate takes the
median under its four digits, else under its chapter, else of all.

By sector. Sets of trade elasticities theta (of spending, duty paid), as laid on 28 sectors in the data of Lashkaripour's tariff packages; an elasticity of
substitution is theta + 1.

For all goods alike. *boehm*: the long-run value of Boehm, Levchenko and Pandalai-Nayar (AER 2023), of trade without duty, which is sigma itself. *fajgelbaum*: three
nests of the 2018 tariffs, as quoted and not held against the article: never a default. Or a number.

Sets other than *fajgelbaum* estimate substitution between origins alone. For the nests above, between products and against home goods, no checked estimate is on
file: 1 stands there unless stated, the neutral value, at which spending on a product or on imports stays as it was.

Over time. The elasticity of trade is 0.76 in the year after a change and 1.75 to 2.25 after 7 to 10 years (published abstract). A horizon of y years scales every
elasticity of a set by (0.76/L)^(1-a), a = (y - 1)/7.5 at most 1, L the geometric middle 1.98 of the long run: a geometric path to the middle of 7 to 10 years.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kanzei.errors import UsageError
from kanzei.impact.partial import Array, Demand, Nests

__all__ = [
    "DEFAULT",
    "SECTOR_SETS",
    "SETS",
    "Chosen",
    "check_set",
    "chosen_set",
    "horizon_factor",
    "long_run",
    "parameter",
    "parameter_source",
    "sector_names",
    "sector_of",
]

DEFAULT = "broda-weinstein"
SECTOR_SETS = {
    "uniform-4": "4 for all sectors (Simonovska and Waugh 2014)",
    "caliendo-parro": "Caliendo and Parro (2015)",
    "fontagne-guimbard-orefice": "Fontagné, Guimbard and Orefice (2022)",
    "giri-yi-yilmazkuday": "Giri, Yi and Yilmazkuday (2021)",
    "bagwell-staiger-yurukoglu": "Bagwell, Staiger and Yurukoglu (2021)",
    "shapiro": "Shapiro (2016)",
    "lashkaripour-lugovskyy": "Lashkaripour and Lugovskyy (2023)",
}
SETS = (DEFAULT, "hauk", "boehm", "fajgelbaum", *SECTOR_SETS)
"""Names a user may choose; a number stands for itself."""
OUTSIDE = 0
"""Sector of what is left alone: chapters 98 and 99, and codes of no sector."""
LONG_YEARS = 8.5
"""The middle of the 7 to 10 years after which the long run is reached."""
HAUK_WITHIN = (0.1, 15.0)
LEVELS = ((1, "the code itself"), (10**6, "median under four digits"), (10**8, "median under the chapter"))
REST = "median of all"


class Chosen(NamedTuple):
    """A set laid on products.

    demand : at the horizon asked for. name, source : the set and where it comes from. horizon : years, or ``None`` for the long run.
    found : how products found their value -> share of the value (empty where no product had to look).
    upper : where the elasticities between products and against home goods come from.
    """

    demand: Demand
    name: str
    source: str
    horizon: float | None
    found: dict[str, float]
    upper: str


def _table(name: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(str(files("kanzei.impact").joinpath("facts", name)))


def _rows(name: str) -> list[dict[str, str]]:
    with files("kanzei.impact").joinpath("facts", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _parameters() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in _rows("elasticities-parameters.csv")}


def parameter(name: str) -> float:
    """A single number of the literature, by the name in ``elasticities-parameters.csv``."""
    return float(_parameters()[name]["value"])


def parameter_source(name: str) -> str:
    """Its source, and what of it was checked."""
    row = _parameters()[name]
    return f"{row['source']}; {row['checked']}"


@lru_cache(maxsize=1)
def sector_names() -> dict[int, tuple[str, str]]:
    """Number of a GTAP sector -> code and name; 0 is what is left alone."""
    named = {int(row["number"]): (row["code"], row["name"]) for row in _rows("gtap.csv")}
    return {OUTSIDE: ("outside", "chapters 98 and 99, and no rate"), **named}


def sector_of(hts: NDArray[np.int64]) -> NDArray[np.int64]:
    """GTAP sector of ten-digit codes, 0 where a code has none; same shape."""
    table = _table("sectors-gtap.parquet")
    codes, sectors = table["hts"].to_numpy(), table["sector"].to_numpy().astype(np.int64)
    at = np.minimum(np.searchsorted(codes, hts), len(codes) - 1)
    return np.asarray(np.where(codes[at] == hts, sectors[at], OUTSIDE), dtype=np.int64)


def long_run() -> float:
    """L, the geometric middle of the long-run elasticities."""
    return float(np.sqrt(parameter("path_long_low") * parameter("path_long_high")))


def horizon_factor(years: float | None, long: float | None = None) -> float:
    """What a horizon makes of an elasticity of the long run: 1 for ``None`` and from 8.5 years on.

    Raises
    ------
    UsageError   Fewer than one year: the path begins there.
    """
    if years is None:
        return 1.0
    if not 1 <= years < np.inf:
        raise UsageError(f"--horizon {years:g}: from 1 year on, the first for which there is an estimate")
    whole = long_run() if long is None else long
    return float((parameter("path_year_1") / whole) ** (1 - min(1.0, (years - 1) / (LONG_YEARS - 1))))


def chosen_set(
    layout: Nests,
    value: Array,
    name: str = DEFAULT,
    between: float | None = None,
    home: float | None = None,
    horizon: float | None = None,
) -> Chosen:
    """Lay a set on products and sectors.

    Parameters
    ----------
    value : shape (n,), customs value of the cells, for the shares of ``found``.
    name : one of :data:`SETS`, or a number above zero. between, home : eta and kappa in the long run; the set's own, else 1.

    Raises
    ------
    UsageError   There is no such set, a number is out of range, or the set has no horizon.
    """
    found: dict[str, float] = {}
    eta, kappa = 1.0, 1.0
    if name == DEFAULT:
        table = _table("elasticities-broda-weinstein.parquet")
        sigma, how = _by_product(layout.codes, table["hts"].to_numpy(), table["milli"].to_numpy() / 1000, LEVELS)
        source = "Broda and Weinstein (2006), ten-digit codes of 1990-2001, within [1.5, 15]"
        found = _shares(layout, value, how, [words for _, words in LEVELS])
    elif name == "hauk":
        table = _table("elasticities-hauk.parquet")
        low, high = HAUK_WITHIN
        held = np.clip(table["milli"].to_numpy() / 1000, low, high)
        six = [(10**4, "the six digits"), *LEVELS[1:]]
        sigma, how = _by_product(layout.codes, table["hs6"].to_numpy().astype(np.int64) * 10**4, held, six)
        source = f"Hauk (2012), six-digit codes, within [{low:g}, {high:g}], a fifth of them negative before: a sensitivity only"
        found = _shares(layout, value, how, [words for _, words in six])
    elif name in SECTOR_SETS:
        theta = {row["gtap"]: float(row[name]) for row in _rows("elasticities-sectors.csv")}
        of = np.array([theta.get(sector_names()[one][0], 1.0) for one in layout.sectors.tolist()])
        sigma = (1 + of)[layout.sector]
        source = f"{SECTOR_SETS[name]}, trade elasticity by sector, plus 1"
    else:
        value_of, eta, kappa, source = _alike(name)
        sigma = np.full(len(layout.codes), value_of)
    if name == "fajgelbaum" and horizon is not None:
        raise UsageError("--horizon: the set fajgelbaum was estimated over the months of 2018 and 2019 and has no path")
    upper = "the set's own" if name == "fajgelbaum" else "neutral, 1 in the long run, and not an estimate"
    if between is not None or home is not None:
        upper = "stated" if between is not None and home is not None else f"one of them stated, the other {upper}"
    eta, kappa = (one if stated is None else stated for one, stated in ((eta, between), (kappa, home)))
    for words, one in (("--between-products", eta), ("--against-home", kappa)):
        if not 0 < one <= 100:
            raise UsageError(f"{words} {one:g}: an elasticity above 0 and at most 100")
    factor = horizon_factor(horizon)
    count = len(layout.sectors)
    demand = Demand(sigma * factor, np.full(count, eta * factor), np.full(count, kappa * factor), _imports(layout))
    return Chosen(demand, name, source, horizon, found, upper)


def check_set(name: str) -> None:
    """Refuse a name that is no set before any work is done.

    Raises
    ------
    UsageError   There is no such set.
    """
    if name not in SETS:
        _alike(name)


def _alike(name: str) -> tuple[float, float, float, str]:
    """sigma, eta, kappa and source of a set that is the same for all goods."""
    if name == "boehm":
        return long_run(), 1.0, 1.0, f"long-run trade elasticity for all goods: {parameter_source('path_long_low')}"
    if name == "fajgelbaum":
        three = [parameter(one) for one in ("nest_origins", "nest_products", "nest_home")]
        return three[0], three[1], three[2], parameter_source("nest_origins")
    try:
        value = float(name)
    except ValueError:
        raise UsageError(f"--elasticities {name}: choose a number or {', '.join(SETS)}") from None
    if not 0 < value <= 100:
        raise UsageError(f"--elasticities {name}: an elasticity above 0 and at most 100")
    return value, 1.0, 1.0, "stated: one number for all goods"


def _imports(layout: Nests) -> Array:
    """m, imports in spending on a sector: OECD ICIO 2022; 1 for what is left alone, whose prices do not move."""
    part = {row["gtap"]: float(row["imports_of_spending"]) for row in _rows("elasticities-sectors.csv")}
    return np.array([part.get(sector_names()[one][0], 1.0) for one in layout.sectors.tolist()])


def _by_product(
    codes: NDArray[np.int64], held: NDArray[np.int64], values: Array, levels: Any
) -> tuple[Array, NDArray[np.int64]]:
    """Value of every code, from the narrowest group that holds an estimate, and the number of that level."""
    out = np.full(len(codes), float(np.median(values)))
    how = np.full(len(codes), len(levels))
    for number, (digits, _) in reversed(list(enumerate(levels))):
        stems, place = np.unique(held // digits, return_inverse=True)
        order = np.lexsort((values, place))
        counts = np.bincount(place)
        ends = np.cumsum(counts)
        sorted_values = values[order]
        low, high = ends - counts + (counts - 1) // 2, ends - counts + counts // 2
        medians = (sorted_values[low] + sorted_values[high]) / 2
        at = np.minimum(np.searchsorted(stems, codes // digits), len(stems) - 1)
        hit = stems[at] == codes // digits
        out[hit], how[hit] = medians[at][hit], number
    return out, how


def _shares(layout: Nests, value: Array, how: NDArray[np.int64], words: list[str]) -> dict[str, float]:
    weights = np.bincount(layout.product, value, len(layout.codes))
    sums = np.bincount(how, weights, len(words) + 1) / max(float(weights.sum()), 1e-300)
    return {one: float(share) for one, share in zip([*words, REST], sums, strict=True) if share}
