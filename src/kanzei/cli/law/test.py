"""``kanzei law test``: the worked examples inside instrument files."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import existing, shipped_book
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.duty.examples import Outcome

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "test",
        help="run the worked examples of instrument files",
        example=("law test",),
        description="Run the worked examples that instrument files carry and compare the answers to the cent. A file is laid on the "
        "book first, in place of the instrument of its id where there is one.",
    )
    made.add_argument("file", nargs="*", type=Path, metavar="FILE", help="files to test (default: the whole book)")
    made.add_argument("--untested", action="store_true", help="list the provisions that no example reaches")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; 1 when an example fails."""
    from kanzei.duty.edited import standing_instruments
    from kanzei.duty.examples import provisions_of, run_examples, untested
    from kanzei.law.overlay import read_files
    from kanzei.render.authoring import examples_text

    existing(options.file)
    book = shipped_book()
    if options.file:
        book = book.with_scenario(options.file)
        instruments, _ = read_files(options.file)
    else:
        instruments = standing_instruments()
    outcomes = run_examples(book, instruments)
    own = {one.id for one in instruments}
    names = provisions_of(book, own) if options.file else list(book.provisions)
    missing = untested(names, outcomes)
    failed = [one for one in outcomes if one.wrong]
    value: dict[str, Any] = {
        "examples": len(outcomes),
        "failed": [_failure(one) for one in failed],
        "provisions": len(names),
        "untested": missing,
        "lawbook": book.digest,
    }
    files = len({one.instrument for one in outcomes})
    code = say(options, value, examples_text(outcomes, files, len(names), missing, listed=options.untested))
    if failed:
        sys.stderr.write(f"kanzei law test: {len(failed)} of {len(outcomes)} examples fail\n")
        return 1
    return code


def _failure(one: Outcome) -> dict[str, Any]:
    return {
        "place": one.example.place,
        "instrument": one.instrument,
        "name": one.example.name,
        "cite": one.example.cite,
        "differences": [difference._asdict() for difference in one.wrong],
    }
