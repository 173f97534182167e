"""Effective rates: the panel's statutory rates of a day, weighted by the imports of 2024.

Weights: U.S. Census Bureau, imports for consumption, customs value, calendar 2024, ten-digit code x 50 partners (the European Union as one): 209,616 rows less
those of Slovakia, which stand inside the Union's. They are 98.7% of all imports for consumption of that year; the other partners are left out. Trade does
not shift: the weights stay those of 2024 whatever the rate (the first of the two means of a tariff; the other needs elasticities).

What a statutory rate leaves open is filled in three stated ways, and every answer carries the share of value that each of them touches.

* A code that the schedule of the day does not have takes the mean of the codes under its first eight digits, else six.
* A specific rate has no share of the value: the cell takes the ordinary rate that imports of 2024 paid under the code, duty over value of the cells that
  paid any, China's left out because its duties of 2024 hold section 301. An added duty that depends on it is counted as nothing.
* Chapters 98 and 99 carry no rate.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.duty.panel import PanelOptions, panel
from kanzei.duty.panel_rows import LAID_ON_TOP
from kanzei.duty.view import View
from kanzei.errors import EntryError, UsageError

__all__ = [
    "BASIS",
    "UNION",
    "DayRates",
    "Weights",
    "mean_rates",
    "origin_of",
    "partner_of",
    "rates_on",
    "weighted",
    "weights",
]

Array = Any

BASIS = "goods, Census, imports for consumption, customs value, calendar 2024 (year to date December 2024), ten-digit code x partner, U.S. Census Bureau"
UNION = "0003"
"""The European Union as one partner of the weights."""
MEMBER = "DE"
"""The member whose rates stand for the Union's: duty on goods of its members differs only where an order names one of them."""
CHINA = "5700"
SPECIAL_PROVISIONS = 98
"""First chapter of special provisions: no column 1 rate of their own."""


class Weights(NamedTuple):
    """Cells of 2024, ordered by partner and code.

    names : Census code of a partner -> name. spans : Census code -> first and last+1 cell. hts : int64 (n,). value, duty : int64 US dollars (n,).
    paid  : the share of the value that goods of the code paid in 2024, float (n,); NaN where no cell paid.
    """

    names: dict[str, str]
    spans: dict[str, tuple[int, int]]
    hts: Array
    value: Array
    duty: Array
    paid: Array


class DayRates(NamedTuple):
    """Rates of one day, cell by cell, for some partners.

    partners : Census codes, in the order of the cells. cells : numbers of the cells in the weights.
    total    : rate as a fraction of value (n,). parts : ``ordinary`` and every authority -> fraction (n,); they add up to ``total``.
    filled   : how a cell got its rate: 0 the code itself · 1 its neighbours · 2 a specific rate as paid in 2024 · 3 no rate · 4 chapters 98 and 99.
    """

    on: date
    spi: str
    partners: list[str]
    cells: Array
    total: Array
    parts: dict[str, Array]
    filled: Array


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights."""
    import pyarrow.parquet as pq

    folder = files("kanzei.impact").joinpath("facts")
    with folder.joinpath("names.csv").open(encoding="utf-8") as file:
        names = {row["partner"]: row["name"] for row in csv.DictReader(file)}
    table = pq.read_table(str(folder.joinpath("cells-2024.parquet")))
    partner = np.array(table["partner"].to_pylist())
    hts, value, duty = (table[name].to_numpy() for name in ("hts", "value_usd", "duty_usd"))
    spans = {
        name: (int(np.searchsorted(partner, name)), int(np.searchsorted(partner, name, "right"))) for name in names
    }
    codes, place = np.unique(hts, return_inverse=True)
    counted = (duty > 0) & (partner != CHINA)
    paid_duty = np.bincount(place[counted], duty[counted].astype(float), len(codes))
    paid_value = np.bincount(place[counted], value[counted].astype(float), len(codes))
    with np.errstate(invalid="ignore", divide="ignore"):
        paid = (paid_duty / paid_value)[place]
    return Weights(names, spans, hts, value, duty, paid)


def origin_of(partner: str) -> str:
    """The country whose rates a partner's cells take."""
    return MEMBER if partner == UNION else normalise_origin(partner)[0]


def partner_of(text: str) -> str:
    """The partner a user names: EU, a member of it, a two-letter code or a Census code.

    Raises
    ------
    UsageError   The weights have no such partner.
    """
    if text.strip().upper() in ("EU", UNION):
        return UNION
    try:
        origin = normalise_origin(text)[0]
    except EntryError as error:
        raise UsageError(str(error)) from None
    found = next((one for one in weights().names if one != UNION and origin_of(one) == origin), None)
    if found is None:
        raise UsageError(
            f"{text}: the weights of 2024 hold 50 partners and not this one; members of the Union are in EU"
        )
    return found


