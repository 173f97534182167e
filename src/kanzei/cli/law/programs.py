"""``kanzei law programs``: the special tariff programmes, their countries and days, and the lines they cover."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import near, shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import NotCovered, UsageError

if TYPE_CHECKING:
    from datetime import date

    from kanzei.duty.view import View

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "programs",
        help="special tariff programmes",
        example=("law programs D --known 2025-12-01", "law programs --from JP --on 2025-10-01"),
    )
    made.add_argument("symbol", nargs="?", metavar="SYMBOL", help="special program indicator, such as S, KR, JP or A+")
    made.add_argument("--from", dest="origin", metavar="CC", help="only programmes open to this country on the day")
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the book's newest day)")
    made.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.countries import normalise_origin
    from kanzei.duty.assess import FIRST_DAY
    from kanzei.law.programs import programs
    from kanzei.render.programs import program_text, programs_text

    symbol = (options.symbol or "").upper()
    if symbol and symbol not in programs():
        raise UsageError(
            f"{symbol!r} is no symbol of a programme{near(symbol, programs())}; `kanzei law programs` lists all"
        )
    view = shipped_book().view(known=options.known)
    on = options.on or view.known_on
    if on < FIRST_DAY:
        raise NotCovered(f"entered {on}: the book begins with entries of {FIRST_DAY}")
    origin = normalise_origin(options.origin)[0] if options.origin else ""
    rows = [row for row in rows_on(view, on, origin) if not symbol or row["symbol"] == symbol]
    value = {
        "entered_on": on,
        "known_on": view.known_on,
        "origin": origin or None,
        "column": "2" if origin and view.in_group("column-2", origin, on.isoformat()) else "1" if origin else None,
        "programs": rows,
        "lawbook": view.digest,
    }
    if options.json:
        return say(options, value, "")
    return say(options, value, program_text(view, on, rows) if symbol else programs_text(view, on, origin, rows))


def rows_on(view: View, on: date, origin: str = "") -> list[dict[str, Any]]:
    """Every programme on a day of entry, as known in a view; those open to a country, where one is given."""
    from kanzei.duty.preference import spans
    from kanzei.law.programs import programs
    from kanzei.schedule.coverage import Printed, printed_lines

    printed = printed_lines(view.book.schedule, on, view.known_on)
    entered = on.isoformat()
    barred = bool(origin) and view.in_group("column-2", origin, entered)
    out = []
    for one in programs().values():
        members = spans(view, one.symbol)
        open_now = sorted({code for code, start, stop in members if start <= entered < stop})
        # Every country of column 1 is meant where a group holds all.
        mine = [code for code in open_now if code in (origin.lower(), "all")]
        if origin and (barred or not mine):
            continue
        lines = printed.get(one.symbol, Printed())
        out.append(
            {
                "symbol": one.symbol,
                "name": one.name,
                "general_note": one.note,
                "status": _status(members, open_now, entered, one.column),
                "effect": one.effect,
                "lines": lines.lines,
                "lines_free": lines.free,
                "lines_by_reference": lines.referred,
                "mpf": one.mpf,
                "mpf_because": one.why,
                "remark": one.remark,
                "countries": [
                    {"country": code.upper(), "entered_from": start, "entered_to": stop if stop < "9999" else None}
                    for code, start, stop in members
                ],
            }
        )
    return out


def _status(members: list[tuple[str, str, str]], open_now: list[str], entered: str, column: bool) -> str:
    if open_now:
        return "in force"
    if not members:
        return "no beneficiary" if column else "not in the Special column"
    if entered >= max(stop for _, _, stop in members):
        return "ended"
    return "not yet begun"
