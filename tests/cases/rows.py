"""Cases derived from the law's text: groups of rows that share their facts, each row with all it must report.

A group holds ``id``, ``cite`` and any fact of a case (see :mod:`tests.cases.worked`), and ``rows``; a row holds what differs, and what is
due under ``is``: the ordinary duty (``base``) and every Chapter 99 heading that must be reported, each as a percentage of the value or
as dollars. A heading left out must not be reported. ``refused`` in place of ``is``: the error that must say these words.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kanzei.duty.result import Assessment

from .worked import Case, cents

__all__ = ["differences_of_row", "read_rows", "view_key"]

FOLDER = Path(__file__).resolve().parent / "law"


def read_rows() -> list[Case]:
    """Every row of every file, with the facts of its group."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    out: list[Case] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for group in yaml.load(path.read_text(encoding="utf-8"), loader):
            shared = {key: value for key, value in group.items() if key != "rows"}
            for number, row in enumerate(group["rows"], 1):
                case = {**shared, **row, "id": f"{path.stem}/{group['id']}.{row.get('id', number)}"}
                case.setdefault("value", "10000")
                out.append(case)
    return out


def view_key(case: Case) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The view a case asks for: the known day and the readings chosen."""
    return case.get("known"), tuple(sorted(case.get("switches", {}).items()))


def known_day(text: str | None) -> date | None:
    """The known day of a case."""
    return date.fromisoformat(text) if text else None


def _amount(text: str, value: int) -> int:
    if not text.endswith("%"):
        return cents(text)
    amount = Decimal(text[:-1]) * value / 100
    assert amount == amount.to_integral_value(), f"{text} of the value is not a whole number of cents"
    return int(amount)


def differences_of_row(case: dict[str, Any], found: Assessment) -> list[str]:
    """What differs between a row and an assessment, in words: each heading, nothing beside them, and the total."""
    value = cents(case["value"])
    expected = {heading: _amount(amount, value) for heading, amount in case["is"].items()}
    amounts: dict[str, int] = {}
    for part in found.components:
        key = "base" if part.authority == "mfn" else part.heading
        amounts[key] = amounts.get(key, 0) + part.amount_cents
    wrong = [
        f"{heading} {amounts[heading] / 100:.2f}, expected {amount / 100:.2f}"
        for heading, amount in expected.items()
        if heading in amounts and amounts[heading] != amount
    ]
    wrong += [f"{heading} is not reported" for heading in expected if heading not in amounts and heading != "base"]
    wrong += [f"{heading} is reported" for heading in amounts if heading not in expected and heading != "base"]
    if found.duty_cents != sum(expected.values()):
        wrong.append(f"total {found.duty_cents / 100:.2f}, expected {sum(expected.values()) / 100:.2f}")
    if "refundable" in case and found.refundable_cents != _amount(case["refundable"], value):
        wrong.append(f"refundable {found.refundable_cents / 100:.2f}, expected {case['refundable']}")
    return wrong
