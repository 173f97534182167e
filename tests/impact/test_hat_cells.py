"""Products gathered into cells give the totals that the products give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.errors import UsageError
from kanzei.impact.hat_cells import cells


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_the_cells_give_the_totals_of_the_products(seed: int, products: int, partners: int) -> None:
    """One buyer, one nest of CES over every product of every partner: shares, price index and revenue by either road."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, partners, products)
    value, theta = rng.uniform(1, 100, products), rng.uniform(1.5, 9)
    before, after = rng.uniform(0, 0.3, products), rng.choice([0.0, 0.15, 0.5], products)
    cost = rng.uniform(0.8, 1.2, partners)
    spent = 1.1 * (value * (1 + before)).sum()

    weights = value * (1 + before) / (value * (1 + before)).sum()
    numerators = weights * ((1 + after) / (1 + before) * cost[place]) ** -theta
    by_product = spent * numerators / numerators.sum()
    revenue = (by_product * after / (1 + after)).sum()

    made = cells(place, value, before, after, theta, partners)
    parts = made.gross / made.gross.sum() * (made.factor * cost) ** -theta
    by_cell = spent * parts / parts.sum()

    assert np.isclose(numerators.sum(), parts.sum(), rtol=1e-12)
    assert np.allclose(np.bincount(place, by_product, partners), by_cell, rtol=1e-12)
    assert np.isclose(revenue, (by_cell * (1 - made.net_after)).sum(), rtol=1e-10, atol=1e-9)
    assert np.allclose(made.gross * (1 - made.net_before), np.bincount(place, value * before, partners), atol=1e-9)


def test_a_mean_rate_overstates_price_and_revenue() -> None:
    made = cells(np.array([0, 0]), [100.0, 100.0], [0.0, 0.0], [0.0, 0.5], 4.0, 1)

    assert 0.25 == made.mean_after[0]
    assert made.factor[0] < 1.25
    assert made.mean_shifted[0] < 0.25
    assert 1 - made.net_after[0] < 0.25 / 1.25


def test_no_change_is_a_factor_of_one_and_an_empty_cell_is_nothing() -> None:
    made = cells(np.array([0]), [5.0], [0.2], [0.2], [3.0, 3.0], 2)

    assert np.allclose(made.factor, 1)
    assert np.allclose(made.net_after, made.net_before)
    assert (1.0, 0.0, 0.0) == (made.net_after[1], made.gross[1], made.mean_after[1])


@pytest.mark.parametrize(
    ("value", "rate", "theta", "text"),
    [
        ([1.0, 2.0], [0.1], 4.0, "different lengths"),
        ([-1.0], [0.1], 4.0, "below zero"),
        ([1.0], [-1.0], 4.0, "not above -100"),
        ([1.0], [0.1], 0.0, "elasticity"),
    ],
)
def test_what_cannot_be_gathered_is_refused(value: list[float], rate: list[float], theta: float, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        cells(np.zeros(1, dtype=np.int64), value, rate, rate, theta, 1)
