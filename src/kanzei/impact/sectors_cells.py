"""The book's rates gathered into the cells of a model: one cell for each sector and seller to the United States."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kanzei.impact.hat_cells import cells
from kanzei.impact.hat_solve import Array
from kanzei.impact.sectors_goods import Goods

__all__ = ["BookCells", "book_cells"]


@dataclass(frozen=True)
class BookCells:
    """The book's tariffs in a model's cells, arrays (s, n): sector, seller to the United States.

    Attributes
    ----------
    factor : k. net_before, net_after : n0, n1. known : whether there are goods on file.
    mean_before, mean_after, mean_shifted : plain means of rates by value, the last after buyers have moved within the cell.
    value : customs value of 2024, US dollars; members of the Union share one cell, and each shows all of it.
    """

    factor: Array
    net_before: Array
    net_after: Array
    known: NDArray[np.bool_]
    mean_before: Array
    mean_after: Array
    mean_shifted: Array
    value: Array


def book_cells(found: Goods, theta: Array, sectors: int, sellers: int) -> BookCells:
    """Goods gathered into cells: exact where sector elasticities hold inside them."""
    of = np.arange(sellers) if found.groups is None else found.groups
    groups = int(of.max()) + 1
    made = cells(
        found.sector * groups + found.seller,
        found.value,
        found.before,
        found.after,
        np.repeat(theta, groups),
        sectors * groups,
    )
    known = of >= 0

    def spread(column: Array, otherwise: float) -> Array:
        return np.where(known, column.reshape(sectors, groups)[:, of], otherwise)

    return BookCells(
        spread(made.factor, 1.0),
        spread(made.net_before, 1.0),
        spread(made.net_after, 1.0),
        spread(made.net, 0.0) > 0,
        spread(made.mean_before, 0.0),
        spread(made.mean_after, 0.0),
        spread(made.mean_shifted, 0.0),
        spread(made.net, 0.0),
    )
