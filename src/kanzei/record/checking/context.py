"""A report with its sentences taken apart, and what a finding needs to look around: concepts, goods, countries, speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from kanzei.duty.view import View
from kanzei.record.checking.model import Finding, Measures
from kanzei.record.model import Claim, Record
from kanzei.record.reports import Item, Report, extract
from kanzei.record.reports.days import interval
from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.model import Token
from kanzei.record.reports.words import concepts, lexicon, tokens

__all__ = ["Context", "Spot", "about", "meant"]

HOME = "United States"
_AHEAD = timedelta(75)
_OPENING = 3
"""Sentences in which a report says what it is about: headline, dateline and the first of its text."""
_MAKERS = {"carmaker": "CAR", "automaker": "CAR", "steelmaker": "STEEL", "chipmaker": "CHIP", "drugmaker": "PHARMA"}
"""Those who make goods stand for the goods."""
_UNION = ("European Union", "European Commission")


@cache
def meant(names: tuple[str, ...]) -> frozenset[str]:
    """Concepts of some names: a root that the lexicon has a concept for stands for that concept."""
    phrases = lexicon().phrases
    return frozenset(phrases.get((name,), name) for name in names)


def about(item: Item, *names: str) -> bool:
    """Whether a figure is told with one of the concepts (or roots)."""
    return not meant(names).isdisjoint(item.what)


class Spot:
    """A sentence: its tokens, its concepts with their places, and its items."""

    def __init__(self, text: str, start: int, items: Sequence[Item]) -> None:
        self.words: list[Token] = tokens(text, start)
        self.items = tuple(items)
        self.concepts = [
            (_meant(name, self.words[first].text), self.words[first].start, self.words[after - 1].stop)
            for name, first, after in concepts(self.words)
            if not _misread(name, self.words[first].text.lower())
        ]
        since = [("sinc", one.start, one.stop) for one in self.words if one.text.lower() == "since"]
        self.concepts = sorted([*self.concepts, *since], key=lambda one: one[1])
        self.names = frozenset(name for name, _, _ in self.concepts)

    def has(self, *names: str) -> bool:
        """Whether any of the concepts (or roots) stands in the sentence."""
        return not self.names.isdisjoint(meant(names))

    def at(self, *names: str) -> list[tuple[str, int, int]]:
        """The concepts of these names with their offsets, in order."""
        wanted = meant(names)
        return [one for one in self.concepts if one[0] in wanted]


class Context:
    """A report on a day: what was known then, and its sentences."""

    def __init__(self, report: Report, on: date, view: View, record: Record, measures: Measures) -> None:
        self.report, self.on, self.view, self.measures = report, on, view, measures
        self.record = record.as_known(on)
        self.items = extract(report, on)
        self.spots = {
            one.position: Spot(one.text, one.start, [item for item in self.items if item.sentence == one.position])
            for one in report.sentences
        }
        self.kinds = {one.position: one.kind for one in report.sentences}

    @cached_property
    def subject(self) -> str:
        """The country a report is about besides the United States: named most, and where it opens; nothing where none stands out."""
        counted = Counter(
            name for one in self.items if _is_place(one) and (name := country(one.value)) and name != HOME
        )
        if not counted:
            return ""
        (first, most), *rest = counted.most_common(2)
        opening = [name for number in list(self.spots)[:_OPENING] for name, _ in self.places(number)]
        stands_out = most >= 2 and (not rest or most >= 2 * rest[0][1])
        return first if stands_out and (first in opening or most >= 4) else ""

    def places(self, sentence: int) -> list[tuple[str, int]]:
        """Countries of a sentence besides the United States, with their offsets."""
        return [
            (name, one.start)
            for one in self.spots[sentence].items
            if _is_place(one) and (name := country(one.value)) and name != HOME
        ]

    def when(self, item: Item) -> tuple[date, date] | None:
        """First and last day of a date item, years and relative days counted from the report's day; a day without a year is of the past
        where the coming one lies months ahead."""
        if not item.when:
            return None
        span = interval(item.when, self.on)
        if span and item.when.year is None and item.when.first and span[0] > self.on + _AHEAD:
            return interval(item.when, self.on - timedelta(180))
        return span

    def cited(self, claims: Iterable[Claim]) -> str:
        """The sources of claims, and the first sources they come from."""
        claims = list(claims)
        record = self.record
        direct = list(dict.fromkeys(name for one in claims for name in record.out_by(one.sources, self.on)))
        first = sorted(frozenset[str]().union(*(record.first(one) for one in claims)) - set(direct))
        told = "; ".join(f"{record.sources[name].title} ({record.sources[name].day})" for name in direct)
        return told + (f"; from {'; '.join(record.sources[name].title for name in first)}" if first else "")

    def finding(self, item: Item, verdict: str, kind: str, official: str, **rest: Any) -> Finding:
        """A finding on an item."""
        base = Finding(
            verdict,
            kind,
            item.text,
            item.start,
            item.stop,
            item.sentence,
            official,
            value=item.value,
            by=item.attribution,
        )
        return base._replace(**rest)

    def phrase(
        self, sentence: int, start: int, stop: int, verdict: str, kind: str, official: str, **rest: Any
    ) -> Finding:
        """A finding on words that are no item."""
        base = Finding(verdict, kind, self.report.text[start:stop], start, stop, sentence, official)
        return base._replace(**rest)


def _meant(concept: str, word: str) -> str:
    """A concept, those who make goods read as the goods, and cabinets in the plural as furniture."""
    return "furniture" if word == "cabinets" else _MAKERS.get(concept, concept)


def _misread(concept: str, word: str) -> bool:
    """Whether a word shares a root with a concept that it does not say: a plan is no plane, and "according to" is no accord."""
    return (concept == "AIRCRAFT" and word.startswith("plan") and "plane" not in word) or (
        concept == "AGREE" and word == "according"
    )


def _is_place(item: Item) -> bool:
    """A country, or the European Union, which may stand as an organisation."""
    return item.kind == "place" or (item.kind == "organisation" and item.value in _UNION)


def country(place: str) -> str:
    """The country of a place: a capital stands for its country, the Commission for the Union."""
    return _UNION[0] if place in _UNION else capital_of().get(place, place)
