"""One entry settled: its lines re-rated, the remedies of each, the interest, and what was received set against what was to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kanzei.entries.filed import EntryState, FiledLine
from kanzei.errors import EntryError, KanzeiError, NotCovered
from kanzei.refund.audit import Expected, ExpectedLine, Finding, audit_entry
from kanzei.refund.causes import Difference
from kanzei.refund.choose import chosen, received_status, status_of
from kanzei.refund.circumstances import Stated
from kanzei.refund.clocks import Liquidation, liquidation_of
from kanzei.refund.interest import Payee, interest
from kanzei.refund.outcomes import UNKNOWN, Outcome, with_notice
from kanzei.refund.parts import with_parts
from kanzei.refund.phases import InPhase, in_none, phase_of
from kanzei.refund.rejects import Reject, entry_rejects
from kanzei.refund.remedies import Remedy, payment_blocks, remedies
from kanzei.refund.rerate import Rerate, Views, rerate
from kanzei.refund.rules import process

__all__ = ["CauseRow", "EntryRefund", "LineRefund", "Settings", "Span", "settle", "share_out"]


class Settings(NamedTuple):
    """How entries are settled.

    on : the day deadlines are looked at, and to which interest runs where no liquidation ended it. paid_as_known : the day of the law the filers had;
    ``None``: the summary date of each entry. payee : whose overpayments. payments_told : payments were given (REV-603), so that what is missing was not paid.
    value_as_given : the cents of values are kept, which the law rounds to dollars.
    """

    on: date
    paid_as_known: date | None = None
    payee: Payee = "corporate"
    stated: Stated = Stated()
    payments_told: bool = False
    value_as_given: bool = False


class Span(NamedTuple):
    """The days interest runs from and to. start, stop : ``None`` where not known. because : why it ends there. sure : the last is a day of a file, not one that stands in."""

    start: date | None
    stop: date | None
    because: str
    sure: bool


class CauseRow(NamedTuple):
    """A difference of a line with its money, in cents.

    principal : paid and not owed; below zero: owed and not paid. refundable : the part deposited under authorities held void; refundable_low : with what such
    a duty had displaced taken off. interest : on the principal, ``None`` where it cannot be reckoned. received : principal and interest, ``None``
    where payments were not given; received_principal : the principal of it. remedy : the one to take, ``None`` where none is open.
    """

    difference: Difference
    principal: int
    refundable: int
    refundable_low: int
    interest: int | None
    received: int | None
    remedy: Remedy | None
    status: str
    received_principal: int = 0

    @property
    def outstanding(self) -> int:
        """Principal overpaid and not received, in cents."""
        return max(0, self.principal - self.received_principal)


class LineRefund(NamedTuple):
    """A line. status : ``ok`` | ``error`` | ``not-covered``; rerate is ``None`` and error says why where it could not be re-rated."""

    filed: FiledLine
    rerate: Rerate | None
    status: str
    error: str
    rows: tuple[CauseRow, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    protective: Remedy | None = None


class EntryRefund(NamedTuple):
    """An entry settled.

    expected : what the 2026 process, or the remedy taken, should bring back; ``None`` where nothing should. findings : differences of what was received.
    unverified : interest received that nothing in the files could be held against, in cents. declare : it would pass in a declaration on the day.
    """

    state: EntryState
    outcome: Outcome
    phase: InPhase
    rejects: tuple[Reject, ...]
    blocks: tuple[str, ...]
    liquidation: Liquidation
    span: Span
    lines: tuple[LineRefund, ...]
    expected: Expected | None
    findings: tuple[Finding, ...]
    unverified: int
    declare: bool
    owed_span: Span = Span(None, None, "", False)

    def span_of(self, row: CauseRow) -> Span:
        """The days that the interest of a row runs from and to: of duty to come back, or of duty owed."""
        return self.owed_span if row.principal < 0 else self.span


def settle(
    lines: Sequence[FiledLine],
    views: Views,
    settings: Settings,
    outcome: Outcome = UNKNOWN,
    repeated: Sequence[str] = (),
) -> EntryRefund:
    """Settle an entry.

    Parameters
    ----------
    lines : all of one entry. repeated : for each, why it repeats another (:mod:`kanzei.refund.repeats`), or ``""``.

    Notes
    -----
    What fails on a line is kept as its error; nothing is raised for it.
    """
    lines = with_parts(lines)
    state = with_notice(lines[0].state, outcome.notice)
    number = state.entry_number.replace("-", "").upper()
    paid_on = _paid_on(outcome)
    # A payment shows that a declaration was taken, whether or not a report says so: it is not declared again.
    outcome = outcome._replace(accepted=outcome.accepted or paid_on is not None)
    known = settings.stated.of(number, accepted=outcome.accepted)
    headings = list(dict.fromkeys(duty.number for line in lines for duty in line.duties))
    rated = [_rated(line, views, settings, why) for line, why in _with(lines, repeated)]
    rejects = entry_rejects(state, headings, settings.on, known)
    nothing = next((one for one in rejects if one.id == "no-ieepa"), None)
    phase = in_none(nothing.because, nothing.citation) if nothing else phase_of(state, settings.on, known)
    found = [
        remedies(state, one.rerate.rows, one.rerate.by_law, headings, settings.on, known, rejects) if one.rerate else ()
        for one in rated
    ]
    done, blocks = liquidation_of(state, settings.on), payment_blocks(state, known)
    span, owed_span = _span(state, done, outcome, settings.on), _owed_span(state, done, settings.on)
    expected = _expected(number, rated, span, settings.payee, outcome)
    findings: list[Finding] = []
    unverified = 0
    if settings.payments_told and (expected is not None or outcome.payments):
        against = expected or Expected(number, (), None, None, settings.payee)
        findings = audit_entry(against, outcome.payments)
        if outcome.payments and not span.sure:
            # Interest to a day that no file gives is held against nothing: it is said to be unverified, and no fault is claimed.
            unverified = sum(one.interest for one in outcome.payments if not one.ach_reject)
            if unverified:
                findings = [one for one in findings if one.what != "interest"]
    settled = _rows(rated, found, (span, owed_span), settings, outcome, expected, paid_on)
    declare = any(one.id == "declaration" and one.open for line in found for one in line) and not outcome.accepted
    return EntryRefund(
        state,
        outcome,
        phase,
        rejects,
        blocks,
        done,
        span,
        settled,
        expected,
        tuple(findings),
        unverified,
        declare,
        owed_span,
    )


def _paid_on(outcome: Outcome) -> date | None:
    """The day on which principal arrived, ``date.min`` where the report gives none; ``None``: nothing did."""
    days = [one.paid_on or date.min for one in outcome.payments if one.principal > 0 and not one.ach_reject]
    return max(days, default=None)


def _with(lines: Sequence[FiledLine], repeated: Sequence[str]) -> list[tuple[FiledLine, str]]:
    return list(zip(lines, repeated or ("",) * len(lines), strict=True))


def _rated(line: FiledLine, views: Views, settings: Settings, repeated: str) -> LineRefund:
    try:
        return LineRefund(line, rerate(line, views, settings.paid_as_known, repeated), "ok", "")
    except NotCovered as error:
        return LineRefund(line, None, "not-covered", str(error))
    except KanzeiError as error:
        return LineRefund(line, None, "error", str(error))
    except Exception as error:  # a fault of ours must not cost the user the other lines; the line says so
        return LineRefund(line, None, "error", f"internal fault ({type(error).__name__}: {error}): please report it")


def _span(state: EntryState, done: Liquidation, outcome: Outcome, on: date) -> Span:
    """The days interest runs from and to (19 U.S.C. 1505(c)).

    Notes
    -----
    A liquidation since the 2026 process opened is taken to be the one that left the void duty out, unless its notice says that it changed nothing. An earlier one was made with it, so that the reliquidation that
    ends the interest is still to come, or its day is in none of the files.
    """
    start = state.deposited_on or state.summary_on
    paid = [one.paid_on for one in outcome.payments if one.paid_on and not one.ach_reject]
    if done.kind == "done" and done.day is not None:
        without = done.day >= process().phase(1).opened and not _changed_nothing(outcome, done.day)
        if without and not any(day < done.day for day in paid):
            return Span(start, done.day, f"liquidated on {done.day}", True)
        after = f"liquidated on {done.day} with the duty"
    else:
        after = done.because
    if paid:
        return Span(start, None, f"paid on {min(paid)}, and the day of reliquidation is in none of the files", False)
    return Span(start, on, f"to {on}, and on until it is (re)liquidated: {after}", False)


def _changed_nothing(outcome: Outcome, liquidated_on: date) -> bool:
    """Whether the notice of a liquidation (ES-701) says that the entry was liquidated as it was entered."""
    notice = outcome.notice
    if notice is None or notice.liquidated_on != liquidated_on:
        return False
    return notice.change == 0 if notice.change is not None else "no change" in f"{notice.type} {notice.reason}".lower()


def _owed_span(state: EntryState, done: Liquidation, on: date) -> Span:
    """The days that interest on duty owed runs from and to.

    Notes
    -----
    Before liquidation: from the deposit (19 U.S.C. 1505(c)), still running. After it nothing accrues under 1505(c), unless CBP reliquidates; interest of a prior disclosure
    is computed from the date of liquidation (19 U.S.C. 1592(c)(4)(B)) until the duty is tendered.
    """
    if done.kind == "done" and done.day is not None:
        return Span(
            done.day, on, f"from the liquidation of {done.day} to a tender on {on} (19 U.S.C. 1592(c)(4)(B))", False
        )
    return Span(state.deposited_on or state.summary_on, on, f"to {on}, and on until it is liquidated", False)


def _expected(number: str, rated: Sequence[LineRefund], span: Span, payee: Payee, outcome: Outcome) -> Expected | None:
    """What should come back: the duty held void; with every other overpayment where exactly that was paid."""
    paid = sum(one.principal for one in outcome.payments if not one.ach_reject)
    every = sum(row.cents for one in rated if one.rerate for row in one.rerate.rows if row.cents > 0)
    lines = []
    for one in rated:
        if one.rerate is None:
            continue
        over = [row for row in one.rerate.rows if row.cents > 0 and (row.void or paid == every)]
        owed = -sum(row.cents for row in one.rerate.rows if row.cents < 0)
        principal = sum(row.cents for row in over)
        if principal:
            lines.append(ExpectedLine(one.filed.line_number, principal, one.rerate.displaced, owed))
    if not lines:
        return None
    start, stop = (span.start, span.stop) if span.stop is not None else (None, None)
    if start is not None and stop is not None and _interest(1, start, stop, payee) is None:
        start = stop = None
    return Expected(number, tuple(lines), start, stop, payee, outcome.rejected, outcome.declared_on)


def _interest(cents: int, start: date | None, stop: date | None, payee: Payee) -> int | None:
    if start is None or stop is None:
        return None
    try:
        return interest(cents, start, stop, payee).cents
    except EntryError:  # a day before the deposit, or a quarter without a rate: no number is better than a wrong one
        return None


Place = tuple[int, int]


def _rows(
    rated: Sequence[LineRefund],
    found: Sequence[tuple[Remedy, ...]],
    spans: tuple[Span, Span],
    settings: Settings,
    outcome: Outcome,
    expected: Expected | None,
    paid_on: date | None,
) -> tuple[LineRefund, ...]:
    """The rows of every line with their share of the entry's interest and payments: shares of cents that sum to the whole."""
    places: dict[Place, Difference] = {
        (number, at): row for number, one in enumerate(rated) if one.rerate for at, row in enumerate(one.rerate.rows)
    }
    interests = _interests(places, *spans, settings.payee)
    weights = _weights(places, outcome, expected, rated) if settings.payments_told else {}
    good = [one for one in outcome.payments if not one.ach_reject]
    received = share_out(sum(one.principal + one.interest for one in good), weights)
    principals = share_out(sum(one.principal for one in good), weights)
    out = []
    for number, one in enumerate(rated):
        rows, left = [], one.rerate.displaced if one.rerate else 0
        for at, row in enumerate(one.rerate.rows if one.rerate else ()):
            place = (number, at)
            refundable = row.cents if row.void and row.cents > 0 else 0
            off = min(left, refundable)
            left -= off
            got = received.get(place, 0) if settings.payments_told else None
            part = principals.get(place, 0)
            status = received_status(got, row.cents + (interests.get(place) or 0), row.cents, part)
            if status in ("paid", "paid too much"):
                remedy = None
            else:
                remedy = chosen(row, found[number], accepted=outcome.accepted, paid=paid_on is not None)
                status = status or status_of(row, remedy, outcome)
            rows.append(
                CauseRow(row, row.cents, refundable, refundable - off, interests.get(place), got, remedy, status, part)
            )
        ways = found[number]
        over = [row for row in rows if row.principal > 0]
        if over and all(row.remedy is None and row.status.startswith("paid") for row in over):
            ways = tuple(_done(way, paid_on) if way.direction == "refund" else way for way in ways)
        protective = next((r for r in ways if r.id.startswith("protective") and r.open), None)
        out.append(one._replace(rows=tuple(rows), remedies=ways, protective=protective))
    return tuple(out)


