"""What lapses: the remedies of every entry that are open on a day and must be used within a number of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.ledger.arrived import circumstances_of, left_of, outcomes_of
from kanzei.ledger.base import Base
from kanzei.ledger.runs import newest_run, run_row
from kanzei.ledger.states import states_of
from kanzei.refund.causes import Difference
from kanzei.refund.phases import Circumstances
from kanzei.refund.remedies import remedies

__all__ = ["Due", "DueList", "due"]


class Due(NamedTuple):
    """A remedy that lapses. cents : what it reaches (below zero: what it lets one pay); a protective claim says what it keeps alive.

    last_day is the strict day of the rule, file_by the last federal working day not after it, moved_to where a rule of the court moves the last day.
    estimated : the day is reckoned from one that is not certain. days_left : to file_by, from the day asked about.
    """

    entry_number: str
    importer_number: str
    remedy: str
    name: str
    direction: str
    last_day: date
    file_by: date
    moved_to: date | None
    estimated: bool
    days_left: int
    cents: int
    rule: str
    citation: str
    notes: tuple[str, ...]


class DueList(NamedTuple):
    """What lapses, by the day to file by.

    at_stake : sum over entries of the most that one of their refunds listed here brings back: remedies of one entry reach the same money.
    protective : the same of what protective claims keep alive. newer_imports : imports the run did not look at. filed : remedies left out as filed already.
    without_day : open refunds and payments for which no rule gives a last day. paid_back : entries left out since all that they can bring back arrived.
    """

    run: dict[str, Any]
    on: date
    until: date
    rows: tuple[Due, ...]
    at_stake: int
    protective: int
    newer_imports: int
    filed: int
    without_day: int
    paid_back: int


def due(
    base: Base,
    on: date,
    within_days: int,
    *,
    importer: str = "",
    run: int | None = None,
    known: Circumstances | None = None,
    only: frozenset[str] = frozenset(),
    with_filed: bool = False,
) -> DueList:
    """What lapses from a day on, within a number of days: last days are looked at anew for that day, amounts are those of a run.

    Parameters
    ----------
    run : default the newest. only : ids of remedies. with_filed : also those that a filing is kept of.

    Raises
    ------
    UsageError   Nothing was assessed yet, or there is no such run.
    """
    number = newest_run(base, importer) if run is None else run
    row = run_row(base, number)
    until = on + timedelta(days=within_days)
    arrived = outcomes_of(base, on)
    filings = {
        (entry, remedy)
        for entry, remedy, day in base.query("SELECT entry_number, remedy, filed_on FROM filings")
        if day <= on
    }
    out: list[Due] = []
    left_out = without = paid_back = 0
    for state, rows, paid, headings in _entries(base, number, importer):
        outcome = arrived.of(state.entry_number)
        circumstances = circumstances_of(known or Circumstances(), state.entry_number, outcome)
        before = remedies(state, rows, paid, headings, on, circumstances)
        after = left_of(before, sum(one.cents for one in rows if one.cents > 0), outcome)
        refunds = [one.open for one in after if one.direction == "refund"]
        paid_back += any(one.open for one in before if one.direction == "refund") and not any(refunds)
        for one in after:
            if not one.open or (only and one.id not in only):
                continue
            if one.last_day is None or one.file_by is None:
                without += 1
                continue
            if one.file_by > until or (one.moved_to or one.last_day) < on:
                continue
            if (state.entry_number, one.id) in filings and not with_filed:
                left_out += 1
                continue
            out.append(
                Due(
                    state.entry_number,
                    state.importer_number,
                    one.id,
                    one.name,
                    one.direction,
                    one.last_day,
                    one.file_by,
                    one.moved_to,
                    one.estimated,
                    (one.file_by - on).days,
                    one.cents,
                    one.rule,
                    one.citation,
                    one.notes,
                )
            )
    out.sort(key=lambda one: (one.file_by, one.last_day, one.remedy, one.entry_number))
    newer = base.one("SELECT COUNT(*) FROM imports WHERE import_id > ?", (row["last_import"],))
    stakes = _most(one for one in out if one.direction == "refund")
    protective = _most(one for one in out if one.remedy.startswith("protective"))
    return DueList(row, on, until, tuple(out), stakes, protective, int(newer), left_out, without, paid_back)


def _most(rows: Iterator[Due]) -> int:
    """Sum over entries of the largest amount."""
    held: dict[str, int] = {}
    for one in rows:
        held[one.entry_number] = max(held.get(one.entry_number, 0), one.cents)
    return sum(held.values())


Found = tuple[EntryState, list[Difference], dict[str, int], list[str]]


def _entries(base: Base, run: int, importer: str) -> Iterator[Found]:
    """What a run found of each entry that has a number: its state as known now, what differs, duty paid by law, and numbers filed."""
    where, values = ("AND importer_number = ?", [importer]) if importer else ("", [])
    differences: dict[str, list[Difference]] = {}
    for row in base.dicts(
        f"SELECT * FROM differences WHERE run_id = ? {where} ORDER BY entry_number, line_id, position", [run, *values]
    ):
        made = Difference(*(row[name] for name in Difference._fields))
        differences.setdefault(row["entry_number"], []).append(made)
    paid: dict[str, dict[str, int]] = {}
    for entry, authority, cents in base.query(
        f"SELECT entry_number, authority, CAST(SUM(paid_cents) AS BIGINT) FROM assessed_duties WHERE run_id = ? {where} AND paid_cents IS NOT NULL "
        "GROUP BY entry_number, authority",
        [run, *values],
    ):
        paid.setdefault(entry, {})[authority] = int(cents)
    headings: dict[str, list[str]] = {}
    for entry, heading in base.query(
        "SELECT DISTINCT d.entry_number, d.number FROM duties AS d JOIN assessments AS a ON a.import_id = d.import_id AND a.line_id = d.line_id "
        f"WHERE a.run_id = ? {where.replace('importer', 'a.importer')}",
        [run, *values],
    ):
        headings.setdefault(entry, []).append(heading)
    states = states_of(base)
    owners = dict(
        base.query(
            f"SELECT DISTINCT entry_number, importer_number FROM assessments WHERE run_id = ? {where}", [run, *values]
        )
    )
    for entry in sorted(owners):
        if not entry:
            continue
        state = states.get(entry, EntryState(entry))
        if not state.importer_number:
            state = state._replace(importer_number=owners[entry])
        yield state, differences.get(entry, []), paid.get(entry, {}), sorted(headings.get(entry, []))
