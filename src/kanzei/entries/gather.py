"""Rows of one key brought together, whatever their order in a file, in bounded memory.

Neighbouring rows of a key travel as one block through a temporary database that lives on disk once it outgrows its cache; where a key
comes again further down, the blocks are sorted by the first appearance of their key. Nothing but one key's rows is held at a time.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, TypeVar

__all__ = ["Gathering"]

_RUN = 1_000
"""Rows of a key in a block."""
_BLOCKS = 500
"""Blocks written at once."""


T = TypeVar("T", bound="tuple[object, ...]")


class Gathering(Generic[T]):
    """Put rows in with :meth:`add`, take them out key by key; a row with an empty key stands alone, in its place.

    apart : keys whose rows did not stand together.
    """

    def __init__(self) -> None:
        # An empty name is a database of this process alone, removed when it is closed.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=FILE;"
            "CREATE TABLE blocks (rank INTEGER NOT NULL, rows BLOB NOT NULL);"
        )
        self._ranks: dict[str, int] = {}
        self._next = 0
        self._key: str | None = None
        self._rank = -1
        self._run: list[T] = []
        self._waiting: list[tuple[int, bytes]] = []
        self.apart: set[str] = set()

    def __enter__(self) -> Gathering[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def add(self, key: str, row: T) -> None:
        """Keep a row, a plain tuple."""
        if key != self._key or not key:
            self._close_run()
            self._key = key
            known = self._ranks.get(key) if key else None
            if known is None:
                known, self._next = self._next, self._next + 1
                if key:
                    self._ranks[key] = known
            else:
                self.apart.add(key)
            self._rank = known
        elif len(self._run) >= _RUN:
            self._close_run()
        self._run.append(row)

    def _close_run(self) -> None:
        if self._run:
            self._waiting.append((self._rank, pickle.dumps(self._run, protocol=5)))
            self._run = []
        if len(self._waiting) >= _BLOCKS:
            self._write()

    def _write(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO blocks VALUES (?, ?)", self._waiting)
        self._base.execute("COMMIT")
        self._waiting = []

    def groups(self) -> Iterator[list[T]]:
        """The rows of each key, keys in the order in which they first came, rows in theirs."""
        self._close_run()
        self._write()
        order = "rank, rowid" if self.apart else "rowid"
        held: list[T] = []
        last: int | None = None
        for rank, blob in self._base.execute(f"SELECT rank, rows FROM blocks ORDER BY {order}"):
            if last is not None and rank != last:
                yield held
                held = []
            last = rank
            held += pickle.loads(blob)  # written above, by this process, into a file that nobody else can open
        if held:
            yield held
