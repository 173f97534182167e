"""A case worked out under one reading: every vehicle paid out, shortfalls recovered, feeder loans served, returns by party."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.case import PERIODS, Case, Planned, plan
from kanzei.deal.guarantee import GuaranteeWorth, guarantee_worth
from kanzei.deal.recovery import Recovered, recover
from kanzei.deal.returns import Returns, irr, returns
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.waterfall import Entry, Outcome, distribute, flows, serve_feeder
from kanzei.deal.yen import ExchangePeriod, in_currency

__all__ = ["GROUPS", "PartyReturn", "Worked", "party_returns", "work"]

GROUPS = {
    "investor": ("investor",),
    "host": ("host",),
    "public": ("investor", "lender", "insurer"),
    "banks": ("banks",),
    "all": ("investor", "lender", "insurer", "banks"),
    "operator": ("operator",),
}
"""Whose returns are told: the investor alone where there are no loans; with loans the public side (equity, public lender, insurer), the banks, and all of them."""


class PartyReturn(NamedTuple):
    """A party's flows by period from 0, its returns (present value at the rate a year), and its internal rate a period and a year."""

    flows: tuple[int, ...]
    returns: Returns
    irr_period: float | None
    irr_year: float | None


class Worked(NamedTuple):
    """Everything known of a case under a reading."""

    case: Case
    reading: Reading
    sheet: Sheet
    planned: Planned
    outcomes: tuple[Outcome, ...]
    recovered: tuple[Recovered, ...]
    ledger: tuple[Entry, ...]
    parties: Mapping[str, PartyReturn]
    exchange: tuple[int, tuple[ExchangePeriod, ...], float | None] | None
    guarantee: GuaranteeWorth | None

    @property
    def shortfall_left(self) -> int:
        """What of the shortfall was never recovered."""
        return self.recovered[-1].left if self.recovered else self.planned.shortfall

    @property
    def unpaid(self) -> int:
        """Carried out after the last period, or left of the hurdle: written off (T45)."""
        return sum(one.periods[-1].left for one in self.outcomes if one.periods)

    @property
    def never_tested(self) -> int:
        """Scheduled principal that no period tested, where a project was sold without acceleration (T57)."""
        rules = self.planned.rules
        if rules.daa_mode != "periodic_carry":
            return 0
        return sum(
            one.vehicle.funded - sum(period.due.principal for period in one.periods)
            for one in self.outcomes
            if one.vehicle.sold
        )


def work(
    case: Case,
    sheet: Sheet,
    reading: Reading,
    options: Mapping[str, object] | None = None,
    declined: Sequence[tuple[int, int]] | None = None,
    when: Callable[[str, int], int] | None = None,
) -> Worked:
    """Work a case out under a reading.

    Parameters
    ----------
    options  : in the place of single options of the case. declined, when : time and cents of declined amounts, and the time of a vehicle's period, where the
               case has days (see :func:`kanzei.deal.recovery.recover`).
    """
    planned = plan(case, sheet, reading, options)
    rules = planned.rules
    outcomes = [distribute(one, rules) for one in planned.vehicles]
    owed = list(declined) if declined is not None else [(0, planned.shortfall)]
    recovered, entries = recover(outcomes, owed if rules.catchup else [], rules.catchup_base, when)
    taken: dict[tuple[str, int], int] = {}
    for row in recovered:
        taken[row.vehicle, row.period] = row.diverted
    outcomes = [
        serve_feeder(one, [row.investor - taken.get((one.vehicle.id, row.period), 0) for row in one.periods])
        for one in outcomes
    ]
    ledger = tuple(entry for one in outcomes for entry in one.ledger) + tuple(entries)
    known = {clause for clause in {one.clause for one in ledger} if sheet.cited(clause)}
    ledger = tuple(one if one.clause in known else one._replace(clause="") for one in ledger)
    guarantee = _guarantee(case, outcomes)
    if guarantee is not None and guarantee.net < 0 and sheet.value("lender_income_covers_cost", reading):
        note = "the premium does not cover the expected loss, and by law the insurer's income covers its cost (T58)"
        planned = planned._replace(assumptions=(*planned.assumptions, note))
    number = max((len(one.periods) for one in outcomes), default=0)
    parties = party_returns(ledger, number, case.discount, PERIODS[case.period])
    return Worked(
        case, reading, sheet, planned, tuple(outcomes), tuple(recovered), ledger, parties,
        _exchange(case, parties), _guarantee(case, outcomes),
    )  # fmt: skip


def party_returns(ledger: Sequence[Entry], number: int, discount: Fraction, per_year: int) -> dict[str, PartyReturn]:
    """Returns of every group of parties that the ledger pays or that pays into it."""
    out = {}
    for name, parties in GROUPS.items():
        line = flows(ledger, parties, number)
        if not any(line):
            line = [0] * (number + 1)
        rate = irr(line)
        yearly = None if rate is None else (1 + rate) ** per_year - 1
        out[name] = PartyReturn(
            tuple(line), returns(line, discount, [Fraction(one, per_year) for one in range(number + 1)]), rate, yearly
        )
    return out


def _exchange(
    case: Case, parties: Mapping[str, PartyReturn]
) -> tuple[int, tuple[ExchangePeriod, ...], float | None] | None:
    if case.exchange is None:
        return None
    line = parties["all"].flows
    debt, rows = in_currency(case.exchange, line, PERIODS[case.period])
    return debt, rows, irr([-debt, *(one.received for one in rows)])


def _guarantee(case: Case, outcomes: Sequence[Outcome]) -> GuaranteeWorth | None:
    """Worth of the cover on the insured loans as scheduled, whatever the case's own cash does to them."""
    if case.guarantee is None:
        return None
    exposures = list(case.guarantee.exposures)
    if not exposures:
        from kanzei.deal.loans import Debt

        insured = [loan for one in outcomes for loan in one.vehicle.loans if loan.premium is not None]
        for loan in insured:
            debt = Debt([loan])
            opening = loan.cents
            for period in range(1, loan.tenor + 1):
                if len(exposures) < period:
                    exposures.append(0)
                exposures[period - 1] += opening
                debt.open(period, Fraction(1, PERIODS[case.period]), False)
                state = debt.states[0]
                due = state.interest_due + state.principal_due
                debt.step("interest", due, lambda *_: None, "vehicle")
                debt.step("principal", due, lambda *_: None, "vehicle")
                opening = debt.close()[0].outstanding
    return guarantee_worth(case.guarantee, exposures)
