"""The schedule as a table: column rates of any code on any day, as known on any day."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import ScheduleError
from kanzei.schedule.rates import Rate

__all__ = ["Column", "Schedule", "ScheduleLine"]

SHIPPED = Path(__file__).parent.parent / "data" / "schedule.sqlite"


class Column(NamedTuple):
    """A rate: its words in the schedule and its formula."""

    text: str
    rate: Rate


class ScheduleLine(NamedTuple):
    """A code on a day.

    special : program symbol -> rate. units : statistical units, in order. revision : the release it was read in.
    """

    code: str
    general: Column
    special: dict[str, Column]
    other: Column
    units: tuple[str, ...]
    revision: str
    warnings: tuple[str, ...]


class Schedule:
    """The compiled schedule."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._revisions: list[tuple[int, str, str, str]] = base.execute(
            "SELECT id, name, known, effective FROM revisions ORDER BY id"
        ).fetchall()
        self._texts: dict[int, tuple[str, Any]] = {}
        self._found: dict[tuple[str, int], ScheduleLine] = {}
        row = base.execute("SELECT value FROM meta WHERE key='digest'").fetchone()
        self.digest: str = row[0] if row else ""

    @classmethod
    def open(cls, path: Path | None = None) -> Schedule:
        """Open the shipped table, or another one.

        Raises
        ------
        ScheduleError   There is no table at that path.
        """
        place = path or SHIPPED
        if not place.exists():
            raise ScheduleError(f"{place} is missing: reinstall kanzei, or rebuild it with tools/build_schedule.py")
        return cls(sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True, check_same_thread=False))

    @property
    def last_imported(self) -> str:
        """Name of the newest release in the table."""
        return self._revisions[-1][1]

    def revisions(self) -> list[tuple[str, date, date]]:
        """(name, known, effective) of every release, oldest first."""
        return [(name, date.fromisoformat(k), date.fromisoformat(e)) for _, name, k, e in self._revisions]

    def revision_days(self) -> list[tuple[str, str]]:
        """(known, effective) of every release as ISO days."""
        return [(known, effective) for _, _, known, effective in self._revisions]

    def revision_on(self, entered: date, known: date | None = None) -> tuple[int, str]:
        """The release in force for entries of a day, among those known on a day."""
        day, limit = entered.isoformat(), known.isoformat() if known else "9999"
        best = self._revisions[0]
        for one in self._revisions:
            if one[3] <= day and one[2] <= limit:
                best = one
        return best[0], best[1]

    def lookup(self, code: str, entered: date, known: date | None = None) -> ScheduleLine:
        """Rates of a code (digits only, 6, 8 or 10 of them) for entries of a day.

        Raises
        ------
        ScheduleError   The code is a Chapter 99 provision, does not exist on that day (the message names its successors or
                        neighbours), or its six- or eight-digit form covers codes with different rates.
        """
        if code.startswith("99"):
            raise ScheduleError(
                f"{_dotted(code)} is a Chapter 99 provision, not goods: give the article's own code (chapters 1 to 97); "
                "a Chapter 99 heading can be stated as a claim"
            )
        number, name = self.revision_on(entered, known)
        cached = self._found.get((code, number))
        if cached is not None:
            return cached
        row = self._row(code, number)
        warnings: tuple[str, ...] = ()
        if row is None:
            row, warnings = self._nearest(code, number, name)
        line = self._line(code, row, name, warnings)
        self._found[(code, number)] = line
        return line

    def _row(self, code: str, number: int) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._base.execute(
            "SELECT general, special, other, units FROM codes WHERE code=? AND first<=? AND last>=?", (code, number, number)
        ).fetchone()
        return found

    def _nearest(self, code: str, number: int, name: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        dotted = _dotted(code)
        if len(code) == 10:
            parent = self._row(code[:8], number)
            newest = number == self._revisions[-1][0]
            if parent is not None and newest:
                return parent, (
                    f"{dotted} is not in {name}, the newest schedule the book holds: assessed at the rate of {_dotted(code[:8])}",
                )
            other = self._base.execute("SELECT first, last FROM codes WHERE code=? ORDER BY first", (code,)).fetchall()
            siblings = self.children(code[:8], number) or self.children(code[:6], number)
            hint = f"; on that day {_dotted(code[:8])} has {_listed(siblings)}" if siblings else ""
            if other:
                spans = ", ".join(f"{self._revisions[a][1]} to {self._revisions[b][1]}" for a, b in other)
                raise ScheduleError(f"{dotted} is not in {name}; it stands in {spans}{hint}: choose the code of the day of entry")
            raise ScheduleError(f"{dotted} is not in {name}{hint}: check the code")
        children = self.children(code, number)
        if not children:
            close = self.children(code[:4], number)
            raise ScheduleError(f"{dotted} is not in {name}" + (f"; heading {code[:4]} has {_listed(close)}" if close else "") + ": check the code")
        rows = {child: self._row(child, number) for child in children}
        rates = {row[:3] for row in rows.values() if row}
        if len(rates) > 1:
            parts = [f"{_dotted(child)} {self._text(row[0])[0]}" for child, row in rows.items() if row]
            raise ScheduleError(f"{dotted} covers codes with different rates: {'; '.join(parts[:12])}: give ten digits")
        first = next(row for row in rows.values() if row)
        return first, ()

    def _text(self, number: int) -> tuple[str, Any]:
        found = self._texts.get(number)
        if found is None:
            text, formula = self._base.execute("SELECT text, formula FROM texts WHERE id=?", (number,)).fetchone()
            found = (text, _frozen(json.loads(formula)))
            self._texts[number] = found
        return found

    def _line(self, code: str, row: tuple[Any, ...], name: str, warnings: tuple[str, ...]) -> ScheduleLine:
        general, special, other, units = row
        columns = self._text(special)[1]
        return ScheduleLine(
            code,
            Column(*self._text(general)),
            {symbol: Column(text, rate) for symbol, (text, rate) in columns.items()},
            Column(*self._text(other)),
            tuple(json.loads(units)),
            name,
            warnings,
        )

    def children(self, code: str, on: int | date) -> list[str]:
        """Ten-digit codes (eight-digit ones where there are none) under a prefix, in a release or on a day."""
        number = on if isinstance(on, int) else self.revision_on(on)[0]
        rows = [
            row[0]
            for row in self._base.execute(
                "SELECT code FROM codes WHERE code>=? AND code<? AND first<=? AND last>=? ORDER BY code", (code, code + ":", number, number)
            )
        ]
        return [one for one in rows if len(one) == 10] or [one for one in rows if len(one) == 8 and one != code]

    def codes(self, on: date) -> list[str]:
        """Every ten-digit code of the schedule on a day."""
        number = self.revision_on(on)[0]
        found = self._base.execute("SELECT code FROM codes WHERE length(code)=10 AND first<=? AND last>=? ORDER BY code", (number, number))
        return [row[0] for row in found]

    def diff(self, first: str, second: str) -> list[tuple[str, str, str, str]]:
        """(code, what, before, after) between two releases: codes that came or went, rates and units that changed.

        Raises
        ------
        ScheduleError   No release has that name.
        """
        names = {name: number for number, name, _, _ in self._revisions}
        for name in (first, second):
            if name not in names:
                raise ScheduleError(f"no release {name!r}: the table holds {', '.join(names)}")

        def rows(number: int) -> dict[str, tuple[Any, ...]]:
            found = self._base.execute("SELECT code, general, special, other, units FROM codes WHERE first<=? AND last>=?", (number, number))
            return {row[0]: row[1:] for row in found}

        before, after = rows(names[first]), rows(names[second])
        out: list[tuple[str, str, str, str]] = []
        for code in sorted(before.keys() | after.keys()):
            old, new = before.get(code), after.get(code)
            if old == new:
                continue
            if old is None or new is None:
                present = new or old
                assert present is not None
                text = self._text(present[0])[0]
                out.append((code, "added" if old is None else "removed", "" if old is None else text, "" if new is None else text))
                continue
            for index, what in enumerate(("general", "special", "column 2")):
                if old[index] != new[index]:
                    out.append((code, what, self._text(old[index])[0], self._text(new[index])[0]))
            if old[3] != new[3]:
                out.append((code, "units", old[3], new[3]))
        return out


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value


def _dotted(code: str) -> str:
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:10]) if part)


def _listed(codes: list[str]) -> str:
    shown = ", ".join(_dotted(code) for code in codes[:8])
    return shown + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
