"""The operator's cash flow of a project: revenue less costs, fee, tax and investment, with a reserve; what is left is free cash.

Free cash below nothing is a need for funding and never a negative distribution: the reserve is drawn, and what it lacks the operator puts in.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.deemed import grown

__all__ = ["Flow", "Operations", "Reserve", "free_cash"]


class Operations(NamedTuple):
    """By period, cents. fee : the operator's, a part of revenue. reserve : the balance to be held, filled after debt service and before any split."""

    revenue: tuple[int, ...]
    costs: tuple[int, ...]
    tax: tuple[int, ...]
    capex: tuple[int, ...]
    fee: Fraction = Fraction(0)
    reserve: int = 0


class Flow(NamedTuple):
    """A payment of the operation: step, clause, payer, payee, cents."""

    step: str
    clause: str
    payer: str
    payee: str
    cents: int


class Reserve:
    """The reserve account of a vehicle: never below nothing."""

    def __init__(self, target: int) -> None:
        self.target, self.balance = target, 0

    def draw(self, need: int) -> int:
        """Take up to what is needed."""
        taken = min(self.balance, max(need, 0))
        self.balance -= taken
        return taken

    def fill(self, cash: int) -> int:
        """Put up to the target aside."""
        put = min(cash, max(self.target - self.balance, 0))
        self.balance += put
        return put


def free_cash(operations: Operations, period: int, reserve: Reserve, tax_first: bool) -> tuple[int, list[Flow]]:
    """Free cash of a period before debt service, and the payments that lead to it.

    tax_first : the project's tax is paid before cash is shared (T56); if not, each side bears its own and none is taken here.
    """
    index = period - 1
    revenue = operations.revenue[index]
    flows = [Flow("revenue", "T44", "customers", "vehicle", revenue)]
    out = [
        Flow("costs", "T44", "vehicle", "suppliers", operations.costs[index]),
        Flow("fee", "T44", "vehicle", "operator", grown(revenue, operations.fee)),
        Flow("tax", "T56", "vehicle", "treasury", operations.tax[index] if tax_first else 0),
        Flow("capex", "T44", "vehicle", "suppliers", operations.capex[index]),
    ]
    free = revenue - sum(one.cents for one in out)
    drawn = reserve.draw(-free)
    flows.append(Flow("reserve", "T44", "reserve", "vehicle", drawn))
    free += drawn
    if free < 0:
        flows.append(Flow("support", "T44", "operator", "vehicle", -free))
        free = 0
    return free, [one for one in (*flows, *out) if one.cents]
