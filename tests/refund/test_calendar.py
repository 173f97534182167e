"""Federal working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.refund.calendar import (
    add_years,
    holidays,
    is_working_day,
    last_working_day,
    next_court_day,
    working_days_after,
)

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
OPM = {
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
}
"""Days kept, as the Office of Personnel Management lists them; New Year's Day of 2028 is a Saturday and kept on 2027-12-31."""


@pytest.mark.parametrize("year", OPM)
def test_holidays_are_those_that_are_kept(year: int) -> None:
    assert [date.fromisoformat(f"{year}-{day}") for day in OPM[year].split()] == sorted(holidays(year))


def test_days_on_which_the_agencies_were_closed_are_no_working_days() -> None:
    assert date(2025, 12, 23) == last_working_day(date(2025, 12, 26))


def test_a_court_is_not_closed_by_an_order_to_the_agencies() -> None:
    """A last day moves for legal holidays, and for nothing whose effect on the court's rule is open."""
    assert date(2025, 12, 26) == next_court_day(date(2025, 12, 25))


@given(DAYS)
def test_the_day_to_file_by_is_a_working_day_not_after(day: date) -> None:
    by = last_working_day(day)

    assert by <= day
    assert is_working_day(by)
    assert not any(is_working_day(by + timedelta(days=n)) for n in range(1, (day - by).days + 1))


@given(DAYS, st.integers(0, 30))
def test_working_days_are_counted_one_by_one(day: date, number: int) -> None:
    last = working_days_after(day, number)

    assert number == sum(is_working_day(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))


@given(DAYS, st.integers(1, 5))
def test_years_later_is_the_same_day_or_28_february(day: date, years: int) -> None:
    later = add_years(day, years)

    assert (later.year, later.month) == (day.year + years, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)
