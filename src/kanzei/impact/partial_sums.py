"""Sums of a partial equilibrium: revenue, who bears the change, mean rates, and trade that moved between origins.

Buyers. With spending E_s = E0_s / m_s on a sector given, the equivalent variation is the money whose loss would hurt as much at old prices: (E0_s/m_s)(1/P - 1). For
m = 1 this is -E0 (1 - 1/P) on imports alone; for m near 0 it is the area under import demand, -E0 (P_s^(1-kappa) - 1)/(1 - kappa). Sectors are added up, each with the
others' prices as they were. With the revenue a small uniform duty costs the triangle of Harberger (1964), t^2 e E0/2 with e = kappa (1 - m), the elasticity of imports
at a given standard of living.

Treasury: revenue after less before. Exporters: the price cut on goods still sold, sum (V1/q)(1 - q); what they lose on goods no longer sold is left out. Net for
the United States: buyers and treasury; prices at home stay, so that home producers neither gain nor lose here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kanzei.impact.partial import NEAR_ONE, Array, Demand, Nests, Outcome

__all__ = ["Sums", "buyers", "exporters", "moved", "sums"]

LEAST_IMPORTS = 1e-12
"""A part of spending at or below this is nothing: the variation is the area under demand."""


class Sums(NamedTuple):
    """Totals in the money of the base; rates as fractions of customs value.

    imports_before, imports_after : customs value. revenue_before, revenue_static (new rates, old trade), revenue_after. buyers, treasury, exporters, net : gains, losses
    below zero; net is buyers and treasury. rate_before, rate_static (base weights), rate_after (once buyers have moved). diverted : customs value that went to other origins
    of the same product. import_prices : mean change of duty-paid prices by base spending, a fraction.
    """

    imports_before: float
    imports_after: float
    revenue_before: float
    revenue_static: float
    revenue_after: float
    buyers: float
    treasury: float
    exporters: float
    net: float
    rate_before: float
    rate_static: float
    rate_after: float
    diverted: float
    import_prices: float


def buyers(found: Outcome, demand: Demand) -> Array:
    """Equivalent variation of buyers by sector (S,), losses below zero."""
    m, power = demand.imports, 1 - demand.kappa
    one = np.abs(power) < NEAR_ONE
    safe = np.where(one, 1.0, power)
    area = -np.where(one, found.import_price, np.expm1(safe * found.import_price) / safe)
    some = m > LEAST_IMPORTS
    exact = np.divide(np.expm1(-found.sector_price), m, out=np.zeros_like(m), where=some)
    return np.asarray(found.spending * np.where(some, exact, area))


def exporters(found: Outcome) -> Array:
    """Exporters' gain by cell (n,): what the price cut takes on goods still sold, below zero."""
    return np.asarray(-found.value_after * np.expm1(-found.exporter_price))


def moved(layout: Nests, found: Outcome) -> Array:
    """Customs value gained from other origins of the same product, by cell (n,): after, less what a change in step with the product would be. Adds up to zero in a product."""
    count = len(layout.codes)
    before = np.bincount(layout.product, found.value_before, count)
    after = np.bincount(layout.product, found.value_after, count)
    growth = np.divide(after, before, out=np.ones(count), where=before > 0)
    return np.asarray(found.value_after - found.value_before * growth[layout.product])


def _product(a: Array, b: Array) -> float:
    """Sum of products without the threads of BLAS, which cost more than they bring at this size."""
    return float(np.einsum("i,i->", a, b))


def sums(layout: Nests, found: Outcome, demand: Demand) -> Sums:
    """Totals of a pass."""
    v0, v1 = found.value_before, found.value_after
    before, after = float(v0.sum()), float(v1.sum())
    levied = [_product(rate, value) for rate, value in ((found.before, v0), (found.after, v0), (found.after, v1))]
    if found.collected.ndim:
        duties = (found.duty_before, found.duty_static, found.duty_after)
        first, static, last = (float(one.sum()) for one in duties)
    else:
        first, static, last = (float(found.collected) * one for one in levied)
    rate_before, rate_static = (one / before if before else 0.0 for one in levied[:2])
    rate_after = levied[2] / after if after else 0.0
    kept = not found.pass_through.ndim and found.pass_through == 1
    ev, sold = float(buyers(found, demand).sum()), 0.0 if kept else float(exporters(found).sum())
    gross = 1 + found.before
    gross *= v0
    dearer = np.expm1(found.price)
    spent = float(gross.sum())
    prices = _product(gross, dearer) / spent if spent else 0.0
    treasury = last - first
    gained = moved(layout, found)
    diverted = float(gained[gained > 0].sum())
    return Sums(
        before,
        after,
        first,
        static,
        last,
        ev,
        treasury,
        sold,
        ev + treasury,
        rate_before,
        rate_static,
        rate_after,
        diverted,
        prices,
    )
