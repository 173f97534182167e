"""What an answered line reports: each heading once, each part by its name, each rate in words, each text cited."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kanzei import Component, EntryLine, LawBook, Quantity
from kanzei.duty.view import View

GLASSES = "9004100000"
ORDER = Path(__file__).resolve().parents[2] / "examples" / "order.yaml"


@cache
def view() -> View:
    """The shipped book."""
    return LawBook.shipped().view()


@cache
def supposed() -> View:
    """The book with a hypothetical order on top: 12.5% in all for vehicles of Japan from 2026-11-01."""
    return LawBook.shipped().with_scenario([ORDER]).view()


def components(hts: str, origin: str, entered: str, value: int = 1_000_000, **more: Any) -> tuple[Component, ...]:
    """The components of 10,000 dollars of goods."""
    return view().assess(EntryLine(hts, origin, date.fromisoformat(entered), value, **more), explain=False).components


def ordinary(*args: Any, **more: Any) -> Component:
    """The row of the ordinary duty."""
    return components(*args, **more)[-1]


def test_a_heading_that_releases_from_several_duties_is_filed_once() -> None:
    """Note 35(b), heading 9903.96.02: aircraft parts of Japan, out of the reciprocal duty and of that on aluminum."""
    found = components("7608100030", "JP", "2025-10-01", claims={"civil_aircraft": True})

    assert ["9903.96.02", "7608.10.00.30"] == [one.heading for one in found]


def test_a_row_of_the_same_heading_that_charges_is_filed_each_time() -> None:
    """The polysilicon duty has no heading yet and two parts, 15% and the gap to a minimum price: both are shown."""
    found = components("8541420010", "TH", "2026-12-04", quantities=(Quantity(100_000_000, "W"),))

    assert ["add", "gap_to"] == [one.kind for one in found if one.authority == "s232_polysilicon"]


def test_an_article_taken_as_one_metal_is_still_one_article() -> None:
    """No content is stated: the whole is taken as steel, and no part is named."""
    found = components("9403200050", "CN", "2025-07-01")

    assert any(one.authority == "s232_steel" for one in found)
    assert {"whole"} == {one.part for one in found}


def test_a_worthless_line_keeps_the_row_of_its_code() -> None:
    assert ("9004.10.00.00", 0) == (ordinary(GLASSES, "VN", "2026-05-01", 0).heading, 0)


def test_goods_without_a_code_say_so() -> None:
    assert "(no code)" == ordinary("", "CN", "2026-05-01", base_rate="Free").heading


@pytest.mark.parametrize(
    ("hts", "words"), [(GLASSES, "0.02"), ("7214100000", "0"), ("2206004500", "3¢/liter")], ids=lambda one: one
)
def test_the_rate_of_the_row_is_that_of_the_column_in_words(hts: str, words: str) -> None:
    """A percentage as a share, free as nothing, any other rate as the schedule prints it."""
    assert words == ordinary(hts, "JP", "2025-01-15", quantities=(Quantity(1_000, "liters"),)).rate


@pytest.mark.parametrize(
    ("claims", "cite"),
    [
        ({}, "HTSUS 9004.10.00.00, column 1 general"),
        ({"ch98": "9801.00.10"}, "HTSUS 9801.00.10, column 1 general"),
        (
            {"ch98": "9813.00.05"},
            "HTSUS 9813.00.05 (ch. 98 subch. XII US note 2, subch. XIII and XIV US note 1), column 1 general",
        ),
        (
            {"ch98": "9802.00.50", "repair_value": 200_000},
            "HTSUS 9004.10.00.00, column 1 general, under 9802.00.50 (ch. 98 subch. II US note 3)",
        ),
    ],
)
def test_the_row_cites_the_column_and_the_provision_entered_under(claims: dict[str, object], cite: str) -> None:
    """The provision of chapter 98 where it gives the rate, the article's column under it where it does not."""
    assert cite == ordinary(GLASSES, "VN", "2025-01-15", claims=claims).citation


@pytest.mark.parametrize(
    ("hts", "entered", "heading", "cite"),
    [
        ("9004100000", "2026-05-01", "9903.03.01", "91 FR 9339, note 2(aa)(i)"),
        (
            "7318152010",
            "2025-10-01",
            "9903.81.90",
            "90 FR 9817, note 16(k), (m); as amended by Adjusting Imports of Aluminum and Steel into the United States (50%) "
            "(90 FR 24199, cl. 5)",
        ),
        # An instrument without a citation of its own is named by what it is called in the book.
        (
            "8703230140",
            "2026-11-01",
            "9903.94.41",
            "90 FR 43535, s.4; note 33(k), (m); as amended by A hypothetical 12.5% in all for vehicles of Japan "
            "(us/hypothetical-japan-cars, s.1(a), supposed)",
        ),
    ],
)
def test_a_heading_cites_its_text_and_the_last_that_amended_it(hts: str, entered: str, heading: str, cite: str) -> None:
    line = EntryLine(hts, "JP", date.fromisoformat(entered), 1_000_000)
    found = supposed().assess(line, explain=False).components

    assert [cite] == [one.citation for one in found if one.heading == heading]
