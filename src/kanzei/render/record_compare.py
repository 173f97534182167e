"""Reports side by side, for people and machines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kanzei.record.reports.model import Item
from kanzei.record.reports.results import Comparison, Finding
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["compare_json", "compare_text"]

_HEADS = {
    "agreed": "Agreed",
    "same statement": "Same statement, other words",
    "conflict": "Conflicting",
    "different scope": "Not of the same thing, or superseded (no conflict)",
}


def compare_json(found: Comparison) -> dict[str, Any]:
    """Findings by status, each with its rule and places (offsets, line and column from one), and every item read."""
    return {
        "reports": list(found.reports),
        "conflicts": [_finding(found, one) for one in found.of("conflict")],
        "agreed": [_finding(found, one) for one in found.of("agreed")],
        "same_statement": [_finding(found, one) for one in found.of("same statement")],
        "different_scope": [_finding(found, one) for one in found.of("different scope")],
        "only": {
            name: [_finding(found, one) for one in found.of("only") if one.values[0][0] == number]
            for number, name in enumerate(found.reports)
        },
        "warnings": [{"report": found.reports[number], "says": text} for number, text in found.warnings],
        "items": {name: [_item(one) for one in items] for name, items in zip(found.reports, found.items, strict=True)},
    }


def _finding(found: Comparison, one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "about": one.about,
        "rule": one.rule,
        "values": [{"report": found.reports[number], "value": value} for number, value in one.values],
        "places": [
            {
                "report": found.reports[each.report],
                "start": each.start,
                "stop": each.stop,
                "line": each.line,
                "column": each.column,
                "words": each.words,
            }
            for each in one.places
        ],
    }


def _item(one: Item) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "value": one.value,
        "number": None if one.number is None else f"{one.number.normalize():f}",
        "upto": None if one.upto is None else f"{one.upto.normalize():f}",
        "unit": one.unit or None,
        "mark": one.mark or None,
        "text": one.text,
        "start": one.start,
        "stop": one.stop,
        "sentence": one.sentence,
        "what": list(one.what),
        "period": one.period or None,
        "basis": one.basis or None,
        "entity": list(one.entity),
        "attribution": one.attribution or None,
    }


def compare_text(found: Comparison, ink: Ink) -> str:
    """What reports agree on, say in other words, contradict each other on and have alone, with the words in place."""
    names = _short(found.reports)
    parts: list[str] = []
    for number, name in enumerate(found.reports):
        parts.append(f"{names[number]}  {name}" if names[number] != name else name)
    parts += ["", *_list(found, "agreed", names, ink), "", *_list(found, "same statement", names, ink)]
    parts += ["", ink.bold(f"{_HEADS['conflict']} ({len(found.of('conflict'))})")]
    for place, one in enumerate(found.of("conflict"), 1):
        said = " | ".join(f"{names[number]}: {value}" for number, value in one.values)
        parts += [
            paragraph(f"{place}. {one.about}: {said}", "  ", "   "),
            paragraph(f"rule {one.kind}: {one.rule}", "     "),
        ]
        rows = [[f"{names[each.report]}:{each.line}:{each.column}", each.words] for each in one.places[:6]]
        parts.append(table(["place", "words"], rows, indent="     ", fold=True, ink=ink))
        if len(one.places) > 6:
            parts.append(f"     and {len(one.places) - 6} places more")
    if not found.of("conflict"):
        parts.append("  none")
    if found.of("different scope"):
        parts += ["", *_list(found, "different scope", names, ink)]
    for number, name in enumerate(names):
        own = [one for one in found.of("only") if one.values[0][0] == number]
        rows = [[one.kind, f"{one.places[0].line}:{one.places[0].column}", _told(one)] for one in own]
        parts += ["", ink.bold(f"Only in {name} ({len(own)})")]
        parts.append(table(["kind", "place", "words"], rows, fold=True, ink=ink) if rows else "  none")
    if found.warnings:
        parts += ["", ink.bold("Take care")]
        parts += [paragraph(f"{names[number]}: {text}", "  ", "  ") for number, text in found.warnings]
    return "\n".join(parts)


def _told(one: Finding) -> str:
    words, value = one.places[0].words, " ".join(one.values[0][1].split())
    if one.kind == "figure":
        return f"{value}: {words}"
    return one.about if one.kind == "statement" or one.about in words else f"{one.about}: {words}"


def _list(found: Comparison, status: str, names: Sequence[str], ink: Ink) -> list[str]:
    rows = []
    for one in found.of(status):
        spots = {each.report: each for each in reversed(one.places)}
        where = " | ".join(f"{names[number]}:{each.line}:{each.column}" for number, each in sorted(spots.items()))
        if status == "agreed":
            values = list(dict.fromkeys(" ".join(value.split()) for _, value in one.values))
            said = (
                " / ".join(values) + (f" ({one.about})" if len(values) > 1 and one.about not in values else "")
                if one.kind == "figure"
                else one.about
                if len({value for _, value in one.values}) == 1 and one.values[0][1] == one.about
                else f"{one.about} ({' / '.join(dict.fromkeys(value for _, value in one.values))})"
            )
        else:
            said = f"{' / '.join(value for _, value in one.values)} -- {one.rule}"
        rows.append([one.kind, where, said])
    head = ink.bold(f"{_HEADS[status]} ({len(rows)})")
    return [head, table(["kind", "place", "words"], rows, fold=True, ink=ink) if rows else "  none"]


def _short(reports: Sequence[str]) -> list[str]:
    """Names of the files where these are short and tell the reports apart; otherwise A, B, C …"""
    names = [Path(one).name for one in reports]
    long = any(len(one) > 14 for one in names) or len(set(names)) < len(names)
    return [_letters(number) for number, _ in enumerate(names)] if long else names


def _letters(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"{_letters(number // 26 - 1)}{_letters(number % 26)}"
