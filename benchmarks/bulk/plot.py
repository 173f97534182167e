"""Draw docs/how-it-works/bulk.svg from results.json: ``python -m benchmarks.bulk.plot [--results FILE] [-o FILE]``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from benchmarks.bulk.children import ROOT

__all__: list[str] = []

# Okabe and Ito: told apart by colour-blind readers, and by their grey.
BLUE, ORANGE, GREEN, GREY, INK = "#0072B2", "#D55E00", "#009E73", "#777777", "#222222"


def draw(kept: dict[str, Any], out: Path) -> None:
    """Four pictures on one sheet."""
    plt.rcParams.update(
        {
            "font.size": 9,
            "font.family": "DejaVu Sans",
            "svg.hashsalt": "kanzei",
            "svg.fonttype": "path",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": GREY,
            "axes.titlelocation": "left",
            "axes.titlesize": 10,
            "axes.titleweight": "bold",
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )
    figure, ((first, second), (third, fourth)) = plt.subplots(2, 2, figsize=(11, 7.6))
    _speeds(first, kept)
    _memory(second, kept)
    _distinct(third, kept)
    _views(fourth, kept)
    figure.tight_layout(w_pad=3.5, h_pad=3)
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None, dpi=110, facecolor="white")


def short(number: float) -> str:
    """A number of lines in few letters."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if number >= size:
            found = number / size
            return f"{found:.0f}{letter}" if found >= 10 or found == int(found) else f"{found:.1f}{letter}"
    return f"{number:.0f}"


def _speeds(axes: Any, kept: dict[str, Any]) -> None:
    head, by_line, rules = kept["headline"], kept["by_line"], kept.get("rules")
    lines = head["lines"]
    bars = [
        ("floor: read and write only", lines / head["floor"]["seconds"], GREY),
        ("Kanzei, warm", lines / head["warm"]["seconds"], BLUE),
        ("Kanzei, cold", lines / head["cold"]["seconds"], BLUE),
        ("DuckDB join of one rate", lines / kept["sql"]["run"]["seconds"], ORANGE),
        ("Kanzei, line by line", by_line["lines"] / by_line["seconds"], BLUE),
    ]
    if rules:
        bars.append(
            (
                "OpenFisca, one line at a time*",
                rules["theirs"]["lines_alone"] / rules["theirs"]["seconds_alone"],
                ORANGE,
            )
        )
    names = [name for name, _, _ in bars]
    values = [value for _, value, _ in bars]
    # Dots, not bars: on a scale of powers a bar's length means nothing.
    low = 10 ** (len(str(int(min(values)))) - 1)
    axes.hlines(range(len(bars)), low, values, color="#DDDDDD", lw=1.2, zorder=1)
    axes.scatter(values, range(len(bars)), color=[colour for _, _, colour in bars], s=70, zorder=2)
    axes.set_yticks(range(len(bars)), names)
    axes.set_xscale("log")
    axes.set_xlim(low, max(values) * 6)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(lambda value, _: short(value))
    for place, (name, value, colour) in enumerate(bars):
        weight = "bold" if name == "Kanzei, warm" else "normal"
        axes.annotate(
            short(value),
            (value, place),
            (8, 0),
            textcoords="offset points",
            va="center",
            color=colour if colour != GREY else INK,
            weight=weight,
        )
    axes.set_title(f"Lines a second, {short(lines)} lines, {head['workers']} threads")
    axes.set_xlabel(
        "lines a second, each mark ten times the last" + ("\n* two duties of one country only" if rules else "")
    )


def _memory(axes: Any, kept: dict[str, Any]) -> None:
    rows = kept["memory"]
    names, most = [short(one["lines"]) for one in rows], [one["peak_mb"] for one in rows]
    axes.bar(names, most, color=BLUE, width=0.5)
    axes.tick_params(axis="x", length=0)
    axes.set_ylim(0, max(most) * 1.2)
    for place, value in enumerate(most):
        axes.annotate(f"{value:,.0f} MB", (place, value), (0, 5), textcoords="offset points", ha="center")
    axes.set_title("Most memory held, by lines of the file")
    axes.set_xlabel("lines")
    axes.set_ylabel("MB")


def _distinct(axes: Any, kept: dict[str, Any]) -> None:
    rows = kept["distinct"]
    x = [one["distinct"] for one in rows]
    for name, colour, words, mark in (
        ("floor", GREY, "floor", "s"),
        ("warm", BLUE, "warm", "o"),
        ("cold", ORANGE, "cold: combinations decided first", "^"),
    ):
        y = [one["lines"] / one[name]["seconds"] for one in rows]
        axes.plot(x, y, color=colour, marker=mark, lw=2, label=words)
        axes.annotate(short(y[-1]), (x[-1], y[-1]), (8, -3), textcoords="offset points", color=colour)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.minorticks_off()
    axes.set_xticks(x, [short(one) for one in x])
    axes.set_xlim(x[0] / 1.3, x[-1] * 2.2)
    axes.yaxis.set_major_formatter(lambda value, _: short(value))
    low, high = axes.get_ylim()
    axes.set_ylim(low / 2, high * 1.3)
    axes.legend(loc="lower left", frameon=False)
    axes.set_title(f"Lines a second, by distinct combinations ({short(rows[0]['lines'])} lines)")
    axes.set_xlabel("distinct combinations of code, country, day and claims")


def _views(axes: Any, kept: dict[str, Any]) -> None:
    rows, damaged = kept["views"], kept["damaged"]
    bars = [(f"{row['views']} view{'s' if row['views'] > 1 else ''}", row["warm"]["seconds"], BLUE) for row in rows]
    bars += [
        ("1 thread", kept["workers"][0]["warm"]["seconds"], GREEN),
        ("2 threads", kept["workers"][1]["warm"]["seconds"], GREEN),
        ("no damaged lines", damaged["whole"]["seconds"], ORANGE),
        ("1% damaged lines", damaged["damaged"]["seconds"], ORANGE),
    ]
    places = [0, 1, 2, 3.5, 4.5, 6, 7]
    axes.barh(places, [value for _, value, _ in bars], color=[colour for _, _, colour in bars], height=0.72)
    axes.set_yticks(places, [name for name, _, _ in bars])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_xlim(0, max(value for _, value, _ in bars) * 1.15)
    for place, (_, value, _) in zip(places, bars, strict=True):
        axes.annotate(f"{value:.1f} s", (value, place), (5, 0), textcoords="offset points", va="center")
    axes.set_title(f"Seconds for {short(rows[0]['lines'])} lines, warm")
    axes.set_xlabel("seconds")


def main() -> None:
    """Read, draw."""
    parser = argparse.ArgumentParser(description="the figures of results.json as a picture")
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("results.json"))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "docs" / "how-it-works" / "bulk.svg")
    options = parser.parse_args()
    draw(json.loads(options.results.read_text(encoding="utf-8")), options.output)


if __name__ == "__main__":
    main()
