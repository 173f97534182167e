"""The picture of what an equilibrium costs by size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from benchmarks.bulk.plot import BLUE, GREEN, GREY, INK, ORANGE

__all__ = ["draw"]

COLOURS = (BLUE, ORANGE, GREEN, INK)


def draw(kept: dict[str, Any], out: Path) -> None:
    """Milliseconds by the number of countries, and by the number of sectors."""
    plt.rcParams.update(
        {"font.size": 9, "font.family": "DejaVu Sans", "svg.hashsalt": "kanzei", "svg.fonttype": "path", "axes.spines.top": False,
         "axes.spines.right": False, "axes.edgecolor": GREY, "axes.titlelocation": "left", "axes.titlesize": 10, "axes.titleweight": "bold",
         "text.color": INK, "xtick.color": INK, "ytick.color": INK}
    )  # fmt: skip
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.9))
    one, many = kept["size"]["one"], kept["size"]["many"]
    sizes = [row["countries"] for row in one]
    left.plot(sizes, [row["ms"] for row in one], "o-", color=BLUE, label="a scenario")
    left.plot(sizes, [row["factor_ms"] for row in one], "s--", color=GREY, label="the factor of the base, once")
    left.set(xscale="log", yscale="log", xlabel="countries", ylabel="milliseconds", title="One sector")
    left.set_xticks(sizes, [str(one) for one in sizes])
    for colour, size in zip(COLOURS, sorted({row["countries"] for row in many}), strict=False):
        rows = [row for row in many if row["countries"] == size]
        right.plot(
            [row["sectors"] for row in rows],
            [row["ms"] for row in rows],
            "o-",
            color=colour,
            label=f"{size} countries",
        )
    sectors = sorted({row["sectors"] for row in many})
    right.set(xscale="log", yscale="log", xlabel="sectors", ylabel="milliseconds", title="Many sectors, to 1e-9")
    right.set_xticks(sectors, [str(one) for one in sectors])
    for axes, ticks in ((left, (0.5, 1, 2, 5, 10, 50, 200)), (right, (2, 5, 10, 20, 50))):
        axes.set_yticks(ticks, [f"{one:g}" for one in ticks])
        axes.minorticks_off()
        axes.legend(frameon=False)
    figure.tight_layout(w_pad=3)
    figure.savefig(out, metadata={"Date": None}, facecolor="white")
    plt.close(figure)
