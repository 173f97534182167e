"""Duties over imports by year: the shipped table against what its sources print, and the last year with a higher rate."""

from __future__ import annotations

import pytest

from kanzei.errors import UsageError
from kanzei.impact.history import SERIES, against, century, months, series


def test_the_series_reach_as_far_as_the_sources() -> None:
    calculated = {one.year: one.percent for one in series("calculated")}

    assert (1899, 2025) == (min(calculated), max(calculated))
    assert 1900 not in calculated
    assert (29.3, 19.8, 2.4) == (calculated[1899], calculated[1933], calculated[2023])
    assert 2.3425 == calculated[2024]


def test_every_series_says_what_it_is() -> None:
    assert all(all(field for field in one) for one in SERIES.values())
    assert {"calculated", "calculated-dutiable", "collected", "statutory"} == set(SERIES)


def test_collected_is_receipts_over_general_imports() -> None:
    """The year is the sum of its months, not the mean of their rates."""
    found = [one for one in months() if one.month.startswith("2024")]
    year = next(one for one in series("collected") if one.year == 2024)

    assert 12 == len(found)
    assert pytest.approx(100 * 78916 / 3266409.6, abs=1e-9) == year.percent


def test_the_last_year_with_a_higher_rate() -> None:
    found = against("calculated", 18.5, 2025)

    assert found.last_higher is not None
    assert (1933, 19.8, 0) == (found.last_higher.year, found.last_higher.percent, found.lacking)


def test_an_equal_year_is_not_higher() -> None:
    found = against("calculated", 19.8, 2025)

    assert found.last_higher is not None
    assert 1914 > found.last_higher.year


def test_years_not_on_file_are_counted() -> None:
    found = against("calculated-dutiable", 30.0, 2025)

    assert found.last_higher is not None
    assert (1932, 91) == (found.last_higher.year, found.lacking)


def test_no_year_is_an_answer_and_a_partial_year_is_no_year() -> None:
    assert against("collected", 9.0, 2027).last_higher is None
    assert 2026 == next(one for one in series("collected") if one.months < 12).year


def test_a_series_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no series of years"):
        series("guessed")


@pytest.mark.parametrize(
    ("name", "percent", "before", "expected"),
    [
        ("calculated", 24.46, 2025, "yes"),  # 1904 was higher
        ("calculated", 18.70, 2025, "no"),  # 1933 was higher
        ("calculated", 19.8, 2034, "not known"),  # years to come are not on file
        ("collected", 11.2, 2025, "not known"),  # receipts are on file from 1982
        ("calculated-dutiable", 30.0, 2025, "no"),  # 1932 was higher
        ("calculated-dutiable", 60.0, 2025, "not known"),
    ],
)
def test_the_highest_in_a_century_is_said_only_where_the_years_are_on_file(
    name: str, percent: float, before: int, expected: str
) -> None:
    assert expected == century(against(name, percent, before))
