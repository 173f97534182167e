"""Conflict is an error, and decidable: two bearing provisions of one slot that can meet must be ordered.

Two provisions meet when their rectangles (entered × known), origins, goods and parts meet and their conditions do not contradict
each other. They are ordered when one says ``instead_of`` or ``unless`` about the other, or both choose, or one is cumulative.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from kanzei.law.instrument import END, Fields
from kanzei.law.replay import Member, Replayed

__all__ = ["find_conflicts"]

BEARING = ("add", "total", "gap_to", "refused", "replace", "rate_of")


class Rectangle(NamedTuple):
    """A version of a provision with the days in which it stands."""

    fields: Fields
    known: str
    until: str
    start: str
    stop: str


def find_conflicts(replayed: Replayed, about: frozenset[str] | None = None) -> list[str]:
    """One message for each pair of provisions the book leaves unordered.

    Parameters
    ----------
    about : provision ids; only pairs with one of them are looked at (``None``: every pair).
    """
    groups = _groups(replayed.members)
    sets = _sets(replayed.members)
    slots: dict[str, list[Rectangle]] = defaultdict(list)
    for history in replayed.provisions.values():
        for (known, rows), (until, _) in zip(history.states, [*history.states[1:], (END, ())], strict=True):
            for row in rows:
                if row.fields["duty"]["kind"] in BEARING and not row.suspended:
                    slots[row.fields["authority"]].append(Rectangle(row.fields, known, until, row.start, row.stop))
    out: dict[tuple[str, str], str] = {}
    for slot, rectangles in slots.items():
        for i, a in enumerate(rectangles):
            for b in rectangles[i + 1 :]:
                pair = (a.fields["id"], b.fields["id"])
                if pair[0] == pair[1] or pair in out or not _in_time(a, b):
                    continue
                if about is not None and pair[0] not in about and pair[1] not in about:
                    continue
                if _ordered(a.fields, b.fields) or not _parts_meet(a.fields, b.fields):
                    continue
                if not _origins_meet(a.fields["origin"], b.fields["origin"], groups) or _contradict(a.fields, b.fields):
                    continue
                window = (max(a.start, b.start), min(a.stop, b.stop), max(a.known, b.known), min(a.until, b.until))
                shared = _goods_meet(a.fields["goods"], b.fields["goods"], sets, window)
                if shared:
                    out[pair] = (
                        f"{pair[0]} ({a.fields.get('heading', '')}) and {pair[1]} ({b.fields.get('heading', '')}) both claim {slot} for "
                        f"{shared} entered from {max(a.start, b.start)}, as known from {max(a.known, b.known)}: "
                        "order them with instead_of, unless or choose"
                    )
    return list(out.values())


def _in_time(a: Rectangle, b: Rectangle) -> bool:
    return max(a.start, b.start) < min(a.stop, b.stop) and max(a.known, b.known) < min(a.until, b.until)


def _parts_meet(a: Fields, b: Fields) -> bool:
    first, second = a.get("part", "all"), b.get("part", "all")
    return "all" in (first, second) or first == second


def _is(fields: Fields, name: str) -> bool:
    return bool(fields["id"] == name or fields["id"].startswith((name + ".", name + "@")))


def _names(targets: Any, fields: Fields) -> bool:
    for target in targets or ():
        if isinstance(target, str):
            if _is(fields, target):
                return True
        elif target[0] <= fields.get("heading", "") <= target[1] or target[0] <= fields.get("twin", "") <= target[1]:
            return True
    return False


def _ordered(a: Fields, b: Fields) -> bool:
    if a.get("cumulative") or b.get("cumulative") or (a.get("choose") and b.get("choose")):
        return True
    for one, other in ((a, b), (b, a)):
        if _names(one.get("instead_of"), other):
            return True
        for exception in one.get("unless", ()):
            if exception[0] == "heading" and _names([exception[1:]], other):
                return True
            if exception[0] == "provision" and _is(other, exception[1]):
                return True
    return False


def _origins_meet(a: dict[str, Any], b: dict[str, Any], groups: dict[str, set[str]]) -> bool:
    def inside(selection: dict[str, Any]) -> set[str] | None:
        if not selection["in"]:
            return None
        out: set[str] = set()
        for word in selection["in"]:
            out |= {word} if len(word) == 2 else groups.get(word, set())
        return out

    def outside(selection: dict[str, Any]) -> set[str]:
        out: set[str] = set()
        for word in selection["except"]:
            out |= {word} if len(word) == 2 else groups.get(word, set())
        return out

    first, second = inside(a), inside(b)
    barred = outside(a) | outside(b)
    if first is None and second is None:
        return True
    both = second if first is None else first if second is None else first & second
    assert both is not None
    return bool(both - barred)


Span = tuple[str, str, str, str]
"""(entered from, entered to, known from, known to): a rectangle."""


def _goods_meet(a: dict[str, Any], b: dict[str, Any], sets: dict[str, dict[str, list[Span]]], window: Span) -> str:
    """A code both reach within a window, or nothing."""

    def codes(words: list[str]) -> dict[str, list[Span]]:
        out: dict[str, list[Span]] = {}
        for word in words:
            if word.isdigit():
                out.setdefault(word, []).append(window)
            for code, spans in sets.get(word, {}).items():
                inside = [one for one in (_overlap(span, window) for span in spans) if one]
                if inside:
                    out.setdefault(code, []).extend(inside)
        return out

    first, second = codes(a["in"]), codes(b["in"])
    barred = set(codes(a["except"])) | set(codes(b["except"]))
    if not a["in"] and not b["in"]:
        return "all goods"
    if not a["in"] or not b["in"]:
        return next((code for code in sorted(first or second) if not _starts(code, barred)), "")
    for one, others in ((first, second), (second, first)):
        for code in sorted(one):
            if _starts(code, barred):
                continue
            for size in range(2, len(code) + 1):
                for span in others.get(code[:size], ()):
                    if any(_overlap(span, mine) for mine in one[code]):
                        return code
    return ""


def _overlap(a: Span, b: Span) -> Span | None:
    """What two rectangles share, or nothing."""
    start, stop, known, until = max(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), min(a[3], b[3])
    return (start, stop, known, until) if start < stop and known < until else None


def _starts(code: str, prefixes: set[str]) -> bool:
    return any(code[:size] in prefixes for size in range(2, len(code) + 1))


def _atoms(condition: Any) -> list[Any]:
    if not condition:
        return []
    return [atom for one in condition[1] for atom in _atoms(one)] if condition[0] == "all" else [condition]


def _contradict(a: Fields, b: Fields) -> bool:
    """Whether no line can meet the conditions of both."""
    for one, other in ((a, b), (b, a)):
        needed = _atoms(one.get("when"))
        for atom in needed:
            for theirs in _atoms(other.get("when")):
                if _opposite(atom, theirs):
                    return True
        for exception in other.get("unless", ()):
            if exception in needed or (exception[0] == "all" and all(atom in needed for atom in exception[1])):
                return True
            if exception[0] == "any" and any(option in needed for option in exception[1]):
                return True
    return False


def _opposite(a: Any, b: Any) -> bool:
    if a == ["not", b] or b == ["not", a]:
        return True
    if a[0] != b[0]:
        return False
    if a[0] in ("claim", "switch"):
        return bool(a[1] == b[1] and a[2] != b[2])
    if a[0] in ("spi", "column"):
        return not set(a[1]) & set(b[1])
    if a[0] in ("loaded", "entered") and a[1] != b[1]:
        before, start = (a[2], b[2]) if a[1] == "before" else (b[2], a[2])
        return bool(before <= start)
    if a[0] == "column_1" and a[1] != b[1] and a[3] == b[3]:
        below, start = (a[2], b[2]) if a[1] == "below" else (b[2], a[2])
        return bool(below <= start)
    return False


def _groups(members: list[Member]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for member in members:
        if member.kind == "group" and member.sign == "+":
            out[member.name].add(member.code)
    return out


def _sets(members: list[Member]) -> dict[str, dict[str, list[Span]]]:
    out: dict[str, dict[str, list[Span]]] = defaultdict(dict)
    for member in members:
        if member.kind == "set" and member.sign == "+":
            out[member.name].setdefault(member.code, []).append((member.start, member.stop, member.known, member.until))
    return out
