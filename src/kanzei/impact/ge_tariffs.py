"""Schedules of tariffs for the models: who charges what on whom, retaliation, and rates by the formula of the paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.ge_world import BaseData
from kanzei.impact.hat_one import OneSector
from kanzei.impact.hat_solve import Array
from kanzei.impact.sector_scenarios import MEMBERS

__all__ = ["announced", "charge", "formula_rate", "free", "rates_on", "reciprocal", "retaliation_rates"]

LEAST_ANNOUNCED = 0.10
"""The rate of 2 April 2025 on every country without one of its own (Executive Order 14257)."""


def free(world: OneSector) -> Array:
    """No tariffs: the base."""
    return np.zeros_like(world.shares)


def charge(tariffs: Array, importer: int, rate: float | Array, partners: Sequence[int] | None = None) -> Array:
    """A copy in which ``importer`` charges ``rate`` on ``partners`` (default: on all), and nothing on itself."""
    made = tariffs.copy()
    made[slice(None) if partners is None else list(partners), importer] = rate
    made[importer, importer] = 0
    return made


def announced(data: BaseData, home: str = "USA") -> Array:
    """The tariffs announced on 2 April 2025, at least ten percent on every country."""
    place = data.countries.index(home)
    return charge(np.zeros_like(data.trade), place, np.maximum(data.announced, LEAST_ANNOUNCED))


def reciprocal(tariffs: Array, home: int) -> Array:
    """Every partner charges on the goods of ``home`` what ``home`` charges on its goods."""
    made = tariffs.copy()
    made[home] = made[:, home]
    made[home, home] = 0
    return made


def formula_rate(world: OneSector, home: int, over: str) -> float:
    """The optimal rate of proposition 2: t = 1/[(1 + Eps) phi - 1], Eps = eps sum_n (1-nu_n) X_in (1-l_in) / [(1-nu_i) Z].

    Parameters
    ----------
    over : ``spending`` or ``income``   What Z is besides purchases at home. The paper's tables use the first (table 1: 21.8 percent) and the second
        (table 2: 18.5 percent) for the same formula; neither is the rate that maximises welfare (``ge_optimal.best_rate``).
    """
    flows = world.shares * world.spending
    others = np.arange(len(flows)) != home
    sold = (flows[home] * (1 - world.local) * (1 - world.shares[home]))[others].sum()
    base = world.spending if over == "spending" else world.income
    answer = world.elasticity * sold / ((1 - world.local[home]) * (base[home] - flows[home, home]))
    return float(1 / ((1 + answer) * world.passing[home] - 1))


def retaliation_rates(world: OneSector, home: int) -> Array:
    """The rates on the goods of ``home`` that are best for all others as one country by the same formula, with each country's own phi."""
    rest = np.ones(len(world.spending))
    rest[home] = 0
    group = np.stack([rest, 1 - rest])
    flows = group @ (world.shares * world.spending) @ group.T
    other = 1 if home == 0 else 0
    local = np.array([world.local[other], world.local[home]])
    abroad = flows[0, 1] * (1 - local[1]) * (1 - flows[0, 1] / flows[:, 1].sum())
    answer = world.elasticity * abroad / ((1 - local[0]) * (rest @ world.income - flows[0, 0]))
    return np.asarray(1 / ((1 + answer) * world.passing - 1))


def rates_on(world: OneSector, home: int, rates: Sequence[tuple[str, float]]) -> Array:
    """What ``home`` charges by country, EU (its 27 members; the paper's tables hold 25) or ALL; later rates replace earlier ones.

    Raises
    ------
    UsageError   A name is not in this world, or is the country itself.
    """
    made = np.zeros_like(world.shares)
    for name, rate in rates:
        if name == "ALL":
            partners: list[int] | None = None
        elif name == "EU":
            partners = [number for number, one in enumerate(world.countries) if one in MEMBERS]
        else:
            partners = [world.place(name)]
            if partners == [home]:
                raise UsageError(f"{name}: a country charges nothing on its own goods")
        made = charge(made, home, rate, partners)
    return made
