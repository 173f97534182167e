"""``kanzei law authorities``: the registry of authorities, the slots of duty."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "authorities",
        help="the authorities a duty may rest on: ids, names, countries, whether they charge or are void",
        example=("law authorities", "law authorities --on 2025-09-20"),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the book's newest day)")
    made.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.duty.regime import authority_rows
    from kanzei.render.authoring import authorities_text

    view = shipped_book().view(known=options.known)
    on = options.on or view.known_on
    rows = authority_rows(view, on)
    value = {"entered_on": on, "known_on": view.known_on, "authorities": rows, "lawbook": view.digest}
    return say(options, value, "" if options.json else authorities_text(rows, on, view))
