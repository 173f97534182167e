"""What changed between two runs: lines whose amounts or causes moved, by instrument, and remedies that opened, closed or moved."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kanzei.ledger.base import Base
from kanzei.ledger.runs import run_row

__all__ = ["Changes", "LineChange", "Moved", "RemedyChange", "changes"]

_AMOUNTS = ("paid", "charged", "owed", "refundable")


class Moved(NamedTuple):
    """Cents of one cause, instrument and authority on a line, before and after."""

    cause: str
    instrument: str
    authority: str
    before: int
    after: int


class LineChange(NamedTuple):
    """A line that changed. before, after : status and cents by name (``paid``, ``charged``, ``owed``, ``refundable``); ``None`` where the run has no such line."""

    line_key: str
    entry_number: str
    importer_number: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    moved: tuple[Moved, ...]


class RemedyChange(NamedTuple):
    """A remedy that changed. what : ``new`` | ``gone`` | ``opened`` | ``closed`` | ``last day`` | ``amount``; several, by comma."""

    entry_number: str
    remedy: str
    name: str
    what: str
    last_day_before: date | None
    last_day_after: date | None
    cents_before: int
    cents_after: int


class Changes(NamedTuple):
    """Two runs held against each other. instruments : (cause, instrument) -> lines, cents before, cents after. same : lines that did not change."""

    before: dict[str, Any]
    after: dict[str, Any]
    lines: tuple[LineChange, ...]
    remedies: tuple[RemedyChange, ...]
    instruments: dict[tuple[str, str], tuple[int, int, int]]
    same: int


_LINES = """
SELECT COALESCE(a.line_key, b.line_key) AS line_key, COALESCE(a.entry_number, b.entry_number) AS entry_number,
       COALESCE(a.importer_number, b.importer_number) AS importer_number, a.status AS a_status, b.status AS b_status,
       a.paid_cents AS a_paid, b.paid_cents AS b_paid, a.charged_cents AS a_charged, b.charged_cents AS b_charged,
       a.owed_cents AS a_owed, b.owed_cents AS b_owed, a.refundable_cents AS a_refundable, b.refundable_cents AS b_refundable
FROM (SELECT * FROM assessments WHERE run_id = ?) AS a
FULL OUTER JOIN (SELECT * FROM assessments WHERE run_id = ?) AS b ON a.line_key = b.line_key
WHERE a.line_key IS NULL OR b.line_key IS NULL OR a.status <> b.status OR a.paid_cents IS DISTINCT FROM b.paid_cents
   OR a.charged_cents IS DISTINCT FROM b.charged_cents OR a.owed_cents IS DISTINCT FROM b.owed_cents
   OR a.refundable_cents IS DISTINCT FROM b.refundable_cents
ORDER BY 1
"""

_CAUSES = """
SELECT COALESCE(a.line_key, b.line_key) AS line_key, COALESCE(a.cause, b.cause) AS cause, COALESCE(a.instrument, b.instrument) AS instrument,
       COALESCE(a.authority, b.authority) AS authority, COALESCE(a.cents, 0) AS a_cents, COALESCE(b.cents, 0) AS b_cents,
       COALESCE(a.entry_number, b.entry_number) AS entry_number, COALESCE(a.importer_number, b.importer_number) AS importer_number
FROM (SELECT line_key, cause, instrument, authority, MIN(entry_number) AS entry_number, MIN(importer_number) AS importer_number,
             CAST(SUM(cents) AS BIGINT) AS cents
      FROM differences WHERE run_id = ? GROUP BY line_key, cause, instrument, authority) AS a
FULL OUTER JOIN
     (SELECT line_key, cause, instrument, authority, MIN(entry_number) AS entry_number, MIN(importer_number) AS importer_number,
             CAST(SUM(cents) AS BIGINT) AS cents
      FROM differences WHERE run_id = ? GROUP BY line_key, cause, instrument, authority) AS b
