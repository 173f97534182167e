"""``kanzei law check``: check instrument files, alone and against the book."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import existing
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.counts import counted

if TYPE_CHECKING:
    from kanzei.law.instrument import Instrument

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "check",
        help="check instrument files",
        example=("law check",),
        description="Check instrument files: each alone, then laid on the book (names it uses, law it changes, conflicts it makes), with "
        "warnings on likely slips and the provisions that no worked example of the file reaches. Mistakes end with exit code 2, "
        "warnings do not.",
    )
    made.add_argument("file", nargs="*", type=Path, metavar="FILE", help="files to check (default: the whole book)")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.law.check import check_book
    from kanzei.law.taken import book_folder
    from kanzei.render.authoring import check_text

    existing(options.file)
    value: dict[str, Any]
    if not options.file:
        wrong = check_book(book_folder())
        value = {"mistakes": wrong}
        text = check_text("the law book", wrong, [])
    else:
        wrong, warnings, reached = _files(options.file)
        value = {"mistakes": wrong, "warnings": warnings, **reached}
        what = str(options.file[0]) if len(options.file) == 1 else f"{len(options.file)} files"
        text = check_text(what, wrong, warnings, _reach_words(reached))
    say(options, value, text)
    if wrong:
        sys.stderr.write(f"kanzei law check: {counted(len(wrong), 'mistake')}\n")
    return 2 if wrong else 0


def _files(paths: list[Path]) -> tuple[list[str], list[str], dict[str, Any]]:
    from kanzei.cli.law.japan import is_of_japan, mistakes_of

    if all(is_of_japan(path) for path in paths):
        return mistakes_of(paths), [], {}
    from kanzei.duty.edited import standing_instruments
    from kanzei.law.check import check_against
    from kanzei.law.overlay import read_files
    from kanzei.schedule import Schedule

    schedule = Schedule.open()
    newest = len(schedule.revisions()) - 1

    def has_codes(prefix: str) -> bool:
        return any(schedule.children(prefix, number) for number in range(newest, -1, -1))

    found = check_against(paths, standing_instruments(), has_codes)
    if found.mistakes:
        return found.mistakes, found.warnings, {}
    return found.mistakes, found.warnings, _reach(paths, read_files(paths)[0])


def _reach(paths: list[Path], instruments: list[Instrument]) -> dict[str, Any]:
    """How the file's own examples fare, and the provisions none of them reaches."""
    from kanzei.cli.law.book import shipped_book
    from kanzei.duty.examples import provisions_of, run_examples, untested

    book = shipped_book().with_scenario(paths)
    outcomes = run_examples(book, instruments)
    names = provisions_of(book, {one.id for one in instruments})
    failed = [f"{one.example.place}: the example {one.example.name!r} fails" for one in outcomes if one.wrong]
    return {
        "examples": len(outcomes),
        "failed": failed,
        "provisions": len(names),
        "untested": untested(names, outcomes),
    }


def _reach_words(reached: dict[str, Any]) -> list[str]:
    if not reached:
        return []
    out = [f"warning: {one}; `kanzei law test` shows the difference" for one in reached["failed"]]
    if reached["provisions"]:
        tested = reached["provisions"] - len(reached["untested"])
        examples = counted(reached["examples"], "worked example")
        verb = "reaches" if reached["examples"] == 1 else "reach"
        out.append(f"{examples} {verb} {tested} of {counted(reached['provisions'], 'provision')}")
        shown = reached["untested"][:8]
        more = f" and {len(reached['untested']) - 8} more" if len(reached["untested"]) > 8 else ""
        out += [f"not reached: {', '.join(shown)}{more}"] if shown else []
    return out
