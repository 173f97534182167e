"""The shipped tables of many sectors as worlds: accounts, elasticities, the input-output table of 2011, gravity, ranges over elasticities."""

from __future__ import annotations

import numpy as np
import pytest

from kanzei.errors import UsageError
from kanzei.impact.ge_draws import one_sector_draws, sector_draws
from kanzei.impact.ge_tariffs import announced
from kanzei.impact.ge_world import base_data
from kanzei.impact.hat_gravity import sample
from kanzei.impact.hat_many_best import best_rate_many
from kanzei.impact.sector_data import ELASTICITY_SETS, elasticities, sector_table, use_table
from kanzei.impact.sector_outcomes import base_flows, outcomes
from kanzei.impact.sector_scenarios import rates_by_country
from kanzei.impact.sector_solve import Problem
from kanzei.impact.sector_worlds import from_table, io_world, wage_world


@pytest.mark.parametrize("model", ["icio", "wiod14"])
def test_the_base_has_no_deficits_and_its_accounts_close(model: str) -> None:
    """Deficits are removed as a step of its own; then every country's trade balances and world trade with it."""
    before = from_table(sector_table(model), elasticities(model, "IS"))
    world = wage_world(model)
    flows = base_flows(world)

    assert abs(before.deficits).max() > 1e4
    assert abs(before.deficits.sum()) < 1e-3
    assert abs(world.deficits).max() == 0
    assert np.allclose(flows.sum(axis=(0, 2)), flows.sum(axis=(0, 1)), rtol=1e-9)
    assert np.allclose(world.weights.sum(axis=0), 1)


@pytest.mark.parametrize("name", ELASTICITY_SETS)
def test_every_set_of_elasticities_has_an_equilibrium_in_every_model(name: str) -> None:
    for world in (wage_world("wiod14", name), io_world(name)):
        found = world.solve(rates_by_country(world, [("ALL", 0.10), ("EU", 0.15)], retaliate=True))
        assert found.real_income[world.place("CAN")] < 1


def test_the_table_of_2011_is_taken_as_it_is_but_for_stocks_run_down() -> None:
    """41 x 35; 25 cells below nothing are set to nothing and six kinds of final use below nothing count as nothing."""
    table = use_table()
    world = io_world("IS")

    assert (41, 35) == (len(table.countries), len(table.sectors))
    assert (25, 6) == ((table.trade < 0).sum(), (table.uses[:, :, 35:].sum(axis=2) < 0).sum())
    assert (world.final >= 0).all() and np.allclose(world.final.sum(axis=0), 1)
    assert (world.value_share > 0).all() and np.allclose(world.value_share.T + world.inputs.sum(axis=1), 1)
    output = base_flows(world).sum(axis=1)
    assert np.allclose((world.value_share * output).sum(axis=0), world.added, rtol=1e-8)
    japan = table.countries.index("JPN")
    assert pytest.approx(table.trade[:, :, japan].sum(), rel=1e-6) == table.trade[:, :, japan].clip(0).sum()


def test_the_size_of_the_world_changes_no_hat() -> None:
    small, large = io_world("IS"), io_world("IS", scale=1.5)
    rates = rates_by_country(small, [("JPN", 0.15)])

    assert np.allclose(small.solve(rates).real_income, large.solve(rates).real_income, rtol=1e-9)


def test_links_make_the_best_rate_and_it_is_the_best() -> None:
    world = io_world("IS")
    home = world.place("USA")
    best = best_rate_many(world, home, 16)
    worth = best.found.real_income[home]
    for near in (best.rate - 0.02, best.rate + 0.02):
        found = world.solve(rates_by_country(world, [("ALL", near)]))
        assert found.real_income[home] < worth


def test_names_that_are_none_are_refused() -> None:
    with pytest.raises(UsageError, match="not a set of elasticities"):
        elasticities("icio", "ZZ")
    with pytest.raises(UsageError, match="not a model of many sectors"):
        sector_table("wiod-io")
    with pytest.raises(UsageError, match="its own goods"):
        rates_by_country(wage_world("wiod14"), [("USA", 0.1)])
    with pytest.raises(UsageError, match="not a country of the gravity sample"):
        sample().agreement(["CAN", "ZZZ"])


def test_an_agreement_that_is_there_already_changes_nothing() -> None:
    world = sample()
    found = world.change(world.costs)

    assert max(np.abs(found.price).max(), np.abs(found.exports).max(), np.abs(found.home).max()) < 1e-10


def test_draws_are_common_to_scenarios_and_more_draws_go_on() -> None:
    """The same seed meets the same elasticities; the first draws of a longer run are those of a shorter one."""
    problem = Problem("wiod14", "IS", [("JPN", 0.15)])
    sectors = sector_table("wiod14").sectors
    few, more = (sector_draws("wiod14", "IS", sectors, n, 3, problem.with_elasticities) for n in (4, 6))
    other = sector_draws("wiod14", "IS", sectors, 4, 3, Problem("wiod14", "IS", [("CHN", 0.15)]).with_elasticities)

    assert all(np.array_equal(values, more.drawn[name][:4]) for name, values in few.drawn.items())
    assert all(np.array_equal(values, other.drawn[name]) for name, values in few.drawn.items())
    assert np.allclose(few.values["real_income"], more.values["real_income"][:4], atol=1e-9)
    assert 0 == few.refused


def test_a_draw_at_the_centre_is_the_central_answer() -> None:
    problem = Problem("wiod14", "GYY", [("ALL", 0.10)], retaliate=True)
    again = problem.with_elasticities(elasticities("wiod14", "GYY"), None)

    assert np.allclose(outcomes(again)["exports"], outcomes(problem.solve())["exports"], atol=1e-8)


def test_draws_of_the_one_elasticity_give_the_known_range() -> None:
    """The tariffs of 2 April 2025, elasticity log-normal (4, 0.25): US welfare about 0.60 to 1.62, Japan -0.32 to -0.25 (5 to 95 percent)."""
    tariffs = announced(base_data())
    drawn = one_sector_draws(4.0, True, 60, 1, lambda world, near, inverse: world.solve(tariffs, near, inverse=inverse))
    countries = base_data().countries
    us, japan = (drawn.spread(drawn.values["welfare"][:, countries.index(one)]) for one in ("USA", "JPN"))

    assert us.low == pytest.approx(0.60, abs=0.2) and us.high == pytest.approx(1.62, abs=0.2)
    assert us.median == pytest.approx(1.11, abs=0.15) and japan.median == pytest.approx(-0.29, abs=0.02)
