"""The record for people and machines: timeline and conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kanzei.record.model import Claim, Event, Record
from kanzei.record.weigh import Conflict, Position
from kanzei.render.tables import Ink, paragraph, table

__all__ = [
    "claim_json",
    "conflicts_json",
    "conflicts_text",
    "sources_of",
    "timeline_json",
    "timeline_text",
]


def claim_json(record: Record, one: Claim) -> dict[str, Any]:
    """A claim with its chains."""
    return {
        "id": one.id,
        "slot": one.slot,
        "says": one.says,
        "value": one.value or None,
        "state": one.state or None,
        "by": one.by,
        "role": one.role or None,
        "side": one.side,
        "scope": one.scope or None,
        "slip": one.slip or None,
        "on": one.on.isoformat(),
        "exact": one.exact,
        "known": one.known.isoformat(),
        "sources": [record.chain(name) for name in one.sources],
        "from": sorted(record.first(one)),
        "supersedes": list(one.supersedes),
        "corroborates": list(one.corroborates),
        "contradicts": list(one.contradicts),
        "terms": list(one.terms),
        "note": one.note or None,
    }


def timeline_json(record: Record, events: Iterable[Event], claims: Iterable[Claim]) -> dict[str, Any]:
    """Events and claims in the order of their days."""
    return {
        "known_on": record.known_on.isoformat(),
        "events": [
            {
                "id": one.id,
                "on": one.on.isoformat(),
                "known": one.known.isoformat(),
                "title": one.title,
                "sources": [record.chain(name) for name in one.sources],
                "note": one.note or None,
            }
            for one in events
        ],
        "claims": [claim_json(record, one) for one in claims],
    }


def timeline_text(record: Record, events: Iterable[Event], claims: Iterable[Claim], ink: Ink) -> str:
    """One line a day: events, and claims where they were asked for."""
    rows = [(one.on, one.known, "event", sources_of(record, one.sources), one.title) for one in events]
    rows += [
        (one.on, one.known, one.state or "said", sources_of(record, one.sources), f"{one.by}: {one.says}")
        for one in claims
    ]
    rows.sort(key=lambda row: (row[0], row[1]))
    shown = [
        [str(on), "" if known == on else str(known), kind, f"{what} [{whence}]"]
        for on, known, kind, whence, what in rows
    ]
    if not shown:
        return f"nothing is recorded as known on {record.known_on}"
    head = ink.bold(f"The record as known on {record.known_on}")
    return f"{head}\n\n{table(['on', 'known', 'what', 'with its source'], shown, ink=ink, fold=True)}"


def sources_of(record: Record, names: Iterable[str]) -> str:
    """The titles of sources in a row."""
    return "; ".join(record.sources[name].title for name in names)


def conflicts_json(record: Record, found: Iterable[Conflict]) -> dict[str, Any]:
    """Conflicts with the evidence on each side."""
    return {
        "known_on": record.known_on.isoformat(),
        "conflicts": [
            {
                "slot": one.slot.id,
                "title": one.slot.title,
                "topic": one.slot.topic or None,
                "class": one.ruling.kind if one.ruling else None,
                "outcome": one.ruling.outcome if one.ruling else "open",
                "value": (one.ruling.value or None) if one.ruling else None,
                "because": one.ruling.because if one.ruling else None,
                "rests_on": list(one.ruling.rests_on) if one.ruling else [],
                "positions": [_position_json(record, each) for each in one.positions],
            }
            for one in found
        ],
    }


def _position_json(record: Record, one: Position) -> dict[str, Any]:
    return {
        "value": one.value,
        "scope": one.scope or None,
        "independent": list(one.independent),
        "closest": one.closest,
        "official": one.official,
        "slips": list(one.slips),
        "replaced_by": list(one.replaced),
        "claims": [claim_json(record, each) for each in one.claims],
    }


def conflicts_text(record: Record, found: Iterable[Conflict], ink: Ink) -> str:
    """Each slot with its values, who holds them on what evidence, and how it is resolved."""
    parts = [ink.bold(f"Conflicts as known on {record.known_on}")]
    for one in found:
        topic = f"{one.slot.topic} " if one.slot.topic else ""
        state = f"{one.ruling.kind}, {one.ruling.outcome}" if one.ruling else "open"
        parts += ["", ink.bold(f"{topic}{one.slot.title}") + f"  ({one.slot.id}: {state})"]
        rows = []
        for each in one.positions:
            who = ", ".join(dict.fromkeys(f"{claim.by} {claim.on}" for claim in each.claims))
            why = "; ".join([*each.slips, *(f"replaced by {name}" for name in each.replaced)])
            value = each.value + (f" ({each.scope})" if each.scope else "")
            weight = f"{len(each.independent)} independent, {each.closest}"
            rows.append([value, weight, who + (f" -- {why}" if why else "")])
        parts.append(table(["value", "evidence", "held by"], rows, ink=ink, fold=True))
        if one.ruling:
            settled = f"-> {one.ruling.value}: " if one.ruling.outcome == "resolved" and one.ruling.value else "-> "
            parts.append(paragraph(f"{settled}{one.ruling.because}", "  ", "   "))
        else:
            parts.append(paragraph("-> open: nothing known on that day settles it", "  ", "   "))
    if len(parts) == 1:
        parts.append("none")
    return "\n".join(parts)
