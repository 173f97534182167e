"""What reports have in common, in the same or in other words, and what one of them has alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kanzei.record.reports.event_match import of_side
from kanzei.record.reports.frames import quotes
from kanzei.record.reports.identity import same_name, shown
from kanzei.record.reports.model import Item
from kanzei.record.reports.near import Pairing
from kanzei.record.reports.results import Finding, Place
from kanzei.record.reports.statements import Element, Side, Statement, alike
from kanzei.record.reports.times import same_time

__all__ = ["alone", "both_have", "other_words"]

_TERMS = frozenset(
    "TECHNICAL RECIPROCAL MOU UPPERHOUSE LOWERHOUSE POSTPONE FORMALISE UNIVERSAL TARIFF ORDER LAWMAKERS CENTRALBANK".split()
)
"""Concepts whose different wordings are worth showing: terms that a translation or a house style changes."""
_LIKE = 0.5


def both_have(numbers: tuple[int, int], first: Side, second: Side) -> Iterator[Finding]:
    """Figures, days, names and called-off trips that two reports both have."""
    seen: set[str] = set()
    theirs = [item for statement in second.statements for item in statement.items]
    for one in (item for statement in first.statements for item in statement.items):
        about = told(one)
        if about in seen or one.kind == "role" or _of_a_name(first, one):
            continue
        found = [other for other in theirs if _same(first, one, second, other)]
        if found:
            seen.add(about)
            places = (
                _place(numbers[0], first, one.start, one.stop),
                _place(numbers[1], second, found[0].start, found[0].stop),
            )
            values = ((numbers[0], one.text), (numbers[1], found[0].text))
            yield Finding("agreed", _kind(one), about, values, "stands in both", places)
    yield from _called_off(numbers, first, second)


def _same(first: Side, one: Item, second: Side, other: Item) -> bool:
    if one.number is not None:
        return (one.kind, one.number, one.upto, one.unit) == (other.kind, other.number, other.upto, other.unit)
    if one.when is not None and other.when is not None:
        if one.when.grain != other.when.grain:
            return False
        return same_time(one.when, first.day, other.when, second.day) is True
    if one.when is not None or other.when is not None or other.number is not None or other.kind == "role":
        return False
    return one.value == other.value or (one.kind != "place" and same_name(one, first.day, other, second.day) is True)


def _of_a_name(side: Side, one: Item) -> bool:
    """Whether a rank is part of a name: "the first Trump administration"."""
    after = side.report.text[one.stop : one.stop + 30].split()
    return one.kind == "ordinal" and bool(after) and after[0][:1].isupper()


def told(one: Item) -> str:
    """An item as it is told in a list: sums of money with their currency and in full, all else in its own words."""
    if one.number is not None:
        if one.unit == "%":
            return f"{one.value.removesuffix(' %')}%"
        if one.kind != "money":
            return " ".join(one.text.split())
        amount = f"{one.number.normalize():,f}" + (f" to {one.upto.normalize():,f}" if one.upto is not None else "")
        return f"{one.unit} {amount}"
    return " ".join(one.value.split()) if one.when is not None else shown(one)


def _kind(one: Item) -> str:
    return "figure" if one.number is not None else one.kind


def _called_off(numbers: tuple[int, int], first: Side, second: Side) -> Iterator[Finding]:
    spots = []
    for side in (first, second):
        off = [
            one
            for one in of_side(side)
            if one.event.concept in {"CANCEL", "POSTPONE"}
            and "TRAVEL" in one.statement.content
            and not one.event.denied
        ]
        spots.append(off)
    if spots[0] and spots[1]:
        places = tuple(
            _place(number, side, each[0].event.start, each[0].event.stop)
            for number, side, each in zip(numbers, (first, second), spots, strict=True)
        )
        values = tuple(
            (number, side.report.text[each[0].event.start : each[0].event.stop])
            for number, side, each in zip(numbers, (first, second), spots, strict=True)
        )
        yield Finding("agreed", "event", "the trip is called off", values, "stands in both", places)


def other_words(
    numbers: tuple[int, int], first: Side, second: Side, pairs: Sequence[Pairing], conflicts: Sequence[Finding]
) -> Iterator[Finding]:
    """Terms in different words, and statements that are alike without a conflict in them."""
    yield from _terms(numbers, first, second)
    exact = [{pair.one for pair in pairs}, {pair.other for pair in pairs}]
    rows = []
    for a, one in enumerate(first.statements):
        for b, other in enumerate(second.statements):
            if a in exact[0] or b in exact[1] or min(len(one.content), len(other.content)) < 3:
                continue
            likeness = max(alike(one.content, other.content), _shorter(one, other))
            if likeness >= _LIKE:
                rows.append((-likeness, a, b))
    used: tuple[set[int], set[int]] = (set(), set())
    for _, a, b in sorted(rows):
        if a in used[0] or b in used[1]:
            continue
        used[0].add(a)
        used[1].add(b)
        here, there = first.statements[a].sentence, second.statements[b].sentence
        inside = any(
            _inside(here.start, here.stop, each, numbers[0]) and _inside(there.start, there.stop, each, numbers[1])
            for each in conflicts
            if each.status == "conflict"
        )
        if not inside:
            places = (
                _place(numbers[0], first, here.start, here.stop, 0),
                _place(numbers[1], second, there.start, there.stop, 0),
            )
            yield Finding(
                "same statement",
                "statement",
                f"{_cut(here.text)} / {_cut(there.text)}",
                ((numbers[0], _cut(here.text)), (numbers[1], _cut(there.text))),
                "the same concepts in other words",
                places,
            )


def _shorter(one: Statement, other: Statement) -> float:
    """Share of the shorter statement's concepts that the longer one has, where they are five or more."""
    small, large = sorted((one.content, other.content), key=len)
    return len(small & large) / len(small) - 0.15 if len(small) >= 5 else 0.0


