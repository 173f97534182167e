"""Promised sums of a report: claims of the record on what a partner is to invest or to buy, as known that day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kanzei.record.checking.context import Context, Spot, about
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.rates import origin_of
from kanzei.record.model import Claim, Slot
from kanzei.record.reports import Item
from kanzei.record.status import standings
from kanzei.record.weigh import conflicts

__all__ = ["close", "is_promise", "kept", "promise"]

_PROMISE = ("AGREE", "PLAN", "INVESTMENT", "FUND", "PACKAGE", "PURCHASE", "ENERGY", "FARM", "pledg", "promis", "promiz")
_SUM = re.compile(r"(USD|JPY)?\s?(\d+(?:\.\d+)?)\s(billion|trillion|million)(?:\s(dollars|yen))?")
_SCALE = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
_ENERGY = ("ENERGY", "OIL")
_ROUNDING = Decimal("0.005")
"""Part of a sum by which a report may round it."""
_BOUND = Decimal("0.8")
"""How near a bound must lie to the sum that it is taken to be of."""


def is_promise(spot: Spot, item: Item) -> bool:
    """Whether a sum is what somebody is to invest or to buy."""
    return spot.has(*_PROMISE) or about(item, *_PROMISE)


def promise(context: Context, spot: Spot, item: Item) -> Finding:
    """A promise of investment or purchases: claims with the same sum, or those of the same partner with another."""
    assert item.number is not None
    agreed = kept(context, item)
    if agreed:
        return agreed
    places = _places(context, item)
    held = _held(context, item)
    energy = spot.has(*_ENERGY) and not spot.has("INVESTMENT", "FUND")
    near = [
        (slot, claim, amount)
        for slot, claim, amount in held
        if slot.topic == "packages"
        and _of(slot, places)
        and ("energy" in slot.id) == energy
        and claim.value.startswith(item.unit)
    ]
    if near:
        slot, claim, amount = near[-1]
        told = f"{claim.by} {claim.on}: {claim.says}"
        if _holds(item, amount):
            return context.finding(
                item, AGREES, "sum", f"as far as it is rounded; {told}", source=context.cited([claim]), slot=slot.id
            )
        if any(one.kind == "money" and one is not item and one.number == amount for one in spot.items):
            return context.finding(
                item, UNCHECKED, "sum", f"a part of it; {told}", needs="the text that divides it", slot=slot.id
            )
        return context.finding(
            item, DIFFERS, "sum", told, source=context.cited([claim]), cause="another sum is on record", slot=slot.id
        )
    return context.finding(
        item, UNCHECKED, "sum", "no promise of this sum is in the record", needs="the text or statement that gives it"
    )


def kept(context: Context, item: Item) -> Finding | None:
    """The claim of the record that has this very sum, of the same partner where one is named; None where there is none."""
    places = _places(context, item)
    same = [
        (slot, claim)
        for slot, claim, amount in _held(context, item)
        if close(item, amount) and (_of(slot, places) or not places - {""})
    ]
    if not same:
        return None
    slot, claim = next(((slot, claim) for slot, claim in same if slot.topic == "packages"), same[0])
    claim = max((one for each, one in same if each == slot), key=lambda one: (one.known, one.on))
    kind = claim.scope or claim.state or "said"
    return context.finding(
        item,
        AGREES,
        "sum",
        f"{claim.by} {claim.on}: {claim.says} ({kind})",
        source=context.cited([claim]),
        beside=_disputed(context, places) if slot.topic == "packages" else (),
        slot=slot.id,
    )


def _places(context: Context, item: Item) -> set[str]:
    """Countries of a figure's sentence, without states and towns; else the one the report is about."""
    return {name for name, _ in context.places(item.sentence) if origin_of(name)[0]} or {context.subject}


def _held(context: Context, item: Item) -> list[tuple[Slot, Claim, Decimal]]:
    return list(_sums(context)) if item.unit in ("USD", "JPY") else []


def close(item: Item, amount: Decimal) -> bool:
    """Whether a figure is an amount as far as it is written out."""
    assert item.number is not None
    return abs(item.number - amount) <= (item.step or Decimal(1)) / 2


def _holds(item: Item, amount: Decimal) -> bool:
    """Whether a sum is the amount rounded, or a bound that it keeps ("more than 500 billion")."""
    assert item.number is not None
    near = _BOUND * amount <= item.number <= amount / _BOUND
    bound = near and (
        (item.mark == "over" and amount >= item.number) or (item.mark == "under" and amount <= item.number)
    )
    return bound or abs(item.number - amount) <= _ROUNDING * amount


def _of(slot: Slot, places: set[str]) -> bool:
    """Whether a slot is of one of the countries; slots of the deal are of Japan."""
    words = {
        "Japan": ("japan",),
        "European Union": ("package-eu",),
        "South Korea": ("korea",),
        "Taiwan": ("taiwan",),
        "Switzerland": ("switzerland",),
    }
    if slot.topic == "packages" or slot.id.startswith("t-korea"):
        return any(part in slot.id for name in places for part in words.get(name, ()))
    return "Japan" in places


def _sums(context: Context) -> Iterator[tuple[Slot, Claim, Decimal]]:
    """Sums of money in claims, or in the question they answer, that are no slip and that no later claim known that day has replaced."""
    replaced = {name for one in context.record.claims for name in one.supersedes}
    for claim in context.record.claims:
        if claim.id in replaced or claim.slip:
            continue
        slot = context.record.slots[claim.slot]
        asked = "" if slot.commitment else slot.title
        for match in _SUM.finditer(f"{claim.value} | {claim.says} | {asked}"):
            yield slot, claim, Decimal(match[2]) * _SCALE[match[3]]


def _disputed(context: Context, places: set[str]) -> tuple[str, ...]:
    """What of Japan's package stood on the day, and what of it was open: its nature, and how profit is divided."""
    if "Japan" not in places:
        return ()
    stood = (
        f"on {context.on}: {one.claim.state} {one.claim.on}, {one.claim.says}"
        for one in standings(context.record, context.on)
        if one.slot.id == "c-investment"
    )
    return (*stood, *_open(context))


def _open(context: Context) -> Iterator[str]:
    return (
        f"open on {context.on}: {one.slot.title[0].lower()}{one.slot.title[1:]} ({'; '.join(dict.fromkeys(each.value for each in one.positions if not each.slips))})"
        for one in conflicts(context.record)
        if one.slot.id in ("nature", "profit-split") and one.open
    )
