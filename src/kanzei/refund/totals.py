"""Counts and totals of a run, in cents: what the printed summary says, and what every file of it must add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kanzei.refund.audit import Received
from kanzei.refund.choose import under
from kanzei.refund.settle import EntryRefund

__all__ = ["JOURNAL", "Due", "Totals"]

JOURNAL = ("month", "event", "debit", "credit", "cause", "authority", "amount_usd", "entries")
_BOOKED = {
    "refund": ("duty refunds receivable", "customs duty"),
    "underpayment": ("customs duty", "duty payable"),
    "interest": ("interest receivable", "interest income"),
    "interest owed": ("interest expense", "interest payable"),
    "principal received": ("cash", "duty refunds receivable"),
    "interest received": ("cash", "interest receivable"),
}


class Due(NamedTuple):
    """What lapses on one day by one remedy. moved_to : see :class:`~kanzei.refund.clocks.Deadline`."""

    remedy: str
    name: str
    last_day: date
    file_by: date
    estimated: bool
    citation: str


class Totals:
    """Add entries with :meth:`entry`; totals of shares of a run are added with :meth:`merge`."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.cents: Counter[str] = Counter()
        self.by_cause: Counter[str] = Counter()
        self.by_authority: Counter[str] = Counter()
        self.by_remedy: Counter[str] = Counter()
        self.by_status: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.finding_cents: Counter[str] = Counter()
        self.journal: Counter[tuple[str, str, str, str]] = Counter()
        self.journal_entries: Counter[tuple[str, str, str, str]] = Counter()
        self.due: dict[Due, dict[str, int]] = {}
        self.declare: list[tuple[str, str]] = []

    def entry(self, found: EntryRefund) -> None:
        """Count an entry."""
        number = found.state.entry_number
        counts, cents = self.counts, self.cents
        counts["entries"] += bool(number)
        counts["estimated deposit"] += found.span.start is not None and bool(
            found.state.estimated_deposit or found.state.deposited_on is None
        )
        counts["no deposit"] += found.span.start is None
        counts["estimated liquidation"] += found.liquidation.kind != "done"
        booked: Counter[tuple[str, str, str, str]] = Counter()
        for one in found.lines:
            counts["lines"] += 1
            cents["paid in the files"] += one.filed.paid or 0
            if one.rerate is None:
                counts["failed"] += 1
                counts[one.status] += 1
                cents["failed"] += one.filed.paid or 0
                continue
            rated = one.rerate
            counts["refused splits"] += rated.split == "refused"
            counts["split by recomputation"] += rated.split in ("H", "M", "L")
            cents["paid"] += rated.paid
            cents["charged when filed"] += rated.then
            cents["charged"] += rated.now
            cents["owed"] += rated.owed
            cents["displaced"] += rated.displaced if rated.refundable else 0
            cents["refundable low"] += rated.refundable_low
            cents["refundable"] += rated.refundable
            counts["without difference"] += not one.rows
            for row in one.rows:
                differs = row.difference
                self.by_cause[differs.cause] += row.principal
                self.by_authority[differs.authority] += row.principal
                self.by_remedy[under(row.remedy, row.status)] += row.principal
                self.by_status[row.status] += row.principal
                cents["overpaid"] += max(0, row.principal)
                cents["underpaid"] += max(0, -row.principal)
                if row.status in ("open", "rejected", "ACH refused", "paid in part") and row.remedy is not None:
                    cents["open"] += row.outstanding
                if row.interest is None:
                    counts["rows without interest"] += 1
                else:
                    cents["interest" if row.principal > 0 else "interest owed"] += abs(row.interest)
                month = _month(found.span.start or found.state.entered_on)
                name = "refund" if row.principal > 0 else "underpayment"
                booked[month, name, differs.cause, differs.authority] += abs(row.principal)
                if row.interest:
                    name = "interest" if row.interest > 0 else "interest owed"
                    booked[_month(found.span_of(row).stop), name, differs.cause, differs.authority] += abs(row.interest)
        self._book(booked)
        self.payments(found.outcome.payments)
        self._outcome(found)
        self._due(found)

    def _book(self, booked: Counter[tuple[str, str, str, str]]) -> None:
        for key, amount in booked.items():
            self.journal[key] += amount
            self.journal_entries[key] += 1

    def payments(self, payments: Sequence[Received]) -> None:
        """Count payments, of an entry of the files or of none."""
        booked: Counter[tuple[str, str, str, str]] = Counter()
        for one in payments:
            if one.ach_reject:
                self.cents["refused by ACH"] += one.principal + one.interest
                continue
            self.cents["received principal"] += one.principal
            self.cents["received interest"] += one.interest
            month = _month(one.paid_on)
            booked[month, "principal received", "", ""] += one.principal
            booked[month, "interest received", "", ""] += one.interest
        self._book(booked)

    def _outcome(self, found: EntryRefund) -> None:
        for one in found.findings:
            self.findings[one.cause] += 1
            self.finding_cents[one.cause] += one.cents
        self.counts["audited right"] += bool(found.expected and found.outcome.payments and not found.findings)
        self.counts["accepted"] += found.outcome.accepted
        self.counts["rejected"] += bool(found.outcome.rejected)
        self.cents["interest not verified"] += found.unverified
        self.counts["interest not verified"] += bool(found.unverified)
        if found.declare:
            self.counts["declarable"] += 1
            self.declare.append((found.state.entry_number, found.state.importer_number))

    def _due(self, found: EntryRefund) -> None:
        for one in found.lines:
            for remedy in one.remedies:
                if remedy.open and remedy.last_day and remedy.file_by and remedy.id != "drawback":
                    key = Due(
                        remedy.id, remedy.name, remedy.last_day, remedy.file_by, remedy.estimated, remedy.citation
                    )
                    mine = self.due.setdefault(key, {})
                    mine[found.state.entry_number] = mine.get(found.state.entry_number, 0) + remedy.cents

    def merge(self, other: Totals) -> None:
        """Add the totals of another share."""
        for name, value in vars(self).items():
            theirs = getattr(other, name)
            if isinstance(value, Counter):
                value.update(theirs)
            elif isinstance(value, list):
                value.extend(theirs)
        for key, entries in other.due.items():
            mine = self.due.setdefault(key, {})
            for number, cents in entries.items():
                mine[number] = mine.get(number, 0) + cents

    def journal_rows(self) -> list[list[object]]:
        """The journal by month: what arose, what bears interest, what arrived, each with its two accounts; amounts in cents."""
        return [
            [month, event, *_BOOKED[event], cause, authority, self.journal[month, event, cause, authority], count]
            for (month, event, cause, authority), count in sorted(self.journal_entries.items())
            if self.journal[month, event, cause, authority]
        ]


def _month(day: date | None) -> str:
    return day.isoformat()[:7] if day else "unknown"
