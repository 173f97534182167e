"""Sentences as rows of concepts and items, ready to be laid against one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kanzei.record.reports.extract import extract
from kanzei.record.reports.model import FIGURES, Item, Report, Sentence, Token
from kanzei.record.reports.sentences import plain
from kanzei.record.reports.words import lexicon, stem, tokens

__all__ = ["Element", "Side", "Statement", "alike", "denials_of", "prepared"]

_NEGATION = "NOT"


class Element(NamedTuple):
    """A concept, a root, an item (key "#fig", "#date", "#name", "#role", or "#land" for the country or body of a role), or "NOT"; with its place.

    A word of no known class that opens a sentence has the key "#name" and no item: it may be a name.
    """

    key: str
    start: int
    stop: int
    item: Item | None = None


class Statement(NamedTuple):
    """A sentence: its tokens, items and elements; ``content``: concepts and roots that are no items."""

    sentence: Sentence
    words: tuple[Token, ...]
    items: tuple[Item, ...]
    elements: tuple[Element, ...]
    content: frozenset[str]

    def __hash__(self) -> int:
        """By identity: a cache need not read the whole text to find it again."""
        return id(self)

    @property
    def negations(self) -> int:
        """How many words deny."""
        return sum(one.key == _NEGATION for one in self.elements)


class Side(NamedTuple):
    """A report ready to be compared, with the day from which its relative days are counted."""

    report: Report
    day: date | None
    statements: tuple[Statement, ...]

    def __hash__(self) -> int:
        """By identity: a cache need not read the whole text to find it again."""
        return id(self)

    def excerpt(self, start: int, stop: int, reach: int = 60) -> str:
        """The words at a place with some on either side, cut at words."""
        text = self.report.text
        left, right = max(0, start - reach), min(len(text), stop + reach)
        line, end = text.rfind("\n", 0, start) + 1, text.find("\n", stop)
        left, right = max(left, line), min(right, end if end >= 0 else len(text))
        while left > line and text[left - 1].strip():
            left -= 1
        while right < (end if end >= 0 else len(text)) and text[right : right + 1].strip():
            right += 1
        return (
            ("... " if left > line else "")
            + " ".join(text[left:right].split())
            + (" ..." if 0 <= right < (end if end >= 0 else len(text)) else "")
        )


def prepared(report: Report, reported_on: date | None) -> Side:
    """A report as statements; its own day stands before ``reported_on``."""
    items = extract(report, reported_on)
    flat = plain(report.text)
    made = []
    for sentence in report.sentences:
        words = tuple(tokens(flat[sentence.start : sentence.stop], sentence.start))
        own = tuple(one for one in items if one.sentence == sentence.position)
        elements = tuple(_elements(words, own))
        content = frozenset(
            one.key for one in elements if one.item is None and one.key != _NEGATION and not one.key.startswith("#")
        )
        made.append(Statement(sentence, words, own, elements, content))
    return Side(report, report.dated or reported_on, tuple(made))


def _elements(words: Sequence[Token], items: Sequence[Item]) -> list[Element]:
    book = lexicon()
    covering = {place: one for one in items for place, word in enumerate(words) if one.start <= word.start < one.stop}
    found: list[Element] = []
    at = 0
    while at < len(words):
        item = covering.get(at)
        if item is not None:
            beside = item.kind in {"place", "organisation"} and any(
                each.kind == "role" and 0 <= each.start - item.stop <= 3 for each in items
            )
            kind = (
                "#land"
                if beside
                else "#fig"
                if item.kind in FIGURES
                else {"date": "#date", "role": "#role"}.get(item.kind, "#name")
            )
            found.append(Element(kind, item.start, item.stop, item))
            while covering.get(at) is item:
                at += 1
            continue
        length = min(book.longest, len(words) - at)
        for size in range(length, 0, -1):
            if any(at + step in covering for step in range(size)):
                continue
            concept = book.phrases.get(tuple(one.stem for one in words[at : at + size]))
            if concept:
                found.append(Element(concept, words[at].start, words[at + size - 1].stop))
                at += size
                break
        else:
            made = _plain(words[at])
            if (
                made
                and not found
                and at <= 1
                and words[at].text[0].isupper()
                and words[at].text.isalpha()
                and not made[0].key.endswith("ly")
            ):
                made = [made[0]._replace(key="#name")]
            found += made
            at += 1
    return found


def _plain(word: Token) -> list[Element]:
    book = lexicon()
    low = word.text.lower()
    if low in book.groups["negation"] or low.endswith("n't"):
        return [Element(_NEGATION, word.start, word.stop)]
    rest = stem(low[2:]) if low.startswith("un") and len(low) > 6 else ""
    if rest and (rest,) in book.phrases and (word.stem,) not in book.phrases:
        return [Element(_NEGATION, word.start, word.stop), Element(book.phrases[(rest,)], word.start, word.stop)]
    if word.text[0].isalnum() and word.stem not in book.empty and stem(low) not in book.empty:
        return [Element(word.stem, word.start, word.stop)]
    return []


_COMMON = frozenset(
    "AGREE TRADE GOVERNMENT INVESTMENT TARIFF REPORT LARGEST PLAN OFFICIAL REQUIRE POINT year month day time people countr new INCLUDE CONCERN".split()
)


@lru_cache(maxsize=100_000)
def _weight(key: str) -> float:
    return 0.5 if key in _COMMON else 1.0


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of concepts share, 0 to 1 (Dice's measure, words that stand in every trade report at half weight)."""
    total = sum(map(_weight, one)) + sum(map(_weight, other))
    return 2 * sum(map(_weight, one & other)) / total if total else 0.0


def counted(names: Sequence[str]) -> Counter[str]:
    """How often each name stands."""
    return Counter(names)


def denials_of(one: Statement) -> int:
    """How often a statement denies: "not", and "denied that" what follows."""
    words = [word.text.lower() for word in one.words]
    that = {"that", "a", "any", "reports", "having", "the", "it"}
    said = [a in {"denied", "denies", "deny"} and b in that for a, b in zip(words, words[1:], strict=False)]
    return one.negations + sum(said)
