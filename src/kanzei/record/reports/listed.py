"""Names that the tables hold (places, capitals, bodies) and offices by their words, with the country they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kanzei.record.reports.model import Token
from kanzei.record.reports.words import load

__all__ = ["BODY", "HEADS", "MODIFIERS", "Hit", "bare", "capital", "capital_of", "listed", "office"]

HEADS = frozenset(
    "executive president minister secretary governor chair chairman chairwoman negotiator spokesman spokeswoman spokesperson ambassador commissioner premier chancellor "
    "representative envoy adviser advisor ceo czar chief director economist analyst leader senator".split()
)


MODIFIERS = frozenset(
    "prime chief cabinet top lead leading senior deputy vice former ex then trade tariff commerce treasury finance foreign economic economy revitalization revitalisation "
    "industry agriculture farm defense defence energy labor transport state fed federal reserve bank press government central executive first special "
    "national security white house commission european environment interior home managing chief".split()
)


BODY = frozenset(
    "ministry department bank news tv television times corp corporation inc ltd committee council agency group motor motors steel association university institute party "
    "house court commission office bureau reserve federation chamber post journal press company fund organization organisation board union daily research securities "
    "holdings industries administration".split()
)


class Hit(NamedTuple):
    """A name: its kind, its plain form, the tokens ``first`` to ``after`` - 1; role and country where they stand beside it."""

    kind: str
    value: str
    first: int
    after: int
    role: str = ""
    country: str = ""


@cache
def _table() -> tuple[dict[tuple[str, ...], tuple[str, str]], int]:
    """Token texts -> (kind, name)."""
    from kanzei.record.reports.words import tokens

    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, said in load("places.yaml").items():
        country, _, capitals = (said or "").partition("|")
        for alias in [name, *country.split(";")]:
            if alias.strip():
                found[tuple(one.text for one in tokens(alias.strip()))] = ("place", name)
        for capital in capitals.split(";"):
            if capital.strip():
                found[tuple(one.text for one in tokens(capital.strip()))] = ("place", capitals.split(";")[0].strip())
    for name, said in load("organisations.yaml").items():
        for alias in [name, *(said or "").split(";")]:
            if alias.strip():
                found[tuple(one.text for one in tokens(alias.strip()))] = ("organisation", name)
    return found, max(len(key) for key in found)


@cache
def capital_of() -> dict[str, str]:
    """Capital -> its country."""
    return {
        (said or "").partition("|")[2].split(";")[0].strip(): name
        for name, said in load("places.yaml").items()
        if "|" in (said or "")
    }


def listed(words: Sequence[Token], at: int) -> Hit | None:
    """The longest name of the tables that begins at a token."""
    table, longest = _table()
    for length in range(min(longest, len(words) - at), 0, -1):
        texts = tuple(bare(one.text) for one in words[at : at + length])
        if texts in table:
            kind, name = table[texts]
            if _longer(words, at + length) and kind == "place" and length == 1 and not office(words, at + length):
                continue
            return Hit(kind, name, at, at + length)
    return None


def _longer(words: Sequence[Token], at: int) -> bool:
    """Whether a body's keyword follows: "Japan Post", "Washington Times"."""
    return (
        at < len(words)
        and words[at].text[0].isupper()
        and words[at].text.lower() in BODY
        and words[at].stem != "administration"
    )


def bare(text: str) -> str:
    """A word without the ending of possession."""
    return text.removesuffix("'s").removesuffix("'")


def office(words: Sequence[Token], at: int) -> Hit | None:
    """A role: modifiers and a head ("chief cabinet secretary", "secretary of commerce")."""
    stop = at
    while stop < len(words) and (
        words[stop].text.lower() in MODIFIERS | {"and", "'", "-"} or words[stop].stem in MODIFIERS
    ):
        if (
            bare(words[stop].text).lower() in HEADS
            and stop + 1 < len(words)
            and words[stop + 1].text.lower() not in MODIFIERS | HEADS
        ):
            break
        stop += 1
    if (
        stop >= len(words)
        or (bare(words[stop].text).lower() not in HEADS and not _several(words, stop))
        or words[at].text.lower() in {"and", "-", "'"}
    ):
        return None
    after = stop + 1
    country = ""
    if [one.text.lower() for one in words[after : after + 3]] == ["in", "charge", "of"]:
        after += 2
    if after + 1 < len(words) and words[after].text.lower() in {"of", "for"}:
        more = after + 1 + (words[after + 1].text.lower() == "the")
        end = more
        while (
            end < len(words)
            and words[end].text.lower() in MODIFIERS | {"and"} | {"japan"}
            and words[end].text.lower() not in HEADS
        ):
            end += 1
        if end > more and words[end - 1].text.lower() != "and":
            text = " ".join(one.text.lower() for one in words[at:end])
            return Hit("role", text.replace(" - ", "-"), at, end)
        place = listed(words, more) if more < len(words) else None
        if place and place.kind == "place":
            country = place.value
    after = stop + 1
    text = " ".join(bare(one.text).lower() for one in words[at:after])
    if text in {"executive", "chief", "director", "leader", "chair", "representative"}:
        return None
    return Hit("role", text.replace(" - ", "-"), at, after, country=country)


def _several(words: Sequence[Token], at: int) -> bool:
    """A plural office before names: "Presidents Trump and Lee"."""
    return (
        words[at].text[0].isupper()
        and words[at].text.endswith("s")
        and words[at].text[:-1].lower() in HEADS
        and at + 1 < len(words)
        and capital(words[at + 1])
    )


def capital(word: Token) -> bool:
    """Whether a word has a capital letter."""
    return word.text[0].isupper() and word.text[0].isalpha()
