"""Rows of Caliendo and Parro (REStud 82, 2015) computed: printed numbers, countries, and pairs of countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kanzei.impact.ge_nafta import MEASURES, SCENARIOS, nafta_measure
from kanzei.impact.reproduce_row import Row, number

__all__ = ["nafta_country", "nafta_pair", "nafta_printed"]


def nafta_printed(row: Mapping[str, str]) -> Iterable[Row]:
    """A number of the paper, to two digits."""
    digits = max(2, len(row["value_percent"].partition(".")[2]))
    yield _row(row, row["country"], row["metric"], "value_percent", row.get("where") or "", digits)


def nafta_pair(row: Mapping[str, str]) -> Iterable[Row]:
    """A change of imports between two countries."""
    unit = f"{row['importer']} from {row['exporter']}"
    yield _row(row, unit, "imports", "import_change_percent", "pairs", None)


def nafta_country(row: Mapping[str, str]) -> Iterable[Row]:
    """The measures of a country."""
    for metric in MEASURES:
        if row.get(metric):
            yield _row(row, row["country"], metric, metric, "countries", None)


def _row(row: Mapping[str, str], unit: str, metric: str, column: str, where: str, decimals: int | None) -> Row:
    computed, why = None, "no model here has this scenario or measure"
    if row["scenario"] in SCENARIOS:
        computed = nafta_measure(unit, metric, row["scenario"])
        why = "" if computed is not None else why
    return Row(where, row["scenario"], unit, metric, number(row, column), computed, decimals, "", why)
