"""An entry settled as rows of the files people work with. Amounts are integer cents, days are days; a file's writer gives them their form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kanzei.entries.codes import is_article
from kanzei.entries.filed import FiledLine
from kanzei.refund.choose import REMEDIES, under
from kanzei.refund.remedies import Remedy
from kanzei.refund.settle import CauseRow, EntryRefund, LineRefund

__all__ = [
    "AUDIT",
    "CORRECTIONS",
    "EXTRA",
    "LINES",
    "MONEY",
    "PROTESTS",
    "REJECTS",
    "REMEDY",
    "SHEET",
    "Tables",
    "tables",
]

LINES = (
    "charged_usd", "owed_usd", "refundable_usd", "received_usd", "principal_usd", "interest_usd", "interest_from", "interest_to",
    "cause", "remedy", "last_day", "file_by", "reject_reason", "refund_status", "confidence",
)  # fmt: skip
"""Columns of a line and cause, the contract: in this order behind the columns of the input."""
EXTRA = (
    "paid_usd", "charged_when_filed_usd", "refundable_low_usd", "authority", "heading", "instrument", "because", "citation", "phase",
    "last_day_estimated", "split", "refund_entry", "refund_line", "place", "notes", "status", "error", "lawbook",
)  # fmt: skip
"""Further columns behind them."""
REMEDY = (
    "refund_entry", "refund_line", "importer_number", "remedy", "name", "direction", "open", "why_not", "amount_usd", "authorities",
    "last_day", "file_by", "moved_to", "estimated", "reject_reason", "citation", "grade", "confidence",
)  # fmt: skip
PROTESTS = (
    "entry_number", "importer_number", "port", "entry_type", "entered_on", "liquidated_on", "liquidation_estimated", "kind", "opens",
    "last_day", "file_by", "open", "why_not", "principal_usd", "authorities", "headings", "grounds", "citation",
)  # fmt: skip
CORRECTIONS = (
    "entry_number", "line", "importer_number", "hts", "origin", "cause", "authority", "heading", "paid_usd", "owed_usd",
    "difference_usd", "because", "citation", "confidence", "remedy", "open", "why_not", "last_day", "file_by",
)  # fmt: skip
AUDIT = (
    "entry_number", "what", "expected_usd", "received_usd", "difference_usd", "cause", "because", "lines", "interest_from",
    "interest_to", "paid_on", "refund_number",
)  # fmt: skip
REJECTS = (
    "entry_number",
    "importer_number",
    "level",
    "words",
    "message",
    "because",
    "sure",
    "principal_usd",
    "citation",
    "confidence",
)
SHEET = (
    "entry_number", "importer_number", "entered_on", "cause", "authority", "principal_usd", "interest_usd", "received_usd", "lines",
    "last_day", "file_by", "estimated", "refund_status", "also_open",
)  # fmt: skip
"""Columns of a sheet of the workbook: one row for each entry, cause and authority."""
MONEY = frozenset(
    name
    for names in (LINES, EXTRA, REMEDY, PROTESTS, CORRECTIONS, AUDIT, REJECTS, SHEET)
    for name in names
    if name.endswith("_usd")
)
Cells = list[object]


class Tables(NamedTuple):
    """Rows of one entry. number : of its lines. lines : (source, cells of the input, result cells). sheets : (remedy, cells)."""

    number: int
    lines: list[tuple[int, tuple[object, ...], Cells]]
    remedies: list[Cells]
    protests: list[Cells]
    corrections: list[Cells]
    audit: list[Cells]
    rejects: list[Cells]
    sheets: list[tuple[str, Cells]]


def tables(found: EntryRefund, lawbook: str, *, payments_told: bool) -> Tables:
    """The rows of an entry. payments_told : payments were given; where not, the audit has what should come and claims nothing."""
    rejected = _rejected(found)
    lines = [row for one in found.lines for row in _line_rows(found, one, rejected, lawbook)]
    remedies = [_remedy_row(found, one.filed, remedy, rejected) for one in found.lines for remedy in one.remedies]
    return Tables(
        len(found.lines),
        lines,
        remedies,
        list(_protest_rows(found)),
        [row for one in found.lines for row in _correction_rows(found, one)],
        list(_audit_rows(found, told=payments_told)),
        list(_reject_rows(found)),
        list(_sheet_rows(found)),
    )


def _rejected(found: EntryRefund) -> str:
    """What the process refused, or would: CBP's own answer first, then every rejection foreseen."""
    said = [found.outcome.rejected] if found.outcome.rejected else []
    if not found.outcome.accepted:
        said += [one.words if one.sure else f"{one.words} (if so)" for one in found.rejects]
    return "; ".join(dict.fromkeys(said))