def _inside(start: int, stop: int, one: Finding, number: int) -> bool:
    return any(place.report == number and start <= place.start < stop for place in one.places)


def _cut(text: str, width: int = 90) -> str:
    return text if len(text) <= width else text[:width].rsplit(" ", 1)[0] + " ..."


def _terms(numbers: tuple[int, int], first: Side, second: Side) -> Iterator[Finding]:
    """Terms that one report words as the other never does."""
    for term in sorted(_TERMS):
        here, there = _wordings(first, term), _wordings(second, term)
        mine, yours = [words for words in here if words not in there], [words for words in there if words not in here]
        if not here or not there or not mine or not yours:
            continue
        a, b = here[mine[0]], there[yours[0]]
        said = [
            " ".join(side.report.text[one.start : one.stop].lower().split()) for side, one in ((first, a), (second, b))
        ]
        places = (_place(numbers[0], first, a.start, a.stop), _place(numbers[1], second, b.start, b.stop))
        values = ((numbers[0], said[0]), (numbers[1], said[1]))
        yield Finding("same statement", "term", " / ".join(said), values, "two words for one thing", places)


def _wordings(side: Side, term: str) -> dict[str, Element]:
    """Wordings of a concept, by root, with the first place of each."""
    found: dict[str, Element] = {}
    for statement in side.statements:
        for element in statement.elements:
            if element.key == term:
                words = " ".join(word.stem for word in statement.words if element.start <= word.start < element.stop)
                found.setdefault(words, element)
    return found


def alone(sides: Sequence[Side], found: Sequence[Finding]) -> Iterator[Finding]:
    """Figures, days, names and quotations of one report that no other has, and statements like none in another."""
    solid = [
        (place.report, place.start)
        for one in found
        if one.status == "conflict" or one.status == "same statement" or one.kind in {"figure", "date", "event"}
        for place in one.places
    ]
    matched = {(place.report, place.start) for one in found if one.status != "different scope" for place in one.places}
    for number, side in enumerate(sides):
        others = [other for place, other in enumerate(sides) if place != number]
        seen: set[str] = set()
        for statement in side.statements:
            for one in statement.items:
                about = told(one)
                if (
                    about in seen
                    or one.kind in {"role", "name"}
                    or _of_a_name(side, one)
                    or (number, one.start) in matched
                ):
                    continue
                seen.add(about)
                if not any(
                    _same(side, one, other, each) for other in others for row in other.statements for each in row.items
                ):
                    yield Finding(
                        "only",
                        _kind(one),
                        about,
                        ((number, one.text),),
                        "no other report has it",
                        (_place(number, side, one.start, one.stop),),
                    )
        yield from _lone_quotes(number, side, others)
        yield from _lone_statements(number, side, others, {start for report, start in solid if report == number})


def _lone_quotes(number: int, side: Side, others: Sequence[Side]) -> Iterator[Finding]:
    theirs = [each for other in others for each in quotes(other, other.statements)]
    for one in quotes(side, side.statements):
        if len(one.content) <= 6 and not any(alike(one.content, each.content) >= 0.4 for each in theirs):
            if any(one.content <= statement.content for other in others for statement in other.statements):
                continue
            yield Finding(
                "only",
                "quotation",
                one.text,
                ((number, one.text),),
                "no other report quotes it",
                (_place(number, side, one.start, one.stop),),
            )


def _lone_statements(number: int, side: Side, others: Sequence[Side], told_of: set[int]) -> Iterator[Finding]:
    """Statements like none of another report that hold nothing already told as agreed, alike or conflicting."""
    for statement in side.statements:
        sentence = statement.sentence
        if (
            len(statement.content) < 3
            or sentence.kind == "credit"
            or any(sentence.start <= one < sentence.stop for one in told_of)
        ):
            continue
        best = max(
            (
                max(alike(statement.content, each.content), _shorter(statement, each))
                for other in others
                for each in other.statements
            ),
            default=0.0,
        )
        if best < _LIKE - 0.15:
            yield Finding(
                "only",
                "statement",
                _cut(sentence.text, 140),
                ((number, _cut(sentence.text, 140)),),
                "no statement of another report is like it",
                (_place(number, side, sentence.start, sentence.stop, 0),),
            )


def _place(number: int, side: Side, start: int, stop: int, reach: int = 60) -> Place:
    line, column = side.report.place(start)
    return Place(number, start, stop, line, column, side.excerpt(start, stop, reach))
