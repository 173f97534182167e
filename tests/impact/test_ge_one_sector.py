"""Properties of the one-sector equilibrium: nothing from nothing, sums, homogeneity, second starts, derivatives, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.ge_optimal import best_rate, nash, slope
from kanzei.impact.ge_outcomes import outcomes
from kanzei.impact.ge_tariffs import charge, free, reciprocal
from kanzei.impact.hat_one import OneSector, System
from kanzei.impact.hat_solve import Array

from .worlds import world


@st.composite
def problems(draw: st.DrawFn) -> tuple[OneSector, Array]:
    """A world of two to six countries, and tariffs up to 80 percent."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    made = world(rng, draw(st.integers(2, 6)), draw(st.sampled_from([1.0, 0.7, 0.45])), draw(st.booleans()))
    tariffs = rng.uniform(0, draw(st.sampled_from([0.05, 0.3, 0.8])), made.shares.shape)
    np.fill_diagonal(tariffs, 0)
    return made, tariffs


@given(problems())
@settings(deadline=None, max_examples=40)
def test_no_change_of_tariffs_changes_nothing(problem: tuple[OneSector, Array]) -> None:
    made, _ = problem
    found = made.solve(free(made))

    assert np.abs(found.logs).max() < 1e-9
    assert abs(outcomes(found)["welfare"]).max() < 1e-7


@given(problems())
@settings(deadline=None, max_examples=40)
def test_markets_clear_budgets_hold_and_world_trade_balances(problem: tuple[OneSector, Array]) -> None:
    """Walras: the market left out clears too; revenue is the sum of duties; the world's deficits add to nothing."""
    made, tariffs = problem
    found = made.solve(tariffs)
    scale = found.income.sum()
    exports, imports = found.flows.sum(axis=1), found.flows.sum(axis=0)
    sold = (1 - made.labour) * (found.flows @ (1 - made.local))
    growth = scale / made.income.sum()
    spent = found.income + found.duty + sold + made.transfers * growth

    assert found.walras < 1e-8
    assert np.allclose(found.shares.sum(axis=0), 1)
    assert np.allclose(made.spending * found.spending, spent, rtol=1e-9)
    assert np.allclose(found.parts[5], found.duty, atol=1e-10 * scale)
    assert abs((imports - exports).sum()) < 1e-9 * scale


@given(problems(), st.sampled_from([0.001, 10.0, 1e6]))
@settings(deadline=None, max_examples=25)
def test_the_unit_of_money_does_not_matter(problem: tuple[OneSector, Array], unit: float) -> None:
    made, tariffs = problem
    other = replace(made, spending=made.spending * unit, income=made.income * unit, transfers=made.transfers * unit)

    assert np.allclose(made.solve(tariffs).logs, other.solve(tariffs).logs, atol=1e-8)


@given(problems(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_the_order_of_countries_and_the_start_do_not_matter(problem: tuple[OneSector, Array], random: object) -> None:
    made, tariffs = problem
    turned = np.roll(np.arange(len(made.countries)), 1)
    other = replace(
        made,
        spending=made.spending[turned],
        income=made.income[turned],
        transfers=made.transfers[turned],
        shares=made.shares[np.ix_(turned, turned)],
        local=made.local[turned],
        passing=made.passing[turned],
    )
    straight, again = made.solve(tariffs), other.solve(tariffs[np.ix_(turned, turned)])
    warm = made.solve(tariffs, start=made.solve(tariffs * 0.7))

    assert np.allclose(straight.prices[turned], again.prices, rtol=1e-8)
    assert np.allclose(straight.logs, warm.logs, atol=1e-8)


@given(problems())
@settings(deadline=None, max_examples=25)
def test_derivatives_are_those_of_the_residuals(problem: tuple[OneSector, Array]) -> None:
    made, tariffs = problem
    system = System(made, tariffs)
    rng = np.random.default_rng(1)
    point, way = rng.normal(size=(2, 4 * len(made.countries))) * np.array([[0.05], [1.0]])
    measured = (system.residual(point + 1e-6 * way) - system.residual(point - 1e-6 * way)) / 2e-6

    assert np.allclose(system.jacobian(point) @ way, measured, atol=1e-6)


def test_the_best_rate_beats_its_neighbours_and_the_slope_is_that_of_solutions(four: OneSector) -> None:
    best = best_rate(four, free(four), 0)

    def welfare(rate: float) -> float:
        return float(outcomes(four.solve(charge(free(four), 0, rate)))["welfare"][0])

    assert best.welfare > max(welfare(best.rate - 0.01), welfare(best.rate + 0.01))
    assert abs(slope(four.solve(charge(free(four), 0, 0.1)), 0) - (welfare(0.1001) - welfare(0.0999)) / 2e-4) < 1e-5


def test_nash_rates_are_best_replies(four: OneSector) -> None:
    played = nash(four, ["C00", "C02"])
    replies = [best_rate(four, played.found.tariffs, place, [other]) for place, other in ((0, 2), (2, 0))]

    assert np.allclose(list(played.rates.values()), [reply.rate for reply in replies], atol=1e-7)
    assert all(rate > 0.05 for rate in played.rates.values())


def test_the_same_rate_back() -> None:
    tariffs = charge(np.zeros((3, 3)), 1, 0.2, [0])

    assert 0.2 == reciprocal(tariffs, 1)[1, 0]
    assert 0 == reciprocal(tariffs, 1)[1, 1]


def test_what_does_not_converge_is_refused(four: OneSector) -> None:
    with pytest.raises(NotConverged, match="no equilibrium found: the largest residual is"):
        four.solve(charge(free(four), 0, 0.1), tolerance=1e-30)


@pytest.mark.parametrize("rate", [np.nan, -1.0, np.inf])
def test_a_rate_that_is_no_rate_is_refused(four: OneSector, rate: float) -> None:
    with pytest.raises(UsageError, match="rates above -1"):
        four.solve(np.full((4, 4), rate))


def test_transfers_that_do_not_add_up_are_refused(four: OneSector) -> None:
    broken = replace(four, transfers=four.transfers + 0.05 * four.income)
    with pytest.raises(NotConverged, match="does not clear"):
        broken.solve(charge(free(four), 0, 0.1))
