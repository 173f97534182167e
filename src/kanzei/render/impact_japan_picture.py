"""The picture of the deal with Japan: rates by step with their parts, and what the layers make of them beside what others say (matplotlib, extra ``plot``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kanzei.impact.japan import Study
from kanzei.impact.japan_outside import gdp_rows
from kanzei.impact.japan_steps import Step
from kanzei.render.impact_japan_rows import Said, horizon_of

__all__ = ["draw_japan"]

INK, GREY, SOFT, GRID = "#111827", "#4b5563", "#9ca3af", "#e5e7eb"
PARTS = {
    "ordinary": ("ordinary duty", "#9ca3af"),
    "general": ("on all goods: reciprocal, 122, 301", "#0072b2"),
    "vehicles": ("section 232, vehicles and parts", "#d55e00"),
    "metals": ("section 232, metals", "#cc79a7"),
    "other": ("other", "#b58900"),
}
MARKS = {
    "partial": ("#0072b2", "o"),
    "one-sector": ("#009e73", "s"),
    "many-sectors": ("#cc79a7", "D"),
    "many-sectors-io": ("#332288", "^"),
}
"""Colours told apart by any colour vision (Okabe and Ito 2008), and shapes in case none is seen."""
LONG_RUN = ("2027", "2029")


def draw_japan(study: Study, said: Said, path: Path) -> None:
    """Draw an answer."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    both = bool(study.layers)
    height = 10.4 if both else 5.8
    figure = Figure(figsize=(13.0, height), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)
    words = "The deal with Japan, step by step"
    figure.text(0.03, 1 - 0.36 / height, words, fontsize=15, weight="bold", color=INK, va="center")
    below = "US imports from Japan, weights of 2024. Each step: entries of the day below it, under the law as known at the step"
    figure.text(0.03, 1 - 0.66 / height, below, fontsize=10.5, color=GREY, va="center")
    top = 3.4 / height
    _rates(figure.add_axes((0.07, 1 - 1.2 / height - top, 0.67, top)), study)
    if both:
        _effects(figure.add_axes((0.07, 1.15 / height, 0.67, 3.5 / height)), study)
    chosen = said.words()
    footer = (
        f"Source: Kanzei; Census imports for consumption 2024; law book {study.rates[0].digest[:12]}"
        f"{'; ' + chosen if chosen else ''}. Whiskers: 5th to 95th percentile of the draws. Outside estimates have other models, horizons and scenarios."
    )
    figure.text(0.03, 0.18 / height, footer, fontsize=8.5, color=GREY, va="center")
    kind = path.suffix.lower()[1:]
    with rc_context({"svg.hashsalt": "kanzei", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(path, format=kind, facecolor="white", metadata={"Date": None} if kind == "svg" else None)


def _under(step: Step) -> str:
    """What stands under a step: its title and its day, the day once."""
    day = step.entered.isoformat()
    return f"{step.title.replace(day, '').strip()}\n{day}"


def _plain_axes(axes: Any, study: Study, title: str, unit: str) -> None:
    axes.set_title(title, loc="left", fontsize=11.5, color=INK, pad=10)
    axes.set_ylabel(unit, fontsize=9.5, color=GREY)
    axes.set_xticks(range(len(study.rates)))
    axes.set_xticklabels([_under(one.step) for one in study.rates], fontsize=8.5)
    axes.tick_params(colors=GREY, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _rates(axes: Any, study: Study) -> None:
    _plain_axes(axes, study, "Trade-weighted rate on Japan, by part", "percent of value")
    floor = [0.0] * len(study.rates)
    for name, (label, colour) in PARTS.items():
        heights = [100 * one.groups()[name] for one in study.rates]
        if max(heights) < 0.01:
            continue
        axes.bar(range(len(heights)), heights, 0.58, floor, color=colour, label=label)
        floor = [low + more for low, more in zip(floor, heights, strict=True)]
    for at, one in enumerate(study.rates):
        axes.text(at, 100 * one.rate + 0.4, f"{100 * one.rate:.1f}", ha="center", fontsize=9.5, color=INK)
    now = [100 * one.as_now for one in study.rates]
    axes.plot(range(len(now)), now, "_", color=INK, markersize=22, markeredgewidth=1.4, label="as known now")
    first = study.rates[0]
    if first.calculated is not None:
        axes.plot([0], [100 * first.calculated], "D", color=INK, markersize=5, label="calculated by Census, 2024: %.3f" % (100 * first.calculated))  # fmt: skip
    axes.set_ylim(0, max(floor) * 1.14)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=9)


def _effects(axes: Any, study: Study) -> None:
    _plain_axes(axes, study, "What it does to Japan's output or real income, beside what others estimate", "percent")
    places = {one.step.id: at for at, one in enumerate(study.rates)}
    count = len(study.layers)
    for number, layer in enumerate(study.layers):
        colour, shape = MARKS[layer.id]
        measure = "gdp" if layer.id == "partial" else "real_income"
        label = f"{layer.id}: {'output' if measure == 'gdp' else 'real income'}, {horizon_of(layer, study)}"
        for step, at in places.items():
            found = study.effect(step, layer.id, measure)
            if found is None:
                continue
            x = at + (number - (count - 1) / 2) * 0.14
            axes.plot([x, x], [found.low, found.high], color=colour, linewidth=2.2, solid_capstyle="butt")
            axes.plot([x], [found.median], shape, color=colour, markersize=6, label=label)
            label = "_nolegend_"
    labels = {
        False: "others: effect on output, one to two years",
        True: "others: effect on output, years later",
        None: "Cabinet Office: revised forecast, FY2025",
    }
    for at_step in sorted({one.nearest for one in gdp_rows() if one.nearest in places}):
        rows = [one for one in gdp_rows() if one.nearest == at_step]
        for number, row in enumerate(rows):
            kind = None if row.forecast else any(year in row.measure for year in LONG_RUN)
            shape, face = {False: ("o", "none"), True: ("o", SOFT), None: ("*", INK)}[kind]
            x = places[at_step] + 0.26 + 0.05 * (number % 4)
            axes.plot([x], [row.change], shape, color=INK, markerfacecolor=face, markersize=9 if kind is None else 6, label=labels.pop(kind, "_nolegend_"), linestyle="none")  # fmt: skip
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=9)
