"""A rate that is not charged on the report's day: of other days, announced or ordered, of other goods, or of no law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from kanzei.record.checking.context import Context, Spot, about
from kanzei.record.checking.goods import Goods
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.rates import Charged, Matched, in_words, others_with
from kanzei.record.checking.tariff_words import TALK, days, soon, worded
from kanzei.record.checking.tariff_words import source as source_of
from kanzei.record.reports import Item
from kanzei.record.status import standings

__all__ = ["CHARGED", "of_none", "of_other_days", "slot_of"]

CHARGED = ("charg", "pay", "fac", "collect", "cost", "owe")
"""Roots of a sentence that says what is paid."""
_SAID = ("announced", "agreed", "planned", "ordered", "signed")
_COMMITMENTS = {
    "": ("c-general",),
    "CAR": ("c-cars-cut", "c-cars-duty"),
    "PARTS": ("c-parts-cut", "c-parts-duty"),
    "STEEL": ("c-metals",),
    "ALUMINIUM": ("c-metals",),
}
"""Commitments of the record, all of Japan, that speak of a duty on goods."""


def of_other_days(
    context: Context, spot: Spot, item: Item, hits: list[Matched], then: str, source: str, words: str
) -> Finding:
    """A rate that stood, or is to stand, on other days than the report's."""
    span = _period(context, spot, item)
    nearest = min(hits, key=lambda one: _apart(one.interval, context.on))
    told = "; ".join(
        f"{one.component.heading if one.component else 'column 1'}: entries of {days(one.interval, context.on)}, {in_words(one.interval)}"
        for one in hits[:3]
    )
    law = source_of(context, nearest.interval)
    official = f"{words}: {told}"
    if any(
        _known_from(context, one) <= (span[1] if span else date.min) and one.interval.stop > span[0]
        for one in hits
        if span
    ):
        return context.finding(item, AGREES, "rate", f"in rate, {official}", source=law, beside=(then,))
    if item.role in ("from", "prior") and any(one.interval.stop <= context.on for one in hits):
        return context.finding(item, AGREES, "rate", f"as the rate before, {official}", source=law, beside=(then,))
    ahead = spot.has(*TALK, "EFFECT", "START") or worded(spot, "will") or soon(spot, nearest.interval.start, context.on)
    if nearest.interval.start > context.on and ahead:
        return context.finding(item, AGREES, "rate", f"as ordered, {official}", source=law, beside=(then,))
    if worded(spot, "would"):
        return context.finding(
            item, UNCHECKED, "rate", official, source=law, needs="the text of what did not come about", beside=(then,)
        )
    late = nearest.interval.start > context.on
    return context.finding(
        item,
        DIFFERS,
        "rate",
        then,
        source=source,
        cause=f"other date: {'to be charged later' if late else 'no longer charged'}",
        beside=(official,),
    )


def of_none(
    context: Context,
    spot: Spot,
    item: Item,
    concept: str,
    country: str,
    then: str,
    source: str,
    goods: Goods,
    origin: str,
) -> Finding:
    """A rate that no day of the book has: announced, of other goods, or neither."""
    assert item.number is not None
    said = _announced(context, country, concept, item.number)
    if said:
        state, told, law, slot = said
        if state in ("announced", "agreed", "planned") and worded(spot, "ordered", "signed"):
            cause = f"{state} is taken for ordered"
            return context.finding(item, DIFFERS, "rate", told, source=law, cause=cause, beside=(then,), slot=slot)
        if spot.has(*TALK, "SIGN", "ORDER") or worded(spot, "will"):
            return context.finding(
                item, AGREES, "rate", f"as {state}, not in force: {told}", source=law, beside=(then,), slot=slot
            )
        return context.finding(
            item,
            DIFFERS,
            "rate",
            then,
            source=source,
            cause=f"{state} is taken for in force",
            beside=(told,),
            slot=slot,
        )
    before = item.role in ("from", "prior") and _said_before(context, country, concept, item.number)
    if before:
        state, told, law, slot = before
        return context.finding(
            item, AGREES, "rate", f"as {state} before, not in force: {told}", source=law, beside=(then,), slot=slot
        )
    other = others_with(context.view, item.number, origin, context.on, goods)
    cause = f"other goods: {item.number.normalize():f}% is charged on {other.name}" if other else ""
    moved = item.role == "to" and spot.has("CUT", "FALL", "RAISE", "RISE", "REVISE")
    ahead = worded(spot, "would", "will")
    if ahead or ((spot.has(*TALK) or moved) and not about(item, *CHARGED)):
        return context.finding(
            item,
            UNCHECKED,
            "rate",
            then,
            source=source,
            needs=f"the announcement: no instrument known on {context.on} has this rate, and the record holds no such word of {country}",
        )
    return context.finding(
        item,
        DIFFERS,
        "rate",
        then,
        source=source,
        cause=cause or "no instrument known that day has this rate for these goods and this origin",
    )


def _announced(context: Context, country: str, concept: str, percent: Decimal) -> tuple[str, str, str, str] | None:
    """What the record knows of a rate that is announced for goods of Japan: its state, its words, its source and its slot."""
    if country != "Japan":
        return None
    for one in standings(context.record, context.on):
        if one.slot.id in _COMMITMENTS.get(concept, ()):
            for claim in (one.claim, *one.beside):
                if f"{percent.normalize():f}%" in claim.says and claim.state in _SAID:
                    told = f"{claim.state} {claim.on}: {claim.says}"
                    return claim.state, told, context.cited([claim]), one.slot.id
    return None


def _said_before(context: Context, country: str, concept: str, percent: Decimal) -> tuple[str, str, str, str] | None:
    """The last word of the record for a rate that another has taken the place of, such as the 25% of a letter."""
    if country != "Japan":
        return None
    claims = [one for slot in _COMMITMENTS.get(concept, ()) for one in context.record.of(slot)]
    for one in reversed(claims):
        if one.state in _SAID and one.says.startswith(f"{percent.normalize():f}%"):
            return one.state, f"{one.state} {one.on}: {one.says}", context.cited([one]), one.slot
    return None


def slot_of(country: str, concept: str) -> str:
    """The commitment of the record that a rate on goods of a country bears on."""
    return _COMMITMENTS.get(concept, ("",))[-1] if country == "Japan" else ""


def _period(context: Context, spot: Spot, item: Item) -> tuple[date, date] | None:
    """The days the sentence gives for a figure; a past that it only implies is not guessed."""
    found = [context.when(one) for one in spot.items if one.kind == "date" and one.value == item.period]
    return next((one for one in found if one), None)


def _known_from(context: Context, one: Matched) -> date:
    if one.component is None:
        return one.interval.start
    known = context.view.book.instrument.get(one.component.instrument)
    return date.fromisoformat(known["known"][:10]) if known else one.interval.start


def _apart(one: Charged, on: date) -> timedelta:
    return one.start - on if one.start > on else on - one.stop
