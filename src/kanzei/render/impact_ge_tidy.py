"""General equilibrium as a tidy table: a row for each measure of each country, with all it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanzei.impact.ge_outcomes import MEASURES as ONE
from kanzei.impact.sector_outcomes import MEASURES as MANY
from kanzei.impact.tables import Column, Tidy

__all__ = ["COLUMNS", "ge_table", "measures"]

COLUMNS = (
    Column("model", "text", "the layer of models, and the model of many sectors", ""),
    Column("horizon", "text", "time after the change that the figure speaks of", ""),
    Column("country", "code", "country (ISO, three letters) or group", ""),
    Column(
        "measure",
        "text",
        "; ".join(f"{name}: {words}" for name, words in {**ONE, **MANY}.items()),
        "",
    ),
    Column("unit", "text", "unit of value, low, median and high", ""),
    Column("value", "see unit", "the change from the base under the central elasticities", "see sources"),
    Column("low", "see unit", "5th percentile of the draws; empty where nothing was drawn", "see sources"),
    Column("median", "see unit", "median of the draws; empty where nothing was drawn", "see sources"),
    Column("high", "see unit", "95th percentile of the draws; empty where nothing was drawn", "see sources"),
    Column("draws", "number", "draws that have an equilibrium", ""),
    Column("seed", "number", "seed of the draws", "user"),
    Column("scenario", "text", "the tariffs: stated, or the law book's with its day, known day and digest", "user"),
    Column("elasticities", "text", "elasticities and their source", ""),
    Column("sources", "text", "trade, output and tariffs of the base, with vintage", ""),
    Column("residual", "fraction", "largest relative residual of the equations, or the last move of the sweeps", ""),
)


def measures(told: Mapping[str, Any]) -> Mapping[str, str]:
    """Measure -> what it is, of the model that answered (:func:`ge_json` or :func:`sectors_json`)."""
    return MANY if "model" in told else ONE


def ge_table(told: Mapping[str, Any]) -> Tidy:
    """Rows of an answer as :func:`ge_json` or :func:`sectors_json` gives it."""
    drawn = told.get("draws", {})
    if "model" in told:
        model = f"{told['layer']}: {told['model']}, {told['links']}"
        elasticities = f"{told['elasticities']['set']}, {told['elasticities']['source']}"
    else:
        parameters = told["parameters"]
        model = told["layer"]
        elasticities = (
            f"trade {parameters['trade_elasticity']:g}, labour supply {parameters['labour_supply_elasticity']:g}"
        )
    about = (
        drawn.get("number"),
        drawn.get("seed"),
        "; ".join(told["scenario"]),
        elasticities,
        told["sources"],
        told["convergence"]["residual"],
    )
    rows: list[tuple[Any, ...]] = []
    for country, values in told["countries"].items():
        for name, value in values.items():
            spread = drawn["ranges"][country][name] if drawn else {}
            unit = (
                "percent of base spending" if name in {"duty", "tariff_revenue_over_expenditure"} else "percent change"
            )
            rows.append(
                (model, told["horizon"], country, name, unit, value, spread.get("low"), spread.get("median"), spread.get("high"), *about)
            )  # fmt: skip
    return Tidy("ge", COLUMNS, rows)
