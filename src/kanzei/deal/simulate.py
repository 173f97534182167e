"""All vehicles of a case along many paths under several readings, in chunks of paths so that memory stays bounded.

A chunk of 1,024 paths with 20 vehicles, 120 quarters and the four readings of the deal holds 11 arrays of 20 MB (each party of each reading) beside its cash: some 250 MB.
What is asked for of a chunk is taken before the next begins; a caller who wants every figure of every path writes it away then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from kanzei.deal import paths_compiled as fast
from kanzei.deal.case import Planned
from kanzei.deal.loans import Loan
from kanzei.deal.operations import Reserve, free_cash
from kanzei.deal.paths import CashTerms, DebtTerms, Paid, cash_terms, debt_terms, pay_out, serve_from
from kanzei.deal.paths_plain import debt_all, share_all
from kanzei.deal.rules import Rules
from kanzei.deal.waterfall import Vehicle, distribute, flows
from kanzei.errors import UsageError

__all__ = [
    "PARTIES",
    "Buffers",
    "Simulated",
    "chunks",
    "funding_flows",
    "pay_all",
    "pay_readings",
    "plain",
    "recover_paths",
]

Array = Any

PARTIES = ("investor", "host", "lender", "banks", "insurer")
"""Parties whose receipts the array path tells."""


class Simulated(NamedTuple):
    """One reading along a chunk of paths, cents.

    vehicles : party -> receipts (vehicles, periods, paths). totals : party -> (periods, paths), all vehicles together. diverted : recovered from the investor.
    covered : what the insurer paid. Funding is not in it (:func:`funding_flows`).
    """

    vehicles: Mapping[str, Array]
    totals: Mapping[str, Array]
    diverted: Array
    covered: Array


def plain(vehicle: Vehicle, rules: Rules) -> Vehicle:
    """The vehicle with its operations folded into free cash, as the exact path works it out.

    Raises
    ------
    UsageError   It has a reserve account, which the array path does not keep.
    """
    operations = vehicle.operations
    if operations is None:
        return vehicle
    if operations.reserve:
        raise UsageError(
            f"{vehicle.id}: a reserve account is kept on the exact path only: leave reserve out to simulate"
        )
    none = Reserve(0)
    free = [free_cash(operations, at + 1, none, rules.tax_before_split)[0] for at in range(len(vehicle.cash))]
    return vehicle._replace(
        operations=None, cash=tuple(one + more for one, more in zip(vehicle.cash, free, strict=True))
    )


def pay_all(planned: Planned, cash: Array, shift: Array | None = None) -> Simulated:
    """Pay all vehicles of a plan along a chunk of paths.

    Parameters
    ----------
    cash  : free cash, cents, (vehicles, periods, paths), never negative. shift : added to floating rates a year, (periods, paths).
    """
    rules = planned.rules
    number = cash.shape[1]
    paid = [
        pay_out(one, rules, line[: len(one.cash)], _cut(shift, one))
        for one, line in zip(planned.vehicles, cash, strict=True)
    ]
    diverted = np.zeros(cash.shape)
    if planned.shortfall and rules.catchup:
        diverted = recover_paths(paid, float(planned.shortfall), rules, cash.shape)
    vehicles: dict[str, Array] = {}
    covered = np.zeros(cash.shape)
    for at, (vehicle, one) in enumerate(zip(planned.vehicles, paid, strict=True)):
        kept = one.parties["investor"]
        own = diverted[at, : len(kept)]
        if planned.shortfall:
            one = one._replace(parties={**one.parties, "investor": kept - own, "host": one.parties["host"] + own})
        one = serve_from(vehicle, rules, one, one.parties["investor"], _cut(shift, vehicle))
        for party, line in one.parties.items():
            vehicles.setdefault(party, np.zeros(cash.shape))[at, : len(line)] = line
        if one.covered is not None:
            covered[at, : len(one.covered)] = one.covered
    totals = {party: lines.sum(axis=0) for party, lines in vehicles.items()}
    assert all(len(line) == number for line in totals.values())
    return Simulated(vehicles, totals, diverted, covered)


def _cut(shift: Array | None, vehicle: Vehicle) -> Array | None:
    return None if shift is None else shift[: len(vehicle.cash)]


def recover_paths(paid: Sequence[Paid], shortfall: float, rules: Rules, shape: tuple[int, ...]) -> Array:
    """What a shortfall diverts from the investor by vehicle, period and path: in the order of time, vehicles of a period in their order (T32, T33)."""
    out = np.zeros(shape)
    left = np.full(shape[2], shortfall)
    for at in range(shape[1]):
        for number, one in enumerate(paid):
            if at >= len(one.tier1):
                continue
            base = (
                one.parties["investor"][at]
                if rules.catchup_base == "all_receipts"
                else np.minimum(one.accrued[at], one.tier1[at])
            )
            out[number, at] = np.minimum(base, left)
            left -= out[number, at]
    return out


def funding_flows(planned: Planned, periods: int) -> dict[str, Array]:
    """What each party puts in by period from 0, negative, cents."""
    # A vehicle without cash has funding alone in its ledger.
    ledger = [
        entry
        for one in planned.vehicles
        for entry in distribute(one._replace(cash=(), operations=None), planned.rules).ledger
    ]
    return {party: np.array(flows(ledger, (party,), periods), dtype=float) for party in PARTIES}


class Buffers:
    """Arrays for one chunk that are used again for the next: what a long run writes into.

    Parameters
    ----------
    planned : reading -> plan, each with the same vehicles. paths : of a chunk.
    """

    def __init__(self, planned: Mapping[str, Planned], paths: int) -> None:
        self.planned = planned
        self.arrays: dict[str, dict[str, Array]] = {}
        self.totals: dict[str, dict[str, Array]] = {}
        for name, plan in planned.items():
            _check(name, plan)
            vehicles, periods = len(plan.vehicles), max(len(one.cash) for one in plan.vehicles)
            parties = _parties(plan)
            self.arrays[name] = {party: np.zeros((vehicles, periods, paths)) for party in parties}
            self.totals[name] = {party: np.zeros((periods, paths)) for party in parties}
        self.terms = {
            name: [
                (cash_terms(one, plan.rules), debt_terms(one) if plan.rules.before else None) for one in plan.vehicles
            ]
            for name, plan in planned.items()
        }


def _parties(plan: Planned) -> tuple[str, ...]:
    lent = bool(plan.rules.before) and any(one.loans for one in plan.vehicles)
    return PARTIES if lent else ("investor", "host")


def _check(name: str, plan: Planned) -> None:
    rules = plan.rules
    odd = (
        rules.after
        or not rules.flip_within_period
        or rules.balance_basis == "paid"
        or (plan.shortfall and rules.catchup)
    )
    if odd or (rules.before and len({_usual(one.loans) for one in plan.vehicles} | {True}) > 1):
        raise UsageError(
            f"{name}: a run into buffers knows loans of lender and banks ahead of the split and no recovery: use pay_all"
        )


def _usual(loans: Sequence[Loan]) -> bool:
    return (
        tuple(one.party for one in loans) == ("lender", "banks")
        and loans[0].premium is None
        and loans[1].premium is not None
    )


def pay_readings(buffers: Buffers, cash: Array) -> tuple[dict[str, dict[str, Array]], dict[str, dict[str, Array]]]:
    """Pay a chunk of cash out under every reading of the buffers, into them: each party's receipts by vehicle, and of all vehicles together.

    Parameters
    ----------
    cash : cents, (vehicles, periods, paths); no more paths than the buffers have.

    Returns
    -------
    Views of the buffers, good until the next call: reading -> party -> (vehicles, periods, paths), and reading -> party -> (periods, paths).
    """
    vehicles, _, paths = cash.shape
    out = {name: {party: line[..., :paths] for party, line in lines.items()} for name, lines in buffers.arrays.items()}
    totals = {
        name: {party: line[..., :paths] for party, line in lines.items()} for name, lines in buffers.totals.items()
    }
    if not fast.COMPILED:
        for name in buffers.planned:
            _pay_plain(cash, buffers.terms[name], out[name])
            for party, total in totals[name].items():
                np.sum(out[name][party], axis=0, out=total)
        return out, totals
    # Vehicle by vehicle through all readings: its cash stays near the processor.
    for at in range(vehicles):
        for name in buffers.planned:
            split, debt = buffers.terms[name][at]
            _pay_vehicle(cash[at], split, debt, {party: line[at] for party, line in out[name].items()})
            for party, total in totals[name].items():
                if at:
                    total += out[name][party][at]
                else:
                    total[:] = out[name][party][at]
    return out, totals


def _pay_vehicle(cash: Array, split: CashTerms, debt: DebtTerms | None, out: dict[str, Array]) -> None:
    left = cash
    if debt is not None:
        left = np.empty(cash.shape)
        fast.debt_two(
            cash, debt.opening, debt.due, debt.rate, debt.premium, debt.capitalised, debt.insured, debt.cover,
            out["lender"], out["banks"], out["insurer"], left,
        )  # fmt: skip
    if not split.tested:
        np.multiply(left, split.then, out=out["investor"])
        np.subtract(left, out["investor"], out=out["host"])
    else:
        fast.share_rows(
            left, split.growth, split.added, split.start, split.first, split.then, out["investor"], out["host"]
        )


def _pay_plain(cash: Array, terms: list[tuple[CashTerms, DebtTerms | None]], out: dict[str, Array]) -> None:
    """As :func:`_pay_vehicle`, all vehicles at once in NumPy."""
    splits, debts = [one for one, _ in terms], [one for _, one in terms if one is not None]
    left = cash
    if debts:
        left = np.empty(cash.shape)
        debt_all(debts, cash, out["lender"], out["banks"], out["insurer"], left)
    if not splits[0].tested:
        np.multiply(left, splits[0].then, out=out["investor"])
        np.subtract(left, out["investor"], out=out["host"])
    else:
        share_all(splits, left, out["investor"], out["host"])


def chunks(paths: int, size: int) -> Iterator[slice]:
    """Chunks of paths."""
    for low in range(0, paths, size):
        yield slice(low, min(low + size, paths))
