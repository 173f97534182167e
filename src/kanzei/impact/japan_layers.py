"""The layers of models, each under one name: what it is, its horizon, its data, what is drawn for it, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kanzei.impact.draws import Array, Input, draw
from kanzei.impact.japan_many_sectors import INPUTS, gathered, many_sector_draws
from kanzei.impact.japan_one_sector import ELASTICITY_INPUT, SOURCES, added, one_sector_draws
from kanzei.impact.japan_partial import chosen_for, partial_draws, partial_inputs
from kanzei.impact.rates import DayRates
from kanzei.impact.sector_data import SOURCES as SECTOR_SOURCES

if TYPE_CHECKING:
    from kanzei.impact.japan import Plan

__all__ = ["LAYERS", "MANY", "MEASURES", "Layer", "draws_of", "layer_draws"]

MEASURES = {
    "exports_us": "exports to the US, value net of duty",
    "exports": "exports of goods in all, value net of duty",
    "vehicles_us": "motor vehicles to the US, value net of duty",
    "gdp": "output (real GDP)",
    "real_income": "real income",
}
"""Measure -> what it is; all are percent changes from before the tariffs."""
MANY = 4
"""Layers of many sectors take one draw for every so many of the others: the first ones, so that they are the same."""
Days = Mapping[str, tuple[DayRates, DayRates]]


class Layer(NamedTuple):
    """One layer.

    inputs : what is drawn, from rates of the base and the horizon. model : of the layers of many sectors.
    """

    id: str
    title: str
    horizon: str
    source: str
    note: str
    inputs: Callable[[DayRates, float], tuple[Input, ...]]
    model: str = ""


def _many(identity: str, title: str, model: str, note: str) -> Layer:
    return Layer(identity, title, "long run", SECTOR_SOURCES[model], note, lambda rates, years: INPUTS, model)


LAYERS = {
    one.id: one
    for one in (
        Layer(
            "partial",
            "partial equilibrium, by product",
            "{years:g} year(s)",
            "imports of 2024, U.S. Census Bureau; elasticities Broda and Weinstein 2006 on the path of Boehm et al. 2023; GDP and exports 2023, WDI and BACI; value added "
            "in exports, WIOD 2011",
            "wages, incomes and other markets stay; output is the direct effect: value added in the exports lost",
            lambda rates, years: partial_inputs(chosen_for(rates, years)),
        ),
        Layer(
            "one-sector",
            "general equilibrium, one sector, 194 countries",
            "long run",
            SOURCES,
            "no products, no vehicles; output is what more or less work makes; duty cuts income tax",
            lambda rates, years: (ELASTICITY_INPUT,),
        ),
        _many(
            "many-sectors",
            "general equilibrium, 28 sectors, 81 countries",
            "icio",
            "no input-output links; labour is given, so real income is the measure; vehicles are with parts",
        ),
        _many(
            "many-sectors-io",
            "general equilibrium, 35 sectors with input-output links, 41 countries",
            "wiod-io",
            "labour is given, so real income is the measure; vehicles are all means of transport",
        ),
    )
}


def draws_of(layer: Layer, asked: int) -> int:
    """How many draws a layer takes."""
    return -(-asked // MANY) if layer.model else asked


def layer_draws(
    layer: Layer, pairs: Days, inputs: tuple[Input, ...], plan: Plan, tick: Callable[[float], None]
) -> dict[str, dict[str, Array]]:
    """Step -> measure -> percent change under each draw."""
    if layer.id == "partial":
        return partial_draws(pairs, plan.draws, plan.seed, plan.horizon, tick=tick)
    drawn = draw(inputs, draws_of(layer, plan.draws), plan.seed)
    alone = plan.others == "base"
    if layer.model:
        goods = {name: gathered(layer.model, before, after, alone) for name, (before, after) in pairs.items()}
        return many_sector_draws(layer.model, goods, drawn, tick)
    steps = {
        name: added(before.partners, before.cells, before.total, after.total) for name, (before, after) in pairs.items()
    }
    return one_sector_draws(steps, np.asarray(drawn[ELASTICITY_INPUT.name]), alone, tick)
