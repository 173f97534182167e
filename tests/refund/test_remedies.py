"""Remedies: which are open on a day, until when, what they reach, and why the others are closed."""

from __future__ import annotations

from datetime import date

from kanzei.duty.line import EntryLine
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.refund.causes import Difference
from kanzei.refund.phases import NOWHERE, Circumstances
from kanzei.refund.remedies import Remedy, payment_blocks, remedies
from kanzei.refund.rerate import Rerate, Views, rerate

NUMBER = "ABC12345676"
HEADINGS = ("9903.02.73", "6307.90.98.70")


def row(cause: str, cents: int, authority: str = "ieepa_reciprocal", *, void: bool = True) -> Difference:
    return Difference(cause, "", authority, "9903.02.73", cents, void, "", "", "H")  # type: ignore[arg-type]


RULING = [row("ruling", 80_000)]


def of(
    state: EntryState,
    on: date,
    rows: list[Difference],
    paid: dict[str, int] | None = None,
    known: Circumstances = NOWHERE,
    headings: tuple[str, ...] = HEADINGS,
) -> dict[str, Remedy]:
    return {one.id: one for one in remedies(state, rows, paid or {}, headings, on, known)}


def test_an_entry_not_liquidated() -> None:
    """Declaration and suit are open, protest opens with liquidation."""
    state = EntryState(NUMBER, "01", entered_on=date(2026, 2, 10), deposited_on=date(2026, 2, 24))
    found = of(state, date(2026, 7, 1), RULING)

    assert {"declaration", "suit", "drawback"} == {one.id for one in found.values() if one.open}
    assert "declaration in the 2026 process, phase 1" == found["declaration"].name
    assert (date(2027, 3, 11), True) == (found["declaration"].last_day, found["declaration"].estimated)
    assert date(2028, 2, 24) == found["suit"].last_day
    assert found["protest"].why_not.startswith("opens with liquidation")
    assert "correction" not in found  # a correction that only drops a heading under IEEPA is not allowed
    assert {"ieepa_reciprocal": 80_000} == found["declaration"].reaches


def test_example_7() -> None:
    """On 2026-05-10 the declaration is refused, and a protest is in time until 2026-08-17."""
    state = EntryState(
        NUMBER, "01", entered_on=date(2025, 4, 10), deposited_on=date(2025, 4, 24), liquidated_on=date(2026, 2, 18)
    )
    found = of(state, date(2026, 5, 10), RULING)

    assert "liquidated more than 80 days ago" in found["declaration"].why_not
    assert (True, date(2026, 8, 17)) == (found["protest"].open, found["protest"].last_day)
    assert (True, date(2026, 5, 19)) == (found["reliquidation"].open, found["reliquidation"].last_day)
    assert not of(state, date(2026, 8, 18), RULING)["protest"].open
    assert "the last day was 2026-05-19" == of(state, date(2026, 5, 20), RULING)["reliquidation"].why_not


def test_example_8() -> None:
    """Finally liquidated: only phase 3 or a suit."""
    state = EntryState(
        NUMBER, "01", entered_on=date(2025, 2, 5), deposited_on=date(2025, 2, 19), liquidated_on=date(2025, 12, 16)
    )
    on = date(2026, 11, 22)

    assert {"declaration", "suit", "drawback"} == {
        one.id for one in of(state, on, RULING, known=Circumstances(plaintiff=True)).values() if one.open
    }
    other = of(state, on, RULING)
    assert {"suit", "drawback"} == {one.id for one in other.values() if one.open}
    assert (date(2027, 2, 19), date(2027, 2, 19)) == (other["suit"].last_day, other["suit"].file_by)
    assert not of(state, date(2027, 2, 20), RULING)["suit"].open


def test_example_9() -> None:
    """A drawback claim closes the declaration for the whole entry."""
    state = EntryState(NUMBER, "01", entered_on=date(2025, 7, 2), deposited_on=date(2025, 7, 16), drawback=True)
    found = of(state, date(2026, 5, 1), RULING)

    assert "drawback link" in found["declaration"].why_not
    assert "tied to a drawback claim already" == found["drawback"].why_not


