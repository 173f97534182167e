"""The picture of the product layer: who gains and loses trade, duty before and after buyers move, mean rates, and who bears it (matplotlib, extra ``plot``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kanzei.impact.draws import Spread
from kanzei.impact.law_chosen import law_words
from kanzei.render.impact_trade import Shown

__all__ = ["draw_trade"]

INK, GREY, GRID = "#111827", "#4b5563", "#e5e7eb"
LOSS, GAIN, NEUTRAL, MARK = "#d55e00", "#0072b2", "#9ca3af", "#111827"
"""Colours told apart by any colour vision (Okabe and Ito 2008)."""
MOST_LINES, MOST_LETTERS = 22, 30


def draw_trade(shown: Shown, path: Path) -> None:
    """Draw an answer. Whiskers span the 5th to the 95th percentile where draws were made."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = [row for row in shown.rows if row.key != "others"][:MOST_LINES]
    height = max(7.8, 2.6 + 0.34 * len(rows))
    figure = Figure(figsize=(13.0, height), dpi=150, facecolor="white")
    FigureCanvasAgg(figure)
    case, chosen = shown.answer.case, shown.answer.chosen
    figure.text(
        0.03,
        1 - 0.40 / height,
        f"US imports under the law of {case.on} against {case.since}",
        fontsize=15,
        weight="bold",
        color=INK,
        va="center",
    )
    when = "long run" if chosen.horizon is None else f"{chosen.horizon:g} years on"
    spans = f"; whiskers: 5th to 95th percentile of {shown.ranges.number:,} draws" if shown.ranges else ""
    figure.text(
        0.03,
        1 - 0.72 / height,
        f"Partial equilibrium by product, weights of 2024; elasticities {chosen.name}, {when}{spans}",
        fontsize=10.5,
        color=GREY,
        va="center",
    )
    low, high = 1.0 / height, 1 - 1.5 / height
    _changes(figure.add_axes((0.20, low, 0.36, high - low)), shown, rows)
    each, gap = (high - low - 2 * 0.95 / height) / 3, 0.95 / height
    drawn = shown.ranges.sums if shown.ranges else {}
    for number, panel in enumerate(_panels(shown)):
        title, names, labels, scale, form = panel
        axes = figure.add_axes((0.66, high - each - number * (each + gap), 0.31, each))
        values = [getattr(shown.answer.sums, name) * scale for name in names]
        _bars(axes, title, labels, values, [drawn.get(name) for name in names], scale, form)
    footer = (
        f"Source: Kanzei; Census imports for consumption 2024; {law_words(shown.said.view)}. "
        "Wages, exchange rates and prices of home goods stay."
    )
    figure.text(0.03, 0.24 / height, footer.replace("$", r"\$"), fontsize=8, color=GREY, va="center")
    kind = path.suffix.lower()[1:]
    # Without a date and with fixed names the same result is the same file; letters stay letters in an SVG.
    with rc_context({"svg.hashsalt": "kanzei", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(path, format=kind, facecolor="white", metadata={"Date": None} if kind == "svg" else None)


def _panels(shown: Shown) -> Sequence[tuple[str, tuple[str, ...], tuple[str, ...], float, str]]:
    """Title, names of totals, labels, factor and format of the small panels."""
    of_all = ", all partners" if shown.groups.partners else ""
    return (
        (
            f"Duty a year{of_all}, bn USD",
            ("revenue_before", "revenue_static", "revenue_after"),
            ("before", "trade unchanged", "buyers moved"),
            1e-9,
            "{:,.0f}",
        ),
        (
            f"Mean rate{of_all}, percent",
            ("rate_before", "rate_static", "rate_after"),
            ("before", "weights of 2024", "buyers moved"),
            100.0,
            "{:.1f}",
        ),
        (
            f"Who bears it{of_all}, bn USD a year",
            ("buyers", "treasury", "net", "exporters"),
            ("buyers", "treasury", "net of both", "exporters' prices"),
            1e-9,
            "{:,.0f}",
        ),
    )


def _changes(axes: Any, shown: Shown, rows: Sequence[Any]) -> None:
    """Change of imports by line, and what of it moved to or from other origins."""
    spreads = shown.ranges.groups["imports_after"] if shown.ranges else None
    places = list(range(len(rows)))[::-1]
    changes = [(row.imports_after - row.imports_before) / 1e9 for row in rows]
    axes.barh(places, changes, 0.66, color=[GAIN if value >= 0 else LOSS for value in changes])
    if spreads:
        for place, row, spread in zip(places, rows, spreads, strict=False):
            ends = [(one - row.imports_before) / 1e9 for one in (spread.low, spread.high)]
            axes.plot(ends, [place, place], color=INK, linewidth=1.1)
    moves = any(abs(row.diverted) > 1e-6 * row.imports_before for row in rows)
    if moves:
        axes.plot(
            [row.diverted / 1e9 for row in rows],
            places,
            linestyle="none",
            marker="D",
            markersize=5.5,
            markerfacecolor="white",
            markeredgecolor=MARK,
            label="of this, moved to (+) or from (−) other origins of the same product",
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(
        places,
        [row.label if len(row.label) <= MOST_LETTERS else row.label[: MOST_LETTERS - 1].rstrip() + "…" for row in rows],
    )
    axes.margins(y=0.02)
    names = shown.groups.partners
    whose = f" from {', '.join(names) if len(names) < 4 else f'{len(names)} partners'}" if names else ""
    _dress(axes, f"Change of imports{whose} by {shown.groups.by}, bn USD a year", "x")
    if moves:
        axes.legend(frameon=False, fontsize=8.5, loc="upper left", bbox_to_anchor=(-0.02, -0.045), borderaxespad=0.3)


def _bars(
    axes: Any,
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    spreads: Sequence[Spread | None],
    scale: float,
    form: str,
) -> None:
    places = list(range(len(values)))
    neutral = all(value >= 0 for value in values)
    shades = [NEUTRAL, NEUTRAL, GAIN] if neutral else [GAIN if value >= 0 else LOSS for value in values]
    axes.bar(places, values, 0.62, color=shades)
    for place, value, spread in zip(places, values, spreads, strict=True):
        tip = value
        if spread is not None and spread.high > spread.low:
            ends = [spread.low * scale, spread.high * scale]
            axes.plot([place, place], ends, color=INK, linewidth=1.1)
            tip = max(value, ends[1]) if value >= 0 else min(value, ends[0])
        axes.annotate(
            form.format(value + 0.0),
            (place, tip),
            xytext=(0, 4 if value >= 0 else -4),
            textcoords="offset points",
            ha="center",
            va="bottom" if value >= 0 else "top",
            fontsize=9,
            color=INK,
        )
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(places, labels)
    axes.margins(y=0.34)
    _dress(axes, title, "y")


def _dress(axes: Any, title: str, grid: str) -> None:
    axes.set_title(title, fontsize=10.5, weight="bold", color=INK, loc="left", pad=8)
    axes.grid(axis=grid, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9, colors=GREY, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#9ca3af")
