"""A scenario: what may come, from which state of knowledge, and what is planned."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from kanzei.outlook.laws import Laws
from kanzei.outlook.plans import Shipment
from kanzei.outlook.tree import Event, Group, events

__all__ = ["Flow", "Learned", "Scenario"]


class Flow(NamedTuple):
    """Trade of a year on which the cost of a day of waiting is reckoned.

    facts : name of a shipped table, or a file beside the scenario (``hts, value_usd``). origin : two letters, upper case.
    goods : set names and prefixes of codes; empty for all goods of the table. days : of the year the table covers.
    basis : what the figures are, for the reader.
    """

    id: str
    title: str
    facts: str
    origin: str
    goods: tuple[str, ...]
    days: int
    basis: str
    source: str
    place: str = ""


class Learned(NamedTuple):
    """Something one might have known: these events come (or, ``comes`` false, do not). on : an event's day, where that is known too."""

    id: str
    title: str
    comes: tuple[tuple[str, bool], ...]
    on: tuple[tuple[str, date], ...] = ()
    source: str = ""


class Scenario(NamedTuple):
    """One scenario as read.

    known : day of the view: later instruments are left out. tree : what may come. laws : the law of events that carry some.
    digest: of the file as read, with what was set on top.
    """

    id: str
    title: str
    known: date
    tree: Group
    laws: Laws
    shipments: tuple[Shipment, ...] = ()
    flows: tuple[Flow, ...] = ()
    learned: tuple[Learned, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    path: Path = Path()
    digest: str = ""

    def event(self, name: str) -> Event:
        """The event of an id."""
        return next(one for one in events(self.tree) if one.id == name)

    @property
    def free(self) -> tuple[str, ...]:
        """Events whose probability can be asked about: those that carry law themselves or below them and are not certain."""
        return tuple(one.id for one in events(self.tree) if self._carries(one) and not one.rest)

    def _carries(self, one: Event) -> bool:
        return one.id in self.laws or any(self._carries(other) for other in events(one.then))
