"""Figures of the impact room, handed to the check of a report: trade of partners, and the average tariff of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanzei.duty.view import View
    from kanzei.record.checking import Higher, Measures

__all__ = ["measures"]

TRADE_YEAR = 2024
"""Year of the table of partners."""


def measures(view: View) -> Measures:
    """Everything at hand; the average tariff is reckoned only where it is asked for."""
    from kanzei.impact.history_partners import partners
    from kanzei.record.checking import Measures, Trade

    trade = tuple(
        Trade(one.partner, TRADE_YEAR, one.rank, one.imports, one.exports, one.basis, one.source) for one in partners()
    )
    return Measures(trade, lambda on: _highest(view, on))


def _highest(view: View, on: date) -> list[Higher]:
    from kanzei.cli.progress import Progress
    from kanzei.impact.history import SERIES
    from kanzei.impact.history_known import average_known
    from kanzei.record.checking import Higher

    with Progress("average tariff of the day"):
        found = average_known(view, on)
    return [
        Higher(
            words,
            one.percent,
            one.last_higher.year if one.last_higher else None,
            one.first,
            f"{SERIES[one.series].measure}, {SERIES[one.series].source}",
        )
        for words, one in found
    ]
