"""What the parts of ``kanzei record`` share: options, the record they open, and texts read from files."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import day
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.record.model import Record


def add_known(made: Parser) -> None:
    """``--known``."""
    made.add_argument("--known", type=day, metavar="DATE", help="the record as it was known on this day (default: all)")


def add_file(made: Parser) -> None:
    """``--with``."""
    made.add_argument(
        "--with",
        dest="files",
        action="append",
        default=[],
        metavar="FILE",
        help="add a record file of your own (repeatable)",
    )


def open_record(options: Namespace) -> Record:
    """The shipped record, with the files of ``--with`` on top of it."""
    from kanzei.record.read import read_record, shipped

    record = shipped()
    return read_record([Path(name) for name in options.files], record) if options.files else record


def known_slot(record: Record, name: str) -> None:
    """Refuse a slot or topic that the record does not have, naming the nearest."""
    from difflib import get_close_matches

    topics = {one.topic for one in record.slots.values() if one.topic}
    if name not in record.slots and name not in topics:
        near = get_close_matches(name, [*record.slots, *topics], 1)
        mend = f"did you mean {near[0]!r}?" if near else "kanzei record conflicts --word WORDS finds one by words"
        raise UsageError(f"there is no slot {name!r}; {mend}")
