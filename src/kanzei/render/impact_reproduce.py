"""Published tables beside computed numbers, for readers and machines."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from kanzei.impact.reproduce_row import Row
from kanzei.impact.reproduce_summary import ranking
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["reproduced_json", "reproduced_text"]


def _verdict(row: Row) -> str:
    return "same" if row.same else "not computed" if row.computed is None else "other data" if row.loose else "differs"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) < 5 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def reproduced_text(rows: Sequence[Row], shown: Sequence[Row], ink: Ink) -> str:
    """Published and computed numbers side by side, and what they come to."""
    cells = []
    for row in shown:
        digits = 6 if row.decimals is None else row.decimals
        cells.append(
            [
                row.where,
                row.scenario,
                row.unit,
                row.metric,
                f"{row.published:.{digits}f}",
                "" if row.computed is None else f"{row.computed:.{digits + 2}f}",
                "" if row.difference is None else f"{row.difference:+.{digits + 2}f}",
                _verdict(row),
            ]
        )
    header = ["where", "scenario", "unit", "measure", "published", "computed", "difference", ""]
    computed = [row for row in rows if row.computed is not None]
    due = [row for row in computed if not row.loose]
    lines = []
    if due or not computed:
        same = sum(row.same for row in due)
        lines.append(
            f"{same} of {len(due)} computed rows are the same to the digits given; {len(rows) - len(computed)} not computed."
        )
        gaps = [abs(row.difference) for row in due if row.difference is not None]
        if gaps:
            lines.append(f"Largest difference {max(gaps):.1e}, median {median(gaps):.1e}.")
    elif len(rows) > len(computed):
        lines.append(f"{len(rows) - len(computed)} of {len(rows)} rows not computed.")
    for one in ranking(rows):
        lines.append(
            f"{one.where}, {one.scenario}, {one.metric}: rank correlation {one.correlation:.3f} over {one.rows} rows, median difference {one.median:.2f}, "
            f"largest {one.largest:.2f}."
        )
    reasons: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.why:
            reasons.setdefault(row.why, {})[row.scenario] = None
    why = [f"{_some(list(scenarios))}: {one}" for one, scenarios in reasons.items()]
    return "\n".join(
        [table(header, cells, right=(4, 5, 6), ink=ink), "", *(paragraph(line) for line in [*lines, *why])]
    )


def reproduced_json(rows: Sequence[Row], shown: Sequence[Row]) -> dict[str, Any]:
    """The same for machines."""
    computed = [row for row in rows if row.computed is not None]
    return {
        "rows": len(rows),
        "computed": len(computed),
        "same": sum(row.same for row in computed),
        "differing": sum(row.failed for row in rows),
        "ranking": [one._asdict() for one in ranking(rows)],
        "table": [
            {
                "where": row.where,
                "scenario": row.scenario,
                "unit": row.unit,
                "metric": row.metric,
                "published": row.published,
                "computed": row.computed,
                "difference": row.difference,
                "decimals": row.decimals,
                "same": row.same,
                "other_data": row.loose,
                "grade": row.grade,
                "because": row.why,
            }
            for row in shown
        ],
    }
