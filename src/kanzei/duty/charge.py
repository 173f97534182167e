"""What a class of lines is charged on two sides of a change, as rates of value: decided by the evaluator, carried out on a round value."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.assess import _amounts_stated, _duty_of, _stated
from kanzei.duty.column import Column, choose_column, replace_column, replacement_of
from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.explain import duty_words
from kanzei.duty.line import EntryLine
from kanzei.duty.scalar import Figures, carry_out
from kanzei.errors import ConflictError, KanzeiError
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE, half_up
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.reach import Codes, Reach
    from kanzei.duty.view import View

__all__ = ["Asked", "Charge", "Decider"]

VALUE = 100 * RATE_ONE
"""Cents on which rates are carried out: a rate unit is exactly a dollar."""
_CHARGING = ("add", "total", "gap_to", "refused", "replace", "rate_of")


class Asked(NamedTuple):
    """What every line states beside code and origin. claims : registry key -> value, as pairs; amounts are shares of :data:`VALUE`."""

    spi: str = ""
    loaded: str = ""
    claims: tuple[tuple[str, Any], ...] = ()


class Charge(NamedTuple):
    """What is charged, as rates in units of 1/3,000,000 of value.

    added    : duties on top of the ordinary duty; ``None`` where they depend on quantities (``words`` then says what is charged).
    ordinary : the ordinary duty; ``None`` where the class holds codes of several rates.
    words    : a refusal or a rate that is no share of value, in words.
    by_authority : (authority, rate) of each that charges. headings : Chapter 99 headings reported.
    """

    added: int | None
    ordinary: int | None
    words: str
    by_authority: tuple[tuple[str, int], ...]
    headings: tuple[str, ...]

    @property
    def duty(self) -> tuple[Any, ...]:
        """What decides the cents: all but the headings."""
        return self[:4]


Changed = tuple[str, Charge, Charge, Any]
"""(text of the ordinary duty or ``""``, before, after, positions of codes)."""


class Play(NamedTuple):
    """Provisions in force for an origin on a day in one view, and what their conditions ask of goods and origin.

    numbers : (identity of a provision, place of its goods selection in ``goods``); goods : distinct selections, those of conditions
    included; masks : what each reaches; asked : places of the selections that conditions name. key : equal where nothing but the goods can differ.
    """

    numbers: list[tuple[int, int]]
    goods: list[dict[str, Any]]
    masks: list[Any]
    asked: list[int]
    key: tuple[Any, ...]


class Decider:
    """Decides classes under two views; every stack and charge is kept."""

    def __init__(self, before: View, after: View, asked: Asked, reach: tuple[Reach, Reach]) -> None:
        self.views = (before, after)
        self.reach = reach
        self.asked = asked
        self.claims = dict(asked.claims)
        self.decided = 0
        self._plays: dict[tuple[int, str, str], Play] = {}
        self._stacks: dict[tuple[Any, ...], Evaluation | str] = {}
        self._charges: dict[tuple[Any, ...], Charge] = {}
        self._columns: dict[tuple[int, bool, bool], tuple[Any, Any]] = {}
        self._days: list[str] = sorted(self.days_of_conditions())
        self._free: dict[int, bool] = {}
        self._active: dict[tuple[int, str], list[tuple[dict[str, Any], frozenset[str]]]] = {}
        self._masks: dict[tuple[int, str], dict[str, Any]] = {}
        self._words: dict[int, str] = {}
        self._atoms: dict[int, list[list[Any]]] = {}

    # ---------------------------------------------------- what tells apart

    def days_of_conditions(self) -> set[str]:
        """Days of entry that conditions name."""
        out: set[str] = set()
        for view in self.views:
            for history in view.book.provisions.values():
                for fields in history["versions"]:
                    out.update(one[2] for one in _atoms(fields) if one[0] == "entered")
        return out

    def origin_sets(self, side: int, day: str) -> list[frozenset[str]]:
        """Distinct sets of countries that provisions in force on a day, and their conditions, tell apart."""
        reach = self.reach[side]
        out: dict[frozenset[str], None] = {}
        for fields, origins in self.active(side, day):
            out[origins] = None
            for atom in self._asked(fields):
                if atom[0] == "origin":
                    out[reach.origins(atom[1], day)] = None
        return [one for one in out if one]

    def default_prefixes(self) -> list[tuple[str, ...]]:
        """Prefixes of codes for which an unstated flag is taken to hold."""
        found = (tuple(getattr(claim, "default_codes", ())) for claim in REGISTRY.values())
        return [codes for codes in found if codes]

    def free_masks(self, codes: Codes, origin: str, day: str) -> Any:
        """Codes whose rate in fact used is free and, where a programme is claimed, granted: one number each."""
        return self._column_kinds(codes, origin, day)[0]

    def _column_kinds(self, codes: Codes, origin: str, day: str) -> tuple[Any, Any]:
        """(kind of column of each code, id of its rates), int arrays of shape (n,)."""
        view, entered = self.views[1], parse_day(day)
        key = self.column_key(codes, origin, day)
        second = key[1]
        found = self._columns.get(key)
        if found is None:
            rates = np.stack([codes.general, codes.other if second else codes.special * bool(self.asked.spi)], axis=1)
            _, first, inverse = np.unique(rates, axis=0, return_index=True, return_inverse=True)
            kinds = np.zeros(len(first), dtype=np.int64)
            for n, position in enumerate(first):
                if self.asked.spi and not second:
                    column = self._column(view, codes.codes[position], origin, entered)
                    kinds[n] = (2 * column.free + bool(column.spi)) if column else 0
                else:
                    kinds[n] = 2 * self._is_free(int((codes.other if second else codes.general)[position]))
            inverse = inverse.ravel()
            found = self._columns[key] = (kinds[inverse], inverse)
        return found

    def _is_free(self, text: int) -> bool:
        """Whether a rate text of the schedule is free."""
        found = self._free.get(text)
        if found is None:
            from kanzei.schedule.rates import is_free

            found = self._free[text] = is_free(self.views[1].book.schedule.text(text)[1])
        return found

    def _column(self, view: View, code: str, origin: str, entered: date) -> Column | None:
        try:
            return choose_column(view, self._line(code, origin, entered))
        except KanzeiError:
            return None

    def _line(self, code: str, origin: str, entered: date) -> EntryLine:
        loaded = parse_day(self.asked.loaded) if self.asked.loaded else None
        return EntryLine(code, origin, entered, VALUE, (), self.asked.spi or None, loaded, self.claims)

    def law(self, side: int, day: str, origin: str) -> Play:
        """The provisions in play for an origin on a day in one view."""
        key = (side, day, origin)
        found = self._plays.get(key)
        if found is None:
            view = self.views[side]
            active = self.active(side, day)
            known = self._masks.setdefault((side, day), {})
            provisions = [fields for fields, origins in active if origin in origins]
            places: dict[str, int] = {}
            goods: list[dict[str, Any]] = []
            origins: list[bool] = []
            asked: set[int] = set()
            masks: list[Any] = []

            def place(selection: dict[str, Any]) -> int:
                word = self._word(selection)
                number = places.setdefault(word, len(goods))
                if number == len(goods):
                    goods.append(selection)
                    if word not in known:
                        known[word] = self.reach[side].goods(selection, day)
                    masks.append(known[word])
                return number

            numbers = []
            for fields in provisions:
                numbers.append((id(fields), place(fields["goods"])))
                for atom in self._asked(fields):
                    if atom[0] == "goods":
                        asked.add(place(atom[1]))
                    elif atom[0] == "origin":
                        origins.append(view.origin_matches(atom[1], origin.lower(), day))
            law = (
                tuple(number for number, _ in numbers),
                tuple(origins),
                sum(one <= day for one in self._days),
                day if self.claims else "",
            )
            found = self._plays[key] = Play(numbers, goods, masks, sorted(asked), law)
        return found

    def active(self, side: int, day: str) -> list[tuple[dict[str, Any], frozenset[str]]]:
        """Provisions in force on a day in one view, in the view's order, each with the countries it reaches."""
        key = (side, day)
        found = self._active.get(key)
        if found is None:
            found = []
            for versions, segments in self.views[side].slices():
                for start, stop, number, suspended in segments:
                    if start <= day < stop and not suspended:
                        fields = versions[number]
                        found.append((fields, self.reach[side].origins(fields["origin"], day)))
            self._active[key] = found
        return found

    def _word(self, selection: dict[str, Any]) -> str:
        """A selection as text, kept by identity (the book's objects live as long as it)."""
        found = self._words.get(id(selection))
        if found is None:
            found = self._words[id(selection)] = repr(selection)
        return found

    def _asked(self, fields: dict[str, Any]) -> list[list[Any]]:
        """Predicates of a provision on goods and origin."""
        found = self._atoms.get(id(fields))
        if found is None:
            found = self._atoms[id(fields)] = [one for one in _atoms(fields) if one[0] in ("goods", "origin")]
        return found

    def column_key(self, codes: Codes, origin: str, day: str) -> tuple[int, bool, bool]:
        """What decides the column for an origin: release, column 2, whether the programme claimed is open to it."""
        view = self.views[1]
        open_to = bool(self.asked.spi) and view.in_group(f"spi:{self.asked.spi.lower()}", origin, day)
        return codes.number, view.in_group("column-2", origin, day), open_to

    # ------------------------------------------------------------- decisions

    def change(self, day: str, origin: str, codes: Codes, positions: Any, reached: list[list[bool]]) -> list[Changed]:
        """How the charge of a class changes; rates of the schedule tell it apart where a stack looks at them.

        reached : for each side, whether the class lies in each goods selection of :meth:`law`.
        """
        entered = parse_day(day)
        code = codes.codes[positions[0]]
        kind = int(self._column_kinds(codes, origin, day)[0][positions[0]])
        sides = [self._stack(n, code, origin, entered, reached[n], kind) for n in (0, 1)]
        if _signature(sides[0]) == _signature(sides[1]):
            return []
        if not any(_looks_at_column_1(one) for one in sides):
            old, new = (self._charge(n, sides[n], code, origin, entered, False) for n in (0, 1))
            return [("", old, new, positions)]
        _, rates = self._column_kinds(codes, origin, day)
        release = self.column_key(codes, origin, day)
        out: list[Changed] = []
        for kind in np.unique(rates[positions]):
            part = positions[rates[positions] == kind]
            code = codes.codes[part[0]]
            column = self._column(self.views[1], code, origin, entered)
            old, new = (self._charge(n, sides[n], code, origin, entered, True, (release, int(kind))) for n in (0, 1))
            out.append((column.text if column else "", old, new, part))
        return out

    def _stack(
        self, side: int, code: str, origin: str, entered: date, reached: list[bool], kind: int
    ) -> Evaluation | str:
        """The stack of one code and origin, or why there is none; kept for all that the law cannot tell from it."""
        view = self.views[side]
        day = entered.isoformat()
        play = self.law(side, day, origin)
        key = (
            side,
            tuple(number for number, place in play.numbers if reached[place]),
            tuple(reached[place] for place in play.asked),
            play.key[1:],
            view.in_group("column-2", origin, day),
            kind,
            tuple(code.startswith(codes) for codes in self.default_prefixes()),
        )
        found = self._stacks.get(key)
        if found is None:
            self.decided += 1
            column = self._column(view, code, origin, entered) or self._column(self.views[1], code, origin, entered)
            if column is None:
                return "the code has no rate there"
            line = self._line(code, origin, entered)
            situation = Situation(
                code, origin, day, self.asked.loaded, column.name, column.spi, column.free, _stated(line), ""
            )
            try:
                found = Evaluation(view, situation)
            except ConflictError as error:
                found = str(error)
            self._stacks[key] = found
        return found

    def _charge(
        self, side: int, stack: Evaluation | str, code: str, origin: str, entered: date, exact: bool, rates: Any = None
    ) -> Charge:
        """What a stack charges. rates : what tells the column apart from others (release, kind of column, number of the rates)."""
        if isinstance(stack, str):
            return Charge(None, None, stack, (), ())
        key = (side, id(stack), rates, exact)
        found = self._charges.get(key)
        if found is None:
            found = self._charges[key] = self._carry(self.views[side], stack, code, origin, entered, exact)
        return found

    def _carry(self, view: View, found: Evaluation, code: str, origin: str, entered: date, exact: bool) -> Charge:
        line = self._line(code, origin, entered)
        column = _free_column()
        if exact:
            column = (
                self._column(view, code, origin, entered)
                or self._column(self.views[1], code, origin, entered)
                or column
            )
        replaced = replacement_of(found)
        try:
            if replaced is not None:
                column = replace_column(view, line, column, replaced)
            facts, shares = _amounts_stated(view, line, VALUE)
            figures = Figures(
                VALUE, facts, _duty_of(column.general, {}, facts), _duty_of(column.actual, {}, facts), {}, shares
            )
            amounts = carry_out(found.stack, figures)
        except KanzeiError:
            return _in_words(found)
        charged = [one for one in amounts.charged if one.step.kind not in ("replace", "rate_of")]
        if any(one.step.kind == "refused" for one in charged):
            return Charge(
                None,
                None,
                "entry refused",
                (),
                tuple(sorted({one.step.heading for one in charged if one.step.heading})),
            )
        rates: dict[str, int] = {}
        for one in charged:
            if one.amount:
                rates[one.step.authority] = rates.get(one.step.authority, 0) + one.amount
        units = {name: half_up(amount, 100) for name, amount in rates.items()}
        ordinary = half_up(sum(part[1] for part in amounts.parts.values()), 100) if exact else None
        reported = [one.step.heading for one in amounts.charged if one.step.kind != "rate_of" and one.step.heading]
        headings = tuple(sorted(set(reported)))
        return Charge(sum(units.values()), ordinary, "", tuple(sorted(units.items())), headings)


