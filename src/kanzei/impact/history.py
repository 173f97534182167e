"""Duties over imports, year by year: which was the last year with a higher rate.

Three measures are kept apart and never mixed in one series.

* ``calculated``: duties as the statistics count them over imports for consumption; in all, and over the dutiable part. Yearly from 1901, and 1899.
* ``collected``: customs receipts of the Treasury over general imports; from 1982, in the month they were paid.
* ``statutory``: the rates of the law book on a day, weighted by the imports of 2024 (:mod:`kanzei.impact.rates`); it has no past, and is set against both.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.rates import BASIS, Use, pair_on, share_of
from kanzei.impact.rates_conventions import Conventions

__all__ = [
    "CENTURY",
    "SERIES",
    "Against",
    "Finding",
    "Month",
    "Series",
    "Year",
    "against",
    "century",
    "findings",
    "months",
    "series",
    "statutory",
]

CENTURY = 100
"""Years."""


class Series(NamedTuple):
    """What a series is: every figure of it carries this."""

    name: str
    measure: str
    basis: str
    period: str
    vintage: str
    source: str


SERIES = {
    one.name: one
    for one in (
        Series(
            "calculated",
            "duties over all imports",
            "goods, imports for consumption, customs value",
            "years; 1899, 1901-2023 printed to one decimal (which early years are fiscal years is not said), 2024-2025 summed from months",
            "list of a USITC table, its edition not said (for 2024 it prints 2.5 where the months give 2.34); Census months as of early 2026",
            "USITC table as listed by Visual Capitalist; U.S. Census Bureau, calculated duty by NAICS and month",
        ),
        Series(
            "calculated-dutiable",
            "duties over dutiable imports",
            "goods, imports for consumption, customs value",
            "1932 (the highest of the table); 2024 at least so much: every cell that paid any duty is counted as dutiable in whole",
            "USITC table of 1891-2024; Census, year to date December 2024",
            "USITC table; U.S. Census Bureau, ten-digit code x partner",
        ),
        Series(
            "collected",
            "customs receipts over all imports",
            "receipts of the Treasury (cash, in the month paid; whether seasonally adjusted is not said) over goods, Census basis, general imports",
            "calendar years of months, 1982-01 to 2026-03",
            "spring 2026",
            "U.S. Treasury and U.S. Census Bureau, assembled by the Budget Lab at Yale",
        ),
        Series(
            "statutory",
            "rates of the law book weighted by imports",
            BASIS,
            "the day asked for, weights of 2024",
            "the law book's digest",
            "the law book; U.S. Census Bureau",
        ),
    )
}


class Year(NamedTuple):
    """A year of a series: its rate in percent, and how many months it has."""

    year: int
    percent: float
    months: int = 12


class Month(NamedTuple):
    """A month, millions of US dollars: receipts and general imports; calculated duty and imports for consumption where they are on file; shares of USMCA claims.

    mixed : the month's calculated rates by industry (NAICS, six digits) on the mix of industries of 2024, as a fraction.
    """

    month: str
    receipts: float
    general: float
    consumption: float | None
    calculated: float | None
    usmca_ca: float | None
    usmca_mx: float | None
    mixed: float | None = None


class Against(NamedTuple):
    """A rate set against a series: the last year before the day with a higher one, or ``None``; the years compared, and how many of those after it are not on file.

    held : the years on file before the day.
    """

    series: str
    percent: float
    last_higher: Year | None
    first: int
    last: int
    lacking: int
    held: frozenset[int] = frozenset()

    def lacking_since(self, year: int) -> int:
        """How many years from one to the last before the day are not on file."""
        return sum(one not in self.held for one in range(year, self.last + 1))


Finding = tuple[str, str, list[Against]]
"""Measure, what it was on the day (words), and what it is set against."""


def _facts(name: str) -> list[dict[str, str]]:
    with files("kanzei.impact").joinpath("facts", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def months() -> tuple[Month, ...]:
    """Every month on file."""

    def millions(text: str) -> float | None:
        return int(text) / 1e6 if text else None

    def share(text: str) -> float | None:
        return float(text) if text else None

    return tuple(
        Month(
            row["month"],
            float(row["receipts_musd"]),
            float(row["general_imports_musd"]),
            millions(row["consumption_usd"]),
            millions(row["calculated_duty_usd"]),
            share(row["usmca_ca"]),
            share(row["usmca_mx"]),
            float(row["calculated_2024_mix_pct"]) / 100 if row["calculated_2024_mix_pct"] else None,
        )
        for row in _facts("months.csv")
    )


def series(name: str) -> list[Year]:
    """The years of a series.

    Raises
    ------
    UsageError   There is no such series, or it has no years.
    """
    if name == "collected":
        out = []
        for year in sorted({one.month[:4] for one in months()}):
            found = [one for one in months() if one.month.startswith(year)]
            receipts, imports = sum(one.receipts for one in found), sum(one.general for one in found)
            out.append(Year(int(year), 100 * receipts / imports, len(found)))
        return out
    column = {"calculated": "total_pct", "calculated-dutiable": "dutiable_pct"}.get(name)
    if column is None:
        raise UsageError(f"{name}: no series of years; there are calculated, calculated-dutiable and collected")
    return [Year(int(row["year"]), float(row[column])) for row in _facts("years.csv") if row[column]]


def against(name: str, percent: float, before: int) -> Against:
    """A rate in percent against the whole years of a series before a year."""
    years = [one for one in series(name) if one.year < before and one.months == 12]
    if not years:
        raise UsageError(f"no year of the series {name} lies before {before}")
    higher = [one for one in years if one.percent > percent]
    first, last = years[0].year, before - 1
    found = higher[-1] if higher else None
    since = found.year if found else first - 1
    lacking = last - since - sum(one.year > since for one in years)
    return Against(name, percent, found, first, last, lacking, frozenset(one.year for one in years))


def statutory(
    view: View,
    on: date,
    use: Use | None = None,
    taken: Conventions | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> list[tuple[str, str, float]]:
    """(preferences, base, percent) of a day: none claimed, the cheapest claimed, and as stated; over all imports and over those that pay duty."""
    none, best = pair_on(view, on, None, taken, None, processes, tick)
    value = none.held.value[none.cells].astype(float)
    ways: list[tuple[str, Any]] = [("no preference claimed", 0.0), ("every preference claimed that is cheaper", 1.0)]
    if use is not None:
        ways.append(("preferences claimed as stated", share_of(none, use)))
    out = []
    for words, share in ways:
        # What is not claimed pays one rate and what is claimed the other: each part of a cell is dutiable by its own.
        duty = float((value * ((1 - share) * none.total + share * best.total)).sum())
        dutiable = float((value * ((1 - share) * (none.total > 0) + share * (best.total > 0))).sum())
        out.append((words, "total", 100 * duty / float(value.sum())))
        out.append((words, "dutiable", 100 * duty / dutiable if dutiable else 0.0))
    return out


def findings(
    view: View,
    on: date,
    use: Use | None = None,
    taken: Conventions | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> list[Finding]:
    """Every measure on a day, each set against the years before it: statutory, then the last month calculated and the last collected up to that day.

    Raises
    ------
    UsageError   The day is before the book.
    """
    if on.year < 2025:
        raise UsageError(f"--on {on}: the book begins with entries of 2025-01-01")
    out: list[Finding] = []
    for words, base, percent in statutory(view, on, use, taken, processes, tick):
        names = ("calculated", "collected") if base == "total" else ("calculated-dutiable",)
        out.append((f"statutory, {base}", words, [against(name, percent, on.year) for name in names]))
    seen = [one for one in months() if one.month <= on.isoformat()[:7]]
    counted = next((one for one in reversed(seen) if one.calculated and one.consumption), None)
    if counted and counted.calculated and counted.consumption:
        percent = 100 * counted.calculated / counted.consumption
        out.append(("calculated, total", counted.month, [against("calculated", percent, on.year)]))
    paid = seen[-1]
    percent = 100 * paid.receipts / paid.general
    # Receipts of the Treasury are on file from 1982; before that the calculated series is the nearest there is.
    out.append(
        ("collected, total", paid.month, [against(name, percent, on.year) for name in ("collected", "calculated")])
    )
    return out


def century(one: Against) -> str:
    """Whether a rate is the highest in a hundred years: ``yes``, ``no``, or ``not known`` where years on file do not tell."""
    since = one.last + 1 - CENTURY
    if one.last_higher is not None and one.last_higher.year >= since:
        return "no"
    return "yes" if one.first <= since and one.lacking_since(since) == 0 else "not known"
