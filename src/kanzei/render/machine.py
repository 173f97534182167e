"""Assessments as JSON values, in the shape of the contract."""

from __future__ import annotations

from typing import Any

from kanzei.duty.result import Assessment, Component, RateDay
from kanzei.money import dollars

__all__ = ["assessment_json", "dump"]


def assessment_json(answer: Assessment) -> dict[str, Any]:
    """An assessment as a JSON object: amounts are text with two decimals, rates decimal text."""
    return {
        "duty_usd": dollars(answer.duty_cents),
        "rate": answer.rate,
        "refundable_usd": dollars(answer.refundable_cents),
        "components": [_component(one) for one in answer.components],
        "not_applied": [{"heading": one.heading, "because": one.because} for one in answer.not_applied],
        "assumptions": [
            {"what": one.what, "effect_usd": None if one.effect_cents is None else dollars(one.effect_cents)}
            for one in answer.assumptions
        ],
        "warnings": list(answer.warnings),
        "entered_on": answer.entered_on.isoformat(),
        "known_on": answer.known_on.isoformat(),
        "as_of": answer.as_of.isoformat(),
        "lawbook": answer.lawbook,
        **({"clock": [_rate_day(one) for one in answer.clock]} if answer.clock else {}),
    }


def _rate_day(one: RateDay) -> dict[str, str]:
    return {
        "authority": one.authority,
        "rates_of": one.day.isoformat(),
        "because": one.because,
        "citation": one.citation,
    }


def _component(one: Component) -> dict[str, Any]:
    return {
        "authority": one.authority,
        "heading": one.heading,
        "kind": one.kind,
        "part": one.part,
        "rate": one.rate,
        "base_usd": dollars(one.base_cents),
        "amount_usd": dollars(one.amount_cents),
        "filed_usd": dollars(one.filed_cents),
        "instrument": one.instrument,
        "citation": one.citation,
        "source": one.source,
        "confidence": one.confidence,
        "drawback": one.drawback,
        "drawback_citation": one.drawback_by,
    }


def dump(value: Any) -> str:
    """JSON text for machines and people: indented, UTF-8, keys in the order of the contract."""
    import json

    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
