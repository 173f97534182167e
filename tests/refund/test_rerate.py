"""Causes of what was paid and is not owed, row by row; worked examples to the cent stand in worked.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.entries.filed_files import read, row

from kanzei.duty.line import EntryLine
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.errors import EntryError
from kanzei.law.claims import parse_claims
from kanzei.refund.rerate import Rerate, Views, rerate
from kanzei.refund.rerate import _split as divide

NUMBER = "ABC12345676"


def filed(
    line: EntryLine,
    duties: list[tuple[str, int | None]],
    on: date | None = None,
    paid: int | None = None,
    *,
    blended: bool = False,
) -> FiledLine:
    return FiledLine(
        line,
        EntryState(NUMBER, summary_on=on or line.entered_on + timedelta(days=13)),
        "1",
        tuple(FiledDuty(*one) for one in duties),
        paid,
        blended,
    )


def causes(found: Rerate) -> list[tuple[str, str, int]]:
    return [(one.cause, one.authority, one.cents) for one in found.rows]


MASKS = EntryLine("6307909870", "JP", date(2025, 9, 20), 1_000_000)
"""Column 1 7%; 15% in all."""
CHINA = EntryLine("4819100040", "CN", date(2025, 6, 13), 5_000_000)
"""Free; section 301 25%, fentanyl 20%, reciprocal 10%."""
ORDINARY_CN = ("4819.10.00.40", 0)


def test_a_line_filed_right_under_duties_that_stand_differs_in_nothing(views: Views) -> None:
    car = EntryLine("8703230140", "JP", date(2025, 9, 20), 3_000_000)
    found = rerate(filed(car, [("9903.94.41", 450_000), ("8703.23.01.40", 0)]), views)

    assert () == found.rows
    assert (450_000, 450_000, 450_000, 450_000) == (found.paid, found.then, found.now, found.owed)


def test_a_heading_filed_twice(views: Views) -> None:
    duties = [
        ("9903.88.03", 1_250_000),
        ("9903.88.03", 1_250_000),
        ("9903.01.24", 1_000_000),
        ("9903.01.25", 500_000),
        ORDINARY_CN,
    ]

    assert ("duplicate", "s301_china", 1_250_000) in causes(rerate(filed(CHINA, duties), views))


def test_a_duty_booked_in_two_halves_is_no_duplicate(views: Views) -> None:
    duties = [
        ("9903.88.03", 625_000),
        ("9903.88.03", 625_000),
        ("9903.01.24", 1_000_000),
        ("9903.01.25", 500_000),
        ORDINARY_CN,
    ]

    assert {"ruling"} == {one.cause for one in rerate(filed(CHINA, duties), views).rows}


def test_a_heading_that_a_report_books_twice(views: Views, tmp_path: Path) -> None:
    """The rows of a report keep their amounts apart as far as the re-rating, which tells a payment made twice from one in halves."""
    rows = [
        row(1, "99030273", duty="$1,500.00"),
        row(2, "99030273", duty="$1,500.00"),
        row(3, "6307909870", "$10,000.00"),
        row(1, "99030273", duty="$750.00", line=2),
        row(2, "99030273", duty="$750.00", line=2),
        row(3, "6307909870", "$10,000.00", line=2),
    ]
    twice, halves = (rerate(line, views) for line in read(tmp_path, rows).lines)

    assert [("duplicate", "ieepa_reciprocal", 150_000), ("ruling", "ieepa_reciprocal", 80_000)] == causes(twice)
    assert [("ruling", "ieepa_reciprocal", 80_000)] == causes(halves)


def test_a_total_filed_twice(views: Views) -> None:
    found = rerate(filed(MASKS, [("9903.02.73", 150_000), ("9903.02.73", 150_000), ("6307.90.98.70", 0)]), views)

    assert [("duplicate", "ieepa_reciprocal", 150_000), ("ruling", "ieepa_reciprocal", 80_000)] == causes(found)


def test_a_wrong_heading(views: Views) -> None:
    """List 4A (7.5%) filed for goods of list 3 (25%): an underpayment."""
    duties = [("9903.88.15", 375_000), ("9903.01.24", 1_000_000), ("9903.01.25", 500_000), ORDINARY_CN]
    found = rerate(filed(CHINA, duties), views)

    assert ("wrong heading claimed", "s301_china", -875_000) in causes(found)
    assert 1_500_000 == found.refundable


def test_a_heading_of_another_country(views: Views) -> None:
    found = rerate(filed(MASKS, [("9903.01.20", 100_000), ("9903.02.73", 150_000), ("6307.90.98.70", 0)]), views)

    assert ("wrong heading claimed", "ieepa_border_cn", 100_000) in causes(found)
    assert 180_000 == found.refundable  # deposited under IEEPA, so the process reaches it


def test_a_missed_exemption(views: Views) -> None:
    """Books are informational materials (9903.01.21, 9903.01.31): the duty of 10% was not chargeable."""
    books = EntryLine("4901990010", "DE", date(2025, 6, 2), 1_000_000, claims={"informational_materials": True})
    found = rerate(filed(books, [("9903.01.25", 100_000), ("4901.99.00.10", 0)]), views)

    assert [("missed exemption", "ieepa_reciprocal", 100_000)] == causes(found)
    assert 100_000 == found.refundable


def test_a_heading_in_place_of_one_that_adds_nothing(views: Views) -> None:
    """Column 1 of 16.5% reaches the total: 9903.02.72 was chargeable, which is a rate of nothing and no exemption."""
    shirts = EntryLine("6109100012", "JP", date(2025, 10, 1), 1_000_000)
    found = rerate(filed(shirts, [("9903.02.30", 150_000), ("6109.10.00.12", 165_000)]), views)

    assert [("wrong heading claimed", "ieepa_reciprocal", 150_000)] == causes(found)
    assert "9903.02.72 was chargeable" in found.rows[0].because


def test_a_missed_programme(views: Views) -> None:
    """SPI KR is claimed on the line and the general rate was paid."""
    goods = EntryLine("3926909989", "KR", date(2025, 3, 3), 1_000_000, spi="KR")
    owed = views.owed.assess(goods, explain=False)
    duties: list[tuple[str, int | None]] = [(one.heading, one.filed_cents) for one in owed.components]
    duties = [(number, 53_000 if number.startswith("3926") else cents) for number, cents in duties]
    found = rerate(filed(goods, duties), views)

    assert [("missed programme", "mfn", 53_000)] == causes(found)


def test_a_wrong_rate(views: Views) -> None:
    duties = [("9903.88.03", 1_250_001), ("9903.01.24", 1_000_000), ("9903.01.25", 500_000), ORDINARY_CN]

    assert ("wrong rate", "s301_china", 1) in causes(rerate(filed(CHINA, duties), views))


def test_a_heading_not_filed(views: Views) -> None:
    duties = [("9903.01.24", 1_000_000), ("9903.01.25", 500_000), ORDINARY_CN]

    assert ("heading not filed", "s301_china", -1_250_000) in causes(rerate(filed(CHINA, duties), views))


@pytest.mark.parametrize("paid", [0, 1, 300_000, 499_999])
def test_a_void_duty_not_paid_in_full_is_owed_to_nobody(paid: int, views: Views) -> None:
    """What was deposited comes back, no more and no less; nothing is said to be owed."""
    duties = [("9903.88.03", 1_250_000), ("9903.01.24", 1_000_000), ("9903.01.25", paid), ORDINARY_CN]
    found = rerate(filed(CHINA, duties), views)

    assert paid == sum(one.cents for one in found.rows if one.authority == "ieepa_reciprocal")
    assert all(one.cents > 0 for one in found.rows)
    assert any("held void, so it is not owed" in note for note in found.notes)


def test_a_void_duty_not_filed_at_all_leaves_no_row(views: Views) -> None:
    duties = [("9903.88.03", 1_250_000), ("9903.01.24", 1_000_000), ORDINARY_CN]

    assert [("ruling", "ieepa_border_cn", 1_000_000)] == causes(rerate(filed(CHINA, duties), views))


@pytest.mark.parametrize(
    ("number", "said"),
    [("9903.02.79", ["9903.02.79 was filed, 9903.02.73 was chargeable: the amount is the same"]), ("9903.02.73", [])],
)
def test_a_wrong_heading_that_moves_no_money_is_noted(number: str, said: list[str], views: Views) -> None:
    """Goods of Japan under the heading for Korea, 15% in all under both: nothing differs, and the heading was not that of the goods."""
    found = rerate(filed(MASKS, [(number, 150_000), ("6307.90.98.70", 0)]), views)

    assert [("ruling", "ieepa_reciprocal", 80_000)] == causes(found)
    assert said == [note for note in found.notes if "the amount is the same" in note]


def test_a_filing_that_already_follows_the_later_law(views: Views) -> None:
    """Entered before the order and corrected after it: nothing of the order's part is left to come back."""
    line = MASKS._replace(entered_on=date(2025, 8, 20))
    found = rerate(filed(line, [("9903.02.73", 150_000), ("6307.90.98.70", 0)], date(2025, 8, 28)), views)

    assert [("ruling", "ieepa_reciprocal", 80_000)] == causes(found)
    assert (220_000, 150_000) == (found.then, found.now)
    assert any("later than" in note for note in found.notes)


