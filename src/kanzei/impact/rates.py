"""Effective rates: the panel's statutory rates of a day or a span, weighted by the imports of 2024.

Weights: :mod:`kanzei.impact.rates_weights`. Trade does not shift: the weights stay those of 2024 whatever the rate (the first of the two means of a tariff; the other needs
elasticities). Over a span every day counts alike, so that a rate that changes within a month counts by its days. How cells get their rates is said in
:mod:`kanzei.impact.rates_cells`, what is taken for granted in :mod:`kanzei.impact.rates_conventions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.rates_cells import Cells, epochs
from kanzei.impact.rates_conventions import Conventions
from kanzei.impact.rates_weights import BASIS, UNION, Weights, everywhere, origin_of, partner_of, weights

__all__ = [
    "BASIS",
    "UNION",
    "ByCode",
    "DayRates",
    "Use",
    "Weights",
    "base_of",
    "day_rates",
    "everywhere",
    "mean_of",
    "mean_rates",
    "origin_of",
    "pair_on",
    "partner_of",
    "rates_on",
    "share_of",
    "weighted",
    "weights",
]

Array = Any


class ByCode(NamedTuple):
    """A share by code: ``codes`` ordered int64, ``shares`` of them, ``rest`` of codes that are not there."""

    codes: Array
    shares: Array
    rest: float

    def of(self, hts: Array) -> Array:
        """Shares of some codes."""
        place = np.minimum(np.searchsorted(self.codes, hts), len(self.codes) - 1)
        return np.where(self.codes[place] == hts, self.shares[place], self.rest)


Use = Mapping[str, "float | ByCode"]
"""Census code of a partner -> the share of its value that claims a preference."""


class DayRates(NamedTuple):
    """Rates of one day, or the mean of some, cell by cell, for some partners.

    partners : Census codes, in the order of the cells. cells : numbers of the cells in the weights ``base`` (:func:`weights` where there is none).
    total    : rate as a fraction of value (n,). parts : ``ordinary`` and every authority -> fraction (n,); they add up to ``total``.
    filled   : how a cell got its rate: 0 the code itself · 1 its neighbours · 2 a specific rate as paid in 2024 · 3 no rate · 4 chapters 98 and 99.
    until    : the day after the last, where these are means over days.
    """

    on: date
    spi: str
    partners: list[str]
    cells: Array
    total: Array
    parts: dict[str, Array]
    filled: Array
    base: Weights | None = None
    until: date | None = None

    @property
    def held(self) -> Weights:
        """The weights that the cells are numbered in."""
        return self.base or weights()


def base_of(partners: Sequence[str] | None) -> Weights:
    """The weights that hold some partners: those of the file by cell where it has them all."""
    if partners is None or set(partners) - set(weights().spans):
        return everywhere()
    return weights()


def day_rates(
    cells: Cells, on: date, spi: str, partners: list[str], base: Weights, until: date | None = None
) -> DayRates:
    """Cells of :func:`kanzei.impact.rates_cells.epochs` as rates of a day."""
    numbers = np.concatenate([np.arange(*base.spans[one]) for one in partners])
    parts = {("ordinary" if name == "mfn" else name): column for name, column in cells.parts.items()}
    return DayRates(on, spi, partners, numbers, cells.total, parts, cells.filled, base, until)


def pair_on(
    view: View,
    on: date,
    partners: Sequence[str] | None = None,
    taken: Conventions | None = None,
    base: Weights | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> tuple[DayRates, DayRates]:
    """Rates of a day without preferences and with every one that is cheaper, for all partners if none is named."""
    held = base or base_of(partners)
    chosen = sorted(held.names if partners is None else partners)
    (found,) = epochs(view, held, chosen, on, on + timedelta(days=1), taken or Conventions(), processes, tick)
    return day_rates(found.none, on, "none", chosen, held), day_rates(found.best, on, "best", chosen, held)


def rates_on(
    view: View,
    on: date,
    partners: Sequence[str] | None = None,
    spi: str = "none",
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> DayRates:
    """Rates of a day for the cells of some partners; all of :func:`weights`, if none is named.

    spi    : ``none`` no preference claimed · ``best`` whatever is cheapest (:class:`kanzei.duty.panel.PanelOptions`).
    claims : facts stated for every line, such as the share of steel in derivatives; without them the registry's defaults hold.

    Raises
    ------
    UsageError   ``spi`` is neither.
    """
    if spi not in ("none", "best"):
        raise UsageError(f"preferences {spi}: choose none or best")
    base = weights() if partners is None else base_of(partners)
    none, best = pair_on(view, on, partners, Conventions(claims or {}), base, 1, tick)
    return best if spi == "best" else none


def weighted(rates: DayRates, column: Array | None = None, among: Array | None = None) -> float:
    """A column of rates (the total) weighted by value, as a fraction; among some of the cells where a mask says which."""
    value = rates.held.value[rates.cells].astype(float)
    if among is not None:
        value = value * among
    whole = float(value.sum())
    return float((value * (rates.total if column is None else column)).sum() / whole) if whole else 0.0


def mean_rates(rates: DayRates, use: Use | None = None, best: DayRates | None = None) -> DayRates:
    """Rates where a share of each partner's value claims a preference: ``use`` by Census code, 0 where it names none.

    Raises
    ------
    UsageError   A share is not between 0 and 1.
    """
    if best is None or not use:
        return rates
    share = share_of(rates, use)
    parts = {
        name: (1 - share) * column + share * best.parts[name] if column.any() or best.parts[name].any() else column
        for name, column in rates.parts.items()
    }
    total = (1 - share) * rates.total + share * best.total
    return rates._replace(spi="stated", parts=parts, total=total)


def share_of(rates: DayRates, use: Use) -> Array:
    """The share of each cell's value that claims a preference.

    Raises
    ------
    UsageError   A share is not between 0 and 1.
    """
    base = rates.held
    share = np.zeros(len(rates.cells))
    for partner in rates.partners:
        part = use.get(partner, 0.0)
        if not isinstance(part, ByCode) and not 0 <= part <= 1:
            raise UsageError(f"use of preferences {part}: a share between 0 and 1")
        if part:
            first, last = base.spans[partner]
            there = (rates.cells >= first) & (rates.cells < last)
            share[there] = part.of(base.hts[rates.cells[there]]) if isinstance(part, ByCode) else part
    return share


def mean_of(found: Sequence[tuple[int, DayRates]]) -> DayRates:
    """The mean of rates of the same cells, each with its weight in days."""
    days = sum(one for one, _ in found)
    first = found[0][1]
    if len(found) == 1:
        return first
    parts = {name: sum(n * one.parts[name] for n, one in found) / days for name in first.parts}
    total = sum(n * one.total for n, one in found) / days
    filled = np.max([one.filled for _, one in found], axis=0)
    return first._replace(parts=parts, total=total, filled=filled, until=found[-1][1].until)
