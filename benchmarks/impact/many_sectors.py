"""How long the models of many sectors take: deficits removed, a scenario, best and Nash rates, a draw with everything anew.

    python -m benchmarks.impact.many_sectors [--rounds 5] [--json FILE]

Processor time of one thread, the best of all rounds. Every answer is one that the solver did not refuse.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

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


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    best: dict[str, float] = {}
    for name, make in problems().items():
        make()
        for _ in range(options.rounds):
            start = time.process_time()
            make()
            best[name] = min(best.get(name, float("inf")), time.process_time() - start)
        print(f"{name:32} {1000 * best[name]:9.1f} ms")
    if options.json:
        options.json.write_text(json.dumps(best, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
