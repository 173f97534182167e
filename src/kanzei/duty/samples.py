"""Worked lines of a change: a few entry lines assessed under both views, one for each kind of change, the widest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanzei.duty.charge import Asked
from kanzei.duty.line import EntryLine
from kanzei.errors import KanzeiError
from kanzei.money import RATE_ONE, half_up
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.effect import Cell
    from kanzei.duty.result import Assessment
    from kanzei.duty.view import View

__all__ = ["Sample", "Weighed", "samples", "weigh"]

VALUE_CENTS = 1_000_000
_PARTNERS = ("JP", "CN", "MX", "CA", "DE", "VN", "KR", "TW", "IN", "IE", "CH", "GB", "TH", "IT", "BR")
"""Where a class holds several countries one of these speaks for it: the largest sources of US imports come first."""


class Sample(NamedTuple):
    """A line and its answers; a side that refuses the line holds the reason."""

    line: EntryLine
    before: Assessment | str
    after: Assessment | str


def samples(before: View, after: View, cells: Sequence[Cell], asked: Asked, count: int = 3) -> list[Sample]:
    """Lines of 10,000 dollars from the widest classes, no two of the same change."""
    moving = [cell for cell in cells if cell.before.duty != cell.after.duty]
    moving.sort(key=lambda cell: (-len(cell.codes) * len(cell.origins), cell.start, cell.codes))
    out: list[Sample] = []
    seen: set[object] = set()
    for cell in moving:
        kind = (cell.before.added, cell.after.added, cell.before.words, cell.after.words)
        if kind in seen:
            continue
        seen.add(kind)
        origin = next((one for one in _PARTNERS if one in cell.origins), cell.origins[0])
        loaded = parse_day(asked.loaded) if asked.loaded else None
        line = EntryLine(
            cell.codes[0], origin, parse_day(cell.start), VALUE_CENTS, (), asked.spi or None, loaded, dict(asked.claims)
        )
        out.append(Sample(line, _answer(before, line), _answer(after, line)))
        if len(out) == count:
            break
    return out


def _answer(view: View, line: EntryLine) -> Assessment | str:
    try:
        return view.assess(line, explain=False)
    except KanzeiError as error:
        return str(error)


class Weighed(NamedTuple):
    """Change of duty on a body of trade, cents. unmatched : value of rows whose code or origin the change does not reach."""

    value: int
    reached: int
    change: int
    by_origin: dict[str, int]
    by_authority: dict[str, int]


def weigh(cells: Sequence[Cell], trade: dict[tuple[str, str], int], day: str) -> Weighed:
    """What a change moves on trade of (code, origin) -> value in cents, at the rates of one day of entry."""
    by_origin: dict[str, int] = {}
    by_authority: dict[str, int] = {}
    reached = change = 0
    for cell in cells:
        if not cell.start <= day < cell.stop or cell.before.added is None or cell.after.added is None:
            continue
        old, new = dict(cell.before.by_authority), dict(cell.after.by_authority)
        moved = cell.after.added + (cell.after.ordinary or 0) - cell.before.added - (cell.before.ordinary or 0)
        for origin in cell.origins:
            value = sum(trade.get((code, origin), 0) for code in cell.codes)
            if not value:
                continue
            reached += value
            cents = half_up(moved * value, RATE_ONE)
            change += cents
            by_origin[origin] = by_origin.get(origin, 0) + cents
            for name in {*old, *new}:
                step = half_up((new.get(name, 0) - old.get(name, 0)) * value, RATE_ONE)
                by_authority[name] = by_authority.get(name, 0) + step
    return Weighed(sum(trade.values()), reached, change, by_origin, {k: v for k, v in by_authority.items() if v})
