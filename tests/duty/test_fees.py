"""Fees of an entry: worked cases, and that the lines make up the entry."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kanzei.duty.book import LawBook
from kanzei.duty.fees import MODES, Facts, apportion, entry_fees, facts_of, read_mode
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View
from kanzei.errors import EntryError
from kanzei.law.claims import parse_claims
from kanzei.money import half_up

CASES = Path(__file__).resolve().parent.parent / "cases" / "fees.yaml"


@cache
def view(known: str = "") -> View:
    """The shipped book, as known on a day."""
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


def cents(text: str) -> int:
    """Dollars with two decimals as cents."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part)


def facts(case: dict[str, Any], line: dict[str, str]) -> Facts:
    """The facts of a line of a case; the goods are binoculars."""
    claims, _ = parse_claims({k: v for k, v in line.items() if k in ("ch98", "repair_value", "us_components_value")})
    entry = EntryLine(
        "9005100020",
        line["origin"],
        date.fromisoformat(case["entered"]),
        int(line["value"]) * 100,
        spi=line.get("spi"),
        claims=claims,
    )
    return facts_of(view(), entry, case.get("mode", ""), line.get("entry_type", ""))


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c["id"]) for c in yaml.load(CASES.read_text(encoding="utf-8"), yaml.BaseLoader)]
)
def test_case(case: dict[str, Any]) -> None:
    """Fees of each line and of the entry, to the cent."""
    found = entry_fees(view(), [facts(case, line) for line in case["lines"]])

    for fee in ("mpf", "hmf"):
        if fee in case:
            assert [cents(text) for text in case[fee]] == [found.total(n, fee) for n in range(len(case["lines"]))], (
                case["cite"]
            )
    assert cents(case["entry"]) == found.lines[0][0].entry_cents


def test_a_fee_at_its_most_is_apportioned_as_the_broker_examination_does() -> None:
    """October 2015, question 52: 485.00 over goods of 100,000 and 87,500; 99% for 200 of the 500 bicycles is 102.43 (19 CFR 191.51)."""
    bicycles, parts = apportion(48_500, [10_000_000, 8_750_000])

    assert (25_867, 22_633) == (bicycles, parts)
    assert 10_243 == half_up(bicycles * 200, 500) * 99 // 100


def test_limits_not_yet_announced_are_not_known() -> None:
    """Before the notice of fiscal 2026 nobody knew its limits; the harbor fee was known."""
    line = EntryLine("9005100020", "JP", date(2025, 10, 2), 1_000_000)
    found = entry_fees(view("2025-07-01"), [facts_of(view("2025-07-01"), line, "vessel")])

    assert (None, 1250, None) == (found.total(0, "mpf"), found.total(0, "hmf"), found.total(0))
    assert "is not in the book" in found.lines[0][0].why


def test_what_is_not_stated_is_priced() -> None:
    """Mode and entry type: what is taken, and what the other answer would add."""
    line = EntryLine("9005100020", "JP", date(2026, 3, 10), 200_000)
    found = entry_fees(view(), [facts_of(view(), line)])

    assert [250, 269 - 3358] == [effect for _, effect in found.assumptions]


def test_modes() -> None:
    """Words and codes of the Automated Commercial Environment."""
    assert ["vessel", "air", "", "truck"] == [read_mode(text) for text in ("11", " Air ", "", "30")]
    with pytest.raises(EntryError, match="vessel, air, truck"):
        read_mode("rocket")


LINES = st.lists(
    st.builds(
        Facts,
        value=st.integers(0, 10**10).map(lambda dollars: dollars * 100),
        dutiable=st.just(0),
        origin=st.sampled_from(["JP", "IL", "MX", "CN", "HT"]),
        spi=st.sampled_from(["", "", "S"]),
        under=st.sampled_from(["", "", "98010010", "98020080"]),
        mode=st.sampled_from(["", *MODES]),
        entry_type=st.sampled_from(["", "01", "06"]),
        entered=st.sampled_from(["2025-03-01", "2025-12-01", "2026-11-01"]),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES)
def test_the_lines_make_up_the_entry(lines: list[Facts]) -> None:
    """Line fees are never negative and sum to the fee of the entry, which keeps to its limits."""
    found = entry_fees(view(), lines)

    for place, fee in enumerate(("mpf", "hmf")):
        amounts = [found.total(n, fee) for n in range(len(lines))]
        assert sum(amounts) == found.lines[0][place].entry_cents
        assert min(amounts) >= 0
    total = found.lines[0][0].entry_cents
    bearing = [n for n in range(len(lines)) if found.lines[n][0].rate != "0"]
    assert not bearing and total == 0 or 3271 <= total <= 67_086


@given(LINES, st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_moves_no_total(lines: list[Facts], _: int, shuffle: Any) -> None:
    """The fees of an entry do not depend on the order of its lines."""
    lines = [line._replace(entered=lines[0].entered, entry_type=lines[0].entry_type) for line in lines]
    other = list(lines)
    shuffle.shuffle(other)

    assert [one.entry_cents for one in entry_fees(view(), lines).lines[0]] == [
        one.entry_cents for one in entry_fees(view(), other).lines[0]
    ]


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**14), max_size=9))
def test_apportioning(amount: int, weights: list[int]) -> None:
    """Shares make up the amount and stand within a cent of proportion."""
    shares = apportion(amount, weights)

    assert (amount if weights else 0) == sum(shares)
    whole = sum(weights)
    assert all(
        abs(share * whole - amount * weight) < whole for share, weight in zip(shares, weights, strict=True) if whole
    )


def test_a_warehouse_withdrawal_bears_the_fee_of_its_own_day() -> None:
    """Goods entered into a warehouse in one fiscal year and withdrawn in the next."""
    claims = {"entry_type": "21", "withdrawn_on": date(2026, 10, 10)}
    line = EntryLine("90041000", "JP", date(2026, 3, 10), 100_000, claims=claims)
    view = LawBook.shipped().view()

    assert 3458 == entry_fees(view, [facts_of(view, line)]).lines[0][0].entry_cents
