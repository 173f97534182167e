"""The ordinary duty of a formula, by hand and by property."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import ScheduleError
from kanzei.schedule.amounts import ordinary_duty
from kanzei.schedule.rates import parse_rate_text
from kanzei.schedule.units import canonical_unit, convert, quantity_in, round_quantity, schedule_unit


def duty(
    text: str,
    cents: int = 0,
    quantities: dict[str, int] | None = None,
    facts: dict[str, int] | None = None,
    share: tuple[int, int] = (1, 1),
) -> Fraction:
    return Fraction(*ordinary_duty(parse_rate_text(text), cents, quantities or {}, facts or {}, share))


@pytest.mark.parametrize(
    ("text", "cents", "quantities", "facts", "expected"),
    [
        ("Free", 12_345, {}, {}, 0),
        ("2.5%", 3_000_000, {}, {}, 75_000),
        ("33 1/3%", 300, {}, {}, 100),
        ("33 1/3%", 100, {}, {}, Fraction(100, 3)),
        ("3¢/liter", 500_000, {"L": 1_000_000}, {}, 3_000),
        ("6.3¢/liter", 500_000, {"liters": 1_000_000}, {}, 6_300),
        ("1¢/kg", 1, {"KG": 21_000_000}, {}, 21_000),
        ("14.9¢/kg + 6%", 100_000, {"kg": 100_000}, {}, 1_490 + 6_000),
        ("12¢/doz.", 1, {"No.": 24_000}, {}, 24),
        ("12¢/doz.", 1, {"No.": 30_000}, {}, 30),
        ("$1.13/m3", 1, {"M3": 2_500}, {}, Fraction("282.5")),
        ("0.2¢/1,000 pins", 1, {"thousands": 5_000}, {}, 1),
        ("$0.5/t", 1, {"kg": 3_000_000}, {}, 150),
        ("1.1¢/kg on lead content", 1, {"kg": 9_000}, {"lead_content_kg": 100_000}, 110),
        ("1.1¢/kg on lead content", 1, {"kg": 900_000, "Pb kg": 100_000}, {}, 110),
        ("5¢/kg of total sugars", 1, {"kg": 900_000, "kg ttl sug": 10_000}, {}, 50),
        ("51¢ each + 6.25% on the case", 1, {"No.": 2_000}, {"case_value": 1_600}, 102 + 100),
        ("20¢/jewel over 7", 1, {"No.": 10_000}, {"jewels": 17_000}, 20 * 10 * 10),
        ("20¢/jewel over 7", 1, {"No.": 10_000, "Jwls.": 170_000}, {}, 20 * 10 * 10),
        ("20¢/jewel", 1, {"No.": 10_000, "Jwls.": 170_000}, {}, 20 * 170),
        ("5¢/kg or 10%, whichever is greater", 1_000, {"kg": 10_000}, {}, 100),
        ("5¢/kg or 10%, whichever is greater", 100, {"kg": 10_000}, {}, 50),
        ("5¢/kg or 10%, whichever is less", 100, {"kg": 10_000}, {}, 10),
        ("5¢/kg, but not less than 10%", 100, {"kg": 1_000}, {}, 10),
    ],
)  # fmt: skip
def test_by_hand(
    text: str, cents: int, quantities: dict[str, int], facts: dict[str, int], expected: Fraction | int
) -> None:
    assert duty(text, cents, quantities, facts) == expected


def test_sugar_of_96_degrees_and_the_floor_of_the_formula() -> None:
    text = (
        "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) "
        "but not less than 3.143854¢/kg"
    )
    one_tonne = {"kg": 1_000_000}
    assert duty(text, 1, one_tonne, {"sugar_degrees": 96_000}) == 1000 * (Fraction("3.6606") - 4 * Fraction("0.020668"))
    assert duty(text, 1, one_tonne, {"sugar_degrees": 96_500}) == 1000 * (
        Fraction("3.6606") - Fraction("3.5") * Fraction("0.020668")
    )
    assert duty(text, 1, one_tonne, {"sugar_degrees": 10_000}) == 1000 * Fraction("3.143854")
    assert duty(text, 1, one_tonne, {"sugar_degrees": 100_000}) == 1000 * Fraction("3.6606")


@pytest.mark.parametrize(
    ("text", "quantities", "message"),
    [
        ("3¢/liter", {}, "needs the quantity in liters; given: none"),
        ("12¢/doz.", {"kg": 5_000}, "needs the quantity in doz.; given: 5 kg (no conversion into doz. is safe)"),
        ("12¢/pr.", {"No.": 5_500}, "needs the quantity in prs.; given: 5.5 No."),
        ("12¢/kg", {"kg": 0}, "needs the quantity in kg; given: 0 kg; it is zero"),
        ("5¢/clean kg", {"kg": 5_000}, "needs the quantity in clean kg"),
        ("5¢/pf.liter", {"liters": 5_000}, "needs the quantity in pf.liters"),
        ("5¢/kg on lead content", {"kg": 5_000}, "the lead content in kg: state it as the claim lead_content_kg"),
        ("5% on the case", {}, "the value of the case: state it as the claim case_value"),
        ("See 9822.04.25", {}, "refers to 9822.04.25"),
        ("The rate applicable to the natural juice in heading 2009", {}, "natural juice of heading 2009"),
        ("No change", {}, "a Chapter 99 rate"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(text: str, quantities: dict[str, int], message: str) -> None:
    with pytest.raises(ScheduleError) as error:
        duty(text, 100, quantities)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("KG", "kg"), ("NO", "No."), ("no.", "No."), ("DOZ", "doz."), ("PRS", "prs."), ("DPR", "doz. prs."), ("L", "liters"),
        ("PFL", "pf.liters"), ("BBL", "bbl"), ("M2", "m2"), ("m²", "m2"), ("T", "t"), ("CM2", "cm2"), ("GR", "gross"),
        ("GM", "g"), ("K", "thousands"), ("CAR", "carat"), ("doz. prs.", "doz. prs."), ("lin. m", "m"), ("cy kg", "clean kg"),
        ("ton", "ton"), ("Cu kg", "Cu kg"),
    ],
)  # fmt: skip
def test_words_for_units(word: str, unit: str) -> None:
    assert canonical_unit(word) == unit


def test_units_as_printed_lose_their_spelling_variants_only() -> None:
    assert [schedule_unit(word) for word in ("m²", "pcs ", "\n", " kg", "lin. m", "No. and kg")] == [
        "m2", "No.", "", "kg", "m", "No. and kg",
    ]  # fmt: skip


CONVERTIBLE = [
    "g",
    "kg",
    "t",
    "No.",
    "doz.",
    "gross",
    "thousands",
    "prs.",
    "doz. prs.",
    "liters",
    "m3",
    "m2",
    "cm2",
    "m",
]


@given(st.sampled_from(CONVERTIBLE), st.sampled_from(CONVERTIBLE), st.integers(1, 10**12))
def test_converting_there_and_back_changes_nothing(one: str, two: str, milli: int) -> None:
    there = convert(milli, one, two)
    back = convert(milli, two, one)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert Fraction(*there) * Fraction(*back) == Fraction(milli) ** 2


@given(st.integers(1, 10**12))
def test_the_unit_itself_counts_before_one_that_must_be_converted(milli: int) -> None:
    assert quantity_in("kg", {"g": 77, "KG": milli}) == (milli, 1)


TEXTS = st.sampled_from(
    ["5%", "3¢/kg", "3¢/kg + 5%", "5¢/kg or 10%, whichever is greater", "1.1¢/kg on lead content + 33 1/3%"]
)


@given(TEXTS, st.integers(1, 10**12), st.integers(1, 10**10), st.integers(0, 10**9), st.data())
def test_the_parts_of_a_split_line_pay_what_the_whole_pays(
    text: str, cents: int, kilos: int, lead: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, cents))
    given_ = {"kg": kilos}
    facts = {"lead_content_kg": lead}
    whole = duty(text, cents, given_, facts)
    parts = [duty(text, value, given_, facts, (value, cents)) for value in (part, cents - part)]
    assert sum(parts) == whole


@given(TEXTS, st.integers(1, 10**10), st.integers(1, 10**10), st.integers(0, 10**9))
def test_more_value_or_more_weight_never_lowers_the_duty(text: str, cents: int, kilos: int, more: int) -> None:
    facts = {"lead_content_kg": 5_000}
    assert duty(text, cents, {"kg": kilos}, facts) <= duty(text, cents + more, {"kg": kilos + more}, facts)


def test_rounded_quantities_only_where_asked_for_and_only_for_low_rates() -> None:
    rate = parse_rate_text("10¢/kg")
    as_reported = Fraction(*ordinary_duty(rate, 1, {"kg": 10_500}, {}))
    rounded = Fraction(*ordinary_duty(rate, 1, {"kg": 10_500}, {}, round_quantities=True))
    assert (as_reported, rounded) == (105, 110)
    dear = parse_rate_text("$1.50/kg")
    assert Fraction(*ordinary_duty(dear, 1, {"kg": 10_500}, {}, round_quantities=True)) == 1575
    spirits = parse_rate_text("10¢/pf.liter")
    assert Fraction(*ordinary_duty(spirits, 1, {"PFL": 10_500}, {}, round_quantities=True)) == 105
    assert round_quantity(10_499, 10**8) == 10_000
    assert round_quantity(-10_500, 10**8) == -11_000


def test_all_that_a_rate_lacks_is_told_at_once() -> None:
    """A watch is charged by the piece, on its case and on its battery."""
    from datetime import date

    from kanzei.schedule import Schedule

    rate = Schedule.open().lookup("91011140", date(2025, 8, 20)).general.rate
    with pytest.raises(ScheduleError) as caught:
        ordinary_duty(rate, 10_000, {}, {})

    assert all(word in str(caught.value) for word in ("the quantity in No.", "case_value", "battery_value"))


def test_every_unit_of_the_schedule_is_known_as_one() -> None:
    import json
    import sqlite3

    from kanzei.schedule.table import SHIPPED
    from kanzei.schedule.units import is_unit

    with sqlite3.connect(SHIPPED) as base:
        printed = {unit for (row,) in base.execute("SELECT DISTINCT units FROM codes") for unit in json.loads(row)}

    assert not [unit for unit in printed if "<" not in unit and not is_unit(unit)]
    assert not is_unit("zork")
    assert is_unit("")
