"""What others estimate for Japan, and how large the gap to a model is. None of it is a target: other models, horizons and scenarios.

The Cabinet Office's figures are no effect of tariffs: they are a forecast of growth for fiscal year 2025 (April 2025 to March 2026) of 7 August 2025 against the
one before it, and hold whatever else was revised.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["CHANNELS", "Outside", "cabinet_office", "gap", "gdp_rows", "outside"]

OFFICE = "Cabinet Office"
CHANNELS = (
    "demand and investment over the cycle, wages and prices that adjust slowly",
    "the rate of exchange, monetary and fiscal answers",
    "uncertainty: what firms put off while rates are not known",
    "world demand: what the tariffs do to the growth of other buyers, beyond trade",
    "goods shipped early, stocks, and prices cut by exporters to hold their place",
    "services, income from factories abroad, and the investment facility of the deal",
)
"""What the layers leave out. Partial equilibrium also leaves out wages and other markets; one sector leaves out products; the models of the long run leave out time."""


class Outside(NamedTuple):
    """A figure of somebody else's, percent or percentage points.

    previous : what a forecast was before its revision, or ``None``. nearest : id of the step it comes closest to, by its own words; empty: none.
    """

    study: str
    measure: str
    value: float
    previous: float | None
    context: str
    nearest: str
    source: str

    @property
    def forecast(self) -> bool:
        """A growth forecast that was revised, not an effect."""
        return self.previous is not None

    @property
    def change(self) -> float:
        """The effect, or how far a forecast was revised."""
        return self.value if self.previous is None else round(self.value - self.previous, 10)


@cache
def outside() -> tuple[Outside, ...]:
    """Every row on file, in the order of the file."""
    with files("kanzei.impact").joinpath("facts/japan-outside.csv").open(encoding="utf-8") as file:
        return tuple(
            Outside(
                row["study"],
                row["measure"],
                float(row["value"]),
                float(row["previous"]) if row["previous"] else None,
                row["context"],
                row["nearest_step"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def gdp_rows() -> tuple[Outside, ...]:
    """Those about gross domestic product."""
    return tuple(one for one in outside() if "GDP" in one.measure)


def cabinet_office() -> Outside:
    """Growth of real gross domestic product in fiscal year 2025 as forecast on 7 August 2025, and before."""
    return next(one for one in gdp_rows() if OFFICE in one.study)


def gap(effect: float) -> float:
    """What of the revision a model's effect on output leaves unexplained, percentage points: a model of -0.15 leaves -0.35 of -0.5."""
    return cabinet_office().change - effect
