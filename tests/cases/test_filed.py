"""Filings held against the law: right, wrong, missing, contradictory, and right under facts, each with the text that decides."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View
from kanzei.entries.filing import read_filing
from kanzei.law.claims import parse_claims, settle_shares

from .worked import FOLDER, Case, cents

CASES: list[Case] = yaml.load((FOLDER / "filed.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


@cache
def view(known: str | None) -> View:
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


def line_of(case: Case) -> EntryLine:
    claims, _ = parse_claims(case.get("claims"), strict=True)
    settle_shares(claims, cents(case["value"]))
    return EntryLine(
        hts=case["hts"].replace(".", ""),
        origin=case["origin"],
        entered_on=date.fromisoformat(case["entered"]),
        value_cents=cents(case["value"]),
        spi=case.get("spi"),
        loaded_on=date.fromisoformat(case["loaded"]) if "loaded" in case else None,
        claims=claims,
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_filing(case: Case) -> None:
    """Verdict, reasons, missing headings, facts, contradictions, order and amounts are what the case says, and no more."""
    found = view(case.get("known")).review(line_of(case), read_filing(case["filed"]))
    wrong = {one.heading: one for one in found.headings if one.verdict != "expected"}

    assert case["verdict"] == found.verdict, case["cite"]
    assert {heading: said for heading, (said, _) in case.get("wrong", {}).items()} == {
        heading: one.verdict for heading, one in wrong.items()
    }
    for heading, (_, words) in case.get("wrong", {}).items():
        assert words in wrong[heading].because
    assert case.get("missing", []) == [one.heading for one in found.missing]
    assert [sorted(facts) for facts in case.get("if", [])] == [sorted(one.facts) for one in found.alternatives]
    for heading, facts in case.get("bring", {}).items():
        assert sorted(facts) in [sorted(one.facts) for one in wrong[heading].alternatives]
    assert case.get("exclude", []) == [f"{one} {other}" for one, other, clause in found.contradictions if clause]
    assert case.get("order", "") == " ".join(found.order)
    assert case.get("layout", "") == found.layout
    if "total" in case:
        assert cents(case["total"]) == found.total_difference_cents
    for heading, amount in case.get("difference", {}).items():
        assert {heading: cents(amount)} == {
            one.heading: one.difference_cents for one in found.headings if one.heading == heading
        }


def test_every_kind_of_finding_has_a_case() -> None:
    verdicts = {case["verdict"] for case in CASES}
    said = {verdict for case in CASES for verdict, _ in case.get("wrong", {}).values()}

    assert {"agrees", "agrees-if", "amounts-differ", "differs"} == verdicts
    assert {"if", "not-possible", "not-needed", "duplicate"} == said
    assert 25 <= len(CASES)
