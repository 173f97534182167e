"""``kanzei deal``: the investment facility. Each part of the command lives in a module of its own."""

from __future__ import annotations

from kanzei.cli import deal_actus
from kanzei.cli.parser import Parser

__all__ = ["parser"]

PARTS = (deal_actus,)
"""Modules with an ``add_part`` that puts their part into the command."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei deal",
        description="The investment facility: what its contracts pay, to whom and when.",
        example=("deal actus examples/contracts.json",),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for part in PARTS:
        part.add_part(parts)
    return made
