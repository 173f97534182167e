"""The array waterfall agrees with the exact one, compiled or not, in any chunk."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanzei.deal import paths, paths_compiled, simulate
from kanzei.deal.case import Planned
from kanzei.deal.deemed import Tranche
from kanzei.deal.loans import Loan
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.recovery import recover
from kanzei.deal.rules import Rules, rules_of
from kanzei.deal.waterfall import Outcome, Vehicle, distribute, flows, serve_feeder

SHEET = read_sheet("japan").known(None)
READINGS = list(SHEET.readings)
KNOWN = ["compiled", "plain"] if paths_compiled.COMPILED else ["plain"]


@pytest.fixture(params=KNOWN, autouse=True)
def loops(request, monkeypatch):
    """Each test once with the compiled loops and once in NumPy alone."""
    monkeypatch.setattr(paths_compiled, "COMPILED", request.param == "compiled")
    return request.param


@st.composite
def vehicles(draw, lent=None):
    number = draw(st.integers(1, 14))
    funded = draw(st.integers(10_000, 10**12))
    rate = Fraction(draw(st.integers(0, 900)), 10_000)
    fraction = Fraction(1, draw(st.sampled_from([1, 2, 4])))
    steady = draw(st.integers(0, funded))
    cash = draw(
        st.lists(st.one_of(st.just(0), st.just(steady), st.integers(0, funded)), min_size=number, max_size=number)
    )
    life = draw(st.integers(1, 16))
    tranches = (Tranche(0, funded, life),)
    later = draw(st.sampled_from([0, 0, 1, 2]))
    if later:
        tranches = (Tranche(0, funded - funded // 3, life), Tranche(later, funded // 3, life))
    loans = ()
    if lent if lent is not None else draw(st.booleans()):
        public, banks = funded * 313 // 1000, funded * 667 // 1000
        grace = later + draw(st.integers(0, 3))
        tenor = grace + draw(st.integers(1, 8))
        capital = draw(st.integers(0, grace))
        cover = Fraction(draw(st.sampled_from([1000, 975, 900])), 1000)
        drawn = {
            party: (((0, cents - cents // 3), (later, cents // 3)) if later else ())
            for party, cents in (("lender", public), ("banks", banks))
        }
        loans = (
            Loan("lender", "lender", public, (Fraction(5, 100),), tenor, grace, capital, draws=drawn["lender"]),
            Loan(
                "banks",
                "banks",
                banks,
                (Fraction(55, 1000),),
                tenor,
                grace,
                capital,
                Fraction(1, 200),
                cover,
                drawn["banks"],
            ),
        )
    sold = draw(st.sampled_from([0, number]))
    return Vehicle(
        "one",
        tranches,
        tuple(cash),
        (rate,) * number,
        (fraction,) * number,
        loans,
        sold,
    )


@st.composite
def rules(draw, lent):
    reading = SHEET.readings[draw(st.sampled_from(READINGS))]
    options = {
        "carry_rate": draw(st.one_of(st.just("deemed"), st.integers(0, 800).map(lambda n: Fraction(n, 10_000)))),
        "balance_basis": draw(st.sampled_from(["scheduled", "paid"])),
        "accelerate_on_exit": draw(st.booleans()),
        "debt_level": draw(st.sampled_from(["project", "feeder"])),
        "catchup_base": draw(st.sampled_from(["deemed_interest", "all_receipts"])),
    }
    return rules_of(SHEET, reading, options, lent)


def exact(vehicle: Vehicle, rule: Rules, shortfall: int) -> tuple[Outcome, dict[str, list[int]]]:
    found = distribute(vehicle, rule)
    recovered, entries = recover([found], [(0, shortfall)] if rule.catchup else [], rule.catchup_base)
    taken = {row.period: row.diverted for row in recovered}
    found = serve_feeder(found, [row.investor - taken.get(row.period, 0) for row in found.periods])
    ledger = [one for one in (*found.ledger, *entries) if one.step not in ("funding", "build")]
    return found, {party: flows(ledger, (party,), len(vehicle.cash))[1:] for party in simulate.PARTIES}


def knife_edge(vehicle: Vehicle, rule: Rules, slack: float) -> bool:
    """Whether some period's cash and debt service are so near each other that rounding decides on a default."""
    if not vehicle.loans:
        return False
    shifted = vehicle._replace(cash=tuple(max(0, one - int(slack) - 1) for one in vehicle.cash))
    up = vehicle._replace(cash=tuple(one + int(slack) + 1 for one in vehicle.cash))
    return _defaults(shifted, rule) != _defaults(up, rule)


