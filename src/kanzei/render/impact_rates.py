"""Effective rates as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.impact.dictionary import Asked
from kanzei.impact.partial_mean import Shifted
from kanzei.impact.rates_tables import Row, Sums
from kanzei.impact.rates_weights import BASIS
from kanzei.render.impact_history import asked_lines, law_line
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["days_json", "days_text", "rates_json", "rates_text"]

NOTES = (
    f"basis of the weights: {BASIS}; all partners, 49 of them and the Union with duty by code, the others and the Union's members with duty by chapter",
    "none: no preference claimed; best: every preference claimed that is cheaper; use: the share stated. calculated 2024: duty over value of the same goods. "
    "Trade does not shift.",
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


def _head(first: Sequence[str], uses: bool) -> tuple[str, ...]:
    return (*first, "imports bn USD", "none", "best", *(("use",) if uses else ()), "calculated 2024")


def _laid(names: Sequence[str], lines: list[tuple[str, ...]], uses: bool, ink: Ink) -> str:
    head = _head(names, uses)
    return table(head, lines, right=range(len(names), len(head)), ink=ink)


def rates_text(
    found: Sums,
    by: Sequence[str],
    rows: Sequence[Row],
    asked: Asked,
    ink: Ink,
    whole: int = 0,
    shifted: Shifted | None = None,
) -> str:
    """One day, or the mean of some, by one or several layouts. whole: rows there are. shifted: the mean once buyers have moved, where it was asked for."""
    uses = found.all.stated is not None
    lines = [(*row.labels, *_cells(row, uses)) for row in rows]
    lines.append(("all asked for", *[""] * (len(by) - 1), *_cells(found.all, uses)))
    filled = ", ".join(f"{words} {100 * share:.2f}%" for words, share in found.filled.items() if share)
    days = f"{found.on} to {found.until}, the last not included, mean of its days" if found.until else str(found.on)
    left = [paragraph(f"{len(rows)} of {whole} rows are shown; --output FILE has all")] if whole > len(rows) else []
    return "\n".join(
        [
            ink.bold(f"Statutory rates of {days} by {', '.join(by)}, weighted by imports"),
            "",
            _laid(by, lines, uses, ink),
            "",
            *left,
            *([paragraph(one, hang="  ") for one in _moved(shifted)] if shifted else []),
            *asked_lines(asked),
            *(paragraph(note) for note in NOTES),
            paragraph(f"rates come from, by value: {filled}"),
            paragraph(law_line(asked.view, found.on)),
        ]
    )


def _moved(shifted: Shifted) -> list[str]:
    """The two means beside each other, and what the second rests on."""
    return [
        f"mean rate of all asked for: {_percent(shifted.rate_static)} with the weights of 2024, {_percent(shifted.rate_after)} once buyers have moved",
        f"buyers moved between the law of {shifted.since} and that of this day; {shifted.preferences}; elasticities {shifted.elasticities}, {shifted.source}, the long run "
        "(`kanzei impact trade` shows it in full). Articles of metal count with their whole value there. Elsewhere in this answer trade does not shift.",
    ]


def days_text(
    by: Sequence[str], found: Sequence[tuple[Sums, Sequence[Row]]], asked: Asked, top: int | None, ink: Ink
) -> str:
    """Days on which the rate of a group changes; days that leave it alone are passed over."""
    uses = found[0][0].all.stated is not None
    lines: list[tuple[str, ...]] = []
    before: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one, rows in found:
        for row in rows[:top]:
            labels = row.labels if by else ()
            cells = _cells(row, uses)
            if before.get(labels) != cells:
                before[labels] = cells
                lines.append((one.on.isoformat(), *labels, *cells))
    return "\n".join(
        [
            ink.bold("Statutory rates by day of entry, weighted by imports"),
            "",
            _laid(("from", *by), lines, uses, ink),
            "",
            *asked_lines(asked),
            *(paragraph(note) for note in NOTES),
            paragraph(law_line(asked.view, found[-1][0].on)),
        ]
    )


def _row(row: Row, by: Sequence[str] = ()) -> dict[str, Any]:
    keys = dict(zip(by, row.keys, strict=False))
    labels = {f"{name}_name": label for name, label in zip(by, row.labels, strict=False)}
    rest = row._asdict()
    del rest["keys"], rest["labels"]
    return {**keys, **labels, **rest}


def rates_json(
    found: Sums, by: Sequence[str], rows: Sequence[Row], asked: Asked, shifted: Shifted | None = None
) -> dict[str, Any]:
    """One day for machines; rates are fractions."""
    return {
        "on": found.on,
        "until": found.until,
        "by": list(by),
        "rows": [_row(row, by) for row in rows],
        "total": _row(found.all),
        "rates_from": found.filled,
        "shifted": shifted._asdict() if shifted else None,
        **asked.about(),
    }


def days_json(by: Sequence[str], found: Sequence[tuple[Sums, Sequence[Row]]], asked: Asked) -> dict[str, Any]:
    """Days for machines; rates are fractions."""
    days = [{"on": one.on, "until": one.until, **_row(row, by)} for one, rows in found for row in rows]
    return {"by": list(by), "days": days, **asked.about()}
