"""Loans and guarantees as Python values: what always holds, and what the official files do not show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.deal.actus import (
    SUPPORTED,
    Event,
    Observed,
    RiskFactors,
    contract,
    equal_parts,
    events,
    in_cents,
    shared_cents,
    to_cents,
)
from kanzei.deal.actus.days import DAY_COUNTS
from kanzei.deal.actus.states import SEQUENCE
from kanzei.errors import UsageError

LENT = datetime(2026, 1, 1)


def loan(kind: str, **terms: Any) -> dict[str, Any]:
    """Terms of a loan of 1000 for ten years at 5%, yearly."""
    given: dict[str, Any] = {
        "contractType": kind,
        "contractID": "loan",
        "contractRole": "RPA",
        "statusDate": "2025-12-31",
        "initialExchangeDate": LENT,
        "currency": "USD",
        "notionalPrincipal": 1000,
        "nominalInterestRate": 0.05,
        "dayCountConvention": "30E360",
        "maturityDate": "2036-01-01",
        "cycleAnchorDateOfInterestPayment": "2027-01-01",
        "cycleOfInterestPayment": "P1YL1",
    }
    if kind != "PAM":
        given |= {"cycleAnchorDateOfPrincipalRedemption": "2027-01-01", "cycleOfPrincipalRedemption": "P1YL1"}
    return {**given, **terms}


def paid(terms: Mapping[str, Any], kind: str, **more: Any) -> list[float]:
    return [round(event.payoff, 9) for event in events(contract(terms), **more) if event.kind == kind]


@st.composite
def loans(draw: st.DrawFn, kinds: tuple[str, ...] = ("PAM", "LAM", "NAM", "ANN")) -> dict[str, Any]:
    """Loans of every type with whole-cent notionals, on any conventions."""
    kind = draw(st.sampled_from(kinds))
    notional = draw(st.integers(1, 10**9)) / 100
    months = draw(st.sampled_from([1, 3, 6, 12]))
    cycle = f"P{months}M{draw(st.sampled_from(['L0', 'L1']))}"
    first = datetime(2026 + months // 12, 1 + months % 12, draw(st.integers(1, 31 if months == 12 else 28)))
    terms = loan(
        kind,
        notionalPrincipal=notional,
        nominalInterestRate=draw(st.integers(0, 1500)) / 10_000,
        contractRole=draw(st.sampled_from(["RPA", "RPL"])),
        maturityDate=datetime(draw(st.integers(2028, 2040)), draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        dayCountConvention=draw(st.sampled_from(DAY_COUNTS)),
        businessDayConvention=draw(st.sampled_from(["NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "CSMP"])),
        endOfMonthConvention=draw(st.sampled_from(["SD", "EOM"])),
        calendar=draw(st.sampled_from(["NC", "MF"])),
        cycleAnchorDateOfInterestPayment=first,
        cycleOfInterestPayment=cycle,
    )
    if kind != "PAM":
        terms |= {"cycleAnchorDateOfPrincipalRedemption": first, "cycleOfPrincipalRedemption": cycle}
    if kind == "NAM" or (kind == "LAM" and draw(st.booleans())):
        terms["nextPrincipalRedemptionPayment"] = notional / draw(st.integers(1, 40))
    return terms


def principal(found: list[Event]) -> float:
    return sum(event.payoff for event in found if event.kind in ("IED", "PR", "MD"))


@given(loans())
def test_what_is_lent_is_repaid(terms: dict[str, Any]) -> None:
    found = events(contract(terms))

    assert 0 == pytest.approx(principal(found), abs=1e-9 * terms["notionalPrincipal"])
    assert 0 == found[-1].notional


@given(loans())
def test_what_is_lent_is_repaid_to_the_cent(terms: dict[str, Any]) -> None:
    flows = in_cents(events(contract(terms)))

    assert 0 == sum(flow.principal_cents for flow in flows)
    assert round(terms["notionalPrincipal"] * 100) == abs(flows[0].principal_cents)
    assert 0 == flows[-1].balance_cents
    assert all(flow.other_cents == flow.fee_cents == 0 for flow in flows)


@given(loans())
def test_a_rate_of_nothing_pays_no_interest(terms: dict[str, Any]) -> None:
    found = events(contract({**terms, "nominalInterestRate": 0}))

    assert {0.0} == {event.payoff for event in found if event.kind == "IP"}
    assert {0.0} == {event.accrued for event in found}


@given(loans())
def test_events_are_in_the_order_of_the_standard(terms: dict[str, Any]) -> None:
    found = events(contract(terms))
    places = [(event.time, SEQUENCE[event.kind]) for event in found]

    assert sorted(places) == places
    assert ("IED", "MD") == (found[0].kind, found[-1].kind)


@given(loans())
def test_one_side_receives_what_the_other_pays(terms: dict[str, Any]) -> None:
    asset = events(contract({**terms, "contractRole": "RPA"}))
    debt = events(contract({**terms, "contractRole": "RPL"}))

    assert [(event.time, event.kind, -event.payoff) for event in asset] == [
        (event.time, event.kind, pytest.approx(event.payoff, abs=1e-9)) for event in debt
    ]


@given(loans(kinds=("ANN",)))
def test_an_annuity_pays_the_same_each_time(terms: dict[str, Any]) -> None:
    """On a day count of equal months, principal and interest add up to one amount up to the end."""
    months = "P1ML1"
    terms |= {"dayCountConvention": "30E360", "cycleOfInterestPayment": months, "cycleOfPrincipalRedemption": months}
    terms |= {"calendar": "NC", "maturityDate": datetime(2036, 1, 1), "endOfMonthConvention": "SD"}
    terms |= dict.fromkeys(("cycleAnchorDateOfInterestPayment", "cycleAnchorDateOfPrincipalRedemption"), "2026-02-01")
    sums: dict[datetime, float] = {}
    for event in events(contract(terms)):
        if event.kind in ("PR", "IP", "MD"):
            sums[event.time] = sums.get(event.time, 0.0) + event.payoff
    payments = list(sums.values())

    assert 120 == len(payments)
    assert [payments[0]] * 120 == pytest.approx(payments, rel=1e-9)


@given(loans(), st.integers(0, 5000))
def test_looking_at_less_shows_the_same_events(terms: dict[str, Any], days: int) -> None:
    whole = events(contract(terms))
    until = datetime.fromordinal(LENT.toordinal() + days)

    assert [event for event in whole if event.time <= until] == events(contract(terms), until)


def test_what_was_before_the_status_date_is_past() -> None:
    """A loan of equal parts seen after three years: seven parts and the interest since the last payment are to come."""
    terms = loan("LAM", statusDate="2029-07-01", notionalPrincipal=700, nextPrincipalRedemptionPayment=100)
    del terms["maturityDate"]
    found = events(contract(terms))

    assert datetime(2036, 1, 1) == contract(terms).maturity
    assert [100] * 6 == [event.payoff for event in found if event.kind == "PR"]
    assert 35 == pytest.approx(next(event.payoff for event in found if event.kind == "IP"))
    assert 70_000 == sum(flow.principal_cents for flow in in_cents(found, opening=700))


@pytest.mark.parametrize(
    ("kind", "payment", "end"), [("LAM", 300, 2030), ("NAM", 300, 2030), ("ANN", 300, 2030), ("LAM", 1000, 2027)]
)
def test_the_end_follows_from_the_payment(kind: str, payment: float, end: int) -> None:
    terms = loan(kind, nextPrincipalRedemptionPayment=payment, maturityDate=None)

    assert datetime(end, 1, 1) == contract(terms).maturity


@pytest.mark.parametrize("payment", [50, 40, None])
def test_a_payment_that_repays_nothing_has_no_end(payment: float | None) -> None:
    with pytest.raises(UsageError, match="maturityDate"):
        contract(loan("NAM", nextPrincipalRedemptionPayment=payment, maturityDate=None))


def test_an_exotic_loan_ends_when_it_is_repaid() -> None:
    terms = loan(
        "LAX",
        maturityDate=None,
        arrayCycleAnchorDateOfPrincipalRedemption=["2027-01-01", "2029-01-01"],
        arrayCycleOfPrincipalRedemption=["P1YL1", "P6ML1"],
        arrayNextPrincipalRedemptionPayment=[100, 400],
        arrayIncreaseDecrease=["INC", "DEC"],
        arrayCycleAnchorDateOfInterestPayment="2027-01-01",
        arrayCycleOfInterestPayment="P1YL1",
        arrayCycleAnchorDateOfRateReset=["2028-01-01", "2029-01-01"],
        arrayRate=[0.06, 0.01],
        arrayFixedVariable=["FIX", "VAR"],
        marketObjectCodeOfRateReset="SOFR",
    )
    found = events(contract(terms), risk_factors={"SOFR": 0.04})

    assert datetime(2030, 1, 1) == contract(terms).maturity
    assert [-1000, -100, -100, 400, 400, 400] == [
        event.payoff for event in found if event.kind in ("IED", "PI", "PR", "MD")
    ]
    assert [0.06, 0.05] == [pytest.approx(event.rate) for event in found if event.kind in ("RR", "RRF")]
    with pytest.raises(UsageError, match="never repay"):
        contract({**terms, "arrayIncreaseDecrease": ["DEC", "INC"]})
    with pytest.raises(UsageError, match="differ in length"):
        contract({**terms, "arrayIncreaseDecrease": ["DEC"]})


def test_a_reset_keeps_within_its_caps_and_floors() -> None:
    def rates(**limits: float) -> list[float]:
        terms = loan(
            "PAM", cycleOfRateReset="P1YL1", marketObjectCodeOfRateReset="R", maturityDate="2029-01-01", **limits
        )
        path = {datetime(2026, 1, 1): 0.08, datetime(2028, 1, 1): 0.01}
        found = events(contract(terms), risk_factors={"R": path})
        return [round(event.rate, 6) for event in found if event.kind == "RR"]

    assert [0.08, 0.01] == rates()
    assert [0.07, 0.02] == rates(lifeCap=0.07, lifeFloor=0.02)
    assert [0.06, 0.045] == rates(periodCap=0.01, periodFloor=0.015)
    assert [0.06, 0.045] == rates(periodCap=0.01, periodFloor=-0.015)


def test_a_fixed_next_rate_comes_first() -> None:
    terms = loan("PAM", cycleOfRateReset="P1YL1", marketObjectCodeOfRateReset="R", nextResetRate=0.03, rateSpread=0.01)
    found = events(contract(terms), risk_factors={"R": [(LENT, 0.05)]})

    assert ["RRF", "RR"] == [event.kind for event in found if event.kind.startswith("RR")][:2]
    assert [50, 30, 60] == [round(event.payoff, 9) for event in found if event.kind == "IP"][:3]


def test_scaling_moves_what_is_paid() -> None:
    terms = loan(
        "LAM",
        nextPrincipalRedemptionPayment=100,
        scalingEffect="INO",
        cycleAnchorDateOfScalingIndex="2027-01-01",
        marketObjectCodeOfScalingIndex="CPI",
        scalingIndexAtContractDealDate=100,
    )
    found = events(contract(terms), risk_factors={"CPI": 110})

    assert [100, 110] == [round(event.payoff, 9) for event in found if event.kind == "PR"][:2]
    assert [50, 49.5] == [round(event.payoff, 9) for event in found if event.kind == "IP"][:2]
    assert 1000 == sum(flow.other_cents for flow in in_cents(found) if flow.kind == "PR" and flow.time.year == 2028)


def test_fees_are_an_amount_or_a_rate_of_what_is_outstanding() -> None:
    fees = {"cycleAnchorDateOfFee": "2027-01-01", "cycleOfFee": "P1YL1", "nextPrincipalRedemptionPayment": 100}
    by_rate = paid(loan("LAM", feeRate=0.01, feeBasis="N", **fees), "FP")
    amounts = paid(loan("LAM", feeRate=7, feeBasis="A", **fees), "FP")

    assert [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] == by_rate
    assert [7] * 10 == amounts


def test_early_repayment_lowers_what_is_owed_and_may_cost_a_penalty() -> None:
    early = [Observed("loan", "PP", datetime(2028, 7, 1), 400), Observed("other", "PP", datetime(2028, 7, 1), 1)]
    terms = loan("PAM", penaltyType="A", penaltyRate=5)
    found = events(contract(terms), observed=early)

    assert [(5, "PY"), (400, "PP")] == [(event.payoff, event.kind) for event in found if event.kind in ("PY", "PP")]
    assert [50, 50, 40, 30] == paid(terms, "IP", observed=early)[:4]
    assert [600] == paid(terms, "MD", observed=early)
    assert [10] == paid(loan("PAM", penaltyType="R", penaltyRate=0.02), "PY", observed=early)
    terms = loan("PAM", penaltyType="I", marketObjectCodeOfRateReset="R")
    assert [10] == paid(terms, "PY", observed=early, risk_factors={"R": 0.03})


def test_after_default_nothing_is_paid() -> None:
    default = [Observed("loan", "CE", datetime(2028, 7, 1), performance="DF")]
    found = events(contract(loan("PAM")), observed=default)

    assert [50, 50] + [0] * 8 == [event.payoff for event in found if event.kind == "IP"]
    assert ("DF", 0) == (found[-1].performance, found[-1].payoff)


def test_a_sale_ends_it_and_a_purchase_begins_it() -> None:
    terms = loan(
        "PAM",
        purchaseDate="2027-07-01",
        priceAtPurchaseDate=980,
        terminationDate="2029-07-01",
        priceAtTerminationDate=990,
    )
    found = events(contract(terms))

    assert [("PRD", -1005), ("IP", 50), ("IP", 50), ("TD", 1015)] == [
        (event.kind, round(event.payoff, 9)) for event in found
    ]
    late = events(contract({**terms, "terminationDate": "2040-01-01"}))
    assert "MD" == late[-1].kind


def test_interest_without_a_schedule_is_paid_at_the_end() -> None:
    terms = loan("PAM", cycleAnchorDateOfInterestPayment=None, cycleOfInterestPayment=None)

    assert [500] == paid(terms, "IP")


GUARANTEE = {
    "contractType": "CEG",
    "contractRole": "SEL",
    "statusDate": "2025-12-31",
    "currency": "USD",
    "creditEventTypeCovered": "DF",
    "guaranteedExposure": "NI",
    "coverageOfCreditEnhancement": 0.975,
    "contractStructure": [{"object": loan("PAM"), "referenceType": "CNT", "referenceRole": "COVE"}],
    "cycleAnchorDateOfFee": "2027-01-01",
    "cycleOfFee": "P1YL1",
    "feeRate": -0.01,
    "feeBasis": "N",
    "dayCountConvention": "30E360",
}


def test_a_guarantee_earns_its_premium_until_it_is_called() -> None:
    default = [Observed("loan", "CE", datetime(2028, 7, 1), performance="DF")]
    found = events(contract({**GUARANTEE, "purchaseDate": "2026-01-01", "priceAtPurchaseDate": 0}), observed=default)

    assert ["PRD", "FP", "FP", "XD", "STD"] == [event.kind for event in found]
    assert [9.75, 9.75] == [pytest.approx(event.payoff) for event in found if event.kind == "FP"]
    assert -0.975 * 1025 + 4.875 == pytest.approx(found[-1].payoff)


@pytest.mark.parametrize(
    "event",
    [
        Observed("loan", "CE", datetime(2028, 7, 1), performance="DQ"),
        Observed("another", "CE", datetime(2028, 7, 1), performance="DF"),
        Observed("loan", "CE", datetime(2036, 7, 1), performance="DF"),
    ],
)
def test_a_guarantee_is_called_only_by_what_it_covers(event: Observed) -> None:
    found = events(contract(GUARANTEE), observed=[event])

    assert (datetime(2036, 1, 1), "MD", 0) == (found[-1].time, found[-1].kind, found[-1].payoff)


def test_settlement_waits_for_its_period_and_for_a_business_day() -> None:
    default = [Observed("loan", "CE", datetime(2028, 7, 1), performance="DF")]
    terms = {**GUARANTEE, "settlementPeriod": "P7D", "businessDayConvention": "SCF", "calendar": "MF", "feeRate": 0}
    found = events(contract(terms), observed=default)

    assert [("XD", date(2028, 7, 1)), ("STD", date(2028, 7, 10))] == [
        (event.kind, event.time.date()) for event in found
    ]


def test_market_values_can_be_what_is_covered() -> None:
    covered = [
        {
            "object": {"contractID": "bond", "marketObjectCode": "B", "maturityDate": "2030-01-01"},
            "referenceRole": "COVE",
        }
    ]
    terms = {**GUARANTEE, "contractStructure": covered, "guaranteedExposure": "MV", "feeRate": 0}
    default = [Observed("bond", "CE", datetime(2028, 7, 1), performance="DF")]
    found = events(contract(terms), observed=default, risk_factors={"B": 800})

    assert -780 == pytest.approx(found[-1].payoff)
    with pytest.raises(UsageError, match="what bond owes is not known"):
        events(contract({**terms, "guaranteedExposure": "NO"}))
    with pytest.raises(UsageError, match="each entry has an object"):
        contract({**terms, "contractStructure": [{"referenceRole": "COVE"}]})


def test_a_risk_factor_holds_until_its_next_value() -> None:
    factors = RiskFactors({"R": {datetime(2026, 1, 1): 1, datetime(2027, 1, 1): 2}, "none": {}})

    assert [1, 1, 2] == [factors.at("R", datetime(*day)) for day in ((2026, 1, 1), (2026, 12, 31), (2028, 1, 1))]
    with pytest.raises(UsageError, match="nothing is known at 2025-12-31"):
        factors.at("R", datetime(2025, 12, 31))
    with pytest.raises(UsageError, match="has no values"):
        factors.at("none", datetime(2026, 1, 1))


def test_a_schedule_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(UsageError, match="leaves the calendar"):
        contract(loan("LAM", nextPrincipalRedemptionPayment=0.1, maturityDate=None))


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_add_up_to_the_cent(total: int, weights: list[int]) -> None:
    parts = shared_cents(total, weights)

    assert total == sum(parts)
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


@given(st.integers(0, 10**12), st.integers(1, 200))
def test_equal_parts_add_up_and_the_last_takes_the_rest(total: int, count: int) -> None:
    parts = equal_parts(total, count)

    assert (total, count) == (sum(parts), len(parts))
    assert 1 == len(set(parts[:-1] or [0]))
    assert 0 <= parts[-1] - parts[0] < count


@given(st.integers(-(10**12), 10**12))
def test_whole_cents_stay_what_they_are(cents: int) -> None:
    assert cents == to_cents(cents / 100)


def test_the_types_are_those_the_issue_names() -> None:
    assert ("PAM", "LAM", "LAX", "NAM", "ANN", "CEG", "CEC") == SUPPORTED
