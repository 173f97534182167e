"""Tidy tables of the room ``impact`` as CSV, and their dictionaries as text and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kanzei.errors import UsageError
from kanzei.impact.tables import Column, Tidy
from kanzei.render.tables import Ink, table

__all__ = ["check_picture", "check_table", "dictionary_path", "dictionary_text", "write_dictionary", "write_table"]

PICTURES = (".png", ".svg")


def dictionary_path(path: Path) -> Path:
    """Where the dictionary of a table stands: ``rates.dictionary.csv`` beside ``rates.csv``."""
    return path.with_name(f"{path.stem}.dictionary.csv")


def check_table(path: Path, force: bool) -> None:
    """Refuse a table that could not be written.

    Raises
    ------
    UsageError   The ending is not .csv, the folder is not there, or a file is there and may not be replaced.
    """
    if path.suffix.lower() != ".csv":
        raise UsageError(f"--output {path}: the name must end in .csv")
    if not path.parent.is_dir():
        raise UsageError(f"--output {path}: there is no folder {path.parent}")
    for one in (path, dictionary_path(path)):
        _check_free(one, "--output", force)


def check_picture(path: Path, force: bool) -> None:
    """Refuse a picture that could not be written, before any work is done.

    Raises
    ------
    UsageError   The ending is neither .png nor .svg, the folder is not there, a file is there and may not be replaced, or matplotlib is not installed.
    """
    import importlib.util

    if path.suffix.lower() not in PICTURES:
        raise UsageError(f"--plot {path}: the name must end in .png or .svg")
    if not path.parent.is_dir():
        raise UsageError(f"--plot {path}: there is no folder {path.parent}")
    _check_free(path, "--plot", force)
    if importlib.util.find_spec("matplotlib") is None:
        raise UsageError("--plot: pictures need matplotlib: pip install 'kanzei[plot]'")


def _check_free(path: Path, option: str, force: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{option} {path}: this is a folder; name a file")
    if path.exists() and not force:
        raise UsageError(f"{option}: {path} is there already; --force replaces it")


def write_table(tidy: Tidy, path: Path, force: bool = False) -> None:
    """Write a table and, beside it, its dictionary. Errors as :func:`check_table`."""
    check_table(path, force)
    _write(path, [one.name for one in tidy.columns], tidy.rows)
    write_dictionary(path, tidy.columns)


def write_dictionary(path: Path, columns: Iterable[Column]) -> None:
    """Write a dictionary beside the table that stands at ``path``."""
    _write(dictionary_path(path), ["column", "unit", "meaning", "source"], columns)


def dictionary_text(columns: Sequence[Column], ink: Ink) -> str:
    """The dictionary for the screen."""
    rows = [(one.name, one.unit, f"{one.meaning}{f' [{one.source}]' if one.source else ''}") for one in columns]
    return table(("column", "unit", "meaning"), rows, ink=ink, fold=True)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows([[_cell(one) for one in row] for row in rows])


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.10g}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else value
