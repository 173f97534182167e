"""``kanzei ledger list``: what the ledger holds."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanzei.cli.ledger.options import add_ledger, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts

__all__ = ["WHAT", "add", "value_of"]

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
    from kanzei.render.ledger import listed_text, overview_text

    value = value_of(options)
    return say(options, value, listed_text(options.what, value["rows"]) if options.what else overview_text(value))


def value_of(options: Namespace) -> dict[str, Any]:
    """What is listed as a JSON object."""
    from kanzei.ledger.listing import listed, overview
    from kanzei.ledger.place import reading

    with reading(place(options)) as base:
        if options.what:
            return {"what": options.what, "rows": listed(base, options.what, options.importer)}
        return overview(base)
