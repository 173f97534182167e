"""What a day of waiting for supposed law costs on the trade of a year, and whether it is paid back.

Every code of the table is assessed with and without the law of an event, on two days: the day of the view, while one waits, and the day on which the law
comes. Trade is held as it was: nothing is bought more or less because of a rate.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.law.instrument import END
from kanzei.outlook.answer import Answer
from kanzei.outlook.scenario import Flow
from kanzei.outlook.tree import events

__all__ = ["Delay", "delays", "read_facts"]

_PLACES = 100


class Delay(NamedTuple):
    """What waiting for an event costs on a flow, cents of a year's trade; a day is that over ``days``.

    value    : of the lines assessed. missed : value of the lines that could not be (a rate per piece, a code of another year).
    waiting  : duty that an entry of the day of the view bears and would not bear with the law known later: paid back. gone : the same where it is not paid back.
    from_day : first day of entry that the law reaches, where that lies before it came.
    """

    event: str
    flow: Flow
    day: date
    lines: int
    value: int
    missed: int
    missed_lines: int
    waiting: int
    gone: int
    from_day: date | None

    def a_day(self, cents: int) -> Fraction:
        """Of a year's amount, the amount of a day."""
        return Fraction(cents, self.flow.days)


def read_facts(flow: Flow, beside: Path) -> list[tuple[str, int]]:
    """Code and value in cents of every row of a table: one beside the scenario, or a shipped one.

    Raises
    ------
    UsageError   There is no such table, or a row of it cannot be read.
    """
    own = beside.parent / flow.facts
    try:
        if own.is_file():
            text = own.read_text(encoding="utf-8-sig")
        else:
            text = files("kanzei.outlook").joinpath("facts", Path(flow.facts).name).read_text(encoding="utf-8")
    except OSError:
        raise UsageError(
            f"{flow.place}: the table {flow.facts!r} stands neither beside the scenario nor in the package"
        ) from None
    rows = csv.DictReader(text.splitlines())
    if not {"hts", "value_usd"} <= set(rows.fieldnames or ()):
        raise UsageError(f"{flow.facts}: the header needs hts and value_usd")
    out = []
    for number, row in enumerate(rows, 2):
        code, value = (row["hts"] or "").replace(".", ""), row["value_usd"] or ""
        if not (code.isdigit() and len(code) == 10 and value.isdigit()):
            raise UsageError(f"{flow.facts}:{number}: needs a code of ten digits and whole dollars")
        out.append((code, int(value) * 100))
    return out


def delays(answer: Answer, tick: Callable[[], object] = lambda: None) -> tuple[Delay, ...]:
    """What waiting costs, for every event that carries law and every flow that it reaches.

    Notes
    -----
    An event is looked at on the middle one of its days, with nothing else that may come.
    """
    scenario, desk = answer.scenario, answer.outcomes.desk
    facts: dict[str, list[tuple[str, int]]] = {}
    flows = []
    taken: set[tuple[str, str, str]] = set()
    base = desk.base
    for flow in scenario.flows:
        if flow.facts not in facts:
            facts[flow.facts] = read_facts(flow, scenario.path)
        rows = []
        for code, value in facts[flow.facts]:
            key = (flow.facts, flow.origin, code)
            # A code belongs to the first flow that names it: flows of one table never count a dollar twice.
            if key not in taken and _among(base, code, flow.goods, scenario.known):
                taken.add(key)
                rows.append((code, value))
        flows.append((flow, rows))
    known = scenario.known
    out = []
    for event in events(scenario.tree):
        day = event.middle
        if event.id not in scenario.laws or day is None:
            continue
        instrument = scenario.laws.instrument(event.id, day)
        starts = [op.start for op in instrument.operations if op.start != END]
        first = date.fromisoformat(min(starts)) if starts else day
        after = desk.view(((event.id, day),))
        for flow, rows in flows:
            days = (known, day)
            before, with_law = _duties(base, rows, flow.origin, days), _duties(after, rows, flow.origin, days)
            tick()
            both = [
                number
                for number in range(len(rows))
                if all(side[which][number] is not None for side in (before, with_law) for which in (0, 1))
            ]
            less = [
                sum((before[which][number] or 0) - (with_law[which][number] or 0) for number in both)
                for which in (0, 1)
            ]
            if not any(less):
                continue
            value = sum(rows[number][1] for number in both)
            out.append(
                Delay(
                    event.id,
                    flow,
                    day,
                    len(both),
                    value,
                    sum(one for _, one in rows) - value,
                    len(rows) - len(both),
                    less[0],
                    less[1] - less[0],
                    first if less[0] and first < day else None,
                )
            )
    return tuple(out)


def _among(view: View, code: str, goods: Sequence[str], on: date) -> bool:
    if not goods:
        return True
    if any(code.startswith(word) for word in goods if word.isdigit()):
        return True
    return bool(view.memberships(code, on.isoformat()) & set(goods))


def _duties(view: View, rows: Sequence[tuple[str, int]], origin: str, days: tuple[date, ...]) -> list[list[int | None]]:
    """Duty in cents of every row on every day; ``None`` where a row has no answer.

    A code that the schedule of the day lacks is asked by its subheading, which answers where all codes under it agree.
    """
    found: list[list[int | None]] = [[None] * len(rows) for _ in days]
    wanted = [(which, number) for which in range(len(days)) for number in range(len(rows))]
    for digits in (10, 8):
        if not wanted:
            break
        cells = _ask(
            view, [(rows[number][0][:digits], rows[number][1], days[which]) for which, number in wanted], origin
        )
        for (which, number), cents in zip(wanted, cells, strict=True):
            found[which][number] = cents
        wanted = [(which, number) for which, number in wanted if found[which][number] is None]
    return found


def _ask(view: View, lines: Sequence[tuple[str, int, date]], origin: str) -> list[int | None]:
    import pyarrow as pa

    table = pa.table(
        {
            "hts": [code for code, _, _ in lines],
            "origin": [origin] * len(lines),
            "entered_on": [day.isoformat() for _, _, day in lines],
            "value_usd": [str(cents // _PLACES) for _, cents, _ in lines],
        }
    )
    answered: Any = view.assess_table(table)
    out: list[int | None] = []
    for status, duty in zip(
        answered.column("status").to_pylist(), answered.column("duty_usd").to_pylist(), strict=True
    ):
        out.append(int(duty * _PLACES) if status == "ok" and duty is not None else None)
    return out
