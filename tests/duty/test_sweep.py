"""No code, origin and day leaves two duties unordered: the evaluator never meets a conflict or a circle, in any view."""

from __future__ import annotations

import random
from datetime import date

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.evaluator import Evaluation, Situation

ORIGINS = (
    "JP CN HK MO CA MX DE FR GB KR TW CH LI IN BR VN RU CU AU ID TH LA SY TR UA SG NI CR IL JO MY KH AR EC".split()
)
CLAIMS: list[dict[str, object]] = [
    {},
    {"us_metal": True},
    {"us_metal": True, "equipment_part": True},
    {"patented": True},
    {"patented": True, "onshoring_plan": True},
    {"civil_aircraft": True},
    {"certified_auto_part": True, "certified_truck_part": True},
    {"auto_part": True, "truck_part": True},
    {"quota_filled": True},
    {"uas_certified": True},
    {"steel_value": 1, "aluminum_value": 1},
    {"us_content_value": 1},
    {"melt_pour": "US"},
    {"smelt": "RU"},
    {"transshipped": True},
    {"semiconductor_article": True},
    {"metal_under_15": True},
    {"commerce_authorized_quantity": True},
]
VIEWS = ["2025-02-10", "2025-04-12", "2025-06-05", "2025-09-10", "2025-11-12", "2026-02-22", "2026-06-10", None]


def sweep(known: str | None, count: int) -> int:
    """Evaluate random situations of one view; any conflict is an exception."""
    view = LawBook.shipped().view(known=date.fromisoformat(known) if known else None)
    chance = random.Random(f"{known} {count}")
    codes = view.book.schedule.codes(date(2026, 6, 10))
    days = [day for day in view.bounds() if "2025-01-01" <= day <= "2026-12-31"]
    for _ in range(count):
        origin = chance.choice(ORIGINS)
        spi = origin in ("CA", "MX") and chance.random() < 0.5
        column = "special" if spi else "column-2" if origin in ("RU", "CU") else "general"
        Evaluation(
            view,
            Situation(
                chance.choice(codes),
                origin,
                chance.choice(days),
                chance.choice(["", "2025-03-01"]),
                column,
                "S" if spi else "",
                spi,
                dict(chance.choice(CLAIMS)),
                "",
            ),
        )
    return count


@pytest.mark.parametrize("known", VIEWS)
def test_no_conflict(known: str | None) -> None:
    """A sample in every run."""
    assert 3_000 == sweep(known, 3_000)


@pytest.mark.long
@pytest.mark.parametrize("known", VIEWS)
def test_no_conflict_in_many(known: str | None) -> None:
    """Many more on request."""
    assert 200_000 == sweep(known, 200_000)
