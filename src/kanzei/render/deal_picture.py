"""Pictures of the facility: sources and uses, cash by party over time, the split as it switches, readings side by side, fans and tornado (matplotlib, extra ``plot``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kanzei.deal.case import Case
from kanzei.deal.compare import Compared
from kanzei.deal.montecarlo import QUANTILES, Simulation
from kanzei.deal.run import Run
from kanzei.deal.sensitivity import Bar, Part
from kanzei.deal.sheet import Sheet
from kanzei.deal.uncertainty import Uncertainty
from kanzei.errors import UsageError
from kanzei.render.deal_rows import label
from kanzei.render.deal_unit import Unit, unit_of

__all__ = ["check_plot", "draw_compared", "draw_run", "draw_simulation"]

INK, GREY, GRID = "#111827", "#4b5563", "#e5e7eb"
COLOURS = {
    "investor": "#0072b2",
    "all": "#0072b2",
    "public": "#0072b2",
    "host": "#d55e00",
    "lender": "#2f7fb5",
    "banks": "#009e73",
    "insurer": "#cc79a7",
    "uses": "#9ca3af",
}
"""Colours told apart by any colour vision (Okabe and Ito 2008)."""
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#332288", "#6b7280", "#56b4e9")
PLOTS = (".png", ".svg")


def check_plot(path: Path) -> None:
    """Refuse a file that could not be written before any work is done.

    Raises
    ------
    UsageError   The ending is neither .png nor .svg, the folder does not exist, or matplotlib is not installed.
    """
    import importlib.util

    if path.suffix.lower() not in PLOTS:
        raise UsageError(f"--plot {path}: the name must end in .png or .svg")
    if not path.parent.is_dir():
        raise UsageError(f"--plot {path}: there is no folder {path.parent}")
    if importlib.util.find_spec("matplotlib") is None:
        raise UsageError("pictures of the facility need matplotlib: pip install 'kanzei[plot]'")


def draw_run(found: Run, path: Path) -> None:
    """Sources and uses, cash by party over time, and the split as it switches.

    Raises
    ------
    UsageError   Every call was declined: there is nothing to draw.
    """
    if found.worked is None:
        raise UsageError(f"--plot {path}: every call was declined: there is nothing to draw")
    figure, (top, low) = _figure(13.0, 9.4), (0.555, 0.115)
    _title(figure, found.case.title or found.case.id, f"Reading {found.reading.id}: {found.reading.title}")
    unit = unit_of(found.funded)
    _sources(figure.add_axes((0.07, top, 0.19, 0.30)), found, unit)
    _by_party(figure.add_axes((0.355, top, 0.615, 0.30)), found, unit)
    _switching(figure.add_axes((0.07, low, 0.90, 0.32)), found, unit)
    _save(figure, path, found.sheet, f"case {found.case.id}, reading {found.reading.id}")


def draw_compared(found: Compared, sheet: Sheet, case: Case, path: Path) -> None:
    """Readings side by side: what each side is left with, and cash so far to the investing side.

    Raises
    ------
    UsageError   No reading could be run.
    """
    runs = [one for one in found.runs if one.worked is not None]
    if not runs:
        raise UsageError(f"--plot {path}: no reading could be run: there is nothing to draw")
    figure = _figure(13.0, 6.4)
    _title(
        figure,
        case.title or case.id,
        "The same projects under each reading: what is left to each side, undiscounted, and when",
    )
    axes = figure.add_axes((0.07, 0.19, 0.36, 0.60))
    names = [one.reading.id for one in runs]
    unit = unit_of(max(one.funded for one in runs))
    width = 0.38
    for number, (party, colour) in enumerate((("all", COLOURS["investor"]), ("host", COLOURS["host"]))):
        values = [one.parties[party].returns.net / unit.cents for one in runs]
        places = np.arange(len(runs)) + (number - 0.5) * width
        bars = axes.bar(places, values, width * 0.94, color=colour, label=label(sheet, party))
        axes.bar_label(bars, [f"{value:,.1f}" for value in values], fontsize=8.5, color=INK, padding=2)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(runs)), [name.replace("-", "\n", 1) for name in names], fontsize=9)
    axes.margins(y=0.14)
    _dress(axes, f"Net, {unit.words}", "y")
    axes.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(0.0, -0.13), ncols=2)
    line = figure.add_axes((0.50, 0.19, 0.33, 0.60))
    ends = []
    for number, one in enumerate(runs):
        years = sorted({year for party in ("all", "host") for year in one.parties[party].by_year})
        sums = np.cumsum([one.parties["all"].by_year.get(year, 0) for year in years]) / unit.cents
        line.plot(years, sums, color=LINES[number % len(LINES)], linewidth=max(5.2 - 1.3 * number, 1.3))
        ends.append((float(sums[-1]), one.reading.id, LINES[number % len(LINES)], years[-1]))
    line.axhline(0, color=INK, linewidth=0.8)
    _dress(line, f"Cash so far, {label(sheet, 'all')}, {unit.words}", "both")
    _whole_years(line)
    _beside(line, ends)
    _save(figure, path, sheet, f"case {case.id}")


def draw_simulation(
    case: Case,
    sheet: Sheet,
    found: Sequence[Simulation],
    assumed: Uncertainty,
    sensitivity: tuple[float, Sequence[Bar], Sequence[Part]],
    group: str,
    path: Path,
) -> None:
    """Fans of cash so far under each reading, and the tornado of the first."""
    shown = list(found)[:4]
    centre, bars, _ = sensitivity
    bars = list(bars)[:12]
    figure = _figure(13.0, 10.2)
    first = found[0]
    unit = unit_of(sum(one.funded for one in first.planned.vehicles))
    _title(
        figure,
        case.title or case.id,
        f"{first.paths:,} paths, seed {first.seed}; cash so far, {unit.words}: bands hold 50% and 90% of paths, the line is the median",
    )
    wide, gap, left = 0.93, 0.045, 0.055
    each = (wide - gap * (len(shown) - 1)) / len(shown)
    low = min(float(np.quantile(one.by_year[party], 0.05, axis=1).min()) for one in shown for party in ("all", "host"))
    high = max(float(np.quantile(one.by_year[party], 0.95, axis=1).max()) for one in shown for party in ("all", "host"))
    spare = (high - low) * 0.04
    for number, one in enumerate(shown):
        axes = figure.add_axes((left + number * (each + gap), 0.56, each, 0.285))
        for party in ("host", "all"):
            _fan(axes, one.by_year[party] / unit.cents, COLOURS[party], label(sheet, party))
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set_ylim((low - spare) / unit.cents, (high + spare) / unit.cents)
        _dress(axes, one.reading.id, "both")
        axes.set_xlabel("years from the first payment", fontsize=9, color=GREY)
        if not number:
            axes.legend(frameon=False, fontsize=9, loc="upper left")
    _tornado(figure.add_axes((0.20, 0.10, 0.50, 0.345)), centre, bars, sheet, group, first, unit)
    _save(figure, path, sheet, f"case {case.id}; draws {assumed.id} {assumed.digest[:12]}")


def _figure(width: float, height: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _title(figure: Any, title: str, below: str) -> None:
    height = figure.get_figheight()
    figure.text(
        0.03,
        1 - 0.42 / height,
        _plain(title),
        fontsize=15 if len(title) < 84 else 11,
        weight="bold",
        color=INK,
        va="center",
    )
    figure.text(0.03, 1 - 0.74 / height, _plain(below), fontsize=10.5, color=GREY, va="center")


def _plain(text: str) -> str:
    """Dollar signs are no formulas."""
    return text.replace("$", r"\$")


def _save(figure: Any, path: Path, sheet: Sheet, what: str) -> None:
    from matplotlib import rc_context

    kind = path.suffix.lower()[1:]
    footer = f"Source: Kanzei; {sheet.title}; terms as known {sheet.known_on}, digest {sheet.digest[:12]}; {what}."
    figure.text(0.03, 0.26 / figure.get_figheight(), _plain(footer), fontsize=8, color=GREY, va="center")
    # Without a date and with fixed names the same result is the same file; letters stay letters in an SVG.
    with rc_context({"svg.hashsalt": "kanzei", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(path, format=kind, facecolor="white", metadata={"Date": None} if kind == "svg" else None)


def _dress(axes: Any, title: str, grid: str) -> None:
    axes.set_title(_plain(title), fontsize=10.5, weight="bold", color=INK, loc="left", pad=9)
    axes.grid(axis=grid, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9, colors=GREY, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#9ca3af")


def _whole_years(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))


def _beside(axes: Any, ends: list[tuple[float, str, str, int]]) -> None:
    """Names at the ends of lines, moved apart where they would lie on each other."""
    low, high = axes.get_ylim()
    least = (high - low) * 0.055
    place = None
    for value, name, colour, year in sorted(ends):
        place = value if place is None else max(value, place + least)
        axes.annotate(
            f"{name}  {value:,.1f}",
            (year, value),
            xytext=(axes.get_xlim()[1], place),
            fontsize=9,
            color=colour,
            va="center",
            weight="bold",
            annotation_clip=False,
        )


def _sources(axes: Any, found: Run, unit: Unit) -> None:
    """Two stacked bars: who puts the money in, and what it goes into."""
    assert found.worked is not None
    put: dict[str, int] = {}
    built: dict[str, int] = {}
    for one in found.worked.ledger:
        if one.step == "funding" and one.payee == "vehicle":
            put[one.payer] = put.get(one.payer, 0) + one.cents
        elif one.step == "build":
            built[one.vehicle] = built.get(one.vehicle, 0) + one.cents
    titles = {one.id: one.operator or one.id for one in found.called.projects}
    total = sum(put.values()) / unit.cents
    base = 0.0
    for party in ("investor", "lender", "banks"):
        if put.get(party):
            cents = put[party] / unit.cents
            axes.bar(0, cents, 0.62, bottom=base, color=COLOURS[party], edgecolor="white")
            name = label(found.sheet, party) + (" equity" if party == "investor" and len(put) > 1 else "")
            _inside(axes, 0, base, cents, total, name)
            base += cents
    base = 0.0
    shades = ("#4b5563", "#6b7280", "#7f8794", "#374151")
    for number, (vehicle, cents_all) in enumerate(built.items()):
        cents = cents_all / unit.cents
        axes.bar(1.3, cents, 0.62, bottom=base, color=shades[number % len(shades)], edgecolor="white")
        _inside(axes, 1.3, base, cents, total, titles.get(vehicle, vehicle))
        base += cents
    axes.set_xticks([0, 1.3], ["sources", "uses, by operator"], fontsize=9)
    axes.set_xlim(-0.42, 1.72)
    _dress(axes, f"Sources and uses, {unit.words}", "y")


def _inside(axes: Any, place: float, base: float, height: float, total: float, name: str) -> None:
    import textwrap

    if height < total * 0.05:
        # A slice too thin for words is named beside the bar.
        words = "\n".join([*textwrap.wrap(name, 8), f"{height:,.2f}"])
        axes.text(
            place + 0.34,
            base + height / 2,
            words,
            fontsize=7.5,
            color=INK,
            va="bottom" if base < total / 2 else "top",
            ha="left",
        )
        return
    words = "\n".join(textwrap.wrap(name, 13))
    axes.text(place, base + height / 2, f"{words}\n{height:,.2f}", ha="center", va="center", fontsize=8, color="white")


def _by_party(axes: Any, found: Run, unit: Unit) -> None:
    """Net cash of each party by year, stacked above and below nothing."""
    names = [
        name
        for name in (
            ("public", "banks", "host")
            if "banks" in found.parties and any(found.parties["banks"].by_year.values())
            else ("investor", "host")
        )
    ]
    years = sorted({year for name in names for year in found.parties[name].by_year})
    up, down = np.zeros(len(years)), np.zeros(len(years))
    for name in names:
        values = np.array([found.parties[name].by_year.get(year, 0) for year in years]) / unit.cents
        axes.bar(years, np.maximum(values, 0), 0.8, bottom=up, color=COLOURS[name], label=label(found.sheet, name))
        axes.bar(years, np.minimum(values, 0), 0.8, bottom=down, color=COLOURS[name])
        up += np.maximum(values, 0)
        down += np.minimum(values, 0)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.use_sticky_edges = False
    axes.margins(y=0.06)
    _dress(axes, f"Cash by party and year, {unit.words}", "y")
    _whole_years(axes)
    axes.legend(frameon=False, fontsize=9, ncols=len(names), loc="lower right", bbox_to_anchor=(1.0, 1.005))


def _switching(axes: Any, found: Run, unit: Unit) -> None:
    """What each side gets of the cash that reaches the split, before the shares change and after."""
    assert found.worked is not None
    outcomes = found.worked.outcomes
    number = max(len(one.periods) for one in outcomes)
    rows = {name: np.zeros(number) for name in ("ours1", "theirs1", "ours2", "theirs2")}
    first = number + 1
    for one in outcomes:
        for at, period in enumerate(one.periods):
            rows["ours1"][at] += period.investor_tier1 / unit.cents
            rows["theirs1"][at] += (period.tier1 - period.investor_tier1) / unit.cents
            rows["ours2"][at] += (period.investor - period.investor_tier1) / unit.cents
            rows["theirs2"][at] += (period.tier2 - (period.investor - period.investor_tier1)) / unit.cents
            if period.tier2 and period.tier1 and at + 1 < first:
                first = at + 1
    ours, theirs = label(found.sheet, "investor"), label(found.sheet, "host")
    tested = any(step.until for step in outcomes[0].rules.split)
    parts = [
        ("ours1", COLOURS["investor"], "", f"{ours}, up to the deemed amount"),
        ("theirs1", COLOURS["host"], "", f"{theirs}, matching it"),
        ("ours2", "#a6cee3", "", f"{ours}, beyond it" if tested else ours),
        ("theirs2", "#f6b38a", "", f"{theirs}, beyond it" if tested else theirs),
    ]
    base = np.zeros(number)
    places = np.arange(1, number + 1)
    for name, colour, hatch, words in parts:
        if rows[name].any():
            axes.bar(places, rows[name], 0.86, bottom=base, color=colour, hatch=hatch, label=words)
        base += rows[name]
    if tested and first <= number:
        axes.axvline(first - 0.5, color=INK, linewidth=1.0, linestyle=(0, (4, 3)))
        axes.annotate(
            f"shares first change\nin {found.case.period} {first}",
            (first - 0.5, base.max() * 1.18),
            xytext=(6 if first < number * 0.8 else -6, 0),
            textcoords="offset points",
            fontsize=9,
            color=INK,
            va="top",
            ha="left" if first < number * 0.8 else "right",
        )
    axes.set_ylim(0, base.max() * 1.20 if base.max() else 1)
    axes.set_xlim(0.3, number + 0.7)
    _dress(axes, f"The split, {unit.words}", "y")
    axes.set_xlabel(f"{found.case.period} from the first payment", fontsize=9, color=GREY)
    _whole_years(axes)
    axes.legend(frameon=False, fontsize=9, ncols=4, loc="lower right", bbox_to_anchor=(1.0, 1.005))


def _fan(axes: Any, sums: Any, colour: str, name: str) -> None:
    years = np.arange(len(sums))
    lines = np.quantile(sums, QUANTILES, axis=1)
    axes.fill_between(years, lines[0], lines[4], color=colour, alpha=0.16, linewidth=0)
    axes.fill_between(years, lines[1], lines[3], color=colour, alpha=0.32, linewidth=0)
    axes.plot(years, lines[2], color=colour, linewidth=2.0, label=name)


def _tornado(
    axes: Any, centre: float, bars: Sequence[Bar], sheet: Sheet, group: str, first: Simulation, unit: Unit
) -> None:
    middle = centre / unit.cents
    places = np.arange(len(bars))[::-1]
    values = [value / unit.cents for one in bars for value in (one.low, one.high)] or [middle]
    spare = (max([*values, middle]) - min([*values, middle])) * 0.02 or 1.0
    for place, one in zip(places, bars, strict=True):
        low, high = sorted((one.low / unit.cents, one.high / unit.cents))
        colour = "#0072b2" if one.kind == "draw" else "#b58900"
        axes.barh(place, high - low, 0.62, left=low, color=colour)
        said = (one.said_low, one.said_high) if one.low <= one.high else (one.said_high, one.said_low)
        axes.text(
            high + spare,
            place,
            f"{low:,.2f} to {high:,.2f}:  {_short(said[0])} / {_short(said[1])}",
            fontsize=8,
            color=GREY,
            va="center",
            ha="left",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
    axes.use_sticky_edges = False
    axes.axvline(middle, color=INK, linewidth=1.0, zorder=1.5)
    axes.set_yticks(places, [one.name for one in bars], fontsize=9)
    _dress(
        axes,
        f"NPV to {label(sheet, group)} under {first.reading.id}, {unit.words}: {middle:,.2f}, and with one thing moved alone",
        "x",
    )
    axes.text(
        0, -0.13, "blue: drawn; gold: a term of the deal", transform=axes.transAxes, fontsize=9, color=GREY, va="center"
    )
    for text in axes.get_yticklabels():
        text.set_color(INK)


def _short(text: str) -> str:
    return text if len(text) <= 46 else text[:44].rpartition(" ")[0] + " …"
