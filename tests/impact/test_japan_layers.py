"""The layers under the steps: nothing changes when no rate does, gathering loses nothing, Japan alone means Japan alone, and draws are common to all steps."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.impact.draws import draw
from kanzei.impact.ge_world import one_sector
from kanzei.impact.hat_cells import cells
from kanzei.impact.japan_days import Asked, laid_on, rates_of_days
from kanzei.impact.japan_layers import LAYERS, draws_of
from kanzei.impact.japan_many_sectors import INPUTS, gathered, many_sector_draws
from kanzei.impact.japan_one_sector import ELASTICITY_INPUT, Added, added, charged, one_sector_draws
from kanzei.impact.japan_partial import added_value, partial_draws, us_in_gdp, us_share
from kanzei.impact.japan_rates import JAPAN, motor_vehicles
from kanzei.impact.rates import DayRates, weights
from kanzei.impact.rates_conventions import Conventions
from kanzei.impact.sectors_book import book_cells

CHINA = "5700"


def day(rate: float, japan: float) -> DayRates:
    """Made-up rates: one on every partner's goods, another on Japan's; chapters 98 and 99 without."""
    base = weights()
    n = len(base.hts)
    total = np.full(n, rate)
    first, last = base.spans[JAPAN]
    total[first:last] = japan
    filled = np.where(base.hts // 10**8 >= 98, 4, 0).astype(np.int8)
    total[filled == 4] = 0.0
    return DayRates(date(2025, 9, 16), "best", sorted(base.names), np.arange(n), total, {}, filled)


@pytest.fixture(scope="module")
def base() -> DayRates:
    return day(0.02, 0.015)


@pytest.fixture(scope="module")
def fifteen() -> DayRates:
    return day(0.02, 0.15)


def test_no_change_of_rates_changes_nothing(base: DayRates) -> None:
    drawn = draw(INPUTS, 1, 1)
    same = added(base.partners, base.cells, base.total, base.total)
    answers = [
        partial_draws({"same": (base, base)}, 2, 1)["same"],
        one_sector_draws({"same": same}, np.array([3.0, 5.0]))["same"],
        many_sector_draws("icio", {"same": gathered("icio", base, base, False)}, drawn)["same"],
    ]

    for one in answers:
        for measure, values in one.items():
            assert np.abs(values).max() < 1e-6, measure


def test_a_duty_on_japan_alone_costs_japan(base: DayRates, fifteen: DayRates) -> None:
    drawn = draw(INPUTS, 2, 1)
    step = added(base.partners, base.cells, base.total, fifteen.total)
    answers = [
        partial_draws({"new": (base, fifteen)}, 3, 1)["new"],
        one_sector_draws({"new": step}, np.array([3.0, 5.0]))["new"],
        many_sector_draws("icio", {"new": gathered("icio", base, fifteen, True)}, drawn)["new"],
    ]

    for one in answers:
        for measure, values in one.items():
            assert (values < 0).all(), measure
    # Higher elasticity, larger loss of trade.
    assert answers[1]["exports_us"][1] < answers[1]["exports_us"][0]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(1.2, 12.0))
def test_groups_of_one_rate_lose_nothing(seed: int, theta: float) -> None:
    """k and n1 of the groups are those of the goods themselves, what is added taken as the duty."""
    random = np.random.default_rng(seed)
    held = weights()
    chosen = np.sort(np.concatenate([np.arange(*held.spans[one])[:40] for one in (JAPAN, CHINA)]))
    before = random.choice([0.0, 0.025, 0.1], len(chosen))
    after = before + random.choice([0.0, 0.1, 0.25], len(chosen))
    step = added([CHINA, JAPAN], chosen, before, after)
    place = (chosen >= held.spans[JAPAN][0]).astype(np.int64)
    gross, more = held.value[chosen] * (1 + before), (1 + after) / (1 + before) - 1
    expected = cells(place, gross, np.zeros_like(more), more, theta, 2)
    whole = cells(np.zeros_like(place), gross, np.zeros_like(more), more, theta, 1)

    factor, rate = step.rates(theta)
    assert np.allclose(np.append(expected.factor, whole.factor), factor, atol=1e-10)
    assert np.allclose(1 / np.append(expected.net_after, whole.net_after) - 1, rate, atol=1e-10)


def test_gathered_goods_give_the_cells_that_goods_give(base: DayRates, fifteen: DayRates) -> None:
    """Goods of one seller, sector and pair of rates added up, against the law book's own road through ten-digit codes."""
    from kanzei.impact.sector_data import sector_table
    from kanzei.impact.sectors_places import sector_of_codes

    table = sector_table("icio")
    held = weights()
    first, last = held.spans[JAPAN]
    sector = sector_of_codes(held.hts[first:last], "icio", table.sectors)
    found = gathered("icio", base, fifteen, False)
    made = book_cells(found, np.full(len(table.sectors), 5.0), len(table.sectors), len(table.countries))
    seller = table.countries.index("JPN")
    value = np.bincount(sector[sector >= 0], held.value[first:last][sector >= 0], len(table.sectors))

    assert np.allclose(value, made.value[:, seller])
    expected = cells(sector[sector >= 0], held.value[first:last][sector >= 0], base.total[first:last][sector >= 0], fifteen.total[first:last][sector >= 0], 5.0, len(table.sectors))  # fmt: skip
    assert np.allclose(expected.factor, made.factor[:, seller])
    assert np.allclose(expected.net_after, made.net_after[:, seller])