def test_the_law_the_filer_had_can_be_named(views: Views) -> None:
    line = MASKS._replace(entered_on=date(2025, 8, 20))
    one = filed(line, [("9903.02.73", 150_000), ("6307.90.98.70", 0)], date(2025, 8, 28))

    assert 150_000 == rerate(one, views, date(2025, 10, 1)).then


def test_what_is_known_now_can_be_an_earlier_day(views: Views) -> None:
    """Before the ruling nothing is void."""
    earlier = Views(views.book, date(2026, 1, 15))
    found = rerate(filed(MASKS, [("9903.02.73", 150_000), ("6307.90.98.70", 0)]), earlier)

    assert ((), 150_000, 0) == (found.rows, found.owed, found.refundable)


def test_one_amount_is_divided_where_a_recomputation_reaches_it(views: Views) -> None:
    names: list[tuple[str, int | None]] = [
        ("9903.88.03", None),
        ("9903.01.24", None),
        ("9903.01.25", None),
        ("4819.10.00.40", None),
    ]
    found = rerate(filed(CHINA, names, paid=2_750_000, blended=True), views)

    assert [("ruling", "ieepa_border_cn", 1_000_000), ("ruling", "ieepa_reciprocal", 500_000)] == causes(found)
    assert ("H", {"H"}) == (found.split, {one.confidence for one in found.rows})
    assert "M" == rerate(filed(CHINA, [], paid=2_750_000, blended=True), views).split


