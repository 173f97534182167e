"""Worlds of many sectors, calibrated: wages alone (``icio``, ``wiod14``) and with input-output links (``wiod-io``).

Deficits are removed first, by a solve at unchanged tariffs that becomes the base. A table with tariffs holds spending with duty; a country's wage income is what all
buyers pay it net of duty.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from kanzei.impact.hat_many import ManySectors
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageOnly
from kanzei.impact.sector_data import SectorTable, UseTable, elasticities, sector_table, use_table

__all__ = ["from_table", "from_uses", "io_world", "wage_world"]


def from_table(table: SectorTable, theta: Array, keep: Array | None = None) -> WageOnly:
    """The world of a table, deficits included.

    Parameters
    ----------
    theta : ndarray, shape (s,)
    keep : ndarray, shape (s, n, n)   The part of spending that is not duty, where it is not 1/(1+t) of the table.
    """
    net_part = 1 / (1 + table.tariffs) if keep is None else keep
    spent = table.gross.sum(axis=2)
    shares = np.divide(table.gross, spent[:, :, None], out=np.zeros_like(table.gross), where=spent[:, :, None] > 0)
    sector, buyer = np.nonzero(spent == 0)
    shares[sector, buyer, buyer] = 1.0  # nothing is spent there: a share is needed, and carries no weight
    net = table.gross * net_part
    total, added = spent.sum(axis=0), net.sum(axis=(0, 1))
    deficits = total - added - (table.gross - net).sum(axis=(0, 2))
    return WageOnly(table.countries, table.sectors, shares, net_part, spent / total, added, deficits, theta)


@cache
def wage_world(model: str, elasticity_set: str = "IS") -> WageOnly:
    """``icio`` or ``wiod14`` without deficits."""
    return from_table(sector_table(model), elasticities(model, elasticity_set)).balanced()


def from_uses(table: UseTable, theta: Array, tariffs: Array | None = None) -> ManySectors:
    """The world of an input-output table, deficits included.

    Parameters
    ----------
    tariffs : ndarray, shape (s, n, n)   Rates of the base; the table's values are net of them (default: none).

    Notes
    -----
    What a sector sells below nothing to a buyer (25 cells of the table of 2011: stocks run down) is set to nothing, and is made up at home so that the buyer's use
    stands. Final use of a sector that is below nothing (six cells, mining, Japan's the largest) counts as nothing; shares of final use add to one. Value added is
    output less inputs; where inputs exceed it (one industry of 2011), one percent is kept.
    """
    rates = np.zeros_like(table.trade) if tariffs is None else tariffs
    trade = np.maximum(table.trade, 0.0)
    size = len(table.countries)
    home = np.arange(size)
    lost = table.trade.sum(axis=2) - trade.sum(axis=2)
    trade[:, home, home] = np.maximum(trade[:, home, home] + lost, 1e-6)
    gross = trade * (1 + rates)
    spent, output = gross.sum(axis=2), trade.sum(axis=1)
    industries = len(table.sectors)
    inputs = np.maximum(table.uses[:, :, :industries], 0.0)
    made = np.maximum(output.T, 1e-9)[:, None, :]
    parts = inputs / made
    whole = parts.sum(axis=1, keepdims=True)
    parts = np.where(whole > 0.99, parts * 0.99 / np.where(whole > 0, whole, 1), parts)
    value_share = 1 - parts.sum(axis=1).T
    final = np.maximum(spent - np.einsum("nkj,jn->kn", parts, output), 0.0)
    return ManySectors(
        table.countries,
        table.sectors,
        gross / spent[:, :, None],
        rates,
        spent,
        (value_share * output).sum(axis=0),
        trade.sum(axis=(0, 2)) - trade.sum(axis=(0, 1)),
        value_share,
        parts,
        final / final.sum(axis=0),
        theta,
    )


@cache
def io_world(elasticity_set: str = "IS", scale: float = 1.0) -> ManySectors:
    """``wiod-io`` without deficits; ``scale`` multiplies every value (the size of the world at another year's prices), which changes no hat."""
    world = from_uses(use_table(), elasticities("wiod-io", elasticity_set)).balanced()
    return replace(world, spending=world.spending * scale, added=world.added * scale, deficits=world.deficits * scale)
