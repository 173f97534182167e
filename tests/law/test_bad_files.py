"""Bad instrument and scenario files: every mistake with file, line and column, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanzei.law.schema import read_instrument

GOOD = """id: us/x
title: T
kind: hypothetical
known: 2025-09-04
provisions:
  - id: a
    cite: s.1
    heading: 9903.99.01
    authority: s122
    duty: {add: 10%}
    entered: {from: 2025-04-05}
"""


def mistakes(text):
    """Mistakes of an instrument text."""
    return read_instrument(Path("x.yaml"), text)[1]


def test_a_good_file_has_none():
    """The file the others are bent from is good."""
    assert [] == mistakes(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "duty: {add: 10%}",
            "duty: {add: 15}",
            "x.yaml:10:17: expected a percentage, got '15': write 15% (a percentage) with the sign",
        ),
        ("cite: s.1", "cites: s.1", "x.yaml:7:5: unknown key 'cites' in a provision; did you mean 'cite'?"),
        ("cite: s.1", "cite: s.1\n    cite: s.2", "x.yaml:8:5: the key 'cite' stands twice: keep one"),
        ("from: 2025-04-05", "from: 2025-02-30", "x.yaml:11:21: '2025-02-30' is not a day of the calendar"),
        (
            "from: 2025-04-05",
            "from: 2025-04-05, to: 2025-04-01",
            "x.yaml:11:37: ends on 2025-04-01, before it begins on 2025-04-05",
        ),
        ("authority: s122", "authority: s123", "x.yaml:9:16: unknown authority 's123'; did you mean 's122'?"),
        ("9903.99.01", "9903.9", "x.yaml:8:14: '9903.9' is not a Chapter 99 heading written 9903.02.73"),
        ("known: 2025-09-04", "known: yesterday", "x.yaml:4:8: 'yesterday' is not a day or a day with a time"),
        ("duty: {add: 10%}", "duty: {add: 10%, total: 15%}", "x.yaml:10:11: a duty has exactly one of"),
        (
            "entered:",
            "when: {claims: {civil_aircarft: yes}}\n    entered:",
            "unknown claim 'civil_aircarft'; did you mean 'civil_aircraft'?",
        ),
        ("title: T", "title: &t T\nnote: *t", "anchors and aliases are not allowed"),
        (
            "title: T",
            "title: !!python/object:os.system T",
            "the tag tag:yaml.org,2002:python/object:os.system is not allowed",
        ),
        ("id: a", "id: a\n   bad: indent", "not YAML"),
    ],
)
def test_mistake_is_told_with_its_place(old, new, said):
    """One mistake, one message: where, what, how to mend."""
    found = mistakes(GOOD.replace(old, new, 1))

    assert any(said in one for one in found), found


def test_all_mistakes_are_told():
    """Not the first alone."""
    found = mistakes(GOOD.replace("10%", "10").replace("s122", "s1").replace("2025-04-05", "soon"))

    assert 3 == len(found)


def test_billion_laughs_is_refused():
    """Aliases are refused before they multiply."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

    assert any("anchors and aliases" in one for one in mistakes(GOOD + bomb))
