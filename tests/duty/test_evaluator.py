"""The evaluator on small laws made for one question each: what is consulted, what gives way, what may not stand side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.scalar import Figures, carry_out
from kanzei.duty.spans import Reached
from kanzei.duty.stack import Part, Stack, Step
from kanzei.errors import ConflictError
from kanzei.money import RATE_ONE

VALUE = 10_000_00
PERCENT = RATE_ONE // 100
ALL = {"in": [], "except": []}


def provision(
    name: str, slot: str = "s122", kind: str = "add", rate: int = 10 * PERCENT, **more: Any
) -> dict[str, Any]:
    """A provision of every origin and good; rate in the unit of :mod:`kanzei.money`."""
    duty = {"kind": kind, "rate": rate, "compare": "general"}
    return {
        "id": f"us/test#{name}",
        "heading": name,
        "authority": slot,
        "goods": ALL,
        "origin": ALL,
        "duty": duty,
        **more,
    }


class Law:
    """A law of these provisions and no lists."""

    def __init__(self, *provisions: dict[str, Any]) -> None:
        self.provisions = list(provisions)
        self.reached = Reached()

    def candidates(self, entered: str, origin: str) -> list[dict[str, Any]]:
        return self.provisions

    def memberships(self, code: str, entered: str) -> frozenset[str]:
        return frozenset()

    def in_group(self, name: str, origin: str, entered: str) -> bool:
        return False

    def switch(self, name: str) -> str:
        return ""


def evaluate(*provisions: dict[str, Any], **claims: Any) -> Evaluation:
    situation = Situation("9004100000", "TH", "2026-05-10", "", "general", "", False, claims, "")
    return Evaluation(Law(*provisions), situation)


def headings(evaluation: Evaluation, rate: int = 0) -> dict[str, int]:
    """Each heading reported, in cents; rate: that of column 1."""

    def ordinary(part: int, value: int) -> tuple[int, int]:
        return rate * part, RATE_ONE

    done = carry_out(evaluation.stack, Figures(VALUE, {}, ordinary, ordinary, {}, {}))
    return {one.step.heading: one.amount for one in done.charged}


def flag(name: str) -> list[Any]:
    return ["claim", name, True]


def test_two_duties_of_one_slot_are_a_conflict_unless_one_says_how_they_stand() -> None:
    first, second = provision("9903.99.01"), provision("9903.99.02")
    with pytest.raises(ConflictError, match="9903.99.01"):
        evaluate(first, second)
    assert {"9903.99.02": 1_000_00} == headings(
        evaluate(first, {**second, "instead_of": [["9903.99.01", "9903.99.01"]]})
    )
    assert {"9903.99.01": 1_000_00, "9903.99.02": 1_000_00} == headings(evaluate(first, {**second, "cumulative": True}))
    assert {"9903.99.01": 1_000_00} == headings(evaluate({**first, "choose": "lowest"}, {**second, "choose": "lowest"}))
    assert {"9903.99.01": 1_000_00, "9903.99.02": 0} == headings(evaluate(first, provision("9903.99.02", kind="none")))


@pytest.mark.parametrize("kind", ["total", "gap_to", "refused"])
def test_every_kind_that_bears_can_conflict(kind: str) -> None:
    with pytest.raises(ConflictError):
        evaluate(provision("9903.99.01"), provision("9903.99.02", kind=kind))


@pytest.mark.parametrize("kind", ["add", "total", "gap_to", "refused"])
def test_an_exception_without_condition_is_reported_where_a_duty_reaches_the_goods(kind: str) -> None:
    free = provision("9903.99.09", kind="exempt")
    assert {"9903.99.09": 0} == headings(evaluate(provision("9903.99.01", kind=kind), free))


def test_where_no_duty_reaches_the_goods_only_a_heading_of_the_origin_is_reported() -> None:
    mine = {"origin": {"in": ["th"], "except": []}}
    assert {} == headings(evaluate(provision("9903.99.09", kind="exempt")))
    assert {"9903.99.09": 0} == headings(evaluate(provision("9903.99.09", kind="exempt", **mine)))
    asked = provision("9903.99.09", kind="exempt", when=flag("donation"), **mine)
    assert {} == headings(evaluate(asked, donation=True))
    assert {} == headings(evaluate(provision("9903.99.09", kind="exempt", when=flag("donation")), donation=True))


def test_a_release_takes_off_the_headings_it_names_alone() -> None:
    first = provision("9903.99.01")
    second = provision("9903.99.02", cumulative=True)
    free = provision("9903.99.09", kind="exempt", releases=[["9903.99.02", "9903.99.02"]])
    evaluation = evaluate(first, second, free)
    assert {"9903.99.01": 1_000_00, "9903.99.09": 0} == headings(evaluation)
    assert ["9903.99.09", "9903.99.01"] == [step.heading for step in evaluation.stack.steps]


def test_what_cannot_matter_any_more_is_not_consulted() -> None:
    """An exception that holds ends the question; a condition that fails on the goods' own facts does too."""
    told = provision("9903.99.01", unless=[flag("donation"), flag("information")])
    assert ("flag", "information") not in evaluate(told, donation=True).consulted
    assert ("flag", "information") in evaluate(told, donation=False).consulted
    static = provision("9903.99.01", when=["all", [flag("donation"), ["spi", ["S"]]]])
    assert set() == evaluate(static).consulted


