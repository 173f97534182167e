"""Partial equilibrium by product: examples worked by hand, closed forms, and what must hold whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import UsageError
from kanzei.impact.hat_cells import cells
from kanzei.impact.partial import Demand, Nests, Outcome, elasticity_of_demand, nests, pass_through_of, solve
from kanzei.impact.partial_sums import buyers, exporters, moved, sums


def demand(layout: Nests, sigma: float = 4.0, eta: float = 1.0, kappa: float = 1.0, imports: float = 0.3) -> Demand:
    count = len(layout.sectors)
    return Demand(
        np.full(len(layout.codes), sigma), np.full(count, eta), np.full(count, kappa), np.full(count, imports)
    )


def world(seed: int, many: int = 60) -> tuple[Nests, np.ndarray, np.ndarray, np.ndarray, Demand]:
    """Cells of 12 products in 4 sectors with every kind of elasticity."""
    rng = np.random.default_rng(seed)
    hts = rng.integers(0, 12, many)
    layout = nests(hts, hts % 4)
    count = len(layout.sectors)
    sigma = rng.choice([1.0, 0.7, 2.0, 5.5, 15.0], len(layout.codes))
    eta, kappa = rng.choice([1.0, 0.5, 1.53, 3.0], count), rng.choice([1.0, 0.4, 1.19, 5.0], count)
    value = rng.lognormal(10, 2, many) * (rng.random(many) > 0.1)
    before, after = rng.choice([0.0, 0.025, 0.1], many), rng.choice([0.0, 0.15, 0.25, 1.45], many)
    return layout, value, before, after, Demand(sigma, eta, kappa, rng.uniform(0, 1, count))


def test_two_origins_by_hand() -> None:
    """One product, spending on it given (eta 1). Origins sell 100 each; the first gets a duty of 25%, sigma 2.

    P = [(1/2) 1.25^-1 + 1/2]^-1 = 1/0.9 = 10/9. V1 of the first = 100 x 1.25^-2 x P = 64 x 10/9 = 640/9; of the second = 100 x 10/9 = 1000/9.
    Duty = 640/9/4 = 160/9. Spending 640/9 + 160/9 + 1000/9 = 200, as it was.
    """
    layout = nests([7, 7], [1, 1])
    found = solve(layout, [100, 100], [0, 0], [0.25, 0], demand(layout, sigma=2.0, imports=1.0))

    assert found.value_after == pytest.approx([640 / 9, 1000 / 9])
    assert np.exp(found.product_price) == pytest.approx([10 / 9])
    assert found.duty_static == pytest.approx([25, 0]) and found.duty_after == pytest.approx([160 / 9, 0])
    # Products and imports in step: of 1640/9 the half, 820/9, would be each origin's; 20 moved.
    assert moved(layout, found) == pytest.approx([-20, 20])
    # Spending given, m = 1: EV = 200 (1/P - 1) = -20, the treasury gets 160/9.
    told = sums(layout, found, demand(layout, sigma=2.0, imports=1.0))
    assert (told.buyers, told.treasury, told.net) == pytest.approx((-20, 160 / 9, -20 + 160 / 9))
    assert (told.rate_before, told.rate_static, told.rate_after) == pytest.approx((0, 0.125, 160 / 1640))


def test_three_nests_by_hand() -> None:
    """Every duty is 50% and every elasticity its own: all indices are 1.5, so Q = 1.5^-kappa P^(kappa-1), P = [1 - m + m 1.5^(1-kappa)]^(1/(1-kappa)).

    kappa 2, m 1/2: P = [1/2 + 1/3]^-1 = 6/5; Q = (4/9)(6/5) = 8/15.
    """
    layout = nests([1, 1, 2, 2], [1, 1, 1, 1])
    found = solve(
        layout, [1.0, 2.0, 3.0, 4.0], np.zeros(4), np.full(4, 0.5), demand(layout, sigma=5, eta=3, kappa=2, imports=0.5)
    )

    assert found.value_after == pytest.approx(np.array([1.0, 2.0, 3.0, 4.0]) * 8 / 15)
    # Buyers spend 10 / m = 20 on the sector: 20 (5/6 - 1) = -10/3.
    assert buyers(found, demand(layout, kappa=2, imports=0.5)) == pytest.approx([-10 / 3])


def test_exporters_bear_what_is_not_passed_through() -> None:
    """f = 1/2, duty 44%: p = q^-1 = 1.2. sigma = eta = kappa = 1, m = 0: Q = 1/1.2, V1 = 144/1.44 = 100; the cut on goods sold is 100 x 1.2 - 100 = 20."""
    layout = nests([1], [1])
    found = solve(layout, [144.0], [0.0], [0.44], demand(layout, sigma=1.0, imports=0.0), 0.5)

    assert found.value_after == pytest.approx([100]) and exporters(found) == pytest.approx([-20])
    assert np.exp(found.price) == pytest.approx([1.2]) and np.exp(found.exporter_price) == pytest.approx([1 / 1.2])


@pytest.mark.parametrize("imports", [0.0, 0.3, 1.0])
def test_one_elasticity_in_all_nests_is_the_closed_form(imports: float) -> None:
    """sigma = eta = kappa: only a cell's own price and that of the sector count."""
    layout, value, before, after, _ = world(3)
    one = demand(layout, 2.5, 2.5, 2.5, imports)
    found = solve(layout, value, before, after, one)
    tau = (1 + after) / (1 + before)
    of = layout.sector[layout.product]
    gross = value * (1 + before)
    index = np.bincount(of, gross * tau**-1.5) / np.bincount(of, gross)
    sector = (1 - imports + imports * index) ** (1 / -1.5)

    assert found.value_after == pytest.approx(value * tau**-2.5 * sector[of] ** 1.5)


