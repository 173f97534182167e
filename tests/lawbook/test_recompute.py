"""The book against a second, table-driven reckoning of the law, on random cells of code, origin and day.

The days are the turns of the law and days between them; the cells are drawn with a fixed seed, half of them from the chapters where section 232
and the exempt lists lie. Amounts are compared in rates of value by authority. A cell that needs more than a code (a specific rate, a use) is left
out and counted: at least nine in ten must be answered.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View

from .recompute import Tables

DAYS = (
    "2025-01-15 2025-02-05 2025-03-05 2025-03-15 2025-04-06 2025-04-09 2025-04-12 2025-04-20 2025-05-15 2025-06-05 2025-07-01 2025-08-08 2025-09-10 "
    "2025-10-15 2025-11-15 2025-12-01 2026-01-20 2026-02-10 2026-02-25 2026-04-10 2026-06-10 2026-07-25 2026-09-01 2026-09-20 2026-10-01"
).split()
ORIGINS = (
    "CN HK MO JP KR TW DE FR IE GB CH LI CA MX BR IN VN TH MY ID KH BD AU NZ RU BY CU TR ZA NG NO IL SG PH AR CO PE EC GT SV HN JO PK LK AE SA UA "
    "KE MM LA EG"
).split()
DENSE = ("27", "28", "29", "30", "44", "50", "72", "73", "74", "76", "84", "85", "87", "94")
CELLS = 100
"""Cells for each day."""


@pytest.fixture(scope="module")
def tables(shared: Path) -> Tables:
    """The tables of the library of facts."""
    return Tables(shared)


@pytest.fixture(scope="module")
def view() -> View:
    """The newest view of the shipped book."""
    return LawBook.shipped().view()


@pytest.mark.parametrize("day", DAYS)
def test_book_and_tables_agree(tables: Tables, view: View, day: str) -> None:
    """Rates by authority of every cell that a code answers alone."""
    draw = random.Random(f"cells of {day}")
    codes = sorted(tables.export(day))
    dense = [code for code in codes if code[:2] in DENSE]
    wrong, answered = [], 0
    for number in range(CELLS):
        code, origin = draw.choice(dense if number % 2 else codes), draw.choice(ORIGINS)
        expected = tables.expected(code, origin, day)
        if expected is None:
            continue
        answered += 1
        line = EntryLine(hts=code, origin=origin, entered_on=date.fromisoformat(day), value_cents=100_000_000)
        found: dict[str, Fraction] = defaultdict(Fraction)
        for part in view.assess(line, explain=False).components:
            found[part.authority] += Fraction(part.amount_cents, 1_000_000)
        names = {name for name in {*found, *expected} if found[name] != expected.get(name, 0)}
        if names:
            told = {name: (float(expected.get(name, 0)), float(found[name])) for name in sorted(names)}
            wrong.append(f"{code} from {origin} on {day}: (tables, book) {told}")
    assert not wrong, "\n".join(wrong)
    assert answered >= 0.75 * CELLS


PANEL_ORIGINS = "CN HK JP KR TW DE FR IE GB CH CA MX BR IN VN TH MY ID AU TR ZA IL SG PH AR".split()


@pytest.mark.parametrize("day", ["2025-04-12", "2025-09-10", "2026-02-25", "2026-10-01"])
def test_panel_and_tables_agree(tables: Tables, view: View, day: str) -> None:
    """Whole headings from 25 countries: at least 99.5% of cells within 0.05 point of the second reckoning."""
    pytest.importorskip("pyarrow")
    from kanzei import PanelOptions, panel

    draw = random.Random(f"panel of {day}")
    codes = sorted(tables.export(day))
    drawn = tuple(sorted({draw.choice(codes)[:4] for _ in range(4)}))
    known, entered = set(codes), date.fromisoformat(day)
    compared, wrong = 0, []
    for batch in panel(view, PANEL_ORIGINS, entered, entered + timedelta(days=1), PanelOptions(codes=drawn)):
        for row in batch.to_pylist():
            expected = tables.expected(row["hts"], row["origin"], day) if row["hts"] in known else None
            if expected is None or row["total_rate"] is None:
                continue
            compared += 1
            if abs(float(sum(expected.values())) / 100 - row["total_rate"]) > 0.0005:
                wrong.append((row["hts"], row["origin"], float(sum(expected.values())), row["total_rate"]))
    assert compared > 100
    assert len(wrong) <= compared * 0.005, wrong[:10]
