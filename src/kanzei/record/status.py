"""What is in force: the state of every commitment on a day as it was known then, how it measures, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kanzei.record.measured import Figure, measured
from kanzei.record.model import Claim, Record, Slot

__all__ = ["Standing", "standings", "strip"]

_FIRMNESS = {
    **dict.fromkeys(("asked", "awaited", "planned"), 0),
    "announced": 1,
    "agreed": 2,
    **dict.fromkeys(("signed", "published", "ordered", "open"), 3),
}
"""States that bind less than what is charged or over: they never take the place of a firmer one, and stand beside it."""
_FIRM = 4


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


def strip(record: Record, slot: str, start: date, stop: date, *, then: bool) -> tuple[tuple[date, date, Claim], ...]:
    """(from, to, claim) for every interval in ``[start, stop)`` in which a commitment stands in one state, half open.

    then : each day as it was known on that day; otherwise every day as the record knows it now.
    """
    claims = [one for one in record.of(slot) if one.state]
    days = sorted({start, *(day for one in claims for day in (one.on, one.known) if start < day < stop)})
    found: list[tuple[date, date, Claim]] = []
    for first, last in zip(days, [*days[1:], stop], strict=True):
        reached = [one for one in claims if one.on <= first and (not then or one.known <= first)]
        if not reached:
            continue
        claim = _firmest(reached)[1]
        if found and found[-1][2] == claim and found[-1][1] == first:
            found[-1] = (found[-1][0], last, claim)
        else:
            found.append((first, last, claim))
    return tuple(found)


def _firmest(reached: Sequence[Claim]) -> tuple[int, Claim]:
    """Place and claim of the last of the firmest states."""
    firmest = max(_firmness(one) for one in reached)
    place = max(number for number, one in enumerate(reached) if _firmness(one) == firmest)
    return place, reached[place]


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
        place, claim = _firmest(reached)
        later = sorted((one for one in after.of(slot.id) if one.known > on), key=lambda one: (one.known, one.on))
        found.append(
            Standing(
                slot,
                claim,
                tuple(reached[place + 1 :]),
                tuple(coming),
                measured(slot.id, known or on),
                tuple(later),
            )
        )
    return tuple(found)


def _firmness(claim: Claim) -> int:
    return _FIRMNESS.get(claim.state, _FIRM)
