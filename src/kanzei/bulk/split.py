"""Lines that may be one part of an article already split: other lines of their entry decide (:mod:`kanzei.entries.split`).

A line is asked about where it is charged on a metal content that is not stated, the rest of the article would not be, and another line of the entry has its code
and origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kanzei.bulk import kernel
from kanzei.bulk.cells import plain_texts, read_index
from kanzei.bulk.kernel import METALS_OPEN, split_lines
from kanzei.bulk.memory import int64_array
from kanzei.bulk.program import AUTHORITY
from kanzei.duty.evaluator import METALS

if TYPE_CHECKING:
    from kanzei.bulk.carry import Cents, Lines, Told
    from kanzei.bulk.desk import Desk

__all__ = ["DECIDED", "IN_DOUBT", "split_of"]

Array = Any

IN_DOUBT, DECIDED = 1, 2
"""What is said of a line: it may be split; a quantity on one of two lines decides."""


def split_of(
    desk: Desk, entries: pa.Array, lines: Lines, codes: Array, origins: Array, cents: Cents, told: Told
) -> Array | None:
    """IN_DOUBT, DECIDED or 0 by line, int8 (n,); ``None`` where no line is asked about.

    Parameters
    ----------
    entries : the column of entry numbers.
    """
    metals = [cents.rows[number] for name in METALS if (number := AUTHORITY[f"s232_{name}"]) in cents.rows]
    open_ = (told.states & METALS_OPEN) != 0
    if not metals or not open_.any():
        return None
    charged = metals[0] > 0
    for row in metals[1:]:
        charged |= row > 0
    open_ &= charged
    if not open_.any():
        return None
    held = np.zeros(len(desk.codes), dtype=bool)
    held[codes[open_]] = True
    # Entry numbers are looked at where it matters only: there are as many as entries.
    near = np.flatnonzero(held[codes] & (lines.slots >= 0))
    number = read_index(plain_texts(entries).take(int64_array(near)))
    key = np.where(number < 0, -1, (number.astype(np.int64) << 32) | (codes[near] << 9) | origins[near])
    counted = (lines.quantities[:, near] > 0).any(axis=0)
    said = np.zeros(len(near), dtype=np.int8)
    if kernel.COMPILED:
        split_lines(key, counted, said)
    else:
        _apart(key, counted, said)
    out = np.zeros(len(codes), dtype=np.int8)
    out[near] = np.where(open_[near], said, 0)
    return out


def _apart(key: Array, counted: Array, out: Array) -> None:
    """As :func:`kanzei.bulk.kernel.split_lines`, with arrays."""
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    with_quantity = np.bincount(place, weights=counted).astype(np.int64)[place]
    several = np.where(key < 0, 0, counts[place])
    out[:] = np.where(several < 2, 0, np.where((several == 2) & (with_quantity == 1), DECIDED, IN_DOUBT))
