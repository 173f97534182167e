"""Lines that may be one part of an article already split: other lines of their entry decide (:mod:`kanzei.entries.split`).

A line is asked about where it is charged on a metal content that is not stated, the rest of the article would not be, and another line of the entry has its code
and origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.bulk import kernel
from kanzei.bulk.kernel import METALS_OPEN, split_lines
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
    desk: Desk, entries: Array, good: Array, lines: Lines, codes: Array, origins: Array, cents: Cents, told: Told
) -> Array | None:
    """IN_DOUBT, DECIDED or 0 by line, int8 (n,); ``None`` where no line is asked about.

    Parameters
    ----------
    entries : number of the entry by line, below 0 where none is stated. good : of length 0 where all are.
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
    if not kernel.COMPILED:
        return _apart(open_, held, entries, good, lines, codes, origins)
    out = np.zeros(len(codes), dtype=np.int8)
    split_lines(open_, held, codes, origins, entries, lines.quantities, good, out)
    return out


def _apart(open_: Array, held: Array, entries: Array, good: Array, lines: Lines, codes: Array, origins: Array) -> Array:
    """As :func:`kanzei.bulk.kernel.split_lines`, with arrays."""
    out = np.zeros(len(codes), dtype=np.int8)
    near = held[codes] & (entries >= 0)
    near = np.flatnonzero(near & good if len(good) else near)
    key = (entries[near].astype(np.int64) << 32) | (codes[near] << 9) | origins[near]
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    counted = (lines.quantities[:, near] > 0).any(axis=0).astype(np.int64)
    with_quantity = np.bincount(place, weights=counted).astype(np.int64)[place]
    several = counts[place]
    said = np.where(several < 2, 0, np.where((several == 2) & (with_quantity == 1), DECIDED, IN_DOUBT))
    out[near] = said
    out[~open_] = 0
    return out
