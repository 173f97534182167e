"""``kanzei impact revenue``: revenue by month against the Treasury's receipts."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.impact_options import (
    add_conventions,
    add_law,
    add_output,
    answered,
    check_output,
    conventions_of,
    processes,
)
from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import open_view
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "revenue",
        help="revenue by month: statutory, calculated, and received by the Treasury",
        description="The law book's mean rate over the days of each month times the month's imports, beside the duty the Census Bureau calculates and the receipts "
        "of the Treasury, and the way from the first to the last in steps. A month takes some seconds the first time.",
        example=(
            "impact revenue --month 2025-07 --use observed",
            "impact revenue --month 2025-07 --use observed --convention half",
        ),
    )
    made.add_argument("--month", metavar="YYYY-MM", help="the month, or the first of several")
    made.add_argument("--to", metavar="YYYY-MM", help="the last month (default: the first)")
    add_conventions(made, "observed (each month's own, Canada and Mexico), or observed:YYYY-MM")
    add_law(made)
    add_output(made, "a step of a month", "three bars a month, and the steps between them")
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The months."""
    from kanzei.cli.progress import Progress
    from kanzei.impact.dictionary import REVENUE, Asked, revenue_table
    from kanzei.impact.revenue import revenue
    from kanzei.render.impact_revenue import revenue_json, revenue_text
    from kanzei.render.impact_series_picture import draw_revenue
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    ink = Ink(sys.stdout)
    if options.dictionary:
        print(dictionary_text(REVENUE, ink))
        return 0
    if not options.month:
        raise UsageError("--month YYYY-MM: name the month")
    check_output(options)
    view = open_view(shipped_book(), options, options.known)
    asked = Asked(view, ", ".join(options.use), conventions_of(options))
    steps = 1000
    with Progress("rates", steps) as bar:
        found = revenue(
            view,
            options.month,
            options.to or options.month,
            options.use,
            asked.taken,
            processes(),
            lambda share: bar.tick(int(share * steps) - bar.done),
        )
    return answered(
        options,
        revenue_json(found, asked),
        revenue_text(found, asked, ink),
        lambda: revenue_table(found, asked),
        lambda path: draw_revenue(found, asked, path),
    )
