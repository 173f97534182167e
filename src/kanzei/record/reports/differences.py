"""Two like sentences laid on one another word by word, and each difference judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from kanzei.record.reports.equal import judge_figures
from kanzei.record.reports.identity import name_parts, same_name, shown
from kanzei.record.reports.listed import bare
from kanzei.record.reports.model import Item
from kanzei.record.reports.statements import Element, Side, Statement, denials_of
from kanzei.record.reports.times import same_time
from kanzei.record.reports.words import lexicon

__all__ = ["Difference", "differences"]

_EARLIER = frozenset({"from", "prior"})


class Difference(NamedTuple):
    """What differs between two like sentences: its kind, the two values and their places; ``same`` as in a verdict."""

    kind: str
    same: bool | None
    rule: str
    one: str
    other: str
    here: tuple[int, int]
    there: tuple[int, int]


def differences(first: Side, one: Statement, second: Side, other: Statement) -> list[Difference]:
    """What differs, in order; an item that only one has is no difference, a denial that only one has is."""
    found: list[Difference] = []
    keys = [[element.key for element in one.elements], [element.key for element in other.elements]]
    turned = keys[0] > keys[1]
    rows = sorted(keys)
    for tag, a, b, c, d in SequenceMatcher(None, rows[0], rows[1], autojunk=False).get_opcodes():
        if turned:
            a, b, c, d = c, d, a, b
        here, there = one.elements[a:b], other.elements[c:d]
        if tag == "equal":
            pairs = list(zip(here, there, strict=True))
        else:
            pairs = list(_paired(here, there))
            found += _words(first, here, second, there)
            found += _run_together(first, here, second, there)
        for left, right in pairs:
            if left.item is not None and right.item is not None:
                found += _items(first, left.item, second, right.item)
            elif _unlike(left, right) or _name_like(first, left, second, right):
                told = _told(first, left, second, right)
                found.append(Difference("name", False, "different names in the same statement", *told))
    if keys[0] != keys[1]:
        both = set(_names(one)) & set(_names(other))
        found = [
            each
            for each in found
            if each.kind != "name" or not {each.one, each.other} <= both and bare(each.one) != bare(each.other)
        ]
    figures = _figures(one), _figures(other)
    if figures[0] == figures[1] and keys[0] != keys[1]:
        found = [each for each in found if each.kind != "figure"]
    elif any(earlier for _, _, earlier in [*figures[0], *figures[1]]):
        found = [each for each in found if each.kind != "figure"] + _by_time(first, one, second, other)
    if any(each.kind == "name" and each.same is False for each in found):
        found = [each for each in found if each.kind != "role"]
    if denials_of(one) % 2 != denials_of(other) % 2 and _wished(one) == _wished(other):
        found.append(_denied(first, one, second, other))
    return found


def _paired(here: tuple[Element, ...], there: tuple[Element, ...]) -> Iterator[tuple[Element, Element]]:
    """Items of one class in order, within a stretch that differs."""
    for key in ("#fig", "#date", "#name", "#land"):
        left = [one for one in here if one.key == key]
        right = [one for one in there if one.key == key]
        if len(left) == len(right):
            yield from zip(left, right, strict=True)
    for mine, yours, turned in ((here, there, False), (there, here, True)):
        roles = [one for one in mine if one.key == "#role"]
        people = [one for one in yours if one.item is not None and one.item.kind == "person"]
        if (
            len(roles) == len(people) == 1
            and not any(one.key == "#name" for one in mine)
            and not any(one.key == "#role" for one in yours)
        ):
            yield (people[0], roles[0]) if turned else (roles[0], people[0])


def _items(first: Side, one: Item, second: Side, other: Item) -> Iterator[Difference]:
    if one.text == other.text and one.kind == other.kind:
        return
    here, there = (one.start, one.stop), (other.start, other.stop)
    if one.number is not None and other.number is not None:
        verdict = judge_figures(one, other)
        if verdict.same is None and one.number != other.number and not (one.unit and other.unit):
            verdict = verdict._replace(same=False, rule="different figures for the same thing")
        yield Difference("figure", verdict.same, verdict.rule, one.text, other.text, here, there)
    elif one.when is not None and other.when is not None:
        same = same_time(one.when, first.day, other.when, second.day)
        if same is None and one.when.grain == other.when.grain:
            same = False
        yield Difference(
            "date",
            same,
            "same time in other words" if same else "different days for the same thing",
            one.text,
            other.text,
            here,
            there,
        )
    else:
        same = same_name(one, first.day, other, second.day)
        held = "role" in {one.kind, other.kind}
        said = _holder(first, one), _holder(second, other)
        if said[0] == said[1]:
            said = shown(one), shown(other)
        if one.value == other.value and same is not False:
            return
        rule = (
            ("the holder of the office" if held else "same name in other words")
            if same
            else "different names in the same statement"
        )
        yield Difference(
            "role" if one.kind == other.kind == "role" else "name",
            same,
            rule,
            *said,
            here,
            there,
        )


def _names(one: Statement) -> Counter[str]:
    """Names of a statement, however often and in whatever order."""
    return Counter(
        element.item.value for element in one.elements if element.item is not None and element.key == "#name"
    )


def _figures(one: Statement) -> Counter[tuple[str, object, bool]]:
    """Figures of a statement and whether each is an earlier value."""
    return Counter((item.unit, item.number, item.role in _EARLIER) for item in one.items if item.number is not None)


def _by_time(first: Side, one: Statement, second: Side, other: Statement) -> list[Difference]:
    """Figures of two statements that tell what was before: earlier ones against earlier ones, the rest against the rest."""
    found: list[Difference] = []
    for earlier in (True, False):
        here, there = (
            [item for item in statement.items if item.number is not None and (item.role in _EARLIER) == earlier]
            for statement in (one, other)
        )
        if len(here) == len(there):
            for left, right in zip(here, there, strict=True):
                found += _items(first, left, second, right)
    return found


def _unlike(left: Element, right: Element) -> bool:
    """Whether an item is a person's or a body's name, against a word that may be one."""
    if (left.item is None) == (right.item is None):
        return False
    item = left.item or right.item
    return item is not None and item.kind in {"person", "organisation", "name"}


def _name_like(first: Side, left: Element, second: Side, right: Element) -> bool:
    """Whether two opening words of no known class are names: they differ, say something, and are no plurals."""
    if not left.key == right.key == "#name" or left.item is not None or right.item is not None:
        return False
    words = [
        (side.report.text[one.start : one.stop], side.report.text[one.stop : one.stop + 12].split())
        for side, one in ((first, left), (second, right))
    ]
    said = {"said", "told", "added", "wrote", "noted"}
    return words[0][0] != words[1][0] and all(
        after and after[0] in said and not word.endswith("s") for word, after in words
    )


def _holder(side: Side, one: Item) -> str:
    """A name as it is told; of an office, the one who stands beside it."""
    beside = [
        item
        for item in side.statements[one.sentence].items
        if item.kind == "person" and item.entity and item.entity[0] == one.value
    ]
    return beside[0].value if one.kind == "role" and beside else shown(one)


def _words(first: Side, here: tuple[Element, ...], second: Side, there: tuple[Element, ...]) -> Iterator[Difference]:
    """Words that mean the opposite, and a name against a capitalised word of no known class."""
    book = lexicon()
    for left in here:
        for right in there:
            if right.key in book.opposite.get(left.key, ()):
                yield Difference("opposite", False, "words of opposite meaning", *_told(first, left, second, right))
    if len(here) == len(there) == 1 and {here[0].key, there[0].key} <= book.groups["goods"]:
        yield Difference(
            "goods", False, "different goods in the same statement", *_told(first, here[0], second, there[0])
        )
    for names, others, turned in ((here, there, False), (there, here, True)):
        told = [one for one in names if one.key == "#name"]
        loose = [one for one in others if one.item is None and _capital(second if not turned else first, one)]
        if len(told) == 1 and len(loose) == 1 and not any(one.key == "#name" for one in others):
            pair = (loose[0], told[0]) if turned else (told[0], loose[0])
            yield Difference(
                "name", False, "different names in the same statement", *_told(first, pair[0], second, pair[1])
            )


def _run_together(
    first: Side, here: tuple[Element, ...], second: Side, there: tuple[Element, ...]
) -> Iterator[Difference]:
    """Stretches with different numbers of names, each of which has a part that the other lacks."""
    left, right = ([one for one in stretch if one.key == "#name" and one.item is not None] for stretch in (here, there))
    if not left or not right or len(left) == len(right):
        return
    parts = [frozenset().union(*(name_parts(one.item.value) for one in names if one.item)) for names in (left, right)]
    if parts[0] - parts[1] and parts[1] - parts[0] and parts[0] & parts[1]:
        yield Difference(
            "name", False, "different names in the same statement", *_told(first, left[0], second, right[0])
        )


def _capital(side: Side, one: Element) -> bool:
    word = side.report.text[one.start : one.stop]
    return word[:1].isupper() and not one.key.isupper()


def _told(
    first: Side, left: Element, second: Side, right: Element
) -> tuple[str, str, tuple[int, int], tuple[int, int]]:
    return (
        first.report.text[left.start : left.stop],
        second.report.text[right.start : right.stop],
        (left.start, left.stop),
        (right.start, right.stop),
    )


def _wished(one: Statement) -> bool:
    """Whether a statement tells what ought to be."""
    return any(word.text.lower() in {"should", "must", "ought"} for word in one.words)


def _denied(first: Side, one: Statement, second: Side, other: Statement) -> Difference:
    spots = []
    for statement in (one, other):
        spot = next((each for each in statement.elements if each.key in {"NOT", "DENY"}), None)
        spots.append((spot.start, spot.stop) if spot else (statement.sentence.start, statement.sentence.stop))
    said = ("denied", "stated") if denials_of(one) > denials_of(other) else ("stated", "denied")
    return Difference("denial", False, "one says what the other denies", said[0], said[1], spots[0], spots[1])
