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
    reach : for each instrument of that day, the instruments and authorities whose provisions it makes or changes;
            empty where one instrument alone became known.
    """

    start: date
    stop: date
    cells: tuple[Cell, ...]
    by: tuple[str, ...]
    reach: tuple[tuple[str, frozenset[str]], ...] = ()

    def makers(self, changed: Iterable[Bearing]) -> tuple[str, ...]:
        """The instruments of the day that reach one of the duties changed."""
        words = {word for one in changed for word in (one[0], one[2])}
        return tuple(name for name, found in self.reach if found & words)


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
    reach: Callable[[str], frozenset[str]] = lambda name: frozenset({name}),
) -> Grid:
    """Evaluate the timeline at every known day and join the days that make no difference.

    Parameters
    ----------
    known_days     : days on which the book changed; the oldest shown should be the first of them.
    timeline       : the segments of the line in the view of a known day.
    instruments_on : ids of the instruments that became known on a day.
    newest         : the book's ``as_of``: the last known day.
    tick           : called after each evaluation (progress).
    reach          : the instruments and authorities whose provisions an instrument makes or changes.
    """
    rows: list[Row] = []
    for known in sorted(set(known_days)):
        cells = join_segments(timeline(known))
        tick()
        if rows and [(c.start, *c.answer) for c in rows[-1].cells] == [(c.start, *c.answer) for c in cells]:
            continue
        row = Row(known, newest + timedelta(days=1), cells, ())
        if rows:
            names = instruments_on(known)
            row = row._replace(reach=tuple((name, reach(name)) for name in names) if len(names) > 1 else ())
            row = row._replace(by=row.makers(_changed(rows[-1].cells, cells)) or tuple(names))
            rows[-1] = rows[-1]._replace(stop=known)
        rows.append(row)
    return Grid(tuple(rows), since, until, seen_to)


def _changed(old: Sequence[Cell], new: Sequence[Cell]) -> set[Bearing]:
    """Duties that bear on other days of entry than they did."""
    before = {(cell.start, cell.stop, one) for cell in old for one in cell.bearing}
    after = {(cell.start, cell.stop, one) for cell in new for one in cell.bearing}
    moved = {one for _, _, one in before ^ after}
    kept = {one for one in moved if _days(old, one) == _days(new, one)}
    return moved - kept


def _days(cells: Sequence[Cell], one: Bearing) -> list[tuple[date, date]]:
    """Runs of entry days on which a duty bears, neighbouring cells joined."""
    runs: list[tuple[date, date]] = []
    for cell in cells:
        if one in cell.bearing:
            joined = bool(runs) and runs[-1][1] == cell.start
            runs[-1:] = [(runs[-1][0], cell.stop)] if joined else [*runs[-1:], (cell.start, cell.stop)]
    return runs
