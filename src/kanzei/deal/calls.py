"""From selection to payment: the order of states, the clock of a notice, caps and last days, declined calls and what they open.

What a rule of the terms forbids is refused with the rule's id. What it merely advises against is told as a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.calendar import notice_clock
from kanzei.deal.case import PERIODS, Case, Project, check_ceiling
from kanzei.deal.deemed import Periodic, Tranche
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.words import percentage
from kanzei.errors import UsageError

__all__ = ["Called", "Event", "Paid", "call", "pay_calls"]


def _usd(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


class Event(NamedTuple):
    """Something that happened to a project: day (or none), what, its clause; ``warning`` where it asks for care."""

    project: str
    day: date | None
    state: str
    text: str
    clause: str
    warning: bool = False


class Paid(NamedTuple):
    """A year of a yearly cap: new calls, queue before payment, paid, queue after; and what was paid of each call, (call, cents)."""

    year: int
    new: int
    before: int
    paid: int
    after: int
    parts: tuple[tuple[str, int], ...]


class Called(NamedTuple):
    """Projects that are funded, with their days, declined amounts with theirs, and the events on the way."""

    projects: tuple[Project, ...]
    paid_on: dict[str, date]
    declined: tuple[tuple[date | None, int], ...]
    events: tuple[Event, ...]
    queue: tuple[Paid, ...] = ()


def pay_calls(calls: Sequence[tuple[int, str, int]], cap: int) -> list[Paid]:
    """Pay calls (year, id, cents) under a cap a year, the first first; years run on until the queue is empty.

    Notes
    -----
    A call of a year stands before those of later years; within a year they stand as given.
    """
    if not calls:
        return []
    if cap <= 0:
        raise UsageError("a yearly cap of nothing pays no call")
    waiting: list[tuple[str, int]] = []
    out: list[Paid] = []
    year, last = min(one[0] for one in calls), max(one[0] for one in calls)
    while year <= last or waiting:
        new = [(ident, cents) for when, ident, cents in calls if when == year]
        waiting += new
        before = sum(cents for _, cents in waiting)
        room, parts, rest = cap, [], []
        for ident, cents in waiting:
            part = min(cents, room)
            room -= part
            if part:
                parts.append((ident, part))
            if cents > part:
                rest.append((ident, cents - part))
        waiting = rest
        out.append(Paid(year, sum(cents for _, cents in new), before, cap - room, before - cap + room, tuple(parts)))
        year += 1
    return out


def call(case: Case, sheet: Sheet, reading: Reading) -> Called:
    """Take the projects of a case through selection, notice and payment.

    Raises
    ------
    UsageError   A rule forbids it: the ceiling (T02), the last day (T03, T04), payment before the earliest day (T20), a closed list of sectors (T05).
    """
    events: list[Event] = []
    funded: list[Project] = []
    paid_on: dict[str, date] = {}
    declined: list[tuple[date | None, int]] = []
    for one in sorted(case.projects, key=lambda project: project.states.get("notified", date.min)):
        events += _selection(one, sheet, reading)
        earliest = _notice(one, sheet, reading, events)
        day = one.paid_on or earliest
        why = _declines(one, case, sheet, reading)
        if why:
            declined.append((day, one.called))
            events += _decline_events(one, day, one.called, why, sheet)
            continue
        _check_day(one, day, sheet, reading)
        if day:
            paid_on[one.id] = day
            events += _window(one, day, sheet, reading)
            events.append(Event(one.id, day, "funded", f"{_usd(one.funded)} paid", "T22"))
        if one.called > one.funded:
            short = one.called - one.funded
            if case.options.get("partial_rule", sheet.value("partial_rule", reading)) == "declined":
                short = one.called
            declined.append((day, short))
            events += _decline_events(one, day, short, ("part of the call was not paid", "T34"), sheet)
        funded.append(one)
    check_ceiling(case, funded, sheet, reading)
    queue, funded = _yearly_cap(case, funded, paid_on, sheet, reading, events)
    told = [one._replace(clause=sheet.cited(one.clause)) for one in events]
    return Called(tuple(funded), paid_on, tuple(declined), tuple(told), tuple(queue))


def _selection(one: Project, sheet: Sheet, reading: Reading) -> list[Event]:
    events = [Event(one.id, day, state, state, "T13") for state, day in one.states.items()]
    sectors = sheet.value("sectors", reading)
    if one.sector and isinstance(sectors, tuple) and one.sector.lower() not in {word.lower() for word in sectors}:
        if sheet.value("sector_list_closed", reading):
            raise UsageError(
                f"{one.id}: the sector {one.sector!r} is not on the list, which is closed (T05): {', '.join(sectors)}"
            )
        events.append(
            Event(
                one.id,
                None,
                "warning",
                f"the sector {one.sector!r} is not named; the list is open",
                "T05",
                warning=True,
            )
        )
    return events


def _notice(one: Project, sheet: Sheet, reading: Reading, events: list[Event]) -> date | None:
    """Earliest day of payment, where the project has a notice."""
    notice = one.states.get("notified")
    if notice is None:
        return None
    if sheet.value("notice_business_days") is None:
        return one.paid_on or notice
    chosen = str(sheet.value("business_calendar", reading) or "JOINT")
    earliest = notice_clock(sheet, notice, chosen)
    whose = {
        "JOINT": "business days of both countries",
        "US": "US business days",
        "INVESTOR": "the investor's business days",
        "NONE": "weekdays",
    }
    number = sheet.value("notice_business_days")
    events.append(
        Event(one.id, earliest, "earliest payment", f"{number} {whose[chosen]} after the notice of {notice}", "T20")
    )
    return earliest


def _check_day(one: Project, day: date | None, sheet: Sheet, reading: Reading) -> None:
    notice = one.states.get("notified")
    if day and notice and sheet.value("notice_business_days") is not None and sheet.value("notice_is_minimum"):
        earliest = notice_clock(sheet, notice, str(sheet.value("business_calendar", reading) or "JOINT"))
        if day < earliest:
            raise UsageError(
                f"{one.id}: paid_on {day} lies before {earliest}, the earliest day after the notice of {notice} (T20)"
            )
    deadline = sheet.value("deadline", reading)
    if not isinstance(deadline, date):
        return
    binds = sheet.value("deadline_binds", reading) or "funding"
    bound = notice if binds == "notice" else day
    if bound and bound > deadline:
        raise UsageError(
            f"{one.id}: the {binds} on {bound} lies after the last day, {deadline} (T03, T04: it binds the {binds})"
        )


def _window(one: Project, day: date, sheet: Sheet, reading: Reading) -> list[Event]:
    """A warning where the public lender's own window is shut on the day of payment (T06)."""
    window = sheet.value("lender_window", reading)
    if not isinstance(window, tuple) or window[0] <= day < window[1]:
        return []
    text = f"the public lender's own window runs from {window[0]} to {window[1]}, the first day after it"
    return [Event(one.id, day, "warning", text, "T06", warning=True)]


