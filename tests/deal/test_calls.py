"""From selection to payment, declined calls, caps and last days; loans, tax, sale: each rule at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kanzei.cli.deal_view import answers
from kanzei.deal.calendar import business_day, japan_holidays
from kanzei.deal.compare import compare, doubts
from kanzei.deal.read_case import read_case
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.run import Run, months_after, run
from kanzei.deal.sheet import Sheet
from kanzei.deal.worked import Worked
from kanzei.errors import LawError, UsageError
from kanzei.money import dollars
from kanzei.render.deal import worked_text
from kanzei.render.deal_rows import received, totals_json
from kanzei.render.tables import Ink

STATES = {
    "proposed": "2026-01-05",
    "consulted": "2026-01-07",
    "recommended": "2026-01-20",
    "selected": "2026-02-17",
    "notified": "2026-02-17",
}
ONE = {"id": "a", "funded": "1000.00", "cash": "700", "sector": "metals", "benefit": True, "states": STATES}
TWO = {**ONE, "id": "b", "funded": "400.00", "cash": "300"}
BASE: dict[str, Any] = {"life": 4, "rate": "6%"}
Ran = Callable[..., Run]


@pytest.fixture
def ran(tmp_path: Path, japan: Sheet) -> Ran:
    """``ran({...})``: a case run under a reading."""

    def make(case: dict[str, Any], reading: str = "mou", sheet: Sheet = japan, **options: object) -> Run:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case), encoding="utf-8")
        return run(read_case(path), sheet, sheet.reading(reading, sheet), options)

    return make


def test_paid_on_the_45th_joint_business_day(ran: Ran) -> None:
    """T20, T21: on the first notice of 2026-02-17 that is 2026-04-23."""
    found = ran({**BASE, "projects": [ONE]})

    assert {"a": date(2026, 4, 23)} == found.called.paid_on
    assert {2026: -100_000, 2027: 31_800, 2028: 30_600, 2029: 29_400, 2030: 28_200} == found.parties["investor"].by_year


def test_payment_before_the_earliest_day_is_refused(ran: Ran) -> None:
    with pytest.raises(UsageError, match=r"paid_on 2026-04-22 lies before 2026-04-23.*\(T20\)"):
        ran({**BASE, "projects": [{**ONE, "paid_on": "2026-04-22"}]})

    assert ran({**BASE, "projects": [{**ONE, "paid_on": "2026-05-01"}]}).called.paid_on["a"] == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({key: value for key, value in STATES.items() if key != "consulted"}, "recommended without consulted"),
        ({**STATES, "consulted": "2025-12-01"}, "consulted on 2025-12-01, before proposed on 2026-01-05"),
    ],
)
def test_no_state_is_passed_over(states: dict[str, str], told: str, ran: Ran) -> None:
    """T13."""
    with pytest.raises(LawError, match=told):
        ran({**BASE, "projects": [{**ONE, "states": states}]})


def late(day: str) -> dict[str, Any]:
    return {**BASE, "projects": [{**ONE, "states": {**STATES, "selected": day, "notified": day}}]}


def test_the_last_day_binds_the_payment_or_the_notice(ran: Ran, japan: Sheet) -> None:
    """T03, T04: a notice of 2028-11-07 is the last whose 45th joint day is not late; under the other answer the notice alone counts."""
    assert ran(late("2028-11-07")).called.paid_on["a"] <= date(2029, 1, 19)
    with pytest.raises(UsageError, match=r"2029-01-24 lies after the last day, 2029-01-19 \(T03, T04"):
        ran(late("2028-11-13"))
    reading = japan.readings["mou"]
    other = japan._replace(readings={"mou": reading._replace(values={**reading.values, "deadline_binds": "notice"})})

    assert ran(late("2028-11-13"), sheet=other).called.paid_on["a"] == date(2029, 1, 24)


def test_the_ceiling(ran: Ran) -> None:
    """T02."""
    with pytest.raises(UsageError, match=r"passes the ceiling of 550,000,000,000.00 \(T02\)"):
        ran({**BASE, "projects": [{**ONE, "funded": "550000000000"}, TWO]})


def test_the_ceiling_binds_a_small_case_too(worked: Callable[..., Worked]) -> None:
    """T02: ``deal waterfall`` pays calls out without their days, and no more than the commitment either."""
    small = {"id": "all", "life": 1, "rate": "6%", "cash": ["0"]}

    assert worked({**small, "funded": "550000000000.00"}).outcomes
    with pytest.raises(UsageError, match=r"passes the ceiling of 550,000,000,000.00 \(T02\)"):
        worked({**small, "funded": "550000000000.01"})


def test_a_sector_that_is_not_named_is_warned_of(ran: Ran) -> None:
    """T05: the list is open."""
    found = ran({**BASE, "projects": [{**ONE, "sector": "steel"}]})

    assert ["T05"] == [one.clause for one in found.called.events if one.warning]


def test_a_declined_call_opens_tariffs_and_recovery(ran: Ran) -> None:
    """T30 to T33 and T35: E8a on days; no declined call, no snap-back."""
    found = ran({**BASE, "projects": [ONE, {**TWO, "decision": "decline"}]})
    states = [one.state for one in found.called.events]
    assert found.worked

    assert "tariff_snapback_allowed" in states
    assert "tariff_snapback_allowed" not in [one.state for one in ran({**BASE, "projects": [ONE, TWO]}).called.events]
    assert ("1050.00", "1750.00", "250.00") == (
        dollars(received(found.worked, "investor")), dollars(received(found.worked, "host")), dollars(found.worked.shortfall_left),
    )  # fmt: skip


def test_nothing_is_recovered_from_before_the_decline(ran: Ran) -> None:
    """What was paid out before the call was declined stays where it is."""
    later = {**TWO, "decision": "decline", "states": {**STATES, "selected": "2028-06-01", "notified": "2028-06-01"}}
    found = ran({**BASE, "projects": [ONE, later]})
    assert found.worked

    assert [0, 0, 3000, 1500] == [one.diverted for one in found.worked.recovered]


def test_part_payment_both_ways(ran: Ran) -> None:
    """T34: E9, and the whole call counted as declined."""
    part = {**BASE, "projects": [{**ONE, "called": "1000.00", "funded": "600.00", "cash": "420"}]}
    pro_rata, whole = ran(part), ran(part, partial_rule="declined")

    assert (40_000, 100_000) == (pro_rata.shortfall, whole.shortfall)
    assert pro_rata.worked and "630.00" == dollars(received(pro_rata.worked, "investor"))


def test_mutual_benefit_as_a_switch(ran: Ran, japan: Sheet) -> None:
    """R07: where it is required a project without stated benefit is declined."""
    reading = japan.readings["mou"]
    other = japan._replace(
        readings={"mou": reading._replace(values={**reading.values, "mutual_benefit_required": True})}
    )
    case = {**BASE, "projects": [ONE, {**TWO, "benefit": False}]}

    assert (["a", "b"], ["a"]) == tuple(
        [one.id for one in ran(case, sheet=one_).called.projects] for one_ in (japan, other)
    )


def test_korea_s_cap_queues_and_only_reasonable_projects(ran: Ran) -> None:
    """A yearly cap of 20 billion parts a payment (E13's rule); a project that cannot pay back is declined; vehicles are pooled (T41)."""
    korea = read_sheet("korea").known(None)
    big = {**ONE, "funded": "30000000000", "cash": "12000000000", "life": 4}
    found = ran({**BASE, "projects": [big]}, sheet=korea)
    poor = ran({**BASE, "projects": [{**ONE, "cash": "100"}]}, sheet=korea)

    assert [(2026, 2_000_000_000_000, 1_000_000_000_000), (2027, 1_000_000_000_000, 0)] == [
        (one.year, one.paid, one.after) for one in found.called.queue
    ]
    assert {2026: -2_000_000_000_000} == {
        year: cents for year, cents in found.parties["investor"].by_year.items() if year == 2026
    }
    assert () == poor.called.projects


def test_tax_before_the_split_both_ways(ran: Ran) -> None:
    """T56."""
    case = {**BASE, "projects": [{**ONE, "cash": "700", "tax": "100"}]}
    first, other = ran(case), ran(case, tax_before_split=False)
    assert first.worked and other.worked

    assert (60_000, 70_000) == (first.worked.outcomes[0].periods[0].cash, other.worked.outcomes[0].periods[0].cash)


LOANS = {
    "mix": {"equity": "2%", "public": "1/3"},
    "loans": {"lender": {"rate": "5%"}, "banks": {"rate": "5.5%", "premium": "0.5%"}},
}


def test_loans_in_the_project_and_in_a_feeder(ran: Ran) -> None:
    """T59: ahead of the split they cost both sides; in a feeder the host's cash does not feel them (property 10)."""
    plain = ran({**BASE, "projects": [ONE]})
    project, feeder = (
        ran({**BASE, **LOANS, "projects": [ONE], "options": {"debt_level": where}}) for where in ("project", "feeder")
    )
    assert plain.worked and project.worked and feeder.worked

    assert received(plain.worked, "host") == received(feeder.worked, "host")
    assert received(plain.worked, "investor") == sum(
        received(feeder.worked, one) for one in ("investor", "lender", "banks", "insurer")
    )
    assert 39_933 == project.worked.outcomes[0].periods[0].split
    assert 2_000 == project.worked.outcomes[0].periods[0].due.principal * 4


def test_grace_and_capitalised_interest(ran: Ran) -> None:
    """Two years of building: interest is added, instalments begin after it on what then stands."""
    loans = {
        "lender": {"rate": "10%", "tenor": 4, "grace": 2, "capitalised": 2},
        "banks": {"rate": "10%", "tenor": 4, "premium": "1%"},
    }
    case = {
        **BASE,
        "mix": {"equity": "0%", "public": "100%"},
        "loans": loans,
        "projects": [{**ONE, "build": 2, "cash": ["700", "700"]}],
    }
    found = ran(case, "japan-headline")
    assert found.worked
    rows = [one.debt[0] for one in found.worked.outcomes[0].periods]

    # In the third year 700.00 pay 121.00 of interest and 579.00 of an instalment of 605.00; in the fourth what is late comes first, with all that is due.
    assert [110_000, 121_000, 63_100, 0] == [one.outstanding for one in rows]
    assert [(0, 0, 0), (0, 0, 0), (12_100, 57_900, 0), (0, 0, 69_410)] == [
        (one.interest, one.principal, one.claims) for one in rows
    ]


def test_interest_and_instalments_after_the_grace(ran: Ran) -> None:
    loans = {"lender": {"rate": "10%", "tenor": 3, "grace": 1}, "banks": {"rate": "10%", "premium": "1%"}}
    case = {**BASE, "mix": {"equity": "0%", "public": "100%"}, "loans": loans, "projects": [{**ONE, "cash": "2000"}]}
    found = ran(case, "japan-headline")
    assert found.worked

    assert [(10_000, 0), (10_000, 50_000), (5_000, 50_000), (0, 0)] == [
        (one.debt[0].interest, one.debt[0].principal) for one in found.worked.outcomes[0].periods
    ]


def test_a_sale_pays_every_loan_back(ran: Ran) -> None:
    found = ran({**BASE, **LOANS, "projects": [{**ONE, "cash": ["700", "2200"], "sold": 2}]}, "japan-headline")
    assert found.worked

    assert [0, 0] == [one.outstanding for one in found.worked.outcomes[0].periods[-1].debt]


def test_the_operator_s_cash_flow(ran: Ran) -> None:
    """Revenue, costs, fee, tax, a reserve: what lacks is drawn from the reserve, then from the operator; the reserve is given back at the end."""
    operations = {
        "revenue": ["1000", "100", "1000"],
        "costs": ["200", "300", "200"],
        "tax": ["50", "0", "50"],
        "fee": "10%",
        "reserve": "150",
    }
    project = {"id": "a", "funded": "300.00", "operations": operations, "benefit": True, "states": STATES}
    found = ran({"life": 3, "rate": "0%", "projects": [project]})
    assert found.worked
    rows = found.worked.outcomes[0].periods
    operator = [one.cents for one in found.worked.ledger if "operator" in (one.payer, one.payee)]

    assert [50_000, 0, 65_000] == [one.split for one in rows]
    assert [10_000, 6_000, 1_000, 10_000] == operator


def test_a_balance_that_bears_interest_until_paid(ran: Ran) -> None:
    """T55: on the paid balance what stayed unpaid of the principal bears deemed interest too."""
    case = {**BASE, "projects": [{**ONE, "cash": ["200", "700", "700", "700"]}]}
    scheduled, paid = (ran(case, balance_basis=basis) for basis in ("scheduled", "paid"))
    assert scheduled.worked and paid.worked
    first, second = (one.worked.outcomes[0].periods[1].due.interest for one in (scheduled, paid) if one.worked)

    # 100.00 of 310.00 was paid in the first year: 60.00 of interest, 40.00 of principal; 210.00 of principal stayed.
    assert (4_500, 4_500 + 1_260) == (first, second)


def test_readings_side_by_side_and_both_answers(tmp_path: Path, japan: Sheet) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({**BASE, "projects": [ONE, {**TWO, "decision": "decline"}]}), encoding="utf-8")
    case = read_case(path)
    found = compare(case, japan, list(japan.readings.values()))
    told = doubts(case, japan, japan.readings["mou"])
    by = {
        (one.parameter, one.answer): one.run.parties["all"].returns.received
        for one in told
        if one.run and one.run.worked
    }

    assert 4 == len(found.runs)
    assert (105_000, 80_000) == (by["catchup_base", "deemed_interest"], by["catchup_base", "all_receipts"])
    assert {one.parameter for one in told} >= {
        "daa_mode",
        "carry_rate",
        "debt_level",
        "business_calendar",
        "deadline_binds",
    }
    assert all(sum(one.taken for one in told if one.parameter == name) == 1 for name in {one.parameter for one in told})


