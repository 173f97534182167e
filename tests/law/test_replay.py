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


TABLE = """provisions:
  - id: rows
    cite: s.1
    authority: s122
    table: {columns: [heading, duty], rows: {ca: [9903.99.02, {add: 10%}], mx: [9903.99.03, {add: 10%}], br: [9903.99.04, {add: 10%}]}}
    entered: {from: 2025-04-05}
"""


@pytest.mark.parametrize(
    ("which", "changed"),
    [
        ("", ["ca", "mx", "br"]),
        ("origin: [ca, mx], ", ["ca", "mx"]),
        ("except_origin: [ca], ", ["mx", "br"]),
        ("origin: [ca, mx], except_origin: [ca], ", ["mx"]),
    ],
)
def test_an_origin_picks_the_rows_of_a_table(which, changed):
    """Rows that name one of the countries, less those that name one excepted; the others stand as they were."""
    end = f"ends: [{{provision: us/base#rows, {which}entered: {{from: 2025-07-20}}}}]"
    found = replay([instrument("base", "2025-04-02", TABLE), instrument("end", "2025-06-01", end)])

    last = {
        history.states[-1][1][0].fields["origin"]["in"][0]: history.states[-1][1][0].stop
        for history in found.provisions.values()
    }
    assert {code: "2025-07-20" if code in changed else "9999-12-31" for code in ("ca", "mx", "br")} == last


def test_an_amendment_changes_the_fields_it_sets_and_says_by_whom():
    """An exception added stands after those there; the words of the amending text are not fields of the provision."""
    first = "amends: [{provision: us/base#duty, cite: s.2, set: {duty: {add: 20%}, add_unless: [9903.99.05]}, entered: {from: 2025-04-05}}]"
    second = (
        "amends: [{provision: us/base#duty, cite: s.3, set: {add_unless: [9903.99.06]}, entered: {from: 2025-04-05}}]"
    )
    base = instrument("base", "2025-04-02", BASE)
    found = replay([base, instrument("a", "2025-05-01", first), instrument("b", "2025-06-01", second)])

    before = base.operations[0].fields
    (segment,) = found.provisions["us/base#duty"].states[-1][1]
    assert {
        **before,
        "duty": {**before["duty"], "rate": 600_000},
        "unless": [["heading", "9903.99.05", "9903.99.05"], ["heading", "9903.99.06", "9903.99.06"]],
        "amended_by": [["us/a", "s.2"], ["us/b", "s.3"]],
    } == segment.fields


@pytest.mark.parametrize("span", ["from: 2025-03-01, to: 2025-04-05", "from: 2025-07-09, to: 2025-08-01"])
def test_a_change_that_only_touches_an_interval_leaves_it_whole(span):
    """The day not covered is the first of the other."""
    base = BASE.replace("from: 2025-04-05", "from: 2025-04-05, to: 2025-07-09")
    change = f"amends: [{{provision: us/base#duty, set: {{duty: {{add: 20%}}}}, entered: {{{span}}}}}]"
    found = replay([instrument("base", "2025-04-02", base), instrument("a", "2025-05-01", change)])

    assert [("2025-04-05", "2025-07-09", 300_000, "")] == segments(found, "2025-05-01")


@pytest.mark.parametrize(
    ("known", "after", "refused"),
    [
        ("2025-05-01", "", True),
        ("2025-05-01", "after: [us/a]\n", False),
        ("2025-05-02", "", False),
        ("2025-05-01T09:00-04:00", "", False),
    ],
)
def test_two_changes_of_one_moment_stand_where_one_says_that_it_comes_after(known, after, refused):
    """So do two of different moments."""
    rise = "amends: [{{provision: us/base#duty, set: {{duty: {{add: {rate}%}}}}, entered: {{from: 2025-06-01}}}}]"
    files = [
        instrument("base", "2025-04-02", BASE),
        instrument("a", "2025-05-01", rise.format(rate=20)),
        instrument("b", known, after + rise.format(rate=30)),
    ]
    if refused:
        with pytest.raises(LawError, match=r"say 'after: \[us/a\]' in the later one"):
            replay(files)
        return

    assert ("2025-06-01", "9999-12-31", 900_000, "") == segments(replay(files), "2025-05-02")[-1]


