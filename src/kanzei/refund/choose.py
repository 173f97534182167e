"""Which of the open remedies to take for a difference, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kanzei.refund.causes import Difference
from kanzei.refund.outcomes import Outcome
from kanzei.refund.remedies import Remedy

__all__ = ["NONE_OPEN", "PAID", "REMEDIES", "Status", "chosen", "received_status", "status_of", "under"]

REMEDIES = {
    "declaration": "declaration in the 2026 process",
    "correction": "correction within 10 days of release",
    "post-summary": "post-summary correction",
    "protest": "protest",
    "reliquidation": "request for voluntary reliquidation",
    "suit": "suit under 28 U.S.C. 1581(i)",
    "prior-disclosure": "prior disclosure",
    "protective-protest": "protective protest",
    "protective-suit": "protective suit",
    "drawback": "drawback",
}
"""Remedy id -> what it is, in the order of the sheets."""

NONE_OPEN, PAID = "none open", "paid"
"""Where a difference stands that has no remedy: none can be used, or none is needed."""

_VOID = ("declaration", "protest", "suit", "reliquidation")
_MISTAKE = ("correction", "post-summary", "protest", "reliquidation")
_NOT_TOLD = ("declaration", *_MISTAKE, "suit")
_OWED = ("correction", "post-summary", "prior-disclosure")
"""Before liquidation a mistake is corrected, after it protested. What is void goes by declaration, which costs nothing and needs no grounds, then by the way that is sure to be
a legal remedy (protest), then by suit; a request for reliquidation comes last, for CBP need not act on it."""

Status = Literal[
    "paid", "paid in part", "paid too much", "ACH refused", "accepted", "rejected", "open", "closed", "to be paid"
]
"""``open``: a remedy can be used on the day; ``closed``: none can; ``to be paid``: by the importer."""


def chosen(row: Difference, found: Iterable[Remedy], *, accepted: bool = False, paid: bool = False) -> Remedy | None:
    """The remedy to take for a difference, ``None`` where none is open.

    Parameters
    ----------
    accepted : a declaration of the entry was, so that it is the one. paid : the entry was paid, and this difference was not: what is left goes another way.
    """
    every = {one.id: one for one in found if _fits(one, row)}
    order = _OWED if row.cents < 0 else _VOID if row.void else _NOT_TOLD if row.cause == "not split" else _MISTAKE
    if accepted and not paid and row.void and row.cents > 0 and "declaration" in every:
        return every["declaration"]
    return next((every[name] for name in order if name in every and every[name].open), None)


def _fits(one: Remedy, row: Difference) -> bool:
    if one.direction == "note" or row.authority not in one.reaches:
        return False
    return (one.reaches[row.authority] < 0) == (row.cents < 0)


def received_status(received: int | None, due: int, principal: int, part: int) -> Status | None:
    """What the payments say of a difference, ``None`` where nothing arrived. Amounts in cents; received, due : principal and interest; part : the principal received."""
    if not received:
        return None
    if part < principal:
        return "paid in part"
    # Interest that is off by more or less is for the audit; money far above it is not.
    return "paid too much" if received > due + max(100, due // 10) else "paid"


def status_of(row: Difference, remedy: Remedy | None, outcome: Outcome) -> Status:
    """What has become of a difference on which nothing was received."""
    if row.cents < 0:
        return "to be paid"
    if row.void and any(one.ach_reject for one in outcome.payments):
        return "ACH refused"
    if row.void and outcome.accepted and remedy is not None and remedy.id == "declaration":
        return "accepted"
    if row.void and outcome.rejected:
        return "rejected"
    return "open" if remedy is not None else "closed"


def under(remedy: Remedy | None, status: str) -> str:
    """The name under which a difference stands among the remedies; each stands under one."""
    if remedy is not None:
        return remedy.id
    return PAID if status in ("paid", "paid too much") else NONE_OPEN
