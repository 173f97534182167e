"""The picture of the record: events, and every commitment's states in two times, as known on each day and as known now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kanzei.record.model import Claim, Event, Record, Slot
from kanzei.record.status import strip
from kanzei.render.canvas import Box, Drawing, Label, Stroke

__all__ = ["draw_timeline"]

Mark = Box | Stroke | Label
WIDTH = 1400.0
LEFT, RIGHT = 372.0, 28.0
TOP = 96.0
ROW, THEN, NOW = 40.0, 17.0, 15.0
EVENT = 15.0
INK, GREY, SOFT, GRID = "#111827", "#4b5563", "#9ca3af", "#e5e7eb"
FILLS = {
    "asked": "#fef3c7",
    "awaited": "#fef3c7",
    "planned": "#fef3c7",
    "announced": "#fcd34d",
    "agreed": "#fdba74",
    "signed": "#93c5fd",
    "published": "#93c5fd",
    "ordered": "#93c5fd",
    "in force": "#2563eb",
    "paused": "#d1d5db",
    "open": "#ddd6fe",
}
OVER = "#9ca3af"
"""Superseded, voided, ended, lapsed, cancelled."""
LEGEND = (
    ("asked, awaited, planned", FILLS["asked"]),
    ("announced", FILLS["announced"]),
    ("agreed", FILLS["agreed"]),
    ("signed, ordered, published", FILLS["signed"]),
    ("in force", FILLS["in force"]),
    ("paused", FILLS["paused"]),
    ("open", FILLS["open"]),
    ("over", OVER),
)


class _Axis:
    """Days to pixels."""

    def __init__(self, start: date, stop: date) -> None:
        self.start, self.stop = start, stop
        self.scale = (WIDTH - LEFT - RIGHT) / max((stop - start).days, 1)

    def x(self, day: date) -> float:
        inside = min(max(day, self.start), self.stop)
        return LEFT + (inside - self.start).days * self.scale


def draw_timeline(record: Record, events: Sequence[Event], start: date, stop: date) -> Drawing:
    """Lay the picture out for days in ``[start, stop)``.

    Upper strip of a row: the state as it was known on each day; lower strip: as the record knows it on its own day. Where a later text reaches back, the two differ.
    """
    axis = _Axis(start, stop)
    slots = [one for one in record.slots.values() if one.commitment and strip(record, one.id, start, stop, then=False)]
    shown = [one for one in events if start <= one.on < stop]
    lanes = _lanes(axis, shown)
    band = EVENT * (max(lanes, default=-1) + 1) + 14
    rows = TOP + band + 26
    height = rows + ROW * len(slots) + 48
    title = f"The record from {start} to {stop - timedelta(1)}"
    marks: list[Mark] = [
        Box(0, 0, WIDTH, height, "#ffffff"),
        Label(28, 36, title, 19, INK, bold=True),
        Label(
            28,
            58,
            f"Upper strip: as known on each day. Lower strip: as known on {record.known_on}. Where a later text reaches back, they differ.",
            12.5,
            GREY,
        ),
        *_legend(),
        *_months(axis, TOP + band, rows + ROW * len(slots)),
        *_events(axis, shown, lanes),
    ]
    for number, slot in enumerate(slots):
        marks += _row(axis, record, slot, rows + ROW * number)
    marks.append(
        Label(
            28,
            height - 18,
            f"Source: Kanzei, the record as known {record.known_on}; sources of every state: kanzei record status.",
            10.5,
            GREY,
        )
    )
    return Drawing(WIDTH, height, marks, title)


def _legend() -> list[Mark]:
    out: list[Mark] = []
    x = 28.0
    for words, fill in LEGEND:
        out += [Box(x, 70, 13, 13, fill, SOFT), Label(x + 18, 81, words, 11.5, INK)]
        x += 34 + 6.4 * len(words)
    return out


def _months(axis: _Axis, top: float, bottom: float) -> list[Mark]:
    """A line a month, or a quarter or a year where months would crowd."""
    months = (axis.stop - axis.start).days / 30.4
    step = next(one for one in (1, 3, 12, 60) if months / one <= 20 or one == 60)
    out: list[Mark] = []
    year, month = axis.start.year, axis.start.month
    while date(year, month, 1) < axis.stop:
        day = date(year, month, 1)
        if day >= axis.start and (month - 1) % min(step, 12) == 0 and (step < 60 or year % 5 == 0):
            x = axis.x(day)
            out += [
                Stroke(((x, top), (x, bottom)), GRID),
                Label(x + 3, top + 14, f"{day:%b %Y}" if step < 12 else str(year), 10.5, GREY),
            ]
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return out


def _lanes(axis: _Axis, events: Sequence[Event]) -> list[int]:
    """Lane of each event, so that no text lies on another; a text that would leave the picture ends at its day."""
    ends: list[float] = []
    lanes = []
    for one in events:
        left, right = _span(axis, one)
        lane = next((number for number, end in enumerate(ends) if end + 10 < left), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = right
        lanes.append(lane)
    return lanes


def _span(axis: _Axis, one: Event) -> tuple[float, float]:
    x, long = axis.x(one.on), 5.7 * len(_words(axis, one)) + 10
    return (x - long, x + 6) if x + long > WIDTH - RIGHT else (x - 4, x + long)


def _words(axis: _Axis, one: Event) -> str:
    """Day and title; the year, too, where the picture shows several."""
    return f"{one.on:%d %b %Y} {one.title}" if axis.stop.year - axis.start.year > 1 else f"{one.on:%d %b} {one.title}"


def _events(axis: _Axis, events: Sequence[Event], lanes: Sequence[int]) -> list[Mark]:
    out: list[Mark] = []
    bottom = TOP + EVENT * (max(lanes, default=-1) + 1) + 8
    for one, lane in zip(events, lanes, strict=True):
        x, y = axis.x(one.on), TOP + EVENT * lane + 12
        turned = _span(axis, one)[0] < x - 10
        tip = (f"{one.on} (known {one.known})", one.title)
        out.append(Stroke(((x, y - 4), (x, bottom)), GRID))
        out.append(Box(x - 3, y - 7, 6, 6, "#b91c1c", tip=tip))
        out.append(
            Label(
                x + (-7 if turned else 7), y, _words(axis, one), 10.5, INK, "end" if turned else "start", halo="#ffffff"
            )
        )
    return out


def _row(axis: _Axis, record: Record, slot: Slot, y: float) -> list[Mark]:
    out: list[Mark] = [
        Label(LEFT - 12, y + 20, _short(slot.title, 48), 12, INK, "end"),
        Stroke(((28, y + ROW - 2), (WIDTH - RIGHT, y + ROW - 2)), GRID),
    ]
    upper = strip(record, slot.id, axis.start, axis.stop, then=True)
    lower = strip(record, slot.id, axis.start, axis.stop, then=False)
    out += _strip(axis, upper, y + 3, THEN, words=True)
    out += _strip(axis, lower, y + 3 + THEN, NOW, words=_differ(upper, lower))
    return out


def _differ(upper: Sequence[tuple[date, date, Claim]], lower: Sequence[tuple[date, date, Claim]]) -> bool:
    return [(one.says, first) for first, _, one in upper] != [(one.says, first) for first, _, one in lower]


def _strip(axis: _Axis, parts: Sequence[tuple[date, date, Claim]], y: float, high: float, *, words: bool) -> list[Mark]:
    out: list[Mark] = []
    for first, last, claim in parts:
        x, width = axis.x(first), axis.x(last) - axis.x(first)
        fill = FILLS.get(claim.state, OVER)
        tip = (f"{first} to {last - timedelta(1)}: {claim.state}", claim.says, f"known {claim.known}")
        out.append(Box(x, y, max(width, 1.5), high - 1.5, fill, "#ffffff", tip=tip))
        most = int((width - 8) / 5.6)
        if words and most >= 4:
            ink = "#ffffff" if claim.state == "in force" else INK
            out.append(Label(x + 4, y + high - 5, _short(claim.says, most), 10.5, ink))
    return out


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;:") + "…"
