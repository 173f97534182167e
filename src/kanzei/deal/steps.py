"""The waterfall as data: named steps in their order, each with the clause it rests on."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

__all__ = ["KINDS", "PARTIES", "Step"]

KINDS = {
    "premium": "the insurer's premium on the opening insured balance",
    "interest": "interest of the loans, pro rata where cash is short",
    "principal": "instalments of the loans, pro rata where cash is short",
    "cover": "the insurer pays what insured lenders did not get, and takes over their claim",
    "claims": "open claims of lenders and insurer after a default, by their size",
    "split": "shares of what is left, up to a test or without end",
}
"""What a step can do: a closed set."""

PARTIES = (
    "investor",
    "host",
    "lender",
    "banks",
    "insurer",
    "operator",
    "treasury",
    "suppliers",
    "customers",
    "vehicle",
    "reserve",
)
"""Who pays and who is paid. investor: the state that funds. host: the state that selects."""


class Step(NamedTuple):
    """One step.

    shares : of a split: the investor's and the host's part, which make one.
    until  : ``deemed`` (the deemed allocation amount of the period, or what is left of the one hurdle, has gone to the investor) or empty, without end.
    clause : the term it rests on.
    """

    id: str
    title: str
    kind: str
    clause: str
    investor: Fraction = Fraction(0)
    until: str = ""
