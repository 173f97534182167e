"""Options that parts of ``kanzei impact`` share: conventions, use of preferences, the law looked at, and where the answer goes."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, add_reading, day, say
from kanzei.cli.parser import Parser

if TYPE_CHECKING:
    from kanzei.cli.found import Found, How
    from kanzei.impact.rates_conventions import Conventions

__all__ = [
    "run_part",
    "add_conventions",
    "add_law",
    "add_output",
    "add_without",
    "answered",
    "check_output",
    "conventions_of",
    "processes",
]


def add_conventions(parser: Parser, observed: str = "observed:YYYY-MM for Canada and Mexico") -> None:
    """What is taken for every line: facts, metal, loading day, and use of preferences."""
    group = parser.add_argument_group("conventions")
    group.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="SHARE",
        help=f"use of preferences: 0.6 of every partner's value, CA=0.87 of one's, or {observed}, code by code (repeatable)",
    )
    group.add_argument(
        "--convention",
        default="whole",
        metavar="NAME",
        help="metal in listed articles to 2026-04-05: whole (the default: no content is stated), half, cbo-high, cbo-low",
    )
    group.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a fact of every line, contents as a share: steel_content_pct=30%% (repeatable)",
    )
    group.add_argument("--claim", action="append", default=[], metavar="KEY", help="a claim of every line (repeatable)")
    group.add_argument(
        "--no", action="append", default=[], metavar="KEY", help="a claim denied on every line (repeatable)"
    )
    group.add_argument(
        "--loaded",
        type=day,
        metavar="DATE",
        help="day of loading of every line (default: too late for goods on the water)",
    )


def add_law(parser: Parser) -> None:
    """The law looked at."""
    law = parser.add_argument_group("the law looked at")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_without(law)
    add_reading(law)


def add_without(group: Any) -> None:
    """Instruments left out of the book."""
    group.add_argument(
        "--without", action="append", default=[], metavar="ID", help="leave an instrument of the book out (repeatable)"
    )


def add_output(parser: Parser, table: str, picture: str = "") -> None:
    """Where the answer goes: text, JSON, a tidy table with its dictionary, a picture. ``table``: what a row is."""
    group = parser.add_argument_group("the answer")
    add_json(group)  # type: ignore[arg-type]
    group.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=f"a tidy table, .csv: {table}; its dictionary beside it"
    )
    group.add_argument("--force", action="store_true", help="replace existing files")
    group.add_argument("--dictionary", action="store_true", help="say what the columns of the table are, and end")
    if picture:
        group.add_argument("--plot", type=Path, metavar="FILE", help=f"a picture, .png or .svg: {picture}")


def check_output(options: Namespace) -> None:
    """Refuse files that could not be written, before any work is done."""
    from kanzei.render.impact_tables import check_table

    if options.output:
        check_table(options.output, options.force)
    if getattr(options, "plot", None):
        from kanzei.render.impact_tables import check_picture

        check_picture(options.plot, options.force)


def conventions_of(options: Namespace) -> Conventions:
    """The conventions that the options state."""
    from kanzei.impact.rates_conventions import conventions
    from kanzei.law.claims import parse_claims

    words = [*options.assume, *options.claim, *(f"!{key}" for key in options.no)]
    claims, _ = parse_claims(";".join(words), strict=True)
    return conventions(claims, ", ".join(words), options.loaded, options.convention)


def processes() -> int:
    """How many processes share a panel: one for each processor, two at most."""
    return min(2, os.cpu_count() or 1)


def answered(options: Namespace, found: Found) -> int:
    """Print the answer, write the table and the picture that were asked for, and give the exit code."""
    from kanzei.render.impact_tables import write_table
    from kanzei.render.tables import Ink

    if options.output and found.table:
        write_table(found.table(), options.output, options.force)
    if found.draw and options.plot:
        found.draw(options.plot)
    return say(options, found.value, found.text(Ink(sys.stdout)))


def run_part(options: Namespace, table: str, answer_of: Callable[[Namespace, How], Found]) -> int:
    """A part that has a table: its dictionary where that is asked for, else its answer, printed and written."""
    from kanzei.cli.found import here
    from kanzei.impact import dictionary
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    if options.dictionary:
        print(dictionary_text(getattr(dictionary, table), Ink(sys.stdout)))
        return 0
    check_output(options)
    return answered(options, answer_of(options, here(options)))
