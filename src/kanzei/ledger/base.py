"""What a ledger asks of a database: two engines answer, DuckDB (:mod:`kanzei.ledger.duck`) and PostgreSQL (:mod:`kanzei.ledger.postgres`).

All SQL is text of this room; values travel as parameters, marked ``?``. Rows travel in bulk as Arrow record batches.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from kanzei.errors import UsageError
from kanzei.ledger.schema import NEWEST, TABLES, upgrade_texts

__all__ = ["Base", "Cell", "Rows"]

Cell = str | int | bool | date | None
"""What a cell of a table may be."""

BATCH = 20_000
"""Rows brought to a table at once."""

_TYPES = {
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "TEXT": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}


class Base(ABC):
    """An open ledger, to read or, within one transaction, to write."""

    place: str
    """Where it is, for people: no password."""

    @abstractmethod
    def query(self, sql: str, values: Sequence[Cell] = ()) -> list[tuple[Any, ...]]:
        """The rows of a question."""

    @abstractmethod
    def batches(self, sql: str, values: Sequence[Cell] = ()) -> Iterator[pa.RecordBatch]:
        """The rows of a question as Arrow batches, in bounded memory."""

    @abstractmethod
    def execute(self, sql: str, values: Sequence[Cell] = ()) -> None:
        """Carry out a statement, or several without values."""

    @abstractmethod
    def append(self, table: str, batch: pa.RecordBatch) -> None:
        """Add rows to a table; the columns are those of :meth:`schema`."""

    @abstractmethod
    def described(self, table: str) -> list[tuple[str, str]]:
        """(column, type) of a table, in order; nothing where there is no such table."""

    def finish(self) -> None:  # noqa: B027  (nothing to add by default)
        """What the engine adds to tables that were just made."""

    @cached_property
    def schemas(self) -> dict[str, pa.Schema]:
        """Table -> its Arrow schema."""
        out = {}
        for table in TABLES:
            columns = self.described(table)
            if columns:
                out[table] = pa.schema([(name, _TYPES[kind.upper()]) for name, kind in columns])
        return out

    def one(self, sql: str, values: Sequence[Cell] = ()) -> Any:
        """The first cell of the first row, or ``None``."""
        rows = self.query(sql, values)
        return rows[0][0] if rows else None

    def dicts(self, sql: str, values: Sequence[Cell] = ()) -> list[dict[str, Any]]:
        """The rows of a question, each by column."""
        return [row for batch in self.batches(sql, values) for row in batch.to_pylist()]

    def next_id(self, table: str, column: str) -> int:
        """A number that no row of a table has; deleted ones come again only where they were the last. One writer at a time makes this safe."""
        # Both names are of the schema, never of a user.
        return int(self.one(f"SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}"))

    def version(self) -> int:
        """Version of the tables; 0 where there are none."""
        if not self.described("meta"):
            return 0
        return int(self.one("SELECT value FROM meta WHERE name = ?", ("version",)) or 0)

    def check_version(self) -> None:
        """Refuse tables of another version.

        Raises
        ------
        UsageError   The ledger is older or newer than this program, or no ledger.
        """
        found = self.version()
        if found == 0:
            raise UsageError(f"{self.place} holds no ledger: `kanzei ledger import` makes one")
        if found > NEWEST:
            raise UsageError(
                f"{self.place} is of version {found} and this Kanzei knows versions to {NEWEST}: install a newer Kanzei"
            )
        if found < NEWEST:
            raise UsageError(
                f"{self.place} is of version {found} and this Kanzei reads version {NEWEST}: `kanzei ledger upgrade` brings it up"
            )

    def upgrade(self) -> list[int]:
        """Make the tables, or bring older ones up; the versions gone through.

        Raises
        ------
        UsageError   The ledger is newer than this program.
        """
        found = self.version()
        if found > NEWEST:
            self.check_version()
        done = []
        for number, text in upgrade_texts(found):
            self.execute(text)
            self.execute("DELETE FROM meta WHERE name = ?", ("version",))
            self.execute("INSERT INTO meta VALUES (?, ?)", ("version", str(number)))
            done.append(number)
        if done:
            self.__dict__.pop("schemas", None)
            self.finish()
        return done


class Rows:
    """Rows on their way into a table, in batches.

    hold : keep the batches until :meth:`write_to`; by default each goes into the base at once.
    """

    def __init__(self, base: Base, table: str, *, hold: bool = False) -> None:
        self._base, self.table, self._hold = base, table, hold
        self.schema = base.schemas[table]
        self._columns: list[list[Cell]] = [[] for _ in self.schema]
        self.held: list[pa.RecordBatch] = []
        self.count = 0

    def add(self, *cells: Cell) -> None:
        """Add a row, its cells in the order of the table."""
        for column, cell in zip(self._columns, cells, strict=True):
            # PostgreSQL holds no zero byte in a text, and both engines are to hold the same.
            column.append(cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell)
        self.count += 1
        if len(self._columns[0]) >= BATCH:
            self._flush()

    def extend(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows."""
        for row in rows:
            self.add(*row)

    def _flush(self) -> None:
        if not self._columns[0]:
            return
        arrays = [pa.array(column, field.type) for column, field in zip(self._columns, self.schema, strict=True)]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        self._columns = [[] for _ in self.schema]
        if self._hold:
            self.held.append(batch)
        else:
            self._base.append(self.table, batch)

    def close(self) -> None:
        """Bring what is left."""
        self._flush()

    def renumber(self, column: str, number: int) -> None:
        """Give all rows that are held one number in a column, which is known only when they are written."""
        self._flush()
        place = self.schema.get_field_index(column)
        self.held = [
            batch.set_column(place, column, pa.array([number] * batch.num_rows, pa.int64())) for batch in self.held
        ]

    def write_to(self, base: Base) -> None:
        """Bring what was held into a base."""
        self._flush()
        for batch in self.held:
            base.append(self.table, batch)
        self.held = []
