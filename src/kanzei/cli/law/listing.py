"""``kanzei law list``: list instruments of the law book."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["add", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "list", help="instruments", example=("law list tariff --since 2026-07-01", "law list --into JP")
    )
    made.add_argument("word", nargs="*", metavar="WORD", help="only instruments whose id or title has every word")
    made.add_argument("--since", type=day, metavar="DATE", help="known on this day or later")
    made.add_argument("--known", type=day, metavar="DATE", help="known on this day or before")
    made.add_argument("--into", choices=("US", "JP"), default="US", help="whose law book (default: US)")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    if options.into == "JP":
        from kanzei.cli.law.japan import list_japan

        return list_japan(options)
    from kanzei.render.law import instruments_text

    book = shipped_book()
    value = value_of(options, book)
    return say(options, value, instruments_text(book, value["instruments"]))


def value_of(options: Namespace, book: LawBook) -> dict[str, Any]:
    """The instruments asked for as a JSON object."""
    since = options.since.isoformat() if options.since else ""
    until = options.known.isoformat() if options.known else "9999"
    words = [word.lower() for word in options.word]
    rows = [
        one
        for one in book.instruments
        if since <= one["known"][:10] <= until
        and all(word in f"{one['id']} {one['title']} {one['citation']}".lower() for word in words)
    ]
    return {"instruments": rows, "as_of": book.as_of, "lawbook": book.digest}
