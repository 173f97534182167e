"""Scenarios that come with the package, found by their id; a file of the user's is found by its path."""

from __future__ import annotations

from pathlib import Path

from kanzei.shipped import find_file, yaml_files

__all__ = ["find_scenario", "shipped_scenarios"]


def shipped_scenarios() -> dict[str, Path]:
    """Id -> file of every shipped scenario."""
    return yaml_files("kanzei.outlook", "scenarios")


def find_scenario(name: str) -> Path:
    """The file of a shipped scenario by its id, or the path given.

    Raises
    ------
    UsageError   It is neither.
    """
    return find_file(name, shipped_scenarios(), "scenario")