def test_a_content_that_is_the_base_is_consulted_while_it_is_not_stated() -> None:
    told = provision("9903.99.01", base={"claim": "aluminum_value"})
    assert ("base", "aluminum_value") in evaluate(told).consulted
    assert ("base", "aluminum_value") not in evaluate(told, aluminum_value=4_000_00).consulted
    assert set() == evaluate(provision("9903.99.01")).consulted


def test_days_count_from_the_first() -> None:
    late = provision("9903.99.01", when=["date", "contract_on", "from", "2026-08-06"])
    early = provision("9903.99.01", when=["date", "contract_on", "before", "2026-08-06"])
    assert {} == headings(evaluate(late, contract_on="2026-08-05"))
    assert {"9903.99.01": 1_000_00} == headings(evaluate(late, contract_on="2026-08-06"))
    assert {"9903.99.01": 1_000_00} == headings(evaluate(early, contract_on="2026-08-05"))
    assert {} == headings(evaluate(early, contract_on="2026-08-06"))


def test_a_provision_may_ask_for_another() -> None:
    """A provision of another slot is asked by its identifier; itself it does not ask."""
    base = provision("9903.99.01", when=flag("donation"))
    other = provision("9903.98.01", slot="s338", when=["provision", "us/test#9903.99.01"])
    assert {"9903.99.01": 1_000_00, "9903.98.01": 1_000_00} == headings(evaluate(base, other, donation=True))
    assert {} == headings(evaluate(base, other))
    alone = provision("9903.98.01", slot="s338", when=["provision", "us/test#9903.98.01"])
    assert {} == headings(evaluate(alone))


def under(test: str, heading: str = "", slot: str = "s122") -> dict[str, Any]:
    """A duty of another slot that gives way where the slot, or a heading of it, is owed or applies to the part."""
    spans = [[heading, heading]] if heading else []
    return provision("9903.98.01", slot="s338", unless=[["under", spans, [] if heading else [slot], test, "part"]])


OTHER = {"9903.98.01": 1_000_00}


def test_owed_means_an_amount_and_applies_means_reported() -> None:
    duty, nil = provision("9903.99.01"), provision("9903.99.01", kind="none")
    assert {"9903.99.01": 1_000_00} == headings(evaluate(duty, under("owed", "9903.99.01")))
    assert {"9903.99.01": 1_000_00} == headings(evaluate(duty, under("applies", "9903.99.01")))
    assert {"9903.99.01": 0, **OTHER} == headings(evaluate(nil, under("owed", "9903.99.01")))
    assert {"9903.99.01": 0} == headings(evaluate(nil, under("applies", "9903.99.01")))
    assert {"9903.99.01": 0, **OTHER} == headings(
        evaluate(provision("9903.99.01", rate=0), under("owed", "9903.99.01"))
    )
    assert {"9903.99.01": 0} == headings(evaluate(provision("9903.99.01", rate=0), under("applies", "9903.99.01")))


