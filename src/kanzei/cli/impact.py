"""``kanzei impact``: what the tariffs do to trade, prices and growth; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = ("etr", "history", "revenue")
"""Modules ``impact_<part>`` of this room that add a part each, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei impact",
        description="What the tariffs do, from the law book's own rates: every figure says its basis, period, vintage and source.",
        example=("impact etr --on 2025-09-20 --from JP --by authority", "impact history --on 2025-08-28"),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.impact_{name}").add(parts)
    return made