def test_products_add_up_to_the_cells_of_a_sector_model() -> None:
    """With one elasticity inside, the cell of :mod:`kanzei.impact.hat_cells` gives the products' totals: gross value, duty and mean rate."""
    layout, value, before, after, _ = world(5)
    theta = 3.0
    # Sector prices held: kappa = sigma and m = 0 leave only a cell's own price.
    found = solve(layout, value, before, after, demand(layout, theta + 1, theta + 1, theta + 1, 0.0))
    of = layout.sector[layout.product]
    made = cells(of, value, before, after, theta, len(layout.sectors))
    gross_after = np.bincount(of, found.value_after * (1 + after))

    assert gross_after == pytest.approx(made.gross * made.factor**-theta)
    assert np.bincount(of, found.value_after) == pytest.approx(gross_after * made.net_after)
    assert np.bincount(of, found.duty_after) / np.bincount(of, found.value_after) == pytest.approx(made.mean_shifted)


@given(st.integers(0, 10_000), st.floats(0.05, 1.0))
def test_the_rates_of_the_base_change_nothing(seed: int, f: float) -> None:
    layout, value, before, _, asked = world(seed)
    found = solve(layout, value, before, before, asked, f)
    told = sums(layout, found, asked)

    assert (found.value_after == value).all() and not found.sector_price.any()
    assert (told.buyers, told.treasury, told.exporters, told.import_prices) == (0, 0, 0, 0)
    assert told.diverted == pytest.approx(0, abs=1e-9 * value.sum())


@given(st.integers(0, 10_000), st.floats(1e-6, 1e6), st.floats(0.05, 1.0))
def test_money_in_other_units_scales_all_money(seed: int, scale: float, f: float) -> None:
    layout, value, before, after, asked = world(seed)
    one, other = (
        sums(layout, solve(layout, money, before, after, asked, f), asked) for money in (value, value * scale)
    )
    money = {name for name in one._fields if not name.startswith("rate") and name != "import_prices"}

    for name in one._fields:
        expected = getattr(one, name) * (scale if name in money else 1)
        assert getattr(other, name) == pytest.approx(expected, rel=1e-9, abs=1e-9 * value.sum() * scale)


@given(st.integers(0, 10_000), st.floats(0.05, 1.0))
def test_what_moves_between_origins_adds_up_to_nothing(seed: int, f: float) -> None:
    layout, value, before, after, asked = world(seed)
    found = solve(layout, value, before, after, asked, f)
    by_product = np.bincount(layout.product, moved(layout, found))

    assert by_product == pytest.approx(0 * by_product, abs=1e-9 * value.sum())


@given(st.integers(0, 10_000))
def test_full_pass_through_leaves_exporters_prices(seed: int) -> None:
    layout, value, before, after, asked = world(seed)
    found = solve(layout, value, before, after, asked, 1.0)

    assert not found.exporter_price.any() and not exporters(found).any()


@given(st.integers(0, 10_000))
def test_spending_on_a_product_stays_where_the_upper_nests_are_neutral(seed: int) -> None:
    layout, value, before, after, asked = world(seed)
    neutral = asked._replace(eta=np.ones_like(asked.eta), kappa=np.ones_like(asked.kappa))
    found = solve(layout, value, before, after, neutral)
    spent = [np.bincount(layout.product, v * (1 + t)) for v, t in ((value, before), (found.value_after, after))]

    assert spent[1] == pytest.approx(spent[0])


@given(st.integers(0, 10_000))
def test_a_cell_gains_from_a_duty_on_its_rival_where_origins_are_the_closer_substitutes(seed: int) -> None:
    layout, value, before, _, asked = world(seed)
    sigma = np.maximum(asked.sigma, 4.0)
    closer = Demand(sigma, np.minimum(asked.eta, 2.0), np.minimum(asked.kappa, 1.0), asked.imports)
    closer = closer._replace(eta=np.maximum(closer.eta, closer.kappa))
    hit = int(np.argmax(value))
    after = before.copy()
    after[hit] += 0.3
    found = solve(layout, value, before, after, closer)
    rivals = (layout.product == layout.product[hit]) & (np.arange(len(value)) != hit) & (value > 0)

    assert found.value_after[hit] < value[hit]
    assert (found.value_after[rivals] >= value[rivals] * (1 - 1e-12)).all()


