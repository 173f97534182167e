"""Goods of Japan line by line: each cell of the law's tables is the duty of a line, in percent of its value."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.view import View
from kanzei.law.claims import parse_claims

TABLES: dict[str, Any] = yaml.load(Path(__file__).with_name("japan.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
NOT_GOODS = {"days", "cite", "known"}
CELLS = [
    pytest.param(row, day, goods, id=f"{goods}-{day}{'-known-' + row['known'] if 'known' in row else ''}-{number}")
    for number, row in enumerate(TABLES["rows"])
    for day in row["days"]
    for goods in row.keys() - NOT_GOODS
]


@cache
def view(known: str | None) -> View:
    """The shipped book as known on a day."""
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


@pytest.mark.parametrize(("row", "day", "goods"), CELLS)
def test_japan_line_by_line(row: dict[str, str], day: str, goods: str) -> None:
    """The whole duty on 10,000 dollars."""
    stated = TABLES["goods"][goods]
    number, _, unit = stated.get("quantity", "").partition(" ")
    claims, _ = parse_claims(stated.get("claims", {}), strict=True)
    line = EntryLine(
        hts=stated["hts"],
        origin="JP",
        entered_on=date.fromisoformat(day),
        value_cents=1_000_000,
        quantities=(Quantity(int(number) * 1000, unit),) if number else (),
        spi=stated.get("spi"),
        claims=claims,
    )
    found = view(row.get("known")).assess(line, explain=False)
    parts = [(part.heading, part.amount_cents / 10_000) for part in found.components]
    assert found.duty_cents == round(float(row[goods]) * 10_000), f"{row['cite']}: {parts}"


def test_every_line_of_goods_is_asked_for() -> None:
    """No goods stand in the table unused."""
    assert {goods for row in TABLES["rows"] for goods in row.keys() - NOT_GOODS} == TABLES["goods"].keys()


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['hts']}-{number}") for number, row in enumerate(TABLES["agreement"])]
)
def test_rates_of_the_agreement(row: dict[str, str]) -> None:
    """General note 36: the rate of the program, stated by its provision where the schedule refers to heading 9921."""
    line = EntryLine(
        hts=row["hts"],
        origin="JP",
        entered_on=date.fromisoformat(row.get("entered", "2025-02-01")),
        value_cents=1_000_000,
    )
    preferred = line._replace(spi="JP", base_rate=row.get("text"))
    for rate, one in ((row["general"], line), (row["jp"], preferred)):
        expected = round((float(rate) + float(row.get("added", 0))) * 10_000)
        assert view(None).assess(one, explain=False).duty_cents == expected
