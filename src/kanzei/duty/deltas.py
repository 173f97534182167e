"""What differs between two views of the law: provisions, members of lists and groups, readings; each with the entry days it touches.

The views may be of one book on two known days, or of two books (with and without an instrument). A difference of words alone (a note, a
citation) is none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.law.instrument import END, Fields

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Delta", "deltas_between", "law_of"]

_PROSE = frozenset({"note", "grade", "confidence", "cite", "amended_by", "instrument", "id"})


class Delta(NamedTuple):
    """One difference.

    kind   : ``provision`` | ``set`` | ``group``.
    name   : id of the provision, name of the set or group.
    start, stop : entry days it touches, half open, ISO.
    before, after : fields of the provision on either side; ``None`` where it does not stand (or is suspended).
    members : prefixes of codes, or countries, that join or leave.
    """

    kind: str
    name: str
    start: str
    stop: str
    before: Fields | None = None
    after: Fields | None = None
    members: tuple[str, ...] = ()


def law_of(fields: Fields | None) -> Fields | None:
    """The fields that can move a duty."""
    return None if fields is None else {key: value for key, value in fields.items() if key not in _PROSE}


def deltas_between(before: View, after: View) -> list[Delta]:
    """Every difference between two views, provisions first, in a stable order."""
    return [*_provisions(before, after), *_sets(before, after), *_groups(before, after)]


def _segments(view: View, name: str) -> list[list[Any]]:
    history = view.book.provisions.get(name)
    rows: list[list[Any]] = []
    if history:
        for known, segments in history["states"]:
            if known <= view.known:
                rows = segments
    return rows


def _on(view: View, name: str, rows: list[list[Any]], day: str) -> Fields | None:
    for start, stop, number, suspended in rows:
        if start <= day < stop and not suspended:
            fields: Fields = view.book.provisions[name]["versions"][number]
            return fields
    return None


def _provisions(before: View, after: View) -> list[Delta]:
    turned = {
        name for name in {*before.book.readings, *after.book.readings} if before.switch(name) != after.switch(name)
    }
    out: list[Delta] = []
    for name in sorted({*before.book.provisions, *after.book.provisions}):
        old, new = _segments(before, name), _segments(after, name)
        if not turned and old == new and before.book is after.book:
            continue
        days = sorted({day for row in [*old, *new] for day in row[:2]})
        made: list[Delta] = []
        for start, stop in zip(days, days[1:], strict=False):
            a, b = _on(before, name, old, start), _on(after, name, new, start)
            if law_of(a) == law_of(b) and not (turned and a and _reads(a, turned)):
                continue
            last = made[-1] if made else None
            if last and last.stop == start and law_of(last.before) == law_of(a) and law_of(last.after) == law_of(b):
                made[-1] = last._replace(stop=stop)
            else:
                made.append(Delta("provision", name, start, stop, a, b))
        out += made
    return out


def _reads(fields: Fields, names: set[str]) -> bool:
    def found(condition: Any) -> bool:
        if not isinstance(condition, list):
            return False
        return (len(condition) > 1 and condition[0] == "switch" and condition[1] in names) or any(map(found, condition))

    return any(found(fields.get(key)) for key in ("when", "unless"))


def _sets(before: View, after: View) -> list[Delta]:
    if before.book is after.book and before.known == after.known:
        return []
    old, new = _members(before), _members(after)
    changed: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for name, code, _, start, stop in old ^ new:
        changed[(name, start, stop)].add(code)
    return [Delta("set", *key, members=tuple(sorted(codes))) for key, codes in sorted(changed.items())]


def _members(view: View) -> set[tuple[str, str, int, str, str]]:
    rows = view.book.members.execute(
        "SELECT s.name, m.code, m.sign, m.start, m.stop FROM members m JOIN sets s ON s.id = m.set_id "
        "WHERE m.known <= ? AND ? < m.until",
        (view.known, view.known),
    )
    return {(name, code, sign, start, END if stop == "~" else stop) for name, code, sign, start, stop in rows}


def _groups(before: View, after: View) -> list[Delta]:
    def rows(view: View) -> set[tuple[str, ...]]:
        return {tuple(row[:5]) for row in view.book.groups if row[5] <= view.known < row[6]}

    changed: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for name, country, _, start, stop in rows(before) ^ rows(after):
        changed[(name, start, stop)].add(country)
    return [Delta("group", *key, members=tuple(sorted(found))) for key, found in sorted(changed.items())]
