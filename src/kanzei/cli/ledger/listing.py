"""``kanzei ledger list``: what the ledger holds."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.ledger.options import add_ledger, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts

__all__ = ["add"]

WHAT = ("imports", "runs", "entries", "importers", "receipts", "outcomes", "filings", "oddities", "events")


def add(parts: Parts) -> None:
    """Options of the part, and of ``upgrade``."""
    made = parts.add_parser(
        "list",
        help="imports and runs, or entries, receipts, events …",
        example=("ledger list", "ledger list entries"),
        description="What the ledger holds: without a word, its imports and its runs.",
    )
    made.add_argument("what", nargs="?", choices=WHAT, help="imports, runs, entries … (default: imports and runs)")
    made.add_argument("--importer", default="", metavar="N", help="only this importer's")
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """List."""
    from kanzei.ledger.listing import listed, overview
    from kanzei.ledger.place import reading
    from kanzei.render.ledger import listed_text, overview_text

    with reading(place(options)) as base:
        if options.what:
            rows = listed(base, options.what, options.importer)
            return say(options, {"what": options.what, "rows": rows}, listed_text(options.what, rows))
        found = overview(base)
        return say(options, found, overview_text(found))
