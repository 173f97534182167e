"""Every remedy open to an entry on a day: until when, what it reaches, or why it is closed.

Two facts decide: whether the entry has liquidated (before: corrections; after: protest, reliquidation), and whether the duty is held void (the 2026 process
and suit reach that duty alone). A remedy that is closed stays in the list with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.refund.causes import Difference
from kanzei.refund.clocks import Deadline, Liquidation, correction, liquidation_of, post_summary, run, suit
from kanzei.refund.phases import NOWHERE, Circumstances, phase_of
from kanzei.refund.rejects import Reject, entry_rejects, is_ieepa_heading
from kanzei.refund.rules import clock, process

__all__ = ["CHALLENGED", "Remedy", "payment_blocks", "remedies"]

CHALLENGED = {
    "s122": (
        "section 122",
        "the judgment of 2026-05-07 gives relief to its plaintiffs alone and is stayed; whether others are paid back is open (CAFC 26-1804, 26-1805)",
    ),
    "s301_forced_labor": (
        "section 301, forced labor",
        "argued before the Court of International Trade on 2026-09-30, no ruling seen; nothing is refundable now",
    ),
}
"""Authorities under challenge and not held void: a claim can be kept alive, no refund asked for (R8; refunds.md section 9)."""


class Remedy(NamedTuple):
    """A remedy and its last day.

    id       : ``correction`` | ``post-summary`` | ``protest`` | ``reliquidation`` | ``declaration`` | ``suit`` | ``protective-protest`` | ``protective-suit``
               | ``drawback`` | ``prior-disclosure``. name : with the phase, or the authority a claim is protective for.
    direction: ``refund`` | ``underpayment`` | ``note``.
    open     : it can be used on the day asked about. why_not : why it cannot, or ``""``.
    reaches  : authority -> cents it can bring back (or lets one pay: negative). cents : their sum; a protective claim brings back nothing yet, and says
               what it keeps alive.
    last_day, file_by : ``None`` where no rule gives a day. moved_to : see :class:`~kanzei.refund.clocks.Deadline`.
    """

    id: str
    name: str
    direction: str
    open: bool
    why_not: str
    last_day: date | None
    file_by: date | None
    moved_to: date | None
    estimated: bool
    citation: str
    rule: str
    grade: str
    confidence: str
    reaches: Mapping[str, int]
    cents: int
    notes: tuple[str, ...] = ()


def remedies(
    state: EntryState,
    rows: Iterable[Difference],
    paid: Mapping[str, int],
    headings: Sequence[str],
    on: date,
    known: Circumstances = NOWHERE,
    rejects: Sequence[Reject] | None = None,
) -> tuple[Remedy, ...]:
    """The remedies of an entry, or of one line of it, on a day.

    Parameters
    ----------
    rows     : what differs, of the line or of all lines of the entry. paid : authority -> duty deposited by law (:attr:`Rerate.by_law`).
    headings : numbers filed on all lines of the entry: what the process refuses, it refuses for the whole entry.
    rejects  : of the entry on that day, where they are known already (:func:`~kanzei.refund.rejects.entry_rejects`).
    """
    differs = list(rows)
    over = [one for one in differs if one.cents > 0]
    under = [one for one in differs if one.cents < 0]
    void = _sums(one for one in over if one.void) or _not_told(over)
    done = liquidation_of(state, on)
    if rejects is None:
        rejects = entry_rejects(state, headings, on, known)
    out: list[Remedy] = []
    if over:
        other = _sums(one for one in over if one.cause != "ruling")
        if other:
            out += [_correction(state, other, on, done), _post_summary(state, other, on, done, known)]
        out += [_protest(state, _sums(over), on, done, void), _reliquidation(_sums(over), on, done)]
    if void:
        out += [_declaration(state, void, on, known, done, rejects), _suit(state, void, on, done)]
    for authority, (name, why) in CHALLENGED.items():
        if paid.get(authority, 0) > 0:
            out += _protective(state, authority, name, why, paid[authority], on, done)
    if under:
        owed = _sums(under)
        out += [
            _correction(state, owed, on, done),
            _post_summary(state, owed, on, done, known),
            _disclosure(state, owed),
        ]
    if over and state.entered_on is not None:
        out.append(_drawback(state, state.entered_on, on, bool(void)))
    return tuple(out)


def _not_told(over: Iterable[Difference]) -> dict[str, int]:
    """One amount for several duties that nothing divides, under a heading laid under IEEPA: part of it is void, and how much is not told."""
    return _sums(one for one in over if one.cause == "not split" and any(map(is_ieepa_heading, one.heading.split())))


def payment_blocks(state: EntryState, known: Circumstances = NOWHERE) -> tuple[str, ...]:
    """What keeps money from arriving once a refund is granted (W1 to W4)."""
    out = []
    if known.ach is False:
        out.append(
            "not enrolled for refunds by ACH: the payment is refused and waits (REV-613; interim rule FR Doc. 2025-24171)"
        )
    elif known.ach is None:
        out.append(
            "whether the importer is enrolled for refunds by ACH is not known: without it the payment is refused (REV-613)"
        )
    if state.surety is True:
        out.append("a surety paid the duty: left out of the process")
    return tuple(out)


def _sums(rows: Iterable[Difference]) -> dict[str, int]:
    out: dict[str, int] = {}
    for one in rows:
        out[one.authority] = out.get(one.authority, 0) + one.cents
    return out


def _remedy(
    id: str,
    name: str,
    reaches: Mapping[str, int],
    deadline: Deadline | None,
    why_not: str,
    on: date,
    *,
    direction: str = "refund",
    notes: tuple[str, ...] = (),
    citation: str = "",
) -> Remedy:
    last = deadline.last_day if deadline else None
    end = deadline.moved_to or last if deadline else None
    if not why_not and end is not None and on > end:
        why_not = f"the last day was {end}"
    return Remedy(
        id,
        name,
        direction,
        not why_not,
        why_not,
        last,
        deadline.file_by if deadline else None,
        deadline.moved_to if deadline else None,
        deadline.estimated if deadline else False,
        citation or (deadline.citation if deadline else ""),
        deadline.rule if deadline else "",
        deadline.grade if deadline else "official",
        deadline.confidence if deadline else "M",
        dict(reaches),
        sum(reaches.values()),
        (*(deadline.notes if deadline else ()), *notes),
    )


def _direction(reaches: Mapping[str, int]) -> str:
    return "refund" if sum(reaches.values()) > 0 else "underpayment"


def _correction(state: EntryState, reaches: Mapping[str, int], on: date, done: Liquidation) -> Remedy:
    deadline = correction(state)
    why = _liquidated(done)
    if not why and deadline is None:
        why = "neither the day of release nor that of entry is known"
    return _remedy(
        "correction", "correction within 10 days of release", reaches, deadline, why, on, direction=_direction(reaches)
    )


def _post_summary(
    state: EntryState, reaches: Mapping[str, int], on: date, done: Liquidation, known: Circumstances
) -> Remedy:
    why = _liquidated(done)
    deadline = post_summary(state, on)
    if not why and _accepted(state, known):
        why = "the entry is accepted in the 2026 process: no correction is taken until it liquidates"
    if not why and deadline is None and state.extended is not True:
        why = "neither the day of entry nor that of liquidation is known"
    notes: tuple[str, ...] = (
        "a correction that only drops a heading laid under IEEPA is not allowed: that duty goes by declaration (CSMS 68340863)",
    )
    if deadline is None and state.extended is True:
        notes += ("liquidation is extended: to 15 days before the day that CBP will set",)
    return _remedy(
        "post-summary",
        "post-summary correction",
        reaches,
        deadline,
        why,
        on,
        direction=_direction(reaches),
        notes=notes,
    )


def _accepted(state: EntryState, known: Circumstances) -> bool:
    return state.entry_number.replace("-", "").upper() in known.accepted


def _liquidated(done: Liquidation) -> str:
    return f"{done.because}: a summary is corrected before liquidation" if done.kind == "done" else ""


def _not_liquidated(done: Liquidation, on: date) -> str:
    return "" if done.over(on) else f"opens with liquidation: {done.because}"


def _by_liquidation(name: str, done: Liquidation) -> Deadline | None:
    if done.day is None:
        return None
    return run(clock(name), done.day, estimated=done.estimated, notes=(done.because,) if done.estimated else ())


def _protest(
    state: EntryState, reaches: Mapping[str, int], on: date, done: Liquidation, void: Mapping[str, int]
) -> Remedy:
    why = _not_liquidated(done, on)
    if not why and state.protest_open is True:
        why = f"protest {state.protest_number or '(no number)'} is open already"
    notes: tuple[str, ...] = ()
    if void:
        notes = (
            "a declaration in the 2026 process does not stop this clock (C5), and the process refuses an entry under protest unless the protest concerned "
            "this duty alone and is withdrawn within the 80 days",
        )
    return _remedy("protest", "protest", reaches, _by_liquidation("C3", done), why, on, notes=notes)


def _reliquidation(reaches: Mapping[str, int], on: date, done: Liquidation) -> Remedy:
    return _remedy(
        "reliquidation",
        "request for voluntary reliquidation",
        reaches,
        _by_liquidation("C4", done),
        _not_liquidated(done, on),
        on,
    )


def _declaration(
    state: EntryState,
    reaches: Mapping[str, int],
    on: date,
    known: Circumstances,
    done: Liquidation,
    rejects: Sequence[Reject],
) -> Remedy:
    phase = phase_of(state, on, known)
    hard = [one for one in rejects if one.sure]
    soft = [one for one in rejects if not one.sure]
    why = "; ".join(f"{one.words} ({one.because})" for one in hard)
    if not why and phase.number == 0:
        why = phase.because
    if not why and phase.number == 3 and known.plaintiff is not True:
        why = phase.because
    deadline = None if phase.number == 3 else _by_liquidation("C4-80", done)
    if deadline is not None and done.kind == "estimated" and on > deadline.last_day:
        deadline = None  # not known to have liquidated at all: what may be refused is said below
    notes = tuple(f"may be refused: {one.words} ({one.because})" for one in soft)
    if phase.number == 3:
        notes += (process().phase(3).note, "no last day is published")
    if deadline is None and phase.number in (1, 2):
        notes += ("to the 80th day after liquidation, which cannot be told",)
    name = (
        f"declaration in the 2026 process, phase {phase.number}" if phase.number else "declaration in the 2026 process"
    )
    made = _remedy("declaration", name, reaches, deadline, why, on, notes=notes, citation=phase.citation)
    return made._replace(grade=phase.grade, confidence=phase.confidence)


def _suit(state: EntryState, reaches: Mapping[str, int], on: date, done: Liquidation) -> Remedy:
    deadline = suit(state)
    notes = (
        (
            "where a protest can still be filed, the court may hold that way to be the only one (28 U.S.C. 1581(a)): keep both",
        )
        if done.kind == "done"
        else ()
    )
    why = "" if deadline else "neither the day of deposit nor that of entry is known"
    return _remedy(
        "suit",
        "suit under 28 U.S.C. 1581(i)",
        reaches,
        deadline,
        why,
        on,
        notes=notes,
        citation="28 U.S.C. 1581(i), 2636(i)",
    )


def _protective(
    state: EntryState, authority: str, name: str, why: str, cents: int, on: date, done: Liquidation
) -> list[Remedy]:
    reaches = {authority: cents}
    protest = _remedy(
        "protective-protest",
        f"protective protest, {name}",
        reaches,
        _by_liquidation("C3", done),
        _not_liquidated(done, on),
        on,
        direction="note",
        notes=(why,),
    )
    deadline = suit(state)
    action = _remedy(
        "protective-suit",
        f"protective suit under 28 U.S.C. 1581(i), {name}",
        reaches,
        deadline,
        "" if deadline else "neither the day of deposit nor that of entry is known",
        on,
        direction="note",
        notes=(why,),
        citation="28 U.S.C. 1581(i), 2636(i)",
    )
    return [protest, action]


def _disclosure(state: EntryState, reaches: Mapping[str, int]) -> Remedy:
    notes: tuple[str, ...] = (
        "to be made before, or without knowledge of, the commencement of a formal investigation of the violation; no rule gives a last day",
        "the duty is tendered with the disclosure, or within 30 days after CBP gives notice of its calculation (19 CFR 162.74(c))",
        "without fraud the penalty is then the interest on the unpaid duty, computed from the date of liquidation (19 U.S.C. 1592(c)(4)(B)); the duty is owed "
        "whether or not it was negligence (1592(d))",
    )
    if state.entered_on is not None:
        bar = run(clock("K5"), state.entered_on)
        notes += (
            f"without fraud, suits for the penalty and for the duty (1592(d)) are barred after {bar.last_day} ({bar.citation})",
        )
    return Remedy(
        "prior-disclosure",
        "prior disclosure",
        "underpayment",
        True,
        "",
        None,
        None,
        None,
        False,
        "19 U.S.C. 1592(c)(4); 19 CFR 162.74",
        "",
        "official",
        "H",
        dict(reaches),
        sum(reaches.values()),
        notes,
    )


def _drawback(state: EntryState, entered_on: date, on: date, void: bool) -> Remedy:
    deadline = run(
        clock("C10"), entered_on, estimated=True, notes=("the day of entry stands in for the day of importation",)
    )
    notes = (
        () if not void else ("of duty that stays paid; a claim on this entry first would have its declaration refused",)
    )
    why = "tied to a drawback claim already" if state.drawback is True else ""
    return _remedy(
        "drawback", "drawback on export or destruction", {}, deadline, why, on, direction="note", notes=notes
    )
