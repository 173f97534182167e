"""Partial equilibrium at product level: what a change of duties does to trade, revenue and prices, at given wages, incomes and rates of exchange.

Demand is a nested CES (Armington 1969; the nests of Fajgelbaum, Goldberg, Kennedy and Khandelwal, QJE 2020, doi.org/10.1093/qje/qjz036): origins c
within a product h (elasticity sigma_h), products within a sector s (eta), imports against goods made at home (kappa); spending on a sector is given (Cobb-Douglas
across sectors). With rates t0 and t1, border pass-through f and base values V0 (hats are new over old, in levels):

    duty-paid price   p_c = tau^f                          tau = (1 + t1)/(1 + t0)
    exporter's price  q_c = tau^(f - 1)                    f = 1: exporters keep their prices, buyers pay all of the change
    product           P_h = [sum_c s_c p_c^(1-sigma_h)]^(1/(1-sigma_h))      s_c by V0 (1 + t0) within the product
    imports           P_s = [sum_h s_h P_h^(1-eta)]^(1/(1-eta))              s_h by V0 (1 + t0) within the sector
    sector            P   = [1 - m + m P_s^(1-kappa)]^(1/(1-kappa))          m the imports' part of spending; prices at home stay
    quantity          Q_c = p_c^(-sigma_h) P_h^(sigma_h-eta) P_s^(eta-kappa) P^(kappa-1)
    customs value     V1  = V0 q_c Q_c                     revenue sum u t1 V1, u the part of duty that is collected

An index whose elasticity is 1 is the weighted geometric mean. Exporters' response: with an inverse supply elasticity w (price as a power w of quantity),
f = 1/(1 + w e), e the cell's own elasticity of demand at base shares

    e = sigma - (sigma - eta) s_c - (eta - kappa) s_c s_h - (kappa - 1) m s_c s_h

which is exact for one small change of one cell. Where duties rise on most origins of a product at once, demand for a cell falls less than e says: f is too low then, and
what exporters bear too high.

Everything is a power of tau: a day with the rates of the base changes nothing, and money measured in other units changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kanzei.errors import UsageError

__all__ = ["Array", "Demand", "Nests", "Outcome", "elasticity_of_demand", "nests", "pass_through_of", "solve"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

NEAR_ONE = 1e-9
"""An elasticity this close to 1 is 1: the index is the geometric mean."""
BLOCK = 15_000
"""Cells worked on at once."""


class Nests(NamedTuple):
    """Which cell is in which product and sector: made once, used by every pass.

    product : product of a cell, int64 (n,), 0 to H - 1. sector : sector of a product, int64 (H,), 0 to S - 1. codes : code of a product (H,). sectors : number of a sector (S,).
    """

    product: Places
    sector: Places
    codes: Places
    sectors: Places


class Demand(NamedTuple):
    """Elasticities. sigma : by product (H,). eta, kappa : by sector (S,). imports : m, the imports' part of spending by sector (S,), between 0 and 1."""

    sigma: Array
    eta: Array
    kappa: Array
    imports: Array


class Outcome(NamedTuple):
    """What a pass gives, in the money of the base; hats are logarithms.

    Attributes
    ----------
    value_before, value_after : customs values (n,). before, after : the two rates (n,). tau : ln[(1 + t1)/(1 + t0)] (n,).
    pass_through, collected : f and u, numbers or (n,).
    product_price : ln P_h (H,). import_price, sector_price : ln P_s and ln P (S,). spending : duty-paid value of the base by sector (S,).
    """

    value_before: Array
    value_after: Array
    before: Array
    after: Array
    tau: Array
    pass_through: Array
    collected: Array
    product_price: Array
    import_price: Array
    sector_price: Array
    spending: Array

    @property
    def price(self) -> Array:
        """ln p, the duty-paid price of a cell (n,)."""
        return self.pass_through * self.tau

    @property
    def exporter_price(self) -> Array:
        """ln q, the price exporters get (n,)."""
        return (self.pass_through - 1) * self.tau

    @property
    def duty_before(self) -> Array:
        """Duty collected in the base (n,)."""
        return self.collected * self.before * self.value_before

    @property
    def duty_static(self) -> Array:
        """Duty that the new rates would bring on the trade of the base (n,)."""
        return self.collected * self.after * self.value_before

    @property
    def duty_after(self) -> Array:
        """Duty collected once buyers have moved (n,)."""
        return self.collected * self.after * self.value_after


