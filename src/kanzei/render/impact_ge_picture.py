"""The picture of a general equilibrium: welfare or real income, trade and prices by country, with ranges where elasticities were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kanzei.render.deal_picture import INK, LINES
from kanzei.render.impact_figure import dress, figure, finish

__all__ = ["draw_ge"]

SHOWN = ("USA", "JPN", "CHN", "CAN", "MEX", "KOR", "DEU", "GBR", "IND", "VNM", "BRA")
"""Countries of a picture where none is named."""
MOST = 24
PANELS_ONE = (("welfare", "Welfare"), ("exports_gdp", "Exports over GDP"), ("prices", "Prices"))
PANELS_MANY = (("real_income", "Real income"), ("exports", "Exports"), ("prices", "Prices"))


def draw_ge(told: Mapping[str, Any], named: bool, path: Path) -> None:
    """Bars by country, a panel a measure, each on its own scale; whiskers span the 5th to the 95th percentile of the draws.

    Parameters
    ----------
    told : an answer as :func:`ge_json` or :func:`sectors_json` gives it. named : the countries were named, so all of it is drawn.

    Raises
    ------
    UsageError   matplotlib is not installed, or the file cannot be written.
    """
    rows = told["countries"]
    names = list(rows)[:MOST] if named else [one for one in SHOWN if one in rows]
    drawn = told.get("draws")
    many = "model" in told
    height = 3.4 + 0.36 * len(names)
    words = "General equilibrium in many sectors" if many else "General equilibrium, one sector"
    under = f"percent change from the base, {told['horizon']}" + (f"; model {told['model']}" if many else "")
    if drawn:
        under += f"; whiskers: 5th to 95th percentile of {drawn['number']} draws"
    sheet = figure(11.0, height, words, under)
    for at, (measure, title) in enumerate(PANELS_MANY if many else PANELS_ONE):
        axes = sheet.add_axes((0.075 + at * 0.315, 1.25 / height, 0.26, 1 - 2.65 / height))
        values = [rows[name][measure] for name in names]
        axes.barh(range(len(names)), values, 0.68, color=[LINES[0] if one >= 0 else LINES[1] for one in values])
        ends = [(one, one) for one in values]
        if drawn:
            spreads = [drawn["ranges"][name][measure] for name in names]
            ends = [
                (min(one["low"], value), max(one["high"], value)) for one, value in zip(spreads, values, strict=True)
            ]
            for y, one in enumerate(spreads):
                axes.plot((one["low"], one["high"]), (y, y), color=INK, linewidth=1.2)
        low, high = min(0.0, *(one for one, _ in ends)), max(0.0, *(one for _, one in ends))
        wide = (high - low) or 1.0
        for y, (value, (left, right)) in enumerate(zip(values, ends, strict=True)):
            place, side = (right + 0.02 * wide, "left") if value >= 0 else (left - 0.02 * wide, "right")
            axes.text(place, y, f"{round(value, 2) + 0.0:+.2f}", va="center", ha=side, fontsize=7.5, color=INK)
        axes.set_xlim(
            low - (0.24 * wide if low < 0 else 0.02 * wide), high + (0.24 * wide if high > 0 else 0.02 * wide)
        )
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(names)), names if at == 0 else [""] * len(names))
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.locator_params(axis="x", nbins=5)
        dress(axes, title, "x")
    elasticities = f"elasticities {told['elasticities']['set']}" if many else ""
    said = "; ".join(
        [*(one.rstrip(".") for one in told["scenario"]), told["sources"], *([elasticities] if many else [])]
    )
    finish(sheet, path, f"Source: Kanzei. {said}.")
