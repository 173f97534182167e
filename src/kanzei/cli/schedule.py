"""``kanzei schedule``: codes and rates of the tariff schedule on any day."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, count, day, say
from kanzei.cli.parser import Parser
from kanzei.counts import counted
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.law.chapter99_changes import Chapter99Change
    from kanzei.schedule import Schedule, ScheduleLine
    from kanzei.schedule.changes import Change

__all__ = ["found_of", "line_json", "parser", "shown_of"]


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei schedule",
        description="The tariff schedule: column 1 general and special, column 2, units, by release.",
        example=("schedule show 8703.23.01.40 --on 2025-09-20",),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    show = parts.add_parser(
        "show",
        help="the rates of a code",
        example=("schedule show 6404.11.90.20", "schedule show 0201.30.010 --into JP"),
    )
    show.add_argument("hts", metavar="HTS", help="code of 4, 6, 8 or 10 digits")
    show.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the newest release)")
    show.add_argument("--known", type=day, metavar="DATE", help="the schedule as known on this day")
    show.set_defaults(run=_show)
    codes = parts.add_parser(
        "codes",
        help="every ten-digit code of a day",
        example=("schedule codes --on 2025-09-20", "schedule codes --on 2025-10-01 --into JP"),
    )
    codes.add_argument("--on", required=True, type=day, metavar="DATE", help="the day")
    codes.add_argument("--known", type=day, metavar="DATE", help="the schedule as known on this day")
    codes.set_defaults(run=_codes)
    diff = parts.add_parser(
        "diff",
        help="what changed between two releases",
        example=("schedule diff 2025HTSRev15 2025HTSRev16", "schedule diff 'rev 16 of 2025' 2025_rev_17"),
    )
    diff.add_argument(
        "before", metavar="REV", help="name of a release, however written: 2025HTSRev17, 'rev 17 of 2025'"
    )
    diff.add_argument("after", metavar="REV", help="name of a release")
    diff.add_argument("-o", "--output", type=Path, metavar="FILE", help="write every change to FILE.csv")
    diff.add_argument("--force", action="store_true", help="write over an existing file")
    diff.set_defaults(run=_diff)
    search = parts.add_parser(
        "search",
        help="codes by the words of their description",
        example=("schedule search piano", "schedule search beef --into JP"),
    )
    search.add_argument("words", nargs="+", metavar="WORDS", help="words that the description has")
    search.add_argument("--limit", type=count, default=50, metavar="N", help="most codes shown (default: 50)")
    search.set_defaults(run=_search)
    adding = parts.add_parser(
        "import",
        help="add an official export that you downloaded",
        example=("schedule import hts_2026_revision_10_json.json",),
        description="Add an official export of the schedule (JSON or CSV from hts.usitc.gov) to your own table: its "
        "descriptions for search, and its codes and rates where it is newer than what Kanzei ships.",
    )
    adding.add_argument("file", type=Path, metavar="FILE", help="the export: .json or .csv, gzipped or not")
    adding.add_argument(
        "--release", metavar="NAME", help="its name, such as 2026HTSRev11 (default: from the file's name)"
    )
    adding.add_argument("--effective", type=day, metavar="DATE", help="the day the release took effect")
    adding.set_defaults(run=_import)
    for part, which in ((show, "show"), (codes, "codes"), (search, "search")):
        part.add_argument("--into", choices=("US", "JP"), default="US", help="whose tariff (default: US)")
        part.set_defaults(japan=f"run_{which}")
    for part in (show, codes, diff, search, adding):
        add_json(part)
    return made


def _open() -> Schedule:
    from kanzei.schedule import Schedule

    return Schedule.open()


def _japan(options: Namespace) -> int:
    from kanzei.cli import japan_schedule

    answer: int = getattr(japan_schedule, options.japan)(options)
    return answer


def _show(options: Namespace) -> int:
    if options.into == "JP":
        return _japan(options)
    from kanzei.render.schedule import code_text

    value, lines, names = shown_of(options, _open())
    return say(options, value, code_text(lines, value["children"], value["on"], names))


def shown_of(options: Namespace, schedule: Schedule) -> tuple[dict[str, Any], list[ScheduleLine], dict[str, str]]:
    """The rates of a code as a JSON object, its lines, and the names of their codes.

    Raises
    ------
    UsageError   The heading is not in the schedule. EntryError, ScheduleError   The code cannot be read, or is not there on the day.
    """
    from kanzei.entries.cells import read_code

    on = options.on or schedule.revisions()[-1][2]
    text = options.hts.replace(".", "").strip()
    code = text if len(text) == 4 and text.isdigit() else read_code(options.hts)
    from kanzei.schedule.user import names as names_of

    children = schedule.children(code, on, options.known) if len(code) < 10 else []
    if len(code) < 8:
        if not children:
            raise UsageError(f"heading {options.hts} is not in the schedule of {on}: check the code")
        lines = [schedule.lookup(child, on, options.known) for child in children]
    else:
        lines = [schedule.lookup(code, on, options.known)]
    names = names_of(one.code for one in lines)
    return {"on": on, "lines": [line_json(one, names) for one in lines], "children": children}, lines, names


def line_json(line: ScheduleLine, names: dict[str, str]) -> dict[str, Any]:
    """A code on a day as a JSON object."""
    return {
        "hts": line.code,
        "name": names.get(line.code, ""),
        "general": line.general.text,
        "special": {symbol: column.text for symbol, column in line.special.items()},
        "column_2": line.other.text,
        "units": list(line.units),
        "release": line.revision,
        "warnings": list(line.warnings),
    }


def _codes(options: Namespace) -> int:
    if options.into == "JP":
        return _japan(options)
    schedule = _open()
    found = schedule.codes(options.on, options.known)
    release = schedule.revision_on(options.on, options.known)[1]
    value = {"on": options.on, "release": release, "codes": found, "schedule": schedule.digest}
    return say(options, value, "\n".join(found))


def _diff(options: Namespace) -> int:
    from kanzei.law.chapter99 import read_table
    from kanzei.law.chapter99_changes import chapter99_changes
    from kanzei.render.schedule import changes_text, chapter99_text
    from kanzei.schedule.changes import changes_between, counts, find_release

    schedule = _open()
    days = {name: (known, effective) for name, known, effective in schedule.revisions()}
    before, after = (find_release(days, text) for text in (options.before, options.after))
    if options.output:
        _check_output(options.output, force=options.force)
    found = changes_between(schedule, before, after)
    headings = chapter99_changes(read_table(), before, after)
    if options.output:
        _write_changes(options.output, found, headings or [])
    changes = [
        {"hts": one.code, "what": one.what, "before": one.before, "after": one.after, "related": list(one.related)}
        for one in found
    ]
    value = {
        "from": before,
        "to": after,
        "known": [days[before][0], days[after][0]],
        "effective": [days[before][1], days[after][1]],
        "counts": counts(found),
        "changes": changes,
        "chapter_99": None if headings is None else [one._asdict() for one in headings],
        "schedule": schedule.digest,
    }
    text = changes_text(before, after, days, found)
    return say(options, value, f"{text}\n\n{chapter99_text(headings)}")


def _check_output(path: Path, *, force: bool) -> None:
    if path.suffix.lower() != ".csv":
        raise UsageError(f"-o {path}: the name must end in .csv")
    if path.exists() and not force:
        raise UsageError(f"-o {path}: the file exists; name another or say --force")
    if not path.parent.is_dir():
        raise UsageError(f"-o {path}: there is no folder {path.parent}")


def _write_changes(path: Path, found: list[Change], headings: list[Chapter99Change]) -> None:
    import csv
    import os
    import sys

    from kanzei.entries.write import explained

    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["hts", "what", "before", "after", "related"])
            writer.writerows([one.code, one.what, one.before, one.after, " ".join(one.related)] for one in found)
            writer.writerows([one.heading, one.what, one.before, one.after, " ".join(one.codes)] for one in headings)
        os.replace(part, path)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)
    sys.stderr.write(f"{counted(len(found) + len(headings), 'change')} written to {path}\n")


def _search(options: Namespace) -> int:
    if options.into == "JP":
        return _japan(options)
    from kanzei.render.schedule import found_text

    value = found_of(" ".join(options.words), options.limit)
    rows = [(one["hts"], one["description"]) for one in value["found"]]
    return say(options, value, found_text(value["words"], rows))


def found_of(words: str, limit: int) -> dict[str, Any]:
    """Codes whose description has the words, as a JSON object.

    Raises
    ------
    UsageError   No descriptions are at hand, or no word was given.
    """
    from kanzei.schedule.user import search

    return {"words": words, "found": [{"hts": code, "description": text} for code, text in search(words, limit)]}


def _import(options: Namespace) -> int:
    from kanzei.schedule.user import import_export

    done = import_export(options.file, options.release, options.effective)
    value = {**done._asdict(), "path": str(done.path)}
    rates = "its codes and rates are in use" if done.extended else f"rates not added: {done.note}"
    text = f"{counted(done.codes, 'description')} of {done.release or 'a release without a name'} added; {rates}\ntable: {done.path}"
    text += f"\nwhat it changes in Chapter 99: kanzei law coverage --export {options.file}"
    return say(options, value, text)
