"""A synthetic importer: entries of 2025 and 2026 drawn from the worked rows, with seeded mistakes, and for each what must be found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from .lines import GENERAL, Booked, Truth, booked_line, by_law
from .rows import Worked, by_day, is_void

__all__ = [
    "IMPORTER",
    "LAYOUTS",
    "OTHER",
    "REJECTED",
    "SEEN_ON",
    "Entry",
    "Importer",
    "Line",
    "alone",
    "entry_number",
    "importer",
    "mistakes_of",
    "upload_number",
]

SEEN_ON = date(2026, 11, 22)
"""The day deadlines are looked at: phases 1 to 3 are open, the importer is no plaintiff."""
IMPORTER, OTHER = "12-345678900", "98-765432100"
_ONE_YEAR_OPEN = date(2026, 1, 12)
"""Entries after it reach day 314 after the entry later than SEEN_ON."""
_WINDOW = tuple(date(2026, 2, 20) + timedelta(days=number) for number in range(4))

LAYOUTS = ("repeated", "version", "indicator", "reversed", "reversed by a line", "credit", "blended", "halves")
"""What a report does to a line that is filed right."""

REJECTED = {
    "entry-number": "bad entry-number form",
    "not-in-ace": "not in ACE",
    "importer": "importer mismatch",
    "duplicate": "duplicate",
    "no-ieepa": "no IEEPA heading",
    "final": "liquidated more than 80 days ago",
    "reconciliation": "reconciliation flag",
    "reconciled": "reconciliation entry already filed",
    "type-08": "type 08",
    "type-09": "type 09",
    "type-23": "type 23",
    "type-47": "type 47",
    "drawback": "drawback link",
    "protest": "open protest",
    "adcvd": "AD/CVD pending",
    "under-review": "ENTRY SUMMARY UNDER REVIEW",
    "statement": "STATEMENT PROCESSING NOT COMPLETE",
    "cancelled": "entry summary cancelled or rejected",
    "surety": "duty paid by a surety",
    "not-plaintiff": "importer not among the plaintiffs",
}
"""Reason -> CBP's words for it (CSMS 68340863 and the guidance on the process)."""

_STATES: dict[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "not-in-ace": ({}, {"in_ace": False}, "not-in-ace"),
    "importer": ({"Importer Number": OTHER}, {}, "importer"),
    "duplicate": ({}, {"accepted": True}, "duplicate"),
    "flagged": ({"Reconciliation Indicator": "Y"}, {}, ""),
    "flagged-21": ({"Reconciliation Indicator": "Y", "Entry Type Code": "21"}, {}, "reconciliation"),
    "reconciled": ({"Reconciliation Indicator": "Y"}, {"reconciled_on": date(2026, 7, 1)}, "reconciled"),
    "type-08": ({"Entry Type Code": "08"}, {}, "type-08"),
    "type-09": ({"Entry Type Code": "09"}, {}, "type-09"),
    "type-23": ({"Entry Type Code": "23"}, {}, "type-23"),
    "type-47": ({"Entry Type Code": "47"}, {}, "type-47"),
    "type-06": ({"Entry Type Code": "06"}, {}, ""),
    "drawback": ({"Drawback Indicator": "Y"}, {}, "drawback"),
    "protest": ({"Protest Number": "270426100001", "Protest Status": "Open"}, {}, "protest"),
    "protest-denied": ({"Protest Number": "270426100002", "Protest Status": "Denied"}, {}, ""),
    "adcvd": ({"Entry Type Code": "03"}, {"adcvd_pending": True}, "adcvd"),
    "adcvd-not-pending": ({"Entry Type Code": "03"}, {"adcvd_pending": False}, ""),
    "under-review": ({"Control Status": "CBP Review"}, {}, "under-review"),
    "statement": ({}, {"statement_paid": False}, "statement"),
    "cancelled": ({}, {"cancelled": True}, "cancelled"),
    "surety": ({"Surety Paid": "Y"}, {}, "surety"),
    "entry-number": ({}, {}, "entry-number"),
    "day 80": ({"Liquidation Date": "09/03/2026", "Liquidation Status": "Liquidated"}, {}, ""),
    "day 81": ({"Liquidation Date": "09/02/2026", "Liquidation Status": "Liquidated"}, {}, "final"),
}
"""Seeded state -> its cells, its circumstances, and the reason it is refused for, or ``""``. Day 80 after 2026-09-03 is 2026-11-22."""


