"""``kanzei ledger show``: all that the ledger knows of an entry."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanzei.cli.ledger.options import add_ledger, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts

__all__ = ["add", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "show",
        help="all that is known of an entry",
        example=("ledger show ABC12345676",),
        description="An entry: its state from all imports, its lines as filed, what the newest run found, its remedies, money that came, and what each "
        "import told of it.",
    )
    made.add_argument("entry", metavar="ENTRY", help="entry number, with or without dashes")
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Show the entry."""
    from kanzei.render.ledger import entry_text

    found = value_of(options)
    return say(options, found, entry_text(found))


def value_of(options: Namespace) -> dict[str, Any]:
    """The entry as a JSON object."""
    from kanzei.ledger.listing import entry_page
    from kanzei.ledger.place import reading
    from kanzei.refund.entry_numbers import normalise

    with reading(place(options)) as base:
        return entry_page(base, normalise(options.entry))