@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_a_small_duty_costs_the_triangle(seed: int, imports: float) -> None:
    """All cells alike, from free trade: buyers and treasury lose half of e E t^2, e = kappa (1 - m) the elasticity at a given standard of living.

    EV/E = -tau - (1-m)(1-kappa) tau^2/2 + m tau^2/2 and R/E = t - [kappa (1-m) + m] t^2, with tau = t - t^2/2, to second order.
    """
    rng = np.random.default_rng(seed)
    layout, value = nests([1, 2, 3], [1, 1, 1]), rng.lognormal(0, 1, 3)
    kappa, t = float(rng.uniform(0.5, 4)), 1e-4
    asked = demand(layout, 5.0, 2.0, kappa, imports)
    told = sums(layout, solve(layout, value, np.zeros(3), np.full(3, t), asked), asked)
    small = t * t * value.sum()

    assert told.net == pytest.approx(-0.5 * kappa * (1 - imports) * small, abs=2e-3 * small)


@given(st.integers(0, 10_000))
def test_the_stated_elasticity_is_the_slope_of_the_pass(seed: int) -> None:
    layout, value, before, _, asked = world(seed)
    stated = elasticity_of_demand(layout, value, before, asked)
    for cell in np.flatnonzero(value)[:5].tolist():
        after = before.copy()
        after[cell] = (1 + before[cell]) * np.exp(1e-6) - 1
        found = solve(layout, value, before, after, asked)
        slope = -np.log(found.value_after[cell] / value[cell]) / 1e-6
        assert stated[cell] == pytest.approx(slope, rel=1e-4, abs=1e-4)


@given(st.integers(0, 10_000), st.floats(0, 5))
def test_supply_that_answers_makes_a_pass_through(seed: int, inverse: float) -> None:
    """f = 1/(1 + w e), and for a small duty on one cell the exporter's price is the w-th power of the quantity."""
    layout, value, before, _, asked = world(seed)
    f = pass_through_of(layout, value, before, asked, inverse)
    cell = int(np.argmax(value))
    after = before.copy()
    after[cell] = (1 + before[cell]) * np.exp(1e-6) - 1
    found = solve(layout, value, before, after, asked, f)
    quantity = np.log(found.value_after[cell] / value[cell]) - found.exporter_price[cell]

    assert ((f > 0) & (f <= 1)).all()
    assert found.exporter_price[cell] == pytest.approx(inverse * quantity, abs=1e-10)


@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_what_is_collected_scales_revenue_and_not_trade(seed: int, part: float) -> None:
    layout, value, before, after, asked = world(seed)
    whole, some = (solve(layout, value, before, after, asked, 1.0, one) for one in (1.0, part))

    assert (whole.value_after == some.value_after).all()
    assert some.duty_after == pytest.approx(part * whole.duty_after)


def test_an_elasticity_near_one_joins_the_geometric_mean() -> None:
    layout, value, before, after, asked = world(1)
    almost, one = (
        solve(layout, value, before, after, asked._replace(sigma=np.full(len(layout.codes), sigma))).product_price
        for sigma in (1 + 1e-7, 1.0)
    )

    assert almost == pytest.approx(one, abs=1e-6)


def _wrong(**change: object) -> Outcome:
    layout = nests([1, 2], [1, 1])
    given_in = {"value": [1.0, 1.0], "before": [0.0, 0.0], "after": [0.1, 0.1], "pass_through": 1.0, "collected": 1.0}
    asked = demand(layout)._replace(**{k: v for k, v in change.items() if k in Demand._fields})  # type: ignore[arg-type]
    given_in |= {k: v for k, v in change.items() if k not in Demand._fields}
    one = given_in
    return solve(layout, one["value"], one["before"], one["after"], asked, one["pass_through"], one["collected"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"value": [1.0]},
        {"value": [-1.0, 1.0]},
        {"value": [float("nan"), 1.0]},
        {"before": [-1.0, 0.0]},
        {"after": [float("nan"), 0.0]},
        {"after": [float("inf"), 0.0]},
        {"sigma": np.array([0.0, 1.0])},
        {"sigma": np.array([1.0])},
        {"eta": np.array([float("nan")])},
        {"imports": np.array([1.1])},
        {"pass_through": 0.0},
        {"pass_through": 1.1},
        {"pass_through": float("nan")},
        {"collected": -0.1},
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    _wrong()
    with pytest.raises(UsageError):
        _wrong(**change)


def test_a_product_stands_in_one_sector() -> None:
    with pytest.raises(UsageError):
        nests([1, 1], [1, 2])
    with pytest.raises(UsageError):
        nests([1, 1], [1])
    layout = nests([1], [1])
    with pytest.raises(UsageError):
        pass_through_of(layout, [1.0], [0.0], demand(layout), -1.0)
