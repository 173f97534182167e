"""Carry out a duty stack on one line, in plain Python integers.

Rates add on the value of their part and never on another duty (stacking rule 4); where only part of the value bears a metals duty the line is
carried as content and rest (stacking rule 5); the compared rate is column 1 alone, other duties sit on top (stacking rule 39; stacking-2026
rule 18).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kanzei.duty.stack import OPEN, Guard, Stack, Step
from kanzei.errors import EntryError, KanzeiError
from kanzei.money import RATE_ONE, half_up

__all__ = ["Amounts", "Charged", "Figures", "Reach", "carry_out", "carry_out_answers", "part_values", "share_out"]


class Reach(NamedTuple):
    """How much of the value each duty falls on, where goods are entered under chapter 98.

    ordinary : cents the ordinary duty falls on. steps : number of a step -> cents; a duty not in it is of unknown reach.
    """

    ordinary: int
    steps: dict[int, int]


class Figures(NamedTuple):
    """The amounts of a line.

    value : dutiable value in cents.
    facts : contents and other amounts by claim key, in cents.
    general, actual : functions (part value, value) -> unrounded column 1 duty in cents as (numerator, denominator): column 1
        general, and the column in fact used.
    quantities : thousandths by unit, for minimum prices.
    shares : contents as stated, before any rounding, by claim key: (content, of value) in one unit; thresholds are tested on these
        (19 CFR 159.3: a decision that depends on value looks at the unrounded value). A key absent here is tested on ``facts``.
    reach : where not all of the value is dutiable; ``None``: every duty falls on the value.
    open : answers a guard on a fact that the evaluator left open (:data:`kanzei.duty.stack.OPEN`); see :func:`carry_out_answers`.
    """

    value: int
    facts: dict[str, int]
    general: Any
    actual: Any
    quantities: dict[str, int]
    shares: dict[str, tuple[int, int]] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    open: Any = None
    reach: Reach | None = None

    def share(self, key: str) -> tuple[int, int]:
        """A content and the value it is a share of, as stated."""
        return self.shares.get(key) or (self.facts.get(key, 0), self.value)


class Charged(NamedTuple):
    """A step carried out. base : ``None`` where it is not known what the duty falls on (:class:`Reach`)."""

    step: Step
    base: Any
    amount: int


class Amounts(NamedTuple):
    """A stack carried out: parts with their value and ordinary duty in cents, and the steps that apply."""

    parts: dict[str, tuple[int, int]]
    charged: list[Charged]
    bases: dict[str, int] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    """Part -> cents the ordinary duty falls on, where that is not the part's value."""


def part_values(stack: Stack, figures: Figures) -> dict[str, int]:
    """Value of each part in cents; the part without a fact takes what is left.

    Raises
    ------
    EntryError   The stated contents exceed the value.
    """
    out: dict[str, int] = {}
    for part in stack.parts:
        if part.fact:
            content = figures.facts.get(part.fact, 0)
            stated, of_value = figures.share(part.fact)
            if part.min_share and stated * RATE_ONE < part.min_share * of_value:
                content = 0
            out[part.name] = content
    value = figures.value
    left = value - sum(out.values())
    if left < 0:
        named = ", ".join(f"{name} {cents / 100:,.2f}" for name, cents in out.items())
        raise EntryError(
            f"the stated contents ({named}) exceed the entered value {value / 100:,.2f}: contents may not sum above it"
        )
    for part in stack.parts:
        if not part.fact:
            out[part.name] = left
    return out


def carry_out(stack: Stack, figures: Figures) -> Amounts:
    """Amounts of every part and step, exact, rounded half up once per part and heading."""
    parts, charged, bases = carry_out_answers(stack, figures, 1)
    return Amounts(parts, [one for _, one in charged], bases)


