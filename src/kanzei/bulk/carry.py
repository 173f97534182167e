"""Lines and their slots to amounts: by the kernel where Numba is installed, else with arrays, one program at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.bulk import kernel
from kanzei.law.authorities import AUTHORITIES

if TYPE_CHECKING:
    from kanzei.bulk.desk import Desk

__all__ = ["Carried", "Cents", "Lines", "Made", "Scratch", "Told", "carry_out", "tell"]

Array = Any


class Lines(NamedTuple):
    """The amounts of lines, as :func:`kanzei.bulk.kernel.carry_out_lines` takes them; all int64."""

    slots: Array
    values: Array
    exact: Array
    facts: Array
    stated: Array
    of_value: Array
    quantities: Array


class Cents:
    """Amounts by authority. rows : number of an authority -> cents, int64 (n,); an authority that no line can bear has no row."""

    __slots__ = ("n", "rows")

    def __init__(self, n: int, rows: dict[int, Array]) -> None:
        self.n = n
        self.rows = rows

    def put(self, authority: int, line: int, cents: int) -> None:
        """Set the amount of one line."""
        if authority not in self.rows:
            if not cents:
                return
            self.rows[authority] = np.zeros(self.n, dtype=np.int64)
        self.rows[authority][line] = cents

    def clear(self, lines: Array) -> None:
        """Take every amount of some lines (places) away."""
        for row in self.rows.values():
            row[lines] = 0


class Scratch:
    """Memory used again for every batch of a thread: touching fresh pages costs more than the law.

    Whoever hands one in is done with a batch, its Arrow arrays too, before the next one is carried out.
    """

    def __init__(self) -> None:
        self._held = np.zeros(0, dtype=np.int64)

    def zeros(self, rows: int, n: int) -> Array:
        """An int64 array of zeros, shape (rows, n)."""
        if rows * n > len(self._held):
            self._held = np.zeros(rows * n, dtype=np.int64)
        else:
            self._held[: rows * n] = 0
        return self._held[: rows * n].reshape(rows, n)


class Made(NamedTuple):
    """Arrays that are written to, as :func:`kanzei.bulk.kernel.carry_out_lines` names them: zeros before, lanes -1."""

    amounts: Array
    totals: Array
    refundable: Array
    masks: Array
    lanes: Array


class Carried(NamedTuple):
    """What the kernel made of lines: amounts, totals, what is refundable, the steps that apply, and which lines are left (lane)."""

    cents: Cents
    totals: Array
    refundable: Array
    masks: Array
    lanes: Array


def carry_out(desk: Desk, lines: Lines, scratch: Scratch | None = None) -> Carried:
    """Amounts of every line whose slot has a program."""
    n = len(lines.slots)
    held = [number for number in range(len(AUTHORITIES)) if desk.borne >> number & 1]
    row_of = np.zeros(len(AUTHORITIES), dtype=np.int64)
    row_of[held] = np.arange(len(held))
    whole = (scratch or Scratch()).zeros(len(held) + 3, n)
    amounts, totals, refundable, masks = whole[3:], whole[0], whole[1], whole[2]
    lanes = np.full(n, -1, dtype=np.int8)
    out = Made(amounts, totals, refundable, masks, lanes)
    if kernel.COMPILED:
        kernel.carry_out_lines(
            lines.slots, desk.table, desk.straight, desk.words, desk.starts, row_of, *lines[1:], *out
        )
    else:
        from kanzei.bulk.apart import carry_out_apart

        carry_out_apart(desk, lines, row_of, out)
    return Carried(Cents(n, dict(zip(held, amounts, strict=True))), totals, refundable, masks, lanes)


class Told(NamedTuple):
    """What is said of lines. texts : numbers of texts, int32 (3, n): warnings, assumptions, errors. states : int8 (n,): status and marks of the slot.
    headings : numbers of texts, int32 (n,). All 0 where a line has no slot."""

    texts: Array
    states: Array
    headings: Array


def tell(desk: Desk, slots: Array, made: Carried) -> Told:
    """Texts and states of lines that were carried out."""
    n = len(slots)
    texts, states, headings = np.zeros((3, n), np.int32), np.zeros(n, np.int8), np.zeros(n, np.int32)
    if kernel.COMPILED:
        missing = kernel.tell_lines(slots, desk.notes, desk.known, made.masks, made.lanes, texts, states, headings)
    else:
        have = np.flatnonzero(slots >= 0)
        notes = desk.notes[slots[have]]
        texts[:, have], states[have] = notes[:, :3].T, notes[:, 3]
        same = (made.masks[have] == kernel.AS_TOLD) | (made.masks[have] == desk.known[slots[have]])
        headings[have] = np.where(made.lanes[have] != kernel.DONE, 0, np.where(same, notes[:, 4], -1))
        missing = int((headings < 0).sum())
    if missing:
        desk.headings(slots, made.masks, made.lanes, headings)
    return Told(texts, states, headings)
