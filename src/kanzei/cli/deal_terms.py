"""``kanzei deal terms``: the terms of a deal as known on a day."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.deal_view import add_known, add_reading, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "terms",
        help="the terms as known on a day, what was said of them, and the readings that rest on them",
        example=("deal terms --known 2025-08-28", "deal terms korea --reading mou"),
        description="Every term with the day it became known, its grade (A official, B two reports agree, C one report, D our inference), the parameters it sets and the "
        "other answers where it is doubtful; then statements, and readings with their steps.",
    )
    made.add_argument(
        "terms", nargs="?", default="japan", metavar="TERMS", help="japan, korea, or a file of terms (default: japan)"
    )
    add_known(made)
    add_reading(made)
    made.add_argument("--full", action="store_true", help="print each rule in full")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The terms known, printed."""
    from kanzei.render.tables import Ink

    found = answer_of(options, here(options))
    return say(options, found.value, found.text(Ink(sys.stdout)))


def answer_of(options: Namespace, how: How) -> Found:
    """The terms known; they rest on no law."""
    from kanzei.render.deal_terms import terms_json, terms_text

    sheet, reading = view(options.terms, options.known, options.reading)
    return Found(terms_json(sheet, reading), lambda ink: terms_text(sheet, reading, ink, full=options.full))
