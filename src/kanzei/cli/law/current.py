"""``kanzei law current``: a country's regime on a day."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import NotCovered

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser("current", help="a country's regime", example=("law current --from JP --on 2025-10-01",))
    made.add_argument("--from", dest="origin", required=True, metavar="CC", help="country of origin")
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the book's newest day)")
    made.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    made.add_argument("--all", action="store_true", help="every heading, those that charge nothing too")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.countries import country_name, normalise_origin
    from kanzei.duty.assess import FIRST_DAY
    from kanzei.render.regime import current_text, pending_for

    book = shipped_book()
    origin, _ = normalise_origin(options.origin)
    view = book.view(known=options.known)
    on = options.on or view.known_on
    if on < FIRST_DAY:
        raise NotCovered(f"entered {on}: the book begins with entries of {FIRST_DAY}")
    rows = [row for row in view.regime(origin, on) if not row.get("inactive")]
    pending = pending_for(view, origin, on, rows)
    value = {
        "origin": origin,
        "entered_on": on,
        "known_on": view.known_on,
        "official_to": book.official_to,
        "seen_to": book.seen_to,
        "provisions": rows,
        "pending": pending,
        "lawbook": view.digest,
    }
    name = country_name(origin)
    text = "" if options.json else current_text(f"{name} ({origin})", view, on, rows, pending, whole=options.all)
    return say(options, value, text)
