"""The law laid out for bulk work: every combination of code, country, day and claims that occurs gets a slot, decided once.

Codes, countries and days become classes (:mod:`kanzei.duty.classes`); a pair of classes with the claims made is decided by the one evaluator
and compiled to a program; the columns of the schedule are a second lookup. What a slot holds is true of every line that falls into it, whatever
its amounts.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.bulk.kernel import find_slots, put_slots
from kanzei.bulk.profile import NOTHING, Profile, keys_stated
from kanzei.bulk.program import AUTHORITY, FACTS, Program, compile_stack, settled
from kanzei.bulk.words import assumptions_of, horizon_of
from kanzei.countries import all_countries
from kanzei.duty.adcvd_scope import scope_notes
from kanzei.duty.assess import FIRST_DAY, _duty_of
from kanzei.duty.classes import Classes, Day
from kanzei.duty.column import Column, choose_column, replace_column
from kanzei.duty.column_rates import percentage
from kanzei.duty.components import is_void
from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.facts import Stated, settle
from kanzei.duty.line import EntryLine
from kanzei.duty.rates import SCALE, Carrier
from kanzei.duty.short import settle_code
from kanzei.duty.stack import Stack
from kanzei.errors import KanzeiError, NotCovered
from kanzei.money import MILLI, RATE_ONE
from kanzei.schedule.rates import is_free
from kanzei.schedule.units import canonical_unit, convert

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["BITS", "Desk", "Slot", "pack"]

Array = Any

BITS = {"code": 20, "origin": 9, "epoch": 9, "window": 5, "profile": 20}
"""Bits of the parts of a key, from the highest: 63 in all."""
_METALS = frozenset(("s232_steel", "s232_aluminum", "s232_copper"))
_EPOCH_FROM = date(1970, 1, 1)


def pack(code: Array, origin: Array, epoch: Array, window: Array, profile: Array) -> Array:
    """Keys of lines, int64."""
    key = code.astype(np.int64)
    for name, part in (("origin", origin), ("epoch", epoch), ("window", window), ("profile", profile)):
        key = (key << BITS[name]) | part
    return key


class Slot(NamedTuple):
    """What is decided for a key, beside the numbers in :attr:`Desk.table`.

    stack : carried out by the scalar interpreter where there is no program. column : rates used. status : ``ok`` | ``error`` | ``not-covered`` | ``line``
    (left to the line-by-line engine). warnings, assumptions, error : numbers of texts. last : heading that replaces the ordinary rate, reported last.
    metals : an article whose metal content is not stated and which is charged on it, so that a second line may be its rest.
    """

    program: int
    stack: Stack | None
    column: Column | None
    units: tuple[str, ...]
    status: str
    warnings: int = 0
    assumptions: int = 0
    error: int = 0
    last: str = ""
    metals: bool = False


class Desk:
    """Slots of one view, filled as lines ask for them. Safe to share among threads.

    Parameters
    ----------
    view : the law as known on a day.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self._lock = threading.Lock()
        self.codes: list[str] = view.book.schedule.all_codes()
        self.code_number = {code: number for number, code in enumerate(self.codes)}
        self._listed = len(self.codes)
        countries = all_countries()
        self.origins: list[str] = countries
        self.origin_number = {code: number for number, code in enumerate(countries)}
        self._classes = Classes(view, list(self.codes), countries, {})
        self.epochs = self._epochs()
        self.epoch_days = np.array([_number(day) for day in self.epochs], dtype=np.int64)
        self.loads = _loading_days(view)
        self.load_days = np.array([_number(day) for day in self.loads], dtype=np.int64)
        self.profiles: list[tuple[Profile, int]] = [(NOTHING, 0)]
        self._profile_number: dict[Any, int] = {(NOTHING_KEY, 0): 0}
        self.texts: list[str] = [""]
        self._text_number = {"": 0}
        self.slots: list[Slot] = []
        self.table = np.zeros((1024, 10), dtype=np.int64)
        self._told = np.zeros((1024, 7), dtype=np.int64)
        self.programs: list[Program] = []
        self.stacks: list[Stack] = []
        self.cells: dict[Any, dict[Any, tuple[int, int, int]]] = {}
        """Readings of cells, by column and form; filled by the batches."""
        self.read_profiles: dict[Any, Profile] = {NOTHING_KEY: NOTHING}
        self.words = np.zeros(0, dtype=np.int64)
        self.starts = np.zeros(0, dtype=np.int64)
        self._places = np.zeros(4096, dtype=np.int64)
        self._numbers = np.full(4096, -1, dtype=np.int64)
        self._days: dict[int, tuple[Day, dict[str, int], list[Any], int]] = {}
        self._tariffs: dict[int, Array] = {}
        self._decided: dict[Any, tuple[Carrier, Stack, int]] = {}
        self._assumed: dict[Any, int] = {}
        self._headings: dict[tuple[int, int, str], int] = {}

    @property
    def digest(self) -> str:
        """Digest of the view's law, schedule and readings."""
        return self.view.digest

    # ---------------------------------------------------------------- interning

    def _epochs(self) -> list[str]:
        book = self.view.book
        edges = {
            FIRST_DAY.isoformat(),
            (book.seen_to + timedelta(1)).isoformat(),
            (self.view.known_on + timedelta(1)).isoformat(),
        }
        days = {*self.view.bounds(), *edges}
        return sorted(day for day in days if day >= FIRST_DAY.isoformat())

    def text(self, words: str) -> int:
        """The number of a text."""
        found = self._text_number.get(words)
        if found is None:
            found = self._text_number[words] = len(self.texts)
            self.texts.append(words)
        return found

    def code(self, digits: str) -> int:
        """The number of a code, whether the schedule ever held it or not."""
        found = self.code_number.get(digits)
        if found is None:
            with self._lock:
                found = self.code_number.setdefault(digits, len(self.codes))
                if found == len(self.codes):
                    self.codes.append(digits)
        return found

    def origin(self, country: str) -> int:
        """The number of a country."""
        return self.origin_number[country]

    def profile(self, key: Any, profile: Profile, stated: int) -> int:
        """The number of a profile together with the contents that stand in columns of their own (bits by :data:`FACTS`)."""
        found = self._profile_number.get((key, stated))
        if found is None:
            with self._lock:
                found = self._profile_number.setdefault((key, stated), len(self.profiles))
                if found == len(self.profiles):
                    self.profiles.append((profile, stated))
        return found

    def odd(self, profiles: Array) -> Array:
        """Whether lines of these profiles are parts of split articles, or state contents in two places: their contents are not added up."""
        return np.array([_is_odd(*one) for one in self.profiles])[profiles]

    def epoch_of(self, days: Array) -> Array:
        """Epochs of days of entry (days since 1970), -1 before the book."""
        return np.searchsorted(self.epoch_days, days, side="right") - 1

    def window_of(self, days: Array) -> Array:
        """Windows of loading days; 0 is for a day that is not stated."""
        return np.searchsorted(self.load_days, days, side="right") + 1

    # -------------------------------------------------------------------- slots

    def find(self, keys: Array) -> Array:
        """Slots of keys, int64; keys below 0 give -2. New keys are decided first."""
        out = np.empty(len(keys), dtype=np.int64)
        if find_slots(keys, self._places, self._numbers, out):
            with self._lock:
                if find_slots(keys, self._places, self._numbers, out):
                    new = np.unique(keys[out == -1])
                    with _without_garbage_collection():
                        decided = [self._decide(key) for key in new.tolist()]
                    self._enter(new, np.array(decided, dtype=np.int64))
                    find_slots(keys, self._places, self._numbers, out)
        return out

    def _enter(self, keys: Array, slots: Array) -> None:
        held = int((self._numbers >= 0).sum())
        size = len(self._numbers)
        while (held + len(keys)) * 2 > size:
            size *= 2
        places, numbers = self._places, self._numbers
        if size > len(numbers):
            places, numbers = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
            old = self._numbers >= 0
            put_slots(self._places[old], self._numbers[old], places, numbers)
        else:
            places, numbers = places.copy(), numbers.copy()
        put_slots(keys, slots, places, numbers)
        starts = np.zeros(len(self.programs), dtype=np.int64)
        if len(self.programs) != len(self.starts):
            np.cumsum([len(one.words) for one in self.programs[:-1]], out=starts[1:])
            self.words = np.concatenate([one.words for one in self.programs]) if self.programs else self.words
            self.starts = starts
        # A reader in another thread sees the old tables or the new ones, both whole.
        self._places, self._numbers = places, numbers

    def _decide(self, key: int) -> int:
        parts = []
        for name in ("profile", "window", "epoch", "origin"):
            parts.append(key & ((1 << BITS[name]) - 1))
            key >>= BITS[name]
        profile, window, epoch, origin = parts
        try:
            slot, row = self._slot(key, origin, epoch, window, profile)
        except NotCovered as error:
            slot, row = Slot(-1, None, None, (), "not-covered", error=self.text(str(error))), ()
        except KanzeiError as error:
            slot, row = Slot(-1, None, None, (), "error", error=self.text(str(error))), ()
        number = len(self.slots)
        if number == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self._told = np.concatenate([self._told, np.zeros_like(self._told)])
        self.table[number, 0] = -1
        if row:
            self.table[number, : len(row)] = row
        self._told[number] = (slot.warnings, slot.assumptions, slot.error, _STATUS[slot.status], slot.metals, -1, 0)
        self.slots.append(slot)
        return number

    def slot_texts(self) -> Told:
        """Numbers of texts by slot."""
        told = self._told
        return Told(told[:, 0], told[:, 1], told[:, 2], told[:, 3], told[:, 4] != 0)

    def headings_of_lines(self, slots: Array, masks: Array, lanes: Array) -> Array:
        """Numbers of the texts of headings, for lines that the kernel carried out; 0 for the others."""
        told = self._told
        done = lanes == 0
        safe = np.maximum(slots, 0)
        out = np.where(done & (told[safe, 5] == masks), told[safe, 6], 0)
        other = np.flatnonzero(done & (told[safe, 5] != masks))
        if len(other):
            # A few ways for each slot; the first one met is kept beside it.
            pairs, first, place = np.unique(
                np.stack([slots[other], masks[other]]), axis=1, return_index=True, return_inverse=True
            )
            made = []
            for slot, mask in pairs.T.tolist():
                number = self.headings(self.slots[slot], mask)
                if told[slot, 5] == -1:
                    told[slot, 6], told[slot, 5] = number, mask
                made.append(number)
            out[other] = np.array(made, dtype=np.int64)[place.reshape(-1)]
        return out

    def _slot(
        self, code_number: int, origin_number: int, epoch: int, window: int, profile_number: int
    ) -> tuple[Slot, Any]:
        view, day = self.view, self.epochs[epoch]
        code, origin = self.codes[code_number], self.origins[origin_number]
        profile, bits = self.profiles[profile_number]
        if profile.error:
            return Slot(-1, None, None, (), "error", error=self.text(profile.error)), ()
        if profile.by_line or (bits and _is_odd(profile, bits)):
            return Slot(-1, None, None, (), "line"), ()
        loaded = "" if not window else self.loads[window - 2] if window > 1 else "2000-01-01"
        entered = date.fromisoformat(day)
        claims = keys_stated(profile, FACTS, bits)
        line = EntryLine(code, origin, entered, 1_000_000, spi=profile.spi or None, claims=claims, part=profile.part)
        deciding, told = code, ()
        column = self._column(line, code_number, epoch, origin, profile)
        if len(code) != 10 or column.notes:
            try:
                deciding, told = settle_code(view, line)
            except KanzeiError:
                return Slot(
                    -1, None, None, (), "line"
                ), ()  # the children differ: the message holds the line's own amounts
            if deciding not in self.code_number or self.code_number[deciding] >= self._listed:
                return Slot(-1, None, None, (), "line"), ()
        carrier, stack, program = self._stack(deciding, origin, epoch, column, profile, claims, loaded)
        last, ordinary = "", column
        replaced = _replacement(carrier)
        if replaced is not None:
            ordinary = replace_column(view, line, column, replaced)
            last = str(replaced.get("heading") or "") if replaced["duty"]["kind"] == "replace" else ""
        units = self._units(line, profile)
        general, actual = _formula(column.general, units), _formula(ordinary.actual, units)
        if program >= 0 and (general is None or actual is None):
            program = -1
        self._check_rate(ordinary.actual, units, line)
        authorities = {step.authority for step in stack.steps}
        void = sum(1 << AUTHORITY[name] for name in authorities if is_void(view, name, day))
        warnings = (
            *profile.warnings,
            *column.notes,
            *told,
            *scope_notes(line),
            *horizon_of(view, day, origin, authorities),
        )
        metals = bool(carrier.evaluation.unknown_metals) and not profile.part and bool(authorities & _METALS)
        slot = Slot(
            program,
            stack,
            ordinary,
            units,
            "ok",
            self.text("; ".join(dict.fromkeys(warnings))),
            self._assumptions(carrier, column, ordinary, profile, bits),
            last=last,
            metals=metals,
        )
        return slot, (program, void, *(general or (0, 0, 0, 1)), *(actual or (0, 0, 0, 1)))

    # ------------------------------------------------------------------ columns

    def _day(self, epoch: int) -> tuple[Day, dict[str, int], list[Any], int]:
        found = self._days.get(epoch)
        if found is None:
            entered = self.epochs[epoch]
            day = self._classes.day(entered)
            classes = list(day.countries)
            of_country = {country: number for number, one in enumerate(classes) for country in day.countries[one]}
            release = self.view.book.schedule.revision_on(date.fromisoformat(entered), self.view.known_on)[0]
            found = self._days[epoch] = (day, of_country, classes, release)
        return found

    def _column(self, line: EntryLine, code_number: int, epoch: int, origin: str, profile: Profile) -> Column:
        """The column of the schedule; the usual case, no preference claimed on a code of the release, without asking the schedule line by line."""
        _, of_country, classes, release = self._day(epoch)
        if not profile.spi and code_number < self._listed:
            tariff = self._tariff(release)
            texts = tariff[code_number].tolist() if tariff[code_number, 0] >= 0 else None
            country = classes[of_country[origin]]
            if texts is not None and not country.column_2:
                text, rate = self.view.book.schedule.text(texts[0])
                special = self.view.book.schedule.text(texts[1])[1]
                listed = [one for one in special if one in country.programmes] if special else []
                free = is_free(rate)
                if not special and free:
                    listed = sorted(country.programmes)
                better = tuple(one for one in listed if one not in ("C", "K", "L", "B"))
                return Column("general", rate, rate, text, "", free, (), better)
        return choose_column(self.view, line)

    def _tariff(self, release: int) -> Array:
        """Numbers of the general and special texts of every code in a release, int32 (codes, 2), -1 where it has none."""
        found = self._tariffs.get(release)
        if found is None:
            found = np.full((self._listed, 2), -1, dtype=np.int32)
            for code, general, special, _ in self.view.book.schedule.rows(release):
                number = self.code_number.get(code, self._listed)
                if number < self._listed:
                    found[number] = general, special
            self._tariffs[release] = found
        return found

    def _units(self, line: EntryLine, profile: Profile) -> tuple[str, ...]:
        """Units of the three quantities: as stated, else those the code asks for."""
        if all(profile.units) or len(line.hts) != 10:
            return profile.units
        try:
            asked = self.view.book.schedule.lookup(line.hts, line.entered_on, self.view.known_on).units
        except KanzeiError:
            asked = ()
        return tuple(unit or (asked[n] if n < len(asked) else "") for n, unit in enumerate(profile.units))

    def _check_rate(self, rate: Any, units: tuple[str, ...], line: EntryLine) -> None:
        """Raise what the rate itself raises, whatever the line reports: a reference to another heading, a rate that cannot be computed."""
        if rate[0] in ("see", "not_computable"):
            _duty_of(rate, {}, {})(100, 100)

    # ----------------------------------------------------------------------- law

    def _stack(
        self, code: str, origin: str, epoch: int, column: Column, profile: Profile, claims: dict[str, Any], loaded: str
    ) -> tuple[Carrier, Stack, int]:
        day, of_country, classes, _ = self._day(epoch)
        country = classes[of_country[origin]]
        mask = day.masks[day.codes[self.code_number[code]]] & country.mask
        entered = self.epochs[epoch]
        symbol = self._classes.programme(column.spi)
        own = tuple(sorted((k, v) for k, v in claims.items()))
        dated = entered if any(isinstance(v, str) for v in claims.values()) else ""
        key = (mask, column.name, symbol, column.free, own, profile.part, loaded, dated)
        found = self._decided.get(key)
        if found is None:
            situation = Situation(
                code, origin, entered, loaded, column.name, column.spi, column.free, dict(claims), profile.part
            )
            evaluation = Evaluation(self.view, situation, open_facts=True)
            stated = Stated(self.view, entered, claims, loaded, {})
            shares = {name: (RATE_ONE // (2 * len(FACTS)), RATE_ONE) for name in FACTS if name in claims}
            shares |= {name: (share, RATE_ONE) for name, share in profile.shares.items()}
            facts = {name: top * SCALE // bottom for name, (top, bottom) in shares.items()}
            carrier = Carrier(self.view, evaluation, stated, facts, shares)
            stack = settled(carrier.evaluation.stack, stated)
            program = compile_stack(stack)
            number = -1
            if program is not None:
                number = len(self.programs)
                self.programs.append(program)
                self.stacks.append(stack)
            found = self._decided[key] = (carrier, stack, number)
        return found

    def _assumptions(self, carrier: Carrier, column: Column, ordinary: Column, profile: Profile, bits: int) -> int:
        general, actual = percentage(column.general, {}), percentage(ordinary.actual, {})
        place = carrier._key(general, actual) if general is not None and actual is not None else None
        contents = bool(bits or profile.amounts)
        key = (id(carrier), place, actual if place else None, column.better, contents)
        found = self._assumed.get(key)
        if found is None:
            told = assumptions_of(carrier, general, actual, contents)
            if column.better:
                told.append(f"no preference claimed: SPI {', '.join(column.better)} open to this code and origin")
            found = self._assumed[key] = self.text("; ".join(told))
        return found

    def headings(self, slot: Slot, mask: int) -> int:
        """The text of Chapter 99 headings reported by the steps that apply, in filing order."""
        key = (slot.program, mask, slot.last)
        found = self._headings.get(key)
        if found is None:
            steps = self.programs[slot.program].steps
            found = self._headings[key] = self.text(
                " ".join(headings_of([one for n, one in enumerate(steps) if mask >> n & 1], slot.last))
            )
        return found


NOTHING_KEY = ((), ())
"""Key of the profile that states nothing."""
_STATUS = {"ok": 0, "error": 1, "not-covered": 2, "line": 3}


class Told(NamedTuple):
    """By slot: numbers of texts, status (0 ok, 1 error, 2 not covered, 3 left to the line-by-line engine), and whether a metal content is open."""

    warnings: Array
    assumptions: Array
    errors: Array
    status: Array
    metals: Array


def headings_of(steps: list[Any], last: str) -> list[str]:
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
            gc.enable()


def _is_odd(profile: Profile, bits: int) -> bool:
    return bool(profile.part) or bool(bits and (profile.amounts or profile.shares))


def _number(day: str) -> int:
    return (date.fromisoformat(day) - _EPOCH_FROM).days


def _loading_days(view: View) -> list[str]:
    """Every day that a condition on the day of loading names."""
    from kanzei.duty.classes import _conditions, _versions

    return sorted({c[2] for one in _versions(view) for c in _conditions(one.fields) if c[0] == "loaded"})


def _replacement(carrier: Carrier) -> dict[str, Any] | None:
    """The provision that puts another rate in the place of the ordinary one (:func:`kanzei.duty.column.replacement_of`), open facts answered."""
    evaluation = carrier.evaluation
    part = evaluation.parts[0].name
    for p in evaluation.by_slot.get("mfn", ()):
        if p["duty"]["kind"] in ("replace", "rate_of") and settle(evaluation._holds(p, part), carrier.stated) is True:
            found: dict[str, Any] = p
            return found
    return None


def _formula(rate: Any, units: tuple[str, ...]) -> tuple[int, int, int, int] | None:
    """A rate for the kernel: (rate units, nano-dollars a unit, number of the quantity, factor of its unit), or ``None``."""
    share = nano = 0
    unit = ""
    for one in rate[1] if rate[0] == "sum" else (rate,):
        if one[0] == "adval":
            share += one[1]
        elif one[0] == "specific" and not one[3] and not nano:
            nano, unit = one[1], one[2]
        elif one[0] != "free":
            return None
    if not nano:
        return share, 0, 0, 1
    place = next((n for n, name in enumerate(units) if name and canonical_unit(name) == unit), None)
    factor = 1
    if place is None:
        for n, name in enumerate(units):
            found = convert(MILLI, name, unit) if name else None
            if found is not None:
                top, bottom = found
                if top % (bottom * MILLI):
                    return None
                place, factor = n, top // (bottom * MILLI)
                break
    return None if place is None or nano >= 1 << 60 else (share, nano, place, factor)
