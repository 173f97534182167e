"""Words: tokens with offsets, their roots, and the concepts of the lexicon (a word, or several in a row)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kanzei.record.reports.model import Token

__all__ = ["Lexicon", "concepts", "lexicon", "load", "stem", "tokens"]

_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]",
)
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")


@cache
def load(name: str) -> Any:
    """A table of this room, from YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("kanzei.record.reports").joinpath("data", name).read_text(encoding="utf-8"), loader)


@cache
def _irregular() -> dict[str, str]:
    table = load("lexicon.yaml")["irregular"]
    return {form: root for root, forms in table.items() for form in [root, *forms.split()]}


@cache
def stem(word: str) -> str:
    """The root of an English word: plural, past, -ing and -ly forms fall together, and so do -ise and -ize."""
    low = word.lower().replace("’", "'")
    low = low.removesuffix("'s").rstrip("'").replace(".", "")
    if low in _irregular():
        return _irregular()[low]
    if len(low) <= 3 or not low.isalpha():
        return low
    low = re.sub(r"(?<=[a-z]{3})is(e|ed|es|ing|ation|ations)$", r"iz\1", low)
    low = re.sub(r"(?<=[a-z]{2})our(ed|ing|s|)$", r"or\1", low)
    for suffix, put in (("ies", "y"), ("sses", "ss"), ("ied", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if low.endswith(suffix) and len(low) > len(suffix) + 1:
            return low[: -len(suffix)] + put
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
        if low in _irregular():
            return _irregular()[low]
    for suffix in ("ing", "ed"):
        if (
            low.endswith(suffix)
            and not low.endswith("eed")
            and re.search(r"[aeiouy]", low[: -len(suffix)])
            and len(low) > len(suffix) + 2
        ):
            low = low[: -len(suffix)]
            if _DOUBLED.search(low):
                low = low[:-1]
            break
    return low[:-1] if low.endswith("e") and len(low) > 3 else low


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Words, numbers and signs in order; ``offset`` is where the text starts in the report."""
    return [
        Token(one.group(), one.start() + offset, one.end() + offset, stem(one.group())) for one in _TOKEN.finditer(text)
    ]


class Lexicon(NamedTuple):
    """Phrases of roots -> concept; concepts that mean the opposite; words that carry no content."""

    phrases: Mapping[tuple[str, ...], str]
    opposite: Mapping[str, frozenset[str]]
    empty: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    longest: int


@cache
def lexicon() -> Lexicon:
    """The lexicon that the package carries (data/lexicon.yaml)."""
    table = load("lexicon.yaml")
    phrases: dict[tuple[str, ...], str] = {}
    for concept, said in table["concepts"].items():
        for phrase in [one.strip() for one in said.split(";") if one.strip()]:
            phrases.setdefault(tuple(one.stem for one in tokens(phrase)), concept)
    opposite: dict[str, set[str]] = {}
    for one, other in table["opposites"]:
        opposite.setdefault(one, set()).add(other)
        opposite.setdefault(other, set()).add(one)
    groups = {
        name: frozenset(one if one.isupper() else stem(one) for one in said.split())
        for name, said in table["groups"].items()
    }
    empty = frozenset(stem(one) for one in table["empty"].split())
    longest = max(len(one) for one in phrases)
    return Lexicon(phrases, {one: frozenset(other) for one, other in opposite.items()}, empty, groups, longest)


def concepts(words: Sequence[Token]) -> list[tuple[str, int, int]]:
    """(concept or root, first token, token after the last) in order; empty words and signs are left out."""
    book = lexicon()
    stems = [one.stem for one in words]
    found = []
    at = 0
    while at < len(words):
        for length in range(min(book.longest, len(words) - at), 0, -1):
            concept = book.phrases.get(tuple(stems[at : at + length]))
            if concept:
                found.append((concept, at, at + length))
                at += length
                break
        else:
            if stems[at] not in book.empty and words[at].text[0].isalnum():
                found.append((stems[at], at, at + 1))
            at += 1
    return found
