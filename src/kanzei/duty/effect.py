"""What a change of the law does: every code, country and entry day whose duty differs between two views, as classes.

Method (design, section 2). Most of the law does not tell codes, countries or days apart. The differences between the views
(:mod:`kanzei.duty.deltas`) bound the region in which a duty can change; within it, for each stretch of days in which no selection
changes its reach, countries that every selection treats alike are one class, and codes that every selection in play treats alike another.
One code and country of each class is decided by the legal evaluator under both views; where a stack looks at column 1 the class is told
apart by rate text. What holds for one holds for all of its class: a test holds the outcome against line-by-line assessment.

A line that states nothing is taken (registry defaults, no preference), or with the claims given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.charge import Asked, Charge, Decider
from kanzei.duty.deltas import Delta, deltas_between
from kanzei.duty.reach import Mask, Reach
from kanzei.law.instrument import END

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Cell", "Effect", "Touched", "effect_between"]

FIRST = "2025-01-01"


class Cell(NamedTuple):
    """Codes and countries whose duty changes alike over a span of entry days.

    codes : ten-digit codes, sorted; origins : sorted; start, stop : half open, ISO, ``9999-12-31`` open.
    ordinary : text of the column the line is charged from where the change depends on it, else ``""`` (any).
    before, after : what is charged on either side.
    """

    codes: tuple[str, ...]
    origins: tuple[str, ...]
    start: str
    stop: str
    ordinary: str
    before: Charge
    after: Charge


class Touched(NamedTuple):
    """What one difference of the law reaches. changes : (before, after) -> number of (code, origin) pairs, over its whole span."""

    delta: Delta
    codes: int
    origins: tuple[str, ...]
    changes: dict[tuple[Charge, Charge], int]


class Effect(NamedTuple):
    """The effect of a change. evaluations : stacks decided, both sides counted."""

    cells: list[Cell]
    touched: list[Touched]
    evaluations: int


def effect_between(
    before: View,
    after: View,
    asked: Asked = Asked(),  # noqa: B008  (immutable)
    progress: Callable[[int], object] | None = None,
) -> Effect:
    """Every cell whose duty differs between two views.

    Parameters
    ----------
    asked : what the lines state beside code and origin. progress : called with 1 after each stretch of days.
    """
    deltas = [one for one in deltas_between(before, after) if one.stop > FIRST]
    work = _Work(before, after, asked, deltas)
    for start, stop in work.epochs():
        work.epoch(start, stop)
        if progress is not None:
            progress(1)
    return Effect(work.cells(), work.touched(), work.decider.decided)


class _Tally:
    """Reach of one delta, collected over epochs."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}
        self.origins: set[str] = set()
        self.pairs: dict[tuple[Charge, Charge], dict[str, int]] = defaultdict(dict)


Run = tuple[str, str, int]
"""(first day, first day after, codes as bits of a whole number)."""


Decided = tuple[str, Charge, Charge, int, list[int]]
"""(text of the ordinary duty, before, after, codes as bits, the same within each region)."""