def _declines(one: Project, case: Case, sheet: Sheet, reading: Reading) -> tuple[str, str] | None:
    """Why a call is declined, with the clause; nothing where it is funded."""
    reason = None
    if one.decision == "decline":
        reason = ("declined by the investing country", "T30")
    elif sheet.value("mutual_benefit_required", reading) and one.benefit is not True:
        told = (
            "stated to be without benefit" if one.benefit is False else "no benefit to the investing country is stated"
        )
        reason = (told, "R07")
    elif sheet.value("commercially_reasonable", reading) and not earns_its_money(
        one, Fraction(1, PERIODS[case.period])
    ):
        reason = ("its cash over its life does not cover principal and deemed interest", "R07")
    if reason and sheet.value("may_decline", reading) is False:
        raise UsageError(f"{one.id}: {reason[0]}, but the terms give no right to decline (T30)")
    return reason


def earns_its_money(one: Project, fraction: Fraction) -> bool:
    """Whether a project's cash covers its principal and scheduled deemed interest over its life."""
    test = Periodic([Tranche(0, one.funded, one.life)])
    interest = 0
    for period, rate in enumerate(one.rates, 1):
        interest += test.due(period, rate * fraction, Fraction(0), False).interest
        test.received(0)
    cash = sum(one.cash)
    if one.operations:
        flows = one.operations
        cash += sum(flows.revenue) - sum(flows.costs) - sum(flows.tax) - sum(flows.capex)
    return cash >= one.funded + interest


def _decline_events(one: Project, day: date | None, cents: int, why: tuple[str, str], sheet: Sheet) -> list[Event]:
    out = [Event(one.id, day, "declined", f"{_usd(cents)} not paid: {why[0]}", why[1])]
    if sheet.value("snapback_allowed"):
        level = sheet.value("snapback_rate")
        named = sheet.term_of("snapback_rate_example")
        text = (
            "tariffs may be raised, at the rate the President chooses"
            if level is None
            else f"tariffs may be raised to {percentage(level) if isinstance(level, Fraction) else level}"
        )
        if named is not None and level is None:
            text += f" ({named.written['snapback_rate_example']} was named: {named.id})"
        ruling = sheet.term_of("emergency_power_until")
        ended = ruling.values["emergency_power_until"] if ruling else None
        if ruling and isinstance(ended, date) and day and day > ended:
            text += f"; the emergency act is no basis for it since {ended} ({ruling.id})"
        out.append(Event(one.id, day, "tariff_snapback_allowed", text, "T31", warning=True))
    return out


def _yearly_cap(
    case: Case, funded: list[Project], paid_on: dict[str, date], sheet: Sheet, reading: Reading, events: list[Event]
) -> tuple[list[Paid], list[Project]]:
    cap = sheet.value("annual_cap", reading)
    if not isinstance(cap, int) or not all(one.id in paid_on for one in funded):
        return [], funded
    per_year = PERIODS[case.period]
    calls = [
        (paid_on[one.id].year + later // per_year, one.id, cents)
        for one in funded
        for later, cents in one.instalments or ((0, one.funded),)
    ]
    queue = pay_calls(calls, cap)
    out = []
    for one in funded:
        first = paid_on[one.id].year
        wanted: dict[int, int] = {}
        for later, cents in one.instalments or ((0, one.funded),):
            wanted[later // per_year] = wanted.get(later // per_year, 0) + cents
        by_year: dict[int, int] = {}
        for paid in queue:
            for ident, cents in paid.parts:
                if ident == one.id:
                    by_year[paid.year - first] = by_year.get(paid.year - first, 0) + cents
        if by_year != wanted:
            parts = tuple((later * per_year, cents) for later, cents in by_year.items())
            events.append(
                Event(
                    one.id,
                    None,
                    "queued",
                    "the yearly cap parts the payment: "
                    + ", ".join(f"{_usd(cents)} in {first + later // per_year}" for later, cents in parts),
                    "T03",
                    warning=True,
                )
            )
            one = one._replace(instalments=parts)
        out.append(one)
    return queue, out
