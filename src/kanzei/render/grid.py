"""The duty on one line in both times: entry days across, known days up, each cell one answer.

Cells are computed, never drawn by hand: the timeline of the line is evaluated in the view of every known
day, and known days that make no difference to any cell are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kanzei.duty.result import Assessment

__all__ = ["Cell", "Grid", "Row", "build_grid", "join_segments"]

Bearing = tuple[str, str, str, str]
Segments = Sequence[tuple[date, date, Assessment]]


class Cell(NamedTuple):
    """Entry days ``start <= d < stop`` on which one answer holds, in one row.

    bearing : (authority, heading, instrument, rate) of each duty above the ordinary one.
    begins  : instruments that bear at this cell and not in the cell to its left; empty at the left end.
    ends    : instruments that bore in the cell to the left and no longer do.
    """

    start: date
    stop: date
    rate: str
    duty_cents: int
    refundable_cents: int
    bearing: tuple[Bearing, ...]
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def answer(self) -> tuple[int, tuple[Bearing, ...]]:
        """What makes two cells the same."""
        return self.duty_cents, self.bearing


class Row(NamedTuple):
    """Known days ``start <= k < stop`` in which the whole timeline of the line is the same.

    by : instruments that became known on the first day and changed a cell.
    """

    start: date
    stop: date
    cells: tuple[Cell, ...]
    by: tuple[str, ...]


class Grid(NamedTuple):
    """Rows from the oldest known day to the newest, over the entry days ``since <= d < until``."""

    rows: tuple[Row, ...]
    since: date
    until: date
    seen_to: date | None

    @property
    def edges(self) -> list[date]:
        """Entry days at which some row changes, with both ends."""
        inner = {cell.start for row in self.rows for cell in row.cells}
        return sorted(inner | {self.since, self.until})

    @property
    def rates(self) -> list[str]:
        """The distinct rates of the picture, lowest first."""
        return sorted({cell.rate for row in self.rows for cell in row.cells}, key=float)


def join_segments(segments: Segments) -> tuple[Cell, ...]:
    """Cells of one timeline, neighbours with the same answer joined."""
    cells: list[Cell] = []
    for start, stop, answer in segments:
        bearing = _bearing(answer)
        last = cells[-1] if cells else None
        if last and last.stop == start and last.answer == (answer.duty_cents, bearing):
            cells[-1] = last._replace(stop=stop)
            continue
        begins, ends = _differences(last, bearing)
        cells.append(Cell(start, stop, answer.rate, answer.duty_cents, answer.refundable_cents, bearing, begins, ends))
    return tuple(cells)


def _bearing(answer: Assessment) -> tuple[Bearing, ...]:
    return tuple(
        (one.authority, one.heading, one.instrument, one.rate)
        for one in answer.components
        if one.amount_cents and one.heading.startswith("99")
    )


def _differences(last: Cell | None, bearing: tuple[Bearing, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if last is None:
        return (), ()
    before, now = set(last.bearing), set(bearing)
    begins = dict.fromkeys(one[2] for one in bearing if one not in before)
    ends = dict.fromkeys(one[2] for one in last.bearing if one not in now)
    return tuple(begins), tuple(ends)


def build_grid(
    known_days: Iterable[date],
    timeline: Callable[[date], Segments],
    instruments_on: Callable[[date], Sequence[str]],
    since: date,
    until: date,
    newest: date,
    seen_to: date | None = None,
    tick: Callable[[], object] = lambda: None,
) -> Grid:
    """Evaluate the timeline at every known day and join the days that make no difference.

    Parameters
    ----------
    known_days     : days on which the book changed; the oldest shown should be the first of them.
    timeline       : the segments of the line in the view of a known day.
    instruments_on : ids of the instruments that became known on a day.
    newest         : the book's ``as_of``: the last known day.
    tick           : called after each evaluation (progress).
    """
    rows: list[Row] = []
    for known in sorted(set(known_days)):
        cells = join_segments(timeline(known))
        tick()
        if rows and [(c.start, *c.answer) for c in rows[-1].cells] == [(c.start, *c.answer) for c in cells]:
            continue
        by = _causes(rows[-1].cells, cells, instruments_on(known)) if rows else ()
        if rows:
            rows[-1] = rows[-1]._replace(stop=known)
        rows.append(Row(known, newest + timedelta(days=1), cells, by))
    return Grid(tuple(rows), since, until, seen_to)


def _causes(old: Sequence[Cell], new: Sequence[Cell], candidates: Sequence[str]) -> tuple[str, ...]:
    """Instruments of the day that changed cells: those that newly bear, else every one of the day."""
    if len(candidates) <= 1:
        return tuple(candidates)
    before = {(cell.start, one) for cell in old for one in cell.bearing}
    fresh = {one[2] for cell in new for one in cell.bearing if (cell.start, one) not in before}
    named = tuple(one for one in candidates if one in fresh)
    return named or tuple(candidates)
