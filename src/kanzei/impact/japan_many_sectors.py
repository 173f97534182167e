"""The steps in models of many sectors: exports of Japan to the US and in all, vehicles, and real income, long run.

The rates of the steps are gathered into the cells of a model (``sectors_book``), by seller and sector and rate, so that rates within a cell lose nothing. Sellers are
placed by the rules of ``sectors_goods``, but for one: a country of the model that is no partner of the weights keeps the model's own tariffs on both days.

Drawn: which of the eight sets of sector elasticities on file, each as likely, and a multiplier on the whole set. Every step meets the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.errors import EntryError
from kanzei.impact.draws import Array, Input, chosen, lognormal
from kanzei.impact.japan_one_sector import AWAY, HOME
from kanzei.impact.rates import UNION, DayRates, origin_of, weights
from kanzei.impact.sector_data import ELASTICITY_SETS, elasticities, sector_table, use_table
from kanzei.impact.sectors_book import base_flows, book_cells, day_world, solve_cells
from kanzei.impact.sectors_goods import MEMBERS, REST, Goods
from kanzei.impact.sectors_places import sector_of_codes

__all__ = ["INPUTS", "gathered", "many_sector_draws"]

SETS = tuple(ELASTICITY_SETS)
INPUTS: tuple[Input, ...] = (
    chosen("set of sector elasticities", range(len(SETS)), f"one of eight on file, each as likely: {', '.join(SETS)}"),
    lognormal("multiplier of sector elasticities", 1.0, 0.25, "assumption: 25 percent, for want of standard errors"),
)
VEHICLES = {"icio": ("C29",), "wiod-io": ("Transport Equipment",)}
"""Sectors that hold motor vehicles: with parts in ``icio``, with all means of transport in ``wiod-io``."""


def gathered(model: str, before: DayRates, after: DayRates, alone: bool) -> Goods:
    """Goods of a model's sellers with the rates of two days, those of one rate added up.

    alone : only Japan's rates are those of the new day.
    """
    held = weights()
    table = use_table() if model == "wiod-io" else sector_table(model)
    place = {name: number for number, name in enumerate(table.countries)}
    sector = sector_of_codes(held.hts[before.cells], model, table.sectors)
    value = held.value[before.cells].astype(float)
    alpha2 = {_alpha2(name): name for name in table.countries if name not in {REST, HOME} and name not in MEMBERS}
    own: list[str] = []
    union = [name for name in table.countries if name in MEMBERS]
    pieces = []
    for partner in before.partners:
        first, last = held.spans[partner]
        mask = (before.cells >= first) & (before.cells < last) & (sector >= 0)
        name = alpha2.get(origin_of(partner)) if partner != UNION else None
        sellers = [place[name]] if name else [place[one] for one in union] if partner == UNION else []
        if name:
            own.append(name)
        elif not sellers and REST in place:
            sellers = [place[REST]]
        old = before.total[mask]
        new = old if alone and name != AWAY else after.total[mask]
        keys, where = np.unique(np.stack([sector[mask], old, new]), axis=1, return_inverse=True)
        worth = np.bincount(where.ravel(), value[mask], keys.shape[1])
        pieces += [(seller, keys[0].astype(np.int64), worth, keys[1], keys[2]) for seller in sellers]
    have = {seller for seller, *_ in pieces}
    sectors, worths, olds, news = (np.concatenate([one[column] for one in pieces]) for column in (1, 2, 3, 4))
    return Goods(
        np.concatenate([np.full(len(one[1]), one[0]) for one in pieces]),
        sectors,
        worths,
        olds,
        news,
        float(value[sector >= 0].sum() / value.sum()),
        tuple(own),
        (),
        tuple(union),
        tuple(name for name, number in place.items() if number not in have and name != HOME),
    )


def many_sector_draws(
    model: str,
    steps: Mapping[str, Goods],
    drawn: Mapping[str, Array],
    tick: Callable[[float], None] = lambda share: None,
) -> dict[str, dict[str, Array]]:
    """Step -> measure -> percent change under each draw, shape (draws,).

    Parameters
    ----------
    drawn : values of :data:`INPUTS` by name.

    Notes
    -----
    Real income is what wages, duty and transfers buy. Labour is given in these models, so there is no change of output to report beside it.

    Raises
    ------
    NotConverged   An equilibrium was not found to the tolerance.
    """
    table = use_table() if model == "wiod-io" else sector_table(model)
    home, away = (table.countries.index(one) for one in (HOME, AWAY))
    buyers = np.arange(len(table.countries)) != away
    vehicles = [table.sectors.index(one) for one in VEHICLES[model]]
    out: dict[str, dict[str, list[float]]] = {name: {} for name in steps}
    sets, times = (drawn[one.name] for one in INPUTS)
    for number, (which, multiplier) in enumerate(zip(sets.tolist(), times.tolist(), strict=True)):
        theta = elasticities(model, SETS[int(which)]) * multiplier
        world = start = before = None
        for name, found in steps.items():
            tariffs = book_cells(found, theta, len(table.sectors), len(table.countries))
            if world is None or before is None:
                # The base is the same for every step: the rates before the tariffs.
                world = day_world(model, "drawn", tariffs, theta)
                before = base_flows(world)
            start = solve_cells(world, tariffs, start=start)
            flows = start.flows
            for measure, value in (
                ("exports_us", flows[:, home, away].sum() / before[:, home, away].sum()),
                ("exports", flows[:, buyers, away].sum() / before[:, buyers, away].sum()),
                ("vehicles_us", flows[vehicles, home, away].sum() / before[vehicles, home, away].sum()),
                ("real_income", start.real_income[away]),
            ):
                out[name].setdefault(measure, []).append(100 * float(value - 1))
        tick((number + 1) / len(times))
    return {name: {measure: np.array(values) for measure, values in measures.items()} for name, measures in out.items()}


def _alpha2(code: str) -> str:
    try:
        return normalise_origin(code)[0]
    except EntryError:
        return code
