"""Draws of a simulation: cash of every vehicle, the reference rate and the rate of exchange, along paths.

Paths are drawn in blocks of 1,000, each from its own stream (Philox, seeded by the seed and the number of the block): path 4,711 of a seed is the same whatever the number of
paths and the size of a chunk.

Notes
-----
Cash of vehicle v in period t = plan × exp(s (√c z + √(1 - c) z_v) - s²/2) × exp(k e_t - k²/2), begun later by the drawn delay; z, z_v and the cycle e_t (first-order
autoregression with unit variance) are standard normal. A default ends a vehicle's cash; after the time to recovery it pays the recovered part of the deemed principal then still to
come. The rate moves by x_t = (1 - a) x_(t-1) + s √δ z_t. The rate of exchange is a walk in logarithms without drift in the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kanzei.deal.uncertainty import Uncertainty
from kanzei.deal.waterfall import Vehicle

__all__ = ["BLOCK", "DRIVERS", "Drawn", "Shocks", "draw_block", "drawn", "late_periods", "lengthened"]

Array = Any

BLOCK = 1000
"""Paths of a block."""
DRIVERS = ("returns", "cycle", "defaults", "recovery", "rates", "exchange", "timing")
"""What is drawn, by name, for the sensitivity."""


class Shocks(NamedTuple):
    """Standard draws of some paths before any assumption is laid on them.

    level : (vehicles + 1, paths) normal, the first is common. cycle, rate, exchange : (periods, paths) normal. default, recovery, delay : (vehicles, paths) uniform.
    """

    level: Array
    cycle: Array
    rate: Array
    exchange: Array
    default: Array
    recovery: Array
    delay: Array


class Drawn(NamedTuple):
    """Draws laid on the plan.

    cash : cents, (vehicles, periods, paths). shift : of the reference rate, (periods, paths). exchange : units a dollar by period from 0, (periods + 1, paths).
    drivers : name -> one figure for each path: what was drawn, summed up.
    """

    cash: Array
    shift: Array
    exchange: Array
    drivers: dict[str, Array]


def draw_block(seed: int, block: int, vehicles: int, periods: int) -> Shocks:
    """The standard draws of one block."""
    made = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(block,))))
    return Shocks(
        made.standard_normal((vehicles + 1, BLOCK)),
        made.standard_normal((periods, BLOCK)),
        made.standard_normal((periods, BLOCK)),
        made.standard_normal((periods, BLOCK)),
        made.uniform(size=(vehicles, BLOCK)),
        made.uniform(size=(vehicles, BLOCK)),
        made.uniform(size=(vehicles, BLOCK)),
    )


def late_periods(assumed: Uncertainty, per_year: int) -> int:
    """Periods that the longest delay adds."""
    return (len(assumed.late) - 1) * per_year


def lengthened(vehicle: Vehicle, more: int) -> Vehicle:
    """The vehicle with room for a delay: as many periods more without planned cash; a sale moves to the last."""
    return vehicle._replace(
        cash=vehicle.cash + (0,) * more,
        rates=vehicle.rates + vehicle.rates[-1:] * more,
        fractions=vehicle.fractions + vehicle.fractions[-1:] * more,
        sold=vehicle.sold + more if vehicle.sold else 0,
    )


def drawn(shocks: Shocks, vehicles: Sequence[Vehicle], assumed: Uncertainty, per_year: int) -> Drawn:
    """Lay draws on the plans of vehicles, which have been lengthened by :func:`late_periods`."""
    periods, paths = shocks.cycle.shape
    step = 1.0 / per_year
    cycle = _cycle(shocks.cycle, assumed, step)
    waves = np.exp(assumed.cycle * cycle - assumed.cycle**2 / 2.0)
    common, own = np.sqrt(assumed.common), np.sqrt(1.0 - assumed.common)
    cash = np.empty((len(vehicles), periods, paths))
    ended = np.zeros((len(vehicles), paths))
    late = np.zeros((len(vehicles), paths))
    levels = np.zeros((len(vehicles), paths))
    bounds = np.cumsum(assumed.late)[:-1]
    weights = np.array([one.funded for one in vehicles], dtype=float)
    weights /= weights.sum() or 1.0
    for number, vehicle in enumerate(vehicles):
        z = common * shocks.level[0] + own * shocks.level[number + 1]
        levels[number] = z
        level = np.exp(assumed.level * z - assumed.level**2 / 2.0)
        years = np.searchsorted(bounds, shocks.delay[number], side="right")
        late[number] = years
        plan = np.zeros(periods)
        plan[: len(vehicle.cash)] = vehicle.cash
        own_cash = cash[number]
        for delay in range(len(assumed.late)):
            who = years == delay
            moved = np.zeros(periods)
            at = delay * per_year
            moved[at:] = plan[: periods - at]
            own_cash[:, who] = moved[:, None]
        own_cash *= level
        own_cash *= waves
        ended[number] = _default(own_cash, shocks.default[number], shocks.recovery[number], vehicle, assumed, per_year)
    shift = _rate(shocks.rate, assumed, step)
    exchange = _exchange(shocks.exchange, assumed, step)
    drivers = {
        "returns": _weighted(weights, levels),
        "cycle": cycle.mean(axis=0),
        "defaults": _weighted(weights, ended),
        "recovery": _weighted(weights, shocks.recovery * (ended > 0)),
        "rates": shift.mean(axis=0),
        "exchange": np.log(exchange[1:] / assumed.spot).mean(axis=0),
        "timing": _weighted(weights, late),
    }
    return Drawn(cash, shift, exchange, drivers)


def _weighted(weights: Array, lines: Array) -> Array:
    """Weighted sum over vehicles; not as a matrix product, whose rounding depends on the number of paths."""
    return (weights[:, None] * lines).sum(axis=0)


def _cycle(normal: Array, assumed: Uncertainty, step: float) -> Array:
    keep = assumed.memory**step if assumed.memory > 0.0 else 0.0
    out = np.empty_like(normal)
    out[0] = normal[0]
    for at in range(1, len(normal)):
        out[at] = keep * out[at - 1] + np.sqrt(1.0 - keep * keep) * normal[at]
    return out


def _rate(normal: Array, assumed: Uncertainty, step: float) -> Array:
    keep = (1.0 - assumed.reversion) ** step
    out = np.empty_like(normal)
    now = np.zeros(normal.shape[1])
    for at, line in enumerate(normal):
        now = keep * now + assumed.rate_spread * np.sqrt(step) * line
        out[at] = now
    return out


def _exchange(normal: Array, assumed: Uncertainty, step: float) -> Array:
    spread = assumed.exchange_spread * np.sqrt(step)
    out = np.empty((len(normal) + 1, normal.shape[1]))
    out[0] = 0.0
    for at, line in enumerate(normal):
        out[at + 1] = out[at] + spread * line - spread * spread / 2.0
    return assumed.spot * np.exp(out)


def _default(
    cash: Array, uniform: Array, recovery: Array, vehicle: Vehicle, assumed: Uncertainty, per_year: int
) -> Array:
    """End the cash of paths that default; 1 where one does, by the years of its cash that were lost."""
    periods = len(cash)
    survival, ends = 1.0, np.full(cash.shape[1], periods)
    first = vehicle.tranches[0].at if vehicle.tranches else 0
    left = np.ones(cash.shape[1], dtype=bool)
    for at in range(first, len(vehicle.cash)):
        hazard = assumed.hazards[min((at - first) // per_year, len(assumed.hazards) - 1)]
        survival *= (1.0 - hazard) ** (1.0 / per_year)
        now = left & (uniform > survival)
        ends[now] = at
        left &= ~now
    hit = np.flatnonzero(~left)
    if not len(hit):
        return np.zeros(cash.shape[1])
    # In 64% of cases all of it comes back; in the others evenly between nothing and twice what makes the mean.
    rest = max(assumed.recovery - assumed.full, 0.0) / (1.0 - assumed.full) if assumed.full < 1.0 else 0.0
    part = np.where(
        recovery < assumed.full, 1.0, (recovery - assumed.full) / max(1.0 - assumed.full, 1e-12) * 2.0 * rest
    )
    for path in hit:
        end = int(ends[path])
        cash[end:, path] = 0.0
        back = min(end + assumed.recovery_years * per_year, periods - 1)
        cash[back, path] = part[path] * _principal_left(vehicle, end)
    lost = np.zeros(cash.shape[1])
    lost[hit] = (len(vehicle.cash) - ends[hit]) / max(len(vehicle.cash), 1)
    return lost


def _principal_left(vehicle: Vehicle, period: int) -> float:
    """Deemed principal still to come after a period, straight over the life (T52)."""
    return sum(one.cents * min(1.0, max(0.0, 1.0 - (period - one.at) / one.life)) for one in vehicle.tranches)
