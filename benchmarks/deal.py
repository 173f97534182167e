"""The array waterfall against the least that such a run must do.

    python benchmarks/deal.py [--paths 100000] [--vehicles 20] [--quarters 120]

The floor, in NumPy: the same cash array is read, and for every reading each party's array is written by one multiplication of it, in the same chunks into arrays that are used again. Kanzei
pays the same cash out under all readings, into the same arrays, and adds every party's total over all vehicles. Both are timed in turn, best of three.
Parties: investor and host under three readings; with Japan's loans also the public lender, the banks and the insurer: 11 arrays.
"""

from __future__ import annotations

import argparse
import resource
import time
from fractions import Fraction

import numpy as np

from kanzei.deal import paths_compiled
from kanzei.deal.case import Planned
from kanzei.deal.deemed import Tranche
from kanzei.deal.loans import Loan
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.rules import rules_of
from kanzei.deal.simulate import Buffers, pay_readings
from kanzei.deal.waterfall import Vehicle

CHUNK = 1024


def plans(vehicles: int, quarters: int) -> dict[str, Planned]:
    """Vehicles of 1 to 30 billion dollars with a deemed rate of 5.15%, under every reading of the deal."""
    sheet = read_sheet("japan").known(None)
    out = {}
    for name, reading in sheet.readings.items():
        rules = rules_of(sheet, reading, None, name == "japan-headline")
        made = []
        for number in range(vehicles):
            cents = (1 + 29 * number // max(vehicles - 1, 1)) * 10**11
            loans: tuple[Loan, ...] = ()
            if rules.before:
                loans = (
                    Loan("lender", "lender", cents * 313 // 1000, (Fraction(5, 100),), 72, 12, 12),
                    Loan(
                        "banks",
                        "banks",
                        cents * 667 // 1000,
                        (Fraction(525, 10000),),
                        72,
                        12,
                        12,
                        Fraction(6, 1000),
                        Fraction(975, 1000),
                    ),
                )
            made.append(
                Vehicle(
                    f"v{number}",
                    (Tranche(0, cents, 100),),
                    (0,) * quarters,
                    (Fraction(515, 10000),) * quarters,
                    (Fraction(1, 4),) * quarters,
                    loans,
                )
            )
        out[name] = Planned(tuple(made), rules, 0, ())
    return out


def cash_of(vehicles: int, quarters: int, paths: int) -> np.ndarray:
    """Cash after three years of building; one path in fifteen breaks off; single precision would lose cents, so float64."""
    draws = np.random.Generator(np.random.Philox(1))
    out = np.empty((vehicles, quarters, paths))
    for number in range(vehicles):
        cents = (1 + 29 * number // max(vehicles - 1, 1)) * 1e11
        level = 0.03 * cents * np.exp(0.25 * draws.standard_normal(paths) - 0.03)
        np.multiply(level, np.exp(0.05 * draws.standard_normal((quarters, 1))), out=out[number])
        ends = np.where(
            draws.uniform(size=paths) < 1 / 15, draws.integers(12, quarters, paths) if quarters > 12 else 0, quarters
        )
        out[number] *= np.arange(quarters)[:, None] < ends
        out[number, :12] = 0.0
    return out


def floor(buffers: Buffers, cash: np.ndarray) -> None:
    """Each party's array by one multiplication."""
    for lines in buffers.arrays.values():
        for line in lines.values():
            np.multiply(cash, 0.5, out=line[..., : cash.shape[2]])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description="the array waterfall as a ratio to reading cash and writing every party's array"
    )
    parser.add_argument("--paths", type=int, default=100_000)
    parser.add_argument("--vehicles", type=int, default=20)
    parser.add_argument("--quarters", type=int, default=120)
    options = parser.parse_args()
    made = plans(options.vehicles, options.quarters)
    cash = [
        cash_of(options.vehicles, options.quarters, min(CHUNK, options.paths - low))
        for low in range(0, min(options.paths, 4 * CHUNK), CHUNK)
    ]
    number = -(-options.paths // CHUNK)
    buffers = Buffers(made, CHUNK)
    pay_readings(buffers, cash[0])
    floor(buffers, cash[0])
    ours, least = [], []
    for _ in range(3):
        began = time.perf_counter()
        for at in range(number):
            floor(buffers, cash[at % len(cash)])
        middle = time.perf_counter()
        for at in range(number):
            pay_readings(buffers, cash[at % len(cash)])
        least.append(middle - began)
        ours.append(time.perf_counter() - middle)
    arrays = sum(len(lines) for lines in buffers.arrays.values())
    print(
        f"{options.paths:,} paths x {options.vehicles} vehicles x {options.quarters} quarters x {len(made)} readings, {arrays} arrays, "
        f"{'compiled' if paths_compiled.COMPILED else 'NumPy alone'}: {min(ours):.1f} s; floor {min(least):.1f} s; ratio {min(ours) / min(least):.2f}; "
        f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main()
