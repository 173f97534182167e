"""A deal run: projects selected, notified, paid or declined on their days; vehicles paid out; returns on dated flows, cash by calendar year, exposure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.calls import Called, call
from kanzei.deal.case import PERIODS, Case
from kanzei.deal.returns import Returns, irr, returns
from kanzei.deal.rules import CALL_OPTIONS
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.waterfall import Entry
from kanzei.deal.worked import GROUPS, Worked, work

__all__ = ["Exposure", "Party", "Run", "run"]


class Party(NamedTuple):
    """A party's dated result. flows : day or number of the period -> cents. by_year : calendar year, or year from the start where no days are known -> cents."""

    returns: Returns
    irr: float | None
    by_year: Mapping[int, int]


class Exposure(NamedTuple):
    """The most that stood out at the end of any period, cents: the investor's own money less what came back, the public lender's, the banks', and under cover."""

    investor: int
    lender: int
    banks: int
    covered: int


class Run(NamedTuple):
    """Everything known of a deal run under a reading; ``worked`` is none where every call was declined."""

    case: Case
    sheet: Sheet
    reading: Reading
    called: Called
    worked: Worked | None
    dated: bool
    parties: Mapping[str, Party]
    exposure: Exposure

    @property
    def funded(self) -> int:
        """Cents funded in all."""
        return sum(one.funded for one in self.called.projects)

    @property
    def shortfall(self) -> int:
        """Cents declined in all."""
        return sum(cents for _, cents in self.called.declined)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has none."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    last = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return date(year, month, min(day.day, last[month - 1]))


def run(case: Case, sheet: Sheet, reading: Reading, options: Mapping[str, object] | None = None) -> Run:
    """Run a case under a reading; ``options`` in the place of single options of the case, or of the answers that calls rest on."""
    chosen = {**case.options, **(options or {})}
    answers = {name: chosen.pop(name) for name in CALL_OPTIONS if name in chosen}
    case = case._replace(options=chosen)
    reading = reading._replace(values={**reading.values, **answers})
    called = call(case, sheet, reading)
    blank = Exposure(0, 0, 0, 0)
    if not called.projects:
        return Run(case, sheet, reading, called, None, False, {}, blank)
    dated = all(one.id in called.paid_on for one in called.projects)
    months = 12 // PERIODS[case.period]
    starts = {one.id: called.paid_on[one.id] for one in called.projects} if dated else {}
    projects = called.projects
    pooled = bool(case.options.get("pooling", sheet.value("pooling", reading))) and len(projects) > 1
    if dated and pooled:
        # One grid for all: a project begins in the period, counted from the first payment, in which its own money is paid.
        first = min(starts.values())
        starts["pool"] = first
        projects = tuple(one._replace(at=_periods_between(first, starts[one.id], months)) for one in projects)

    def day_of(vehicle: str, period: int) -> date:
        return months_after(starts[vehicle], period * months)

    declined = [(day.toordinal() if day and dated else 0, cents) for day, cents in called.declined]
    worked = work(
        case._replace(projects=projects, declined=case.declined),
        sheet,
        reading,
        declined=[*declined, (0, case.declined)],
        when=(lambda vehicle, period: day_of(vehicle, period).toordinal()) if dated else None,
    )
    parties = {name: _party(worked.ledger, group, case, day_of if dated else None) for name, group in GROUPS.items()}
    return Run(case, sheet, reading, called, worked, dated, parties, _exposure(worked))


def _periods_between(first: date, day: date, months: int) -> int:
    """Whole periods from the first day to another, the one begun counted in full."""
    number = 0
    while months_after(first, number * months) < day:
        number += 1
    return number


def _party(ledger: tuple[Entry, ...], group: tuple[str, ...], case: Case, day_of: object) -> Party:
    per_year = PERIODS[case.period]
    by_time: dict[Fraction, int] = defaultdict(int)
    by_year: dict[int, int] = defaultdict(int)
    first: date | None = None
    if callable(day_of):
        first = min(day_of(one.vehicle, one.period) for one in ledger)
    for one in ledger:
        cents = one.cents * ((one.payee in group) - (one.payer in group))
        if not cents:
            continue
        if callable(day_of) and first is not None:
            day = day_of(one.vehicle, one.period)
            by_time[Fraction((day - first).days, 365)] += cents
            by_year[day.year] += cents
        else:
            by_time[Fraction(one.period, per_year)] += cents
            by_year[-(-one.period // per_year)] += cents
    times = sorted(by_time)
    line = [by_time[time] for time in times]
    return Party(returns(line, case.discount, times), irr(line, times), dict(sorted(by_year.items())))


def _exposure(worked: Worked) -> Exposure:
    own: dict[int, int] = defaultdict(int)
    debt: dict[tuple[str, int], int] = defaultdict(int)
    for one in worked.ledger:
        own[one.period] += one.cents * (
            (one.payer == "investor" and one.step != "recovery") - (one.payee == "investor")
        )
    total = most = 0
    for period in sorted(own):
        total += own[period]
        most = max(most, total)
    for outcome in worked.outcomes:
        for loan_index, loan in enumerate(outcome.vehicle.loans):
            debt[loan.party, 0] += loan.cents
            if loan.premium is not None:
                debt["covered", 0] += int(loan.cents * loan.cover)
            for row in outcome.periods:
                if row.debt:
                    left = row.debt[loan_index].outstanding
                    debt[loan.party, row.period] += left
                    if loan.premium is not None:
                        debt["covered", row.period] += int(left * loan.cover) + row.debt[loan_index].insurer_open
    peak = {
        name: max((cents for (party, _), cents in debt.items() if party == name), default=0)
        for name in ("lender", "banks", "covered")
    }
    return Exposure(most, peak["lender"], peak["banks"], peak["covered"])
