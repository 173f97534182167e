"""Days of a report against the record's states and the law book's instruments: signed, in force, announced, paused; and which day it was instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kanzei.countries import plain_name
from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.trip import next_week, trip
from kanzei.record.reports import Item
from kanzei.record.reports.words import tokens
from kanzei.record.status import Standing, standings

__all__ = ["date_findings", "order_findings"]

_VERBS = {
    "SIGN": ("signed",),
    "EFFECT": ("in force",),
    "ANNOUNCE": ("announced", "signed"),
    "IMPOSE": ("in force", "announced", "signed"),
    "PAUSE": ("paused",),
    "CANCEL": ("cancelled",),
    "AGREE": ("announced", "signed"),
    "NEGOTIATE": ("announced",),
    "ORDER": ("signed",),
    "RAISE": ("in force", "signed"),
    "sinc": ("in force",),
}
"""Concept of a sentence -> states it may speak of, in the order in which they are looked for."""
_ABOUT = {
    "c-agreement-2019": ("AGREE",),
    "c-general": ("TARIFF", "AGREE", "RECIPROCAL"),
    "c-investment": ("MOU", "FUND", "INVESTMENT", "AGREE"),
    "c-cars-cut": ("CAR",),
    "c-cars-duty": ("CAR",),
    "c-s122": ("TARIFF",),
}
"""Commitments that days are looked for in, and the concepts of which a sentence must have one."""
_CUTS = {"c-cars-cut": ("CAR",), "c-parts-cut": ("PARTS",)}
"""Commitments to cut a duty, and the goods of each."""
_SIGNED = ("executive-order", "proclamation", "statute", "notice")
"""Kinds of instruments that somebody signs; the others are announced."""
_WORDS = {
    "signed": "was signed",
    "in force": "came into force",
    "announced": "was announced",
    "paused": "was paused",
    "cancelled": "was cancelled",
}
_OBJECTS = ("AGREE", "TARIFF", "ORDER", "MOU", "TRAVEL", "PACKAGE", "RECIPROCAL")
_NUMBER = re.compile(r"\b(?:executive order|eo|proclamation)\s+(?:no\.?\s*)?(\d{4,5})\b", re.I)


class Stage(NamedTuple):
    """A stage of something on a day."""

    subject: str
    state: str
    on: date
    words: str
    source: str
    slot: str


def date_findings(context: Context) -> Iterator[Finding]:
    """A finding for every day, month or year on which the report lets something be signed, announced, begun or paused."""
    stages = [*_of_record(context), *_of_law(context)]
    for item in context.items:
        span = context.when(item) if item.kind == "date" else None
        spot = context.spots[item.sentence]
        if item.kind != "date" or context.kinds[item.sentence] != "body":
            continue
        if item.when and item.when.word == "next week" and spot.has("TRAVEL"):
            yield next_week(context, item)
        elif span and spot.has("TRAVEL") and item.when and item.when.grain in ("day", "range"):
            yield from trip(context, item, span)
        elif span and spot.has(*_OBJECTS, "sinc") and spot.has(*_VERBS):
            yield from _stage(context, spot, item, span, stages)


def _stage(context: Context, spot: Spot, item: Item, span: tuple[date, date], stages: list[Stage]) -> Iterator[Finding]:
    last = max((one.stop for one in spot.items if one.kind == "date" and one.stop <= item.start), default=0)
    every = [(name, start) for name, start, _ in spot.concepts if name in _VERBS]
    verbs = [name for name, start in every if last <= start < item.start] or [name for name, _ in every]
    wanted = list(dict.fromkeys(state for name in verbs for state in _VERBS[name]))
    close = [one for one in stages if _speaks_of(context, spot, one)]
    hits = [one for one in close if one.state in wanted and span[0] <= one.on <= span[1]]
    if hits:
        talks = "AGREE" in verbs or "NEGOTIATE" in verbs
        best = min(
            hits, key=lambda one: (wanted.index(one.state), not one.slot, (-1 if talks else 1) * one.on.toordinal())
        )
        yield context.finding(
            item, AGREES, "date", f"{_WORDS[best.state]} on {best.on}: {best.words}", source=best.source, slot=best.slot
        )
        return
    if span[0] <= context.on <= span[1] and item.when and item.when.grain == "day":
        return  # the day the report bears
    exact = [name for name in verbs if name in ("SIGN", "EFFECT", "PAUSE")]
    if not exact:
        return
    state = _VERBS[exact[0]][0]
    inside = [one for one in close if span[0] <= one.on <= span[1] and one.state in ("in force", "signed", "announced")]
    for other in inside:
        right = [one for one in close if one.subject == other.subject and one.state == state]
        if right:
            told = f"{_WORDS[state]} on {right[0].on}; it {_WORDS[other.state]} on {other.on}"
            yield context.finding(
                item,
                DIFFERS,
                "date",
                told,
                source=f"{right[0].source}; {other.source}",
                cause=f"{state} for {other.state}" if state != "signed" else f"{other.state} is taken for signed",
                slot=other.slot,
            )
            return
        if state == "signed" and other.slot and other.state == "announced" and not spot.has("ORDER"):
            told = f"{_WORDS[other.state]} on {other.on}: {other.words}; nothing signed was known on {context.on}"
            cause = "announced is taken for signed"
            yield context.finding(item, DIFFERS, "date", told, source=other.source, cause=cause, slot=other.slot)
            return
    waiting = _waiting(context, spot) if state == "in force" else None
    if waiting:
        told = f"{waiting.slot.title}: {waiting.claim.state} {waiting.claim.on}, {waiting.claim.says}"
        source, cause = context.cited([waiting.claim]), f"{waiting.claim.state} is taken for in force"
        yield context.finding(item, DIFFERS, "date", told, source=source, cause=cause, slot=waiting.slot.id)
    elif item.when and item.when.grain in ("day", "range", "year"):
        yield context.finding(
            item,
            UNCHECKED,
            "date",
            f"nothing on file {_WORDS[state]} in these days",
            needs="the text that the report speaks of",
        )


def _waiting(context: Context, spot: Spot) -> Standing | None:
    """A cut of Japan's duties that a sentence has in force and that was not, on the report's day."""
    ours = context.subject in ("Japan", "") or any(
        name == "Japan" for name, _ in context.places(spot.items[0].sentence)
    )
    if not ours or not spot.has("CUT"):
        return None
    cuts = (one for one in standings(context.record, context.on) if spot.has(*_CUTS.get(one.slot.id, ())))
    return next((one for one in cuts if one.claim.state in ("announced", "agreed", "signed", "ordered")), None)


def _of_record(context: Context) -> Iterator[Stage]:
    for claim in context.record.claims:
        slot = context.record.slots[claim.slot]
        if slot.commitment and claim.state in _WORDS:
            source = context.cited([claim])
            yield Stage(slot.id, claim.state, claim.on, f"{slot.title}: {claim.says}", source, slot.id)
            if claim.state == "paused" and claim.known != claim.on:
                # A pause is told of the day it is ordered, as often as of the day from which it is charged.
                words = f"{slot.title}: {claim.says} (from {claim.on})"
                yield Stage(slot.id, claim.state, claim.known, words, source, slot.id)


def _of_law(context: Context) -> Iterator[Stage]:
    for one in context.view.book.instruments:
        known = date.fromisoformat(one["known"][:10])
        if known > context.on or known.year < 2025:
            continue
        words = f"{one['title']} ({one['citation']})"
        signed = one.get("signed") if one["kind"] in _SIGNED else None
        yield Stage(
            one["id"],
            "signed" if signed else "announced",
            date.fromisoformat(signed) if signed else known,
            words,
            one["citation"],
            "",
        )
        if one["kind"] in ("letter", "memorandum", "executive-order", "proclamation"):
            yield Stage(one["id"], "announced", known, words, one["citation"], "")


def _speaks_of(context: Context, spot: Spot, one: Stage) -> bool:
    """Whether a sentence can be of a thing: the agreement, the trip, or an order whose title shares its country or its goods."""
    if one.slot:
        places = [name for name, _ in context.places(spot.items[0].sentence)]
        if context.subject not in ("Japan", "") and "Japan" not in places:
            return False
        return spot.has(*_ABOUT.get(one.slot, ()))
    if any(
        re.search(rf"(?<!\d){number}(?!\d)", one.subject)
        for number in _NUMBER.findall(" ".join(word.text for word in spot.words))
    ):
        return True
    title = plain_name(one.words)
    places = [name for name, _ in context.places(spot.items[0].sentence)] or [context.subject]
    named = any(name and plain_name(name) in title for name in places)
    roots = {word.stem for word in spot.words if len(word.stem) > 4}
    shared = {word.stem for word in tokens(one.words) if len(word.stem) > 4} & roots
    general = {"tariff", "duty", "order", "countri", "country", "import", "rate", "unit", "state", "good"}
    return spot.has("TARIFF", "ORDER", "RECIPROCAL") and (named or bool(shared - general))


def order_findings(context: Context) -> Iterator[Finding]:
    """A finding for every order or proclamation that the report gives by number."""
    for index, spot in context.spots.items():
        start = spot.words[0].start if spot.words else 0
        stop = spot.words[-1].stop if spot.words else 0
        for match in _NUMBER.finditer(context.report.text[start:stop]):
            left, right = start + match.start(), start + match.end()
            found = [
                one
                for one in context.view.book.instruments
                if re.search(rf"(?<!\d){match[1]}(?!\d)", f"{one['id']} {one['citation']}")
            ]
            known = [one for one in found if date.fromisoformat(one["known"][:10]) <= context.on]
            if known:
                one = known[0]
                told = f"{one['title']}, {one['citation']}, {'signed ' + one['signed'] if one.get('signed') else 'known ' + one['known'][:10]}"
                yield context.phrase(index, left, right, AGREES, "date", told, source=one["citation"])
            else:
                needs = (
                    f"its text: it became known on {found[0]['known'][:10]}"
                    if found
                    else "its text: the law book has no such order"
                )
                yield context.phrase(
                    index, left, right, UNCHECKED, "date", "no order of this number was known that day", needs=needs
                )
