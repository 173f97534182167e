"""General equilibrium and reproduced tables for readers and machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kanzei.impact.ge_cases import shown_group
from kanzei.impact.ge_draws import Draws
from kanzei.impact.ge_outcomes import MEASURES, mean, outcomes, world_trade
from kanzei.impact.ge_world import ELASTICITY, SOURCE
from kanzei.impact.hat_one import Equilibrium
from kanzei.impact.hat_solve import Array
from kanzei.render.impact_draws import ranges_json, ranges_text
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["ge_json", "ge_text"]

SHOWN = ("USA", "JPN", "CHN", "CAN", "MEX", "KOR", "EU", "non-US")
RANGED = {"welfare": ("welfare", 2), "exports_gdp": ("exports/GDP", 2), "prices": ("prices", 2)}
HEADER = ["", "welfare", "deficit", "exports/GDP", "imports/GDP", "employment", "prices", "duty/spending"]


def _rows(found: Equilibrium, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Every measure for countries, and means by base spending for groups; duty as percent of base spending."""
    values = outcomes(found)
    weights = found.world.spending
    return {
        name: {
            key: (100 if key.startswith("tariff") else 1) * mean(values[key], weights, shown_group(name))
            for key in MEASURES
        }
        for name in names
    }


def _sources(found: Equilibrium) -> str:
    """Data, model and the elasticity in use: the paper's, or another."""
    used = found.world.elasticity
    return f"{SOURCE}; elasticity of trade {used:g} ({'theirs' if used == ELASTICITY else f'not their {ELASTICITY:g}'})"


def ge_text(found: Equilibrium, said: Sequence[str], names: Sequence[str], ink: Ink, drawn: Draws | None = None) -> str:
    """Changes from the base in percent, a line a country or group."""
    rows = _rows(found, names or SHOWN)
    cells = [[name, *(f"{round(value, 2) + 0.0:+.2f}" for value in row.values())] for name, row in rows.items()]
    how = found.how
    ranges = (
        ["", ranges_text(list(rows), RANGED, lambda key, name: _each(drawn, key, name, found), drawn, ink)]
        if drawn
        else []
    )
    return "\n".join(
        [
            ink.bold("General equilibrium, one sector, 194 countries: percent change from the base of 2023, long run"),
            *(paragraph(line) for line in said),
            "",
            table(HEADER, cells, right=range(1, len(HEADER)), ink=ink),
            "",
            paragraph(
                f"World trade over world income: {world_trade(found):+.2f} percent. Groups are means by base spending."
            ),
            *ranges,
            paragraph(
                f"Solved in {how.chords} chord and {how.newtons} Newton steps; largest relative residual {how.residual:.0e}, "
                f"largest gap of any market {found.walras:.0e}."
            ),
            paragraph(f"Sources: {_sources(found)}. The base has no tariffs."),
        ]
    )


def ge_json(
    found: Equilibrium, said: Sequence[str], names: Sequence[str], drawn: Draws | None = None
) -> dict[str, Any]:
    """The same for machines; all countries unless some are named."""
    rows = _rows(found, names or found.world.countries)
    ranges = (
        {"draws": ranges_json(list(rows), list(MEASURES), lambda key, name: _each(drawn, key, name, found), drawn)}
        if drawn
        else {}
    )
    return {
        "layer": "one-sector general equilibrium",
        "horizon": "long run",
        "scenario": list(said),
        "unit": "percent change from the base of 2023; duty: percent of base spending",
        "countries": rows,
        "world_trade_over_income": world_trade(found),
        "convergence": {
            "residual": found.how.residual,
            "walras": found.walras,
            "chord_steps": found.how.chords,
            "newton_steps": found.how.newtons,
        },
        "parameters": {
            "trade_elasticity": found.world.elasticity,
            "labour_supply_elasticity": found.world.supply,
            "scale_elasticity": found.world.scale,
            "labour_share": found.world.labour,
            "duty_relieves_income_tax": found.world.relief,
        },
        "sources": _sources(found),
        **ranges,
    }


def _each(drawn: Draws, measure: str, name: str, found: Equilibrium) -> Array:
    """One number a draw: a country's, or a group's mean by base spending; duty as percent of it."""
    chosen = shown_group(name)
    weights = found.world.spending[chosen]
    scale = 100 if measure.startswith("tariff") else 1
    return np.asarray(scale * drawn.values[measure][:, chosen] @ weights / weights.sum())