def carry_out_answers(
    stack: Stack, figures: Figures, answers: int
) -> tuple[dict[str, tuple[int, int]], list[tuple[int, Charged]], dict[str, int]]:
    """The stack carried out under several answers to its open facts at once.

    Parameters
    ----------
    answers : how many. ``figures.open`` gives for a guard on an open fact the answers under which it holds, as bits of an integer
              (a bool where there is one answer).

    Returns
    -------
    Parts with their value and ordinary duty; each step charged with the answers under which it is, as bits; and what the ordinary duty of each
    part falls on, where that is not its value (:class:`Reach`).
    """
    value = figures.value
    values = part_values(stack, figures)
    general = {name: figures.general(cents, value) for name, cents in values.items()}
    reach = figures.reach
    bases = share_out(values, reach.ordinary, value) if reach else values
    claimed = {name: figures.actual(cents, value) for name, cents in values.items()}
    ordinary = {name: half_up(*(figures.actual(bases[name], value) if reach else claimed[name])) for name in values}
    every = (1 << answers) - 1
    applied: dict[int, tuple[int, int]] = {}
    charged: list[tuple[int, Charged]] = []

    def holds(guard: Guard) -> int:
        if guard is True or guard is False:
            return every if guard else 0
        kind = guard[0]
        if kind == "and":
            found = every
            for one in guard[1]:
                found &= holds(one)
                if not found:
                    break
            return found
        if kind == "or":
            found = 0
            for one in guard[1]:
                found |= holds(one)
                if found == every:
                    break
            return found
        if kind == "not":
            return every ^ holds(guard[1])
        if kind == "column_1":
            _, way, rate, compare, part = guard
            numerator, denominator = (general if compare == "general" else claimed)[part]
            amount = values[part]
            if not amount:
                amount, (numerator, denominator) = _on_a_cent(
                    figures.general if compare == "general" else figures.actual
                )
            below = numerator * RATE_ONE < rate * amount * denominator
            return every if below == (way == "below") else 0
        if kind == "share":
            _, key, way, rate = guard
            stated, of_value = figures.share(key)
            below = stated * RATE_ONE < rate * of_value
            return every if below == (way == "below") else 0
        if kind in ("owed", "applies"):
            found = 0
            for number in guard[1]:
                under, amount = applied.get(number, (0, 0))
                if kind == "applies" or amount > 0:
                    found |= under
            return found
        if kind in OPEN:
            return int(figures.open(guard))
        raise AssertionError(guard)

    waiting: list[tuple[int, int, int, Charged]] = []
    steps = stack.steps
    for number, step in enumerate(steps):
        under = holds(step.guard) if values[step.part] or len(values) == 1 else 0
        if under:
            base = _base(step, values[step.part], value, figures.facts)
            if reach and step.kind in ("add", "total", "gap_to"):
                made = _reached(step, base, number, values, ordinary[step.part], figures)
            else:
                made = Charged(step, base, _amount(step, base, ordinary[step.part], figures))
            # A line that holds nothing of what the duty falls on does not report its heading.
            empty = step.base and made.base == 0 and value and step.kind in ("add", "total")
            if step.choose and not empty:
                waiting.append((made.amount, number, under, made))
            elif not empty:
                applied[number] = (under, made.amount)
                charged.append((under, made))
        following = steps[number + 1] if number + 1 < len(steps) else None
        if waiting and (following is None or (following.authority, following.part) != (step.authority, step.part)):
            # Alternatives of one slot and part: the lowest is taken, the first of equals.
            taken = 0
            for amount, place, bits, one in sorted(waiting, key=lambda found: found[:2]):
                kept = bits & ~taken
                taken |= bits
                if kept:
                    applied[place] = (kept, amount)
                    charged.append((kept, one))
            waiting = []
    return {name: (values[name], ordinary[name]) for name in values}, charged, bases if reach else {}


def _on_a_cent(duty: Any) -> tuple[int, tuple[int, int]]:
    """Column 1 on a value of one cent, or on none where the rate needs what the line does not state: of nothing, a rate cannot be told."""
    try:
        return 1, duty(1, 1)
    except KanzeiError:
        return 0, (0, 1)


def share_out(values: dict[str, int], cents: int, value: int) -> dict[str, int]:
    """An amount shared over the parts of a value in proportion, to the cent: the shares make up the amount."""
    out: dict[str, int] = {}
    before = done = 0
    for name, part in values.items():
        before += part
        upto = half_up(before * cents, value) if value else cents
        out[name] = upto - done
        done = upto
    return out


def _reached(step: Step, base: int, number: int, values: dict[str, int], ordinary: int, figures: Figures) -> Charged:
    """A duty on the part of the value it reaches (:class:`Reach`)."""
    assert figures.reach is not None
    cents = figures.reach.steps.get(number)
    if cents is None:
        return Charged(step, None, 0)
    if step.base:
        base = half_up(base * cents, figures.value) if figures.value else 0
    else:
        base = share_out(values, cents, figures.value)[step.part]
    if step.kind == "gap_to":
        whole = values[step.part]
        gap = _amount(step, whole, ordinary, figures)
        return Charged(step, base, half_up(gap * base, whole) if whole else 0)
    return Charged(step, base, _amount(step, base, ordinary, figures))


def _base(step: Step, part_value: int, value: int, facts: dict[str, int]) -> int:
    form = step.base
    if not form:
        return part_value
    stated = facts.get(form[1])
    if form[0] == "claim":
        if stated is None and form[1] == "non_us_content_value" and "us_content_value" in facts:
            stated = value - facts["us_content_value"]
        return part_value if stated is None else min(part_value, stated)
    less = min(stated or 0, value)
    if form[2]:
        less = min(less, half_up(form[2] * value, RATE_ONE))
    return max(0, part_value - less)


def _amount(step: Step, base: int, ordinary: int, figures: Figures) -> int:
    if step.kind == "add":
        return half_up(step.rate * base, RATE_ONE)
    if step.kind == "total":
        return max(0, half_up(step.rate * base, RATE_ONE) - ordinary)
    if step.kind == "gap_to":
        duty = step.provision["duty"]
        quantity = figures.quantities.get(duty["unit"])
        if quantity is None:
            raise EntryError(
                f"{step.heading or step.provision['id']} needs the quantity in {duty['unit']}: its duty is the gap to a minimum price"
            )
        floor = half_up(duty["price_nano"] * quantity, 10_000_000_000)
        return max(0, floor - base)
    return 0
