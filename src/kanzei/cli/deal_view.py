"""Options that the parts of ``kanzei deal`` share: the day of knowledge, the reading, single answers to doubtful terms."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import day, say
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.cli.found import Found
    from kanzei.deal.case import Case
    from kanzei.deal.sheet import Reading, Sheet

__all__ = ["add_known", "add_plot", "add_reading", "add_switch", "answered", "answers", "case_of", "plot_file", "view"]


def add_known(made: Parser) -> None:
    """``--known``."""
    made.add_argument(
        "--known",
        type=day,
        metavar="DATE",
        help="the terms as they were known on this day (default: all the file holds)",
    )


def add_reading(made: Parser, *, required: bool = False) -> None:
    """``--reading``."""
    made.add_argument(
        "--reading",
        required=required,
        metavar="ID|FILE",
        help="whose reading: mou, us-cumulative, us-headline, japan-headline, or a file of your own",
    )


def add_switch(made: Parser) -> None:
    """``--switch``."""
    made.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="PARAMETER=ANSWER",
        help="answer a doubtful term, such as catchup_base=all_receipts; `kanzei deal terms` lists them (repeatable)",
    )


def add_plot(made: Parser, what: str) -> None:
    """``--plot``."""
    made.add_argument("--plot", type=Path, metavar="FILE", help=f"draw {what}: .png or .svg (needs the extra 'plot')")


def plot_file(options: Namespace) -> None:
    """Refuse a picture that could not be written before any work is done."""
    if options.plot:
        from kanzei.render.deal_picture import check_plot

        check_plot(options.plot)


def answered(options: Namespace, found: Found) -> int:
    """Say the answer, draw the picture that was asked for, and give the exit code."""
    from kanzei.render.tables import Ink

    for note in found.notes:
        sys.stderr.write(f"{note}\n")
    if found.draw and options.plot:
        found.draw(options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return say(options, found.value, found.text(Ink(sys.stdout)))


def view(name: str, known: date | None, reading: str | None) -> tuple[Sheet, Reading | None]:
    """A term sheet as known on a day, and a reading of it.

    Raises
    ------
    LawError, UsageError   A file has mistakes, or the reading was not known on that day.
    """
    from kanzei.deal.read_terms import read_reading, read_sheet

    whole = read_sheet(name)
    sheet = whole.known(known)
    if reading is None:
        return sheet, None
    path = Path(reading)
    if path.suffix.lower() in (".yaml", ".yml", ".json") or path.is_file():
        return sheet, read_reading(path, sheet, whole)
    return sheet, sheet.reading(reading, whole)


def answers(words: list[str], *, calls: bool = False) -> dict[str, object]:
    """``PARAMETER=ANSWER`` words as exact values; ``calls`` takes those of the way to payment too."""
    import difflib

    from kanzei.deal.read_terms import parameter_value
    from kanzei.deal.rules import CALL_OPTIONS, OPTIONS
    from kanzei.deal.words import Words
    from kanzei.law.marked import Mark, Marked

    known = [*OPTIONS, *(CALL_OPTIONS if calls else ())]
    out: dict[str, object] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not (name and equals and text):
            raise UsageError(f"--switch {word}: write PARAMETER=ANSWER; `kanzei deal terms` lists doubtful terms")
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise UsageError(
                f"--switch {name}: no such option{f'; did you mean {near[0]}?' if near else ''} ({', '.join(known)})"
            )
        errors: list[str] = []
        out[name] = parameter_value(Words(errors), name, Marked(text, Mark("--switch", 1, 1)))
        if errors:
            raise UsageError(f"--switch {word}: " + errors[0].partition(": ")[2])
    return out


def case_of(name: str, words: list[str], *, calls: bool = False) -> Case:
    """A case by its id or file, with single answers laid on top; ``calls`` where its calls are run."""
    from kanzei.deal.announced import announced_case, is_announced
    from kanzei.deal.read_case import read_case
    from kanzei.deal.shipped import find_case

    case = announced_case(name) if is_announced(name) else read_case(find_case(name))
    given = answers(words, calls=calls)
    written = {word.partition("=")[0]: word.partition("=")[2] for word in words}
    return case._replace(options={**case.options, **given}, written={**case.written, **written})
