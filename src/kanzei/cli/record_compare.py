"""``kanzei record compare``: reports side by side."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "compare",
        help="reports side by side: agreed, in other words, conflicting, only here",
        example=("record compare examples/record/morning.txt examples/record/evening.txt",),
        description="Reads two or more reports (plain text, HTML or PDF), takes out figures, days, names, events and quotations by rules, and shows "
        "what they agree on, what they say in other words, where they conflict and by which rule, and what only one has, with the words in place.",
    )
    made.add_argument("reports", nargs="+", metavar="REPORT", help="reports: plain text, HTML or PDF")
    made.add_argument(
        "--reported-on",
        dest="reported_on",
        type=day,
        metavar="DATE",
        help="day of publication of the reports that bear none: relative days and days without a year are counted from it",
    )
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Reports side by side."""
    from kanzei.record.reports.compare import compare as compared
    from kanzei.record.reports.read import read
    from kanzei.render.record_compare import compare_json, compare_text
    from kanzei.render.tables import Ink

    if len(options.reports) < 2:
        raise UsageError("compare needs two reports or more")
    found = compared([read(Path(name)) for name in options.reports], options.reported_on)
    return say(options, compare_json(found), compare_text(found, Ink(sys.stdout)))
