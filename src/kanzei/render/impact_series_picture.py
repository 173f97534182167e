"""Pictures of the history of duties over imports and of revenue by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kanzei.impact.dictionary import Asked
from kanzei.impact.history import Finding, Year
from kanzei.impact.revenue import MonthRevenue
from kanzei.render.deal_picture import GREY, INK, LINES
from kanzei.render.impact_figure import dress, figure, finish, footer

__all__ = ["draw_history", "draw_revenue"]

SERIES_LINES = {
    "calculated": (LINES[0], "duties over all imports, yearly"),
    "collected": (LINES[2], "customs receipts over general imports, yearly"),
}


def draw_history(on: date, found: Sequence[Finding], years: dict[str, list[Year]], asked: Asked, path: Path) -> None:
    """The two long series as lines, and the measures of the day as marks at their right, each with its rate.

    Raises
    ------
    UsageError   matplotlib is not installed, or the file cannot be written.
    """
    drawn = figure(
        11.0,
        6.2,
        f"Duties over imports, and where {on} stands",
        "percent of the value of imports; goods; whole years, the day's measures marked at the right",
    )
    axes = drawn.add_axes((0.06, 0.17, 0.66, 0.66))
    for name, (colour, words) in SERIES_LINES.items():
        _broken(axes, [one for one in years[name] if one.months == 12 and one.year <= on.year], colour, words)
    last = on.year + (on.timetuple().tm_yday - 1) / 365
    marks: list[tuple[float, str, str]] = []
    for measure, words, against in found:
        if measure.endswith("total"):
            kind = measure.partition(",")[0]
            colour = {"calculated": LINES[0], "collected": LINES[2]}.get(kind, LINES[1])
            marks.append((against[0].percent, f"{kind}, {words}", colour))
    top = max([one.percent for one in years["calculated"]] + [one for one, *_ in marks])
    axes.set_ylim(0, top * 1.08)
    axes.set_xlim(1897, 2028)
    place: float | None = None
    for rate, words, colour in sorted(marks):
        axes.plot([last], [rate], marker="o", color=colour, markersize=6, clip_on=False)
        place = rate if place is None else max(place + top * 0.09, rate)
        axes.annotate(
            f"{rate:.1f}%  {_two_lines(words)}",
            (last, rate),
            xytext=(2031, place),
            fontsize=8.5,
            color=colour,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6},
        )
    dress(axes, "", "y")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
    axes.legend(loc="upper center", fontsize=9, frameon=False, labelcolor=GREY, bbox_to_anchor=(0.55, 1.0))
    low = next(one for one in years["calculated"] if one.year == 1933)
    axes.annotate(
        f"{low.year}: {low.percent:.1f}%",
        (low.year, low.percent),
        xytext=(1935, low.percent + 0.2),
        fontsize=8.5,
        color=INK,
    )
    finish(drawn, path, footer(asked, "USITC table as listed by Visual Capitalist; U.S. Census Bureau; U.S. Treasury"))


def _broken(axes: Any, listed: Sequence[Year], colour: str, words: str) -> None:
    """A line that is broken where years are not on file."""
    runs: list[list[Year]] = []
    for one in listed:
        if runs and runs[-1][-1].year == one.year - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    for number, run in enumerate(runs):
        marker = {"marker": "o", "markersize": 3} if len(run) == 1 else {}
        axes.plot(
            [one.year for one in run], [one.percent for one in run], color=colour, linewidth=1.8,
            label=words if number == len(runs) - 1 else None, **marker,
        )  # fmt: skip


def _two_lines(words: str) -> str:
    if len(words) < 30:
        return words
    at = words.find(" ", len(words) // 2 - 4)
    return f"{words[:at]}\n{words[at + 1 :]}"


def draw_revenue(found: Sequence[MonthRevenue], asked: Asked, path: Path) -> None:
    """Three bars a month: what the law's rates would bring, what was calculated, what was received; errors as :func:`draw_history`."""
    way = "under the use stated" if found[0].stated is not None else "with every cheaper preference"
    drawn = figure(
        max(9.5, 2.4 + 1.15 * len(found)),
        5.6,
        "Customs revenue by month",
        f"billions of US dollars; the law's rates {way}, duty calculated, receipts",
    )
    axes = drawn.add_axes((0.08, 0.2, 0.9, 0.6))
    bars: tuple[tuple[str, str, list[float | None]], ...] = (
        ("the law's rates", LINES[1], [*(one.amount(one.chosen) for one in found)]),
        ("calculated from entries", LINES[0], [one.calculated for one in found]),
        ("received by the Treasury", LINES[2], [*(one.receipts for one in found)]),
    )
    wide = 0.27
    for number, (words, colour, amounts) in enumerate(bars):
        places = [at + (number - 1) * wide for at in range(len(found))]
        heights = [(one or 0.0) / 1e3 for one in amounts]
        axes.bar(places, heights, wide * 0.92, color=colour, label=words)
        if len(found) <= 8:
            for x, height, one in zip(places, heights, amounts, strict=True):
                text = "not on\nfile" if one is None else f"{height:.1f}"
                axes.text(x, height + 0.4, text, ha="center", va="bottom", fontsize=8, color=GREY)
    axes.set_xticks(range(len(found)), [one.month for one in found])
    axes.set_ylim(0, max(max(amount or 0.0 for amount in amounts) for *_, amounts in bars) / 1e3 * 1.22)
    dress(axes, "", "y")
    axes.legend(loc="upper left", ncols=3, fontsize=9, frameon=False, labelcolor=GREY)
    finish(drawn, path, footer(asked, "U.S. Census Bureau, vintage early 2026; U.S. Treasury, vintage spring 2026"))
