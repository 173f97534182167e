"""Worked examples: read from the case files, computed with the shipped book, compared to the cent."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.result import Assessment
from kanzei.law.claims import parse_claims, settle_shares

__all__ = ["FILES", "cents", "differences", "line_of", "read"]

FOLDER = Path(__file__).resolve().parent
FILES = ("examples-2025", "examples-2026", "gold")
UNNAMED = {"301-China": "s301_china", "301-FL": "s301_forced_labor"}
"""Placeholders of sources that give a duty without its heading -> the authority."""

Case = dict[str, Any]


def read(name: str) -> list[Case]:
    """The cases of one file, every scalar as text (``NO`` is Norway)."""
    found: list[Case] = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def cents(text: str) -> int:
    """Dollars as written, in cents."""
    amount = Decimal(text) * 100
    assert amount == amount.to_integral_value(), f"{text} is not a whole number of cents"
    return int(amount)


def line_of(case: Case) -> EntryLine:
    """The entry line a case describes; an unknown claim is an error."""
    value = cents(case["value"])
    # Flags are written yes/no, as an importer states them.
    claims, _ = parse_claims(case.get("claims", {}), strict=True)
    settle_shares(claims, value)
    base_rate = claims.pop("base_rate_text", None)
    quantities: tuple[Quantity, ...] = ()
    if "quantity" in case:
        number, _, unit = case["quantity"].partition(" ")
        quantities = (Quantity(int(Decimal(number) * 1000), unit),)
    return EntryLine(
        hts=case["hts"].replace(".", ""),
        origin=case["origin"],
        entered_on=date.fromisoformat(case["entered"]),
        value_cents=value,
        quantities=quantities,
        spi=case.get("spi"),
        loaded_on=date.fromisoformat(case["loaded"]) if "loaded" in case else None,
        claims=claims,
        base_rate=str(base_rate) if base_rate else None,
    )


def differences(case: Case, found: Assessment) -> list[str]:
    """What differs between a case and an assessment, in words; empty when they agree to the cent."""
    wrong: list[str] = []
    if found.duty_cents != cents(case["total"]):
        wrong.append(f"total {found.duty_cents / 100:.2f}, expected {case['total']}")
    amounts: dict[str, int] = defaultdict(int)
    for part in found.components:
        for key in {"base" if part.authority == "mfn" else part.heading, part.authority}:
            amounts[key] += part.amount_cents
    for heading, amount in case["parts"].items():
        key = UNNAMED.get(heading, heading)
        if amounts.get(key, 0) != cents(amount):
            wrong.append(f"{heading} {amounts.get(key, 0) / 100:.2f}, expected {amount}")
    zero = [heading for heading, amount in case["parts"].items() if heading[:2] == "99" and not cents(amount)]
    for heading in dict.fromkeys([*zero, *case.get("zero", [])]):
        if heading not in found.headings:
            wrong.append(f"{heading} is not reported")
    return wrong
