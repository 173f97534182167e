"""``kanzei impact history``: duties over imports by year, and the last year with a higher rate."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_view, day, open_view, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.render.impact_history import Finding

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "history",
        help="duties over imports by year, and the last year with a higher rate",
        description="Statutory, calculated and collected rates on a day, over all imports and over dutiable ones, each against the years on file: "
        "what is the last year in which the rate was higher?",
        example=("impact history --on 2025-08-28",),
    )
    made.add_argument("--on", type=day, required=True, metavar="DATE", help="the day")
    add_view(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Findings and series."""
    from kanzei.impact.history import against, months, series, statutory
    from kanzei.render.impact_history import history_json, history_text, law_line
    from kanzei.render.tables import Ink

    on = options.on
    if on.year < 2025:
        raise UsageError(f"--on {on}: the book begins with entries of 2025-01-01")
    view = open_view(shipped_book(), options, options.known)
    found: list[Finding] = []
    for words, base, percent in statutory(view, on):
        names = ("calculated", "collected") if base == "total" else ("calculated-dutiable",)
        found.append((f"statutory, {base}", words, [against(name, percent, on.year) for name in names]))
    seen = [one for one in months() if one.month <= on.isoformat()[:7]]
    counted = next((one for one in reversed(seen) if one.calculated and one.consumption), None)
    if counted and counted.calculated and counted.consumption:
        percent = 100 * counted.calculated / counted.consumption
        found.append(("calculated, total", counted.month, [against("calculated", percent, on.year)]))
    paid = seen[-1]
    percent = 100 * paid.receipts / paid.general
    found.append(("collected, total", paid.month, [against("collected", percent, on.year)]))
    years = {name: series(name) for name in ("calculated", "calculated-dutiable", "collected")}
    value = history_json(on, found, years, view.digest)
    return say(options, value, history_text(on, found, years, law_line(view, on), Ink(sys.stdout)))
