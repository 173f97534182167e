"""What is in force: the state of every commitment on a day as it was known then, how it measures, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kanzei.record.measured import Figure, measured
from kanzei.record.model import Claim, Record, Slot

__all__ = ["Standing", "standings"]

_FIRMNESS = {"asked": 0, "awaited": 0, "planned": 0, "announced": 1, "agreed": 2}
"""Words that bind less than an instrument: they never take the place of a firmer state, and stand beside it."""
_FIRM = 3


class Standing(NamedTuple):
    """A commitment on a day.

    claim : the one that gives its state; beside : looser words that are not older than it, such as an announcement of another rate than that in force;
    coming : what is dated later; figures : the newest of each measure that was out; later : what came of it.
    """

    slot: Slot
    claim: Claim
    beside: tuple[Claim, ...]
    coming: tuple[Claim, ...]
    figures: tuple[Figure, ...]
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
        coming = [one for one in claims if one.on > on]
        if not reached:
            reached.append(coming.pop(0))
        firmest = max(_firmness(one) for one in reached)
        place = max(number for number, one in enumerate(reached) if _firmness(one) == firmest)
        later = sorted((one for one in after.of(slot.id) if one.known > on), key=lambda one: (one.known, one.on))
        found.append(
            Standing(
                slot,
                reached[place],
                tuple(reached[place + 1 :]),
                tuple(coming),
                measured(slot.id, known or on),
                tuple(later),
            )
        )
    return tuple(found)


def _firmness(claim: Claim) -> int:
    return _FIRMNESS.get(claim.state, _FIRM)
