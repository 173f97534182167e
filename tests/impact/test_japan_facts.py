"""Months taken apart, and what others say: facts with their sources, and arithmetic by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kanzei.impact.japan_months import HALF_YEAR, months, reported
from kanzei.impact.japan_outside import cabinet_office, gap, gdp_rows, outside
from kanzei.impact.japan_steps import STEPS


def test_june_by_hand() -> None:
    """Jiji Press, 2025-07-17: to the US 1,707.1 billion yen (-11.4%), in all 9,162.6 (-0.5%). A year before 1,926.7 of 9,208.6: 20.9%, so -2.39 points."""
    june = next(one for one in months() if one.month == "2025-06")
    share = (1707.1 / 0.886) / (9162.6 / 0.995)

    assert "levels of 2025-06" == june.shares_from
    assert pytest.approx(share) == june.us_share
    assert pytest.approx(-11.4 * share) == june.us_points
    assert "-2.39" == f"{june.us_points:.2f}"
    assert june.cars_points is not None
    assert june.us_points < june.cars_points < 0


def test_contributions_add_up() -> None:
    for one in months():
        assert pytest.approx(one.total) == one.us_points + one.rest_points
        assert 0.15 < one.us_share < 0.25
        assert one.cars_share < one.us_share
        assert one.sources
        assert one.month == one.middle.isoformat()[:7]
        assert 15 <= one.middle.day <= 16


def test_july_is_not_june() -> None:
    """One outlet has June's -11.4 for July; two have -10.1."""
    found = reported()

    assert (-11.4, -10.1) == (found["2025-06", "us_growth"].value, found["2025-07", "us_growth"].value)
    assert "June" in found["2025-07", "us_growth"].note


def test_shares_agree_with_another_source() -> None:
    """Ministry of Finance, 2024: 21.3 of 107.1 trillion yen to the United States; motor vehicles 28.3% of that."""
    found = reported()
    year = found["2024", "us_value"].value / found["2024", "total_value"].value
    half = [found[HALF_YEAR, f"{one}_value"].value / (1 + found[HALF_YEAR, f"{one}_growth"].value / 100) for one in ("cars", "us", "total")]  # fmt: skip

    assert pytest.approx(year, abs=0.01) == half[1] / half[2]
    assert pytest.approx(found["2024", "cars_share_of_us"].value / 100, abs=0.01) == half[0] / half[1]


def test_every_figure_names_its_source() -> None:
    assert all(one.source.startswith("https://") for one in reported().values())
    assert all(one.source.startswith("https://") for one in outside())


def test_the_cabinet_office_is_a_forecast_and_no_effect() -> None:
    """1.2 to 0.7 percent for fiscal year 2025, forecast of 2025-08-07."""
    office = cabinet_office()

    assert (1.2, 0.7, -0.5) == (office.previous, office.value, office.change)
    assert office.forecast
    assert "FY2025" in office.measure
    assert "2025-08-07" in office.study
    assert pytest.approx(-0.35) == gap(-0.15)
    assert pytest.approx(0.2) == gap(-0.7)


def test_outside_estimates_point_at_steps_that_exist() -> None:
    ids = {one.id for one in STEPS}

    assert {one.nearest for one in outside()} - {""} <= ids
    assert {one for one in gdp_rows() if "25 percent letter" in one.study and one.nearest} == set()


def test_no_row_for_japan_is_left_out(shared: Path) -> None:
    with open(shared / "economy/expected/benchmarks_japan_us_macro.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "JPN"]

    assert [(row["study"], row["measure"], float(row["value"])) for row in rows] == [
        (one.study, one.measure, one.value) for one in outside()
    ]
