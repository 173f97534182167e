"""``kanzei duty``: one entry line, one answer, the law for it."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.cli.options import add_json, add_line, add_view, day, line_of, open_view
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanzei.duty.fees import EntryFees
    from kanzei.duty.filed import Review
    from kanzei.duty.line import EntryLine
    from kanzei.duty.result import Assessment
    from kanzei.duty.view import View

__all__ = ["Answered", "answer_of", "parser", "value_of"]


class Answered(NamedTuple):
    """A question of ``kanzei duty`` answered: what both doors print.

    review : what was filed held against the law, where it was given. fees : where they were asked for.
    """

    line: EntryLine
    view: View
    answer: Assessment
    review: Review | None = None
    fees: EntryFees | None = None


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei duty",
        description="The duty on one entry line on its day of entry, with the law for every cent.",
        example=(
            "duty 8703.23.01.40 --from JP --on 2025-09-20 --value 30000",
            "duty 8703.23.01.40 --from JP --on 2025-09-20 --value 30000 --known 2025-09-10 --json",
            "duty 8528.72.64 --from JP --on 2026-11-02 --value 30000 --fees --mode vessel",
            'duty 8703.23.01.40 --from JP --on 2025-09-20 --value 30000 --filed "9903.01.33 9903.94.01=7500"',
            "duty 0201.30.010 --from US --on 2025-10-01 --value 1000000 --into JP --spi USJTA",
        ),
    )
    add_line(made)
    made.add_argument("--on", required=True, type=day, metavar="DATE", help="day of entry, YYYY-MM-DD")
    add_view(made)
    made.add_argument("--fees", action="store_true", help="add the fees of the line, taken as an entry by itself")
    made.add_argument(
        "--mode", default="", metavar="MODE", help="mode of transport: vessel, air, truck, rail, or its code"
    )
    made.add_argument(
        "--filed",
        metavar="HEADINGS",
        help="hold what was filed against the law: headings in order, with HEADING=USD where the duty is known",
    )
    made.add_argument(
        "--into",
        choices=("US", "JP"),
        default="US",
        help="the country of import (default: US); into JP the code has nine digits and the value is the customs value in yen",
    )
    made.add_argument("--memo", type=Path, metavar="FILE", help="also write a memorandum: .html or .docx")
    made.add_argument("--force", action="store_true", help="write over an existing memorandum")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Assess the line and print the answer; 2 when it cannot be assessed."""
    if options.into == "JP":
        from kanzei.cli.into_japan import run_duty

        return run_duty(options)
    from kanzei.duty.book import LawBook

    if options.memo:
        _check_memo(options.memo, force=options.force)
    found = answer_of(options, lambda: open_view(LawBook.shipped(), options, options.known))
    _print(options, found)
    if options.memo:
        from kanzei.cli.memo import write_memo

        write_memo(options, found.view.book, found.line, found.answer, _command(options))
        sys.stderr.write(f"memorandum written to {options.memo}\n")
    return 0


def answer_of(options: Namespace, open_law: Callable[[], View]) -> Answered:
    """Answer the question of the options.

    Parameters
    ----------
    open_law : gives the view that the options ask for; called once the words of the line are read.

    Raises
    ------
    UsageError   The question cannot be asked. EntryError   The line cannot be read or assessed.
    """
    if options.into == "JP":
        raise UsageError("--into JP: imports into Japan are not covered yet; leave --into out for the United States")
    if options.filed is not None and not options.filed.strip(" ,;"):
        raise UsageError(
            "--filed names no heading: give those of the filing, or the goods' own code where none of Chapter 99 was filed"
        )
    line, notes = line_of(options, options.on)
    view = open_law()
    answer = view.assess(line)
    review = None
    if options.filed is not None:
        from kanzei.entries.filing import read_filing

        review = view.review(line, read_filing(options.filed))
    answer = answer._replace(warnings=(*notes, *answer.warnings))
    return Answered(line, view, answer, review, _fees(options, view, line))


def value_of(found: Answered) -> dict[str, Any]:
    """The answer as a JSON object, in the shape of the contract."""
    from kanzei.render.machine import assessment_json

    value = assessment_json(found.answer)
    if found.review is not None:
        from kanzei.render.filed import review_json

        value["filed"] = review_json(found.review)
    if found.fees is not None:
        from kanzei.render.fees import fees_json

        value |= fees_json(found.fees)
    return value


def _fees(options: Namespace, view: View, line: EntryLine) -> EntryFees | None:
    """The fees of the line as an entry by itself, where they are asked for."""
    if not options.fees:
        if options.mode:
            raise UsageError("--mode bears on fees only: say --fees with it")
        return None
    from kanzei.duty.fees import entry_fees, facts_of

    return entry_fees(view, [facts_of(view, line, options.mode, options.entry_type or "")])


def _print(options: Namespace, found: Answered) -> None:
    if options.json:
        from kanzei.render.machine import dump

        print(dump(value_of(found)))
        return
    from kanzei.render.stack import explain
    from kanzei.render.tables import Ink

    book = found.view.book
    print(explain(found.line, found.answer, (book.official_to, book.seen_to), Ink(sys.stdout)))
    if found.review is not None:
        from kanzei.render.filed import review_text

        print("\n" + review_text(found.review, Ink(sys.stdout)))
    if found.fees is not None:
        from kanzei.render.fees import fees_text

        print("\n" + fees_text(found.fees, Ink(sys.stdout)))


def _command(options: Namespace) -> list[str]:
    """The words that ask this question again, without those that only choose an output."""
    words = [
        "duty",
        options.hts,
        "--from",
        options.origin,
        "--on",
        str(options.on),
        "--value",
        options.value,
    ]
    clock = ("entry_type", "withdrawn", "it", "zone_status", "zone_status_on", "released")
    for name in ("spi", "loaded", "known", "part", *clock):
        given = getattr(options, name)
        words += [f"--{name.replace('_', '-')}", str(given)] if given else []
    for name in ("quantity", "claim", "no", "scenario", "switch"):
        words += [word for one in getattr(options, name) for word in (f"--{name}", str(one))]
    words += ["--answer", options.answer] if options.answer != "charged" else []
    words += ["--adcvd", str(options.adcvd)] if options.adcvd else []
    return [*words, *(["--value-as-given"] if options.value_as_given else [])]


def _check_memo(path: Path, *, force: bool) -> None:
    if path.suffix.lower() not in (".html", ".docx"):
        raise UsageError(f"--memo {path}: the name must end in .html or .docx")
    if path.exists() and not force:
        raise UsageError(f"--memo {path}: the file exists; name another or say --force")
    if not path.parent.is_dir():
        raise UsageError(f"--memo {path}: there is no folder {path.parent}")
