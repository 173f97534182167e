"""``kanzei impact revenue``: revenue by month against the Treasury's receipts."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.found import Found, How
from kanzei.cli.impact_options import (
    add_conventions,
    add_law,
    add_output,
    conventions_of,
    run_part,
)
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]


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
    """The months, and what is asked to be written."""
    return run_part(options, "REVENUE", answer_of)


def answer_of(options: Namespace, how: How) -> Found:
    """The months."""
    from kanzei.impact.dictionary import Asked, revenue_table
    from kanzei.impact.revenue import revenue
    from kanzei.render.impact_revenue import revenue_json, revenue_text
    from kanzei.render.impact_series_picture import draw_revenue

    if not options.month:
        raise UsageError("--month YYYY-MM: name the month")
    view = how.view_of(options.known)
    asked = Asked(view, ", ".join(options.use), conventions_of(options))
    with how.shares("rates") as tick:
        found = revenue(
            view,
            options.month,
            options.to or options.month,
            options.use,
            asked.taken,
            how.processes,
            tick,
        )
    return Found(
        revenue_json(found, asked),
        lambda ink: revenue_text(found, asked, ink),
        lambda: revenue_table(found, asked),
        lambda path: draw_revenue(found, asked, path),
    )
