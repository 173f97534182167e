"""Scenarios worked by hand: duty to the cent in every branch, what waiting costs, and what turns the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlook.conftest import CARS, HEAD, _book, amended, autos

from kanzei.duty.added import Ground
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.law.compiled import load_instruments
from kanzei.outlook.answer import Answer, answer_scenario
from kanzei.outlook.numbers import cents
from kanzei.outlook.outcomes import Outcome
from kanzei.outlook.read import read_scenario
from kanzei.outlook.report import report
from kanzei.outlook.shipped import find_scenario
from kanzei.outlook.tree import reweighed, worlds
from kanzei.outlook.turning import by_day, perfect_knowledge, turns

Ask = Callable[..., Answer]
COSTS = "costs: {storage_per_day: 500.00, handling: 2000.00, bond: 1500.00, finance: 6%}\n"


def option(answer: Answer, name: str, shipment: int = 0):  # type: ignore[no-untyped-def]
    """An option of a shipment."""
    return next(one for one in answer.shipments[shipment].options if one.option.id == name)


def in_world(answer: Answer, name: str, *came: str) -> Outcome:
    """The outcome of an option of the first shipment in the world of these events."""
    number = next(i for i, world in enumerate(answer.worlds) if set(world.names) == set(came))
    found: Outcome = option(answer, name).outcomes[number]
    return found


def test_the_order_comes_with_70_percent(ask: Ask) -> None:
    """Three million of cars: 27.5% is 825,000, 15% is 450,000.

    Held 19 days (2025-09-01 to 09-20): storage 9,500, handling 2,000, bond 1,500, finance 3,000,000 x 6% x 19/365 = 9,369.86 (9,369.863).
    Beside duty 22,369.86. Expected: 0.3 x 825,000 + 0.7 x 450,000 + 22,369.86 = 584,869.86. Break-even: 375,000 p = 22,369.86.
    """
    answer = ask(HEAD + autos() + COSTS + "shipments:" + CARS)

    assert 825_000_00 == in_world(answer, "arrival").total == in_world(answer, "arrival", "autos").total
    assert 847_369_86 == in_world(answer, "warehouse").total
    assert 472_369_86 == in_world(answer, "warehouse", "autos").total
    assert 584_869_86 == option(answer, "warehouse").total.expected
    assert (472_369_86, 847_369_86) == option(answer, "warehouse").total[1:3]
    assert "warehouse" == answer.shipments[0].best.option.id
    assert 240_130_14 == answer.shipments[0].saving
    (turn,) = [one for one in turns(answer) if one.shipment and one.second == "warehouse"]
    assert Fraction(22_369_86, 375_000_00) == turn.point.at
    assert "second" == turn.point.better


def test_the_clock_defeats_waiting_in_privileged_status(ask: Ask) -> None:
    """Put in privileged foreign status on 2025-09-01 and entered on 09-20 a car keeps 27.5%; withdrawn from warehouse it pays 15%."""
    answer = ask(HEAD + autos("100%") + "shipments:" + CARS)
    zone, warehouse = option(answer, "zone"), option(answer, "warehouse")

    assert 825_000_00 == zone.duty.expected
    assert 450_000_00 == warehouse.duty.expected
    assert zone.defeated and not warehouse.defeated
    assert "rates of 2025-09-01" in zone.verdict
    assert "19 CFR 146.65(a)(1)" in zone.verdict
    assert "19 CFR 141.69(a)" in warehouse.verdict
    assert {0} == {
        one.first[1] - one.first[0] for one in turns(ask(HEAD + autos() + "shipments:" + CARS)) for one in [one.point]
    }


def test_supposed_law_gives_the_cents_of_the_law_that_came(book: LawBook) -> None:
    """The two instruments that came, laid on the view of 2025-08-28, answer as the book does today."""
    came = [one for one in load_instruments() if one.id in ("us/eo-14345", "us/fr-2025-17908")]
    known = date(2025, 8, 28)
    view = Ground(book, known).with_instruments(came).view(known=known)
    now = book.view()

    for code in ("8703230140", "8708505110", "9002119000", "8528726430", "7208510030", "8411919085"):
        for day in (date(2025, 8, 20), date(2025, 9, 10), date(2025, 9, 20)):
            line = EntryLine(
                code, "JP", day, 1_000_000, claims={"civil_aircraft": True} if code.startswith("84") else {}
            )
            assert now.assess(line).duty_cents == view.assess(line).duty_cents, (code, day)


def test_money_comes_back_where_the_law_reaches_back(ask: Ask) -> None:
    """Lenses at 2.3%: 17.3% of a million is 173,000 deposited, 15% owed, 23,000 back.

    Entered 2025-08-20: deposit 10 working days later, 2025-09-04 (Labor Day between); liquidation on day 314, 2026-06-30 (2025-08-20 + 314 days).
    Interest of a corporation over 299 days, as in worked example 1 of the refund rules whose 12,500.00 earn 596.99 over the same days:
    23,000 / 12,500 x 596.99 = 1,098.46, and 1,098.45 from the unrounded factor. Finance at 7% over 299 days: 23,000 x 0.07 x 299 / 365 = 1,318.88.
    """
    text = (
        HEAD
        + amended("2025-08-07")
        + (
            "costs: {finance: 7%}\nshipments:\n"
            "  - {id: ours, hts: 9002.11.90.00, origin: JP, value_usd: 1000000, entered: 2025-08-20}\n"
            "  - {id: theirs, hts: 9002.11.90.00, origin: JP, value_usd: 1000000, entered: 2025-08-20, importer: the seller}\n"
            "  - {id: late, hts: 9002.11.90.00, origin: JP, value_usd: 1000000, entered: 2025-08-20, liquidated_on: 2025-08-25}\n"
        )
    )
    answer = ask(text)
    number = next(i for i, world in enumerate(answer.worlds) if world.names)
    ours, theirs, late = (one.options[0].outcomes[number] for one in answer.shipments)

    assert (173_000_00, 23_000_00, 0) == (ours.deposited, ours.back, ours.to_others)
    assert date(2025, 9, 4) == ours.refunds[0].fate.deposited_on
    assert date(2026, 6, 30) == ours.refunds[0].fate.paid_on
    assert 1_098_45 <= ours.interest <= 1_098_46
    assert 1_318_88 == ours.waiting
    assert (0, 23_000_00) == (theirs.back, theirs.to_others)
    assert theirs.deposited == theirs.duty
    assert "protest" == late.refunds[0].fate.route
    assert date(2026, 2, 21) == late.refunds[0].fate.last_day
    assert 23_000_00 == late.back


def test_nothing_comes_back_once_the_time_to_protest_is_over(ask: Ask) -> None:
    """Liquidated 2025-01-15, 180 days end on 2025-07-14: an order of 2025-09-04 comes too late."""
    text = HEAD + amended("2025-06-01").replace("us/eo-14326#country.9903.02.30", "us/eo-14326#country.9903.02.30")
    text += "shipments:\n  - {id: old, hts: 9002.11.90.00, origin: JP, value_usd: 1000000, entered: 2025-08-08, liquidated_on: 2025-08-09}\n"
    answer = ask(text, "amended.day=2026-03-01")
    number = next(i for i, world in enumerate(answer.worlds) if world.names)
    found = answer.shipments[0].options[0].outcomes[number]

    assert ("final", 23_000_00, 0) == (found.refunds[0].fate.route, found.lost, found.back)
    assert found.duty == found.deposited == 173_000_00


def test_law_from_its_own_day_pays_nothing_back(ask: Ask) -> None:
    text = (
        HEAD
        + amended("$day")
        + "shipments:\n  - {id: a, hts: 9002.11.90.00, origin: JP, value_usd: 1000000, arrives: 2025-09-01}\n"
    )
    answer = ask(text)

    assert {(173_000_00, 0)} == {(one.total, one.back) for one in answer.shipments[0].options[0].outcomes}


def test_waiting_for_an_event_never_looks_ahead(ask: Ask) -> None:
    """The order comes on 16 September or never: goods leave on the day it comes, else on the last day."""
    cars = (
        CARS
        + "      - {id: wait, warehouse: {event: autos, last: 2025-10-15}}\n      - {id: after, warehouse: {event: autos, plus: 3, last: 2025-10-15}}\n"
    )
    answer = ask(HEAD + autos() + "shipments:" + cars)

    assert date(2025, 9, 16) == in_world(answer, "wait", "autos").released_on
    assert date(2025, 9, 19) == in_world(answer, "after", "autos").released_on
    assert date(2025, 10, 15) == in_world(answer, "wait").released_on


def test_nonprivileged_status_is_refused_where_an_order_asks_for_the_other(ask: Ask) -> None:
    text = (
        HEAD
        + amended("2025-08-07")
        + (
            "shipments:\n  - {id: a, hts: 9002.11.90.00, origin: JP, value_usd: 1000, arrives: 2025-09-01, "
            "options: [arrival, {id: npf, zone-nonprivileged: 2025-09-20}]}\n"
        )
    )
    found = option(ask(text), "npf")

    assert found.total is None
    assert "must take privileged foreign status" in found.refused


def test_the_day_decides_which_plan_is_best(ask: Ask) -> None:
    """Arrival on 1 September, warehouse to 20 September: an order of 21 September is too late for it."""
    answer = ask(HEAD + autos("100%") + COSTS + "shipments:" + CARS)
    rows = by_day(answer, "autos", [date(2025, 8, 30), date(2025, 9, 20), date(2025, 9, 21)])

    assert [("arrival",), ("warehouse",), ("arrival",)] == [one.best for one in rows]
    assert [450_000_00, 472_369_86, 825_000_00] == [dict(one.costs)["best"] for one in rows]


def test_what_knowing_is_worth(ask: Ask) -> None:
    """Knowing the world: arrival (825,000) where nothing comes, warehouse (472,369.86) where the order does.

    0.3 x 825,000 + 0.7 x 472,369.86 = 578,158.902; the best plan blind costs 584,869.86; the difference is 0.3 x 22,369.86 = 6,710.958.
    """
    answer = ask(HEAD + autos() + COSTS + "shipments:" + CARS)

    assert Fraction(3 * 22_369_86, 10) == perfect_knowledge(answer).cents


def test_the_shipped_scenario_answers() -> None:
    """What is told of the seeds: see the page on scenarios for the derivation."""
    scenario = read_scenario(find_scenario("2025-08-28-amendment-asked"), ["autos=70%", "autos.day=2025-09-16"])
    found = report(scenario, _book())
    best = {one.shipment.id: one.best.option.id for one in found.answer.shipments if one.best}

    assert {"cars": "delay", "axles": "delay", "lenses": "arrival"} == {k: best[k] for k in ("cars", "axles", "lenses")}
    # 26 days late at 600 a day are 15,600; 12.5% of three million are 375,000: break-even 4.16%.
    assert Fraction(15_600, 375_000) == next(
        one.point.at for one in found.turns if (one.event, one.shipment, one.second) == ("autos", "cars", "delay")
    )
    assert {"back"} == {one.event for one in found.back}
    assert {"ours", "the seller"} == {one.goes for one in found.back}
    waiting = {(one.event, one.flow.id): one for one in found.delays}
    assert waiting["autos", "vehicles"].waiting == 0 < waiting["autos", "vehicles"].gone
    assert waiting["back", "other-goods"].gone == 0 < waiting["back", "other-goods"].waiting
    assert date(2025, 8, 7) == waiting["back", "other-goods"].from_day
    # 41,662,183,777 USD of vehicles at 12.5 points less a year of 366 days, trucks at 25% of column 1 among them: 14.2 million a day.
    assert 14_236_533_55 == cents(waiting["autos", "vehicles"].a_day(waiting["autos", "vehicles"].gone))
    assert all(one.cents >= 0 for one in found.worth)


@settings(max_examples=15)
@given(st.integers(0, 20), st.integers(1, 20))
def test_the_expected_cost_is_linear_in_a_probability(number: int, parts: int) -> None:
    """At the break-even of an answered scenario both options cost the same, exactly; between 0 and 1 costs run straight."""
    answer = _linear()
    share = Fraction(min(number, parts), parts)
    tree = reweighed(answer.scenario.tree, "autos", share)
    for one in answer.shipments[0].options:
        at = [
            sum(
                world.probability * answer.outcomes.of(answer.shipments[0].shipment, one.option, world).total
                for world in worlds(other)
            )
            for other in (
                reweighed(answer.scenario.tree, "autos", Fraction(0)),
                tree,
                reweighed(answer.scenario.tree, "autos", Fraction(1)),
            )
        ]
        assert at[1] == at[0] + (at[2] - at[0]) * share
    for turn in turns(answer):
        if turn.point.at is not None and (turn.shipment, turn.event) == ("cars", "autos"):
            there = worlds(reweighed(answer.scenario.tree, "autos", turn.point.at))
            costs = {
                one.option.id: sum(
                    w.probability * answer.outcomes.of(answer.shipments[0].shipment, one.option, w).total for w in there
                )
                for one in answer.shipments[0].options
            }
            assert costs[turn.first] == costs[turn.second]


_kept: list[Answer] = []


def _linear() -> Answer:
    if not _kept:
        scenario = read_scenario(
            find_scenario("2025-08-28-amendment-asked"),
            ["autos.day=2025-09-16", "back.day=2025-09-04", "forward.day=2025-09-04"],
        )
        _kept.append(answer_scenario(scenario, _book()))
    return _kept[0]


def test_every_option_lies_between_its_least_and_most() -> None:
    for one in _linear().shipments:
        for other in one.options:
            if other.total is not None:
                assert other.total.least <= other.total.low <= other.total.expected <= other.total.most
                assert other.total.high <= other.total.most


def test_the_whole_is_the_sum_of_its_shipments() -> None:
    answer = _linear()
    best = answer.plan("best")

    assert best.total.expected == sum(
        one.best.total.expected for one in answer.shipments if one.best and one.best.total
    )
    assert all(best.total.expected <= plan.total.expected for plan in answer.plans)


def test_two_events_of_one_day_that_change_the_same_are_an_error(ask: Ask) -> None:
    """Neither says that it comes after the other."""
    from kanzei.errors import LawError

    other = amended("2025-08-07").replace("id: amended", "id: other")
    text = (
        HEAD
        + amended("2025-08-07")
        + other
        + "shipments:\n  - {id: a, hts: 9002.11.90.00, origin: JP, value_usd: 1000, arrives: 2025-09-05}\n"
    )
    with pytest.raises(LawError, match="became known at the same time"):
        ask(text)