def test_one_amount_that_no_recomputation_reaches_is_not_divided(views: Views) -> None:
    names: list[tuple[str, int | None]] = [
        ("9903.88.03", None),
        ("9903.01.24", None),
        ("9903.01.25", None),
        ("4819.10.00.40", None),
    ]
    found = rerate(filed(CHINA, names, paid=2_749_900, blended=True), views)

    assert [("not split", "", 1_499_900)] == causes(found)
    assert ("refused", 0, {}) == (found.split, found.refundable, found.by_law)


def test_one_amount_whose_headings_are_not_told(views: Views) -> None:
    """Canadian steel before EO 14289 was known: both duties, and the order's part is found."""
    steel = EntryLine("7208510030", "CA", date(2025, 4, 20), 1_000_000)
    found = rerate(filed(steel, [], date(2025, 4, 24), paid=500_000, blended=True), views)

    assert "M" == found.split
    assert ("retroactive order", "s232_steel", 250_000) in causes(found)


def test_one_amount_that_two_days_of_the_law_divide_differently_is_doubtful(views: Views) -> None:
    now = views.now.assess(CHINA, explain=False)
    first, second, *rest = now.components
    moved = now._replace(
        components=(
            first._replace(amount_cents=first.amount_cents - 1, filed_cents=first.filed_cents - 1),
            second._replace(amount_cents=second.amount_cents + 1, filed_cents=second.filed_cents + 1),
            *rest,
        )
    )
    path = [(date(2025, 6, 13), now), (date(2025, 7, 1), moved)]

    assert "L" == divide((), now.duty_cents, path)[1]
    assert "M" == divide((), now.duty_cents, path[:1])[1]


def test_some_amounts_and_no_total_are_summed(views: Views) -> None:
    names: list[tuple[str, int | None]] = [("9903.02.73", 150_000), ("6307.90.98.70", None)]

    assert (150_000, "H") == (rerate(filed(MASKS, names), views).paid, rerate(filed(MASKS, names), views).split)


def test_one_number_and_one_amount_need_no_division(views: Views) -> None:
    free = EntryLine("6307909870", "JP", date(2025, 2, 3), 1_000_000)
    found = rerate(filed(free, [("6307.90.98.70", None)], paid=70_000), views)

    assert ((), "", 70_000) == (found.rows, found.split, found.owed)


def test_a_line_without_any_amount_is_an_error(views: Views) -> None:
    with pytest.raises(EntryError, match="what was paid on the line is not told"):
        rerate(filed(MASKS, [("9903.02.73", None), ("6307.90.98.70", None)]), views)


def test_a_total_of_the_line_that_is_not_its_sum_is_said(views: Views) -> None:
    found = rerate(filed(MASKS, [("9903.02.73", 150_000), ("6307.90.98.70", 0)], paid=150_001), views)

    assert 150_000 == found.paid
    assert any("is not the sum of its numbers" in note for note in found.notes)


