"""``kanzei record conflicts``: where claims on one slot differ, and how each is resolved."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, add_known, known_slot, open_record

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "conflicts",
        help="where claims on one slot differ, the evidence on each side, and how it is resolved",
        example=("record conflicts --known 2025-08-28", "record conflicts profit-split"),
        description="Slots with more than one value. Evidence is counted in first sources, so that two papers on one wire are one; "
        "nothing is resolved without a reason.",
    )
    made.add_argument("slot", nargs="?", metavar="SLOT", help="one slot or topic, such as profit-split or R04")
    made.add_argument(
        "--all", action="store_true", help="slots with a single value, too, where the record says why it stands alone"
    )
    add_known(made)
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Conflicts known."""
    from kanzei.record.weigh import conflicts as conflicts_of
    from kanzei.render.record import conflicts_json, conflicts_text
    from kanzei.render.tables import Ink

    whole = open_record(options)
    if options.slot:
        known_slot(whole, options.slot)
    record = whole.as_known(options.known) if options.known else whole
    found = [
        one
        for one in conflicts_of(record, everything=options.all or bool(options.slot))
        if options.slot in (None, one.slot.id, one.slot.topic)
    ]
    return say(options, conflicts_json(record, found), conflicts_text(record, found, Ink(sys.stdout)))
