"""Many combinations decided at once: what is the same for thousands of them is asked for once, and only numbers are kept for each."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from kanzei.bulk.columns import Day
from kanzei.bulk.decide import Asked, Decider, Decision, Terms, line_of, refused
from kanzei.bulk.laws import Law
from kanzei.bulk.profile import Profile, keys_stated
from kanzei.bulk.program import FACTS
from kanzei.duty.adcvd_scope import stems_named
from kanzei.duty.column import Column, choose_column
from kanzei.duty.line import EntryLine
from kanzei.errors import KanzeiError, NotCovered

__all__ = ["Combinations", "Lists", "Together"]

Array = Any

_LAWS = 100
"""Stacks asked for before the combinations that hang on them are decided: their carriers are then still at hand."""


class Combinations(NamedTuple):
    """Combinations by number of code, origin, epoch, loading window and profile, int64."""

    codes: Array
    origins: Array
    epochs: Array
    windows: Array
    profiles: Array


class Lists(NamedTuple):
    """What the numbers of combinations stand for. epochs : first days; loads : a day of each window. Codes and profiles may grow."""

    codes: list[str]
    origins: list[str]
    epochs: list[str]
    loads: list[str]
    profiles: list[tuple[Profile, int]]


class _Way(NamedTuple):
    """A profile. spi, units : their numbers; dated : the law asks for the day, since it states a country; said : what a decision takes from it, as a number."""

    early: Decision | None
    claims: dict[str, Any]
    spi: int
    units: int
    dated: bool
    said: int


class _Numbers:
    """Things that are equal get one number."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._found: dict[Hashable, int] = {}

    def __call__(self, thing: Hashable) -> int:
        found = self._found.get(thing)
        if found is None:
            found = self._found[thing] = len(self.all)
            self.all.append(thing)
        return found


