"""Carry stacks out with arrays, one program at a time: the kernel's work where Numba is not installed, by :mod:`kanzei.duty.vector`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.bulk.kernel import BY_HAND, DONE, NANO_LIMIT, VALUE_LIMIT
from kanzei.bulk.program import AUTHORITY, FACTS
from kanzei.duty.vector import Batch, carry_out_batch
from kanzei.errors import EntryError
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.bulk.carry import Lines, Made
    from kanzei.bulk.desk import Desk

__all__ = ["carry_out_apart"]

Array = Any
_SPECIFIC = 10_000_000_000


def carry_out_apart(desk: Desk, lines: Lines, row_of: Array, out: Made) -> None:
    """As :func:`kanzei.bulk.kernel.carry_out_lines`, with the same arrays in ``lines`` and ``out``."""
    slots, values, quantities = lines.slots, lines.values, lines.quantities
    safe = np.maximum(slots, 0)
    rows = desk.table[safe]
    live = slots >= 0
    out.lanes[live] = BY_HAND
    ready = live & (rows[:, 0] >= 0) & (values < VALUE_LIMIT)
    milli = {}
    for nano, place, factor in ((3, 4, 5), (7, 8, 9)):
        milli[nano] = quantities[rows[:, place], np.arange(len(slots))] * rows[:, factor]
        counted = rows[:, nano] > 0
        wide = rows[:, nano].astype(np.float64) * milli[nano].astype(np.float64) >= NANO_LIMIT
        ready &= ~counted | ((values > 0) & (milli[nano] > 0) & ~wide)
    chosen = np.flatnonzero(ready)
    order = chosen[np.argsort(rows[chosen, 0], kind="stable")]
    programs = rows[order, 0]
    for one in np.split(order, np.flatnonzero(np.diff(programs)) + 1):
        if len(one):
            _program(desk, one, rows, milli, lines, row_of, out)


def _program(
    desk: Desk, lines: Array, rows: Array, milli: dict[int, Array], given: Lines, row_of: Array, out: Made
) -> None:
    facts, stated, of_value = given.facts, given.stated, given.of_value
    stack = desk.stacks[int(rows[lines[0], 0])]
    counted = (rows[lines, 3] > 0) | (rows[lines, 7] > 0)
    if len(stack.parts) > 1 and counted.any():
        lines = lines[~counted]
        if not len(lines):
            return
    rate, nano, count = (
        (rows[lines, 2], rows[lines, 6]),
        (rows[lines, 3], rows[lines, 7]),
        (milli[3][lines], milli[7][lines]),
    )

    def duty(which: int) -> Any:
        def made(part: Array, value: Array) -> tuple[Array, Array]:
            if not nano[which].any():
                return rate[which] * part, np.full(len(lines), RATE_ONE)
            top = rate[which].astype(object) * part * 10_000 + 3 * nano[which].astype(object) * count[which]
            return top, np.full(len(lines), 3 * _SPECIFIC)

        return made

    known: dict[str, Array] = {}
    shares: dict[str, tuple[Array, Array]] = {}
    if facts.shape[1]:
        # Which contents are stated is part of the program: of its lines all state one, or none does.
        for number, name in enumerate(FACTS):
            if (facts[number, lines] >= 0).all():
                known[name] = facts[number, lines]
                shares[name] = (stated[number, lines], of_value[number, lines])
    batch = Batch(given.values[lines], known, duty(0), duty(1), {}, shares)
    try:
        found = carry_out_batch(stack, batch)
    except EntryError:
        return  # some line's contents exceed its value: the scalar interpreter says which
    total = np.zeros(len(lines), dtype=np.int64)
    for _, ordinary in found.parts.values():
        total += np.asarray(ordinary, dtype=np.int64)
    out.amounts[0, lines] = total
    mask, back = np.zeros(len(lines), dtype=np.int64), np.zeros(len(lines), dtype=np.int64)
    void = rows[lines, 1]
    for number, (applies, _, cents) in found.steps.items():
        mask |= applies.astype(np.int64) << number
        made = np.where(applies, np.asarray(cents, dtype=np.int64), 0)
        authority = AUTHORITY[stack.steps[number].authority]
        out.amounts[row_of[authority], lines] += made
        total += made
        back += np.where(void >> authority & 1, made, 0)
    out.totals[lines], out.refundable[lines], out.masks[lines], out.lanes[lines] = total, back, mask, DONE
