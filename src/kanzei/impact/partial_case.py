"""The product layer on the law book: rates of two days under one set of conventions, laid on the imports of 2024.

Like for like. The base is not the duty collected in 2024 but the book's own rates on a base day, read with the same conventions as those of the new day (preferences,
facts nobody stated, specific rates, neighbouring codes): what differs is law alone. No rate is typed anywhere: a scenario that takes an order away changes the answer.

Left alone, at their old value: chapters 98 and 99, and codes without a rate on one of the two days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kanzei.duty.view import View
from kanzei.impact.partial import Array, Nests, nests
from kanzei.impact.partial_elasticities import OUTSIDE, sector_of
from kanzei.impact.rates import DayRates, Use, mean_rates, rates_on, weights

__all__ = ["BASE_DAY", "Case", "case", "case_of"]

BASE_DAY = date(2025, 1, 1)
"""First day of the law book: no order of 2025 is in force."""
UNTOUCHED = (3, 4)
"""How cells without a rate, and those of chapters 98 and 99, are marked by :func:`kanzei.impact.rates.rates_on`."""


class Case(NamedTuple):
    """Cells with two sets of rates.

    since, on : base day and new day. preferences : in words. layout : nests of the cells. value : customs value of 2024 in US dollars (n,). before, after : rates (n,).
    partner : number of the partner in ``partners`` (n,). sector : GTAP sector (n,), 0 for what is left alone. cells : numbers in the weights (n,).
    left : share of the value that is left alone. refilled : share whose rate was found in another way on the two days.
    """

    since: date
    on: date
    preferences: str
    layout: Nests
    value: Array
    before: Array
    after: Array
    partner: NDArray[np.int64]
    partners: list[str]
    sector: NDArray[np.int64]
    cells: NDArray[np.int64]
    left: float
    refilled: float


def case(
    view: View,
    on: date,
    since: date = BASE_DAY,
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
    partners: Sequence[str] | None = None,
) -> Case:
    """Rates of both days for every partner: all that trade may turn to.

    partners : Census codes of a smaller world, in which buyers can turn to nobody else. use : share of each partner's value that claims a preference, by Census code; ``None``: every preference that is cheaper is claimed.

    Raises
    ------
    UsageError   A day before the book begins, or a share out of range.
    """
    ways = ("best",) if use is None else ("best", "none")
    share = 1 / (2 * len(ways))
    found: list[DayRates] = []
    for number, day in enumerate((since, on)):
        rates = {}
        for at, spi in enumerate(ways):
            begun = (number * len(ways) + at) * share

            def told(part: float, begun: float = begun) -> None:
                tick(begun + part * share)

            rates[spi] = rates_on(view, day, partners, spi, claims, told)
        found.append(rates["best"] if use is None else mean_rates(rates["none"], use, rates["best"]))
    words = (
        "every preference that is cheaper is claimed" if use is None else "preferences claimed for the stated shares"
    )
    return case_of(found[0], found[1], words)


def case_of(before: DayRates, after: DayRates, preferences: str) -> Case:
    """Cells of two days' rates, which hold the same partners."""
    base = weights()
    cells = before.cells
    hts = base.hts[cells]
    alone = np.isin(before.filled, UNTOUCHED) | np.isin(after.filled, UNTOUCHED)
    # A code that has a rate from one partner and none from another is two products: one in its sector, one left alone.
    sector = np.where(alone, OUTSIDE, sector_of(hts))
    layout = nests(hts * 2 + (sector == OUTSIDE), sector)
    layout = layout._replace(codes=layout.codes // 2)
    value = base.value[cells].astype(np.float64)
    new = np.where(sector == OUTSIDE, before.total, after.total)
    partners = before.partners
    starts = np.array([base.spans[one][0] for one in partners])
    partner = np.searchsorted(starts, cells, "right") - 1
    whole = float(value.sum())
    return Case(
        before.on,
        after.on,
        preferences,
        layout,
        value,
        np.asarray(before.total, dtype=np.float64),
        np.asarray(new, dtype=np.float64),
        np.asarray(partner, dtype=np.int64),
        list(partners),
        sector,
        cells,
        float(value[sector == OUTSIDE].sum()) / whole,
        float(value[before.filled != after.filled].sum()) / whole,
    )
