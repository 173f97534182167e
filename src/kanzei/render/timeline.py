"""The timeline of a line as a table: from which day of entry which duty runs, under which headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment
from kanzei.render.stack import Horizon, goods_text
from kanzei.render.tables import Ink, table
from kanzei.render.words import amount, instrument_name, percent

__all__ = ["timeline_text"]


def timeline_text(
    line: EntryLine, segments: Sequence[tuple[date, date, Assessment]], horizon: Horizon, ink: Ink
) -> str:
    """A row for each run of days of entry; the last day of a run is written, not the day after it."""
    answers = [answer for _, _, answer in segments]
    known = answers[0].known_on if answers else ""
    title = f"{ink.bold(goods_text(line))} from {line.origin}, value {amount(line.value_cents)}; as known {known}"
    refundable = any(answer.refundable_cents for answer in answers)
    header = ["entered from", "to", "rate", "duty", *(["refundable"] if refundable else []), "headings, by"]
    rows = [
        [
            str(start),
            str(stop - timedelta(days=1)),
            percent(answer.rate),
            amount(answer.duty_cents),
            *([amount(answer.refundable_cents)] if refundable else []),
            _bearing(answer),
        ]
        for start, stop, answer in segments
    ]
    official, seen = horizon
    said = [f"official text to {official}"] if official else []
    said += [f"no change seen since {seen}: later days are a projection"] if seen else []
    digest = answers[0].lawbook[:12] if answers else ""
    return "\n".join(
        [title, "", table(header, rows, right=(2, 3, 4) if refundable else (2, 3), ink=ink, fold=True), ""]
        + [ink.dim("; ".join([*said, f"law book {digest}"]))]
    )


def _bearing(answer: Assessment) -> str:
    """Headings above the ordinary duty with their instruments."""
    told = dict.fromkeys(
        f"{one.heading} {instrument_name(one.instrument)}"
        for one in answer.components
        if one.heading.startswith("99") or one.kind == "deposit"
    )
    return ", ".join(told) or "ordinary duty only"
