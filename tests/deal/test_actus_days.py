"""Cycles, shifts and day counts, by the calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.deal.actus.cycles import Cycle, Schedule
from kanzei.deal.actus.days import CONVENTIONS, DAY_COUNTS, BusinessDays, year_fraction
from kanzei.deal.actus.terms import Terms, moment
from kanzei.errors import UsageError

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)).map(
    lambda time: time.replace(hour=0, minute=0, second=0, microsecond=0)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(start: str, cycle: str, end: str, *, eom: bool = False, has_end: bool = True) -> list[str]:
    found = Schedule(eom).times(at(start), Cycle.parse(cycle), at(end), has_end=has_end)
    return [time.date().isoformat()[2:] for time in found]


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("P1ML0", Cycle(1, 0, True)),
        ("P3ML1", Cycle(3, 0)),
        ("P2WL1", Cycle(0, 14)),
        ("P1Y6M10DL1", Cycle(18, 10)),
        ("P1QL1", Cycle(3, 0)),
        ("P1H", Cycle(6, 0)),
        ("P0D", Cycle(0, 0)),
    ],
)
def test_cycles_are_read(text: str, cycle: Cycle) -> None:
    assert cycle == Cycle.parse(text)


def test_a_short_last_stub_stands_alone_and_a_long_one_joins() -> None:
    assert ["26-01-01", "26-02-01", "26-03-01", "26-03-15"] == days("2026-01-01", "P1ML1", "2026-03-15")
    assert ["26-01-01", "26-02-01", "26-03-15"] == days("2026-01-01", "P1ML0", "2026-03-15")
    assert ["26-01-01", "26-02-01", "26-03-01"] == days("2026-01-01", "P1ML0", "2026-03-01")


def test_the_end_is_a_time_of_the_schedule_only_when_asked_for() -> None:
    assert ["26-01-01", "26-02-01"] == days("2026-01-01", "P1ML1", "2026-03-01", has_end=False)


def test_the_end_of_a_month_leads_to_ends_of_months_or_keeps_its_day() -> None:
    assert ["26-02-28", "26-03-31", "26-04-30"] == days("2026-02-28", "P1ML1", "2026-04-30", eom=True)
    assert ["26-02-28", "26-03-28", "26-04-28"] == days("2026-02-28", "P1ML1", "2026-04-28")
    assert ["26-01-31", "26-02-28", "26-03-31"] == days("2026-01-31", "P1ML1", "2026-03-31")
    assert ["26-04-30", "26-05-14", "26-05-28"] == days("2026-04-30", "P2WL1", "2026-05-28", eom=True)


# Saturday 2026-10-31: the month ends on a weekend. Sunday 2026-11-01: it begins on one.
SHIFTS = {
    "NOS": ("2026-10-31", "2026-11-01"),
    "SCF": ("2026-11-02", "2026-11-02"),
    "SCMF": ("2026-10-30", "2026-11-02"),
    "CSF": ("2026-11-02", "2026-11-02"),
    "CSMF": ("2026-10-30", "2026-11-02"),
    "SCP": ("2026-10-30", "2026-10-30"),
    "SCMP": ("2026-10-30", "2026-11-02"),
    "CSP": ("2026-10-30", "2026-10-30"),
    "CSMP": ("2026-10-30", "2026-11-02"),
}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_weekends_are_left_as_the_convention_says(convention: str) -> None:
    business = BusinessDays(convention, "MF")
    times = [at("2026-10-31"), at("2026-11-01")]

    assert SHIFTS[convention] == tuple(business.event_time(time).date().isoformat() for time in times)
    counted = times if convention == "NOS" or convention.startswith("CS") else list(map(business.event_time, times))
    assert counted == [business.calculation_time(time) for time in times]


def test_a_calendar_of_ones_own_takes_the_place_of_the_named_one() -> None:
    holiday = date(2026, 11, 3)
    business = BusinessDays("SCF", "NC", lambda day: day.weekday() < 5 and day != holiday)

    assert at("2026-11-04") == business.event_time(at("2026-11-03"))
    with pytest.raises(UsageError, match="no business day within a year"):
        BusinessDays("SCF", "", lambda day: False).event_time(at("2026-11-03"))


@pytest.mark.parametrize(
    ("count", "start", "end", "days_of", "year"),
    [
        ("A365", "2026-01-01", "2026-03-01", 59, 365),
        ("A360", "2026-01-01", "2026-03-01", 59, 360),
        ("AA", "2026-01-01", "2026-03-01", 59, 365),
        ("AA", "2028-01-01", "2028-03-01", 60, 366),
        ("30E360", "2026-01-31", "2026-03-31", 60, 360),
        ("30E360", "2026-02-28", "2026-03-31", 32, 360),
        ("30E360ISDA", "2026-02-28", "2026-03-31", 30, 360),
        ("30E360ISDA", "2026-01-15", "2026-02-28", 45, 360),
        ("B252", "2026-10-30", "2026-11-09", 6, 252),
        ("A365", "2026-01-01", "2026-01-31T23:59:59", 31, 365),
    ],
)
def test_day_counts(count: str, start: str, end: str, days_of: int, year: int) -> None:
    business = BusinessDays("", "MF")

    assert days_of / year == pytest.approx(year_fraction(at(start), at(end), count, business), abs=1e-15)


def test_february_stays_february_at_the_maturity() -> None:
    start, end = at("2026-01-15"), at("2026-02-28")

    assert 43 / 360 == year_fraction(start, end, "30E360ISDA", BusinessDays(), maturity=end)


def test_actual_actual_splits_at_the_new_year() -> None:
    got = year_fraction(at("2027-12-30"), at("2028-01-09"), "AA", BusinessDays())

    assert 2 / 365 + 8 / 366 == pytest.approx(got, abs=1e-15)


@given(MOMENTS, MOMENTS, MOMENTS, st.sampled_from([count for count in DAY_COUNTS if not count.startswith("30")]))
def test_parts_of_a_time_add_up(a: datetime, b: datetime, c: datetime, count: str) -> None:
    a, b, c = sorted((a, b, c))
    business = BusinessDays("", "MF")
    parts = year_fraction(a, b, count, business) + year_fraction(b, c, count, business)

    assert year_fraction(a, c, count, business) == pytest.approx(parts, abs=1e-12)


@given(
    MOMENTS,
    st.integers(0, 3000),
    st.sampled_from(["P1ML0", "P1ML1", "P29DL1", "P2WL0", "P3ML1", "P1YL0"]),
    st.booleans(),
)
def test_a_schedule_ascends_from_its_start_to_its_end(start: datetime, length: int, cycle: str, eom: bool) -> None:
    end = Cycle(0, length).after(start)
    times = Schedule(eom).times(start, Cycle.parse(cycle), end, has_end=True)

    assert sorted(set(times)) == times
    assert (start, end) == (times[0], times[-1])


def test_times_are_read_as_the_files_write_them() -> None:
    read = [
        moment(text, "t") for text in ("2026-01-01T00:00", "2026-01-01T00:00:00", "2025-12-31T24:00:00", "2026-01-01")
    ]

    assert [at("2026-01-01")] * 4 == read


def test_arrays_come_as_lists_as_text_or_as_one_value() -> None:
    terms = Terms({"a": ["1", 2], "b": "[1, 2]", "c": 1, "d": ""})

    assert ([1.0, 2.0], [1.0, 2.0], [1.0], []) == tuple(terms.numbers(name) for name in "abcd")
