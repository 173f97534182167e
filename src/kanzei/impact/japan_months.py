"""Japan's exports month by month in 2025, and what part of the change of the total came from the United States and from cars sold there.

The press's reports of the Ministry of Finance's preliminary figures (trade statistics, value in yen, year on year). With g the growth over the same month of the year before and s the
share of that month's total a year before,

    total = s_us g_us + s_rest g_rest        s_us g_us = s_cars g_cars + s_other g_other        all in percentage points of the total

The share of the United States is the month's own where both levels were reported, level/(1+g) for each; otherwise that of April to September 2024, by the
same reckoning on the half-year's levels. The share of cars is always that of the half-year: no month's level was reported.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["HALF_YEAR", "Month", "Reported", "months", "reported"]

HALF_YEAR = "2025-04/2025-09"
"""The first half of fiscal year 2025, as reported against that of 2024."""


class Reported(NamedTuple):
    """A figure: percent, or billions of yen."""

    value: float
    unit: str
    source: str
    note: str


class Month(NamedTuple):
    """A month taken apart. Growth in percent over the year before; points are percentage points of the growth of the total.

    us_share, cars_share : of all exports a year before. shares_from : where they come from. cars : motor vehicles to the United States, ``None``: not reported.
    """

    month: str
    total: float
    us: float
    cars: float | None
    us_share: float
    cars_share: float
    us_points: float
    cars_points: float | None
    rest_points: float
    shares_from: str
    sources: tuple[str, ...]

    @property
    def middle(self) -> date:
        """The middle of the month: the day whose rates stand for it."""
        year, number = (int(one) for one in self.month.split("-"))
        return date(year, number, (monthrange(year, number)[1] + 1) // 2)


@cache
def reported() -> dict[tuple[str, str], Reported]:
    """(month, measure) -> figure."""
    with files("kanzei.impact").joinpath("facts/japan-exports.csv").open(encoding="utf-8") as file:
        return {
            (row["month"], row["measure"]): Reported(float(row["value"]), row["unit"], row["source"], row["note"])
            for row in csv.DictReader(file)
        }


def months() -> list[Month]:
    """The months of which both the total and the exports to the United States were reported, oldest first."""
    found = reported()
    half_us, half_cars = _base(HALF_YEAR, "us"), _base(HALF_YEAR, "cars")
    half_total = _base(HALF_YEAR, "total")
    if half_us is None or half_cars is None or half_total is None:
        raise ValueError("the half-year of the facts is not whole")
    out = []
    for month in sorted({one for one, _ in found if len(one) == 7}):
        total, us = found.get((month, "total_growth")), found.get((month, "us_growth"))
        if total is None or us is None:
            continue
        cars = found.get((month, "cars_growth"))
        own_us, own_total = _base(month, "us"), _base(month, "total")
        own = own_us is not None and own_total is not None
        share = own_us / own_total if own_us is not None and own_total is not None else half_us / half_total
        cars_share = share * half_cars / half_us
        points = share * us.value
        out.append(
            Month(
                month,
                total.value,
                us.value,
                cars.value if cars else None,
                share,
                cars_share,
                points,
                cars_share * cars.value if cars else None,
                total.value - points,
                f"levels of {month}" if own else "levels of April to September",
                tuple(dict.fromkeys(one.source for one in (total, us, cars) if one)),
            )
        )
    return out


def _base(month: str, what: str) -> float | None:
    """The level a year before, from the level and its growth."""
    found = reported()
    level, growth = found.get((month, f"{what}_value")), found.get((month, f"{what}_growth"))
    return level.value / (1 + growth.value / 100) if level and growth else None
