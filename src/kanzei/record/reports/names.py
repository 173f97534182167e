"""Names in a sentence: places and bodies of the tables, people by their roles and by the shape of their names, roles without a name."""

from __future__ import annotations

from collections.abc import Sequence

from kanzei.record.reports.listed import BODY, HEADS, MODIFIERS, Hit, bare, capital, capital_of, listed, office
from kanzei.record.reports.model import Token
from kanzei.record.reports.offices import surnames
from kanzei.record.reports.words import lexicon, stem

__all__ = ["find_names"]

_CLOCK = frozenset("AM PM GMT UTC JST IST EST EDT ET CET".split())
_HONOURS = frozenset("mr mrs ms dr sir lord".split())
_PARTICLES = frozenset("von van der den de la al bin ibn del di".split())
_SPEECH = frozenset(
    "said says told added wrote noted announced stated explained insisted stressed declined denied argued warned claimed remarked suggested confirmed posted".split()
)


def find_names(words: Sequence[Token], taken: Sequence[bool], known: frozenset[str], titled: bool = False) -> list[Hit]:
    """Names in order.

    known : single names that the report bears elsewhere inside a sentence; titled : a headline where every word has a
    capital: only names of the tables and known ones are taken there.
    """
    found: list[Hit] = []
    at = 0
    while at < len(words):
        hit = None if taken[at] else _here(words, at, taken, known, titled)
        if hit is None:
            at += 1
            continue
        found.append(hit)
        at = hit.after
    return _joined(words, found)


def _here(words: Sequence[Token], at: int, taken: Sequence[bool], known: frozenset[str], titled: bool) -> Hit | None:
    """The name that begins at a token: "Treasury Secretary" is a role before "Treasury" is a body."""
    found, role = listed(words, at), office(words, at)
    if found is not None and (role is None or role.after <= found.after):
        return found
    return role or _run(words, at, taken, known, titled)


def _run(words: Sequence[Token], at: int, taken: Sequence[bool], known: frozenset[str], titled: bool) -> Hit | None:
    lead = at
    while lead + 1 < len(words) and words[lead].text in _PARTICLES:
        lead += 1
    if not capital(words[lead]) or words[lead].text in _CLOCK or (lead > at and not (at and capital(words[at - 1]))):
        return None
    opening = at == 0 or words[at - 1].text in {'"', ":", "("} or (at == 1 and not words[0].text[0].isalnum())
    after = lead + 1
    while after < len(words) and not taken[after]:
        if office(words, after) is not None:
            break
        if bare(words[after - 1].text) != words[after - 1].text:
            break
        if (
            capital(words[after])
            and listed(words, after) is None
            and (words[after].stem not in lexicon().empty or _hyphened(words, after))
        ):
            after += 1
        elif (
            words[after].text == "-"
            and after + 1 < len(words)
            and words[after].start == words[after - 1].stop
            and words[after + 1].start == words[after].stop
            and words[after + 1].text[0].isalpha()
        ):
            after += 2
        elif words[after].text in _PARTICLES and (name := _past(words, after)) < len(words) and capital(words[name]):
            after = name + 1
        elif (
            words[after].text == "."
            and after + 1 < len(words)
            and len(words[after - 1].text) == 1
            and capital(words[after + 1])
        ):
            after += 2
        else:
            break
    start = at
    if opening and words[at].stem in lexicon().empty | _HONOURS and after - at > 1:
        start = at + 1
    while start < after and words[start].text.lower() in _HONOURS:
        start += 1
    if start >= after:
        return None
    run = words[start:after]
    value = "".join(
        one.text if one.text in "-." else f" {one.text}"
        for one in [*run[:-1], run[-1]._replace(text=bare(run[-1].text))]
    )
    value = value.replace("- ", "-").replace(".", "").strip()
    value = " ".join(
        part.capitalize() if part.isupper() and len(part) > 3 and len(run) > 1 else part for part in value.split()
    )
    if titled and value not in known and value not in surnames():
        return None
    return _classed(words, start, after, value, opening and start == at, known)


