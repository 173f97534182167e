"""``kanzei impact``: what tariffs do to rates, trade, prices and welfare; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = ("etr", "trade", "history", "revenue", "partners", "ge", "japan", "reproduce")
"""Modules ``impact_<part>`` of this room that add a part each, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei impact",
        description="What tariffs do. Effective rates, history and revenue from the law book's own rates; estimates of economic models, with their data and elasticities named: not law, and not to the cent.",
        example=(
            "impact history --on 2025-08-28",
            "impact ge --rate JPN=15",
            "impact reproduce liberation-day --table 1",
        ),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.impact_{name}").add(parts)
    return made