def nests(hts: ArrayLike, sector: ArrayLike) -> Nests:
    """Lay out cells.

    Parameters
    ----------
    hts : shape (n,), the product of each cell. sector : shape (n,), its sector; the same for every cell of a product.

    Raises
    ------
    UsageError   Lengths differ, or a product stands in two sectors.
    """
    code, of = np.asarray(hts, dtype=np.int64), np.asarray(sector, dtype=np.int64)
    if code.shape != of.shape or code.ndim != 1:
        raise UsageError("products and sectors of the cells are of different lengths")
    codes, first, product = np.unique(code, return_index=True, return_inverse=True)
    sectors, place = np.unique(of[first], return_inverse=True)
    if not (sectors[place][product] == of).all():
        raise UsageError("a product stands in two sectors")
    return Nests(product.astype(np.int64), place.astype(np.int64), codes, sectors)


def solve(
    layout: Nests,
    value: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    demand: Demand,
    pass_through: ArrayLike = 1.0,
    collected: ArrayLike = 1.0,
) -> Outcome:
    """One pass over all cells.

    Parameters
    ----------
    value : shape (n,), customs value of the base, at least zero. before, after : shape (n,), rates as shares of value, above -1.
    pass_through : f, a number or shape (n,), above 0 and at most 1. collected : u, the part of duty that is paid, a number or shape (n,); it scales revenue, not prices.

    Raises
    ------
    UsageError   A shape, value, rate or parameter that makes no sense.
    """
    v, t0, t1 = (np.asarray(one, dtype=np.float64) for one in (value, before, after))
    f, u = np.asarray(pass_through, dtype=np.float64), np.asarray(collected, dtype=np.float64)
    demand = Demand(*(np.asarray(one, dtype=np.float64) for one in demand))
    _check(layout, v, t0, t1, demand, f, u)
    product, sector = layout.product, layout.sector
    number, count = len(layout.codes), len(layout.sectors)
    # Fresh large arrays cost more than the arithmetic (the system hands their pages out one by one): two only, both given back; the rest in blocks.
    tau, moved = 1 + t1, 1 + t0
    tau /= moved
    np.log(tau, out=tau)
    moved *= v
    weight_h = _sums(product, moved, number)
    for block in _blocks(len(v)):
        bend = 1 - demand.sigma[product[block]]
        bend *= _part(f, block) * tau[block]
        np.exp(bend, out=bend)
        moved[block] *= bend
    index_h = _index(product, moved, weight_h, demand.sigma, lambda: v * (1 + t0) * f * tau)
    spending = _sums(sector, weight_h, count)
    eta = demand.eta[sector]
    index_s = _index(sector, weight_h * np.exp((1 - eta) * index_h), spending, demand.eta, lambda: weight_h * index_h)
    outer = _outer(index_s, demand)
    # The three upper terms are the same for all cells of a product.
    upper = (demand.sigma - eta) * index_h + ((demand.eta - demand.kappa) * index_s + (demand.kappa - 1) * outer)[
        sector
    ]
    for block in _blocks(len(v)):
        at, share = product[block], _part(f, block)
        # ln of q p^-sigma is (f - 1 - sigma f) ln tau.
        change = share * (1 - demand.sigma[at])
        change -= 1
        change *= tau[block]
        change += upper[at]
        np.exp(change, out=change)
        np.multiply(change, v[block], out=moved[block])
    return Outcome(v, moved, t0, t1, tau, f, u, index_h, index_s, outer, spending)


def _blocks(length: int) -> Iterator[slice]:
    """Slices short enough for their arrays to stay in the processor's cache."""
    return (slice(first, first + BLOCK) for first in range(0, length, BLOCK))


def _part(of: Array, block: slice) -> Array:
    """The block of an array, or the number that stands for all of it."""
    return of[block] if of.ndim else of


def _sums(place: Places, weights: Array, count: int) -> Array:
    return np.asarray(np.bincount(place, weights, count), dtype=np.float64)


