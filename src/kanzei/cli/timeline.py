"""``kanzei timeline``: one line on every day of entry; ``--plot`` draws it in both times."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.cli.options import add_json, add_line, add_view, day, lawmaking, line_of, open_view
from kanzei.cli.parser import Parser
from kanzei.errors import EntryError, KanzeiError, UsageError
from kanzei.render.words import amount, dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine
    from kanzei.duty.result import Assessment
    from kanzei.duty.view import View
    from kanzei.render.grid import Grid
    from kanzei.render.picture import Caption

    Segments = list[tuple[date, date, Assessment]]

__all__ = ["Told", "caption_of", "parser", "told_of", "two_times", "value_of"]

FIRST = date(2025, 1, 1)
AFTER = timedelta(days=61)
"""How far past the book's newest day a timeline runs unless ``--until`` says otherwise."""
PLOTS = (".png", ".svg", ".html")


class Told(NamedTuple):
    """A question of ``kanzei timeline`` answered: what both doors print.

    segments : (first day, day after the last, answer). notes : what a reader must know of all of them.
    """

    line: EntryLine
    view: View
    until: date
    segments: Segments
    notes: tuple[str, ...]


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei timeline",
        description="The duty on one line for every day of entry: a table of the days on which it changes, "
        "or a picture of both times.",
        example=(
            "timeline 8703.23.01.40 --from JP --value 30000",
            "timeline 8528.72.64 --from JP --plot timeline.svg",
            "timeline 0201.30.010 --from US --since 2020-01-01 --into JP --spi USJTA",
        ),
    )
    add_line(made, value=False)
    made.add_argument("--since", type=day, default=FIRST, metavar="DATE", help="first day of entry (2025-01-01)")
    made.add_argument("--until", type=day, metavar="DATE", help="day after the last day of entry shown")
    add_view(made)
    made.add_argument(
        "--into",
        choices=("US", "JP"),
        default="US",
        help="the country of import (default: US); into JP the value is in yen (default: 1000000)",
    )
    made.add_argument("--plot", type=Path, metavar="FILE", help="draw entered and known days: .png, .svg or .html")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Print the table, and draw the picture when one is asked for."""
    if options.into == "JP":
        from kanzei.cli.into_japan import run_timeline

        return run_timeline(options)
    from kanzei.duty.book import LawBook

    if options.plot and options.plot.suffix.lower() not in PLOTS:
        raise UsageError(f"--plot {options.plot}: the name must end in .png, .svg or .html")
    if options.plot and not options.plot.parent.is_dir():
        raise UsageError(f"--plot {options.plot}: there is no folder {options.plot.parent}")
    book = LawBook.shipped()
    told = told_of(options, lambda known: open_view(book, options, known))
    _table(options, told)
    if options.plot:
        _plot(options, told)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return 0


def told_of(options: Namespace, law_at: Callable[[date | None], View]) -> Told:
    """Answer the question of the options; ``options.since`` is set to the first day shown.

    Parameters
    ----------
    law_at : gives the view of a known day (``None``: the newest) that the options ask for.

    Raises
    ------
    UsageError   The question cannot be asked. EntryError   The line cannot be read or assessed.
    """
    if options.withdrawn:
        raise UsageError("--withdrawn: a timeline runs over the days of entry or of withdrawal itself; leave it out")
    # Nothing is entered before the day that fixed its rates.
    options.since = max([options.since, *(one for one in (options.zone_status_on, options.it) if one)])
    line, notes = line_of(options, options.since)
    view = law_at(options.known)
    book = view.book
    until = options.until or max(book.as_of, options.since) + AFTER
    if until <= options.since:
        raise UsageError(f"--until {until} is not after --since {options.since}")
    segments, line, more = _segments(view, line, options.since, until)
    more = (*more, *_lasting(segments), *([] if options.until else _after(view, line, segments, until)))
    return Told(line, view, until, segments, (*notes, *more))


def value_of(told: Told) -> dict[str, Any]:
    """The answer as a JSON object, in the shape of the contract."""
    from kanzei.render.machine import assessment_json

    rows = [
        {"entered_from": start.isoformat(), "entered_to": stop.isoformat(), **assessment_json(answer)}
        for start, stop, answer in told.segments
    ]
    return {"timeline": rows, "warnings": list(told.notes), "lawbook": told.view.book.digest}


def _segments(view: View, line: EntryLine, since: date, until: date) -> tuple[Segments, EntryLine, tuple[str, ...]]:
    """The timeline; that of the subheading where the ten-digit code does not stand on every day of it."""
    try:
        return view.timeline(line, since, until), line, ()
    except EntryError as error:
        short = line._replace(hts=line.hts[:8])
        if len(line.hts) != 10:
            raise
        try:
            segments = view.timeline(short, since, until)
        except EntryError:
            raise error from None
        return segments, short, (f"shown for the subheading {dotted(short.hts)}: {error}",)


def _lasting(segments: Segments) -> list[str]:
    """Warnings that hold on every day shown, such as that the first release of the schedule stands in."""
    return [one for one in segments[0][2].warnings if all(one in answer.warnings for _, _, answer in segments)]


def _after(view: View, line: EntryLine, segments: Segments, until: date) -> list[str]:
    """The next day after those shown on which the law already known changes the duty."""
    from kanzei.duty.sight import days_seen

    end = until.isoformat()
    last = segments[-1][2]
    for word in [end, *(one for one in days_seen(view, line) if one > end)]:
        start = date.fromisoformat(word)
        try:
            found = view.assess(line._replace(entered_on=start), explain=False)
        except KanzeiError:
            return []
        if (found.duty_cents, found.refundable_cents) != (last.duty_cents, last.refundable_cents):
            return [
                f"after the days shown: {amount(found.duty_cents)} from {start}, by law already known; "
                f"--until {start + timedelta(days=1)} shows it"
            ]
    return []


def _table(options: Namespace, told: Told) -> None:
    horizon = (told.view.book.official_to, told.view.book.seen_to)
    if options.json:
        from kanzei.render.machine import dump

        print(dump(value_of(told)))
        return
    from kanzei.render.tables import Ink, paragraph
    from kanzei.render.timeline import timeline_text

    print(timeline_text(told.line, told.segments, horizon, Ink(sys.stdout)))
    for note in told.notes:
        print(paragraph(note, hang="  "))


def _plot(options: Namespace, told: Told) -> None:
    from kanzei.render.picture import draw

    book, line = told.view.book, told.line
    grid = two_times(options, book, line, told.until, lambda known: open_view(book, options, known))
    caption = caption_of(options, book, line)
    drawing = draw(grid, caption)
    suffix = options.plot.suffix.lower()
    if suffix == ".png":
        from kanzei.render.png import write_png

        write_png(drawing, options.plot)
    elif suffix == ".svg":
        from kanzei.render.canvas import svg

        options.plot.write_text(svg(drawing), encoding="utf-8")
    else:
        from kanzei.render.page import picture_page

        options.plot.write_text(picture_page(drawing, grid, caption), encoding="utf-8")


def two_times(options: Namespace, book: LawBook, line: EntryLine, until: date, law_at: Callable[[date], View]) -> Grid:
    """The line's grid over the book's known days, the oldest known day that of the first entry shown."""
    from kanzei.cli.progress import Progress
    from kanzei.render.grid import build_grid

    newest = options.known or book.as_of
    days = [known for known in book.known_days() if options.since < known <= newest]
    with Progress("known days", len(days) + 1) as bar:
        return build_grid(
            [min(options.since, newest), *days],
            lambda known: law_at(known).timeline(line, options.since, until),
            lambda known: lawmaking(book, known),
            options.since,
            until,
            newest,
            book.seen_to,
            bar.tick,
            reach,
        )


@cache
def reach(name: str) -> frozenset[str]:
    """The instruments and authorities whose provisions an instrument makes, amends, suspends or ends.

    They are read from its file: the compiled book holds what resulted, not who did it.
    """
    from kanzei.law.taken import book_folder

    found = {name}
    for path in book_folder().rglob(f"{name.rpartition('/')[2]}.yaml"):
        for part in re.split(r"(?m)^(?=\w+:)", path.read_text(encoding="utf-8")):
            if not part.startswith(("provisions:", "note:", "pending:")):
                found.update(re.findall(r"\b[a-z]{2}/[\w-]+(?=#)|\b(?:s\d{3}|ieepa)_\w+", part))
    return frozenset(found)


def caption_of(options: Namespace, book: LawBook, line: EntryLine) -> Caption:
    """The words of the picture of both times."""
    from kanzei.countries import country_name
    from kanzei.render.picture import Caption
    from kanzei.render.stack import goods_text

    parts = [f"Duty as a share of a value of {amount(line.value_cents)} USD"]
    parts += [f"{options.answer}" if options.answer == "owed" else "as charged by law"]
    parts += [f"loaded {line.loaded_on}"] if line.loaded_on else []
    parts += [f"program {line.spi}"] if line.spi else []
    parts += [f"stated: {', '.join(options.claim)}"] if options.claim else []
    parts += [f"denied: {', '.join(options.no)}"] if options.no else []
    official = f"official text to {book.official_to}; " if book.official_to else ""
    return Caption(
        f"{goods_text(line)} of {country_name(line.origin)}: the duty in two times",
        "; ".join(parts) + ".",
        f"{official}no change seen since {book.seen_to}; law book {book.digest[:12]}; Kanzei",
    )
