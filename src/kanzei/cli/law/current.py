"""``kanzei law current``: a country's regime on a day."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import NotCovered

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["add", "value_of"]


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
    from kanzei.countries import country_name
    from kanzei.render.regime import current_text

    view = shipped_book().view(known=options.known)
    value = value_of(options, view)
    origin, on = value["origin"], value["entered_on"]
    rows, pending = value["provisions"], value["pending"]
    name = country_name(origin)
    text = "" if options.json else current_text(f"{name} ({origin})", view, on, rows, pending, whole=options.all)
    return say(options, value, text)


def value_of(options: Namespace, view: View) -> dict[str, Any]:
    """The regime as a JSON object; ``view`` is that of the known day asked for."""
    from kanzei.countries import normalise_origin
    from kanzei.duty.assess import FIRST_DAY
    from kanzei.render.regime import pending_for

    book = view.book
    origin, _ = normalise_origin(options.origin)
    on = options.on or view.known_on
    if on < FIRST_DAY:
        raise NotCovered(f"entered {on}: the book begins with entries of {FIRST_DAY}")
    rows = [row for row in view.regime(origin, on) if not row.get("inactive")]
    pending = pending_for(view, origin, on, rows)
    return {
        "origin": origin,
        "entered_on": on,
        "known_on": view.known_on,
        "official_to": book.official_to,
        "seen_to": book.seen_to,
        "provisions": rows,
        "pending": pending,
        "lawbook": view.digest,
    }
