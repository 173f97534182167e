"""The deal with Japan, step by step, for readers."""

from __future__ import annotations

from collections.abc import Sequence

from kanzei.impact.draws import Spread
from kanzei.impact.japan import Study
from kanzei.impact.japan_layers import MEASURES, Layer, draws_of
from kanzei.impact.japan_outside import cabinet_office
from kanzei.impact.japan_rates import GROUPS
from kanzei.impact.japan_steps import STEPS
from kanzei.impact.rates import BASIS
from kanzei.render.impact_japan_rows import Said, horizon_of
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["japan_text"]

HEADS = {"exports_us": "to the US", "exports": "exports", "vehicles_us": "vehicles", "gdp": "output", "real_income": "real income"}  # fmt: skip
OTHERS = {
    "day": "All partners bear the rates of the day, so a rate on Japan below the others' gains trade (--others base: Japan alone).",
    "base": "Japan alone bears the rates of the day; the other partners keep those of before the tariffs (--others day: all do).",
}


def japan_text(study: Study, said: Said, ink: Ink) -> str:
    """Rates, effects by layer, outside estimates with the gap, and months."""
    parts = [*_rates(study, ink), ""]
    chosen = said.words()
    if chosen:
        parts += [paragraph(f"Not the shipped law under its defaults: {chosen}."), ""]
    for layer in study.layers:
        parts += [*_effects(study, layer, ink), ""]
    if study.layers:
        parts += [
            paragraph(
                f"Percent changes from before the tariffs: median and 5th to 95th percentile of the draws (seed {study.plan.seed}, the same draws for every step). {OTHERS[study.plan.others]}"
            ),
            paragraph("Values of trade are net of duty. These are estimates of models, not law."),
            "",
        ]
    parts += [*_outside(study, ink), "", *_months(study, ink), ""]
    parts.append(paragraph(f"law book {study.rates[0].digest[:12]}; basis of the weights: {BASIS}"))
    return "\n".join(parts)


def _percent(rate: float, places: int) -> str:
    return f"{100 * rate:.{places}f}"


def _rates(study: Study, ink: Ink) -> list[str]:
    names = [name for name in GROUPS if any(round(one.groups()[name], 6) for one in study.rates)]
    rows = []
    for one in study.rates:
        title = one.step.title
        if one.calculated is not None:
            rows.append((title, "2024", "", _percent(one.calculated, 3), *[""] * (len(names) + 3)))
            title = "book's first day"
        groups = one.groups()
        cells = (*(groups[name] for name in names), one.vehicles, one.rest)
        rows.append(
            (
                title,
                one.step.entered.isoformat(),
                one.known_on.isoformat(),
                _percent(one.rate, 3),
                _percent(one.as_now, 3),
                *(_percent(cell, 2) for cell in cells),
            )
        )
    head = ("step", "entered", "known", "rate", "now known", *names, "on cars", "on the rest")
    return [
        ink.bold("The deal with Japan, step by step: trade-weighted rates on imports from Japan, percent"),
        "",
        table(head, rows, right=range(3, len(head)), ink=ink),
        "",
        paragraph(
            "2024: duty that the Census Bureau calculated, over value. All other rates are the law book's for that day of entry, no preference claimed. "
            "'now known': the same entries under all that the book knows of them today. The parts add up to the rate: ordinary (column 1), general (the reciprocal duty, "
            "section 122, section 301 on forced labor), vehicles and metals (section 232). 'on cars': the mean on motor vehicles, headings 8702 to 8704."
        ),
        *(paragraph(f"{one.step.title}: {one.step.isolates}", hang="  ") for one in study.rates),
        paragraph(
            "Articles of metal count with their whole value, unless --assume states a share or --convention takes one: the largest convention in the column of metals."
        ),
    ]


def _range(one: Spread | None) -> str:
    if one is None:
        return ""
    median, low, high = (round(value, 2) + 0.0 for value in one)
    return f"{median:+.2f} ({low:+.2f} {high:+.2f})"


