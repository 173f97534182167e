"""Whole cents of a contract's flows: every part is an integer, and what is repaid adds up to what was lent.

The rounded *balance* leads: a principal flow is the difference of two rounded balances, so that principal sums to the
notional exactly, whatever the payments round to one by one. Interest and fees are each rounded half away from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from kanzei.deal.actus.states import Event

__all__ = ["Flow", "equal_parts", "in_cents", "shared_cents", "to_cents"]

_PRINCIPAL = {"IED", "PR", "PI", "PP", "MD"}
_INTEREST = {"IP"}
_FEES = {"FP", "PY"}


@dataclass(frozen=True, slots=True)
class Flow:
    """What an event moves, in integer cents, signed as the event is.

    Attributes
    ----------
    principal_cents : lent (minus, for the lender) or repaid (plus).
    interest_cents, fee_cents : paid interest; fees and penalties.
    other_cents : premium or discount at the exchange, scaling, prices at purchase and termination, a guarantee's payment.
    capitalized_cents : interest added to the balance; no cash moves.
    balance_cents : the notional after the event.
    """

    time: datetime
    kind: str
    principal_cents: int
    interest_cents: int
    fee_cents: int
    other_cents: int
    capitalized_cents: int
    balance_cents: int

    @property
    def cash_cents(self) -> int:
        """The cash that moves."""
        return self.principal_cents + self.interest_cents + self.fee_cents + self.other_cents


def to_cents(amount: float) -> int:
    """An amount in currency units as whole cents, half a cent away from nothing.

    Examples
    --------
    >>> to_cents(2.675), to_cents(-0.005)
    (268, -1)
    """
    return int(Decimal(repr(amount)).scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def in_cents(events: Iterable[Event], opening: float = 0.0) -> list[Flow]:
    """The events of a loan as flows of whole cents.

    Parameters
    ----------
    events : all events of one contract, in order.
    opening : its notional before the first of them, where it was lent before its status date.
    """
    flows: list[Flow] = []
    before = opening
    for event in events:
        moved = before - event.notional
        change = to_cents(before) - to_cents(event.notional)
        is_principal = event.kind in _PRINCIPAL
        interest = to_cents(event.payoff) if event.kind in _INTEREST else 0
        fee = to_cents(event.payoff) if event.kind in _FEES else 0
        if is_principal:
            other = to_cents(event.payoff - moved)
        else:
            other = 0 if event.kind in _INTEREST | _FEES else to_cents(event.payoff)
        flows.append(
            Flow(
                event.time,
                event.kind,
                change if is_principal else 0,
                interest,
                fee,
                other,
                -change if event.kind == "IPCI" else 0,
                to_cents(event.notional),
            )
        )
        before = event.notional
    return flows


def equal_parts(total_cents: int, count: int) -> list[int]:
    """A total in ``count`` equal parts; the last one takes what is left.

    Examples
    --------
    >>> equal_parts(10_000, 3)
    [3333, 3333, 3334]
    """
    part = total_cents // count
    return [part] * (count - 1) + [total_cents - part * (count - 1)]


def shared_cents(total_cents: int, weights: Sequence[int]) -> list[int]:
    """A total shared by weights, to the cent: the largest remainders round up, the earlier one first.

    Examples
    --------
    >>> shared_cents(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    parts = [total_cents * weight // whole for weight in weights]
    remainders = [total_cents * weight % whole for weight in weights]
    for place in sorted(range(len(weights)), key=lambda n: -remainders[n])[: total_cents - sum(parts)]:
        parts[place] += 1
    return parts
