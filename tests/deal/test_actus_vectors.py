"""Standard contracts against test files: the official ones beside the clone, and our own, computed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kanzei.deal.actus import Case, run_file
from kanzei.deal.actus.vectors import run_case
from kanzei.errors import UsageError

OFFICIAL = {"pam": 17, "lam": 21, "lax": 12, "nam": 15, "ann": 21, "ceg": 9}


@pytest.fixture(scope="module")
def own(root: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((root / "examples" / "contracts.json").read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize(("kind", "count"), OFFICIAL.items())
def test_the_official_vectors_pass(kind: str, count: int, shared: Path) -> None:
    cases = run_file(shared / "facility" / "actus" / f"actus-tests-{kind}.json")

    assert [] == [f"{case.name}: {case.error or case.difference}" for case in cases if not case.passed]
    assert count == len(cases)


def test_our_own_cases_pass(root: Path) -> None:
    """Values computed by hand: a bullet, both sides of it, parts, grace, annuity, short payment, draws, resets, cover."""
    cases = run_file(root / "examples" / "contracts.json")

    assert [] == [f"{case.name}: {case.error or case.difference}" for case in cases if not case.passed]
    assert {"PAM", "LAM", "LAX", "NAM", "ANN", "CEG", "CEC"} == {case.kind for case in cases}


def changed(own: dict[str, Any], name: str, row: int, **values: Any) -> Case:
    case = json.loads(json.dumps(own[name]))
    case["results"][row].update(values)
    return run_case(name, case)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"payoff": 50.0001}, "2027-01-01T00:00:00 IP: payoff expected 50.0001, found 50"),
        ({"notionalPrincipal": 999}, "2027-01-01T00:00:00 IP: notionalPrincipal expected 999, found 1000"),
        ({"nominalInterestRate": 0.06}, "2027-01-01T00:00:00 IP: nominalInterestRate expected 0.06, found 0.05"),
        ({"payoff": "NaN"}, "2027-01-01T00:00:00 IP: payoff expected nan, found 50"),
        ({"payoff": "much"}, "2027-01-01T00:00:00 IP: payoff expected 'much', found 50"),
        ({"currency": "JPY"}, "2027-01-01T00:00:00 IP: currency expected JPY, found USD"),
        ({"eventType": "PR"}, "2027-01-01T00:00:00 PR: event expected PR, found IP"),
        (
            {"eventDate": "2027-01-02T00:00:00"},
            "2027-01-02T00:00:00 IP: event expected IP, found no event at this time",
        ),
        ({"mood": 3}, "2027-01-01T00:00:00 IP: mood expected 3, found a field that is not modelled"),
    ],
)
def test_the_first_difference_is_told(own: dict[str, Any], values: dict[str, Any], told: str) -> None:
    case = changed(own, "bullet", 1, **values)

    assert (False, told) == (case.passed, str(case.difference))


@pytest.mark.parametrize(("off", "passes"), [(0.9e-8, True), (1.1e-8, False)])
def test_small_numbers_agree_to_a_hundred_millionth(own: dict[str, Any], off: float, passes: bool) -> None:
    assert passes == changed(own, "bullet", 1, nominalInterestRate=0.05 + off).passed


def test_large_numbers_agree_to_a_thousand_millionth_of_themselves(own: dict[str, Any]) -> None:
    assert changed(own, "bullet", 0, payoff=-1000 * (1 + 0.9e-9)).passed
    assert not changed(own, "bullet", 0, payoff=-1000 * (1 + 1.1e-9)).passed


def test_an_event_too_many_is_a_difference(own: dict[str, Any]) -> None:
    case = json.loads(json.dumps(own["bullet"]))
    del case["results"][1]

    assert "2027-01-01T00:00:00 IP: event expected no event, found IP" == str(run_case("bullet", case).difference)


def test_rows_of_one_time_may_stand_in_any_order(own: dict[str, Any]) -> None:
    case = json.loads(json.dumps(own["bullet"]))
    case["results"].reverse()

    assert run_case("bullet", case).passed


@pytest.mark.parametrize("kind", ["SWAPS", "STK", "", "pam"])
def test_other_types_are_refused_by_name(own: dict[str, Any], kind: str) -> None:
    case = json.loads(json.dumps(own["bullet"]))
    case["terms"]["contractType"] = kind
    ran = run_case("bullet", case)

    assert not ran.passed
    assert ran.error.startswith(f"contract type not supported: {kind or 'none given'}; these are: PAM, LAM,")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"maturityDate": None}, "maturityDate is missing"),
        ({"maturityDate": "soon"}, "maturityDate: 'soon' is not a time"),
        ({"notionalPrincipal": "1,000"}, "notionalPrincipal: '1,000' is not a number"),
        ({"dayCountConvention": "30/360"}, "dayCountConvention: '30/360' is none of AA"),
        ({"businessDayConvention": "later"}, "businessDayConvention: 'later' is none of"),
        ({"endOfMonthConvention": "end"}, "endOfMonthConvention: 'end' is neither SD nor EOM"),
        ({"calendar": "TARGET"}, "calendar: 'TARGET' is not known"),
        ({"contractRole": "lender"}, "contractRole: 'lender' is none of"),
        ({"cycleOfInterestPayment": "1Y"}, "cycleOfInterestPayment: '1Y' is not a cycle"),
        ({"cycleOfInterestPayment": "P0M"}, "a cycle of no length makes no schedule"),
        ({"purchaseDate": "2026-06-01"}, "priceAtPurchaseDate is missing"),
        ({"cycleOfRateReset": "P1YL1"}, "marketObjectCodeOfRateReset is missing"),
        (
            {"cycleOfRateReset": "P1YL1", "marketObjectCodeOfRateReset": "SOFR"},
            "market object 'SOFR' is asked for and nothing is known of it",
        ),
    ],
)
def test_terms_that_cannot_be_run_say_why(own: dict[str, Any], change: dict[str, Any], told: str) -> None:
    case = json.loads(json.dumps(own["bullet"]))
    case["terms"].update(change)

    assert told in run_case("bullet", case).error


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "this is not JSON"),
        ("[]", "expected an object of cases"),
        ("{}", "expected an object of cases"),
        ('{"a": {"terms": {}}}', "case 'a': a case has terms (an object) and results (a list)"),
        ('{"a": 3}', "case 'a': a case has terms"),
    ],
)
def test_a_file_of_another_layout_is_refused(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as error:
        run_file(file)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataObserved", {"SOFR": 3}),
        ("dataObserved", {"SOFR": {"data": [{"value": 3}]}}),
        ("eventsObserved", [{"time": "2027-01-01"}]),
        ("eventsObserved", [3]),
    ],
)
def test_observations_of_another_layout_fail_the_case(own: dict[str, Any], field: str, value: Any) -> None:
    assert run_case("bullet", {**own["bullet"], field: value}).error.startswith(f"{field}: expected")
