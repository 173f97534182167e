"""One book and one desk for many tests: what is decided once need not be decided again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kanzei.bulk.cache import open_desk, store_desk
from kanzei.bulk.desk import Desk
from kanzei.duty.book import LawBook
from kanzei.duty.view import View


@pytest.fixture(scope="session")
def book() -> LawBook:
    return LawBook.shipped()


@pytest.fixture(scope="session")
def view(book: LawBook) -> View:
    return book.view()


@pytest.fixture(scope="session")
def desk(view: View) -> Iterator[Desk]:
    """A desk that every test of this process adds to; kept for the runs of files, which open one of their own."""
    made = open_desk(view)
    yield made
    store_desk(made)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that nobody else writes to."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("KANZEI_CACHE", str(folder))
    return folder
