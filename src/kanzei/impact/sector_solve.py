"""One question to a model of many sectors: rates by hand or the book's, best rates, Nash rates; solved anew under other elasticities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.hat_best import best_by_sector, best_rate, nash_best, nash_formula
from kanzei.impact.hat_many import ManyEquilibrium, ManySectors
from kanzei.impact.hat_many_best import best_rate_many
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium, WageOnly
from kanzei.impact.sector_data import elasticities, sector_table, use_table
from kanzei.impact.sector_scenarios import HOME, goods_sectors, rates_by_country
from kanzei.impact.sector_worlds import from_table, from_uses, io_world, wage_world
from kanzei.impact.sectors_book import BookCells, book_cells, day_world, solve_cells
from kanzei.impact.sectors_goods import Goods

__all__ = ["Problem"]

World = WageOnly | ManySectors
Found = WageEquilibrium | ManyEquilibrium


@dataclass(frozen=True)
class Problem:
    """What is asked.

    Attributes
    ----------
    model, elasticity_set : as in ``sector_data``.
    rates : countries, EU or ALL, and rates as shares, added to the tariffs of the base on goods.
    goods : the book's rates instead. retaliate : the same back.
    """

    model: str
    elasticity_set: str
    rates: Sequence[tuple[str, float]] = ()
    goods: Goods | None = None
    retaliate: bool = False

    def world(self) -> World:
        """The base, without deficits: at the model's tariffs, or at the book's of the base day."""
        if self.goods is not None:
            theta = elasticities(self.model, self.elasticity_set)
            return day_world(self.model, self.elasticity_set, self.cells(theta), theta)
        return io_world(self.elasticity_set) if self.model == "wiod-io" else wage_world(self.model, self.elasticity_set)

    def cells(self, theta: Array) -> BookCells:
        """The book's cells under elasticities.

        Raises
        ------
        UsageError   There are no goods.
        """
        if self.goods is None:
            raise UsageError("rates of the book were not asked for")
        return book_cells(self.goods, theta, len(theta), self._countries())

    def _countries(self) -> int:
        table = use_table() if self.model == "wiod-io" else sector_table(self.model)
        return len(table.countries)

    def solve(self) -> Found:
        """The equilibrium."""
        world = self.world()
        if self.goods is not None:
            return solve_cells(world, self.cells(world.theta), self.retaliate)
        return world.solve(rates_by_country(world, self.rates, self.retaliate))

    def with_elasticities(self, theta: Array, near: Found | None) -> Found:
        """The equilibrium of a world calibrated with other elasticities, shape (s,)."""
        if self.goods is not None:
            tariffs = self.cells(theta)
            return solve_cells(day_world(self.model, "drawn", tariffs, theta), tariffs, self.retaliate, near)
        if self.model == "wiod-io":
            many = from_uses(use_table(), theta).balanced()
            start = near if isinstance(near, ManyEquilibrium) else None
            return many.solve(rates_by_country(many, self.rates, self.retaliate), start=start)
        world = from_table(sector_table(self.model), theta).balanced()
        warm = near if isinstance(near, WageEquilibrium) else None
        return world.solve(rates_by_country(world, self.rates, self.retaliate), warm)

    def words(self) -> list[str]:
        """The rates by hand in words."""
        back = "; every partner answers with the same" if self.retaliate else ""
        laid = ", ".join(f"{name} {rate:.2%}" for name, rate in self.rates)
        return [f"US rates added to those of the base, on goods: {laid}{back}"] if self.rates else []

    def best(self, by_sector: bool = False) -> tuple[Found, list[str]]:
        """The rate on all goods, or the rates by sector, that is best for the United States in the place of its tariffs."""
        world = self.world()
        home, goods = world.place(HOME), goods_sectors(world)
        if isinstance(world, ManySectors):
            if by_sector:
                raise UsageError("--by-sector: rates by sector are there without input-output links (icio, wiod14)")
            best = best_rate_many(world, home, goods)
            return best.found, [
                f"best uniform rate for the US on goods: {best.rate:.2%}, to {best.within:.0e}, in {best.solves} solves; real income there is the highest"
            ]
        if by_sector:
            each = best_by_sector(world, world.tariffs, home, sectors=goods)
            rates = ", ".join(f"{name} {rate:.1%}" for name, rate in zip(world.sectors, each.rates, strict=False))
            return each.found, [f"best rates by sector for the US ({each.solves} solves): {rates}"]
        one = best_rate(world, world.tariffs, home, sectors=goods)
        return one.found, [
            f"best uniform rate for the US on goods, in the place of its tariffs: {one.rate:.2%}, slope of welfare {one.slope:.0e}, {one.solves} solves"
        ]

    def nash(self, names: Sequence[str]) -> tuple[Found, list[str]]:
        """Nash rates: everyone's by the formula (ALL), or best answers of the United States and some."""
        world = self.world()
        if isinstance(world, ManySectors):
            raise UsageError("--nash: there without input-output links (icio, wiod14) and in one sector")
        if list(names) == ["ALL"]:
            everyone = nash_formula(world)
            middle = float(np.median(everyone.rates))
            us = float(everyone.rates[world.place(HOME)])
            return everyone.found, [
                "everyone charges everyone the rate of the formula of Lashkaripour (2021), in every sector, in the place of all tariffs",
                f"US {us:.2%}, median {middle:.2%}, {everyone.rates.min():.2%} to {everyone.rates.max():.2%}; {everyone.rounds} rounds, the last moved rates by {everyone.moved:.0e}",
            ]
        if "ALL" in names:
            raise UsageError("--nash ALL stands alone")
        players = [HOME, *dict.fromkeys(name for name in names if name != HOME)]
        if len(players) < 2:
            raise UsageError("--nash: name a country besides the US, or ALL")
        few = nash_best(world, players)
        rates = ", ".join(f"{name} {rate:.2%}" for name, rate in zip(players, few.rates, strict=True))
        return few.found, [
            f"Nash rates on each other, in every sector, in the place of their tariffs: {rates}",
            f"after {few.rounds} rounds, the last of which moved them by {few.moved:.0e}",
        ]