def _line_rows(
    found: EntryRefund, one: LineRefund, rejected: str, lawbook: str
) -> Iterator[tuple[int, tuple[object, ...], Cells]]:
    """One row for each cause; what is of the line as a whole stands on its first, so that every column of money can be summed."""
    filed, rated = one.filed, one.rerate
    where = (_entry(found), filed.line_number, filed.place)
    if rated is None:
        extra: Cells = [filed.paid, *[None] * 2, *[""] * 5, "", "", "", *where, "", one.status, one.error, lawbook]
        yield filed.source, filed.cells, [*[None] * 8, "", "", None, None, "", "failed", "", *extra]
        return
    notes = "; ".join((*rated.notes, *(found.blocks if rated.refundable else ())))
    rows: tuple[CauseRow | None, ...] = one.rows or (None,)
    for number, row in enumerate(rows):
        first = number == 0
        whole: Cells = [rated.now, rated.owed] if first else [None, None]
        paid: Cells = [rated.paid, rated.then] if first else [None, None]
        tail: Cells = [rated.split, *where, notes if first else "", "ok", "", lawbook]
        if row is None:
            held = one.protective
            days = (held.last_day, held.file_by) if held else (None, None)
            zero: Cells = [0, None, 0, 0, None, None]
            said: Cells = ["", held.id if held else "", *days, "", "protective" if held else "no difference", ""]
            more: Cells = [0, " ".join(held.reaches) if held else "", "", "", "; ".join(held.notes) if held else "", ""]
            estimated = _yes(held.estimated) if held else ""
            yield filed.source, filed.cells, [*whole, *zero, *said, *paid, *more, _phase(found), estimated, *tail]
            continue
        differs, remedy = row.difference, row.remedy
        days = (remedy.last_day, remedy.file_by) if remedy else (None, None)
        own = found.span_of(row)
        span = (own.start, own.stop) if row.interest is not None else (None, None)
        money: Cells = [row.refundable, row.received, row.principal, row.interest, *span]
        said = [
            differs.cause,
            remedy.id if remedy else "",
            *days,
            rejected if row.refundable else "",
            row.status,
            differs.confidence,
        ]
        more = [
            row.refundable_low,
            differs.authority,
            differs.heading,
            differs.instrument,
            differs.because,
            differs.citation,
        ]
        estimated = _yes(remedy.estimated) if remedy else ""
        yield filed.source, filed.cells, [*whole, *money, *said, *paid, *more, _phase(found), estimated, *tail]


def _entry(found: EntryRefund) -> str:
    return found.state.entry_number


def _phase(found: EntryRefund) -> str:
    return str(found.phase.number) if found.phase.number else "none"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _remedy_row(found: EntryRefund, filed: FiledLine, one: Remedy, rejected: str) -> Cells:
    return [
        _entry(found), filed.line_number, found.state.importer_number, one.id, one.name, one.direction, _yes(one.open), one.why_not,
        one.cents, " ".join(one.reaches), one.last_day, one.file_by, one.moved_to, _yes(one.estimated),
        rejected if one.id == "declaration" else "", one.citation, one.grade, one.confidence,
    ]  # fmt: skip


def _protest_rows(found: EntryRefund) -> Iterator[Cells]:
    """One row for each entry and kind of protest, of the lines it reaches; a line paid back already is left out where another is not."""
    by_kind: dict[str, list[tuple[LineRefund, Remedy]]] = {}
    for one in found.lines:
        for remedy in one.remedies:
            if remedy.id in ("protest", "protective-protest"):
                by_kind.setdefault(remedy.name, []).append((one, remedy))
    state, done = found.state, found.liquidation
    for name, every in by_kind.items():
        pairs = [pair for pair in every if pair[1].open] or every
        first = pairs[0][1]
        real = first.id == "protest"
        rows = [row for one, _ in pairs for row in one.rows if row.principal > 0] if real else []
        rows = [row for row in rows if row.outstanding or not first.open]
        cents = sum(row.outstanding for row in rows) if real and first.open else sum(one.cents for _, one in pairs)
        authorities = dict.fromkeys(name for _, remedy in pairs for name in remedy.reaches)
        grounds = dict.fromkeys(row.difference.because for row in rows) or dict.fromkeys(first.notes)
        cites = dict.fromkeys(row.difference.citation for row in rows if row.difference.citation)
        headings = dict.fromkeys(row.difference.heading for row in rows if row.difference.heading)
        yield [
            _entry(found), state.importer_number, state.port, state.entry_type, state.entered_on, done.day, _yes(done.estimated),
            name, done.day, first.last_day, first.file_by, _yes(first.open), first.why_not,
            cents, " ".join(authorities), " ".join(headings), "; ".join(grounds),
            "; ".join(dict.fromkeys((first.citation, *cites))),
        ]  # fmt: skip


