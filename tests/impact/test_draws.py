"""Draws: streams by name, distributions, ranges, rank correlation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import UsageError
from kanzei.impact.draws import (
    chosen,
    draw,
    influences,
    lognormal,
    normal,
    spread,
    triangular,
    uniform,
    uniforms,
)

INPUTS = (
    lognormal("sigma", 4.0, 0.25, "test"),
    triangular("pass-through", 0.8, 1.0, 1.0, "test"),
    uniform("labour", 0.25, 1.0, "test"),
    normal("shift", -1.0, 2.0, "test"),
    chosen("set", (0, 1, 2), "test"),
)


@given(st.permutations(INPUTS), st.integers(1, 5), st.integers(0, 2**40))
def test_an_input_draws_the_same_whatever_stands_beside_it(order: list, kept: int, seed: int) -> None:
    some = order[:kept]
    alone = {one.name: draw([one], 7, seed)[one.name] for one in some}
    together = draw(some, 7, seed)

    assert all((together[name] == alone[name]).all() for name in alone)


@given(st.integers(1, 300), st.integers(1, 300), st.text(max_size=20))
def test_more_draws_go_on_where_fewer_stopped(few: int, more: int, name: str) -> None:
    assert (uniforms(name, few, 5) == uniforms(name, few + more, 5)[:few]).all()


def test_names_and_seeds_give_different_streams() -> None:
    assert len({uniforms(name, 3, seed)[0] for name in ("a", "b", "ab") for seed in (0, 1, 2)}) == 9


@pytest.mark.parametrize(
    ("name", "mean", "deviation"),
    [
        # log-normal: exp(mu + s^2/2), times sqrt(exp(s^2) - 1)
        ("sigma", 4 * np.exp(0.03125), 4 * np.exp(0.03125) * np.sqrt(np.exp(0.0625) - 1)),
        # triangle: (a + c + b)/3, sqrt((a^2 + b^2 + c^2 - ab - ac - bc)/18)
        ("pass-through", 2.8 / 3, 0.2 / np.sqrt(18)),
        ("labour", 0.625, 0.75 / np.sqrt(12)),
        ("shift", -1.0, 2.0),
        ("set", 1.0, np.sqrt(2 / 3)),
    ],
)
def test_moments_are_those_of_the_distribution(name: str, mean: float, deviation: float) -> None:
    number = 40_000
    values = draw(INPUTS, number, 11)[name]

    assert values.mean() == pytest.approx(mean, abs=4 * deviation / np.sqrt(number))
    assert values.std() == pytest.approx(deviation, rel=0.03)


def test_limits_hold() -> None:
    drawn = draw(INPUTS, 5000, 3)

    assert ((drawn["pass-through"] >= 0.8) & (drawn["pass-through"] <= 1.0)).all()
    assert ((drawn["labour"] >= 0.25) & (drawn["labour"] <= 1.0)).all()
    assert set(drawn["set"]) == {0.0, 1.0, 2.0}


def test_a_spread_is_median_and_percentiles() -> None:
    assert spread(range(101)) == (50.0, 5.0, 95.0)


def test_rank_correlation_sees_order_and_not_size() -> None:
    a = np.array([1.0, 2.0, 3.0, 4.0])
    drawn = {"up": a, "down": -a, "flat": np.ones(4), "ties": np.array([1.0, 1.0, 2.0, 2.0])}
    found = dict(influences(drawn, np.exp(a * 9)))

    assert found["up"] == pytest.approx(1) and found["down"] == pytest.approx(-1) and found["flat"] == 0
    # Ranks 1.5 1.5 3.5 3.5 against 1 2 3 4: covariance 4, sums of squares 4 and 5.
    assert found["ties"] == pytest.approx(4 / np.sqrt(20))
    assert [one.name for one in influences(drawn, a)][-1] == "flat"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: lognormal("x", 0.0, 0.1, ""),
        lambda: normal("x", 0.0, -0.1, ""),
        lambda: triangular("x", 1.0, 0.5, 2.0, ""),
        lambda: uniform("x", 1.0, 0.5, ""),
        lambda: chosen("x", (), ""),
        lambda: draw([INPUTS[0], INPUTS[0]], 3, 1),
        lambda: uniforms("x", 0, 1),
        lambda: uniforms("x", 3, -1),
        lambda: spread([]),
        lambda: spread([1.0, float("nan")]),
    ],
)
def test_what_makes_no_sense_is_refused(wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError):
        wrong()
