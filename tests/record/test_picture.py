"""The picture of the timeline: states in two times, nothing outside, no text on another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.record.read import shipped
from kanzei.record.status import standings, strip
from kanzei.render.canvas import Box, Label
from kanzei.render.record_picture import WIDTH, draw_timeline

START, STOP = date(2025, 3, 1), date(2026, 1, 1)
COMMITMENTS = [one.id for one in shipped().slots.values() if one.commitment]


@pytest.mark.parametrize("slot", COMMITMENTS)
def test_the_strip_of_what_was_known_is_the_status_of_each_day(slot: str) -> None:
    upper = strip(shipped(), slot, START, STOP, then=True)
    for number in range(0, (STOP - START).days, 9):
        day = START + timedelta(number)
        held = next((one for one in standings(shipped(), day) if one.slot.id == slot), None)
        shown = next((claim for first, last, claim in upper if first <= day < last), None)

        assert (shown.id if shown else None) == (held.claim.id if held and held.claim.on <= day else None)


def test_a_state_that_reaches_back_differs_between_the_strips() -> None:
    day = date(2025, 8, 20)

    def says(*, then: bool) -> str:
        parts = strip(shipped(), "c-general", START, STOP, then=then)
        return next(claim.says for first, last, claim in parts if first <= day < last)

    assert "column 1 + 15%" in says(then=True)
    assert "15% in all" in says(then=False)


@pytest.mark.parametrize(
    ("start", "stop"), [(START, STOP), (date(2019, 10, 7), date(2026, 8, 1)), (date(2025, 8, 20), date(2025, 9, 20))]
)
def test_nothing_lies_outside_or_on_another_text(start: date, stop: date) -> None:
    drawing = draw_timeline(shipped(), sorted(shipped().events, key=lambda one: one.on), start, stop)
    boxes = [one for one in drawing.marks if isinstance(one, Box)]
    assert all(0 <= one.x and one.x + one.width <= WIDTH + 2 and one.y + one.height <= drawing.height for one in boxes)

    def span(one: Label) -> tuple[float, float]:
        long = len(one.text) * one.size * 0.5
        return (one.x - long, one.x) if one.anchor == "end" else (one.x, one.x + long)

    texts = [one for one in drawing.marks if isinstance(one, Label) and one.halo]
    assert texts
    for number, one in enumerate(texts):
        assert 0 <= span(one)[0] and span(one)[1] <= WIDTH
        for other in texts[number + 1 :]:
            apart = one.y != other.y or span(one)[1] <= span(other)[0] or span(other)[1] <= span(one)[0]
            assert apart, (one.text, other.text)


def test_the_command_draws_and_does_not_write_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "line.svg"
    words = ["record", "timeline", "--from", "2025-07-01", "--to", "2025-09-30", "--plot", str(out)]

    assert 0 == main(words)
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<svg") and "column 1 + 15%" in text
    assert 2 == main(words)
    assert 0 == main([*words, "--force"])
    assert "picture written" in capsys.readouterr().err
