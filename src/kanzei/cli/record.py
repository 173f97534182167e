"""``kanzei record``: who said what and when, where reports conflict, and what is in force."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parser, Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.record.model import Record

__all__ = ["parser"]


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei record",
        description="The record of the deal from 2019 on: events and claims with their sources, conflicts between them and how each is resolved, "
        "and the state of every commitment on a day.",
        example=(
            "record status --on 2025-08-28",
            "record conflicts --known 2025-08-28",
            "record timeline --from 2025-07-01 --to 2025-09-30",
        ),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    _add_timeline(parts)
    _add_conflicts(parts)
    _add_status(parts)
    _add_check(parts)
    _add_compare(parts)
    return made


def _add_known(made: Parser) -> None:
    made.add_argument("--known", type=day, metavar="DATE", help="the record as it was known on this day (default: all)")


def _add_file(made: Parser) -> None:
    made.add_argument(
        "--with",
        dest="files",
        action="append",
        default=[],
        metavar="FILE",
        help="add a record file of your own (repeatable)",
    )


def _add_timeline(parts: Parts) -> None:
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
    _add_known(made)
    _add_file(made)
    add_json(made)
    made.set_defaults(run=timeline)


def _add_conflicts(parts: Parts) -> None:
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
    _add_known(made)
    _add_file(made)
    add_json(made)
    made.set_defaults(run=conflicts)


def _add_status(parts: Parts) -> None:
    made = parts.add_parser(
        "status",
        help="the state of every commitment on a day: asked, announced, signed, ordered, in force",
        example=("record status --on 2025-08-28", "record status --on 2025-08-28 --known 2026-11-22"),
        description="What stood on a day as it was known that day. With --known a later day, each line also says what came of it.",
    )
    made.add_argument("--on", type=day, required=True, metavar="DATE", help="the day")
    made.add_argument("--known", type=day, metavar="DATE", help="also say what came of it, as known on this later day")
    _add_file(made)
    add_json(made)
    made.set_defaults(run=status)


def _add_check(parts: Parts) -> None:
    made = parts.add_parser(
        "check",
        help="read a record file and tell every mistake with its place",
        example=("record check examples/record/note.yaml",),
        description="Reads a record file on top of the shipped record: every mistake with file, line, column and how to mend it.",
    )
    made.add_argument("file", metavar="FILE", help="a record file (YAML)")
    add_json(made)
    made.set_defaults(run=check)


def _add_compare(parts: Parts) -> None:
    made = parts.add_parser(
        "compare",
        help="reports side by side: agreed, in other words, conflicting, only here",
        example=("record compare examples/record/morning.txt examples/record/evening.txt",),
        description="Reads two or more reports (plain text, HTML or PDF), takes out figures, days, names, events and quotations by rules, and shows "
        "what they agree on, what they say in other words, where they conflict and by which rule, and what only one has, with the words in place.",
    )
    made.add_argument("reports", nargs="+", metavar="REPORT", help="reports: plain text, HTML or PDF")
    made.add_argument(
        "--reported-on",
        dest="reported_on",
        type=day,
        metavar="DATE",
        help="day of publication of the reports that bear none: relative days and days without a year are counted from it",
    )
    add_json(made)
    made.set_defaults(run=compare)


def _record(options: Namespace) -> Record:
    from kanzei.record.read import read_record, shipped

    record = shipped()
    return read_record([Path(name) for name in options.files], record) if options.files else record


def timeline(options: Namespace) -> int:
    """Events, and claims, between two days."""
    from kanzei.render.record import timeline_json, timeline_text
    from kanzei.render.tables import Ink

    whole = _record(options)
    if options.slot:
        _slot(whole, options.slot)
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


def _slot(record: Record, name: str) -> None:
    from difflib import get_close_matches

    topics = {one.topic for one in record.slots.values() if one.topic}
    if name not in record.slots and name not in topics:
        near = get_close_matches(name, [*record.slots, *topics], 1)
        raise UsageError(f"there is no slot {name!r}{f'; did you mean {near[0]!r}?' if near else ''}")


def conflicts(options: Namespace) -> int:
    """Conflicts known."""
    from kanzei.record.weigh import conflicts as conflicts_of
    from kanzei.render.record import conflicts_json, conflicts_text
    from kanzei.render.tables import Ink

    whole = _record(options)
    if options.slot:
        _slot(whole, options.slot)
    record = whole.as_known(options.known) if options.known else whole
    found = [
        one
        for one in conflicts_of(record, everything=options.all or bool(options.slot))
        if options.slot in (None, one.slot.id, one.slot.topic)
    ]
    return say(options, conflicts_json(record, found), conflicts_text(record, found, Ink(sys.stdout)))


def status(options: Namespace) -> int:
    """The state of commitments."""
    from kanzei.record.status import standings
    from kanzei.render.record import status_json, status_text
    from kanzei.render.tables import Ink

    if options.known and options.known < options.on:
        raise UsageError(
            f"--known {options.known} lies before --on {options.on}: a day is told as known that day, and later"
        )
    whole = _record(options)
    found = standings(whole, options.on, options.known)
    record = whole.as_known(options.known or options.on)
    return say(options, status_json(record, options.on, found), status_text(record, options.on, found, Ink(sys.stdout)))


def check(options: Namespace) -> int:
    """A record file of the user's."""
    from kanzei.record.read import check_file

    record, added = check_file(Path(options.file))
    machine = {"status": "ok", "file": options.file, "claims": added, "sources": len(record.sources)}
    return say(options, machine, f"{options.file}: sound; {added} claims on top of the record")


def compare(options: Namespace) -> int:
    """Reports side by side."""
    from kanzei.record.reports.compare import compare as compared
    from kanzei.record.reports.read import read
    from kanzei.render.record_compare import compare_json, compare_text
    from kanzei.render.tables import Ink

    if len(options.reports) < 2:
        raise UsageError("compare needs two reports or more")
    found = compared([read(Path(name)) for name in options.reports], options.reported_on)
    return say(options, compare_json(found), compare_text(found, Ink(sys.stdout)))
