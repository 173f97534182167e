"""Uncertainty by Monte Carlo: named inputs, common random numbers, ranges, and which input moves a result most.

Every input draws from a stream of its own (Philox, keyed by the seed and the name): its numbers do not depend on which other inputs there are, in what order, how
many scenarios are compared, or how many draws are made (more draws go on where fewer stopped). Two scenarios under one seed meet the same numbers, so their
difference is sharp (common random numbers: Glasserman and Yao 1992, doi.org/10.1287/mnsc.38.6.884).

Ranges are the 5th and the 95th percentile about the median. Sensitivity is the rank correlation of Spearman (1904) between an input and a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kanzei.errors import UsageError

__all__ = [
    "MOST",
    "Array",
    "Influence",
    "Input",
    "Spread",
    "chosen",
    "draw",
    "influences",
    "lognormal",
    "normal",
    "spread",
    "triangular",
    "uniform",
    "uniforms",
]

Array = NDArray[np.float64]

MOST = 100_000
"""Draws that may be asked for."""
TAIL = 5.0
"""Percent below the range and above it."""


class Input(NamedTuple):
    """One thing that is not known for certain.

    name : by which its stream is found. kind : ``lognormal`` (median, standard deviation of the logarithm) · ``normal`` (mean, standard deviation) ·
    ``triangular`` (low, mode, high) · ``uniform`` (low, high) · ``chosen`` (any number of values, each as likely).
    source : where the distribution comes from, or that it is an assumption.
    """

    name: str
    kind: str
    numbers: tuple[float, ...]
    source: str

    def words(self) -> str:
        """The distribution in words."""
        return f"{self.kind} ({', '.join(f'{one:g}' for one in self.numbers)})"


class Spread(NamedTuple):
    """Median, 5th and 95th percentile of a result."""

    median: float
    low: float
    high: float


class Influence(NamedTuple):
    """Rank correlation of an input with a result, between -1 and 1."""

    name: str
    correlation: float


def lognormal(name: str, median: float, deviation: float, source: str) -> Input:
    """An input above zero; ``deviation`` is that of its logarithm, near a relative standard error.

    Raises
    ------
    UsageError   The median is not above zero, or the deviation is below zero.
    """
    if not (median > 0 and deviation >= 0):
        raise UsageError(f"{name}: a log-normal needs a median above zero and a deviation of at least zero")
    return Input(name, "lognormal", (median, deviation), source)


def normal(name: str, mean: float, deviation: float, source: str) -> Input:
    """An input that may have any sign.

    Raises
    ------
    UsageError   The deviation is below zero.
    """
    if not deviation >= 0:
        raise UsageError(f"{name}: a standard deviation of at least zero")
    return Input(name, "normal", (mean, deviation), source)


def triangular(name: str, low: float, mode: float, high: float, source: str) -> Input:
    """An input between two limits, most likely at ``mode``.

    Raises
    ------
    UsageError   The three are out of order, or the limits are the same.
    """
    if not (low <= mode <= high and low < high):
        raise UsageError(f"{name}: low, mode and high of a triangle in this order")
    return Input(name, "triangular", (low, mode, high), source)


def uniform(name: str, low: float, high: float, source: str) -> Input:
    """An input anywhere between two limits.

    Raises
    ------
    UsageError   The limits are out of order.
    """
    if not low <= high:
        raise UsageError(f"{name}: the limits {low:g} and {high:g} are out of order")
    return Input(name, "uniform", (low, high), source)


def chosen(name: str, values: Sequence[float], source: str) -> Input:
    """One of some values, each as likely: numbers of sets of elasticities, for instance.

    Raises
    ------
    UsageError   There is no value.
    """
    if not values:
        raise UsageError(f"{name}: no value to choose from")
    return Input(name, "chosen", tuple(float(one) for one in values), source)


def uniforms(name: str, number: int, seed: int) -> Array:
    """The stream of a name: ``number`` values strictly between 0 and 1, shape (number,).

    Raises
    ------
    UsageError   The number of draws is not between 1 and 100,000, or the seed is below zero.
    """
    if not 1 <= number <= MOST:
        raise UsageError(f"{number} draws: from 1 to {MOST:,}")
    if seed < 0:
        raise UsageError(f"seed {seed}: a whole number of at least zero")
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "big")
    raw = np.random.Generator(np.random.Philox(key=key)).random(number)
    return np.asarray(np.clip(raw, 2.0**-54, 1 - 2.0**-53), dtype=np.float64)


def draw(inputs: Sequence[Input], number: int, seed: int) -> dict[str, Array]:
    """Values of every input by name, each of shape (number,).

    Raises
    ------
    UsageError   Two inputs have one name; a number or seed out of range.
    """
    names = [one.name for one in inputs]
    if len(set(names)) < len(names):
        raise UsageError(f"two uncertain inputs have one name: {', '.join(names)}")
    return {one.name: _laid_on(one, uniforms(one.name, number, seed)) for one in inputs}


def _laid_on(one: Input, u: Array) -> Array:
    """Uniform numbers through the inverse of the distribution function."""
    if one.kind in ("lognormal", "normal"):
        middle, deviation = one.numbers
        inverse = NormalDist().inv_cdf
        z = np.array([inverse(value) for value in u.tolist()])
        return np.asarray(middle * np.exp(deviation * z) if one.kind == "lognormal" else middle + deviation * z)
    if one.kind == "triangular":
        low, mode, high = one.numbers
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.asarray(np.where(u < (mode - low) / (high - low), left, right))
    if one.kind == "uniform":
        low, high = one.numbers
        return np.asarray(low + u * (high - low))
    return np.asarray(np.array(one.numbers)[(u * len(one.numbers)).astype(np.int64)])


def spread(values: ArrayLike) -> Spread:
    """Median and range of the draws of one result.

    Raises
    ------
    UsageError   There is no draw, or one is not finite.
    """
    found = np.asarray(values, dtype=np.float64)
    if not (found.size and np.isfinite(found).all()):
        raise UsageError("draws of a result: at least one, and all of them finite")
    low, median, high = np.percentile(found, (TAIL, 50, 100 - TAIL)).tolist()
    return Spread(median, low, high)


def influences(drawn: Mapping[str, Array], result: ArrayLike) -> list[Influence]:
    """Rank correlation of every input with a result, the strongest first; inputs and results that do not vary correlate with nothing: 0."""
    ranks = _ranks(np.asarray(result, dtype=np.float64))
    found = [Influence(name, _correlation(_ranks(values), ranks)) for name, values in drawn.items()]
    return sorted(found, key=lambda one: (-abs(one.correlation), one.name))


def _ranks(values: Array) -> Array:
    """Ranks, those of ties their mean."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)


def _correlation(a: Array, b: Array) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / scale) if scale else 0.0
