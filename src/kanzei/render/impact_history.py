"""The history of duties over imports as a page and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from kanzei.duty.view import View
from kanzei.impact.dictionary import Asked
from kanzei.impact.history import SERIES, Against, Finding, Year, century
from kanzei.impact.law_chosen import law_words
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["asked_lines", "history_json", "history_text", "law_line"]

CAVEATS = (
    "highest in a century: no year of the hundred before the day's is higher; not known where years of the hundred are not on file",
    "A rate of one day or month is set against means of years. The statutory rate has no past of its own: it is laid on the mix of 2024, while the years are duties over what was in fact "
    "imported, after trade had moved away from what is taxed. Set like against like with the rows calculated and collected. Early years are printed to one decimal, and the years before 1914 knew "
    "no income tax: what a rate stood for has changed.",
)


def asked_lines(asked: Asked) -> list[str]:
    """Conventions and use of preferences, a paragraph each."""
    use = [f"use of preferences: {asked.use}"] if asked.use else []
    return [paragraph(one) for one in (*use, asked.taken.words())]


def law_line(view: View, on: date) -> str:
    """The law that the rates rest on, and whether the day is past what was looked for."""
    later = (
        f"; no change seen since {view.book.seen_to}: the law of that day is taken" if on > view.book.seen_to else ""
    )
    return f"{law_words(view)}{later}"


def _higher(one: Against) -> str:
    lack = f" (of the years since, {one.lacking} are not on file)" if one.lacking else ""
    if one.last_higher is None:
        return f"no year from {one.first} to {one.last} on file{lack}"
    return f"{one.last_higher.year}, at {one.last_higher.percent:.1f}%{lack}"


def history_text(on: date, found: list[Finding], years: dict[str, list[Year]], asked: Asked, ink: Ink) -> str:
    """Findings, then each series with what it is."""
    rows = [
        (measure, words, f"{one.percent:.2f}%", one.series, century(one), _higher(one))
        for measure, words, all_ in found
        for one in all_
    ]
    parts = [
        ink.bold(f"Duties over imports on {on}, and the last year with a higher rate"),
        "",
        table(
            ("measure", "as of", "rate", "against", "highest in a century", "last year higher"),
            rows,
            right=(2,),
            ink=ink,
            fold=True,
        ),
        "",
        *(paragraph(one) for one in CAVEATS),
        *asked_lines(asked),
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
        paragraph("Trade does not shift."),
        paragraph(law_line(asked.view, on)),
    ]
    return "\n".join(parts)


def history_json(on: date, found: list[Finding], years: dict[str, list[Year]], asked: Asked) -> dict[str, Any]:
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
                "highest_in_a_century": century(one),
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
        "caveats": list(CAVEATS),
        **asked.about(),
    }
