"""The inner loops of the array waterfall, compiled by Numba where it is installed (extra ``fast``); without it :mod:`kanzei.deal.paths` works in NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from kanzei.bulk.kernel import COMPILED, njit

__all__ = ["COMPILED", "debt_rows", "debt_two", "share_rows", "split_rows"]

Array = Any
BLOCK = 512
"""Paths worked on at a time: their state stays in the processor's nearest memory."""


@njit(cache=True, nogil=True, error_model="numpy")  # type: ignore[untyped-decorator,unused-ignore]
def split_rows(
    cash: Array,
    growth: Array,
    added: Array,
    start: float,
    first: float,
    then: float,
    investor: Array,
    host: Array,
    tier1: Array,
    accrued: Array,
    interest: Array,
    cumulative: bool,
) -> None:
    """Split cash along paths (see the notes of :mod:`kanzei.deal.paths`); writes the last arrays."""
    periods, paths = cash.shape
    per = 1.0 / first
    for low in range(0, paths, BLOCK):
        high = min(low + BLOCK, paths)
        stands = np.full(high - low, start)
        for at in range(periods):
            grow, add, fixed = 1.0 + growth[at], added[at], interest[at]
            for path in range(low, high):
                before = stands[path - low]
                mine = before * grow + add
                accrued[at, path] = before * growth[at] if cumulative else fixed
                here = cash[at, path]
                most = mine * per
                part = here if here < most else most
                one = part * first
                ours = one + (here - part) * then
                tier1[at, path] = one
                investor[at, path] = ours
                host[at, path] = here - ours
                stands[path - low] = mine - one


@njit(cache=True, nogil=True, error_model="numpy")  # type: ignore[untyped-decorator,unused-ignore]
def share_rows(
    cash: Array, growth: Array, added: Array, start: float, first: float, then: float, investor: Array, host: Array
) -> None:
    """As :func:`split_rows`, the two parties' receipts alone."""
    periods, paths = cash.shape
    per = 1.0 / first if first > 0.0 else 0.0
    stands = np.full(paths, start)
    for at in range(periods):
        grow, add = 1.0 + growth[at], added[at]
        here, ours, theirs = cash[at], investor[at], host[at]
        for path in range(paths):
            mine = stands[path] * grow + add
            part = min(here[path], mine * per)
            one = part * first
            both = one + (here[path] - part) * then
            ours[path] = both
            theirs[path] = here[path] - both
            stands[path] = mine - one


@njit(cache=True, nogil=True, error_model="numpy")  # type: ignore[untyped-decorator,unused-ignore]
def debt_rows(
    cash: Array,
    opening: Array,
    due: Array,
    rate: Array,
    premium: Array,
    capitalised: Array,
    insured: Array,
    cover: Array,
    shift: Array,
    fractions: Array,
    shifted: bool,
    got: Array,
    insurer: Array,
    covered: Array,
    left: Array,
) -> None:
    """Serve loans along paths; writes receipts by loan, the insurer's, what it paid, and the cash left."""
    periods, paths = cash.shape
    loans = opening.shape[0]
    width = min(BLOCK, paths)
    late_interest = np.zeros((loans, width))
    late_principal = np.zeros((loans, width))
    claim = np.zeros((loans, width))
    is_open = np.zeros(width)
    for low in range(0, paths, BLOCK):
        high = min(low + BLOCK, paths)
        late_interest[:] = 0.0
        late_principal[:] = 0.0
        claim[:] = 0.0
        is_open[:] = 0.0
        for at in range(periods):
            asked = 0.0
            fees = 0.0
            for loan in range(loans):
                asked += due[loan, at]
                if not capitalised[loan, at]:
                    asked += opening[loan, at] * rate[loan, at]
                if insured[loan]:
                    fees += opening[loan, at] * premium[loan, at]
            for path in range(low, high):
                own = path - low
                here = cash[at, path]
                moved = shift[at, path] * fractions[at] if shifted else 0.0
                if is_open[own] <= 0.5:
                    paid = min(here, fees)
                    total = asked
                    if shifted:
                        for loan in range(loans):
                            if not capitalised[loan, at]:
                                total += opening[loan, at] * moved
                    if here - paid >= total - 0.5:
                        # Nothing is late and the cash suffices: the common case.
                        for loan in range(loans):
                            interest = 0.0 if capitalised[loan, at] else opening[loan, at] * (rate[loan, at] + moved)
                            got[loan, at, path] = interest + due[loan, at]
                        insurer[at, path] = paid
                        covered[at, path] = 0.0
                        left[at, path] = max(here - paid - total, 0.0)
                        continue
                is_open[own] = _late(
                    at, path, own, here, moved, is_open[own] <= 0.5, opening, due, rate, premium, capitalised, insured, cover,
                    late_interest, late_principal, claim, got, insurer, covered, left,
                )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")  # type: ignore[untyped-decorator,unused-ignore]
