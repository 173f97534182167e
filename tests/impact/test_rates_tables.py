"""Tables of effective rates: what they are laid out by adds up, and use of preferences is what the user states."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.rates import ByCode
from kanzei.impact.rates_tables import BY, Answer, answer, days, mean_between, table
from kanzei.impact.rates_use import observed_use, stated_use

CANADA, JAPAN = "1220", "5880"


@pytest.fixture(scope="module")
def found() -> Answer:
    return answer(LawBook.shipped().view(), date(2025, 9, 20), [CANADA, JAPAN], {CANADA: 0.5})


@pytest.mark.parametrize("by", [*(one for one in BY if one != "authority"), "partner,section", "sector,partner"])
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


def test_authorities_of_a_partner_add_up_to_the_partner(found: Answer) -> None:
    by_partner = {row.keys[0]: row for row in table(found, "partner")}
    both = table(found, "partner,authority")

    assert {("CA", "ieepa_border_ca"), ("JP", "ieepa_reciprocal")} <= {row.keys for row in both}
    for key, row in by_partner.items():
        assert pytest.approx(row.none, abs=1e-12) == sum(one.none for one in both if one.keys[0] == key)
        assert {row.imports_usd} == {one.imports_usd for one in both if one.keys[0] == key}


def test_a_layout_that_is_none_is_refused(found: Answer) -> None:
    for wrong in ("port", "partner,partner", ""):
        with pytest.raises(UsageError):
            table(found, wrong)


def test_a_mean_counts_a_rate_by_its_days() -> None:
    """Japan, September 2025: 7 days before 09-08, 8 to 09-15, 15 from 09-16 on; every spell weighs by its days."""
    since, until = date(2025, 9, 1), date(2025, 10, 1)
    spells = list(days(LawBook.shipped().view(), since, until, [JAPAN]))
    mean = mean_between(spells, since, until)
    expected = sum((one.until - one.on).days * one.total().none for one in spells if one.until) / 30

    assert (since, until) == (spells[0].on, spells[-1].until)
    assert pytest.approx(expected, abs=1e-12) == mean.total().none
    assert min(one.total().none for one in spells) < mean.total().none < max(one.total().none for one in spells)
    halves = mean_between(spells, date(2025, 9, 16), until)
    assert pytest.approx(spells[-1].total().none, abs=1e-4) == halves.total().none


def test_the_stated_use_is_of_the_partner_it_names(found: Answer) -> None:
    canada, japan = sorted(table(found, "partner"), key=lambda row: row.keys)

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
    assert pytest.approx(0.877, abs=5e-4) == observed_use("2025-09")[CANADA]
    assert stated_use(["observed"], "2025-09") is not None
    for wrong in ("1.2", "CA=much", "observed:2024-01", "ZZ=0.5", "observed"):
        with pytest.raises(UsageError):
            stated_use([wrong])


def test_claims_by_code_average_to_the_claims_of_the_month(found: Answer) -> None:
    """Shares by code, weighted by the imports of 2024, stay near the share of all the value of the month; a code that is not there takes that share."""
    use = (stated_use(["observed:2025-09"]) or {})[CANADA]
    base = found.none.held
    span = slice(*base.spans[CANADA])

    assert isinstance(use, ByCode)
    shares = use.of(base.hts[span])
    assert 0 <= shares.min() <= shares.max() <= 1
    assert pytest.approx(use.rest, abs=0.06) == float((shares * base.value[span]).sum() / base.value[span].sum())
    assert [use.rest] == use.of(np.array([1])).tolist()


def test_days_begin_where_they_are_asked_to_and_join() -> None:
    spells = list(days(LawBook.shipped().view(), date(2025, 9, 10), date(2025, 9, 20), [JAPAN]))

    assert date(2025, 9, 10) == spells[0].on
    assert date(2025, 9, 16) in [one.on for one in spells]
    assert [one.until for one in spells[:-1]] == [one.on for one in spells[1:]]
    with pytest.raises(UsageError, match="empty"):
        list(days(LawBook.shipped().view(), date(2025, 9, 10), date(2025, 9, 10)))
