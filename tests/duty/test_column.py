"""The column a line is charged from, and what takes its place."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kanzei import EntryLine, LawBook, Quantity
from kanzei.duty.column import choose_column
from kanzei.duty.view import View

GLASSES, BARS = "9004100000", "7214100000"
RATE_OF = """id: us/hypothetical-rate-of
title: T
kind: hypothetical
known: 2026-10-01
provisions:
  - {id: a, cite: s.1, heading: 9903.99.41, authority: mfn, origin: [vn], goods: ['9004.10'], duty: {rate_of: 8528.72.64},
     entered: {from: 2026-09-01, to: 2026-10-01}}
"""


@cache
def view() -> View:
    """The shipped book."""
    return LawBook.shipped().view()


@cache
def with_rate_of() -> View:
    """The book with a heading that gives sunglasses of Viet Nam the rate of televisions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rate-of.yaml"
        path.write_text(RATE_OF, encoding="utf-8")
        return LawBook.shipped().with_scenario([path]).view()


@pytest.mark.parametrize(
    ("hts", "origin", "better"),
    [
        (GLASSES, "VN", ()),
        (GLASSES, "AU", ("AU",)),
        (GLASSES, "MX", ("S",)),
        # Free for everybody: the programmes of the origin, for duties that ask for a claim of USMCA.
        (BARS, "MX", ("S", "S+")),
        (BARS, "VN", ()),
    ],
)
def test_the_programmes_open_to_a_line_are_those_of_its_code_and_origin(
    hts: str, origin: str, better: tuple[str, ...]
) -> None:
    assert better == choose_column(view(), EntryLine(hts, origin, date(2026, 5, 1), 100)).better


def test_a_heading_may_give_the_rate_of_another_code() -> None:
    """3.9% on televisions (8528.72.64) in place of the 2% on sunglasses, in one row under the article's own code."""
    line = EntryLine(GLASSES, "VN", date(2026, 9, 15), 1_000_000)
    replaced, plain = (
        [(one.heading, one.kind, one.rate, one.amount_cents) for one in found.components if one.authority == "mfn"]
        for found in (with_rate_of().assess(line), view().assess(line))
    )

    assert [("9004.10.00.00", "replace", "0.039", 39_000)] == replaced
    assert [("9004.10.00.00", "ordinary", "0.02", 20_000)] == plain


def test_an_added_quota_leaves_the_rate_as_it_is() -> None:
    """Proclamation of 2026-02-06, heading 9903.54.01: "no change"; 4.4 cents a kilogram, with the heading reported."""
    beef = EntryLine("0201305091", "AR", date(2026, 2, 13), 1_000_000, (Quantity(1_000_000, "kg"),))
    claimed = view().assess(beef._replace(claims={"9903.54.01": True}))

    assert (4_400, True) == (claimed.duty_cents, "9903.54.01" in [one.heading for one in claimed.components])
    assert 4_400 == view().assess(beef).duty_cents
