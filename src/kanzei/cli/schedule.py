"""``kanzei schedule``: codes and rates of the tariff schedule on any day."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, day
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.schedule import Schedule, ScheduleLine

__all__ = ["parser"]


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei schedule",
        description="The tariff schedule: column 1 general and special, column 2, units, by release.",
        example=("schedule show 8703.23.01.40 --on 2025-09-20",),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    show = parts.add_parser("show", help="the rates of a code", example=("schedule show 6404.11.90.20",))
    show.add_argument("hts", metavar="HTS", help="code of 4, 6, 8 or 10 digits")
    show.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the newest release)")
    show.add_argument("--known", type=day, metavar="DATE", help="the schedule as known on this day")
    show.set_defaults(run=_show)
    codes = parts.add_parser("codes", help="every ten-digit code of a day", example=("schedule codes --on 2025-09-20",))
    codes.add_argument("--on", required=True, type=day, metavar="DATE", help="the day")
    codes.set_defaults(run=_codes)
    diff = parts.add_parser(
        "diff", help="what changed between two releases", example=("schedule diff 2025HTSRev17 2025HTSRev18",)
    )
    diff.add_argument("before", metavar="REV", help="name of a release")
    diff.add_argument("after", metavar="REV", help="name of a release")
    diff.set_defaults(run=_diff)
    for part in (show, codes, diff):
        add_json(part)
    return made


def _open() -> Schedule:
    from kanzei.schedule import Schedule

    return Schedule.open()


def _say(options: Namespace, value: Any, text: str) -> int:
    if options.json:
        from kanzei.render.machine import dump

        print(dump(value))
    else:
        print(text)
    return 0


def _show(options: Namespace) -> int:
    from kanzei.entries.cells import read_code
    from kanzei.render.schedule import code_text

    schedule = _open()
    on = options.on or schedule.revisions()[-1][2]
    text = options.hts.replace(".", "").strip()
    code = text if len(text) == 4 and text.isdigit() else read_code(options.hts)
    names: dict[str, str] = {}
    children = schedule.children(code, on) if len(code) < 10 else []
    if len(code) < 8:
        if not children:
            raise UsageError(f"heading {options.hts} is not in the schedule of {on}: check the code")
        lines = [schedule.lookup(child, on, options.known) for child in children]
    else:
        lines = [schedule.lookup(code, on, options.known)]
    value = {"on": on, "lines": [_line_json(one, names) for one in lines], "children": children}
    return _say(options, value, code_text(lines, children, on, names))


def _line_json(line: ScheduleLine, names: dict[str, str]) -> dict[str, Any]:
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
    schedule = _open()
    found = schedule.codes(options.on)
    release = schedule.revision_on(options.on)[1]
    value = {"on": options.on, "release": release, "codes": found, "schedule": schedule.digest}
    return _say(options, value, "\n".join(found))


def _diff(options: Namespace) -> int:
    from kanzei.render.schedule import changes_text

    schedule = _open()
    rows = schedule.diff(options.before, options.after)
    changes = [dict(zip(("hts", "what", "before", "after"), row, strict=True)) for row in rows]
    value = {"from": options.before, "to": options.after, "changes": changes, "schedule": schedule.digest}
    return _say(options, value, changes_text(options.before, options.after, rows))
