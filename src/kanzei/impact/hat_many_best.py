"""The best uniform rate in the model with input-output links: golden sections on welfare, each solve warm from the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kanzei.errors import NotConverged
from kanzei.impact.hat_best import charge
from kanzei.impact.hat_many import ManyEquilibrium, ManySectors

__all__ = ["BestMany", "best_rate_many"]

GOLDEN = (np.sqrt(5) - 1) / 2
CLOSE = 1e-5


@dataclass(frozen=True)
class BestMany:
    """The best rate, how far it may be off, and the equilibrium there."""

    rate: float
    within: float
    found: ManyEquilibrium
    solves: int


def best_rate_many(
    world: ManySectors, importer: int, sectors: int | None = None, low: float = 0.0, high: float = 1.0
) -> BestMany:
    """The rate on all partners, in the first ``sectors`` (default: in all), that maximises the importer's real income between ``low`` and ``high``.

    Raises
    ------
    NotConverged   Welfare still rises at a limit, or an equilibrium was not found.
    """
    found: ManyEquilibrium | None = None
    solves = 0

    def at(rate: float) -> float:
        nonlocal found, solves
        found = world.solve(charge(world.tariffs, importer, rate, None, sectors), start=found)
        solves += 1
        return float(found.real_income[importer])

    first, last = low, high
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    worth_left, worth_right = at(left), at(right)
    while high - low > CLOSE:
        if worth_left >= worth_right:
            high, right, worth_right = right, left, worth_left
            left = high - GOLDEN * (high - low)
            worth_left = at(left)
        else:
            low, left, worth_left = left, right, worth_right
            right = low + GOLDEN * (high - low)
            worth_right = at(right)
    rate = (low + high) / 2
    if min(rate - first, last - rate) < 2 * CLOSE:
        raise NotConverged(
            f"no rate between {first:.0%} and {last:.0%} is best for {world.countries[importer]}: welfare is highest at a limit"
        )
    at(rate)
    assert found is not None
    return BestMany(rate, high - low, found, solves)
