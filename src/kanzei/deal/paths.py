"""The waterfall over arrays: one vehicle's cash along many paths at once, in float64, with the same rules as the exact path.

Arrays have the shape (periods, paths): the machine works along paths, which do not depend on each other, period by period. Amounts are cents in float64, never
rounded. A test holds this against :mod:`kanzei.deal.waterfall`; the tolerance is derived in :func:`tolerance`.

Notes
-----
Both tests of the deemed amount are one recursion (T52, T53). With S what stands against the cash of a period, a its first share and b its second:
S = S (1 + g) + f;  x = min(C, S / a);  investor = a x + b (C - x);  S = S - a x. Under the periodic test f is the deemed interest and principal of the period and g the
rate on what is carried forward; under the cumulative hurdle f is money funded and g the deemed rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from kanzei.deal.deemed import grown, instalments
from kanzei.deal.loans import Loan
from kanzei.deal.rules import Rules
from kanzei.deal.waterfall import Vehicle
from kanzei.errors import UsageError

__all__ = [
    "CashTerms", "DebtTerms", "Paid", "cash_terms", "debt_terms", "pay_debt", "pay_out", "serve_from", "split_cash", "tolerance",
]  # fmt: skip

Array = Any

HALF_A_CENT = 0.5
"""A debt short by less than this is paid: below it the float path and the exact one cannot tell a default from rounding."""


class CashTerms(NamedTuple):
    """The split of one vehicle in float64.

    first, then  : the investor's share before the test is met and after it. start: stands against the first period's cash. growth, added : by period, the g and f of the recursion.
    interest_on  : balance on which deemed interest runs, by period: a draw of the rate adds its part. fractions : of a year. accrued : deemed interest of a period
    (base of a recovery); cumulative : the deemed rate works on S itself. paid : deemed interest runs on what is not yet paid (T55). whole : the shares change at the end of the
    period in which the test is met. floating : what is carried forward bears the deemed rate.
    """

    first: float
    then: float
    start: float
    growth: Array
    added: Array
    interest_on: Array
    fractions: Array
    accrued: Array
    cumulative: bool
    tested: bool
    paid: bool
    whole: bool
    rates: Array
    principal: Array
    floating: bool = False


class DebtTerms(NamedTuple):
    """The loans of one vehicle as they were agreed, float64, shape (loans, periods).

    opening : scheduled balance at the start of a period. due : instalment. rate, premium : of a period. capitalised : interest is added to the balance. fractions : of a year.
    insured, cover : by loan.
    """

    parties: tuple[str, ...]
    opening: Array
    due: Array
    rate: Array
    premium: Array
    capitalised: Array
    insured: Array
    cover: Array
    fractions: Array


class Paid(NamedTuple):
    """What a vehicle paid along all paths, cents by (period, path); funding is not in it.

    parties : receipts by party, net of what the party pays. tier1, accrued : the investor's receipts before the shares change, and the deemed interest of the
    period. covered : what the insurer paid the banks.
    """

    parties: Mapping[str, Array]
    tier1: Array
    accrued: Array
    covered: Array | None = None


def cash_terms(vehicle: Vehicle, rules: Rules) -> CashTerms:
    """The split of a vehicle as arrays by period, from its exact terms.

    Raises
    ------
    UsageError   The split has a form that the array path does not know.
    """
    first, then = _shares(rules)
    number = len(vehicle.cash)
    tranches = vehicle.tranches
    if vehicle.loans and rules.before:
        # As on the exact path: loans served ahead of the split are not paid back once more through the deemed amount (T59).
        lent, total = sum(one.cents for one in vehicle.loans), vehicle.funded
        tranches = tuple(one._replace(cents=grown(one.cents, _part(total - lent, total))) for one in tranches)
    fractions = np.array([float(one) for one in vehicle.fractions[:number]])
    rates = np.array([float(one) for one in vehicle.rates[:number]])
    funded = np.zeros(number + 1)
    principal = np.zeros(number)
    for one in tranches:
        if one.at <= number:
            funded[one.at] += one.cents
        for later, cents in enumerate(instalments(one.cents, one.life)):
            if one.at + later < number:
                principal[one.at + later] += cents
    balance = np.zeros(number)
    left = funded[0]
    for at in range(number):
        balance[at] = left
        if vehicle.sold == at + 1 and rules.accelerate_on_exit:
            principal[at] = left
        left += funded[at + 1] - principal[at]
    growth, added, start = np.zeros(number), np.zeros(number), 0.0
    cumulative = rules.daa_mode == "cumulative"
    tested = rules.daa_mode != "none"
    if cumulative:
        growth, added, start = rates * fractions, funded[1:].copy(), float(funded[0])
    elif tested:
        carry = rates if rules.carry_rate == "deemed" else float(rules.carry_rate)
        growth, added = carry * fractions, balance * rates * fractions + principal
    return CashTerms(
        first, then, start, growth, added, balance, fractions, balance * rates * fractions, cumulative, tested,
        tested and not cumulative and rules.balance_basis == "paid", not rules.flip_within_period, rates, principal, rules.carry_rate == "deemed",
    )  # fmt: skip


def _part(amount: int, total: int) -> Any:
    from fractions import Fraction

    return Fraction(amount, total or 1)


def _shares(rules: Rules) -> tuple[float, float]:
    steps = rules.split
    ends = next((one for one in steps if one.until != "deemed"), None)
    tests = [one for one in steps if one.until == "deemed"]
    if ends is None:
        raise UsageError(f"the reading {rules.reading} has no step that pays what is left: the array path needs one")
    if not tests or steps[0] is ends:
        return float(ends.investor), float(ends.investor)
    if not tests[0].investor:
        raise UsageError(
            f"the step {tests[0].id} of the reading {rules.reading} gives the investor nothing up to the deemed amount"
        )
    return float(tests[0].investor), float(ends.investor)


def split_cash(terms: CashTerms, cash: Array, shift: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """Split cash along paths.

    Parameters
    ----------
    cash  : (periods, paths). shift : added to the deemed rate a year, same shape.

    Returns
    -------
    investor, host, the investor's part before the shares change, deemed interest accrued.
    """
    from kanzei.deal import paths_compiled as fast

    investor, host, tier1 = np.empty_like(cash), np.empty_like(cash), np.empty_like(cash)
    accrued = np.zeros_like(cash)
    if not terms.tested or terms.first == terms.then == 0:
        np.multiply(cash, terms.then, out=investor)
        np.subtract(cash, investor, out=host)
        tier1[:] = 0.0
        return investor, host, tier1, accrued
    if terms.paid:
        return _split_on_paid(terms, cash, shift)
    if shift is None and not terms.whole and fast.COMPILED:
        fast.split_rows(
            cash,
            terms.growth,
            terms.added,
            terms.start,
            terms.first,
            terms.then,
            investor,
            host,
            tier1,
            accrued,
            terms.accrued,
            terms.cumulative,
        )
        return investor, host, tier1, accrued
    stands = np.full(cash.shape[1], terms.start)
    for at, row in enumerate(cash):
        moved = 0.0 if shift is None else shift[at] * terms.fractions[at]
        if terms.cumulative:
            np.multiply(stands, terms.growth[at] + moved, out=accrued[at])
            stands += accrued[at]
            stands += terms.added[at]
        else:
            accrued[at] = terms.accrued[at] + terms.interest_on[at] * moved
            stands *= 1.0 + terms.growth[at] + (moved if terms.floating else 0.0)
            stands += terms.added[at] + terms.interest_on[at] * moved
        if terms.whole:
            part = np.where(stands > HALF_A_CENT, row, 0.0)
        else:
            part = np.minimum(row, stands * (1.0 / terms.first))
        np.multiply(part, terms.first, out=tier1[at])
        np.subtract(row, part, out=part)
        part *= terms.then
        np.add(tier1[at], part, out=investor[at])
        stands -= tier1[at]
        if terms.cumulative:
            np.maximum(stands, 0.0, out=stands)
    np.subtract(cash, investor, out=host)
    return investor, host, tier1, accrued


def _split_on_paid(terms: CashTerms, cash: Array, shift: Array | None) -> tuple[Array, Array, Array, Array]:
    """Deemed interest on principal not yet paid; receipts count as interest first (T55)."""
    investor, tier1, accrued = np.empty_like(cash), np.empty_like(cash), np.empty_like(cash)
    late_interest, late_principal = np.zeros(cash.shape[1]), np.zeros(cash.shape[1])
    for at, row in enumerate(cash):
        rate = (terms.rates[at] + (0.0 if shift is None else shift[at])) * terms.fractions[at]
        interest = (terms.interest_on[at] + late_principal) * rate
        carried = rate if terms.floating else terms.growth[at]
        late_interest += (late_interest + late_principal) * carried
        due = late_interest + late_principal + interest + terms.principal[at]
        part = np.where(due > HALF_A_CENT, row, 0.0) if terms.whole else np.minimum(row, due / terms.first)
        accrued[at], tier1[at] = interest, part * terms.first
        investor[at] = tier1[at] + (row - part) * terms.then
        late_interest += interest
        to_interest = np.minimum(tier1[at], late_interest)
        late_interest -= to_interest
        late_principal += terms.principal[at] - (tier1[at] - to_interest)
    return investor, cash - investor, tier1, accrued


def debt_terms(vehicle: Vehicle) -> DebtTerms | None:
    """The loans of a vehicle as scheduled, from their exact terms; ``None`` where there are none.

    Notes
    -----
    Instalments and capitalised interest are in whole cents, as on the exact path. A draw of the rate moves interest that is paid, never interest that is capitalised: the schedule
    of instalments is the same along all paths.
    """
    if not vehicle.loans:
        return None
    number, count = len(vehicle.cash), len(vehicle.loans)
    shape = (count, number)
    opening, due, rate, premium = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    capitalised = np.zeros(shape, dtype=np.bool_)
    for index, loan in enumerate(vehicle.loans):
        _schedule(loan, vehicle, opening[index], due[index], capitalised[index])
        for at, fraction in enumerate(vehicle.fractions[:number]):
            rate[index, at] = float(loan.rate(at + 1) * fraction)
            premium[index, at] = float((loan.premium or 0) * fraction)
    return DebtTerms(
        tuple(one.party for one in vehicle.loans), opening, due, rate, premium, capitalised,
        np.array([one.premium is not None for one in vehicle.loans]),
        np.array([float(one.cover) for one in vehicle.loans]),
        np.array([float(one) for one in vehicle.fractions[:number]]),
    )  # fmt: skip


def _schedule(loan: Loan, vehicle: Vehicle, opening: Array, due: Array, capitalised: Array) -> None:
    draws = dict(loan.draws or ((0, loan.cents),))
    left, parts = draws.get(0, 0), list[int]()
    for at in range(len(opening)):
        opening[at] = left
        if at + 1 <= loan.capitalised:
            capitalised[at] = True
            left += grown(left, loan.rate(at + 1) * vehicle.fractions[at])
        if at + 1 == loan.grace + 1:
            parts = instalments(left, max(loan.tenor - loan.grace, 1))
        index = at - loan.grace
        asked = parts[index] if 0 <= index < len(parts) else 0
        asked = left if vehicle.sold == at + 1 else min(asked, left)
        due[at], left = asked, left - asked + draws.get(at + 1, 0)


def pay_debt(terms: DebtTerms, cash: Array, shift: Array | None = None) -> tuple[list[Array], Array, Array, Array]:
    """Serve loans along paths: premium, interest, instalments, cover, claims, in that order.

    Returns
    -------
    receipts by loan, the insurer's net receipts, what the insurer paid, and the cash left.
    """
    from kanzei.deal import paths_compiled as fast

    number = len(terms.parties)
    got = [np.zeros_like(cash) for _ in range(number)]
    insurer, covered, left = np.zeros_like(cash), np.zeros_like(cash), np.empty_like(cash)
    if fast.COMPILED:
        stacked = np.empty((number, *cash.shape))
        fast.debt_rows(
            cash, terms.opening, terms.due, terms.rate, terms.premium, terms.capitalised, terms.insured, terms.cover,
            shift if shift is not None else np.zeros((1, 1)), terms.fractions, shift is not None, stacked, insurer, covered, left,
        )  # fmt: skip
        return list(stacked), insurer, covered, left
    late_interest = np.zeros((number, cash.shape[1]))
    late_principal, claim = np.zeros_like(late_interest), np.zeros_like(late_interest)
    for at, row in enumerate(cash):
        fine = (late_interest + late_principal + claim).sum(axis=0) <= HALF_A_CENT
        outstanding = terms.opening[:, at, None] + late_principal
        rate = terms.rate[:, at, None] + (0.0 if shift is None else shift[at] * terms.fractions[at])
        interest = np.where(terms.capitalised[:, at, None], 0.0, outstanding * rate)
        principal = np.broadcast_to(terms.due[:, at, None], interest.shape).copy()
        premium = outstanding * terms.premium[:, at, None]
        rest = row.copy()
        for index in range(number):
            if terms.insured[index]:
                paid = np.where(fine, np.minimum(rest, premium[index]), 0.0)
                insurer[at] += paid
                rest -= paid
        for owed in (interest, principal):
            total = owed.sum(axis=0)
            part = np.where(fine & (total > 0), np.minimum(rest, total) / np.where(total > 0, total, 1.0), 0.0)
            rest -= part * total
            for index in range(number):
                got[index][at] += part * owed[index]
            owed *= 1.0 - part
        cover = np.where(terms.insured, terms.cover, 0.0)[:, None]
        helped = (interest + principal) * cover
        for index in range(number):
            got[index][at] += helped[index]
        covered[at] = helped.sum(axis=0)
        insurer[at] -= covered[at]
        claim += helped
        late_interest += interest * (1.0 - cover)
        late_principal += principal * (1.0 - cover)
        claims = late_interest + late_principal + claim
        total = claims.sum(axis=0)
        part = np.where(~fine & (total > 0), np.minimum(rest, total) / np.where(total > 0, total, 1.0), 0.0)
        rest -= part * total
        for index in range(number):
            paid = part * (late_interest[index] + late_principal[index])
            got[index][at] += paid
            insurer[at] += part * claim[index]
            to_interest = np.minimum(paid, late_interest[index])
            late_interest[index] -= to_interest
            late_principal[index] -= paid - to_interest
        claim *= 1.0 - part
        left[at] = rest
    return got, insurer, covered, left


def pay_out(vehicle: Vehicle, rules: Rules, cash: Array, shift: Array | None = None) -> Paid:
    """Pay one vehicle's free cash out along all paths under one reading; shortfall recovery comes after all vehicles (:func:`kanzei.deal.simulate.recover_paths`).

    Parameters
    ----------
    cash  : free cash, cents, (periods, paths), never negative. shift : added to the floating rates a year, same shape.
    """
    debt = debt_terms(vehicle)
    parties: dict[str, Array] = {}
    covered = None
    if debt is not None and rules.before:
        got, parties["insurer"], covered, cash = pay_debt(debt, cash, shift)
        _by_party(debt, got, parties)
    investor, parties["host"], tier1, accrued = split_cash(cash_terms(vehicle, rules), cash, shift)
    parties["investor"] = investor
    return Paid(parties, tier1, accrued, covered)


def serve_from(vehicle: Vehicle, rules: Rules, paid: Paid, kept: Array, shift: Array | None = None) -> Paid:
    """Serve the loans of a feeder out of what the investor kept (T59)."""
    debt = debt_terms(vehicle)
    if debt is None or not rules.after:
        return paid
    parties = dict(paid.parties)
    got, parties["insurer"], covered, parties["investor"] = pay_debt(debt, kept, shift)
    _by_party(debt, got, parties)
    return paid._replace(parties=parties, covered=covered)


def _by_party(debt: DebtTerms, got: list[Array], parties: dict[str, Array]) -> None:
    for party, line in zip(debt.parties, got, strict=True):
        parties[party] = parties[party] + line if party in parties else line


def tolerance(periods: int, growth: float, loans: int = 0) -> float:
    """Cents by which what a party gets in a period may differ from the exact path.

    Notes
    -----
    In a period the exact path rounds, by half a cent each, deemed interest, the carried amount or the hurdle, and the investor's part of a tier: what stands open is off by 1.5 cents
    more than before, and all of that is carried on, grown at most ``growth`` a period. A cent of it moves the investor's receipts by at most one cent (1 - b / a of
    the shares a and b). Each loan adds premium, interest and its part of three sums, half a cent each. Two cents are for the shares of the period itself. Float64 adds
    less than a hundredth of a cent below a trillion dollars.
    """
    carried = periods if growth == 0 else ((1.0 + growth) ** periods - 1.0) / growth
    return 2.0 + (1.5 + 2.5 * loans) * carried
