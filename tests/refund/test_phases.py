"""Phases of the 2026 process and the rejections of a declaration."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kanzei.entries.filed import EntryState
from kanzei.refund.phases import NOWHERE, Circumstances, phase_of
from kanzei.refund.rejects import entry_rejects, is_ieepa_heading
from kanzei.refund.rules import process, reasons

NUMBER = "ABC12345676"
HEADINGS = ("9903.01.25", "8479.89.95.99")
JULY = date(2026, 7, 2)
LATE = date(2026, 11, 22)


def state(**changes: object) -> EntryState:
    """An entry that phase 1 takes on 2 July 2026 without a word."""
    plain = {
        "entry_type": "01",
        "importer_number": "12-345678900",
        "entered_on": date(2025, 10, 5),
        "deposited_on": date(2025, 10, 19),
    }
    return EntryState(**{"entry_number": NUMBER, **plain, **changes})  # type: ignore[arg-type]


def ids(
    entry: EntryState, on: date = JULY, known: Circumstances = NOWHERE, headings: tuple[str, ...] = HEADINGS
) -> list[str]:
    return [one.id for one in entry_rejects(entry, headings, on, known)]


def test_a_plain_entry_is_in_phase_1_and_meets_no_rejection() -> None:
    assert 1 == phase_of(state(), JULY).number
    assert [] == ids(state())


def test_example_7() -> None:
    """Liquidated 2026-02-18: the 80th day is 2026-05-09, a day later the declaration is refused."""
    liquidated = state(entered_on=date(2025, 4, 10), deposited_on=date(2025, 4, 24), liquidated_on=date(2026, 2, 18))

    assert 1 == phase_of(liquidated, date(2026, 5, 9)).number
    assert [] == ids(liquidated, date(2026, 5, 9))
    assert 0 == phase_of(liquidated, date(2026, 5, 10)).number
    found = entry_rejects(liquidated, HEADINGS, date(2026, 5, 10))
    assert ["liquidated more than 80 days ago"] == [one.words for one in found]
    assert "ENTRY SUMMARY IS IN FINAL LIQUIDATION STATUS" == found[0].message


def test_example_8() -> None:
    """Finally liquidated before the portal opened: phase 3 for a plaintiff, nothing else."""
    liquidated = state(entered_on=date(2025, 2, 5), deposited_on=date(2025, 2, 19), liquidated_on=date(2025, 12, 16))

    assert 0 == phase_of(liquidated, date(2026, 4, 20)).number
    assert 3 == phase_of(liquidated, LATE, Circumstances(plaintiff=True)).number
    assert not phase_of(liquidated, LATE).sure
    assert 0 == phase_of(liquidated, LATE, Circumstances(plaintiff=False)).number
    assert [] == ids(liquidated, LATE, Circumstances(plaintiff=True))
    assert ["final", "not-plaintiff"] == ids(liquidated, LATE, Circumstances(plaintiff=False))
    assert ["final"] == ids(liquidated, date(2026, 9, 1), Circumstances(plaintiff=True))  # phase 3 is not open yet


def test_example_9() -> None:
    """A drawback link refuses the whole entry."""
    linked = state(entered_on=date(2025, 7, 2), drawback=True)

    assert 0 == phase_of(linked, JULY).number
    assert ["drawback"] == ids(linked)


def test_example_11() -> None:
    """A flag for reconciliation: refused before phase 2, accepted in it before the reconciliation entry, refused after."""
    flagged = state(reconciliation=True)

    assert (0, ["reconciliation"]) == (phase_of(flagged, date(2026, 5, 20)).number, ids(flagged, date(2026, 5, 20)))
    assert (2, []) == (phase_of(flagged, JULY).number, ids(flagged, JULY))
    after = Circumstances(reconciled_on=date(2026, 7, 1))
    assert (0, ["reconciled"]) == (phase_of(flagged, JULY, after).number, ids(flagged, JULY, after))
    warehouse = flagged._replace(entry_type="31")
    assert (0, ["reconciliation"]) == (phase_of(warehouse, JULY).number, ids(warehouse, JULY))


REASONS = {
    "entry-number": (state(entry_number="ABC12345678"), JULY, Circumstances(), HEADINGS),
    "not-in-ace": (state(), JULY, Circumstances(in_ace=False), HEADINGS),
    "importer": (state(), JULY, Circumstances(importer_number="98-765432100"), HEADINGS),
    "duplicate": (state(), JULY, Circumstances(accepted=frozenset({NUMBER})), HEADINGS),
    "no-ieepa": (state(), JULY, Circumstances(), ("9903.88.03", "8479.89.95.99")),
    "final": (state(liquidated_on=date(2026, 4, 12)), JULY, Circumstances(), HEADINGS),
    "reconciliation": (state(reconciliation=True), date(2026, 6, 28), Circumstances(), HEADINGS),
    "reconciled": (state(reconciliation=True), JULY, Circumstances(reconciled_on=JULY), HEADINGS),
    "type-08": (state(entry_type="08"), JULY, Circumstances(), HEADINGS),
    "type-09": (state(entry_type="09"), JULY, Circumstances(), HEADINGS),
    "type-23": (state(entry_type="23"), JULY, Circumstances(), HEADINGS),
    "type-47": (state(entry_type="47"), JULY, Circumstances(), HEADINGS),
    "drawback": (state(drawback=True), JULY, Circumstances(), HEADINGS),
    "protest": (state(protest_open=True), JULY, Circumstances(), HEADINGS),
    "adcvd": (state(entry_type="03"), JULY, Circumstances(adcvd_pending=True), HEADINGS),
    "under-review": (state(under_review=True), JULY, Circumstances(), HEADINGS),
    "statement": (state(), JULY, Circumstances(statement_paid=False), HEADINGS),
    "cancelled": (state(), JULY, Circumstances(cancelled=True), HEADINGS),
    "surety": (state(surety=True), JULY, Circumstances(), HEADINGS),
    "closed": (state(), date(2026, 4, 19), Circumstances(), HEADINGS),
}


@pytest.mark.parametrize("name", REASONS)
def test_each_reason_is_found_alone(name: str) -> None:
    entry, on, known, headings = REASONS[name]
    found = entry_rejects(entry, headings, on, known)

    assert [name] == [one.id for one in found]
    assert found[0].sure and found[0].words and found[0].because and found[0].citation


def test_every_reason_of_the_page_is_tried() -> None:
    tried = {*REASONS, "not-plaintiff"}

    assert tried == {one.id for one in reasons().values() if one.level == "entry"} | {"entry-number"}


def test_all_reasons_are_told_not_the_first_alone() -> None:
    many = state(drawback=True, protest_open=True, reconciliation=True, under_review=True)

    assert ["drawback", "protest", "reconciliation", "under-review"] == ids(many, date(2026, 6, 1))


def test_antidumping_waits_for_what_is_not_known() -> None:
    """Suspended entries are taken; pending ones are refused; where neither is known it says so."""
    assert [] == ids(state(entry_type="03", suspended=True))
    assert [("adcvd", False)] == [(one.id, one.sure) for one in entry_rejects(state(entry_type="03"), HEADINGS, JULY)]
    assert [] == ids(state(entry_type="03"), known=Circumstances(adcvd_pending=False))


def test_an_estimate_that_passed_decides_nothing_for_sure() -> None:
    old = state(entered_on=date(2025, 2, 10), deposited_on=date(2025, 2, 24))
    found = entry_rejects(old, HEADINGS, JULY)

    assert [("final", False)] == [(one.id, one.sure) for one in found]
    assert not phase_of(old, JULY, Circumstances(plaintiff=False)).sure
    near = state(entered_on=JULY - timedelta(days=314 + 40))
    assert (1, False) == (phase_of(near, JULY).number, phase_of(near, JULY).sure)


def test_extended_suspended_and_under_review_are_in_phase_1() -> None:
    for held in (state(extended=True), state(suspended=True), state(under_review=True)):
        assert 1 == phase_of(held, JULY).number


def test_an_entry_of_which_no_day_is_known_is_in_phase_1_unless_it_liquidated() -> None:
    assert (1, False) == (phase_of(EntryState(NUMBER), JULY).number, phase_of(EntryState(NUMBER), JULY).sure)


@pytest.mark.parametrize("kind", ["08", "9", "23", "47"])
def test_entry_types_that_no_phase_takes(kind: str) -> None:
    assert f"entry type {kind.zfill(2)}" in phase_of(state(entry_type=kind), JULY).because


def test_families_of_headings() -> None:
    """R2 and R3."""
    assert all(is_ieepa_heading(one) for one in ("9903.01.25", "99030273", "9903.02.01"))
    assert not any(is_ieepa_heading(one) for one in ("9903.03.01", "9903.88.03", "9903.94.40", "0903.01.25"))


def test_the_page_speaks_of_three_phases_in_order() -> None:
    assert [1, 2, 3] == [one.id for one in process().phases]
    assert sorted(one.opened for one in process().phases) == [one.opened for one in process().phases]


def test_a_liquidation_under_review_is_taken_in_phase_1() -> None:
    """CBP takes entries whose liquidation is suspended, extended or under review; only a summary under review is refused."""
    held = state(liquidation_status="under review", under_review=True)

    assert [("under-review", False)] == [(one.id, one.sure) for one in entry_rejects(held, HEADINGS, JULY)]
    assert (1, True) == (phase_of(held, JULY).number, phase_of(held, JULY).sure)


def test_phase_2_rests_on_a_message_of_cbp() -> None:
    assert ("CSMS 69035485 (2026-06-23)", "agency", "H") == process().phase(2)[3:6]
