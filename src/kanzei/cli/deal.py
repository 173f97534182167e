"""``kanzei deal``: the investment facility: its terms as known, its readings, waterfalls, runs and contracts; a module for each part."""

from __future__ import annotations

from importlib import import_module

from kanzei.cli.parser import Parser

__all__ = ["PARTS", "parser"]

PARTS = ("terms", "waterfall", "run", "compare", "montecarlo", "trade", "actus")
"""Modules ``deal_<part>`` of this room that add a part each, in the order of the help."""


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei deal",
        description="The $550 billion facility that bought a tariff cut, and any deal like it: terms as known on a day, each side's reading, and who is paid what, "
        "to the cent, with the clause for every payment.",
        example=(
            "deal terms --known 2025-08-28",
            "deal waterfall examples/deal/base.yaml",
            "deal compare",
            "deal actus examples/contracts.json",
        ),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    for name in PARTS:
        import_module(f"kanzei.cli.deal_{name}").add(parts)
    return made