def test_loans_left_aside_are_no_answer_taken(tmp_path: Path, japan: Sheet) -> None:
    """T59: under a reading without loans a case's loans are in no figure, and both answers are told as other answers."""
    lent = {**BASE, "mix": {"equity": "2%", "public": "1/3"}, "loans": {"banks": {"rate": "5.5%"}}, "projects": [ONE]}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(lent), encoding="utf-8")
    case = read_case(path)
    plain = run(case, japan, japan.readings["mou"])
    assert plain.worked
    told = [one for one in plain.worked.planned.assumptions if "left aside" in one]
    levels = [one for one in doubts(case, japan, japan.readings["mou"]) if one.parameter == "debt_level"]
    chosen = case._replace(options={"debt_level": "feeder"}, written={"debt_level": "feeder"})
    again = [one for one in doubts(chosen, japan, japan.readings["mou"]) if one.parameter == "debt_level"]

    assert ["loans of the case left aside: the reading mou has none, debt_level serves them (T59)"] == told
    assert {("project", False), ("feeder", False)} == {(one.answer, one.taken) for one in levels}
    assert {("project", False), ("feeder", True)} == {(one.answer, one.taken) for one in again}


def test_a_declined_plant_needs_no_cash(ran: Ran) -> None:
    """T30, T32: only what was called counts, with the cash of the plant or without it."""
    bare = {key: value for key, value in TWO.items() if key != "cash"}
    found, same = (ran({**BASE, "projects": [ONE, {**two, "decision": "decline"}]}) for two in (bare, TWO))

    assert found.worked and same.worked
    assert found.called.declined == same.called.declined == ((date(2026, 4, 23), 40_000),)
    assert found.worked.shortfall_left == same.worked.shortfall_left == 25_000
    with pytest.raises(LawError, match="needs 'cash'"):
        ran({**BASE, "projects": [bare]})


