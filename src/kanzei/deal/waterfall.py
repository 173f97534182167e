"""Cash of one vehicle paid out step by step: a row of the ledger for each payment with its clause, and the invariants that every period must hold.

Every dollar that comes in goes out in the same period, no balance is ever negative, and each step pays no more than is there. The ledger is checked as it is
written: a fault here ends the run and never becomes a wrong figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.deemed import Cumulative, Due, Hurdle, NoHurdle, Periodic, Tranche, grown
from kanzei.deal.loans import Debt, DebtPeriod, Loan
from kanzei.deal.operations import Operations, Reserve, free_cash
from kanzei.deal.rules import Rules

__all__ = ["Entry", "Outcome", "Period", "Vehicle", "check_ledger", "distribute", "flows", "serve_feeder"]


class Vehicle(NamedTuple):
    """One special-purpose vehicle (T40).

    tranches : money funded, all sources together. cash : distributable by period, cents; before debt service where loans stand in the project.
    rates    : deemed rate a year, by period. fractions : of a year, by period. loans : their part of the funding; the rest is the investor's own.
    sold     : the period with which the project ends by sale or winding up, or 0. operations : what the cash comes from; proceeds of a sale stay in ``cash``.
    """

    id: str
    tranches: tuple[Tranche, ...]
    cash: tuple[int, ...]
    rates: tuple[Fraction, ...]
    fractions: tuple[Fraction, ...]
    loans: tuple[Loan, ...] = ()
    sold: int = 0
    operations: Operations | None = None

    @property
    def funded(self) -> int:
        """All money put in."""
        return sum(one.cents for one in self.tranches)


class Entry(NamedTuple):
    """A payment: which vehicle, in which period, by which step and clause, from whom to whom."""

    vehicle: str
    period: int
    step: str
    clause: str
    payer: str
    payee: str
    cents: int


class Period(NamedTuple):
    """What happened in a period, cents.

    tier1, tier2 : cash shared before the test was met and after it. investor, host : their parts; investor_tier1 : the investor's of the first.
    left : carried out under the periodic test, or the hurdle after payment. split : cash that reached the split.
    """

    period: int
    cash: int
    split: int
    due: Due
    tier1: int
    tier2: int
    investor: int
    host: int
    investor_tier1: int
    left: int
    debt: tuple[DebtPeriod, ...] = ()


class Outcome(NamedTuple):
    """A vehicle paid out."""

    vehicle: Vehicle
    rules: Rules
    periods: tuple[Period, ...]
    ledger: tuple[Entry, ...]


def distribute(vehicle: Vehicle, rules: Rules) -> Outcome:
    """Pay a vehicle's cash out, period by period."""
    hurdle = _hurdle(vehicle, rules)
    debt = Debt(vehicle.loans if rules.before else ())
    ledger = list(_funding(vehicle))
    periods = []
    rates = _products(vehicle.rates, vehicle.fractions)
    carries = (
        _products((rules.carry_rate,) * len(vehicle.cash), vehicle.fractions)
        if isinstance(rules.carry_rate, Fraction)
        else rates
    )
    reserve = Reserve(vehicle.operations.reserve if vehicle.operations else 0)
    for number, cash in enumerate(vehicle.cash, 1):
        fraction = vehicle.fractions[number - 1]
        sold = number == vehicle.sold
        entries: list[Entry] = []

        def pay(step: str, payer: str, payee: str, cents: int, clause: str = "", at: int = number) -> None:
            if cents:
                entries.append(Entry(vehicle.id, at, step, clause, payer, payee, cents))  # noqa: B023  (used inside the turn of the loop alone)

        pay("cash", "customers", "vehicle", cash, "T44")
        if vehicle.operations:
            free, paid = free_cash(vehicle.operations, number, reserve, rules.tax_before_split)
            cash += free
            for one in paid:
                pay(one.step, one.payer, one.payee, one.cents, one.clause)
        debt.open(number, fraction, sold)
        last = number == len(vehicle.cash)
        drawn = reserve.draw(reserve.balance if last else debt.due - cash)
        pay("reserve", "reserve", "vehicle", drawn, "T59")
        left = cash + drawn
        for step in rules.before:
            mark = len(entries)
            left = debt.step(step.kind, left, pay, "vehicle")
            entries[mark:] = [one._replace(step=step.id, clause=step.clause) for one in entries[mark:]]
        served = tuple(debt.close())
        if not last:
            aside = reserve.fill(left)
            pay("reserve", "vehicle", "reserve", aside, "T59")
            left -= aside
        due = hurdle.due(number, rates[number - 1], carries[number - 1], sold)
        tier1, tier2, ours, ours1, theirs = _split(left, due.amount, rules, entries, vehicle.id, number)
        periods.append(
            Period(number, cash, left, due, tier1, tier2, ours, theirs, ours1, hurdle.received(ours1), served)
        )
        check_ledger(entries)
        ledger += entries
    return Outcome(vehicle, rules, tuple(periods), tuple(ledger))


