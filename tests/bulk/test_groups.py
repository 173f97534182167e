"""Combinations decided many at once are decided as one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

import kanzei
from kanzei.bulk.decide import Decider, Decision
from kanzei.bulk.desk import Desk
from kanzei.bulk.groups import Combinations, Lists, Together
from kanzei.bulk.profile import read_profile
from kanzei.entries.columns import Forms
from kanzei.entries.parse import DEFAULT

CELLS = (
    ({}, {}), ({"spi": "S"}, {}), ({"spi": "A"}, {}), ({"spi": "JP"}, {}), ({"spi": "C"}, {}), ({"spi": "XX"}, {}), ({"claims": "donation"}, {}),
    ({"claims": "!auto_part"}, {}), ({"claims": "melt_pour=US"}, {}), ({"claims": "smelt=RU;melt_pour=CA"}, {}), ({"unit": "No.", "unit2": "kg"}, {}),
    ({"claims": "steel_value=100.00"}, {}), ({}, {"steel_pct": "20"}), ({"part": "steel"}, {}), ({"claims": "ad_case=A-570-000"}, {}), ({"claims": "nonsense"}, {}),
    ({"claims": "!9903.01.25"}, {}), ({"claims": "metals_heading_not_applicable"}, {}),
)  # fmt: skip
ODD = ["010121", "01012100", "7208100000", "87082951", "9801001012", "1234567890"]
ORIGINS = ["CN", "MX", "CA", "JP", "DE", "KR", "GB", "RU", "CU", "BR"]


@pytest.mark.parametrize("known", [None, date(2025, 6, 10), date(2024, 6, 1)])
def test_many_at_once_are_decided_as_one_by_one(known: date | None) -> None:
    """Random codes (short, unknown and young ones too), countries, days, loading days and claims: every field of the decision is the same."""
    book = kanzei.LawBook.shipped()
    view = book.view() if known is None else book.view(known)
    desk = Desk(view)
    profiles = [(read_profile(cells, shares, Forms(), DEFAULT), stated) for cells, shares in CELLS for stated in (0, 1)]
    lists = Lists([*desk.codes, *ODD], desk.origins, desk.epochs, ["", "2000-01-01", *desk.loads], profiles)
    rng = np.random.default_rng(5)
    n = 1500
    often = np.array([desk.origin_number[one] for one in ORIGINS])
    codes = np.where(rng.random(n) < 0.9, rng.integers(0, desk.listed, n), desk.listed + rng.integers(0, len(ODD), n))
    origins = np.where(rng.random(n) < 0.8, rng.choice(often, n), rng.integers(0, len(desk.origins), n))
    windows = np.where(rng.random(n) < 0.7, 0, rng.integers(0, len(lists.loads), n))
    stated = np.where(rng.random(n) < 0.4, 0, rng.integers(0, len(profiles), n))
    asked = Combinations(codes, origins, rng.integers(0, len(desk.epochs), n), windows, stated)

    together, single = Together(Decider(view, desk.codes), lists), Decider(view, desk.codes)
    decisions, place = together.decide(asked)

    for one, number in enumerate(place.tolist()):
        words = together.asked(asked, one)

        assert _plain(single.decide(words)) == _plain(decisions[number]), words


def _plain(decision: Decision) -> Decision:
    """Without the number of the stack, which hangs on the order of questions."""
    return decision._replace(number=-1)


def test_a_release_that_stands_in_for_one_not_yet_known_says_so() -> None:
    """As line by line (:func:`kanzei.duty.column.choose_column`)."""
    view = kanzei.LawBook.shipped().view(date(2024, 6, 1))
    lines = {"hts": ["8703230140"], "origin": ["JP"], "entered_on": ["2025-01-05"], "value_usd": ["30000"]}

    (found,) = view.assess_table(pa.table(lines))["warnings"].to_pylist()

    assert "no release of the schedule was known to Kanzei on 2024-06-01: 2024HTS stands in" in found
