"""A tree of supposed events with probabilities and days, and the worlds it comes to.

Pure arithmetic of exact fractions: it knows nothing of law or money.

    event     comes with a probability, on a day or on one of several days, and may carry law
    exclusive of these events exactly one comes; independent: each comes or not, whatever the others do
    world     one way in which all of it can come out: the events that come, each with its day
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Literal, NamedTuple

from kanzei.errors import UsageError

__all__ = [
    "MOST_WORLDS",
    "Event",
    "Group",
    "World",
    "count_worlds",
    "events",
    "most_probable",
    "moved",
    "reweighed",
    "siblings",
    "worlds",
]

MOST_WORLDS = 5_000
"""Worlds of one tree at most: beyond it the answer takes minutes and says no more."""

ONE = Fraction(1)


HALF = Fraction(1, 2)


class Group(NamedTuple):
    """Events side by side. kind : ``exclusive`` (exactly one comes) | ``independent``."""

    kind: Literal["exclusive", "independent"]
    events: tuple[Event, ...] = ()


class Event(NamedTuple):
    """Something that may come.

    probability : given that its parent comes. rest : it takes what its exclusive neighbours leave of 1.
    days        : (day it becomes known, probability given that it comes); empty for an event that only says that nothing comes.
    """

    id: str
    title: str
    probability: Fraction
    days: tuple[tuple[date, Fraction], ...] = ()
    then: Group | None = None
    rest: bool = False

    @property
    def middle(self) -> date | None:
        """The day by which it has come with even odds, if it comes."""
        total = Fraction(0)
        for day, share in self.days:
            total += share
            if total >= HALF:
                return day
        return None


class World(NamedTuple):
    """One way in which all can come out. came : (event, day) in the order of the tree; a day of ``None`` is an event without one."""

    probability: Fraction
    came: tuple[tuple[str, date | None], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The events that come."""
        return tuple(name for name, _ in self.came)


def events(group: Group | None) -> Iterator[Event]:
    """Every event of a tree, parents first."""
    if group is not None:
        for one in group.events:
            yield one
            yield from events(one.then)


def siblings(group: Group, name: str) -> Group | None:
    """The group in which an event stands."""
    for one in group.events:
        if one.id == name:
            return group
        found = siblings(one.then, name) if one.then else None
        if found:
            return found
    return None


def count_worlds(group: Group | None) -> int:
    """How many worlds a tree has, events of no probability included."""
    if group is None:
        return 1
    each = [max(len(one.days), 1) * count_worlds(one.then) for one in group.events]
    if group.kind == "exclusive":
        return sum(each) or 1
    total = 1
    for number in each:
        total *= number + 1
    return total


def worlds(group: Group | None) -> list[World]:
    """Every world with a probability above zero; the probabilities sum to one.

    Raises
    ------
    UsageError   There are more than :data:`MOST_WORLDS`.
    """
    number = count_worlds(group)
    if number > MOST_WORLDS:
        raise UsageError(
            f"the tree comes to {number:,} worlds, and {MOST_WORLDS:,} is the most: give fewer days to an event, or leave events out that move nothing"
        )
    found: dict[tuple[tuple[str, date | None], ...], Fraction] = {}
    for probability, came in _ways(group):
        if probability:
            found[came] = found.get(came, Fraction(0)) + probability
    return [World(probability, came) for came, probability in found.items()]


_Way = tuple[Fraction, tuple[tuple[str, date | None], ...]]


def _ways(group: Group | None) -> list[_Way]:
    if group is None or not group.events:
        return [(ONE, ())]
    if group.kind == "exclusive":
        return [way for one in group.events for way in _comes(one)]
    out: list[_Way] = []
    for parts in product(*([(ONE - one.probability, ()), *_comes(one)] for one in group.events)):
        probability, came = ONE, ()
        for share, names in parts:
            probability *= share
            came += names  # type: ignore[assignment]
        if probability:
            out.append((probability, came))
    return out


def _comes(one: Event) -> list[_Way]:
    days: Sequence[tuple[date | None, Fraction]] = one.days or ((None, ONE),)
    return [
        (one.probability * share * chance, ((one.id, day), *came))
        for day, share in days
        for chance, came in _ways(one.then)
        if one.probability and share and chance
    ]


def reweighed(group: Group, name: str, probability: Fraction) -> Group:
    """The tree with another probability of one event.

    Of exclusive neighbours the one of the *rest* gives or takes; without such a one all keep their mutual proportions.

    Raises
    ------
    UsageError   The neighbours cannot make room for it.
    """

    def mend(inside: Group) -> Group:
        if inside.kind == "independent" or not any(one.id == name for one in inside.events):
            return inside._replace(
                events=tuple(one._replace(probability=probability) if one.id == name else one for one in inside.events)
            )
        own = next(one for one in inside.events if one.id == name)
        taker = next((one for one in inside.events if one.rest and one.id != name), None)
        if taker is not None:
            left = taker.probability + own.probability - probability
            if left < 0:
                most = taker.probability + own.probability
                raise UsageError(f"{name} cannot be {probability}: its neighbours leave {most} of 1")
            new = {name: probability, taker.id: left}
        else:
            others = ONE - own.probability
            if others:
                scale = (ONE - probability) / others
                new = {one.id: one.probability * scale for one in inside.events if one.id != name}
            elif len(inside.events) > 1:
                share = (ONE - probability) / (len(inside.events) - 1)
                new = {one.id: share for one in inside.events if one.id != name}
            elif probability != ONE:
                raise UsageError(f"{name} stands alone among exclusive events: it comes for certain")
            else:
                new = {}
            new[name] = probability
        return inside._replace(
            events=tuple(one._replace(probability=new.get(one.id, one.probability)) for one in inside.events)
        )

    return _each(group, mend)


def most_probable(group: Group, name: str) -> Fraction:
    """The highest probability an event can be given: less than 1 where exclusive neighbours of fixed probability stand beside a *rest*."""
    inside = siblings(group, name)
    assert inside is not None
    own = next(one for one in inside.events if one.id == name)
    taker = next((one for one in inside.events if one.rest and one.id != name), None)
    if inside.kind == "independent" or taker is None:
        return ONE
    return own.probability + taker.probability


def moved(group: Group, name: str, day: date | int) -> Group:
    """The tree with one event on a day for certain, or (a number) with every day of it moved by so many days."""

    def mend(inside: Group) -> Group:
        return inside._replace(
            events=tuple(one._replace(days=_moved(one.days, day)) if one.id == name else one for one in inside.events)
        )

    return _each(group, mend)


def _moved(days: tuple[tuple[date, Fraction], ...], by: date | int) -> tuple[tuple[date, Fraction], ...]:
    if isinstance(by, date):
        return ((by, ONE),)
    return tuple((day + timedelta(days=by), share) for day, share in days)


def _each(group: Group, mend: Callable[[Group], Group]) -> Group:
    done = mend(group)
    return done._replace(
        events=tuple(one._replace(then=_each(one.then, mend)) if one.then else one for one in done.events)
    )