def _done(way: Remedy, paid_on: date | None) -> Remedy:
    """A remedy that is needed no more."""
    when = f" on {paid_on}" if paid_on and paid_on != date.min else ""
    return way._replace(open=False, why_not=f"paid back{when}")


def _interests(places: Mapping[Place, Difference], span: Span, owed: Span, payee: Payee) -> dict[Place, int]:
    """Interest by row; reckoned once on what goes back by one way, as CBP does, and shared out."""
    groups: dict[str, dict[Place, int]] = {}
    for place, row in places.items():
        name = "owed" if row.cents < 0 else "void" if row.void else "other"
        groups.setdefault(name, {})[place] = row.cents
    out: dict[Place, int] = {}
    for name, cents in groups.items():
        # Underpayments bear the rate of others than corporations, whoever owes them (26 U.S.C. 6621(a)(2)).
        own = owed if name == "owed" else span
        whole = _interest(sum(cents.values()), own.start, own.stop, "other" if name == "owed" else payee)
        if whole is not None:
            out |= share_out(whole, cents)
    return out


def _weights(
    places: Mapping[Place, Difference], outcome: Outcome, expected: Expected | None, rated: Sequence[LineRefund]
) -> dict[Place, int]:
    """The rows that what was received goes to, by weight: whole rows where the findings name the lines that were not paid, else in proportion."""
    lines = {one.line_number for one in expected.lines} if expected else set()
    weights = {
        place: row.cents
        for place, row in places.items()
        if row.cents > 0 and row.void and rated[place[0]].filed.line_number in lines
    } or {place: row.cents for place, row in places.items() if row.cents > 0}
    if expected is not None and any(one.principal + one.interest for one in outcome.payments if not one.ach_reject):
        short = audit_entry(expected, outcome.payments)
        unpaid = {name for one in short if one.cause == "unpaid line" for name in one.lines}
        kept = {p: cents for p, cents in weights.items() if rated[p[0]].filed.line_number not in unpaid}
        weights = kept or weights
    return weights


def share_out(whole: int, weights: Mapping[Place, int]) -> dict[Place, int]:
    """A whole number of cents in shares by weight, which sum to it exactly: the largest remainders take the cents left over.

    Examples
    --------
    >>> share_out(100, {(0, 0): 1, (0, 1): 1, (0, 2): 1})
    {(0, 0): 34, (0, 1): 33, (0, 2): 33}
    """
    total = sum(weights.values())
    if not total:
        return {}
    shares = {place: whole * weight // total for place, weight in weights.items()}
    left = whole - sum(shares.values())
    order = sorted(weights, key=lambda place: (-(whole * weights[place] % total), place))
    for place in order[:left]:
        shares[place] += 1
    return shares
