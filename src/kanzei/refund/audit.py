"""Principal and interest received, held against what was to come, each difference with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Literal, NamedTuple

from kanzei.errors import EntryError
from kanzei.money import dollars
from kanzei.refund.interest import Payee, interest

__all__ = ["Audit", "Expected", "ExpectedLine", "Finding", "Received", "audit", "audit_entry"]

Why = Literal[
    "interest factor",
    "interest on the principal",
    "unpaid line",
    "netting",
    "reject",
    "ACH",
    "not yet paid",
    "paid twice",
    "not expected",
    "not explained",
]

_MOST_LINES = 16
"""Lines of an entry among which a sum of up to three is looked for."""


class ExpectedLine(NamedTuple):
    """A line's part. displaced : duty that may be set against it (R5). owed : underpayment on the line that CBP may set off, > 0."""

    line_number: str
    principal: int
    displaced: int = 0
    owed: int = 0


class Expected(NamedTuple):
    """What an entry should bring back. start, stop : days the interest runs from and to; ``None`` where one is not known, then no interest is expected.

    rejected : the reason the declaration was refused for, or ``""``. declared_on : day of acceptance, or ``None``.
    """

    entry_number: str
    lines: tuple[ExpectedLine, ...]
    start: date | None
    stop: date | None
    payee: Payee = "corporate"
    rejected: str = ""
    declared_on: date | None = None

    @property
    def principal(self) -> int:
        """Cents of all lines."""
        return sum(one.principal for one in self.lines)


class Received(NamedTuple):
    """A payment, or one that ACH refused (``ach_reject``: REV-613's reason)."""

    entry_number: str
    principal: int
    interest: int
    paid_on: date | None = None
    refund_number: str = ""
    ach_reject: str = ""


class Finding(NamedTuple):
    """A difference. cents : received less expected. lines : those it is about."""

    entry_number: str
    what: Literal["principal", "interest"]
    cents: int
    cause: Why
    because: str
    lines: tuple[str, ...] = ()


class Audit(NamedTuple):
    """Totals in cents; the findings sum to received less expected, principal and interest apart."""

    expected_principal: int
    expected_interest: int
    received_principal: int
    received_interest: int
    findings: tuple[Finding, ...]
    right: int


def audit(expected: Iterable[Expected], received: Iterable[Received]) -> Audit:
    """Hold payments against what was to come, entry by entry.

    An entry that was paid to the cent gives no finding. A payment for an entry nobody expected is one.

    Raises
    ------
    EntryError   The interest expected on an entry cannot be reckoned (see :func:`kanzei.refund.interest.interest`).
    """
    paid: dict[str, list[Received]] = {}
    for one in received:
        paid.setdefault(one.entry_number, []).append(one)
    findings: list[Finding] = []
    totals = [0, 0, 0, 0]
    right = 0
    for entry in expected:
        own = paid.pop(entry.entry_number, [])
        found = audit_entry(entry, own)
        right += not found
        findings += found
        sums = (entry.principal, _interest_due(entry), *_sums(own))
        totals = [a + b for a, b in zip(totals, sums, strict=True)]
    for number, own in paid.items():
        principal, cents = _sums(own)
        why = "no refund was expected for this entry"
        findings += _both(number, principal, cents, "not expected", why)
        totals[2], totals[3] = totals[2] + principal, totals[3] + cents
    return Audit(totals[0], totals[1], totals[2], totals[3], tuple(findings), right)


def audit_entry(entry: Expected, payments: Sequence[Received]) -> list[Finding]:
    """What differs for one entry, with the cause."""
    principal, cents = _sums(payments)
    due = _interest_due(entry)
    refused = [one for one in payments if one.ach_reject]
    less, less_interest = principal - entry.principal, cents - due
    if not less and not less_interest:
        return []
    number = entry.entry_number
    if refused and not principal and not cents:
        return _both(number, less, less_interest, "ACH", f"the payment was refused: {refused[0].ach_reject}")
    if not payments:
        if entry.rejected:
            return _both(number, less, less_interest, "reject", f"the declaration was refused: {entry.rejected}")
        when = f"accepted on {entry.declared_on}" if entry.declared_on else "no acceptance is known"
        return _both(number, less, less_interest, "not yet paid", f"no payment is in the file; {when}")
    if less and principal == 2 * entry.principal and len(payments) > 1:
        return _both(number, less, less_interest, "paid twice", f"{len(payments)} payments of the same entry")
    out = [_principal(entry, less)] if less else []
    follows = _due(entry, principal) - due
    if follows and less_interest:
        part = follows if abs(less_interest - follows) < abs(less_interest) else 0
        if part:
            why = f"interest on the {dollars(principal)} that was paid"
            out.append(Finding(number, "interest", part, "interest on the principal", why))
            less_interest -= part
    if less_interest:
        out.append(Finding(number, "interest", less_interest, *_interest(entry, principal, cents)))
    return out


