"""The picture of both times: its cells, its edges, its formats."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import pytest

from kanzei.duty.result import Assessment
from kanzei.render.canvas import Box, svg
from kanzei.render.grid import Grid, build_grid, join_segments
from kanzei.render.page import picture_page
from kanzei.render.picture import Caption, colour, draw

from .conftest import KNOWN, assessed

SINCE, UNTIL = date(2025, 1, 1), date(2026, 12, 31)
APRIL, AUGUST, ORDER = date(2025, 4, 5), date(2025, 8, 7), date(2025, 9, 4)
CAPTION = Caption("8528.72.64 from JP <b>&", "as charged", "law book 0123456789ab")


def timeline(known: date) -> list[tuple[date, date, Assessment]]:
    """Ten percent from April 2025; from 2025-09-04 an order is known that cuts it back to 2025-08-07."""
    if known < APRIL:
        return [(SINCE, UNTIL, assessed(0))]
    ten = assessed(100_000, "us/eo-14257")
    if known < ORDER:
        return [(SINCE, APRIL, assessed(0)), (APRIL, AUGUST, ten), (AUGUST, UNTIL, ten)]
    return [(SINCE, APRIL, assessed(0)), (APRIL, AUGUST, ten), (AUGUST, UNTIL, assessed(50_000))]


@pytest.fixture
def grid() -> Grid:
    days = [SINCE, date(2025, 2, 1), APRIL, date(2025, 5, 1), ORDER, date(2026, 2, 2)]
    names = {APRIL: ["us/eo-14257"], ORDER: ["us/eo-14345", "us/eo-1"]}
    return build_grid(days, timeline, lambda day: names.get(day, []), SINCE, UNTIL, KNOWN, KNOWN)


def test_known_days_that_make_no_difference_are_joined(grid: Grid) -> None:
    assert [SINCE, APRIL, ORDER] == [row.start for row in grid.rows]
    assert [APRIL, ORDER, date(2026, 10, 13)] == [row.stop for row in grid.rows]


def test_an_edge_is_named_by_the_instrument_that_makes_it(grid: Grid) -> None:
    """Of two instruments of one day only the one that bears is named."""
    assert [(), ("us/eo-14257",), ("us/eo-14345",)] == [row.by for row in grid.rows]
    assert [(), ("us/eo-14257",), ("us/eo-14345",)] == [cell.begins for cell in grid.rows[-1].cells]


def test_neighbours_with_one_answer_are_one_cell() -> None:
    cells = join_segments(timeline(date(2025, 5, 1)))

    assert [(SINCE, APRIL), (APRIL, UNTIL)] == [(cell.start, cell.stop) for cell in cells]


def test_cells_tile_the_plot_without_gap_or_overlap(grid: Grid) -> None:
    """The areas of the rectangles add up to the plotted area."""
    boxes = [mark for mark in draw(grid, CAPTION).marks if isinstance(mark, Box) and mark.tip]
    across = max(box.x + box.width for box in boxes) - min(box.x for box in boxes)
    up = max(box.y + box.height for box in boxes) - min(box.y for box in boxes)

    assert pytest.approx(across * up) == sum(box.width * box.height for box in boxes)


def test_a_higher_rate_is_darker() -> None:
    rates = ["0", "0.1", "0.15", "0.25", "1.5"]
    light = [sum(int(colour(rate, rates)[i : i + 2], 16) for i in (1, 3, 5)) for rate in rates]

    assert sorted(light, reverse=True) == light
    assert len(set(light)) == len(rates)


def test_svg_is_well_formed_and_labels_every_edge(grid: Grid) -> None:
    text = svg(draw(grid, CAPTION))
    words = " ".join(ElementTree.fromstring(text).itertext())

    for label in ("2025-04-05  EO 14257", "2025-08-07  EO 14345", "2025-09-04  EO 14345", "no change seen since"):
        assert label in words
    assert "<b>" not in text


def test_the_page_needs_no_network_and_is_inert(grid: Grid) -> None:
    page = picture_page(draw(grid, CAPTION), grid, CAPTION)

    assert [] == re.findall(r"""(?:src|href)\s*=|@import|url\((?!#)""", page)
    assert "<b>&" not in page
    assert len(grid.rows) == page.count("<details")


@pytest.mark.needs("matplotlib")
def test_png_has_the_size_of_the_drawing(grid: Grid, tmp_path: Path) -> None:
    from kanzei.render.png import write_png

    drawing = draw(grid, CAPTION)
    write_png(drawing, tmp_path / "picture.png")
    data = (tmp_path / "picture.png").read_bytes()

    assert b"\x89PNG\r\n\x1a\n" == data[:8]
    assert pytest.approx(drawing.width * 2, abs=2) == int.from_bytes(data[16:20], "big")
