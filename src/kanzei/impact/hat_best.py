"""Best and Nash tariffs in the model of many sectors in wages alone: derivatives by the adjoint, one solve with the transposed Jacobian for any number of rates.

With F(w, x) = 0 the equilibrium, x the logs of an importer's price factors 1 + t, and W its welfare:

    dW/dx = W_x - F_x' mu,   J' mu = W_w

The formula is that of Lashkaripour (JIE 131, 2021, 103419, section 3): 1 + t_i = 1 + 1/[sum_s theta_s sum_n x_in,s (1 - l_in,s)], x the shares of i's exports by
sector and buyer. Its rates are optimal for a country that takes the wages of all others as given; ``best_rate`` and ``best_by_sector`` maximise welfare itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kanzei.errors import NotConverged
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium, WageOnly

__all__ = ["Best", "NashRates", "best_by_sector", "best_rate", "charge", "gradient", "nash_best", "nash_formula"]

FLAT = 1e-9
"""Change of log welfare per unit of rate that counts as none."""
SETTLED, NOISE = 1e-7, 1e-12
"""Slope over a sector's curvature that counts as none: about how far its rate is from the best; and what rounding leaves in log welfare."""


@dataclass(frozen=True)
class Best:
    """An importer's best rates (one, or one a sector), their largest remaining slope in log welfare, and the equilibrium there."""

    rates: Array
    slope: float
    found: WageEquilibrium
    solves: int

    @property
    def rate(self) -> float:
        """The rate, where there is one."""
        return float(self.rates[0])


@dataclass(frozen=True)
class NashRates:
    """Rates that answer each other, shape (n,); how far they moved in the last of so many rounds."""

    rates: Array
    moved: float
    rounds: int
    found: WageEquilibrium


def charge(
    tariffs: Array,
    importer: int,
    rate: float | Array,
    partners: Sequence[int] | None = None,
    sectors: int | None = None,
) -> Array:
    """A copy in which ``importer`` charges ``rate`` (one, or one a sector) on ``partners`` (default: all others), in the first ``sectors`` (default: in all)."""
    made = tariffs.copy()
    chosen = [n for n in range(tariffs.shape[1]) if n != importer] if partners is None else list(partners)
    some = slice(sectors)
    made[some, importer, chosen] = np.broadcast_to(rate, len(tariffs[some]))[:, None]
    made[:, importer, importer] = tariffs[:, importer, importer]
    return made


def gradient(found: WageEquilibrium, importer: int) -> Array:
    """d log W / d log(1 + t) of the importer's own rates, shape (s, n): sector and seller; other tariffs held."""
    world = found.world
    theta = world.theta[:, None]
    _, shares, net_all, table, earned, income = found.parts
    lam, net, weights = shares[:, importer], net_all[:, importer], world.weights[:, importer, None]
    kept = table[importer].sum()
    by_rate = -net * (1 + theta) + theta * lam * net.sum(axis=1, keepdims=True)  # of sum_j A_hj
    direct = -by_rate / kept - weights * lam
    turned = (theta * net.sum(axis=1, keepdims=True) * lam - theta * net).sum(axis=0)
    by_wage = -turned / kept - (weights * lam).sum(axis=0)
    by_wage[importer] += earned[importer] / (kept * income[importer])
    adjoint = np.linalg.solve(found.system.jacobian(found.logs).T, by_wage)
    adjoint[-1] = 0.0  # the numeraire does not depend on tariffs
    priced = adjoint / world.added
    moved = (
        -priced * net * (1 + theta)
        + theta * lam * (net @ priced)[:, None]
        - by_rate / kept * (table[importer] @ priced)
    )
    return np.asarray(direct - income[importer] * moved)


def _slope(found: WageEquilibrium, importer: int, partners: Sequence[int]) -> Array:
    """d log W / dt by sector of one rate on the partners."""
    by = gradient(found, importer) / (1 + found.tariffs[:, importer])
    return np.asarray(by[:, list(partners)].sum(axis=1))


def best_rate(
    world: WageOnly,
    tariffs: Array,
    importer: int,
    partners: Sequence[int] | None = None,
    first: float = 0.2,
    start: WageEquilibrium | None = None,
    sectors: int | None = None,
) -> Best:
    """The rate, one for all (or the first ``sectors``) and ``partners`` (default: all others), that maximises the importer's welfare, other tariffs held.

    Raises
    ------
    NotConverged   Welfare is not level at any rate between -30 and 400 percent.
    """
    chosen = [n for n in range(len(world.countries)) if n != importer] if partners is None else list(partners)
    low, high, rate, old, old_slope = -0.3, 4.0, first, np.nan, np.nan
    warm = start
    for count in range(1, 61):
        warm = world.solve(charge(tariffs, importer, rate, chosen, sectors), warm)
        value = float(_slope(warm, importer, chosen)[:sectors].sum())
        if abs(value) < FLAT:
            return Best(np.array([rate]), abs(value), warm, count)
        low, high = (rate, high) if value > 0 else (low, rate)
        turn = (value - old_slope) / (rate - old) if np.isfinite(old) and rate != old else np.nan
        tried = rate - value / turn if np.isfinite(turn) and turn < 0 else rate + (0.05 if value > 0 else -0.05)
        old, old_slope = rate, value
        rate = tried if low < tried < high else (low + high) / 2
    raise NotConverged(f"no rate is best for {world.countries[importer]}: welfare is not level between -30% and 400%")


