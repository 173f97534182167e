"""Carry out a duty stack on many lines at once: the same small language as :mod:`kanzei.duty.scalar`, over arrays.

Amounts are exact integers. Where a product could pass 2^63 the array is widened to Python integers before the multiplication, so
nothing wraps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.stack import OPEN, Guard, Stack, Step
from kanzei.errors import EntryError
from kanzei.money import RATE_ONE

__all__ = ["Batch", "BatchAmounts", "carry_out_batch"]

Array = Any
_SAFE = 2**62


class Batch(NamedTuple):
    """Lines of one situation.

    value : int array, shape (n,), dutiable value in cents.
    facts : key -> int array, shape (n,), cents; a fact absent here is unstated on every line.
    general, actual : functions (part values, values) -> (numerators, denominators), arrays of shape (n,): unrounded column 1 duty
        in cents.
    quantities : unit -> int array, shape (n,), thousandths.
    reach : cents the ordinary duty falls on, and those of each step by its number, arrays of shape (n,); ``None``: the value.
    open : guard on a fact left open -> bool array, shape (n,).
    """

    value: Array
    facts: dict[str, Array]
    general: Any
    actual: Any
    quantities: dict[str, Array]
    shares: dict[str, tuple[Array, Array]] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    open: Any = None
    reach: tuple[Array, dict[int, Array]] | None = None

    def share(self, key: str) -> tuple[Array, Array]:
        """A content and the value it is a share of, as stated, before any rounding."""
        found = self.shares.get(key)
        if found is not None:
            return _array(found[0]), _array(found[1])
        return _array(self.facts.get(key, np.zeros(len(self.value), dtype=np.int64))), _array(self.value)


class BatchAmounts(NamedTuple):
    """parts: name -> (values, ordinary duty); steps: step number -> (applies, bases, amounts), each of shape (n,)."""

    parts: dict[str, tuple[Array, Array]]
    steps: dict[int, tuple[Array, Array, Array]]


def carry_out_batch(stack: Stack, batch: Batch) -> BatchAmounts:
    """Amounts of every part and step for every line, equal to the scalar interpreter's.

    Raises
    ------
    EntryError   On some line the stated contents exceed the value, or a minimum price lacks its quantity.
    """
    n = len(batch.value)
    value = _array(batch.value)
    values = _parts(stack, value, batch)
    general = {name: batch.general(cents, value) for name, cents in values.items()}
    claimed = {name: batch.actual(cents, value) for name, cents in values.items()}
    if batch.reach:
        bases = _share_out(values, _array(batch.reach[0]), value)
        ordinary = {name: _half_up(*batch.actual(bases[name], value)) for name in values}
    else:
        ordinary = {name: _half_up(*claimed[name]) for name in values}
    done: dict[int, tuple[Array, Array, Array]] = {}
    none = np.zeros(n, dtype=bool)
    waiting: list[int] = []  # alternatives not yet decided: no guard sees them

    def holds(guard: Guard) -> Array:
        if guard is True or guard is False:
            return np.full(n, guard)
        kind = guard[0]
        if kind in ("and", "or"):
            first, *rest = [holds(g) for g in guard[1]]
            for one in rest:
                first = (first & one) if kind == "and" else (first | one)
            return first
        if kind == "not":
            return ~holds(guard[1])
        if kind == "column_1":
            _, way, rate, compare, part = guard
            on = values[part]
            numerator, denominator = (general if compare == "general" else claimed)[part]
            if not np.asarray(on != 0, dtype=bool).all():
                on, (numerator, denominator) = _or_a_cent(
                    batch.general if compare == "general" else batch.actual, on, value
                )
            left = _times(numerator, RATE_ONE)
            right = _times(_times(on, rate), denominator)
            below = np.asarray(left < right, dtype=bool)
            return below if way == "below" else ~below
        if kind == "share":
            _, key, way, rate = guard
            stated, of_value = batch.share(key)
            below = np.asarray(_times(stated, RATE_ONE) < _times(of_value, rate), dtype=bool)
            return below if way == "below" else ~below
        if kind in ("owed", "applies"):
            out = none.copy()
            for number in guard[1]:
                if number in done and number not in waiting:
                    applies, _, amounts = done[number]
                    out |= applies & np.asarray(amounts > 0, dtype=bool) if kind == "owed" else applies
            return out
        if kind in OPEN:
            return np.asarray(batch.open(guard), dtype=bool)
        raise AssertionError(guard)

    steps = stack.steps
    for number, step in enumerate(steps):
        applies = holds(step.guard)
        if len(values) > 1:
            applies = applies & np.asarray(values[step.part] != 0, dtype=bool)
        base = _base(step, values[step.part], value, batch.facts)
        whole = None
        if batch.reach and number in batch.reach[1]:
            whole = values[step.part]
            base = _reached(step, base, _array(batch.reach[1][number]), values, value)
        if step.base and step.kind in ("add", "total"):
            applies = applies & np.asarray((base != 0) | (value == 0), dtype=bool)
        amounts = _amount(step, base, ordinary[step.part], batch.quantities, applies, whole)
        done[number] = (applies, base, amounts * applies)
        if step.choose:
            waiting.append(number)
        following = steps[number + 1] if number + 1 < len(steps) else None
        if waiting and (following is None or (following.authority, following.part) != (step.authority, step.part)):
            _keep_lowest(done, waiting)
            waiting = []
    return BatchAmounts({name: (values[name], ordinary[name]) for name in values}, done)


def _keep_lowest(done: dict[int, tuple[Array, Array, Array]], numbers: list[int]) -> None:
    best: Array = None
    for number in numbers:
        applies, _, amounts = done[number]
        cost = np.where(applies, amounts.astype(object), _SAFE * 2)
        best = cost if best is None else np.minimum(best, cost)
    taken = np.zeros(len(best), dtype=bool)
    for number in numbers:
        applies, base, amounts = done[number]
        keep = applies & ~taken & np.asarray(amounts.astype(object) == best, dtype=bool)
        taken |= keep
        done[number] = (keep, base, amounts * keep)


def _parts(stack: Stack, value: Array, batch: Batch) -> dict[str, Array]:
    out: dict[str, Array] = {}
    left = value
    for part in stack.parts:
        if part.fact:
            content = _array(batch.facts.get(part.fact, np.zeros(len(value), dtype=np.int64)))
            if part.min_share:
                stated, of_value = batch.share(part.fact)
                enough = np.asarray(_times(stated, RATE_ONE) >= _times(of_value, part.min_share), dtype=bool)
                content = content * enough
            out[part.name] = content
            left = left - content
    if len(left) and (left < 0).any():
        row = int(np.argmax(np.asarray(left < 0, dtype=bool)))
        raise EntryError(f"line {row}: the stated contents exceed the entered value")
    for part in stack.parts:
        if not part.fact:
            out[part.name] = left
    return out


def _base(step: Step, part_value: Array, value: Array, facts: dict[str, Array]) -> Array:
    form = step.base
    if not form:
        return part_value
    stated = facts.get(form[1])
    if form[0] == "claim":
        if stated is None and form[1] == "non_us_content_value" and "us_content_value" in facts:
            stated = value - _array(facts["us_content_value"])
        return part_value if stated is None else np.minimum(part_value, _array(stated))
    less = np.minimum(_array(stated), value) if stated is not None else np.zeros(len(value), dtype=np.int64)
    if form[2]:
        less = np.minimum(less, _half_up(_times(value, form[2]), RATE_ONE))
    return np.maximum(0, part_value - less)


def _or_a_cent(duty: Any, on: Array, value: Array) -> tuple[Array, tuple[Array, Array]]:
    """Column 1 of each line, on a value of one cent where there is none: of nothing, a rate cannot be told."""
    nothing = np.asarray(on == 0, dtype=bool)
    on = np.where(nothing, 1, on)
    return on, duty(on, np.where(nothing, 1, value))


def _share_out(values: dict[str, Array], cents: Array, value: Array) -> dict[str, Array]:
    """An amount shared over the parts of a value in proportion, as :func:`kanzei.duty.scalar.share_out` does."""
    out: dict[str, Array] = {}
    before = done = value * 0
    for name, part in values.items():
        before = before + part
        upto = np.where(value != 0, _half_up(_times(before, cents), np.maximum(value, 1)), cents)
        out[name] = upto - done
        done = upto
    return out


def _reached(step: Step, base: Array, cents: Array, values: dict[str, Array], value: Array) -> Array:
    if step.base:
        return np.where(value != 0, _half_up(_times(base, cents), np.maximum(value, 1)), 0)
    return _share_out(values, cents, value)[step.part]


def _amount(
    step: Step, base: Array, ordinary: Array, quantities: dict[str, Array], applies: Array, whole: Array | None = None
) -> Array:
    if step.kind == "add":
        return _half_up(_times(base, step.rate), RATE_ONE)
    if step.kind == "total":
        return np.maximum(0, _half_up(_times(base, step.rate), RATE_ONE) - ordinary)
    if step.kind == "gap_to":
        duty = step.provision["duty"]
        quantity = quantities.get(duty["unit"])
        if quantity is None:
            if not applies.any():
                return base * 0
            raise EntryError(
                f"{step.heading} needs the quantity in {duty['unit']}: its duty is the gap to a minimum price"
            )
        floor = _half_up(_times(_array(quantity), duty["price_nano"]), 10_000_000_000)
        if whole is None:
            return np.maximum(0, floor - base)
        gap = np.maximum(0, floor - whole)
        return np.where(whole != 0, _half_up(_times(gap, base), np.maximum(whole, 1)), 0)
    return base * 0


def _array(values: Any) -> Array:
    found = np.asarray(values)
    return found if found.dtype == object else found.astype(np.int64)


def _largest(values: Array) -> int:
    if isinstance(values, int):
        return abs(values)
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def _times(left: Array, right: Array) -> Array:
    """A product that cannot wrap: widened to Python integers when it could pass 2^62."""
    if _largest(left) * _largest(right) < _SAFE:
        return left * right
    wide = left.astype(object) if not isinstance(left, int) else left
    return wide * (right.astype(object) if not isinstance(right, int) else right)


def _half_up(numerator: Array, denominator: Array) -> Array:
    if 2 * _largest(numerator) + _largest(denominator) >= _SAFE:
        numerator = numerator.astype(object)
    out = (2 * numerator + denominator) // (2 * denominator)
    if out.dtype == object and _largest(out) < _SAFE:
        return out.astype(np.int64)
    return out
