"""``kanzei ledger``: what was imported, assessed and filed, what lapses, what changed; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = ("bring", "listing", "show", "assess", "changes", "due", "filed", "leave", "backup")
"""Modules of this room that add a part each, or several, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei ledger",
        description="A ledger of entries: what was imported from which file, what each line is owed under which view of the law, what changed between two "
        "runs, what lapses. One DuckDB file (one writer, any number of readers), or the same tables on PostgreSQL.",
        example=("ledger list", "ledger due --on 2026-04-20 --within 90d"),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.ledger.{name}").add(parts)
    return made