def _late(
    at: int,
    path: int,
    own: int,
    here: float,
    moved: float,
    fine: bool,
    opening: Array,
    due: Array,
    rate: Array,
    premium: Array,
    capitalised: Array,
    insured: Array,
    cover: Array,
    late_interest: Array,
    late_principal: Array,
    claim: Array,
    got: Array,
    insurer: Array,
    covered: Array,
    left: Array,
) -> float:
    """A period whose cash does not suffice, or with claims open; what is open after it."""
    loans = opening.shape[0]
    rest = here
    fees = 0.0
    interest_all = 0.0
    principal_all = 0.0
    for loan in range(loans):
        outstanding = opening[loan, at] + late_principal[loan, own]
        if insured[loan] and fine:
            paid = min(rest, outstanding * premium[loan, at])
            rest -= paid
            fees += paid
        if not capitalised[loan, at]:
            interest_all += outstanding * (rate[loan, at] + moved)
        principal_all += due[loan, at]
    to_interest = 0.0
    to_principal = 0.0
    if fine:
        if interest_all > 0.0:
            to_interest = min(rest, interest_all) / interest_all
            rest -= to_interest * interest_all
        if principal_all > 0.0:
            to_principal = min(rest, principal_all) / principal_all
            rest -= to_principal * principal_all
    helped_all = 0.0
    claims = 0.0
    for loan in range(loans):
        outstanding = opening[loan, at] + late_principal[loan, own]
        interest = 0.0 if capitalised[loan, at] else outstanding * (rate[loan, at] + moved)
        unpaid_interest = interest * (1.0 - to_interest)
        unpaid_principal = due[loan, at] * (1.0 - to_principal)
        part = cover[loan] if insured[loan] else 0.0
        helped = (unpaid_interest + unpaid_principal) * part
        got[loan, at, path] = interest * to_interest + due[loan, at] * to_principal + helped
        helped_all += helped
        claim[loan, own] += helped
        late_interest[loan, own] += unpaid_interest * (1.0 - part)
        late_principal[loan, own] += unpaid_principal * (1.0 - part)
        claims += late_interest[loan, own] + late_principal[loan, own] + claim[loan, own]
    to_claims = 0.0
    if not fine and claims > 0.0:
        to_claims = min(rest, claims) / claims
        rest -= to_claims * claims
    open_after = 0.0
    back = 0.0
    for loan in range(loans):
        paid = to_claims * (late_interest[loan, own] + late_principal[loan, own])
        got[loan, at, path] += paid
        back += to_claims * claim[loan, own]
        cleared = min(paid, late_interest[loan, own])
        late_interest[loan, own] -= cleared
        late_principal[loan, own] -= paid - cleared
        claim[loan, own] *= 1.0 - to_claims
        open_after += late_interest[loan, own] + late_principal[loan, own] + claim[loan, own]
    insurer[at, path] = fees + back - helped_all
    covered[at, path] = helped_all
    left[at, path] = rest
    return open_after


