"""Mutation, in little: the harness makes and takes away mutants, and a sample of those the long run kills is killed again."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from functools import cache

import pytest

from kanzei import EntryLine, LawBook

from .__main__ import INSTRUMENTS
from .code import MODULES, install, mutants_of_module
from .law import mutants_of
from .run_law import Court
from .verdicts import explained, read_kept

SAMPLE = 60


@cache
def court() -> Court:
    """The corpus on the standing book."""
    return Court()


def test_a_sample_of_the_law_is_killed_or_explained() -> None:
    """Sixty mutants drawn by a fixed seed from the instruments held to it."""
    held = [instrument for instrument in court().instruments if instrument.id in INSTRUMENTS]
    every = [one for instrument in held for one in mutants_of(instrument)]
    kept = read_kept()
    living = []
    for mutant in random.Random(2025).sample(every, SAMPLE):
        verdict = court().try_mutant(mutant)
        if not verdict.killed and not verdict.by and explained(mutant.id, kept) is None:
            living.append(mutant.id)
    assert living == []


def test_no_two_mutants_share_a_name() -> None:
    """A name in the kept file means one mutant."""
    names = [one.id for instrument in court().instruments for one in mutants_of(instrument)]
    assert sorted(name for name, times in Counter(names).items() if times > 1) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_mutant_of_the_code_is_put_in_place_and_taken_away(module: str) -> None:
    """Mutants of a module can be installed, and leave the standing answer behind."""
    mutants = mutants_of_module(module)
    for mutant in random.Random(7).sample(mutants, min(12, len(mutants))):
        install(mutant)()
    car = EntryLine("8703230140", "JP", date(2025, 9, 20), 3_000_000)
    assert LawBook.shipped().view().assess(car).duty_cents == 450_000


def test_a_mutant_changes_the_answer() -> None:
    """With the test for a provision of chapter 98 turned, the whole value pays in place of the work."""
    mutant = next(one for one in mutants_of_module("kanzei.duty.chapter98") if one.what == "not code: not dropped")
    take_away = install(mutant)
    line = EntryLine(
        "9004100000", "VN", date(2025, 1, 15), 1_000_000, claims={"ch98": "9802.00.50", "repair_value": 200_000}
    )
    wrong = LawBook.shipped().view().assess(line, explain=False).duty_cents
    take_away()
    assert (20_000, 4_000) == (wrong, LawBook.shipped().view().assess(line, explain=False).duty_cents)
