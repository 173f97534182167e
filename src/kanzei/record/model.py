"""What the record holds: sources and their chains, events, slots, claims in two times, rulings on conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

__all__ = ["CLASSES", "GRADES", "KINDS", "SIDES", "STATES", "Claim", "Event", "Record", "Ruling", "Slot", "Source"]

STATES = (
    "asked",
    "announced",
    "agreed",
    "signed",
    "published",
    "ordered",
    "in force",
    "paused",
    "superseded",
    "voided",
    "ended",
    "lapsed",
    "planned",
    "cancelled",
    "open",
    "awaited",
)
"""How far something has come; *ordered* is ordered with its date still open."""
CLASSES = ("contradiction", "different scope", "superseded", "slip")
"""Why two values of one slot differ."""
SIDES = ("US", "Japan", "Korea", "text", "press", "analyst")
"""Who speaks; *text* is a signed or published instrument itself."""
KINDS = ("official", "statement", "broadcast", "wire", "paper", "analyst", "forum", "unnamed")
"""Kinds of sources, from the closest to the event to the farthest."""
GRADES = ("A", "B", "C", "D")


class Source(NamedTuple):
    """A text somebody can be asked for. ``via`` names the sources it draws on: two papers on one wire are one source."""

    id: str
    title: str
    kind: str
    day: date
    grade: str
    url: str = ""
    via: tuple[str, ...] = ()


class Event(NamedTuple):
    """Something that happened, or was to happen, on a day."""

    id: str
    title: str
    on: date
    known: date
    sources: tuple[str, ...]
    note: str = ""


class Slot(NamedTuple):
    """What claims are about: a term, a figure, a person, a commitment. One slot has one true value, or none yet.

    needs : of a commitment: the figures that would measure it and are not on file.
    """

    id: str
    title: str
    topic: str = ""
    commitment: bool = False
    parties: str = ""
    needs: str = ""


class Claim(NamedTuple):
    """Somebody says something of a slot.

    on : when it was said, or from when the state holds; known : when it could first be known; exact : whether the day
    itself is reported, or only its month (the last day is then taken, so that nothing is known too early);
    origin : which of the first sources it comes from, where a paper draws on several, or the paper itself for its own words;
    slip : why the value is a mistake of the one who reports it; scope : what the value is of, where that differs.
    """

    id: str
    slot: str
    says: str
    by: str
    on: date
    known: date
    sources: tuple[str, ...]
    value: str = ""
    state: str = ""
    role: str = ""
    side: str = "press"
    scope: str = ""
    slip: str = ""
    exact: bool = True
    origin: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    corroborates: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    note: str = ""


class Ruling(NamedTuple):
    """How the record resolves a slot, or why it stays open; never without a reason."""

    slot: str
    kind: str
    outcome: str
    because: str
    known: date
    rests_on: tuple[str, ...]
    value: str = ""


class Record(NamedTuple):
    """The whole record, or what of it was known on a day."""

    sources: Mapping[str, Source]
    slots: Mapping[str, Slot]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    rulings: tuple[Ruling, ...]
    known_on: date

    def out_by(self, names: Sequence[str], day: date) -> tuple[str, ...]:
        """Those of some sources that were out on a day; all of them where none was, as with a text read in a later paper."""
        return tuple(name for name in names if self.sources[name].day <= day) or tuple(names)

    def as_known(self, day: date) -> Record:
        """What could be known on a day."""
        return self._replace(
            events=tuple(one for one in self.events if one.known <= day),
            claims=tuple(one for one in self.claims if one.known <= day),
            rulings=tuple(one for one in self.rulings if one.known <= day),
            known_on=day,
        )

    def roots(self, names: Iterable[str]) -> frozenset[str]:
        """The first sources of a chain: what is left when every paper is followed to what it draws on."""
        found: set[str] = set()
        seen: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            source = self.sources[name]
            if source.via:
                todo += source.via
            else:
                found.add(name)
        return frozenset(found)

    def first(self, claim: Claim) -> frozenset[str]:
        """The first sources of a claim: those it names itself, or the ends of its sources' chains."""
        if not claim.origin:
            return self.roots(claim.sources)
        own = {name for name in claim.origin if name in claim.sources}
        return frozenset(own) | self.roots(name for name in claim.origin if name not in own)

    def chain(self, name: str) -> str:
        """A source and what it draws on, in words."""
        source = self.sources[name]
        below = " and ".join(self.chain(one) for one in source.via)
        return f"{source.title} ({source.day})" + (f", after {below}" if below else "")

    def of(self, slot: str) -> tuple[Claim, ...]:
        """Claims on a slot, in the order of their days."""
        return tuple(sorted((one for one in self.claims if one.slot == slot), key=lambda one: (one.on, one.known)))
