"""The kernel gives what the scalar interpreter gives, for stacks no law has thought of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.duty.strategies import FACTS as USED
from tests.duty.strategies import stacks

from kanzei.bulk import kernel
from kanzei.bulk.apart import carry_out_apart
from kanzei.bulk.carry import Lines, Made
from kanzei.bulk.program import AUTHORITY, FACTS, compile_stack
from kanzei.duty.assess import _duty_of
from kanzei.duty.scalar import Figures, carry_out
from kanzei.duty.stack import Stack
from kanzei.errors import EntryError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import RATE_ONE

VALUE = st.one_of(st.just(0), st.integers(0, 10**5), st.integers(0, 10**9), st.integers(10**10, 2 * 10**11))
RATE = st.one_of(st.just(0), st.sampled_from([75_000, 450_000, 1_000_000]), st.integers(0, 2 * RATE_ONE))


@dataclass
class Bench:
    """What the kernel looks at of a desk, for one stack and one slot."""

    stack: Stack
    general: tuple[int, int]
    actual: tuple[int, int]
    table: Any = field(init=False)
    stacks: list[Stack] = field(init=False)

    def __post_init__(self) -> None:
        void = 1 << AUTHORITY["s122"]
        self.table = np.array([[0, void, *self.general, 0, 1, *self.actual, 0, 1, 0]], dtype=np.int64)
        self.stacks = [self.stack]


@st.composite
def amounts(draw: Any) -> tuple[int, dict[str, int], int]:
    """A line: its value, the contents it states, its quantity in thousandths."""
    value = draw(VALUE)
    stated = draw(st.sampled_from([(), USED[:1], USED, ("us_content_value",)]))
    return value, {name: draw(st.integers(0, value // 3 + 1)) for name in stated}, draw(st.integers(0, 10**9))


def arrays(rows: list[tuple[int, dict[str, int], int]]) -> tuple[Lines, Made]:
    """Lines for the kernel, and room for what it writes."""
    n = len(rows)
    values = np.array([value for value, _, _ in rows], dtype=np.int64)
    facts = np.full((len(FACTS), n), -1, dtype=np.int64)
    for line, (_, stated, _) in enumerate(rows):
        for name, amount in stated.items():
            facts[FACTS.index(name), line] = amount
    quantities = np.zeros((3, n), dtype=np.int64)
    quantities[0] = [milli for _, _, milli in rows]
    of_value = np.broadcast_to(values, facts.shape).copy()
    lines = Lines(np.zeros(n, dtype=np.int64), values, values, facts, facts.copy(), of_value, quantities)
    amounts = np.zeros((len(AUTHORITIES), n), np.int64)
    return lines, Made(amounts, *(np.zeros(n, np.int64) for _ in range(3)), np.full(n, -1, dtype=np.int8))


def rate_of(column: tuple[int, int]) -> Any:
    """A column 1 rate as the schedule writes it: a share of the value, and nano-dollars a kilogram."""
    share, nano = column
    return ("sum", (("adval", share), ("specific", nano, "kg", ""))) if nano else ("adval", share)


def expected_of(bench: Bench, row: tuple[int, dict[str, int], int]) -> dict[str, int] | None:
    """Cents by authority, and the steps that apply, as the scalar interpreter has them; ``None`` for an error."""
    value, stated, milli = row
    quantities = {"kg": milli} if milli else {}
    general, actual = (_duty_of(rate_of(one), quantities, stated) for one in (bench.general, bench.actual))
    shares = {name: (amount, value) for name, amount in stated.items()}
    try:
        found = carry_out(bench.stack, Figures(value, stated, general, actual, quantities, shares))
    except EntryError:
        return None
    number = {id(step): place for place, step in enumerate(bench.stack.steps)}
    out = {"mask": sum(1 << number[id(one.step)] for one in found.charged)}
    out["mfn"] = sum(ordinary for _, ordinary in found.parts.values())
    for one in found.charged:
        out[one.step.authority] = out.get(one.step.authority, 0) + one.amount
    return {name: amount for name, amount in out.items() if amount}


def check(bench: Bench, rows: list[Any], lines: Lines, made: tuple[Any, ...]) -> int:
    """Compare the lines that were carried out; returns how many."""
    cents, totals, back, masks, lanes = made
    for line in np.flatnonzero(lanes == kernel.DONE).tolist():
        found = {name: int(cents[number, line]) for number, name in enumerate(AUTHORITIES) if cents[number, line]}
        found |= {"mask": int(masks[line])} if masks[line] else {}
        expected = expected_of(bench, rows[line])

        assert expected == found
        assert totals[line] == sum(amount for name, amount in found.items() if name != "mask")
        assert back[line] == found.get("s122", 0)
    return int((lanes == kernel.DONE).sum())


NANO = st.sampled_from([0, 0, 1_000_000, 5_000_000_000])


@pytest.mark.needs("numba")
@given(stacks(), st.tuples(RATE, NANO), st.tuples(RATE, NANO), st.lists(amounts(), min_size=1, max_size=8))
def test_the_kernel_is_the_scalar_interpreter(
    stack: Stack, general: tuple[int, int], actual: tuple[int, int], rows: list[Any]
) -> None:
    """Every line that the kernel carries out has the steps and cents of the scalar one, and it wraps nowhere."""
    program = compile_stack(stack)
    if program is None:  # the scalar interpreter is asked itself
        return
    bench = Bench(stack, general, actual)
    lines, made = arrays(rows)
    everywhere = np.arange(len(AUTHORITIES), dtype=np.int64)
    straight = np.zeros((1, kernel.STRAIGHT_WIDTH), dtype=np.int32)
    starts = np.zeros(1, dtype=np.int64)

    kernel.carry_out_lines(lines.slots, bench.table, straight, program.words, starts, everywhere, *lines[1:], *made)

    done = check(bench, rows, lines, made)
    plain = [value for value, stated, _ in rows if value < kernel.VALUE_LIMIT and not stated]
    assert general[1] or actual[1] or done >= len(plain)


@given(
    stacks(),
    st.tuples(RATE, NANO),
    st.tuples(RATE, NANO),
    st.lists(amounts(), min_size=1, max_size=8),
    st.sampled_from([(), USED[:1], USED]),
)
def test_arrays_are_the_scalar_interpreter(
    stack: Stack, general: tuple[int, int], actual: tuple[int, int], rows: list[Any], stated: tuple[str, ...]
) -> None:
    """What stands in for the kernel; lines of one program state the same contents."""
    if compile_stack(stack) is None:
        return
    rows = [(value, dict.fromkeys(stated, value // 4), milli) for value, _, milli in rows]
    bench = Bench(stack, general, actual)
    lines, made = arrays(rows)

    carry_out_apart(bench, lines, np.arange(len(AUTHORITIES)), made)  # type: ignore[arg-type]

    check(bench, rows, lines, made)


@given(st.lists(st.integers(-1, 2**62), min_size=1, max_size=60), st.lists(st.integers(0, 2**62), max_size=60))
def test_slots_are_found_again(asked: list[int], held: list[int]) -> None:
    """Every key that was entered has its slot, every other none."""
    keys = np.array(sorted(set(held)), dtype=np.int64)
    entries = np.full((256, 2), -1, dtype=np.int64)
    kernel.put_slots(keys, np.arange(len(keys)), entries)
    found = np.empty(len(asked), dtype=np.int64)

    missing = kernel.find_slots(np.array(asked, dtype=np.int64), entries, found)

    slots = {int(key): slot for slot, key in enumerate(keys)}
    assert [-2 if key < 0 else slots.get(key, -1) for key in asked] == found.tolist()
    assert missing == sum(slot == -1 for slot in found.tolist())
