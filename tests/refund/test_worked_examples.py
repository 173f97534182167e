"""The worked examples of the companion on refunds: what is owed back, why, and the interest, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanzei.duty.line import EntryLine, Quantity
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.refund.interest import interest
from kanzei.refund.rerate import Views, rerate

EXAMPLES = yaml.safe_load((Path(__file__).parent / "worked.yaml").read_text(encoding="utf-8"))
INTEREST = [
    pytest.param(row, payee, id=f"{example['example']}-{payee}-{row['to']}")
    for example in EXAMPLES
    for row in example.get("interest", ())
    for payee in ("corporate", "other")
    if payee in row
]


def cents(dollars: Any) -> int:
    return int(Decimal(str(dollars)) * 100)


def filed_line(example: dict[str, Any]) -> FiledLine:
    row = example["line"]
    line = EntryLine(
        hts=str(row.get("hts", "")),
        origin=row["origin"],
        entered_on=row["entered"],
        value_cents=cents(row["value"]),
        quantities=(Quantity(row["kg"] * 1000, "kg"),) if "kg" in row else (),
        base_rate=row.get("base_rate"),
    )
    duties = tuple(
        FiledDuty(line.hts or "0000.00.00.00" if number == "goods" else number, cents(amount))
        for number, amount in example["filed"].items()
    )
    return FiledLine(line, EntryState("ABC12345676", summary_on=row.get("known")), "1", duties)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_example(example: dict[str, Any], views: Views, views_as_given: Views) -> None:
    """Rows by cause, what is owed, and what is refundable."""
    found = rerate(filed_line(example), views_as_given if example.get("as_given") else views)
    by_cause: dict[str, int] = {}
    for one in found.rows:
        by_cause[one.cause] = by_cause.get(one.cause, 0) + one.cents

    assert {name: cents(amount) for name, amount in example["rows"].items()} == by_cause, example["cite"]
    assert [cents(amount) for amount in example["refundable"]] == [found.refundable_low, found.refundable]
    assert cents(example["owed"]) == found.owed
    assert found.paid - found.owed == sum(one.cents for one in found.rows)


@pytest.mark.parametrize(("row", "payee"), INTEREST)
def test_interest(row: dict[str, Any], payee: Any) -> None:
    """Interest to the cent, and its quarters sum to it."""
    found = interest(cents(row["principal"]), row["from"], row["to"], payee)

    assert (row["days"], cents(row[payee])) == (found.days, found.cents)
    assert found.cents == sum(one.cents for one in found.quarters)
    assert row["days"] == sum(one.days for one in found.quarters)


def test_every_change_of_a_line_names_its_instrument(views: Views) -> None:
    """Example 2: the order of 2025-09-04 gives one part back and the ruling the other."""
    example = next(one for one in EXAMPLES if one["example"] == 2)
    found = rerate(filed_line(example), views)

    assert ["us/eo-14345", "us/scotus-2026-02-20"] == [one.instrument for one in found.rows]
    assert date(2025, 8, 29) == found.filed_as_known


def test_steel_paid_beside_the_duty_on_canada_comes_back_by_the_order_of_april(views: Views) -> None:
    """EO 14289 s.6, back to 2025-03-04: the steel duty gave way; the example's 2,500 under IEEPA is the ruling's."""
    line = EntryLine("7208510030", "CA", date(2025, 4, 20), 1_000_000)
    duties = (FiledDuty("9903.01.10", 250_000), FiledDuty("9903.81.87", 250_000), FiledDuty("7208.51.00.30", 0))
    found = rerate(FiledLine(line, EntryState("ABC12345676", summary_on=date(2025, 4, 24)), "1", duties), views)

    assert [
        ("retroactive order", "us/eo-14289", "s232_steel", 250_000),
        ("ruling", "us/scotus-2026-02-20", "ieepa_border_ca", 250_000),
    ] == [(one.cause, one.instrument, one.authority, one.cents) for one in found.rows]
    assert (0, 250_000) == (found.refundable_low, found.refundable)
