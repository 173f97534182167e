"""``kanzei deal waterfall``: the table of a small case."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from kanzei.cli.deal_view import add_known, add_reading, add_switch, case_of, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.render.tables import Ink

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "waterfall",
        help="a case paid out period by period, to the cent",
        example=(
            "deal waterfall examples/deal/base.yaml",
            "deal waterfall examples/deal/base.yaml --reading us-cumulative",
            "deal waterfall examples/deal/loans.json --ledger",
        ),
        description="Funded amount, life, deemed rate and cash by period from a YAML or JSON file; the table, the totals, and the returns of each party. "
        "The format is in docs/reference/deal-files.md.",
    )
    made.add_argument("case", metavar="CASE", help="a case file (.yaml, .json), or a shipped case by its id")
    add_known(made)
    add_reading(made)
    add_switch(made)
    made.add_argument("--ledger", action="store_true", help="print every payment with its step and clause")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Pay a case out, and print it."""
    from kanzei.render.tables import Ink

    found = answer_of(options, here(options))
    return say(options, found.value, found.text(Ink(sys.stdout)))


def answer_of(options: Namespace, how: How) -> Found:
    """A case paid out; it rests on no law."""
    from kanzei.deal.worked import work
    from kanzei.render.deal import ledger_text, worked_text
    from kanzei.render.deal_rows import worked_json

    case = case_of(options.case, options.switch)
    sheet, reading = view(case.terms, options.known or case.known, options.reading or case.reading)
    assert reading is not None
    worked = work(case, sheet, reading)

    def text(ink: Ink) -> str:
        return worked_text(worked, ink) + ("\n\n" + ledger_text(worked, ink) if options.ledger else "")

    return Found(worked_json(worked), text)
