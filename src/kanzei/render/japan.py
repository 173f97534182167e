"""The duty into Japan as text and as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kanzei.duty.jp.find import dotted9
from kanzei.duty.jp.line import Assumed, JapanDuty, NotComputable, fiscal_year
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import percent
from kanzei.schedule.yen_rates import parse_yen_rate, rate_words

__all__ = ["Stretch", "japan_json", "japan_text", "japan_timeline_json", "japan_timeline_text"]

Stretch = tuple[date, date, JapanDuty | NotComputable]
"""Days of entry, half open, and what is answered for them."""


def yen(amount: int) -> str:
    """Yen with thousands apart."""
    return f"{amount:,}"


def signed(amount: int) -> str:
    """Yen with their sign always written."""
    return f"+{amount:,}" if amount > 0 else f"{amount:,}"


def japan_text(answer: JapanDuty, ink: Ink) -> str:
    """The whole explanation, ready for a terminal."""
    line, charge = answer.declared, answer.charge
    goods = f"{ink.bold(dotted9(line.code))} {answer.goods}, from {line.origin} into Japan"
    out = [
        paragraph(goods, indent=""),
        f"declared {line.entered_on}, customs value {yen(line.value_yen)} JPY; as known {answer.known_on}",
        "",
    ]
    out += [paragraph(f"{charge.name}: {rate_words(parse_yen_rate(charge.rate))}", hang="  ")]
    out += [paragraph(step, indent="    ", hang="  ") for step in charge.working]
    out += [paragraph(f"by {charge.citation} ({charge.instrument}; {charge.source}/{charge.confidence})", hang="  ")]
    out += [paragraph(f"charged because {because(charge.because)}", hang="  ")]
    out += ["", f"  {ink.bold('duty')}  {ink.bold(yen(answer.duty_yen))} JPY, {percent(answer.rate)} of value"]
    out += _section(
        "the other columns", [_passed(one.name, one.rate, one.because, one.duty_yen) for one in answer.passed], ink
    )
    out += _section("assumed", [_priced(one) for one in answer.assumed], ink)
    out += _section("take care", list(answer.warnings), ink, warn=True)
    out += _section("not in this figure", list(answer.beside), ink)
    out += ["", ink.dim(horizon(answer))]
    return "\n".join(out)


def because(reason: str) -> str:
    """The reason as the end of a sentence."""
    return f"it is {reason}" if reason.startswith(("claimed", "less than")) else reason


def horizon(answer: JapanDuty) -> str:
    """How far the book goes, and its digest."""
    year = fiscal_year(answer.declared.entered_on)
    return f"Japanese fiscal year {year}; as known {answer.known_on}; no change seen since {answer.as_of}; law book of Japan {answer.lawbook[:12]}"


def _passed(name: str, rate: str, because: str, duty: int | None) -> str:
    told = f"{name} {rate}" if rate else name
    return f"{told}: {because}" + (f" ({yen(duty)})" if duty is not None else "")


def _priced(one: Assumed) -> str:
    return one.what if one.effect_yen is None else f"{one.what} (the other answer: {signed(one.effect_yen)})"


def _section(title: str, items: list[str], ink: Ink, *, warn: bool = False) -> list[str]:
    if not items:
        return []
    head = ink.warn(title) if warn else ink.bold(title)
    return ["", head, *(paragraph(item, hang="  ") for item in items)]


def japan_json(answer: JapanDuty) -> dict[str, Any]:
    """The answer as a JSON object: yen are whole, written as text; rates are decimal text or the language of rates."""
    charge = answer.charge
    return {
        "into": "JP",
        "currency": "JPY",
        "code": answer.declared.code,
        "duty_jpy": str(answer.duty_yen),
        "rate": answer.rate,
        "value_jpy": str(answer.declared.value_yen),
        "components": [
            {
                "column": charge.column,
                "heading": dotted9(answer.declared.code),
                "rate": charge.rate,
                "working": list(charge.working),
                "base_jpy": str(charge.base_yen),
                "amount_jpy": str(charge.duty_yen),
                "because": charge.because,
                "instrument": charge.instrument,
                "citation": charge.citation,
                "source": charge.source,
                "confidence": charge.confidence,
            }
        ],
        "not_applied": [
            {
                "column": one.column,
                "rate": one.rate,
                "because": one.because,
                "amount_jpy": None if one.duty_yen is None else str(one.duty_yen),
            }
            for one in answer.passed
        ],
        "assumptions": [
            {"what": one.what, "effect_jpy": None if one.effect_yen is None else str(one.effect_yen)}
            for one in answer.assumed
        ],
        "warnings": list(answer.warnings),
        "not_covered": list(answer.beside),
        "sources": list(answer.sources),
        "fiscal_year": fiscal_year(answer.declared.entered_on),
        "entered_on": answer.declared.entered_on.isoformat(),
        "known_on": answer.known_on.isoformat(),
        "as_of": answer.as_of.isoformat(),
        "lawbook": answer.lawbook,
    }


def japan_timeline_text(title: str, stretches: Sequence[Stretch], foot: str, ink: Ink) -> str:
    """A row for each run of days; the last day of a run is written."""
    rows = []
    for start, stop, answer in stretches:
        days = [str(start), str(stop - timedelta(days=1))]
        if isinstance(answer, JapanDuty):
            charge = answer.charge
            told = f"{charge.name} {rate_words(parse_yen_rate(charge.rate))}"
            rows.append([*days, percent(answer.rate), yen(answer.duty_yen), told])
        else:
            rows.append([*days, "", "", f"not computable: {'; '.join(answer.missing)}"])
    head = ["declared from", "to", "rate", "duty", "column"]
    return "\n".join([title, "", table(head, rows, right=(2, 3), ink=ink, fold=True), "", ink.dim(foot)])


def japan_timeline_json(stretches: Sequence[Stretch], lawbook: str) -> dict[str, Any]:
    """The runs of days as JSON values."""
    rows = []
    for start, stop, answer in stretches:
        days = {"entered_from": start.isoformat(), "entered_to": stop.isoformat()}
        if isinstance(answer, JapanDuty):
            rows.append({**days, "status": "ok", **japan_json(answer)})
        else:
            rows.append({**days, "status": "not-covered", "missing": list(answer.missing)})
    return {"timeline": rows, "lawbook": lawbook}
