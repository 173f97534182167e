"""The deal with Japan for machines: JSON, and a tidy table with a row for each figure and everything it rests on."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.entries.write import explained
from kanzei.impact.draws import Input, Spread
from kanzei.impact.japan import Study
from kanzei.impact.japan_layers import MEASURES, Layer, draws_of
from kanzei.impact.japan_outside import cabinet_office
from kanzei.impact.japan_rates import StepRates
from kanzei.impact.rates import BASIS
from kanzei.impact.tables import Column
from kanzei.render.impact_tables import write_dictionary
from kanzei.render.tables import Ink, table

__all__ = ["COLUMNS", "Said", "dictionary_json", "dictionary_text", "horizon_of", "japan_json", "write_tidy"]


class Said(NamedTuple):
    """The words the user chose the law with."""

    scenario: tuple[str, ...]
    switches: tuple[str, ...]
    without: tuple[str, ...]
    assume: tuple[str, ...]
    answer: str

    def words(self) -> str:
        """In one line; empty: the shipped law under its defaults."""
        parts = [f"scenario {Path(one).name}" for one in self.scenario]
        parts += [f"without {one}" for one in self.without]
        parts += [f"switch {one}" for one in self.switches]
        parts += [f"assumed {one}" for one in self.assume]
        if self.answer != "charged":
            parts.append("void authorities left out")
        return "; ".join(parts)


COLUMNS = {
    "table": "rate (of a step) · part (of the rate, by authority) · effect (of a step in a layer) · outside (others' estimates) · gap (to the Cabinet Office) · month",
    "step": "step of the deal, or the step an outside estimate comes closest to; for table month: the month",
    "entered": "day of entry whose rates are meant",
    "known": "day as of which the law is looked at",
    "layer": "layer of models, or the study of an outside estimate",
    "horizon": "time after the change that the figure speaks of",
    "measure": "what is measured; rates: statutory (no preference), best (every cheaper preference), as_now (the same entries as the book knows them now), calculated (Census), vehicles, rest, and authorities",
    "unit": "percent of value (rates), percent change from before the tariffs (effects), percentage points",
    "value": "the figure; of effects and gaps the median of the draws",
    "low": "5th percentile of the draws",
    "high": "95th percentile of the draws",
    "draws": "number of draws",
    "others": "day: all partners bear the rates of the day; base: Japan alone does",
    "scenario": "hypothetical instruments, instruments left out, readings and facts that were chosen; empty: none",
    "source": "data and elasticities that the figure rests on",
    "lawbook": "digest of law and schedule",
}
"""Column -> what it holds."""


def horizon_of(layer: Layer, study: Study) -> str:
    """The horizon of a layer in words."""
    years = study.plan.horizon
    return layer.horizon.format(years=years).replace("1 year(s)", "1 year").replace("year(s)", "years")


def _row(**given: Any) -> tuple[Any, ...]:
    return tuple(given.get(name, "") for name in COLUMNS)


def _three(one: Spread) -> dict[str, str]:
    return {"value": f"{one.median:.6f}", "low": f"{one.low:.6f}", "high": f"{one.high:.6f}"}


def _tidy(study: Study, said: Said) -> Iterator[tuple[Any, ...]]:
    words, others, draws = said.words(), study.plan.others, study.plan.draws
    about = {
        one.step.id: {"step": one.step.id, "entered": one.step.entered, "known": one.known_on} for one in study.rates
    }
    for one in study.rates:
        ground = {
            **about[one.step.id],
            "unit": "percent of value",
            "scenario": words,
            "source": BASIS,
            "lawbook": one.digest,
        }
        for measure, rate in _rates_of(one).items():
            if rate is not None:
                yield _row(table="rate", measure=measure, value=f"{100 * rate:.6f}", **ground)
        for name, part in one.parts.items():
            yield _row(table="part", measure=name, value=f"{100 * part:.6f}", **ground)
    digest = study.rates[0].digest
    common = {"others": others, "scenario": words, "lawbook": digest}
    layers = {one.id: one for one in study.layers}
    for effect in study.effects:
        layer = layers[effect.layer]
        yield _row(
            table="effect",
            **about[effect.step],
            layer=layer.id,
            horizon=horizon_of(layer, study),
            measure=effect.measure,
            unit="percent change from before the tariffs",
            draws=draws_of(layer, draws),
            source=layer.source,
            **_three(effect.spread),
            **common,
        )
    for row in study.outside:
        yield _row(
            table="outside",
            step=row.nearest,
            layer=row.study,
            measure=row.measure,
            unit="percentage points" if row.forecast else "percent",
            value=row.change if row.forecast else row.value,
            source=row.source,
        )
    for gap in study.gaps:
        yield _row(
            table="gap",
            step=cabinet_office().nearest,
            layer=gap.layer,
            horizon=horizon_of(layers[gap.layer], study),
            measure=gap.measure,
            unit="percentage points",
            draws=draws_of(layers[gap.layer], draws),
            source=f"{cabinet_office().source}; {layers[gap.layer].source}",
            **_three(gap.left),
            **common,
        )
    for seen in study.months:
        month = seen.month
        of = {"table": "month", "step": month.month, "entered": month.middle, "known": study.plan.known or month.middle}
        reported = "; ".join(month.sources)
        for measure, value, unit in (
            ("total", month.total, "percent over the year before"),
            ("us", month.us, "percent over the year before"),
            ("cars", month.cars, "percent over the year before"),
            ("us_points", month.us_points, "percentage points of the total"),
            ("cars_points", month.cars_points, "percentage points of the total"),
            ("rest_points", month.rest_points, "percentage points of the total"),
        ):
            if value is not None:
                yield _row(**of, layer="reported", measure=measure, unit=unit, value=f"{value:.6f}", source=reported)
        for measure, spread in seen.effects.items():
            points = measure.endswith("_points")
            unit = "percentage points of the total" if points else "percent change from before the tariffs"
            source = layers["partial"].source + (f"; shares: {reported}" if points else "")
            yield _row(
                **of, layer="partial", horizon="1 year", measure=measure, unit=unit, draws=draws, source=source,
                **_three(spread), **common,
            )  # fmt: skip


def _rates_of(one: StepRates) -> dict[str, float | None]:
    return {
        "statutory": one.rate,
        "best": one.best,
        "as_now": one.as_now,
        "calculated": one.calculated,
        "vehicles": one.vehicles,
        "rest": one.rest,
    }


def write_tidy(study: Study, said: Said, path: Path) -> None:
    """Write a row for each figure.

    Raises
    ------
    UsageError   The file cannot be written.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([tuple(COLUMNS), *_tidy(study, said)])
        os.replace(part, path)
        columns = (Column(name, "", words) for name, words in COLUMNS.items())
        write_dictionary(
            path, [*columns, *(Column(f"measure: {name}", "percent change", words) for name, words in MEASURES.items())]
        )
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)


