"""Loans of a vehicle: the public lender's and the insured banks', their service, default, cover, claims and recovery, in cents.

Notes
-----
Order of payment (project level): premium, interest pro rata, instalments pro rata. A period whose cash does not suffice is a default: the insurer pays the insured
lenders what they did not get, up to its cover, and takes over that claim. While claims are open no premium is charged, the insurer goes on paying as the debt falls
due, and all cash goes to the open claims of lenders and insurer by their size until none is left. Interest runs on all principal outstanding; overdue interest
bears none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.deemed import grown, instalments

__all__ = ["Debt", "DebtPeriod", "Loan", "share_out"]

Pay = Callable[[str, str, str, int], None]
"""Step, payer, payee, cents."""


class Loan(NamedTuple):
    """One loan.

    party : who lends. rates : a year, by period. tenor, grace : in periods; the instalments fall in the periods after the grace. capitalised : first periods
    whose interest is added to the balance. premium : a year on the opening balance, cover : part of a loss that the insurer bears; ``None``: not insured. draws : (period at whose end, cents) where it is not all
    drawn at the start; the grace lasts at least to the last of them.
    """

    id: str
    party: str
    cents: int
    rates: tuple[Fraction, ...]
    tenor: int
    grace: int = 0
    capitalised: int = 0
    premium: Fraction | None = None
    cover: Fraction = Fraction(1)
    draws: tuple[tuple[int, int], ...] = ()

    def rate(self, period: int) -> Fraction:
        """Rate a year in a period; the last given stands for all that follow."""
        return self.rates[min(period, len(self.rates)) - 1]


class DebtPeriod(NamedTuple):
    """What one loan's lender got in a period, from the project and from the insurer, and what stands open after it."""

    premium: int
    interest: int
    principal: int
    claims: int
    covered: int
    insurer_claims: int
    outstanding: int
    insurer_open: int


def share_out(cents: int, claims: Sequence[int]) -> list[int]:
    """Part an amount by the size of claims: exact in sum, none above its claim where the amount is not above them all."""
    total = sum(claims)
    cents = min(cents, total)
    out, upto, given = [], 0, 0
    for one in claims:
        upto += one
        mark = grown(cents, Fraction(upto, total)) if total else 0
        out.append(mark - given)
        given = mark
    return out


class _State:
    def __init__(self, loan: Loan) -> None:
        self.loan = loan
        self.draws = dict(loan.draws or ((0, loan.cents),))
        self.scheduled = self.draws.pop(0, 0)
        self.parts: list[int] = []
        self.late_interest = self.late_principal = self.insurer_claim = 0
        self.interest_due = self.principal_due = self.premium_due = 0
        self.got = dict.fromkeys(("premium", "interest", "principal", "claims", "covered", "insurer"), 0)

    def open(self, period: int, fraction: Fraction, sold: bool) -> None:
        loan = self.loan
        self.got = dict.fromkeys(self.got, 0)
        outstanding = self.scheduled + self.late_principal
        interest = grown(outstanding, loan.rate(period), fraction)
        self.premium_due = grown(outstanding, loan.premium, fraction) if loan.premium is not None else 0
        if period <= loan.capitalised:
            self.scheduled += interest
            interest = 0
        if period == loan.grace + 1:
            self.parts = instalments(self.scheduled, max(loan.tenor - loan.grace, 1))
        index = period - loan.grace - 1
        due = self.parts[index] if 0 <= index < len(self.parts) else 0
        self.interest_due, self.principal_due = interest, self.scheduled if sold else min(due, self.scheduled)

    @property
    def late(self) -> int:
        return self.late_interest + self.late_principal + self.insurer_claim

    @property
    def claim(self) -> int:
        return self.late_interest + self.late_principal

    def draw(self, period: int) -> None:
        """What is drawn at the end of a period."""
        self.scheduled += self.draws.pop(period, 0)

    def close(self) -> None:
        """What stayed unpaid is late."""
        self.late_interest += self.interest_due
        self.late_principal += self.principal_due
        self.interest_due = self.principal_due = 0

    def pay_claim(self, cents: int) -> None:
        to_interest = min(cents, self.late_interest)
        self.late_interest -= to_interest
        self.late_principal -= cents - to_interest


