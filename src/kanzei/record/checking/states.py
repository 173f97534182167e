"""What a report says of the state of a deal: over, paused, cancelled; against the state of the commitment, and the law book's own rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kanzei.duty.line import EntryLine
from kanzei.errors import KanzeiError
from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.status import Standing, standings

__all__ = ["state_findings"]

_OVER = re.compile(
    r"\b(?:went|gone|goes|thrown|tossed) out (?:of )?the window\b|\b(?:was|is|were|has been|had been) (?:effectively )?(?:scrapped|dead|void|voided|terminated|abandoned|torn up|ended|killed|cancelled|canceled|nullified)\b"
    r"|\b(?:collapsed|fell apart|lapsed)\b",
    re.I,
)
_PREFERENCE = ("85287264", "8528.72.64", "JP")
"""A line of the agreement of 2019 whose rate is free for Japan (televisions), and its program."""
_OLD = re.compile(r"\b(?:2019|2020)\b|first Trump administration|Trump's first term", re.I)


def state_findings(context: Context) -> Iterator[Finding]:
    """A finding for every deal that is said to be over, and every levy that is said to be paused."""
    for index, spot in context.spots.items():
        if not spot.words or context.kinds[index] != "body":
            continue
        start, stop = spot.words[0].start, spot.words[-1].stop
        text = context.report.text[start:stop].replace("\n", " ")
        over = _OVER.search(text)
        if over and spot.has("AGREE", "PACKAGE") and not spot.has("TRAVEL"):
            yield _over(context, index, start + over.start(), start + over.end())
        elif over and spot.has("TRAVEL"):
            yield from _cancelled(context, index, start + over.start(), start + over.end())
        if spot.has("PAUSE") and spot.has("TARIFF", "RECIPROCAL"):
            yield from _paused(context, spot, index)


def _standing(context: Context, slot: str) -> Standing | None:
    return next((one for one in standings(context.record, context.on) if one.slot.id == slot), None)


def _over(context: Context, index: int, left: int, right: int) -> Finding:
    """A deal said to be over: the agreement of 2019 where the report has just spoken of it, else the deal of 2025."""
    before = " ".join(one.text for one in context.report.sentences if index - 4 <= one.position <= index)
    if context.subject not in ("Japan", ""):
        return context.phrase(
            index,
            left,
            right,
            UNCHECKED,
            "state",
            f"the record follows the deal with Japan, not that with {context.subject}",
            needs="the text of the deal and what came of it",
        )
    old = bool(_OLD.search(before))
    found = _standing(context, "c-agreement-2019" if old else "c-general")
    if found is None:
        return context.phrase(
            index, left, right, UNCHECKED, "state", "no deal was on record that day", needs="the text of the deal"
        )
    state = f"{found.slot.title}: {found.claim.state} on {context.on}; {found.claim.says}"
    source = context.cited([found.claim])
    if found.claim.state in ("ended", "voided", "lapsed", "cancelled", "superseded"):
        return context.phrase(index, left, right, AGREES, "state", state, source=source, slot=found.slot.id)
    beside = _preference(context) if old else ()
    cause = "a duty laid on top is taken for the end of what lies beneath" if old else ""
    return context.phrase(
        index, left, right, DIFFERS, "state", state, source=source, cause=cause, beside=beside, slot=found.slot.id
    )


def _preference(context: Context) -> tuple[str, ...]:
    """The program of the agreement, asked of the law book: its rate, and what was added."""
    code, dotted, program = _PREFERENCE
    told = []
    for day in dict.fromkeys((date(2025, 4, 9), context.on)):
        if day > context.on:
            continue
        try:
            rates = []
            for spi in (program, None):
                found = context.view.assess(EntryLine(code, "JP", day, 1_000_000, spi=spi), explain=False)
                ordinary = next(one for one in found.components if one.authority == "mfn")
                rates.append((ordinary.amount_cents / 10_000, found.duty_cents / 10_000))
        except KanzeiError:
            return ()
        (with_it, whole), (without, plain) = rates
        told.append(
            f"entered {day}, {dotted}: column 1 {with_it:g}% with program {program} and {without:g}% without it; {whole:g}% and {plain:g}% with the duty on top"
        )
    return tuple(told)


def _paused(context: Context, spot: Spot, index: int) -> Iterator[Finding]:
    name, left, right = spot.at("PAUSE")[0]
    paused = [one for one in context.record.claims if one.slot == "c-general" and one.state == "paused"]
    if paused and context.subject in ("Japan", ""):
        one = paused[-1]
        source = context.cited([one])
        yield context.phrase(
            index, left, right, AGREES, "state", f"{one.by}, from {one.on}: {one.says}", source=source, slot="c-general"
        )


def _cancelled(context: Context, index: int, left: int, right: int) -> Iterator[Finding]:
    found = _standing(context, "c-trip")
    if found and context.subject in ("Japan", ""):
        same = found.claim.state == "cancelled"
        source = context.cited([found.claim])
        yield context.phrase(
            index,
            left,
            right,
            AGREES if same else DIFFERS,
            "state",
            f"{found.slot.title}: {found.claim.state} {found.claim.on}",
            source=source,
            slot="c-trip",
        )