def best_by_sector(
    world: WageOnly,
    tariffs: Array,
    importer: int,
    partners: Sequence[int] | None = None,
    sectors: int | None = None,
    steps: int = 300,
) -> Best:
    """Rates by sector (the first ``sectors``, or all) that maximise the importer's welfare, other tariffs held: BFGS with backtracking on the exact gradient.

    Notes
    -----
    A subsidy of one sector may be best; rates stay above -60 percent. A sector in which the importer buys nothing from the partners keeps its first rate.

    Raises
    ------
    NotConverged   Welfare still rises after ``steps``.
    """
    chosen = [n for n in range(len(world.countries)) if n != importer] if partners is None else list(partners)
    warm: WageEquilibrium | None = None
    solves = 0

    def at(logs: Array) -> tuple[float, Array, WageEquilibrium]:
        nonlocal warm, solves
        found = world.solve(charge(tariffs, importer, np.expm1(logs), chosen, sectors), warm)
        warm, solves = found, solves + 1
        return (
            float(np.log(found.real_income[importer])),
            gradient(found, importer)[:sectors, chosen].sum(axis=1),
            found,
        )

    point = np.log1p(np.full(len(world.theta[:sectors]), 0.2))
    value, by, found = at(point)
    scale = np.maximum(_scale(found, importer, chosen)[:sectors], 1e-12)
    curve = np.diag(1 / scale)
    for _ in range(steps):
        left = float((np.abs(by) / scale).max())
        if left < SETTLED:
            return Best(np.expm1(point), left, found, solves)
        step = curve @ by
        step = step * min(1.0, 0.3 / np.abs(step).max())
        step = np.maximum(point + step, np.log(0.4)) - point
        for halving in range(12):
            tried, by_tried, found_tried = at(point + step * 0.5**halving)
            if tried >= value - NOISE:
                break
        moved, turned = step * 0.5**halving, by - by_tried
        point, value, by, found = point + moved, tried, by_tried, found_tried
        along = moved @ turned
        if along > 0:
            across = np.eye(len(point)) - np.outer(moved, turned) / along
            curve = across @ curve @ across.T + np.outer(moved, moved) / along
    raise NotConverged(
        f"rates by sector still raise the welfare of {world.countries[importer]}: by {left:.0e} of their weight"
    )


def _scale(found: WageEquilibrium, importer: int, partners: Sequence[int]) -> Array:
    """How curved welfare is in each sector's rate, roughly: theta times the share of spending that the partners get."""
    bought = found.parts[2][:, importer, list(partners)].sum(axis=1)
    return np.asarray(found.world.theta * bought)


def formula_rates(found: WageEquilibrium) -> Array:
    """Rates of the formula at an equilibrium, shape (n,)."""
    sold = found.flows * (1 - np.eye(len(found.world.countries)))
    weights = sold / sold.sum(axis=(0, 1))
    return np.asarray(1 / np.einsum("j,jni,jni->i", found.world.theta, weights, 1 - found.shares))


def nash_formula(world: WageOnly, first: float = 0.4, tolerance: float = 1e-10, rounds: int = 200) -> NashRates:
    """Everyone charges everyone the rate of the formula, in every sector: rates renewed at each other's equilibrium.

    Raises
    ------
    NotConverged   Rates still move by more than ``tolerance`` after ``rounds``.
    """
    size = len(world.countries)
    abroad = 1 - np.eye(size)
    rates, found, moved = np.full(size, first), None, np.inf
    for count in range(1, rounds + 1):
        found = world.solve(np.broadcast_to(rates[:, None] * abroad, world.shares.shape), found)
        new = formula_rates(found)
        moved = float(np.abs(new - rates).max())
        if moved <= tolerance:
            return NashRates(rates, moved, count, found)
        rates = new
    raise NotConverged(f"Nash rates still move by {moved:.1e} after {rounds} rounds (wanted {tolerance:.0e})")


def nash_best(
    world: WageOnly, players: Sequence[str], first: float = 0.2, tolerance: float = 1e-8, rounds: int = 100
) -> NashRates:
    """Rates of the players on each other, each maximising its own welfare against the others'; all other tariffs stay.

    Raises
    ------
    NotConverged   Rates still move by more than ``tolerance`` after ``rounds``.
    """
    places = [world.place(one) for one in players]
    rates = np.full(len(places), first)
    tariffs, warm, moved = world.tariffs.copy(), None, np.inf
    for count in range(1, rounds + 1):
        moved = 0.0
        for number, one in enumerate(places):
            others = [place for place in places if place != one]
            best = best_rate(world, tariffs, one, others, float(rates[number]), warm)
            moved = max(moved, abs(best.rate - float(rates[number])))
            rates[number], warm = best.rate, best.found
            tariffs = charge(tariffs, one, best.rate, others)
        if moved < tolerance and warm is not None:
            return NashRates(rates, moved, count, world.solve(tariffs, warm))
    raise NotConverged(f"Nash rates still move by {moved:.1e} after {rounds} rounds (wanted {tolerance:.0e})")