def _sums(payments: Sequence[Received]) -> tuple[int, int]:
    good = [one for one in payments if not one.ach_reject]
    return sum(one.principal for one in good), sum(one.interest for one in good)


def _both(number: str, principal: int, cents: int, cause: Why, because: str) -> list[Finding]:
    out = [Finding(number, "principal", principal, cause, because)] if principal else []
    return [*out, Finding(number, "interest", cents, cause, because)] if cents else out


def _due(entry: Expected, principal: int) -> int:
    if entry.start is None or entry.stop is None:
        return 0
    return interest(principal, entry.start, entry.stop, entry.payee).cents


def _interest_due(entry: Expected) -> int:
    return _due(entry, entry.principal)


def _principal(entry: Expected, less: int) -> Finding:
    """Why the principal is not the one expected: whole lines, a set-off, or nothing that fits."""
    number = entry.entry_number
    if less < 0:
        lines = _lines_of(entry.lines, -less)
        offsets = {one.line_number: min(one.displaced, one.principal) + one.owed for one in entry.lines}
        # A line that may be set off whole is one for which the law has a reason.
        if lines and any(offsets[one.line_number] < one.principal for one in entry.lines if one.line_number in lines):
            named = ", ".join(lines)
            return Finding(number, "principal", less, "unpaid line", f"short by exactly line {named}", lines)
        hit = _sum_of(offsets, -less)
        if hit:
            why = f"short by exactly what may be set off on line {', '.join(hit)}: displaced duty or duty owed (19 CFR 24.72, 159.1)"
            return Finding(number, "principal", less, "netting", why, hit)
    return Finding(number, "principal", less, "not explained", "no line and no set-off makes this amount")


def _lines_of(lines: Sequence[ExpectedLine], cents: int) -> tuple[str, ...]:
    return _sum_of({one.line_number: one.principal for one in lines}, cents)


def _sum_of(amounts: Mapping[str, int], cents: int) -> tuple[str, ...]:
    """The fewest lines, up to three, whose amounts make a sum; all of them where they do."""
    named = {name: amount for name, amount in amounts.items() if amount}
    if named and sum(named.values()) == cents:
        return tuple(named)
    if len(named) > _MOST_LINES:
        return next(((name,) for name, amount in named.items() if amount == cents), ())
    for size in (1, 2, 3):
        for chosen in combinations(named, size):
            if sum(named[name] for name in chosen) == cents:
                return chosen
    return ()


def _interest(entry: Expected, principal: int, cents: int) -> tuple[Why, str]:
    """What other rate or days would give the interest received."""
    if entry.start is None or entry.stop is None:
        return "not explained", "no day of deposit or liquidation is known, so no interest was expected"
    due = _due(entry, principal)
    if not cents:
        return "interest factor", f"no interest was paid, {dollars(due)} was due"
    if abs(cents - due) == 1:
        return "interest factor", "one cent: the factor of CBP's table is rounded"
    other: Payee = "other" if entry.payee == "corporate" else "corporate"
    if interest(principal, entry.start, entry.stop, other).cents == cents:
        return (
            "interest factor",
            f"the rate of {'corporations' if other == 'corporate' else 'others than corporations'} was applied",
        )
    for days in range(1, 46):
        for shift in (-days, days):
            for what, start, stop in (
                ("deposit", entry.start + timedelta(days=shift), entry.stop),
                ("liquidation", entry.start, entry.stop + timedelta(days=shift)),
            ):
                try:
                    if interest(principal, start, stop, entry.payee).cents == cents:
                        return "interest factor", f"fits a day of {what} of {start if what == 'deposit' else stop}"
                except EntryError:
                    continue
    return "interest factor", f"{dollars(due)} was due on this principal from {entry.start} to {entry.stop}"
