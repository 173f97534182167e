"""Trips: who travels where, what for, whether it is called off, and when it is to be made instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from kanzei.record.reports.event_match import EventMatch, Told, same_agents, together
from kanzei.record.reports.identity import shown
from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.model import Item
from kanzei.record.reports.statements import Side, Statement, alike
from kanzei.record.reports.times import same_time
from kanzei.record.reports.words import concepts, load

__all__ = ["Trip", "compare_trips", "trips", "within"]

_OFF = frozenset({"CANCEL", "POSTPONE"})


class Purpose(NamedTuple):
    """What a trip is for: its concepts and the place of its words."""

    content: frozenset[str]
    start: int
    stop: int


class Trip(NamedTuple):
    """All a report tells of trips to one country: the tellings, who goes, what for, and dates named for it."""

    where: str
    told: tuple[Told, ...]
    travellers: tuple[Item, ...]
    purposes: tuple[Purpose, ...]
    off: bool


def trips(side: Side, told: Sequence[Told]) -> list[Trip]:
    """Trips of a report, those to one country together; a telling without a country belongs to the first."""
    going = [one for one in told if one.event.concept == "TRAVEL"]
    grouped: dict[str, list[Told]] = {}
    for one in going:
        lands = [capital_of().get(item.value, item.value) for item in one.event.where]
        home = {
            item.entity[1] for item in one.statement.items if item.kind in {"person", "role"} and len(item.entity) > 1
        }
        abroad = [land for land in lands if land not in home] or lands
        grouped.setdefault(abroad[0] if abroad else "", []).append(one)
    loose = grouped.pop("", [])
    if loose and grouped:
        grouped[next(iter(grouped))] += loose
    elif loose:
        grouped[""] = loose
    return [_trip(where, these) for where, these in grouped.items()]


def _trip(where: str, told: list[Told]) -> Trip:
    people: list[Item] = []
    for one in sorted(told, key=lambda each: each.event.start):
        people += [item for item in one.event.agents if item.kind in {"person", "role"}]
    off = any(_OFF & one.statement.content for one in told)
    purposes = tuple(found for one in told if (found := _purpose(one)) is not None)
    named = [item for item in people if item.kind == "person"] or people
    return Trip(where, tuple(told), tuple(named), purposes, off)


def _purpose(one: Told) -> Purpose | None:
    """The words after "to" and a verb of negotiation, to the end of the sentence."""
    rule = load("frames.yaml")["purpose"]
    verbs = frozenset(rule["verbs"].split())
    words = [word for word in one.statement.words if word.start >= one.event.stop]
    for place, word in enumerate(words):
        if word.text.lower() not in {"to", "for"} or place + 1 >= len(words):
            continue
        found = concepts(words[place + 1 :])
        if found and found[0][0] in verbs and found[0][1] <= 1:
            last = next((each for each in words[place:] if each.text in {".", ";"}), words[-1])
            inside = [each for each in words[place:] if each.start <= last.start]
            return Purpose(frozenset(concept for concept, _, _ in concepts(inside)), word.start, inside[-1].stop)
    return None


def one_trip(first: Side, one: Trip, second: Side, other: Trip) -> bool:
    """Whether two reports tell of one trip: one country, and both call it off, or name a day in common, or tell it alike."""
    if one.where and other.where and one.where != other.where:
        return False
    if one.off and other.off:
        return True
    days = [[item for told in trip.told for item in told.event.when] for trip in (one, other)]
    common = any(
        a.when and b.when and same_time(a.when, first.day, b.when, second.day) for a in days[0] for b in days[1]
    )
    apart = bool(days[0] and days[1]) and not common
    return not apart and (
        common or any(alike(a.statement.content, b.statement.content) >= 0.5 for a in one.told for b in other.told)
    )


def compare_trips(first: Side, ours: Sequence[Trip], second: Side, theirs: Sequence[Trip]) -> Iterator[EventMatch]:
    """Travellers and purposes of one trip that differ."""
    for one in ours:
        for other in theirs:
            if not one_trip(first, one, second, other):
                continue
            if (
                one.travellers
                and other.travellers
                and together(first, one.travellers, second, other.travellers) is False
            ):
                here, there = one.travellers[0], other.travellers[0]
                yield EventMatch(
                    "traveller",
                    "traveller",
                    shown(here),
                    shown(there),
                    (here.start, here.stop),
                    (there.start, there.stop),
                )
            elif one.travellers and other.travellers:
                yield from _strangers(first, one, second, other)
            yield from _purposes(first, one, second, other)


def _strangers(first: Side, one: Trip, second: Side, other: Trip) -> Iterator[EventMatch]:
    """A traveller of a telling that the other report gives to somebody else, though they agree elsewhere."""
    for a in one.told:
        for b in other.told:
            if (
                a.event.agents
                and b.event.agents
                and alike(a.statement.content, b.statement.content) >= 0.6
                and same_agents(first, a, second, b) is False
            ):
                if together(first, a.event.agents, second, other.travellers) or together(
                    first, one.travellers, second, b.event.agents
                ):
                    continue
                here, there = a.event.agents[0], b.event.agents[0]
                yield EventMatch(
                    "traveller",
                    "traveller",
                    shown(here),
                    shown(there),
                    (here.start, here.stop),
                    (there.start, there.stop),
                )
                return


def _purposes(first: Side, one: Trip, second: Side, other: Trip) -> Iterator[EventMatch]:
    topics = frozenset(load("frames.yaml")["purpose"]["topics"].split())
    named = [[(purpose, purpose.content & topics) for purpose in trip.purposes] for trip in (one, other)]
    told = [[(purpose, found) for purpose, found in each if found] for each in named]
    if not told[0] or not told[1]:
        return
    all_of = [frozenset().union(*(found for _, found in each)) for each in told]
    if not all_of[0] & all_of[1]:
        here, there = told[0][0][0], told[1][0][0]
        yield EventMatch(
            "purpose",
            "purpose of the trip",
            _words(first, here),
            _words(second, there),
            (here.start, here.stop),
            (there.start, there.stop),
        )


def _words(side: Side, one: Purpose) -> str:
    return " ".join(side.report.text[one.start : one.stop].split()).rstrip(".")


class NewDate(NamedTuple):
    """When a trip that is off is to be made: the words, their place, and whether they leave it open."""

    text: str
    start: int
    stop: int
    open: bool
    item: Item | None
    sentence: int


def new_dates(side: Side, told: Sequence[Told]) -> list[NewDate]:
    """Days named for a trip that was put off, and statements that none is decided; a bare "it is not clear" is neither."""
    if not any(one.off for one in trips(side, told)):
        return []
    found = []
    for one in told:
        if (
            one.event.concept == "TRAVEL"
            and one.event.mood in {"possible", "ahead"}
            and not one.event.denied
            and one.event.when
        ):
            if {"PLAN"} & one.statement.content and one.event.mood == "ahead":
                continue
            item = one.event.when[-1]
            found.append(NewDate(item.text, item.start, item.stop, False, item, one.statement.sentence.position))
    for statement in side.statements:
        for at, element in enumerate(statement.elements):
            if _left_open(statement, at):
                found.append(NewDate("undecided", element.start, element.stop, True, None, statement.sentence.position))
    return found


def _left_open(statement: Statement, at: int) -> bool:
    """Whether a word says that no new day is decided; "it is not clear whether he will reschedule" is only a question."""
    element = statement.elements[at]
    undecided = element.key == "DECIDE" and any(each.key == "NOT" for each in statement.elements[max(0, at - 2) : at])
    if not undecided and element.key != "UNCLEAR":
        return False
    about = {each.key for each in statement.elements[max(0, at - 5) : at + 5]}
    if not about & {"PLAN", "RESCHEDULE", "TRAVEL"} or any(each.key == "#date" for each in statement.elements[at:]):
        return False
    return not (element.key == "UNCLEAR" and "RESCHEDULE" in about and element.start < statement.sentence.start + 20)


def within(
    first: Side, ours: Sequence[NewDate], second: Side, theirs: Sequence[NewDate]
) -> Iterator[tuple[int, NewDate, int, NewDate]]:
    """New dates that contradict each other, inside one report or between two: (report, date, report, date)."""
    seen: set[tuple[str, str]] = set()
    pool = [(0, one) for one in ours] + [(1, one) for one in theirs]
    couples = list(combinations(pool, 2))
    for inside in (True, False):
        for (here, one), (there, other) in couples:
            if inside != (here == there):
                continue
            if one.open == other.open and not _apart(first, second, here, one, there, other):
                continue
            key = (min(one.text, other.text), max(one.text, other.text))
            if key not in seen and (one.open != other.open or here != there):
                seen.add(key)
                yield here, one, there, other


def _apart(first: Side, second: Side, here: int, one: NewDate, there: int, other: NewDate) -> bool:
    days = (first.day, second.day)
    if one.item is None or other.item is None or one.item.when is None or other.item.when is None:
        return False
    return same_time(one.item.when, days[here], other.item.when, days[there]) is False
