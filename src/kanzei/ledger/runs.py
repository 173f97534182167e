"""Re-rating the lines that hold, and keeping what was found.

A run reads the ledger as it stood when it began, holding nobody up, and writes at the end in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.errors import EntryError, NotCovered, UsageError
from kanzei.ledger.arrived import circumstances_of, left_of, outcomes_of
from kanzei.ledger.audit import Stamp, note
from kanzei.ledger.base import Base, Rows
from kanzei.ledger.facts import as_text
from kanzei.ledger.schema import RUN
from kanzei.ledger.states import KeptLine, by_entry, current_lines
from kanzei.refund.causes import Difference
from kanzei.refund.outcomes import Outcomes
from kanzei.refund.parts import with_parts
from kanzei.refund.phases import Circumstances
from kanzei.refund.remedies import Remedy, remedies
from kanzei.refund.repeats import Repeat, repeats
from kanzei.refund.rerate import Rerate, Views, rerate

__all__ = ["Ran", "assess_lines", "newest_run", "run_row"]


class Ran(NamedTuple):
    """A run. Cents are of the lines that were re-rated; statuses: how many lines have each."""

    run_id: int
    lines: int
    entries: int
    statuses: dict[str, int]
    paid: int
    charged: int
    owed: int
    refundable: int
    refundable_low: int


def newest_run(base: Base, importer: str = "") -> int:
    """The run of the newest knowledge over all lines, or over those of an importer; of several the last. A look back into older law is not it.

    Raises
    ------
    UsageError   There is none.
    """
    found = base.one(
        "SELECT run_id FROM runs WHERE scope = '' OR scope = ? ORDER BY known_on DESC, run_id DESC LIMIT 1", (importer,)
    )
    if found is None:
        raise UsageError(f"nothing in {base.place} is assessed yet: `kanzei ledger assess` does it")
    return int(found)


def run_row(base: Base, run: int) -> dict[str, Any]:
    """A run by column.

    Raises
    ------
    UsageError   There is no such run.
    """
    rows = base.dicts("SELECT * FROM runs WHERE run_id = ?", (run,))
    if not rows:
        listed = ", ".join(str(one) for (one,) in base.query("SELECT run_id FROM runs ORDER BY run_id"))
        raise UsageError(f"{base.place} has no run {run}: it has {listed or 'none'}")
    return rows[0]


class _Found:
    """What a run finds, held in batches until it is written."""

    def __init__(self, base: Base, run_id: int) -> None:
        self.run_id = run_id
        self.rows = {table: Rows(base, table, hold=True) for table in RUN}
        self.statuses: dict[str, int] = {}
        self.sums = [0, 0, 0, 0, 0]
        self.lines = self.entries = 0

    def line(self, one: KeptLine, status: str, error: str, found: Rerate | None) -> None:
        filed = one.filed
        entry = filed.state.entry_number
        head = (self.run_id, one.import_id, one.line_id, one.importer_number, entry)
        add = self.rows["assessments"].add
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.lines += 1
        if found is None:
            add(*head, filed.line_number, one.line_key, status, error, filed.paid, *(None,) * 6, "", None, "[]")
            return
        cents = (found.paid, found.now, found.owed, found.refundable, found.refundable_low)
        self.sums = [a + b for a, b in zip(self.sums, cents, strict=True)]
        add(
            *head,
            filed.line_number,
            one.line_key,
            status,
            error,
            found.paid,
            found.then,
            found.now,
            found.owed,
            found.refundable,
            found.refundable_low,
            found.displaced,
            found.split,
            found.filed_as_known,
            as_text(found.notes),
        )
        for position, row in enumerate(found.rows):
            self.rows["differences"].add(
                *head,
                one.line_key,
                position,
                row.cause,
                row.instrument,
                row.authority,
                row.heading,
                row.cents,
                row.void,
                row.because,
                row.citation,
                row.confidence,
            )

    def duties(self, one: KeptLine, found: Rerate) -> None:
        """Duty by authority at the three points that are told apart by it."""
        charged, owed = found.now_by_law, found.owed_by_law
        head = (
            self.run_id,
            one.import_id,
            one.line_id,
            one.importer_number,
            one.filed.state.entry_number,
            one.line_key,
        )
        paid = found.by_law
        told = found.split != "refused"
        for name in dict.fromkeys((*paid, *charged, *owed)):
            apart = paid.get(name, 0) if told else None
            self.rows["assessed_duties"].add(*head, name, apart, charged.get(name, 0), owed.get(name, 0))

    def remedies(self, key: str, importer: str, state: EntryState, found: Sequence[Remedy]) -> None:
        for position, one in enumerate(found):
            self.rows["remedies"].add(
                self.run_id,
                importer,
                state.entry_number,
                key,
                position,
                one.id,
                one.name,
                one.direction,
                one.open,
                one.why_not,
                one.last_day,
                one.file_by,
                one.moved_to,
                one.estimated,
                one.rule,
                one.citation,
                one.grade,
                one.confidence,
                as_text(dict(one.reaches)),
                one.cents,
                as_text(one.notes),
            )


def assess_lines(
    read: Callable[[], AbstractContextManager[Base]],
    write: Callable[[], AbstractContextManager[Base]],
    views: Views,
    by: Stamp,
    seen_on: date,
    *,
    switches: dict[str, str] | None = None,
    value_as_given: bool = False,
    known: Circumstances | None = None,
    importer: str = "",
    progress: Callable[[int], object] = lambda count: None,
) -> Ran:
    """Re-rate the lines that hold and keep the result as a new run.

    Parameters
    ----------
    read, write : open the ledger. seen_on : the day the remedies are seen from. importer : only its lines.

    Raises
    ------
    UsageError   There is no line, or data was deleted while the run went on.
    """
    with read() as base:
        kept = list(current_lines(base, importer))
        if not kept:
            raise UsageError(f"no line is in {base.place} yet: `kanzei ledger import` brings them in")
        last_import = int(base.one("SELECT MAX(import_id) FROM imports"))
        deletions = base.one("SELECT COUNT(*) FROM events WHERE what = 'deleted'")
        arrived = outcomes_of(base, seen_on)
        found = _Found(base, 0)
    twice = {one.place: one for one in repeats([one.filed for one in kept])}
    place = 0
    for key, lines in by_entry(kept):
        results = []
        marked = with_parts([one.filed for one in lines])
        for one in (kept_line._replace(filed=filed) for kept_line, filed in zip(lines, marked, strict=True)):
            results.append((one, _rated(one, twice.get(place), views, found)))
            place += 1
        _entry(key, results, seen_on, known or Circumstances(), found, arrived)
        found.entries += 1
        progress(len(lines))
    with write() as base:
        if base.one("SELECT COUNT(*) FROM events WHERE what = 'deleted'") != deletions:
            raise UsageError("data was deleted from the ledger while the run went on: nothing was kept, run it again")
        run_id = base.next_id("runs", "run_id")
        runs = Rows(base, "runs")
        runs.add(
            run_id,
            *by,
            views.now.digest,
            views.now.known_on,
            seen_on,
            as_text(switches or {}),
            value_as_given,
            importer,
            last_import,
        )
        runs.close()
        for rows in found.rows.values():
            rows.renumber("run_id", run_id)
            rows.write_to(base)
        note(base, by, "assessed", f"run {run_id}")
    return Ran(run_id, found.lines, found.entries, found.statuses, *found.sums)


def _rated(one: KeptLine, twice: Repeat | None, views: Views, found: _Found) -> Rerate | None:
    if twice is not None and twice.kind == "read twice":
        found.line(one, "repeat", twice.because, None)
        return None
    try:
        rated = rerate(one.filed, views, repeated=twice.because if twice else "")
    except NotCovered as error:
        found.line(one, "not-covered", str(error), None)
        return None
    except EntryError as error:
        found.line(one, "error", str(error), None)
        return None
    found.line(one, "ok", "", rated)
    found.duties(one, rated)
    return rated


def _entry(
    key: str,
    results: Sequence[tuple[KeptLine, Rerate | None]],
    seen_on: date,
    known: Circumstances,
    found: _Found,
    arrived: Outcomes,
) -> None:
    """The remedies of an entry, from all its lines, with what arrived taken off."""
    rows: list[Difference] = []
    paid: dict[str, int] = {}
    for _, rated in results:
        if rated is not None:
            rows += rated.rows
            for name, cents in rated.by_law.items():
                paid[name] = paid.get(name, 0) + cents
    first = results[0][0]
    state = first.filed.state
    headings = [duty.number for one, _ in results for duty in one.filed.duties]
    outcome = arrived.of(state.entry_number)
    known = circumstances_of(known, state.entry_number, outcome)
    open_now = remedies(state, rows, paid, headings, seen_on, known)
    over = sum(one.cents for one in rows if one.cents > 0)
    found.remedies(key, first.importer_number, state, left_of(open_now, over, outcome))
