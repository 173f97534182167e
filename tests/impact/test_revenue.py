"""Revenue by month: the three figures of a month, and the months there are."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.history import months
from kanzei.impact.revenue import MonthRevenue, months_between, revenue, span_of


def test_a_month_stands_beside_what_was_received() -> None:
    """July 2025: the Treasury received 27,670 million dollars, the Census Bureau calculated 28,085."""
    view = LawBook.shipped().view()
    (month,) = revenue(view, "2025-07", "2025-07", ["observed"])

    assert (27670, True) == (month.receipts, month.consumption)
    assert pytest.approx(28085.040, abs=1e-3) == month.calculated
    assert 2 == month.spells
    assert month.stated is not None
    assert month.best < month.stated < month.none
    assert pytest.approx(288153.517408) == month.base
    assert pytest.approx(month.none * 288153.517408) == month.amount(month.none)
    steps = {step.name: step.amount for step in month.steps()}
    assert pytest.approx(month.calculated) == sum(
        steps[name] for name in ("statutory", "preferences", "metal", "unexplained", "mix")
    )
    assert pytest.approx(month.receipts) == steps["calculated"] + steps["timing"]
    assert 0.0 == steps["metal"]
    assert month.utilisation is not None
    assert pytest.approx(month.calculated / (month.stated * month.base)) == month.utilisation


def test_months_are_those_of_the_book_and_of_the_receipts() -> None:
    assert ["2025-12", "2026-01"] == [one.month for one in months_between("2025-12", "2026-01")]
    for first, last in (("2024-12", "2025-01"), ("2025-02", "2025-01"), ("2025-01", "2026-04"), ("2025-13", "2025-13")):
        with pytest.raises(UsageError):
            months_between(first, last)


def test_the_mix_of_2024_is_that_of_2024() -> None:
    """Over the year that gives the weights the rates by industry on that mix give the year's duty over imports, but for the months' own spread."""
    year = [one for one in months() if one.month.startswith("2024")]
    mean = sum((one.mixed or 0) * (one.consumption or 0) for one in year) / sum(one.consumption or 0 for one in year)
    paid = sum(one.calculated or 0 for one in year) / sum(one.consumption or 0 for one in year)

    assert 12 == len(year)
    assert pytest.approx(paid, rel=0.01) == mean


def test_a_month_without_calculated_duty_has_no_finer_steps() -> None:
    held = next(one for one in months() if one.month == "2026-01")
    month = MonthRevenue("2026-01", 1, held.general, False, 0.2, 0.15, None, 0.2, 0.15, None, None, held.receipts)

    assert ["statutory", "preferences", "metal", "unexplained", "received"] == [step.name for step in month.steps()]
    assert pytest.approx(held.receipts) == sum(step.amount for step in month.steps()[:-1])
    assert month.utilisation is None


def test_a_span_is_the_whole_month() -> None:
    assert (date(2025, 12, 1), date(2026, 1, 1)) == span_of("2025-12")
    assert (date(2025, 2, 1), date(2025, 3, 1)) == span_of("2025-02")
