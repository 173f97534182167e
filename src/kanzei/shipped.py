"""Files that come with the package, found by their id; a file of the user's is found by its path."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kanzei.errors import UsageError

__all__ = ["find_file", "yaml_files"]


def yaml_files(room: str, folder: str) -> dict[str, Path]:
    """Id -> file of every YAML file in a folder of a room (``kanzei.deal``)."""
    return {path.stem: path for path in sorted(Path(str(files(room).joinpath(folder))).glob("*.yaml"))}


def find_file(name: str, shipped: Mapping[str, Path], what: str) -> Path:
    """A shipped file by its id, or the path given.

    Parameters
    ----------
    what : the kind of file, for the message.

    Raises
    ------
    UsageError   The name is neither.
    """
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if path.is_file():
        return path
    near = difflib.get_close_matches(name, shipped, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"{name}: neither a file nor a shipped {what}{hint} (shipped: {', '.join(shipped)})")
