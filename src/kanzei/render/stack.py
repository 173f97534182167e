"""The duty stack of one line as text: what is charged, why, why not, and on what it rests."""

from __future__ import annotations

from datetime import date

from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment, Component
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount, dotted, heading_name, instrument_name, percent, signed_amount

__all__ = ["GRADES", "Horizon", "component_rate", "explain", "goods_text", "horizon_text", "stack_table"]

GRADES = {
    "official": "official text",
    "transcription": "transcription",
    "agency": "agency message",
    "secondary": "secondary",
    "user": "the user's file",
    "hypothetical": "hypothetical, no law",
}
"""What a grade of source is called in print."""

Horizon = tuple[date | None, date | None]
"""``official_to`` and ``seen_to`` of a law book."""

_PARTS = {"whole": "whole", "us": "US content"}


def component_rate(one: Component) -> str:
    """The rate of a duty as people write it: ``15% in all`` for a total, ``exempt`` for an exemption."""
    match one.kind:
        case "total":
            return f"{percent(one.rate)} in all"
        case "exempt":
            return "exempt"
        case "none":
            return "no duty"
    return percent(one.rate)


def goods_text(line: EntryLine) -> str:
    """The goods of a line in a few words: their code, or the rate text that stands in for one."""
    return dotted(line.hts) if line.hts else f"goods on no list with column 1 {line.base_rate}"


def horizon_text(answer: Assessment, horizon: Horizon) -> str:
    """How far the law of an answer is known: the view's day, official text, the last day looked at."""
    official, seen = horizon
    parts = [f"as known {answer.known_on}"]
    if official:
        parts.append(f"official text to {official}")
    if seen and answer.entered_on > seen:
        parts.append(f"no change seen since {seen}: an entry of {answer.entered_on} is a projection")
    elif seen:
        parts.append(f"no change seen since {seen}")
    return "; ".join(parts)


def explain(line: EntryLine, answer: Assessment, horizon: Horizon, ink: Ink) -> str:
    """The whole explanation of an assessment, ready for a terminal."""
    total = amount(answer.duty_cents)
    out = [
        f"{ink.bold(goods_text(line))} from {line.origin}, entered {line.entered_on}, "
        f"value {amount(line.value_cents)}; as known {answer.known_on}",
        "",
        stack_table(answer, ink),
        "",
        f"  {ink.bold('duty')}        {ink.bold(total)} USD, {percent(answer.rate)} of value",
    ]
    if answer.refundable_cents:
        out.append(f"  refundable  {amount(answer.refundable_cents)} USD, charged under an authority held void")
    out += _section("whose rates", [one.sentence for one in answer.clock], ink)
    out += _section(
        "not applied because", [f"{heading_name(one.heading)}: {one.because}" for one in answer.not_applied], ink
    )
    out += _section("assumed", [_priced(one.what, one.effect_cents) for one in answer.assumptions], ink)
    said = {one.sentence for one in answer.clock}
    out += _section("take care", [one for one in answer.warnings if one not in said], ink, warn=True)
    out += ["", ink.dim(f"{horizon_text(answer, horizon)}; law book {answer.lawbook[:12]}")]
    return "\n".join(out)


def stack_table(answer: Assessment, ink: Ink) -> str:
    """The duties; the column of parts is shown where the goods have parts."""
    parted = any(one.part != "whole" for one in answer.components)
    header = ["heading", "authority", *(["part"] if parted else []), "base", "rate", "amount", "grade", "by"]
    rows = [
        [
            one.heading if "." in one.heading else dotted(one.heading),
            one.authority + (" (void)" if one.void else ""),
            *([_PARTS.get(one.part, one.part)] if parted else []),
            amount(one.base_cents),
            component_rate(one),
            amount(one.amount_cents),
            f"{one.source}/{one.confidence}" if one.confidence else one.source,
            citation(one),
        ]
        for one in answer.components
    ]
    return table(header, rows, right=(3, 5) if parted else (2, 4), ink=ink, fold=True)


def citation(one: Component) -> str:
    """The instrument and the pinpoint of a duty."""
    if one.instrument == "schedule" or not one.instrument:
        return one.citation
    name = instrument_name(one.instrument)
    return one.citation if name in one.citation else f"{name}, {one.citation}" if one.citation else name


def _priced(what: str, effect: int | None) -> str:
    if effect is None:
        return what
    if effect == 0:
        return f"{what} (the other answer moves nothing)"
    return f"{what} (the other answer: {signed_amount(effect)})"


def _section(title: str, items: list[str], ink: Ink, *, warn: bool = False) -> list[str]:
    if not items:
        return []
    head = ink.warn(title) if warn else ink.bold(title)
    return ["", head, *(paragraph(item, hang="  ") for item in items)]
