"""Which codes and countries a selection of the law reaches on a day: arrays over the codes of the schedule, sets over the countries.

Bulk only: it loads NumPy and is never on the path of one line. It asks the view's own tables, so a code is on a list here exactly where
:meth:`kanzei.duty.view.View.memberships` says so (a test holds them together).
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.countries import all_origins
from kanzei.law.instrument import END
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Codes", "Reach"]

Mask = Any
"""Bool array of shape (n codes,)."""


class Codes:
    """Ten-digit codes of one release of the schedule with the ids of their rate texts.

    codes : sorted; general, special, other : int arrays of shape (n,), ids of the texts of column 1 and column 2.
    """

    def __init__(self, view: View, entered: date) -> None:
        schedule = view.book.schedule
        self.number, self.release = schedule.revision_on(entered, view.known_on)
        rows = [row for row in schedule.rows(self.number) if len(row[0]) == 10]
        self.codes = [row[0] for row in rows]
        self.general, self.special, self.other = (np.array([row[n] for row in rows], dtype=np.int64) for n in (1, 2, 3))

    def says(self, other: Codes) -> bool:
        """Whether another release has the same codes at the same rates."""
        return self.codes == other.codes and all(
            np.array_equal(a, b)
            for a, b in ((self.general, other.general), (self.special, other.special), (self.other, other.other))
        )

    def span(self, prefix: str) -> slice:
        """Positions of the codes that begin with a prefix."""
        return slice(bisect_left(self.codes, prefix), bisect_left(self.codes, prefix + ":"))


class Reach:
    """Selections of one view carried out over all codes and countries.

    codes_of : the view whose release of the schedule names the codes (default: the view itself). Lists go by prefix: a code that the
               view's own release lacks is on the lists that its digits put it on.
    """

    def __init__(self, view: View, codes_of: View | None = None) -> None:
        self.view = view
        self._codes_of = codes_of or view
        self._codes: dict[int, Codes] = {}
        self._on: dict[str, Codes] = {}
        self._rows: dict[str, list[tuple[str, int, str, str]]] | None = None
        self._sets: dict[tuple[str, int, tuple[int, ...]], Mask] = {}
        self._origins: dict[tuple[str, Any], frozenset[str]] = {}
        self._goods: dict[tuple[Any, ...], Mask] = {}
        known = view.known
        self._group_days = sorted({day for row in view.book.groups if row[5] <= known < row[6] for day in row[3:5]})
        self._standing: dict[tuple[str, str], tuple[int, ...]] = {}

    def codes(self, entered: str) -> Codes:
        """The codes of the release in force for entries of a day, as known in the view."""
        found = self._on.get(entered)
        if found is None:
            day = parse_day(entered)
            number = self._codes_of.book.schedule.revision_on(day, self._codes_of.known_on)[0]
            if number not in self._codes:
                fresh = Codes(self._codes_of, day)
                # A release that changed no code and no rate is the one before it.
                self._codes[number] = next((one for one in self._codes.values() if one.says(fresh)), fresh)
            found = self._on[entered] = self._codes[number]
        return found

    def goods(self, selection: dict[str, Any], entered: str) -> Mask:
        """Codes that a selection of sets and prefixes reaches; one and the same array as long as nothing it names changes."""
        codes = self.codes(entered)
        words = [*selection["in"], *selection["except"]]
        key = (repr(selection), codes.number, *(self._stand(word, entered) for word in words))
        out = self._goods.get(key)
        if out is None:
            out = np.ones(len(codes.codes), dtype=bool)
            if selection["in"]:
                out = self._any(selection["in"], codes, entered)
            if selection["except"]:
                out = out & ~self._any(selection["except"], codes, entered)
            self._goods[key] = out
        return out

    def prefixes(self, members: tuple[str, ...], entered: str) -> Mask:
        """Codes that begin with one of some prefixes."""
        codes = self.codes(entered)
        key = ("prefixes", members, codes.number)
        out = self._goods.get(key)
        if out is None:
            out = self._goods[key] = np.zeros(len(codes.codes), dtype=bool)
            for one in members:
                out[codes.span(one)] = True
        return out

    def origins(self, selection: dict[str, Any], entered: str) -> frozenset[str]:
        """Countries (upper case) that a selection reaches."""
        key = (repr(selection), self._groups_on(entered))
        found = self._origins.get(key)
        if found is None:
            match = self.view.origin_matches
            found = frozenset(one for one in all_origins() if match(selection, one.lower(), entered))
            self._origins[key] = found
        return found

    def _groups_on(self, entered: str) -> int:
        """Which stretch of days between changes of groups a day lies in."""
        return bisect_left(self._group_days, entered + "~")

    def _any(self, words: list[str], codes: Codes, entered: str) -> Mask:
        out = np.zeros(len(codes.codes), dtype=bool)
        for word in words:
            out |= self._set(word, codes, entered)
            if word[0].isdigit():
                out[codes.span(word)] = True
        return out

    def _set(self, name: str, codes: Codes, entered: str) -> Mask:
        """Codes of a set: of the prefixes that stand on the day the longest wins, an exclusion before an inclusion of its length."""
        standing = self._stand(name, entered)
        key = (name, codes.number, standing)
        found = self._sets.get(key)
        if found is None:
            found = np.zeros(len(codes.codes), dtype=bool)
            rows = [self._members()[name][n] for n in standing]
            for prefix, sign, _, _ in sorted(rows, key=lambda row: (len(row[0]), -row[1])):
                found[codes.span(prefix)] = sign > 0
            self._sets[key] = found
        return found

    def _stand(self, name: str, entered: str) -> tuple[int, ...]:
        """Numbers of the rows of a set that stand on a day."""
        key = (name, entered)
        found = self._standing.get(key)
        if found is None:
            rows = self._members().get(name, ())
            found = tuple(n for n, row in enumerate(rows) if row[2] <= entered < row[3])
            found = self._standing.setdefault((name, repr(found)), found)  # equal ones are one object
            self._standing[key] = found
        return found

    def _members(self) -> dict[str, list[tuple[str, int, str, str]]]:
        if self._rows is None:
            self._rows = {}
            rows = self.view.book.members.execute(
                "SELECT s.name, m.code, m.sign, m.start, m.stop FROM members m JOIN sets s ON s.id = m.set_id "
                "WHERE m.known <= ? AND ? < m.until ORDER BY s.name, m.code, m.start",
                (self.view.known, self.view.known),
            )
            for name, code, sign, start, stop in rows:
                self._rows.setdefault(name, []).append((code, sign, start, END if stop == "~" else stop))
        return self._rows
