"""``kanzei record``: who said what and when, where reports conflict, and what is in force; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = ("timeline", "conflicts", "status", "compare", "check", "accept")
"""Modules ``record_<part>`` of this room that add a part each, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei record",
        description="The record of the deal from 2019 on: events and claims with their sources, conflicts between them and how each is resolved, "
        "and the state of every commitment on a day.",
        example=(
            "record status --on 2025-08-28",
            "record conflicts --known 2025-08-28",
            "record timeline --from 2025-07-01 --to 2025-09-30",
        ),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.record_{name}").add(parts)
    return made
