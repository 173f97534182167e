"""``kanzei deal run``: a deal from selection to the last distribution under one reading."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.deal_view import add_known, add_plot, add_reading, add_switch, answered, case_of, plot_file, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.render.tables import Ink

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "run",
        help="projects selected, notified, paid or declined; who gets what, and when",
        example=(
            "deal run --reading mou",
            "deal run --reading us-headline --known 2025-08-28",
            "deal run --reading mou --case JP-01",
            "deal run --reading mou --case examples/deal/two-plants.yaml --switch catchup_base=all_receipts",
        ),
        description="The projects of a case under the terms as known on a day and one side's reading: earliest days of payment, declined calls and what they open, cash "
        "by calendar year, returns on dated flows, exposure. Exact, one scenario.",
    )
    made.add_argument(
        "terms", nargs="?", metavar="TERMS", help="japan, korea, or a file of terms (default: the case's)"
    )
    add_reading(made, required=True)
    made.add_argument(
        "--case",
        default="illustration",
        metavar="ID|FILE",
        help="projects: a shipped case or a file (default: illustration)",
    )
    add_known(made)
    add_switch(made)
    add_plot(made, "sources and uses, cash by party, the split")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run a deal."""
    plot_file(options)
    return answered(options, answer_of(options, here(options)))


def answer_of(options: Namespace, how: How) -> Found:
    """A deal run from selection to the last distribution."""
    from kanzei.deal.announced import at_ends, is_announced
    from kanzei.deal.run import run as run_deal
    from kanzei.render.deal import run_text
    from kanzei.render.deal_announced import ends_json, ends_text
    from kanzei.render.deal_rows import run_json

    case = case_of(options.case, options.switch, calls=True)
    sheet, reading = view(options.terms or case.terms, options.known or case.known, options.reading)
    assert reading is not None
    found = run_deal(case, sheet, reading)
    value, runs = run_json(found), []
    if is_announced(options.case):
        runs = [run_deal(case_of(word, options.switch, calls=True), sheet, reading) for word in at_ends(options.case)]
        value["ranges"] = ends_json(runs, case.note)

    def text(ink: Ink) -> str:
        return run_text(found, ink) + ("\n\n" + ends_text(runs, case.note, ink) if runs else "")

    def draw(path: Path) -> None:
        from kanzei.render.deal_picture import draw_run

        draw_run(found, path)

    return Found(value, text, draw=draw)
