"""Rates on Japan at each step: the panel of that day, weighted by the imports of 2024, in all and by authority.

Nothing is typed: a step is two days (:mod:`kanzei.impact.japan_steps`), and the law book says the rest. So a scenario, a reading or an instrument left out
changes the table. The step of 2024 shows duty over value as the Census Bureau calculated it, with the book's own rate of the same goods beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.impact.japan_steps import BASE, STEPS, Step
from kanzei.impact.rates import DayRates, pair_on, weighted, weights
from kanzei.impact.rates_conventions import Conventions

__all__ = ["GROUPS", "JAPAN", "StepRates", "group_of", "motor_vehicles", "remembered", "step_rates"]

Array = Any

JAPAN = "5880"
"""Japan in the weights (Census Schedule C)."""
VEHICLES = (8702, 8703, 8704)
"""Headings of vehicles for persons and goods: what the Ministry of Finance counts as motor vehicles, parts left out."""
GROUPS = {
    "ordinary": ("ordinary",),
    "general": ("ieepa_", "s122", "s301_forced_labor", "s338"),
    "vehicles": ("s232_autos", "s232_trucks"),
    "metals": ("s232_steel", "s232_aluminum", "s232_copper", "s232_metals"),
    "other": ("",),
}
"""Groups of authorities, by the beginning of their ids; the first that fits. ``general``: what falls on all goods of a country."""

_SEEN: dict[tuple[Any, ...], DayRates] = {}
"""Rates already worked out in this process."""


class StepRates(NamedTuple):
    """A step and its rates, fractions of value.

    rates : Japan's cells under the law as known at the step, no preference claimed.
    rate  : their mean. best : with every preference that is cheaper.
    as_now: the same entries under all that the book knows of them. calculated : duty over value of 2024, at the base only.
    parts : authority -> its part of the rate, of which there is any. vehicles, rest : mean on motor vehicles and on all else.
    """

    step: Step
    known_on: date
    digest: str
    rates: DayRates
    rate: float
    best: float
    as_now: float
    calculated: float | None
    parts: dict[str, float]
    vehicles: float
    rest: float

    @property
    def shown(self) -> float:
        """The rate of the step: the calculated one of 2024, the book's everywhere else."""
        return self.rate if self.calculated is None else self.calculated

    def groups(self) -> dict[str, float]:
        """Parts gathered by :data:`GROUPS`; they add up to the rate."""
        out = dict.fromkeys(GROUPS, 0.0)
        for name, part in self.parts.items():
            out[group_of(name)] += part
        return out


def group_of(authority: str) -> str:
    """The group an authority belongs to."""
    return next(name for name, starts in GROUPS.items() if authority.startswith(starts))


def motor_vehicles(cells: Array) -> Array:
    """Which cells of the weights are motor vehicles, parts left out."""
    return np.isin(weights().hts[cells] // 10**6, VEHICLES)


def remembered(view: View, on: date, partners: Sequence[str] | None, spi: str, taken: Conventions) -> DayRates:
    """:func:`kanzei.impact.rates.pair_on`, once for each question in this process; parts by authority only of Japan alone."""
    key = (view.digest, view.known, view.answer, on, tuple(partners or ()), repr(taken))
    if (*key, spi) not in _SEEN:
        for found in pair_on(view, on, partners, taken, weights()):
            # Parts of all partners by authority are large, and nothing here asks for them.
            _SEEN[*key, found.spi] = found if partners else found._replace(parts={})
    return _SEEN[*key, spi]


def step_rates(
    view_of: Callable[[date | None], View],
    taken: Conventions | None = None,
    known: date | None = None,
    steps: Sequence[Step] = STEPS,
    tick: Callable[[float], None] = lambda share: None,
) -> list[StepRates]:
    """Every step.

    Parameters
    ----------
    view_of : the law as known on a day; ``None``: all the book holds.
    taken   : what is taken for every line, such as the share of steel.
    known   : look at every step from this day, in the place of its own.
    tick    : told the share of the work done, 0 to 1.
    """
    facts = taken or Conventions()
    now = view_of(known)
    out = []
    for number, step in enumerate(steps):
        seen = view_of(known or step.known)

        def part(view: View, spi: str, at: float, step: Step = step, number: int = number) -> DayRates:
            found = remembered(view, step.entered, [JAPAN], spi, facts)
            tick((number + at) / len(steps))
            return found

        rates, best, as_now = part(seen, "none", 0.5), part(seen, "best", 0.5), part(now, "none", 1.0)
        cars = motor_vehicles(rates.cells)
        parts = {name: weighted(rates, column) for name, column in rates.parts.items()}
        out.append(
            StepRates(
                step,
                seen.known_on,
                seen.digest,
                rates,
                weighted(rates),
                weighted(best),
                weighted(as_now),
                _calculated() if step.id == BASE.id else None,
                {name: part for name, part in parts.items() if part},
                weighted(rates, among=cars),
                weighted(rates, among=~cars),
            )
        )
    return out


def _calculated() -> float:
    """Japan's calculated duty over value in 2024."""
    base = weights()
    first, last = base.spans[JAPAN]
    return float(base.duty[first:last].sum() / base.value[first:last].sum())
