"""Effective rates against the statistics they rest on and against properties of a mean."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.rates import DayRates, mean_rates, partner_of, rates_on, weighted, weights

JAPAN = "5880"


@pytest.fixture(scope="module")
def japan() -> tuple[DayRates, DayRates]:
    view = LawBook.shipped().view()
    day = date(2025, 9, 20)
    return rates_on(view, day, [JAPAN], "none"), rates_on(view, day, [JAPAN], "best")


def test_the_weights_are_those_of_the_source() -> None:
    """3,208.8 billion dollars without Slovakia, which stands inside the Union; Japan's calculated duty over value is 1.508%."""
    base = weights()
    first, last = base.spans[JAPAN]

    assert 50 == len(base.names)
    assert 3_208_820_074_369 == base.value.sum()
    assert pytest.approx(1.508, abs=5e-4) == 100 * base.duty[first:last].sum() / base.value[first:last].sum()


def test_the_parts_add_up_to_the_total(japan: tuple[DayRates, DayRates]) -> None:
    for rates in japan:
        assert np.allclose(sum(rates.parts.values()), rates.total, atol=1e-12)
        assert pytest.approx(weighted(rates), abs=1e-12) == sum(weighted(rates, one) for one in rates.parts.values())


def test_a_code_of_the_schedule_has_the_rate_of_the_panel(japan: tuple[DayRates, DayRates]) -> None:
    """A car of Japan on 2025-09-20 pays 15% in all (EO 14345)."""
    rates = japan[0]
    at = int(np.flatnonzero(weights().hts[rates.cells] == 8703230140)[0])

    assert (0, pytest.approx(0.15)) == (rates.filled[at], rates.total[at])


def test_a_preference_is_never_dearer(japan: tuple[DayRates, DayRates]) -> None:
    none, best = japan

    assert weighted(best) <= weighted(none)
    assert np.all(best.total <= none.total + 1e-12)


def test_use_of_preferences_runs_from_none_to_all(japan: tuple[DayRates, DayRates]) -> None:
    none, best = japan
    half = mean_rates(none, {JAPAN: 0.5}, best)

    assert weighted(none) == weighted(mean_rates(none, {JAPAN: 0.0}, best))
    assert pytest.approx(weighted(best)) == weighted(mean_rates(none, {JAPAN: 1.0}, best))
    assert pytest.approx((weighted(none) + weighted(best)) / 2) == weighted(half)
    with pytest.raises(UsageError, match="between 0 and 1"):
        mean_rates(none, {JAPAN: 1.5}, best)


def test_a_partner_is_named_in_several_ways() -> None:
    assert ["0003", JAPAN, JAPAN] == [partner_of(one) for one in ("EU", "JP", "5880")]
    for wrong in ("XX", "IS"):
        with pytest.raises(UsageError):
            partner_of(wrong)
