"""What an equilibrium means for each country: welfare, trade, employment, prices, revenue; and means over groups of countries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kanzei.impact.hat_one import Equilibrium
from kanzei.impact.hat_solve import Array

__all__ = ["MEASURES", "mean", "outcomes", "world_trade"]

MEASURES = {
    "welfare": "real consumption less the cost of work, percent",
    "deficit": "trade deficit, net of duty, percent of its size in the base",
    "exports_gdp": "exports over income, percent",
    "imports_gdp": "imports net of duty over income, percent",
    "employment": "labour supplied, percent",
    "prices": "price of the bundle consumed, percent",
    "tariff_revenue_over_expenditure": "duty collected over base spending, share",
}
"""Measure -> what it is. All are changes from the base but the last."""


def outcomes(found: Equilibrium) -> dict[str, Array]:
    """Every measure, by country.

    Notes
    -----
    Welfare (Ignatenko et al. 2025, section 2): W_i = d_i Ec_i/P_i + (1-d_i) w_i L_i/P_i with d_i = Ec_i/(Ec_i - kappa (1-tau_i) Y_i/(1+kappa)), where
    Ec is final spending; tau is zero under a lump sum.
    """
    world = found.world
    income, duty = found.income, found.parts[5]
    relief = duty / income if world.relief else np.zeros_like(income)
    final = world.income + world.transfers
    final_new = income + duty + world.transfers * (income.sum() / world.income.sum())
    weight = final / (final - world.supply * (1 - relief) * world.income / (1 + world.supply))
    earned = income / world.income
    welfare = (weight * final_new / final + (1 - weight) * earned) / found.prices
    before, after = _abroad(world.shares * world.spending), _abroad(found.flows)
    deficit = before.sum(axis=0) - before.sum(axis=1)
    deficit_new = after.sum(axis=0) - after.sum(axis=1)
    return {
        "welfare": 100 * (welfare - 1),
        "deficit": 100 * (deficit_new - deficit) / np.abs(deficit),
        "exports_gdp": 100 * (after.sum(axis=1) / before.sum(axis=1) / earned - 1),
        "imports_gdp": 100 * (after.sum(axis=0) / before.sum(axis=0) / earned - 1),
        "employment": 100 * (found.employment - 1),
        "prices": 100 * (found.prices - 1),
        "tariff_revenue_over_expenditure": duty / world.spending,
    }


def world_trade(found: Equilibrium) -> float:
    """World trade, duty included, over world income: the change in percent (the paper's table 11)."""
    before = _abroad(found.world.shares * found.world.spending).sum()
    after = _abroad(found.flows * (1 + found.tariffs)).sum()
    return float(100 * (after / before / (found.income.sum() / found.world.income.sum()) - 1))


def mean(values: Array, weights: Array, places: Sequence[int] | Array) -> float:
    """A weighted mean over some countries."""
    chosen = np.asarray(places)
    return float(values[chosen] @ weights[chosen] / weights[chosen].sum())


def _abroad(flows: Array) -> Array:
    return flows * (1 - np.eye(len(flows)))
