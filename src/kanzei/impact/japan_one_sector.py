"""The steps in the one-sector model of 194 countries: exports to the US and in all, output and real income of Japan, long run.

The model has one rate for a partner, products thousands. A partner's goods are gathered as ``hat_cells`` does it, at theta = eps phi, the elasticity with which a duty moves
shares in that model: k for the price and n1 for what is not duty, with r_h = (1+t1_h)/(1+t0_h) as the price change and t0 the book's rates before the tariffs, so that only what was
*added* counts. Partners that the weights lack (1.3 percent of imports) bear what all partners together bear.

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

__all__ = ["ELASTICITY_INPUT", "SOURCES", "Added", "added", "charged", "one_sector_draws", "outcomes_of_japan"]

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

    def rates(self, theta: float) -> tuple[Array, Array]:
        """k of each partner, and the rate 1/n1 - 1 at which its duty is counted; the last entry is all of them together, shape (p + 1,)."""
        count = len(self.names)
        kept = self.share * np.exp(-theta * self.log)
        moved, net = (np.bincount(self.partner, one, count) for one in (kept, kept * np.exp(-self.log)))
        moved, net = (np.append(one, one @ self.value / self.value.sum()) for one in (moved, net))
        return np.asarray(moved ** (-1 / theta)), np.asarray(moved / net - 1)


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
    value = np.asarray(np.bincount(partner, gross, len(names)), dtype=np.float64)
    of: Any = keys[0].astype(np.int64)
    share = np.bincount(place.ravel(), gross, keys.shape[1]) / value[of]
    return Added(names, of, keys[1], share, value)


@cache
def _places(names: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """(place in the world, place of its partner, -1 for the entry of all together) of every country but the United States."""
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


def charged(world: OneSector, step: Added, alone: bool) -> tuple[Array, Array]:
    """What the United States charges on each country: factor of the price and rate of duty, each shape (n, n).

    alone : Japan's rates only; all other partners keep those of the base.
    """
    home = world.place(HOME)
    k, rate = step.rates(world.elasticity * float(world.passing[home]))
    factor, tariffs = np.ones_like(world.shares), np.zeros_like(world.shares)
    for place, partner in _places(step.names):
        if not alone or world.countries[place] == AWAY:
            factor[place, home], tariffs[place, home] = k[partner], rate[partner]
    return factor, tariffs


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
        start: Equilibrium | None = None
        for name, step in steps.items():
            factor, tariffs = charged(world, step, alone)
            # The inverse of the central world is near enough for chord steps; what does not settle goes to Newton's.
            start = world.solve(tariffs, start, factor=factor, inverse=main.base_inverse)
            for measure, value in outcomes_of_japan(start).items():
                out[name].setdefault(measure, []).append(value)
        tick((number + 1) / len(elasticities))
    return {name: {measure: np.array(values) for measure, values in measures.items()} for name, measures in out.items()}
