"""The picture of both times: entry days across, known days up, the rate as colour, edges named.

Both axes are warped (an interval is as long as the square root of its days, and at least as wide as its
label), so that a pause of a day can be read beside a year of calm; days keep their order and every edge
carries its date and its instrument.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from kanzei.render.canvas import Box, Drawing, Label, Stroke
from kanzei.render.grid import Bearing, Cell, Grid, Row
from kanzei.render.words import amount, instrument_name, percent

__all__ = ["Caption", "draw"]

RAMP = ("#fdfdf1", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58")
"""Light to dark, for any colour vision and in grey (YlGnBu of ColorBrewer, C. Brewer, Apache 2.0)."""
LEFT, RIGHT, TOP, BOTTOM = 236.0, 84.0, 132.0, 172.0
LEAST_COLUMN, LEAST_ROW = 46.0, 34.0
LETTER = 6.3
"""Width of a letter of the labels, in pixels, with room to spare."""
PLOT_WIDTH, PLOT_HEIGHT = 940.0, 380.0
_Run = tuple[Cell, Row, Row]
GREY, SOFT = "#4b5563", "#9ca3af"


class Caption(NamedTuple):
    """Words of the picture: what the goods are, what was assumed, what it rests on."""

    title: str
    subtitle: str
    footer: str


class _Axis:
    """A warped axis: days to pixels."""

    def __init__(self, stops: Sequence[date], length: float, least: float) -> None:
        days = [max((b - a).days, 1) for a, b in pairwise(stops)]
        roots = [day**0.5 for day in days]
        length = max(length, least * len(days) * 1.25)
        spare = length - least * len(days)
        self.stops = list(stops)
        self.at = [0.0]
        for root in roots:
            self.at.append(self.at[-1] + least + spare * root / sum(roots))
        self.length = self.at[-1]

    def __call__(self, day: date) -> float:
        if day <= self.stops[0]:
            return 0.0
        for number, (a, b) in enumerate(pairwise(self.stops)):
            if day <= b:
                share = (day - a).days / max((b - a).days, 1)
                return self.at[number] + share * (self.at[number + 1] - self.at[number])
        return self.length


def draw(grid: Grid, caption: Caption) -> Drawing:
    """Lay the picture out."""
    across = _Axis(grid.edges, PLOT_WIDTH, LEAST_COLUMN)
    up = _Axis([grid.rows[0].start, *(row.stop for row in grid.rows)], PLOT_HEIGHT, LEAST_ROW)
    board = _Board(grid, across, up)
    below = board.entry_labels()
    turned = [mark for mark in below if isinstance(mark, Label) and mark.turn]
    reach = [(mark.x + len(mark.text) * LETTER * 0.79, len(mark.text) * LETTER * 0.62) for mark in turned]
    width = max(LEFT + across.length + RIGHT, *(x + 24 for x, _ in reach))
    height = TOP + up.length + max(BOTTOM, *(y + 64 for _, y in reach))
    marks: list[Box | Stroke | Label] = [
        Label(36, 42, caption.title, 21, "#111827", bold=True),
        Label(36, 66, caption.subtitle, 12.5, GREY),
        *board.boxes(),
        *board.separators(),
        *board.horizon(),
        *board.diagonal(),
        *board.rates(),
        *board.known_labels(),
        *below,
        *_legend(grid.rates, LEFT + across.length),
        Label(36, height - 18, caption.footer, 10.5, GREY),
    ]
    return Drawing(width, height, marks, caption.title)


class _Board:
    """The plotted area of one grid."""

    def __init__(self, grid: Grid, across: _Axis, up: _Axis) -> None:
        self.grid, self.across, self.up = grid, across, up
        self.runs = _runs(grid.rows)

    def x(self, day: date) -> float:
        return LEFT + self.across(day)

    def y(self, day: date) -> float:
        return TOP + self.up.length - self.up(day)

    def boxes(self) -> list[Box]:
        """Areas of one answer, equal cells of neighbouring rows joined."""
        return [
            Box(*self.area(run), fill, fill, _tip(*run))
            for run in self.runs
            for fill in [colour(run[0].rate, self.grid.rates)]
        ]

    def area(self, run: _Run) -> tuple[float, float, float, float]:
        """Left, top, width and height of a run in pixels."""
        cell, first, last = run
        x, y = self.x(cell.start), self.y(last.stop)
        return x, y, self.x(cell.stop) - x, self.y(first.start) - y

    def rates(self) -> list[Label]:
        """The rate in every connected area: in its largest rectangle and in tall ones beside it."""
        out: list[Label] = []
        for group in self._areas():
            best = max(group, key=lambda one: self.area(one)[2] * min(self.area(one)[3], 60.0))
            for run in group:
                x, y, wide, high = self.area(run)
                text, fill = percent(run[0].rate, 2), colour(run[0].rate, self.grid.rates)
                x, wide = self._clear(x, wide, _bold_width(text, 13))
                size = next((size for size in (13, 11) if _bold_width(text, size) + 4 < wide), 0)
                beside = high > 60 and (run[0].start, run[0].stop) != (best[0].start, best[0].stop)
                if (run is best or beside) and size:
                    middle = (x + wide / 2, y + high / 2 + 4.5)
                    out.append(Label(*middle, text, size, _ink(fill), "middle", bold=True, halo=fill))
        return out

    def _clear(self, x: float, wide: float, text: float) -> tuple[float, float]:
        """The part of a width in which a text does not lie on the line of the last day looked at."""
        seen = self.grid.seen_to
        if seen is None or not self.grid.since < seen < self.grid.until:
            return x, wide
        line = self.x(seen + timedelta(days=1))
        if abs(x + wide / 2 - line) > text / 2 + 4:
            return x, wide
        left, right = line - x - 4, x + wide - line - 4
        return (x, left) if left >= min(right, text + 4) else (line + 4, right)

    def _areas(self) -> list[list[_Run]]:
        """Runs of one answer that touch along known days, gathered."""
        groups: list[list[_Run]] = []
        for run in self.runs:
            near = [group for group in groups if any(_touch(run, other) for other in group)]
            groups = [group for group in groups if group not in near]
            groups.append([run, *(one for group in near for one in group)])
        return groups

    def separators(self) -> list[Stroke]:
        """White lines where the answer changes, from cell to cell and from row to row."""
        out: list[Stroke] = []
        for row in self.grid.rows:
            for cell in row.cells[1:]:
                x = self.x(cell.start)
                out.append(Stroke(((x, self.y(row.start)), (x, self.y(row.stop))), "#ffffff", 2))
        for below, above in pairwise(self.grid.rows):
            y = self.y(above.start)
            out += [
                Stroke(((self.x(a), y), (self.x(b), y)), "#ffffff", 2)
                for a, b in pairwise(self.grid.edges)
                if _at(below, a).answer != _at(above, a).answer
            ]
        return out

    def horizon(self) -> list[Box | Stroke | Label]:
        """The last day looked at: what lies right of it is a projection."""
        seen = self.grid.seen_to
        if seen is None or not self.grid.since < seen < self.grid.until:
            return []
        x, top, bottom = self.x(seen + timedelta(days=1)), TOP, TOP + self.up.length
        return [
            Box(x, top, self.x(self.grid.until) - x, bottom - top, "none", hatch=True),
            Stroke(((x, top - 5), (x, bottom)), GREY, 1.2),
            Label(
                LEFT + self.across.length + RIGHT - 24,
                top - 8,
                f"no change seen since {seen}",
                10.5,
                GREY,
                "end",
            ),
        ]

    def diagonal(self) -> list[Stroke | Label]:
        """The line on which the law was known on the very day of entry."""
        low, high = (
            max(self.grid.since, self.grid.rows[0].start),
            min(self.grid.until, self.grid.rows[-1].stop),
        )
        if low >= high:
            return []
        days = sorted({low, high, *(d for d in [*self.across.stops, *self.up.stops] if low < d < high)})
        points = tuple((self.x(day), self.y(day)) for day in days)
        return [
            Stroke(points, "#ffffff", 3.2),
            Stroke(points, "#111827", 1.3, dash=True),
            Stroke(((LEFT, TOP - 16), (LEFT + 34, TOP - 16)), "#111827", 1.3, dash=True),
            Label(LEFT + 42, TOP - 12, "law known on the day of entry; above it, law made later", 11, GREY),
        ]

    def known_labels(self) -> list[Stroke | Label]:
        """Days on which the law became known, with the instrument that changed the picture."""
        out: list[Stroke | Label] = [
            Label(36, TOP - 12, "known day (up)", 11.5, GREY, bold=True),
        ]
        for number, row in enumerate(self.grid.rows):
            y = self.y(row.start)
            out.append(Stroke(((LEFT - 6, y), (LEFT, y)), SOFT))
            words = f"{row.start}  {_names(row.by, 22)}" if number else f"as known {row.start}"
            out.append(Label(LEFT - 10, y + 4, words, 11, "#111827", "end"))
        newest = self.grid.rows[-1].stop - timedelta(days=1)
        out.append(Label(LEFT - 10, TOP + 9, f"newest: {newest}", 10.5, GREY, "end"))
        return out

    def entry_labels(self) -> list[Stroke | Label]:
        """Days of entry from which another rate runs, with the instruments that begin or end there."""
        bottom = TOP + self.up.length
        out: list[Stroke | Label] = []
        for day in self.grid.edges[:-1]:
            x = self.x(day)
            out.append(Stroke(((x, bottom), (x, bottom + 6)), SOFT))
            words = f"{day}  {_names(*_edge(self.grid.rows, day))}".rstrip()
            out.append(Label(x - 2, bottom + 19, words, 11, "#111827", "start", turn=38))
        end = LEFT + self.across.length
        out.append(Stroke(((end, bottom), (end, bottom + 6)), SOFT))
        out.append(Label(end - 2, bottom + 19, f"until {self.grid.until}", 11, GREY, "start", turn=38))
        out.append(Label(36, bottom + 22, "day of entry (across)", 11.5, GREY, bold=True))
        return out


def colour(rate: str, rates: Sequence[str]) -> str:
    """The ramp's colour of a rate: half by size, half by rank, so that near rates differ."""
    most = float(rates[-1]) if rates else 0.0
    size = float(rate) / most if most else 0.0
    rank = rates.index(rate) / max(len(rates) - 1, 1)
    place = (size + rank) / 2 * (len(RAMP) - 2)
    low = min(int(place), len(RAMP) - 2)
    a, b = (tuple(int(RAMP[i][j : j + 2], 16) for j in (1, 3, 5)) for i in (low, low + 1))
    mixed = (round(p + (q - p) * (place - low)) for p, q in zip(a, b, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _bold_width(text: str, size: float) -> float:
    """Pixels that a bold rate takes in the widest of the fonts named."""
    return size * sum({"%": 1.0, ".": 0.38}.get(letter, 0.7) for letter in text)


def _ink(fill: str) -> str:
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return "#111827" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def _touch(one: _Run, other: _Run) -> bool:
    """Whether two runs of one answer lie on each other."""
    if one[0].answer != other[0].answer or one[0].rate != other[0].rate:
        return False
    meets = max(one[0].start, other[0].start) < min(one[0].stop, other[0].stop)
    return meets and (one[2].stop == other[1].start or other[2].stop == one[1].start)


def _runs(rows: Sequence[Row]) -> list[_Run]:
    """Cells with the rows (lowest, highest) through which they stand unchanged."""
    done: list[_Run] = []
    open_: dict[tuple[date, date, object], _Run] = {}
    for row in rows:
        now: dict[tuple[date, date, object], _Run] = {}
        for cell in row.cells:
            key = (cell.start, cell.stop, cell.answer)
            first = open_.pop(key)[1] if key in open_ else row
            now[key] = (cell, first, row)
        done += open_.values()
        open_ = now
    return [*done, *open_.values()]


def _at(row: Row, day: date) -> Cell:
    return next(cell for cell in row.cells if cell.start <= day < cell.stop)


def _step(left: Cell, right: Cell) -> tuple[frozenset[Bearing], frozenset[Bearing]]:
    """What begins and what ends between two cells."""
    return frozenset(right.bearing) - frozenset(left.bearing), frozenset(left.bearing) - frozenset(right.bearing)


def _edge(rows: Sequence[Row], day: date) -> tuple[tuple[str, ...], int, str]:
    """The instruments of an edge: those that became known when what begins and ends there last changed.

    An edge that stands since the oldest known day, or that none of several instruments of its day reaches, is named by
    what begins, else by what ends there.
    """
    named: tuple[tuple[str, ...], int, str] = ((), 34, "")
    before: tuple[frozenset[Bearing], frozenset[Bearing]] = (frozenset(), frozenset())
    for row in rows:
        pair = next((pair for pair in pairwise(row.cells) if pair[1].start == day), None)
        step = _step(*pair) if pair else (frozenset[Bearing](), frozenset[Bearing]())
        if pair and step != before:
            changed = (step[0] ^ before[0]) | (step[1] ^ before[1])
            by = row.makers(changed) if row.reach else row.by
            by = by or pair[1].begins
            named = (by, 34, "") if by else (pair[1].ends, 34, "end of ")
        before = step
    return named


def _names(instruments: Sequence[str], most: int, before: str = "") -> str:
    """Names of instruments, as many as fit."""
    words = before
    for number, name in enumerate(dict.fromkeys(instrument_name(one) for one in instruments)):
        more = f", {name}" if number else name if len(name) <= most else name[: most - 1].rstrip() + "…"
        if number and len(words) + len(more) > most:
            return words + " …"
        words += more
    return words


def _tip(cell: Cell, first: Row, last: Row) -> tuple[str, ...]:
    told = [
        f"{percent(cell.rate, 2)} of value: {amount(cell.duty_cents)} USD",
        f"entered {cell.start} to {cell.stop - timedelta(days=1)}",
        f"as known {first.start} to {last.stop - timedelta(days=1)}",
        *(f"{heading}  {authority}  {instrument_name(name)}" for authority, heading, name, _ in cell.bearing),
    ]
    if cell.refundable_cents:
        told.append(f"refundable {amount(cell.refundable_cents)} USD")
    return tuple(told)


def _legend(rates: Sequence[str], right: float) -> list[Box | Label]:
    """A swatch for each rate, thinned when there are many."""
    shown = list(rates)
    while len(shown) > 9:
        shown = [rate for i, rate in enumerate(shown) if i % 2 == 0 or i == len(shown) - 1]
    out: list[Box | Label] = []
    x = right - 56.0 * len(shown)
    out.append(Label(x - 10, 93, "duty over value", 11, GREY, "end"))
    for number, rate in enumerate(shown):
        left, fill = x + 56.0 * number, colour(rate, rates)
        out.append(Box(left, 80, 54, 18, fill, "#d1d5db"))
        out.append(Label(left + 27, 93, percent(rate, 2), 11, _ink(fill), "middle"))
    return out