def _correction_rows(found: EntryRefund, one: LineRefund) -> Iterator[Cells]:
    """What a correction may mend: mistakes and later texts, never a heading dropped for the ruling (CSMS 68340863)."""
    ways = [remedy for remedy in one.remedies if remedy.id in ("correction", "post-summary")]
    for row in one.rows:
        differs = row.difference
        if differs.cause == "ruling" or one.rerate is None:
            continue
        fit = [way for way in ways if differs.authority in way.reaches]
        way = next((way for way in fit if way.open), fit[-1] if fit else None)
        paid = None if one.rerate.split == "refused" else one.rerate.by_law.get(differs.authority, 0)
        days: Cells = (
            [way.id, _yes(way.open), way.why_not, way.last_day, way.file_by] if way else ["", "no", "", None, None]
        )
        yield [
            _entry(found), one.filed.line_number, found.state.importer_number, _article(one.filed), one.filed.line.origin,
            differs.cause, differs.authority, differs.heading, paid, None if paid is None else paid - row.principal,
            row.principal, differs.because, differs.citation, differs.confidence, *days,
        ]  # fmt: skip


def _article(filed: FiledLine) -> str:
    return next((one.number for one in filed.duties if is_article(one.number)), filed.line.hts)


def _audit_rows(found: EntryRefund, *, told: bool) -> Iterator[Cells]:
    """Principal and interest of an entry: one row each where they agree, one for each difference where not."""
    good = [one for one in found.outcome.payments if not one.ach_reject]
    if found.expected is None and not found.outcome.payments:
        return
    due = {"principal": found.expected.principal if found.expected else 0, "interest": _interest_due(found)}
    got = {"principal": sum(one.principal for one in good), "interest": sum(one.interest for one in good)}
    span = (found.span.start, found.span.stop) if found.expected and found.expected.stop else (None, None)
    paid_on = max((one.paid_on for one in good if one.paid_on), default=None)
    numbers = " ".join(dict.fromkeys(one.refund_number for one in found.outcome.payments if one.refund_number))
    for what in ("principal", "interest"):
        mine = [one for one in found.findings if one.what == what]
        tail: Cells = [*span, paid_on, numbers]
        if not told:
            yield [_entry(found), what, due[what], None, None, "payments not given", "", "", *tail]
            continue
        if what == "interest" and found.unverified:
            yield [_entry(found), what, None, got[what], None, "not verified", found.span.because, "", *tail]
            continue
        if not mine:
            yield [_entry(found), what, due[what], got[what], got[what] - due[what], "", "", "", *tail]
        for number, one in enumerate(mine):
            sums: Cells = [due[what], got[what]] if number == 0 else [None, None]
            yield [_entry(found), what, *sums, one.cents, one.cause, one.because, " ".join(one.lines), *tail]


def _interest_due(found: EntryRefund) -> int:
    from kanzei.refund.interest import interest

    one = found.expected
    if one is None or one.start is None or one.stop is None:
        return 0
    return interest(one.principal, one.start, one.stop, one.payee).cents


def _reject_rows(found: EntryRefund) -> Iterator[Cells]:
    """Entries with void duty that stand in no upload file, every reason in CBP's words; and what may be refused of those that do."""
    cents = sum(row.refundable for one in found.lines for row in one.rows)
    reached = cents or any(remedy.id == "declaration" for one in found.lines for remedy in one.remedies)
    if not reached or found.outcome.accepted:
        return
    number, importer = _entry(found), found.state.importer_number
    if found.outcome.rejected:
        words = found.outcome.rejected
        yield [number, importer, "answered", words, words, "CBP's answer (REV-615)", "yes", cents, "", ""]
    for one in found.rejects:
        sure = "yes" if one.sure else "no"
        yield [
            number,
            importer,
            one.level,
            one.words,
            one.message,
            one.because,
            sure,
            cents,
            one.citation,
            one.confidence,
        ]
    if not found.declare and not found.rejects:
        why = next(
            (r.why_not for one in found.lines for r in one.remedies if r.id == "declaration"), found.phase.because
        )
        yield [number, importer, "entry", "", "", why, "yes", cents, found.phase.citation, found.phase.confidence]


def _sheet_rows(found: EntryRefund) -> Iterator[tuple[str, Cells]]:
    """Every difference once, under the remedy to take for it."""
    groups: dict[tuple[str, str, str, str, date | None], list[tuple[LineRefund, CauseRow]]] = {}
    for one in found.lines:
        for row in one.rows:
            name = under(row.remedy, row.status)
            last = row.remedy.last_day if row.remedy else None
            groups.setdefault((name, row.difference.cause, row.difference.authority, row.status, last), []).append(
                (one, row)
            )
    state = found.state
    for (name, cause, authority, status, last), pairs in groups.items():
        remedy = pairs[0][1].remedy
        also = dict.fromkeys(
            r.id
            for one, row in pairs
            for r in one.remedies
            if r.open and r.direction != "note" and r.id != name and r.id in REMEDIES and authority in r.reaches
        )
        interest = [row.interest for _, row in pairs]
        received = [row.received for _, row in pairs]
        yield name, [
            state.entry_number, state.importer_number, state.entered_on, cause, authority, sum(row.principal for _, row in pairs),
            None if None in interest else sum(one or 0 for one in interest),
            None if None in received else sum(one or 0 for one in received), len({id(one) for one, _ in pairs}), last,
            remedy.file_by if remedy else None, _yes(remedy.estimated) if remedy else "", status, " ".join(also),
        ]  # fmt: skip
