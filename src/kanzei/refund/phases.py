"""The phase of the 2026 process an entry falls in, on the day a declaration would be filed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.refund.clocks import liquidation_of
from kanzei.refund.rules import Phase, clock, process

__all__ = ["NOWHERE", "Circumstances", "InPhase", "in_none", "phase_of"]


class Circumstances(NamedTuple):
    """What decides over a declaration and stands in no report of the entry; ``None``: not known.

    importer_number : of the account that files. plaintiff : the importer sues in the refund cases and its number was handed over in time (phase 3).
    ach             : enrolled for refunds by ACH. in_ace : the entry stands in ACE. statement_paid : the statement with its duty is processed.
    reconciled_on   : day the reconciliation entry (type 09) was filed. accepted : entry numbers already accepted in a declaration.
    adcvd_pending   : Commerce has instructed, and the antidumping or countervailing entry waits for its liquidation.
    cancelled       : the entry summary is cancelled or rejected.
    """

    importer_number: str = ""
    plaintiff: bool | None = None
    ach: bool | None = None
    in_ace: bool | None = None
    statement_paid: bool | None = None
    reconciled_on: date | None = None
    accepted: frozenset[str] = frozenset()
    adcvd_pending: bool | None = None
    cancelled: bool | None = None


NOWHERE = Circumstances()
"""Nothing known beside the entry."""


class InPhase(NamedTuple):
    """number : 1, 2, 3, or 0 for none. rule : of the phase, or why there is none. sure : nothing that decides is unknown."""

    number: int
    rule: str
    because: str
    citation: str
    grade: str
    confidence: str
    opened: date | None = None
    sure: bool = True


def phase_of(state: EntryState, on: date, known: Circumstances = NOWHERE) -> InPhase:
    """The phase an entry falls in if it is declared on a day.

    Notes
    -----
    The day after liquidation is day 1, and day 80 is in time (refunds example 7: liquidated 2026-02-18, to 2026-05-09). A flag for reconciliation leads to
    phase 2 whatever the liquidation, and an entry liquidated for longer to phase 3.
    """
    every = process()
    kind = state.entry_type.zfill(2) if state.entry_type else ""
    if kind in every.closed_types:
        return in_none(f"entry type {kind} ({every.closed_types[kind]}) is in no phase", every.cite)
    if state.drawback is True:
        return in_none("the entry is tied to a drawback claim: in no phase", every.cite)
    if state.protest_open is True:
        return in_none("a protest is open: in no phase until it is withdrawn", every.cite)
    first, second, third = (every.phase(number) for number in (1, 2, 3))
    done = liquidation_of(state, on)
    last = done.day + timedelta(days=clock("C4-80").days) if done.day is not None and done.over(on) else None
    late = last is not None and on > last
    if late and not done.estimated:
        return _third(third, on, f"{done.because}, and the 80 days ended on {last}", known, sure=True)
    if state.reconciliation is True:
        if kind and kind not in second.types:
            return in_none(
                f"flagged for reconciliation, and type {kind} is none of {', '.join(second.types)}", second.cite, second
            )
        if known.reconciled_on is not None and known.reconciled_on <= on:
            return in_none(
                f"the reconciliation entry was filed on {known.reconciled_on}, before the declaration",
                second.cite,
                second,
            )
        return _in(second, on, "flagged for reconciliation", sure=bool(kind))
    sure = done.kind != "unknown" and (last is None or not done.estimated)
    if late:
        # Asking costs nothing and a refusal neither: an entry that may not have liquidated is not kept back.
        return _in(first, on, f"{done.because}; had it liquidated then, the 80 days ended on {last}", sure=False)
    return _in(first, on, done.because if last is None else f"{done.because}, day 80 is {last}", sure=sure)


def _third(phase: Phase, on: date, because: str, known: Circumstances, *, sure: bool) -> InPhase:
    if known.plaintiff is False:
        return in_none(f"{because}, and the importer is no plaintiff", phase.cite, phase)._replace(sure=sure)
    if known.plaintiff is None:
        because += "; only if the importer is a plaintiff whose number was handed over in time, which is not known"
    return _in(phase, on, because, sure=sure and known.plaintiff is True)


def _in(phase: Phase, on: date, because: str, *, sure: bool = True) -> InPhase:
    if on < phase.opened:
        return in_none(f"phase {phase.id} opened on {phase.opened}: {because}", phase.cite, phase)
    return InPhase(phase.id, phase.rule, because, phase.cite, phase.grade, phase.confidence, phase.opened, sure)


def in_none(because: str, cite: str, phase: Phase | None = None) -> InPhase:
    """In no phase, and why."""
    grade, confidence = (phase.grade, phase.confidence) if phase else ("agency", "H")
    return InPhase(0, "none", because, cite, grade, confidence, phase.opened if phase else None)
