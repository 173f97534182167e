"""One line assessed: what it states in amounts, what is said beside the answer, what lines of one situation share."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from kanzei import Assessment, EntryLine, LawBook, Quantity
from kanzei.duty.assess import _amounts_stated, _entered_value, _quantities, answer_line
from kanzei.duty.view import View
from kanzei.money import RATE_ONE

TV, GLASSES = "8528726420", "9004100000"


@cache
def view() -> View:
    """The shipped book."""
    return LawBook.shipped().view()


@cache
def as_given() -> View:
    """The book, with values taken to the cent."""
    return LawBook.shipped().view(value_as_given=True)


def line(hts: str, origin: str = "VN", entered: str = "2025-01-15", value: int = 1_000_000, **more: Any) -> EntryLine:
    """10,000 dollars of goods."""
    return EntryLine(hts, origin, date.fromisoformat(entered), value, **more)


def assumed(*args: Any, **more: Any) -> dict[str, int | None]:
    """What is assumed of a line, with its effect; no assumption is made twice."""
    found = view().assess(line(*args, **more)).assumptions
    told = {one.what: one.effect_cents for one in found}
    assert len(found) == len(told)
    return told


# ---------------------------------------------------------------------- amounts


def stated(value: int, of: View, **claims: Any) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """The amounts and shares of a line of so many cents."""
    goods = line("9403200050", value=value, claims=claims)
    return _amounts_stated(of, goods, _entered_value(of, goods))


def test_a_content_is_rounded_as_the_value_is_and_tested_as_stated() -> None:
    """19 CFR 159.3: dollars half up, for the amount; a test of a share looks at what was stated."""
    assert ({"steel_value": 4_100}, {"steel_value": (4_050, 10_050)}) == stated(10_050, view(), steel_value=4_050)
    assert ({"steel_value": 4_000}, {"steel_value": (4_049, 10_050)}) == stated(10_050, view(), steel_value=4_049)
    assert {"steel_value": 4_050} == stated(10_050, as_given(), steel_value=4_050)[0]


def test_a_content_that_is_the_value_is_all_of_it_and_one_above_stays_above() -> None:
    """A content rounded up does not pass the value rounded down; one that exceeds the value as stated is kept, to be refused."""
    assert {"steel_value": 10_000} == stated(10_049, view(), steel_value=10_049)[0]
    assert {"steel_value": 10_100} == stated(10_050, view(), steel_value=10_050)[0]
    assert {"steel_value": 10_050} == stated(10_049, view(), steel_value=10_050)[0]
    assert {"steel_value": 1} == stated(0, view(), steel_value=1)[0]


def test_only_what_is_an_amount_is_taken_for_one() -> None:
    """Flags, countries and days are none; a number that is no money is taken as it stands; a share stated beside a content is its test."""
    claims: dict[str, Any] = {"donation": True, "melt_pour": "JP", "contract_on": date(2025, 1, 2)}
    assert ({}, {}) == stated(10_050, view(), **claims)
    assert ({"sugar_degrees": 96_050}, {}) == stated(10_050, view(), sugar_degrees=96_050)
    assert ({"unheard_of": 7}, {}) == stated(10_050, view(), unheard_of=7)
    weighed = {"steel_value": 5_000, "steel_value_pct": RATE_ONE // 4}
    assert {"steel_value": (RATE_ONE // 4, RATE_ONE)} == stated(10_000, view(), **weighed)[1]


def test_the_entered_value_is_in_whole_dollars_unless_taken_as_given() -> None:
    goods = line(TV, value=10_050)
    assert (10_100, 10_050) == (_entered_value(view(), goods), _entered_value(as_given(), goods))


def test_quantities_without_a_unit_are_in_those_of_the_schedule_in_their_order() -> None:
    """8541.42.0010 asks for the number and the watts; a third quantity has no place there."""
    modules = line("8541420010", "TH", "2026-12-04", quantities=(Quantity(1), Quantity(2), Quantity(3)))
    assert {"No.": 1, "W": 2, "": 3} == _quantities(view(), modules)
    assert {"kg": 1, "W": 2} == _quantities(view(), modules._replace(quantities=(Quantity(1, "kg"), Quantity(2))))
    assert {"": 1} == _quantities(view(), line("", base_rate="Free", quantities=(Quantity(1),)))
    assert {} == _quantities(view(), line(TV))


def test_the_law_looks_at_the_column_that_chapter_98_gives() -> None:
    """9802.00.91 is free in itself, under no claim of USMCA: the rate of sunglasses and the claim of SPI S stand back."""

    def seen(goods: EntryLine) -> tuple[str, str, bool, str]:
        answer = answer_line(view(), goods)
        situation = answer.evaluation.situation
        assert answer.column[0:1] == (situation.column,)
        return situation.column, situation.spi, situation.free, answer.column.text

    mexican = line(GLASSES, "MX", spi="S")
    assert ("special", "S", True, "Free") == seen(mexican)
    assert ("general", "", True, "Free") == seen(mexican._replace(claims={"ch98": "9802.00.91"}))
    assert ("general", "", False, "2%") == seen(line(GLASSES))
    assert ("general", "", True, "Free") == seen(line(GLASSES, claims={"ch98": "9801.00.10"}))


# ------------------------------------------------------------------- what is said


def test_what_is_assumed_under_a_provision_of_chapter_98_is_priced_under_it() -> None:
    """9802.00.50 is a way to enter and no short code: given as the line's code or as a claim, a donation saves the duty on the work."""
    worked = {"repair_value": 200_000}
    as_claim = assumed(GLASSES, "JP", "2026-05-01", claims={"ch98": "9802.00.50", **worked})
    as_code = assumed("98020050", "JP", "2026-05-01", claims={"article": GLASSES, **worked})

    assert as_claim == as_code
    assert -20_000 in as_claim.values()