@pytest.mark.parametrize(("key", "value"), [("decision", "decline"), ("decision", "fund"), ("paid_on", "2026-05-01")])
def test_no_decision_and_no_payment_without_notice(key: str, value: str, ran: Ran) -> None:
    """T13: a project that is selected and not yet notified is neither declined nor paid."""
    selected = {state: day for state, day in STATES.items() if state != "notified"}

    with pytest.raises(LawError, match=rf"{key} without notified: no state is passed over \(T13\)"):
        ran({**BASE, "projects": [{**ONE, "states": selected, key: value}]})
    assert ran({**BASE, "projects": [{**ONE, "states": selected}]}).called.projects


def test_what_operations_bring_is_told_as_revenue(ran: Ran) -> None:
    """300.00 less 100.00 of costs and a fee of 9.00 a year: 191.00 of cash to share, and the total does not pass revenue off as cash."""
    bare = {key: value for key, value in ONE.items() if key != "cash"}
    ops = {"revenue": "300", "costs": "100", "fee": "3%"}
    found, plain = ran({**BASE, "projects": [{**bare, "operations": ops}]}), ran({**BASE, "projects": [ONE]})
    assert found.worked and plain.worked

    assert "Japan 382.00, US 382.00, revenue 1,200.00" in worked_text(found.worked, Ink())
    assert "cash 2,800.00" in worked_text(plain.worked, Ink())
    assert {"cash_usd": "764.00", "revenue_usd": "1200.00"}.items() <= totals_json(found.worked).items()
    assert {"cash_usd": "2800.00", "revenue_usd": "2800.00"}.items() <= totals_json(plain.worked).items()