class _Work:
    def __init__(self, before: View, after: View, asked: Asked, deltas: list[Delta]) -> None:
        self.views = (before, after)
        self.reach = (Reach(before, after), Reach(after))
        self.deltas = deltas
        self.decider = Decider(before, after, asked, self.reach)
        self.tallies = [_Tally() for _ in deltas]
        self.runs: dict[tuple[str, str, Charge, Charge, int], list[Run]] = defaultdict(list)
        self.code_lists: dict[int, list[str]] = {}
        self.done: dict[tuple[Any, ...], tuple[list[int], list[Decided]]] = {}
        self.kept: list[Any] = []
        self.unions: dict[tuple[int, int], tuple[Mask, Mask, Mask]] = {}

    # ---------------------------------------------------------------- epochs

    def epochs(self) -> list[tuple[str, str]]:
        """Stretches of entry days within the reach of some delta in which no selection changes what it reaches."""
        days = {FIRST, END}
        for view in self.views:
            days.update(view.bounds())
        for delta in self.deltas:
            days.update((delta.start, delta.stop))
        days |= self.decider.days_of_conditions()
        ordered = sorted(day for day in days if FIRST <= day <= END)
        return [
            (start, stop)
            for start, stop in zip(ordered, ordered[1:], strict=False)
            if any(delta.start <= start < delta.stop for delta in self.deltas)
        ]

    def epoch(self, start: str, stop: str) -> None:
        """All classes of one stretch."""
        live = [n for n, delta in enumerate(self.deltas) if delta.start <= start < delta.stop]
        reaches = {n: self._region(self.deltas[n], start) for n in live}
        origins = frozenset().union(*(region[0] for region in reaches.values()))
        for members in self._origin_classes(origins, start):
            inside = [n for n in live if members[0] in reaches[n][0]]
            self._codes_of(start, stop, members, {n: reaches[n][1] for n in inside})

    def _region(self, delta: Delta, day: str) -> tuple[frozenset[str], Mask]:
        """Countries and codes that a delta can touch on a day."""
        every: dict[str, list[str]] = {"in": [], "except": []}
        before, after = self.reach
        if delta.kind == "set":
            return after.origins(every, day), after.prefixes(delta.members, day)
        if delta.kind == "group":
            names = {one.upper() for one in delta.members}
            return after.origins(every, day) & names if "ALL" not in names else after.origins(every, day), after.goods(
                every, day
            )
        origins: frozenset[str] = frozenset()
        mask: Mask = None
        for reach, fields in ((before, delta.before), (after, delta.after)):
            if fields is not None:
                origins |= reach.origins(fields["origin"], day)
                goods = reach.goods(fields["goods"], day)
                mask = goods if mask is None or mask is goods else self._union(mask, goods)
        return origins, mask

    def _union(self, a: Mask, b: Mask) -> Mask:
        """The union of two masks, one object for one pair."""
        key = (id(a), id(b))
        if key not in self.unions:
            self.unions[key] = (a | b, a, b)
        return self.unions[key][0]

    def _origin_classes(self, origins: frozenset[str], day: str) -> list[list[str]]:
        """Countries that every selection of either view treats alike on a day."""
        keys: dict[str, list[bool]] = {one: [] for one in sorted(origins)}
        for side, view in enumerate(self.views):
            for found in self.decider.origin_sets(side, day):
                for one, bits in keys.items():
                    bits.append(one in found)
            for one, bits in keys.items():
                bits.append(view.in_group("column-2", one, day))
                bits += [view.in_group(f"spi:{self.decider.asked.spi.lower()}", one, day)]
        classes: dict[tuple[bool, ...], list[str]] = defaultdict(list)
        for one, bits in keys.items():
            classes[tuple(bits)].append(one)
        return list(classes.values())

    # ----------------------------------------------------------------- codes

    def _codes_of(self, start: str, stop: str, members: list[str], regions: dict[int, Mask]) -> None:
        """All classes of codes for one class of countries. What was decided under the same law before is taken from there."""
        origin = members[0]
        codes = self.reach[1].codes(start)  # of the newer view's release, on both sides
        self.code_lists[codes.number] = codes.codes
        law = [self.decider.law(n, start, origin) for n in (0, 1)]
        columns = [one.masks for one in law]
        key = (
            codes.number,
            tuple(map(id, regions.values())),
            law[0].key,
            law[1].key,
            self.decider.column_key(codes, origin, start),
            *(id(mask) for masks in columns for mask in masks),
        )
        found = self.done.get(key)
        if found is None:
            found = self.done[key] = self._decide(start, origin, codes, list(regions.values()), columns)
            self.kept.append((regions, columns))  # identities stay meaningful while these live
        everything, changes = found
        for place, n in enumerate(regions):
            tally = self.tallies[n]
            tally.codes[codes.number] = tally.codes.get(codes.number, 0) | everything[place]
            tally.origins.update(members)
        for ordinary, old, new, bits, here in changes:
            for one in members:
                self._note((one, ordinary, old, new, codes.number), start, stop, bits)
            for place, n in enumerate(regions):
                if here[place]:
                    pairs = self.tallies[n].pairs[(old, new)]
                    for one in members:
                        pairs[one] = pairs.get(one, 0) | here[place]

    def _decide(
        self, start: str, origin: str, codes: Any, regions: list[Mask], columns: list[list[Mask]]
    ) -> tuple[list[int], list[Decided]]:
        size = len(codes.codes)
        region = np.logical_or.reduce(regions)
        index = np.flatnonzero(region)
        together: dict[tuple[str, Charge, Charge], Mask] = {}
        for positions in self._code_classes(start, codes, origin, index, columns) if len(index) else []:
            reached = [[bool(mask[positions[0]]) for mask in masks] for masks in columns]
            for ordinary, old, new, part in self.decider.change(start, origin, codes, positions, reached):
                if old != new:
                    mask = together.setdefault((ordinary, old, new), np.zeros(size, dtype=bool))
                    mask[part] = True
        changes = [(*key, _bits(mask), [_bits(mask & one) for one in regions]) for key, mask in together.items()]
        return [_bits(one) for one in regions], changes

    def _code_classes(self, day: str, codes: Any, origin: str, index: Any, columns: list[list[Mask]]) -> list[Any]:
        """Positions of codes that every selection in play for an origin treats alike."""
        kinds = self.decider.free_masks(codes, origin, day)
        distinct = {id(mask): mask for masks in columns for mask in masks}
        extra = [after_prefix(codes, prefixes) for prefixes in self.decider.default_prefixes()]
        number = kinds[index]
        width = 2
        for mask in [*distinct.values(), *extra]:
            if width > 45:  # exact: the numbers given so far are replaced by their ranks
                number = np.unique(number, return_inverse=True)[1].ravel()
                width = 16
            number = number | (mask[index].astype(np.int64) << width)
            width += 1
        _, inverse = np.unique(number, return_inverse=True)
        inverse = inverse.ravel()
        order = np.argsort(inverse, kind="stable")
        cuts = np.flatnonzero(np.diff(inverse[order])) + 1
        return [index[part] for part in np.split(order, cuts)]

    # --------------------------------------------------------------- results

    def _note(self, key: tuple[str, str, Charge, Charge, int], start: str, stop: str, bits: int) -> None:
        runs = self.runs[key]
        if runs and runs[-1][0] == start:
            runs[-1] = (start, stop, runs[-1][2] | bits)
        else:
            runs.append((start, stop, bits))

    def cells(self) -> list[Cell]:
        """Cells: neighbours in time joined, countries with the same cells together."""
        together: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for (origin, ordinary, old, new, number), runs in self.runs.items():
            for start, stop, bits in _joined(runs):
                together[(ordinary, old, new, number, start, stop, bits)].append(origin)
        out = []
        for (ordinary, old, new, number, start, stop, bits), origins in together.items():
            names = self.code_lists[number]
            found = tuple(names[p] for p in _positions(bits, len(names)))
            out.append(Cell(found, tuple(sorted(origins)), start, stop, ordinary, old, new))
        out = _one_release(out)
        return sorted(out, key=lambda c: (c.start, c.stop, -len(c.codes) * len(c.origins), c.origins, c.codes))

    def touched(self) -> list[Touched]:
        """What each delta reaches."""
        return [
            Touched(
                delta,
                max((bits.bit_count() for bits in tally.codes.values()), default=0),
                tuple(sorted(tally.origins)),
                {key: sum(bits.bit_count() for bits in pairs.values()) for key, pairs in tally.pairs.items()},
            )
            for delta, tally in zip(self.deltas, self.tallies, strict=True)
        ]


def _bits(mask: Mask) -> int:
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def _positions(bits: int, size: int) -> Any:
    packed = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(packed, count=size, bitorder="little"))


def after_prefix(codes: Any, prefixes: tuple[str, ...]) -> Mask:
    """Codes under some prefixes."""
    out = np.zeros(len(codes.codes), dtype=bool)
    for one in prefixes:
        out[codes.span(one)] = True
    return out


def _joined(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for start, stop, bits in runs:
        if out and out[-1][1] == start and out[-1][2] == bits:
            out[-1] = (out[-1][0], stop, bits)
        else:
            out.append((start, stop, bits))
    return out


def _one_release(cells: list[Cell]) -> list[Cell]:
    """Cells of two releases of the schedule that meet in time and say the same of the same codes, joined."""
    out: list[Cell] = []
    last: dict[tuple[Any, ...], int] = {}
    for cell in sorted(cells, key=lambda one: one.start):
        key = (cell.codes, cell.origins, cell.ordinary, cell.before, cell.after)
        place = last.get(key)
        if place is not None and out[place].stop == cell.start:
            out[place] = out[place]._replace(stop=cell.stop)
        else:
            last[key] = len(out)
            out.append(cell)
    return out
