"""Effective rates held against published files: what their layouts are, and the gap cell by cell.

``etr-partner``, ``etr-sector`` : calculated duty over value of 2024, by partner, or by GTAP sector of Japan; ours must be the same to the dollar.
``tracker``                     : a tracker's effective rate by partner and date (tradewartracker). It is what was added since the start of 2025, from lists of six digits and one rate a
partner. Ours is the statutory rate of the day less that of 2025-01-01, every cheaper preference claimed; :data:`REASONS` says where the two part and why.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.rates import DayRates, pair_on, weighted
from kanzei.impact.rates_conventions import METAL, WHOLE, Conventions
from kanzei.impact.rates_groups import keys_of
from kanzei.impact.rates_weights import everywhere, weights

__all__ = ["LAYOUTS", "REASONS", "Compared", "compare", "spread"]

BEFORE = date(2025, 1, 1)
"""The law before anything was added in 2025."""
JAPAN = "5880"

REASONS: tuple[tuple[str, str, str], ...] = (
    ("2025-04-05", "2025-04-09", "the tracker takes rates as announced: the country rates from 04-05 and their pause from 04-09; by law 10% from 04-05, the country rates on 04-09 alone"),
    ("2025-04-10", "2025-05-11", "read from the gaps: the tracker's rates then bear no exemption of energy and the other goods of annex II, nor of Russia; oil exporters are off by nearly all of the 10%"),
    ("2025-05-12", "2025-05-13", "China: the tracker takes the cut of 34 points and the new 10% from the day it was announced; by law from 05-14"),
    ("2025-06-03", "2026-04-05", "metal in articles: the law's default is the whole value, the tracker counts six-digit lists; deals by the day they were announced, by law from the day set later; country rates laid on oil, which is exempt"),
    ("2026-02-20", "2026-02-23", "the tracker ends the duties under IEEPA on the day of the ruling; by law entries to 02-23 were charged (EO 14389)"),
)  # fmt: skip
"""First day, last day, and why the tracker and the law part by more then. On other dates the gap in the middle is below a point: lists of six digits against ten, exemptions by use, chapter 98."""


class Compared(NamedTuple):
    """A cell of a published file: what it is, theirs, ours, in the unit said."""

    key: str
    unit: str
    published: float
    ours: float

    @property
    def gap(self) -> float:
        """Ours less theirs."""
        return self.ours - self.published


def _partners(rows: list[dict[str, str]], taken: Conventions) -> list[Compared]:
    """Calculated duty over value by partner; Slovakia stands beside the Union it belongs to, with a duty that is exact by chapter."""
    out = []
    for row in rows:
        base = weights() if row["cty_code"] in weights().spans else everywhere()
        if row["cty_code"] not in base.spans:
            raise UsageError(f"{row['cty_code']}: no partner of 2024 has this Census code")
        span = slice(*base.spans[row["cty_code"]])
        out += _both(row["cty_code"], row, int(base.value[span].sum()), int(base.duty[span].sum()))
    return out


def _sectors(rows: list[dict[str, str]], taken: Conventions) -> list[Compared]:
    base = weights()
    cells = np.arange(*base.spans[JAPAN])
    keys = keys_of(base, cells, [JAPAN], "sector")
    out = []
    for row in rows:
        name = "none" if row["gtap"].startswith("unmapped") else row["gtap"]
        if name not in keys.keys:
            raise UsageError(f"{row['gtap']}: no GTAP sector; there are {', '.join(keys.keys)}")
        there = cells[keys.numbers == keys.keys.index(name)]
        out += _both(row["gtap"], row, int(base.value[there].sum()), int(base.duty[there].sum()))
    return out


def _both(key: str, row: Mapping[str, str], value: int, duty: int) -> list[Compared]:
    rate = 100 * duty / value if value else 0.0
    return [
        Compared(f"{key} value", "US dollars", float(row["con_val_usd"]), float(value)),
        Compared(f"{key} duty", "US dollars", float(row["cal_dut_usd"]), float(duty)),
        Compared(f"{key} rate", "percent", float(row["etr_2024_percent"]), rate),
    ]


def _tracker(rows: list[dict[str, str]], taken: Conventions) -> list[Compared]:
    codes = {name.upper(): code for code, name in weights().names.items()}
    known = [row for row in rows if row["country_name"] in codes]  # Slovakia stands inside the Union
    partners = sorted({codes[row["country_name"]] for row in known})
    view = LawBook.shipped().view()

    @lru_cache(maxsize=2)
    def on(day: date) -> DayRates:
        return pair_on(view, day, partners, taken)[1]

    def rate(rates: DayRates, partner: str) -> float:
        first, last = weights().spans[partner]
        return 100 * weighted(rates, among=(rates.cells >= first) & (rates.cells < last))

    before = on(BEFORE)
    return [
        Compared(
            f"{row['date']} {row['country_name']}",
            "percentage points",
            float(row["effective tariff"]),
            rate(on(date.fromisoformat(row["date"])), codes[row["country_name"]])
            - rate(before, codes[row["country_name"]]),
        )
        for row in known
    ]


LAYOUTS: dict[str, tuple[frozenset[str], Callable[[list[dict[str, str]], Conventions], list[Compared]]]] = {
    "etr-partner": (frozenset({"cty_code", "con_val_usd", "cal_dut_usd", "etr_2024_percent"}), _partners),
    "etr-sector": (frozenset({"gtap", "con_val_usd", "cal_dut_usd", "etr_2024_percent"}), _sectors),
    "tracker": (frozenset({"date", "country_name", "effective tariff"}), _tracker),
}
"""Layout -> the columns it is known by, and what compares it."""


def compare(path: Path, dates: frozenset[str] | None = None, metal: str = WHOLE) -> list[Compared]:
    """A published file against ours, in the order of its rows. dates: of a tracker's file, only these (ISO). metal : a convention of :data:`METAL`.

    Raises
    ------
    UsageError   The file cannot be read, its columns are those of no layout, or the convention is none.
    """
    if metal not in METAL:
        raise UsageError(f"convention {metal}: choose {', '.join(METAL)}")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = frozenset(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    make = next((make for needed, make in LAYOUTS.values() if needed <= columns), None)
    if make is None:
        raise UsageError(f"{path}: no layout of effective rates has these columns; known are {', '.join(LAYOUTS)}")
    return make([row for row in rows if dates is None or row.get("date", "") in dates], Conventions(metal=METAL[metal]))


def spread(found: list[Compared], within: float = 1.0) -> dict[str, float]:
    """How gaps are spread: number, median and largest size, the 10th and 90th percentile, and the share within some size."""
    gaps = np.array([one.gap for one in found])
    low, middle, high = np.percentile(gaps, [10, 50, 90])
    return {
        "number": float(len(gaps)),
        "p10": float(low),
        "median": float(middle),
        "p90": float(high),
        "median_size": float(np.median(np.abs(gaps))),
        "largest_size": float(np.abs(gaps).max()),
        "share_within": float(np.mean(np.abs(gaps) <= within)),
    }
