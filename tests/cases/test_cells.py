"""Totals that others publish or would expect: a grid of panel cells, the days on which totals turn, and cells of public trackers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View

HERE = Path(__file__).parent
ORIGINS = "CN HK JP DE FR GB CA MX KR TW IN VN TH BR CH MY ID PH AU NZ ZA TR IL AR".split()


def read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.load((HERE / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


CELLS, TURNS, TRACKERS = read("cells.yaml"), read("turns.yaml"), read("trackers.yaml")
PRODUCTS = [case["hts"] for case in CELLS]


@cache
def view() -> View:
    """The newest view of the shipped book."""
    return LawBook.shipped().view()


def total(hts: str, origin: str, entered: str) -> float:
    """The total of one line of 10,000 dollars about which nothing is stated, in percent."""
    line = EntryLine(hts=hts, origin=origin, entered_on=date.fromisoformat(entered), value_cents=1_000_000)
    return view().assess(line, explain=False).duty_cents / 10_000


def expected_of(groups: dict[str, str]) -> dict[str, str]:
    """The total of each origin as written; the origins that a day does not name take that of ``rest``."""
    named = {origin: rate for rate, origins in groups.items() for origin in origins.split() if origin != "rest"}
    (rest,) = [rate for rate, origins in groups.items() if origins == "rest"]
    return {origin: named.get(origin, rest) for origin in ORIGINS}


@pytest.mark.parametrize("day", sorted({day for case in CELLS for day in case["days"]}))
def test_the_panel_gives_the_totals_expected(day: str) -> None:
    """All products and origins of a day, from one panel."""
    pytest.importorskip("pyarrow")
    from kanzei.duty.panel import PanelOptions, panel

    on = date.fromisoformat(day)
    known = sorted(view().book.schedule.codes(on))
    # A statistical number that the day no longer has stands for the first of its subheading.
    now = {one: one if one in known else next(code for code in known if code[:8] == one[:8]) for one in PRODUCTS}
    codes = tuple(now.values())
    batches = panel(view(), tuple(ORIGINS), on, on + timedelta(days=1), PanelOptions(codes=codes))
    found = {(row["hts"], row["origin"]): row["total_rate"] for batch in batches for row in batch.to_pylist()}
    wrong = []
    for case in CELLS:
        for origin, rate in expected_of(case["days"][day]).items():
            got = found[now[case["hts"]], origin]
            if (got is None) != (rate == "none") or (got is not None and abs(100 * got - float(rate)) > 1e-6):
                wrong.append(f"{case['hts']} ({case['what']}) of {origin}: {got}, expected {rate} ({case['cite']})")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", [pytest.param(one, id=f"{one['hts']}-{one['origin']}") for one in TURNS])
def test_totals_turn_on_their_day(case: dict[str, Any]) -> None:
    """The new total on the day, the old one on the day before it."""
    found = {day: total(case["hts"], case["origin"], day) for day in case["days"]}
    assert found == pytest.approx({day: float(rate) for day, rate in case["days"].items()}), case["cite"]


@pytest.mark.parametrize(
    "case", [pytest.param(one, id=f"{one['hts']}-{one['origin']}-{one['entered']}") for one in TRACKERS]
)
def test_cells_of_trackers(case: dict[str, Any]) -> None:
    """As published, or as the text named decides."""
    assert ("why" in case) == ("total" in case)
    assert case.get("total") != case["published"]
    found = total(case["hts"], case["origin"], case["entered"])
    assert found == pytest.approx(float(case.get("total", case["published"])), abs=0.005), case.get(
        "why", "as published"
    )


def test_every_cell_is_written_once() -> None:
    """Each product and each turn has one entry, and each day of the grid names every product."""
    for cases, keys in ((CELLS, ("hts",)), (TURNS, ("hts", "origin")), (TRACKERS, ("hts", "origin", "entered"))):
        names = [tuple(case[key] for key in keys) for case in cases]
        assert len(set(names)) == len(names)
    assert len({tuple(case["days"]) for case in CELLS}) == 1
