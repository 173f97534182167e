"""Partial equilibrium by product: one pass over all cells of the imports of 2024, and draws.

    python -m benchmarks.impact.partial

Rates are drawn, not read: the pass does not depend on them. The floor is one pass of exp and log over the same cells in the same run.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kanzei.impact.partial import nests, solve
from kanzei.impact.partial_elasticities import chosen_set, sector_of
from kanzei.impact.partial_sums import sums
from kanzei.impact.rates import weights

TARGET_MS = 10.0
ROUNDS = 200


def milliseconds(work: Callable[[], object]) -> tuple[float, float, float]:
    """Best and median of the rounds, and processor time of one: what other processes of a busy machine do not lengthen."""
    taken = []
    work()
    used = time.process_time()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return min(taken), float(np.median(taken)), 1000 * (time.process_time() - used) / ROUNDS


def measure() -> dict[str, Any]:
    """Print the figures; milliseconds of the pass, of the totals and of the floor."""
    began = time.perf_counter()
    base = weights()
    layout = nests(base.hts, sector_of(base.hts))
    value = base.value.astype(np.float64)
    demand = chosen_set(layout, value).demand
    laid = 1000 * (time.perf_counter() - began)
    rng = np.random.default_rng(0)
    before, after = (rng.choice([0.0, 0.025, 0.15, 0.25, 0.5], len(value)) for _ in range(2))
    found = solve(layout, value, before, after, demand)
    passes = milliseconds(lambda: solve(layout, value, before, after, demand))
    totals = milliseconds(lambda: sums(layout, found, demand))
    floor = milliseconds(lambda: np.exp(np.log(value + 1.0)))
    print(f"cells {len(value):,}, products {len(layout.codes):,}, sectors {len(layout.sectors)}; {ROUNDS} rounds")
    print(f"{'':20s}     best   median  processor  to the floor")
    for name, (best, middle, processor) in (("pass", passes), ("totals", totals), ("floor: exp and log", floor)):
        print(f"{name:20s} {best:6.2f} ms {middle:6.2f} ms {processor:6.2f} ms   {best / floor[0]:6.1f}")
    print(f"weights, layout and elasticities, once: {laid:.0f} ms")
    verdict = "under" if passes[2] < TARGET_MS else "over"
    print(f"a pass takes {passes[2]:.1f} ms of processor time: {verdict} the target of {TARGET_MS:.0f} ms")
    return {
        "cells": len(value),
        "ms": passes[0],
        "median_ms": passes[1],
        "processor_ms": passes[2],
        "totals_ms": totals[0],
        "floor_ms": floor[0],
        "floor": "one pass of exp and log over the same cells",
    }


if __name__ == "__main__":
    measure()
