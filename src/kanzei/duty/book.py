"""The law book: all instruments, compiled, and the views of it as known on a day."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.errors import LawError, UsageError
from kanzei.law.compiled import SHIPPED
from kanzei.times import parse_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanzei.duty.view import View
    from kanzei.schedule import Schedule

__all__ = ["LawBook"]


class LawBook:
    """A compiled law book.

    Attributes
    ----------
    digest : 64 hex digits over law and schedule.
    as_of : newest day the book answers for; the default view.
    seen_to : last day for which changes were looked for; official_to : last day that rests on official text.
    instruments : descriptions in the order of replay; readings : doubtful points with their choices and default.
    laid : [id, file, how] of every file laid on top of the shipped book; how: ``added`` | ``replaced`` | ``left out`` (no file); empty for the shipped book.
    """

    def __init__(self, content: dict[str, Any], members: Path | str, schedule: Schedule | None = None) -> None:
        self._content = content
        self._members_path = members
        self._members: sqlite3.Connection | None = None
        self._schedule = schedule
        self.instruments: list[dict[str, Any]] = content["instruments"]
        self.instrument = {one["id"]: one for one in self.instruments}
        self.provisions: dict[str, Any] = content["provisions"]
        self.orders: dict[str, Any] = content["orders"]
        self.authorises: list[dict[str, Any]] = content["authorises"]
        self.voids: list[dict[str, Any]] = content["voids"]
        self.readings: dict[str, dict[str, Any]] = {one["id"]: one for one in content["readings"]}
        self.pending: dict[str, Any] = content["pending"]
        self.groups: list[list[str]] = content["groups"]
        self.statements: dict[str, list[dict[str, Any]]] = content.get("statements", {})
        self.zones: list[dict[str, Any]] = content.get("zones", [])
        self.law_digest: str = content["digest"]
        self.laid: list[list[str]] = content.get("laid", [])
        newest = max(one["known"][:10] for one in self.instruments)
        self.seen_to = parse_day(self.pending.get("seen_to", newest))
        self.official_to = parse_day(self.pending.get("official_to", newest))
        self.as_of = max(self.seen_to, parse_day(newest))

    @classmethod
    def shipped(cls) -> LawBook:
        """The book this release carries; an edited lawbook folder is compiled first (into the cache folder)."""
        from kanzei.duty.edited import edited_folder

        folder = edited_folder() or SHIPPED
        path = folder / "law.json"
        try:
            content = json.loads(path.read_bytes())
        except OSError:
            raise LawError(f"{path} is missing: reinstall kanzei, or run 'kanzei law check' in a checkout") from None
        return cls(content, folder / "law.sqlite")

    def recipe(self) -> tuple[dict[str, Any], str]:
        """What another process needs to open the same book: its content and the place of its members."""
        return self._content, str(self._members_path)

    @property
    def source(self) -> Path:
        """The compiled provisions this book was read from."""
        return Path(self._members_path).with_name("law.json")

    @property
    def schedule(self) -> Schedule:
        """The tariff schedule beside the law."""
        if self._schedule is None:
            from kanzei.schedule import Schedule

            self._schedule = Schedule.open()
        return self._schedule

    @property
    def digest(self) -> str:
        """Digest of law and schedule together."""
        import hashlib

        return hashlib.sha256(f"{self.law_digest} {self.schedule.digest}".encode()).hexdigest()

    @property
    def members(self) -> sqlite3.Connection:
        """Set members, read only."""
        if self._members is None:
            if not os.path.exists(self._members_path):
                raise LawError(f"{self._members_path} is missing: reinstall kanzei")
            self._members = sqlite3.connect(
                f"file:{self._members_path}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        return self._members

    def use_members(self, members: sqlite3.Connection) -> None:
        """Take the set members from another connection than the book's own file."""
        self._members = members

    def edits(self) -> list[str]:
        """In words: the files laid on top of the shipped book, each with what it does to it."""
        how = {"added": "added to", "replaced": "in place of its namesake in", "left out": "left out of"}
        return [
            f"not the shipped law alone: {name}{f' ({file})' if file else ''} {how[way]} the book"
            for name, file, way in self.laid
        ]

    def known_days(self) -> list[date]:
        """Days on which the book came to know something, oldest first."""
        days = {one["known"][:10] for one in self.instruments}
        days |= {state[0] for one in self.provisions.values() for state in one["states"]}
        return [parse_day(day) for day in sorted(days)]

    def diff(self, known_a: date, known_b: date) -> list[dict[str, Any]]:
        """What the book came to know after one day up to another (see :func:`kanzei.duty.regime.book_diff`)."""
        from kanzei.duty.regime import book_diff

        return book_diff(self, known_a, known_b)

    def view(
        self,
        known: date | None = None,
        switches: Mapping[str, str] | None = None,
        scenario: Sequence[Path] = (),
        answer: str = "charged",
        *,
        value_as_given: bool = False,
    ) -> View:
        """The book as known on a day.

        Parameters
        ----------
        known : the day; ``None`` is ``as_of``.
        switches : reading id -> choice, for doubtful points.
        scenario : hypothetical instrument files laid on top.
        answer : ``charged`` by law at the time, or ``owed``: duties under authorities held void left out.
        value_as_given : keep cents of value; otherwise values are rounded to whole dollars (Form 7501).

        Raises
        ------
        UsageError   The day is later than the book, a switch or a choice does not exist.
        LawError     A scenario file cannot be used.
        """
        from kanzei.duty.view import View

        book = self.with_scenario([Path(one) for one in scenario]) if scenario else self
        if known is not None and known > book.as_of:
            raise UsageError(
                f"the book knows the law to {book.as_of}; a view known on {known} would be a guess: leave --known out, or name an earlier day"
            )
        for name, choice in (switches or {}).items():
            reading = book.readings.get(name)
            if reading is None:
                raise UsageError(
                    f"there is no switch {name!r}: 'kanzei law switches' lists {', '.join(sorted(book.readings))}"
                )
            if choice not in reading["choices"]:
                raise UsageError(f"switch {name}: {choice!r} is none of {', '.join(reading['choices'])}")
        if answer not in ("charged", "owed"):
            raise UsageError(f"answer {answer!r} is neither 'charged' nor 'owed'")
        return View(book, (known or book.as_of).isoformat(), dict(switches or {}), answer, value_as_given)

    def with_scenario(self, paths: list[Path], without: Sequence[str] = ()) -> LawBook:
        """The book with files on top: hypothetical instruments, known from the day they say, or edits of instruments it has.

        without : ids of instruments that say nothing in it, as if they had not been made.

        Raises
        ------
        LawError     A file cannot be used, or not together with the book; every mistake with file, line and column.
        UsageError   The book has no instrument that is to be left out.
        """
        from kanzei.duty.edited import laid_book

        return laid_book(self, paths, without)
