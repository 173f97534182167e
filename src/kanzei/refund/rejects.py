"""The rejections a declaration would meet, reason by reason, in CBP's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from kanzei.entries.filed import EntryState
from kanzei.refund.clocks import liquidation_of
from kanzei.refund.entry_numbers import normalise, what_is_wrong
from kanzei.refund.phases import NOWHERE, Circumstances
from kanzei.refund.rules import clock, process, reason
from kanzei.refund.upload import HEADER, MOST_BYTES, MOST_ROWS

__all__ = ["Reject", "entry_rejects", "file_rejects", "is_ieepa_heading"]


class _Add(Protocol):
    def __call__(self, name: str, because: str, *, sure: bool = True) -> None: ...


class Reject(NamedTuple):
    """A rejection. words : CBP's guidance; message : what its result file shows, where seen. sure : ``False`` where a fact that decides is not known."""

    id: str
    level: str
    words: str
    message: str
    because: str
    sure: bool
    citation: str
    confidence: str


def is_ieepa_heading(number: str) -> bool:
    """Whether a heading is of the families laid under IEEPA: 9903.01 and 9903.02 (R2)."""
    return number.replace(".", "").startswith(("990301", "990302"))


def entry_rejects(
    state: EntryState, headings: Iterable[str], on: date, known: Circumstances = NOWHERE
) -> tuple[Reject, ...]:
    """Every rejection an entry would meet if declared on a day, all of them, not the first alone.

    Parameters
    ----------
    headings : HTS numbers filed on the lines of the entry.

    Notes
    -----
    Liquidation that is under review, extended or suspended is taken in phase 1; a summary that CBP is reviewing is refused. Reports say both with one word:
    ``under_review`` is taken as the latter, with confidence M, and as not sure where the status of liquidation itself says it.
    """
    out: list[Reject] = []

    def add(name: str, because: str, *, sure: bool = True) -> None:
        out.append(_reject(name, because, sure=sure))

    every = process()
    kind = state.entry_type.zfill(2) if state.entry_type else ""
    wrong = what_is_wrong(state.entry_number)
    if wrong:
        add("entry-number", wrong)
    if known.in_ace is False:
        add("not-in-ace", "the entry does not stand in ACE")
    if known.importer_number and state.importer_number and known.importer_number != state.importer_number:
        add("importer", f"importer {state.importer_number}, and the account is of {known.importer_number}")
    if not wrong and normalise(state.entry_number) in known.accepted:
        add("duplicate", "the entry was accepted in an earlier declaration")
    if not any(is_ieepa_heading(number) for number in headings):
        add("no-ieepa", "no heading of 9903.01 or 9903.02 was filed")
    if kind in every.closed_types:
        add(f"type-{kind}", every.closed_types[kind])
    if state.drawback is True:
        add("drawback", "tied to a drawback claim: the whole entry is refused, lines without the claim too")
    if state.protest_open is True:
        add("protest", f"protest {state.protest_number or '(no number)'} is open")
    _liquidated(state, on, known, add)
    _reconciliation(state, kind, on, known, add)
    if kind in every.adcvd_types:
        if known.adcvd_pending is True:
            add("adcvd", "antidumping or countervailing duty, instructed and waiting for liquidation")
        elif known.adcvd_pending is None and state.suspended is not True and liquidation_of(state, on).kind != "done":
            add(
                "adcvd",
                "antidumping or countervailing duty: refused if its liquidation is pending, which is not known",
                sure=False,
            )
    if state.under_review is True:
        # A report whose column of liquidation says "under review" may mean the liquidation, which phase 1 takes.
        of_liquidation = "review" in state.liquidation_status.lower()
        add(
            "under-review",
            "CBP is reviewing the summary, or its liquidation" if of_liquidation else "CBP is reviewing the summary",
            sure=not of_liquidation,
        )
    if known.statement_paid is False or (state.deposited_on is not None and state.deposited_on > on):
        add("statement", "the statement with the duty is not processed")
    if known.cancelled is True:
        add("cancelled", "the summary is not accepted in ACE")
    if state.surety is True:
        add("surety", "a surety paid the duty")
    if on < every.phase(1).opened:
        add("closed", f"phase 1 opened on {every.phase(1).opened}")
    return tuple(out)


def _liquidated(state: EntryState, on: date, known: Circumstances, add: _Add) -> None:
    done = liquidation_of(state, on)
    if done.day is None or not done.over(on):
        return
    last = done.day + timedelta(days=clock("C4-80").days)
    if on <= last:
        return
    third = process().phase(3)
    late = f"{done.because}, and the 80 days ended on {last}"
    if known.plaintiff is True and on >= third.opened:
        return
    add("final", late, sure=not done.estimated)
    if known.plaintiff is False:
        why = f"phase 3 is for plaintiffs whose importer numbers were handed over by {third.handed_over}"
        add("not-plaintiff", why, sure=not done.estimated)


def _reconciliation(state: EntryState, kind: str, on: date, known: Circumstances, add: _Add) -> None:
    if state.reconciliation is not True:
        return
    second = process().phase(2)
    if on < second.opened:
        add("reconciliation", f"flagged for reconciliation: phase 2 opened on {second.opened}")
    elif kind and kind not in second.types:
        add("reconciliation", f"flagged for reconciliation, and phase 2 takes types {', '.join(second.types)} alone")
    if known.reconciled_on is not None and known.reconciled_on <= on:
        add("reconciled", f"the reconciliation entry was filed on {known.reconciled_on}")


def file_rejects(text: str, importers: Sequence[str] = (), name: str = "") -> tuple[Reject, ...]:
    """What the portal would refuse a whole upload file for.

    Parameters
    ----------
    importers : importer numbers of its entries, where known. name : of the file, for its ending.
    """
    out: list[Reject] = []

    def add(name: str, because: str) -> None:
        out.append(_reject(name, because))

    lines = [line.strip().strip('"') for line in text.removeprefix("\ufeff").splitlines()]
    rows = [line for line in lines[1:] if line]
    if name and not name.lower().endswith(".csv"):
        add("file-format", f"{name} is no .csv file")
    if not any(lines):
        add("file-empty", "nothing stands in the file")
        return tuple(out)
    if lines[0] != HEADER:
        add("file-header", f"the first row is {lines[0][:40]!r}, not {HEADER!r}")
    if not rows:
        add("file-empty", "no entry number stands below the header")
    if any("," in line for line in lines):
        add("file-format", "more than one column")
    if len(rows) > MOST_ROWS:
        add("file-rows", f"{len(rows)} rows")
    size = len(text.encode())
    if size > MOST_BYTES:
        add("file-size", f"{size} bytes")
    wrong = [row for row in rows if what_is_wrong(row)]
    if wrong:
        add("entry-number", f"{len(wrong)} of {len(rows)}, the first: {what_is_wrong(wrong[0])}")
    several = sorted(set(importers))
    if len(several) > 1:
        add("file-importers", ", ".join(several[:4]))
    return tuple(out)


def _reject(name: str, because: str, *, sure: bool = True) -> Reject:
    row = reason(name)
    return Reject(name, row.level, row.words, row.message, because, sure, row.cite, row.confidence)
