"""Partners by basis as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.impact.history_partners import PERIOD, Partner
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["partners_json", "partners_text"]


def partners_text(found: Sequence[Partner], ink: Ink) -> str:
    """A table for each basis, with its sources."""
    parts = [ink.bold(f"Partners, {PERIOD}, billions of US dollars")]
    for basis in dict.fromkeys(one.basis for one in found):
        here = [one for one in found if one.basis == basis]
        rows = [
            (
                "" if one.rank is None else str(one.rank),
                one.partner,
                "" if one.imports is None else f"{one.imports:,.1f}",
                "" if one.exports is None else f"{one.exports:,.1f}",
                one.note,
            )
            for one in here
        ]
        among = ", ".join(dict.fromkeys(one.among for one in here if one.among))
        parts += [
            "",
            ink.bold(basis),
            table(("rank", "partner", "imports", "exports", "note"), rows, right=(0, 2, 3), ink=ink, fold=True),
            *([paragraph(f"rank by {among}")] if among else []),
            *(paragraph(f"source: {one}") for one in dict.fromkeys(one.source for one in here[:3])),
        ]
        if len({one.source for one in here}) > 3:
            parts.append(paragraph("further sources, one a row: --json or --output"))
    parts += ["", paragraph("Rows of different basis are not added and not ranked together. Only goods pay duty.")]
    return "\n".join(parts)


def partners_json(found: Sequence[Partner]) -> dict[str, Any]:
    """The same for machines."""
    return {
        "unit": "billion US dollars",
        "partners": [
            {
                "partner": one.partner,
                "period": one.period,
                "basis": one.basis,
                "rank": one.rank,
                "rank_among": one.among or None,
                "imports": one.imports,
                "exports": one.exports,
                "source": one.source,
                "note": one.note,
            }
            for one in found
        ],
    }
