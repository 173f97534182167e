"""General equilibrium in many sectors for readers and machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kanzei.impact.ge_draws import Draws
from kanzei.impact.hat_many import ManyEquilibrium
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium
from kanzei.impact.sector_data import ELASTICITY_SETS, SOURCES
from kanzei.impact.sector_outcomes import MEASURES, base_duty, group, group_mean, outcomes, world_trade
from kanzei.impact.sector_scenarios import HOME
from kanzei.impact.sector_solve import Problem
from kanzei.render.impact_draws import ranges_json, ranges_text
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["sectors_json", "sectors_text"]

SHOWN = ("USA", "JPN", "CHN", "CAN", "MEX", "KOR", "EU", "non-US")
HEADER = ["", "real income", "real wage", "exports", "imports", "to the US", "prices", "duty/spending"]
DIGITS = {"real_income": 3, "real_wage": 3}
"""Digits of a measure; the others have two."""
RANGED = {
    "real_income": ("real income", 3),
    "real_wage": ("real wage", 3),
    "exports": ("exports", 2),
    "imports": ("imports", 2),
}
MEANT = {
    "icio": "wages alone, no input-output links",
    "wiod14": "wages alone, no input-output links",
    "wiod-io": "input-output links",
}

Found = WageEquilibrium | ManyEquilibrium


def _names(found: Found, names: Sequence[str]) -> list[str]:
    return list(names) or [one for one in SHOWN if one in {*found.world.countries, "EU", "non-US"}]


def _rows(found: Found, names: Sequence[str]) -> dict[str, dict[str, float]]:
    values = outcomes(found)
    world = found.world
    return {name: {key: group_mean(world, values[key], group(world, name)) for key in MEASURES} for name in names}


def _how(found: Found) -> str:
    if isinstance(found, WageEquilibrium):
        return (
            f"Solved in {found.how.chords} chord and {found.how.newtons} Newton steps on {len(found.world.countries)} wages; largest relative residual "
            f"{found.how.residual:.0e}, largest gap of any market {found.walras:.0e}."
        )
    return f"Solved in {found.sweeps} sweeps; wages, prices and spending still move by {found.residual:.0e}."


def _duty(found: Found) -> tuple[float, float]:
    """US duty of the base and new, billion USD."""
    home = found.world.place(HOME)
    return float(base_duty(found.world)[home]) / 1000, float(found.duty[home]) / 1000


def sectors_text(
    problem: Problem, found: Found, said: Sequence[str], names: Sequence[str], drawn: Draws | None, ink: Ink
) -> str:
    """Changes from the base in percent, a line a country or group; ranges where elasticities were drawn."""
    world = found.world
    shown = _names(found, names)
    cells = [
        [name, *(f"{round(value, DIGITS.get(key, 2)) + 0.0:+.{DIGITS.get(key, 2)}f}" for key, value in row.items())]
        for name, row in _rows(found, shown).items()
    ]
    before, after = _duty(found)
    lines = [
        ink.bold(
            f"General equilibrium, {len(world.countries)} countries x {len(world.sectors)} sectors ({problem.model}: {MEANT[problem.model]}): percent change, long run"
        ),
        *(paragraph(line) for line in said),
        "",
        table(HEADER, cells, right=range(1, len(HEADER)), ink=ink),
        "",
        paragraph(
            f"US duty {before:.1f} to {after:.1f} billion USD at the table's prices. World trade over world income: {world_trade(found):+.2f} percent. "
            "Groups are means by base spending; exports and imports are net of duty, in units of world income."
        ),
    ]
    if drawn is not None:
        lines += ["", ranges_text(shown, RANGED, lambda measure, name: _each(drawn, measure, name, found), drawn, ink)]
    lines += [
        paragraph(_how(found)),
        paragraph(
            f"Table: {SOURCES[problem.model]}; deficits removed first. Elasticities: {problem.elasticity_set}, {ELASTICITY_SETS[problem.elasticity_set]}."
        ),
    ]
    return "\n".join(lines)


def _each(drawn: Draws, measure: str, name: str, found: Found) -> Array:
    """One number a draw: a country's, or a group's mean by base wage income."""
    chosen = group(found.world, name)
    weights = found.world.added[chosen]
    return np.asarray(drawn.values[measure][:, chosen] @ weights / weights.sum())


def _rates(problem: Problem, found: Found, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Means of the book's rates by seller, fractions, weights of 2024; the last after buyers have moved within cells. Sellers of the Union share theirs."""
    cells = problem.cells(found.world.theta)
    out = {}
    for name in names:
        if name in found.world.countries and cells.value[:, (at := found.world.place(name))].sum() > 0:
            weights = cells.value[:, at] / cells.value[:, at].sum()
            out[name] = {
                "base": float(weights @ cells.mean_before[:, at]),
                "new": float(weights @ cells.mean_after[:, at]),
                "new_shifted": float(weights @ cells.mean_shifted[:, at]),
            }
    return out


def sectors_json(
    problem: Problem, found: Found, said: Sequence[str], names: Sequence[str], drawn: Draws | None
) -> dict[str, Any]:
    """The same for machines; all countries unless some are named."""
    before, after = _duty(found)
    shown = list(names) or list(found.world.countries)
    out: dict[str, Any] = {
        "layer": "general equilibrium in many sectors",
        "model": problem.model,
        "links": MEANT[problem.model],
        "horizon": "long run",
        "scenario": list(said),
        "unit": "percent change from the base; duty: percent of base spending",
        "countries": _rows(found, shown),
        "us_duty_billion_usd": {"base": before, "new": after},
        "world_trade_over_income": world_trade(found),
        "convergence": {"residual": found.how.residual, "walras": found.walras, "chord_steps": found.how.chords}
        if isinstance(found, WageEquilibrium)
        else {"residual": found.residual, "sweeps": found.sweeps},
        "elasticities": {
            "set": problem.elasticity_set,
            "source": ELASTICITY_SETS[problem.elasticity_set],
            "values": dict(zip(found.world.sectors, found.world.theta.tolist(), strict=True)),
        },
        "sources": SOURCES[problem.model],
    }
    if problem.goods is not None:
        out["us_rates"] = _rates(problem, found, shown)
    if drawn is not None:
        out["draws"] = ranges_json(
            shown, list(MEASURES), lambda measure, name: _each(drawn, measure, name, found), drawn
        )
    return out