def rates_on(
    view: View,
    on: date,
    partners: Sequence[str] | None = None,
    spi: str = "none",
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> DayRates:
    """Rates of a day for the cells of some partners (all, if none is named).

    spi    : ``none`` no preference claimed · ``best`` whatever is cheapest (:class:`kanzei.duty.panel.PanelOptions`).
    claims : facts stated for every line, such as the share of steel in derivatives; without them the registry's defaults hold.
    """
    base = weights()
    chosen = sorted(partners if partners is not None else base.names)
    by_origin = {origin_of(one): one for one in chosen}
    names = ("mfn", *LAID_ON_TOP)
    rates: dict[str, dict[str, Array]] = {}
    whole = panel(view, list(by_origin), on, on + timedelta(days=1), PanelOptions(claims or {}, spi=spi), tick=tick)
    pieces: dict[str, list[dict[str, Array]]] = {}
    for batch in whole:
        origin = batch.column("origin")[0].as_py()
        hts = batch.column("hts")
        codes = np.array([int(one) for one in hts.dictionary.to_pylist()], dtype=np.int64)[hts.indices.to_numpy()]
        piece = {name: batch.column(f"{name}_rate").to_numpy(zero_copy_only=False) for name in (*names, "total")}
        pieces.setdefault(origin, []).append({"code": codes, **piece})
    for origin, parts in pieces.items():
        rates[by_origin[origin]] = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
    filled, columns, total, cells = [], {name: [] for name in names}, [], []  # type: ignore[var-annotated]
    for partner in chosen:
        span = slice(*base.spans[partner])
        found, how, sums = _looked_up(base.hts[span], base.paid[span], rates[partner], names)
        cells.append(np.arange(span.start, span.stop))
        filled.append(how)
        total.append(sums)
        for name in names:
            columns[name].append(found[name])
    laid = {("ordinary" if name == "mfn" else name): np.concatenate(columns[name]) for name in names}
    return DayRates(on, spi, chosen, np.concatenate(cells), np.concatenate(total), laid, np.concatenate(filled))


def _looked_up(
    hts: Array, paid: Array, rates: Mapping[str, Array], names: Sequence[str]
) -> tuple[dict[str, Array], Array, Array]:
    """Parts, how each cell was filled, and the total of the cells of one partner."""
    codes = rates["code"]
    low: Array = np.searchsorted(codes, hts)
    high: Array = np.searchsorted(codes, hts, "right")
    filled = np.where(high > low, 0, 3).astype(np.int8)
    for digits in (100, 10_000):
        lacking = high == low
        stems = codes // digits
        low = np.where(lacking, np.searchsorted(stems, hts // digits), low)
        high = np.where(lacking, np.searchsorted(stems, hts // digits, "right"), high)
        filled[lacking & (high > low)] = 1
    special = hts // 10**8 >= SPECIAL_PROVISIONS
    filled[special] = 4
    out = {}
    for name in names:
        mean, any_null = _means(rates[name], low, high)
        if name == "mfn":
            filled[any_null & (filled < 2)] = 2
            mean = np.where(np.isnan(mean), np.nan_to_num(paid), mean)
        out[name] = np.where(filled >= 3, 0.0, np.nan_to_num(mean))
    total: Array = sum(out.values())
    return out, filled, total


def _means(column: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Mean of what is known in ``[low, high)`` of an ordered column, NaN if nothing is; and whether something is not known."""
    known = ~np.isnan(column)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, column, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    number = counts[high] - counts[low]
    one = high - low == 1
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (sums[high] - sums[low]) / number
    at = np.minimum(low, len(column) - 1)
    return np.where(one, column[at], np.where(number > 0, mean, np.nan)), number < high - low


def weighted(rates: DayRates, column: Array | None = None, among: Array | None = None) -> float:
    """A column of rates (the total) weighted by value, as a fraction; among some of the cells where a mask says which."""
    value = weights().value[rates.cells].astype(float)
    if among is not None:
        value = value * among
    whole = float(value.sum())
    return float((value * (rates.total if column is None else column)).sum() / whole) if whole else 0.0


def mean_rates(rates: DayRates, use: Mapping[str, float] | None = None, best: DayRates | None = None) -> DayRates:
    """Rates where a share of each partner's value claims a preference: ``use`` by Census code, 0 where it names none.

    Raises
    ------
    UsageError   A share is not between 0 and 1.
    """
    if best is None or not use:
        return rates
    base = weights()
    share = np.zeros(len(rates.cells))
    for partner, part in use.items():
        if not 0 <= part <= 1:
            raise UsageError(f"use of preferences {part}: a share between 0 and 1")
        first, last = base.spans[partner]
        share[(rates.cells >= first) & (rates.cells < last)] = part
    parts = {name: (1 - share) * column + share * best.parts[name] for name, column in rates.parts.items()}
    total = (1 - share) * rates.total + share * best.total
    return rates._replace(spi="stated", parts=parts, total=total)
