"""``kanzei record timeline``: events, and claims, in the order of their days."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, add_known, known_slot, open_record

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "timeline",
        help="events, and claims, in the order of their days",
        example=("record timeline --from 2025-07-01 --to 2025-09-30", "record timeline --slot profit-split"),
        description="Events in the order of their days, with sources; a second day where it was known on another.",
    )
    made.add_argument("--from", dest="start", type=day, metavar="DATE", help="from this day")
    made.add_argument("--to", dest="stop", type=day, metavar="DATE", help="to this day")
    made.add_argument("--claims", action="store_true", help="claims, too")
    made.add_argument("--slot", metavar="SLOT", help="the claims on one slot alone")
    add_known(made)
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Events, and claims, between two days."""
    from kanzei.render.record import timeline_json, timeline_text
    from kanzei.render.tables import Ink

    whole = open_record(options)
    if options.slot:
        known_slot(whole, options.slot)
    record = whole.as_known(options.known) if options.known else whole
    events = [one for one in record.events if _within(one.on, options)] if not options.slot else []
    wanted = options.claims or options.slot
    claims = [one for one in record.claims if wanted and options.slot in (None, one.slot) and _within(one.on, options)]
    events.sort(key=lambda one: (one.on, one.known))
    claims.sort(key=lambda one: (one.on, one.known))
    machine = timeline_json(record, events, claims)
    return say(options, machine, timeline_text(record, events, claims, Ink(sys.stdout)))


def _within(one: date, options: Namespace) -> bool:
    return (options.start is None or one >= options.start) and (options.stop is None or one <= options.stop)
