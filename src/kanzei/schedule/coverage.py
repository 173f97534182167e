"""How many lines of the schedule print a symbol in their Special column."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from kanzei.schedule.table import Schedule

__all__ = ["Printed", "printed_lines"]


class Printed(NamedTuple):
    """Lines of one symbol in a release.

    lines : eight-digit lines of chapters 1 to 98. free : of these, free; referred : of these, printed as ``See`` another heading.
    """

    lines: int = 0
    free: int = 0
    referred: int = 0


def printed_lines(schedule: Schedule, on: date, known: date | None = None) -> dict[str, Printed]:
    """symbol -> lines that print it, in the release in force for entries of a day.

    Raises
    ------
    ScheduleError   The day lies before the first release.
    """
    number = schedule.revision_on(on, known)[0]
    rows = schedule._base.execute(
        "SELECT t.formula, c.lines FROM (SELECT special, COUNT(DISTINCT substr(code, 1, 8)) AS lines FROM codes "
        "WHERE first<=? AND last>=? AND length(code)>=8 GROUP BY special) c JOIN texts t ON t.id = c.special",
        (number, number),
    )
    out: dict[str, Printed] = {}
    for formula, lines in rows:
        for symbol, (_, rate) in json.loads(formula).items():
            if symbol:
                had = out.get(symbol, Printed())
                out[symbol] = Printed(
                    had.lines + lines,
                    had.free + (lines if rate[0] == "free" else 0),
                    had.referred + (lines if rate[0] == "see" else 0),
                )
    return out
