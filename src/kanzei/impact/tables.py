"""Tidy tables of the room: a row an observation, a column a variable, and a data dictionary that says what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kanzei.errors import UsageError

__all__ = ["Column", "Tidy", "columns_of"]


class Column(NamedTuple):
    """A column of a tidy table.

    name    : as it stands in the header, snake case.
    unit    : of its values: ``fraction``, ``percent``, ``US dollars``, ``date``, ``text``, ``code``.
    meaning : what it says, basis and period where it is a figure of trade.
    source  : data vintage, law book, model or user; empty where the column is a label.
    """

    name: str
    unit: str
    meaning: str
    source: str = ""


class Tidy(NamedTuple):
    """A table: its name, its columns, and rows of as many values; ``None`` where there is none."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]


def columns_of(dictionary: Sequence[Column], names: Sequence[str]) -> tuple[Column, ...]:
    """Columns of a dictionary by name, in the order asked for.

    Raises
    ------
    UsageError   The dictionary has no such column.
    """
    held = {one.name: one for one in dictionary}
    lacking = [name for name in names if name not in held]
    if lacking:
        raise UsageError(f"no such column: {', '.join(lacking)}; there are {', '.join(held)}")
    return tuple(held[name] for name in names)
