"""Scenarios that come with the package, found by their id; a file of the user's is found by its path."""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from kanzei.errors import UsageError

__all__ = ["find_scenario", "shipped_scenarios"]


def _folder() -> Path:
    return Path(str(files("kanzei.outlook").joinpath("scenarios")))


def shipped_scenarios() -> dict[str, Path]:
    """Id -> file of every shipped scenario."""
    return {path.stem: path for path in sorted(_folder().glob("*.yaml"))}


def find_scenario(name: str) -> Path:
    """The file of a shipped scenario by its id, or the path given.

    Raises
    ------
    UsageError   It is neither.
    """
    shipped = shipped_scenarios()
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if path.is_file():
        return path
    near = difflib.get_close_matches(name, shipped, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"{name}: neither a file nor a shipped scenario{hint} (shipped: {', '.join(shipped)})")
