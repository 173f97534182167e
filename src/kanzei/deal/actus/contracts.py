"""The door to standard contracts: terms in, events out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from kanzei.deal.actus.credit import CREDIT, Enhancement
from kanzei.deal.actus.loans import LOANS, Loan
from kanzei.deal.actus.states import Event, Observed, RiskFactors
from kanzei.deal.actus.terms import Terms
from kanzei.errors import UsageError

__all__ = ["SUPPORTED", "Contract", "contract", "events"]

SUPPORTED = LOANS + CREDIT
"""Contract types that can be run."""

Contract = Loan | Enhancement
"""A contract made of its terms: it knows its ``kind``, ``sign``, ``maturity`` and its events."""


def contract(terms: Mapping[str, Any], *, is_business_day: Callable[[date], bool] | None = None) -> Contract:
    """A contract of ACTUS terms.

    Parameters
    ----------
    terms : terms by their names in the ACTUS data dictionary (``contractType``, ``notionalPrincipal`` …); values are text as in
        the official files, numbers, dates, or lists for array terms. Terms the contract type does not use are not read.
    is_business_day : a calendar of your own in the place of ``calendar``.

    Raises
    ------
    UsageError   The contract type is not supported, or a term is missing or cannot be read.

    Examples
    --------
    >>> loan = contract({
    ...     "contractType": "LAM", "contractRole": "RPA", "statusDate": "2025-12-31", "initialExchangeDate": "2026-01-01",
    ...     "notionalPrincipal": 1200, "nominalInterestRate": 0.06, "dayCountConvention": "30E360", "currency": "USD",
    ...     "cycleAnchorDateOfPrincipalRedemption": "2027-01-01", "cycleOfPrincipalRedemption": "P1YL1",
    ...     "nextPrincipalRedemptionPayment": 400, "cycleAnchorDateOfInterestPayment": "2027-01-01",
    ...     "cycleOfInterestPayment": "P1YL1"})
    >>> [(event.kind, event.payoff) for event in events(loan)]
    [('IED', -1200.0), ('PR', 400.0), ('IP', 72.0), ('PR', 400.0), ('IP', 48.0), ('IP', 24.0), ('MD', 400.0)]
    """
    read = Terms(terms)
    kind = read.text("contractType")
    if kind in LOANS:
        return Loan(read, is_business_day)
    if kind in CREDIT:
        return Enhancement(read, is_business_day)
    raise UsageError(f"contract type not supported: {kind or 'none given'}; these are: {', '.join(SUPPORTED)}")


def events(
    contract: Contract,
    until: datetime | None = None,
    risk_factors: Mapping[str, Any] | RiskFactors | None = None,
    observed: Iterable[Observed] = (),
) -> list[Event]:
    """The events of a contract in order, with payoffs and the state after each.

    Parameters
    ----------
    until : the last time looked at; the end of the contract when absent.
    risk_factors : market objects by code, each a number or values by time (a mapping or pairs); a value holds until the next.
    observed : credit events and prepayments from outside.

    Notes
    -----
    Payoffs are floats in currency units, signed from the side of ``contractRole``.
    """
    factors = risk_factors if isinstance(risk_factors, RiskFactors) else RiskFactors(risk_factors or {})
    return contract.events(until, factors, observed)