class Line(NamedTuple):
    """number : of the line. layout : one of :data:`LAYOUTS`, or ``""``. gone : it stands in no line read."""

    number: int
    row: Worked
    value: int
    booked: Booked
    layout: str
    invoice: str

    @property
    def gone(self) -> bool:
        return self.layout.startswith("reversed")

    @property
    def truth(self) -> Truth:
        return self.booked.truth


class Entry(NamedTuple):
    """cells : of the state, by caption. stated : circumstances. rejects : reasons a declaration would meet. phase : of the process, where nothing else refuses it."""

    number: str
    entered: date
    summary: date
    cells: dict[str, str]
    stated: dict[str, Any]
    rejects: frozenset[str]
    phase: int
    lines: tuple[Line, ...]

    @property
    def void(self) -> int:
        """Cents deposited under void authorities."""
        return sum(line.truth.high for line in self.lines if not line.gone)

    @property
    def declarable(self) -> bool:
        """Whether there is something to declare: void duty, or an amount that nothing divides and a heading under IEEPA beside it."""
        return bool(self.void) or any(
            ("not split", "") in line.truth.rows
            and any(number.startswith(("9903.01", "9903.02")) for number, _ in line.booked.numbers)
            for line in self.lines
            if not line.gone
        )


class Importer(NamedTuple):
    """The entries, and how often each kind of oddity must be told."""

    entries: tuple[Entry, ...]
    oddities: Counter[str]

    def lines(self) -> Iterator[tuple[Entry, Line]]:
        """The lines that must be read."""
        return ((entry, line) for entry in self.entries for line in entry.lines if not line.gone)


def entry_number(number: int, filer: str = "KZS") -> str:
    """Filer code, seven digits and the check digit (letters as 1 to 9; every second figure doubled; sum to the next ten)."""
    ten = f"{filer}{number:07d}"
    figures = [
        int(one)
        if one.isdigit()
        else "ABCDEFGHI".find(one) + 1 or "JKLMNOPQR".find(one) + 1 or "STUVWXYZ".find(one) + 2
        for one in ten
    ]
    doubled = [figure if place % 2 == 0 else 2 * figure - 9 * (2 * figure > 9) for place, figure in enumerate(figures)]
    return f"{ten}{-sum(doubled) % 10}"


