"""Published effective rates as rows to reproduce: of 2024 to the dollar, and a tracker's by partner and date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kanzei.errors import UsageError
from kanzei.impact.rates_conventions import METAL, WHOLE, Conventions
from kanzei.impact.rates_reproduce import LAYOUTS, REASONS
from kanzei.impact.reproduce_row import Row, number

__all__ = ["sector_rates_rows", "tracker_rows", "year_rates_rows"]

Rows = Sequence[Mapping[str, str]]
CONVENTIONS = Conventions(metal=METAL[WHOLE])


def year_rates_rows(rows: Rows, name: str) -> list[Row]:
    """Value, duty and rate of 2024 by partner."""
    return _of_2024(rows, "etr-partner")


def sector_rates_rows(rows: Rows, name: str) -> list[Row]:
    """Value, duty and rate of Japan's goods of 2024 by GTAP sector."""
    return _of_2024(rows, "etr-sector")


def _of_2024(rows: Rows, layout: str) -> list[Row]:
    for row in rows:
        for column in ("con_val_usd", "cal_dut_usd", "etr_2024_percent"):
            number(row, column)
    out = []
    for one in LAYOUTS[layout][1]([dict(row) for row in rows], CONVENTIONS):
        unit, _, metric = one.key.rpartition(" ")
        out.append(Row("2024", layout, unit, f"{metric}, {one.unit}", one.published, one.ours, None))
    return out


def tracker_rows(rows: Rows, name: str) -> list[Row]:
    """What was added since the start of 2025, by partner and date; lists of six digits and announced days differ from the law, so that ranking and median are told."""
    for row in rows:
        number(row, "effective tariff")
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            raise UsageError(f"date: {row['date']!r} is not a day such as 2025-08-07") from None
    out = []
    for one in LAYOUTS["tracker"][1]([dict(row) for row in rows], CONVENTIONS):
        day, _, country = one.key.partition(" ")
        why = next((words for first, last, words in REASONS if first <= day <= last), "")
        out.append(
            Row(day, f"tracker, {day}", country, "effective tariff, percentage points", one.published, one.ours, 2, why=why, loose=True)
        )  # fmt: skip
    return out