def _products(rates: Sequence[Fraction], fractions: Sequence[Fraction]) -> list[Fraction]:
    """Rates of the periods; a product of the same two numbers is worked out once, for exact products are the dearest step of a period."""
    out: list[Fraction] = []
    last: tuple[Fraction, Fraction] | None = None
    for rate, fraction in zip(rates, fractions, strict=False):
        if last is None or rate is not last[0] or fraction is not last[1]:
            product = rate * fraction
            last = (rate, fraction)
        out.append(product)
    return out


def _hurdle(vehicle: Vehicle, rules: Rules) -> Hurdle:
    tranches: Sequence[Tranche] = vehicle.tranches
    if vehicle.loans and rules.before:
        # Loans served ahead of the split are not paid back once more through the deemed amount (T59): the investor's own money alone counts.
        lent = sum(one.cents for one in vehicle.loans)
        total = vehicle.funded
        tranches = [one._replace(cents=grown(one.cents, Fraction(total - lent, total or 1))) for one in tranches]
    if rules.daa_mode == "periodic_carry":
        return Periodic(tranches, on_paid=rules.balance_basis == "paid", accelerate=rules.accelerate_on_exit)
    if rules.daa_mode == "cumulative":
        return Cumulative(tranches)
    return NoHurdle()


def _funding(vehicle: Vehicle) -> list[Entry]:
    """Money in on the day of each tranche, from lenders what they lend then, and out to those who build."""
    out = []
    for one in vehicle.tranches:
        rest = one.cents
        for loan in vehicle.loans:
            part = sum(cents for at, cents in loan.draws or ((0, loan.cents),) if at == one.at)
            rest -= part
            out.append(Entry(vehicle.id, one.at, "funding", "T60", loan.party, "vehicle", part))
        out.append(Entry(vehicle.id, one.at, "funding", "T22", "investor", "vehicle", rest))
        out.append(Entry(vehicle.id, one.at, "build", "T44", "vehicle", "suppliers", one.cents))
    return [one for one in out if one.cents]


def _split(
    cash: int, due: int, rules: Rules, entries: list[Entry], vehicle: str, number: int
) -> tuple[int, int, int, int, int]:
    """Carry the split steps out: shared before the test, after it; the investor's, of the first the investor's; the host's."""
    tier1 = tier2 = ours = ours1 = theirs = 0
    left = cash
    for step in rules.split:
        share = step.investor
        if step.until == "deemed":
            need = due - ours1
            whole = not rules.flip_within_period
            amount = (left if need > 0 else 0) if whole else min(left, -(-need * share.denominator // share.numerator))
        else:
            amount = left
        part = grown(amount, share)
        if step.until == "deemed" and rules.flip_within_period:
            part = min(part, due - ours1)
        for payee, cents in (("investor", part), ("host", amount - part)):
            if cents:
                entries.append(Entry(vehicle, number, step.id, step.clause, "vehicle", payee, cents))
        ours, theirs, left = ours + part, theirs + amount - part, left - amount
        if step.until == "deemed":
            tier1, ours1 = tier1 + amount, ours1 + part
        else:
            tier2 += amount
    return tier1, tier2, ours, ours1, theirs


def check_ledger(entries: Sequence[Entry]) -> None:
    """Hold the entries of one vehicle and period to the invariants.

    Raises
    ------
    AssertionError   The vehicle's account is overdrawn at some step, or does not end at nothing, or a payment is negative.
    """
    balance = 0
    for one in entries:
        balance += one.cents * ((one.payee == "vehicle") - (one.payer == "vehicle"))
        if one.cents < 0 or balance < 0:
            raise AssertionError(f"{one.vehicle}, period {one.period}, step {one.step}: more is paid than is there")
    if balance:
        raise AssertionError(f"{entries[0].vehicle}, period {entries[0].period}: {balance} cents have no owner")


def serve_feeder(outcome: Outcome, kept: Sequence[int]) -> Outcome:
    """Serve the loans of a feeder out of what the investor kept of each period, after any recovery (T59)."""
    vehicle, rules = outcome.vehicle, outcome.rules
    if not rules.after or not vehicle.loans:
        return outcome
    debt = Debt(vehicle.loans)
    ledger, periods = list(outcome.ledger), []
    for period, cash in zip(outcome.periods, kept, strict=True):
        entries: list[Entry] = []

        def pay(step: str, payer: str, payee: str, cents: int, at: int = period.period) -> None:
            if cents:
                entries.append(Entry(vehicle.id, at, step, "", payer, payee, cents))  # noqa: B023

        debt.open(period.period, vehicle.fractions[period.period - 1], period.period == vehicle.sold)
        left = cash
        for step in rules.after:
            mark = len(entries)
            left = debt.step(step.kind, left, pay, "investor")
            entries[mark:] = [one._replace(step=step.id, clause=step.clause) for one in entries[mark:]]
        if left < 0:
            raise AssertionError(f"{vehicle.id}, period {period.period}: the feeder pays more than it has")
        periods.append(period._replace(debt=tuple(debt.close())))
        ledger += entries
    return outcome._replace(periods=tuple(periods), ledger=tuple(ledger))


def flows(ledger: Sequence[Entry], parties: Sequence[str], periods: int) -> list[int]:
    """Net receipts of some parties together, by period from 0; what they pay each other cancels."""
    out = [0] * (periods + 1)
    for one in ledger:
        out[one.period] += one.cents * ((one.payee in parties) - (one.payer in parties))
    return out