def test_alone_means_that_no_other_rate_moves(base: DayRates) -> None:
    new = day(0.2, 0.15)
    world = one_sector()
    home, away = world.place("USA"), world.place("JPN")
    first = added(base.partners, base.cells, base.total, laid_on(base, _japan(new)).total)
    second = added(base.partners, base.cells, base.total, new.total)
    alone, both = charged(world, first, True)[1], charged(world, second, False)[1]

    assert alone[away, home] == pytest.approx(both[away, home], abs=1e-12)
    assert alone[away, home] > 0.1
    alone[away, home] = 0.0
    assert not alone.any()
    assert (np.delete(both[:, home], home) > 0).all()
    goods = gathered("icio", base, new, True)
    moved = goods.seller[goods.before != goods.after]
    assert 1 == len(set(moved.tolist()))


def _japan(rates: DayRates) -> DayRates:
    first, last = weights().spans[JAPAN]
    return rates._replace(
        partners=[JAPAN],
        cells=rates.cells[first:last],
        total=rates.total[first:last],
        filled=rates.filled[first:last],
    )


@pytest.mark.long
def test_processes_give_the_same_rates() -> None:
    """Two days shared by two processes, with a reading chosen, and by one."""
    book = LawBook.shipped()
    reading = next(one for one in book.readings.values() if one["id"] == "C7")
    switches = {"C7": next(one for one in reading["choices"] if one != reading["default"])}
    asked = [Asked("a", date(2025, 1, 1), date(2025, 1, 1)), Asked("b", date(2025, 9, 16), date(2025, 9, 16))]

    def view_of(known: date | None) -> View:
        return book.view(known=known, switches=switches)

    one, two = (rates_of_days(view_of, asked, Conventions(), False, number) for number in (1, 2))
    alone = rates_of_days(view_of, asked, Conventions(), True)
    first, last = weights().spans[JAPAN]

    for name in one:
        assert (one[name].total == two[name].total).all()
        assert (one[name].filled == two[name].filled).all()
    assert (alone["b"].total[first:last] == one["b"].total[first:last]).all()
    assert (np.delete(alone["b"].total, slice(first, last)) == np.delete(one["a"].total, slice(first, last))).all()


def test_draws_are_common_to_all_steps_and_go_on(base: DayRates, fifteen: DayRates) -> None:
    """The same rates under two names give the same numbers, draw by draw; more draws begin with those of fewer."""
    few = partial_draws({"a": (base, fifteen), "b": (base, fifteen)}, 3, 7)
    more = partial_draws({"a": (base, fifteen)}, 5, 7)

    assert (few["a"]["exports_us"] == few["b"]["exports_us"]).all()
    assert (more["a"]["exports_us"][:3] == few["a"]["exports_us"]).all()
    assert len(set(more["a"]["exports_us"].tolist())) == 5


def test_horizons_of_the_partial_layer(base: DayRates, fifteen: DayRates) -> None:
    near, far = (partial_draws({"a": (base, fifteen)}, 1, 1, years)["a"]["exports_us"][0] for years in (1.0, 8.5))

    assert far < near < 0


def test_output_of_the_partial_layer_is_value_added_in_lost_exports(base: DayRates, fifteen: DayRates) -> None:
    found = partial_draws({"a": (base, fifteen)}, 1, 1)["a"]

    assert found["exports"][0] == pytest.approx(us_share() * found["exports_us"][0])
    assert found["gdp"][0] == pytest.approx(us_in_gdp() * added_value() * found["exports_us"][0])
    # A fifth of Japan's goods go to the United States (Ministry of Finance: 19.9 percent in 2024); four fifths of their value are added in Japan.
    assert 0.18 < us_share() < 0.22
    assert 0.7 < added_value() < 0.95


def test_motor_vehicles_are_those_headings() -> None:
    held = weights()
    first, last = held.spans[JAPAN]
    cars = motor_vehicles(np.arange(first, last))

    assert {8702, 8703, 8704} == set((held.hts[first:last][cars] // 10**6).tolist())


def test_layers_of_many_sectors_take_fewer_draws() -> None:
    assert (100, 25, 1) == (draws_of(LAYERS["partial"], 100), draws_of(LAYERS["many-sectors"], 100), draws_of(LAYERS["many-sectors"], 1))  # fmt: skip
    assert "lognormal" == ELASTICITY_INPUT.kind
    assert Added._fields[0] == "names"