def test_a_switch_answers_a_term_of_the_calls(ran: Ran) -> None:
    """T04, T21: a notice of 2028-11-13 is in time by US days alone, or where the last day binds the notice."""
    late = {**BASE, "projects": [{**ONE, "states": {**STATES, "notified": "2028-11-13"}}]}
    given = answers(["business_calendar=US"], calls=True)

    with pytest.raises(UsageError, match=r"2029-01-24 lies after the last day"):
        ran(late)
    assert {"a": date(2029, 1, 19)} == ran(late, **given).called.paid_on
    assert {"a": date(2029, 1, 24)} == ran(late, **answers(["deadline_binds=notice"], calls=True)).called.paid_on
    with pytest.raises(UsageError, match="business_calendar: no such option"):
        answers(["business_calendar=US"])


def test_ninety_percent_of_the_profit(tmp_path: Path, japan: Sheet) -> None:
    """What the host's headline share comes to under each reading, when equity is 2%."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps({**BASE, "projects": [ONE]}), encoding="utf-8")
    found = compare(read_case(path), japan, list(japan.readings.values()))
    shares = {one.reading.id: share for one, share in zip(found.runs, found.share_of_profit, strict=True)}

    assert Fraction(252, 180) == shares["us-headline"]
    assert Fraction(151_274, 180_000) == shares["japan-headline"]


def test_months_run_over_short_ones() -> None:
    assert date(2027, 2, 28) == months_after(date(2026, 8, 31), 6)
    assert date(2028, 2, 29) == months_after(date(2027, 11, 30), 3)


def test_holidays_of_japan() -> None:
    """Substitutes, days between holidays, and the banks' closing over the New Year."""
    named = {date(2026, 5, 6): "Constitution Memorial Day, in lieu", date(2026, 9, 22): "between two holidays"}

    assert named == {day: japan_holidays(2026)[day] for day in named}
    assert not any(business_day(date(2026, 12, 31) + timedelta(days=one), "INVESTOR") for one in range(4))
    with pytest.raises(UsageError, match="2022 to 2099"):
        japan_holidays(2100)