class Together:
    """Decides combinations many at a time, each as :meth:`kanzei.bulk.decide.Decider.decide` does."""

    def __init__(self, decider: Decider, lists: Lists) -> None:
        self.decider, self.lists = decider, lists
        self._listed = len(decider.codes)
        self._ways: dict[int, _Way] = {}
        self._masks, self._columns, self._seen = _Numbers(), _Numbers(), _Numbers()
        self._spis, self._unit_rows, self._said = _Numbers(), _Numbers(), _Numbers()
        self._chosen: dict[tuple[int, int, int], int] = {}
        self._column_law: list[int] = []
        self._named: dict[int, Array] = {}
        self._voids: dict[str, int] = {}
        self._void_sets = _Numbers()

    def decide(self, asked: Combinations) -> tuple[list[Decision], Array]:
        """Decisions, and for each combination the number of its own."""
        n = len(asked.codes)
        out = np.full(n, -1, dtype=np.int64)
        decisions: list[Decision] = []
        ways = self._profiles(asked.profiles)
        text, alike, mask = self._places(asked)
        plain = (text >= 0) & (_gather(ways, asked.profiles, lambda way: way.early is None) != 0)
        at = np.flatnonzero(plain)
        column = self._column_of(asked, at, text[at], alike[at], ways)
        at, column = at[column >= 0], column[column >= 0]
        if len(at):
            self._by_law(asked, at, mask[at], column, ways, decisions, out)
            self.decider.laws.let_go()
        # What has a text of its own, or lies beside the schedule, is decided one by one.
        for one in np.flatnonzero(out < 0).tolist():
            out[one] = len(decisions)
            early = ways[int(asked.profiles[one])].early
            decisions.append(self.decider.decide(self.asked(asked, one)) if early is None else early)
        return decisions, out

    def asked(self, asked: Combinations, one: int) -> Asked:
        """One of the combinations in words."""
        lists = self.lists
        return Asked(
            lists.codes[int(asked.codes[one])],
            lists.origins[int(asked.origins[one])],
            lists.epochs[int(asked.epochs[one])],
            lists.loads[int(asked.windows[one])],
            *lists.profiles[int(asked.profiles[one])],
        )

    # ------------------------------------------------------- numbers of the parts

    def _profiles(self, profiles: Array) -> dict[int, _Way]:
        out = {}
        for number in np.unique(profiles).tolist():
            way = self._ways.get(number)
            if way is None:
                profile, stated = self.lists.profiles[number]
                early = refused(profile, stated)
                claims = keys_stated(profile, FACTS, stated) if early is None else {}
                said = (
                    profile.warnings, bool(stated or profile.amounts), bool(profile.shares), profile.part,
                    any(name in claims for name in FACTS), profile.spi, tuple(profile.claims.items()),
                )  # fmt: skip
                way = self._ways[number] = _Way(
                    early,
                    claims,
                    self._spis(profile.spi),
                    self._unit_rows(profile.units),
                    any(isinstance(value, str) for value in claims.values()),
                    self._said(said),
                )
            out[number] = way
        return out

    def _places(self, asked: Combinations) -> tuple[Array, Array, Array]:
        """By combination, numbers of what the schedule says of the code (-1: nothing), of what columns hang on of the country, and of the mask."""
        n = len(asked.codes)
        text, alike, mask = (np.full(n, -1, dtype=np.int64) for _ in range(3))
        order = np.argsort(asked.epochs, kind="stable")
        for sel in np.split(order, np.flatnonzero(np.diff(asked.epochs[order])) + 1):
            if not len(sel):
                continue
            try:
                day = self.decider.columns.day(self.lists.epochs[int(asked.epochs[sel[0]])])
            except KanzeiError:
                continue
            sel = sel[asked.codes[sel] < self._listed]
            codes = asked.codes[sel]
            numbers = np.array([day.of_country[origin] for origin in self.lists.origins], dtype=np.int64)
            countries = numbers[asked.origins[sel]]
            text[sel], alike[sel] = day.texts[codes], day.alike[countries]
            mask[sel] = self._mask(day, day.codes[codes], countries)
        return text, alike, mask

    def _mask(self, day: Day, codes: Array, countries: Array) -> Array:
        found = day.known[codes, countries]
        if (found < 0).any():
            wide = len(day.classes)
            for pair in np.unique(codes[found < 0].astype(np.int64) * wide + countries[found < 0]).tolist():
                own = day.masks[pair // wide] & day.classes[pair % wide].mask
                day.known[pair // wide, pair % wide] = self._masks(own)
            found = day.known[codes, countries]
        return found

    def _column_of(self, asked: Combinations, at: Array, text: Array, alike: Array, ways: dict[int, _Way]) -> Array:
        """Number of the column by combination; -1 where it has a word of its own for the code, or none."""
        spi = _gather(ways, asked.profiles[at], lambda way: way.spi)
        first, place = _distinct(text, alike, spi)
        made = []
        rows = zip(at[first].tolist(), text[first].tolist(), alike[first].tolist(), spi[first].tolist(), strict=True)
        for one, *key in rows:
            known = (key[0], key[1], key[2])
            found = self._chosen.get(known)
            if found is None:
                found = self._chosen[known] = self._choose(asked, one, ways)
            made.append(found)
        return np.array(made, dtype=np.int64)[place]

    def _choose(self, asked: Combinations, one: int, ways: dict[int, _Way]) -> int:
        words = self.asked(asked, one)
        day = self.decider.columns.day(words.entered)
        country = day.classes[day.of_country[words.origin]]
        if not words.profile.spi and not country.column_2:
            column = self.decider.columns.general(int(day.texts[asked.codes[one]]), country, day.release)
            return -1 if column.notes else self._column(column)
        try:
            column = choose_column(self.decider.view, line_of(words, ways[int(asked.profiles[one])].claims))
        except KanzeiError:
            return -1
        return -1 if column.notes else self._column(column)

    def _column(self, column: Column) -> int:
        number = self._columns(column)
        if number == len(self._column_law):
            programme = self.decider.classes.programme(column.spi)
            self._column_law.append(self._seen((column.name, programme, column.free)))
        return number

    # -------------------------------------------------------------------- by law

    def _by_law(
        self,
        asked: Combinations,
        at: Array,
        mask: Array,
        column: Array,
        ways: dict[int, _Way],
        decisions: list[Decision],
        out: Array,
    ) -> None:
        profiles = asked.profiles[at]
        seen = np.array(self._column_law, dtype=np.int64)[column]
        dated = np.where(_gather(ways, profiles, lambda way: way.dated) != 0, asked.epochs[at] + 1, 0)
        first, law = _distinct(mask, seen, profiles, asked.windows[at], dated)
        # In the order in which they were met: neighbours hang on the same day and country.
        rank = np.empty(len(first), dtype=np.int64)
        rank[np.argsort(first, kind="stable")] = np.arange(len(first))
        law, first = rank[law], np.sort(first)
        order = np.argsort(law, kind="stable")
        ends = np.searchsorted(law[order], np.arange(_LAWS, len(first) + _LAWS, _LAWS))
        start = 0
        for number, end in enumerate(ends.tolist()):
            part = order[start:end]
            start = end
            laws: list[Law | None] = []
            for one in first[number * _LAWS : (number + 1) * _LAWS].tolist():
                words = self.asked(asked, int(at[one]))
                claims = ways[int(profiles[one])].claims
                own, of_mask = self._columns.all[int(column[one])], self._masks.all[int(mask[one])]
                try:
                    laws.append(self.decider.laws.law(of_mask, own, words.code, words, claims))
                except KanzeiError:
                    laws.append(None)
            block = _Block(self, asked, at[part], ways, decisions, out)
            block.decide(laws, law[part] - number * _LAWS, column[part], mask[part])

    def within(self, codes: Array, origins: Array) -> Array:
        """Whether an order of antidumping duty names the code for the origin."""
        out = np.zeros(len(codes), dtype=bool)
        for origin in np.unique(origins).tolist():
            stems = stems_named(self.lists.origins[origin])
            if stems:
                named = self._named.get(origin)
                if named is None:
                    listed = self.decider.codes
                    named = self._named[origin] = np.array([code.startswith(stems) for code in listed], dtype=bool)
                mine = np.flatnonzero(origins == origin)
                out[mine] = named[codes[mine]]
        return out

    def void_set(self, entered: str) -> int:
        """Number of the authorities held void for entries of a day."""
        found = self._voids.get(entered)
        if found is None:
            found = self._voids[entered] = self._void_sets(self.decider.void_authorities(entered))
        return found


class _Block:
    """Combinations of some stacks."""

    def __init__(
        self,
        together: Together,
        asked: Combinations,
        at: Array,
        ways: dict[int, _Way],
        decisions: list[Decision],
        out: Array,
    ) -> None:
        self.together, self.asked, self.at, self.ways = together, asked, at, ways
        self.decider, self.lists = together.decider, together.lists
        self.decisions, self.out = decisions, out
        self.parts = Combinations(*(part[at] for part in asked))

    def decide(self, laws: list[Law | None], law: Array, column: Array, mask: Array) -> None:
        """Fill in the decisions; what has none stays -1."""
        case, cases = self._cases(laws, law, column)
        epoch = self.parts.epochs
        days = [self.lists.epochs[one] for one in range(int(epoch.max()) + 1)]
        void = np.array([self.together.void_set(day) for day in days], dtype=np.int64)[epoch]
        said = self._profile(lambda way: way.said)
        unit, units = self._units(np.array([isinstance(one, Terms) and one.counted for one in cases])[case])
        scope, scopes = self._scopes()
        edge, edges = self._edges(laws, law)
        first, place = _distinct(case, unit, scope, edge, void, said)
        numbers = np.empty(len(first), dtype=np.int64)
        columns = (part[first].tolist() for part in (case, unit, scope, edge, mask, self.at))
        for number, (of, in_units, in_scope, at_edge, of_mask, one) in enumerate(zip(*columns, strict=True)):
            terms = cases[of]
            numbers[number] = len(self.decisions) if terms is not None else -1
            if isinstance(terms, Decision):
                self.decisions.append(terms)
            elif terms is not None:
                asked = self.together.asked(self.asked, one)
                claims = self.ways[int(self.asked.profiles[one])].claims
                warnings = (*asked.profile.warnings, *scopes[in_scope], *edges[at_edge])
                own = self.together._masks.all[of_mask]
                self.decisions.append(
                    self.decider.decision(terms, units[in_units], warnings, asked, asked.code, claims, own)
                )
        self.out[self.at] = numbers[place]

    def _profile(self, read: Any) -> Array:
        return _gather(self.ways, self.parts.profiles, read)

    def _line(self, one: int) -> EntryLine:
        at = int(self.at[one])
        return line_of(self.together.asked(self.asked, at), self.ways[int(self.asked.profiles[at])].claims)

    def _cases(self, laws: list[Law | None], law: Array, column: Array) -> tuple[Array, list[Terms | Decision | None]]:
        """What combinations are charged from: a stack with a column of the schedule."""
        # A rate that a provision puts in the place of the ordinary one may hang on the country and the day.
        replaced = np.array([one is not None and one.replaced is not None for one in laws])[law]
        origins, epochs = (np.where(replaced, part + 1, 0) for part in (self.parts.origins, self.parts.epochs))
        first, place = _distinct(law, column, origins, epochs)
        cases: list[Terms | Decision | None] = []
        for one in first.tolist():
            own, of = laws[law[one]], self.together._columns.all[int(column[one])]
            if own is None:
                cases.append(None)
                continue
            if own.replaced is None and of.actual[0] not in ("see", "not_computable"):
                cases.append(self.decider.ordinary(own, of))
                continue
            try:
                cases.append(self.decider.terms(own, self._line(one), of))
            except NotCovered as error:
                cases.append(Decision("not-covered", str(error)))
            except KanzeiError as error:
                cases.append(Decision("error", str(error)))
        return place, cases

    def _units(self, counted: Array) -> tuple[Array, list[tuple[str, ...]]]:
        numbers = _Numbers()
        out = np.full(len(self.at), numbers(()), dtype=np.int64)
        at = np.flatnonzero(counted)
        if len(at):
            asked = self._profile(lambda way: way.units)[at]
            first, place = _distinct(self.parts.codes[at], self.parts.epochs[at], asked)
            made = []
            for one in at[first].tolist():
                words = self.together.asked(self.asked, int(self.at[one]))
                made.append(numbers(self.decider.columns.units(words.code, words.entered, words.profile.units)))
            out[at] = np.array(made, dtype=np.int64)[place]
        return out, numbers.all

    def _scopes(self) -> tuple[Array, list[tuple[str, ...]]]:
        numbers = _Numbers()
        out = np.full(len(self.at), numbers(()), dtype=np.int64)
        at = np.flatnonzero(self.together.within(self.parts.codes, self.parts.origins))
        if len(at):
            first, place = _distinct(self.parts.codes[at], self.parts.origins[at], self.parts.profiles[at])
            made = [numbers(self.decider.scope(self._line(one))) for one in at[first].tolist()]
            out[at] = np.array(made, dtype=np.int64)[place]
        return out, numbers.all

    def _edges(self, laws: list[Law | None], law: Array) -> tuple[Array, list[tuple[str, ...]]]:
        numbers, sets = _Numbers(), _Numbers()
        questions = self.decider.questions
        # Of the duties a line bears, only those count that a question names.
        named = [0 if one is None else 1 + sets(one.authorities & questions.authorities) for one in laws]
        goods = np.zeros(len(self.at), dtype=np.int64)
        for epoch in np.unique(self.parts.epochs).tolist():
            day = self.lists.epochs[epoch]
            if questions.ask_code(day):
                sel = np.flatnonzero(self.parts.epochs == epoch)
                goods[sel] = questions.classes(day)[self.parts.codes[sel]]
        said = self._profile(lambda way: way.said)
        bears = np.array(named, dtype=np.int64)[law]
        first, place = _distinct(bears, self.parts.epochs, self.parts.origins, goods, said)
        made = []
        for one in first.tolist():
            own = laws[law[one]]
            words = self.together.asked(self.asked, int(self.at[one]))
            made.append(numbers(() if own is None else self.decider.edge(own, words)))
        return np.array(made, dtype=np.int64)[place], numbers.all


def _gather(ways: dict[int, _Way], profiles: Array, read: Any) -> Array:
    """What is read of the profiles of combinations, int64."""
    known = np.zeros(max(ways, default=0) + 1, dtype=np.int64)
    for number, way in ways.items():
        known[number] = read(way)
    return known[profiles]


def _distinct(*columns: Array) -> tuple[Array, Array]:
    """Rows that differ: the place of the first of each kind, and the number of its kind by row."""
    whole = columns[0].astype(np.int64)
    size = int(whole.max(initial=0)) + 1
    for column in columns[1:]:
        wide = int(column.max(initial=0)) + 1
        if size >= (1 << 62) // wide:
            whole = np.unique(whole, return_inverse=True)[1].reshape(-1)
            size = int(whole.max(initial=0)) + 1
        whole = whole * wide + column
        size *= wide
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    return first, place.reshape(-1)
