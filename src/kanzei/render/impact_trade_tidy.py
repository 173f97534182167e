"""Figures of the product layer as a tidy table, a row for each with all it rests on, and the data dictionary of its columns and measures."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kanzei.entries.write import explained
from kanzei.impact.draws import Spread
from kanzei.impact.law_chosen import law_chosen
from kanzei.impact.partial_tables import MEASURES
from kanzei.impact.rates import BASIS
from kanzei.impact.tables import Column
from kanzei.render.impact_tables import write_dictionary
from kanzei.render.impact_trade import OF_ROWS, OF_TOTALS, Shown
from kanzei.render.tables import Ink, table

__all__ = ["COLUMNS", "dictionary_json", "dictionary_text", "write_tidy"]

COLUMNS: dict[str, str] = {
    "by": "what the line is: total, asked (all partners asked for), partner, chapter, sector, code, or spending (a category of consumer spending)",
    "key": "its key: Census code of the partner, two digits, GTAP sector, ten digits, or name; others: the lines beyond --top",
    "label": "the key in words",
    "measure": "what is measured: see the measures",
    "unit": "unit of value, low and high",
    "value": "the figure of the central pass",
    "low": "5th percentile of the draws; empty where nothing was drawn",
    "median": "median of the draws; empty where nothing was drawn",
    "high": "95th percentile of the draws; empty where nothing was drawn",
    "on": "day of the law",
    "since": "base day",
    "elasticities": "set of elasticities between origins",
    "between_products": "elasticity between products, at the horizon",
    "against_home": "elasticity against home goods, at the horizon",
    "horizon_years": "years after the change; empty: the long run",
    "pass_through": "pass-through at the border; by cell: from an inverse supply elasticity",
    "preferences": "preferences claimed on both days",
    "assumed": "facts stated for every line",
    "data": "the trade figures: basis, period, vintage",
    "known": "the law as known on this day",
    "lawbook": "digest of the law book",
    "scenario": "instruments laid on top or left out, readings chosen, void authorities left out; empty: the book under its defaults",
    "switches": "readings chosen",
    "seed": "seed of the draws",
    "draws": "number of draws",
}
"""Columns of a tidy table: what each holds."""


def _tidy(shown: Shown) -> Iterator[tuple[Any, ...]]:
    """Rows of the tidy table, in the order of :data:`COLUMNS`."""
    case, chosen, border, drawn, said = (
        shown.answer.case,
        shown.answer.chosen,
        shown.answer.border,
        shown.ranges,
        shown.said,
    )
    about = (
        case.on,
        case.since,
        chosen.name,
        float(chosen.demand.eta[0]),
        float(chosen.demand.kappa[0]),
        "" if chosen.horizon is None else chosen.horizon,
        "by cell" if border.inverse_supply is not None else border.pass_through,
        f"{case.preferences}{': ' + said.use if said.use else ''}",
        said.assumed,
        BASIS,
        said.view.known_on,
        said.view.digest,
        law_chosen(said.view),
        " ".join(said.switches),
        drawn.seed if drawn else "",
        drawn.number if drawn else "",
    )

    def one(by: str, key: str, label: str, name: str, value: float, spread: Spread | None) -> tuple[Any, ...]:
        between = ("", "", "") if spread is None else (spread.low, spread.median, spread.high)
        return (by, key, label, name, MEASURES[name][0], value, *between, *about)

    for name in OF_TOTALS:
        spread = drawn.sums[name] if drawn else None
        yield one("total", "total", "all partners", name, getattr(shown.answer.sums, name), spread)
    if shown.prices:
        both = ("consumer_prices_static", "consumer_prices")
        for name, value in zip(both, (shown.prices.static, shown.prices.moved), strict=True):
            yield one("total", "total", "all consumer spending", name, value, drawn.sums[name] if drawn else None)
        for category in shown.prices.categories:
            for name, value in zip(both, (category.static, category.moved), strict=True):
                yield one("spending", category.name, category.name, name, value, None)
    for by, many in (("asked", [shown.asked] if shown.asked else []), (shown.groups.by, shown.rows)):
        for at, row in enumerate(many):
            for name in OF_ROWS:
                held = drawn.groups.get(name) if drawn and by != "asked" else None
                yield one(by, row.key, row.label, name, getattr(row, name), held[at] if held else None)


def write_tidy(shown: Shown, path: Path) -> None:
    """Write a row for each figure, with everything it rests on.

    Raises
    ------
    UsageError   The file cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([tuple(COLUMNS), *_tidy(shown)])
        os.replace(part, path)
        columns = (Column(name, "", words) for name, words in COLUMNS.items())
        write_dictionary(
            path, [*columns, *(Column(f"measure: {name}", unit, words) for name, (unit, words) in MEASURES.items())]
        )
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)


def dictionary_text(ink: Ink) -> str:
    """The data dictionary of tidy tables."""
    measures = [(name, unit, meaning) for name, (unit, meaning) in MEASURES.items()]
    return "\n".join(
        [
            ink.bold("Columns"),
            "",
            table(("column", "meaning"), list(COLUMNS.items()), ink=ink, fold=True),
            "",
            ink.bold("Measures"),
            "",
            table(("measure", "unit", "meaning"), measures, ink=ink, fold=True),
        ]
    )


def dictionary_json() -> dict[str, Any]:
    """The same for machines."""
    measures = [{"measure": name, "unit": unit, "meaning": words} for name, (unit, words) in MEASURES.items()]
    return {
        "columns": [{"column": name, "meaning": words} for name, words in COLUMNS.items()],
        "measures": measures,
    }
