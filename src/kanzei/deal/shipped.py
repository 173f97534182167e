"""Cases that come with the package, found by their id; a file of the user's is found by its path."""

from __future__ import annotations

from pathlib import Path

from kanzei.shipped import find_file, yaml_files

__all__ = ["find_case", "shipped_cases"]


def shipped_cases() -> dict[str, Path]:
    """Id -> file of every shipped case."""
    return yaml_files("kanzei.deal", "cases")


def find_case(name: str) -> Path:
    """The file of a shipped case by its id, or the path given.

    Raises
    ------
    UsageError   It is neither.
    """
    return find_file(name, shipped_cases(), "case")
