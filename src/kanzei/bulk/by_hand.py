"""Lines that the kernel leaves: formulas it does not know, amounts near its limits, and what only the line-by-line engine carries out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kanzei.bulk.cells import plain_texts, read_index
from kanzei.bulk.desk import headings_of
from kanzei.bulk.program import AUTHORITY, FACTS
from kanzei.duty.assess import _duty_of
from kanzei.duty.scalar import Figures, carry_out
from kanzei.errors import KanzeiError, NotCovered

if TYPE_CHECKING:
    from kanzei.bulk.batch import Work
    from kanzei.bulk.carry import Lines
    from kanzei.bulk.desk import Desk
    from kanzei.entries.columns import Columns
    from kanzei.entries.parse import Options

__all__ = ["by_hand", "line_by_line"]

Array = Any


def by_hand(desk: Desk, work: Work, hand: Array, lines: Lines) -> None:
    """Carry the stacks of some lines out with the scalar interpreter, and write what comes of it into ``work``."""
    reported = (lines.quantities[:, hand] > 0).astype(np.int64)
    value = (lines.values[hand] > 0).astype(np.int64)
    key = ((lines.slots[hand] << 4) | reported[0] | reported[1] << 1 | reported[2] << 2) << 1 | value
    # What is missing does not hang on the amounts: it is said once for every line that reports the same.
    once = not lines.facts.shape[1]
    known = desk.failures
    if once and known:
        alike, place = np.unique(key, return_inverse=True)
        said = np.array([known.get(one, (0, 0)) for one in alike.tolist()])[place.reshape(-1)]
        told = np.flatnonzero(said[:, 0])
        work.status[hand[told]], work.errors[hand[told]] = said[told].T
        hand, key = np.delete(hand, told), np.delete(key, told)
    for line, one in zip(hand.tolist(), key.tolist(), strict=True):
        if once and one in known:
            _fail(work, line, known[one][1], known[one][0])
            continue
        error = _one_by_hand(desk, work, line, lines)
        if error is not None and once:
            known[one] = error


def _one_by_hand(desk: Desk, work: Work, line: int, lines: Lines) -> tuple[int, int] | None:
    """Status and text of the error, or ``None``."""
    slot = desk.slot(lines.slots[line])
    amounts, shares = _stated(line, lines.facts, lines.stated, lines.of_value)
    milli: dict[str, int] = {}
    for unit, quantity in zip(slot.units or ("", "", ""), lines.quantities[:, line].tolist(), strict=True):
        if quantity and unit != "X":
            milli.setdefault(unit, quantity)
    general, actual = _duty_of(slot.general, milli, amounts), _duty_of(slot.actual, milli, amounts)
    figures = Figures(int(lines.values[line]), amounts, general, actual, milli, shares)
    try:
        found = carry_out(desk.stacks[slot.stack], figures)
    except KanzeiError as error:
        return _fail(work, line, desk.text(_without_amounts(str(error))), 2 if isinstance(error, NotCovered) else 1)
    barred = next((one.step for one in found.charged if one.step.kind == "refused"), None)
    if barred is not None:
        words = (
            f"{barred.heading or barred.provision['id']}: these goods may not be entered ({barred.provision['cite']})"
        )
        return _fail(work, line, desk.text(words), 1)
    void = int(desk.table[lines.slots[line], 1])
    made: dict[int, int] = {0: sum(ordinary for _, ordinary in found.parts.values())}
    back = 0
    for one in found.charged:
        number = AUTHORITY[one.step.authority]
        made[number] = made.get(number, 0) + one.amount
        back += one.amount if void >> number & 1 else 0
    for number, cents in made.items():
        work.cents.put(number, line, cents)
    work.totals[line], work.refundable[line] = sum(made.values()), back
    work.headings[line] = desk.text(" ".join(headings_of([one.step for one in found.charged], slot.last)))
    return None


def _without_amounts(words: str) -> str:
    """An error about quantities without the amounts of the one line it was found on: it is said of all lines that report the same units."""
    before, given, after = words.partition("given: ")
    return before + given + re.sub(r"(^|, )[\d.,]+ (?=\S)", r"\1", after) if given else words


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


def _fail(work: Work, line: int, text: int, status: int) -> tuple[int, int]:
    work.status[line], work.errors[line] = status, text
    return status, text


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
        entry = read_index(batch.column(taken["entry_number"]))
        rows = np.flatnonzero(
            np.isin(entry, np.unique(entry[lines][entry[lines] >= 0])) | np.isin(np.arange(len(entry)), lines)
        )
    places = pa.array(np.asarray(rows, dtype=np.int64))
    cells = [plain_texts(column).take(places).to_pylist() for column in batch.columns]
    parsed: dict[int, Any] = {}
    failures: dict[int, str] = {}
    groups: dict[int, Group] = {}
    for place, line in enumerate(rows.tolist()):
        row = Row(f"row {line + 1}", [column[place] for column in cells])
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
        work.cents.clear(np.array([line]))
        if found is None:
            continue
        sums: dict[int, int] = {}
        for component in found.components:
            number = AUTHORITY[component.authority]
            sums[number] = sums.get(number, 0) + component.amount_cents
        for number, cents in sums.items():
            work.cents.put(number, line, cents)
        work.totals[line], work.refundable[line] = found.duty_cents, found.refundable_cents
        work.headings[line] = desk.text(" ".join(found.headings))
        work.assumptions[line] = desk.text(
            "; ".join(_assumption(one.what, one.effect_cents) for one in found.assumptions)
        )
