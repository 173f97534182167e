"""The history of duties over imports as a page and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from kanzei.duty.view import View
from kanzei.impact.history import SERIES, Against, Year
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["Finding", "history_json", "history_text", "law_line"]

Finding = tuple[str, str, list[Against]]
"""Measure, what it was on the day (words), and what it is set against."""


def law_line(view: View, on: date) -> str:
    """The law that the rates rest on, and whether the day is past what was looked for."""
    later = (
        f"; no change seen since {view.book.seen_to}: the law of that day is taken" if on > view.book.seen_to else ""
    )
    return f"law as known {view.known_on}, law book {view.digest[:12]}{later}"


def _higher(one: Against) -> str:
    lack = f" (of the years since, {one.lacking} are not on file)" if one.lacking else ""
    if one.last_higher is None:
        return f"no year from {one.first} to {one.last} on file{lack}"
    return f"{one.last_higher.year}, at {one.last_higher.percent:.1f}%{lack}"


def history_text(on: date, found: list[Finding], years: dict[str, list[Year]], book: str, ink: Ink) -> str:
    """Findings, then each series with what it is."""
    rows = [
        (measure, words, f"{one.percent:.2f}%", one.series, _higher(one))
        for measure, words, all_ in found
        for one in all_
    ]
    parts = [
        ink.bold(f"Duties over imports on {on}, and the last year with a higher rate"),
        "",
        table(("measure", "as of", "rate", "against", "last year higher"), rows, right=(2,), ink=ink),
    ]
    for name, listed in years.items():
        about = SERIES[name]
        parts += [
            "",
            ink.bold(f"{name}: {about.measure}"),
            paragraph(f"basis: {about.basis}"),
            paragraph(f"period: {about.period}"),
            paragraph(f"vintage: {about.vintage}; source: {about.source}"),
            *(
                "  "
                + "  ".join(
                    f"{one.year} {one.percent:4.1f}{' ' if one.months == 12 else '*'}" for one in listed[at : at + 10]
                )
                for at in range(0, len(listed), 10)
            ),
        ]
        if any(one.months < 12 for one in listed):
            parts.append("  * not all months")
    about = SERIES["statutory"]
    parts += [
        "",
        ink.bold(f"statutory: {about.measure}"),
        paragraph(f"basis: {about.basis}"),
        paragraph(
            "Facts that nobody stated are taken by the registry's defaults: metal articles count with their whole value. Trade does not shift."
        ),
        paragraph(book),
    ]
    return "\n".join(parts)


def history_json(on: date, found: list[Finding], years: dict[str, list[Year]], book: str) -> dict[str, Any]:
    """The same for machines."""
    return {
        "on": on.isoformat(),
        "findings": [
            {
                "measure": measure,
                "as_of": words,
                "rate_percent": round(one.percent, 6),
                "against": one.series,
                "last_year_higher": one.last_higher.year if one.last_higher else None,
                "its_rate_percent": one.last_higher.percent if one.last_higher else None,
                "years_compared": [one.first, one.last],
                "years_not_on_file": one.lacking,
            }
            for measure, words, all_ in found
            for one in all_
        ],
        "series": {
            name: {
                **SERIES[name]._asdict(),
                "years": [{"year": one.year, "rate_percent": one.percent, "months": one.months} for one in listed],
            }
            for name, listed in years.items()
        },
        "statutory": SERIES["statutory"]._asdict(),
        "lawbook": book,
    }
