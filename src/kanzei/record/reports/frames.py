"""Terms of a deal told in two ways: settled or open, a fund or loans, an order on cars or on parts only, one quotation with two speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kanzei.record.reports.event_match import EventMatch
from kanzei.record.reports.identity import name_parts
from kanzei.record.reports.model import Item
from kanzei.record.reports.sentences import plain
from kanzei.record.reports.statements import Side, Statement, alike
from kanzei.record.reports.words import concepts, lexicon, load, tokens

__all__ = ["Quote", "compare_terms", "quotes"]


def compare_terms(
    first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]
) -> Iterator[EventMatch]:
    """Differences in the terms of a deal, by the rules of data/frames.yaml."""
    yield from _settled(first, ours, second, theirs)
    yield from _nature(first, ours, second, theirs)
    yield from _goods(first, ours, second, theirs)
    yield from _speakers(first, ours, second, theirs)


def _settled(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    rule = load("frames.yaml")["settled"]
    for about, matter in rule["matters"].items():
        told = [
            _states(statements, frozenset(matter.split()), frozenset(rule["open"].split()))
            for statements in (ours, theirs)
        ]
        kinds = [{is_open for is_open, *_ in each} for each in told]
        for turned in (False, True):
            settled, still = (1, 0) if turned else (0, 1)
            if kinds[settled] == {False} and True in kinds[still]:
                here = next(each for each in told[settled] if not each[0])
                there = next(each for each in told[still] if each[0])
                spots = (here, there) if not turned else (there, here)
                said = ("settled", "still open") if not turned else ("still open", "settled")
                yield EventMatch("settled", about, *said, (spots[0][1], spots[0][2]), (spots[1][1], spots[1][2]))


def _states(
    statements: Sequence[Statement], matter: frozenset[str], still: frozenset[str]
) -> list[tuple[bool, int, int]]:
    """(open, start, stop) of each statement of a matter: open where a word of ``still`` governs it, settled where a share is given."""
    found = []
    for statement in statements:
        if not matter <= statement.content:
            continue
        spots = [each for each in statement.elements if each.key in matter]
        start, stop = spots[0].start, spots[-1].stop
        before = [
            each for each in statement.elements if each.key in still and each.stop <= start and start - each.stop < 60
        ]
        shares = [item for item in statement.items if item.unit == "%"]
        if before:
            found.append((True, before[0].start, stop))
        elif shares and statement.negations == 0:
            found.append((False, min(start, shares[0].start), max(stop, shares[-1].stop)))
    return found


def _nature(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    told = [_kinds(statements) for statements in (ours, theirs)]
    if not told[0] or not told[1]:
        return
    kinds = [frozenset().union(*(kind for kind, _, _ in each)) for each in told]
    if kinds[0] & kinds[1] or not _one_facility(ours, theirs):
        return
    here, there = told[0][0], told[1][0]
    yield EventMatch(
        "nature",
        "nature of the facility",
        first.report.text[here[1] : here[2]],
        second.report.text[there[1] : there[2]],
        here[1:],
        there[1:],
    )


def _kinds(statements: Sequence[Statement]) -> list[tuple[frozenset[str], int, int]]:
    rule = load("frames.yaml")["nature"]
    subject, kinds = frozenset(rule["of"].split()), frozenset(rule["kinds"].split())
    found = []
    for statement in statements:
        spots = [each for each in statement.elements if each.key in kinds and not _denied(statement, each.start)]
        bodies = {item.value for item in statement.items if item.kind == "organisation"}
        if (
            spots
            and subject & statement.content
            and "INVESTMENT" in statement.content
            and not any("Fund" in body for body in bodies)
        ):
            found.append((frozenset(each.key for each in spots), spots[0].start, spots[-1].stop))
    return found


def _denied(statement: Statement, at: int) -> bool:
    return any(each.key == "NOT" and 0 < at - each.start < 25 for each in statement.elements)


def _one_facility(ours: Sequence[Statement], theirs: Sequence[Statement]) -> bool:
    """Whether both reports speak of a facility of one size."""
    sums = [
        {
            item.number
            for statement in statements
            for item in statement.items
            if item.kind == "money" and {"FUND", "PACKAGE", "INVESTMENT"} & statement.content
        }
        for statements in (ours, theirs)
    ]
    return bool(sums[0] & sums[1])


def _goods(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    """Orders asked for or made: the goods on which they change the tariff."""
    for one in ours:
        for other in theirs:
            here, there = _ordered(one), _ordered(other)
            if here and there and here[0] == there[0] and here[1] != there[1]:
                spans = (here[2], here[3]), (there[2], there[3])
                yield EventMatch(
                    "scope-of-order", "goods the order covers", _text(first, spans[0]), _text(second, spans[1]), *spans
                )
                return


def _ordered(one: Statement) -> tuple[str, frozenset[str], int, int] | None:
    rule = load("frames.yaml")["scope-of-order"]
    if rule["asks"] not in one.content:
        return None
    keys = [each.key for each in one.elements]
    for place, key in enumerate(keys):
        if key not in rule["does"].split() or rule["object"] not in keys[place + 1 : place + 3]:
            continue
        spot = place + 1 + keys[place + 1 :].index(rule["object"])
        goods = []
        for each in one.elements[spot + 1 :]:
            if each.key not in lexicon().groups["goods"]:
                break
            goods.append(each)
        if goods and not _denied(one, one.elements[place].start):
            return key, frozenset(each.key for each in goods), goods[0].start, goods[-1].stop
    return None


def _text(side: Side, span: tuple[int, int]) -> str:
    return " ".join(side.report.text[slice(*span)].split())


class Quote(NamedTuple):
    """Quoted words: their concepts, their place, and who is said to say them (the nearest speaker)."""

    content: frozenset[str]
    text: str
    start: int
    stop: int
    speaker: Item | None


def quotes(side: Side, statements: Sequence[Statement]) -> list[Quote]:
    """Quotations in order, those inside another on their own."""
    flat = plain(side.report.text)
    found = []
    for statement in statements:
        body = flat[statement.sentence.start : statement.sentence.stop]
        for pattern in (r'"([^"]{3,})"', r"(?<!\w)'((?:[^'\"]|(?<=\w)'(?=\w)){12,}?)'(?!\w)"):
            for match in re.finditer(pattern, body):
                start, stop = statement.sentence.start + match.start(1), statement.sentence.start + match.end(1)
                keys = frozenset(key for key, _, _ in concepts(tokens(match.group(1))))
                found.append(Quote(keys, match.group(1).strip(" ,."), start, stop, _said_by(statement, start, stop)))
    return found


def _said_by(statement: Statement, start: int, stop: int) -> Item | None:
    """The person nearest to the quotation, outside it, with a verb of speech between or right behind."""
    speech = lexicon().groups["speech"]
    verbs = [
        word
        for word in statement.words
        if (word.stem in speech or word.text.lower() == "according") and not start <= word.start < stop
    ]
    people = [item for item in statement.items if item.kind == "person" and not start <= item.start < stop]
    best: tuple[int, Item] | None = None
    for verb in verbs:
        for item in people:
            gap = min(abs(item.start - verb.stop), abs(verb.start - item.stop))
            far = min(abs(verb.stop - start), abs(verb.start - stop))
            if gap <= 40 and (best is None or far + gap < best[0]):
                best = (far + gap, item)
    return best[1] if best else None


def _speakers(
    first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]
) -> Iterator[EventMatch]:
    for one in quotes(first, ours):
        for other in quotes(second, theirs):
            if (
                (one.text.lower() != other.text.lower() or len(one.text.split()) < 3)
                and (len(one.content) < 3 or alike(one.content, other.content) < 0.8)
                or one.speaker is None
                or other.speaker is None
            ):
                continue
            here, there = name_parts(one.speaker.value), name_parts(other.speaker.value)
            if not here <= there and not there <= here:
                yield EventMatch(
                    "speaker", f"who said {one.text!r}", one.speaker.value, other.speaker.value,
                    (one.speaker.start, one.speaker.stop), (other.speaker.start, other.speaker.stop),
                )  # fmt: skip