def _input(one: Input) -> dict[str, Any]:
    return {"name": one.name, "distribution": one.kind, "numbers": one.numbers, "source": one.source}


def japan_json(study: Study, said: Said) -> dict[str, Any]:
    """Everything; rates are fractions, effects percent."""
    plan = study.plan
    return {
        "steps": [
            {
                **one.step._asdict(),
                "known": one.known_on,
                "rates": _rates_of(one),
                "parts": one.parts,
                "groups": one.groups(),
                "lawbook": one.digest,
            }
            for one in study.rates
        ],
        "layers": [
            {
                "id": one.id,
                "title": one.title,
                "horizon": horizon_of(one, study),
                "source": one.source,
                "note": one.note,
                "draws": draws_of(one, plan.draws),
                "drawn": [_input(each) for each in study.inputs[one.id]],
            }
            for one in study.layers
        ],
        "effects": [{**one._asdict(), "spread": one.spread._asdict()} for one in study.effects],
        "outside": [{**one._asdict(), "change": one.change, "forecast": one.forecast} for one in study.outside],
        "cabinet_office": {**cabinet_office()._asdict(), "change": cabinet_office().change},
        "gaps": [{**one._asdict(), "effect": one.effect._asdict(), "left": one.left._asdict()} for one in study.gaps],
        "left_out": study.channels,
        "months": [
            {
                **one.month._asdict(),
                "rate": one.rate,
                "partial": {key: each._asdict() for key, each in one.effects.items()},
            }
            for one in study.months
        ],
        "others": plan.others,
        "draws": plan.draws,
        "seed": plan.seed,
        "basis": BASIS,
        "scenario": list(said.scenario),
        "without": list(said.without),
        "switches": list(said.switches),
        "assumed": list(said.assume),
        "answer": said.answer,
    }


def dictionary_text(ink: Ink) -> str:
    """The data dictionary of tidy tables."""
    rows: Sequence[tuple[str, str]] = list(COLUMNS.items())
    measures = [(name, "percent change", words) for name, words in MEASURES.items()]
    return "\n".join(
        [
            ink.bold("Columns"),
            "",
            table(("column", "meaning"), rows, ink=ink, fold=True),
            "",
            ink.bold("Measures of effects"),
            "",
            table(("measure", "unit", "meaning"), measures, ink=ink, fold=True),
        ]
    )


def dictionary_json() -> dict[str, Any]:
    """The same for machines."""
    return {
        "columns": [{"column": name, "meaning": words} for name, words in COLUMNS.items()],
        "measures": [{"measure": name, "unit": "percent change", "meaning": words} for name, words in MEASURES.items()],
    }