def test_only_what_enters_under_bond_has_its_bond_priced() -> None:
    assert any("bond" in one for one in assumed(GLASSES, claims={"ch98": "9813.00.05"}))
    assert not any("bond" in one for one in assumed(GLASSES, claims={"ch98": "9801.00.10"}))


def test_drawback_is_told_where_reasons_are_asked_for() -> None:
    """19 U.S.C. 1313: the ordinary duty may be recovered on export; a bare answer does not look."""

    def told(found: Assessment) -> list[bool | None]:
        return [one.drawback for one in found.components]

    assert [True] == told(view().assess(line(TV)))
    assert [None] == told(view().assess(line(TV), explain=False))


def test_the_worth_of_a_claim_that_cannot_be_granted_is_told() -> None:
    """Of goods of Viet Nam claimed under Australia: free in place of 2%. Within a total of 15% for Japan the claim moves nothing."""

    def said(*args: str) -> tuple[list[str], list[str]]:
        found = view().assess(line(*args, spi="au"))
        refused = [one.heading for one in found.not_applied if one.heading.startswith("SPI")]
        return refused, [one for one in found.warnings if one.startswith("granted")]

    moved = "granted, the claim of SPI AU would have made the duty 0.00, 200.00 less"
    assert (["SPI AU"], [moved]) == said(GLASSES)
    assert (["SPI AU"], ["granted, the claim of SPI AU would move nothing"]) == said(TV, "JP", "2025-09-20")


@pytest.mark.parametrize(
    ("value", "claims", "warned"),
    [
        (100_000, {}, True),
        (100_000, {"steel_value": 60_000, "aluminum_value": 40_000}, False),
        # A value of 1,000.50 and contents that make it up are charged on 1,001 together: nothing is charged twice.
        (100_050, {"steel_value": 60_050, "aluminum_value": 40_000}, False),
        # Aluminum of the United States is released (9903.85.09): its row charges nothing.
        (100_000, {"us_smelt_cast": True}, False),
    ],
)
def test_two_metals_are_warned_of_where_they_are_charged_on_more_than_the_value(
    value: int, claims: dict[str, Any], warned: bool
) -> None:
    """EO 14289, s.3(a)(iii): both duties fall on a derivative of both metals, each on its content."""
    found = view().assess(line("9403200050", "CN", "2025-05-01", value, claims=claims))

    assert {"s232_steel", "s232_aluminum"} <= {one.authority for one in found.components}
    assert warned == any("charged on more than the value together" in one for one in found.warnings)


def test_a_short_code_tells_what_its_other_children_assume() -> None:
    """2106.90.99 covers a code on the list of aluminum derivatives: what that one assumes is told besides, and nothing twice."""
    short, own = (assumed(code, "JP", "2026-08-01") for code in ("21069099", "2106909971"))
    assert [*own, "the metal is not taken to be of Russia"] == list(short)


# --------------------------------------------------------------------- what is shared


def test_lines_that_differ_in_a_case_alone_share_their_stack() -> None:
    """The law of the book does not look at antidumping cases."""
    fresh = LawBook.shipped().view()
    for case in ("A-588-001", "A-588-002"):
        fresh.assess(line(TV, claims={"ad_case": case, "ad_rate": "5%"}), explain=False)
    assert 1 == len(fresh.stacks)
