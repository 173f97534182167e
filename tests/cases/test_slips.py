"""Slips of public trackers: the book answers by the text, authority by authority."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.view import View
from kanzei.errors import EntryError
from kanzei.law.claims import parse_claims

from .worked import Case

SLIPS: list[Case] = yaml.load((Path(__file__).with_name("slips.yaml")).read_text(encoding="utf-8"), yaml.BaseLoader)


@cache
def view() -> View:
    """The newest view of the shipped book."""
    return LawBook.shipped().view()


def line_of(case: Case) -> EntryLine:
    """The entry line of a case: 10,000 dollars, nothing stated but what the case states."""
    claims, _ = parse_claims(case.get("claims", {}), strict=True)
    number, _, unit = case.get("quantity", "").partition(" ")
    return EntryLine(
        hts=case["hts"],
        origin=case["origin"],
        entered_on=date.fromisoformat(case["entered"]),
        value_cents=1_000_000,
        quantities=(Quantity(int(number) * 1000, unit),) if number else (),
        spi=case.get("spi"),
        claims=claims,
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in SLIPS])
def test_the_text_decides(case: Case) -> None:
    """Each authority charges what the text says and no other charges."""
    charged: dict[str, int] = defaultdict(int)
    for part in view().assess(line_of(case), explain=False).components:
        charged[part.authority] += part.amount_cents
    expected = {name: round(float(rate) * 10_000) for name, rate in case["rates"].items()}
    assert {name: cents for name, cents in charged.items() if cents} == {n: c for n, c in expected.items() if c}, (
        f"{case['cite']} (the slip: {case['slip']})"
    )


def test_slips_are_named_once() -> None:
    """Each case has its own name, its slip and its citation."""
    assert len({case["id"] for case in SLIPS}) == len(SLIPS)
    assert all(case["slip"] and case["cite"] for case in SLIPS)


@pytest.mark.parametrize(
    ("hts", "quantities", "cents"),
    [
        # Specific: 7.85 cents a liter on 1,000 liters.
        ("2009110020", (Quantity(1_000_000, "liters"),), 7_850),
        # Specific: 20.6 cents a clean kilogram on 1,000 kg of wool.
        ("5101214030", (Quantity(1_000_000, "clean kg"),), 20_600),
        # Compound: 90 cents a pair and 20%, 1,000 pairs worth 10,000.
        ("6404198930", (Quantity(1_000_000, "prs."),), 290_000),
    ],
)
def test_specific_and_compound_lines_by_their_own_text(hts: str, quantities: tuple[Quantity, ...], cents: int) -> None:
    """Never zero, never a neighbour's percentage: the rate text and the quantity (HTSUS, column 1 general)."""
    line = EntryLine(hts=hts, origin="NZ", entered_on=date(2025, 2, 5), value_cents=1_000_000, quantities=quantities)
    assert view().assess(line, explain=False).duty_cents == cents
    with pytest.raises(EntryError):
        view().assess(line._replace(quantities=()), explain=False)
