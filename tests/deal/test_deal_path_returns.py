"""Returns along paths are the exact path's."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.deal.path_returns import internal_rates, multiples, paybacks, peak_exposure, present_values
from kanzei.deal.returns import irr, returns

lines = st.lists(st.one_of(st.just(0), st.integers(-(10**9), 10**9)), min_size=2, max_size=30)


@settings(deadline=None, max_examples=200)
@given(lines)
def test_returns_are_those_of_the_exact_path(line):
    """Internal rate, present value, multiple and payback of any line of flows, each also where it is not defined."""
    flows = np.array(line, dtype=float)[:, None]
    expected = returns(line, Fraction(4, 100))

    assert (expected.irr is None) == bool(np.isnan(internal_rates(flows, 1)[0]))
    if expected.irr is not None:
        assert expected.irr == pytest.approx(internal_rates(flows, 1)[0], rel=1e-9, abs=1e-9)
    assert expected.npv == pytest.approx(present_values(flows, 0.04, 1)[0], abs=0.51)
    assert (expected.multiple is None) == bool(np.isnan(multiples(flows)[0]))
    if expected.payback is not None:
        assert float(expected.payback) == paybacks(flows, 1)[0]
    elif expected.put_in and sum(line) < 0:
        assert np.isnan(paybacks(flows, 1)[0])


def test_long_lines_neither_overflow_nor_lose_the_root():
    """A hundred years of months, nearly all of it lost, and a rate near the ends of the search."""
    flows = np.zeros((1201, 3))
    flows[0] = -1e13
    flows[1200] = [1e9, 1e13, 1e18]
    rates = internal_rates(flows, 1)

    assert [irr([int(one) for one in flows[:, at]]) for at in range(3)] == pytest.approx(list(rates), rel=1e-9)


def test_exposure_is_the_deepest_sum():
    assert 150.0 == peak_exposure(np.array([[-100.0], [-50.0], [120.0], [90.0]]))[0]
