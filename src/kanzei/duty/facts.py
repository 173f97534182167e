"""Facts that a stack left open, answered from what a line states; and the other answers worth a look.

A stack of the evaluator run with ``open_facts`` asks for flags, countries, days, the loading day and the readings of doubtful points while
it is carried out. :class:`Stated` answers them; :func:`other_answers` lists the single answers that could change the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from kanzei.duty.evaluator import BEARING, METALS, Evaluation
from kanzei.duty.stack import OPEN, Guard, Stack, all_of, any_of, negate
from kanzei.law.claims import REGISTRY

__all__ = ["Other", "Stated", "divides_alike", "open_atoms", "other_answers", "settle"]


class Stated:
    """What a line states, as guards on open facts ask for it.

    Parameters
    ----------
    law      : the law at one known day (groups of countries, readings).
    entered  : ISO day of entry.
    claims   : flags, countries (alpha-2) and ISO days by claim key; what is absent is taken by the registry's default.
    loaded   : ISO day of loading, or ``""``: taken as late as a test can ask.
    switches : readings chosen; the others as the law slice has them.
    """

    __slots__ = ("claims", "entered", "law", "loaded", "switches")

    def __init__(
        self, law: Any, entered: str, claims: Mapping[str, Any], loaded: str, switches: Mapping[str, str]
    ) -> None:
        self.law = law
        self.entered = entered
        self.claims = claims
        self.loaded = loaded
        self.switches = switches

    def but(self, other: Other) -> Stated:
        """The same with one answer changed."""
        return Stated(
            self.law,
            self.entered,
            {**self.claims, **other.claims},
            other.loaded or self.loaded,
            {**self.switches, **other.switches},
        )

    def __call__(self, guard: Guard) -> bool:
        """Whether a guard of :data:`kanzei.duty.stack.OPEN` holds."""
        kind = guard[0]
        if kind == "fact":
            value = self.claims.get(guard[1])
            if isinstance(value, bool):
                return value
            claim = REGISTRY.get(guard[1])
            return claim is not None and bool(claim.default)
        if kind == "country":
            value = self.claims.get(guard[1])
            if value is None:
                return False
            return any(
                str(value).lower() == one or self.law.in_group(one, str(value), self.entered) for one in guard[2]
            )
        if kind == "date":
            value = self.claims.get(guard[1])
            if value is None:
                return False
            return bool(str(value) < guard[3] if guard[2] == "before" else str(value) >= guard[3])
        if kind == "loaded":
            if not self.loaded:
                return bool(guard[1] == "from")
            return bool(self.loaded < guard[2] if guard[1] == "before" else self.loaded >= guard[2])
        chosen = self.switches.get(guard[1])
        return bool((self.law.switch(guard[1]) if chosen is None else chosen) == guard[2])


def settle(guard: Guard, stated: Stated) -> Guard:
    """The guard with its open facts answered: ``True``, ``False``, or a guard on amounts."""
    if guard is True or guard is False:
        return guard
    kind = guard[0]
    if kind == "and":
        return all_of([settle(one, stated) for one in guard[1]])
    if kind == "or":
        return any_of([settle(one, stated) for one in guard[1]])
    if kind == "not":
        return negate(settle(guard[1], stated))
    return stated(guard) if kind in OPEN else guard


def divides_alike(evaluation: Evaluation, stated: Stated) -> bool:
    """Whether the goods are divided into the same parts once the open facts are answered.

    A metal, or the American content, is a part only where a duty asks for it; where the answers leave none that does, the line must be
    evaluated with these answers stated.
    """
    steps = evaluation.stack.steps

    def bears(slot: str, part: str) -> bool:
        return any(
            one.authority == slot and (not part or one.part == part) and settle(one.guard, stated) is not False
            for one in steps
            if part or one.kind in BEARING
        )

    for part in evaluation.stack.parts:
        if part.name in METALS and not evaluation.situation.part and not bears(METALS[part.name], part.name):
            return False
        if part.name == "us" and part.fact:
            american = next(p for p in evaluation.candidates if p.get("part") == "us")
            if not bears(american["authority"], ""):
                return False
    return True


def open_atoms(stack: Stack) -> list[Guard]:
    """The open facts that the guards of a stack test, each once, in the order met."""
    found: dict[Guard, None] = {}
    seen: set[int] = set()

    def walk(guard: Guard) -> None:
        if guard is True or guard is False or id(guard) in seen:
            return
        seen.add(id(guard))
        if guard[0] in ("and", "or"):
            for one in guard[1]:
                walk(one)
        elif guard[0] == "not":
            walk(guard[1])
        elif guard[0] in OPEN:
            found.setdefault(guard)

    for step in stack.steps:
        walk(step.guard)
    return list(found)


class Other(NamedTuple):
    """Another answer to one open fact.

    name   : short and stable, for a table: a claim key, ``loaded<2025-04-05``, ``smelt=RU`` or ``switch:C7``.
    kind   : flag | country | date | loaded | switch.
    claims, loaded, switches : the facts as they then stand (only what differs).
    relief : the claim is an exception that an importer asks for, never in order to pay more.
    """

    name: str
    kind: str
    claims: dict[str, Any]
    loaded: str
    switches: dict[str, str]
    relief: bool


def other_answers(evaluation: Evaluation, stated: Stated, readings: Mapping[str, Any]) -> Iterator[Other]:
    """Every single other answer to an open fact of a stack: one fact changed at a time, as ``kanzei duty`` prices them."""
    entered = evaluation.situation.entered
    done: set[str] = set()
    for atom in open_atoms(evaluation.stack):
        kind, key = atom[0], atom[1]
        if kind == "fact":
            claim = REGISTRY.get(key)
            relief = claim is not None and claim.source.startswith("An exception is claimed")
            yield Other(key, "flag", {key: not stated(atom)}, "", {}, relief)
        elif kind == "country":
            country = next((one for one in atom[2] if len(one) == 2), "")
            name = f"{key}={country.upper()}"
            if country and name not in done and key not in stated.claims:
                done.add(name)
                yield Other(name, "country", {key: country.upper()}, "", {}, False)
        elif kind == "date" and key not in stated.claims:
            sign = "<" if atom[2] == "before" else ">="
            shown = date.fromisoformat(atom[3]) - timedelta(days=1 if atom[2] == "before" else 0)
            yield Other(f"{key}{sign}{atom[3]}", "date", {key: shown.isoformat()}, "", {}, False)
        elif kind == "loaded" and not stated.loaded:
            name = f"loaded<{atom[2]}"
            day = date.fromisoformat(atom[2]) - timedelta(days=1)
            if name not in done and day.isoformat() <= entered:
                done.add(name)
                yield Other(name, "loaded", {}, day.isoformat(), {}, False)
        elif kind == "switch" and key not in done:
            done.add(key)
            reading = readings.get(key)
            now = stated.switches.get(key) or stated.law.switch(key)
            for choice in reading["choices"] if reading else ():
                if choice != now:
                    yield Other(f"switch:{key}={choice}", "switch", {}, "", {key: choice}, False)
