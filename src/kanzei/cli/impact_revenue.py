"""``kanzei impact revenue``: revenue by month against the Treasury's receipts."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_reading, day, open_view, say
from kanzei.cli.parser import Parts

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "revenue",
        help="revenue by month: statutory, calculated, and received by the Treasury",
        description="The law book's mean rate in the middle of each month times the month's imports, beside the duty the Census Bureau calculates and the receipts "
        "of the Treasury. A month takes some seconds.",
        example=("impact revenue --month 2025-09 --use observed",),
    )
    made.add_argument("--month", required=True, metavar="YYYY-MM", help="the month, or the first of several")
    made.add_argument("--to", metavar="YYYY-MM", help="the last month (default: the first)")
    made.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="SHARE",
        help="use of preferences: 0.6 of every partner's value, CA=0.87 of one's, observed (each month's own, Canada and Mexico), or observed:YYYY-MM (repeatable)",
    )
    law = made.add_argument_group("the law looked at")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_reading(law)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The months."""
    from kanzei.cli.progress import Progress
    from kanzei.impact.revenue import revenue
    from kanzei.render.impact_revenue import revenue_json, revenue_text
    from kanzei.render.tables import Ink

    view = open_view(shipped_book(), options, options.known)
    steps, said = 1000, ", ".join(options.use)
    with Progress("rates", steps) as bar:
        found = revenue(
            view,
            options.month,
            options.to or options.month,
            options.use,
            lambda share: bar.tick(int(share * steps) - bar.done),
        )
    return say(options, revenue_json(found, said, view), revenue_text(found, said, view, Ink(sys.stdout)))
