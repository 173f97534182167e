"""Tables of effective rates: what they are laid out by adds up, and use of preferences is what the user states."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.rates_tables import BY, Answer, answer, law_days, observed_use, stated_use, table

CANADA, JAPAN = "1220", "5880"


@pytest.fixture(scope="module")
def found() -> Answer:
    return answer(LawBook.shipped().view(), date(2025, 9, 20), [CANADA, JAPAN], {CANADA: 0.5})


@pytest.mark.parametrize("by", [one for one in BY if one != "authority"])
def test_rows_weighted_by_their_imports_give_the_total(found: Answer, by: str) -> None:
    rows, total = table(found, by), found.total()

    assert total.imports_usd == sum(row.imports_usd for row in rows)
    for name in ("none", "best", "stated", "calculated_2024"):
        mean = sum(getattr(row, name) * row.imports_usd for row in rows) / total.imports_usd
        assert pytest.approx(getattr(total, name), abs=1e-12) == mean


def test_authorities_add_up_to_the_total(found: Answer) -> None:
    rows, total = table(found, "authority"), found.total()

    for name in ("none", "best", "stated"):
        assert pytest.approx(getattr(total, name), abs=1e-12) == sum(getattr(row, name) for row in rows)


def test_the_stated_use_is_of_the_partner_it_names(found: Answer) -> None:
    canada, japan = sorted(table(found, "partner"), key=lambda row: row.key)

    assert pytest.approx((canada.none + canada.best) / 2) == canada.stated
    assert pytest.approx(japan.none) == japan.stated


def test_how_rates_were_found_is_said_of_all_the_value(found: Answer) -> None:
    assert pytest.approx(1.0) == sum(found.filled().values())


def test_removing_an_order_from_what_is_known_changes_the_rate() -> None:
    """EO 14345 (signed 2025-09-04) brought Japan from stacked to inclusive rates: nothing here is typed."""
    book, day = LawBook.shipped(), date(2025, 9, 20)
    before = answer(book.view(known=date(2025, 8, 28)), day, [JAPAN]).total().none

    assert before > answer(book.view(), day, [JAPAN]).total().none + 0.03


def test_use_is_read_and_refused() -> None:
    assert stated_use([]) is None
    assert {0.6, 0.9} == set((stated_use(["0.6", "CA=0.9"]) or {}).values())
    assert stated_use(["observed:2025-09"]) == observed_use("2025-09")
    assert pytest.approx(0.877, abs=5e-4) == observed_use("2025-09")[CANADA]
    for wrong in ("1.2", "CA=much", "observed:2024-01", "XX=0.5"):
        with pytest.raises(UsageError):
            stated_use([wrong])


def test_days_of_the_law_begin_with_the_first_asked_for() -> None:
    days = law_days(LawBook.shipped().view(), date(2025, 9, 10), date(2025, 9, 20))

    assert date(2025, 9, 10) == days[0]
    assert date(2025, 9, 16) in days
    with pytest.raises(UsageError, match="empty"):
        law_days(LawBook.shipped().view(), date(2025, 9, 10), date(2025, 9, 10))
