"""Ranges of general-equilibrium results over uncertain elasticities: one solve a draw, warm from a solution nearby, common random numbers.

Sector elasticities are log-normal about the set's values with 25 percent as the deviation of the logarithm, where the source gives no standard error; or one of the eight
sets is taken at random. The base is calibrated anew for each draw, and deficits are removed anew. A draw without an equilibrium is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact import draws as random
from kanzei.impact.draws import Influence, Input, Spread
from kanzei.impact.ge_outcomes import outcomes as one_outcomes
from kanzei.impact.ge_world import one_sector
from kanzei.impact.hat_many import ManyEquilibrium
from kanzei.impact.hat_one import Equilibrium, OneSector
from kanzei.impact.hat_solve import Array, Single
from kanzei.impact.hat_wages import WageEquilibrium
from kanzei.impact.sector_data import ELASTICITY_SETS, elasticities
from kanzei.impact.sector_outcomes import outcomes

__all__ = ["DEVIATION", "Draws", "one_sector_draws", "run_draws", "sector_draws", "sector_inputs"]

DEVIATION = 0.25
ASSUMED = "assumption: 25 percent about the source's value"
SET = "set of elasticities"


@dataclass(frozen=True)
class Draws:
    """Results of all draws.

    Attributes
    ----------
    inputs : what was drawn. drawn : input -> values of the draws kept. values : measure -> ndarray (kept, n).
    refused : draws without an equilibrium, left out.
    """

    inputs: tuple[Input, ...]
    drawn: Mapping[str, Array]
    values: Mapping[str, Array]
    refused: int
    seed: int

    @property
    def kept(self) -> int:
        """Draws with an equilibrium."""
        return len(next(iter(self.drawn.values())))

    def spread(self, values: Array) -> Spread:
        """Median and 5th to 95th percentile of one number a draw."""
        return random.spread(values)

    def influences(self, values: Array) -> list[Influence]:
        """Inputs by rank correlation with one number a draw, the strongest first."""
        return random.influences(self.drawn, values)


def run_draws(
    inputs: Sequence[Input],
    number: int,
    seed: int,
    make: Callable[[Mapping[str, float]], Mapping[str, Array]],
    tick: Callable[[float], None] = lambda share: None,
) -> Draws:
    """Solve ``make`` for every draw; it returns measures by country.

    Raises
    ------
    UsageError     A number of draws or a seed out of range.
    NotConverged   No draw has an equilibrium.
    """
    drawn = random.draw(inputs, number, seed)
    kept: list[int] = []
    found: list[Mapping[str, Array]] = []
    for one in range(number):
        try:
            found.append(make({name: float(values[one]) for name, values in drawn.items()}))
        except NotConverged:
            continue
        finally:
            tick((one + 1) / number)
        kept.append(one)
    if not found:
        raise NotConverged(f"none of {number} draws has an equilibrium")
    return Draws(
        tuple(inputs),
        {name: values[kept] for name, values in drawn.items()},
        {measure: np.array([one[measure] for one in found]) for measure in found[0]},
        number - len(kept),
        seed,
    )


def sector_inputs(model: str, elasticity_set: str, sectors: Sequence[str], sets: bool = False) -> list[Input]:
    """An elasticity for each sector, or, with ``sets``, the number of one of the eight sets."""
    if sets:
        return [random.chosen(SET, range(len(ELASTICITY_SETS)), "each source as likely")]
    centre = elasticities(model, elasticity_set)
    return [
        random.lognormal(f"elasticity {sector}", float(value), DEVIATION, ASSUMED)
        for sector, value in zip(sectors, centre, strict=True)
    ]


def sector_draws(
    model: str,
    elasticity_set: str,
    sectors: Sequence[str],
    number: int,
    seed: int,
    solve: Callable[[Array, WageEquilibrium | ManyEquilibrium | None], WageEquilibrium | ManyEquilibrium],
    sets: bool = False,
    tick: Callable[[float], None] = lambda share: None,
) -> Draws:
    """Draws over the elasticities of a model of many sectors.

    Parameters
    ----------
    solve : from elasticities, shape (s,), and a solution nearby to the equilibrium.
    """
    inputs = sector_inputs(model, elasticity_set, sectors, sets)
    if sets and number < len(ELASTICITY_SETS):
        raise UsageError(f"{number} draws: at least {len(ELASTICITY_SETS)} where sets are drawn")
    names = list(ELASTICITY_SETS)
    near: WageEquilibrium | ManyEquilibrium | None = None

    def make(values: Mapping[str, float]) -> Mapping[str, Array]:
        nonlocal near
        theta = elasticities(model, names[int(values[SET])]) if sets else np.array(list(values.values()))
        near = solve(theta, near)
        return outcomes(near)

    return run_draws(inputs, number, seed, make, tick)


def one_sector_draws(
    elasticity: float,
    relief: bool,
    number: int,
    seed: int,
    solve: Callable[[OneSector, Equilibrium | None, Single], Equilibrium],
    tick: Callable[[float], None] = lambda share: None,
) -> Draws:
    """Draws over the one elasticity of the 194 countries, each by chord steps with the inverse of the central world.

    Parameters
    ----------
    solve : from a world, a solution nearby and the inverse to the equilibrium.
    """
    inverse = one_sector(elasticity, relief).base_inverse
    name, near = "elasticity of trade", None

    def make(values: Mapping[str, float]) -> Mapping[str, Array]:
        nonlocal near
        world = replace(one_sector(relief=relief), elasticity=values[name])
        near = solve(world, near, inverse)
        return one_outcomes(near)

    return run_draws([random.lognormal(name, elasticity, DEVIATION, ASSUMED)], number, seed, make, tick)
