"""The schedule as a table: column rates of any code on any day, as known on any day."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import ScheduleError
from kanzei.schedule.rates import Rate

__all__ = ["SHIPPED", "Column", "Schedule", "ScheduleLine", "dotted", "user_table"]

SHIPPED = Path(__file__).parent.parent / "data" / "schedule.sqlite"


_LATER = "later"
"""Mark of a gap that is one of knowledge: a release in force on the day of entry became known only after the view's day."""


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

    @property
    def code8(self) -> str:
        """The eight-digit subheading, where the code has that many digits."""
        return self.code[:8]


class Schedule:
    """The compiled schedule."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._revisions: list[tuple[int, str, str, str]] = base.execute(
            "SELECT id, name, known, effective FROM revisions ORDER BY id"
        ).fetchall()
        self._missing: list[tuple[str, str]] = base.execute(
            "SELECT name, known FROM unimported ORDER BY known"
        ).fetchall()
        self._texts: dict[int, tuple[str, Any]] = {}
        self._found: dict[tuple[str, int, tuple[str, ...]], ScheduleLine] = {}
        self._in_force: dict[tuple[str, str], tuple[int, str]] = {}
        row = base.execute("SELECT value FROM meta WHERE key='digest'").fetchone()
        self.digest: str = row[0] if row else ""

    @classmethod
    def open(cls, path: Path | None = None) -> Schedule:
        """Open the shipped table, or another one; without a path, the user's own where a newer release was imported into it.

        Raises
        ------
        ScheduleError   There is no table at that path, or the file is something else.
        """
        if path is None and (own := _own_table()) is not None:
            return own
        place = (path or SHIPPED).absolute()
        if not place.exists():
            raise ScheduleError(f"{place} is missing: reinstall kanzei, or rebuild it with tools/build_schedule.py")
        try:
            return cls(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False))
        except sqlite3.Error as error:
            raise ScheduleError(
                f"{place} is not a schedule table ({error}): reinstall kanzei, or rebuild it with tools/build_schedule.py"
            ) from None

    @property
    def last_imported(self) -> str:
        """Name of the newest release in the table."""
        return self._revisions[-1][1]

    def revisions(self) -> list[tuple[str, date, date]]:
        """(name, known, effective) of every release, oldest first."""
        return [(name, date.fromisoformat(k), date.fromisoformat(e)) for _, name, k, e in self._revisions]

    def unimported(self) -> list[tuple[str, date]]:
        """(name, known) of later releases that exist and that the table does not hold."""
        return [(name, date.fromisoformat(known)) for name, known in self._missing]

    def revision_days(self) -> list[tuple[str, str]]:
        """(known, effective) of every release as ISO days."""
        return [(known, effective) for _, _, known, effective in self._revisions]

    def change_days(self, code: str, known: date) -> list[str]:
        """ISO days on which another release, as known on a day, says something else of a subheading (eight digits) or of a code below it."""
        rows = self._base.execute(
            "SELECT code, first, last, general, special, other FROM codes WHERE code>=? AND code<?", (code, code + ":")
        ).fetchall()
        out: list[str] = []
        before: Any = None
        for effective in sorted({one[3] for one in self._revisions}):
            entered = date.fromisoformat(effective)
            number = self.revision_on(entered, known)[0]
            held = [(row[0], *row[3:]) for row in rows if row[1] <= number <= row[2]]
            # What stands in for a code that a release lacks depends on the releases in between.
            now = (held, self._gap(number, entered, known))
            if now != before:
                out.append(effective)
            before = now
        return out

    def days_not_held(self) -> list[str]:
        """Days on which a release that the table does not hold took effect, ISO."""
        return [start for _, start in self._missing]

    def revision_on(self, entered: date, known: date | None = None) -> tuple[int, str]:
        """The release in force for entries of a day, among those known on a day: (its number, its name).

        Raises
        ------
        ScheduleError   The day lies before the first release of the table.

        Notes
        -----
        Known before the first release became known: the first release stands in, and :meth:`lookup` says so.
        """
        key = entered.isoformat(), known.isoformat() if known else "9999"
        found = self._in_force.get(key)
        if found is None:
            number, name, _, effective = self._revisions[0]
            if key[0] < effective:
                raise ScheduleError(
                    f"the schedule begins with {name}, in force on {effective}: nothing is held for entries of {key[0]}"
                )
            for one in self._revisions:
                if one[3] <= key[0] and one[2] <= key[1]:
                    number, name = one[0], one[1]
            found = self._in_force[key] = number, name
        return found

    def lookup(self, code: str, entered: date, known: date | None = None) -> ScheduleLine:
        """Rates of a code (digits only, 6, 8 or 10 of them) for entries of a day.

        Raises
        ------
        ScheduleError   The code is a Chapter 99 provision, does not exist on that day (the message names its successors or
                        neighbours), or its six- or eight-digit form covers codes with different rates.

        Notes
        -----
        For entries after the newest release held, or known, a ten-digit code that it lacks takes the rates of its subheading, with a warning.
        """
        if not code.isdigit() or len(code) not in (6, 8, 10):
            raise ScheduleError(
                f"{code!r} is not a code of the schedule: give its digits, 10 of them (8 for a subheading)"
            )
        if code.startswith("99"):
            raise ScheduleError(
                f"{dotted(code)} is a Chapter 99 provision, not goods: give the article's own code (chapters 1 to 97); "
                "a Chapter 99 heading can be stated as a claim"
            )
        number, name = self.revision_on(entered, known)
        line = self._in_release(code, number, name, self._gap(number, entered, known))
        early = self.stands_in(number, known)
        return line._replace(warnings=(*line.warnings, early)) if early else line

    def stands_in(self, number: int, known: date | None) -> str:
        """What is said where the first release answers in a view of a day on which none was known yet, else ``""``."""
        if known is None or number or known.isoformat() >= self._revisions[0][2]:
            return ""
        return f"no release of the schedule was known to Kanzei on {known}: {self._revisions[0][1]} stands in"

    def is_young(self, code: str, entered: date, known: date | None = None) -> bool:
        """Whether the release that answers for a day lacks a ten-digit code, so that its subheading answers for it.

        Raises
        ------
        ScheduleError   As :meth:`lookup`.
        """
        number, name = self.revision_on(entered, known)
        return len(code) == 10 and bool(
            self._in_release(code, number, name, self._gap(number, entered, known)).warnings
        )

    def _in_release(self, code: str, number: int, name: str, gap: tuple[str, ...]) -> ScheduleLine:
        """A code as a release has it, or as its subheading there answers for it: then with a warning."""
        key = code, number, gap
        line = self._found.get(key)
        if line is None:
            row = self._row(code, number)
            warnings: tuple[str, ...] = ()
            if row is None:
                row, warnings = self._nearest(code, number, name, gap)
            if row[3] == "[]":
                row = (*row[:3], self._common_units(code[:8], number))
            line = self._found[key] = self._line(code, row, name, warnings)
        return line

    def _gap(self, number: int, entered: date, known: date | None) -> tuple[str, ...]:
        """Releases the table does not hold that came between the one it reads and the day; ``("",)`` past the end of a table;
        ``(_LATER,)`` where the view is too early to know the release of the day."""
        since, day, limit = self._revisions[number][3], entered.isoformat(), known.isoformat() if known else "9999"
        if known is not None and number < self.revision_on(entered)[0]:
            return (_LATER,)
        if number == self._revisions[-1][0] and not any(start > since for _, start in self._missing):
            return ("",) if day > since else ()
        return tuple(name for name, start in self._missing if since < start <= min(day, limit))

    def _row(self, code: str, number: int) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._base.execute(
            "SELECT general, special, other, units FROM codes WHERE code=? AND first<=? AND last>=?",
            (code, number, number),
        ).fetchone()
        return found

    def _common_units(self, code: str, number: int) -> str:
        """The units of the codes under a prefix where they all have the same (JSON), else none."""
        units = {row[3] for child in self.children(code, number) if (row := self._row(child, number))}
        return units.pop() if len(units) == 1 else "[]"

    def _nearest(
        self, code: str, number: int, name: str, gap: tuple[str, ...]
    ) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """The row that answers for a code without one of its own, or the error that says what there is instead."""
        shown = dotted(code)
        held = self._base.execute("SELECT first, last FROM codes WHERE code=? ORDER BY first", (code,)).fetchall()
        if len(code) == 10:
            subheading, siblings = self._row(code[:8], number), self.children(code[:8], number)
            if subheading is not None and siblings == [code[:8]] and code.endswith("00"):
                return subheading, ()
            retired = any(last < number for _, last in held)
            if subheading is not None and gap and not retired:
                later = f"; not held: {gap[0]}" + (f" to {gap[-1]}" if len(gap) > 1 else "") if gap[0] else ""
                newest = "the newest release held for the day"
                if gap == (_LATER,):
                    later, newest = "", "the newest release known then"
                return subheading, (
                    f"{shown} is not in {name}, {newest}: assessed at the rate of {dotted(code[:8])}{later}",
                )
        elif children := self.children(code, number):
            rows = {child: self._row(child, number) for child in children}
            if len({row[:3] for row in rows.values() if row}) > 1:
                raise ScheduleError(self._differing(code, rows))
            first = next(row for row in rows.values() if row)
            return (*first[:3], "[]"), ()
        raise ScheduleError(f"{shown} is not in {name}{self._elsewhere(held)}{self._instead(code, number)}")

    def _elsewhere(self, held: list[tuple[int, int]]) -> str:
        if not held:
            return ""
        spans: list[list[int]] = []
        for first, last in held:
            if spans and spans[-1][1] == first - 1:
                spans[-1][1] = last
            else:
                spans.append([first, last])
        names = [self._revisions[a][1] + ("" if a == b else f" to {self._revisions[b][1]}") for a, b in spans]
        return f"; it stands in {', '.join(names)}"

    def _instead(self, code: str, number: int) -> str:
        for digits in (8, 6, 4):
            if digits < len(code) and (close := self.children(code[:digits], number)):
                return f"; {dotted(code[:digits])} has {_listed(_by_nearness(code, close))}: choose the code of the day of entry"
        return f"; heading {code[:4]} has no codes there: check the code"

    def _differing(self, code: str, rows: dict[str, tuple[Any, ...] | None]) -> str:
        groups: dict[tuple[Any, ...], list[str]] = {}
        for child, row in rows.items():
            if row:
                groups.setdefault(row[:3], []).append(child)
        told_apart = len({key[0] for key in groups}) == len(groups)
        parts = []
        for (general, special, other), children in groups.items():
            rates = self._text(general)[0]
            if not told_apart:
                rates += f" | {self._text(special)[0] or '-'} | {self._text(other)[0]}"
            parts.append(f"{rates}: {_listed(children)}")
        more = f"; and {len(parts) - 12} more rates" if len(parts) > 12 else ""
        return f"{dotted(code)} covers codes with different rates: {'; '.join(parts[:12])}{more}. Give ten digits"

    def rows(self, release: int) -> list[tuple[str, int, int, int]]:
        """(code, numbers of its general, special and column 2 texts) of every code of a release; :meth:`text` reads a number."""
        return self._base.execute(
            "SELECT code, general, special, other FROM codes WHERE first<=? AND last>=? ORDER BY code",
            (release, release),
        ).fetchall()

    def spans(self) -> list[tuple[str, int, int, int, int, int]]:
        """As :meth:`rows` for all releases: (code, first and last release, numbers of its texts)."""
        return self._base.execute("SELECT code, first, last, general, special, other FROM codes").fetchall()

    def units_in(self, code: str, release: int) -> tuple[str, ...]:
        """Statistical units of a code that a release holds, as :meth:`lookup` tells them."""
        row = self._row(code, release)
        units = "[]" if row is None else row[3]
        return tuple(json.loads(self._common_units(code[:8], release) if units == "[]" else units))

    def all_codes(self) -> list[str]:
        """Every ten-digit code of chapters 1 to 97 that any release holds, in order."""
        found = self._base.execute("SELECT DISTINCT code FROM codes WHERE length(code)=10 AND code<'98' ORDER BY code")
        return [row[0] for row in found]

    def text(self, number: int) -> tuple[str, Any]:
        """Words and formula of a rate text by its number; of a Special text: symbol -> (words, formula)."""
        return self._text(number)

    def _text(self, number: int) -> tuple[str, Any]:
        found = self._texts.get(number)
        if found is None:
            text, formula = self._base.execute("SELECT text, formula FROM texts WHERE id=?", (number,)).fetchone()
            found = self._texts[number] = (text, _frozen(json.loads(formula)))
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

    def children(self, code: str, on: int | date, known: date | None = None) -> list[str]:
        """Ten-digit codes (a subheading itself where it has none) under a prefix, in a release or on a day as known on another."""
        number = on if isinstance(on, int) else self.revision_on(on, known)[0]
        found = self._base.execute(
            "SELECT code FROM codes WHERE code>=? AND code<? AND first<=? AND last>=? ORDER BY code",
            (code, code + ":", number, number),
        )
        rows = [row[0] for row in found]
        parents = {one[:8] for one in rows if len(one) == 10}
        return [one for one in rows if len(one) == 10 or one not in parents]

    def codes(self, on: date, known: date | None = None) -> list[str]:
        """Every ten-digit code of the schedule for entries of a day, as known on a day."""
        number = self.revision_on(on, known)[0]
        found = self._base.execute(
            "SELECT code FROM codes WHERE length(code)=10 AND first<=? AND last>=? ORDER BY code", (number, number)
        )
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
            found = self._base.execute(
                "SELECT code, general, special, other, units FROM codes WHERE first<=? AND last>=?", (number, number)
            )
            return {row[0]: row[1:] for row in found}

        before, after = rows(names[first]), rows(names[second])
        out: list[tuple[str, str, str, str]] = []
        for code in sorted(before.keys() | after.keys()):
            old, new = before.get(code), after.get(code)
            if old is None or new is None:
                if old is not None:
                    out.append((code, "removed", self._text(old[0])[0], ""))
                elif new is not None:
                    out.append((code, "added", "", self._text(new[0])[0]))
                continue
            for index, what in enumerate(("general", "special", "column 2")):
                if old[index] != new[index]:
                    out.append((code, what, self._text(old[index])[0], self._text(new[index])[0]))
            if old[3] != new[3]:
                out.append((code, "units", ", ".join(json.loads(old[3])), ", ".join(json.loads(new[3]))))
        return out


def user_table() -> Path:
    """Where imports of a user's own exports are kept (``$XDG_DATA_HOME/kanzei``)."""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home, "kanzei", "schedule-user.sqlite")


def _own_table() -> Schedule | None:
    """The user's table, where it holds a release the shipped one does not and was made from the one shipped now."""
    place = user_table()
    if not place.is_file():
        return None
    try:
        own = Schedule.open(place)
        made_from = own._base.execute("SELECT value FROM meta WHERE key='made_from'").fetchone()
    except (ScheduleError, sqlite3.Error):
        return None
    shipped = Schedule.open(SHIPPED)
    return own if made_from == (shipped.digest,) and own.digest != shipped.digest else None


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value


def _by_nearness(code: str, others: list[str]) -> list[str]:
    """The codes next to one, in order, where there are too many to name."""
    wanted = int(code.ljust(10, "0"))
    near = sorted(others, key=lambda one: abs(int(one.ljust(10, "0")) - wanted))[:8]
    return sorted(near) + sorted(set(others) - set(near))


def dotted(code: str) -> str:
    """A code with its dots, ``8703.23.01.40``."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:10]) if part)


def _listed(codes: list[str]) -> str:
    shown = ", ".join(dotted(code) for code in codes[:8])
    return shown + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
