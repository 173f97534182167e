"""How long the models of many sectors take: deficits removed, a scenario, best and Nash rates, a draw with everything anew.

    python -m benchmarks.impact.sectors

Processor time of one thread, the best of all rounds. Every answer is one that the solver did not refuse.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import time
from collections.abc import Callable

from kanzei.impact.hat_best import best_by_sector, best_rate, nash_formula
from kanzei.impact.sector_data import elasticities, sector_table, use_table
from kanzei.impact.sector_scenarios import goods_sectors, rates_by_country
from kanzei.impact.sector_solve import Problem
from kanzei.impact.sector_worlds import from_table, from_uses, io_world, wage_world

RATES = [("JPN", 0.15)]


def problems() -> dict[str, Callable[[], object]]:
    """What is timed, by name."""
    made: dict[str, Callable[[], object]] = {}
    for model in ("icio", "wiod14"):
        world, theta, table = wage_world(model), elasticities(model, "IS"), sector_table(model)
        rates, home = rates_by_country(world, RATES), world.place("USA")
        goods = goods_sectors(world)
        made[f"{model}: deficits removed"] = lambda t=table, e=theta: from_table(t, e).balanced()  # type: ignore[misc]
        made[f"{model}: a scenario"] = lambda w=world, r=rates: w.solve(r)  # type: ignore[misc]
        made[f"{model}: best rate"] = lambda w=world, h=home, g=goods: best_rate(w, w.tariffs, h, sectors=g)  # type: ignore[misc]
        made[f"{model}: best rates by sector"] = lambda w=world, h=home, g=goods: best_by_sector(
            w, w.tariffs, h, sectors=g
        )  # type: ignore[misc]
        made[f"{model}: Nash rates by formula"] = lambda w=world: nash_formula(w)  # type: ignore[misc]
        made[f"{model}: a draw"] = lambda m=model, e=theta: Problem(m, "IS", RATES).with_elasticities(e * 1.1, None)  # type: ignore[misc]
    many, theta = io_world("IS"), elasticities("wiod-io", "IS")
    rates_many = rates_by_country(many, RATES)
    made["wiod-io: deficits removed"] = lambda: from_uses(use_table(), theta).balanced()
    made["wiod-io: a scenario"] = lambda: many.solve(rates_many)
    made["wiod-io: a draw"] = lambda: Problem("wiod-io", "IS", RATES).with_elasticities(theta * 1.1, None)
    return made


def measure(rounds: int = 5) -> dict[str, float]:
    """Milliseconds of processor time, by task: the best of the rounds."""
    best: dict[str, float] = {}
    for name, make in problems().items():
        for _ in range(rounds):
            started = time.process_time()
            make()
            best[name] = min(best.get(name, float("inf")), 1e3 * (time.process_time() - started))
        print(f"{name:32} {best[name]:9.1f} ms")
    return best


if __name__ == "__main__":
    measure()
