"""Returns along many paths at once: internal rate, present value, multiple, payback, exposure. Statistics, in float64.

A path whose internal rate is not defined (no change of sign, or more than one root) has NaN here; whoever reports it says how many there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kanzei.deal.returns import HIGHEST, LOWEST

__all__ = ["internal_rates", "multiples", "paybacks", "peak_exposure", "present_values"]

Array = Any

_GRID = 400
_HALVINGS = 60


def present_values(flows: Array, discount: float, per_year: int) -> Array:
    """Present value at time 0 of flows (periods from 0, paths), at a rate a year."""
    factors = (1.0 + discount) ** (-np.arange(len(flows)) / per_year)
    out = np.zeros(flows.shape[1])
    for factor, line in zip(factors, flows, strict=True):
        out += factor * line
    return out


def multiples(flows: Array) -> Array:
    """Received over put in; NaN where nothing was put in."""
    put_in = -np.minimum(flows, 0.0).sum(axis=0)
    received = np.maximum(flows, 0.0).sum(axis=0)
    return np.where(put_in > 0.0, received / np.where(put_in > 0.0, put_in, 1.0), np.nan)


def paybacks(flows: Array, per_year: int) -> Array:
    """Years until the sum of flows is not negative and stays so; NaN where that never happens or nothing was put in."""
    sums = np.cumsum(flows, axis=0)
    # A cent's thousandth of rounding is no debt.
    below = sums < -1e-3
    last = np.where(below.any(axis=0), len(flows) - 1 - np.argmax(below[::-1], axis=0), -1)
    never = (last == len(flows) - 1) | (flows.min(axis=0) >= 0.0)
    return np.where(never, np.nan, np.maximum(last + 1, 1) / per_year)


def peak_exposure(flows: Array) -> Array:
    """The most that was out at the end of any period: what had been put in less what had come back."""
    return np.maximum(-np.cumsum(flows, axis=0).min(axis=0), 0.0)


def internal_rates(flows: Array, per_year: int) -> Array:
    """Internal rate a year of each path; NaN where it is not defined.

    Notes
    -----
    With one change of sign there is at most one root, and the interval is halved sixty times. Other paths are searched on the grid of the exact path
    (:func:`kanzei.deal.returns.irr`) and answered only where one root is met. Values are taken by Horner's rule in 1/(1 + r) or, for negative rates, in 1 + r from the
    other end: neither can overflow.
    """
    scale = np.abs(flows).max(axis=0)
    lines = flows / np.where(scale > 0.0, scale, 1.0)
    signs = np.sign(np.where(np.abs(lines) > 1e-15, lines, 0.0))
    changes = _changes(signs)
    out = np.full(flows.shape[1], np.nan)
    single = np.flatnonzero(changes == 1)
    if len(single):
        out[single] = _between(lines[:, single], np.full(len(single), LOWEST), np.full(len(single), HIGHEST))
    several = np.flatnonzero(changes > 1)
    if len(several):
        out[several] = _searched(lines[:, several])
    return (1.0 + out) ** per_year - 1.0


def _changes(signs: Array) -> Array:
    last, count = np.zeros(signs.shape[1]), np.zeros(signs.shape[1], dtype=int)
    for line in signs:
        count += (line != 0) & (last != 0) & (line != last)
        last = np.where(line != 0, line, last)
    return count


def _values(lines: Array, rate: Array) -> Array:
    """Something of the sign of the present value at each path's rate."""
    shrink = np.where(rate >= 0.0, 1.0 / (1.0 + rate), 1.0 + rate)
    forward = rate >= 0.0
    total = np.zeros(lines.shape[1])
    for first, last in zip(lines, lines[::-1], strict=True):
        # Horner: from the latest flow for a discount, from the earliest for a growth.
        total = total * shrink + np.where(forward, last, first)
    return total


def _between(lines: Array, low: Array, high: Array) -> Array:
    at_low, at_high = _values(lines, low), _values(lines, high)
    fine = at_low * at_high < 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        at_middle = _values(lines, middle)
        up = (at_middle > 0.0) == (at_low > 0.0)
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    return np.where(fine, 0.5 * (low + high), np.nan)


def _searched(lines: Array) -> Array:
    ratio = ((1.0 + HIGHEST) / (1.0 + LOWEST)) ** (1.0 / _GRID)
    points = [(1.0 + LOWEST) * ratio**step - 1.0 for step in range(_GRID + 1)]
    width = lines.shape[1]
    low, high, met = np.full(width, LOWEST), np.full(width, HIGHEST), np.zeros(width, dtype=int)
    before = _values(lines, np.full(width, points[0]))
    for left, right in zip(points, points[1:], strict=False):
        after = _values(lines, np.full(width, right))
        crossed = before * after < 0.0
        met += crossed
        low, high = np.where(crossed, left, low), np.where(crossed, right, high)
        before = after
    return np.where(met == 1, _between(lines, low, high), np.nan)
