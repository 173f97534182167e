"""Where a ledger is, and opening it there: a DuckDB file, or a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.errors import UsageError
from kanzei.ledger.base import Base

if TYPE_CHECKING:
    from kanzei.ledger.duck import DuckBase
    from kanzei.ledger.postgres import PostgresBase

__all__ = ["DEFAULT", "VARIABLE", "exists", "is_server", "place_of", "reading", "shown", "version_of", "writing"]

DEFAULT = "kanzei.ledger.duckdb"
VARIABLE = "KANZEI_LEDGER"


def place_of(said: str | None) -> str:
    """The place said, else that of ``$KANZEI_LEDGER``, else ``kanzei.ledger.duckdb`` in the working folder."""
    return said or os.environ.get(VARIABLE, "") or DEFAULT


def is_server(place: str) -> bool:
    """Whether a place is a PostgreSQL server and not a file."""
    return place.startswith(("postgresql://", "postgres://"))


def shown(place: str) -> str:
    """A place for people, without a password."""
    if is_server(place):
        from kanzei.ledger import postgres

        return postgres.shown(place)
    return place


def version_of(place: str) -> int:
    """Version of the tables there; 0 where there are none.

    Raises
    ------
    UsageError   There is no such file, or the server does not answer.
    """
    base: DuckBase | PostgresBase
    if is_server(place):
        from kanzei.ledger.postgres import PostgresBase

        base = PostgresBase(place)
    else:
        from kanzei.ledger.duck import DuckBase

        if not Path(place).is_file():
            raise UsageError(f"{place}: there is no ledger here: `kanzei ledger import` makes one")
        base = DuckBase(Path(place), place, read_only=True)
    try:
        return base.version()
    finally:
        base.close()


def exists(place: str) -> bool:
    """Whether something stands there already.

    Raises
    ------
    UsageError   The server does not answer.
    """
    return version_of(place) > 0 if is_server(place) else Path(place).exists()


@contextmanager
def reading(place: str) -> Iterator[Base]:
    """A ledger to read: one state of it, whatever is written meanwhile.

    Raises
    ------
    UsageError   There is none, or it cannot be read.
    """
    if is_server(place):
        from kanzei.ledger import postgres

        with postgres.reading(place) as base:
            yield base
        return
    from kanzei.ledger import duck

    with duck.reading(Path(place)) as found:
        yield found


@contextmanager
def writing(
    place: str, wait_s: float = 0.0, *, create: bool = False, anew: Callable[[Base, Base], object] | None = None
) -> Iterator[Base]:
    """A ledger to write: all that the block writes, or nothing of it.

    Parameters
    ----------
    wait_s : seconds to wait for another writer. create : make a ledger where there is none.
    anew : copies what is left into new files, so that nothing deleted stays in them.

    Raises
    ------
    UsageError   There is none, another process writes it, or it cannot be written.
    """
    if is_server(place):
        from kanzei.ledger import postgres

        with postgres.writing(place, wait_s, create=create) as base:
            yield base
        if anew is not None:
            postgres.compact(place)
        return
    from kanzei.ledger import duck

    with duck.writing(Path(place), wait_s, create=create, anew=anew) as found:
        yield found
