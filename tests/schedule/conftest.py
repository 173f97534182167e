"""A schedule of its own for every test: no import of the person running it gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanzei.schedule import Schedule
from kanzei.schedule.table import SHIPPED


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the user's data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def schedule() -> Schedule:
    """The shipped table."""
    return Schedule.open(SHIPPED)
