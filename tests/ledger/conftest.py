"""A ledger on each engine; the same tests run on both."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger.server import programs, running

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server that the tests started; skipped where there is none to start."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL's server is not installed: apt-get install postgresql")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: install what `make test` installs")
    with running(folder) as address:
        yield address


def database(address: str) -> str:
    """A fresh database on a server."""
    import psycopg

    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def postgres(server: str) -> str:
    """The place of a ledger on PostgreSQL, nothing there yet."""
    return database(server)


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a ledger, nothing there yet."""
    if request.param == "duckdb":
        pytest.importorskip("duckdb", reason="duckdb is not installed: install what `make test` installs")
        return str(tmp_path / "books.duckdb")
    return database(request.getfixturevalue("server"))
