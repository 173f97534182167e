"""Figures of two reports matched by what they measure, of whom, of when and on what basis; sentences need not be alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kanzei.record.reports.equal import Verdict, judge_figures
from kanzei.record.reports.figure_scope import MOVES, scope_of
from kanzei.record.reports.identity import name_parts
from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.measured import Fact
from kanzei.record.reports.model import Item
from kanzei.record.reports.statements import Side, alike
from kanzei.record.reports.times import same_time

__all__ = ["FigureMatch", "match_figures"]

_ENOUGH, _BARE = 0.34, 0.55


class FigureMatch(NamedTuple):
    """Two figures of one thing, and the verdict on them; ``scope``: why they are of different things after all."""

    one: Fact
    other: Fact
    verdict: Verdict
    scope: str
    likeness: float


def match_figures(first: Side, second: Side, ours: Sequence[Fact], theirs: Sequence[Fact]) -> list[FigureMatch]:
    """Matches, each figure in one at most: equal ones first, then those of one thing with different values."""
    rows = []
    for one in ours:
        for other in theirs:
            verdict = judge_figures(one.item, other.item)
            if verdict.same is None and one.item.unit != other.item.unit:
                continue
            likeness = _likeness(one, other)
            firm = likeness + (_evidence(first, one, second, other) if likeness else 0.0)
            family = one.family == other.family or not one.family or not other.family
            if verdict.same is True:
                scope = scope_of(first, one, second, other)
                plain = verdict.rule.startswith("same figure") and one.item.kind in {"money", "percent", "points"}
                if (
                    likeness >= 0.3
                    or _telling(one)
                    or (plain and (likeness > 0 or one.family == other.family))
                    and not scope
                ):
                    rows.append(
                        (
                            2.0 + likeness - (0.5 if scope else 0) + (0.3 if family else 0),
                            one,
                            other,
                            verdict,
                            "",
                            likeness,
                        )
                    )
                continue
            if not _one_thing(one, other, firm):
                continue
            rows.append((firm, one, other, verdict, scope_of(first, one, second, other), firm))
    rows.sort(key=lambda row: (-row[0], row[1].item.start, row[2].item.start))
    used: tuple[set[Item], set[Item]] = (set(), set())
    found = []
    for _, one, other, verdict, scope, likeness in rows:
        if one.item in used[0] or other.item in used[1]:
            if verdict.same is True and (one.item not in used[0] or other.item not in used[1]) and likeness >= 0.3:
                used[0].add(one.item)
                used[1].add(other.item)
                found.append(FigureMatch(one, other, verdict, "", likeness))
            continue
        used[0].add(one.item)
        used[1].add(other.item)
        found.append(FigureMatch(one, other, verdict, scope, likeness))
    return found


def _evidence(first: Side, one: Fact, second: Side, other: Fact) -> float:
    """What else speaks for one thing: one noun counted, one kind of goods, one time told, digits that look like a slip."""
    found = 0.15 * bool(one.family and one.family == other.family and one.bodies & other.bodies)
    found += 0.1 * bool(
        one.noun
        and one.noun == other.noun
        or one.item.kind == "number"
        and one.item.unit
        and one.item.unit == other.item.unit
    ) + 0.1 * bool(one.goods and one.goods == other.goods)
    days = [[item for item in fact.statement.items if item.when] for fact in (one, other)]
    if any(same_time(a.when, first.day, b.when, second.day) for a in days[0] for b in days[1] if a.when and b.when):
        found += 0.1
    return found + (0.25 if slip(one.item, other.item) else 0.0)


def slip(one: Item, other: Item) -> bool:
    """Whether two figures differ as slips of the pen do: 136 and 163, 1.4 million and 1.4 billion."""
    if one.unit != other.unit or one.number is None or other.number is None or not one.step or not other.step:
        return False
    digits = [f"{abs(item.number / item.step):.0f}" for item in (one, other) if item.number is not None and item.step]
    bare = [each.rstrip("0") for each in digits]
    if bare[0] == bare[1]:
        return len(bare[0]) > 1
    return one.step == other.step and len(digits[0]) > 2 and sorted(digits[0]) == sorted(digits[1])


def _telling(one: Fact) -> bool:
    """Whether a sum is so particular that the same sum elsewhere is the same thing: two digits or more."""
    assert one.item.number is not None
    return one.item.kind == "money" and len(one.item.number.normalize().as_tuple().digits) >= 2


def _likeness(one: Fact, other: Fact) -> float:
    """Shared concepts of the clauses or of the sentences, the better of the two, with names and places in common."""
    clause = alike(frozenset(one.item.what), frozenset(other.item.what))
    whole = alike(one.statement.content, other.statement.content)
    lands = 0.1 if one.lands & other.lands else 0.0
    people = [
        frozenset().union(
            *(name_parts(each.value) for each in fact.statement.items if each.kind in {"person", "organisation"})
        )
        for fact in (one, other)
    ]
    return max(clause, whole) + lands + (0.1 if people[0] & people[1] else 0.0)


def _one_thing(one: Fact, other: Fact, likeness: float) -> bool:
    """Whether two figures measure one thing, so that different values would be a conflict or a different scope."""
    if (
        one.item.unit != other.item.unit
        and {one.item.kind, other.item.kind} != {"money"}
        and not {one.item.unit, other.item.unit} <= {"day", "month"}
    ):
        return False
    if one.item.unit == "" and one.noun != other.noun and not (_implied(one, other) or _implied(other, one)):
        return False
    alike_digits = slip(one.item, other.item)
    if one.family != other.family and (
        (
            one.family
            and other.family
            and not _mirrored(one, other)
            and not (alike_digits and (one.family in other.item.what or other.family in one.item.what))
        )
        or not alike_digits
        and alike(frozenset(one.item.what), frozenset(other.item.what)) < _BARE
    ):
        return False
    if (one.item.kind == "ordinal") != (other.item.kind == "ordinal"):
        return False
    moves = [MOVES.get(next((each for each in fact.item.what if each in MOVES), ""), 0) for fact in (one, other)]
    concepts = frozenset(one.item.what) & frozenset(other.item.what)
    few = len(concepts) < 2 and max(len(one.item.what), len(other.item.what)) > 2
    of_goods = bool(one.family and one.goods and one.goods == other.goods)
    if few and not alike_digits and not of_goods and not _common(one, other):
        return False
    if one.family == "FACILITY" and len(concepts) < 3 and not _common_name(one, other):
        return False
    opposed = moves[0] * moves[1] < 0 and one.family not in {"TARIFF", "RATE"}
    return likeness >= (_ENOUGH if one.family else _BARE) + (0.1 if opposed else 0)


def _mirrored(one: Fact, other: Fact) -> bool:
    """Whether what one country exports to another is what that one imports: both are named, the goods are one."""
    both = {one.family, other.family} == {"EXPORT", "IMPORT"}
    return both and len(one.partners) == 2 and one.partners == other.partners and bool(one.goods & other.goods)


def _common_name(one: Fact, other: Fact) -> bool:
    """Whether two statements share a country (a capital stands for it), a body or a person."""
    names = [
        {
            capital_of().get(item.value, item.value)
            for item in fact.statement.items
            if item.kind in {"place", "organisation", "person"}
        }
        for fact in (one, other)
    ]
    return bool(names[0] & names[1]) or not names[0] or not names[1]


def _implied(one: Fact, other: Fact) -> bool:
    """Whether a figure without a noun of its own counts what the other counts: "his ninth" of the trip."""
    return not one.noun and other.noun in one.statement.content


def _common(one: Fact, other: Fact) -> bool:
    """Whether two statements share a country, a body, or two concepts."""
    people = [
        {next(iter(each.value.split()[-1:]), "") for each in fact.statement.items if each.kind == "person"}
        for fact in (one, other)
    ]
    return (
        bool(one.partners & other.partners or one.bodies & other.bodies)
        or len(people[0] & people[1]) >= 2
        or len(one.statement.content & other.statement.content) >= 2
    )
