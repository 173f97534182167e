"""What the ledger holds, as plain values: lists, and all that is known of an entry."""

from __future__ import annotations

import json
from typing import Any

from kanzei.errors import UsageError
from kanzei.ledger.base import Base
from kanzei.ledger.states import current_lines, states_of
from kanzei.money import dollars

__all__ = ["entry_page", "listed", "overview"]

_IMPORTS = """
SELECT i.import_id, i.at_utc, i.by_whom, i.version, f.name, f.layout, f.sha256, f.row_count, i.line_count, i.entry_count, f.value_cents, f.duty_cents,
       i.unread_count, i.agrees
FROM imports AS i JOIN files AS f ON f.import_id = i.import_id
"""
_RUNS = """
SELECT r.run_id, r.at_utc, r.by_whom, r.version, r.lawbook, r.known_on, r.seen_on, r.switches, r.scope, r.last_import, COUNT(a.line_key) AS line_count,
       CAST(SUM(CASE WHEN a.status IN ('error', 'not-covered') THEN 1 ELSE 0 END) AS BIGINT) AS failed_count,
       CAST(SUM(a.paid_cents) AS BIGINT) AS paid_cents, CAST(SUM(a.charged_cents) AS BIGINT) AS charged_cents,
       CAST(SUM(a.owed_cents) AS BIGINT) AS owed_cents, CAST(SUM(a.refundable_cents) AS BIGINT) AS refundable_cents
FROM runs AS r LEFT JOIN assessments AS a ON a.run_id = r.run_id
GROUP BY r.run_id, r.at_utc, r.by_whom, r.version, r.lawbook, r.known_on, r.seen_on, r.switches, r.scope, r.last_import
ORDER BY r.run_id
"""
_ENTRIES = """
SELECT e.entry_number, e.importer_number, e.entered_on, e.liquidated_on, e.last_import, COALESCE(l.line_count, 0) AS line_count,
       l.value_cents, l.paid_cents
FROM (SELECT entry_number, MAX(importer_number) AS importer_number, MAX(entered_on) AS entered_on, MAX(liquidated_on) AS liquidated_on,
             MAX(import_id) AS last_import FROM entries WHERE entry_number <> '' GROUP BY entry_number) AS e
LEFT JOIN (SELECT entry_number, COUNT(*) AS line_count, CAST(SUM(value_cents) AS BIGINT) AS value_cents, CAST(SUM(paid_cents) AS BIGINT) AS paid_cents
           FROM current_lines GROUP BY entry_number) AS l ON l.entry_number = e.entry_number
"""
_IMPORTERS = """
SELECT importer_number, COUNT(DISTINCT entry_number) AS entry_count, COUNT(*) AS line_count, CAST(SUM(value_cents) AS BIGINT) AS value_cents,
       CAST(SUM(paid_cents) AS BIGINT) AS paid_cents
FROM current_lines GROUP BY importer_number ORDER BY importer_number
"""
_PLAIN = {
    "receipts": "ORDER BY on_day, refund_number, entry_number",
    "outcomes": "ORDER BY decided_on, declaration_number, entry_number",
    "filings": "ORDER BY filing_id",
    "oddities": "ORDER BY import_id, unread DESC, kind, entry_number, line_number",
    "events": "ORDER BY event_id",
}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row for people and machines: money as dollars, JSON as what it says."""
    out: dict[str, Any] = {}
    for name, cell in row.items():
        if name == "cents" or name.endswith("_cents"):
            out["usd" if name == "cents" else f"{name.removesuffix('_cents')}_usd"] = (
                None if cell is None else dollars(int(cell))
            )
        elif name in ("other", "notes", "reaches", "switches", "warnings", "facts", "oddity_counts"):
            out[name] = json.loads(cell)
        else:
            out[name] = cell
    return out


def listed(base: Base, what: str, importer: str = "") -> list[dict[str, Any]]:
    """The rows of a list; ``what`` is one of the words of ``kanzei ledger list``. Imports have a row for each file."""
    where, values = ("WHERE importer_number = ?", [importer]) if importer else ("", [])
    if what == "imports":
        rows = base.dicts(f"{_IMPORTS} ORDER BY i.import_id, f.file_number")
    elif what == "runs":
        rows = base.dicts(_RUNS)
    elif what == "entries":
        rows = base.dicts(f"SELECT * FROM ({_ENTRIES}) AS every {where} ORDER BY entry_number", values)
    elif what == "importers":
        rows = base.dicts(_IMPORTERS)
    elif what == "events":
        rows = base.dicts(f"SELECT * FROM events {_PLAIN[what]}")
    else:
        rows = base.dicts(f"SELECT * FROM {what} {where} {_PLAIN[what]}", values)
    return [_told(row) for row in rows]


def overview(base: Base) -> dict[str, Any]:
    """Imports, runs, and how much of everything there is."""
    lines, value, paid = base.query(
        "SELECT COUNT(*), CAST(SUM(value_cents) AS BIGINT), CAST(SUM(paid_cents) AS BIGINT) FROM current_lines"
    )[0]
    entries = base.one("SELECT COUNT(DISTINCT entry_number) FROM entries WHERE entry_number <> ''")
    return {
        "ledger": base.place,
        "version": base.version(),
        "entries": entries,
        "lines": lines,
        "value_usd": dollars(int(value or 0)),
        "paid_usd": dollars(int(paid or 0)),
        "importers": [row["importer_number"] for row in listed(base, "importers")],
        "imports": listed(base, "imports"),
        "runs": listed(base, "runs"),
    }


def entry_page(base: Base, entry: str) -> dict[str, Any]:
    """All that is known of an entry.

    Raises
    ------
    UsageError   Nothing is known of it.
    """
    state = states_of(base, [entry]).get(entry)
    if state is None:
        raise UsageError(f"entry {entry} is not in {base.place}: `kanzei ledger list entries` shows what is")
    kept = list(current_lines(base, entry=entry))
    run = base.one(
        "SELECT r.run_id FROM runs AS r JOIN assessments AS a ON a.run_id = r.run_id WHERE a.entry_number = ? "
        "ORDER BY r.known_on DESC, r.run_id DESC LIMIT 1",
        (entry,),
    )
    of_run = (run or 0, entry)
    found = {
        table: [
            _told(row)
            for row in base.dicts(
                f"SELECT * FROM {table} WHERE run_id = ? AND entry_number = ? ORDER BY {order}", of_run
            )
        ]
        for table, order in (
            ("assessments", "line_id"),
            ("assessed_duties", "line_id, authority"),
            ("differences", "line_id, position"),
            ("remedies", "position"),
        )
    }
    lines = []
    for one in kept:
        line = one.filed.line
        mine = {
            name: [row for row in found[table] if row["line_key"] == one.line_key]
            for name, table in (
                ("assessment", "assessments"),
                ("by_authority", "assessed_duties"),
                ("differences", "differences"),
            )
        }
        lines.append(
            {
                "line": one.filed.line_number,
                "import": one.import_id,
                "place": one.filed.place,
                "hts": line.hts,
                "origin": line.origin,
                "entered_on": line.entered_on,
                "value_usd": dollars(line.value_cents),
                "paid_usd": None if one.filed.paid is None else dollars(one.filed.paid),
                "blended": one.filed.blended,
                "filed": [
                    {"number": duty.number, "usd": None if duty.cents is None else dollars(duty.cents)}
                    for duty in one.filed.duties
                ],
                **mine,
            }
        )
    told = {
        table: [
            _told(row)
            for row in base.dicts(f"SELECT * FROM {table} WHERE entry_number = ? {_PLAIN.get(table, order)}", (entry,))
        ]
        for table, order in (
            ("receipts", ""),
            ("outcomes", ""),
            ("notices", "ORDER BY import_id"),
            ("filings", ""),
            ("oddities", ""),
        )
    }
    history = [
        _told(row)
        for row in base.dicts(
            "SELECT e.import_id, i.at_utc, e.source, e.lined, e.entered_on, e.summary_on, e.deposited_on, e.liquidated_on, e.liquidation_status, "
            "(SELECT COUNT(*) FROM lines AS l WHERE l.import_id = e.import_id AND l.entry_number = e.entry_number) AS line_count, "
            "(SELECT CAST(SUM(l.paid_cents) AS BIGINT) FROM lines AS l WHERE l.import_id = e.import_id AND l.entry_number = e.entry_number) AS paid_cents "
            "FROM entries AS e JOIN imports AS i ON i.import_id = e.import_id WHERE e.entry_number = ? ORDER BY e.import_id, e.source",
            (entry,),
        )
    ]
    shown = {**state._asdict(), "other": dict(state.other)}
    return {"entry": shown, "run": run, "lines": lines, "remedies": found["remedies"], **told, "history": history}
