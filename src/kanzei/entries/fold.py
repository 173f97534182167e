"""Folding: one entry line out of the rows of a layout that gives a row to each HTS number (ACE ES-003)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kanzei.entries import cells
from kanzei.entries.columns import Columns
from kanzei.entries.parse import DEFAULT, Options, Parsed, parse_cells, parse_row
from kanzei.entries.read import Row
from kanzei.errors import EntryError

__all__ = ["Group", "group_rows", "parse_group"]


class Group(NamedTuple):
    """The rows of one entry line. goods : index of the article's own row."""

    rows: tuple[Row, ...]
    goods: int = 0

    @property
    def shown(self) -> Row:
        """The row whose columns are written out: that of the article."""
        return self.rows[self.goods]


def group_rows(rows: Iterable[Row], columns: Columns) -> Iterator[Group]:
    """Group neighbouring rows of one entry number and line number; other layouts pass row by row."""
    if not columns.folds:
        for row in rows:
            yield Group((row,))
        return
    held: list[Row] = []
    key: tuple[str, str] | None = None
    for row in rows:
        entry = cells.text_of(row.cells[columns.taken["entry_number"]]) if row.cells else ""
        line = cells.text_of(row.cells[columns.taken["line"]]) if row.cells else ""
        this = (entry, line) if entry and line and not row.problem else None
        if held and (this is None or this != key):
            yield _group(held, columns)
            held = []
        held.append(row)
        key = this
    if held:
        yield _group(held, columns)


def _number(row: Row, columns: Columns) -> str:
    text = cells.text_of(row.cells[columns.taken["hts"]]) if row.cells else ""
    return "".join(c for c in text if c.isdigit())


def _group(rows: list[Row], columns: Columns) -> Group:
    goods = [index for index, row in enumerate(rows) if _number(row, columns)[:2] not in ("98", "99", "")]
    return Group(tuple(rows), goods[0] if goods else len(rows) - 1)


def parse_group(group: Group, columns: Columns, options: Options = DEFAULT) -> Parsed:
    """Read the line that a group of rows makes.

    Raises
    ------
    EntryError   A row cannot be read, or the rows do not make one line with one article.
    """
    for row in group.rows:
        if row.problem:
            raise EntryError(row.problem)
    if not columns.folds:
        return parse_row(group.rows[0].cells, columns, options)
    numbers: list[tuple[object, object]] = []
    value_index = columns.taken["value_usd"]
    paid = columns.taken.get("duty_paid_usd")
    valued: list[object] = []
    for row in group.rows:
        if not _number(row, columns):
            raise EntryError(f"{row.where} of this line has no HTS number")
        numbers.append((row.cells[columns.taken["hts"]], row.cells[paid] if paid is not None else None))
        money = cells.read_money(row.cells[value_index], "the goods value", columns.forms, [])
        if money:
            valued.append(row.cells[value_index])
    shown = group.shown
    if _number(shown, columns)[:2] == "99":
        listed = ", ".join(sorted({_number(row, columns) for row in group.rows}))
        raise EntryError(
            f"the line has Chapter 99 headings only ({listed}): the row with the article's own code is missing"
        )
    found = {name: shown.cells[index] for name, index in columns.taken.items()}
    found.pop("duty_paid_usd", None)
    if len(valued) > 1 and len(set(map(str, valued))) > 1:
        raise EntryError(
            "several rows of this line carry a goods value: the value stands once, at the article's own code"
        )
    if valued:
        found["value_usd"] = valued[0]
    chapter_98 = [_number(row, columns) for row in group.rows if _number(row, columns).startswith("98")]
    if chapter_98 and not _number(shown, columns).startswith("98"):
        digits = chapter_98[0]
        found["ch98"] = f"{digits[:4]}.{digits[4:6]}.{digits[6:8]}"
    return parse_cells(found, columns.forms, options, numbers=numbers)
