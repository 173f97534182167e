"""Worlds made by chance, closed by construction."""

from __future__ import annotations

import numpy as np

from kanzei.impact.hat_one import OneSector


def world(rng: np.random.Generator, size: int, labour: float = 1.0, relief: bool = True) -> OneSector:
    """Flows of any size whose countries mostly buy at home; income and transfers follow from the equations."""
    flows = rng.uniform(1, 10, (size, size)) + np.diag(rng.uniform(50, 200, size))
    local = rng.uniform(0, 0.3, size)
    spending = flows.sum(axis=0)
    sold = flows @ (1 - local)
    income = labour * sold + local * spending
    return OneSector(
        tuple(f"C{number:02}" for number in range(size)),
        spending,
        income,
        spending - income - (1 - labour) * sold,
        flows / spending,
        local,
        rng.uniform(1, 1.4, size),
        elasticity=4.0,
        supply=0.5,
        scale=0.15,
        labour=labour,
        relief=relief,
        numeraire="prices" if labour == 1 else "wages",
    )