def _effects(study: Study, layer: Layer, ink: Ink) -> list[str]:
    measures = [
        name for name in MEASURES if any(one.layer == layer.id and one.measure == name for one in study.effects)
    ]
    rows = [
        (one.step.title, *(_range(study.effect(one.step.id, layer.id, name)) for name in measures))
        for one in study.rates[1:]
    ]
    drawn = "; ".join(f"{one.name}: {one.words()}, {one.source}" for one in study.inputs[layer.id])
    return [
        ink.bold(f"{layer.title[0].upper()}{layer.title[1:]}: {horizon_of(layer, study)}"),
        "",
        table(("step", *(HEADS[name] for name in measures)), rows, right=range(1, len(measures) + 1), ink=ink),
        "",
        paragraph(f"{layer.note}."),
        paragraph(f"data: {layer.source}"),
        paragraph(f"drawn {draws_of(layer, study.plan.draws)} times: {drawn}"),
    ]


def _outside(study: Study, ink: Ink) -> list[str]:
    titles = {one.id: one.title for one in STEPS}
    rows = [
        (
            one.study,
            one.measure,
            f"{one.value:+.2f}" if one.previous is None else f"{one.previous:g} to {one.value:g}",
            titles.get(one.nearest, ""),
        )
        for one in study.outside
    ]
    office = cabinet_office()
    parts = [
        ink.bold("What others estimate, and what stays unexplained"),
        "",
        table(("study", "measure", "value", "closest to"), rows, right=(2,), ink=ink),
        "",
        paragraph(
            f"The Cabinet Office's {office.previous:g} to {office.value:g} is a forecast of growth in fiscal year 2025 (April 2025 to March 2026) of 2025-08-07, against that of January: "
            "no effect of tariffs alone, another horizon, and never a target here. Sources stand in the JSON and the tidy table."
        ),
    ]
    if study.gaps:
        names = {one.id: one for one in study.layers}
        gaps = [
            (f"{names[one.layer].title}, {horizon_of(names[one.layer], study)}", HEADS[one.measure], _range(one.effect), _range(one.left))
            for one in study.gaps
        ]  # fmt: skip
        head = ("layer", "measure", "effect", f"left of {office.change:+.1f}")
        parts += [
            paragraph(f"Beside the step '{titles[office.nearest]}', percentage points:"),
            "",
            table(head, gaps, right=(2, 3), ink=ink),
            "",
        ]
    parts += [paragraph("What the layers leave out: " + "; ".join(study.channels) + ".")]
    return parts


def _months(study: Study, ink: Ink) -> list[str]:
    rows: list[Sequence[str]] = []
    modelled: list[Sequence[str]] = []
    for seen in study.months:
        one = seen.month
        rows.append(
            (
                one.month,
                f"{one.total:+.1f}",
                f"{one.us:+.1f}",
                "" if one.cars is None else f"{one.cars:+.1f}",
                f"{one.us_points:+.2f}",
                "" if one.cars_points is None else f"{one.cars_points:+.2f}",
                f"{one.rest_points:+.2f}",
                f"{100 * one.us_share:.1f}",
            )
        )
        if seen.rate is not None:
            names = ("exports_us", "vehicles_us", "us_points", "cars_points")
            cells = (_range(seen.effects[name]) for name in names)
            modelled.append((one.month, _percent(seen.rate, 2), *cells))
    head = ("month", "total", "to the US", "cars", "US points", "cars points", "rest points", "US share")
    parts = [
        ink.bold("Japan's exports in 2025 as reported: growth over the year before, percent, and contributions"),
        "",
        table(head, rows, right=range(1, len(head)), ink=ink),
        "",
        paragraph(
            "Preliminary figures of the Ministry of Finance as the press reported them, value in yen. cars: motor vehicles to the US. Points: share of the year before times growth, in percentage points of "
            "the total. The share of the US is the month's own where both levels were reported, else that of April to September 2024; the share of cars is always the half-year's."
        ),
    ]
    if not modelled:
        return parts
    heads = ("month", "rate", "to the US", "cars", "US points", "cars points")
    return [
        *parts,
        "",
        ink.bold("The same from the partial layer, one year after the rates charged in the middle of each month"),
        "",
        table(heads, modelled, right=range(1, len(heads)), ink=ink),
        "",
        paragraph(
            "rate: on Japan in the middle of the month, as known that day, every cheaper preference claimed. The months are some weeks to half a year after the tariffs, goods need weeks at sea, and values "
            "in yen also move with the rate of exchange, with goods shipped early and with prices that exporters cut."
        ),
    ]