class Debt:
    """The loans of one vehicle through its periods: call :meth:`open`, then the steps in their order, then :meth:`close`."""

    def __init__(self, loans: Sequence[Loan]) -> None:
        self.states = [_State(one) for one in loans]
        self.claims_open = False
        self.period = 0

    def open(self, period: int, fraction: Fraction, sold: bool) -> None:
        """Begin a period; ``fraction`` of a year, ``sold``: every balance falls due."""
        self.period = period
        self.claims_open = any(one.late for one in self.states)
        for one in self.states:
            one.open(period, fraction, sold)

    @property
    def due(self) -> int:
        """All that a period asks for: premium, interest, instalments."""
        return sum(one.premium_due + one.interest_due + one.principal_due for one in self.states)

    def step(self, kind: str, cash: int, pay: Pay, source: str) -> int:
        """Carry out one step with the cash at hand; what is left of it."""
        return int(getattr(self, f"_{kind}")(cash, pay, source))

    def _premium(self, cash: int, pay: Pay, source: str) -> int:
        for one in self.states:
            if one.loan.premium is None or self.claims_open:
                continue
            paid = min(cash, one.premium_due)
            one.got["premium"] = paid
            cash -= paid
            pay("premium", source, "insurer", paid)
        return cash

    def _interest(self, cash: int, pay: Pay, source: str) -> int:
        return self._service("interest", cash, pay, source)

    def _principal(self, cash: int, pay: Pay, source: str) -> int:
        return self._service("principal", cash, pay, source)

    def _service(self, what: str, cash: int, pay: Pay, source: str) -> int:
        if self.claims_open:
            return cash
        dues = [one.interest_due if what == "interest" else one.principal_due for one in self.states]
        for one, paid in zip(self.states, share_out(cash, dues), strict=True):
            one.got[what] += paid
            if what == "interest":
                one.interest_due -= paid
            else:
                one.principal_due -= paid
                one.scheduled -= paid
            cash -= paid
            pay(what, source, one.loan.party, paid)
        return cash

    def _cover(self, cash: int, pay: Pay, source: str) -> int:
        for one in self.states:
            if one.loan.premium is None:
                continue
            interest = grown(one.interest_due, one.loan.cover)
            principal = grown(one.principal_due, one.loan.cover)
            one.interest_due -= interest
            one.principal_due -= principal
            one.scheduled -= principal
            one.got["interest"] += interest
            one.got["principal"] += principal
            one.got["covered"] += interest + principal
            one.insurer_claim += interest + principal
            pay("cover", "insurer", one.loan.party, interest + principal)
        for one in self.states:
            one.scheduled -= one.principal_due
            one.close()
        return cash

    def _claims(self, cash: int, pay: Pay, source: str) -> int:
        for one in self.states:  # where no cover step stands before this one, what is unpaid is late all the same
            one.scheduled -= one.principal_due
            one.close()
        if not self.claims_open:
            return cash
        sizes = [size for one in self.states for size in (one.claim, one.insurer_claim)]
        paid = share_out(cash, sizes)
        for one, to_lender, to_insurer in zip(self.states, paid[::2], paid[1::2], strict=True):
            one.pay_claim(to_lender)
            one.insurer_claim -= to_insurer
            one.got["claims"] += to_lender
            one.got["insurer"] += to_insurer
            pay("claims", source, one.loan.party, to_lender)
            pay("claims", source, "insurer", to_insurer)
        return cash - sum(paid)

    def close(self) -> list[DebtPeriod]:
        """End the period: what each lender got and what stands open."""
        out = []
        for one in self.states:
            one.scheduled -= one.principal_due
            one.close()
            one.draw(self.period)
            got = one.got
            out.append(
                DebtPeriod(
                    got["premium"],
                    got["interest"],
                    got["principal"],
                    got["claims"],
                    got["covered"],
                    got["insurer"],
                    one.scheduled + one.claim,
                    one.insurer_claim,
                )
            )
        return out
