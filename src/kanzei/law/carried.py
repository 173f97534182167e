"""The compiled book by heading: which provisions carry a heading, as known on a day, and whom they reach.

Plain functions over the compiled content (``law.json`` and the rows of ``law.sqlite``), so that a test can change one fact in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kanzei.countries import plain_names
from kanzei.law.instrument import END

__all__ = ["Book", "Carried"]

BEARING = ("add", "total", "replace", "rate_of", "gap_to")
Member = tuple[str, str, int, str, str, str, str]
"""(set, code, sign, entered from, entered to, known from, known to) of a set member; open ends are ``~``."""


class Carried(NamedTuple):
    """A version of a provision that carries a heading, with its interval of entry days.

    role : ``heading``, or ``twin`` (reported where column 1 is at or above an inclusive rate). suspended : id of the instrument, or ``""``.
    """

    fields: Mapping[str, Any]
    start: str
    stop: str
    suspended: str
    role: str

    @property
    def bears(self) -> bool:
        """Whether the heading is reported with a duty."""
        return self.role == "heading" and self.fields["duty"]["kind"] in BEARING


class Book:
    """A compiled book, indexed by Chapter 99 heading.

    Parameters
    ----------
    provisions, groups : as in ``law.json``. members : rows of set members. orders : orders whose date is open. readings : doubtful points;
    what stands only under a reading that is not the default is left aside.
    """

    def __init__(
        self,
        provisions: Mapping[str, Any],
        groups: Sequence[Sequence[str]],
        members: Iterable[Member],
        orders: Mapping[str, Any] | None = None,
        readings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.provisions = provisions
        self.groups = groups
        self.readings = {name: str(one["default"]) for name, one in (readings or {}).items()}
        self.sets: dict[str, list[Member]] = defaultdict(list)
        for row in members:
            self.sets[row[0]].append(row)
        self._named: dict[str, set[str]] = defaultdict(set)
        for name, history in provisions.items():
            for fields in history["versions"]:
                for key in ("heading", "twin", "alias"):
                    if fields.get(key):
                        self._named[fields[key]].add(name)
        self.ordered = {fields.get("heading", "") for fields, _, _ in (orders or {}).values()} - {""}
        self._world = frozenset(code.lower() for code in plain_names().values())
        self._groups: dict[tuple[str, str], dict[str, set[str]]] = {}
        self._codes: dict[tuple[str, str, str], tuple[frozenset[str], frozenset[str]]] = {}

    @property
    def headings(self) -> frozenset[str]:
        """Every Chapter 99 heading that some provision carries or carried."""
        return frozenset(self._named)

    def carried(self, heading: str, known: str) -> list[Carried]:
        """Every version of every provision that carries a heading, as known on a day, in order of its first day."""
        found = self._carried(heading, known)
        return [one for one in found if not self._other_reading(one.fields.get("when"))]

    def under_other_reading(self, heading: str, known: str) -> list[Carried]:
        """Versions that carry a heading under a reading that is not the default."""
        return [one for one in self._carried(heading, known) if self._other_reading(one.fields.get("when"))]

    def _carried(self, heading: str, known: str) -> list[Carried]:
        out: list[Carried] = []
        for name in sorted(self._named.get(heading, ())):
            history = self.provisions[name]
            rows: list[Any] = []
            for day, segments in history["states"]:
                if day <= known:
                    rows = segments
            for start, stop, number, suspended in rows:
                fields = history["versions"][number]
                for key in ("heading", "twin", "alias"):
                    if fields.get(key) == heading:
                        out.append(Carried(fields, start, stop, suspended, "twin" if key == "twin" else "heading"))
        return sorted(out, key=lambda one: (one.start, one.stop))

    def _other_reading(self, condition: Any) -> bool:
        if not condition:
            return False
        if condition[0] == "all":
            return any(self._other_reading(one) for one in condition[1])
        return bool(condition[0] == "switch" and self.readings.get(condition[1], condition[2]) != condition[2])

    def provisions_of(self, heading: str) -> list[str]:
        """Ids of the provisions that carry a heading, at any time."""
        return sorted(self._named.get(heading, ()))

    def first_known(self, heading: str) -> str:
        """Day on which the book first knew a provision of a heading."""
        return min((self.provisions[name]["states"][0][0] for name in self._named.get(heading, ())), default=END)

    # ------------------------------------------------------------- countries

    @property
    def world(self) -> frozenset[str]:
        """Every country, alpha-2 in lower case."""
        return self._world

    def group(self, name: str, day: str, known: str) -> set[str]:
        """Members of a group of countries for entries of a day, as known on a day."""
        key = (day, known)
        found = self._groups.get(key)
        if found is None:
            found = defaultdict(set)
            gone: dict[str, set[str]] = defaultdict(set)
            for group, code, sign, start, stop, first, until in self.groups:
                if start <= day < stop and first <= known < until:
                    (found if sign == "+" else gone)[group].add(code)
            for group, codes in gone.items():
                found[group] -= codes
            self._groups[key] = found
        return found.get(name, set())

    def origins(self, selection: Mapping[str, Any], day: str, known: str) -> frozenset[str]:
        """Countries of an origin selection."""

        def spread(words: Sequence[str]) -> set[str]:
            out: set[str] = set()
            for word in words:
                out |= {word} if len(word) == 2 else self.group(word, day, known)
            return set(self._world) if "all" in out else out

        inside = spread(selection["in"]) if selection["in"] else set(self._world)
        return frozenset(inside - spread(selection["except"]))

    # ----------------------------------------------------------------- goods

    def codes(self, name: str, day: str, known: str) -> tuple[frozenset[str], frozenset[str]]:
        """(codes that are in a set, codes that are excluded from it) for entries of a day."""
        key = (name, day, known)
        found = self._codes.get(key)
        if found is None:
            rows = [r for r in self.sets.get(name, ()) if r[3] <= day < r[4] and r[5] <= known < r[6]]
            found = frozenset(r[1] for r in rows if r[2] > 0), frozenset(r[1] for r in rows if r[2] < 0)
            self._codes[key] = found
        return found

    def goods(self, selection: Mapping[str, Any], day: str, known: str) -> tuple[frozenset[str], frozenset[str]]:
        """(codes inside, codes outside) of a goods selection, as prefixes; empty inside means all goods."""
        inside: set[str] = set()
        outside: set[str] = set()
        for side, target in (("in", inside), ("except", outside)):
            for word in selection[side]:
                if word[0].isdigit():
                    target.add(word)
                else:
                    more, less = self.codes(word, day, known)
                    target |= more
                    outside |= less if side == "in" else set()
        return frozenset(inside), frozenset(outside)
