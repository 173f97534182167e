"""What is in force: the state of every commitment on a day as it was known then, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kanzei.record.model import Claim, Record, Slot
from kanzei.record.weigh import conflicts

__all__ = ["Standing", "standings"]


class Standing(NamedTuple):
    """A commitment on a day: the claim that gives its state, what is dated later, whether it is disputed, what came of it."""

    slot: Slot
    claim: Claim
    coming: tuple[Claim, ...]
    later: tuple[Claim, ...]


def standings(record: Record, on: date, known: date | None = None) -> tuple[Standing, ...]:
    """Every commitment of which something was known on a day.

    known : the day as of which the lines also say what came of it; by default the day itself, which adds nothing.
    """
    then = record.as_known(on)
    after = record.as_known(known or on)
    found = []
    for slot in record.slots.values():
        claims = [one for one in then.of(slot.id) if one.state]
        if not slot.commitment or not claims:
            continue
        reached = [one for one in claims if one.on <= on]
        coming = tuple(one for one in claims if one.on > on)
        later = sorted((one for one in after.of(slot.id) if one.known > on), key=lambda one: (one.known, one.on))
        if reached:
            found.append(Standing(slot, reached[-1], coming, tuple(later)))
        else:
            found.append(Standing(slot, coming[0], coming[1:], tuple(later)))
    return tuple(found)


def disputed(record: Record) -> frozenset[str]:
    """Slots on which claims stand against each other, unresolved."""
    return frozenset(one.slot.id for one in conflicts(record) if one.open)
