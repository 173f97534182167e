"""Goods entered under chapter 98: worked cases, what is refused, what is said not to be known, and invariants."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View
from kanzei.errors import EntryError, NotCovered

from .worked import Case, differences, line_of, read

CASES = [pytest.param(case, id=case["id"]) for case in read("chapter-98")]


@cache
def view() -> View:
    """The shipped book."""
    return LawBook.shipped().view()


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    """Total, each component by heading, and the headings reported at zero."""
    found = view().assess(line_of(case))

    assert not differences(case, found), f"{differences(case, found)} ({case['cite']})"


def entered(hts: str, origin: str, day: str, **claims: object) -> EntryLine:
    """A line of 10,000 dollars."""
    return EntryLine(hts, origin, date.fromisoformat(day), 1_000_000, claims=claims)


def test_free_goods_under_section_232_follow_the_reading() -> None:
    """Whether goods freed by chapter 98 bear section 232 is a doubtful point: named, switched, and priced on the line."""
    line = entered("7208101500", "JP", "2025-07-10", ch98="9801.00.10")
    terms, apart = view().assess(line), view().with_switch("CH98-232", "apart").assess(line)

    assert (0, 500_000) == (terms.duty_cents, apart.duty_cents)
    assert [500_000] == [one.effect_cents for one in terms.assumptions if "CH98-232" in one.what]


def test_a_bond_is_priced() -> None:
    """Temporary importation is free; what the goods would owe without it is shown."""
    line = entered("9004100000", "JP", "2026-03-10", ch98="9813.00.20")
    found = view().assess(line)

    assert 0 == found.duty_cents
    assert [view().assess(line._replace(claims={})).duty_cents] == [
        one.effect_cents for one in found.assumptions if "bond" in one.what
    ]


@pytest.mark.parametrize(
    ("hts", "origin", "claims", "says"),
    [
        ("9004100000", "JP", {"ch98": "9801.00.80"}, "depends on the drawback"),
        ("9004100000", "JP", {"ch98": "9818.00.01"}, "vessel repair entry"),
        ("9004100000", "JP", {"ch98": "9899.00.01"}, "chapter 98 provision 9899.00.01"),
        ("9004100000", "JP", {"ch98": "9822.01.05"}, "US note 1"),
        ("9004100000", "CU", {"ch98": "9801.00.10"}, "is not computed"),
    ],
)
def test_what_the_book_cannot_compute_is_said(hts: str, origin: str, claims: dict[str, object], says: str) -> None:
    """Never zero: a provision outside the book is not covered, with the reason."""
    with pytest.raises(NotCovered, match=says):
        view().assess(entered(hts, origin, "2026-03-10", **claims))


def test_a_duty_whose_text_is_not_held_is_not_covered() -> None:
    """A drone returned under 9801 may or may not bear its duty: the note is not in the book."""
    with pytest.raises(NotCovered, match=r"9903\.08\.\d\d \(s232_uas\) falls on under chapter 98"):
        view().assess(entered("8806220000", "CN", "2026-11-02", ch98="9801.00.10", uas=True))


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"ch98": "9802.00.50"}, "give the claim 'repair_value'"),
        ({"ch98": "9802.00.80"}, "give the claim 'us_components_value'"),
        ({"ch98": "9802.00.80", "us_components_value": 1_000_001}, "exceeds the entered value"),
        ({"ch98": "9823.04.37"}, r"under SPI S\+ only"),
        ({"ch98": "9819.11.03"}, "not open to goods of JP"),
        ({"ch98": "9802.00.91"}, "not open to goods of JP"),
    ],
)
def test_what_the_provision_needs_is_asked_for(claims: dict[str, object], says: str) -> None:
    """A clear error, with the claim that mends it."""
    with pytest.raises(EntryError, match=says):
        view().assess(entered("9004100000", "JP", "2026-03-10", **claims))


def test_the_article_must_be_named() -> None:
    """A number of chapter 98 alone says how goods enter, not what they are."""
    with pytest.raises(EntryError, match="give the article's own code"):
        view().assess(entered("9801001098", "JP", "2026-03-10"))


def test_aircraft_lists_name_chapter_98() -> None:
    """Repairs of an article on no list are released as civil aircraft where the list names the provision (note 2(aa)(iv))."""
    line = entered("8501104020", "JP", "2026-03-10", ch98="9802.00.50", repair_value=200_000, civil_aircraft=True)

    assert "9903.03.05" in view().assess(line).headings


PROVISIONS = ["9801.00.10", "9802.00.40", "9802.00.50", "9802.00.60", "9802.00.80", "9813.00.05", "9817.00.96"]
GOODS = [
    ("9004100000", "JP"), ("8471300100", "CN"), ("7208101500", "CA"), ("8703230140", "JP"), ("6109100012", "BR"),
]  # fmt: skip
DAYS = ["2025-01-15", "2025-03-05", "2025-04-20", "2025-09-10", "2025-11-20", "2026-03-10", "2026-07-28"]


@given(
    st.sampled_from(PROVISIONS),
    st.sampled_from(GOODS),
    st.sampled_from(DAYS),
    st.integers(1, 10**6),
    st.integers(0, 100),
)
def test_chapter_98_never_costs(provision: str, goods: tuple[str, str], day: str, dollars: int, share: int) -> None:
    """No duty is higher under chapter 98 than without it, none falls on more than the value, and the parts add up."""
    value = dollars * 100
    part = value * share // 100
    plain = EntryLine(*goods, date.fromisoformat(day), value)
    claims = {"ch98": provision, "repair_value": part, "us_components_value": value - part}

    found = view().assess(plain._replace(claims=claims), explain=False)

    assert found.duty_cents <= view().assess(plain, explain=False).duty_cents
    assert all(0 <= one.base_cents <= value + 50 for one in found.components)
    assert found.duty_cents == sum(one.amount_cents for one in found.components)


@given(st.sampled_from(GOODS), st.sampled_from(DAYS), st.integers(1, 10**6))
def test_work_on_the_whole_value_is_no_relief(goods: tuple[str, str], day: str, dollars: int) -> None:
    """Repairs worth the article, and assembly without American components, are charged as the article is."""
    value = dollars * 100
    plain = EntryLine(*goods, date.fromisoformat(day), value)
    expected = view().assess(plain, explain=False).duty_cents

    for claims in ({"ch98": "9802.00.50", "repair_value": value}, {"ch98": "9802.00.80", "us_components_value": 0}):
        assert expected == view().assess(plain._replace(claims=claims), explain=False).duty_cents
