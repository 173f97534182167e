"""What CBP's reports say of an entry: paid, sent back by a bank, accepted, refused, liquidated. Reports are read elsewhere; here they are joined by entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.entries.reports import AchReject, CourtesyNotice, DeclarationResult, RefundPaid
from kanzei.money import dollars
from kanzei.refund.audit import Received

__all__ = ["UNKNOWN", "Outcome", "Outcomes", "with_notice"]

_REFUSED = ("reject", "refus", "error", "fail", "denied", "invalid", "not accepted")
_ACCEPTED = ("accept", "process", "pass", "complete", "certif", "paid", "refund", "valid", "success", "approved")


class Outcome(NamedTuple):
    """What is known of an entry from reports.

    payments : REV-603, those that ACH refused marked. accepted, rejected : of the last declaration (REV-615); rejected : CBP's reason, or ``""``.
    notice   : the last notice of liquidation (ES-701).
    """

    payments: tuple[Received, ...] = ()
    accepted: bool = False
    rejected: str = ""
    declared_on: date | None = None
    notice: CourtesyNotice | None = None


_Place = tuple[str, int]
UNKNOWN = Outcome()
"""No report speaks of the entry."""


class Outcomes:
    """Reports joined by entry. ``told`` names the kinds of reports that were given: of the others nothing is known, which is not *nothing happened*."""

    def __init__(self) -> None:
        self.told: set[str] = set()
        self.unmatched: list[str] = []
        self._payments: dict[str, list[Received]] = {}
        self._decided: dict[str, tuple[date | None, bool, str]] = {}
        self._notices: dict[str, CourtesyNotice] = {}

    def paid(self, rows: Iterable[RefundPaid]) -> None:
        """Add payments (REV-603). One amount without its parts is taken as principal."""
        self.told.add("REV-603")
        for one in rows:
            principal, interest = one.principal, one.interest
            if principal is None:
                principal = (one.total or 0) - (interest or 0)
            elif interest is None:
                interest = (one.total if one.total is not None else principal) - principal
            made = Received(one.entry_number, principal, interest or 0, one.paid_on, one.refund_number)
            self._payments.setdefault(one.entry_number, []).append(made)

    def returned(self, rows: Iterable[AchReject]) -> None:
        """Add payments that came back (REV-613), after those paid.

        A refund number marks every payment of that number, an entry number those of the entry; without either, the one payment of that amount alone.
        """
        self.told.add("REV-613")
        by_number: dict[str, list[_Place]] = {}
        by_amount: dict[int, list[_Place]] = {}
        for number, payments in self._payments.items():
            for place, paid in enumerate(payments):
                by_number.setdefault(paid.refund_number, []).append((number, place))
                by_amount.setdefault(paid.principal + paid.interest, []).append((number, place))
        for one in rows:
            reason = one.reason or "no reason given"
            entry = one.entry_number
            alike = by_amount.get(one.amount, []) if one.amount is not None else []
            if one.refund_number:
                found = by_number.get(one.refund_number, [])
            else:
                found = alike if entry or len(alike) == 1 else []
            found = [place for place in found if entry in ("", place[0])]
            for number, place in found:
                self._payments[number][place] = self._payments[number][place]._replace(ach_reject=reason)
            if found:
                continue
            if entry:
                made = Received(entry, one.amount or 0, 0, one.rejected_on, one.refund_number, reason)
                self._payments.setdefault(entry, []).append(made)
            else:
                amount = "" if one.amount is None else f" of {dollars(one.amount)}"
                self.unmatched.append(f"REV-613 {one.place}: a payment{amount} that came back names no entry")

    def declared(self, rows: Iterable[DeclarationResult]) -> None:
        """Add outcomes of declarations (REV-615); of several for an entry the last stands, and among those without a day the last in the file."""
        self.told.add("REV-615")
        for one in rows:
            status = one.status.lower()
            refused = any(word in status for word in _REFUSED) or (bool(one.reject_reason) and "accept" not in status)
            accepted = not refused and any(word in status for word in _ACCEPTED)
            before = self._decided.get(one.entry_number)
            if before and before[0] and one.decided_on and one.decided_on < before[0]:
                continue
            words = (one.reject_reason or one.status or "refused, no reason given") if refused else ""
            self._decided[one.entry_number] = (one.decided_on, accepted, words)

    def noticed(self, rows: Iterable[CourtesyNotice]) -> None:
        """Add notices of liquidation (ES-701); the latest day of an entry stands."""
        self.told.add("ES-701")
        for one in rows:
            before = self._notices.get(one.entry_number)
            if before is None or (one.liquidated_on or date.min) >= (before.liquidated_on or date.min):
                self._notices[one.entry_number] = one

    def of(self, entry_number: str) -> Outcome:
        """What is known of an entry."""
        number = entry_number.replace("-", "").upper()
        decided = self._decided.get(number, (None, False, ""))
        payments, notice = tuple(self._payments.get(number, ())), self._notices.get(number)
        if not payments and decided == (None, False, "") and notice is None:
            return UNKNOWN
        return Outcome(payments, decided[1], decided[2], decided[0], notice)

    def entries(self) -> set[str]:
        """Entries that a payment was made for."""
        return set(self._payments)


def with_notice(state: EntryState, notice: CourtesyNotice | None) -> EntryState:
    """The state of an entry with the day of its notice of liquidation, which is later knowledge than that of the entry's own report."""
    if notice is None or notice.liquidated_on is None:
        return state
    said = f"{notice.type} {notice.reason}".lower()
    return state._replace(
        liquidated_on=notice.liquidated_on,
        liquidation_status="" if notice.liquidated_on != state.liquidated_on else state.liquidation_status,
        extended=True if "exten" in said else state.extended,
        suspended=True if "suspen" in said else state.suspended,
    )
