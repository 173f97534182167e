"""What an equilibrium of many sectors means for each country: real income, real wage, trade, prices, duty; and means over groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.hat_many import ManyEquilibrium, ManySectors
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium, WageOnly
from kanzei.impact.sector_scenarios import HOME, MEMBERS

__all__ = ["MEASURES", "base_duty", "base_flows", "group", "group_mean", "outcomes", "world_trade"]

MEASURES = {
    "real_income": "wages, duty and transfers over the price of final spending, percent: welfare",
    "real_wage": "wage over the price of final spending, percent: real GDP, since labour is given",
    "exports": "exports net of duty, in units of world income, percent",
    "imports": "imports net of duty, in units of world income, percent",
    "exports_to_us": "exports to the United States net of duty, percent",
    "prices": "price of final spending, in units of world income, percent",
    "duty": "duty collected less that of the base, percent of base spending",
}
"""Measure -> what it is: changes from the base."""


def base_flows(world: WageOnly | ManySectors) -> Array:
    """Trade of a base net of duty, million USD, shape (s, buyer, seller)."""
    if isinstance(world, WageOnly):
        return world.shares * world.keep * (world.weights * world.spending)[:, :, None]
    return np.asarray(world.shares * world.spending[:, :, None] / (1 + world.tariffs))


def base_duty(world: WageOnly | ManySectors) -> Array:
    """Duty of the base by buyer, million USD."""
    return np.asarray((base_flows(world) * world.tariffs).sum(axis=(0, 2)))


def final_spending(world: WageOnly | ManySectors) -> Array:
    """Wages, duty and transfers of the base, million USD."""
    return np.asarray(world.added + base_duty(world) + world.deficits)


def outcomes(found: WageEquilibrium | ManyEquilibrium) -> dict[str, Array]:
    """Every measure, by country."""
    world = found.world
    before, after = base_flows(world).sum(axis=0), found.flows.sum(axis=0)
    abroad = 1 - np.eye(len(world.countries))
    home = world.countries.index(HOME) if HOME in world.countries else 0

    def percent(new: Array, old: Array) -> Array:
        return 100 * (np.divide(new, old, out=np.ones_like(old), where=old > 0) - 1)

    to_home = percent(after[home], before[home])
    to_home[home] = 0.0
    return {
        "real_income": 100 * (found.real_income - 1),
        "real_wage": 100 * (found.real_wage - 1),
        "exports": percent((after * abroad).sum(axis=0), (before * abroad).sum(axis=0)),
        "imports": percent((after * abroad).sum(axis=1), (before * abroad).sum(axis=1)),
        "exports_to_us": to_home,
        "prices": 100 * (found.index - 1),
        "duty": 100 * (found.duty - base_duty(world)) / final_spending(world),
    }


def world_trade(found: WageEquilibrium | ManyEquilibrium) -> float:
    """World trade net of duty over world income: the change in percent."""
    before, after = base_flows(found.world).sum(axis=0), found.flows.sum(axis=0)
    abroad = 1 - np.eye(len(before))
    return float(100 * ((after * abroad).sum() / (before * abroad).sum() - 1))


def group(world: WageOnly | ManySectors, name: str) -> list[int]:
    """Places of a country or a group: EU, non-US, World.

    Raises
    ------
    UsageError   It is none.
    """
    if name == "EU":
        return [n for n, one in enumerate(world.countries) if one in MEMBERS]
    if name == "World":
        return list(range(len(world.countries)))
    if name == "non-US":
        return [n for n, one in enumerate(world.countries) if one != HOME]
    if name not in world.countries:
        raise UsageError(
            f"{name}: neither a country of this model ({', '.join(world.countries)}) nor one of EU, non-US, World"
        )
    return [world.countries.index(name)]


def group_mean(world: WageOnly | ManySectors, values: Array, places: Sequence[int]) -> float:
    """A mean weighted by base final spending."""
    chosen = list(places)
    weights = final_spending(world)[chosen]
    return float(values[chosen] @ weights / weights.sum())
