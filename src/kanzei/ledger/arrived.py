"""What arrived for entries, and what became of their declarations, from the reports that were imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kanzei.entries.reports import AchReject, DeclarationResult, RefundPaid
from kanzei.ledger.base import Base
from kanzei.money import dollars
from kanzei.refund.outcomes import Outcome, Outcomes
from kanzei.refund.phases import Circumstances
from kanzei.refund.remedies import Remedy

__all__ = ["circumstances_of", "left_of", "outcomes_of"]

_OF_VOID_DUTY = ("declaration", "suit")
"""Remedies that reach void duty alone, which is what is paid first."""


_ALONE = "CASE WHEN refund_number = '' THEN CAST(import_id AS TEXT) || ' ' || place ELSE '' END AS alone"
"""Two downloads may tell of one payment; without a refund number nothing tells that from two payments, and both count."""


def outcomes_of(base: Base, on: date) -> Outcomes:
    """What reports (REV-603, REV-613, REV-615) say up to a day. A payment that two downloads tell of counts once."""
    out = Outcomes()
    out.paid(
        RefundPaid(number, entry, principal, interest, total, paid_on, "", alone, {})
        for paid_on, number, entry, principal, interest, total, alone in base.query(
            f"SELECT DISTINCT on_day, refund_number, entry_number, principal_cents, interest_cents, total_cents, {_ALONE} FROM receipts "
            "WHERE kind = 'refund' AND (on_day IS NULL OR on_day <= ?) ORDER BY on_day, refund_number, entry_number, alone",
            [on],
        )
    )
    out.returned(
        AchReject("", reason, amount, rejected_on, number, entry, alone, {})
        for rejected_on, number, entry, reason, amount, alone in base.query(
            f"SELECT DISTINCT on_day, refund_number, entry_number, reason, total_cents, {_ALONE} FROM receipts "
            "WHERE kind = 'ach-reject' AND (on_day IS NULL OR on_day <= ?) ORDER BY on_day, refund_number, entry_number, alone",
            [on],
        )
    )
    out.declared(
        DeclarationResult(number, entry, status, reason, None, decided_on, "", "", {})
        for number, entry, status, reason, decided_on in base.query(
            "SELECT declaration_number, entry_number, status, reject_reason, decided_on FROM outcomes "
            "WHERE decided_on IS NULL OR decided_on <= ? ORDER BY entry_number, decided_on NULLS FIRST, import_id",
            [on],
        )
    )
    return out


def circumstances_of(known: Circumstances, entry: str, outcome: Outcome) -> Circumstances:
    """The circumstances of an entry: it was accepted in a declaration where the newest outcome says so (REV-615), or principal arrived."""
    return known._replace(accepted=known.accepted | {entry}) if outcome.accepted or _received(outcome) > 0 else known


def _received(outcome: Outcome) -> int:
    return sum(one.principal for one in outcome.payments if not one.ach_reject)


def left_of(found: Iterable[Remedy], over: int, outcome: Outcome) -> tuple[Remedy, ...]:
    """Remedies of an entry with what arrived taken off; one of which nothing is left is closed.

    Parameters
    ----------
    over : principal of the entry that was overpaid, in cents.
    """
    got = _received(outcome)
    if got <= 0:
        return tuple(found)
    day = max((one.paid_on for one in outcome.payments if one.paid_on and not one.ach_reject), default=None)
    when = f" on {day}" if day else ""
    out: list[Remedy] = []
    for one in found:
        left = one.cents - got if one.id in _OF_VOID_DUTY else min(one.cents, over - got)
        if one.direction == "refund" and left <= 0:
            one = one._replace(open=False, why_not=f"paid back{when}")
        elif one.direction == "refund" and left < one.cents:
            one = one._replace(cents=left, notes=(*one.notes, f"{dollars(got)} of the principal arrived{when}"))
        out.append(one)
    return tuple(out)
