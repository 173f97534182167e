"""Sentences of two reports that are the same, or the same but for items and a word or two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kanzei.record.reports.statements import Element, Side, Statement

__all__ = ["Pairing", "in_place", "pair_up"]

_NEAR, _SHORT = 0.8, 5


class Pairing(NamedTuple):
    """Sentence ``one`` of the first report and ``other`` of the second; ``exact``: word for word."""

    one: int
    other: int
    exact: bool


def _bare(one: Statement) -> str:
    return " ".join(re.findall(r"[\w%$¥€£.]+", one.sentence.text.lower().replace("’", "'")))


def pair_up(first: Side, second: Side) -> list[Pairing]:
    """Sentences that stand in both word for word, then those alike but for items and a word or two, each taken once.

    Where a report holds its body twice, a copy that was changed is laid against the sentence its twin is already paired with.
    """
    texts = {_bare(one): place for place, one in enumerate(second.statements)}
    found = [
        Pairing(place, texts[_bare(one)], True) for place, one in enumerate(first.statements) if _bare(one) in texts
    ]
    used = {one.one for one in found}, {one.other for one in found}
    left = [place for place in range(len(first.statements)) if place not in used[0]]
    right = [place for place in range(len(second.statements)) if place not in used[1]]
    ranked = sorted(_ranked(first, second, left, right), key=lambda row: (-row[0], row[1], row[2], row[3]))
    for score, _, one, other in ranked:
        if score and one not in used[0] and other not in used[1]:
            found.append(Pairing(one, other, False))
            used[0].add(one)
            used[1].add(other)
    if first.report.repeats >= 3 or second.report.repeats >= 3:
        spare = [place for place in left if place not in used[0]], [place for place in right if place not in used[1]]
        for score, _, one, other in _ranked(first, second, spare[0], list(range(len(second.statements)))):
            if score > 0.9:
                found.append(Pairing(one, other, False))
        for score, _, one, other in _ranked(first, second, list(range(len(first.statements))), spare[1]):
            if score > 0.9 and other not in spare[0]:
                found.append(Pairing(one, other, False))
    return found


def in_place(first: Side, second: Side, pairs: Sequence[Pairing], copies: bool) -> list[Pairing]:
    """Sentences left over that stand in one place in both and have nine words of ten in common, in a copied report seven."""
    if len(first.statements) != len(second.statements):
        return []
    used = {each.one for each in pairs}, {each.other for each in pairs}
    found = []
    for place, (one, other) in enumerate(zip(first.statements, second.statements, strict=True)):
        if place in used[0] or place in used[1]:
            continue
        words = [[word.text.lower() for word in statement.words] for statement in (one, other)]
        if SequenceMatcher(None, min(words), max(words), autojunk=False).ratio() >= _NEAR + (-0.1 if copies else 0.1):
            found.append(Pairing(place, place, False))
    return found


def _ranked(first: Side, second: Side, left: list[int], right: list[int]) -> Iterator[tuple[float, int, int, int]]:
    """(likeness of the rows of keys, distance in place, sentence, sentence) of pairs that are near enough."""
    keys = [[[one.key for one in statement.elements] for statement in side.statements] for side in (first, second)]
    shift = (len(left) - len(right)) / 2
    for one in left:
        for other in right:
            here, there = keys[0][one], keys[1][other]
            if not here or not there or min(len(here), len(there)) < _NEAR * max(len(here), len(there)) - 1:
                continue
            rows = sorted((here, there))
            matcher = SequenceMatcher(None, rows[0], rows[1], autojunk=False)
            if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
                continue
            score = matcher.ratio()
            worded = sum(not key.startswith("#") for key in here)
            named = len(_values(first.statements[one]) & _values(second.statements[other]))
            if (
                score == 1
                or score >= _NEAR
                and min(len(here), len(there)) >= _SHORT
                and (worded >= 3 or worded == 2 and named >= 2)
            ):
                equal = sum(
                    _equal(a, b)
                    for a, b in zip(first.statements[one].elements, second.statements[other].elements, strict=False)
                )
                yield score + equal / (100 * len(here)), abs(round(one - other - shift)), one, other


def _values(one: Statement) -> set[str]:
    """Names and days of a statement."""
    return {item.value for item in one.items if item.number is None}


def _equal(one: Element, other: Element) -> bool:
    return one.key == other.key and (one.item is None or other.item is None or one.item.value == other.item.value)