def test_the_public_lender_s_income_covers_its_cost(ran: Ran) -> None:
    """T58: refused below cost; a premium below the expected loss is told."""
    loans = {"lender": {"rate": "5%", "cost": "5.1%"}, "banks": {"rate": "5.5%", "premium": "0.1%"}}
    with pytest.raises(UsageError, match=r"lies below what its money costs, 5\.1%.*\(T58\)"):
        ran({**BASE, "projects": [ONE], "loans": loans}, "japan-headline")
    loans["lender"]["cost"] = "5%"
    assumed = {"default": "1.5%", "loss": "20%", "premium": "0.1%"}
    found = ran({**BASE, "projects": [ONE], "loans": loans, "guarantee": assumed}, "japan-headline")
    assert found.worked

    assert any("T58" in one for one in found.worked.planned.assumptions)


def test_the_lender_s_window(ran: Ran, japan: Sheet) -> None:
    """T06: a warning outside it. Under the notice alone as bound a payment may lie after it."""
    reading = japan.readings["mou"]
    other = japan._replace(readings={"mou": reading._replace(values={**reading.values, "deadline_binds": "notice"})})
    case = late("2029-01-19")
    case["projects"][0]["paid_on"] = "2029-04-02"
    found = ran(case, sheet=other)

    assert ["T06"] == [one.clause for one in found.called.events if one.warning]


