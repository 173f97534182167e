"""The equilibrium of 194 countries against the public Python port of the paper, scenario by scenario.

    python -m benchmarks.impact.one_sector --port DIR [--rounds 5]

DIR is a checkout of github.com/JoeLoera/liberation-day-replication (58a720e). Its function ``balanced_trade_eq`` is taken from the file and solved as the
port does: ``scipy.optimize.fsolve`` from ones, xtol 1e-6, factor 0.1 (needs scipy). Both solve the same world (``kanzei.impact.ge_world``) under the same
tariffs, in turn, each round; the best of all rounds counts. The factor of the base, made once for all scenarios, is timed apart. One thread for BLAS.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import ast
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kanzei.impact.ge_outcomes import outcomes
from kanzei.impact.ge_tariffs import announced, free, reciprocal
from kanzei.impact.ge_world import base_data, one_sector
from kanzei.impact.hat_one import OneSector

PORT = Path("code_python/analysis/main_baseline.py")
FUNCTION = "balanced_trade_eq"


def port_function(folder: Path) -> Callable[..., Any]:
    """The port's system of equations, out of its own file."""
    tree = ast.parse((folder / PORT).read_text(encoding="utf-8"))
    wanted = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == FUNCTION]
    if not wanted:
        raise SystemExit(f"{folder / PORT} has no {FUNCTION}")
    names: dict[str, Any] = {"np": np}
    exec(compile(ast.Module(wanted, []), str(PORT), "exec"), names)
    found: Callable[..., Any] = names[FUNCTION]
    return found


def by_port(system: Callable[..., Any], world: OneSector, tariffs: np.ndarray) -> tuple[np.ndarray, float]:
    """Welfare in percent, and the largest residual over income, as the port solves it."""
    from scipy.optimize import fsolve

    number = len(world.countries)
    data = {
        "N": number, "E_i": world.spending, "Y_i": world.income, "lambda_ji": world.shares, "t_ji": tariffs,
        "nu": world.local, "T_i": world.transfers,
    }  # fmt: skip
    param = {"eps": world.elasticity, "kappa": world.supply, "psi": world.scale, "phi": world.passing}
    rebated = 0 if world.relief else 1
    found = fsolve(
        lambda x: system(x, data, param, rebated)[0], np.ones(3 * number), xtol=1e-6, maxfev=50000, factor=0.1
    )
    left, results, _ = system(found, data, param, rebated)
    return results[:, 0], float(np.abs(left[: 2 * number] / np.concatenate([world.income, world.spending])).max())


def scenarios() -> dict[str, tuple[OneSector, np.ndarray]]:
    """The announced tariffs with tax relief, lump sum, retaliation and a higher elasticity; and 15% on Japan alone."""
    main, lump, steep = one_sector(), one_sector(relief=False), one_sector(8.0)
    home = main.place("USA")
    april = announced(base_data())
    japan = free(main)
    japan[main.place("JPN"), home] = 0.15
    return {
        "announced, tax relief": (main, april),
        "announced, lump sum": (lump, april),
        "announced, reciprocal": (main, reciprocal(april, home)),
        "announced, elasticity 8": (steep, april),
        "15% on Japan": (main, japan),
    }


def measure(port: Path, rounds: int = 5) -> list[dict[str, Any]]:
    """Milliseconds of both, scenario by scenario."""
    system = port_function(port)
    rows = []
    print(f"{'scenario':26} {'Kanzei ms':>10} {'port ms':>10} {'ratio':>7}  {'residual':>9} {'port':>9}  US welfare")
    for name, (world, tariffs) in scenarios().items():
        started = time.perf_counter()
        _ = replace(world).base_inverse
        factor = time.perf_counter() - started
        _ = world.base_inverse
        ours, theirs = [], []
        for _ in range(rounds):
            started = time.perf_counter()
            found = world.solve(tariffs)
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            welfare, left = by_port(system, world, tariffs)
            theirs.append(time.perf_counter() - started)
        place = world.place("USA")
        row = {
            "scenario": name, "kanzei_ms": 1e3 * min(ours), "port_ms": 1e3 * min(theirs), "ratio": min(theirs) / min(ours),
            "factor_ms": 1e3 * factor, "residual": found.how.residual, "port_residual": left,
            "us_welfare": float(outcomes(found)["welfare"][place]), "port_us_welfare": float(welfare[place]),
        }  # fmt: skip
        rows.append(row)
        print(
            f"{name:26} {row['kanzei_ms']:10.2f} {row['port_ms']:10.1f} {row['ratio']:7.1f}  {row['residual']:9.1e} {left:9.1e}  "
            f"{row['us_welfare']:+.4f} {row['port_us_welfare']:+.4f}"
        )
    print(f"the factor of a base, once: {max(row['factor_ms'] for row in rows):.0f} ms")
    print(f"least ratio {min(row['ratio'] for row in rows):.0f}")
    return rows


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=Path, required=True, metavar="DIR")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    measure(given.port, given.rounds)
