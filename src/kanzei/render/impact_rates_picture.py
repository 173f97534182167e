"""Pictures of effective rates: bars of the groups of a day, and the line of a span."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from kanzei.impact.dictionary import Asked
from kanzei.impact.rates_tables import Row, Sums
from kanzei.render.deal_picture import GREY, INK, LINES
from kanzei.render.impact_figure import dress, figure, finish, footer

__all__ = ["draw_days", "draw_rows"]

MOST_BARS, MOST_LINES = 20, 6
WEIGHTS = "weights: U.S. Census Bureau, imports for consumption 2024"
WAYS = (
    ("none", "no preference claimed", LINES[1]),
    ("stated", "preferences claimed as stated", LINES[3]),
    ("best", "every cheaper preference claimed", LINES[0]),
)


def _ways(one: Sums) -> list[tuple[str, str, str]]:
    return [way for way in WAYS if way[0] != "stated" or one.all.stated is not None]


def draw_rows(by: Sequence[str], found: Sums, rows: Sequence[Row], asked: Asked, path: Path) -> None:
    """Bars by group, the largest imports first, and the mean of all at the foot.

    Raises
    ------
    UsageError   matplotlib is not installed, or the file cannot be written.
    """
    shown = [*rows[:MOST_BARS], found.all]
    ways = _ways(found)
    height = 2.5 + 0.2 * len(shown) * len(ways) + 0.12 * len(shown)
    days = f"{found.on} to {found.until}, mean of days" if found.until else f"{found.on}"
    drawn = figure(
        10.5, height, f"Statutory rates of {days}, by {' and '.join(by)}",
        "percent of value, weighted by imports of 2024 (trade does not shift)" + (f"; the first {MOST_BARS} of {len(rows)} rows" if len(rows) > MOST_BARS else ""),
    )  # fmt: skip
    axes = drawn.add_axes((0.33, 0.95 / height, 0.62, 1 - 2.1 / height))
    wide = 0.84 / len(ways)
    highest = max(max(row.none, row.best) for row in shown) * 100 or 1.0
    for number, (name, words, colour) in enumerate(ways):
        places = [at + (number - (len(ways) - 1) / 2) * wide for at in range(len(shown))]
        values = [100 * getattr(row, name) for row in shown]
        axes.barh(places, values, wide * 0.9, color=colour, label=words)
        for y, value in zip(places, values, strict=True):
            axes.text(value + highest * 0.008, y, f"{value:.1f}", va="center", fontsize=7.5, color=GREY)
    labels = [_short(", ".join(row.labels)) for row in shown]
    axes.set_yticks(range(len(shown)), labels)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, highest * 1.08)
    axes.axhline(len(shown) - 1.5, color="#9ca3af", linewidth=0.8)
    dress(axes, "", "x")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    drawn.legend(
        *axes.get_legend_handles_labels(), loc="upper left", ncols=len(ways), fontsize=9, frameon=False, labelcolor=INK,
        bbox_to_anchor=(0.02, 1 - 0.85 / height),
    )  # fmt: skip
    finish(drawn, path, footer(asked, WEIGHTS))


def draw_days(by: Sequence[str], found: Sequence[tuple[Sums, Sequence[Row]]], asked: Asked, path: Path) -> None:
    """The rate by day of entry: every way for the total, or the first groups by imports in one way; errors as :func:`draw_rows`."""
    first, last = found[0][0].on, found[-1][0].until or found[-1][0].on + timedelta(days=1)
    drawn = figure(
        11.0, 6.0, f"Statutory rates by day of entry, {first} to {last - timedelta(days=1)}",
        "percent of value, weighted by imports of 2024 (trade does not shift)" + (f"; {WAYS[0][1]}" if by else ""),
    )  # fmt: skip
    axes = drawn.add_axes((0.07, 0.19, 0.68, 0.64))
    days = [one.on for one, _ in found] + [last]
    lines: list[tuple[str, str, list[float]]] = []
    if by:
        for number, row in enumerate(found[0][1][:MOST_LINES]):
            rates = [next((one.none for one in rows if one.keys == row.keys), 0.0) for _, rows in found]
            lines.append((", ".join(row.labels), LINES[number], rates))
    else:
        for name, words, colour in _ways(found[0][0]):
            lines.append((words, colour, [getattr(one.all, name) for one, _ in found]))
    ends = []
    for words, colour, rates in lines:
        values = [100 * one for one in rates]
        axes.step(days, [*values, values[-1]], where="post", color=colour, linewidth=1.9)
        ends.append((values[-1], words, colour))
    axes.set_xlim(days[0], last)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.0))
    _ends(axes, ends, last)
    dress(axes, "", "y")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    _dates(axes)
    finish(drawn, path, footer(asked, WEIGHTS))


def _dates(axes: Any) -> None:
    import matplotlib.dates as dates

    found: Any = dates
    locator = found.AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        found.ConciseDateFormatter(locator, offset_formats=["", "%Y", "%Y", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d"])
    )
    axes.tick_params(axis="x", pad=7)


def _ends(axes: Any, ends: list[tuple[float, str, str]], last: Any) -> None:
    """Names at the ends of lines, moved apart where they would lie on each other."""
    high = axes.get_ylim()[1]
    place: float | None = None
    for value, words, colour in sorted(ends):
        place = value if place is None else max(value, place + high * 0.085)
        axes.annotate(
            f"{value:.1f}%  {_short(words, 33)}", (last, value), xytext=(8, 0), textcoords=("offset points", "data"), fontsize=8.5,
            color=colour, va="center", annotation_clip=False,
        ).set_y(place)  # fmt: skip


def _short(text: str, most: int = 42) -> str:
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0].rstrip(" ,;") + " …"
