"""Cases derived from the law's text: groups of rows that share their facts, each row with all it must report.

A group holds ``id``, ``cite`` and any fact of a case (see :mod:`tests.cases.worked`), and ``rows``; a row holds what differs, and what is
due under ``is``: the ordinary duty (``base``) and every Chapter 99 heading that must be reported, each as a percentage of the value or
as dollars. A heading left out must not be reported. ``refused`` in place of ``is``: the error that must say these words. ``parts``: the parts
that the article is divided into, where that matters (``whole``: it is not).

In place of rows a group may give a ``timeline``: what is due for entries from each day on. Each span is tried on its first day and on its
last, the newest to ``until`` where that is given. ``base`` of the group is the ordinary duty of every row that gives none; ``origins`` stands
for a group of each.
"""

from __future__ import annotations

from datetime import date, timedelta
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
            shared = {key: value for key, value in group.items() if key not in ("rows", "timeline", "origins", "base")}
            for origin in group.get("origins", group.get("origin", "")).split() or [""]:
                for row in [*group.get("rows", ()), *_spans(group)]:
                    case = {"value": "10000", "origin": origin, **shared, **row}
                    name = row.get("id") or " ".join(
                        str(case[key])
                        for key in ("origin", "hts", "entered", "loaded", "known", "spi", "switches")
                        if key in case
                    )
                    facts = "".join(f" {key}={value}" for key, value in case.get("claims", {}).items())
                    case["id"] = f"{path.stem}/{group['id']}: {name}{facts}"
                    if "is" in case and "base" in group:
                        case["is"] = {"base": group["base"], **case["is"]}
                    out.append(case)
    return out


def _spans(group: dict[str, Any]) -> list[dict[str, Any]]:
    days = list(group.get("timeline", {}).items())
    out = []
    for number, (first, due) in enumerate(days):
        last = group.get("until", first)
        if number + 1 < len(days):
            last = (date.fromisoformat(days[number + 1][0]) - timedelta(days=1)).isoformat()
        assert first <= last, f"{group['id']}: {first} comes after {last}"
        out += [{"entered": day, "is": due} for day in dict.fromkeys((first, last))]
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
    reported = [(part.heading, part.part, part.authority) for part in found.components if part.heading]
    twice = sorted({one[0] for one in reported if reported.count(one) > 1})
    wrong = [f"{heading} is reported twice" for heading in twice]
    wrong += [
        f"{heading} {amounts[heading] / 100:.2f}, expected {amount / 100:.2f}"
        for heading, amount in expected.items()
        if heading in amounts and amounts[heading] != amount
    ]
    wrong += [f"{heading} is not reported" for heading in expected if heading not in amounts and heading != "base"]
    wrong += [f"{heading} is reported" for heading in amounts if heading not in expected and heading != "base"]
    if found.duty_cents != sum(expected.values()):
        wrong.append(f"total {found.duty_cents / 100:.2f}, expected {sum(expected.values()) / 100:.2f}")
    parts = sorted({part.part for part in found.components})
    if "parts" in case and parts != sorted(case["parts"].split()):
        wrong.append(f"divided into {' '.join(parts)}, expected {case['parts']}")
    if "refundable" in case and found.refundable_cents != _amount(case["refundable"], value):
        wrong.append(f"refundable {found.refundable_cents / 100:.2f}, expected {case['refundable']}")
    return wrong
