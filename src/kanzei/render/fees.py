"""The fees of an entry of one line, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanzei.money import dollars
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount, percent, signed_amount

if TYPE_CHECKING:
    from kanzei.duty.fees import EntryFees, LineFee

__all__ = ["ALONE", "fees_json", "fees_text"]

ALONE = "the line is taken as an entry by itself: the least and the most amount of an entry fall on it alone"
_NAMES = {"mpf": "merchandise processing", "hmf": "harbor maintenance"}


def fees_json(fees: EntryFees) -> dict[str, Any]:
    """The fees of the first line of an entry: ``fees``, ``mpf_usd``, ``hmf_usd``, ``fees_usd`` and what was taken for granted."""
    return {
        "fees": [_one(line) for line in fees.lines[0]],
        "mpf_usd": _money(fees.total(0, "mpf")),
        "hmf_usd": _money(fees.total(0, "hmf")),
        "fees_usd": _money(fees.total(0)),
        "fee_assumptions": [{"what": what, "effect_usd": _money(effect)} for what, effect in fees.assumptions],
        "fee_warnings": [ALONE, *fees.warnings],
    }


def _one(line: LineFee) -> dict[str, Any]:
    return {
        "fee": line.fee,
        "base_usd": dollars(line.base_cents),
        "rate": line.rate or None,
        "amount_usd": _money(line.amount_cents),
        "limit": line.limit or None,
        "entry_usd": _money(line.entry_cents),
        "citation": line.citation,
        "because": line.why,
    }


def _money(cents: int | None) -> str | None:
    return None if cents is None else dollars(cents)


def fees_text(fees: EntryFees, ink: Ink) -> str:
    """A small table of the fees, their sum, and what was taken for granted."""
    rows = [
        [
            _NAMES[line.fee],
            amount(line.base_cents),
            percent(line.rate) if line.rate else "",
            "not known" if line.amount_cents is None else amount(line.amount_cents),
            f"{line.limit} an entry" if line.limit else "",
            "; ".join(word for word in (line.why, line.citation) if word),
        ]
        for line in fees.lines[0]
    ]
    total = fees.total(0)
    out = [
        table(["fee", "base", "rate", "amount", "limit", "by"], rows, right=(1, 3), ink=ink, fold=True),
        "",
        f"  {ink.bold('fees')}        {'not known' if total is None else ink.bold(amount(total)) + ' USD'}",
    ]
    notes = [what if effect is None else f"{what} ({signed_amount(effect)})" for what, effect in fees.assumptions]
    out += [paragraph(note, hang="  ") for note in (ALONE, *fees.warnings, *notes)]
    return "\n".join(out)
