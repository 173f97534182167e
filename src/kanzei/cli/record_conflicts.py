"""``kanzei record conflicts``: where claims on one slot differ, and how each is resolved."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, add_known, known_slot, open_record

if TYPE_CHECKING:
    from kanzei.record.model import Record
    from kanzei.record.weigh import Conflict

__all__ = ["add", "conflicts_of", "run", "value_of"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "conflicts",
        help="where claims on one slot differ, the evidence on each side, and how it is resolved",
        example=(
            "record conflicts --known 2025-08-28",
            "record conflicts profit-split",
            "record conflicts --word 'who was to travel'",
        ),
        description="Slots with more than one value. Evidence is counted in first sources, so that two papers on one wire are one; "
        "nothing is resolved without a reason.",
    )
    made.add_argument("slot", nargs="?", metavar="SLOT", help="one slot or topic, such as profit-split or R04")
    made.add_argument(
        "--word",
        metavar="WORDS",
        help="only slots whose title, claims or ruling hold all these words; little words do not count",
    )
    made.add_argument(
        "--all", action="store_true", help="slots with a single value, too, where the record says why it stands alone"
    )
    add_known(made)
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Conflicts known."""
    from kanzei.render.record import conflicts_json, conflicts_text
    from kanzei.render.tables import Ink

    record, found = conflicts_of(options)
    return say(options, conflicts_json(record, found), conflicts_text(record, found, Ink(sys.stdout)))


def conflicts_of(options: Namespace) -> tuple[Record, list[Conflict]]:
    """The record as known on the day asked for, and the slots whose values differ.

    Raises
    ------
    UsageError   There is no such slot or topic, or a file of ``--with`` has mistakes.
    """
    from kanzei.record.weigh import conflicts, speaks_of

    whole = open_record(options)
    if options.slot:
        known_slot(whole, options.slot)
    record = whole.as_known(options.known) if options.known else whole
    found = [
        one
        for one in conflicts(record, everything=options.all or bool(options.slot))
        if options.slot in (None, one.slot.id, one.slot.topic) and speaks_of(one, options.word or "")
    ]
    return record, found


def value_of(options: Namespace) -> dict[str, Any]:
    """The conflicts as a JSON object."""
    from kanzei.render.record import conflicts_json

    return conflicts_json(*conflicts_of(options))