def test_exposure_and_cash_by_year(ran: Ran) -> None:
    """What stands out most: the equity, the loans at the start, the cover on the banks' balance."""
    found = ran({**BASE, **LOANS, "projects": [ONE]}, "japan-headline")

    assert (2_000, 31_333, 66_667, 66_667) == found.exposure
    assert sum(found.parties["all"].by_year.values()) == found.parties["all"].returns.net


def test_quarters_on_their_days(ran: Ran) -> None:
    """Interest of a quarter is a quarter of the year's; flows fall on quarter days, rates of return are a year's."""
    found = ran({"life": 8, "rate": "6%", "period": "quarter", "projects": [{**ONE, "cash": "300"}]})
    assert found.worked
    first = found.worked.outcomes[0].periods[0].due

    assert (1_500, 12_500) == (first.interest, first.principal)
    assert [2026, 2027, 2028] == list(found.parties["investor"].by_year)
    assert months_after(date(2026, 4, 23), 24).year == 2028


def test_a_pool_of_projects_paid_at_different_times(ran: Ran) -> None:
    """Korea's umbrella on days: a project paid a year later begins a period later on the grid of the first."""
    korea = read_sheet("korea").known(None)
    second = {**TWO, "states": {**STATES, "selected": "2027-02-17", "notified": "2027-02-17"}}
    found = ran({**BASE, "projects": [ONE, second]}, sheet=korea)
    assert found.worked
    rows = found.worked.outcomes[0].periods

    assert ["pool"] == [one.vehicle.id for one in found.worked.outcomes]
    assert [70_000, 100_000, 100_000, 100_000, 30_000] == [one.cash for one in rows]
    assert found.parties["investor"].by_year[2026] == -100_000


def test_lives_of_their_own_in_a_pool(ran: Ran) -> None:
    pair = [{**ONE, "states": {}, "life": 2}, {**TWO, "states": {}, "life": 4}]
    found = ran({"rate": "0%", "pooling": True, "projects": pair})
    assert found.worked

    assert [60_000, 60_000, 10_000, 10_000] == [one.due.principal for one in found.worked.outcomes[0].periods]


def test_a_case_whose_every_call_is_declined(ran: Ran) -> None:
    found = ran({**BASE, "projects": [{**ONE, "decision": "decline"}]})

    assert found.worked is None
    assert 100_000 == found.shortfall


def test_a_rate_is_asked_for_where_the_reading_tests_against_it(ran: Ran) -> None:
    with pytest.raises(UsageError, match="needs 'rate'"):
        ran({"life": 4, "projects": [ONE]})

    assert ran({"life": 4, "projects": [ONE]}, "us-headline").worked


