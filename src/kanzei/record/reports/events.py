"""Events of a statement: what is done, by whom, where, when, whether it is denied, and whether it is only possible."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kanzei.record.reports.model import Item, Token
from kanzei.record.reports.statements import Element, Statement
from kanzei.record.reports.words import lexicon

__all__ = ["EVENTS", "Event", "events"]

EVENTS = frozenset(
    "TRAVEL CANCEL POSTPONE MEET SIGN AGREE IMPOSE RAISE CUT REMOVE PAUSE EXEMPT RESIGN APPOINT APPROVE ATTEND DECIDE ACCEPT PURCHASE SELL START END ANNOUNCE "
    "REQUEST CONFIRM REVISE OPPOSE SUPPORT MAINTAIN NEGOTIATE OVERSEE THREATEN EFFECT RISE FALL INCLUDE INVESTMENT OPEN VOTE DISCUSS FORMALISE HELP WELCOME DISMISS CHAIR CHOOSE BUILD CREATE PROVIDE EXTEND BAN REFUND WITHDRAW PHONE draft pay RETALIATE file win host".split()
)
_NOUNS = frozenset("TRAVEL AGREE INVESTMENT DISCUSS NEGOTIATE".split())
_BE = frozenset("is are was were been be being get got".split())
_QUESTION = frozenset({"if", "whether", "unless", "until", "once", "before"})
_POSSIBLE = frozenset({"may", "might", "could", "possibly", "perhaps"})
_AHEAD = frozenset({"will", "would", "shall", "to", "should"})
_NO_AGENT = frozenset(
    "to in with from on at against of for into over about between near told toward towards without via".split()
)
_PRONOUN = frozenset("he she his her".split())
_DENIERS = frozenset({"DENY", "REFUSE"})


class Event(NamedTuple):
    """An event: its concept and place; agents and places by name; ``mood``: stated, ahead, possible, question."""

    concept: str
    start: int
    stop: int
    agents: tuple[Item, ...]
    where: tuple[Item, ...]
    when: tuple[Item, ...]
    denied: bool
    mood: str


@lru_cache(maxsize=4096)
def events(statement: Statement, before: Statement | None = None) -> tuple[Event, ...]:
    """Events in order. ``before`` is the statement ahead of it, to which "he" may reach back."""
    made = []
    for place, element in enumerate(statement.elements):
        if element.key in EVENTS and element.item is None:
            made.append(_event(statement, place, element, before))
    return tuple(made)


def _event(statement: Statement, place: int, element: Element, before: Statement | None) -> Event:
    words = statement.words
    at = next(spot for spot, word in enumerate(words) if word.start >= element.start)
    ahead = [word.text.lower() for word in words[max(0, at - 4) : at]]
    where = tuple(
        one
        for one in statement.items
        if one.kind == "place"
        and (one.start > element.start or element.start - one.stop <= 2)
        and _clear(words, element, one)
    )
    return Event(
        element.key,
        element.start,
        element.stop,
        (*_agents(statement, place, at, before), *_partners(statement, element)),
        where,
        tuple(one for one in statement.items if one.kind == "date" and not _said_then(statement, one)),
        _denied(statement, place, at),
        _mood(words, at, ahead),
    )


def _clear(words: Sequence[Token], element: Element, item: Item) -> bool:
    """Whether no stop stands between an event and a place after it."""
    between = [one.text for one in words if element.stop <= one.start < item.start]
    return not any(one in {";", ".", '"', ":"} for one in between) and len(between) <= 8


def _said_then(statement: Statement, item: Item) -> bool:
    """Whether a day is that of the saying: "said on Tuesday", "told reporters on Aug. 28"."""
    words = statement.words
    speech = lexicon().groups["speech"] | {"ANNOUNCE", "DENY", "CONFIRM", "REPORT"}
    near = [one for one in words if item.start - 30 <= one.start < item.start]
    stems = [one.stem for one in near[-4:]]
    return any(one in speech or lexicon().phrases.get((one,)) in speech for one in stems)


def _mood(words: Sequence[Token], at: int, ahead: Sequence[str]) -> str:
    if any(one.text.lower() in _QUESTION for one in words[:at]) or any(
        one.text.lower() in {"until", "unless", "once", "only"} for one in words[at:]
    ):
        return "question"
    if any(one in _POSSIBLE for one in ahead):
        return "possible"
    if any(one in _AHEAD for one in ahead[-3:]):
        return "ahead"
    return "stated"


def _denied(statement: Statement, place: int, at: int) -> bool:
    """Denials that reach an event: "not" close before it, "denied" or "refused to" anywhere before it."""
    words = statement.words
    negation = lexicon().groups["negation"]
    close = 0
    for word in reversed(words[max(0, at - 5) : at]):
        low = word.text.lower()
        if low in {",", ";", ":", "but", "and", '"'}:
            break
        if low in negation or low.endswith("n't"):
            close += 1
    deniers = sum(one.key in _DENIERS for one in statement.elements[:place])
    event = statement.elements[place]
    after = [one.text.lower() for one in words if event.stop <= one.start][:5]
    late = 0
    if event.key in _NOUNS:
        for spot, one in enumerate(after):
            if one in {",", ";", "and", "but"}:
                break
            late += one in negation and spot <= 3
    before = statement.elements[place - 1] if place else None
    close += before is not None and before.key == "NOT" and before.start == event.start
    off = event.key in {"TRAVEL", "MEET"} and any(one.key in {"CANCEL", "POSTPONE"} for one in statement.elements)
    return (close + deniers + late) % 2 == 1 or off


def _agents(statement: Statement, place: int, at: int, before: Statement | None) -> list[Item]:
    """Who does it: the nearest name before it that no preposition governs; after "by"; the speaker for "he"."""
    words = statement.words
    after = [one.text.lower() for one in words[at + 1 : at + 7]]
    behind = [
        one
        for one in statement.elements[place + 1 :]
        if one.item is not None and one.item.kind in {"person", "role", "organisation", "place"}
    ]
    if "by" in after:
        spot = words[at + 1 + after.index("by")]
        first = next((one for one in statement.elements if one.start >= spot.stop), None)
        governs = first is not None and first.key in {"#name", "#role", "#land"}
        named = [one.item for one in behind if governs and one.item and spot.stop <= one.start <= spot.stop + 40]
        if named:
            return [each for one in _person(named) for each in _joined(statement, one)]
    passive = at > 0 and words[at - 1].text.lower() in _BE and words[at].text.lower().endswith(("ed", "n", "t", "ut"))
    if passive:
        return []
    if (
        at + 1 < len(words)
        and words[at + 1].text.lower() == "of"
        and behind
        and behind[0].item
        and behind[0].item.kind == "person"
        and words[at].text.lower() in {"visit", "trip", "appointment", "resignation"}
    ):
        return [behind[0].item]
    speech = lexicon().groups["speech"] | {"ANNOUNCE", "DENY", "CONFIRM", "REPORT"}
    pronoun = False
    for at_name in range(place - 1, -1, -1):
        element = statement.elements[at_name]
        start = element.start
        between = [one.text.lower() for one in words if start <= one.start < words[at].start]
        pronoun = pronoun or bool(_PRONOUN & set(between))
        if element.item is None or element.item.kind not in {"person", "role", "organisation", "place", "name"}:
            continue
        who = [word.text.lower() for word in words if element.stop <= word.start][:2]
        if (
            "who" not in who
            and _governed(words, element)
            or (element.item.kind == "place" and at_name and statement.elements[at_name - 1].key in EVENTS)
        ):
            continue
        said = any(one.key in speech for one in statement.elements[at_name + 1 : place])
        told = any(
            one.stem in speech or lexicon().phrases.get((one.stem,)) in speech
            for one in words
            if element.stop <= one.start < words[at].start
        )
        if (said or told) and not (pronoun or statement.elements[place].key == "ANNOUNCE"):
            return []
        if pronoun and element.item.kind == "place":
            continue
        near = [
            one.item
            for one in statement.elements[max(0, at_name - 3) : at_name + 2]
            if one.item is not None
            and abs(one.start - start) < 40
            and (
                one is element
                or (one.item.kind == "person" and element.item.kind == "role" and one.start <= words[at].start)
            )
        ]
        return [each for one in _person(near) for each in _joined(statement, one)]
    if pronoun or _PRONOUN & {one.text.lower() for one in words[:at]}:
        return _before(before) if before else []
    return []


def _before(statement: Statement) -> list[Item]:
    """Whom "he" means: the first person or office of the statement before that no preposition governs, else the first person."""
    who = [one for one in statement.items if one.kind in {"person", "role"}]
    people = [one for one in who if one.kind == "person"]
    for one in who:
        words = [word.text.lower() for word in statement.words if word.stop <= one.start][-2:]
        land = any(each.kind == "place" and 0 <= one.start - each.stop <= 2 for each in statement.items)
        if land:
            start = next(
                each.start for each in statement.items if each.kind == "place" and 0 <= one.start - each.stop <= 2
            )
            words = [word.text.lower() for word in statement.words if word.stop <= start][-2:]
        if not set(words[-2:]) & _NO_AGENT:
            beside = [each for each in people if one.kind == "role" and 0 <= each.start - one.stop <= 2]
            return beside[:1] or [one]
    return people[:1]


def _partners(statement: Statement, element: Element) -> list[Item]:
    """Who stands after "with" where an event takes two: "agreed with Trump", "met with Lutnick"."""
    if element.key not in {"AGREE", "MEET", "SIGN"}:
        return []
    direct = [one for one in statement.items if one.kind in {"person", "name"} and 0 <= one.start - element.stop <= 1]
    if direct and element.key == "MEET":
        return direct[:1]
    for word in statement.words:
        if word.text.lower() == "with" and 0 <= word.start - element.stop <= 12:
            return [
                one for one in statement.items if one.kind in {"person", "place"} and 0 <= one.start - word.stop <= 12
            ][:1]
    return []


def _joined(statement: Statement, one: Item) -> list[Item]:
    """ "X and Y": both, whatever titles stand between."""
    kinds = {"person", "name"} if one.kind in {"person", "name"} else {"place", "organisation"}
    names = [item for item in statement.items if item.kind in kinds]
    if one not in names:
        return [one]
    found, spot = [one], names.index(one)
    for step in (-1, 1):
        at = spot
        while 0 <= at + step < len(names) and _and(
            statement, *sorted((names[at], names[at + step]), key=lambda item: item.start)
        ):
            at += step
            found.append(names[at])
    return found


def _and(statement: Statement, left: Item, right: Item) -> bool:
    """Whether only "and", commas and titles stand between two names."""
    others = [
        item for item in statement.items if item.kind in {"role", "place", "organisation"} and item not in (left, right)
    ]
    between = [
        word.text.lower()
        for word in statement.words
        if left.stop <= word.start < right.start and not any(item.start <= word.start < item.stop for item in others)
    ]
    return "and" in between and set(between) <= {"and", ",", "mr", "ms", "mrs", ".", "the", "'s"}


def _person(named: Sequence[Item]) -> list[Item]:
    people = [one for one in named if one.kind == "person"]
    return people[:1] or [one for one in named if one.kind == "role"][:1] or list(named[:1])


def _governed(words: Sequence[Token], element: Element) -> bool:
    """Whether a preposition stands right before a name (or before its article or role)."""
    before = [one.text.lower() for one in words if one.stop <= element.start][-2:]
    while before and before[-1] in {"the", "a", "an"}:
        before.pop()
    return bool(before) and before[-1] in _NO_AGENT
