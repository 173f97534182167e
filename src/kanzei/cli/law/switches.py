"""``kanzei law switches``: doubtful points and their readings."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.law.book import near, shipped_book
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser("switches", help="doubtful points and their readings", example=("law switches C7",))
    made.add_argument("id", nargs="?", metavar="ID", help="only this doubtful point")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.render.law import switches_text

    book = shipped_book()
    shown = book.readings
    if options.id:
        found = next((name for name in shown if name.lower() == options.id.lower()), "")
        if not found:
            hint = near(options.id, shown)
            raise UsageError(f"there is no doubtful point {options.id!r}{hint}; `kanzei law switches` lists them")
        shown = {found: shown[found]}
    return say(options, {"switches": list(shown.values()), "lawbook": book.digest}, switches_text(shown))
