"""Consumer prices: content of spending, and import prices pushed through it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kanzei.errors import UsageError
from kanzei.impact.draws import draw, uniform
from kanzei.impact.partial import nests, solve
from kanzei.impact.partial_case import Case
from kanzei.impact.partial_elasticities import chosen_set, sector_of
from kanzei.impact.partial_prices import consumer_prices, consumption, import_prices
from kanzei.impact.rates import weights


def world(rate: float | np.ndarray) -> tuple[Case, np.ndarray]:
    """Every cell of 2024 from no duty to a rate; the untaxed chapters without one."""
    base = weights()
    sector = sector_of(base.hts)
    layout = nests(base.hts, sector)
    after = np.where(sector > 0, rate, 0.0)
    day = date(2025, 1, 1)
    value, none = base.value.astype(float), np.zeros(len(base.hts))
    where = np.zeros(len(base.hts), dtype=np.int64)
    cells = np.arange(len(base.hts))
    return Case(day, day, "", layout, value, none, after, where, ["0003"], sector, cells, 0.0, 0.0), after


def test_content_is_part_of_spending() -> None:
    """Totals of 2024: 19.9 trillion dollars (BEA), of which imported goods hold between a twentieth and an eighth."""
    held = consumption()
    spent = held.spending.sum()

    assert spent == pytest.approx(19_896_010, rel=1e-6)
    assert (
        len(held.categories) == 76
        and (held.content.sum(axis=1)[held.spending > 0] <= held.spending[held.spending > 0]).all()
    )
    assert 0.05 < held.content.sum() / spent < 0.125


def test_one_rate_on_everything_raises_prices_by_the_content() -> None:
    case, after = world(0.1)
    found = solve(case.layout, case.value, case.before, after, chosen_set(case.layout, case.value).demand)
    told, held = consumer_prices(case, found), consumption()
    static, moved = import_prices(case, found)
    content = held.content.sum() / held.spending.sum()

    # One rate moves nobody between origins or products: both price changes are 10%.
    assert static == pytest.approx(0.1) and moved == pytest.approx(0.1)
    assert (told.static, told.moved) == pytest.approx((0.1 * content, 0.1 * content))
    assert consumer_prices(case, found, 0.5).static == pytest.approx(0.05 * content)


def test_buyers_who_can_turn_elsewhere_pay_less() -> None:
    cells = len(weights().hts)
    case, after = world(draw([uniform("rate", 0.0, 0.5, "test")], 100_000, 1)["rate"][np.arange(cells) % 100_000])
    found = solve(case.layout, case.value, case.before, after, chosen_set(case.layout, case.value).demand)
    told = consumer_prices(case, found)

    assert 0 < told.moved < told.static
    weighted = sum(one.static * one.spending_musd for one in told.categories) / consumption().spending.sum()
    assert told.static == pytest.approx(weighted)
    assert [one.static for one in told.categories] == sorted((one.static for one in told.categories), reverse=True)


def test_shops_pass_on_a_part_at_most_all() -> None:
    case, after = world(0.1)
    found = solve(case.layout, case.value, case.before, after, chosen_set(case.layout, case.value).demand)
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(UsageError):
            consumer_prices(case, found, wrong)
