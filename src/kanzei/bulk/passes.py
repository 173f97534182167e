"""Small loops over whole columns that arrays would walk several times: compiled where Numba is installed, with arrays where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np

from kanzei.bulk.kernel import COMPILED, njit

__all__ = ["RATE_LIMIT", "rates_of", "scaled", "total_of"]

Array = Any

RATE_LIMIT = 10**18
"""Millionths from which a rate has more digits than its column."""
_FLOAT_LIMIT = 1e12
_EXACT = 1e-4
"""How far a float may lie from a whole number of cents, or of thousandths."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _scale(numbers: Array, scale: float, out: Array) -> int:
    odd = 0
    for line in range(numbers.shape[0]):
        number = numbers[line]
        times = number * scale
        whole = np.rint(times)
        if number >= 0 and number < _FLOAT_LIMIT and abs(times - whole) < _EXACT:
            out[line] = np.int64(whole)
        else:
            out[line] = -1
            odd += 1
    return odd


def scaled(numbers: Array, scale: int) -> tuple[Array, bool]:
    """Floats as whole numbers of a ``scale``-th, int64; -1 where one is negative, too large, no number, or no such whole. Second: whether all are."""
    if COMPILED:
        out = np.empty(len(numbers), dtype=np.int64)
        return out, _scale(numbers, float(scale), out) == 0
    with np.errstate(invalid="ignore", over="ignore"):
        times = numbers * scale
        whole = np.rint(times)
        good = (numbers >= 0) & (numbers < _FLOAT_LIMIT) & (np.abs(times - whole) < _EXACT)
    out = np.full(len(numbers), -1, dtype=np.int64)
    out[good] = whole[good].astype(np.int64)
    return out, bool(good.all())


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _divide(totals: Array, values: Array, out: Array) -> None:
    for line in range(totals.shape[0]):
        under = 2 * values[line]
        if under <= 0:
            out[line] = 0
            continue
        top = 2_000_000 * totals[line] + values[line]
        # Below 2^50 the quotient of the floats is off by one at most; a division of integers would cost three times as much.
        found = np.int64(np.float64(top) / np.float64(under))
        if found >= 1 << 50:
            found = top // under
        rest = top - found * under
        if rest < 0:
            found -= 1
        elif rest >= under:
            found += 1
        out[line] = found


def rates_of(totals: Array, values: Array) -> Array:
    """Duty over value in millionths, half up, int64; 0 where there is no value. At :data:`RATE_LIMIT` a rate is too long for its column."""
    out = np.zeros(len(totals), dtype=np.int64)
    if len(totals) and max(int(totals.max()), int(values.max()) // 2_000_000) >= 2**61 // 2_000_000:
        # The product could pass 2^63: in Python's integers.
        some = np.flatnonzero(values > 0)
        out[some] = [
            min((2 * t * 10**6 + v) // (2 * v), RATE_LIMIT)
            for t, v in zip(totals[some].tolist(), values[some].tolist(), strict=True)
        ]
    elif COMPILED:
        _divide(totals, values, out)
    else:
        some = values > 0
        out[some] = (totals[some] * 2_000_000 + values[some]) // (2 * values[some])
    return out


def total_of(cents: Array) -> int:
    """A sum that cannot wrap; in halves of 32 bits where it might."""
    if not len(cents):
        return 0
    if max(int(cents.max()), -int(cents.min())) < 2**62 // len(cents):
        return int(cents.sum())
    low = int((cents & 0xFFFFFFFF).sum())
    return (int((cents >> 32).sum()) << 32) + low
