"""Line interpreter = vector interpreter, for every kind of step and guard."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.duty.strategies import stacks

from kanzei.duty.scalar import Figures, Reach, carry_out, share_out
from kanzei.duty.vector import Batch, carry_out_batch
from kanzei.errors import EntryError
from kanzei.money import RATE_ONE

AMOUNT = st.one_of(st.just(0), st.integers(0, 10**7), st.integers(0, 10**15))


@st.composite
def lines(draw):
    """Amounts of one line: contents mostly within the value, sometimes not."""
    value = draw(AMOUNT)
    facts = {}
    for key in ("steel_value", "aluminum_value", "us_content_value"):
        facts[key] = draw(st.integers(0, max(1, value // 3 + 1)))
    return value, facts, draw(st.integers(0, 10**9))


def _column_1(rate):
    """A compound column 1: an ad valorem rate plus a flat cent for each 7 dollars of value (a rational with another denominator)."""

    def duty(part_value, value):
        return part_value * rate * 7 + part_value * RATE_ONE // 100, RATE_ONE * 7 + 0 * value

    return duty


@given(stacks(), st.lists(lines(), min_size=1, max_size=6), st.integers(0, RATE_ONE), st.integers(0, RATE_ONE))
def test_scalar_equals_vector(stack, rows, general, claimed):
    """Both interpreters give the same steps, bases and cents on every line."""
    expected = []
    good = []
    for value, facts, kg in rows:
        try:
            found = carry_out(stack, Figures(value, facts, _column_1(general), _column_1(claimed), {"kg": kg}))
        except EntryError:
            continue
        good.append((value, facts, kg))
        expected.append((found.parts, {one.step.heading: (one.base, one.amount) for one in found.charged}))
    if not good:
        return
    facts = {key: np.array([row[1][key] for row in good]) for key in good[0][1]}
    wide = [(f, _wide(f)) for f in (_column_1(general), _column_1(claimed))]

    batch = carry_out_batch(
        stack,
        Batch(
            np.array([row[0] for row in good]),
            facts,
            wide[0][1],
            wide[1][1],
            {"kg": np.array([row[2] for row in good])},
        ),
    )

    for row, (parts, charged) in enumerate(expected):
        assert parts == {name: (int(v[row]), int(o[row])) for name, (v, o) in batch.parts.items()}
        assert charged == {
            stack.steps[number].heading: (int(base[row]), int(amount[row]))
            for number, (applies, base, amount) in batch.steps.items()
            if applies[row]
        }


def _wide(duty):
    def vector(part_values, values):
        pairs = [duty(int(p), int(v)) for p, v in zip(part_values, values, strict=True)]
        return np.array([p[0] for p in pairs], dtype=object), np.array([p[1] for p in pairs], dtype=object)

    return vector


@given(stacks(), st.lists(st.tuples(lines(), st.integers(0, 4)), min_size=1, max_size=5), st.integers(0, RATE_ONE))
def test_scalar_equals_vector_under_chapter_98(stack, rows, rate):
    """Both interpreters agree where the duties fall on different amounts of the value."""
    expected, good = [], []
    for (value, facts, kg), quarter in rows:
        part = value * quarter // 4
        reach = Reach(part, {number: (0, part, value)[number % 3] for number in range(len(stack.steps))})
        try:
            figures = Figures(value, facts, _column_1(rate), _column_1(rate), {"kg": kg}, reach=reach)
            found = carry_out(stack, figures)
        except EntryError:
            continue
        good.append((value, facts, kg, reach))
        expected.append((found.parts, {one.step.heading: (one.base, one.amount) for one in found.charged}))
    if not good:
        return
    facts = {key: np.array([row[1][key] for row in good]) for key in good[0][1]}
    wide = _wide(_column_1(rate))
    numbers = [number for number, step in enumerate(stack.steps) if step.kind in ("add", "total", "gap_to")]

    batch = carry_out_batch(
        stack,
        Batch(
            np.array([row[0] for row in good]),
            facts,
            wide,
            wide,
            {"kg": np.array([row[2] for row in good])},
            reach=(
                np.array([row[3].ordinary for row in good]),
                {number: np.array([row[3].steps[number] for row in good]) for number in numbers},
            ),
        ),
    )

    for row, (parts, charged) in enumerate(expected):
        assert parts == {name: (int(v[row]), int(o[row])) for name, (v, o) in batch.parts.items()}
        assert charged == {
            stack.steps[number].heading: (int(base[row]), int(amount[row]))
            for number, (applies, base, amount) in batch.steps.items()
            if applies[row]
        }


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5), st.integers(0, 10**12))
def test_shares_make_up_the_amount(parts, cents):
    """What is shared over the parts of a value makes up the amount, and no share is negative."""
    values = {str(number): part for number, part in enumerate(parts)}

    found = share_out(values, cents, sum(parts))

    assert cents == sum(found.values())
    assert min(found.values()) >= 0


@given(stacks(), lines())
def test_parts_sum_to_the_value(stack, line):
    """The parts of a line make up its value, whatever is stated."""
    value, facts, kg = line
    try:
        found = carry_out(stack, Figures(value, facts, _column_1(0), _column_1(0), {"kg": kg}))
    except EntryError:
        assert sum(facts.values()) > value
        return

    assert value == sum(part for part, _ in found.parts.values())
