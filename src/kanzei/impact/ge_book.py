"""The law book's rates of a day in the one-sector world of 194 countries.

The base of 2023 has no tariffs, so what is laid on is the change of the price from one day to the other: goods weighted by imports of 2024, gathered by country with
the elasticity eps phi of the United States (``hat_cells``). The duty counted is that on top of the base day's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kanzei.duty.view import View
from kanzei.impact.ge_world import base_data, one_sector
from kanzei.impact.hat_cells import cells
from kanzei.impact.hat_one import Equilibrium, OneSector
from kanzei.impact.hat_solve import Array, Single
from kanzei.impact.rates import Use
from kanzei.impact.sector_scenarios import HOME
from kanzei.impact.sectors_goods import Goods, goods

__all__ = ["OneCells", "one_cells", "one_goods", "solve_one"]


@dataclass(frozen=True)
class OneCells:
    """What the rates of the day add to those of the base day by country, shape (n,): factor of the price, tariff net of its cell, and plain mean."""

    factor: Array
    tariff: Array
    mean: Array


def one_goods(
    view: View,
    on: date,
    base: date,
    spi: str = "best",
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Goods:
    """The goods of the 194 countries with the rates of two days (``sectors_goods.goods``)."""
    return goods(view, on, base, "one", base_data().countries, ("goods",), spi, use, claims, tick)


def one_cells(found: Goods, world: OneSector) -> OneCells:
    """Goods gathered by country."""
    home = world.place(HOME)
    of = np.arange(len(world.countries)) if found.groups is None else found.groups
    groups = int(of.max()) + 1
    added = (1 + found.after) / (1 + found.before) - 1
    theta = world.elasticity * float(world.passing[home])
    made = cells(found.seller, found.value * (1 + found.before), np.zeros_like(added), added, theta, groups)
    known = of >= 0

    def spread(column: Array, otherwise: float) -> Array:
        return np.where(known, column[of], otherwise)

    return OneCells(spread(made.factor, 1.0), spread(1 / made.net_after - 1, 0.0), spread(made.mean_after, 0.0))


def solve_one(
    found: Goods,
    world: OneSector | None = None,
    retaliate: bool = False,
    start: Equilibrium | None = None,
    inverse: Single | None = None,
) -> Equilibrium:
    """The equilibrium under the goods' new rates.

    Parameters
    ----------
    world : default the main model. retaliate : every partner raises the price of US goods by the factor by which its own are raised.

    Raises
    ------
    NotConverged   No equilibrium.
    """
    chosen = one_sector() if world is None else world
    home = chosen.place(HOME)
    laid = one_cells(found, chosen)
    factor, tariffs = np.ones_like(chosen.shares), np.zeros_like(chosen.shares)
    factor[:, home], tariffs[:, home] = laid.factor, laid.tariff
    factor[home, home], tariffs[home, home] = 1.0, 0.0
    if retaliate:
        factor[home], tariffs[home] = factor[:, home], factor[:, home] - 1
    return chosen.solve(tariffs, start, factor=factor, inverse=inverse)
