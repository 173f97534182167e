"""Whether the law of a scenario's events goes together with the book and with each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kanzei.duty.added import Ground
from kanzei.duty.book import LawBook
from kanzei.errors import LawError, UsageError
from kanzei.law.instrument import Instrument
from kanzei.outlook.scenario import Scenario
from kanzei.outlook.tree import worlds

__all__ = ["MOST_TOGETHER", "check_together"]

MOST_TOGETHER = 64
"""Combinations of events that are laid on the book: each takes a part of a second."""


def check_together(scenario: Scenario, book: LawBook, tick: Callable[[], object] = lambda: None) -> int:
    """Lay every combination of events that can come about on the book; the number of combinations.

    Raises
    ------
    LawError     What is wrong: law that does not exist, is not known yet, or conflicts, with file, line and column.
    UsageError   The view lies after the book, or there are too many combinations.
    """
    if scenario.known > book.as_of:
        raise UsageError(f"known: {scenario.known} lies after the newest day of the book, {book.as_of}")
    combinations: dict[tuple[str, ...], tuple[tuple[str, date], ...]] = {}
    for world in worlds(scenario.tree):
        law = tuple((name, day) for name, day in world.came if name in scenario.laws and day is not None)
        if law:
            combinations.setdefault(tuple(name for name, _ in law), law)
    if len(combinations) > MOST_TOGETHER:
        raise UsageError(f"{len(combinations)} combinations of events; {MOST_TOGETHER} is the most that is checked")
    ground = Ground(book, scenario.known)
    wrong: list[str] = []
    for law in combinations.values():
        made = [scenario.laws.instrument(name, day) for name, day in law]
        try:
            ground.with_instruments(made)
        except LawError as error:
            wrong += str(error).splitlines()
        wrong += _conflicts(ground, made)
        tick()
    if wrong:
        raise LawError("\n".join(dict.fromkeys(wrong)))
    return len(combinations)


def _conflicts(ground: Ground, made: list[Instrument]) -> list[str]:
    """Pairs of provisions that would both bear duty and of which neither yields."""
    from kanzei.law.conflicts import find_conflicts

    try:
        replayed = ground.replayed(made)
    except LawError:
        return []
    names = {one.id for one in made}
    touched = frozenset(
        name
        for name, history in replayed.provisions.items()
        for segment in history.states[-1][1]
        if segment.fields["instrument"] in names
        or segment.suspended in names
        or any(by in names for by, _ in segment.fields.get("amended_by", ()))
    )
    places = {op.target: op.place for one in made for op in one.operations}
    out = []
    for message in find_conflicts(replayed, touched):
        place = next((places[name] for name in places if f"{name} (" in message), "")
        out.append(f"{place}: {message}" if place else message)
    return out
