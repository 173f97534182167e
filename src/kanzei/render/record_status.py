"""What stood on a day, for people and machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from kanzei.record.measured import Figure
from kanzei.record.model import Record
from kanzei.record.status import Standing
from kanzei.render.record import claim_json, sources_of
from kanzei.render.tables import Ink, paragraph

__all__ = ["status_json", "status_text"]


def status_json(record: Record, on: date, found: Iterable[Standing]) -> dict[str, Any]:
    """The state of every commitment on a day."""
    return {
        "on": on.isoformat(),
        "known_on": record.known_on.isoformat(),
        "commitments": [
            {
                "slot": one.slot.id,
                "title": one.slot.title,
                "parties": one.slot.parties or None,
                "state": one.claim.state,
                "since": one.claim.on.isoformat(),
                "says": one.claim.says,
                "claim": claim_json(record, one.claim),
                "beside": [claim_json(record, each) for each in one.beside],
                "dated_later": [claim_json(record, each) for each in one.coming],
                "measured": [_figure_json(each) for each in one.figures],
                "needs": one.slot.needs or None,
                "came_of_it": [claim_json(record, each) for each in one.later],
            }
            for one in found
        ],
    }


def _figure_json(one: Figure) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "period": one.period,
        "value": f"{one.value:f}",
        "unit": one.unit,
        "known": one.known.isoformat(),
        "source": one.source,
    }


def status_text(record: Record, on: date, found: Iterable[Standing], ink: Ink) -> str:
    """Each commitment over its state; below it what stands beside, what was already dated, how it measures, and what came of it."""
    groups: list[tuple[str, list[tuple[str, str, str]]]] = []
    lacking = []
    for one in found:
        cited = sources_of(record, record.out_by(one.claim.sources, on))
        rows = [(one.claim.state, str(one.claim.on), f"{one.claim.says} [{cited}]")]
        rows += [(f"and {each.state}", str(each.on), each.says) for each in one.beside]
        rows += [(f"then {each.state}", str(each.on), each.says) for each in one.coming]
        rows += [("measured", each.period, f"{each.measure}: {each.amount}") for each in one.figures]
        rows += [(f"later {each.state}", str(each.on), f"{each.says} (known {each.known})") for each in one.later]
        if not one.later and record.known_on != on:
            rows.append(("later", "", f"nothing more is on file by {record.known_on}"))
        if one.slot.needs:
            lacking.append(f"{one.slot.title}: {one.slot.needs}")
        groups.append((one.slot.title, rows))
    if not groups:
        return f"nothing is recorded as known on {on}"
    state, since = (max(len(row[place]) for _, rows in groups for row in rows) for place in (0, 1))
    hang = " " * (state + since + 4)
    lines = [f"{ink.bold(f'What stood on {on}, as known that day')}"]
    if record.known_on != on:
        lines[0] += f"; what came of it, as known on {record.known_on}"
    for title, rows in groups:
        lines += ["", paragraph(title, "", "  ")]
        lines += [paragraph(f"{what:<{state}}  {day:<{since}}  {says}", "  ", hang) for what, day, says in rows]
    if lacking:
        lines += ["", "Figures that are not on file, and what they would measure:"]
        lines += [paragraph(one, "  ", "    ") for one in lacking]
    return "\n".join(lines)
