"""Cases that come with the package, found by their id; a file of the user's is found by its path."""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from kanzei.errors import UsageError

__all__ = ["find_case", "shipped_cases"]


def shipped_cases() -> dict[str, Path]:
    """Id -> file of every shipped case."""
    folder = Path(str(files("kanzei.deal").joinpath("cases")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find_case(name: str) -> Path:
    """The file of a shipped case by its id, or the path given.

    Raises
    ------
    UsageError   It is neither.
    """
    shipped = shipped_cases()
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if path.is_file():
        return path
    near = difflib.get_close_matches(name, shipped, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"{name}: neither a file nor a shipped case{hint} (shipped: {', '.join(shipped)})")
