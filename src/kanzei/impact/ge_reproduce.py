"""Published tables beside what the models give: any file of a known layout, told by its columns, row by row, with the difference."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.impact.reproduce_liberation import best_row, country_row, formula_row, printed_row
from kanzei.impact.reproduce_nafta import nafta_country, nafta_pair, nafta_printed
from kanzei.impact.reproduce_rates import sector_rates_rows, tracker_rows, year_rates_rows
from kanzei.impact.reproduce_row import Row, read
from kanzei.impact.reproduce_sectors import (
    gains_row,
    gravity_rows,
    nash_row,
    published_nash_row,
    published_year_row,
    scenario_row,
)

__all__ = ["LAYOUTS", "Layout", "Row", "reproduce", "shipped_tables"]

Rows = Sequence[Mapping[str, str]]


class Layout(NamedTuple):
    """A kind of file: what it holds, the columns that tell it, and how its rows are computed."""

    words: str
    columns: frozenset[str]
    make: Callable[[Rows, str], list[Row]]


def _each(one: Callable[[Mapping[str, str]], Iterable[Row]]) -> Callable[[Rows, str], list[Row]]:
    """Row by row; what is wrong with one says which."""

    def make(rows: Rows, name: str) -> list[Row]:
        out: list[Row] = []
        for number, row in enumerate(rows, 1):
            try:
                out += one(row)
            except UsageError as error:
                raise UsageError(f"row {number}: {error}") from None
        return out

    return make


def _layout(words: str, columns: str, make: Callable[[Rows, str], list[Row]]) -> Layout:
    return Layout(words, frozenset(columns.split()), make)


LAYOUTS = (
    _layout("tables of the Liberation Day paper", "table scenario unit metric published_value", _each(printed_row)),
    _layout("countries of its scenarios", "scenario iso3", _each(country_row)),
    _layout("rates of its proposition 2", "formula rate", _each(formula_row)),
    _layout("rates that maximise welfare", "model revenue_use rate us_welfare_percent", _each(best_row)),
    _layout("NAFTA, printed numbers", "scenario country metric value_percent", _each(nafta_printed)),
    _layout("NAFTA, pairs of countries", "scenario importer exporter import_change_percent", _each(nafta_pair)),
    _layout("NAFTA, countries", "scenario country real_wage", _each(nafta_country)),
    _layout("Nash tariffs", "dataset elasticity country nash_tariff", _each(nash_row)),
    _layout(
        "US tariffs by scenario", "elasticity partner rate retaliation country welfare_percent", _each(scenario_row)
    ),
    _layout(
        "a global tariff war, table 1",
        "country model nash_tariff_percent gdp_change_percent",
        _each(published_nash_row),
    ),
    _layout("a global tariff war, by year", "country year model gdp_change_percent", _each(published_year_row)),
    _layout("gains from trade", "year country domestic_share", _each(gains_row)),
    Layout(
        "structural gravity, countries",
        frozenset({"country", "factory gate price change (percent)", "imr change (percent)"}),
        gravity_rows,
    ),
    _layout("effective rates of 2024 by partner", "cty_code con_val_usd cal_dut_usd etr_2024_percent", year_rates_rows),
    _layout("effective rates of 2024 by sector", "gtap con_val_usd cal_dut_usd etr_2024_percent", sector_rates_rows),
    Layout(
        "a tracker's effective rates by date", frozenset({"date", "country_name", "effective tariff"}), tracker_rows
    ),
)
"""Known layouts, the first that fits is taken."""


def shipped_tables() -> dict[str, Path]:
    """Published tables that come with the package, by id."""
    folder = Path(str(files("kanzei.impact").joinpath("facts")))
    return {name: folder / f"{name}.csv" for name in ("liberation-day", "nafta")}


def reproduce(name: str) -> list[Row]:
    """Every row of a shipped table (by id) or of a file, computed.

    Raises
    ------
    UsageError   There is no such table, its columns are of no known layout, or a cell that must hold a number does not.
    """
    shipped = shipped_tables()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        near = difflib.get_close_matches(name, shipped, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"{name}: neither a file nor a shipped table{hint} (shipped: {', '.join(shipped)})")
    rows = read(path)
    columns = set(rows[0])
    for layout in LAYOUTS:
        if layout.columns <= columns:
            try:
                return layout.make(rows, path.stem)
            except UsageError as error:
                raise UsageError(f"{path}: {error}") from None
    known = "".join(f"\n  {one.words}: {', '.join(sorted(one.columns))}" for one in LAYOUTS)
    nearest = max(LAYOUTS, key=lambda one: len(one.columns & columns) / len(one.columns))
    lacking = ", ".join(sorted(nearest.columns - columns))
    hint = f" Nearest: {nearest.words}, which also needs {lacking}." if nearest.columns & columns else ""
    raise UsageError(
        f"{path}: columns {', '.join(sorted(columns)) or '(none)'} are of no layout these models reproduce.{hint} Known layouts, by the columns they need:{known}"
    )
