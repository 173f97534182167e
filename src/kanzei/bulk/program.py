"""A duty stack as a row of integers: what the kernel carries out, line after line, without looking at Python objects.

A program holds the parts, the steps and the guards on amounts of a stack whose open facts have been answered. Guards are in postfix order.
The numbers mean the same as in :mod:`kanzei.duty.scalar`; what has no number here is carried out there instead (:func:`compile_stack` returns ``None``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.facts import Stated, settle
from kanzei.duty.stack import Guard, Stack, Step
from kanzei.law.authorities import AUTHORITIES

__all__ = ["AUTHORITY", "FACTS", "HEAD", "OPS", "PART", "STEP", "STEPS_AT_MOST", "Program", "compile_stack", "settled"]

FACTS = ("steel_value", "aluminum_value", "copper_value", "us_content_value", "non_us_content_value")
"""Amounts a duty can fall on, or a guard can ask for, in the order of the rows of the kernel's facts."""
AUTHORITY = {name: number for number, name in enumerate(AUTHORITIES)}
"""Authority -> the kernel's column."""

HEAD, PART, STEP = 2, 2, 11
"""Words of the head (parts, steps), of a part (fact or -1, least share) and of a step."""
OPS = {
    "true": 0, "column_1": 1, "share": 2, "owed": 3, "applies": 4, "not": 5, "and": 6, "or": 7, "false": 8,
}  # fmt: skip
KINDS = {"add": 0, "total": 1, "none": 2, "exempt": 2}
STEPS_AT_MOST = 62
"""Steps of a program: which of them apply is told in one word of 64 bits."""
_BASES = {"claim": 1, "value_less": 2}


class Program(NamedTuple):
    """words : int64. steps : the steps kept, in order; bit ``n`` of a line's mask says that step ``n`` applies."""

    words: Any
    steps: tuple[Step, ...]
    parts: tuple[str, ...]


def settled(stack: Stack, stated: Stated) -> Stack:
    """The stack with its open facts answered, without the steps that then cannot apply."""
    number: dict[int, int] = {}
    kept: list[Step] = []
    for old, step in enumerate(stack.steps):
        guard = _renumbered(settle(step.guard, stated), number)
        if guard is not False:
            number[old] = len(kept)
            kept.append(step._replace(guard=guard))
    return Stack(stack.parts, tuple(kept))


def _renumbered(guard: Guard, number: dict[int, int]) -> Guard:
    """A guard whose steps are counted anew; a step that is gone is neither owed nor does it apply."""
    from kanzei.duty.stack import all_of, any_of, negate

    if guard is True or guard is False:
        return guard
    if guard[0] in ("owed", "applies"):
        left = tuple(number[one] for one in guard[1] if one in number)
        return (guard[0], left) if left else False
    if guard[0] == "and":
        return all_of([_renumbered(one, number) for one in guard[1]])
    if guard[0] == "or":
        return any_of([_renumbered(one, number) for one in guard[1]])
    if guard[0] == "not":
        return negate(_renumbered(guard[1], number))
    return guard


def compile_stack(stack: Stack) -> Program | None:
    """The program of a settled stack, or ``None`` where only the scalar interpreter can carry it out."""
    names = [part.name for part in stack.parts]
    if len(stack.steps) > STEPS_AT_MOST:
        return None
    guards: list[int] = []
    rows: list[list[int]] = []
    places: dict[int, tuple[int, int]] = {}
    for number, step in enumerate(stack.steps):
        if step.kind in ("replace", "rate_of"):
            kind = KINDS["none"]
        elif step.kind in KINDS:
            kind = KINDS[step.kind]
        else:
            return None
        base, fact, cap = 0, -1, 0
        if step.base:
            if step.base[0] not in _BASES or step.base[1] not in FACTS:
                return None
            base, fact = _BASES[step.base[0]], FACTS.index(step.base[1])
            cap = step.base[2] if step.base[0] == "value_less" else 0
        start = len(guards)
        if step.guard is not True and not _guard(step.guard, names, guards):
            return None
        places[number] = (start, len(guards) - start)
        following = stack.steps[number + 1] if number + 1 < len(stack.steps) else None
        last = following is None or (following.authority, following.part) != (step.authority, step.part)
        part = names.index(step.part)
        rows.append(
            [AUTHORITY[step.authority], kind, part, step.rate, base, fact, cap, int(bool(step.choose)), int(last)]
        )
    words = [len(names), len(rows)]
    for one in stack.parts:
        if one.fact and one.fact not in FACTS:
            return None
        words += [FACTS.index(one.fact) if one.fact else -1, one.min_share]
    first = HEAD + PART * len(names) + STEP * len(rows)
    for number, row in enumerate(rows):
        words += [*row, first + places[number][0], places[number][1]]
    return Program(np.array(words + guards, dtype=np.int64), stack.steps, tuple(names))


def _guard(guard: Guard, names: list[str], out: list[int]) -> bool:
    """Append a guard in postfix order; ``False`` where it asks for what the kernel does not know."""
    if guard is True or guard is False:
        out.append(OPS["true" if guard else "false"])
        return True
    kind = guard[0]
    if kind == "column_1":
        _, way, rate, compare, part = guard
        out += [OPS[kind], int(way == "below"), rate, int(compare == "general"), names.index(part)]
        return True
    if kind == "share":
        if guard[1] not in FACTS:
            return False
        out += [OPS[kind], FACTS.index(guard[1]), int(guard[2] == "below"), guard[3]]
        return True
    if kind in ("owed", "applies"):
        out += [OPS[kind], len(guard[1]), *guard[1]]
        return True
    if kind == "not":
        if not _guard(guard[1], names, out):
            return False
        out.append(OPS["not"])
        return True
    if kind in ("and", "or"):
        for one in guard[1]:
            if not _guard(one, names, out):
                return False
        out += [OPS[kind], len(guard[1])]
        return True
    return False
