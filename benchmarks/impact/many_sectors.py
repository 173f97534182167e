"""Caliendo and Parro's NAFTA, 31 countries and 40 sectors, against KITE at equal tolerance.

    python -m benchmarks.impact.many_sectors --kite DIR [--rounds 3]

DIR is a checkout of github.com/julianhinz/KITE (11c1e30; needs R). KITE gets the same base without deficits and the same tariffs, sorted by label as it needs them;
its own code runs with its own step of 0.1 for wages. Only the solve is timed on both sides, in one run, best of the rounds; one thread for BLAS. KITE's
tolerance is on the sum of the changes of wages in a step, ours on the largest relative movement of any wage, price or spending, which is the stricter.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from kanzei.impact.ge_nafta import nafta_world
from kanzei.impact.hat_many import ManySectors

TOLERANCES = (1e-4, 1e-6, 1e-8)


def write(world: ManySectors, after: np.ndarray, folder: Path) -> None:
    """The arrays as KITE orders them: origin fastest, then destination, then sector."""
    bought = (1 - world.value_share).T[:, None, :]
    inputs = np.divide(world.inputs, bought, out=np.zeros_like(world.inputs), where=bought > 0)
    arrays = {
        "trade_share": world.shares, "tariff": 1 + world.tariffs, "tariff_new": 1 + after,
        "factor_share": world.value_share.T, "consumption_share": world.final.T, "intermediate_share": inputs.transpose(0, 2, 1),
        "trade_elasticity": 1 / world.theta, "value_added": world.added, "trade_balance": -world.deficits,
    }  # fmt: skip
    for name, array in arrays.items():
        np.ascontiguousarray(array, dtype=np.float64).tofile(folder / f"{name}.bin")
    (folder / "size.txt").write_text(f"{len(world.countries)} {len(world.sectors)}\n", encoding="utf-8")


def measure(kite: Path, rounds: int = 3) -> list[dict[str, Any]]:
    """Milliseconds of both at each tolerance."""
    deficits, after = nafta_world()
    world = deficits.balanced()
    script = Path(__file__).with_name("kite.R")
    exact = world.solve(after).real_wage
    rows = []
    print(
        f"{'tolerance':>9} {'Kanzei ms':>10} {'KITE ms':>10} {'ratio':>7}   farthest real wage from the solution at 1e-11"
    )
    with tempfile.TemporaryDirectory() as data:
        write(world, after, Path(data))
        for tolerance in TOLERANCES:
            best = np.inf
            for _ in range(rounds):
                started = time.perf_counter()
                found = world.solve(after, tolerance=tolerance)
                best = min(best, time.perf_counter() - started)
            said = subprocess.run(
                ["Rscript", str(script), str(kite), data, str(tolerance), str(rounds)],
                check=True, capture_output=True, text=True,
            ).stdout.splitlines()  # fmt: skip
            seconds = float(said[0].split()[1])
            theirs = np.array([float(one) for one in said[1].split()[1:]])
            row = {
                "tolerance": tolerance, "kanzei_ms": 1e3 * best, "kite_ms": 1e3 * seconds, "ratio": seconds / best,
                "sweeps": found.sweeps, "kanzei_error": float(np.abs(found.real_wage - exact).max()),
                "kite_error": float(np.abs(theirs - exact).max()),
            }  # fmt: skip
            rows.append(row)
            print(
                f"{tolerance:9.0e} {row['kanzei_ms']:10.1f} {row['kite_ms']:10.0f} {row['ratio']:7.1f}   "
                f"Kanzei {row['kanzei_error']:.1e}, KITE {row['kite_error']:.1e}"
            )
    return rows


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kite", type=Path, required=True, metavar="DIR")
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    measure(given.kite, given.rounds)
