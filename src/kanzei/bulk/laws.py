"""Stacks decided for bulk work: one for all combinations that the law cannot tell apart, with what else follows from the stack alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.bulk.kernel import STRAIGHT_STEPS
from kanzei.bulk.program import AUTHORITY, FACTS, compile_stack, settled
from kanzei.duty.classes import Classes
from kanzei.duty.column import Column
from kanzei.duty.evaluator import METALS, Evaluation, Situation
from kanzei.duty.facts import Stated, settle
from kanzei.duty.rates import SCALE, Carrier, Found
from kanzei.duty.scalar import Figures, carry_out
from kanzei.duty.stack import Stack
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.bulk.decide import Asked
    from kanzei.duty.view import View

__all__ = ["CONTENT_KEYS", "Answers", "Law", "Laws"]

CONTENT_KEYS = frozenset(f"{metal}_value" for metal in METALS)

_LARGE = 100 * RATE_ONE
"""Cents on which no percentage is rounded."""
_LEAST = RATE_ONE // 2000
"""A twentieth of a percent."""
_CARRIERS = 300
"""Carriers kept at a time."""
_STRAIGHTS = 50_000
"""Rows of straight slots kept at a time."""


class Answers:
    """What a stack comes to, by intervals of the ordinary rates: what was found stays when the carrier, a hundred times as large, is gone."""

    __slots__ = ("_carrier", "_found", "_limits", "_shared", "representatives", "view")

    def __init__(self, view: View, carrier: Carrier, again: Callable[[], Carrier], shared: dict[Found, Found]) -> None:
        self.view = view
        self.representatives = tuple(carrier.representatives())
        self._limits = tuple(carrier.limits)
        self._carrier = again
        self._found: dict[int, Found] = {}
        self._shared = shared

    def found(self, general: int, actual: int) -> Found:
        """As :meth:`kanzei.duty.rates.Carrier.found`."""
        key = self._place(general) << 32 | self._place(actual)
        found = self._found.get(key)
        if found is None:
            found = self._carrier().found(general, actual)
            found = self._found[key] = self._shared.setdefault(found, found)
        return found

    def _place(self, rate: int) -> int:
        """Number of the interval: odd on a limit, even between two."""
        limits = self._limits
        place = bisect_left(limits, rate)
        return 2 * place + (1 if place < len(limits) and limits[place] == rate else 0)


class Law(NamedTuple):
    """A stack decided.

    place : its own number; number : that of the settled stack, the same for stacks that are equal. replaced : the provision that puts another rate in the
    place of the ordinary one. by_content : charged on a metal content that is not stated. gap : a duty that needs a quantity (minimum prices).
    """

    place: int
    number: int
    stack: Stack
    replaced: dict[str, Any] | None
    by_content: bool
    gap: bool
    authorities: frozenset[str]
    answers: Answers


class Laws:
    """Stacks under one view.

    Parameters
    ----------
    first : the number that the next settled stack gets.
    """

    def __init__(self, view: View, classes: Classes, first: int) -> None:
        self.view, self.classes = view, classes
        self._laws: dict[Any, Law] = {}
        self._carriers: dict[int, Carrier] = {}
        self._stacks: dict[Any, tuple[int, Stack]] = {}
        self._authorities: dict[frozenset[str], frozenset[str]] = {}
        self._founds: dict[Found, Found] = {}
        self._plain: dict[int, bool] = {}
        self._straights: dict[Any, tuple[int, ...]] = {}
        self._next = first
        self._asks = {kind: classes.asking(kind) for kind in ("free", "spi", "column")}
        self._named: dict[str, int] = {}
        self._groups = classes.groups_asked()

    def law(self, mask: int, column: Column, code: str, asked: Asked, claims: dict[str, Any]) -> Law:
        """The stack of a combination. mask : what reaches its code and its country; code : the one whose lists decide."""
        key = self._key(mask, column, asked, claims)
        found = self._laws.get(key)
        if found is None:
            found = self._laws[key] = self._decide(column, code, asked, claims)
        return found

    def _key(self, mask: int, column: Column, asked: Asked, claims: dict[str, Any]) -> Any:
        """What the law can tell apart: what no provision of the mask asks for is left out."""
        asks = self._asks
        stated: list[Any] = []
        for name, value in claims.items():
            if name in FACTS or name == "metals_heading_not_applicable" or self._naming(name) & mask:
                # A country is held against groups as they stand on the day.
                groups = self._within(value, asked.entered) if isinstance(value, str) else ()
                stated.append((name, value, groups))
        return (
            mask,
            column.name if asks["column"] & mask else "",
            self.classes.programme(column.spi) if asks["spi"] & mask else "",
            bool(asks["free"] & mask) and column.free,
            tuple(sorted(stated, key=_name)),
            tuple(sorted(asked.profile.shares.items())) if asked.profile.shares else (),
            asked.profile.part,
            asked.loaded,
        )

    def _naming(self, claim: str) -> int:
        found = self._named.get(claim)
        if found is None:
            found = self._named[claim] = self.classes.naming(claim)
        return found

    def _within(self, country: str, entered: str) -> tuple[str, ...]:
        return tuple(name for name in self._groups if self.view.in_group(name, country, entered))

    def _decide(self, column: Column, code: str, asked: Asked, claims: dict[str, Any]) -> Law:
        view = self.view
        situation = Situation(
            code,
            asked.origin,
            asked.entered,
            asked.loaded,
            column.name,
            column.spi,
            column.free,
            dict(claims),
            asked.profile.part,
        )
        facts = {name: (RATE_ONE // (2 * len(FACTS)), RATE_ONE) for name in FACTS if name in claims}
        facts |= {name: (share, RATE_ONE) for name, share in asked.profile.shares.items()}
        answers = Stated(view, asked.entered, claims, asked.loaded, {})
        place = len(self._laws)

        def make() -> Carrier:
            evaluation = Evaluation(view, situation, open_facts=True)
            amounts = {name: top * SCALE // under for name, (top, under) in facts.items()}
            return Carrier(view, evaluation, answers, amounts, facts)

        def again() -> Carrier:
            kept = self._carriers.get(place)
            return kept if kept is not None else self._keep(place, make())

        carrier = self._keep(place, make())
        whole = carrier.evaluation.stack
        if len(whole.parts) > 1:
            # A duty that is owed for certain, once the facts are answered, may leave no duty on a content: the article is then not divided.
            closed = Evaluation(view, situation).stack
            whole = closed if closed.parts != whole.parts else whole
        number, stack = self._shared(settled(whole, answers))
        by_content = bool(carrier.evaluation.unknown_metals) or any(
            step.authority in METALS.values() and step.base and step.base[1] in CONTENT_KEYS for step in stack.steps
        )
        names = frozenset(step.authority for step in stack.steps)
        names = self._authorities.setdefault(names, names)
        gap = any(step.kind == "gap_to" for step in stack.steps)
        kept = Answers(view, carrier, again, self._founds)
        return Law(place, number, stack, _replacement(carrier), by_content, gap, names, kept)

    def _shared(self, stack: Stack) -> tuple[int, Stack]:
        """The number of a settled stack, and the one object that stands for all equal ones."""
        key = stack.parts, tuple((*step[:-1], id(step.provision)) for step in stack.steps)
        found = self._stacks.get(key)
        if found is None:
            found = self._stacks[key] = self._next, stack
            self._next += 1
        return found

    def straight(self, law: Law, general: int, actual: int) -> tuple[int, ...]:
        """The row of a slot whose duties are percentages of the whole value, for percentages in its columns; else empty."""
        if law.number not in self._plain:
            self._plain[law.number] = len(law.stack.parts) == 1 and compile_stack(law.stack) is not None
        if not self._plain[law.number]:
            return ()
        key = (law.number, general, actual)
        found = self._straights.get(key)
        if found is None:
            if len(self._straights) >= _STRAIGHTS:
                self._straights.clear()
            found = self._straights[key] = _straight(law.stack, general, actual)
        return found

    def let_go(self) -> None:
        """Keep no carriers: what is asked of them again makes them again."""
        self._carriers.clear()

    def _keep(self, place: int, carrier: Carrier) -> Carrier:
        if len(self._carriers) >= _CARRIERS:
            for number in list(self._carriers)[: _CARRIERS // 2]:
                del self._carriers[number]
        self._carriers[place] = carrier
        return carrier


def _name(stated: tuple[str, Any, Any]) -> str:
    return stated[0]


def _replacement(carrier: Carrier) -> dict[str, Any] | None:
    """The provision that puts another rate in the place of the ordinary one (:func:`kanzei.duty.column.replacement_of`), open facts answered."""
    evaluation = carrier.evaluation
    part = evaluation.parts[0].name
    for p in evaluation.by_slot.get("mfn", ()):
        if p["duty"]["kind"] in ("replace", "rate_of") and settle(evaluation._holds(p, part), carrier.stated) is True:
            found: dict[str, Any] = p
            return found
    return None


def _straight(stack: Stack, general: int, actual: int) -> tuple[int, ...]:
    """A slot whose duties are percentages of the whole value: its row, or empty.

    Which steps apply then does not hang on the value, once it is large enough that no rounding hides a difference of rates.
    """
    for step in stack.steps:
        over = step.rate - (actual if step.kind == "total" else 0)
        if step.choose or (step.kind in ("add", "total") and 0 < over < _LEAST):
            return ()
    figures = Figures(
        _LARGE, {}, lambda part, _: (general * part, RATE_ONE), lambda part, _: (actual * part, RATE_ONE), {}
    )
    row: list[int] = []
    mask = 0
    number = {id(step): place for place, step in enumerate(stack.steps)}
    for one in carry_out(stack, figures).charged:
        mask |= 1 << number[id(one.step)]
        if one.base != _LARGE:
            return ()
        if one.amount:
            row += [AUTHORITY[one.step.authority] + (64 if one.step.kind == "total" else 0), one.step.rate]
    if len(row) > 2 * STRAIGHT_STEPS:
        return ()
    return (1 + len(row) // 2, mask, actual, *row)
