"""Every row derived from the law's text: each heading to the cent, and none beside them."""

from __future__ import annotations

from functools import cache

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.errors import EntryError

from .rows import differences_of_row, known_day, read_rows, view_key
from .worked import Case, line_of

ROWS = read_rows()


@cache
def view(key: tuple[str | None, tuple[tuple[str, str], ...]]) -> View:
    """The shipped book as a case asks for it."""
    return LawBook.shipped().view(known=known_day(key[0]), switches=dict(key[1]))


@pytest.mark.parametrize("group", sorted({case["id"].split(": ")[0] for case in ROWS}))
def test_rows_of_a_group(group: str) -> None:
    """All rows of a group; each that differs is named with its citation."""
    wrong = []
    for case in ROWS:
        if case["id"].split(": ")[0] == group:
            wrong += [f"{case['id']}: {one} ({case['cite']})" for one in _differences(case)]
    assert not wrong, "\n".join(wrong)


def _differences(case: Case) -> list[str]:
    line = line_of(case)
    if case.get("part"):
        line = line._replace(part=case["part"])
    if "refused" in case:
        with pytest.raises(EntryError, match=case["refused"]):
            view(view_key(case)).assess(line, explain=False)
        return []
    try:
        found = view(view_key(case)).assess(line, explain=False)
    except EntryError as error:
        return [str(error)]
    return differences_of_row(case, found)


def test_no_two_rows_are_one() -> None:
    """A row is written once."""
    names = [case["id"] for case in ROWS]
    assert sorted({name for name in names if names.count(name) > 1}) == []
