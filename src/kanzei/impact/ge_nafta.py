"""The effects of NAFTA: 31 countries and 40 sectors of 1993 with input-output links (Caliendo and Parro, REStud 82, 2015).

Deficits are removed first, at the tariffs of 1993; then the tariffs among Mexico, Canada and the United States become those of 2005. Final spending
shares are those of the consumption table; theta is 8.22 for cars, other transport and services, as in the authors' computation.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from kanzei.impact.hat_many import ManyEquilibrium, ManySectors
from kanzei.impact.hat_solve import Array

__all__ = ["MEASURES", "SCENARIOS", "nafta", "nafta_measure", "nafta_world"]

MEASURES = ("terms_of_trade", "volume_of_trade", "welfare_first_order", "real_wage", "welfare_exact_real_income")
MEMBERS = ("Mexico", "Canada", "USA")
SCENARIOS = {"zero_aggregate_deficits": True, "observed_deficits": False, "aggregate_deficits": False}
"""Scenario -> whether deficits are removed first; otherwise those of 1993 stay, in units of world income."""


@cache
def nafta_world() -> tuple[ManySectors, Array]:
    """The world of 1993 with its deficits, and the tariffs after the agreement."""
    with files("kanzei.impact").joinpath("facts/nafta-1993.npz").open("rb") as file, np.load(file) as table:
        data = {name: table[name] for name in table.files}
    trade, before = data["trade"], data["before"]
    spending = (trade * (1 + before)).sum(axis=2)
    cost = data["added"] + data["inputs"].sum(axis=1).T
    value_share = data["added"] / cost
    world = ManySectors(
        tuple(str(name) for name in data["countries"]),
        tuple(str(name) for name in data["sectors"]),
        trade * (1 + before) / spending[:, :, None],
        before,
        spending,
        (value_share * trade.sum(axis=1)).sum(axis=0),
        trade.sum(axis=(0, 2)) - trade.sum(axis=(0, 1)),
        value_share,
        data["inputs"] / cost.T[:, None, :],
        data["final"] / data["final"].sum(axis=0),
        data["theta"],
    )
    return world, np.asarray(data["after"])


@cache
def nafta(balanced: bool = True) -> ManyEquilibrium:
    """The equilibrium with NAFTA, from a base without deficits or from one with those of 1993."""
    world, after = nafta_world()
    base = world.balanced() if balanced else world.solve(world.tariffs).as_base()
    return base.solve(after)


def nafta_measure(unit: str, metric: str, scenario: str = "zero_aggregate_deficits") -> float | None:
    """A number of the paper for a country, or for a pair ``Mexico from USA``; ``None`` where there is none such. Percent."""
    found = nafta(SCENARIOS[scenario])
    places = {name: place for place, name in enumerate(found.world.countries)}
    buyer, _, seller = unit.partition(" from ")
    if buyer not in places:
        return None
    place = places[buyer]
    if metric in {"imports", "imports_from_nafta"}:
        together = metric == "imports_from_nafta" or seller == "NAFTA partners"
        sellers = [name for name in MEMBERS if name != buyer] if together else [seller]
        if any(name not in places for name in sellers):
            return None
        chosen = [places[name] for name in sellers]
        world = found.world
        before = (world.shares * world.spending[:, :, None] / (1 + world.tariffs))[:, place, chosen].sum()
        return float(100 * (found.flows[:, place, chosen].sum() / before - 1))
    terms, volume = found.first_order()
    values = {
        "terms_of_trade": terms,
        "volume_of_trade": volume,
        "welfare_first_order": terms + volume,
        "real_wage": 100 * (found.real_wage - 1),
        "welfare_exact_real_income": 100 * (found.real_income - 1),
    }
    return float(values[metric][place]) if metric in values else None