@njit(cache=True, nogil=True, error_model="numpy")  # type: ignore[untyped-decorator,unused-ignore]
def debt_two(
    cash: Array,
    opening: Array,
    due: Array,
    rate: Array,
    premium: Array,
    capitalised: Array,
    insured: Array,
    cover: Array,
    lender: Array,
    banks: Array,
    insurer: Array,
    left: Array,
) -> None:
    """As :func:`debt_rows` for the public lender's loan, not insured, and the banks', insured, at their agreed rates."""
    periods, paths = cash.shape
    # Of each path: late interest and principal of the lender, of the banks, and the insurer's claim; what is open of them together.
    interest_a, principal_a = np.zeros(paths), np.zeros(paths)
    interest_b, principal_b, claim = np.zeros(paths), np.zeros(paths), np.zeros(paths)
    is_open = np.zeros(paths)
    part = cover[1]
    for at in range(periods):
        rate_a = 0.0 if capitalised[0, at] else rate[0, at]
        rate_b = 0.0 if capitalised[1, at] else rate[1, at]
        due_a, due_b = due[0, at], due[1, at]
        one, two = due_a + opening[0, at] * rate_a, due_b + opening[1, at] * rate_b
        fee = opening[1, at] * premium[1, at]
        asked = one + two
        least = asked - 0.5
        worst = 0.0
        for path in range(paths):
            # The common case, without a branch: nothing is late and the cash suffices.
            here = cash[at, path]
            paid = here if here < fee else fee
            rest = here - paid
            lender[at, path] = one
            banks[at, path] = two
            insurer[at, path] = paid
            left[at, path] = rest - asked if rest > asked else 0.0
            odd = 1.0 if rest < least else is_open[path]
            worst = odd if odd > worst else worst
        if worst <= 0.5:
            continue
        for path in range(paths):
            rest = cash[at, path]
            fine = is_open[path] <= 0.5
            paid = (rest if rest < fee else fee) if fine else 0.0
            rest -= paid
            if fine and rest >= least:
                continue
            due_interest_a = (opening[0, at] + principal_a[path]) * rate_a
            due_interest_b = (opening[1, at] + principal_b[path]) * rate_b
            interest, principal = due_interest_a + due_interest_b, due_a + due_b
            to_interest = to_principal = 0.0
            if fine:
                if interest > 0.0:
                    to_interest = min(rest, interest) / interest
                    rest -= to_interest * interest
                if principal > 0.0:
                    to_principal = min(rest, principal) / principal
                    rest -= to_principal * principal
            short_interest, short_principal = due_interest_b * (1.0 - to_interest), due_b * (1.0 - to_principal)
            helped = (short_interest + short_principal) * part
            interest_a[path] += due_interest_a * (1.0 - to_interest)
            principal_a[path] += due_a * (1.0 - to_principal)
            interest_b[path] += short_interest * (1.0 - part)
            principal_b[path] += short_principal * (1.0 - part)
            claim[path] += helped
            to_a, to_b, to_insurer = 0.0, 0.0, 0.0
            owed_a, owed_b = interest_a[path] + principal_a[path], interest_b[path] + principal_b[path]
            claims = owed_a + owed_b + claim[path]
            if not fine and claims > 0.0 and rest > 0.0:
                share = min(rest, claims) / claims
                rest -= share * claims
                to_a, to_b, to_insurer = share * owed_a, share * owed_b, share * claim[path]
                cleared = min(to_a, interest_a[path])
                interest_a[path] -= cleared
                principal_a[path] -= to_a - cleared
                cleared = min(to_b, interest_b[path])
                interest_b[path] -= cleared
                principal_b[path] -= to_b - cleared
                claim[path] -= to_insurer
                claims -= to_a + to_b + to_insurer
            is_open[path] = claims
            lender[at, path] = due_interest_a * to_interest + due_a * to_principal + to_a
            banks[at, path] = due_interest_b * to_interest + due_b * to_principal + helped + to_b
            insurer[at, path] = paid + to_insurer - helped
            left[at, path] = rest
