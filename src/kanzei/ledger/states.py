"""The state of an entry from what every import told of it: in each field the newest that says something holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.errors import UsageError
from kanzei.ledger.base import Base, Cell
from kanzei.ledger.facts import as_text, line_from

__all__ = ["KeptLine", "by_entry", "current_lines", "merged", "state_cells", "states_of"]

_DEPOSIT = ("deposited_on", "estimated_deposit")


class KeptLine(NamedTuple):
    """A line that holds, with where it is kept."""

    import_id: int
    line_id: int
    line_key: str
    importer_number: str
    filed: FiledLine


def state_cells(state: EntryState) -> list[Cell]:
    """The cells of a state in the order of the table, from the type of entry on."""
    return [
        as_text(dict(state.other)) if name == "other" else getattr(state, name)
        for name in EntryState._fields
        if name not in ("entry_number", "importer_number")
    ]


def merged(rows: Iterable[Mapping[str, Any]]) -> EntryState:
    """A state from the rows of one entry, oldest import first.

    A stated day of deposit is not undone by a later day that only stands in for one.
    """
    said: dict[str, Any] = {}
    other: dict[str, str] = {}
    for row in rows:
        for name in EntryState._fields:
            if name not in (*_DEPOSIT, "other") and row[name] not in (None, ""):
                said[name] = row[name]
        other |= json.loads(row["other"])
        if row["deposited_on"] is not None and (not row["estimated_deposit"] or said.get("estimated_deposit", True)):
            said |= {name: row[name] for name in _DEPOSIT}
        if row["source"] == "ES-701" and row["liquidated_on"] is None:
            said.pop("liquidated_on", None)  # a notice of suspension takes the day back
    said.setdefault("entry_number", "")
    return EntryState(**said, other=other)


def states_of(base: Base, entries: Iterable[str] | None = None) -> dict[str, EntryState]:
    """The states of all entries, or of some."""
    if entries is None:
        rows = base.dicts("SELECT * FROM entries WHERE entry_number <> '' ORDER BY entry_number, import_id, source")
    else:
        rows = [
            row
            for entry in entries
            for row in base.dicts("SELECT * FROM entries WHERE entry_number = ? ORDER BY import_id, source", (entry,))
        ]
    held: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(row["entry_number"], []).append(row)
    return {entry: merged(mine) for entry, mine in held.items()}


_LINES = (
    "SELECT l.*, d.position, d.number, d.cents FROM current_lines AS l "
    "LEFT JOIN duties AS d ON d.import_id = l.import_id AND d.line_id = l.line_id"
)
_ORDER = "ORDER BY l.entry_number, l.import_id, l.line_id, d.position"


def current_lines(base: Base, importer: str = "", entry: str = "") -> Iterator[KeptLine]:
    """The lines that hold, by entry number and then as they stood in their import.

    Parameters
    ----------
    importer, entry : only those of this importer number, of this entry.

    Raises
    ------
    UsageError   Nothing is kept of this importer or entry.
    """
    where, values = "", []
    if importer:
        where, values = "WHERE l.importer_number = ?", [importer]
    if entry:
        where, values = "WHERE l.entry_number = ?", [entry]
    states = states_of(base, [entry] if entry else None)
    alone = {
        (row["import_id"], row["line_id"]): merged([row])
        for row in base.dicts("SELECT * FROM entries WHERE line_id IS NOT NULL")
    }
    held: list[dict[str, Any]] = []
    found = False
    for batch in base.batches(f"{_LINES} {where} {_ORDER}", values):
        for row in batch.to_pylist():
            if held and (row["import_id"], row["line_id"]) != (held[0]["import_id"], held[0]["line_id"]):
                yield _line(held, states, alone)
                held = []
            held.append(row)
            found = True
    if held:
        yield _line(held, states, alone)
    if not found and importer:
        raise UsageError(f"no line of importer {importer} is in {base.place}: `kanzei ledger list` shows what is")


def _line(
    rows: list[dict[str, Any]], states: Mapping[str, EntryState], alone: Mapping[tuple[int, int], EntryState]
) -> KeptLine:
    row = rows[0]
    place = (row["import_id"], row["line_id"])
    state = states.get(row["entry_number"]) or alone.get(place) or EntryState(row["entry_number"])
    if not state.importer_number:
        state = state._replace(importer_number=row["importer_number"])
    filed = FiledLine(
        line_from(row["hts"], row["origin"], row["entered_on"], row["value_cents"], row["facts"]),
        state,
        row["line_number"],
        tuple(FiledDuty(one["number"], one["cents"]) for one in rows if one["number"] is not None),
        row["paid_cents"],
        row["blended"],
        row["place"],
        tuple(json.loads(row["warnings"])),
        row["file_number"],
    )
    return KeptLine(*place, row["line_key"], row["importer_number"], filed)


def by_entry(lines: Iterable[KeptLine]) -> Iterator[tuple[str, list[KeptLine]]]:
    """The lines of each entry; one without an entry number stands alone. The key is the entry number, or that line's own key."""
    held: list[KeptLine] = []
    key = ""
    for one in lines:
        mine = one.filed.state.entry_number or one.line_key
        if held and mine != key:
            yield key, held
            held = []
        key = mine
        held.append(one)
    if held:
        yield key, held
