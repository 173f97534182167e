"""Announced projects: cases from ranges, refused where nothing but a guess could make one."""

from __future__ import annotations

import pytest

from kanzei.deal.announced import announced, announced_case, at_ends
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.run import run
from kanzei.errors import UsageError

SHEET = read_sheet("japan").known(None)


def test_every_announced_project_is_there_and_the_first_batch_makes_36_billion():
    found = announced()

    assert [f"JP-0{n}" for n in range(1, 7)] + [f"JP-C0{n}" for n in range(1, 8)] == list(found)
    assert 36_000_000_000_00 == sum(found[f"JP-0{n}"].amount for n in (1, 2, 3))
    assert all(one.source.startswith("https://") for one in found.values())
    assert all(
        each.basis in ("sourced", "illustrative") and each.note
        for one in found.values()
        for each in one.ranges.values()
    )


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("JP-04", "one report (grade C)"),
        ("JP-05", "no amount was announced"),
        ("JP-C01", "ceiling of an expression of interest"),
        ("JP-C07", "grade C"),
    ],
)
def test_what_was_not_announced_is_not_made_up(name, because):
    """Refused, and the refusal says how to name the assumption."""
    with pytest.raises(UsageError, match=r"write " + name + ":amount=") as caught:
        announced_case(name)

    assert because in str(caught.value)
    case = announced_case(f"{name}:amount=1000000000,build=5")
    assert 1_000_000_000_00 == case.projects[0].funded
    assert "build 5 (said)" in case.note


def test_the_ends_bracket_the_middle():
    """Low is worse for Japan than the middle, and high is better, under every reading."""
    for reading in SHEET.readings.values():
        values = [run(announced_case(word), SHEET, reading).parties["all"].returns.npv for word in at_ends("JP-01")]

        assert sorted(values) == values


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("JP-1", "did you mean JP-01"),
        ("JP-01@best", "low, middle or high"),
        ("JP-01:yeld=9%", "did you mean yield"),
        ("JP-01:yield=9", "9%"),
        ("JP-01:amount=x", "no amount"),
    ],
)
def test_slips_are_told(word, said):
    with pytest.raises(UsageError, match=said):
        announced_case(word)
