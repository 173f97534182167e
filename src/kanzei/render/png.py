"""Paint a drawing as PNG with matplotlib (the ``plot`` extra)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kanzei.errors import UsageError
from kanzei.render.canvas import Box, Drawing, Label, Stroke

__all__ = ["write_png"]

DOTS = 200
"""Dots an inch of the picture; a drawing's pixel is 1/100 inch."""


def write_png(drawing: Drawing, path: Path) -> None:
    """Write the drawing as a PNG file.

    Raises
    ------
    UsageError   matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("PNG pictures need matplotlib: pip install 'kanzei[plot]' (SVG and HTML do without)") from None
    figure = Figure(figsize=(drawing.width / 100, drawing.height / 100), dpi=DOTS)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, drawing.width)
    axes.set_ylim(drawing.height, 0)
    axes.axis("off")
    for order, mark in enumerate(drawing.marks):
        _paint(axes, mark, order)
    figure.savefig(path, format="png", facecolor="white")


def _paint(axes: Any, mark: Box | Stroke | Label, order: int) -> None:
    from matplotlib.patches import Rectangle

    if isinstance(mark, Box):
        style: dict[str, Any] = {"facecolor": mark.fill, "edgecolor": mark.edge or "none", "linewidth": 0.7}
        if mark.hatch:
            style = {"facecolor": "none", "edgecolor": "#9ca3af", "linewidth": 0, "hatch": "////"}
        axes.add_patch(Rectangle((mark.x, mark.y), mark.width, mark.height, zorder=order, **style))
    elif isinstance(mark, Stroke):
        xs, ys = zip(*mark.points, strict=True)
        style = {"color": mark.colour, "linewidth": mark.width * 0.72, "solid_joinstyle": "round"}
        axes.plot(xs, ys, zorder=order, linestyle=(0, (5, 4)) if mark.dash else "-", **style)
    else:
        _write(axes, mark, order)


def _write(axes: Any, mark: Label, order: int) -> None:
    text = axes.text(
        mark.x,
        mark.y,
        mark.text.replace("$", r"\$"),
        fontsize=mark.size * 0.72,
        color=mark.colour,
        ha={"start": "left", "middle": "center", "end": "right"}[mark.anchor],
        va="baseline",
        rotation=-mark.turn,
        rotation_mode="anchor",
        weight="bold" if mark.bold else "normal",
        zorder=order,
    )
    if mark.halo:
        from matplotlib.patheffects import withStroke

        text.set_path_effects([withStroke(linewidth=3, foreground=mark.halo)])
