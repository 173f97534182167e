"""The clocks C1 to C10, with examples 7, 8, 10 and 12 of the companion on refunds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.entries.filed import EntryState
from kanzei.refund.calendar import is_working_day
from kanzei.refund.clocks import after_acceptance, correction, deadlines, liquidation_of, post_summary, suit
from kanzei.refund.rules import clocks

NUMBER = "ABC12345676"
ON = date(2026, 11, 22)


def last_days(state: EntryState, on: date = ON) -> dict[str, date]:
    return {one.rule: one.last_day for one in deadlines(state, on)}


def test_example_7() -> None:
    """Entered 2025-04-10: liquidation 2026-02-18, declaration to 05-09, reliquidation to 05-19, protest to 08-17."""
    found = deadlines(EntryState(NUMBER, entered_on=date(2025, 4, 10)), date(2026, 1, 5))
    days = {one.rule: one for one in found}

    assert date(2026, 2, 18) == days["C1"].last_day
    assert date(2026, 5, 9) == days["C4-80"].last_day
    assert date(2026, 5, 8) == days["C4-80"].file_by  # the 80th day is a Saturday
    assert date(2026, 5, 19) == days["C4"].last_day
    assert date(2026, 8, 17) == days["C3"].last_day
    assert all(days[name].estimated for name in ("C1", "C3", "C4", "C4-80"))


def test_example_8() -> None:
    """Liquidated 2025-12-16: the 80 days ended 2026-03-06, the protest period 2026-06-14; suit to 2027-02-19."""
    state = EntryState(
        NUMBER, entered_on=date(2025, 2, 5), deposited_on=date(2025, 2, 19), liquidated_on=date(2025, 12, 16)
    )
    days = last_days(state)

    assert date(2025, 12, 16) == days["C1"]
    assert date(2026, 3, 6) == days["C4-80"]
    assert date(2026, 6, 14) == days["C3"]
    assert date(2027, 2, 19) == days["C6"]
    assert not any(one.estimated for one in deadlines(state, ON) if one.rule in ("C3", "C4", "C4-80", "C6"))


def test_example_10() -> None:
    """Early liquidation on 2025-12-12: the 80 days end 2026-03-02."""
    state = EntryState(NUMBER, entered_on=date(2025, 8, 15), liquidated_on=date(2025, 12, 12))

    assert date(2026, 3, 2) == last_days(state)["C4-80"]


def test_the_first_bar_of_suits() -> None:
    """The first deposit under IEEPA was on 2025-02-04 (C6)."""
    found = suit(EntryState(NUMBER, deposited_on=date(2025, 2, 4)))

    assert found is not None
    assert (date(2027, 2, 4), date(2027, 2, 4), None, False) == (
        found.last_day,
        found.file_by,
        found.moved_to,
        found.estimated,
    )


def test_a_last_day_moves_only_by_the_rule_of_the_court_and_both_days_are_shown() -> None:
    """Saturday 2027-07-03: a suit may still be filed on Tuesday 07-06, for Monday is the holiday (USCIT Rule 6(a)(1)(C)); a protest may not."""
    found = suit(EntryState(NUMBER, deposited_on=date(2025, 7, 3)))
    assert found is not None
    protest = next(
        one
        for one in deadlines(EntryState(NUMBER, liquidated_on=date(2027, 1, 4)), date(2027, 6, 1))
        if one.rule == "C3"
    )

    assert (date(2027, 7, 3), date(2027, 7, 2), date(2027, 7, 6)) == (found.last_day, found.file_by, found.moved_to)
    assert "USCIT Rule 6(a)(1)(C)" == found.moved_by
    assert (date(2027, 7, 3), date(2027, 7, 2), None, "") == (
        protest.last_day,
        protest.file_by,
        protest.moved_to,
        protest.moved_by,
    )
    assert {"C6"} == {one.id for one in clocks().values() if one.moves}


def test_a_protest_whose_180th_day_is_saturday_4_july() -> None:
    """Liquidated 2026-01-05: day 180 is Saturday 2026-07-04, the holiday is kept on Friday, so it is filed by Thursday."""
    found = next(one for one in deadlines(EntryState(NUMBER, liquidated_on=date(2026, 1, 5)), ON) if one.rule == "C3")

    assert (date(2026, 7, 4), date(2026, 7, 2)) == (found.last_day, found.file_by)


@pytest.mark.parametrize(
    ("liquidated", "last_day", "file_by"),
    [
        (date(2025, 9, 22), date(2026, 3, 21), date(2026, 3, 20)),  # a Saturday
        (date(2025, 9, 23), date(2026, 3, 22), date(2026, 3, 20)),  # a Sunday
        (date(2027, 1, 5), date(2027, 7, 4), date(2027, 7, 2)),  # 4 July on a Sunday, kept on the Monday after
        (date(2028, 1, 6), date(2028, 7, 4), date(2028, 7, 3)),  # 4 July on a Tuesday
        (date(2027, 9, 2), date(2028, 2, 29), date(2028, 2, 29)),  # 29 February is a day like others
        (date(2028, 2, 29), date(2028, 8, 27), date(2028, 8, 25)),  # liquidated on it; day 180 is a Sunday
    ],
)
def test_the_180th_day_is_strict_and_the_day_to_file_by_is_open(
    liquidated: date, last_day: date, file_by: date
) -> None:
    """19 U.S.C. 1514(c)(3): no text moves the day of a protest."""
    found = next(one for one in deadlines(EntryState(NUMBER, liquidated_on=liquidated), last_day) if one.rule == "C3")

    assert (last_day, file_by, None) == (found.last_day, found.file_by, found.moved_to)
    assert 180 == (last_day - liquidated).days


def test_a_suit_whose_last_day_is_4_july_may_be_filed_on_the_court_s_next_day() -> None:
    """Sunday 2027-07-04 is kept on Monday: Tuesday 07-06 (USCIT Rule 6(a)(1)(C)); the day to file by stays the Friday before."""
    found = suit(EntryState(NUMBER, deposited_on=date(2025, 7, 4)))

    assert found is not None
    assert (date(2027, 7, 4), date(2027, 7, 2), date(2027, 7, 6)) == (found.last_day, found.file_by, found.moved_to)


def test_29_february() -> None:
    """It is counted as a day; a year or two from it end on 28 February."""
    state = EntryState(
        NUMBER, entered_on=date(2028, 2, 29), deposited_on=date(2028, 2, 29), liquidated_on=date(2027, 9, 10)
    )
    days = last_days(state, date(2028, 3, 1))

    assert date(2029, 2, 28) == days["C2"]
    assert date(2030, 2, 28) == days["C6"]
    assert date(2033, 2, 28) == days["C10"]
    assert date(2028, 3, 8) == days["C3"]


def test_what_is_not_certain_says_so() -> None:
    """A summary date standing in for the deposit, a scheduled liquidation, an entry date standing in for the release."""
    state = EntryState(
        NUMBER,
        entered_on=date(2026, 2, 20),
        deposited_on=date(2026, 3, 6),
        estimated_deposit=True,
        liquidated_on=date(2026, 12, 31),
        liquidation_status="scheduled",
    )
    found = {one.rule: one for one in deadlines(state, ON)}

    assert all(found[name].estimated for name in ("C1", "C3", "C4", "C6", "C10", "K10"))
    assert not found["C2"].estimated
    assert "scheduled" == liquidation_of(state, ON).kind
    assert any("scheduled" in note for note in found["C3"].notes)


def test_a_liquidation_held_back_gives_no_day() -> None:
    for state in (
        EntryState(NUMBER, entered_on=date(2025, 6, 1), suspended=True),
        EntryState(NUMBER, entered_on=date(2025, 6, 1), extended=True),
        EntryState(NUMBER, entered_on=date(2025, 6, 1), liquidation_status="suspended"),
        EntryState(NUMBER),
    ):
        assert ("open" if state.entered_on else "unknown") == liquidation_of(state, ON).kind
        assert not {"C3", "C4", "C4-80"} & set(last_days(state))
    assert "C2" not in last_days(EntryState(NUMBER, entered_on=date(2025, 6, 1), suspended=True))


def test_a_day_of_liquidation_that_passed_with_an_open_status_is_not_done() -> None:
    state = EntryState(NUMBER, liquidated_on=date(2026, 5, 1), liquidation_status="unliquidated")

    assert "estimated" == liquidation_of(state, ON).kind


def test_a_correction_by_the_earlier_of_its_two_days() -> None:
    """Day 300, or 15 days before the scheduled liquidation; extended, the latter alone (82 FR 2385; notice of 2019-08-14)."""
    entered = date(2026, 1, 10)
    day_300, soon, late = date(2026, 11, 6), date(2026, 10, 1), date(2027, 3, 1)

    def found(**changes: object) -> date | None:
        one = post_summary(EntryState(NUMBER, entered_on=entered, **changes), date(2026, 5, 1))  # type: ignore[arg-type]
        return one.last_day if one else None

    assert date(2026, 11, 5) == found()  # day 314 less 15, a day before day 300
    assert date(2026, 9, 16) == found(liquidated_on=soon)
    assert day_300 == found(liquidated_on=late)
    assert date(2027, 2, 14) == found(liquidated_on=late, extended=True)
    assert day_300 == found(suspended=True)
    assert found(extended=True) is None


def test_ten_days_from_release() -> None:
    found = correction(EntryState(NUMBER, released_on=date(2025, 9, 3)))

    assert found is not None
    assert (date(2025, 9, 13), date(2025, 9, 12), False) == (found.last_day, found.file_by, found.estimated)
    assert correction(EntryState(NUMBER)) is None


def test_after_acceptance() -> None:
    """C7: about 45 days to liquidation, money within 90."""
    assert [date(2026, 6, 4), date(2026, 7, 19)] == [one.last_day for one in after_acceptance(date(2026, 4, 20))]


@given(
    st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    st.none() | st.dates(date(2025, 1, 1), date(2031, 12, 31)),
    st.dates(date(2025, 1, 1), date(2031, 12, 31)),
)
def test_the_day_to_file_by_never_lies_after_the_last_day(entered: date, liquidated: date | None, on: date) -> None:
    state = EntryState(NUMBER, entered_on=entered, deposited_on=entered, liquidated_on=liquidated, released_on=entered)
    for one in deadlines(state, on):
        assert one.file_by <= one.last_day
        assert is_working_day(one.file_by)
        assert one.moved_to is None or (one.moved_to > one.last_day and is_working_day(one.moved_to))
        assert one.citation and one.grade and one.confidence


@pytest.mark.parametrize("kind", ["21", "22"])
def test_a_warehouse_entry_liquidates_after_its_last_withdrawal(kind: str) -> None:
    """19 CFR 159.52; 19 U.S.C. 1504(a)(1)(B): neither day 314 nor a year from entry."""
    stored = EntryState("ABC12345676", kind, entered_on=date(2025, 4, 10))
    found = {one.rule for one in deadlines(stored, date(2026, 10, 12))}

    assert "open" == liquidation_of(stored, date(2026, 10, 12)).kind
    assert not {"C1", "C2", "C3", "C4", "C4-80", "C8"} & found


def test_a_liquidation_under_review_has_no_day() -> None:
    held = EntryState("ABC12345676", "01", entered_on=date(2025, 4, 10), liquidation_status="under review")

    assert ("open", None) == liquidation_of(held, date(2026, 10, 12))[:2]
