"""Roots of square systems: chord steps from a known inverse with Anderson mixing, and Newton steps where those stall.

A scenario of tariffs is a small move away from a base whose Jacobian J is known. The chord step ``z - J^-1 F(z)`` then costs one residual and one
product of a matrix and a vector; Anderson mixing (Walker and Ni, SIAM J. Numer. Anal. 49, 2011, section 2) of the last few steps makes up for the
Jacobian being that of the base. What does not settle goes to damped Newton steps with the Jacobian of the point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kanzei.errors import NotConverged

__all__ = ["TOLERANCE", "Array", "Convergence", "Single", "solve"]

Array = NDArray[np.float64]
Single = NDArray[np.float32]
TOLERANCE = 1e-11
"""Largest relative residual of a solution."""
DEPTH, CHORDS, NEWTONS, HALVINGS, LONGEST = 5, 40, 40, 8, 2.0


@dataclass(frozen=True, slots=True)
class Convergence:
    """How a solution was reached.

    Attributes
    ----------
    residual : largest relative residual.
    chords, newtons : steps of either kind.
    """

    residual: float
    chords: int
    newtons: int


def solve(
    residual: Callable[[Array], Array],
    jacobian: Callable[[Array], Array],
    start: Array,
    inverse: Array | Single,
    tolerance: float = TOLERANCE,
) -> tuple[Array, Convergence]:
    """The root near ``start``.

    Parameters
    ----------
    inverse : ndarray, shape (n, n)   Inverse of the Jacobian of a point nearby, such as the base, in double or single precision.

    Raises
    ------
    NotConverged   The largest residual stays above ``tolerance``: there is no answer, so none is given.
    """
    with np.errstate(all="ignore"):
        best, size, chords = _chord(residual, start, inverse, tolerance)
        newtons = 0
        if not size <= tolerance:
            best, size, newtons = _newton(residual, jacobian, best, tolerance)
    if not (size <= tolerance and np.isfinite(best).all()):
        raise NotConverged(
            f"no equilibrium found: the largest residual is {size:.1e} after {chords} chord and {newtons} Newton steps "
            f"(wanted {tolerance:.0e}); try smaller rates"
        )
    return best, Convergence(size, chords, newtons)


def _largest(values: Array) -> float:
    size = float(np.abs(values).max())
    return size if np.isfinite(size) else np.inf


def _chord(
    residual: Callable[[Array], Array], start: Array, inverse: Array | Single, tolerance: float
) -> tuple[Array, float, int]:
    """Anderson mixing of chord steps; the best point seen, its residual, and the steps taken."""
    point, best, least = start.copy(), start, np.inf
    points: list[Array] = []
    steps: list[Array] = []
    for count in range(CHORDS):
        value = residual(point)
        size = _largest(value)
        if size < least:
            best, least = point, size
        if size <= tolerance or size > 1e3 * max(least, tolerance) or not np.isfinite(size):
            return best, least, count
        # Not BLAS: starting its threads costs more than the product.
        step = -np.einsum("ij,j->i", inverse, value.astype(inverse.dtype)).astype(np.float64)
        points.append(point)
        steps.append(step)
        if len(points) > DEPTH + 1:
            points.pop(0)
            steps.pop(0)
        moved = point + step
        if len(points) > 1:
            turns = np.stack([after - before for before, after in zip(steps[:-1], steps[1:], strict=True)], axis=1)
            moves = np.stack([after - before for before, after in zip(points[:-1], points[1:], strict=True)], axis=1)
            square = np.einsum("ik,il->kl", turns, turns)
            square[np.diag_indices_from(square)] *= 1 + 1e-12
            try:
                weights = np.linalg.solve(square, np.einsum("ik,i->k", turns, step))
            except np.linalg.LinAlgError:
                weights = np.zeros(turns.shape[1])
            moved = np.asarray(moved - np.einsum("ik,k->i", moves + turns, weights), dtype=np.float64)
        point = point + _short(moved - point)
    return best, least, CHORDS


def _newton(
    residual: Callable[[Array], Array], jacobian: Callable[[Array], Array], start: Array, tolerance: float
) -> tuple[Array, float, int]:
    """Newton steps, halved while the residual does not fall."""
    point, value = start, residual(start)
    size = _largest(value)
    for count in range(NEWTONS):
        if size <= tolerance:
            return point, size, count
        try:
            step = _short(np.asarray(np.linalg.solve(jacobian(point), -value), dtype=np.float64))
        except np.linalg.LinAlgError:
            return point, size, count
        for halving in range(HALVINGS):
            tried = point + step * 0.5**halving
            found = residual(tried)
            if _largest(found) < size:
                point, value, size = tried, found, _largest(found)
                break
        else:
            return point, size, count
    return point, size, NEWTONS


def _short(step: Array) -> Array:
    """A step in logs no longer than a factor of e^2 in any variable."""
    longest = _largest(step)
    return step if longest <= LONGEST else step * (LONGEST / longest)