def test_antidumping_duty_without_a_rate_is_taken_as_owed(views: Views) -> None:
    duties = [
        ("9903.88.03", 1_250_000),
        ("9903.01.24", 1_000_000),
        ("9903.01.25", 500_000),
        ORDINARY_CN,
        ("A-570-890", 77_700),
    ]
    found = rerate(filed(CHINA, duties), views)

    assert (2_827_700, 1_327_700) == (found.paid, found.owed)
    assert {"ieepa_border_cn", "ieepa_reciprocal"} == {one.authority for one in found.rows}


def test_a_heading_no_book_knows(views: Views) -> None:
    found = rerate(filed(MASKS, [("9903.99.99", 5_000), ("9903.02.73", 150_000), ("6307.90.98.70", 0)]), views)

    assert ("wrong heading claimed", "", 5_000) in causes(found)


GOODS = st.sampled_from(
    ["6307909870", "4819100040", "7208510030", "8703230140", "8708295160", "7606123025", "4901990010", "3926909989"]
)
ORIGINS = st.sampled_from(["JP", "CN", "CA", "MX", "KR", "BR", "IN", "DE", "GB", "RU"])
NUMBERS = st.sampled_from(
    [
        "9903.02.73",
        "9903.02.30",
        "9903.01.25",
        "9903.01.24",
        "9903.01.10",
        "9903.88.03",
        "9903.94.41",
        "9903.81.87",
        "9903.03.01",
        "9903.99.99",
        "A-570-890",
    ]
)


@settings(max_examples=60)
@given(
    GOODS,
    ORIGINS,
    st.dates(date(2025, 1, 2), date(2026, 10, 1)),
    st.integers(0, 30),
    st.integers(0, 10**9),
    st.lists(st.tuples(NUMBERS, st.integers(0, 10**8)), max_size=5),
    st.integers(0, 10**8),
    st.booleans(),
)
def test_the_rows_sum_to_what_was_paid_less_what_is_owed(
    views: Views,
    hts: str,
    origin: str,
    entered: date,
    later: int,
    value: int,
    duties: list[tuple[str, int]],
    ordinary: int,
    right: bool,
) -> None:
    """Whatever is filed on a line: every cent is in one row, and none in two."""
    line = EntryLine(hts, origin, entered, value)
    if right:
        then = views.view(views.place(entered)).assess(line, explain=False)
        duties = [(one.heading, one.filed_cents) for one in then.components[:-1]]
        ordinary = then.components[-1].filed_cents
    booked: list[tuple[str, int | None]] = [*duties, (f"{hts[:4]}.{hts[4:6]}.{hts[6:8]}.{hts[8:]}", ordinary)]
    found = rerate(filed(line, booked, entered + timedelta(days=later)), views)

    assert sum(cents or 0 for _, cents in booked) == found.paid
    assert found.paid - found.owed == sum(one.cents for one in found.rows)
    assert all(one.cents and one.because and one.confidence in ("H", "M", "L") for one in found.rows)
    assert 0 <= found.refundable_low <= found.refundable <= found.paid
    assert found.paid == sum(found.by_law.values())
    assert all(one.cents > 0 for one in found.rows if one.void)
    if right:
        assert {"ruling", "retroactive order"} >= {one.cause for one in found.rows}


def test_japanese_cars_in_privileged_status_keep_the_rate_of_that_day(views: Views) -> None:
    """19 CFR 146.65(a)(1): status of 2025-09-01, 27.5%, whatever the rate on the day of entry (15%)."""
    claims, _ = parse_claims({"entry_type": "06", "zone_status": "PF", "zone_status_on": "2025-09-01"})
    car = EntryLine("8703230140", "JP", date(2025, 9, 20), 3_000_000, claims=claims)
    found = rerate(filed(car, [("9903.94.01", 750_000), ("8703.23.01.40", 75_000)]), views)

    assert ((), 825_000) == (found.rows, found.owed)


def test_japanese_cars_withdrawn_from_warehouse_pay_the_rate_of_the_withdrawal(views: Views) -> None:
    """19 CFR 141.69(a): withdrawn 2025-09-20, 15%; 27.5% paid by the rate of the warehouse entry is 12.5% too much."""
    claims, _ = parse_claims({"entry_type": "31", "withdrawn_on": "2025-09-20"})
    car = EntryLine("8703230140", "JP", date(2025, 9, 1), 3_000_000, claims=claims)
    found = rerate(filed(car, [("9903.94.01", 750_000), ("8703.23.01.40", 75_000)], date(2025, 10, 3)), views)

    assert 450_000 == found.owed
    assert 375_000 == sum(one.cents for one in found.rows)
