"""Published tables beside what the models give: any file of the known layouts, row by row, with the difference.

Layouts, told by their columns: rows of a paper's tables (``table, scenario, unit, metric, published_value``), files by country (``scenario, iso3`` and
measures), rates of the formula (``formula, rate``), rates that maximise welfare (``model, revenue_use, rate, us_welfare_percent``), and for NAFTA
the printed numbers (``scenario, country, metric, value_percent``), countries, and pairs of countries (``scenario, importer, exporter``).
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kanzei.errors import UsageError
from kanzei.impact.ge_cases import CASES, FLAWS, HOME, case, measured
from kanzei.impact.ge_nafta import MEASURES as NAFTA_MEASURES
from kanzei.impact.ge_nafta import SCENARIO as NAFTA_SCENARIO
from kanzei.impact.ge_nafta import nafta_measure
from kanzei.impact.ge_optimal import best_rate
from kanzei.impact.ge_outcomes import MEASURES, outcomes
from kanzei.impact.ge_tariffs import formula_rate, free, retaliation_rates
from kanzei.impact.ge_world import one_sector, with_inputs

__all__ = ["Row", "reproduce", "shipped_tables"]

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
CLOSE = 1e-6
"""Absolute or relative difference that counts as equal for numbers given in full precision."""


@dataclass(frozen=True, slots=True)
class Row:
    """A published number and ours.

    Attributes
    ----------
    computed : ``None`` where these models cannot give it; ``why`` says why.
    decimals : digits compared; ``None`` for numbers in full precision, compared at 1e-6.
    grade : what the file itself says of the row (``exact``, ``conditional`` ...).
    """

    where: str
    scenario: str
    unit: str
    metric: str
    published: float
    computed: float | None
    decimals: int | None
    grade: str
    why: str = ""

    @property
    def difference(self) -> float | None:
        """Ours less theirs."""
        return None if self.computed is None else self.computed - self.published

    @property
    def same(self) -> bool:
        """Equal to the digits printed."""
        if self.computed is None:
            return False
        if self.decimals is None:
            return abs(self.computed - self.published) <= CLOSE * max(1.0, abs(self.published))
        return abs(round(self.computed, self.decimals) - self.published) < 0.5 * 10.0**-self.decimals


def shipped_tables() -> dict[str, Path]:
    """Published tables that come with the package, by id."""
    folder = Path(str(files("kanzei.impact").joinpath("facts")))
    return {name: folder / f"{name}.csv" for name in ("liberation-day", "nafta")}


def reproduce(name: str) -> list[Row]:
    """Every row of a shipped table (by id) or of a file, computed.

    Raises
    ------
    UsageError     There is no such table, or its columns are of no known layout.
    NotConverged   A scenario has no equilibrium.
    """
    shipped = shipped_tables()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        near = difflib.get_close_matches(name, shipped, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"{name}: neither a file nor a shipped table{hint} (shipped: {', '.join(shipped)})")
    rows = _read(path)
    columns = set(rows[0]) if rows else set()
    if {"table", "scenario", "unit", "metric", "published_value"} <= columns:
        return [_printed(row) for row in rows]
    if {"scenario", "iso3"} <= columns:
        return [found for row in rows for found in _by_country(row)]
    if {"formula", "rate"} <= columns:
        return [_formula(row) for row in rows]
    if {"model", "revenue_use", "rate", "us_welfare_percent"} <= columns:
        return [found for row in rows for found in _best(row)]
    if {"scenario", "country", "metric", "value_percent"} <= columns:
        return [_nafta(row, row["metric"], "value_percent", row.get("where") or "", 2) for row in rows]
    if {"scenario", "importer", "exporter", "import_change_percent"} <= columns:
        return [_nafta(row, "imports", "import_change_percent", "pairs", None) for row in rows]
    if {"scenario", "country", *NAFTA_MEASURES} <= columns:
        return [_nafta(row, metric, metric, "countries", None) for row in rows for metric in NAFTA_MEASURES]
    raise UsageError(
        f"{path}: columns {', '.join(sorted(columns)) or '(none)'} are of no layout these models reproduce"
    )


def _read(path: Path) -> list[Mapping[str, str]]:
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return [{key: str(value) for key, value in row.items()} for row in pq.read_table(path).to_pylist()]
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: not a table in CSV ({error})") from None


def _number(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except (TypeError, ValueError):
        raise UsageError(f"{column}: {row[column]!r} is not a number") from None


def _printed(row: Mapping[str, str]) -> Row:
    name, metric, text = row["scenario"], row["metric"], row["published_value"]
    written = len(text.partition(".")[2])
    decimals = max(written, DECIMALS.get(metric, 0))
    computed, why = None, ""
    if name not in CASES:
        why = "no model here has this scenario"
    elif metric not in DECIMALS:
        why = "no model here has this measure"
    else:
        why = FLAWS.get(name, "")
        computed = measured(name, row["unit"], metric, row.get("aggregation") or "")
    where, grade = f"table {row['table']}", row.get("reproducible") or ""
    return Row(where, name, row["unit"], metric, _number(row, "published_value"), computed, decimals, grade, why)


def _by_country(row: Mapping[str, str]) -> Iterable[Row]:
    name = row["scenario"]
    known = name in CASES
    found = outcomes(case(name)) if known else {}
    place = one_sector().place(row["iso3"])
    for metric in MEASURES:
        if row.get(metric):
            computed = float(found[metric][place]) if known else None
            why = "" if known else "no model here has this scenario"
            yield Row("countries", name, row["iso3"], metric, _number(row, metric), computed, None, "", why)


def _formula(row: Mapping[str, str]) -> Row:
    over = {"prop2_E_denominator": "spending", "prop2_Y_denominator": "income"}.get(row["formula"])
    world = one_sector()
    home, computed = world.place(HOME), None
    if over:
        computed = formula_rate(world, home, over)
    elif row["formula"] == "prop2_two_region_foreign":
        computed = float(retaliation_rates(world, home)[0 if home else 1])
    why = "" if computed is not None else "no model here has this formula"
    return Row("proposition 2", row["formula"], HOME, "rate", _number(row, "rate"), computed, None, "", why)


def _nafta(row: Mapping[str, str], metric: str, column: str, where: str, decimals: int | None) -> Row:
    unit = row.get("country") or f"{row['importer']} from {row['exporter']}"
    computed, why = None, "no model here has this scenario or measure"
    if row["scenario"] == NAFTA_SCENARIO:
        computed = nafta_measure(unit, metric)
        why = "" if computed is not None else why
    return Row(where, row["scenario"], unit, metric, _number(row, column), computed, decimals, "", why)


def _best(row: Mapping[str, str]) -> Iterable[Row]:
    make = {"one_sector": one_sector, "one_sector_io": with_inputs}.get(row["model"])
    rate = welfare = None
    if make is not None and row["revenue_use"] == "income_tax_relief":
        world = make()
        best = best_rate(world, free(world), world.place(HOME))
        rate, welfare = best.rate, best.welfare
    why = "" if rate is not None else "no model here is this one"
    for metric, column, computed in (("rate", "rate", rate), ("welfare", "us_welfare_percent", welfare)):
        yield Row("optimum", row["model"], HOME, metric, _number(row, column), computed, None, "", why)
