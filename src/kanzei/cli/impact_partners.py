"""``kanzei impact partners``: imports from, exports to and the rank of partners, each on its stated basis."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.found import Found, How, here
from kanzei.cli.impact_options import add_output, answered, check_output
from kanzei.cli.options import count
from kanzei.cli.parser import Parts

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "partners",
        help="partners of 2024: imports, exports and rank, on each basis",
        description="Imports, exports and rank of partners in 2024. Goods alone and goods with services, customs values and balance of payments give other totals and another "
        "order: every row says its basis, and rows of different basis are never ranked together.",
        example=("impact partners Japan", "impact partners --top 10"),
    )
    made.add_argument("name", nargs="?", metavar="NAME", help="a country, by name or two letters, or EU (default: all)")
    made.add_argument("--top", type=count, metavar="N", help="only the first N ranks on each basis")
    add_output(made, "a partner on one basis")
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The rows, and what is asked to be written."""
    from kanzei.impact.dictionary import PARTNERS
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    if options.dictionary:
        print(dictionary_text(PARTNERS, Ink(sys.stdout)))
        return 0
    check_output(options)
    return answered(options, answer_of(options, here(options)))


def answer_of(options: Namespace, how: How) -> Found:
    """The rows; they rest on no law."""
    from kanzei.impact.dictionary import partners_table
    from kanzei.impact.history_partners import partners
    from kanzei.render.impact_partners import partners_json, partners_text

    found = partners(options.name)
    if options.top:
        found = [one for one in found if one.rank and one.rank <= options.top]
    return Found(partners_json(found), lambda ink: partners_text(found, ink), lambda: partners_table(found))
