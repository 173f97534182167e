"""Trees of events: worlds, their probabilities, and what another probability or day makes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import UsageError
from kanzei.outlook.numbers import break_even, expected, spread
from kanzei.outlook.tree import Event, Group, count_worlds, events, most_probable, moved, reweighed, worlds

HALF, ONE = Fraction(1, 2), Fraction(1)
DAY = date(2025, 9, 16)
SHARES = st.fractions(0, 1, max_denominator=20)


@st.composite
def parts(draw: Callable[..., int], most: int = 3) -> list[Fraction]:
    """Probabilities that sum to one."""
    weights = [draw(st.integers(0, 9)) for _ in range(draw(st.integers(1, most)))]
    total = sum(weights)
    return [Fraction(one, total) for one in weights] if total else [ONE, *[Fraction(0)] * (len(weights) - 1)]


@st.composite
def trees(draw: Callable[..., object], depth: int = 2, prefix: str = "e") -> Group:
    """A tree, two levels deep."""
    kind = draw(st.sampled_from(["exclusive", "independent"]))
    shares = draw(parts())
    made = []
    for number, share in enumerate(shares):  # type: ignore[arg-type, var-annotated]
        name = f"{prefix}{number}"
        days = tuple((DAY + timedelta(days=at), part) for at, part in enumerate(draw(parts())))  # type: ignore[arg-type, var-annotated]
        then = draw(trees(depth - 1, name)) if depth > 1 and draw(st.booleans()) else None
        chance = share if kind == "exclusive" else draw(SHARES)
        made.append(Event(name, name, chance, days, then))  # type: ignore[arg-type]
    return Group(kind, tuple(made))  # type: ignore[arg-type]


@given(trees())
def test_the_probabilities_of_the_worlds_sum_to_one(tree: Group) -> None:
    found = worlds(tree)

    assert ONE == sum(one.probability for one in found)
    assert len(found) == len({one.came for one in found})
    assert len(found) <= count_worlds(tree)


@given(trees(), st.data())
def test_splitting_an_event_in_two_changes_nothing(tree: Group, data: st.DataObject) -> None:
    """A branch of probability p is as good as two of its kind of p/3 and 2p/3 of which exactly one can come."""
    name = data.draw(st.sampled_from([one.id for one in tree.events]))
    if tree.kind == "independent":
        return
    split = []
    for one in tree.events:
        if one.id == name:
            split += [one._replace(probability=one.probability / 3), one._replace(probability=one.probability * 2 / 3)]
        else:
            split.append(one)

    assert _law(worlds(tree)) == _law(worlds(tree._replace(events=tuple(split))))


@given(trees(), st.data())
def test_splitting_a_day_in_two_changes_nothing(tree: Group, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(tree.events))
    split = one._replace(
        days=tuple(half for day, share in one.days for half in ((day, share / 4), (day, share * 3 / 4)))
    )
    other = tree._replace(events=tuple(split if each.id == one.id else each for each in tree.events))

    assert _law(worlds(tree)) == _law(worlds(other))


def _law(found: list) -> dict:  # type: ignore[type-arg]
    out: dict = {}  # type: ignore[type-arg]
    for one in found:
        out[one.came] = out.get(one.came, 0) + one.probability
    return out


@given(trees(), st.data(), SHARES)
def test_another_probability_leaves_a_whole(tree: Group, data: st.DataObject, share: Fraction) -> None:
    name = data.draw(st.sampled_from([one.id for one in events(tree)]))
    try:
        other = reweighed(tree, name, share)
    except UsageError:
        return

    assert ONE == sum(one.probability for one in worlds(other))
    assert share == next(one.probability for one in events(other) if one.id == name)


def test_exclusive_neighbours_keep_their_proportions() -> None:
    """40, 40, 20 with the last at 60: the others share 40 as one to one."""
    tree = Group("exclusive", tuple(Event(n, n, Fraction(p, 10)) for n, p in (("a", 4), ("b", 4), ("c", 2))))

    assert [Fraction(2, 10), Fraction(2, 10), Fraction(6, 10)] == [
        one.probability for one in reweighed(tree, "c", Fraction(6, 10)).events
    ]


def test_the_rest_gives_way_and_no_further() -> None:
    """30, 30 and the rest of 40: the first can be 70 at most."""
    tree = Group(
        "exclusive",
        (Event("a", "", Fraction(3, 10)), Event("b", "", Fraction(3, 10)), Event("n", "", Fraction(4, 10), rest=True)),
    )

    assert Fraction(7, 10) == most_probable(tree, "a")
    assert [Fraction(7, 10), Fraction(3, 10), 0] == [
        one.probability for one in reweighed(tree, "a", Fraction(7, 10)).events
    ]
    with pytest.raises(UsageError, match="its neighbours leave 7/10"):
        reweighed(tree, "a", Fraction(8, 10))


def test_a_day_is_moved_or_set() -> None:
    tree = Group("independent", (Event("a", "", HALF, ((DAY, HALF), (DAY + timedelta(days=2), HALF))),))

    assert ((DAY, ONE),) == moved(tree, "a", DAY).events[0].days
    assert DAY + timedelta(days=5) == moved(tree, "a", 3).events[0].days[1][0] == DAY + timedelta(days=5)
    assert DAY == tree.events[0].middle


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(-(10**9), 10**9)), min_size=1).filter(
        lambda rows: any(w for w, _ in rows)
    )
)
def test_the_expected_value_lies_between_the_least_and_the_most(rows: list[tuple[int, int]]) -> None:
    total = sum(weight for weight, _ in rows)
    found = spread((Fraction(weight, total), amount) for weight, amount in rows)

    assert found.least <= found.expected <= found.most
    assert found.least <= found.low <= found.high <= found.most
    assert sum(Fraction(weight, total) * amount for weight, amount in rows) == found.expected


def test_a_range_by_hand() -> None:
    """1, 2, 3 with 4%, 92%, 4%: the 5% point is 2 (4% does not reach it), the 95% point is 2 (96% passes it)."""
    found = spread([(Fraction(4, 100), 1), (Fraction(92, 100), 2), (Fraction(4, 100), 3)])

    assert (Fraction(2), 2, 2, 1, 3) == (found.expected, found.low, found.high, found.least, found.most)
    assert Fraction(7, 2) == expected([(HALF, 3), (HALF, 4)])


@given(*[st.integers(-(10**9), 10**9)] * 4, st.fractions(Fraction(1, 20), 1, max_denominator=20))
def test_at_the_break_even_both_cost_the_same(a0: int, a1: int, b0: int, b1: int, most: Fraction) -> None:
    found = break_even((Fraction(a0), Fraction(a1)), (Fraction(b0), Fraction(b1)), most)
    if found.at is None:
        assert (a0 - b0) * (a1 - b1) > 0 or a0 - b0 == a1 - b1
        return

    share = found.at / most
    assert a0 + (a1 - a0) * share == b0 + (b1 - b0) * share
    assert 0 <= found.at <= most
