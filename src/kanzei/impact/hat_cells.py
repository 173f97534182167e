"""From tariffs by product to tariffs of a model's cell (partner, sector), without bias.

A sector model with one rate for many products overstates prices and revenue where rates are dispersed, as with cars at 15, steel at 50 and exempt goods. With
one elasticity theta inside a cell, three numbers carry all that products do. For product h with value V_h before duty and rates t0, t1:

    w_h = V_h (1+t0_h) / sum        m = sum_h w_h [(1+t1_h)/(1+t0_h)]^-theta         k = m^(-1/theta)
    n0  = sum_h w_h/(1+t0_h)        n1 = (1/m) sum_h w_h [(1+t1_h)/(1+t0_h)]^-theta/(1+t1_h)

k stands for (1+t1)/(1+t0) in shares and prices, and n0, n1 stand for 1/(1+t0), 1/(1+t1) wherever value net of duty is meant: the cell then gives the totals
that the products give. (CES: sum_h w_h x_h^-theta is the cell's own numerator.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kanzei.errors import UsageError
from kanzei.impact.hat_solve import Array

__all__ = ["Cells", "cells"]


@dataclass(frozen=True)
class Cells:
    """Products gathered, one entry a cell.

    Attributes
    ----------
    gross, net : base value with duty and without.
    factor : k, what the cell's price does when sellers' prices stay.
    net_before, net_after : n0, n1, the part of gross value that is not duty.
    mean_before, mean_after : plain means of the rates by base value.
    mean_shifted : mean of the new rates by the values after buyers have moved between the products of the cell.
    """

    gross: Array
    net: Array
    factor: Array
    net_before: Array
    net_after: Array
    mean_before: Array
    mean_after: Array
    mean_shifted: Array


def cells(
    place: NDArray[np.int64], value: ArrayLike, before: ArrayLike, after: ArrayLike, theta: ArrayLike, count: int
) -> Cells:
    """Gather products into cells.

    Parameters
    ----------
    place : ndarray of int, shape (h,)   The cell of each product, 0 to count - 1.
    value : shape (h,)   Customs value of the base, at least zero.
    before, after : shape (h,)   Rates, shares of value, above -1.
    theta : shape (count,) or a number   Elasticity of each cell, above zero.

    Notes
    -----
    A cell without value has factor 1 and nothing taken away.

    Raises
    ------
    UsageError   Arrays of different lengths, a value below zero, a rate at or below -1, an elasticity that is not above zero.
    """
    v, t0, t1 = (np.asarray(one, dtype=np.float64) for one in (value, before, after))
    power = np.broadcast_to(np.asarray(theta, dtype=np.float64), (count,))
    if not v.shape == t0.shape == t1.shape == place.shape:
        raise UsageError("cells, values and rates are of different lengths")
    if not (np.isfinite([v, t0, t1]).all() and (v >= 0).all() and (t0 > -1).all() and (t1 > -1).all()):
        raise UsageError("a value is below zero, or a rate is not above -100 percent")
    if not (power > 0).all():
        raise UsageError("an elasticity is not above zero")

    def gather(weights: Array) -> Array:
        return np.asarray(np.bincount(place, weights, count), dtype=np.float64)

    def over(part: Array, whole: Array, otherwise: float) -> Array:
        return np.asarray(np.divide(part, whole, out=np.full(count, otherwise), where=whole > 0))

    gross_h = v * (1 + t0)
    moved_h = gross_h * ((1 + t1) / (1 + t0)) ** -power[place]
    gross, net, moved = gather(gross_h), gather(v), gather(moved_h)
    kept_h = moved_h / (1 + t1)
    kept = gather(kept_h)
    return Cells(
        gross,
        net,
        over(moved, gross, 1.0) ** (-1 / power),
        over(net, gross, 1.0),
        over(kept, moved, 1.0),
        over(gather(v * t0), net, 0.0),
        over(gather(v * t1), net, 0.0),
        over(gather(kept_h * t1), kept, 0.0),
    )
