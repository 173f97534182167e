"""``kanzei impact history``: duties over imports by year, and the last year with a higher rate."""

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
from kanzei.cli.options import day
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "history",
        help="duties over imports by year, and the last year with a higher rate",
        description="Statutory, calculated and collected rates on a day, over all imports and over dutiable ones, each against the years on file: "
        "what is the last year in which the rate was higher, and is it the highest in a century?",
        example=(
            "impact history --on 2025-08-28",
            "impact history --on 2025-08-28 --use observed",
        ),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="the day")
    add_conventions(made)
    add_law(made)
    add_output(made, "a year of a series, or a finding of the day", "the series, with the day's measures marked")
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Findings and series, and what is asked to be written."""
    return run_part(options, "HISTORY", answer_of)


def answer_of(options: Namespace, how: How) -> Found:
    """Findings and series."""
    from kanzei.impact.dictionary import Asked, history_table
    from kanzei.impact.history import findings, series
    from kanzei.impact.rates_use import stated_use
    from kanzei.render.impact_history import history_json, history_text
    from kanzei.render.impact_series_picture import draw_history

    if not options.on:
        raise UsageError("--on DATE: name the day")
    view = how.view_of(options.known)
    asked = Asked(view, ", ".join(options.use), conventions_of(options))
    with how.shares("rates") as tick:
        found = findings(
            view,
            options.on,
            stated_use(options.use, options.on.isoformat()[:7]),
            asked.taken,
            how.processes,
            tick,
        )
    years = {name: series(name) for name in ("calculated", "calculated-dutiable", "collected")}
    return Found(
        history_json(options.on, found, years, asked),
        lambda ink: history_text(options.on, found, years, asked, ink),
        lambda: history_table(found, years),
        lambda path: draw_history(options.on, found, years, asked, path),
    )
