"""Whose rates: clocks choose days, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.worked import Case, differences, line_of, read

from kanzei.duty.assess import answer_line
from kanzei.duty.book import LawBook
from kanzei.duty.clocks import ENTRY_TYPES
from kanzei.duty.clockwork import started
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View
from kanzei.errors import EntryError, KanzeiError, NotCovered

CASES = [pytest.param(case, id=case["id"]) for case in read("clocks")]
GOODS = [
    ("85287264", "JP"),
    ("85287264", "CN"),
    ("7208510030", "DE"),
    ("7208510030", "GB"),
    ("7317005501", "KR"),
    ("7601103000", "DE"),
    ("7601103000", "CA"),
    ("8703230140", "JP"),
    ("8703230140", "GB"),
    ("8708295160", "MX"),
    ("7408116000", "CL"),
    ("9403409040", "VN"),
    ("6109100012", "IN"),
    ("4407110001", "CA"),
]
DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 1))


@cache
def view(known: str | None = None) -> View:
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


def made(goods: tuple[str, str], entered: date, **claims: Any) -> EntryLine:
    return EntryLine(goods[0], goods[1], entered, 1_000_000, claims=claims)


def outcome(line: EntryLine, law: View | None = None) -> Any:
    """Components of a line by authority, heading, rate and amount, or the reason it has none."""
    try:
        found = (law or view()).assess(line, explain=False)
    except KanzeiError as error:
        return str(error)
    return [(c.authority, c.heading, c.part, c.rate, c.amount_cents) for c in found.components]


@pytest.mark.parametrize("case", CASES)
def test_worked_case(case: Case) -> None:
    found = view().assess(line_of(case))
    wrong = differences(case, found)

    assert not wrong, f"{'; '.join(wrong)} ({case['cite']})"
    assert bool(found.clock) == (case["id"] not in ("K12", "K13"))


@given(st.sampled_from(GOODS), DAYS, st.sampled_from(["01", "03", "11", "23", "21", "26", "51"]))
def test_a_type_of_entry_alone_moves_no_day(goods: tuple[str, str], day: date, code: str) -> None:
    """Only a withdrawal, a zone status or an I.T. entry moves a rate."""
    assert outcome(made(goods, day)) == outcome(made(goods, day, entry_type=code, released_on=day))


@given(st.sampled_from(GOODS), DAYS)
def test_facts_of_the_day_of_entry_move_nothing(goods: tuple[str, str], day: date) -> None:
    plain = outcome(made(goods, day))

    assert plain == outcome(made(goods, day, withdrawn_on=day))
    assert plain == outcome(made(goods, day, it_on=day))
    if day >= date(2025, 6, 4):  # goods of an earlier status report headings of their own
        assert plain == outcome(made(goods, day, zone_status="PF", admitted_on=day, entry_type="06"))


@given(st.sampled_from(GOODS), DAYS, st.integers(0, 400))
def test_a_withdrawal_is_assessed_as_an_entry_of_its_day(goods: tuple[str, str], day: date, before: int) -> None:
    """19 CFR 141.69(a)."""
    entered = day - timedelta(days=before)

    assert outcome(made(goods, day)) == outcome(made(goods, entered, withdrawn_on=day, entry_type="31"))


@given(st.sampled_from(GOODS), DAYS, st.integers(0, 120))
def test_transportation_fixes_the_day_of_its_entry(goods: tuple[str, str], day: date, after: int) -> None:
    """19 CFR 141.69(b); the duties that ended are not collected afterwards, and the quota of the UK is not under it."""
    entered = day + timedelta(days=after)
    if goods == ("8703230140", "GB"):
        return
    expected = outcome(made(goods, day))
    if entered >= date(2026, 2, 24) > day and isinstance(expected, list):
        actual = outcome(made(goods, entered, it_on=day))
        assert not [one for one in actual if one[0].startswith("ieepa")]
        assert [one for one in expected if not one[0].startswith("ieepa")] == actual
    else:
        assert expected == outcome(made(goods, entered, it_on=day))


@given(st.sampled_from(GOODS), DAYS, st.integers(0, 400))
def test_a_zone_status_takes_every_rate_from_one_of_the_two_days(
    goods: tuple[str, str], status: date, after: int
) -> None:
    """Each duty is a provision in force on the day of its clock, and the ordinary duty is that of the status."""
    entered = status + timedelta(days=after)
    line = made(goods, entered, zone_status="PF", admitted_on=status, entry_type="06")
    fixed = answer_line(view(), made(goods, status))
    found = answer_line(view(), line)
    days = dict(found.evaluation.situation.clock)

    assert set(days.values()) <= {status.isoformat(), entered.isoformat()}
    for one in found.amounts.charged:
        day = days.get(one.step.authority, status.isoformat())
        assert any(one.step.provision is p for p in view().candidates(day, goods[1]))
        assert one.step.rate == one.step.provision["duty"].get("rate", 0) or one.step.kind == "none"
    assert fixed.column[1:4] == found.column[1:4]
    if not days:
        assert outcome(made(goods, status)) == outcome(line)


def test_a_line_without_facts_has_no_clock() -> None:
    line = made(GOODS[0], date(2025, 9, 20), auto_part=True)

    assert started(view(), line) is None
    assert answer_line(view(), line).evaluation.situation.clock == ()
    assert view().assess(line).clock == ()


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"withdrawn_on": date(2025, 4, 1)}, "withdrawn on 2025-04-01, before the entry of 2025-04-20"),
        ({"it_on": date(2025, 4, 21)}, "I.T. entry of 2025-04-21, after the entry"),
        ({"zone_status": "PF"}, "give it as zone_status_on"),
        ({"zone_status": "PF", "admitted_on": date(2025, 4, 21)}, "zone status of 2025-04-21, after the entry"),
        ({"zone_status": "PF", "admitted_on": date(2025, 4, 1), "entry_type": "01"}, "entered under type 06, not 01"),
        ({"admitted_on": date(2025, 4, 1), "entry_type": "11"}, "entered under type 06, not 11"),
        ({"withdrawn_on": date(2025, 4, 21), "entry_type": "01"}, "entry type 31, 32, 34 or 38, not 01"),
        (
            {"withdrawn_on": date(2025, 4, 21), "zone_status": "PF", "admitted_on": date(2025, 4, 1)},
            "from one of the two",
        ),
        ({"zone_status": "domestic"}, "19 CFR 146.43"),
        ({"zone_status": "zone-restricted"}, "19 CFR 146.44"),
        ({"zone_status": "purple"}, "write privileged-foreign (PF)"),
        ({"entry_type": "86"}, "de minimis"),
        ({"entry_type": "61"}, "immediate transportation"),
        (
            {"zone_status": "NPF", "admitted_on": date(2025, 4, 12)},
            "9903.01.25 (ieepa_reciprocal) and admitted to a zone from 2025-04-09 must take privileged foreign status (EO 14257",
        ),
    ],
)
def test_facts_that_cannot_be(claims: dict[str, Any], message: str) -> None:
    with pytest.raises(EntryError) as caught:
        view().assess(made(GOODS[0], date(2025, 4, 20), **claims))
    assert message in str(caught.value)


def test_loaded_after_the_status_cannot_be() -> None:
    line = made(GOODS[0], date(2025, 4, 20), zone_status="PF", admitted_on=date(2025, 4, 1))
    with pytest.raises(EntryError, match="loaded on 2025-04-05, after the zone status of 2025-04-01"):
        view().assess(line._replace(loaded_on=date(2025, 4, 5)))


def test_a_status_before_the_book_is_not_covered() -> None:
    with pytest.raises(NotCovered, match="the rates of 2024-12-01 apply"):
        view().assess(made(GOODS[0], date(2025, 4, 20), zone_status="PF", admitted_on=date(2024, 12, 1)))


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"entry_type": "06"}, "entry type 06 and no zone_status"),
        ({"entry_type": "21"}, "no duty is due until withdrawal"),
        ({"entry_type": "26"}, "no duty is due until they are entered"),
        ({"entry_type": "23"}, "what the bond must cover"),
        ({"entry_type": "31"}, "taken as the day of withdrawal"),
        ({"entry_type": "formal"}, "entry type 'formal' is none of"),
        ({"admitted_on": date(2025, 4, 1)}, "a zone day (2025-04-01) and no zone_status"),
        ({"zone_status": "NPF"}, "no zone_status_on"),
        ({"withdrawn_on": date(2025, 4, 21), "it_on": date(2025, 4, 1)}, "not for goods withdrawn from warehouse"),
        (
            {"zone_status": "PF", "admitted_on": date(2025, 4, 1), "quota_filled": False},
            "the rate outside the quota of the day of status",
        ),
        ({"it_on": date(2025, 4, 1)}, "taken: the goods are under no quota"),
        ({"it_on": date(2025, 4, 1), "quota_filled": False}, "fixes no rate: the goods are stated to be under a quota"),
    ],
)
def test_what_is_missing_is_said(claims: dict[str, Any], message: str) -> None:
    found = view().assess(made(GOODS[0], date(2025, 4, 20), **claims))
    assert any(message in one for one in found.warnings), found.warnings


@pytest.mark.parametrize("written", ["01", "1", "1.0", "01 ABI/A", "01/A"])
def test_entry_types_as_forms_write_them(written: str) -> None:
    with pytest.raises(EntryError, match="not 01"):
        view().assess(made(GOODS[0], date(2025, 4, 20), entry_type=written, withdrawn_on=date(2025, 4, 21)))


def test_every_entry_type_of_the_form_is_known() -> None:
    assert {"01", "03", "06", "11", "21", "22", "23", "26", "31", "34", "38"} <= set(ENTRY_TYPES)


def test_a_clause_is_known_from_its_instrument() -> None:
    """As known before the order of 2025-06-03 steel in a zone is charged 25% on entry, under the heading of its day."""
    line = made(("7208510030", "DE"), date(2025, 7, 1), zone_status="PF", admitted_on=date(2025, 3, 3))

    before = view("2025-05-20").assess(line)
    after = view("2025-06-10").assess(line)

    assert (250_000, 500_000) == (before.duty_cents, after.duty_cents)
    assert "9903.81.88" in before.headings
    assert "9903.81.88" in after.headings


def test_the_doubtful_points_are_priced_and_can_be_switched() -> None:
    line = made(("7601103000", "DE"), date(2025, 7, 1), zone_status="PF", admitted_on=date(2025, 4, 1))

    priced = [one.effect_cents for one in view().assess(line).assumptions if "Z1" in one.what]
    switched = LawBook.shipped().view(switches={"Z1": "status"}).assess(line)

    assert [-250_000] == priced
    assert 26_000 + 250_000 == switched.duty_cents
    metals = made(("7208510030", "DE"), date(2026, 5, 1), zone_status="PF", admitted_on=date(2025, 4, 1))
    assert 500_000 == view().assess(metals).duty_cents
    assert 250_000 == LawBook.shipped().view(switches={"Z2": "status"}).assess(metals).duty_cents


def test_a_release_after_entry_is_priced() -> None:
    found = view().assess(made(GOODS[0], date(2025, 4, 4), released_on=date(2025, 4, 6)))

    assert [100_000] == [one.effect_cents for one in found.assumptions if "141.68" in one.what]
    assert 39_000 == found.duty_cents


def test_the_ruling_reaches_the_day_of_entry_not_of_status() -> None:
    """The emergency duty fixed by the status is refundable on the entry that paid it."""
    found = view().assess(
        made(GOODS[0], date(2026, 2, 20), zone_status="PF", admitted_on=date(2025, 9, 1), entry_type="06")
    )

    assert 111_000 == found.refundable_cents


def test_the_clock_is_said_with_its_law() -> None:
    found = view().assess(made(("7208510030", "DE"), date(2025, 7, 1), zone_status="PF", admitted_on=date(2025, 5, 1)))

    assert [("", date(2025, 5, 1)), ("s232_steel", date(2025, 7, 1))] == [
        (one.authority, one.day) for one in found.clock
    ]
    assert "19 CFR 146.65(a)(1)" in found.clock[0].citation
    assert all(one.sentence in found.warnings for one in found.clock)
