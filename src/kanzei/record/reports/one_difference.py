"""Statements that say one thing in other words and differ in one respect only: the day, the place or a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kanzei.record.reports.equal import judge_figures
from kanzei.record.reports.event_match import EventMatch
from kanzei.record.reports.figure_scope import scope_of
from kanzei.record.reports.identity import same_name, shown
from kanzei.record.reports.measured import facts
from kanzei.record.reports.model import Item
from kanzei.record.reports.scope import speaker
from kanzei.record.reports.statements import Side, Statement, alike
from kanzei.record.reports.times import same_time
from kanzei.record.reports.words import lexicon

__all__ = ["one_difference"]

_LIKE, _NAMED, _SURE = 0.6, 0.45, 0.85
_DAYS = frozenset({"day", "range", "weekday", "month", "relative"})
_HEDGED = frozenset({"may", "might", "could", "whether", "if", "until", "unless"})


def one_difference(
    first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]
) -> Iterator[EventMatch]:
    """The one respect in which two like statements differ; none where they differ in two, or in their figures.

    Statements are alike where they share six tenths of their concepts, or nearly half of them and two names; each is
    compared with the one most like it.
    """
    for one in ours:
        best = max(theirs, key=lambda each: _likeness(first, one, second, each), default=None)
        if best is None or _likeness(first, one, second, best) < _LIKE:
            continue
        back = max(ours, key=lambda each: _likeness(first, each, second, best))
        if back is not one or one.negations % 2 != best.negations % 2:
            continue
        if not _figures_differ(one, best):
            yield from _respects(first, one, second, best)
        elif (figure := _figure(first, one, second, best)) is not None and not list(
            _respects(first, one, second, best)
        ):
            yield figure


@lru_cache(maxsize=20_000)
def _likeness(first: Side, one: Statement, second: Side, other: Statement) -> float:
    speech = lexicon().groups["speech"]
    shared = alike(one.content - speech, other.content - speech)
    if min(len(one.content), len(other.content)) < 2:
        return 0.0
    names = sum(any(same_name(a, first.day, b, second.day) is True for b in _people(other)) for a in _people(one))
    return shared if shared >= _LIKE or names < 2 or shared < _NAMED else _LIKE


def _people(one: Statement) -> list[Item]:
    return [item for item in one.items if item.kind in {"person", "organisation", "place", "name"}]


def _figures_differ(one: Statement, other: Statement) -> bool:
    values = [
        {(item.unit, item.number) for item in statement.items if item.number is not None and item.kind != "ordinal"}
        for statement in (one, other)
    ]
    return values[0] != values[1]


def _figure(first: Side, one: Statement, second: Side, other: Statement) -> EventMatch | None:
    """The one figure that differs where two statements have others in common and no scope sets it apart."""
    ours, theirs = (
        [fact for fact in facts(side) if fact.item.sentence == statement.sentence.position]
        for side, statement in ((first, one), (second, other))
    )
    left = [a for a in ours if not any(judge_figures(a.item, b.item).same for b in theirs)]
    right = [b for b in theirs if not any(judge_figures(a.item, b.item).same for a in ours)]
    if len(left) != 1 or len(right) != 1 or len(ours) < 2 or len(ours) != len(theirs):
        return None
    a, b = left[0].item, right[0].item
    if (
        a.kind != b.kind
        or a.unit != b.unit
        or left[0].noun != right[0].noun
        or scope_of(first, left[0], second, right[0])
    ):
        return None
    return EventMatch("figure", "the one figure that differs", a.text, b.text, (a.start, a.stop), (b.start, b.stop))


def _respects(first: Side, one: Statement, second: Side, other: Statement) -> Iterator[EventMatch]:
    hedged = any(word.text.lower() in _HEDGED for statement in (one, other) for word in statement.words)
    found = [
        each
        for each in (
            _days(first, one, second, other),
            _places(first, one, second, other),
            _persons(first, one, second, other),
        )
        if each is not None
    ]
    if len(found) == 1 and not (hedged and found[0].rule == "day"):
        yield found[0]


def _days(first: Side, one: Statement, second: Side, other: Statement) -> EventMatch | None:
    here, there = (
        [item for item in statement.items if item.when and item.when.grain in _DAYS] for statement in (one, other)
    )
    if not here or not there:
        return None
    verdicts = [same_time(a.when, first.day, b.when, second.day) for a in here for b in there if a.when and b.when]
    firm = [
        [item for item in items if item.when and item.when.grain in {"day", "range", "month"}]
        for items in (here, there)
    ]
    if True in verdicts and not (firm[0] and firm[1]):
        return None
    pairs = [(a, b) for a in firm[0] or here for b in firm[1] or there if a.when and b.when]
    if all(same_time(a.when, first.day, b.when, second.day) is False for a, b in pairs if a.when and b.when):
        a, b = pairs[0]
        return EventMatch("day", "the day", a.text, b.text, (a.start, a.stop), (b.start, b.stop))
    return None


def _odd(first: Side, here: Sequence[Item], second: Side, there: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Names of each side that are none of the other's; None of same_name counts as the same."""
    left = [a for a in here if all(same_name(a, first.day, b, second.day) is False for b in there)]
    right = [b for b in there if all(same_name(a, first.day, b, second.day) is False for a in here)]
    return left, right


def _places(first: Side, one: Statement, second: Side, other: Statement) -> EventMatch | None:
    here, there = (
        [item for item in statement.items if item.kind == "place" and _located(statement, item)]
        for statement in (one, other)
    )
    left, right = _odd(first, here, second, there)
    if len({each.value for each in left}) == len({each.value for each in right}) == 1:
        a, b = left[0], right[0]
        return EventMatch("place", "the place", shown(a), shown(b), (a.start, a.stop), (b.start, b.stop))
    return None


def _located(statement: Statement, item: Item) -> bool:
    """Whether a place says where: after "in", "at" or "to", or what is visited."""
    before = [word for word in statement.words if word.stop <= item.start][-1:]
    return bool(before) and (before[0].text.lower() in {"in", "at", "to", "for"} or before[0].stem == "visit")


def _persons(first: Side, one: Statement, second: Side, other: Statement) -> EventMatch | None:
    """Who does it; who says it only where the statements are all but the same."""
    sure = alike(one.content, other.content) >= _SURE and min(len(one.content), len(other.content)) >= 4
    here, there = (
        [item for item in statement.items if item.kind in {"person", "role"} and (sure or not _said(statement, item))]
        for statement in (one, other)
    )
    named = [[item for item in items if item.kind == "person"] for items in (here, there)]
    everyone = [[item for item in statement.items if item.kind in {"person", "role"}] for statement in (one, other)]
    left = [a for a in named[0] or here if all(same_name(a, first.day, b, second.day) is False for b in everyone[1])]
    right = [b for b in named[1] or there if all(same_name(a, first.day, b, second.day) is False for a in everyone[0])]
    if len({each.value for each in left}) == len({each.value for each in right}) == 1:
        a, b = left[0], right[0]
        return EventMatch("agent", "the person", shown(a), shown(b), (a.start, a.stop), (b.start, b.stop))
    return None


def _said(statement: Statement, item: Item) -> bool:
    """Whether a person only tells what the statement says."""
    return speaker(statement.items, statement.words) == item.value
