"""The average tariff of a day as it was known that day, each measure against the long series of years.

Two measures: the law book's rates of the day with every cheaper preference claimed, weighted by the imports of 2024; and duties over imports in the newest month that was
out. The Census Bureau publishes a month about five weeks after its end (FT-900 release schedule): a month counts as out from the tenth day of the second month after it.
"""

from __future__ import annotations

from datetime import date

from kanzei.duty.view import View
from kanzei.impact.history import Against, against, months
from kanzei.impact.rates import rates_on, weighted

__all__ = ["average_known"]

SERIES = "calculated"


def average_known(view: View, on: date) -> list[tuple[str, Against]]:
    """(measure in words, its rate against the years before) for the day: the law's rates first, then the newest month that was out."""
    statutory = 100 * weighted(rates_on(view, on, None, "best"))
    found = [(f"rates of the law on {on}, weighted by imports of 2024", against(SERIES, float(statutory), on.year))]
    for one in reversed(months()):
        if one.calculated and one.consumption and _out(one.month) <= on:
            percent = 100 * one.calculated / one.consumption
            found.append((f"duties over imports in {one.month}", against(SERIES, percent, on.year)))
            break
    return found


def _out(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    number += 2
    return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 10)
