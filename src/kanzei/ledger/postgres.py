"""The ledger on PostgreSQL, in a schema of its own; the server sees to readers, writers and what is left after a crash."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from kanzei.errors import UsageError
from kanzei.ledger.base import Base, Cell
from kanzei.ledger.schema import TABLES, statements

__all__ = ["PostgresBase", "compact", "reading", "shown", "writing"]

SCHEMA = "kanzei"
_LOCK = 0x6B616E7A6569
"""The word *kanzei* as a number: the server's advisory lock that one writer holds."""
_BATCH = 5_000
_PAUSE_S = 0.1


def shown(address: str) -> str:
    """An address without its password."""
    scheme, _, rest = address.partition("://")
    who, at, where = rest.rpartition("@")
    where = where.partition("?")[0]  # a password may stand among the options
    return f"{scheme}://{who.partition(':')[0]}{at}{where}"


class PostgresBase(Base):
    """An open connection."""

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise UsageError("a ledger on PostgreSQL needs psycopg: pip install 'kanzei[postgres]'") from None
        self._psycopg = psycopg
        self.place = shown(address)
        try:
            self._connection = psycopg.connect(address, autocommit=True, application_name="kanzei")
        except psycopg.Error as error:
            raise UsageError(f"{self.place}: no connection: {_first(error, address)}") from None
        self._connection.execute(f"SET search_path TO {SCHEMA}")

    def query(self, sql: str, values: Sequence[Cell] = ()) -> list[tuple[Any, ...]]:
        """See :class:`~kanzei.ledger.base.Base`."""
        found: list[tuple[Any, ...]] = self._connection.execute(_marked(sql), list(values) or None).fetchall()
        return found

    def batches(self, sql: str, values: Sequence[Cell] = ()) -> Iterator[pa.RecordBatch]:
        """See :class:`~kanzei.ledger.base.Base`."""
        with self._connection.cursor(name="rows") as cursor:
            cursor.execute(_marked(sql), list(values) or None)
            types = [_ARROW.get(one.type_code, pa.string()) for one in cursor.description or ()]
            names = [one.name for one in cursor.description or ()]
            while True:
                rows = cursor.fetchmany(_BATCH)
                arrays = [
                    pa.array([row[place] for row in rows], kind)
                    if kind != pa.int64()
                    else pa.array([None if row[place] is None else int(row[place]) for row in rows], kind)
                    for place, kind in enumerate(types)
                ]
                if rows:
                    yield pa.RecordBatch.from_arrays(arrays, names=names)
                if len(rows) < _BATCH:
                    return

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> None:
        """See :class:`~kanzei.ledger.base.Base`."""
        if values:
            self._connection.execute(_marked(sql), list(values))
        else:
            self._connection.execute(sql)

    def append(self, table: str, batch: pa.RecordBatch) -> None:
        """See :class:`~kanzei.ledger.base.Base`."""
        columns = [column.to_pylist() for column in batch.columns]
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {SCHEMA}.{table} FROM STDIN") as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    def described(self, table: str) -> list[tuple[str, str]]:
        """See :class:`~kanzei.ledger.base.Base`."""
        return [
            (str(name), str(kind))
            for name, kind in self.query(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
                (SCHEMA, table),
            )
        ]

    def finish(self) -> None:
        """Indexes."""
        self.execute(statements("indexes"))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


_ARROW = {20: pa.int64(), 23: pa.int64(), 1700: pa.int64(), 16: pa.bool_(), 1082: pa.date32()}
"""Type number of PostgreSQL -> Arrow. 1700 is what it makes of a sum of whole numbers."""


@contextmanager
def reading(address: str) -> Iterator[PostgresBase]:
    """Open a ledger to read it, as it stood when the block began.

    Raises
    ------
    UsageError   No server, no ledger there, or one of another version.
    """
    with _transaction(address, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as base:
        base.check_version()
        yield base


@contextmanager
def writing(address: str, wait_s: float = 0.0, *, create: bool = False) -> Iterator[PostgresBase]:
    """Open a ledger to write it in one transaction.

    Raises
    ------
    UsageError   No server, no ledger there and none to be made, or another process writes it.
    """
    with _transaction(address, "BEGIN") as base:
        end = time.monotonic() + wait_s
        while not base.one("SELECT pg_try_advisory_xact_lock(?)", (_LOCK,)):
            if time.monotonic() >= end:
                raise UsageError(
                    f"{base.place} is being written by another process: wait for it to end, or say --wait SECONDS; reading goes on meanwhile"
                )
            time.sleep(_PAUSE_S)
        if base.version() == 0:
            if not create:
                base.check_version()
            base.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        base.upgrade()
        yield base


def compact(address: str) -> None:
    """Rewrite the tables, so that deleted rows are in none of their files."""
    base = PostgresBase(address)
    try:
        for table in TABLES:
            base.execute(f"VACUUM FULL {SCHEMA}.{table}")
    finally:
        base.close()


@contextmanager
def _transaction(address: str, begin: str) -> Iterator[PostgresBase]:
    base = PostgresBase(address)
    try:
        base.execute(begin)
        yield base
        base.execute("COMMIT")
    except base._psycopg.Error as error:
        raise UsageError(f"{base.place}: {_first(error, address)}") from None
    finally:
        base.close()


def _marked(sql: str) -> str:
    """Parameters as psycopg marks them; texts of this room hold no other question mark or percent sign."""
    return sql.replace("?", "%s")


def _first(error: Exception, address: str) -> str:
    """What the server said, in one line and without the password."""
    text = " ".join(str(error).split("\n")[0].split())
    return text.replace(address, shown(address))
