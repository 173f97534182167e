"""Interest: exact, by quarter, refused where no rate is known. Amounts to the cent stand in worked.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import EntryError
from kanzei.money import half_up
from kanzei.refund.interest import interest, quarter_of
from kanzei.refund.rules import interest_rates

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
CENTS = st.integers(0, 10**11)


@given(CENTS, DAYS, DAYS, st.sampled_from(["corporate", "other"]))
def test_it_is_the_product_over_the_days(principal: int, one: date, other: date, payee: str) -> None:
    """The formula, day by day, in exact fractions (26 U.S.C. 6622)."""
    start, stop = sorted((one, other))
    top = bottom = 1
    day = start + timedelta(days=1)
    while day <= stop:
        percent = interest_rates()[quarter_of(day)][0 if payee == "corporate" else 1]
        top, bottom, day = top * (36_500 + percent), bottom * 36_500, day + timedelta(days=1)
    found = interest(principal, start, stop, payee)

    assert half_up(principal * (top - bottom), bottom) == found.cents
    assert abs(Fraction(top, bottom) - Fraction(found.factor)) < Fraction(1, 10**12)
    assert found.cents == sum(share.cents for share in found.quarters)


@given(CENTS, st.tuples(DAYS, DAYS, DAYS))
def test_it_grows_with_time_and_with_the_principal(principal: int, days: tuple[date, date, date]) -> None:
    start, middle, stop = sorted(days)

    assert interest(principal, start, middle).cents <= interest(principal, start, stop).cents
    assert interest(principal, middle, stop).cents <= interest(principal, start, stop).cents
    assert interest(principal, start, stop).cents <= interest(principal + 1, start, stop).cents
    assert interest(principal, start, stop).cents <= interest(principal, start, stop, "other").cents


@given(CENTS, DAYS, DAYS)
def test_duty_owed_bears_it_with_its_sign(principal: int, one: date, other: date) -> None:
    start, stop = sorted((one, other))

    assert -interest(principal, start, stop, "other").cents == interest(-principal, start, stop, "other").cents


def test_the_quarters_and_their_factors_are_shown() -> None:
    found = interest(1_250_000, date(2025, 9, 4), date(2026, 6, 30))

    assert [("2025Q3", 26, 6), ("2025Q4", 92, 6), ("2026Q1", 90, 6), ("2026Q2", 91, 5)] == [
        one[:3] for one in found.quarters
    ]
    assert Decimal("1.012542910341") == found.quarters[-1].factor
    assert all(one.source for one in found.quarters)


def test_no_days_bear_none() -> None:
    found = interest(1_000_000, date(2026, 1, 5), date(2026, 1, 5))

    assert (0, 0, Decimal(1)) == (found.cents, found.days, found.factor)


@pytest.mark.parametrize(
    ("start", "stop"), [(date(2026, 12, 1), date(2027, 1, 1)), (date(2024, 12, 1), date(2025, 2, 1))]
)
def test_a_quarter_without_a_rate_is_refused(start: date, stop: date) -> None:
    with pytest.raises(
        EntryError, match=r"no interest rate is known for 202[47] Q[14]: the table runs from 2025 Q1 to 2026 Q4"
    ):
        interest(100, start, stop)


def test_a_rate_can_be_given() -> None:
    own = {**interest_rates(), "2027Q1": (6, 7, "assumed")}

    assert 1 == interest(6_084, date(2026, 12, 31), date(2027, 1, 1), rates=own).cents


def test_days_the_wrong_way_round_are_an_error() -> None:
    with pytest.raises(EntryError, match="one of the two days is wrong"):
        interest(100, date(2026, 1, 2), date(2026, 1, 1))
