"""``kanzei record timeline``: events, and claims, in the order of their days."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, add_known, known_slot, open_record
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.record.model import Claim, Event, Record
    from kanzei.render.canvas import Drawing

__all__ = ["add", "drawing_of", "run", "told_of", "value_of"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "timeline",
        help="events, and claims, in the order of their days",
        example=("record timeline --from 2025-07-01 --to 2025-09-30", "record timeline --slot profit-split"),
        description="Events in the order of their days, with sources; a second day where it was known on another. --plot draws them with every commitment's states "
        "in two times: as known on each day, and as known now.",
    )
    made.add_argument("--from", dest="start", type=day, metavar="DATE", help="from this day")
    made.add_argument("--to", dest="stop", type=day, metavar="DATE", help="to this day")
    made.add_argument("--claims", action="store_true", help="claims, too")
    made.add_argument("--slot", metavar="SLOT", help="the claims on one slot alone")
    made.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw events and states: .svg or .png (png needs the extra 'plot')"
    )
    made.add_argument("--force", action="store_true", help="write over an existing picture")
    add_known(made)
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Events, and claims, between two days."""
    from kanzei.render.record import timeline_json, timeline_text
    from kanzei.render.tables import Ink

    _check_plot(options)
    record, events, claims = told_of(options)
    if options.plot:
        _plot(options, record)
    machine = timeline_json(record, events, claims)
    return say(options, machine, timeline_text(record, events, claims, Ink(sys.stdout)))


def told_of(options: Namespace) -> tuple[Record, list[Event], list[Claim]]:
    """The record as known on the day asked for, its events and claims in the order of their days.

    Raises
    ------
    UsageError   There is no such slot, a file of ``--with`` has mistakes, or the last day lies before the first.
    """
    if options.start and options.stop and options.stop < options.start:
        raise UsageError(f"--to {options.stop} lies before --from {options.start}")
    whole = open_record(options)
    if options.slot:
        known_slot(whole, options.slot)
    record = whole.as_known(options.known) if options.known else whole
    events = [one for one in record.events if _within(one.on, options)] if not options.slot else []
    wanted = options.claims or options.slot
    claims = [one for one in record.claims if wanted and options.slot in (None, one.slot) and _within(one.on, options)]
    events.sort(key=lambda one: (one.on, one.known))
    claims.sort(key=lambda one: (one.on, one.known))
    return record, events, claims


def value_of(options: Namespace) -> dict[str, Any]:
    """Events and claims as a JSON object."""
    from kanzei.render.record import timeline_json

    return timeline_json(*told_of(options))


def _within(one: date, options: Namespace) -> bool:
    return (options.start is None or one >= options.start) and (options.stop is None or one <= options.stop)


def _check_plot(options: Namespace) -> None:
    """Refuse a picture that could not be written before any work is done."""
    path = options.plot
    if path is None:
        return
    if options.slot or options.claims:
        raise UsageError("--plot draws events and commitments: leave --slot and --claims out")
    if path.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"--plot {path}: the name must end in .svg or .png")
    if not path.parent.is_dir():
        raise UsageError(f"--plot {path}: there is no folder {path.parent}")
    if path.exists() and not options.force:
        raise UsageError(f"--plot {path}: the file exists; name another or say --force")


def drawing_of(options: Namespace, record: Record) -> Drawing:
    """Events and states between two days as a picture; without days, all of them.

    Raises
    ------
    UsageError   The last day lies before the first.
    """
    from datetime import timedelta

    from kanzei.render.record_picture import draw_timeline

    start = options.start or min(one.on for one in record.events)
    stop = (options.stop or max(one.on for one in record.events)) + timedelta(1)
    if stop <= start:
        raise UsageError(f"--to {options.stop} lies before --from {start}")
    return draw_timeline(record, sorted(record.events, key=lambda one: one.on), start, stop)


def _plot(options: Namespace, record: Record) -> None:
    drawing = drawing_of(options, record)
    if options.plot.suffix.lower() == ".png":
        from kanzei.render.png import write_png

        write_png(drawing, options.plot)
    else:
        from kanzei.render.canvas import svg

        options.plot.write_text(svg(drawing), encoding="utf-8")
    sys.stderr.write(f"picture written to {options.plot}\n")