def test_a_retroactive_order_is_corrected_before_liquidation() -> None:
    """J6: within 10 days of release, by post-summary correction, by protest."""
    state = EntryState(
        NUMBER, "01", entered_on=date(2025, 9, 3), released_on=date(2025, 9, 3), deposited_on=date(2025, 9, 17)
    )
    rows = [row("retroactive order", 70_000), row("ruling", 80_000)]
    early, later = of(state, date(2025, 9, 5), rows), of(state, date(2025, 10, 1), rows)

    assert (True, date(2025, 9, 13), date(2025, 9, 12)) == early["correction"][3:4] + early["correction"][5:7]
    assert not later["correction"].open
    assert (True, 70_000) == (later["post-summary"].open, later["post-summary"].cents)
    accepted = of(state, date(2026, 5, 1), rows, known=Circumstances(accepted=frozenset({NUMBER})))
    assert "accepted in the 2026 process" in accepted["post-summary"].why_not
    assert 150_000 == later["declaration"].cents


def test_an_underpayment_is_disclosed_or_corrected() -> None:
    """19 U.S.C. 1592(c)(4); 19 CFR 162.74: no last day, but before an investigation."""
    state = EntryState(NUMBER, "01", entered_on=date(2026, 8, 3), deposited_on=date(2026, 8, 17))
    short = [row("heading not filed", -125_000, "s301_forced_labor", void=False)]
    found = of(state, date(2026, 9, 1), short)

    assert {"correction", "post-summary", "prior-disclosure"} == set(found)
    assert {"underpayment"} == {one.direction for one in found.values()}
    assert (True, None) == (found["prior-disclosure"].open, found["prior-disclosure"].last_day)
    assert any("2031-08-03" in note for note in found["prior-disclosure"].notes)
    liquidated = of(state._replace(liquidated_on=date(2026, 8, 30)), date(2026, 9, 1), short)
    assert {"prior-disclosure"} == {one.id for one in liquidated.values() if one.open}


def test_protective_claims() -> None:
    """Section 122 and the forced-labor duty of section 301: nothing is refundable, a claim is kept alive."""
    state = EntryState(
        NUMBER, "01", entered_on=date(2026, 3, 2), deposited_on=date(2026, 3, 16), liquidated_on=date(2026, 10, 1)
    )
    found = [
        one
        for one in remedies(
            state, [], {"s122": 100_000, "s301_forced_labor": 50_000, "mfn": 1}, ("9903.03.01",), date(2026, 11, 22)
        )
    ]

    assert [
        ("protective-protest", "s122"),
        ("protective-suit", "s122"),
        ("protective-protest", "s301_forced_labor"),
        ("protective-suit", "s301_forced_labor"),
    ] == [(one.id, next(iter(one.reaches))) for one in found]
    assert [date(2027, 3, 30), date(2028, 3, 16)] == [one.last_day for one in found[:2]]
    assert all(one.open and one.direction == "note" for one in found)


def test_a_suit_is_open_on_the_day_to_which_the_court_moves_it() -> None:
    state = EntryState(
        NUMBER, "01", deposited_on=date(2025, 7, 3), entered_on=date(2025, 6, 19), liquidated_on=date(2026, 4, 29)
    )

    assert of(state, date(2027, 7, 6), RULING)["suit"].open
    assert not of(state, date(2027, 7, 7), RULING)["suit"].open


def test_an_entry_of_which_nothing_is_known() -> None:
    found = of(EntryState(NUMBER), date(2026, 7, 1), [*RULING, row("wrong rate", 5, "mfn", void=False)])

    assert {"declaration"} == {one.id for one in found.values() if one.open}
    assert all(one.why_not for one in found.values() if not one.open)


