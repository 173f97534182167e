"""Many sectors with input-output links: sums, nothing from nothing, homogeneity, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_cells import cells
from kanzei.impact.hat_many import ManySectors
from kanzei.impact.hat_solve import Array


def many(rng: np.random.Generator, size: int, sectors: int) -> ManySectors:
    """A world whose accounts close: flows by chance, final spending what inputs leave over."""
    value_share = rng.uniform(0.5, 0.8, (sectors, size))
    inputs = rng.dirichlet(np.ones(sectors), (size, sectors)).transpose(0, 2, 1) * (1 - value_share.T[:, None, :])
    tariffs = rng.uniform(0, 0.1, (sectors, size, size))
    trade = rng.uniform(1, 4, (sectors, size, size))
    for one in range(size):
        tariffs[:, one, one] = 0
        trade[:, one, one] = 60 + rng.uniform(0, 5, sectors)
    gross = trade * (1 + tariffs)
    spending, output = gross.sum(axis=2), trade.sum(axis=1)
    added = (value_share * output).sum(axis=0)
    deficits = trade.sum(axis=(0, 2)) - trade.sum(axis=(0, 1))
    final = spending - np.einsum("nkj,jn->kn", inputs, output)
    return ManySectors(
        tuple(f"C{one}" for one in range(size)),
        tuple(f"S{one}" for one in range(sectors)),
        gross / spending[:, :, None],
        tariffs,
        spending,
        added,
        deficits,
        value_share,
        inputs,
        final / final.sum(axis=0),
        rng.uniform(2, 8, sectors),
    )


@st.composite
def problems(draw: st.DrawFn) -> tuple[ManySectors, Array]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    made = many(rng, draw(st.integers(2, 4)), draw(st.integers(1, 4)))
    rates = made.tariffs + rng.uniform(0, 0.4, made.tariffs.shape)
    for one in range(len(made.countries)):
        rates[:, one, one] = 0
    return made, rates


@given(problems())
@settings(deadline=None, max_examples=15)
def test_no_change_of_tariffs_changes_nothing(problem: tuple[ManySectors, Array]) -> None:
    made, _ = problem
    found = made.solve(made.tariffs)

    assert np.allclose(found.wages, 1, atol=1e-8)
    assert np.allclose(found.prices, 1, atol=1e-8)
    assert np.allclose(found.real_income, 1, atol=1e-8)


@given(problems(), st.sampled_from([0.01, 1000.0]))
@settings(deadline=None, max_examples=15)
def test_sums_hold_and_money_has_no_unit(problem: tuple[ManySectors, Array], unit: float) -> None:
    made, rates = problem
    found = made.solve(rates)
    scale = made.added.sum()
    other = replace(made, spending=made.spending * unit, added=made.added * unit, deficits=made.deficits * unit)

    assert np.allclose(found.shares.sum(axis=2), 1)
    assert np.allclose(found.flows.sum(axis=1), found.output, rtol=1e-8)
    gap = found.flows.sum(axis=(0, 2)) - found.flows.sum(axis=(0, 1)) - found.deficits
    assert abs(gap).max() < 1e-8 * scale
    assert abs(found.wages @ made.added - scale) < 1e-9 * scale
    assert np.allclose(other.solve(rates).wages, found.wages, rtol=1e-8)


def test_cells_gathered_from_products_of_one_rate_are_that_rate() -> None:
    """Two products a cell, both at the cell's rate: k, n0 and n1 give what the rate itself gives."""
    made = many(np.random.default_rng(5), 3, 2)
    rates = made.tariffs + 0.2 * (1 - np.eye(3))
    flows = (made.shares * made.spending[:, :, None] / (1 + made.tariffs)).ravel()
    place = np.tile(np.arange(flows.size), 2)
    theta = np.repeat(made.theta, 9)
    gathered = cells(
        place,
        np.concatenate([0.3 * flows, 0.7 * flows]),
        np.tile(made.tariffs.ravel(), 2),
        np.tile(rates.ravel(), 2),
        theta,
        flows.size,
    )
    shape = made.shares.shape
    base = replace(made, tariffs=(1 / gathered.net_before - 1).reshape(shape))
    found = base.solve((1 / gathered.net_after - 1).reshape(shape), factor=gathered.factor.reshape(shape))
    plain = made.solve(rates)

    assert np.allclose(found.wages, plain.wages, rtol=1e-9)
    assert np.allclose(found.duty, plain.duty, rtol=1e-9)


def test_what_cannot_be_solved_is_refused() -> None:
    made = many(np.random.default_rng(3), 3, 2)

    with pytest.raises(UsageError, match="do not add up to nothing"):
        made.solve(made.tariffs, made.deficits + 1.0)
    with pytest.raises(UsageError, match="sectors by buyers by sellers"):
        made.solve(made.tariffs[:, :2])
    with pytest.raises(NotConverged, match="still move by"):
        made.solve(made.tariffs + 0.1, tolerance=1e-30)