def _index(place: Places, moved: Array, whole: Array, elasticity: Array, flat_sums: Callable[[], Array]) -> Array:
    """ln of the CES index of each group from its members' weights times p^(1-elasticity); 0 where nothing is spent.

    ``flat_sums`` gives weights times ln p, for groups whose elasticity is 1.
    """
    count = len(whole)
    some = whole > 0
    power = np.where(np.abs(1 - elasticity) < NEAR_ONE, 0.0, 1 - elasticity)
    sums = np.bincount(place, moved, count)
    out = np.zeros(count)
    curved = some & (power != 0)
    np.divide(sums, whole, out=out, where=curved)
    np.log(out, out=out, where=curved)
    np.divide(out, power, out=out, where=curved)
    flat = some & (power == 0)
    if flat.any():
        np.divide(np.bincount(place, flat_sums(), count), whole, out=out, where=flat)
    return out


def _outer(index: Array, demand: Demand) -> Array:
    """ln P of a sector, goods made at home at their old price."""
    power = 1 - demand.kappa
    one = np.abs(power) < NEAR_ONE
    safe = np.where(one, 1.0, power)
    curved = np.log1p(demand.imports * np.expm1(safe * index)) / safe
    return np.where(one, demand.imports * index, curved)


def elasticity_of_demand(layout: Nests, value: ArrayLike, before: ArrayLike, demand: Demand) -> Array:
    """e, how far quantity falls when only this cell's price rises a little, at base shares: shape (n,)."""
    gross = np.asarray(value, dtype=np.float64) * (1 + np.asarray(before, dtype=np.float64))
    product, sector = layout.product, layout.sector
    of_product = np.bincount(product, gross, len(layout.codes))
    of_sector = np.bincount(sector, of_product, len(layout.sectors))
    own = np.divide(gross, of_product[product], out=np.zeros_like(gross), where=of_product[product] > 0)
    share = np.divide(of_product, of_sector[sector], out=np.zeros_like(of_product), where=of_sector[sector] > 0)
    sigma, eta, kappa = demand.sigma, demand.eta[sector], demand.kappa[sector]
    upper = (eta - kappa) * share + (kappa - 1) * demand.imports[sector] * share
    return np.asarray(sigma[product] - own * (sigma - eta + upper)[product], dtype=np.float64)


def pass_through_of(layout: Nests, value: ArrayLike, before: ArrayLike, demand: Demand, inverse_supply: float) -> Array:
    """f = 1/(1 + w e) of every cell, shape (n,); w = 0 gives 1.

    Raises
    ------
    UsageError   w is below zero.
    """
    if not inverse_supply >= 0:
        raise UsageError(f"inverse supply elasticity {inverse_supply:g}: at least zero")
    return np.asarray(1 / (1 + inverse_supply * elasticity_of_demand(layout, value, before, demand)))


def _check(layout: Nests, v: Array, t0: Array, t1: Array, demand: Demand, f: Array, u: Array) -> None:
    if not layout.product.shape == v.shape == t0.shape == t1.shape:
        raise UsageError("cells, values and rates are of different lengths")
    if not (len(demand.sigma) == len(layout.codes) and all(len(one) == len(layout.sectors) for one in demand[1:])):
        raise UsageError("elasticities do not fit the products and sectors")
    # Smallest and largest settle the whole array in one reading each; nan fails every comparison.
    if v.size and not (v.min() >= 0 and v.max() < np.inf and min(t0.min(), t1.min()) > -1 and t0.max() < np.inf):
        raise UsageError("a value is below zero, or a rate is not above -100 percent")
    if v.size and not t1.max() < np.inf:
        raise UsageError("a rate is not finite")
    if not all((one > 0).all() and np.isfinite(one).all() for one in demand[:3]):
        raise UsageError("an elasticity is not above zero")
    if not ((demand.imports >= 0).all() and (demand.imports <= 1).all()):
        raise UsageError("the imports' part of spending is between 0 and 1")
    if not (f.min() > 0 and f.max() <= 1):
        raise UsageError("pass-through is above 0 and at most 1")
    if not (u.min() >= 0 and u.max() <= 1):
        raise UsageError("the part of duty that is collected is between 0 and 1")