@lru_cache(maxsize=1)
def _free_column() -> Column:
    from kanzei.schedule.rates import parse_rate_text

    free = parse_rate_text("Free", "General")
    return Column("general", free, free, "Free", "", True, ())


def _in_words(found: Evaluation) -> Charge:
    """A charge that depends on quantities, by the words of its provisions."""
    steps = [one for one in found.stack.steps if one.kind in _CHARGING and one.guard is not False]
    words = dict.fromkeys(f"{one.heading or one.authority} {duty_words(one.provision)}" for one in steps)
    headings = tuple(sorted({one.heading for one in found.stack.steps if one.heading and one.guard is not False}))
    return Charge(None, None, "; ".join(words) or "ordinary duty only", (), headings)


def _signature(stack: Evaluation | str) -> Any:
    if isinstance(stack, str):
        return stack
    return (
        stack.stack.parts,
        tuple((*one[:-1], repr(one.provision["duty"])) for one in stack.stack.steps),
    )


def _looks_at_column_1(stack: Evaluation | str) -> bool:
    if isinstance(stack, str):
        return False
    return any(
        one.kind in ("total", "gap_to", "replace", "rate_of") or "column_1" in repr(one.guard)
        for one in stack.stack.steps
    )


def _atoms(fields: dict[str, Any]) -> list[list[Any]]:
    """Predicates of a provision's conditions, at any depth."""
    out: list[list[Any]] = []

    def walk(condition: Any) -> None:
        if isinstance(condition, list) and condition:
            if isinstance(condition[0], str):
                out.append(condition)
            for one in condition:
                walk(one)

    for key in ("when", "unless"):
        walk(fields.get(key))
    return out
