"""The duty stack: what the law decided about a line, before any amount is known.

A stack is a small decision list. It holds no amounts, so every line of the same situation shares it; two interpreters carry it out,
:mod:`kanzei.duty.scalar` on one line and :mod:`kanzei.duty.vector` on many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["OPEN", "Guard", "Part", "Stack", "Step", "all_of", "any_of", "negate"]

Guard = Any
"""``True`` | ``False`` | ``("column_1", "below"|"from", rate, compare, part)`` | ``("owed"|"applies", (steps…))`` |
``("share", key, "below"|"from", rate)`` | ``("not", guard)`` | ``("and"|"or", (guards…))``, and where the evaluator left facts open:
``("fact", key)`` (a flag, or a heading claimed) | ``("country", key, (codes…))`` | ``("date", key, "before"|"from", day)`` |
``("loaded", "before"|"from", day)`` | ``("switch", id, choice)``."""

OPEN = frozenset(("fact", "country", "date", "loaded", "switch"))
"""Kinds of guards that test a fact of the situation which the evaluator left open."""


class Part(NamedTuple):
    """A part of the goods.

    name : whole, steel, aluminum, copper, us or rest.
    fact : the claim that holds its value in cents, or ``""``: all that is left.
    min_share : in rate units; below that share of the value the part is empty.
    """

    name: str
    fact: str = ""
    min_share: int = 0


class Step(NamedTuple):
    """One duty of the stack.

    kind : add | total | none | exempt | refused | gap_to.
    base : ``()`` the part's value · ``("claim", key)`` · ``("value_less", key, at_most or 0)``.
    choose : steps of one slot and part with this mark are alternatives: the lowest is taken.
    """

    heading: str
    authority: str
    kind: str
    part: str
    rate: int
    guard: Guard
    compare: str
    base: tuple[Any, ...]
    choose: str
    provision: dict[str, Any]


class Stack(NamedTuple):
    """Parts and steps, in the order they are carried out: a guard looks only at steps before its own."""

    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


def all_of(guards: list[Guard]) -> Guard:
    """Conjunction, simplified."""
    rest = []
    for g in guards:
        if g is False:
            return False
        if g is not True:
            rest.append(g)
    return True if not rest else rest[0] if len(rest) == 1 else ("and", tuple(rest))


def any_of(guards: list[Guard]) -> Guard:
    """Disjunction, simplified: a heading and its twin, one below a rate and one from it, hold together whatever the rate."""
    rest = []
    for g in guards:
        if g is True:
            return True
        if g is not False:
            rest.append(g)
    if len(rest) < 2:
        return rest[0] if rest else False
    if any(g[0] == "column_1" and g[1] == "below" and ("column_1", "from", *g[2:]) in rest for g in rest):
        return True
    return ("or", tuple(rest))


def negate(guard: Guard) -> Guard:
    """Negation, simplified."""
    if guard is True or guard is False:
        return not guard
    return guard[1] if guard[0] == "not" else ("not", guard)
