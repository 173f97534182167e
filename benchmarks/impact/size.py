"""What an equilibrium costs by the number of countries and sectors: ``python -m benchmarks.impact.size``.

Worlds made by chance, closed by construction: a country mostly buys at home, value added is 40 to 60 percent of output. One country charges 10% on all the
others. One sector: the chord solver of ``hat_one``, without the factor of the base, which is timed apart. Many: the sweeps of ``hat_many`` to 1e-9.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import time
from typing import Any

import numpy as np

from kanzei.impact.hat_many import ManySectors
from kanzei.impact.hat_one import OneSector

COUNTRIES = (10, 20, 40, 80, 160, 320)
GRID = ((20, (5, 10, 20, 40, 80)), (40, (5, 10, 20, 40, 80)), (80, (5, 10, 20, 40)), (160, (5, 10, 20)))
RATE, TOLERANCE = 0.10, 1e-9


def one_world(rng: np.random.Generator, size: int) -> OneSector:
    """A world of one sector."""
    flows = rng.uniform(1, 10, (size, size)) / size + np.diag(rng.uniform(10, 40, size))
    spending = flows.sum(axis=0)
    income = flows.sum(axis=1)
    local, passing = np.zeros(size), np.ones(size)
    names = tuple(f"C{number}" for number in range(size))
    return OneSector(names, spending, income, spending - income, flows / spending, local, passing, 4.0, 0.5, 0.15)


def many_world(rng: np.random.Generator, size: int, sectors: int) -> ManySectors:
    """A world of many sectors without tariffs; deficits are what its flows leave."""
    flows = rng.uniform(1, 10, (sectors, size, size)) / size
    flows[:, np.arange(size), np.arange(size)] += rng.uniform(10, 40, (sectors, size))
    value_share = rng.uniform(0.4, 0.6, (sectors, size))
    inputs = rng.uniform(0.2, 1, (size, sectors, sectors))
    inputs *= ((1 - value_share).T / inputs.sum(axis=1))[:, None, :]
    output, spending = flows.sum(axis=1), flows.sum(axis=2)
    final = np.maximum(spending - np.einsum("nkj,jn->kn", inputs, output), 0.05 * spending)
    # The flows are made to fit: what is bought is what inputs and final demand need.
    wanted = np.einsum("nkj,jn->kn", inputs, output) + final
    final *= (output.sum() - np.einsum("nkj,jn->kn", inputs, output).sum()) / final.sum()
    wanted = np.einsum("nkj,jn->kn", inputs, output) + final
    added = (value_share * output).sum(axis=0)
    return ManySectors(
        tuple(f"C{number}" for number in range(size)), tuple(f"S{number}" for number in range(sectors)),
        flows / spending[:, :, None], np.zeros_like(flows), wanted, added, final.sum(axis=0) - added,
        value_share, inputs, final / final.sum(axis=0), rng.uniform(3, 8, sectors),
    )  # fmt: skip


def measure(rounds: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Milliseconds of a solve, by size."""
    rng = np.random.default_rng(1)
    one, many = [], []
    for size in COUNTRIES:
        world = one_world(rng, size)
        tariffs = np.zeros((size, size))
        tariffs[1:, 0] = RATE
        started = time.perf_counter()
        _ = world.base_inverse
        factor = time.perf_counter() - started
        best = min(_timed(lambda world=world, tariffs=tariffs: world.solve(tariffs)) for _ in range(rounds))
        one.append({"countries": size, "ms": 1e3 * best, "factor_ms": 1e3 * factor})
        print(f"one sector {size:4} countries {1e3 * best:9.2f} ms, factor {1e3 * factor:8.1f} ms")
    for size, rows in GRID:
        for sectors in rows:
            base = many_world(rng, size, sectors)
            settled = base.solve(base.tariffs, tolerance=TOLERANCE).as_base()
            rates = np.zeros_like(base.tariffs)
            rates[:, 0, 1:] = RATE
            best = np.inf
            for _ in range(rounds):
                started = time.perf_counter()
                found = settled.solve(rates, tolerance=TOLERANCE)
                best = min(best, time.perf_counter() - started)
            many.append({"countries": size, "sectors": sectors, "ms": 1e3 * best, "sweeps": found.sweeps})
            print(f"{size:4} countries x {sectors:3} sectors {1e3 * best:9.1f} ms, {found.sweeps} sweeps")
    return {"one": one, "many": many}


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    measure()
