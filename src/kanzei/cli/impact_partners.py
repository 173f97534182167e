"""``kanzei impact partners``: imports from, exports to and the rank of partners, each on its stated basis."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.impact_options import add_output, answered, check_output
from kanzei.cli.options import count
from kanzei.cli.parser import Parts

__all__ = ["add", "run"]


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
    """The rows."""
    from kanzei.impact.dictionary import PARTNERS, partners_table
    from kanzei.impact.history_partners import partners
    from kanzei.render.impact_partners import partners_json, partners_text
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    ink = Ink(sys.stdout)
    if options.dictionary:
        print(dictionary_text(PARTNERS, ink))
        return 0
    check_output(options)
    found = partners(options.name)
    if options.top:
        found = [one for one in found if one.rank and one.rank <= options.top]
    return answered(options, partners_json(found), partners_text(found, ink), lambda: partners_table(found))
