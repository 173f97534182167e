"""An index of a law book by country: the provisions that may reach it and the groups it is ever in, whatever the day of entry or of knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["Index", "segments_known"]

History = dict[str, Any]


class Index:
    """What a book holds of a country (lower case), worked out when first asked for.

    Parameters
    ----------
    provisions : id -> history, as in ``law.json``. groups : (group, country or ``all``, sign, start, stop, known, until).
    """

    def __init__(self, provisions: Mapping[str, History], groups: Sequence[Sequence[str]]) -> None:
        self._provisions = provisions
        self._reaching: dict[str, list[tuple[str, History]]] = {}
        self._rows: dict[str, list[Sequence[str]]] = {}
        self._ever: dict[str, set[str]] = {}
        self._asked: dict[str, tuple[frozenset[str], bool]] = {}
        for name, code, *rest in groups:
            self._rows.setdefault(code, []).append((name, *rest))
            if rest[0] == "+":
                self._ever.setdefault(name, set()).add(code)

    def groups_of(self, country: str) -> Sequence[Sequence[str]]:
        """(group, sign, start, stop, known, until) of every row that names a country, or ``all``."""
        return self._rows.get(country, ())

    def provisions_of(self, country: str) -> list[tuple[str, History]]:
        """(id, history) of the provisions some version of which may reach a country, in the order of the book."""
        found = self._reaching.get(country)
        if found is None:
            found = self._reaching[country] = [
                (name, history)
                for name, history in self._provisions.items()
                if any(self._reaches(one["origin"], country) for one in history["versions"])
            ]
        return found

    def _reaches(self, selection: dict[str, Any], country: str) -> bool:
        words = selection["in"]
        if country in selection["except"]:
            return False
        return not words or any(
            one == country if len(one) == 2 else not self._ever.get(one, set()).isdisjoint((country, "all"))
            for one in words
        )

    def asked_of(self, provision: str, history: History) -> tuple[frozenset[str], bool]:
        """Days of entry that the conditions of a provision name, and whether its rate is that of another code."""
        found = self._asked.get(provision)
        if found is None:
            days = frozenset(one[2] for version in history["versions"] for one in _entered(version))
            other = any(version["duty"]["kind"] == "rate_of" for version in history["versions"])
            found = self._asked[provision] = (days, other)
        return found


def segments_known(history: History, known: str) -> list[list[Any]]:
    """(start, stop, version, suspended) of a provision as known on a day."""
    found: list[list[Any]] = []
    for day, segments in history["states"]:
        if day <= known:
            found = segments
    return found


def _entered(value: Any) -> Iterator[list[Any]]:
    """The conditions on the day of entry inside a provision."""
    if isinstance(value, list):
        if len(value) == 3 and value[0] == "entered":
            yield value
        for one in value:
            yield from _entered(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _entered(one)
