"""Rate texts: all of the official ones, hand cases, and print-then-parse."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.money import NANO, RATE_ONE
from kanzei.schedule.rates import COMPONENTS, UNITS, Rate, is_free, needs, normalise, parse_rate_text, parse_special
from kanzei.schedule.words import rate_words

KINDS = {
    "free", "adval", "specific", "part", "jewels", "sugar", "sum", "greatest", "least", "plus", "no_change", "see",
    "not_computable",
}  # fmt: skip


@pytest.fixture(scope="module")
def official(shared: Path) -> list[dict[str, str]]:
    with open(shared / "hts" / "rate-expressions.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def formulas(row: dict[str, str]) -> list[tuple[str, Rate]]:
    if row["column"] == "Special":
        return list(parse_special(row["rate_text"]).values())
    return [(row["rate_text"], parse_rate_text(row["rate_text"], row["column"]))]


def test_every_official_text_is_read_or_named_as_not_computable_with_a_reason(official: list[dict[str, str]]) -> None:
    assert len(official) == 2747
    for row in official:
        found = formulas(row)
        assert found, row
        for text, rate in found:
            assert rate[0] in KINDS, (text, rate)
            if rate[0] == "not_computable":
                assert len(rate[1]) > 20, (text, rate)
            if rate[0] != "free" and "%" in text and "0%" != text:
                assert not is_free(rate), (text, rate)


def test_only_texts_told_in_words_are_not_computable(official: list[dict[str, str]]) -> None:
    """Nothing made of plain amounts and percentages may end as not computable."""
    told = (
        "rate applicable",
        "rate of duty applicable",
        "a duty",
        "free",
        "each other piece",
        "the rate",
        "the duty rate",
        ":",
    )
    for row in official:
        for text, rate in formulas(row):
            if rate[0] == "not_computable":
                low = normalise(text).lower()
                assert low.startswith(told) or "each other piece" in low, (text, rate)


def test_no_text_that_is_not_free_becomes_zero(official: list[dict[str, str]]) -> None:
    for row in official:
        for text, rate in formulas(row):
            if is_free(rate):
                assert normalise(text).lower().rstrip(".") in ("free", "0%"), (text, rate)


def test_official_texts_written_back_are_read_to_the_same_formula(official: list[dict[str, str]]) -> None:
    for row in official:
        for text, rate in formulas(row):
            if rate[0] != "not_computable":
                assert parse_rate_text(rate_words(rate)) == rate, text


def test_every_symbol_of_a_special_cell_has_a_rate(official: list[dict[str, str]]) -> None:
    for row in official:
        if row["column"] != "Special" or row["chapter99_only"] == "yes" or "(" not in row["rate_text"]:
            continue
        for symbol in parse_special(row["rate_text"]):
            assert symbol == "" or symbol.rstrip("+*") in (
                "A B C D E IL J JO JP K KR L MA NP OM P PA PE R S SG AU BH CL CO CA MX N".split()
            ), (symbol, row["rate_text"])


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Free", ("free",)),
        ("6.5%", ("adval", 195_000)),
        ("33 1/3%", ("adval", 1_000_000)),
        ("331/3%", ("adval", 331 * 10_000)),
        ("37%/", ("adval", 1_110_000)),
        ("2.5% <u></u>", ("adval", 75_000)),
        ("3¢/liter", ("specific", 30_000_000, "liters", "")),
        ("6.3 ¢ / liter", ("specific", 63_000_000, "liters", "")),
        ("$1.13/m<sup>3</sup>", ("specific", 1_130_000_000, "m3", "")),
        ("6.5¢/gross<il></il>", ("specific", 65_000_000, "gross", "")),
        ("$1.035/kg", ("specific", 1_035_000_000, "kg", "")),
        ("21.1¢/pf. liter", ("specific", 211_000_000, "pf.liters", "")),
        ("12¢/doz. + 5%", ("sum", (("specific", 120_000_000, "doz.", ""), ("adval", 150_000)))),
        ("14.9¢/kg + 6%", ("sum", (("specific", 149_000_000, "kg", ""), ("adval", 180_000)))),
        ("8.5%+ 3¢/kg", ("sum", (("adval", 255_000), ("specific", 30_000_000, "kg", "")))),
        ("1.1¢/kg on lead content", ("specific", 11_000_000, "kg", "lead")),
        ("See 9822.04.25", ("see", "9822.04.25")),
        ("No change", ("no_change",)),
        ("The duty provided in the applicable subheading + 25%", ("plus", 750_000, "")),
        ("The duty provided in the applicable subheading plus 7.5%", ("plus", 225_000, "")),
        ("The duty provided in the applicable subheading", ("plus", 0, "")),
        ("5¢/kg or 10%, whichever is greater", ("greatest", (("specific", 50_000_000, "kg", ""), ("adval", 300_000)))),
        ("5¢/kg, but not more than 10%", ("least", (("specific", 50_000_000, "kg", ""), ("adval", 300_000)))),
        (
            "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) "
            "but not less than 3.143854¢/kg",
            ("sugar", 36_606_000, 206_680, 31_438_540),
        ),
        (
            "51¢ each + 6.25% on the case and strap, band or bracelet + 5.3% on the battery",
            (
                "sum",
                (
                    ("specific", 510_000_000, "No.", ""),
                    ("part", 187_500, ("case_value", "strap_value")),
                    ("part", 159_000, ("battery_value",)),
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_hand_cases(text: str, rate: Rate) -> None:
    assert parse_rate_text(text) == rate


def test_special_groups_stand_with_and_without_a_blank_between_them() -> None:
    found = parse_special("Free (A*,AU,S+)25% (KR) See 9823.08.01 (SG) 2.8%(JP)")
    assert {symbol: rate for symbol, (_, rate) in found.items()} == {
        "A*": ("free",),
        "AU": ("free",),
        "S+": ("free",),
        "KR": ("adval", 750_000),
        "SG": ("see", "9823.08.01"),
        "JP": ("adval", 84_000),
    }


def test_a_stray_full_stop_before_a_symbol_is_no_part_of_it() -> None:
    assert set(parse_special("Free (AU,MA,.OM,P)")) == {"AU", "MA", "OM", "P"}


def test_what_a_rate_needs_is_said_in_words() -> None:
    assert needs(parse_rate_text("12¢/doz. + 5%")) == ["the quantity in doz."]
    assert needs(parse_rate_text("1.1¢/kg on lead content")) == ["the lead content in kg (claim lead_content_kg)"]
    assert needs(parse_rate_text("4.8% on the case")) == ["the value of the case (claim case_value)"]
    assert needs(parse_rate_text("5%")) == []


NANOS = st.integers(1, 10**13)
CENT_TENTHS = st.integers(1, 10**7).map(lambda n: n * 10**5)
RATES = st.integers(1, 3 * 10**6 * 10)
UNIT = st.sampled_from(sorted({name for name, top, bottom in UNITS.values() if top == bottom}))
SIMPLE = st.one_of(
    RATES.map(lambda r: ("adval", r)),
    st.tuples(st.just("specific"), st.one_of(NANOS, CENT_TENTHS), UNIT, st.just("")),
    st.tuples(st.just("specific"), NANOS, st.just("kg"), st.sampled_from(["lead", "copper", "total_sugars"])),
    st.tuples(st.just("part"), RATES, st.sampled_from(sorted(set(COMPONENTS.values())))),
    st.tuples(st.just("jewels"), NANOS, st.sampled_from([0, 7, 17])),
)
COMPOUND = st.one_of(SIMPLE, st.lists(SIMPLE, min_size=2, max_size=4).map(lambda parts: ("sum", tuple(parts))))
ANY = st.one_of(
    COMPOUND,
    st.just(("free",)),
    st.tuples(st.sampled_from(["greatest", "least"]), st.tuples(COMPOUND, COMPOUND)),
    st.tuples(st.just("sugar"), NANOS, NANOS, NANOS),
    st.tuples(st.just("plus"), st.integers(0, 3 * 10**6), st.just("")),
)


@given(ANY)
def test_a_formula_written_as_text_is_read_back_to_itself(rate: Rate) -> None:
    assert parse_rate_text(rate_words(rate)) == rate


@given(ANY)
def test_a_formula_survives_json(rate: Rate) -> None:
    def frozen(value: Any) -> Any:
        return tuple(frozen(one) for one in value) if isinstance(value, list) else value

    assert frozen(json.loads(json.dumps(rate))) == rate


@given(st.one_of(st.text(), st.text("0123456789.%¢$/ +()kgdoz", max_size=40)))
def test_any_text_gives_a_formula_and_never_a_crash(text: str) -> None:
    assert parse_rate_text(text)[0] in KINDS
    assert all(rate[0] in KINDS for _, rate in parse_special(text).values())


@pytest.mark.parametrize(
    "text", ["1.2.3%", "1 1/0%", "$1.2.3/kg", "The duty provided in the applicable subheading + 1.2.3%"]
)
def test_a_number_that_is_none_is_named_not_guessed(text: str) -> None:
    kind, why = parse_rate_text(text)
    assert kind == "not_computable" and normalise(text) in why


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_a_percentage_is_exact(digits: int, places: int) -> None:
    text = f"{digits // 10**places}.{digits % 10**places:0{places}d}%"
    rate = parse_rate_text(text)
    exact = Fraction(text[:-1]) * RATE_ONE / 100
    assert rate == ("adval", exact) or exact.denominator > 1


@given(st.integers(0, 10**9))
def test_cents_are_exact(hundredths: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02d}¢/kg"
    assert parse_rate_text(text) == ("specific", hundredths * NANO // 10_000, "kg", "")
