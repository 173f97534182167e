"""The long run in NumPy alone, where Numba is not installed: all vehicles of a period at once, so that each array operation has enough to do.

The same steps as :mod:`kanzei.deal.paths_compiled`; a test holds both against the general loops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kanzei.deal.paths import HALF_A_CENT, CashTerms, DebtTerms

__all__ = ["debt_all", "share_all"]

Array = Any


def share_all(terms: Sequence[CashTerms], cash: Array, investor: Array, host: Array) -> None:
    """Split the cash of all vehicles, (vehicles, periods, paths), into two given arrays."""
    first, then = terms[0].first, terms[0].then
    grow = np.stack([1.0 + one.growth for one in terms])
    added = np.stack([one.added for one in terms])
    stands = np.repeat(np.array([[one.start] for one in terms]), cash.shape[2], axis=1)
    part, mine = np.empty_like(stands), np.empty_like(stands)
    for at in range(cash.shape[1]):
        row = cash[:, at]
        stands *= grow[:, at, None]
        stands += added[:, at, None]
        np.multiply(stands, 1.0 / first, out=part)
        np.minimum(part, row, out=part)
        np.multiply(part, first, out=mine)
        stands -= mine
        np.subtract(row, part, out=part)
        part *= then
        np.add(part, mine, out=investor[:, at])
        np.subtract(row, investor[:, at], out=host[:, at])


def debt_all(terms: Sequence[DebtTerms], cash: Array, lender: Array, banks: Array, insurer: Array, left: Array) -> None:
    """Serve the public lender's loans and the insured banks' of all vehicles, (vehicles, periods, paths), into given arrays."""
    vehicles, periods, paths = cash.shape
    opening, due = np.stack([one.opening for one in terms]), np.stack([one.due for one in terms])
    rate = np.stack([np.where(one.capitalised, 0.0, one.rate) for one in terms])
    fees = np.stack([one.opening[1] * one.premium[1] for one in terms])
    cover = np.array([one.cover[1] for one in terms])
    asked_of = due + opening * rate
    # Late interest and principal of lender and banks, the insurer's claim, and all of them: by vehicle and path, flat.
    late = np.zeros((5, vehicles * paths))
    is_open = np.zeros((vehicles, paths), dtype=bool)
    rest = np.empty((vehicles, paths))
    for at in range(periods):
        row, paid = cash[:, at], insurer[:, at]
        asked = asked_of[:, 0, at, None] + asked_of[:, 1, at, None]
        np.minimum(row, fees[:, at, None], out=paid)
        np.subtract(row, paid, out=rest)
        lender[:, at], banks[:, at] = asked_of[:, 0, at, None], asked_of[:, 1, at, None]
        odd = rest < asked - HALF_A_CENT
        odd |= is_open
        rest -= asked
        np.maximum(rest, 0.0, out=left[:, at])
        where = np.flatnonzero(odd)
        if not len(where):
            continue
        vehicle, path = np.divmod(where, paths)
        state, is_late = late[:, where], is_open.ravel()[where]
        told = _late(
            row[vehicle, path], np.where(is_late, 0.0, fees[vehicle, at]), ~is_late, state,
            opening[vehicle, :, at].T, due[vehicle, :, at].T, rate[vehicle, :, at].T, cover[vehicle],
        )  # fmt: skip
        late[:, where] = state
        is_open.ravel()[where] = state.sum(axis=0) > HALF_A_CENT
        for line, values in zip((lender, banks, insurer, left), told, strict=True):
            line[vehicle, at, path] = values


def _late(
    cash: Array, fee: Array, fine: Array, state: Array, opening: Array, due: Array, rate: Array, cover: Array
) -> tuple[Array, Array, Array, Array]:
    """Periods whose cash does not suffice, or with claims open; moves the state on."""
    interest_a, principal_a, interest_b, principal_b, claim = state
    paid = np.minimum(cash, fee)
    rest = cash - paid
    owed_a, owed_b = (opening[0] + principal_a) * rate[0], (opening[1] + principal_b) * rate[1]
    to_interest = _part(rest, owed_a + owed_b, fine)
    rest = rest - to_interest * (owed_a + owed_b)
    to_principal = _part(rest, due[0] + due[1], fine)
    rest = rest - to_principal * (due[0] + due[1])
    short_interest, short_principal = owed_b * (1.0 - to_interest), due[1] * (1.0 - to_principal)
    helped = (short_interest + short_principal) * cover
    interest_a += owed_a * (1.0 - to_interest)
    principal_a += due[0] * (1.0 - to_principal)
    interest_b += short_interest * (1.0 - cover)
    principal_b += short_principal * (1.0 - cover)
    claim += helped
    claims = state.sum(axis=0)
    share = _part(rest, claims, ~fine)
    to_a, to_b, back = share * (interest_a + principal_a), share * (interest_b + principal_b), share * claim
    rest = rest - share * claims
    for paid_to, interest, principal in ((to_a, interest_a, principal_a), (to_b, interest_b, principal_b)):
        cleared = np.minimum(paid_to, interest)
        interest -= cleared
        principal -= paid_to - cleared
    claim -= back
    got_a = owed_a * to_interest + due[0] * to_principal + to_a
    got_b = owed_b * to_interest + due[1] * to_principal + helped + to_b
    return got_a, got_b, paid + back - helped, rest


def _part(cash: Array, owed: Array, where: Array) -> Array:
    """The part of what is owed that the cash pays; nothing elsewhere."""
    return np.where(where & (owed > 0.0), np.minimum(cash, owed) / np.where(owed > 0.0, owed, 1.0), 0.0)
