"""Duty in a world, by the one evaluator: each distinct legal question is asked once.

Two worlds ask the same question of a line when the supposed law that reaches the days of the line is the same and came in the same order. So a tree of
thousands of worlds comes to a handful of assessments, and each is the exact duty to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kanzei.duty.added import Ground
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.result import RateDay
from kanzei.duty.view import View
from kanzei.errors import EntryError, ScheduleError
from kanzei.law.instrument import Instrument
from kanzei.outlook.laws import Laws

__all__ = ["Came", "Desk", "Duty"]

Came = tuple[tuple[str, date | None], ...]
"""The events of a world, each with its day."""


class Duty(NamedTuple):
    """Duty on a line, or why there is none. clock : whose rates, where it is not simply the day of entry."""

    cents: int | None
    refused: str = ""
    clock: tuple[RateDay, ...] = ()
    notes: tuple[str, ...] = ()


class Desk:
    """Answers for one scenario.

    book : the standing book. known : the day of the view. switches : readings of doubtful points.
    """

    def __init__(self, book: LawBook, known: date, laws: Laws, switches: Mapping[str, str] | None = None) -> None:
        self.laws = laws
        self.known = known
        self.ground = Ground(book, known)
        self.switches = dict(switches or {})
        self.base = book.view(known=known, switches=self.switches)
        self.asked = 0
        """Assessments made: what was not answered from memory."""
        self._views: dict[Came, View] = {(): self.base}
        self._duties: dict[Any, Duty] = {}
        self._traits: dict[tuple[str, date], list[tuple[str, str, Any]]] = {}

    def law_of(self, came: Came, by: date | None = None) -> Came:
        """The events of a world that carry law, by their days; ``by``: only those known on that day."""
        found = [
            (name, day) for name, day in came if name in self.laws and day is not None and (by is None or day <= by)
        ]
        return tuple(sorted(found, key=lambda one: (one[1], one[0])))

    def view(self, came: Came) -> View:
        """The law of a world: views of the standing book with the events that carry law on top.

        Raises
        ------
        LawError   The law of two events does not go together.
        """
        law = self.law_of(came)
        found = self._views.get(law)
        if found is None:
            made = [self.laws.instrument(name, day) for name, day in law if day is not None]
            found = self.ground.with_instruments(made).view(known=self.known, switches=self.switches)
            if len(self._views) > 200:
                self._views = {(): self.base}
            self._views[law] = found
        return found

    def duty(self, line: EntryLine, came: Came, by: date | None = None) -> Duty:
        """Duty on a line in a world, as known on a day there (``None``: with all that comes)."""
        law = self.law_of(came, by)
        days = tuple(
            sorted({line.entered_on.isoformat()} | {v.isoformat() for v in line.claims.values() if isinstance(v, date)})
        )
        marks = tuple(mark for name, day in law if day is not None for mark in self._reach(name, day, days))
        key = (line[:7], tuple(sorted((k, str(v)) for k, v in line.claims.items())), line[8:], marks)
        found = self._duties.get(key)
        if found is None:
            found = self._duties[key] = self._assess(line, law)
        return found

    def _assess(self, line: EntryLine, law: Came) -> Duty:
        self.asked += 1
        try:
            answer = self.view(law).assess(line, explain=False)
        except (EntryError, ScheduleError) as error:
            return Duty(None, str(error))
        said = {one.sentence for one in answer.clock}
        return Duty(answer.duty_cents, "", answer.clock, tuple(one for one in answer.warnings if one not in said))

    def _reach(self, name: str, day: date, days: tuple[str, ...]) -> list[Any]:
        """What the law of an event says of these days, told apart from what else it could say."""
        traits = self._traits.get((name, day))
        if traits is None:
            traits = self._traits[name, day] = _traits(self.laws.instrument(name, day))
        return [
            (what, reach) for start, stop, what in traits if any(reach := tuple(start <= one < stop for one in days))
        ]


def _traits(one: Instrument) -> list[tuple[str, str, Any]]:
    """Interval of entry days and content of everything an instrument says."""
    out: list[tuple[str, str, Any]] = [
        (op.start, op.stop, (op.kind, op.target, op.origin, op.except_origin, repr(op.fields)))
        for op in one.operations
        if op.kind != "order"
    ]
    out += [(change.start, change.stop, (change.kind, change.name, change.sign, change.members)) for change in one.sets]
    out += [(row["from"], row["to"], ("void", row["authority"])) for row in one.voids]
    out += [("", "~", ("reading", repr(row))) for row in one.readings]
    out += [(row["from"], row["to"], (key, repr(row))) for key, rows in one.statements.items() for row in rows]
    return out