ON a.line_key = b.line_key AND a.cause = b.cause AND a.instrument = b.instrument AND a.authority = b.authority
WHERE a.cents IS DISTINCT FROM b.cents
ORDER BY 1, 2, 3, 4
"""

_REMEDIES = """
SELECT COALESCE(a.entry_number, b.entry_number) AS entry_number, COALESCE(a.remedy, b.remedy) AS remedy, COALESCE(b.name, a.name) AS name,
       a.is_open AS a_open, b.is_open AS b_open, a.last_day AS a_last, b.last_day AS b_last,
       COALESCE(a.cents, 0) AS a_cents, COALESCE(b.cents, 0) AS b_cents
FROM (SELECT * FROM remedies WHERE run_id = ?) AS a
FULL OUTER JOIN (SELECT * FROM remedies WHERE run_id = ?) AS b
  ON a.entry_key = b.entry_key AND a.remedy = b.remedy AND a.direction = b.direction
 AND (a.remedy NOT IN ('protective-protest', 'protective-suit') OR a.name = b.name)
WHERE a.entry_key IS NULL OR b.entry_key IS NULL OR a.is_open <> b.is_open OR a.last_day IS DISTINCT FROM b.last_day OR a.cents <> b.cents
ORDER BY COALESCE(a.entry_key, b.entry_key), 2, 3
"""


def changes(base: Base, before: int, after: int) -> Changes:
    """Hold two runs against each other.

    Raises
    ------
    UsageError   There is no such run.
    """
    first, second = run_row(base, before), run_row(base, after)
    moved: dict[str, list[Moved]] = {}
    owner: dict[str, tuple[str, str]] = {}
    instruments: dict[tuple[str, str], tuple[int, int, int]] = {}
    for row in base.dicts(_CAUSES, (before, after)):
        one = Moved(row["cause"], row["instrument"], row["authority"], row["a_cents"], row["b_cents"])
        moved.setdefault(row["line_key"], []).append(one)
        owner[row["line_key"]] = (row["entry_number"], row["importer_number"])
        lines, was, now = instruments.get((one.cause, one.instrument), (0, 0, 0))
        instruments[one.cause, one.instrument] = (lines + 1, was + one.before, now + one.after)
    out = []
    for row in base.dicts(_LINES, (before, after)):
        key = row["line_key"]
        out.append(
            LineChange(
                key,
                row["entry_number"],
                row["importer_number"],
                _side(row, "a"),
                _side(row, "b"),
                tuple(moved.pop(key, ())),
            )
        )
    # Amounts that did not move while their causes did: the same difference, explained otherwise.
    out += [LineChange(key, *owner[key], None, None, tuple(rows)) for key, rows in moved.items()]
    total = base.one(
        "SELECT COUNT(*) FROM assessments AS a JOIN assessments AS b ON a.line_key = b.line_key WHERE a.run_id = ? AND b.run_id = ?",
        (before, after),
    )
    both = sum(1 for one in out if (one.before is None) == (one.after is None))
    return Changes(first, second, tuple(out), _remedies(base, before, after), instruments, int(total) - both)


def _side(row: dict[str, Any], side: str) -> dict[str, Any] | None:
    if row[f"{side}_status"] is None:
        return None
    return {"status": row[f"{side}_status"], **{name: row[f"{side}_{name}"] for name in _AMOUNTS}}


def _remedies(base: Base, before: int, after: int) -> tuple[RemedyChange, ...]:
    out = []
    for row in base.dicts(_REMEDIES, (before, after)):
        if row["a_open"] is None:
            what = ["new"]
        elif row["b_open"] is None:
            what = ["gone"]
        else:
            what = []
            if row["a_open"] != row["b_open"]:
                what.append("opened" if row["b_open"] else "closed")
            if row["a_last"] != row["b_last"]:
                what.append("last day")
            if row["a_cents"] != row["b_cents"]:
                what.append("amount")
        days = (row["a_last"], row["b_last"])
        out.append(
            RemedyChange(
                row["entry_number"], row["remedy"], row["name"], ", ".join(what), *days, row["a_cents"], row["b_cents"]
            )
        )
    return tuple(out)
