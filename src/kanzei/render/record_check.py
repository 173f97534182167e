"""What a check of a report found, for people and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from kanzei.record.checking import Finding
from kanzei.record.checking.model import VERDICTS
from kanzei.record.reports import Report
from kanzei.render.tables import Ink, paragraph

__all__ = ["check_json", "check_text"]


def check_json(report: Report, on: date, found: Sequence[Finding], lawbook: str) -> dict[str, Any]:
    """Every finding with its place (line and column from one), numbered as `record accept` takes them."""
    return {
        "report": report.name,
        "on": on.isoformat(),
        "lawbook": lawbook,
        "counts": {name: sum(one.verdict == name for one in found) for name in VERDICTS},
        "warnings": list(_warnings(report)),
        "findings": [_finding_json(report, number, one) for number, one in enumerate(found, 1)],
    }


def _finding_json(report: Report, number: int, one: Finding) -> dict[str, Any]:
    line, column = report.place(one.start)
    return {
        "item": number,
        "verdict": one.verdict,
        "kind": one.kind,
        "words": one.words,
        "line": line,
        "column": column,
        "by": one.by or None,
        "official": one.official,
        "source": one.source or None,
        "cause": one.cause or None,
        "needs": one.needs or None,
        "beside": list(one.beside),
        "slot": one.slot or None,
    }


def check_text(report: Report, on: date, found: Sequence[Finding], lawbook: str, ink: Ink) -> str:
    """What differs first, then opinion, what cannot be checked, and what agrees; each with its words in place."""
    counted = Counter(one.verdict for one in found)
    told = ", ".join(f"{counted[name]} {name}" for name in VERDICTS)
    parts = [ink.bold(f"{report.name} against what was known on {on}"), f"  {told}"]
    parts += [f"  warning: {one}" for one in _warnings(report)]
    numbered = list(enumerate(found, 1))
    for verdict in ("differs", "opinion", "cannot be checked here", "agrees"):
        rows = [(number, one) for number, one in numbered if one.verdict == verdict]
        if not rows:
            continue
        parts += ["", ink.bold(verdict[0].upper() + verdict[1:])]
        for number, one in rows:
            parts += _lines(report, number, one)
    if not found:
        parts.append("  nothing in it can be set against law, record or figures")
    parts += ["", f"item numbers are those of `kanzei record accept`; law book {lawbook[:12]}"]
    return "\n".join(parts)


def _lines(report: Report, number: int, one: Finding) -> list[str]:
    line, column = report.place(one.start)
    words = " ".join(one.words.split())
    lines = [f"  {number:>3}  {line}:{column}  “{words}”  ({one.kind})"]
    told = [one.official]
    if one.cause:
        told.append(f"likely cause: {one.cause}")
    if one.needs:
        told.append(f"needed: {one.needs}")
    told += [f"beside: {each}" for each in one.beside]
    if one.source:
        told.append(f"source: {one.source}")
    lines += [paragraph(each, "       ", "  ") for each in told]
    return lines


def _warnings(report: Report) -> list[str]:
    """What the reader of the report warns of; that it bears no day of its own does not matter here, where the day is given."""
    return [one for one in report.warnings if "--reported-on" not in one]
