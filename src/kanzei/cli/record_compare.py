"""``kanzei record compare``: figures of reports side by side."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import text_of
from kanzei.errors import UsageError

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "compare",
        help="the figures of reports side by side, with their words in place",
        example=("record compare examples/record/morning.txt examples/record/evening.txt",),
        description="Sums and percentages of two or more reports in plain text: those that all have, in whatever words, and those that only some have. "
        "Names, dates and statements are not compared.",
    )
    made.add_argument("reports", nargs="+", metavar="REPORT", help="reports, plain text in UTF-8")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Figures of reports side by side."""
    from kanzei.record.figures import side_by_side
    from kanzei.render.record_compare import compare_json, compare_text
    from kanzei.render.tables import Ink

    if len(options.reports) < 2:
        raise UsageError("compare needs two reports or more")
    sides = side_by_side([text_of(Path(name)) for name in options.reports])
    return say(options, compare_json(options.reports, sides), compare_text(options.reports, sides, Ink(sys.stdout)))
