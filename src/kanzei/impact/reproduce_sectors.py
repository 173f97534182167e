"""Rows of the models of many sectors in wages alone, of gains from trade, and of structural gravity, computed.

Lashkaripour (JIE 131, 2021, 103419): Nash tariffs and what they cost, tariffs of the United States by scenario; Arkolakis, Costinot and Rodriguez-Clare (AER 102,
2012, 94): gains from trade, 1 - share^(1/eps); gegravity: a trade agreement in the sample of 2006.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_best import NashRates, nash_formula
from kanzei.impact.hat_gravity import GravityChange, sample
from kanzei.impact.hat_solve import Array
from kanzei.impact.reproduce_row import Row, number
from kanzei.impact.sector_data import ELASTICITY_SETS, home_shares
from kanzei.impact.sector_scenarios import us_scenario
from kanzei.impact.sector_worlds import wage_world

__all__ = ["gains_row", "gravity_rows", "nash_row", "published_nash_row", "published_year_row", "scenario_row"]

DATASETS = {"wiod2014": "wiod14", "icio2022": "icio"}
GRAVITY = {
    "factory gate price change (percent)": "price",
    "omr change (percent)": "outward",
    "imr change (percent)": "inward",
    "GDP change (percent)": "gdp",
    "welfare statistic": "welfare",
    "terms of trade change (percent)": "gdp",
    "output change (percent)": "price",
    "expenditure change (percent)": "price",
    "foreign exports change (percent)": "exports",
    "foreign imports change (percent)": "imports",
    "intranational trade change (percent)": "home",
}
OTHER_DATA = "the source used another vintage of WIOD: compare ranking and size, not digits"
PAIR = ("CAN", "JPN")


@cache
def _nash(model: str, elasticity: str) -> NashRates:
    return nash_formula(wage_world(model, elasticity))


@cache
def _scenario(elasticity: str, partner: str, rate: float, retaliation: str, model: str) -> Array:
    return 100 * (us_scenario(wage_world(model, elasticity), partner, rate, retaliation).real_income - 1)


def _tried(make: Callable[[], float]) -> tuple[float | None, str]:
    """A number, or why there is none."""
    try:
        return make(), ""
    except (UsageError, NotConverged) as error:
        return None, str(error)


def nash_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A country's Nash rate and what the tariff war costs it."""
    model, elasticity = DATASETS.get(row["dataset"]), row["elasticity"]
    for metric in ("nash_tariff", "welfare_percent"):
        if not row.get(metric):
            continue
        computed, why = None, f"no table here is {row['dataset']} (there are {', '.join(DATASETS)})"
        if model:
            computed, why = _tried(lambda m=model, k=metric: _nash_value(m, elasticity, row["country"], k))  # type: ignore[misc]
        scenario = f"{row['dataset']} {elasticity}"
        yield Row("Nash tariffs", scenario, row["country"], metric, number(row, metric), computed, None, "", why)


def _nash_value(model: str, elasticity: str, country: str, metric: str) -> float:
    found = _nash(model, elasticity)
    place = found.found.world.place(country)
    return float(found.rates[place] if metric == "nash_tariff" else 100 * (found.found.real_income[place] - 1))


def scenario_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A country's welfare under a rate that the United States lays on one country or on all."""
    model = DATASETS.get(row.get("dataset") or "icio2022", "")
    rate = number(row, "rate")

    def value() -> float:
        if row["elasticity"] not in ELASTICITY_SETS or not model:
            raise UsageError(f"{row['elasticity']}: not a set of elasticities (there are {', '.join(ELASTICITY_SETS)})")
        found = _scenario(row["elasticity"], row["partner"], rate, row["retaliation"], model)
        return float(found[wage_world(model, row["elasticity"]).place(row["country"])])

    computed, why = _tried(value)
    scenario = f"{row['elasticity']} {row['partner']} {100 * rate:g}% retaliation {row['retaliation']}"
    published = number(row, "welfare_percent")
    yield Row("US tariffs, ICIO 2022", scenario, row["country"], "welfare", published, computed, None, "", why)


def published_nash_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A country of the printed table 1 (2014)."""
    for column, metric, factor in (
        ("nash_tariff_percent", "nash_tariff", 100.0),
        ("gdp_change_percent", "welfare_percent", 1.0),
    ):
        if not row.get(column):
            continue
        computed, why = None, f"the model {row['model']} is not here: baseline is"
        if row["model"] == "baseline":
            computed, why = _tried(lambda k=metric: _nash_value("wiod14", "IS", row["country"], k))  # type: ignore[misc]
        value = None if computed is None else factor * computed
        digits = len(row[column].partition(".")[2])
        yield Row(
            "table 1",
            row["model"],
            row["country"],
            column,
            number(row, column),
            value,
            digits,
            "",
            why or OTHER_DATA,
            loose=True,
        )


def published_year_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A country and year of the paper's results: 2014 and the baseline model are here."""
    computed, why = None, "only 2014 and the baseline model are here: the tables of other years are not on file"
    if row["model"] == "baseline" and row["year"] == "2014":
        computed, why = _tried(lambda: _nash_value("wiod14", "IS", row["country"], "welfare_percent"))
    scenario = f"{row['model']} {row['year']}"
    published = number(row, "gdp_change_percent")
    yield Row(
        "by year",
        scenario,
        row["country"],
        "gdp_change_percent",
        published,
        computed,
        6,
        "",
        why or OTHER_DATA,
        loose=True,
    )


def gains_row(row: Mapping[str, str]) -> Iterable[Row]:
    """The share of spending at home and gains from trade; the elasticity stands in the name of the column."""
    key = (int(number(row, "year")), row["country"])
    share = home_shares().get(key)
    why = (
        ""
        if share is not None
        else "no table here has this country and year (2008, 2011: WIOD 2013; 2014: WIOD 2016; 2022: ICIO)"
    )
    for column in row:
        found = re.fullmatch(r"gains_eps(\d+(?:\.\d+)?)_percent", column)
        if not (row[column] and (found or column == "domestic_share")):
            continue
        value = share
        if share is not None and found:
            eps = float(found.group(1))
            value = 100 * (1 - share ** (1 / eps)) if eps > 0 else None
        yield Row("gains from trade", row["year"], row["country"], column, number(row, column), value, None, "", why)


@cache
def _gravity(members: tuple[str, ...]) -> GravityChange:
    world = sample()
    return world.change(world.agreement(members))


def gravity_rows(rows: Sequence[Mapping[str, str]], name: str) -> list[Row]:
    """Countries under a trade agreement; its members are those that the file's name or a column ``members`` gives, Canada and Japan otherwise."""
    countries = sample().countries
    named = tuple(word.upper() for word in re.split(r"[^A-Za-z]+", name) if word.upper() in countries)
    out = []
    for row in rows:
        stated = tuple(word for word in re.split(r"[^A-Z]+", row.get("members", "")) if word)
        members = stated or (named if len(named) > 1 else PAIR)
        for column, field in GRAVITY.items():
            if not row.get(column):
                continue
            computed, why = _tried(
                lambda m=members, f=field, c=row["country"]: float(
                    np.asarray(getattr(_gravity(m), f))[sample().place(c)]
                )  # type: ignore[misc]
            )
            scenario = "agreement " + "-".join(members)
            out.append(
                Row("gravity 2006", scenario, row["country"], column, number(row, column), computed, None, "", why)
            )
    return out
