"""Lines that the kernel leaves: formulas it does not know, amounts near its limits, and what only the line-by-line engine carries out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.bulk.program import AUTHORITY, FACTS
from kanzei.duty.assess import _duty_of
from kanzei.duty.scalar import Figures, carry_out
from kanzei.errors import KanzeiError, NotCovered

if TYPE_CHECKING:
    import pyarrow as pa

    from kanzei.bulk.batch import Work
    from kanzei.bulk.desk import Desk
    from kanzei.entries.columns import Columns
    from kanzei.entries.parse import Options

__all__ = ["by_hand", "line_by_line"]

Array = Any


def by_hand(
    desk: Desk,
    work: Work,
    lines: Array,
    slots: Array,
    values: Array,
    exact: Array,
    facts: Array,
    stated: Array,
    of_value: Array,
    quantities: Array,
) -> None:
    """Carry the stacks of some lines out with the scalar interpreter, and write what comes of it into ``work``."""
    from kanzei.bulk.desk import headings_of

    refused: dict[tuple[int, int], int] = {}
    for line in lines.tolist():
        slot = desk.slots[slots[line]]
        assert slot.stack is not None and slot.column is not None
        reported = quantities[:, line].tolist()
        # What is missing does not hang on the amounts: it is said once for every line of the slot.
        bare = (int(slots[line]), sum(1 << n for n, milli in enumerate(reported) if milli))
        if bare in refused:
            _fail(work, line, refused[bare], 1)
            continue
        amounts, shares = _stated(line, facts, stated, of_value)
        milli: dict[str, int] = {}
        for unit, quantity in zip(slot.units, reported, strict=True):
            if quantity:
                milli.setdefault(unit, quantity)
        column = slot.column
        figures = Figures(
            int(values[line]),
            amounts,
            _duty_of(column.general, milli, amounts),
            _duty_of(column.actual, milli, amounts),
            milli,
            shares,
        )
        try:
            found = carry_out(slot.stack, figures)
        except KanzeiError as error:
            number = desk.text(str(error))
            _fail(work, line, number, 2 if isinstance(error, NotCovered) else 1)
            if not facts.shape[1] and values[line] and len(reported) - reported.count(0) == 0:
                refused[bare] = number
            continue
        barred = next((one.step for one in found.charged if one.step.kind == "refused"), None)
        if barred is not None:
            cite = barred.provision["cite"]
            _fail(
                work,
                line,
                desk.text(f"{barred.heading or barred.provision['id']}: these goods may not be entered ({cite})"),
                1,
            )
            continue
        work.amounts[:, line] = 0
        for value in found.parts.values():
            work.amounts[0, line] += value[1]
        void = int(desk.table[slots[line], 1])
        back = 0
        for one in found.charged:
            number = AUTHORITY[one.step.authority]
            work.amounts[number, line] += one.amount
            back += one.amount if void >> number & 1 else 0
        work.totals[line] = work.amounts[:, line].sum()
        work.refundable[line] = back
        work.headings[line] = desk.text(" ".join(headings_of([one.step for one in found.charged], slot.last)))


def _stated(
    line: int, facts: Array, stated: Array, of_value: Array
) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    amounts: dict[str, int] = {}
    shares: dict[str, tuple[int, int]] = {}
    if facts.shape[1]:
        for number, name in enumerate(FACTS):
            if facts[number, line] >= 0:
                amounts[name] = int(facts[number, line])
                shares[name] = (int(stated[number, line]), int(of_value[number, line]))
    return amounts, shares


def _fail(work: Work, line: int, text: int, status: int) -> None:
    work.status[line] = status
    work.errors[line] = text


def line_by_line(
    desk: Desk, work: Work, batch: pa.RecordBatch, columns: Columns, options: Options, lines: Array
) -> None:
    """Assess some lines as ``kanzei assess`` does one by one, with the other lines of their entry beside them."""
    from kanzei.entries.fold import Group, parse_group
    from kanzei.entries.read import Row
    from kanzei.entries.run import _one
    from kanzei.entries.write import _assumption

    taken = columns.taken
    wanted = set(lines.tolist())
    rows = lines
    if "entry_number" in taken:
        from kanzei.bulk.cells import read_distinct

        entry = read_distinct(batch.column(taken["entry_number"])).index
        rows = np.flatnonzero(
            np.isin(entry, np.unique(entry[lines][entry[lines] >= 0])) | np.isin(np.arange(len(entry)), lines)
        )
    cells = batch.take(np.asarray(rows, dtype=np.int64)).to_pydict()
    names = batch.schema.names
    parsed: dict[int, Any] = {}
    failures: dict[int, str] = {}
    groups: dict[int, Group] = {}
    for place, line in enumerate(rows.tolist()):
        row = Row(f"row {line + 1}", [cells[name][place] for name in names])
        group = groups[line] = Group((row,))
        try:
            parsed[line] = parse_group(group, columns, options)
        except KanzeiError as error:
            failures[line] = str(error)
    siblings: dict[str, list[Any]] = {}
    for line in rows.tolist():
        if line in parsed and parsed[line].entry_number:
            siblings.setdefault(parsed[line].entry_number, []).append(parsed[line])
    statuses = {"ok": 0, "error": 1, "not-covered": 2}
    for line in sorted(wanted):
        if line in failures:
            _fail(work, line, desk.text(failures[line]), 1)
            continue
        mine = parsed[line]
        outcome = _one(groups[line], mine, siblings.get(mine.entry_number, [mine]), desk.view, (), False)
        work.status[line] = statuses[outcome.status]
        work.errors[line] = desk.text(outcome.error)
        work.warnings[line] = desk.text("; ".join(outcome.warnings))
        found = outcome.assessment
        work.amounts[:, line] = 0
        if found is None:
            continue
        for component in found.components:
            work.amounts[AUTHORITY[component.authority], line] += component.amount_cents
        work.totals[line], work.refundable[line] = found.duty_cents, found.refundable_cents
        work.headings[line] = desk.text(" ".join(found.headings))
        work.assumptions[line] = desk.text(
            "; ".join(_assumption(one.what, one.effect_cents) for one in found.assumptions)
        )
