"""The deal with Japan, step by step: rates, and what three layers of models make of them, each with a range, a horizon and its sources.

Effects are measured from the book's own rates before the tariffs to those of each step, every preference claimed that is cheaper on both days. ``day``: all partners
are charged what the law of that day charges them. ``base``: Japan alone is; so the difference of two steps is the deal's own. Draws are common to all steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.draws import Array, Input, Spread, spread
from kanzei.impact.japan_days import Asked, rates_of_days
from kanzei.impact.japan_layers import LAYERS, Layer, layer_draws
from kanzei.impact.japan_months import Month, months
from kanzei.impact.japan_outside import CHANNELS, Outside, cabinet_office, gap, outside
from kanzei.impact.japan_partial import partial_draws
from kanzei.impact.japan_rates import JAPAN, StepRates, step_rates
from kanzei.impact.japan_steps import BASE, STEPS, Step
from kanzei.impact.rates import DayRates, weights
from kanzei.impact.rates_conventions import Conventions

__all__ = ["OTHERS", "Effect", "Gap", "MonthSeen", "Plan", "Study", "study"]

OTHERS = ("day", "base")
Views = Callable[[date | None], View]


class Plan(NamedTuple):
    """What is asked.

    taken   : what is taken for every line. known : look at every step from this day. others : ``day`` or ``base``.
    layers  : ids of :data:`kanzei.impact.japan_layers.LAYERS`. draws, seed : of the ranges. horizon : years, of the partial layer.
    processes : how many share the questions to the law book. steps : ids, the base apart; empty: all.
    """

    taken: Conventions
    known: date | None = None
    others: str = "day"
    layers: tuple[str, ...] = ("partial", "one-sector", "many-sectors")
    draws: int = 100
    seed: int = 1
    horizon: float = 1.0
    processes: int = 1
    steps: tuple[str, ...] = ()

    def chosen(self) -> list[Step]:
        """The base, and the steps asked for.

        Raises
        ------
        UsageError   There is no such step.
        """
        known = [one.id for one in STEPS[1:]]
        for name in self.steps:
            if name not in known:
                raise UsageError(f"--step {name}: choose from {', '.join(known)}")
        return [one for one in STEPS if one.id == BASE.id or not self.steps or one.id in self.steps]


class Effect(NamedTuple):
    """A measure of a step in a layer, percent change."""

    step: str
    layer: str
    measure: str
    spread: Spread


class Gap(NamedTuple):
    """What a layer leaves of the Cabinet Office's revision, percentage points: at the median, and at both ends of the range."""

    layer: str
    measure: str
    effect: Spread
    left: Spread


class MonthSeen(NamedTuple):
    """A month as reported, beside what the partial layer gives for the tariffs charged in its middle (empty: not asked for).

    rate : on Japan that day. effects : percent changes; ``us_points``, ``cars_points`` : shares of the year before times them, points of the total.
    """

    month: Month
    rate: float | None
    effects: dict[str, Spread]


class Study(NamedTuple):
    """The whole answer. inputs : layer -> what was drawn for it."""

    plan: Plan
    rates: list[StepRates]
    layers: list[Layer]
    inputs: dict[str, tuple[Input, ...]]
    effects: list[Effect]
    gaps: list[Gap]
    months: list[MonthSeen]
    outside: tuple[Outside, ...]
    channels: tuple[str, ...]

    def effect(self, step: str, layer: str, measure: str) -> Spread | None:
        """One of the effects."""
        return next(
            (one.spread for one in self.effects if (one.step, one.layer, one.measure) == (step, layer, measure)), None
        )


def study(view_of: Views, plan: Plan, tick: Callable[[float], None] = lambda share: None) -> Study:
    """Work the plan out.

    Parameters
    ----------
    view_of : the law as known on a day; ``None``: all that the book holds.
    tick : told the share of the work done, 0 to 1.

    Raises
    ------
    UsageError     A layer or a choice does not exist.
    NotConverged   A model found no equilibrium.
    """
    if plan.others not in OTHERS:
        raise UsageError(f"--others {plan.others}: choose {' or '.join(OTHERS)}")
    for name in plan.layers:
        if name not in LAYERS:
            raise UsageError(f"--layer {name}: choose from {', '.join(LAYERS)}")
    layers, steps = [LAYERS[one] for one in plan.layers], plan.chosen()
    days = _days(view_of, plan, lambda share: tick(0.5 * share)) if layers else {}
    rates = step_rates(view_of, plan.taken, plan.known, steps, lambda share: tick(0.5 + 0.15 * share))
    pairs = {one.id: (days[BASE.id], days[one.id]) for one in steps[1:]} if layers else {}
    drawn: dict[str, dict[str, dict[str, Array]]] = {}
    inputs = {}
    for at, layer in enumerate(layers):
        inputs[layer.id] = layer.inputs(days[BASE.id], plan.horizon)

        def told(share: float, at: int = at) -> None:
            tick(0.65 + 0.25 * (at + share) / len(layers))

        drawn[layer.id] = layer_draws(layer, pairs, inputs[layer.id], plan, told)
    effects = [
        Effect(step, layer, measure, spread(values))
        for layer, by_step in drawn.items()
        for step, by_measure in by_step.items()
        for measure, values in by_measure.items()
    ]
    seen = _months(plan, days, lambda share: tick(0.9 + 0.1 * share))
    return Study(plan, rates, layers, inputs, effects, _gaps(drawn, layers), seen, outside(), CHANNELS)


def _gaps(drawn: Mapping[str, Mapping[str, Mapping[str, Array]]], layers: Sequence[Layer]) -> list[Gap]:
    """Against the step that the Cabinet Office's forecast comes closest to."""
    step = cabinet_office().nearest
    out = []
    for layer in layers:
        for measure in ("gdp", "real_income"):
            values = drawn[layer.id].get(step, {}).get(measure)
            if values is not None:
                left = np.array([gap(one) for one in values.tolist()])
                out.append(Gap(layer.id, measure, spread(values), spread(left)))
    return out


def _days(view_of: Views, plan: Plan, tick: Callable[[float], None]) -> dict[str, DayRates]:
    """Rates of the steps, and of the middle of each month where the partial layer is asked for."""
    asked = [Asked(one.id, one.entered, plan.known or one.known) for one in plan.chosen()]
    if "partial" in plan.layers:
        asked += [Asked(one.month, one.middle, plan.known or one.middle) for one in months()]
    return rates_of_days(view_of, asked, plan.taken, plan.others == "base", plan.processes, tick)


def _months(plan: Plan, days: Mapping[str, DayRates], tick: Callable[[float], None]) -> list[MonthSeen]:
    """Months, and the partial layer in their middle where it is asked for."""
    found = months()
    pairs = {one.month: (days[BASE.id], days[one.month]) for one in found if one.month in days}
    drawn = partial_draws(pairs, plan.draws, plan.seed, 1.0, tick=tick)
    first, last = weights().spans[JAPAN]
    value = weights().value[first:last]
    out = []
    for one in found:
        if one.month not in days:
            out.append(MonthSeen(one, None, {}))
            continue
        after = days[one.month]
        ours = (after.cells >= first) & (after.cells < last)
        rate = float((after.total[ours] * value).sum() / value.sum())
        values = drawn[one.month]
        points = {
            "us_points": one.us_share * values["exports_us"],
            "cars_points": one.cars_share * values["vehicles_us"],
        }
        out.append(MonthSeen(one, rate, {name: spread(each) for name, each in {**values, **points}.items()}))
    return out
