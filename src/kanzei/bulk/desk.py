"""The law laid out for bulk work: every combination of code, country, day and claims that occurs is decided once, and gets a slot.

A line becomes a key of small numbers, a key a slot, and a slot the numbers that the kernel needs. What a slot holds is true of every line that falls into
it, whatever its amounts; combinations of which the law says the same share one. :mod:`kanzei.bulk.decide` is asked only about keys never met before; slots are kept from run to run (:mod:`kanzei.bulk.cache`).
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.bulk.decide import Decider, Decision
from kanzei.bulk.groups import Combinations, Lists, Together
from kanzei.bulk.kernel import (
    DONE,
    METALS_OPEN,
    OWING,
    STRAIGHT_WIDTH,
    TOTAL,
    VOID,
    find_lines,
    find_slots,
    put_slots,
)
from kanzei.bulk.profile import NOTHING, Profile, is_odd
from kanzei.bulk.program import AUTHORITY, Program, compile_stack
from kanzei.countries import all_countries
from kanzei.duty.assess import FIRST_DAY
from kanzei.duty.classes import loading_days
from kanzei.duty.stack import Stack, Step

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["BITS", "NOTHING_KEY", "Desk", "Slot", "headings_of", "pack"]

Array = Any

BITS = {"code": 20, "origin": 9, "epoch": 9, "window": 5, "profile": 20}
"""Bits of the parts of a key, from the highest: 63 in all."""
NOTHING_KEY = ((), ())
"""Key of the profile that states nothing."""
_STATUS = {"ok": 0, "error": 1, "not-covered": 2, "line": 3}
_WITHIN = BITS["window"] + BITS["profile"]
_LATE = 1
"""Window of goods loaded before every day that the law names."""
_AT_ONCE = 1 << 18
"""Keys decided at once."""


def pack(code: Array, origin: Array, epoch: Array, window: Array, profile: Array) -> Array:
    """Keys of lines, int64."""
    key = code.astype(np.int64)
    for name, part in (("origin", origin), ("epoch", epoch), ("window", window), ("profile", profile)):
        key = (key << BITS[name]) | part
    return key


class Slot(NamedTuple):
    """What slots share beside numbers. stack : its number; general, actual : rates; units : for the scalar interpreter; last : heading reported last."""

    stack: int = -1
    general: Any = None
    actual: Any = None
    units: tuple[str, ...] = ()
    last: str = ""


class Desk:
    """Slots of one view, filled as lines ask for them. Safe to share among threads.

    Parameters
    ----------
    view : the law as known on a day.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.digest = view.digest
        self._lock = threading.RLock()
        self.codes: list[str] = view.book.schedule.all_codes()
        self.code_number = {code: number for number, code in enumerate(self.codes)}
        self.listed = len(self.codes)
        self.origins: list[str] = all_countries()
        self.origin_number = {code: number for number, code in enumerate(self.origins)}
        self.epochs = _epochs(view)
        self._epoch_days = np.array([_number(day) for day in self.epochs], dtype=np.int64)
        span = np.arange(self._epoch_days[0] - 1, self._epoch_days[-1] + 2)
        self._epoch_of_day = np.searchsorted(self._epoch_days, span, side="right") - 1
        self.loads = loading_days(view)
        self._load_days = np.array([_number(day) for day in self.loads], dtype=np.int64)
        self.profiles: list[tuple[Profile, int]] = [(NOTHING, 0)]
        self._profile_number: dict[Any, int] = {(NOTHING_KEY, 0): 0}
        self.read_profiles: dict[Any, Profile] = {NOTHING_KEY: NOTHING}
        self.cells: dict[Any, Any] = {}
        """Readings of cells, by column and form; filled by the batches."""
        self.texts: list[str] = [""]
        self._text_number = {"": 0}
        self.count = 0
        """Slots: of those decided, the ones that differ."""
        self.kinds: list[Slot] = []
        self._kind_number: dict[Slot, int] = {}
        self.table = np.zeros((1024, 10), dtype=np.int64)
        """Program, void authorities as bits, and rates, as :func:`kanzei.bulk.kernel.carry_out_lines` takes them; by slot."""
        self.straight = np.zeros((1024, STRAIGHT_WIDTH), dtype=np.int32)
        self.notes = np.zeros((1024, 8), dtype=np.int32)
        """By slot: numbers of the texts of warnings, assumptions and errors; status (0 ok, 1 error, 2 not covered, 3 left to the line-by-line engine) with
        METALS_OPEN and OWING; number of the text of headings; kind; two words free."""
        self.known = np.full(1024, -1, dtype=np.int64)
        """The mask for which the text of headings of a slot holds, -1 none yet."""
        self.borne = 1
        """Authorities that any slot may bear, as bits."""
        self.stacks: list[Stack] = []
        self.programs: list[Program | None] = []
        self.words, self.starts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._of_decided: dict[int, int] = {}
        self._stack_number: dict[Any, int] = {}
        self._slot_number: dict[Any, int] = {}
        self.entries = np.full((4096, 2), -1, dtype=np.int64)
        self._headings: dict[tuple[int, int, str], int] = {}
        self.failures: dict[int, tuple[int, int]] = {}
        """What is said of lines that report the same, where the scalar interpreter refuses them (:mod:`kanzei.bulk.by_hand`)."""
        self._together: Together | None = None
        self.grown = False

    @property
    def combinations(self) -> int:
        """How many combinations of code, country, day and claims are decided."""
        return int((self.entries[:, 1] >= 0).sum())

    # --------------------------------------------------------------- interning

    def text(self, words: str) -> int:
        """The number of a text."""
        found = self._text_number.get(words)
        if found is None:
            with self._lock:
                found = self._text_number.get(words)
                if found is None:
                    found = len(self.texts)
                    self.texts.append(words)
                    self._text_number[words] = found
        return found

    def code(self, digits: str) -> int:
        """The number of a code, whether the schedule ever held it or not."""
        found = self.code_number.get(digits)
        if found is None:
            with self._lock:
                found = self.code_number.get(digits)
                if found is None:
                    found = len(self.codes)
                    self.codes.append(digits)
                    self.code_number[digits] = found
        return found

    def profile(self, key: Any, profile: Profile, stated: int) -> int:
        """The number of a profile together with the contents that stand in columns of their own (bits by :data:`kanzei.bulk.program.FACTS`)."""
        found = self._profile_number.get((key, stated))
        if found is None:
            with self._lock:
                found = self._profile_number.get((key, stated))
                if found is None:
                    found = len(self.profiles)
                    self.profiles.append((profile, stated))
                    self._profile_number[(key, stated)] = found
        return found

    def odd(self, profiles: Array) -> Array:
        """Whether lines of these profiles are parts of split articles, or state contents in two places: their contents are not added up."""
        return np.array([is_odd(*one) for one in self.profiles])[profiles]

    def epoch_of(self, days: Array) -> Array:
        """Epochs of days of entry (days since 1970), -1 before the book."""
        return self._epoch_of_day[np.clip(days - self._epoch_days[0] + 1, 0, len(self._epoch_of_day) - 1)]

    def window_of(self, days: Array) -> Array:
        """Windows of loading days; 0 is for a day that is not stated."""
        return np.searchsorted(self._load_days, days, side="right") + _LATE

    # ------------------------------------------------------------------- slots

    def find_lines(
        self, codes: Array, origins: Array, days: Array, windows: Array, profiles: Array, good: Array
    ) -> Array:
        """Slots of lines, int64; -2 where a line is not good. Combinations never met before are decided first.

        Parameters
        ----------
        days : of entry, since 1970. windows, profiles, good : of length 0 where no line states one, and where all are good.
        """
        out = np.empty(len(codes), dtype=np.int64)
        first = int(self._epoch_days[0]) - 1
        if find_lines(codes, origins, days, windows, profiles, good, self._epoch_of_day, first, self.entries, out):
            nothing = np.zeros(len(codes), dtype=np.int64)
            stated = (part if len(part) else nothing for part in (windows, profiles))
            keys = pack(codes, origins, np.maximum(self.epoch_of(days), 0), *stated)
            out = self.find(np.where(good, keys, -1) if len(good) else keys)
        return out

    def find(self, keys: Array) -> Array:
        """Slots of keys, int64; keys below 0 give -2. New keys are decided first."""
        out = np.empty(len(keys), dtype=np.int64)
        if find_slots(keys, self.entries, out):
            with self._lock:
                if find_slots(keys, self.entries, out):
                    new = np.unique(keys[out == -1])
                    # Day by day and country by country: combinations that one stack decides come close together.
                    new = new[np.argsort(new >> _WITHIN & ((1 << BITS["origin"] + BITS["epoch"]) - 1), kind="stable")]
                    with _without_garbage_collection():
                        decided = [self._decide(new[at : at + _AT_ONCE]) for at in range(0, len(new), _AT_ONCE)]
                    self._enter(new, np.concatenate(decided))
                    find_slots(keys, self.entries, out)
        return out

    def _write(self, decision: Decision) -> int:
        """The slot of a decision: that of an equal one, or a new one."""
        stack = -1 if decision.stack is None else self._stack_of(decision.number, decision.stack)
        ready = stack >= 0 and self.programs[stack] is not None and decision.row is not None
        texts = (self.text(decision.warnings), self.text(decision.assumptions), self.text(decision.error))
        column = decision.column
        slot = Slot(stack, column and column.general, column and column.actual, decision.units, decision.last)
        kind = self._kind_number.get(slot)
        if kind is None:
            kind = self._kind_number[slot] = len(self.kinds)
            self.kinds.append(slot)
        straight = decision.straight if ready and max(decision.straight, default=0) < 2**62 else ()
        state = _STATUS[decision.status] | (METALS_OPEN if decision.metals else 0)
        steps = self.stacks[stack].steps if stack >= 0 else ()
        if any(_asks_what_is_owed(one.guard) for one in steps):
            state |= OWING
        row = (stack, decision.void, *decision.row) if ready and decision.row else (-1, decision.void, *(0,) * 8)
        # What is straight about a slot follows from its kind and its rates.
        whole = (*row, *texts, state, kind, bool(straight))
        number = self._slot_number.get(whole)
        if number is None:
            number = self._slot_number[whole] = self._new(row, (*texts, state, 0, kind, 0, 0), straight)
            for step in steps:
                self.borne |= 1 << AUTHORITY[step.authority]
        return number

    def _new(self, row: tuple[int, ...], notes: tuple[int, ...], straight: tuple[int, ...]) -> int:
        number = self.count
        if number == len(self.table):
            self.table, self.straight, self.notes = (
                np.concatenate([one, np.zeros_like(one)]) for one in (self.table, self.straight, self.notes)
            )
            self.known = np.concatenate([self.known, np.full_like(self.known, -1)])
        self.table[number], self.notes[number] = row, notes
        if straight:
            count, mask, own, *rest = straight
            self.straight[number, :2] = count, own
            for at in range(0, len(rest), 2):
                marked, rate = rest[at], rest[at + 1]
                marked |= VOID if row[1] >> (marked & (TOTAL - 1)) & 1 else 0
                self.straight[number, 2 + at : 4 + at] = marked, rate
            self.notes[number, 4], self.known[number] = self._heading_text(self.slot(number), mask), mask
        self.count += 1
        return number

    def _count_slots(self) -> None:
        """Know the slots that an earlier run made by what is in them."""
        n = self.count
        told = np.hstack([self.table[:n], self.notes[:n, [0, 1, 2, 3, 5]], self.straight[:n, :1] > 0])
        for number, whole in enumerate(told.tolist()):
            self._slot_number.setdefault((*whole[:-1], bool(whole[-1])), number)

    def _stack_of(self, decided: int, stack: Stack) -> int:
        """The number of a stack: stacks that come to the same amounts, texts and headings share one."""
        found = self._of_decided.get(decided)
        if found is None:
            content = _content(stack)
            found = self._stack_number.get(content)
            if found is None:
                found = self._stack_number[content] = len(self.stacks)
                self.stacks.append(stack)
                self.programs.append(compile_stack(stack))
            self._of_decided[decided] = found
        return found

    def slot(self, number: int) -> Slot:
        """What a slot shares with others."""
        return self.kinds[int(self.notes[number, 5])]

    def _decide(self, keys: Array) -> Array:
        """Slots of new keys; combinations of which the law says the same share one."""
        if self._together is None:
            decider = Decider(self.view, self.codes[: self.listed])
            loads = ["", "2000-01-01", *self.loads]
            self._together = Together(decider, Lists(self.codes, self.origins, self.epochs, loads, self.profiles))
            self._count_slots()
        parts = []
        for name in reversed(BITS):
            parts.append(keys & ((1 << BITS[name]) - 1))
            keys = keys >> BITS[name]
        decisions, place = self._together.decide(Combinations(*reversed(parts)))
        return np.array([self._write(one) for one in decisions], dtype=np.int64)[place]

    def _enter(self, keys: Array, slots: Array) -> None:
        self.grown = True
        held = self.entries[self.entries[:, 1] >= 0]
        size = len(self.entries)
        while (len(held) + len(keys)) * 3 > size:
            size *= 2
        entries = np.full((size, 2), -1, dtype=np.int64)
        put_slots(np.ascontiguousarray(held[:, 0]), np.ascontiguousarray(held[:, 1]), entries)
        put_slots(keys, slots, entries)
        if len(self.programs) != len(self.starts):
            self._lay_programs()
        # A reader in another thread sees the old table or the new one, both whole.
        self.entries = entries

    def headings(self, slots: Array, masks: Array, lanes: Array, found: Array) -> None:
        """Fill in the numbers of the texts of headings that are not known by slot: ``found`` is -1 there."""
        other = np.flatnonzero((found < 0) & (lanes == DONE))
        # A few ways for each slot; the first one met is kept beside it.
        pairs, place = np.unique(np.stack([slots[other], masks[other]]), axis=1, return_inverse=True)
        made = []
        with self._lock:
            for slot, mask in pairs.T.tolist():
                number = self._heading_text(self.slot(slot), mask)
                if self.known[slot] == -1:
                    # Another thread that reads between the two finds a mask that is not yet there.
                    self.notes[slot, 4] = number
                    self.known[slot] = mask
                made.append(number)
        found[other] = np.array(made, dtype=np.int32)[place.reshape(-1)]

    def _heading_text(self, slot: Slot, mask: int) -> int:
        key = (slot.stack, mask, slot.last)
        found = self._headings.get(key)
        if found is None:
            steps = [one for number, one in enumerate(self.stacks[slot.stack].steps) if mask >> number & 1]
            found = self._headings[key] = self.text(" ".join(headings_of(steps, slot.last)))
        return found

    def _lay_programs(self) -> None:
        lengths = [0 if one is None else len(one.words) for one in self.programs]
        self.words = np.concatenate([one.words for one in self.programs if one is not None] or [self.words])
        self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)

    # -------------------------------------------------------------- kept slots

    def profile_keys(self) -> list[tuple[Any, int]]:
        """Keys of the profiles, with the contents that stand in columns of their own, in the order of their numbers."""
        return list(self._profile_number)

    def resume(self, kinds: list[Slot], stacks: list[Stack]) -> None:
        """Go on with slots that an earlier run decided; arrays, texts and profiles are in their places (:mod:`kanzei.bulk.kept`)."""
        self.kinds, self.stacks = kinds, stacks
        self._kind_number = {kind: number for number, kind in enumerate(kinds)}
        self._stack_number = {_content(stack): number for number, stack in enumerate(stacks)}
        self.programs = [compile_stack(stack) for stack in stacks]
        self._lay_programs()


