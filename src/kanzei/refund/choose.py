"""Which of the open remedies to take for a difference, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kanzei.refund.causes import Difference
from kanzei.refund.outcomes import Outcome
from kanzei.refund.remedies import Remedy

__all__ = ["REMEDIES", "Status", "chosen", "status_of"]

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

_VOID = ("declaration", "protest", "suit", "reliquidation")
_MISTAKE = ("correction", "post-summary", "protest", "reliquidation")
_OWED = ("correction", "post-summary", "prior-disclosure")
"""Before liquidation a mistake is corrected, after it protested. What is void goes by declaration, which costs nothing and needs no grounds, then by the way that is sure to be
a legal remedy (protest), then by suit; a request for reliquidation comes last, for CBP need not act on it."""

Status = Literal[
    "paid", "paid in part", "paid too much", "ACH refused", "accepted", "rejected", "open", "closed", "to be paid"
]
"""``open``: a remedy can be used on the day; ``closed``: none can; ``to be paid``: by the importer."""


def chosen(row: Difference, found: Iterable[Remedy], *, accepted: bool = False) -> Remedy | None:
    """The remedy to take for a difference, ``None`` where none is open. accepted : a declaration of the entry was, so that it is the one."""
    every = {one.id: one for one in found if _fits(one, row)}
    order = _OWED if row.cents < 0 else _VOID if row.void else _MISTAKE
    if accepted and row.void and row.cents > 0 and "declaration" in every:
        return every["declaration"]
    return next((every[name] for name in order if name in every and every[name].open), None)


def _fits(one: Remedy, row: Difference) -> bool:
    if one.direction == "note" or row.authority not in one.reaches:
        return False
    return (one.reaches[row.authority] < 0) == (row.cents < 0)


def status_of(row: Difference, remedy: Remedy | None, outcome: Outcome, received: int | None, due: int) -> Status:
    """What has become of a difference. received : cents, ``None`` where payments were not given; due : principal and interest, in cents."""
    if row.cents < 0:
        return "to be paid"
    if received:
        return "paid" if received == due else "paid in part" if received < row.cents else _with_interest(received, due)
    if row.void and any(one.ach_reject for one in outcome.payments):
        return "ACH refused"
    if row.void and outcome.accepted:
        return "accepted"
    if row.void and outcome.rejected:
        return "rejected"
    return "open" if remedy is not None else "closed"


def _with_interest(received: int, due: int) -> Status:
    """Of a principal paid in full: interest that is off by more or less is for the audit, money far above it is not."""
    return "paid too much" if received > due + max(100, due // 10) else "paid"
