"""Panels kept from run to run: taken up as they were, and worked out anew where they are damaged or another law is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.panel import PanelOptions, panel, panel_parts
from kanzei.errors import UsageError
from kanzei.impact import rates_panels
from kanzei.impact.rates_panels import Panel, panels

DAY, NEXT = date(2025, 9, 20), date(2025, 9, 21)
OPTIONS = PanelOptions(spi="every", bounds=False, codes=("8703", "7208"))


def same(one: list[Panel], other: list[Panel]) -> bool:
    return all(
        np.array_equal(a.codes, b.codes)
        and np.array_equal(a.rates, b.rates, equal_nan=True)
        and np.array_equal(a.ways, b.ways)
        and (a.starts, a.stops, a.origins, a.names) == (b.starts, b.stops, b.origins, b.names)
        and all(np.array_equal(x, y) for p, q in zip(a.runs, b.runs, strict=True) for x, y in zip(p, q, strict=True))
        for a, b in zip(one, other, strict=True)
    )


def test_what_is_kept_is_taken_up_and_damage_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANZEI_CACHE", str(tmp_path))
    view = LawBook.shipped().view()
    first = panels(view, ["JP", "DE"], DAY, NEXT, OPTIONS)
    (kept,) = (tmp_path / "panels").iterdir()
    with monkeypatch.context() as patched:
        patched.setattr(rates_panels, "panel_parts", None)
        assert same(first, panels(view, ["DE", "JP"], DAY, NEXT, OPTIONS))
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    assert same(first, panels(view, ["JP", "DE"], DAY, NEXT, OPTIONS))


def test_another_question_or_law_is_kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANZEI_CACHE", str(tmp_path))
    book = LawBook.shipped()
    for view, options in (
        (book.view(), OPTIONS),
        (book.view(known=date(2025, 8, 28)), OPTIONS),
        (book.view(answer="owed"), OPTIONS),
        (book.view(), OPTIONS._replace(claims={"steel_value_pct": 0})),
        (book.view(), OPTIONS._replace(codes=("8703",))),
    ):
        panels(view, ["JP"], DAY, NEXT, options)

    assert 5 == len(list((tmp_path / "panels").iterdir()))


def test_the_three_ways_are_those_of_a_panel_each() -> None:
    """None, best and listed at once are the panels of each, without what one other answer would change."""
    view = LawBook.shipped().view()
    (part,) = panel_parts(view, ["CA"], DAY, NEXT, OPTIONS)
    codes, _, _, rows = part.runs[0]
    for way, spi in enumerate(("none", "best", "listed")):
        rates, null = part.columns.rates["total_rate"]
        batch = next(iter(panel(view, ["CA"], DAY, NEXT, PanelOptions(spi=spi, codes=OPTIONS.codes))))
        column = batch.column("total_rate").to_numpy(zero_copy_only=False)
        ours = rates[part.ways[rows, way]]
        there = ~np.isnan(column)

        assert len(codes) == batch.num_rows
        assert np.array_equal(ours[there], column[there])
        assert null is None or np.array_equal(null[part.ways[rows, way]], ~there)


def test_a_panel_has_one_rate() -> None:
    with pytest.raises(UsageError, match="every"):
        next(iter(panel(LawBook.shipped().view(), ["JP"], DAY, NEXT, OPTIONS)))
