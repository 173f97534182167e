"""What a report says Japan opens, buys or cuts: the state of the commitment on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.status import standings

__all__ = ["commitment_findings"]

_GOODS = {
    "RICE": "c-rice",
    "FARM": "c-farm",
    "CAR": "c-vehicles",
    "TRUCK": "c-vehicles",
    "AIRCRAFT": "c-boeing",
    "ENERGY": "c-energy",
    "SECURITY": "c-defense",
    "BEEF": "c-beef",
    "PORK": "c-pork",
    "DAIRY": "c-cheese",
    "WINE": "c-wine",
    "WHEAT": "c-wheat",
    "bik": "c-bicycles",
    "bicycl": "c-bicycles",
    "musical": "c-bicycles",
}
"""Concept or root -> commitment of the deal of 2025 or of the agreement of 2019."""
_OPENS = ("OPEN", "PURCHASE", "ACCEPT", "CUT", "REMOVE", "open")
_INTO_US = ("c-bicycles",)
"""What America lets in: it need only have agreed to it."""


def commitment_findings(context: Context) -> Iterator[Finding]:
    """A finding for every good that Japan is said to let in, buy or free, once for each commitment."""
    seen: set[str] = set()
    found = {one.slot.id: one for one in standings(context.record, context.on)}
    for index, spot in context.spots.items():
        if context.subject not in ("Japan", "") or _denied(spot) or not _of_japan(context, index):
            continue
        for name, start, stop in spot.concepts:
            slot = _GOODS.get(name, "")
            if not (_opens(spot) or (slot in _INTO_US and spot.has("AGREE"))):
                continue
            if slot not in found or slot in seen or (name in ("CAR", "TRUCK") and spot.has("TARIFF")):
                continue
            seen.add(slot)
            one = found[slot]
            source = context.cited([one.claim])
            told = f"{one.slot.title}: {one.claim.state} {one.claim.on}; {one.claim.says}"
            if _of_other_figures(spot, one.claim.says):
                needs = "the text that gives the report's figure"
                yield context.phrase(
                    index, start, stop, UNCHECKED, "commitment", told, source=source, needs=needs, slot=slot
                )
                continue
            over = one.claim.state in ("ended", "voided", "lapsed", "cancelled")
            verdict = DIFFERS if over else AGREES
            yield context.phrase(index, start, stop, verdict, "commitment", told, source=source, slot=slot)


def _of_other_figures(spot: Spot, says: str) -> bool:
    """Whether the sentence measures the commitment, and in no figure of the record."""
    given = [one for one in spot.items if one.kind in ("percent", "money", "number") and one.number is not None]
    held = {Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", says)}
    return bool(given) and not any(one.number in held or (one.number or 0) / 10**9 in held for one in given)


def _denied(spot: Spot) -> bool:
    words = {word.text.lower() for word in spot.words}
    return spot.has("DENY") or bool(words & {"not", "never", "no"}) or any(one.endswith("n't") for one in words)


def _opens(spot: Spot) -> bool:
    return spot.has(*_OPENS) or any(word.stem == "open" for word in spot.words)


def _of_japan(context: Context, index: int) -> bool:
    """The sentence names Japan, or the one before it does and the sentence goes on ("in exchange …")."""
    return any(name == "Japan" for name, _ in context.places(index))