def _hyphened(words: Sequence[Token], at: int) -> bool:
    """ "In-kyo": the first part of a given name looks like a small word."""
    return (
        at + 2 < len(words)
        and words[at + 1].text == "-"
        and words[at + 1].start == words[at].stop
        and words[at + 2].start == words[at + 1].stop
    )


def _past(words: Sequence[Token], at: int) -> int:
    """The token after the particles that begin here."""
    while at < len(words) and words[at].text in _PARTICLES:
        at += 1
    return at


def _classed(
    words: Sequence[Token], start: int, after: int, value: str, opening: bool, known: frozenset[str]
) -> Hit | None:
    follow = words[after].text.lower() if after < len(words) else ""
    low = [one.lower() for one in value.replace("-", " ").split() if one not in _PARTICLES]
    if any(one in BODY for one in low) and len(low) > 1:
        return Hit("organisation", value, start, after)
    if len(low) == 1:
        titled = (
            start > 0
            and words[start - 1].text.lower() in _HONOURS
            or start > 1
            and words[start - 2].text.lower() in _HONOURS
        )
        if value.split()[-1] in surnames() or value in known or titled:
            return Hit("person", value, start, after)
        plain = (
            stem(value) in lexicon().empty
            or (stem(value),) in lexicon().phrases
            or value.lower() in HEADS | MODIFIERS | _HONOURS | BODY
        )
        if plain or len(value) == 1:
            return None
        if value.isupper():
            return Hit("organisation", value, start, after)
        if follow in _SPEECH and not value.endswith(("s", "ly", "ing")):
            return Hit("person", value, start, after)
        return None if opening else Hit("name", value, start, after)
    content = [
        one
        for one in low
        if (stem(one),) not in lexicon().phrases and (not opening or stem(one) not in lexicon().empty)
    ]
    if opening and len(content) < len(low) and value not in known:
        return None if not content else Hit("name", value, start, after)
    return Hit("person" if content and len(low) <= 4 and len(content) == len(low) else "name", value, start, after)


def _joined(words: Sequence[Token], found: list[Hit]) -> list[Hit]:
    """Roles beside names are theirs: "Secretary Hayashi", "Ryosei Akazawa, Japan's negotiator", "negotiator, Ryosei Akazawa,"."""
    made = list(found)
    for place, one in enumerate(found):
        if one.kind != "role":
            continue
        country = one.country
        if not country and place and found[place - 1].kind == "place" and found[place - 1].after >= one.first - 1:
            country = found[place - 1].value
        country = capital_of().get(country, country)
        body = (
            found[place - 1]
            if place and found[place - 1].kind == "organisation" and found[place - 1].after == one.first
            else None
        )
        role = " ".join(word.text for word in words[body.first : one.after]) if body else one.value
        made[place] = one._replace(value=role.lower(), country=country)
        nearby = _beside(words, found, place)
        if nearby is not None:
            made[nearby] = made[nearby]._replace(kind="person", role=made[place].value, country=country)
    return made


def _beside(words: Sequence[Token], found: list[Hit], place: int) -> int | None:
    one = found[place]
    if place + 1 < len(found):
        other = found[place + 1]
        between = [each.text.lower() for each in words[one.after : other.first]]
        if other.kind in {"person", "name"} and (between in ([], [","]) or set(between) <= {"mr", "."}):
            return place + 1
        if other.kind == "place" and place + 2 < len(found) and found[place + 2].kind in {"person", "name"}:
            last = [each.text for each in words[other.after : found[place + 2].first]]
            if between in (["of"], ["for"], ["of", "the"]) and last in ([], [","]):
                return place + 2
    for back in range(place - 1, max(-1, place - 4), -1):
        other = found[back]
        between = [each.text.lower() for each in words[other.after : one.first]]
        if other.kind in {"person", "name"}:
            apposed = between[:1] in ([","], ["("]) and all(
                each in {",", "(", "the", "a", "an", "who", "is", "'s", "then"} or each[0].isalpha() for each in between
            )
            short = len(between) <= 4 and not {"said", "told", "and", "with", "met"} & set(between)
            return back if apposed and short else None
        if other.kind != "place":
            break
    return None
