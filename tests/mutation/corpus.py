"""The corpus that must kill every mutant: published computations, worked examples and the rows derived from the law's text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from tests.cases.rows import differences_of_row, known_day, read_rows, view_key
from tests.cases.worked import FILES, differences, line_of, read

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View
from kanzei.errors import KanzeiError

__all__ = ["Case", "Key", "base_views", "cases", "fails"]

Key = tuple[str | None, tuple[tuple[str, str], ...]]
"""What a view depends on: the known day (``None``: the newest) and the readings chosen."""


class Case(NamedTuple):
    """A line with all that is expected of it.

    check : an assessment -> what differs, in words. refused : the words of the error expected, or ``""``.
    """

    id: str
    key: Key
    line: EntryLine
    check: Callable[[Any], list[str]]
    refused: str


@cache
def cases() -> tuple[Case, ...]:
    """The corpus, in the order of its files; a published case that also names the day it became known stands twice."""
    out: list[Case] = []
    for name in FILES:
        for raw in read(name):
            for known in dict.fromkeys((raw.get("known"), raw.get("total_from", raw.get("known")))):
                check = (lambda found, raw=raw: differences(raw, found)) if known == raw.get("known") else _total(raw)
                out.append(Case(f"{name}/{raw['id']}", (known, ()), line_of(raw), check, ""))
    for raw in read_rows():
        check = lambda found, raw=raw: differences_of_row(raw, found)  # noqa: E731
        line = line_of(raw)
        if raw.get("part"):
            line = line._replace(part=raw["part"])
        out.append(Case(raw["id"], view_key(raw), line, check, raw.get("refused", "")))
    return tuple(out)


def _total(raw: dict[str, Any]) -> Callable[[Any], list[str]]:
    return lambda found: [one for one in differences(raw, found) if one.startswith("total")]


def fails(case: Case, view: Any) -> bool:
    """Whether a case tells this view from the right one."""
    try:
        found = view.assess(case.line, explain=False)
    except KanzeiError as error:
        return not case.refused or case.refused not in str(error)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return True
    return bool(case.refused) or bool(case.check(found))


def base_views(book: LawBook) -> dict[Key, View]:
    """A view of a book for every key of the corpus."""
    return {key: book.view(known=known_day(key[0]), switches=dict(key[1])) for key in {case.key for case in cases()}}
