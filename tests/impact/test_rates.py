"""Effective rates against the statistics they rest on and against properties of a mean."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.rates import DayRates, everywhere, mean_rates, pair_on, partner_of, weighted, weights
from kanzei.impact.rates_conventions import NO_METAL, Conventions, conventions

JAPAN = "5880"


@pytest.fixture(scope="module")
def japan() -> tuple[DayRates, DayRates]:
    return pair_on(LawBook.shipped().view(), date(2025, 9, 20), [JAPAN])


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
    assert ["0003", JAPAN, JAPAN, "4759", "4000"] == [partner_of(one) for one in ("EU", "JP", "5880", "IT", "IS")]
    for wrong in ("ZZ", "nowhere", "KP"):
        with pytest.raises(UsageError):
            partner_of(wrong)


def test_all_partners_are_all_imports_and_members_are_the_union() -> None:
    """3,251.15 billion dollars (the file by chapter; 35 million dollars of eight partners it lacks beside); duty over value of 2024 is 2.3425%, the Census Bureau's own."""
    base = everywhere()
    value, duty = (
        {one: int(column[slice(*base.spans[one])].sum()) for one in base.spans} for column in (base.value, base.duty)
    )
    whole = sum(value[one] for one in base.names)

    assert pytest.approx(3_251_151_779_682, rel=2e-5) == whole
    assert pytest.approx(0.023425, abs=5e-7) == sum(duty[one] for one in base.names) / whole
    assert 27 == len(base.members)
    assert value["0003"] == sum(value[one] for one in base.members)
    assert pytest.approx(duty["0003"], abs=500) == sum(duty[one] for one in base.members)


def test_cells_on_file_are_untouched_by_those_added() -> None:
    few, all_ = weights(), everywhere()
    for one in (JAPAN, "0003", "1220"):
        here, there = slice(*few.spans[one]), slice(*all_.spans[one])
        assert np.array_equal(few.value[here], all_.value[there])
        assert np.array_equal(few.duty[here], all_.duty[there])


def test_metal_conventions_stand_between_no_metal_and_the_whole_value(japan: tuple[DayRates, DayRates]) -> None:
    """A rate is linear in the metal: half of every article stands midway in the codes outside chapters 72, 73 and 76."""
    view, day = LawBook.shipped().view(), date(2025, 9, 20)
    half = pair_on(view, day, [JAPAN], conventions({}, metal="half"))[0]
    none = pair_on(view, day, [JAPAN], Conventions(NO_METAL))[0]
    full = japan[0]
    own = np.isin(weights().hts[full.cells] // 10**8, (72, 73, 76))

    assert weighted(none) < weighted(half) < weighted(full)
    assert np.allclose(half.total[own], full.total[own])
    assert np.allclose(half.total[~own], (full.total + none.total)[~own] / 2, atol=1e-9)
    assert np.allclose(sum(half.parts.values()), half.total, atol=1e-12)


def test_a_convention_agrees_with_the_content_stated_where_one_metal_is_listed(
    japan: tuple[DayRates, DayRates],
) -> None:
    """8457.10.00 (machining centres) is listed for steel: half of it steel is the same by either way of saying so."""
    view, day = LawBook.shipped().view(), date(2025, 9, 20)
    said = pair_on(view, day, [JAPAN], Conventions({"steel_value_pct": 1_500_000}))[0]
    half = pair_on(view, day, [JAPAN], conventions({}, metal="half"))[0]
    there = weights().hts[half.cells] // 10**6 == 8457

    assert there.any()
    assert np.allclose(said.total[there], half.total[there], atol=1e-9)


def test_a_convention_is_refused_where_it_is_none_or_said_twice() -> None:
    with pytest.raises(UsageError, match="half"):
        conventions({}, metal="some")
    with pytest.raises(UsageError, match="leave one out"):
        conventions({"steel_value_pct": 0}, metal="half")
    assert "Tax Policy Center" in conventions({}, metal="half").words()
