"""Events of two reports matched by what is done and about what: agents, days, places and denials that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kanzei.record.reports.events import Event, events
from kanzei.record.reports.figure_scope import scope_of
from kanzei.record.reports.identity import same_name, shown
from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.measured import facts
from kanzei.record.reports.model import Item
from kanzei.record.reports.statements import Side, Statement, alike
from kanzei.record.reports.times import same_time
from kanzei.record.reports.words import lexicon

__all__ = ["EventMatch", "match_events", "of_side", "same_agents", "together"]

_LIKE, _SURE = 0.5, 0.62
_MOVES = {
    "RISE": "FALL",
    "FALL": "RISE",
    "RAISE": "CUT",
    "CUT": "RAISE",
    "IMPOSE": "REMOVE",
    "REMOVE": "IMPOSE",
    "ACCEPT": "DENY",
}
_WEAK = frozenset({"INCLUDE", "INVESTMENT", "REVISE", "RISE", "FALL", "DISCUSS", "NEGOTIATE", "PROVIDE"})


class EventMatch(NamedTuple):
    """What differs between two tellings of one event: rule of frames.yaml, values and places."""

    rule: str
    about: str
    one: str
    other: str
    here: tuple[int, int]
    there: tuple[int, int]


class Told(NamedTuple):
    """An event with its statement."""

    event: Event
    statement: Statement


def of_side(side: Side, skip: frozenset[int] = frozenset()) -> list[Told]:
    """Events of a report in order, those of the statements in ``skip`` left out."""
    found = []
    for place, statement in enumerate(side.statements):
        if place in skip or statement.sentence.kind == "credit":
            continue
        before = side.statements[place - 1] if place else None
        found += [Told(one, statement) for one in events(statement, before)]
    return found


def match_events(first: Side, second: Side, ours: Sequence[Told], theirs: Sequence[Told]) -> Iterator[EventMatch]:
    """Differences between events that are one: what is done is the same and the statements are alike."""
    for one in ours:
        for other in theirs:
            likeness = alike(_context(one), _context(other))
            if one.event.concept == other.event.concept and likeness >= _LIKE:
                for each in _compared(first, one, second, other, likeness):
                    if each.rule != "agent" or not _told_elsewhere(first, one, ours, second, other, theirs):
                        yield each
            elif _MOVES.get(one.event.concept) == other.event.concept and likeness >= _SURE - 0.12:
                yield from _opposed(first, one, second, other)


def _told_elsewhere(
    first: Side, one: Told, ours: Sequence[Told], second: Side, other: Told, theirs: Sequence[Told]
) -> bool:
    """Whether either report has the other's agent do the same thing in another place."""
    concept = one.event.concept
    here = any(
        each.event.concept == concept and together(first, each.event.agents, second, other.event.agents)
        for each in ours
    )
    return here or any(
        each.event.concept == concept and together(first, one.event.agents, second, each.event.agents)
        for each in theirs
    )


def _context(one: Told) -> frozenset[str]:
    speech = lexicon().groups["speech"]
    moved = {"RISE", "FALL", "RAISE", "CUT", "DENY", "REFUSE", "PLAN", "CONFIRM", "ANNOUNCE"} - {one.event.concept}
    return frozenset(each for each in one.statement.content if each not in speech and each not in moved)


def together(first: Side, one: Sequence[Item], second: Side, other: Sequence[Item]) -> bool | None:
    """Whether two groups of names share one; None where that cannot be told or a group is empty."""
    verdicts = [same_name(a, first.day, b, second.day) for a in one for b in other]
    if True in verdicts:
        return True
    return None if None in verdicts or not verdicts else False


def same_agents(first: Side, one: Told, second: Side, other: Told) -> bool | None:
    """Whether two events can have one agent."""
    kinds = [{item.kind for item in told.event.agents} for told in (one, other)]
    people = {"person", "role"}
    if bool(kinds[0] & people) != bool(kinds[1] & people):
        return None
    verdict = together(first, one.event.agents, second, other.event.agents)
    if verdict is False and ("place" in kinds[0]) != ("place" in kinds[1]):
        return None
    return verdict


def _compared(first: Side, one: Told, second: Side, other: Told, likeness: float) -> Iterator[EventMatch]:
    agents = same_agents(first, one, second, other)
    days = _days(first, one, second, other)
    places = _places(one, other)
    here, there = (one.event.start, one.event.stop), (other.event.start, other.event.stop)
    about = _about(first, one)
    if one.event.denied != other.event.denied:
        if _denies(one.statement) and _denies(other.statement):
            return
        common = len(_context(one) & _context(other)) >= 2 or _named_alike(first, one, second, other)
        asserted = common and {one.event.mood, other.event.mood} <= {"stated", "ahead"}
        if (
            asserted
            and agents is not False
            and days is not False
            and places is not False
            and likeness >= _LIKE
            and one.event.concept not in _WEAK - {"INCLUDE", "INVESTMENT"}
        ):
            said = ("denied", "stated") if one.event.denied else ("stated", "denied")
            yield EventMatch("denial", about, said[0], said[1], here, there)
        return
    if _figures_differ(one, other):
        return
    weak = one.event.concept in _WEAK
    concepts = len(_context(one) & _context(other))
    shared = concepts + min(_in_common(first, one, second, other), 2) >= 3
    apart = days is False or places is False
    if (
        agents is False
        and not weak
        and one.event.mood != "question" != other.event.mood
        and not apart
        and shared
        and likeness >= (_SURE + 0.1 if weak else _LIKE)
    ):
        yield EventMatch("agent", about, *_names(one.event.agents, other.event.agents))
    if (
        days is False
        and shared
        and agents is not False
        and places is not False
        and likeness >= (_SURE if weak or agents is None else _LIKE)
    ):
        yield EventMatch("day", about, *_dates(one.event.when, other.event.when))
    if places is False and agents is True and days is not False and likeness >= _SURE and not weak:
        yield EventMatch("place", about, *_names(one.event.where, other.event.where))


