"""``kanzei law``: instruments, a country's regime, what changed between two days, claims and switches; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = (
    "listing",
    "show",
    "current",
    "diff",
    "check",
    "effect",
    "test",
    "authorities",
    "claims",
    "switches",
    "programs",
    "panel",
    "coverage",
    "update",
    "pack",
)
"""Modules of this room that add a part each, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei law",
        description="The law book: instruments, regimes, what changed, readings and claims.",
        example=("law list --since 2026-07-01", "law current --from JP", "law diff 2025-09-03 2025-09-10"),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.law.{name}").add(parts)
    return made
