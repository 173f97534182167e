"""``kanzei record status``: the state of every commitment on a day."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, open_record
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.record.model import Record
    from kanzei.record.status import Standing

__all__ = ["add", "run", "standing_of", "value_of"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "status",
        help="the state of every commitment on a day: asked, announced, signed, ordered, in force",
        example=("record status --on 2025-08-28", "record status --on 2025-08-28 --known 2026-11-22"),
        description="What stood on a day as it was known that day. With --known a later day, each line also says what came of it.",
    )
    made.add_argument("--on", type=day, required=True, metavar="DATE", help="the day")
    made.add_argument("--known", type=day, metavar="DATE", help="also say what came of it, as known on this later day")
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The state of commitments."""
    from kanzei.render.record_status import status_json, status_text
    from kanzei.render.tables import Ink

    record, found = standing_of(options)
    return say(options, status_json(record, options.on, found), status_text(record, options.on, found, Ink(sys.stdout)))


def standing_of(options: Namespace) -> tuple[Record, tuple[Standing, ...]]:
    """The record as known on the day, or on the later one asked for, and the commitments that had begun.

    Raises
    ------
    UsageError   The later day is none, or a file of ``--with`` has mistakes.
    """
    from kanzei.record.status import standings

    if options.known and options.known < options.on:
        raise UsageError(
            f"--known {options.known} lies before --on {options.on}: a day is told as known that day, and later"
        )
    whole = open_record(options)
    return whole.as_known(options.known or options.on), tuple(standings(whole, options.on, options.known))


def value_of(options: Namespace) -> dict[str, Any]:
    """What stood on a day as a JSON object."""
    from kanzei.render.record_status import status_json

    record, found = standing_of(options)
    return status_json(record, options.on, found)
