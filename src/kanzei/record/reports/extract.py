"""Items of a report: figures, days and names of every sentence, with what they measure, their period, basis and speaker."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache

from kanzei.record.reports.days import find_days
from kanzei.record.reports.identity import name_parts
from kanzei.record.reports.listed import Hit
from kanzei.record.reports.model import Item, Report, Sentence, Token
from kanzei.record.reports.names import find_names
from kanzei.record.reports.quantities import Figure, find_figures
from kanzei.record.reports.scope import described
from kanzei.record.reports.sentences import plain
from kanzei.record.reports.words import lexicon, tokens

__all__ = ["extract"]


@lru_cache(maxsize=64)
def extract(report: Report, reported_on: date | None = None) -> tuple[Item, ...]:
    """Items in the order of the text.

    Parameters
    ----------
    reported_on : day from which relative days are counted; None takes the report's own (``report.dated``). It changes
        no item, only how :func:`kanzei.record.reports.days.interval` is to be asked; given here so that callers have one door.
    """
    flat = plain(report.text)
    words = [tokens(flat[one.start : one.stop], one.start) for one in report.sentences]
    known = _known(words)
    found: list[Item] = []
    people: list[Item] = []
    for sentence, these in zip(report.sentences, words, strict=True):
        items = _sentence(report, flat, sentence, these, known)
        for place, one in enumerate(items):
            if one.kind == "person":
                items[place] = one = _named(one, people)
                people.append(one)
        found += described(items, these)
    return tuple(found)


def _known(words: list[list[Token]]) -> frozenset[str]:
    """Capitalised words that stand inside sentences and never in small letters: names, wherever they stand."""
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for these in words:
        capitals = sum(one.text[0].isupper() for one in these if one.text[0].isalpha())
        if (
            these
            and these[-1].text not in '.!?"'
            and capitals > 0.6 * max(1, sum(one.text[0].isalpha() for one in these))
        ):
            continue
        for place, one in enumerate(these):
            if one.text[0].islower():
                small.add(one.text.removesuffix("'s"))
            elif place and one.text[0].isupper() and these[place - 1].text not in {'"', ":"}:
                inside[one.text.removesuffix("'s")] += 1
    book = lexicon()
    return frozenset(
        one
        for one in inside
        if one.lower() not in small
        and (tokens(one)[0].stem,) not in book.phrases
        and len(one) > 2
        and not one.isupper()
        and one.lower() not in {"president", "minister", "secretary", "chief", "cabinet", "commerce", "prime"}
    )


def _sentence(report: Report, flat: str, sentence: Sentence, words: list[Token], known: frozenset[str]) -> list[Item]:
    items: list[Item] = []
    taken = [False] * len(words)
    for start, stop, when in find_days(flat[sentence.start : sentence.stop].replace("\n", " ")):
        left, right = sentence.start + start, sentence.start + stop
        for place, one in enumerate(words):
            if one.start < right and left < one.stop:
                taken[place] = True
        items.append(Item("date", flat[left:right], report.text[left:right], left, right, sentence.position, when=when))
    for figure in find_figures(words, taken):
        items.append(_figure(report, sentence, words, figure))
        for place in range(figure.first, figure.after):
            taken[place] = True
    for hit in find_names(words, taken, known, sentence.kind == "headline" and _titled(words)):
        items.append(_name(report, sentence, words, hit))
    return sorted(items, key=lambda one: one.start)


def _titled(words: list[Token]) -> bool:
    long = [one.text for one in words if len(one.text) > 3 and one.text[0].isalpha()]
    return sum(one[0].isupper() for one in long) > 0.7 * max(1, len(long))


def _figure(report: Report, sentence: Sentence, words: list[Token], one: Figure) -> Item:
    start, stop = words[one.first].start, words[one.after - 1].stop
    value = f"{one.number.normalize():f}" + (f" to {one.upto.normalize():f}" if one.upto is not None else "")
    return Item(
        one.kind, f"{value} {one.unit}".strip(), report.text[start:stop], start, stop, sentence.position,
        number=one.number, upto=one.upto, step=one.step, unit=one.unit, mark=one.mark,
    )  # fmt: skip


def _name(report: Report, sentence: Sentence, words: list[Token], one: Hit) -> Item:
    start, stop = words[one.first].start, words[one.after - 1].stop
    text = report.text[start:stop]
    if text.endswith(("'s", "’s")):
        stop, text = stop - 2, text[:-2]
    roles = (one.role, one.country) if one.role else (("", one.country) if one.country else ())
    return Item(one.kind, one.value, text, start, stop, sentence.position, entity=roles)


def _named(one: Item, people: list[Item]) -> Item:
    """A family name alone is the person of that name last named in full, unless a role says otherwise."""
    parts = name_parts(one.value)
    for other in reversed(people):
        if parts < name_parts(other.value):
            if one.entity and other.entity and one.entity[0] and other.entity[0] and one.entity[0] != other.entity[0]:
                continue
            return one._replace(value=other.value, entity=one.entity or other.entity)
    return one