def test_a_total_that_column_1_fills_is_not_owed() -> None:
    total = provision("9903.99.01", kind="total", rate=15 * PERCENT)
    assert {"9903.99.01": 1_250_00} == headings(evaluate(total, under("owed", "9903.99.01")), rate=25 * PERCENT // 10)
    assert {"9903.99.01": 0, **OTHER} == headings(evaluate(total, under("owed", "9903.99.01")), rate=15 * PERCENT)


def test_a_duty_that_waits_on_column_1_is_owed_only_where_it_is_carried_out() -> None:
    guarded = provision("9903.99.01", when=["column_1", "below", 10 * PERCENT, "general"])
    assert {"9903.99.01": 1_000_00} == headings(evaluate(guarded, under("owed", "9903.99.01")), rate=5 * PERCENT)
    assert OTHER == headings(evaluate(guarded, under("owed", "9903.99.01")), rate=10 * PERCENT)
    assert {"9903.99.01": 1_000_00} == headings(evaluate(guarded, under("applies", "9903.99.01")), rate=5 * PERCENT)
    assert OTHER == headings(evaluate(guarded, under("applies", "9903.99.01")), rate=10 * PERCENT)


def test_a_slot_asked_for_as_a_whole_does_not_count_its_exceptions() -> None:
    duty = provision("9903.99.01")
    free = provision("9903.99.09", kind="exempt", when=flag("donation"))
    for test in ("owed", "applies"):
        assert {"9903.99.09": 0, **OTHER} == headings(evaluate(duty, free, under(test), donation=True))
        assert {"9903.99.01": 1_000_00} == headings(evaluate(duty, free, under(test)))
        assert OTHER == headings(evaluate(under(test)))


def test_a_heading_asked_for_by_name_counts_when_it_is_an_exception() -> None:
    duty = provision("9903.99.01")
    free = provision("9903.99.09", kind="exempt", when=flag("donation"))
    assert {"9903.99.09": 0} == headings(evaluate(duty, free, under("applies", "9903.99.09"), donation=True))
    assert {"9903.99.09": 0, **OTHER} == headings(evaluate(duty, free, under("owed", "9903.99.09"), donation=True))
    assert {"9903.99.01": 1_000_00, **OTHER} == headings(evaluate(duty, free, under("applies", "9903.99.09")))


def test_precedence_in_a_circle_is_an_error() -> None:
    asks: Callable[[str], list[Any]] = lambda slot: ["under", [], [slot], "owed", "part"]  # noqa: E731
    with pytest.raises(ConflictError, match="circle"):
        evaluate(
            provision("9903.99.01", unless=[asks("s338")]), provision("9903.98.01", slot="s338", unless=[asks("s122")])
        )


@pytest.mark.parametrize(
    "asks",
    [
        flag("donation"),
        ["country", "smelt", ["ru"]],
        ["date", "contract_on", "before", "2026-08-06"],
        ["loaded", "before", "2026-05-01"],
        ["switch", "S1", "sheltered"],
        ["share", "steel_value", "below", 15 * PERCENT],
        ["claimed"],
        ["any", [flag("donation"), flag("information")]],
        ["all", [flag("donation")]],
        ["not", flag("donation")],
    ],
    ids=lambda asks: asks[0],
)
def test_the_goods_own_facts_are_looked_at_first(asks: list[Any]) -> None:
    """Where the preference alone decides, nothing else is asked."""
    assert set() == evaluate(provision("9903.99.01", when=["all", [asks, ["spi", ["S"]]]])).consulted
    assert set() != evaluate(provision("9903.99.01", when=["all", [asks, ["spi", [""]]]])).consulted


@pytest.mark.parametrize(
    "asks",
    [["under", [], ["s338"], "owed", "part"], ["heading", "9903.98.01", "9903.98.01"]],
    ids=lambda asks: asks[0],
)
def test_another_duty_is_looked_at_last(asks: list[Any]) -> None:
    """A circle that the goods' own facts cut is none."""
    first = provision("9903.99.01", unless=[["all", [asks, ["spi", ["S"]]]]])
    second = provision("9903.98.01", slot="s338", unless=[["under", [], ["s122"], "owed", "part"]])
    assert {"9903.99.01": 1_000_00} == headings(evaluate(first, second))


def reported(*exempts: dict[str, Any], **claims: Any) -> list[str]:
    """The headings of release on a line that owes a duty, each as often as it is reported."""
    steps = evaluate(provision("9903.99.01"), *exempts, **claims).stack.steps
    assert all(step.guard is not False for step in steps)
    return [step.heading for step in steps if step.kind == "exempt"]


def test_which_headings_of_release_stand_together() -> None:
    """One by origin says all; one by claim stands alone beside one by classification; of several by classification the first is named."""
    origin = provision("9903.99.05", kind="exempt", origin={"in": ["th"], "except": []})
    listed = provision("9903.99.06", kind="exempt", goods={"in": ["9004"], "except": []})
    both = {**provision("9903.99.07", kind="exempt"), "origin": origin["origin"], "goods": listed["goods"]}
    bare = provision("9903.99.08", kind="exempt")
    claim = provision("9903.99.09", kind="exempt", when=flag("donation"))
    assert ["9903.99.05"] == reported(listed, both, bare, origin)
    assert ["9903.99.05"] == reported(claim, origin, donation=True)
    assert ["9903.99.09"] == reported(listed, both, bare, claim, donation=True)
    assert ["9903.99.06"] == reported(listed, claim, donation=False)
    assert ["9903.99.06"] == reported(listed, both)


def test_a_provision_on_the_rest_runs_on_the_whole_where_nothing_is_divided() -> None:
    metal = provision("9903.97.01", slot="s232_steel", part="steel")
    rest = provision("9903.99.01", part="rest")
    assert {"9903.99.01": 1_000_00} == headings(evaluate(rest))
    assert {"9903.97.01": 1_000_00} == headings(evaluate(metal, rest))
    divided = evaluate(metal, rest, steel_value=4_000_00)
    assert ["steel", "rest"] == [part.name for part in divided.parts]
    done = carry_out(divided.stack, Figures(VALUE, {"steel_value": 4_000_00}, nothing, nothing, {}, {}))
    assert {"9903.97.01": 400_00, "9903.99.01": 600_00} == {one.step.heading: one.amount for one in done.charged}


def test_the_american_content_divides_only_what_asks_for_it() -> None:
    american = provision("9903.99.03", slot="s338", part="us", kind="none")
    divided = evaluate(provision("9903.99.01", slot="s338", part="rest"), american, us_content_value=4_000_00)
    assert ["us", "rest"] == [part.name for part in divided.parts]
    assert ["whole"] == [part.name for part in evaluate(american, us_content_value=4_000_00).parts]
    assert ["whole"] == [part.name for part in evaluate(provision("9903.99.01"), us_content_value=4_000_00).parts]


def nothing(part: int, value: int) -> tuple[int, int]:
    """Column 1 is free."""
    return 0, 1


def step(heading: str, kind: str = "add", base: tuple[Any, ...] = (), choose: str = "", rate: int = 10) -> Step:
    return Step(heading, "s338", kind, "whole", rate * PERCENT, True, "general", base, choose, {"id": heading})


def carried(*steps: Step, shares: Any = None, **facts: int) -> dict[str, int]:
    """Amount of each heading of a stack on an undivided article."""
    done = carry_out(Stack((Part("whole"),), steps), Figures(VALUE, facts, nothing, nothing, {}, shares or {}))
    return {one.step.heading: one.amount for one in done.charged}


def test_a_base_is_the_content_stated_or_the_whole() -> None:
    metal, other = step("9903.99.01", base=("claim", "steel_value")), ("claim", "non_us_content_value")
    assert {"9903.99.01": 400_00} == carried(metal, steel_value=4_000_00)
    assert {"9903.99.01": 1_000_00} == carried(metal)
    assert {"9903.99.01": 1_000_00} == carried(metal, us_content_value=3_000_00)
    assert {"9903.99.01": 700_00} == carried(step("9903.99.01", base=other), us_content_value=3_000_00)
    assert {"9903.99.01": 500_00} == carried(
        step("9903.99.01", base=other), us_content_value=3_000_00, non_us_content_value=5_000_00
    )
    assert {"9903.99.01": 1_000_00} == carried(step("9903.99.01", base=other))


@pytest.mark.parametrize(("kind", "shown"), [("add", {}), ("total", {}), ("none", {"9903.99.01": 0})])
def test_a_duty_on_nothing_is_not_reported_a_heading_without_duty_is(kind: str, shown: dict[str, int]) -> None:
    empty = step("9903.99.01", kind, ("claim", "steel_value"))
    assert shown == carried(empty, steel_value=0)
    assert {**shown, "9903.99.02": 2_000_00} == carried(empty, step("9903.99.02", rate=20), steel_value=0)


def test_of_duties_to_choose_from_the_lowest_that_falls_on_something_is_taken() -> None:
    low, high = step("9903.99.01", choose="lowest"), step("9903.99.02", choose="lowest", rate=20)
    empty = step("9903.99.03", base=("claim", "steel_value"), choose="lowest")
    assert {"9903.99.01": 1_000_00} == carried(high, low)
    assert {"9903.99.02": 2_000_00} == carried(empty, high, steel_value=0)


def test_a_share_is_the_one_stated_by_weight_or_that_of_the_value() -> None:
    figures = Figures(VALUE, {"steel_value": 4_000_00}, nothing, nothing, {}, {"aluminum_value": (1, 7)})
    assert (1, 7) == figures.share("aluminum_value")
    assert (4_000_00, VALUE) == figures.share("steel_value")
    assert (0, VALUE) == figures.share("copper_value")


def left_open(when: list[Any], heading: str = "9903.99.01", **claims: Any) -> Any:
    """The guard of one duty where what is not stated stays open; ``False`` where the duty is out."""
    situation = Situation("9004100000", "TH", "2026-05-10", "", "general", "", False, claims, "")
    law = Law(provision(heading, when=when))
    steps = Evaluation(law, situation, open_facts=True).stack.steps
    return steps[0].guard if steps else False


def test_what_is_not_stated_stays_open() -> None:
    donation, mine = ("fact", "donation"), ("fact", "9903.99.01")
    assert donation == left_open(flag("donation"))
    assert ("not", donation) == left_open(["claim", "donation", False])
    assert left_open(flag("donation"), donation=True) is True
    assert left_open(flag("donation"), donation=False) is False
    assert mine == left_open(["claimed"])
    assert left_open(["claimed"], **{"9903.99.01": True}) is True
    assert left_open(["claimed"], **{"9903.99.01": False}) is False
    assert left_open(["claimed"], heading="") is False
    assert ("loaded", "before", "2026-05-01") == left_open(["loaded", "before", "2026-05-01"])
    assert ("switch", "S1", "sheltered") == left_open(["switch", "S1", "sheltered"])
    assert ("country", "smelt", ("ru",)) == left_open(["country", "smelt", ["ru"]])
    assert ("date", "contract_on", "before", "2026-08-06") == left_open(["date", "contract_on", "before", "2026-08-06"])


def test_a_heading_asked_for_inside_a_condition_stays_open_too() -> None:
    """Where the importer may claim the heading, the claim stands for the facts that the condition asks."""
    donation, mine = ("fact", "donation"), ("fact", "9903.99.01")
    assert ("or", (mine, ("or", (mine, donation)))) == left_open(["any", [["claimed"], flag("donation")]])
    assert ("and", (mine, ("or", (mine, donation)))) == left_open(["all", [["claimed"], flag("donation")]])
    assert ("or", (donation, ("fact", "information"))) == left_open(["any", [flag("donation"), flag("information")]])
    assert ("not", mine) != left_open(["not", ["claimed"]])


def guards(evaluation: Evaluation) -> dict[str, Any]:
    """The guard of each step by its heading."""
    return {one.heading: one.guard for one in evaluation.stack.steps}


BELOW = ["column_1", "below", 10 * PERCENT, "general"]
OPEN_BELOW = (*BELOW, "whole")


def test_a_list_may_name_the_provision_of_chapter_98_that_goods_enter_under() -> None:
    """Lists of civil aircraft name provisions beside articles."""

    class Lists(Law):
        def memberships(self, code: str, entered: str) -> frozenset[str]:
            return frozenset({"aircraft"}) if code == "98179600" else frozenset()

    law = Lists(provision("9903.99.01", goods={"in": ["aircraft"], "except": []}))
    plain = Situation("9004100000", "TH", "2026-05-10", "", "general", "", False, {}, "")

    assert {} == headings(Evaluation(law, plain))
    assert {"9903.99.01": 1_000_00} == headings(Evaluation(law, plain._replace(under="98179600")))


def test_a_line_that_is_the_american_part_needs_no_duty_that_asks_for_it() -> None:
    part = Situation("9004100000", "TH", "2026-05-10", "", "general", "", False, {}, "us")
    assert ["us"] == [one.name for one in Evaluation(Law(provision("9903.99.01")), part).parts]


def test_a_heading_that_replaces_a_span_stands_though_it_lies_in_it() -> None:
    first = provision("9903.99.01")
    second = provision("9903.99.02", rate=20 * PERCENT, instead_of=[["9903.99.01", "9903.99.09"]])
    assert {"9903.99.02": 2_000_00} == headings(evaluate(first, second))


def test_a_content_is_asked_for_once_as_the_part_and_not_as_the_base_again() -> None:
    metal = provision("9903.97.01", slot="s232_steel", part="steel", base={"claim": "steel_value"})
    assert {("content", "steel_value")} == evaluate(metal).consulted


def test_a_duty_asked_for_by_its_heading_and_its_slot_counts_once() -> None:
    """The guard is that of the duty, not the same twice; the heading stands for its slot in a condition on headings too."""
    duty = provision("9903.99.01", when=BELOW)
    by_both = provision("9903.98.01", slot="s338", when=["under", [["9903.99.01"] * 2], ["s122"], "applies", "part"])
    by_name = provision("9903.98.01", slot="s338", when=["heading", "9903.99.01", "9903.99.01"])
    for asks in (by_both, by_name):
        assert {"9903.99.01": OPEN_BELOW, "9903.98.01": OPEN_BELOW} == guards(evaluate(duty, asks))


@pytest.mark.parametrize("kind", ["exempt", "none"])
def test_a_heading_without_duty_is_never_owed_whatever_the_amounts(kind: str) -> None:
    """What gives way to a duty owed stands for certain, so that another such duty beside it is a conflict and no guess."""
    nil = provision("9903.99.09", kind=kind, origin={"in": ["th"], "except": []})
    assert {"9903.99.09": True, "9903.98.01": True} == guards(evaluate(nil, under("owed", "9903.99.09")))


def test_a_duty_on_a_part_of_nothing_is_not_owed_on_the_article() -> None:
    """Steel of no value is charged nothing; of the part itself the duty is owed by its rate alone."""
    metal = provision("9903.97.01", slot="s232_steel", part="steel")

    def rest(reach: str) -> dict[str, Any]:
        return provision("9903.99.01", unless=[["under", [], ["s232_steel"], "owed", reach]])

    divided = evaluate(metal, rest("article"), steel_value=0)
    done = carry_out(divided.stack, Figures(VALUE, {"steel_value": 0}, nothing, nothing, {}, {}))
    assert {"9903.99.01": 1_000_00} == {one.step.heading: one.amount for one in done.charged}
    owed = [one.guard for one in divided.stack.steps if one.heading == "9903.99.01"]
    assert [("not", ("owed", (0,)))] * 2 == owed
    on_steel = [one.part for one in evaluate(metal, rest("part"), steel_value=0).stack.steps]
    assert ["steel", "rest"] == on_steel


def test_a_heading_does_not_ask_for_itself() -> None:
    """Nor does a condition on a span of headings, asked again to explain the answer."""
    asks = ["heading", "9903.99.01", "9903.99.02"]
    mine = provision("9903.99.01", unless=[asks])
    evaluation = evaluate(mine)

    assert {"9903.99.01": 1_000_00} == headings(evaluation)
    assert evaluation.test(asks, mine, "whole", False) is False


def test_a_heading_of_the_same_slot_on_another_part_is_not_asked_for() -> None:
    metal = provision("9903.97.01", slot="s232_steel", part="steel")
    rest = provision("9903.97.02", slot="s232_steel", part="rest", unless=[["heading", "9903.97.01", "9903.97.01"]])
    steps = evaluate(metal, rest, steel_value=4_000_00).stack.steps
    assert [("9903.97.01", "steel"), ("9903.97.02", "rest")] == [(one.heading, one.part) for one in steps]


@pytest.mark.parametrize(
    ("chosen", "except_", "holds"),
    [([], [], True), (["th"], [], True), (["jp"], [], False), ([], ["th"], False), (["th"], ["th"], False)],
)
def test_a_condition_on_the_origin_takes_those_named_less_those_excepted(
    chosen: list[str], except_: list[str], holds: bool
) -> None:
    asks = ["origin", {"in": chosen, "except": except_}]
    assert holds == bool(headings(evaluate(provision("9903.99.01", when=asks))))


def test_another_provision_is_looked_at_after_the_goods_own_facts() -> None:
    base = provision("9903.99.01", when=flag("donation"))
    asks = ["all", [["provision", "us/test#9903.99.01"], ["spi", ["S"]]]]
    law = [provision("9903.98.01", slot="s338", when=asks), base]
    seen: list[str] = []

    class Watched(Evaluation):
        def _holds(self, p: dict[str, Any], part: str) -> Any:
            seen.append(p["heading"])
            return super()._holds(p, part)

    Watched(Law(*law), Situation("9004100000", "TH", "2026-05-10", "", "general", "", False, {}, ""))
    assert ["9903.98.01", "9903.99.01"] == seen


def test_a_twin_stands_beside_a_total_alone() -> None:
    added = provision("9903.99.01", twin="9903.99.02")
    assert {"9903.99.01": 1_000_00} == headings(evaluate(added), rate=5 * PERCENT)
    total = provision("9903.99.01", kind="total", twin="9903.99.02", rate=15 * PERCENT)
    assert {"9903.99.02": 0} == headings(evaluate(total), rate=15 * PERCENT)


def test_a_release_that_waits_on_column_1_is_reported_once() -> None:
    """By origin, and by claim: neither is named a second time among the others."""
    origin = provision("9903.99.05", kind="exempt", origin={"in": ["th"], "except": []}, unless=[BELOW])
    asked = provision("9903.99.06", kind="exempt", when=BELOW)
    other = provision("9903.99.07", kind="exempt", unless=[BELOW])
    assert ["9903.99.05"] == reported(origin)
    assert ["9903.99.06"] == reported(asked)
    assert ["9903.99.07"] == reported(other)
    assert ["9903.99.05", "9903.99.06", "9903.99.07"] == reported(asked, other, origin)