def _content(stack: Stack) -> tuple[Any, ...]:
    """A stack without what names its provisions, where nothing but their words hangs on that: such stacks come to the same amounts and headings."""

    def named(step: Step) -> str:
        if step.kind == "refused":
            return str(step.provision["id"])
        return f"{step.provision['id']} {step.provision['duty']}" if step.kind == "gap_to" else ""

    return stack.parts, tuple((*step[:-1], named(step)) for step in stack.steps)


def _asks_what_is_owed(guard: Any) -> bool:
    if guard is True or guard is False:
        return False
    if guard[0] in ("and", "or"):
        return any(_asks_what_is_owed(one) for one in guard[1])
    return bool(guard[0] == "owed" or (guard[0] == "not" and _asks_what_is_owed(guard[1])))


def headings_of(steps: list[Step], last: str) -> list[str]:
    """Chapter 99 headings of steps, in filing order, each once; the one that replaces the ordinary rate last."""
    rows = sorted(
        (AUTHORITY[one.authority], one.heading)
        for one in steps
        if one.heading and one.kind not in ("replace", "rate_of")
    )
    names = [heading for _, heading in rows] + ([last] if last else [])
    return list(dict.fromkeys(name for name in names if name.startswith("99")))


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """What is decided is kept: looking for garbage among it would cost a quarter of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.freeze()
            gc.enable()


def _epochs(view: View) -> list[str]:
    """First days of the intervals in which nothing changes, not even what is said of the edge of the book."""
    edges = {FIRST_DAY, view.book.seen_to + timedelta(1), view.known_on + timedelta(1)}
    days = {*view.bounds(), *(day.isoformat() for day in edges)}
    return sorted(day for day in days if day >= FIRST_DAY.isoformat())


def _number(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days
