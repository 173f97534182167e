"""Effective rates as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.duty.view import View
from kanzei.impact.partial_mean import Shifted
from kanzei.impact.rates import BASIS
from kanzei.impact.rates_tables import Answer, Row
from kanzei.render.impact_history import law_line
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["days_json", "days_text", "rates_json", "rates_text"]

NOTES = (
    f"basis of the weights: {BASIS}; 98.7% of all imports for consumption",
    "none: no preference claimed; best: every preference claimed that is cheaper; use: the share stated. calculated 2024: duty over value of the same cells. "
    "Trade does not shift.",
    "Facts that nobody stated are taken by the registry's defaults: metal articles count with their whole value, unless --assume states a share.",
)


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{100 * rate:.3f}%"


def _cells(row: Row, uses: bool) -> tuple[str, ...]:
    stated = (_percent(row.stated),) if uses else ()
    return (
        f"{row.imports_usd / 1e9:,.1f}",
        _percent(row.none),
        _percent(row.best),
        *stated,
        _percent(row.calculated_2024),
    )


def _head(first: str, uses: bool) -> tuple[str, ...]:
    return (first, "imports bn USD", "none", "best", *(("use",) if uses else ()), "calculated 2024")


def rates_text(
    found: Answer, by: str, rows: Sequence[Row], use: str, view: View, ink: Ink, shifted: Shifted | None = None
) -> str:
    """One day by partner, chapter or authority; with the mean once buyers have moved, where it was asked for."""
    uses = found.stated is not None
    lines = [(row.label, *_cells(row, uses)) for row in [*rows, found.total()]]
    filled = ", ".join(f"{words} {100 * share:.2f}%" for words, share in found.filled().items() if share)
    return "\n".join(
        [
            ink.bold(f"Statutory rates of {found.on} by {by}, weighted by imports"),
            "",
            table(_head(by, uses), lines, right=(1, 2, 3, 4, 5)[: len(lines[0]) - 1], ink=ink),
            "",
            *([paragraph(f"use of preferences: {use}")] if uses else []),
            *([paragraph(one, hang="  ") for one in _moved(shifted)] if shifted else []),
            *(paragraph(note) for note in NOTES),
            paragraph(f"rates come from, by value: {filled}"),
            paragraph(law_line(view, found.on)),
        ]
    )


def _moved(shifted: Shifted) -> list[str]:
    """The two means beside each other, and what the second rests on."""
    return [
        f"mean rate of all asked for: {_percent(shifted.rate_static)} with the weights of 2024, {_percent(shifted.rate_after)} once buyers have moved",
        f"buyers moved between the law of {shifted.since} and that of this day; {shifted.preferences}; elasticities {shifted.elasticities}, {shifted.source}, the long run "
        "(`kanzei impact trade` shows it in full). Elsewhere in this answer trade does not shift.",
    ]


def days_text(found: Sequence[Answer], use: str, view: View, ink: Ink) -> str:
    """Days on which the rate changes; days that leave it alone are passed over."""
    uses = found[0].stated is not None
    lines: list[tuple[str, ...]] = []
    for one in found:
        cells = _cells(one.total(), uses)
        if not lines or lines[-1][1:] != cells:
            lines.append((one.on.isoformat(), *cells))
    return "\n".join(
        [
            ink.bold("Statutory rates by day of entry, weighted by imports"),
            "",
            table(_head("from", uses), lines, right=(1, 2, 3, 4, 5)[: len(lines[0]) - 1], ink=ink),
            "",
            *([paragraph(f"use of preferences: {use}")] if uses else []),
            *(paragraph(note) for note in NOTES),
            paragraph(law_line(view, found[-1].on)),
        ]
    )


def _row(row: Row) -> dict[str, Any]:
    return row._asdict()


def _about(use: str, view: View) -> dict[str, Any]:
    return {
        "use_of_preferences": use or None,
        "basis": BASIS,
        "known_on": view.known_on,
        "seen_to": view.book.seen_to,
        "lawbook": view.digest,
    }


def rates_json(
    found: Answer, by: str, rows: Sequence[Row], use: str, view: View, shifted: Shifted | None = None
) -> dict[str, Any]:
    """One day for machines; rates are fractions."""
    return {
        "on": found.on,
        "by": by,
        "rows": [_row(row) for row in rows],
        "total": _row(found.total()),
        "rates_from": found.filled(),
        "shifted": shifted._asdict() if shifted else None,
        **_about(use, view),
    }


def days_json(found: Sequence[Answer], use: str, view: View) -> dict[str, Any]:
    """Days for machines; rates are fractions."""
    return {"days": [{"on": one.on, **_row(one.total())} for one in found], **_about(use, view)}