def test_a_provision_that_stands_twice_is_told_once():
    """The first stays, so that what is said of it later is no second mistake."""
    one = instrument("base", "2025-04-02", BASE)
    (first,) = one.operations
    second = first._replace(place="base.yaml:7:5", fields={**first.fields, "authority": "s338"})
    end = instrument("end", "2025-05-01", "ends: [{authority: s122, entered: {from: 2025-07-20}}]")

    with pytest.raises(LawError) as raised:
        replay([one._replace(operations=(first, second)), end])
    assert "base.yaml:7:5: the provision us/base#duty stands twice" == str(raised.value)


def test_a_provision_is_no_order_to_fix():
    """Only an order waits for its date."""
    fix = "fixes: [{order: us/base#duty, set: {heading: 9903.94.41}, entered: {from: 2025-09-16}}]"

    with pytest.raises(LawError) as raised:
        replay([instrument("base", "2025-04-02", BASE), instrument("fix", "2025-05-01", fix)])
    assert "fix.yaml:5:9: us/base#duty is not an order" == str(raised.value)


@pytest.mark.parametrize(
    ("known", "span", "rows"),
    [
        (
            "2025-02-01",
            "from: 2025-01-01, to: 2025-03-01",
            [
                ("+", "2025-01-01", "2025-09-01", "2025-01-01", "2025-02-01"),
                ("-", "2025-01-01", "2025-03-01", "2025-02-01", "9999-12-31"),
                ("+", "2025-03-01", "2025-09-01", "2025-02-01", "9999-12-31"),
            ],
        ),
        (
            "2025-02-01",
            "from: 2025-03-01, to: 2025-09-01",
            [
                ("+", "2025-01-01", "2025-09-01", "2025-01-01", "2025-02-01"),
                ("+", "2025-01-01", "2025-03-01", "2025-02-01", "9999-12-31"),
                ("-", "2025-03-01", "2025-09-01", "2025-02-01", "9999-12-31"),
            ],
        ),
        (
            "2025-02-01",
            "from: 2025-03-01, to: 2025-04-01",
            [
                ("+", "2025-01-01", "2025-09-01", "2025-01-01", "2025-02-01"),
                ("+", "2025-01-01", "2025-03-01", "2025-02-01", "9999-12-31"),
                ("+", "2025-04-01", "2025-09-01", "2025-02-01", "9999-12-31"),
                ("-", "2025-03-01", "2025-04-01", "2025-02-01", "9999-12-31"),
            ],
        ),
        (
            "2025-02-01",
            "from: 2025-09-01, to: 2025-10-01",
            [
                ("+", "2025-01-01", "2025-09-01", "2025-01-01", "9999-12-31"),
                ("-", "2025-09-01", "2025-10-01", "2025-02-01", "9999-12-31"),
            ],
        ),
        (
            "2025-01-01",
            "from: 2025-01-01, to: 2025-03-01",
            [
                ("-", "2025-01-01", "2025-03-01", "2025-01-01", "9999-12-31"),
                ("+", "2025-03-01", "2025-09-01", "2025-01-01", "9999-12-31"),
            ],
        ),
    ],
)
def test_a_change_of_a_set_closes_what_was_known_and_opens_what_is(known, span, rows):
    """Rectangles of entered and known days: none is empty, and what stays the same is not cut."""
    first = "sets: [{name: list, add: [8703], entered: {from: 2025-01-01, to: 2025-09-01}}]"
    second = f"sets: [{{name: list, remove: [8703], entered: {{{span}}}}}]"
    found = replay([instrument("a", "2025-01-01", first), instrument("b", known, second)])

    assert sorted(rows) == sorted(member[3:] for member in found.members)
    assert {("set", "list", "8703")} == {member[:3] for member in found.members}


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
