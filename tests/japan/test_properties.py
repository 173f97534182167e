"""What holds for every line, value and quantity; and for every rate that can be written."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.japan.lines import book, value_in, view

from kanzei.duty.jp.assess import assess_japan
from kanzei.duty.jp.find import in_season
from kanzei.duty.jp.line import Declared, JapanDuty, NotComputable
from kanzei.errors import EntryError, ScheduleError
from kanzei.law.jp.cells import read_cell
from kanzei.schedule.yen_rates import Pick, Sum, Term, YenRate, parse_yen_rate, rate_words, write_yen_rate

ROWS = book().lines
PORK = [row for row in ROWS if "price(pork" in row["band"]]
PLAIN = [row for row in ROWS if not row["band"]]
DAYS = st.dates(date(2025, 4, 1), date(2026, 12, 31))
FACTS = st.fixed_dictionaries({key: st.booleans() for key in view().facts})


def answered(line: Declared) -> JapanDuty:
    """The answer; a line that cannot have one is passed over."""
    try:
        return assess_japan(view(), line)
    except NotComputable:
        assume(False)
        raise


@given(st.sampled_from(ROWS), DAYS, st.fractions(0, 1, max_denominator=97), st.integers(1, 10**6), FACTS, st.booleans())
def test_a_duty_is_whole_hundreds_and_a_claim_never_costs(
    row: dict[str, object], on: date, share: Fraction, kilograms: int, facts: dict[str, bool], claimed: bool
) -> None:
    assume(in_season(str(row["season"]), on))
    facts = {**facts, "safeguard": False}
    quantities = {"kg": Fraction(kilograms), "l": Fraction(kilograms), "kg-sugar": Fraction(kilograms, 2)}
    line = Declared(str(row["code"]), "US", on, value_in(row, kilograms, on, share), quantities, claimed, facts)
    try:
        answer = answered(line)
    except EntryError:
        assume(False)
        raise

    assert 0 <= answer.duty_yen == answer.charge.duty_yen
    assert 0 == answer.duty_yen % 100
    if claimed:
        assert answer.duty_yen <= answered(line._replace(claimed=False)).duty_yen
    passed = [one.duty_yen for one in answer.passed if one.duty_yen is not None and one.name == "WTO rate"]
    assert all(answer.duty_yen <= amount for amount in passed)


@given(st.sampled_from(PLAIN), DAYS, st.integers(0, 10**9), st.integers(0, 10**8), st.integers(1, 10**5), st.booleans())
def test_more_value_never_lowers_a_duty(
    row: dict[str, object], on: date, value: int, more: int, kilograms: int, claimed: bool
) -> None:
    """Lines without a band have no difference duty."""
    assume(in_season(str(row["season"]), on))
    quantities = {"kg": Fraction(kilograms), "l": Fraction(kilograms), "kg-sugar": Fraction(1)}
    line = Declared(str(row["code"]), "US", on, value, quantities, claimed, {"soft_cheese": False, "added_sugar": True})

    assert answered(line).duty_yen <= answered(line._replace(value_yen=value + more)).duty_yen


@given(st.sampled_from(PORK), DAYS, st.integers(1, 10**5), st.booleans(), st.data())
def test_dearer_pork_is_never_cheaper_landed(
    row: dict[str, object], on: date, kilograms: int, claimed: bool, data: st.DataObject
) -> None:
    """Value and duty together never fall as the value rises within a band, but for the hundred yen that are dropped."""
    one, other = sorted(data.draw(st.fractions(0, 1, max_denominator=89)) for _ in range(2))
    landed = []
    for share in (one, other):
        value = value_in(row, kilograms, on, share)
        line = Declared(str(row["code"]), "US", on, value, {"kg": Fraction(kilograms)}, claimed)
        try:
            landed.append(value + answered(line).duty_yen)
        except EntryError:
            assume(False)

    assert landed[0] <= landed[1] + 100


@given(st.dates(date(2019, 10, 7), date(2026, 7, 9)), st.integers(0, 400), DAYS)
def test_law_known_later_changes_no_earlier_view(known: date, days: int, on: date) -> None:
    """What a later instrument says of an entry is not in a view of a day before it."""
    later = min(known + timedelta(days), view().known)
    first, second = view(known), view(later)
    newer = {one["id"] for one in book().instruments if str(one["known"]) > known.isoformat()}

    assert not newer & {str(one["instrument"]) for one in first.columns(on)}
    assert [one for one in second.columns(on) if one["instrument"] not in newer] == first.columns(on)


SHARES = st.builds(Fraction, st.integers(1, 3000), st.sampled_from([1000, 10_000, 89_759, 7]))
TERMS = st.one_of(
    st.builds(Term, st.just("value"), SHARES, st.just("")),
    st.builds(
        Term,
        st.just("unit"),
        st.builds(Fraction, st.integers(1, 10**6), st.sampled_from([1, 10, 100, 1000])),
        st.sampled_from(["kg", "l", "kg-sugar"]),
    ),
    st.builds(Term, st.just("price"), SHARES, st.sampled_from(["pork-cuts", "pork-carcass"])),
)
SIGNED = st.builds(lambda one, off: one._replace(times=-one.times) if off else one, TERMS, st.booleans())
SUMS = st.builds(lambda found: Sum(tuple(found)), st.lists(SIGNED, max_size=3))
RATES: st.SearchStrategy[YenRate] = st.recursive(
    SUMS,
    lambda inner: st.builds(
        lambda kind, among: Pick(kind, tuple(among)),
        st.sampled_from(["least", "greatest"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)


@given(RATES)
def test_a_rate_is_read_back_as_it_was_written(rate: YenRate) -> None:
    assert rate == parse_yen_rate(write_yen_rate(rate))
    assert rate_words(rate)


@given(st.text(alphabet="free least(gt,) 0123456789.%/+-yenkgprice()|[]!?*◎quota", max_size=40))
def test_any_text_is_a_rate_or_a_clear_refusal(text: str) -> None:
    for read in (parse_yen_rate, read_cell):
        try:
            read(text)
        except ScheduleError as error:
            assert "cannot be read" in str(error)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a figure is wanted"),
        ("15", "has no unit"),
        ("15 yen/t", "is no part of a rate"),
        ("least(15%)", "at least two rates"),
        ("15%%", "something follows"),
        ("1/0", "divides by zero"),
        ("9999999999%", "larger than any rate"),
        ("least(1%, least(1%, least(1%, least(1%, least(1%, least(1%, 2%))))))", "nested too deep"),
    ],
)
def test_a_rate_that_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(ScheduleError, match="cannot be read") as refused:
        parse_yen_rate(text)

    assert told in str(refused.value)