def test_a_whole_period_flip_of_a_periodic_test_is_refused(ran: Ran) -> None:
    with pytest.raises(UsageError, match="flip_within_period"):
        ran({**BASE, "projects": [ONE], "options": {"flip_within_period": False}})


def test_before_the_memorandum_nothing_of_it_is_used_or_cited(ran: Ran) -> None:
    """On 2025-08-28: no clock, no recovery, no clause of later terms."""
    then = read_sheet().known(date(2025, 8, 28))
    found = ran({**BASE, "projects": [ONE, {**TWO, "decision": "decline"}]}, "us-headline", then)
    assert found.worked

    assert date(2026, 2, 17) == found.called.paid_on["a"]
    assert () == found.worked.recovered
    assert {"", "T44", "R01-us"} == {one.clause for one in found.worked.ledger}
    assert not any(one.state == "tariff_snapback_allowed" for one in found.called.events)


def test_money_called_while_it_is_built(ran: Ran) -> None:
    """Drawn in two parts, the second at the end of the first year: deemed interest on what is there, each part back over its own life."""
    found = ran(
        {
            "life": 2,
            "rate": "10%",
            "projects": [{**ONE, "funded": "1000.00", "drawn": ["400", "600"], "cash": ["0", "900", "900"]}],
        }
    )
    assert found.worked
    rows = [(one.due.interest, one.due.principal) for one in found.worked.outcomes[0].periods]

    assert [(4_000, 20_000), (8_000, 50_000), (3_000, 30_000)] == rows
    assert {2026: -40_000, 2027: -60_000} == {
        year: cents for year, cents in found.parties["investor"].by_year.items() if year < 2028
    }


def test_one_hurdle_takes_new_money_up(ran: Ran) -> None:
    found = ran(
        {"life": 2, "rate": "10%", "projects": [{**ONE, "drawn": ["400", "600"], "cash": ["0", "900", "900"]}]},
        "us-cumulative",
    )
    assert found.worked

    assert [104_000, 114_400, 76_340] == [one.due.amount for one in found.worked.outcomes[0].periods]


def test_loans_are_drawn_with_the_call(ran: Ran) -> None:
    """Interest on what is drawn; instalments after the grace on all of it; a grace shorter than the drawing is refused."""
    loans = {"lender": {"rate": "10%", "tenor": 3, "grace": 1}, "banks": {"rate": "10%", "premium": "0%"}}
    project = {**ONE, "drawn": ["400", "600"], "cash": "2000", "life": 4}
    case = {**BASE, "mix": {"equity": "0%", "public": "100%"}, "loans": loans, "projects": [project]}
    with pytest.raises(UsageError, match="the loan banks is drawn until period 1.*say a grace of 1 or more"):
        ran(case, "japan-headline")
    loans["banks"]["grace"] = 1
    found = ran(case, "japan-headline")
    assert found.worked

    assert [(4_000, 0, 100_000), (10_000, 50_000, 50_000), (5_000, 50_000, 0), (0, 0, 0)] == [
        (one.debt[0].interest, one.debt[0].principal, one.debt[0].outstanding)
        for one in found.worked.outcomes[0].periods
    ]


def test_a_yearly_cap_and_money_called_while_it_is_built(ran: Ran) -> None:
    """Within the cap the plan stands; above it the rest waits for the next year."""
    korea = read_sheet("korea").known(None)
    project = {**ONE, "funded": "30000000000", "cash": "18000000000"}
    within = ran({**BASE, "projects": [{**project, "drawn": ["15000000000", "15000000000"]}]}, sheet=korea)
    above = ran({**BASE, "projects": [{**project, "drawn": ["25000000000", "5000000000"]}]}, sheet=korea)

    assert [] == [one for one in within.called.events if one.state == "queued"]
    assert [2_000_000_000_000, 1_000_000_000_000] == [one.paid for one in above.called.queue]
    assert ((0, 2_000_000_000_000), (1, 1_000_000_000_000)) == above.called.projects[0].instalments
