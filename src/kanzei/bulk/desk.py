"""The law laid out for bulk work: every combination of code, country, day and claims that occurs gets a slot, decided once.

A line becomes a key of small numbers, a key a slot, and a slot the numbers that the kernel needs. What a slot holds is true of every line that falls into
it, whatever its amounts. :mod:`kanzei.bulk.decide` is asked only about keys never met before; slots are kept from run to run (:mod:`kanzei.bulk.cache`).
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
from kanzei.bulk.kernel import STRAIGHT_STEPS, find_slots, put_slots
from kanzei.bulk.profile import NOTHING, Profile, is_odd
from kanzei.bulk.program import AUTHORITY, Program, compile_stack
from kanzei.countries import all_countries
from kanzei.duty.assess import FIRST_DAY
from kanzei.duty.classes import loading_days
from kanzei.duty.stack import Stack, Step

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["BITS", "NOTHING_KEY", "Desk", "Slot", "Told", "headings_of", "pack"]

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
_KEPT = (
    "codes", "code_number", "profiles", "_profile_number", "texts", "_text_number", "count", "_kinds", "_kind_number", "table", "straight", "_told", "programs", "stacks",
    "words", "starts", "_entries", "_headings", "read_profiles", "_of_stack",
)  # fmt: skip


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


class Told(NamedTuple):
    """By slot: numbers of texts, status (0 ok, 1 error, 2 not covered, 3 left to the line-by-line engine), whether a metal content is open, and whether a
    step asks what is owed under another: of nothing, that cannot be told."""

    warnings: Array
    assumptions: Array
    errors: Array
    status: Array
    metals: Array
    owing: Array


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
        self.cells: dict[Any, dict[Any, tuple[int, int, int]]] = {}
        """Readings of cells, by column and form; filled by the batches."""
        self.texts: list[str] = [""]
        self._text_number = {"": 0}
        self.count = 0
        self._kinds: list[Slot] = []
        self._kind_number: dict[Slot, int] = {}
        self.table = np.zeros((1024, 11), dtype=np.int64)
        self.straight = np.zeros((1024, 3 + 2 * STRAIGHT_STEPS), dtype=np.int64)
        self._told = np.zeros((1024, 9), dtype=np.int64)
        self.stacks: list[Stack] = []
        self.programs: list[Program | None] = []
        self.words, self.starts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._of_stack: dict[int, int] = {}
        self._entries = np.full((4096, 2), -1, dtype=np.int64)
        self._headings: dict[tuple[int, int, str], int] = {}
        self._together: Together | None = None
        self.grown = False

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

    def find(self, keys: Array) -> Array:
        """Slots of keys, int64; keys below 0 give -2. New keys are decided first."""
        out = np.empty(len(keys), dtype=np.int64)
        if find_slots(keys, self._entries, out):
            with self._lock:
                if find_slots(keys, self._entries, out):
                    new = np.unique(keys[out == -1])
                    # Day by day and country by country: combinations that one stack decides come close together.
                    new = new[np.argsort(new >> _WITHIN & ((1 << BITS["origin"] + BITS["epoch"]) - 1), kind="stable")]
                    with _without_garbage_collection():
                        decided = [self._decide(new[at : at + _AT_ONCE]) for at in range(0, len(new), _AT_ONCE)]
                    self._enter(new, np.concatenate(decided))
                    find_slots(keys, self._entries, out)
        return out

    def _write(self, decision: Decision) -> int:
        """The number of a new slot that holds a decision."""
        stack = -1
        if decision.stack is not None:
            found = self._of_stack.get(decision.number)
            if found is None:
                found = self._of_stack[decision.number] = len(self.stacks)
                self.stacks.append(decision.stack)
                self.programs.append(compile_stack(decision.stack))
            stack = found
        number = self.count
        if number == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self.straight = np.concatenate([self.straight, np.zeros_like(self.straight)])
            self._told = np.concatenate([self._told, np.zeros_like(self._told)])
        ready = stack >= 0 and self.programs[stack] is not None and decision.row is not None
        owing = stack >= 0 and any(_asks_what_is_owed(one.guard) for one in self.stacks[stack].steps)
        borne = 1
        for step in decision.stack.steps if decision.stack is not None else ():
            borne |= 1 << AUTHORITY[step.authority]
        self.table[number] = (stack if ready else -1, decision.void, *(decision.row or (0,) * 8), borne)
        if ready and decision.straight:
            self.straight[number, : len(decision.straight)] = decision.straight
        texts = (self.text(decision.warnings), self.text(decision.assumptions), self.text(decision.error))
        column = decision.column
        slot = Slot(stack, column and column.general, column and column.actual, decision.units, decision.last)
        kind = self._kind_number.get(slot)
        if kind is None:
            kind = self._kind_number[slot] = len(self._kinds)
            self._kinds.append(slot)
        self._told[number] = (*texts, _STATUS[decision.status], decision.metals, -1, 0, kind, owing)
        self.count += 1
        return number

    def slot(self, number: int) -> Slot:
        """What a slot shares with others."""
        return self._kinds[int(self._told[number, 7])]

    def _decide(self, keys: Array) -> Array:
        """Slots of new keys; combinations of which the law says the same share one."""
        if self._together is None:
            # Not every number had a stack: the next is past the highest that is kept.
            decider = Decider(self.view, self.codes[: self.listed], max(self._of_stack, default=-1) + 1)
            loads = ["", "2000-01-01", *self.loads]
            self._together = Together(decider, Lists(self.codes, self.origins, self.epochs, loads, self.profiles))
        parts = []
        for name in reversed(BITS):
            parts.append(keys & ((1 << BITS[name]) - 1))
            keys = keys >> BITS[name]
        decisions, place = self._together.decide(Combinations(*reversed(parts)))
        return np.array([self._write(one) for one in decisions], dtype=np.int64)[place]

    def _enter(self, keys: Array, slots: Array) -> None:
        self.grown = True
        held = self._entries[self._entries[:, 1] >= 0]
        size = len(self._entries)
        while (len(held) + len(keys)) * 3 > size:
            size *= 2
        entries = np.full((size, 2), -1, dtype=np.int64)
        put_slots(np.ascontiguousarray(held[:, 0]), np.ascontiguousarray(held[:, 1]), entries)
        put_slots(keys, slots, entries)
        if len(self.programs) != len(self.starts):
            lengths = [0 if one is None else len(one.words) for one in self.programs]
            self.words = np.concatenate([one.words for one in self.programs if one is not None] or [self.words])
            self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        # A reader in another thread sees the old table or the new one, both whole.
        self._entries = entries

    def told(self) -> Told:
        """Numbers of texts by slot."""
        told = self._told
        return Told(told[:, 0], told[:, 1], told[:, 2], told[:, 3], told[:, 4] != 0, told[:, 8] != 0)

    def headings(self, slots: Array, masks: Array, lanes: Array) -> Array:
        """Numbers of the texts of headings, for lines that the kernel carried out; 0 for the others."""
        told = self._told
        safe = np.maximum(slots, 0)
        known = told[safe, 5] == masks
        out = np.where((lanes == 0) & known, told[safe, 6], 0)
        other = np.flatnonzero((lanes == 0) & ~known)
        if len(other):
            # A few ways for each slot; the first one met is kept beside it.
            pairs, place = np.unique(np.stack([slots[other], masks[other]]), axis=1, return_inverse=True)
            made = []
            for slot, mask in pairs.T.tolist():
                number = self._heading_text(self.slot(slot), mask)
                if told[slot, 5] == -1:
                    told[slot, 6], told[slot, 5] = number, mask
                made.append(number)
            out[other] = np.array(made, dtype=np.int64)[place.reshape(-1)]
        return out

    def _heading_text(self, slot: Slot, mask: int) -> int:
        key = (slot.stack, mask, slot.last)
        found = self._headings.get(key)
        if found is None:
            steps = [one for number, one in enumerate(self.stacks[slot.stack].steps) if mask >> number & 1]
            found = self._headings[key] = self.text(" ".join(headings_of(steps, slot.last)))
        return found

    # -------------------------------------------------------------- kept slots

    def to_keep(self) -> dict[str, Any]:
        """What a later run can take up, as plain values."""
        with self._lock:
            kept = {name: getattr(self, name) for name in _KEPT}
            for name in ("table", "straight", "_told"):
                kept[name] = kept[name][: self.count].copy()
            return kept

    def take_up(self, held: dict[str, Any]) -> None:
        """Go on with what an earlier run kept."""
        for name in _KEPT:
            setattr(self, name, held[name])


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
