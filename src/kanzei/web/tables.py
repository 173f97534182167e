"""Tables of pages as files: tidy CSV, its data dictionary, and Excel with both.

A table names its columns with what they mean; the file of any form is made from that one description.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from starlette.responses import Response

from kanzei.entries.write import guarded
from kanzei.render.workbook import Book

__all__ = ["FORMS", "Column", "Table", "table_response"]

FORMS = ("csv", "dictionary", "xlsx")


class Column(NamedTuple):
    """A column: its name in files, its unit or type, what it means."""

    name: str
    unit: str
    meaning: str


class Table(NamedTuple):
    """A table: name of its files, columns, rows of texts and numbers; about: source line, view and digest."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    about: str


def table_response(table: Table, form: str) -> Response:
    """The table as a file to be kept; ``form`` is one of :data:`FORMS`."""
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _file(_excel(table), f"{table.name}.xlsx", kind)
    if form == "dictionary":
        header = ["column", "unit", "meaning"]
        return _file(_csv(header, [*table.columns, ("", "", table.about)]), f"{table.name}-columns.csv", "text/csv")
    return _file(_csv([one.name for one in table.columns], table.rows), f"{table.name}.csv", "text/csv")


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode()


def _excel(table: Table) -> bytes:
    book = Book()
    book.sheet("table", [one.name for one in table.columns])
    for row in table.rows:
        book.write("table", row)
    book.sheet("columns", ["column", "unit", "meaning"])
    for one in [*table.columns, Column("", "", table.about)]:
        book.write("columns", one)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        book.save(path)
        return path.read_bytes()


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
