"""Reports side by side, for people and machines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kanzei.record.figures import Side
from kanzei.render.tables import Ink, table

__all__ = ["compare_json", "compare_text"]


def compare_json(names: Sequence[str], sides: Sequence[Side]) -> dict[str, Any]:
    """Every figure with its places in each report."""
    return {
        "reports": list(names),
        "figures": [
            {
                "unit": one.unit,
                "value": f"{one.value:f}",
                "found": "agreed" if one.agreed else "only in some",
                "places": [
                    {"report": name, "line": each.line, "words": each.words}
                    for name, places in zip(names, one.places, strict=True)
                    for each in places
                ],
            }
            for one in sides
        ],
    }


def compare_text(names: Sequence[str], sides: Sequence[Side], ink: Ink) -> str:
    """Figures that every report has, and then those that only some have, with the words in place."""
    parts: list[str] = []
    for title, agreed in (("In every report", True), ("Only in some", False)):
        rows = []
        for one in sides:
            if one.agreed != agreed:
                continue
            for name, places in zip(names, one.places, strict=True):
                rows += [[_figure(one.unit, one.value), f"{name}:{each.line}", each.words] for each in places[:1]]
        parts += [*([""] if parts else []), ink.bold(title)]
        parts.append(table(["figure", "place", "words"], rows, ink=ink, fold=True) if rows else "  none")
    return "\n".join(parts)


def _figure(unit: str, value: Decimal) -> str:
    return f"{value:f}%" if unit == "%" else f"{unit} {value:,f}"
