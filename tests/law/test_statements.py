"""What instruments say beside duties: chapter 98, drawback, fees; read, dated, and every mistake told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.drawback import UNSEEN, drawback_of
from kanzei.law.authorities import AUTHORITIES
from kanzei.law.schema import read_instrument

GOOD = """id: us/x
title: T
kind: hypothetical
known: 2025-09-04
chapter98:
  - {authority: [s122], under: {all: none, 9802.00.40 9802.00.80: dutiable, 9819: full}, cite: s.1}
chapter98_terms:
  - {provisions: [9802.00.80], dutiable: {less: us_components_value}, what: W, cite: s.2}
drawback:
  - {authority: [s122], available: yes, cite: s.3}
fees:
  - {id: a, fee: mpf, entry: formal, rate: 0.3464%, at_least: 33.58, at_most: 651.50, entered: {from: 2025-10-01}, cite: s.4}
"""


def test_a_file_is_read() -> None:
    """Prefixes of provisions, amounts in cents, rates in rate units, days and sources."""
    instrument, mistakes = read_instrument(Path("x.yaml"), GOOD)

    assert not mistakes
    assert instrument is not None
    clause, terms, said, fee = (instrument.statements[kind][0] for kind in instrument.statements)
    assert {"": "none", "98020040": "dutiable", "98020080": "dutiable", "9819": "full"} == clause["under"]
    assert ["less", "us_components_value"] == terms["dutiable"]
    assert ("yes", "2025-09-04") == (said["available"], said["known"])
    assert (3358, 65_150, 10_392, "2025-10-01") == (fee["at_least"], fee["at_most"], fee["rate"], fee["from"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("all: none", "all: noen", "x.yaml:6:38: under: 'noen' is none of none, dutiable, full; did you mean 'none'?"),
        ("9819: full", "9903: full", "'9903' is no provision of chapter 98: write 9802.00.80, 9817 or all"),
        ("cite: s.1", "note: n", "an item of chapter98 needs 'cite'"),
        ("[s122], under", "[s123], under", "unknown authority 's123'; did you mean 's122'?"),
        ("less: us_components_value", "less: us_component_value", "unknown claim 'us_component_value'"),
        ("{less: us_components_value}", "half", "neither none, rate, {claim: KEY} nor {less: KEY}"),
        ("available: yes", "available: maybe", "available: 'maybe' is none of yes, no, depends"),
        ("available: yes", "available: depends", "'available: depends' needs 'limits'"),
        ("at_least: 33.58", "at_least: 33.5", "expected dollars with two decimals such as 33.58, got '33.5'"),
        ("rate: 0.3464%, at_least: 33.58, at_most: 651.50, ", "", "a fee has one of rate, each, base, or exempt: yes"),
        ("fee: mpf", "fee: mfp", "fee: 'mfp' is none of mpf, hmf"),
        ("{from: 2025-10-01}", "{from: 2025-10-01, to: 2025-09-01}", "ends on 2025-09-01, before it begins"),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, told: str) -> None:
    """Every mistake with file, line and column, and how to mend it."""
    assert old in GOOD
    mistakes = read_instrument(Path("x.yaml"), GOOD.replace(old, new, 1))[1]

    assert any(told in one for one in mistakes), mistakes


def test_statements_are_law_in_two_times() -> None:
    """A scenario's statement counts from its known day and its day of entry, and moves the digest."""
    view = LawBook.shipped().view(known=date(2025, 7, 1))
    limits = [row["at_most"] for row in view.statements("fees", "2025-09-30") if "at_most" in row]

    assert [63_462] == limits
    assert [] == [row for row in view.statements("fees", "2025-10-01") if "at_most" in row]


def test_drawback_of_each_authority() -> None:
    """The answer of the newest view for an authority, by its day of entry."""
    view = LawBook.shipped().view()

    def answer(authority: str, entered: str) -> bool | None:
        return drawback_of(view, authority, "", entered).available

    assert [False] * 3 == [answer(f"ieepa_border_{c}", "2025-05-01") for c in ("ca", "mx", "cn")]
    assert [True, True, True] == [answer(a, "2026-03-01") for a in ("mfn", "s122", "s301_china")]
    assert [False, False, True] == [answer(a, "2025-11-20") for a in ("s232_steel", "s232_copper", "s232_wood")]
    assert [None, True] == [answer("s232_autos", day) for day in ("2025-10-31", "2025-11-01")]
    assert [False, False] == [answer(a, "2026-03-01") for a in ("ad", "cvd")]
    assert None is answer("s232_metals", "2026-05-01")
    assert "manufacturing drawback" in drawback_of(view, "s232_metals", "", "2026-05-01").by
    assert (None, UNSEEN) == drawback_of(view, "s301_forced_labor", "", "2026-11-01")[:2]


def rows_of_the_page(book: LawBook) -> list[str]:
    """The documented table as the book has it: for each authority the statement known last."""
    out = []
    for authority in AUTHORITIES:
        said = [row for row in book.statements["drawback"] if authority in row["authority"]]
        if not said:
            out.append(f"| `{authority}` | not known | {UNSEEN} |")
            continue
        last = max(said, key=lambda row: str(row["known"]))
        since = f"entries from {last['from']}; " if last["from"] > "1900-01-01" else ""
        text = f"{since}{last['limits'] + '; ' if last['limits'] else ''}{last['cite']}"
        out.append(f"| `{authority}` | {last['available']} | {text} |")
    return out


def test_the_table_of_the_page_is_the_books(root: Path) -> None:
    """Every authority stands in the documented table with the answer of the book."""
    page = (root / "docs" / "how-it-works" / "chapter-98-and-fees.md").read_text(encoding="utf-8").splitlines()

    assert rows_of_the_page(LawBook.shipped()) == [line for line in page if line.startswith("| `")]
