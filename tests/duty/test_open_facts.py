"""A stack whose facts were left open answers, once they are stated, as the evaluator does when it knows them beforehand."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

import kanzei
from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.facts import Stated, divides_alike, open_atoms, other_answers
from kanzei.duty.scalar import Figures, carry_out
from kanzei.law.claims import REGISTRY

VALUE = 1_000_000_00
FLAGS = [key for key, claim in REGISTRY.items() if claim.type == "flag"]


@cache
def shipped() -> kanzei.View:
    return kanzei.LawBook.shipped().view()


def figures(rate: int, stated: Stated | None = None, facts: dict[str, int] | None = None) -> Figures:
    def duty(part: int, value: int) -> tuple[int, int]:
        return rate * part, 1000

    return Figures(VALUE, facts or {}, duty, duty, {"kg": 10_000_000, "W": 10_000_000}, {}, stated)


def outcome(evaluation: Evaluation, amounts: Figures) -> Any:
    done = carry_out(evaluation.stack, amounts)
    return (
        {name: pair for name, pair in done.parts.items() if pair[0]},
        [(one.step.provision["id"], one.step.heading, one.step.part, one.base, one.amount) for one in done.charged],
    )


def drawn(view: kanzei.View, seed: int) -> tuple[Situation, dict[str, Any], str]:
    """A random situation without facts, the facts, and the loading day."""
    pick = random.Random(seed)
    entered = date(2025, 1, 1) + timedelta(days=pick.randrange(730))
    codes = view.book.schedule.codes(entered)
    origin = pick.choice(
        ("CN", "CN", "JP", "DE", "KR", "GB", "CA", "MX", "IN", "BR", "RU", "CU", "CH", "TW", "VN", "AE")
    )
    code = pick.choice([code for code in codes if code[:2] < "98"])
    column = "column-2" if view.in_group("column-2", origin, entered.isoformat()) else "general"
    claims: dict[str, Any] = {key: pick.random() < 0.8 for key in pick.sample(FLAGS, pick.randrange(4))}
    situation = Situation(code, origin, entered.isoformat(), "", column, "", pick.random() < 0.3, {}, "")
    consulted = sorted(Evaluation(view, situation).consulted)
    for kind, key in pick.sample(consulted, min(len(consulted), 3)):
        if kind == "flag":
            claims[key] = pick.random() < 0.7
        elif kind.startswith("country:"):
            claims[key] = pick.choice((kind.partition(":")[2].upper(), "RU", "US"))
    loaded = (entered - timedelta(days=pick.randrange(60))).isoformat() if pick.random() < 0.4 else ""
    return situation, claims, loaded


@pytest.mark.parametrize("part", range(4))
def test_an_open_stack_is_the_closed_one_once_its_facts_are_stated(part: int) -> None:
    alike = 0
    for seed in range(part * 300, part * 300 + 300):
        situation, claims, loaded = drawn(shipped(), seed)
        headings = {key: value for key, value in claims.items() if key[:2] == "99"}
        left_open = Evaluation(shipped(), situation._replace(claims=headings), open_facts=True)
        closed = Evaluation(shipped(), situation._replace(claims=claims, loaded=loaded))
        stated = Stated(shipped(), situation.entered, claims, loaded, {})
        if not divides_alike(left_open, stated):
            continue
        alike += 1
        for rate in (0, 25, 125, 150, 400):
            expected = outcome(closed, figures(rate))
            assert (seed, expected) == (seed, outcome(left_open, figures(rate, stated)))
    assert alike > 200


def test_a_stack_left_open_names_what_it_asks() -> None:
    """A pump of Japan in September 2025: medicines and donations are not the question, aircraft and the loading day are."""
    situation = Situation("8413919085", "JP", "2025-09-20", "", "general", "", False, {}, "")
    evaluation = Evaluation(shipped(), situation, open_facts=True)
    stated = Stated(shipped(), situation.entered, {}, "", {})

    names = {one.name for one in other_answers(evaluation, stated, shipped().book.readings)}

    assert {"civil_aircraft", "donation", "information", "transshipped"} <= names
    assert len(open_atoms(evaluation.stack)) >= len(names) - 2


def test_what_is_stated_is_not_asked_again() -> None:
    situation = Situation("8413919085", "JP", "2025-09-20", "2025-09-01", "general", "", False, {"donation": True}, "")
    evaluation = Evaluation(shipped(), situation, open_facts=True)

    assert ("fact", "donation") not in open_atoms(evaluation.stack)
    assert not [atom for atom in open_atoms(evaluation.stack) if atom[0] == "loaded"]
