"""Answers of the product layer with ranges: a central pass, and passes over draws of what is not known for certain.

Drawn with common random numbers (:mod:`kanzei.impact.draws`): a multiplier on every elasticity between origins, one on those between products and one on that against
home goods, each log-normal with a deviation of 25 percent, for want of standard errors on file; pass-through at the border, triangular from 0.8 to 1.0 with its peak at 1,
unless it is stated; and, where a horizon is asked for, the long-run elasticity of its path, uniform between the two published limits (a higher one makes the first years
a smaller part of it). The set *boehm* is that elasticity: it is drawn in the place of the first multiplier. The first four are assumptions and named so. The multipliers move whole sets up and down; errors of single products against each other are not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kanzei.impact.draws import Influence, Input, Spread, draw, influences, lognormal, spread, triangular, uniform
from kanzei.impact.partial import Array, Demand, Outcome, pass_through_of, solve
from kanzei.impact.partial_case import Case
from kanzei.impact.partial_elasticities import (
    Chosen,
    horizon_factor,
    long_run,
    parameter,
    parameter_source,
)
from kanzei.impact.partial_sums import Sums, exporters, moved, sums

__all__ = ["DEVIATION", "Answer", "Border", "Ranges", "answer", "inputs_of", "ranges"]

DEVIATION = 0.25
ASSUMED = "assumption: 25 percent where the source gives no standard error"
ORIGINS, PRODUCTS, HOME, BORDER, LONG = (
    "elasticity between origins",
    "elasticity between products",
    "elasticity against home goods",
    "pass-through at the border",
    "long-run elasticity of the path",
)
GROUPED = ("imports_after", "diverted", "revenue_after", "rate_after", "import_prices", "exporters")
"""Figures of a line that draws can move; the others are of the law and of 2024 alone."""
PATH_SET = "boehm"
"""The set whose elasticity is the long run of the path."""


class Border(NamedTuple):
    """Who bears a duty at the border: a pass-through, or an inverse supply elasticity that makes one by cell. ``stated``: by the user, so it is not drawn."""

    pass_through: float
    inverse_supply: float | None
    stated: bool
    source: str


class Answer(NamedTuple):
    """The central pass."""

    case: Case
    chosen: Chosen
    border: Border
    found: Outcome
    sums: Sums


class Ranges(NamedTuple):
    """Draws of an answer.

    inputs : what was drawn. sums : name of a total -> its spread. groups : name of a measure -> spreads of the groups, in their order.
    moves : which input moves revenue, buyers' loss and imports most.
    """

    number: int
    seed: int
    inputs: tuple[Input, ...]
    sums: dict[str, Spread]
    groups: dict[str, list[Spread]]
    moves: dict[str, list[Influence]]


def answer(case: Case, chosen: Chosen, border: Border, collected: float = 1.0) -> Answer:
    """The central pass. ``collected``: the part of duty that is paid, between 0 and 1; it scales revenue and not prices."""
    found = _pass(case, chosen.demand, border, border.pass_through, collected)
    return Answer(case, chosen, border, found, sums(case.layout, found, chosen.demand))


def _pass(case: Case, demand: Demand, border: Border, pass_through: float, collected: float) -> Outcome:
    f: float | Array = pass_through
    if border.inverse_supply is not None:
        f = pass_through_of(case.layout, case.value, case.before, demand, border.inverse_supply)
    return solve(case.layout, case.value, case.before, case.after, demand, f, collected)


def inputs_of(chosen: Chosen, border: Border) -> tuple[Input, ...]:
    """What is drawn for an answer."""
    names = (PRODUCTS, HOME) if chosen.name == PATH_SET else (ORIGINS, PRODUCTS, HOME)
    found = [lognormal(name, 1.0, DEVIATION, ASSUMED) for name in names]
    if not border.stated:
        found.append(triangular(BORDER, 0.8, 1.0, 1.0, "assumption: 0.8 to 1.0, most likely 1"))
    if chosen.horizon is not None or chosen.name == PATH_SET:
        low, high = parameter("path_long_low"), parameter("path_long_high")
        found.append(uniform(LONG, low, high, parameter_source("path_long_low")))
    return tuple(found)


def ranges(
    central: Answer,
    place: NDArray[np.int64],
    count: int,
    number: int,
    seed: int,
    tick: Callable[[float], None] = lambda share: None,
    also: Mapping[str, Callable[[Outcome], float]] | None = None,
) -> Ranges:
    """Draw an answer ``number`` times.

    Parameters
    ----------
    place : shape (n,), the group of each cell, 0 to count - 1; -1 for cells of no group.
    also : further figures of a pass, by name, whose spreads stand among the sums.

    Raises
    ------
    UsageError   The number of draws or the seed is out of range.
    """
    case, chosen = central.case, central.chosen
    inputs = inputs_of(chosen, central.border)
    drawn = draw(inputs, number, seed)
    collected = float(central.found.collected)
    totals: list[Sums] = []
    by_group = {name: np.zeros((number, count)) for name in GROUPED}
    further: dict[str, list[float]] = {name: [] for name in also or {}}
    within = place >= 0
    at = place[within]
    for one in range(number):
        value = {name: float(values[one]) for name, values in drawn.items()}
        long = value.get(LONG, long_run())
        again = horizon_factor(chosen.horizon, long) / horizon_factor(chosen.horizon)
        origins = long / long_run() if chosen.name == PATH_SET else value[ORIGINS]
        base = chosen.demand
        demand = Demand(
            base.sigma * origins * again,
            base.eta * value[PRODUCTS] * again,
            base.kappa * value[HOME] * again,
            base.imports,
        )
        found = _pass(case, demand, central.border, value.get(BORDER, central.border.pass_through), collected)
        totals.append(sums(case.layout, found, demand))
        for name, reckon in (also or {}).items():
            further[name].append(reckon(found))
        for name, values in _grouped(case, found, within, at, count).items():
            by_group[name][one] = values
        tick((one + 1) / number)
    return Ranges(
        number,
        seed,
        inputs,
        {name: spread([getattr(one, name) for one in totals]) for name in Sums._fields}
        | {name: spread(values) for name, values in further.items()},
        {name: _spreads(values) for name, values in by_group.items()},
        {
            name: influences(drawn, [getattr(one, name) for one in totals])
            for name in ("revenue_after", "buyers", "imports_after")
        },
    )


def _grouped(
    case: Case, found: Outcome, within: NDArray[np.bool_], at: NDArray[np.int64], count: int
) -> dict[str, Array]:
    """Figures of the groups of one pass that draws can move, by name (count,)."""

    def gather(column: Array) -> Array:
        return np.asarray(np.bincount(at, column[within], count), dtype=np.float64)

    def over(part: Array, whole: Array) -> Array:
        return np.divide(part, whole, out=np.zeros(count), where=whole > 0)

    after = gather(found.value_after)
    gross = found.value_before * (1 + found.before)
    return {
        "imports_after": after,
        "diverted": gather(moved(case.layout, found)),
        "revenue_after": gather(found.duty_after),
        "rate_after": over(gather(found.value_after * found.after), after),
        "import_prices": over(gather(gross * np.expm1(found.price)), gather(gross)),
        "exporters": gather(exporters(found)),
    }


def _spreads(values: Array) -> list[Spread]:
    """Spreads of the columns of (draws, groups)."""
    return [spread(column) for column in values.T]
