"""From the law book to the models of many sectors: the rates of a day against those of another, as the United States charges them, and their equilibrium.

Goods (ten-digit code x seller) are gathered into cells (``hat_cells``), so that rates within a cell lose nothing: k is what the duties of the new day do to the
cell's price against those of the base, n0 and n1 the parts of spending that are not duty. The base keeps a model's spending: only the part of it that is duty
becomes the book's, so trade flows are rescaled and not tariffs; with input-output links, where values are net of duty, it comes on top, and final users pay it. Deficits are removed at the rates of the base day. Cells without goods on file, services, and other
importers keep the model's tariffs on both days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import NotConverged
from kanzei.impact.hat_many import ManyEquilibrium, ManySectors
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium, WageOnly
from kanzei.impact.rates import Use
from kanzei.impact.sector_data import elasticities, sector_table, use_table
from kanzei.impact.sector_outcomes import base_flows
from kanzei.impact.sector_scenarios import HOME
from kanzei.impact.sector_worlds import from_table, from_uses
from kanzei.impact.sectors_cells import BookCells, book_cells
from kanzei.impact.sectors_goods import Goods, goods

__all__ = [
    "BASE_DAY",
    "HOME",
    "BookCells",
    "DayResult",
    "book_cells",
    "day_world",
    "model_goods",
    "solve_cells",
    "solve_day",
    "base_flows",
]

BASE_DAY = date(2025, 1, 1)
"""The first day of the book: the law of 31 December 2024, but for what began on that day (section 301 on semiconductors among it)."""


@dataclass(frozen=True)
class DayResult:
    """The equilibrium under the rates of a day, from a base under those of another. Hats are new over old.

    Attributes
    ----------
    found : the equilibrium. cells, goods : the tariffs and what they were gathered from.
    on, base : days. model, elasticity_set, retaliation : what was solved. digest : the law looked at.
    """

    found: WageEquilibrium | ManyEquilibrium
    cells: BookCells
    goods: Goods
    on: date
    base: date
    model: str
    elasticity_set: str
    retaliation: bool
    digest: str

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of three letters, in the order of every array."""
        return self.found.world.countries

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors, in the order of every array."""
        return self.found.world.sectors

    @property
    def real_income(self) -> Array:
        """Real income, hat, shape (n,): welfare."""
        return self.found.real_income

    @property
    def real_wage(self) -> Array:
        """Real wage, hat, shape (n,): real GDP, since labour is given."""
        return self.found.real_wage

    @property
    def flows(self) -> Array:
        """New trade net of duty, million USD, shape (s, buyer, seller)."""
        return self.found.flows

    @cached_property
    def flows_before(self) -> Array:
        """Trade of the base net of duty, million USD, shape (s, buyer, seller)."""
        return base_flows(self.found.world)

    def exports(self, country: str, to: str | None = None) -> float:
        """Exports of a country net of duty, hat: to all others, or to one.

        Raises
        ------
        UsageError   The model does not hold a country.
        """
        place = self.found.world.place(country)
        buyers = [self.found.world.place(to)] if to else [n for n in range(len(self.countries)) if n != place]
        return float(self.flows[:, buyers, place].sum() / self.flows_before[:, buyers, place].sum())

    def imports(self, country: str) -> float:
        """Imports of a country net of duty, hat."""
        place = self.found.world.place(country)
        sellers = [n for n in range(len(self.countries)) if n != place]
        return float(self.flows[:, place, sellers].sum() / self.flows_before[:, place, sellers].sum())

    @property
    def duty(self) -> Array:
        """New duty by buyer, million USD."""
        return self.found.duty


def model_goods(
    view: View,
    on: date,
    base: date = BASE_DAY,
    model: str = "icio",
    spi: str = "best",
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Goods:
    """The goods of a model with the rates of two days (``sectors_goods.goods``)."""
    table = use_table() if model == "wiod-io" else sector_table(model)
    return goods(view, on, base, model, table.countries, table.sectors, spi, use, claims, tick)


def day_world(model: str, elasticity_set: str, tariffs: BookCells, theta: Array) -> WageOnly | ManySectors:
    """The world of the base day: the duty in what the United States spends is the book's; deficits removed.

    Parameters
    ----------
    elasticity_set : what ``theta`` is called where no world without deficits is found.

    Raises
    ------
    NotConverged   Deficits cannot be removed.
    """
    try:
        return _with_deficits(model, tariffs, theta).balanced()
    except NotConverged as error:
        raise NotConverged(f"{model}, elasticities {elasticity_set}, base without deficits: {error}") from None


def _with_deficits(model: str, tariffs: BookCells, theta: Array) -> WageOnly | ManySectors:
    if model == "wiod-io":
        uses = use_table()
        home = uses.countries.index(HOME)
        rates = np.zeros_like(uses.trade)
        rates[:, home] = np.where(tariffs.known, 1 / tariffs.net_before - 1, 0.0)
        return from_uses(uses, theta, rates)
    table = sector_table(model)
    home = table.countries.index(HOME)
    keep = 1 / (1 + table.tariffs)
    keep[:, home] = np.where(tariffs.known, tariffs.net_before, keep[:, home])
    return from_table(table, theta, keep)


def solve_cells(
    world: WageOnly | ManySectors,
    tariffs: BookCells,
    retaliate: bool = False,
    start: WageEquilibrium | ManyEquilibrium | None = None,
) -> WageEquilibrium | ManyEquilibrium:
    """The equilibrium under cells, from the world of the base day.

    Parameters
    ----------
    retaliate : every partner raises the price of US goods of a sector by the factor by which its own goods of the sector are raised.

    Raises
    ------
    NotConverged   No equilibrium.
    """
    home = world.place(HOME)
    rates = world.tariffs.copy()
    factor = np.ones_like(rates)
    factor[:, home] = np.where(tariffs.known, tariffs.factor, 1.0)
    rates[:, home] = np.where(tariffs.known, 1 / tariffs.net_after - 1, rates[:, home])
    if retaliate:
        factor[:, :, home] = factor[:, home]
        rates[:, :, home] = (1 + rates[:, :, home]) * factor[:, home] - 1
    if isinstance(world, WageOnly):
        return world.solve(rates, start if isinstance(start, WageEquilibrium) else None, factor)
    return world.solve(rates, start=start if isinstance(start, ManyEquilibrium) else None, factor=factor)


def solve_day(
    view: View,
    on: date,
    base: date = BASE_DAY,
    model: str = "icio",
    elasticity_set: str = "IS",
    theta: Array | None = None,
    retaliate: bool = False,
    spi: str = "best",
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    gathered: Goods | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> DayResult:
    """The equilibrium under the book's rates of ``on``, from a base under those of ``base``.

    Parameters
    ----------
    view : the law looked at. model : ``icio``, ``wiod14`` or ``wiod-io``.
    theta : ndarray, shape (s,)   Elasticities in the place of ``elasticity_set``.
    spi, use, claims : the same conventions on both days (``sectors_goods.goods``).
    gathered : goods of an earlier call (``model_goods``), to spare the book.

    Raises
    ------
    UsageError     A day before the book begins, an unknown model or set.
    NotConverged   No equilibrium.
    """
    power = elasticities(model, elasticity_set) if theta is None else theta
    found = gathered if gathered is not None else model_goods(view, on, base, model, spi, use, claims, tick)
    table = use_table() if model == "wiod-io" else sector_table(model)
    tariffs = book_cells(found, power, len(table.sectors), len(table.countries))
    name = elasticity_set if theta is None else "given"
    solved = solve_cells(day_world(model, name, tariffs, power), tariffs, retaliate)
    return DayResult(solved, tariffs, found, on, base, model, name, retaliate, view.digest)
