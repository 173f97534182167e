"""The steps in the one-sector model of 194 countries: exports to the US and in all, output and real income of Japan, long run.

The model has one rate for a partner, products thousands. What stands for them is the price-equivalent rate of the partner's cells (``hat_cells``): k - 1 with
k = m^(-1/theta), m = sum_h w_h [(1+t1_h)/(1+t0_h)]^(-theta), at theta = eps phi, the elasticity with which a duty moves shares in that model. t0 are the book's rates
before the tariffs, so a rate is what was *added*. Partners that the weights lack (1.3 percent of imports) bear what all partners together bear.

Draws are of the trade elasticity alone; every step meets the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.errors import EntryError
from kanzei.impact.draws import Array, Input, lognormal
from kanzei.impact.ge_world import ELASTICITY, base_data, one_sector
from kanzei.impact.hat_one import Equilibrium, OneSector
from kanzei.impact.rates import UNION, origin_of, weights

__all__ = ["ELASTICITY_INPUT", "SOURCES", "Added", "added", "one_sector_draws", "outcomes_of_japan"]

ELASTICITY_INPUT: Input = lognormal(
    "trade elasticity",
    ELASTICITY,
    0.25,
    "Simonovska and Waugh 2014 (doi.org/10.1016/j.jinteco.2013.10.001), as used by Ignatenko et al. 2025; the deviation of 25 percent is an assumption",
)
SOURCES = "trade CEPII BACI HS22 V202501, 2023; GDP World Bank WDI, 2023; model and parameters Ignatenko et al. 2025 (doi.org/10.1016/j.jinteco.2025.104138)"
HOME, AWAY = "USA", "JPN"
OUTSIDE_THE_LIST = ("CZE", "SVK")
"""Members of the Union that the model's own list of it leaves out."""


class Added(NamedTuple):
    """What a step adds, by partner: the cells of one rate gathered.

    partner : place of a group's partner, int (g,). log : ln (1+t1)/(1+t0) (g,). share : of the partner's value with the duty of the base (g,). value : by partner (p,).
    names : Census codes (p,).
    """

    names: tuple[str, ...]
    partner: Any
    log: Array
    share: Array
    value: Array

    def rates(self, theta: float) -> tuple[Array, float]:
        """Price-equivalent added rate of each partner, and of all of them together."""
        count = len(self.names)
        moved = np.bincount(self.partner, self.share * np.exp(-theta * self.log), count)
        whole = float((moved * self.value).sum() / self.value.sum())
        return np.asarray(moved ** (-1 / theta) - 1), whole ** (-1 / theta) - 1


def added(partners: Sequence[str], cells: Array, before: Array, after: Array) -> Added:
    """Gather cells.

    Parameters
    ----------
    partners : Census codes. cells : places in the weights, int (n,). before, after : rates of those cells as fractions (n,).
    """
    base = weights()
    names = tuple(partners)
    ends = np.array([base.spans[one][1] for one in names])
    order = np.argsort(ends)
    partner: Any = order[np.searchsorted(ends[order], cells, "right")]
    gross = base.value[cells] * (1 + before)
    log = np.round(np.log1p(after) - np.log1p(before), 12)
    keys, place = np.unique(np.stack([partner, log]), axis=1, return_inverse=True)
    value = np.bincount(partner, gross, len(names))
    of: Any = keys[0].astype(np.int64)
    share = np.bincount(place.ravel(), gross, keys.shape[1]) / value[of]
    return Added(names, of, keys[1], share, value)


@cache
def _places(names: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """(place in the world, place of its partner or -1) of every country but the United States."""
    of = {origin_of(one): place for place, one in enumerate(names) if one != UNION}
    data = base_data()
    union = names.index(UNION) if UNION in names else -1
    members = {data.countries[one] for one in data.european} | set(OUTSIDE_THE_LIST)
    out = []
    for place, iso in enumerate(data.countries):
        if iso == HOME:
            continue
        try:
            two = normalise_origin(iso)[0]
        except EntryError:
            two = ""
        out.append((place, union if iso in members else of.get(two, -1)))
    return tuple(out)


def tariffs_of(world: OneSector, step: Added, alone: bool) -> Array:
    """The matrix of added rates: what the United States charges on each country.

    alone : Japan's rates only; all other partners keep those of the base.
    """
    home = world.place(HOME)
    rates, rest = step.rates(world.elasticity * float(world.passing[home]))
    made = np.zeros_like(world.shares)
    for place, partner in _places(step.names):
        made[place, home] = rates[partner] if partner >= 0 else 0.0 if alone else rest
    return made


def outcomes_of_japan(found: Equilibrium) -> dict[str, float]:
    """Percent changes. Values of trade are net of duty, at the model's world price level.

    Notes
    -----
    Output at constant prices is L^(1+psi), for output is w L Y over cost and cost is w L^(-psi). Real income is income over the price of the bundle consumed,
    so it also holds the terms of trade.
    """
    world = found.world
    here, there = world.place(AWAY), world.place(HOME)
    before = world.shares * world.spending
    own = np.arange(len(before)) != here
    return {
        "exports_us": 100 * float(found.flows[here, there] / before[here, there] - 1),
        "exports": 100 * float(found.flows[here][own].sum() / before[here][own].sum() - 1),
        "gdp": 100 * float(found.employment[here] ** (1 + world.scale) - 1),
        "real_income": 100 * float(found.wages[here] * found.employment[here] / found.prices[here] - 1),
    }


def one_sector_draws(
    steps: Mapping[str, Added],
    elasticities: Array,
    alone: bool = False,
    tick: Callable[[float], None] = lambda share: None,
) -> dict[str, dict[str, Array]]:
    """Step -> measure -> percent change under each elasticity, shape (draws,).

    Raises
    ------
    NotConverged   An equilibrium was not found to the tolerance.
    """
    main = one_sector()
    out: dict[str, dict[str, list[float]]] = {name: {} for name in steps}
    for number, elasticity in enumerate(elasticities.tolist()):
        world = replace(main, elasticity=elasticity)
        # The factor of the central world is near enough for chord steps; what does not settle goes to Newton's.
        world.__dict__["base_inverse"] = main.base_inverse
        start: Equilibrium | None = None
        for name, step in steps.items():
            start = world.solve(tariffs_of(world, step, alone), start)
            for measure, value in outcomes_of_japan(start).items():
                out[name].setdefault(measure, []).append(value)
        tick((number + 1) / len(elasticities))
    return {name: {measure: np.array(values) for measure, values in measures.items()} for name, measures in out.items()}
