"""What stood on a day: the states agree with the law book's own view, and looser words stand beside firmer ones."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.record.measured import figures, measured
from kanzei.record.read import shipped
from kanzei.record.status import Standing, standings

TELEVISION, CAR, PART, STEEL = "8528726420", "8703230140", "8708295110", "7208101500"


def held(on: date) -> dict[str, Standing]:
    return {one.slot.id: one for one in standings(shipped(), on)}


def charged(book: LawBook, code: str, on: date) -> tuple[Decimal, Decimal]:
    """Column 1 and the whole rate in percent, as the law was known on the day of entry."""
    found = book.view(on).assess(EntryLine(code, "JP", on, 1_000_000), explain=False)
    ordinary = next(one for one in found.components if one.authority == "mfn")
    return 100 * Decimal(ordinary.rate), Decimal(found.duty_cents) / 10_000


@pytest.fixture(scope="module")
def book() -> LawBook:
    return LawBook.shipped()


@pytest.mark.parametrize(
    ("slot", "code", "on"),
    [
        ("c-general", TELEVISION, date(2025, 4, 7)),
        ("c-general", TELEVISION, date(2025, 4, 9)),
        ("c-general", TELEVISION, date(2025, 5, 1)),
        ("c-general", TELEVISION, date(2025, 7, 15)),  # a letter announces 25%; 10% stands
        ("c-general", TELEVISION, date(2025, 7, 30)),
        ("c-general", TELEVISION, date(2025, 8, 28)),
        ("c-general", TELEVISION, date(2025, 9, 4)),
        ("c-general", TELEVISION, date(2025, 12, 1)),
        ("c-after-s122", TELEVISION, date(2026, 10, 1)),
        ("c-s122", TELEVISION, date(2026, 3, 1)),
        ("c-cars-duty", CAR, date(2025, 4, 3)),
        ("c-cars-duty", CAR, date(2025, 8, 28)),
        ("c-cars-duty", CAR, date(2025, 9, 20)),
        ("c-cars-duty", CAR, date(2026, 10, 1)),
        ("c-parts-duty", PART, date(2025, 8, 28)),
        ("c-parts-duty", PART, date(2025, 9, 20)),
        ("c-metals", STEEL, date(2025, 3, 20)),
        ("c-metals", STEEL, date(2025, 8, 28)),
        ("c-metals", STEEL, date(2026, 10, 1)),
    ],
)
def test_a_rate_in_force_is_that_of_the_law_book(book: LawBook, slot: str, code: str, on: date) -> None:
    """The first rate of a state in force: on top of column 1 (``column 1 + 15%``, metals, the surcharge) or in all."""
    claim = held(on)[slot].claim
    first = re.search(r"[\d.]+(?=%)", claim.says)
    assert claim.state == "in force" and first
    column_1, whole = charged(book, code, on)
    added = claim.says.startswith("column 1 +") or slot in ("c-metals", "c-s122")

    assert whole == Decimal(first[0]) + (column_1 if added else 0)


def test_an_announcement_stands_beside_what_is_in_force() -> None:
    general = held(date(2025, 7, 15))["c-general"]

    assert ("in force", "column 1 + 10%") == (general.claim.state, general.claim.says)
    assert [("announced", "25% from 1 August, by letter")] == [(one.state, one.says) for one in general.beside]


def test_a_request_does_not_take_the_place_of_the_announcement() -> None:
    for slot in ("c-cars-cut", "c-parts-cut"):
        cut = held(date(2025, 8, 28))[slot]
        assert ("announced", date(2025, 7, 22)) == (cut.claim.state, cut.claim.on)
        assert "asked" in {one.state for one in cut.beside}


def test_nothing_of_a_state_is_hindsight() -> None:
    """The agreement of 2019, seen from 2020, says nothing of the duties of 2025."""
    assert "top" not in held(date(2020, 6, 1))["c-agreement-2019"].claim.says
    assert "stand beneath" in held(date(2025, 8, 28))["c-agreement-2019"].claim.says


def test_figures_are_those_that_were_out_on_the_day() -> None:
    then = {one.measure: one for one in measured("c-general", date(2025, 8, 28))}
    name = "Japan's exports to the United States, on the year before"

    assert ("2025-07", Decimal("-10.1")) == (then[name].period, then[name].value)
    assert all(one.known > date(2025, 1, 1) for one in figures())
    assert {one.slot for one in figures()} <= set(shipped().slots)


def test_a_commitment_has_figures_or_says_what_would_measure_it() -> None:
    unmeasured = {
        "c-stacking", "c-cars-cut", "c-parts-cut", "c-split", "c-trip", "c-commerce-announcement", "c-agreement-2019", "c-s122", "c-after-s122",
    }  # fmt: skip
    have = {one.slot for one in figures()}

    assert unmeasured == {
        one.id for one in shipped().slots.values() if one.commitment and not one.needs and one.id not in have
    }