def importer(lines: int, seed: int = 20260220) -> Importer:
    """Entries with about the given number of lines; the same seed gives the same importer."""
    draw = Random(seed)
    days = list(by_day())
    entries: list[Entry] = []
    oddities: Counter[str] = Counter({"mixed-importers": 1})
    states = list(_STATES)
    made = 0
    while made < lines:
        number = len(entries) + 1
        state = states[number // 20 % len(states)] if number % 20 == 0 else ""
        entered = draw.choice(_WINDOW) if draw.random() < 0.02 else draw.choice(days)
        if state.startswith("day ") or (state and draw.random() < 0.5):
            entered = draw.choice(_WINDOW)
        rows = by_day()[entered]
        lag = max(row.lag for row in rows) if all(row.lag == 12 for row in rows) else 3
        rows = tuple(row for row in rows if row.lag == lag)
        held = []
        for place in range(draw.randint(1, 6)):
            held.append(_line(draw, place + 1, draw.choice(rows), entered, f"INV{made + place:07d}", alone=not held))
        made += len(held)
        if number % 97 == 0 and entries and not state and (again := _entered_twice(entries[-1], draw)):
            entered, lag, held = again
        for line in held:
            oddities.update(_told(line))
        entries.append(_entry(draw, number, entered, lag, state, tuple(held), oddities))
    return Importer(tuple(entries), oddities)


def _line(draw: Random, number: int, row: Worked, entered: date, invoice: str, *, alone: bool) -> Line:
    value = draw.randint(50_000, 9_000_000)
    chance = draw.random()
    if chance < 0.05:
        seeds = [*row.mistakes, *(one for one in GENERAL if _bears(row, one))]
        if seeds:
            return Line(number, row, value, booked_line(row, entered, value, draw, draw.choice(seeds)), "", invoice)
    booked = booked_line(row, entered, value, draw)
    layout = draw.choice(LAYOUTS) if chance > 0.92 else "blended" if chance < 0.11 else ""  # five lines in a hundred
    if (layout.startswith("reversed") and alone) or (layout in ("credit", "blended", "halves") and not row.duties):
        layout = ""
    return Line(number, row, value, booked, layout, invoice)


def _bears(row: Worked, seed: str) -> bool:
    if seed == "whole and ordinary":
        return bool(row.column_1) and any(one.is_total for one in row.duties)
    return bool(row.duties) and (seed != "cent less" or row.later is None)


def _entered_twice(before: Entry, draw: Random) -> tuple[date, int, list[Line]] | None:
    """The shipment of another entry once more: nothing is owed on it."""
    line = next((one for one in before.lines if not one.layout and not one.booked.seed), None)
    if line is None or before.cells["Importer Number"] != IMPORTER:
        return None
    law = {name: cents for name, cents in by_law(line.value, line.row.column_1, line.row.duties).items() if cents}
    rows = {("duplicate", name): cents for name, cents in law.items()}
    high = sum(cents for name, cents in law.items() if is_void(name, before.entered))
    booked = line.booked._replace(truth=Truth(line.truth.paid, 0, rows, high, high, ""), seed="entered twice")
    return before.entered, line.row.lag, [line._replace(number=1, booked=booked)]


def _entry(
    draw: Random, number: int, entered: date, lag: int, state: str, lines: tuple[Line, ...], oddities: Counter[str]
) -> Entry:
    name = entry_number(number)
    cells = {"Entry Type Code": "01", "Importer Number": IMPORTER, "Liquidation Status": "Unliquidated"}
    rejects = set()
    if state != "day 80" and state != "day 81":
        late = _liquidation(draw, entered, cells, allowed_final=not state)
        if late:
            rejects |= {"final", "not-plaintiff"}
    stated: dict[str, Any] = {}
    if state:
        own, stated, why = _STATES[state]
        cells |= own
        rejects |= {why} - {""}
        if why == "final":
            rejects.add("not-plaintiff")
    if state == "entry-number":
        name = name[:10] + str((int(name[10]) + 3) % 10)
        oddities["check-digit"] += 1
    numbers = {number for line in lines if not line.gone for number, _ in line.booked.numbers}
    if not any(number.startswith(("9903.01", "9903.02")) for number in numbers):
        rejects.add("no-ieepa")
    phase = 2 if cells.get("Reconciliation Indicator") else 1
    return Entry(name, entered, entered + timedelta(days=lag), cells, stated, frozenset(rejects), phase, lines)


def _liquidation(draw: Random, entered: date, cells: dict[str, str], *, allowed_final: bool) -> bool:
    """Fill in the liquidation; whether it lies more than 80 days back."""
    chance = draw.random()
    if entered > _ONE_YEAR_OPEN and chance < 0.7:
        return False
    if chance < 0.1:
        cells["Liquidation Status"] = "Extended"
        return False
    if chance < 0.15:
        cells["Liquidation Status"] = "Suspended"
        return False
    final = allowed_final and chance < 0.5 and entered < _ONE_YEAR_OPEN
    first = entered + timedelta(days=100) if final else max(entered + timedelta(days=30), SEEN_ON - timedelta(days=80))
    last = SEEN_ON - timedelta(days=81) if final else SEEN_ON
    day = first + timedelta(days=draw.randint(0, (last - first).days))
    cells |= {"Liquidation Status": "Liquidated", "Liquidation Date": day.strftime("%m/%d/%Y")}
    return final


def _told(line: Line) -> Counter[str]:
    """Oddities that the layout of a line must be told by."""
    kinds = {
        "repeated": "repeated", "version": "corrected", "indicator": "corrected", "reversed": "reversed-line",
        "reversed by a line": "reversed-line", "credit": "credit", "blended": "blended", "halves": "heading-twice",
    }  # fmt: skip
    found = Counter([kinds[line.layout]] if line.layout else [])
    if line.booked.seed == "twice":
        found["heading-twice"] += 1
    if line.booked.seed == "blended and wrong":
        found["blended"] += 1
    return found


def upload_number(place: int) -> str:
    """The number of an entry made by :func:`alone`."""
    return entry_number(place, "KZU")


def alone(entry: Entry, place: int) -> Entry:
    """An entry once more under a number of its own, with its first line that bears void duty."""
    line = next(line for line in entry.lines if line.truth.high and not line.gone)
    return entry._replace(number=upload_number(place), lines=(line._replace(invoice=f"U{place}"),))


def mistakes_of(found: Importer) -> Counter[str]:
    """How often each mistake, layout and state was seeded."""
    seeds = Counter(line.booked.seed or line.layout for _, line in found.lines() if line.booked.seed or line.layout)
    seeds.update(reason for entry in found.entries for reason in entry.rejects)
    return seeds
