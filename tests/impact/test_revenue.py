"""Revenue by month: the three figures of a month, and the months there are."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.revenue import months_between, revenue


def test_a_month_stands_beside_what_was_received() -> None:
    """September 2025: the Treasury received 29,675 million dollars, the Census Bureau calculated 29,540."""
    view = LawBook.shipped().view()
    (month,) = revenue(view, "2025-09", "2025-09", ["observed"])

    assert (29675, True) == (month.receipts, month.consumption)
    assert pytest.approx(29540.294, abs=1e-3) == month.calculated
    assert date(2025, 9, 15) == month.on
    assert month.stated is not None
    assert month.best < month.stated < month.none
    assert pytest.approx(277310.515889) == month.base
    assert pytest.approx(month.none * 277310.515889) == month.amount(month.none)


def test_months_are_those_of_the_book_and_of_the_receipts() -> None:
    assert ["2025-12", "2026-01"] == [one.month for one in months_between("2025-12", "2026-01")]
    for first, last in (("2024-12", "2025-01"), ("2025-02", "2025-01"), ("2025-01", "2026-04"), ("2025-13", "2025-13")):
        with pytest.raises(UsageError):
            months_between(first, last)
