"""Many sectors in wages alone: sums, nothing from nothing, homogeneity, products against cells, derivatives, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_best import best_by_sector, best_rate, charge, formula_rates, gradient, nash_best, nash_formula
from kanzei.impact.hat_cells import cells
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageOnly, WageSystem
from kanzei.impact.sector_data import SectorTable
from kanzei.impact.sector_worlds import from_table


def table(rng: np.random.Generator, size: int, sectors: int) -> SectorTable:
    """Spending by chance, mostly at home, with small tariffs in it."""
    abroad = 1 - np.eye(size)
    gross = rng.uniform(1, 6, (sectors, size, size)) + np.eye(size) * rng.uniform(30, 60, (sectors, size))[:, :, None]
    names = tuple("USA JPN CHN DEU MEX".split())[:size]
    return SectorTable(names, tuple(f"S{n}" for n in range(sectors)), gross, rng.uniform(0, 0.1, gross.shape) * abroad)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[WageOnly, Array]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size, sectors = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    made = from_table(table(rng, size, sectors), rng.uniform(1.5, 9, sectors))
    return made, made.tariffs + rng.uniform(0, 0.6, made.shares.shape) * (1 - np.eye(size))


@given(worlds())
@settings(deadline=None, max_examples=25)
def test_no_change_of_tariffs_changes_nothing(problem: tuple[WageOnly, Array]) -> None:
    """With the deficits of the table, and after they are removed."""
    for world in (problem[0], problem[0].balanced()):
        found = world.solve(world.tariffs)

        assert np.allclose(found.logs, 0, atol=1e-10)
        assert np.allclose(found.real_income, 1, atol=1e-10)
        assert np.allclose(found.flows, world.shares * world.keep * (world.weights * world.spending)[:, :, None])


@given(worlds(), st.sampled_from([0.001, 1e4]))
@settings(deadline=None, max_examples=25)
def test_sums_hold_and_money_has_no_unit(problem: tuple[WageOnly, Array], unit: float) -> None:
    """Shares add to one, revenue is the sum of duties, budgets and trade balance hold, world trade balances, Walras, wages have no unit."""
    world, rates = problem
    found = world.solve(rates)
    scale = world.added.sum()
    flows = found.flows

    assert np.allclose(found.shares.sum(axis=2), 1)
    assert np.allclose(found.duty, (flows * rates).sum(axis=(0, 2)), rtol=1e-9, atol=1e-9 * scale)
    assert np.allclose(found.wages * world.added + found.duty + world.deficits, found.spending, rtol=1e-10)
    assert np.allclose(flows.sum(axis=(0, 1)), found.wages * world.added, rtol=1e-9)
    balance = flows.sum(axis=(0, 2)) - flows.sum(axis=(0, 1))
    assert np.allclose(balance, world.deficits, atol=1e-9 * scale)
    assert abs(balance.sum()) < 1e-9 * scale
    assert found.walras < 1e-8
    other = replace(world, added=world.added * unit, deficits=world.deficits * unit)
    assert np.allclose(other.solve(rates).wages, found.wages, rtol=1e-9)


@given(worlds())
@settings(deadline=None, max_examples=15)
def test_another_start_gives_the_same_answer(problem: tuple[WageOnly, Array]) -> None:
    world, rates = problem
    far = world.solve(rates + 0.3 * (rates > 0))

    assert np.allclose(world.solve(rates, far).wages, world.solve(rates).wages, rtol=1e-9)


@given(worlds())
@settings(deadline=None, max_examples=15)
def test_the_jacobian_is_that_of_differences(problem: tuple[WageOnly, Array]) -> None:
    world, rates = problem
    system = WageSystem(world, (1 + rates) * world.keep, 1 / (1 + rates))
    at = np.random.default_rng(1).normal(0, 0.05, len(world.countries))
    step = 1e-6
    turned = [
        (system.residual(at + step * one) - system.residual(at - step * one)) / (2 * step) for one in np.eye(len(at))
    ]

    assert np.allclose(system.jacobian(at), np.transpose(turned), atol=1e-7)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
@settings(deadline=None, max_examples=20)
def test_cells_give_what_a_model_of_the_products_gives(seed: int, products: int) -> None:
    """The United States buys many products of each seller and sector at different rates: at the wages of the model of cells every market of products clears,
    with the same shares, prices and revenue."""
    rng = np.random.default_rng(seed)
    facts = table(rng, 4, 2)
    theta = rng.uniform(2, 8, 2)
    parts = rng.dirichlet(np.ones(products), (2, 4))
    old, new = rng.uniform(0, 0.2, (2, 4, products)), rng.choice([0.0, 0.15, 0.5], (2, 4, products))
    old[:, 0], new[:, 0] = 0.0, 0.0
    gross_h = facts.gross[:, 0, :, None] * parts
    place = np.repeat(np.arange(8), products)
    made = cells(place, (gross_h / (1 + old)).ravel(), old.ravel(), new.ravel(), np.repeat(theta, 4), 8)
    keep = 1 / (1 + facts.tariffs)
    keep[:, 0] = made.net_before.reshape(2, 4)
    world = from_table(facts, theta, keep)
    rates, factor = world.tariffs.copy(), np.ones_like(keep)
    rates[:, 0], factor[:, 0] = 1 / made.net_after.reshape(2, 4) - 1, made.factor.reshape(2, 4)
    found = world.solve(rates, factor=factor)

    base = gross_h / facts.gross[:, 0].sum(axis=1)[:, None, None]
    weights = base * ((1 + new) / (1 + old) * found.wages[:, None]) ** -theta[:, None, None]
    shares = weights / weights.sum(axis=(1, 2), keepdims=True)
    spent = world.weights[:, 0, None, None] * found.spending[0] * shares
    others = found.flows[:, 1:].sum(axis=(0, 1))

    assert np.allclose(weights.sum(axis=(1, 2)), found.parts[0][:, 0], rtol=1e-10)
    assert np.allclose(shares.sum(axis=2), found.shares[:, 0], rtol=1e-10)
    assert np.isclose((spent * new / (1 + new)).sum(), found.duty[0], rtol=1e-8, atol=1e-9)
    assert np.allclose((spent / (1 + new)).sum(axis=(0, 2)) + others, found.wages * world.added, rtol=1e-8)


@given(worlds())
@settings(deadline=None, max_examples=15)
def test_the_gradient_of_welfare_is_that_of_differences(problem: tuple[WageOnly, Array]) -> None:
    """The adjoint against central differences of whole solves, to 1e-6 of the steepest rate."""
    world, rates = problem
    found = world.solve(rates)
    by = gradient(found, 0)
    step = 1e-4

    def welfare(sector: int, seller: int, by_how_much: float) -> float:
        moved = rates.copy()
        moved[sector, 0, seller] = (1 + rates[sector, 0, seller]) * np.exp(by_how_much) - 1
        return float(np.log(world.solve(moved, found).real_income[0]))

    for sector in range(len(world.sectors)):
        seller = 1 + sector % (len(world.countries) - 1)
        turned = (welfare(sector, seller, step) - welfare(sector, seller, -step)) / (2 * step)
        assert pytest.approx(turned, abs=1e-6 * max(1e-2, float(np.abs(by).max()))) == by[sector, seller]


@given(worlds())
@settings(deadline=None, max_examples=10)
def test_the_best_rates_are_the_highest_of_their_neighbours_and_beat_the_formula(
    problem: tuple[WageOnly, Array],
) -> None:
    world = problem[0].balanced()
    best = best_rate(world, world.tariffs, 0)
    each = best_by_sector(world, world.tariffs, 0)

    def at(rate: float) -> float:
        return float(world.solve(charge(world.tariffs, 0, rate)).real_income[0])

    worth = float(best.found.real_income[0])
    assert worth >= max(at(best.rate + 0.02), at(best.rate - 0.02))
    assert worth >= at(float(formula_rates(world.solve(world.tariffs))[0])) - 1e-13
    assert each.found.real_income[0] >= worth - 1e-12


def test_nash_rates_answer_each_other() -> None:
    world = from_table(table(np.random.default_rng(8), 4, 3), np.array([3.0, 5.0, 8.0])).balanced()
    few = nash_best(world, ["USA", "CHN"])
    for one, other, rate in ((0, 2, few.rates[0]), (2, 0, few.rates[1])):
        answer = best_rate(world, few.found.tariffs, one, [other], first=float(rate) + 0.05)
        assert pytest.approx(float(rate), abs=1e-6) == answer.rate
    everyone = nash_formula(world)
    assert np.allclose(formula_rates(everyone.found), everyone.rates, atol=1e-9)


def test_what_cannot_be_solved_is_refused() -> None:
    world = from_table(table(np.random.default_rng(3), 3, 2), np.array([4.0, 6.0]))

    with pytest.raises(UsageError, match="sectors by buyers by sellers"):
        world.solve(world.tariffs[:, :2])
    with pytest.raises(UsageError, match="not a country of this model"):
        world.place("ITA")
    with pytest.raises(NotConverged, match="largest residual"):
        world.solve(world.tariffs + 0.1, tolerance=1e-30)
    with pytest.raises(NotConverged, match="still move by"):
        nash_formula(world, rounds=1)
