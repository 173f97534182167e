"""A case: one or more vehicles with their cash, and what is asked of it; and its vehicles under a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from kanzei.deal.deemed import Tranche, grown
from kanzei.deal.guarantee import Guarantee
from kanzei.deal.loans import Loan
from kanzei.deal.operations import Operations
from kanzei.deal.read_terms import Mix
from kanzei.deal.rules import DEBT_KINDS, Rules, rules_of
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.waterfall import Vehicle
from kanzei.deal.words import percentage
from kanzei.deal.yen import Exchange
from kanzei.errors import UsageError

__all__ = ["PERIODS", "Case", "LoanTerms", "Planned", "Project", "check_ceiling", "plan", "uses_loans"]

PERIODS = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}
"""Kinds of periods, and how many make a year."""


class LoanTerms(NamedTuple):
    """Terms of a loan before its amount is known; tenor 0: the life of the project. cost : what the money costs the lender a year, where it is told."""

    rates: tuple[Fraction, ...]
    tenor: int = 0
    grace: int = 0
    capitalised: int = 0
    premium: Fraction | None = None
    cover: Fraction = Fraction(1)
    cost: Fraction | None = None


ILLUSTRATIVE = {
    "lender": LoanTerms((Fraction(5, 100),)),
    "banks": LoanTerms((Fraction(55, 1000),), premium=Fraction(5, 1000)),
}
"""Loans of a case that names none, where a reading needs them: inputs for illustration, no facts."""


class Project(NamedTuple):
    """One project of a case.

    funded, called : cents; called is more where a part of the call was not paid. cash : by period. rates : deemed, a year, by period. sold : period or 0.
    at : periods after the first funding of the case. instalments : (periods later, cents) where a yearly cap parts the payment. operations : what the cash comes from, in the place of tax and beside proceeds in ``cash``.
    states : days of the states of T13. paid_on : day of payment (default: the earliest). decision : fund or decline. benefit : mutual benefit, as stated.
    """

    id: str
    funded: int
    called: int
    life: int
    cash: tuple[int, ...]
    rates: tuple[Fraction, ...]
    sold: int = 0
    tax: tuple[int, ...] = ()
    at: int = 0
    operations: Operations | None = None
    title: str = ""
    sector: str = ""
    operator: str = ""
    states: Mapping[str, date] = {}  # noqa: RUF012  (never written to)
    paid_on: date | None = None
    decision: str = "fund"
    benefit: bool | None = None
    instalments: tuple[tuple[int, int], ...] = ()


class Case(NamedTuple):
    """A case as read.

    terms, reading : by name. known : day of the view, or none. options : parameters that the case sets itself. declined : cents of calls not paid at all.
    days : actual days of each period, or empty. discount : a year.
    """

    id: str
    title: str
    terms: str
    reading: str
    known: date | None
    period: str
    days: tuple[int, ...]
    projects: tuple[Project, ...]
    options: Mapping[str, object]
    written: Mapping[str, str]
    mix: Mix | None
    loans: Mapping[str, LoanTerms]
    declined: int
    discount: Fraction
    exchange: Exchange | None
    guarantee: Guarantee | None
    path: Path
    note: str = ""


class Planned(NamedTuple):
    """The vehicles of a case under a reading, the shortfall to be recovered, and what was assumed on the way."""

    vehicles: tuple[Vehicle, ...]
    rules: Rules
    shortfall: int
    assumptions: tuple[str, ...]


def check_ceiling(case: Case, funded: Sequence[Project], sheet: Sheet, reading: Reading) -> None:
    """Hold what is funded against the ceiling (T02).

    Raises
    ------
    UsageError   More is funded than the commitment allows.
    """
    cap = sheet.value("commitment_cap", reading)
    total = sum(one.funded for one in funded)
    if isinstance(cap, int) and total > cap:
        raise UsageError(
            f"{case.path}: {total // 100:,}.{total % 100:02d} funded in all passes the ceiling of {cap // 100:,}.{cap % 100:02d} (T02)"
        )


def uses_loans(case: Case, reading: Reading) -> bool:
    """Whether the money is parted into equity and loans: the reading has steps for them, or the case says where its loans are served."""
    return any(one.kind in DEBT_KINDS for one in reading.steps) or bool("debt_level" in case.options and case.loans)


def plan(case: Case, sheet: Sheet, reading: Reading, options: Mapping[str, object] | None = None) -> Planned:
    """Vehicles and rules of a case under a reading; ``options`` in the place of single options of the case."""
    chosen = {**case.options, **(options or {})}
    lent = uses_loans(case._replace(options=chosen), reading)
    rules = rules_of(sheet, reading, chosen, lent)
    if rules.daa_mode == "periodic_carry" and not rules.flip_within_period:
        raise UsageError(
            f"{case.path}: flip_within_period: no is a flip of one cumulative hurdle; the test of each period has none"
        )
    if rules.daa_mode != "none" and any(not one.rates for one in case.projects):
        raise UsageError(
            f"{case.path}: needs 'rate', the deemed rate a year: the reading {reading.id} tests cash against it"
        )
    assumed: list[str] = []
    if case.loans and not lent:
        assumed.append(f"loans of the case left aside: the reading {reading.id} has none, debt_level serves them (T59)")
    projects = tuple(one for one in case.projects if one.decision == "fund")
    if not projects:
        raise UsageError(f"{case.path}: every call is declined, so there is nothing to pay out")
    fractions = _fractions(case, rules, max(one.at + len(one.cash) for one in projects), assumed)
    check_ceiling(case, projects, sheet, reading)
    vehicles = [_vehicle(case, one, rules, fractions, sheet, reading, lent, assumed) for one in projects]
    if rules.pooling and len(vehicles) > 1:
        vehicles = [_pooled(vehicles)]
    missed = sum(one.called - one.funded for one in projects)
    if missed and rules.partial_rule == "declined":
        missed = sum(one.called for one in projects if one.called > one.funded)
    refused = sum(one.called for one in case.projects if one.decision != "fund")
    return Planned(tuple(vehicles), rules, case.declined + missed + refused, tuple(dict.fromkeys(assumed)))


def _fractions(case: Case, rules: Rules, number: int, assumed: list[str]) -> tuple[Fraction, ...]:
    if not case.days or rules.day_count == "period":
        return (Fraction(1, PERIODS[case.period]),) * number
    if len(case.days) < number:
        raise UsageError(f"{case.path}: {len(case.days)} counts of days for {number} periods")
    base = 365 if rules.day_count == "act/365" else 360
    if "day_count" not in case.options:
        assumed.append(f"day count {rules.day_count}: not public (T55)")
    return tuple(Fraction(one, base) for one in case.days[:number])


def _vehicle(
    case: Case,
    project: Project,
    rules: Rules,
    fractions: tuple[Fraction, ...],
    sheet: Sheet,
    reading: Reading,
    lent: bool,
    assumed: list[str],
) -> Vehicle:
    cash = project.cash
    if project.tax and rules.tax_before_split:
        cash = tuple(max(0, one - tax) for one, tax in zip(cash, project.tax, strict=True))
    loans: tuple[Loan, ...] = ()
    tranches = tuple(
        Tranche(project.at + later, cents, project.life)
        for later, cents in project.instalments or ((0, project.funded),)
    )
    if lent:
        loans = tuple(
            _drawn(one, project, tranches, case.path) for one in _loans(case, project, sheet, reading, assumed)
        )
    return Vehicle(
        project.id,
        tranches,
        (0,) * project.at + cash,
        ((project.rates[0],) * project.at + project.rates)
        if project.rates
        else (Fraction(0),) * (project.at + len(cash)),
        fractions,
        loans,
        project.sold + project.at if project.sold else 0,
        _later(project.operations, project.at),
    )


def _drawn(loan: Loan, project: Project, tranches: tuple[Tranche, ...], path: Path) -> Loan:
    """A loan drawn as the money is called, by its part of the whole; its periods run from the first call."""
    if not project.at and len(tranches) == 1:
        return loan
    draws, upto, before = [], 0, 0
    for one in tranches:
        upto += one.cents
        mark = grown(loan.cents, Fraction(upto, project.funded or 1))
        draws.append((one.at, mark - before))
        before = mark
    if len(tranches) > 1 and loan.grace + project.at < tranches[-1].at:
        raise UsageError(
            f"{path}: {project.id}: the loan {loan.id} is drawn until period {tranches[-1].at - project.at} and repaid from period "
            f"{loan.grace + 1}: say a grace of {tranches[-1].at - project.at} or more"
        )
    return loan._replace(
        draws=tuple(draws),
        tenor=loan.tenor + project.at,
        grace=loan.grace + project.at,
        capitalised=loan.capitalised + project.at if loan.capitalised else 0,
    )


def _later(operations: Operations | None, at: int) -> Operations | None:
    if operations is None or not at:
        return operations
    blank = (0,) * at
    return operations._replace(
        revenue=blank + operations.revenue,
        costs=blank + operations.costs,
        tax=blank + operations.tax,
        capex=blank + operations.capex,
    )


def _loans(case: Case, project: Project, sheet: Sheet, reading: Reading, assumed: list[str]) -> tuple[Loan, ...]:
    mix = case.mix
    if mix is None:
        found = sheet.value("mix", reading)
        if not isinstance(found, Mix):
            raise UsageError(
                f"{case.path}: the reading {reading.id} needs the sources of funds, and the terms known on {sheet.known_on} have none: "
                "say mix: {equity: 2%, public: 1/3}"
            )
        mix = found
        term = sheet.term_of("mix")
        if term is not None and term.grade_of("mix") in "CD":
            assumed.append(
                f"the parts of public lender and insured banks: grade {term.grade_of('mix')} on {sheet.known_on} ({term.id})"
            )
    public = grown(project.funded, mix.public)
    equity = grown(project.funded, mix.equity)
    if equity > public:
        raise UsageError(f"{case.path}: mix: the equity is a part of the public money and cannot be more than it")
    amounts = {"lender": public - equity, "banks": project.funded - public}
    made = []
    for party, cents in amounts.items():
        terms = case.loans.get(party)
        if terms is None:
            terms = ILLUSTRATIVE[party]
            assumed.append(
                "rates of the loans and the premium: illustrative (lender 5%, banks 5.5%, premium 0.5%), no facts"
            )
        if (
            party == "lender"
            and terms.cost is not None
            and sheet.value("lender_income_covers_cost", reading)
            and min(terms.rates) < terms.cost
        ):
            raise UsageError(
                f"{case.path}: the public lender's rate of {percentage(min(terms.rates))} lies below what its money costs, "
                f"{percentage(terms.cost)}: by law its income covers its cost (T58)"
            )
        tenor = terms.tenor or project.life
        made.append(
            Loan(party, party, cents, terms.rates, tenor, terms.grace, terms.capitalised, terms.premium, terms.cover)
        )
    return tuple(made)


def _pooled(vehicles: list[Vehicle]) -> Vehicle:
    """One umbrella over several vehicles: their cash meets the sum of their deemed amounts (T41)."""
    number = max(len(one.cash) for one in vehicles)
    first = vehicles[0]
    if any(
        one.rates != first.rates[: len(one.rates)] and first.rates != one.rates[: len(first.rates)] for one in vehicles
    ):
        raise UsageError("pooling needs one deemed rate for all vehicles")
    if any(one.loans for one in vehicles):
        raise UsageError("pooling with loans is not worked out: leave the loans or the pooling out")
    if any(one.operations for one in vehicles):
        raise UsageError("pooling needs free cash as such: give cash in the place of operations")
    if any(one.sold for one in vehicles):
        raise UsageError("pooling with a sale is not worked out: leave one of them out")
    longest = max(vehicles, key=lambda one: len(one.cash))
    cash = tuple(sum(one.cash[at] for one in vehicles if at < len(one.cash)) for at in range(number))
    return Vehicle(
        "pool",
        tuple(tranche for one in vehicles for tranche in one.tranches),
        cash,
        longest.rates,
        first.fractions,
    )
