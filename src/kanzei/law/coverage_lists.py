"""Codes that the official schedule points out against those the book reaches: footnotes of codes, lists of the notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from kanzei.counts import counted
from kanzei.law.carried import Book
from kanzei.law.coverage_lines import Difference

__all__ = ["compare_codes", "compare_footnotes", "compare_note"]


@lru_cache(maxsize=512)
def compare_codes(
    stated: frozenset[str], inside: frozenset[str], outside: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes stated that ours do not reach, codes of ours that are not stated), both as digits.

    A code counts as reached where one is the beginning of the other: a subheading with some of its statistical numbers in a list is
    pointed to as a whole.
    """
    begun_by_ours, begun_by_theirs = _beginnings(inside), _beginnings(stated)
    missing = [
        code for code in stated if not (_begins(code, inside) or code in begun_by_ours) or _begins(code, outside)
    ]
    extra = [code for code in inside if not (_begins(code, stated) or code in begun_by_theirs)]
    return tuple(sorted(missing)), tuple(sorted(extra))


def _begins(code: str, prefixes: frozenset[str]) -> bool:
    if code in prefixes:
        return True
    return any(code[:size] in prefixes for size in range(2, len(code)))


def _beginnings(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code[:size] for code in codes for size in range(2, len(code)))


def compare_footnotes(book: Book, heading: str, pointed: Iterable[str], day: str) -> list[Difference]:
    """Codes whose footnote points to a heading against the goods of the provisions that carry it on a day."""
    live = [one for one in book.carried(heading, day) if one.start <= day < one.stop and not one.suspended]
    if not live:
        return []
    inside: set[str] = set()
    outside: set[str] = set()
    for one in live:
        if not one.fields["goods"]["in"]:
            return []  # claimed by its heading, on any goods
        more, less = book.goods(one.fields["goods"], day, day)
        inside |= more
        outside |= less
    return _told(
        "footnote", *compare_codes(frozenset(pointed), frozenset(inside), frozenset(outside) - frozenset(inside))
    )


def compare_note(book: Book, codes: Iterable[str], sets: Iterable[str], day: str) -> list[Difference]:
    """A list that a note spells out against our sets on a day."""
    inside: set[str] = set()
    for name in sets:
        more, _ = book.codes(name, day, day)
        inside |= more
    return _told("note", *compare_codes(frozenset(codes), frozenset(inside)))


def _told(what: str, missing: Sequence[str], extra: Sequence[str]) -> list[Difference]:
    out = []
    if missing:
        out.append(Difference(what, f"{counted(len(missing), 'code')}: {_codes(missing)}", "not reached"))
    if extra:
        out.append(Difference(what, "not named", f"{counted(len(extra), 'code')}: {_codes(extra)}"))
    return out


def _codes(codes: Sequence[str]) -> str:
    shown = " ".join(".".join(part for part in (c[:4], c[4:6], c[6:8], c[8:]) if part) for c in codes[:40])
    return shown + (" …" if len(codes) > 40 else "")
