"""Published numbers beside ours: the tidy table, and a picture of one against the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kanzei.errors import UsageError
from kanzei.impact.reproduce_row import Row
from kanzei.impact.tables import Column, Tidy
from kanzei.render.deal_picture import INK, LINES
from kanzei.render.impact_figure import dress, figure, finish

__all__ = ["COLUMNS", "draw_reproduced", "reproduced_table"]

COLUMNS = (
    Column("file", "text", "the published file, or the id of a table that comes with the package", "user"),
    Column("where", "text", "table or kind of row", "the file"),
    Column("scenario", "text", "the tariffs, or the law's day", "the file"),
    Column("unit_of_row", "text", "country, group, pair or sector", "the file"),
    Column("measure", "text", "what is measured", "the file"),
    Column("published", "as the file", "the published number", "the file"),
    Column("computed", "as the file", "ours; empty where these models cannot give it", "the model of the layout"),
    Column("difference", "as the file", "ours less theirs", ""),
    Column("decimals", "number", "digits compared; empty: full precision, compared at 1e-6", "the file"),
    Column("same", "text", "yes, no, or empty where nothing was computed", ""),
    Column("other_data", "text", "yes where the source used other data, so that equality is not expected", ""),
    Column("grade", "text", "what the file says of the row: exact, conditional …", "the file"),
    Column("because", "text", "why it was not computed, or why it may differ", ""),
)


def reproduced_table(name: str, rows: Sequence[Row]) -> Tidy:
    """A row for each published number."""
    return Tidy(
        "reproduced",
        COLUMNS,
        [
            (
                name, row.where, row.scenario, row.unit, row.metric, row.published, row.computed, row.difference, row.decimals,
                None if row.computed is None else "yes" if row.same else "no", "yes" if row.loose else "no", row.grade, row.why,
            )
            for row in rows
        ],
    )  # fmt: skip


def draw_reproduced(name: str, rows: Sequence[Row], path: Path) -> None:
    """Ours against theirs: each row a point, equal ones on the line; both axes are linear near nothing and logarithmic beyond 1.

    Raises
    ------
    UsageError   No row was computed, matplotlib is not installed, or the file cannot be written.
    """
    drawn = [(row, row.computed) for row in rows if row.computed is not None]
    if not drawn:
        raise UsageError(f"--plot {path}: no row could be computed: there is nothing to draw")
    sheet = figure(
        8.2, 7.8, f"{Path(name).name}: published and computed",
        f"{sum(row.same for row, _ in drawn):,} of {len(drawn):,} computed rows are the same to the digits given; {len(rows) - len(drawn):,} not computed",
    )  # fmt: skip
    axes = sheet.add_axes((0.11, 0.16, 0.85, 0.68))
    axes.axline((0, 0), slope=1, color="#9ca3af", linewidth=0.9, zorder=1)
    for same, words, colour, marker in ((True, "the same", LINES[0], "o"), (False, "not the same", LINES[1], "D")):
        points = [(row.published, computed) for row, computed in drawn if row.same is same]
        if points:
            across, up = zip(*points, strict=True)
            axes.scatter(across, up, s=22, color=colour, marker=marker, alpha=0.75, linewidths=0, label=words, zorder=3)
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_yscale("symlog", linthresh=1.0)
    dress(axes, "", "both")
    axes.set_xlabel("published", fontsize=9, color=INK)
    axes.set_ylabel("computed", fontsize=9, color=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.legend(frameon=False, fontsize=9, labelcolor=INK, loc="upper left")
    finish(sheet, path, f"Source: {Path(name).name}; Kanzei. Axes are linear between -1 and 1 and logarithmic beyond.")