def _denies(one: Statement) -> bool:
    """Whether anything is denied in a statement: where both deny, which word it reaches is too weak a ground for a conflict."""
    told = [word.text.lower() for word in one.words]
    plain = sum(low.startswith("un") and low.endswith("ed") for low in told)
    return bool(one.negations > plain or one.content & {"DENY", "REFUSE"})


def _in_common(first: Side, one: Told, second: Side, other: Told) -> int:
    """How many names, places and days two statements share, those of the agents left out."""
    here, there = (
        [
            item
            for item in told.statement.items
            if item.kind in {"person", "organisation", "place", "name"} and item not in told.event.agents
        ]
        for told in (one, other)
    )
    names = sum(any(same_name(a, first.day, b, second.day) for b in there) for a in here)
    alike_items = [
        {
            (item.kind, item.unit, item.number, item.value if item.kind == "role" else "")
            for item in told.statement.items
            if item.number is not None or item.kind == "role"
        }
        for told in (one, other)
    ]
    return names + len(alike_items[0] & alike_items[1]) + (_days(first, one, second, other) is True)


def _named_alike(first: Side, one: Told, second: Side, other: Told) -> bool:
    """Whether two statements have a name, a place or a day in common."""
    here, there = (
        [item for item in told.statement.items if item.kind in {"person", "organisation", "place", "name"}]
        for told in (one, other)
    )
    return (
        any(same_name(a, first.day, b, second.day) for a in here for b in there)
        or _days(first, one, second, other) is True
    )


def _opposed(first: Side, one: Told, second: Side, other: Told) -> Iterator[EventMatch]:
    """ "rose" against "fell", where neither is denied and the measure, the country and the time are one."""
    if one.event.denied or other.event.denied or {one.event.mood, other.event.mood} - {"stated", "ahead"}:
        return
    measure = lexicon().groups["measure"] - {"GROWTH"}
    here, there = (frozenset(told.statement.content) & measure for told in (one, other))
    goods = [frozenset(told.statement.content) & lexicon().groups["goods"] for told in (one, other)]
    lands = [{item.value for item in told.statement.items if item.kind == "place"} for told in (one, other)]
    if here != there or goods[0] != goods[1] or (lands[0] and lands[1] and not lands[0] & lands[1]):
        return
    if _other_scope(first, one, second, other):
        return
    if _all_days(first, one, second, other) is False or len(_moves(one)) > 1 or len(_moves(other)) > 1:
        return
    if {one.event.concept, other.event.concept} == {
        "RISE",
        "FALL",
    } and "REVISE" in one.statement.content ^ other.statement.content:
        return
    yield EventMatch(
        "opposite", _about(first, one),
        first.report.text[one.event.start : one.event.stop], second.report.text[other.event.start : other.event.stop],
        (one.event.start, one.event.stop), (other.event.start, other.event.stop),
    )  # fmt: skip


def _other_scope(first: Side, one: Told, second: Side, other: Told) -> bool:
    """Whether the figures of two movements are of different things (period, basis, country), or those of trade name other countries."""
    ours = [
        each
        for each in facts(first)
        if each.item.sentence == one.statement.sentence.position and each.item.kind != "ordinal"
    ]
    theirs = [
        each
        for each in facts(second)
        if each.item.sentence == other.statement.sentence.position and each.item.kind != "ordinal"
    ]
    if ours and theirs:
        return all(scope_of(first, a, second, b) for a in ours for b in theirs)
    bases = {"YEARONYEAR", "MONTHONMONTH", "QUARTERONQUARTER"}
    return bool((one.statement.content ^ other.statement.content) & bases)


def _moves(one: Told) -> list[str]:
    return [element.key for element in one.statement.elements if element.key in {"RISE", "FALL", "CUT", "RAISE"}]


def _figures_differ(one: Told, other: Told) -> bool:
    values = [
        {item.value for item in told.statement.items if item.number is not None and item.kind != "ordinal"}
        for told in (one, other)
    ]
    return bool(values[0] and values[1] and not values[0] & values[1])


def _days(first: Side, one: Told, second: Side, other: Told) -> bool | None:
    verdicts = [
        same_time(a.when, first.day, b.when, second.day)
        for a in one.event.when
        for b in other.event.when
        if a.when and b.when
    ]
    if True in verdicts:
        return True
    return None if None in verdicts or not verdicts else False


def _all_days(first: Side, one: Told, second: Side, other: Told) -> bool | None:
    return _days(first, one, second, other)


def _places(one: Told, other: Told) -> bool | None:
    here, there = ({capital_of().get(item.value, item.value) for item in told.event.where} for told in (one, other))
    if not here or not there:
        return None
    return bool(here & there)


def _about(side: Side, one: Told) -> str:
    return " ".join(side.report.text[one.event.start : one.event.stop].lower().split())


def _names(here: Sequence[Item], there: Sequence[Item]) -> tuple[str, str, tuple[int, int], tuple[int, int]]:
    return shown(here[0]), shown(there[0]), (here[0].start, here[0].stop), (there[0].start, there[0].stop)


def _dates(here: Sequence[Item], there: Sequence[Item]) -> tuple[str, str, tuple[int, int], tuple[int, int]]:
    return here[0].text, there[0].text, (here[0].start, here[0].stop), (there[0].start, there[0].stop)
