"""Rates that truly maximise welfare, and Nash tariffs: first-order conditions solved on exact derivatives, warm from solution to solution.

For a rate t of one importer, with F(z, t) = 0 the equilibrium: dz/dt = -F_z^-1 F_t, and dW/dt along it. The best rate is the root of dW/dt by a guarded
secant; in Nash tariffs each player's rate is best against those of the others (Johnson, Rev. Econ. Stud. 21, 1953; Ossa, AER 104, 2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kanzei.errors import NotConverged
from kanzei.impact.ge_outcomes import outcomes
from kanzei.impact.ge_tariffs import charge
from kanzei.impact.hat_one import Equilibrium, OneSector, System
from kanzei.impact.hat_solve import Array

__all__ = ["Best", "Nash", "best_rate", "beyond", "nash", "slope"]

SPACING, STRIDE = 1e-5, 0.1
FLAT = 1e-7
"""Percent of welfare per unit of rate that counts as no slope."""


@dataclass(frozen=True)
class Best:
    """The best rate of one importer, the welfare it gives in percent, and the equilibrium there."""

    rate: float
    welfare: float
    slope: float
    found: Equilibrium


@dataclass(frozen=True)
class Nash:
    """Rates that are best against each other.

    Attributes
    ----------
    moved : how far the largest rate moved in the last round; rounds : how many there were.
    """

    rates: Mapping[str, float]
    moved: float
    rounds: int
    found: Equilibrium


def slope(found: Equilibrium, importer: int, partners: Sequence[int] | None = None) -> float:
    """dW/dt of the importer, percent of welfare per unit of its rate on ``partners``, other tariffs held."""
    towards = charge(np.zeros_like(found.tariffs), importer, 1.0, partners)

    def at(step: float) -> Array:
        return System(found.world, found.tariffs + step * towards).residual(found.logs)

    by_rate = (at(SPACING) - at(-SPACING)) / (2 * SPACING)
    turn = -np.linalg.solve(System(found.world, found.tariffs).jacobian(found.logs), by_rate)

    def welfare(step: float) -> float:
        moved = Equilibrium(found.world, found.tariffs + step * towards, found.logs + step * turn, found.how)
        return float(outcomes(moved)["welfare"][importer])

    return (welfare(SPACING) - welfare(-SPACING)) / (2 * SPACING)


def best_rate(
    world: OneSector,
    tariffs: Array,
    importer: int,
    partners: Sequence[int] | None = None,
    first: float = 0.15,
    highest: float = 4.0,
    start: Equilibrium | None = None,
) -> Best:
    """The uniform rate on ``partners`` (default: on all) that maximises the importer's welfare, other tariffs held.

    Raises
    ------
    NotConverged   No rate between zero and ``highest`` has slope zero, or an equilibrium on the way was not found.
    """
    warm = start

    def at(rate: float) -> tuple[float, Equilibrium]:
        nonlocal warm
        warm = world.solve(charge(tariffs, importer, rate, partners), warm)
        return slope(warm, importer, partners), warm

    low, high = 0.0, highest
    old, old_slope = first * 1.05 + 0.01, 0.0
    rate = first
    old_slope, _ = at(old)
    for _ in range(60):
        value, found = at(rate)
        if abs(value) < FLAT:
            return Best(rate, float(outcomes(found)["welfare"][importer]), value, found)
        low, high = (rate, high) if value > 0 else (low, rate)
        if high - low < 1e-12:
            break
        turned = value - old_slope
        tried = rate - value * (rate - old) / turned if turned else np.nan
        old, old_slope = rate, value
        rate = tried if low < tried < high else (low + min(high, max(4 * low, 0.2))) / 2
        if not low < rate < high:
            rate = (low + high) / 2
    raise NotConverged(
        f"no rate between 0 and {highest:.0%} is best for {world.countries[importer]}: welfare is not level anywhere between"
    )


def beyond(best: Best, importer: int, highest: float = 4.0) -> tuple[float, float] | None:
    """The rate above a peak of welfare at which welfare is highest, and that welfare in percent, if it beats the peak; looked for in steps of 0.1 to the last that is solved.

    Where transfers are fixed to world income, welfare may rise again once trade is nearly closed: the peak is then not the highest point.
    """
    found, rate, top = best.found, best.rate + STRIDE, None
    while rate <= highest:
        try:
            found = best.found.world.solve(charge(best.found.tariffs, importer, rate), found)
        except NotConverged:
            break
        welfare = float(outcomes(found)["welfare"][importer])
        if welfare > (top[1] if top else best.welfare):
            top = (rate, welfare)
        rate += STRIDE
    return top


def nash(
    world: OneSector, players: Sequence[str], tolerance: float = 1e-8, rounds: int = 100, first: float = 0.2
) -> Nash:
    """Uniform rates of the players on each other's goods, each best against the others; trade with third countries stays free.

    Raises
    ------
    NotConverged   Rates still move by more than ``tolerance`` after ``rounds``.
    """
    places = [world.place(one) for one in players]
    rates = dict.fromkeys(places, first)
    tariffs = np.zeros_like(world.shares)
    for one in places:
        tariffs = charge(tariffs, one, first, [other for other in places if other != one])
    warm: Equilibrium | None = None
    moved = np.inf
    for count in range(1, rounds + 1):
        moved = 0.0
        for one in places:
            partners = [other for other in places if other != one]
            best = best_rate(world, tariffs, one, partners, first=rates[one], start=warm)
            moved = max(moved, abs(best.rate - rates[one]))
            rates[one], warm = best.rate, best.found
            tariffs = charge(tariffs, one, best.rate, partners)
        if moved < tolerance and warm is not None:
            return Nash({world.countries[place]: rate for place, rate in rates.items()}, moved, count, warm)
    raise NotConverged(f"Nash rates still move by {moved:.1e} after {rounds} rounds (wanted {tolerance:.0e})")
