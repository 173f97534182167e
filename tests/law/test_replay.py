"""Replay: the order of files is irrelevant, later knowledge never changes an earlier view, mistakes are told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.errors import LawError
from kanzei.law.compiled import load_instruments
from kanzei.law.replay import replay
from kanzei.law.schema import read_instrument

HEAD = "id: {id}\ntitle: T\nkind: proclamation\nknown: {known}\n"


def instrument(name, known, body):
    """An instrument from YAML text."""
    found, errors = read_instrument(Path(f"{name}.yaml"), HEAD.format(id=f"us/{name}", known=known) + body)
    assert [] == errors
    return found


BASE = """provisions:
  - {id: duty, cite: s.1, heading: 9903.99.01, authority: s122, duty: {add: 10%}, entered: {from: 2025-04-05}}
"""


def segments(book, known):
    """What a view at a known day sees of us/base#duty: (from, to, rate, suspended)."""
    rows = ()
    for day, state in book.provisions["us/base#duty"].states:
        if day <= known:
            rows = state
    return [(s.start, s.stop, s.fields["duty"]["rate"], s.suspended) for s in rows]


def test_pause_amendment_end():
    """A pause covers its interval only, an amendment splits, an end cuts; each from the day it is known."""
    book = replay(
        [
            instrument("base", "2025-04-02", BASE),
            instrument(
                "pause",
                "2025-04-09",
                "suspends: [{provision: us/base#duty, entered: {from: 2025-04-10, to: 2025-07-09}}]",
            ),
            instrument(
                "rise",
                "2025-08-01",
                "amends: [{provision: us/base#duty, set: {duty: {add: 20%}}, entered: {from: 2025-06-01, to: 2025-08-01}}]",
            ),
            instrument("end", "2025-09-01", "ends: [{provision: us/base#duty, entered: {from: 2025-07-20}}]"),
        ]
    )

    assert segments(book, "2025-04-08") == [("2025-04-05", "9999-12-31", 300_000, "")]
    assert segments(book, "2025-04-09") == [
        ("2025-04-05", "2025-04-10", 300_000, ""),
        ("2025-04-10", "2025-07-09", 300_000, "us/pause"),
        ("2025-07-09", "9999-12-31", 300_000, ""),
    ]
    assert segments(book, "2025-09-01") == [
        ("2025-04-05", "2025-04-10", 300_000, ""),
        ("2025-04-10", "2025-06-01", 300_000, "us/pause"),
        ("2025-06-01", "2025-07-09", 600_000, "us/pause"),
        ("2025-07-09", "2025-07-20", 600_000, ""),
    ]


def test_order_waits_for_its_date():
    """An order without a date is never in force until another instrument fixes it."""
    order = (
        "orders:\n  - {id: autos, cite: s.4, authority: s232_autos, duty: {total: 15%}, entered: {from: to-be-fixed}}\n"
    )
    fix = "fixes: [{order: us/order#autos, set: {heading: 9903.94.41}, entered: {from: 2025-09-16}}]"
    book = replay([instrument("order", "2025-09-04", order), instrument("fix", "2025-09-15", fix)])

    ((day, state),) = book.provisions["us/order#autos"].states
    assert "2025-09-15" == day
    assert "2025-09-16" == state[0].start
    assert "9903.94.41" == state[0].fields["heading"]
    assert ("2025-09-04", "2025-09-15") == book.orders["us/order#autos"][1:]


def test_same_time_without_order_is_an_error():
    """Two instruments of one moment that touch one provision must say which comes first."""
    first = instrument("a", "2025-05-01", "ends: [{provision: us/base#duty, entered: {from: 2025-07-20}}]")
    second = instrument(
        "b", "2025-05-01", "amends: [{provision: us/base#duty, set: {duty: {add: 1%}}, entered: {from: 2025-06-01}}]"
    )

    with pytest.raises(LawError, match="became known at the same time"):
        replay([instrument("base", "2025-04-02", BASE), first, second])


def test_unknown_target_names_its_place():
    """An operation on nothing says where it stands and what it named."""
    wrong = instrument("a", "2025-05-01", "ends: [{provision: us/nothing#x, entered: {from: 2025-07-20}}]")

    with pytest.raises(LawError, match=r"a\.yaml:5:8: us/nothing#x names no provision"):
        replay([instrument("base", "2025-04-02", BASE), wrong])


@cache
def book():
    """The shipped instruments and their replay, read once."""
    instruments = load_instruments()
    return instruments, replay(instruments)


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_files_is_irrelevant(random):
    """The shipped book replays to the same histories whatever the order of files."""
    instruments, whole = book()
    shuffled = list(instruments)
    random.shuffle(shuffled)

    assert whole == replay(shuffled)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_later_knowledge_never_changes_an_earlier_view(number):
    """What was known on a day is the same with and without everything that became known after it."""
    instruments, whole = book()
    days = sorted({one.known[:10] for one in instruments})
    day = days[number % len(days)]
    early = replay([one for one in instruments if one.known[:10] <= day])

    for name, history in early.provisions.items():
        upto = [state for state in whole.provisions[name].states if state[0] <= day]
        assert upto == [state for state in history.states if state[0] <= day]
    seen = {
        (m.kind, m.name, m.code, m.sign, m.start, m.stop, m.known) for m in whole.members if m.known <= day < m.until
    }
    assert seen == {
        (m.kind, m.name, m.code, m.sign, m.start, m.stop, m.known) for m in early.members if m.known <= day < m.until
    }
