"""Terms, statements and readings of a deal, for people and machines."""

from __future__ import annotations

from typing import Any

from kanzei.deal.parameters import PARAMETERS
from kanzei.deal.sheet import Reading, Sheet, Term
from kanzei.render.deal_rows import label
from kanzei.render.tables import Ink, table

__all__ = ["terms_json", "terms_text"]


def _values(term: Term, sheet: Sheet, reading: Reading | None) -> str:
    out = []
    for name, written in term.written.items():
        shown = reading.written.get(name, written) if reading else written
        if PARAMETERS[name].kind == "usd" and shown.isdigit():
            shown = f"{int(shown):,}"
        out.append(f"{name.replace('_', ' ')} {shown}")
    return "; ".join(out)


def terms_text(sheet: Sheet, reading: Reading | None, ink: Ink, *, full: bool = False) -> str:
    """The terms known on a day, what was said, and the readings that can be run."""
    parts = [
        ink.bold(sheet.title),
        f"  as known on {sheet.known_on}" + (f", reading {reading.id}: {reading.title}" if reading else ""),
        "",
    ]
    rows = []
    for one in sheet.terms:
        grades = one.grade + "".join(f" ({name} {grade})" for name, grade in one.grades.items())
        title = one.title + (
            f" [{label(sheet, 'host') if one.says == 'us' else label(sheet, 'investor')} says]"
            if one.says != "text"
            else ""
        )
        rows.append(
            [
                one.id,
                str(one.known),
                grades,
                one.confidence,
                f"{title}: {_values(one, sheet, reading)}" + (f". {one.rule}" if full else ""),
            ]
        )
    parts.append(table(["term", "known", "grade", "sure", "what"], rows, ink=ink, fold=True))
    if sheet.statements:
        said = [[one.id, str(one.known), one.grade, one.who, f"{one.topic}: {one.said}"] for one in sheet.statements]
        parts += ["", table(["said", "known", "grade", "who", "what"], said, ink=ink, fold=True)]
    doubt = [[term.id, name, term.written[name], ", ".join(others)] for term, name, others in sheet.doubtful()]
    if doubt:
        parts += ["", table(["doubtful", "parameter", "taken", "other answers"], doubt, ink=ink)]
    shown = [reading] if reading else list(sheet.readings.values())
    rows = [[one.id, str(one.known), ", ".join(one.rests_on), one.title] for one in shown]
    parts += ["", table(["reading", "known", "rests on", "what"], rows, ink=ink, fold=True)]
    if reading:
        steps = [
            [str(number), one.id, one.clause, one.title, _share(one.investor, sheet) if one.kind == "split" else ""]
            for number, one in enumerate(reading.steps, 1)
        ]
        parts += ["", table(["step", "id", "clause", "what", "shares"], steps, ink=ink)]
    if sheet.note:
        parts += ["", f"  {sheet.note}"]
    return "\n".join(parts)


def _share(investor: Any, sheet: Sheet) -> str:
    from kanzei.deal.words import percentage

    return f"{label(sheet, 'investor')} {percentage(investor)}, {label(sheet, 'host')} {percentage(1 - investor)}"


def terms_json(sheet: Sheet, reading: Reading | None) -> dict[str, Any]:
    """The same for machines."""
    shown = [reading] if reading else list(sheet.readings.values())
    return {
        "id": sheet.id,
        "title": sheet.title,
        "known_on": sheet.known_on.isoformat(),
        "as_of": sheet.as_of.isoformat(),
        "documents": [{"id": one.id, "title": one.title, "known": one.known.isoformat(), "source": one.source} for one in sheet.documents.values()],
        "terms": [
            {
                "id": one.id, "title": one.title, "rule": one.rule, "values": {**one.written, **_own(one, reading)}, "unit": one.unit, "says": one.says,
                "document": one.document, "known": one.known.isoformat(), "sources": list(one.sources), "grade": one.grade, "grades": dict(one.grades),
                "confidence": one.confidence, "switches": {name: list(others) for name, others in one.switches.items()}, "note": one.note,
            }
            for one in sheet.terms
        ],
        "statements": [
            {"id": one.id, "topic": one.topic, "says": one.says, "who": one.who, "said": one.said, "known": one.known.isoformat(), "source": one.source, "grade": one.grade,
             "values": dict(one.written)}
            for one in sheet.statements
        ],
        "readings": [
            {"id": one.id, "title": one.title, "who": one.who, "known": one.known.isoformat(), "rests_on": list(one.rests_on), "values": dict(one.written),
             "waterfall": [{"id": step.id, "title": step.title, "do": step.kind, "clause": step.clause, "investor_share": str(step.investor), "until": step.until} for step in one.steps]}
            for one in shown
        ],
        "digest": sheet.digest,
    }  # fmt: skip


def _own(term: Term, reading: Reading | None) -> dict[str, str]:
    return {name: reading.written[name] for name in term.written if reading and name in reading.written}
