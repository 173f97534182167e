"""A filing held against the law, for people and as JSON."""

from __future__ import annotations

from typing import Any

from kanzei.duty.filed import Alternative, Missing, Review
from kanzei.money import dollars
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount, percent, signed_amount

__all__ = ["review_json", "review_text"]

_SUMMARY = {
    "agrees": "agrees: these are the headings of the line",
    "amounts-differ": "amounts-differ: the headings are those of the line, an amount is not",
    "agrees-if": "agrees-if: right only under facts the line does not state",
    "differs": "differs: not what the line bears by the law of the day",
}
_LAYOUTS = {
    "chapter-99": "amounts compared with a total standing whole on its Chapter 99 row (CSMS 66319804)",
    "by-law": "amounts compared with column 1 standing on the goods' own row",
}


def review_text(found: Review, ink: Ink) -> str:
    """The review as a section below an explanation."""
    said = ink.bold(_SUMMARY[found.verdict]) if found.verdict == "agrees" else ink.warn(_SUMMARY[found.verdict])
    out = [f"{ink.bold('filed')}: {said}", ""]
    out.append(
        table(
            ["heading", "verdict", "because"],
            [[v.heading, v.verdict, v.because] for v in found.headings],
            ink=ink,
            fold=True,
        )
    )
    if found.missing:
        rows = [
            [one.heading, one.authority, _rate(one), amount(one.amount_cents), one.because] for one in found.missing
        ]
        out += [
            "",
            ink.bold("missing"),
            table(["heading", "authority", "rate", "amount", "by"], rows, right=(3,), ink=ink, fold=True),
        ]
    if found.alternatives:
        out += [
            "",
            ink.bold("the filing is right if"),
            *(paragraph(_way(one), hang="  ") for one in found.alternatives),
        ]
    else:
        single = [(v, one) for v in found.headings for one in v.alternatives]
        if single:
            out += ["", ink.bold("a heading is right if, with what else the line then bears")]
            out += [
                paragraph(f"{v.heading}: {_way(one)}; then {' '.join(one.headings)}", hang="  ") for v, one in single
            ]
    if found.contradictions:
        out += [
            "",
            ink.warn("exclude each other"),
            *(paragraph(f"{a} and {b}: {c}", hang="  ") for a, b, c in found.contradictions),
        ]
    if found.order:
        out += ["", ink.bold("order of filing"), paragraph(" ".join(found.order))]
    if found.layout:
        out += ["", ink.bold("amounts"), *_amounts(found)]
    return "\n".join(out)


def _rate(one: Missing) -> str:
    if one.kind in ("exempt", "none", "chapter-98"):
        return {"exempt": "exempt", "none": "no duty"}.get(one.kind, "")
    return f"{percent(one.rate)} in all" if one.kind == "total" else percent(one.rate)


def _way(one: Alternative) -> str:
    return f"{one.words} ({', '.join(one.facts)}): duty {amount(one.duty_cents)}, {signed_amount(one.effect_cents)}"


def _amounts(found: Review) -> list[str]:
    rows = [
        [v.heading, amount(v.filed_cents), amount(v.computed_cents), signed_amount(v.difference_cents or 0)]
        for v in found.headings
        if v.filed_cents is not None and v.computed_cents is not None
    ]
    out = [
        table(["heading", "filed", "computed", "difference"], rows, right=(1, 2, 3)),
        paragraph(_LAYOUTS[found.layout], hang="  "),
    ]
    if found.total_difference_cents is not None:
        out.append(paragraph(f"all rows together: {signed_amount(found.total_difference_cents)}"))
    return out


def review_json(found: Review) -> dict[str, Any]:
    """The review as a JSON object; amounts are text with two decimals, ``null`` where none was filed."""
    return {
        "verdict": found.verdict,
        "headings": [
            {
                "heading": v.heading,
                "verdict": v.verdict,
                "kind": v.kind,
                "because": v.because,
                "if": [_alternative(one) for one in v.alternatives],
                "filed_usd": _cents(v.filed_cents),
                "computed_usd": _cents(v.computed_cents),
                "difference_usd": _cents(v.difference_cents),
            }
            for v in found.headings
        ],
        "missing": [
            {
                "heading": one.heading,
                "authority": one.authority,
                "kind": one.kind,
                "rate": one.rate,
                "amount_usd": dollars(one.amount_cents),
                "filed_usd": dollars(one.filed_cents),
                "because": one.because,
            }
            for one in found.missing
        ],
        "alternatives": [_alternative(one) for one in found.alternatives],
        "contradictions": [
            {"headings": [one, other], "because": clause} for one, other, clause in found.contradictions
        ],
        "order": list(found.order),
        "layout": found.layout or None,
        "total_difference_usd": _cents(found.total_difference_cents),
        "computed": list(found.computed),
        "duty_usd": dollars(found.duty_cents),
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "facts": list(one.facts),
        "words": one.words,
        "duty_usd": dollars(one.duty_cents),
        "effect_usd": dollars(one.effect_cents),
        "headings": list(one.headings),
    }


def _cents(cents: int | None) -> str | None:
    return None if cents is None else dollars(cents)