def test_what_is_only_taken_to_have_liquidated_can_be_declared_and_no_longer_protested() -> None:
    """No day of liquidation is known of an entry of February 2025. A declaration refused costs nothing; a protest too late costs the claim."""
    state = EntryState(NUMBER, "01", entered_on=date(2025, 2, 10), deposited_on=date(2025, 2, 24))
    for known in (NOWHERE, Circumstances(plaintiff=False)):
        found = of(state, date(2026, 11, 22), RULING, known=known)

        assert (True, None) == (found["declaration"].open, found["declaration"].last_day)
        assert any("may be refused: liquidated more than 80 days ago" in note for note in found["declaration"].notes)
        assert (False, True) == (found["protest"].open, found["protest"].estimated)


def test_an_entry_without_its_days_can_still_be_disclosed_and_corrected_from_its_liquidation() -> None:
    state = EntryState(NUMBER, "01", liquidated_on=date(2026, 12, 20))
    found = of(state, date(2026, 11, 22), [row("wrong rate", -5, "mfn", void=False)])

    assert (True, date(2026, 12, 5)) == (found["post-summary"].open, found["post-summary"].last_day)
    assert not any("barred" in note for note in found["prior-disclosure"].notes)


def test_a_protest_of_duty_that_stands() -> None:
    state = EntryState(NUMBER, "01", entered_on=date(2025, 8, 1), liquidated_on=date(2026, 6, 11))
    found = of(state, date(2026, 7, 1), [row("wrong rate", 500, "mfn", void=False)])

    assert {"protest", "reliquidation", "drawback"} == {one.id for one in found.values() if one.open}
    assert not any("C5" in note for note in found["protest"].notes)


def test_extended_liquidation() -> None:
    state = EntryState(NUMBER, "01", entered_on=date(2025, 6, 1), deposited_on=date(2025, 6, 15), extended=True)
    found = of(state, date(2026, 7, 1), [*RULING, row("wrong rate", 500, "mfn", void=False)])

    assert (True, None) == (found["post-summary"].open, found["post-summary"].last_day)
    assert (True, None) == (found["declaration"].open, found["declaration"].last_day)


def test_a_protest_that_is_open_already() -> None:
    state = EntryState(
        NUMBER,
        "01",
        entered_on=date(2025, 8, 1),
        deposited_on=date(2025, 8, 15),
        liquidated_on=date(2026, 6, 11),
        protest_open=True,
    )
    found = of(state, date(2026, 7, 1), RULING)

    assert "protest (no number) is open already" == found["protest"].why_not
    assert "open protest" in found["declaration"].why_not


def test_what_keeps_money_from_arriving() -> None:
    state = EntryState(NUMBER, surety=True)

    assert 2 == len(payment_blocks(state, Circumstances(ach=False)))
    assert "not known" in payment_blocks(state)[0]
    assert () == payment_blocks(EntryState(NUMBER), Circumstances(ach=True))


def test_from_a_line_to_its_remedies(views: Views) -> None:
    """The first line of the ES-003 sample: 800.00 by declaration, nothing to correct."""
    state = EntryState(
        NUMBER, "01", entered_on=date(2025, 9, 20), summary_on=date(2025, 10, 3), deposited_on=date(2025, 10, 3)
    )
    duties = (FiledDuty("9903.02.73", 150_000), FiledDuty("6307.90.98.70", 0))
    found: Rerate = rerate(
        FiledLine(EntryLine("6307909870", "JP", date(2025, 9, 20), 1_000_000), state, "1", duties), views
    )
    open_ones = [
        one
        for one in remedies(state, found.rows, found.by_law, [one.number for one in duties], date(2026, 7, 1))
        if one.open
    ]

    assert ["declaration", "suit", "drawback"] == [one.id for one in open_ones]
    assert {"ieepa_reciprocal": 80_000} == open_ones[0].reaches


def test_interest_of_a_disclosure_is_said_to_run_from_the_liquidation() -> None:
    """19 U.S.C. 1592(c)(4)(B)."""
    found = of(EntryState(NUMBER, "01"), date(2026, 9, 1), [row("wrong rate", -5, "mfn", void=False)])

    assert any("from the date of liquidation" in note for note in found["prior-disclosure"].notes)
