"""What a class of lines is charged on two sides of a change, as rates of value: decided by the evaluator, carried out on a round value."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.assess import (
    Column,
    _amounts_stated,
    _duty_of,
    _replace_column,
    _replacement,
    _stated,
    choose_column,
)
from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.explain import duty_words
from kanzei.duty.line import EntryLine
from kanzei.duty.scalar import Figures, carry_out
from kanzei.errors import ConflictError, EntryError, KanzeiError
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE, half_up
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.reach import Codes
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


class _Play(NamedTuple):
    """Provisions in force for an origin on a day in one view, and what their conditions ask of goods and origin."""

    provisions: list[dict[str, Any]]
    goods: list[dict[str, Any]]
    origins: tuple[bool, ...]


class Decider:
    """Decides classes under two views; every stack and charge is kept."""

    def __init__(self, before: View, after: View, asked: Asked) -> None:
        self.views = (before, after)
        self.asked = asked
        self.claims = dict(asked.claims)
        self.decided = 0
        self._plays: dict[tuple[int, str, str], _Play] = {}
        self._stacks: dict[tuple[Any, ...], Evaluation | str] = {}
        self._charges: dict[tuple[Any, ...], Charge] = {}
        self._columns: dict[tuple[int, bool, bool], tuple[Any, Any]] = {}
        self._days: list[str] = sorted(self.days_of_conditions())
        self._selections: dict[tuple[int, str], list[dict[str, Any]]] = {}

    # ---------------------------------------------------- what tells apart

    def days_of_conditions(self) -> set[str]:
        """Days of entry that conditions name."""
        out: set[str] = set()
        for view in self.views:
            for versions, _ in view.slices():
                for fields in versions:
                    out.update(one[2] for one in _atoms(fields) if one[0] == "entered")
        return out

    def origin_selections(self, view: View, day: str) -> list[dict[str, Any]]:
        """Distinct origin selections of the provisions in force on a day, those of their conditions included."""
        key = (id(view), day)
        found = self._selections.get(key)
        if found is None:
            distinct: dict[str, dict[str, Any]] = {}
            for versions, segments in view.slices():
                for start, stop, number, suspended in segments:
                    if start <= day < stop and not suspended:
                        fields = versions[number]
                        for one in (fields["origin"], *(atom[1] for atom in _atoms(fields) if atom[0] == "origin")):
                            distinct.setdefault(repr(one), one)
            found = self._selections[key] = list(distinct.values())
        return found

    def goods_selections(self, view: View, day: str, origin: str) -> list[dict[str, Any]]:
        """Distinct goods selections in play for an origin on a day."""
        return self._play(view, day, origin).goods

    def default_prefixes(self) -> list[tuple[str, ...]]:
        """Prefixes of codes for which an unstated flag is taken to hold."""
        found = (tuple(getattr(claim, "default_codes", ())) for claim in REGISTRY.values())
        return [codes for codes in found if codes]

    def free_masks(self, codes: Codes, origin: str) -> Any:
        """Codes whose rate in fact used is free and, where a programme is claimed, granted: one number each."""
        return self._column_kinds(codes, origin)[0]

    def _column_kinds(self, codes: Codes, origin: str) -> tuple[Any, Any]:
        """(kind of column of each code, id of its rates), int arrays of shape (n,)."""
        view = self.views[1]
        entered = codes.entered
        second = view.in_group("column-2", origin, entered.isoformat())
        open_to = bool(self.asked.spi) and view.in_group(f"spi:{self.asked.spi.lower()}", origin, entered.isoformat())
        key = (codes.number, second, open_to)
        found = self._columns.get(key)
        if found is None:
            rates = np.stack([codes.general, codes.other if second else codes.special * bool(self.asked.spi)], axis=1)
            _, first, inverse = np.unique(rates, axis=0, return_index=True, return_inverse=True)
            kinds = np.zeros(len(first), dtype=np.int64)
            for n, position in enumerate(first):
                column = self._column(view, codes.codes[position], origin, entered)
                kinds[n] = (2 * column.free + bool(column.spi)) if column else 0
            inverse = inverse.ravel()
            found = self._columns[key] = (kinds[inverse], inverse)
        return found

    def _column(self, view: View, code: str, origin: str, entered: date) -> Column | None:
        try:
            return choose_column(view, self._line(code, origin, entered))
        except KanzeiError:
            return None

    def _line(self, code: str, origin: str, entered: date) -> EntryLine:
        loaded = parse_day(self.asked.loaded) if self.asked.loaded else None
        return EntryLine(code, origin, entered, VALUE, (), self.asked.spi or None, loaded, self.claims)

    def _play(self, view: View, day: str, origin: str) -> _Play:
        key = (id(view), day, origin)
        found = self._plays.get(key)
        if found is None:
            provisions = view.candidates(day, origin)
            goods: dict[str, dict[str, Any]] = {}
            origins: list[bool] = []
            for fields in provisions:
                goods.setdefault(repr(fields["goods"]), fields["goods"])
                for atom in _atoms(fields):
                    if atom[0] == "goods":
                        goods.setdefault(repr(atom[1]), atom[1])
                    elif atom[0] == "origin":
                        origins.append(view.origin_matches(atom[1], origin.lower(), day))
            found = self._plays[key] = _Play(provisions, list(goods.values()), tuple(origins))
        return found

    # ------------------------------------------------------------- decisions

    def change(self, day: str, origin: str, codes: Codes, positions: Any) -> list[Changed]:
        """How the charge of a class changes; rates of the schedule tell it apart where a stack looks at them."""
        entered = parse_day(day)
        code = codes.codes[positions[0]]
        sides = [self._stack(n, code, origin, entered) for n in (0, 1)]
        if _signature(sides[0]) == _signature(sides[1]):
            return []
        if not any(_looks_at_column_1(one) for one in sides):
            old, new = (self._charge(n, sides[n], code, origin, entered, False) for n in (0, 1))
            return [("", old, new, positions)]
        _, rates = self._column_kinds(codes, origin)
        out: list[Changed] = []
        for kind in np.unique(rates[positions]):
            part = positions[rates[positions] == kind]
            code = codes.codes[part[0]]
            column = self._column(self.views[1], code, origin, entered)
            old, new = (self._charge(n, sides[n], code, origin, entered, True, int(kind)) for n in (0, 1))
            out.append((column.text if column else "", old, new, part))
        return out

    def _stack(self, side: int, code: str, origin: str, entered: date) -> Evaluation | str:
        """The stack of one code and origin, or why there is none; kept for all that the law cannot tell from it."""
        view = self.views[side]
        day = entered.isoformat()
        column = self._column(view, code, origin, entered) or self._column(self.views[1], code, origin, entered)
        if column is None:
            return "the code has no rate there"
        play = self._play(view, day, origin)
        sets = view.memberships(code, day)

        def reached(selection: dict[str, Any]) -> bool:
            def match(word: str) -> bool:
                return word in sets or (word[0].isdigit() and code.startswith(word))

            return not any(map(match, selection["except"])) and (
                not selection["in"] or any(map(match, selection["in"]))
            )

        goods = {id(one): reached(one) for one in play.goods}
        held = {repr(one): goods[id(one)] for one in play.goods}
        live = tuple(id(one) for one in play.provisions if held[repr(one["goods"])])
        key = (
            side,
            live,
            tuple(goods.values()) if len(play.goods) != len(live) else (),
            play.origins,
            sum(one <= day for one in self._days),
            day if self.claims else "",
            column.name,
            column.spi,
            column.free,
            tuple(code.startswith(codes) for codes in self.default_prefixes()),
        )
        found = self._stacks.get(key)
        if found is None:
            self.decided += 1
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
        self, side: int, stack: Evaluation | str, code: str, origin: str, entered: date, exact: bool, kind: int = -1
    ) -> Charge:
        if isinstance(stack, str):
            return Charge(None, None, stack, (), ())
        key = (side, id(stack), kind, exact)
        found = self._charges.get(key)
        if found is None:
            found = self._charges[key] = self._carry(self.views[side], stack, code, origin, entered, exact)
        return found

    def _carry(self, view: View, found: Evaluation, code: str, origin: str, entered: date, exact: bool) -> Charge:
        line = self._line(code, origin, entered)
        column = _free_column()
        if exact:
            column = self._column(view, code, origin, entered) or self._column(self.views[1], code, origin, entered) or column
        replaced = _replacement(found)
        try:
            if replaced is not None:
                column = _replace_column(view, line, column, replaced)
            facts, shares = _amounts_stated(view, line, VALUE)
            figures = Figures(
                VALUE, facts, _duty_of(column.general, {}, facts), _duty_of(column.actual, {}, facts), {}, shares
            )
            amounts = carry_out(found.stack, figures)
        except KanzeiError:
            return _in_words(found)
        charged = [one for one in amounts.charged if one.step.kind not in ("replace", "rate_of")]
        if any(one.step.kind == "refused" for one in charged):
            return Charge(None, None, "entry refused", (), tuple(sorted({one.step.heading for one in charged if one.step.heading})))
        rates: dict[str, int] = {}
        for one in charged:
            if one.amount:
                rates[one.step.authority] = rates.get(one.step.authority, 0) + one.amount
        units = {name: half_up(amount, 100) for name, amount in rates.items()}
        ordinary = half_up(sum(part[1] for part in amounts.parts.values()), 100) if exact else None
        headings = tuple(sorted({one.step.heading for one in charged if one.step.heading}))
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
        one.kind in ("total", "gap_to", "replace", "rate_of") or "column_1" in repr(one.guard) for one in stack.stack.steps
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