def _defaults(vehicle: Vehicle, rule: Rules) -> list[bool]:
    found, _ = exact(vehicle, rule, 0)
    return [any(debt.insurer_open or debt.claims or debt.covered for debt in one.debt) for one in found.periods]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_each_party_gets_what_the_exact_path_gives_it(data):
    """Receipts of every party agree by period within the tolerance derived there: cents, whatever the size."""
    vehicle = data.draw(vehicles())
    rule = data.draw(rules(bool(vehicle.loans)))
    shortfall = data.draw(st.sampled_from([0, vehicle.funded // 3]))
    allowed = paths.tolerance(len(vehicle.cash), 0.09, len(vehicle.loans))
    if knife_edge(vehicle, rule, allowed):
        return
    _, expected = exact(vehicle, rule, shortfall)
    cash = np.repeat(np.array(vehicle.cash, dtype=float)[None, :, None], 3, axis=2)
    actual = simulate.pay_all(Planned((vehicle,), rule, shortfall, ()), cash)

    for party, line in expected.items():
        ours = actual.totals.get(party, np.zeros((len(vehicle.cash), 3)))
        assert np.abs(ours - np.array(line)[:, None]).max() <= allowed, (party, line, ours[:, 0])


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_cash_in_is_cash_out(data):
    """All parties together get the cash, in every period and on every path, to a hundredth of a cent."""
    vehicle = data.draw(vehicles())
    rule = data.draw(rules(bool(vehicle.loans)))
    cash = np.array(vehicle.cash, dtype=float)[None, :, None] * np.linspace(0, 2, 7)
    paid = simulate.pay_all(Planned((vehicle,), rule, vehicle.funded // 5, ()), cash)
    total = sum(paid.totals.values())

    assert np.abs(total - cash[0]).max() <= 0.01
    assert min(line.min() for name, line in paid.totals.items() if name != "insurer") >= -0.01


@pytest.mark.parametrize("reading", READINGS)
def test_the_run_into_buffers_is_the_same(reading):
    """The long run's loops give what the general ones give, for any size of chunk."""
    draws = np.random.default_rng(5)
    plans = {name: _plan(SHEET.readings[name]) for name in READINGS}
    cash = draws.uniform(0, 9e10, (3, 24, 700)) * (draws.uniform(size=(3, 1, 700)) > 0.2)
    expected = simulate.pay_all(plans[reading], cash)
    small, large = simulate.Buffers(plans, 64), simulate.Buffers(plans, 700)
    actual, totals = simulate.pay_readings(large, cash)

    for party, line in actual[reading].items():
        assert np.allclose(expected.vehicles[party], line, rtol=1e-12, atol=1e-2)
        assert np.allclose(expected.totals[party], totals[reading][party], rtol=1e-12, atol=1e-2)
    for part in simulate.chunks(700, 64):
        again, _ = simulate.pay_readings(small, cash[:, :, part])
        assert all(np.array_equal(line, actual[reading][party][:, :, part]) for party, line in again[reading].items())


def _plan(reading) -> Planned:
    rule = rules_of(SHEET, reading, None, reading.id == "japan-headline")
    quarter = Fraction(1, 4)
    made = []
    for number in range(3):
        cents = (number + 3) * 10**11
        loans = ()
        if rule.before:
            public, banks = cents * 313 // 1000, cents * 667 // 1000
            loans = (
                Loan("lender", "lender", public, (Fraction(5, 100),), 20, 2, 2),
                Loan("banks", "banks", banks, (Fraction(55, 1000),), 20, 2, 2, Fraction(1, 200), Fraction(975, 1000)),
            )
        made.append(
            Vehicle(f"v{number}", (Tranche(0, cents, 20),), (0,) * 24, (Fraction(5, 100),) * 24, (quarter,) * 24, loans)
        )
    return Planned(tuple(made), rule, 0, ())


def test_a_whole_period_flip_is_the_reference_tools():
    """The partnership flip of a public tool: half of the whole year in which the hurdle is met, then a tenth; and at the very cent with the option on."""
    vehicle = Vehicle(
        "flip", (Tranche(0, 10**10, 25),), (2 * 10**9,) * 25, (Fraction(6, 100),) * 25, (Fraction(1),) * 25
    )
    reading = SHEET.readings["us-cumulative"]
    cash = np.full((1, 25, 2), 2e9)
    whole = rules_of(SHEET, reading, {"flip_within_period": False}, False)
    exactly = rules_of(SHEET, reading, None, False)

    one = simulate.pay_all(Planned((vehicle,), whole, 0, ()), cash).totals["investor"][:, 0]
    other = simulate.pay_all(Planned((vehicle,), exactly, 0, ()), cash).totals["investor"][:, 0]
    assert [1e9] * 16 + [2e8] * 9 == pytest.approx(list(one))
    assert 784_791_014 == pytest.approx(other[15], abs=paths.tolerance(25, 0.06))
    assert 17_584_791_014 == pytest.approx(other.sum(), abs=paths.tolerance(25, 0.06))
