"""Rows of Ignatenko, Lashkaripour, Macedoni and Simonovska (JIE 157, 2025, 104138) computed: tables, countries, rates of the formula, best rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.ge_cases import FLAWS, HOME, case, is_case, measured
from kanzei.impact.ge_optimal import Best, best_rate
from kanzei.impact.ge_outcomes import MEASURES, outcomes
from kanzei.impact.ge_tariffs import formula_rate, free, retaliation_rates
from kanzei.impact.ge_world import one_sector, with_inputs
from kanzei.impact.hat_solve import Array
from kanzei.impact.reproduce_row import Row, number

__all__ = ["best_row", "country_row", "formula_row", "printed_row"]

DECIMALS = {
    "welfare": 2,
    "employment": 2,
    "deficit": 1,
    "exports_gdp": 1,
    "imports_gdp": 1,
    "prices": 1,
    "trade_gdp": 1,
    "tariff_revenue_pct_expenditure": 2,
    "tariff_revenue_pct_federal_budget": 2,
}
"""Digits after the point that the paper prints; a file may have lost trailing zeros."""
NO_CASE = "no model here has this scenario"


@cache
def _outcomes(name: str) -> tuple[dict[str, Array], str]:
    """Measures of a scenario, or why there are none."""
    if not is_case(name):
        return {}, NO_CASE
    try:
        return outcomes(case(name)), ""
    except NotConverged as error:
        return {}, str(error)


@cache
def _best(model: str, revenue: str) -> tuple[Best | None, str]:
    """The best rate of a model, or why there is none."""
    make = {"one_sector": one_sector, "one_sector_io": with_inputs}.get(model)
    relief = {"income_tax_relief": True, "lump_sum": False, "lump_sum_rebate": False}.get(revenue)
    if make is None or relief is None:
        return None, "no model here is this one"
    world = replace(make(), relief=relief)
    try:
        return best_rate(world, free(world), world.place(HOME)), ""
    except NotConverged as error:
        return None, str(error)


def printed_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A row of the paper's tables."""
    name, metric, text = row["scenario"], row["metric"], row["published_value"]
    decimals = max(len(text.partition(".")[2]), DECIMALS.get(metric, 0))
    computed, why = None, ""
    if not is_case(name):
        why = "; ".join(filter(None, (row.get("reproducible"), row.get("note")))) or NO_CASE
    elif metric not in DECIMALS:
        why = "no model here has this measure"
    else:
        why = FLAWS.get(name, "")
        try:
            computed = measured(name, row["unit"], metric, row.get("aggregation") or "")
        except (UsageError, NotConverged) as error:
            why = str(error)
    grade = row.get("reproducible") or ""
    yield Row(
        f"table {row['table']}",
        name,
        row["unit"],
        metric,
        number(row, "published_value"),
        computed,
        decimals,
        grade,
        why,
    )


def country_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A country of a scenario: one row a measure."""
    name = row["scenario"]
    found, lacking = _outcomes(name)
    countries = one_sector().countries
    place = countries.index(row["iso3"]) if row["iso3"] in countries else None
    for metric in MEASURES:
        if row.get(metric):
            computed = float(found[metric][place]) if found and place is not None else None
            why = lacking or (f"{row['iso3']} is no country of this model" if place is None else "")
            yield Row("countries", name, row["iso3"], metric, number(row, metric), computed, None, "", why)


def formula_row(row: Mapping[str, str]) -> Iterable[Row]:
    """A rate of proposition 2."""
    over = {"prop2_E_denominator": "spending", "prop2_Y_denominator": "income"}.get(row["formula"])
    world = one_sector()
    home, computed = world.place(HOME), None
    if over:
        computed = formula_rate(world, home, over)
    elif row["formula"] == "prop2_two_region_foreign":
        computed = float(retaliation_rates(world, home)[0 if home else 1])
    why = "" if computed is not None else "no model here has this formula"
    yield Row("proposition 2", row["formula"], HOME, "rate", number(row, "rate"), computed, None, "", why)


def best_row(row: Mapping[str, str]) -> Iterable[Row]:
    """The rate that maximises welfare, and the welfare."""
    found, why = _best(row["model"], row["revenue_use"])
    for metric, column, computed in (
        ("rate", "rate", found.rate if found else None),
        ("welfare", "us_welfare_percent", found.welfare if found else None),
    ):
        yield Row("optimum", row["model"], HOME, metric, number(row, column), computed, None, "", why)
