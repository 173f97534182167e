"""The duty over the days of entry as a line of steps: the newest law only, each step with its rate and the day it begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from kanzei.duty.result import Assessment
from kanzei.render.canvas import Box, Drawing, Label, Stroke
from kanzei.render.picture import Caption
from kanzei.render.words import amount, instrument_name, percent

__all__ = ["draw_steps"]

WIDTH, HEIGHT = 860.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 24.0, 78.0, 74.0
INK, GREY, SOFT, FILL = "#0f3d5e", "#4b5563", "#d1d5db", "#d8e8f2"
_LETTER = 6.2
_Step = tuple[date, date, Assessment]
_Across = Callable[[date], float]
_Up = Callable[[float], float]


def draw_steps(segments: Sequence[_Step], caption: Caption, seen_to: date | None = None) -> Drawing:
    """Lay the picture out.

    Parameters
    ----------
    segments : (first day, day after the last, answer), in order, each beginning where the one before ends.
    seen_to  : the last day for which changes were looked for; what lies after it is hatched.
    """
    steps = _joined(segments)
    first, last = steps[0][0], steps[-1][1]
    top = max(max(float(one.rate) for _, _, one in steps) * 1.18, 0.01)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(day: date) -> float:
        return LEFT + wide * (day - first).days / max((last - first).days, 1)

    def y(rate: float) -> float:
        return TOP + high * (1 - rate / top)

    marks: list[Box | Stroke | Label] = [
        Label(16, 28, caption.title.replace("in two times", "by day of entry"), 17, "#111827", bold=True),
        Label(16, 48, caption.subtitle, 11.5, GREY),
    ]
    for grid in _ticks(top):
        marks += [
            Stroke(((LEFT, y(grid)), (WIDTH - RIGHT, y(grid))), SOFT, 0.8),
            Label(LEFT - 8, y(grid) + 4, percent(str(grid), 1), 11, GREY, "end"),
        ]
    for start, stop, one in steps:
        rate = float(one.rate)
        marks.append(Box(x(start), y(rate), x(stop) - x(start), y(0) - y(rate), FILL, "", _tip(start, stop, one)))
    points = [(x(day), y(float(one.rate))) for start, stop, one in steps for day in (start, stop)]
    marks.append(Stroke(tuple(points), INK, 2.2))
    if seen_to is not None and first < seen_to < last:
        edge = x(seen_to + timedelta(days=1))
        marks += [
            Box(edge, TOP, WIDTH - RIGHT - edge, high, "none", hatch=True),
            Label(WIDTH - RIGHT, TOP - 8, f"no change seen since {seen_to}", 10.5, GREY, "end"),
        ]
    marks += _rates(steps, x, y)
    marks += _days(steps, x, TOP + high, last)
    marks.append(Label(16, HEIGHT - 12, f"as known {steps[0][2].known_on}; {caption.footer}", 10, GREY))
    return Drawing(WIDTH, HEIGHT, marks, caption.title)


def _joined(segments: Sequence[_Step]) -> list[_Step]:
    """Neighbours of one rate as one step."""
    out: list[_Step] = []
    for start, stop, one in segments:
        if out and out[-1][2].rate == one.rate:
            out[-1] = (out[-1][0], stop, out[-1][2])
        else:
            out.append((start, stop, one))
    return out


def _ticks(top: float) -> list[float]:
    """Three to six round rates from zero up."""
    step = next(one for one in (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10) if top / one <= 6)
    return [round(step * number, 6) for number in range(int(top / step) + 1)]


def _rates(steps: Sequence[_Step], x: _Across, y: _Up) -> list[Label]:
    """Rates above their steps, where there is room; the highest of those that crowd."""
    out: list[Label] = []
    taken: list[tuple[float, float, float]] = []
    for start, stop, one in sorted(steps, key=lambda step: -(step[1] - step[0]).days):
        text = percent(one.rate, 2)
        half = len(text) * _LETTER / 2 + 3
        at, level = (x(start) + x(stop)) / 2, y(float(one.rate)) - 7
        at = min(max(at, LEFT + half), WIDTH - RIGHT - half)
        crossed = any(
            abs(x(edge) - at) < half and min(y(a), y(b)) < level < max(y(a), y(b))
            for (_, edge, left), (_, _, right) in pairwise(steps)
            for a, b in [(float(left.rate), float(right.rate))]
        )
        if not crossed and all(abs(at - other) > half + wide or abs(level - high) > 13 for other, wide, high in taken):
            taken.append((at, half, level))
            out.append(Label(at, level, text, 12, INK, "middle", bold=True, halo="#ffffff"))
    return out


def _days(steps: Sequence[_Step], x: _Across, bottom: float, last: date) -> list[Stroke | Label]:
    """The days on which steps begin, in two rows where they crowd; days that find no place are left to the table."""
    out: list[Stroke | Label] = []
    free = [-1e9, -1e9, -1e9]
    for day in [*(start for start, _, _ in steps), last]:
        place = x(day)
        out.append(Stroke(((place, bottom), (place, bottom + 5)), "#9ca3af"))
        text = f"until {day}" if day == last else str(day)
        half = len(text) * 5.6 / 2
        left = min(max(place, half + 4), WIDTH - half - 4) - half
        row = next((number for number, right in enumerate(free) if left > right + 6), None)
        if row is not None:
            free[row] = left + 2 * half
            out.append(Label(left + half, bottom + 19 + 14 * row, text, 10.5, "#111827", "middle"))
    return out


def _tip(start: date, stop: date, one: Assessment) -> tuple[str, ...]:
    told = [f"{percent(one.rate, 2)} of value: {amount(one.duty_cents)} USD"]
    told.append(f"entered {start} to {stop - timedelta(days=1)}")
    told += [f"{part.heading}  {instrument_name(part.instrument)}" for part in one.components if part.amount_cents]
    return tuple(told)
