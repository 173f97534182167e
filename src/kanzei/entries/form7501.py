"""The layout of CBP Form 7501: a row for each HTS number of a line, with the rate and the duty as to be filed.

Order on a line (Form 7501 instructions): chapter 98, then Chapter 99 (section 301 first, then the general
duties, then sections 232 and 201), then the article's own code, which alone carries value and quantity. The
parts of a split article are lines of their own, the rest before the metal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time
from decimal import Decimal

from kanzei.duty.line import Quantity
from kanzei.duty.result import Component
from kanzei.entries import cells
from kanzei.entries.columns import Columns
from kanzei.entries.run import Outcome
from kanzei.errors import EntryError
from kanzei.money import half_up

__all__ = ["COLUMNS", "MONEY_COLUMNS", "form_rows"]

COLUMNS = (
    "entry_number", "line", "part", "ordinal", "hts", "rate", "duty_usd", "value_usd", "quantity", "unit",
    "quantity2", "unit2",
    "origin", "entered_on", "spi", "status", "error", "lawbook",
)  # fmt: skip
MONEY_COLUMNS = frozenset({"duty_usd", "value_usd"})

_FORM_UNITS = {
    "kg": "KG", "No.": "NO", "doz.": "DOZ", "doz. prs.": "DPR", "prs.": "PRS", "m2": "M2", "m3": "M3",
    "liters": "L",
    "pf.liters": "PFL", "t": "T", "g": "G", "gross": "GRS", "bbl": "BBL", "pcs": "PCS", "m": "M",
}  # fmt: skip
_REST_FIRST = {"rest": 0, "us": 1}


def form_rows(outcome: Outcome, number: int, lawbook: str, columns: Columns) -> Iterator[list[object]]:
    """The rows of one line; amounts are cents.

    number : used where the file numbers no lines. columns : of the file, where a line that failed is named.
    """
    parsed = outcome.parsed
    if parsed is None or outcome.assessment is None:
        yield _failed(outcome, number, lawbook, columns)
        return
    line = parsed.line
    found = outcome.assessment
    deposits = [component for component in found.components if component.kind == "deposit"]
    names = list(dict.fromkeys(one.part for one in found.components if one.kind != "deposit")) or ["whole"]
    names.sort(key=lambda name: _REST_FIRST.get(name, 2))
    chapter_98 = line.claims.get("ch98")
    before = 0
    for name in names:
        mine = [one for one in found.components if one.part == name and one.kind != "deposit"]
        own = [component for component in mine if not component.heading.startswith("99")]
        numbers: list[tuple[str, str, int]] = []
        if isinstance(chapter_98, str):
            numbers.append((chapter_98, "", 0))
        numbers += [_filed(component) for component in mine if component.heading.startswith("99")]
        value = own[0].base_cents if own and len(names) > 1 else found.value_cents
        for ordinal, (hts, rate, cents) in enumerate(numbers, start=1):
            yield _row(outcome, number, name, ordinal, hts, rate, cents, None, (), lawbook)
        cents = sum(component.filed_cents for component in own)
        same = all(component.filed_cents == component.amount_cents for component in own)
        rate = _percent(own[0].rate) if own and same else "0"
        # One of the lines of a split article carries the quantity: the first.
        quantities = line.quantities if name == names[0] else tuple(Quantity(0, q.unit) for q in line.quantities)
        yield _row(outcome, number, name, len(numbers) + 1, line.hts, rate, cents, value, quantities, lawbook)
        # A case stands below the code, on each line of a split article by the value of that line.
        for ordinal, one in enumerate(deposits, start=len(numbers) + 2):
            share = _share(one.filed_cents, before, value, found.value_cents) if len(names) > 1 else one.filed_cents
            rate = _percent(one.rate)
            yield _row(outcome, number, name, ordinal, one.heading, rate, share, None, (), lawbook)
        before += value


def _failed(outcome: Outcome, number: int, lawbook: str, columns: Columns) -> list[object]:
    """The row of a line without a result: what the file says of it, so that it is found there again."""

    def given(name: str) -> object:
        index = columns.taken.get(name, -1)
        return outcome.row.cells[index] if 0 <= index < len(outcome.row.cells) else ""

    hts = cells.text_of(given("hts"))
    for place, _, _ in columns.pairs:
        text = cells.text_of(outcome.row.cells[place]) if place < len(outcome.row.cells) else ""
        if text and (not hts or not text.startswith(("98", "99"))):
            hts = text
    forms = columns.forms if columns.forms.money != "plain" else columns.forms._replace(money="us")
    value: int | None = None
    with suppress(EntryError):  # the reason of the failure names a value that is no amount
        value = cells.read_money(given("value_usd"), "value", forms, [])
    entry, line, origin, spi = (cells.text_of(given(name)) for name in ("entry_number", "line", "origin", "spi"))
    entered = given("entered_on")
    parsed = outcome.parsed
    if parsed is not None:
        hts, value, origin, entered = (
            parsed.line.hts,
            parsed.line.value_cents,
            parsed.line.origin,
            parsed.line.entered_on,
        )
    digits = hts.replace(".", "")
    if not hts.startswith(("98", "99")) and digits.isdigit() and len(digits) in (8, 10):
        hts = _dotted(hts)
    head: list[object] = [entry, line or str(number), "", "", hts, "", None, value]
    return [*head, "", "", "", "", origin, _day(entered), spi.upper(), outcome.status, outcome.error, lawbook]


def _day(cell: object) -> object:
    """A day as given; a workbook's midnight is its day."""
    return cell.date() if isinstance(cell, datetime) and cell.time() == time() else "" if cell is None else cell


def _share(cents: int, before: int, mine: int, whole: int) -> int:
    """The part of an amount that falls on a part of the value, the parts before it taken off: the shares add up."""
    if not whole:
        return cents if not before else 0
    return half_up(cents * min(before + mine, whole), whole) - half_up(cents * min(before, whole), whole)


def _filed(component: Component) -> tuple[str, str, int]:
    return component.heading, _percent(component.rate), component.filed_cents


def _percent(rate: str) -> str:
    """``0.15`` as ``15%``; a rate text as it is."""
    try:
        share = Decimal(rate) * 100
    except ArithmeticError:
        return rate
    text = f"{share:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%" if share else "0"


def _dotted(hts: str) -> str:
    if "-" in hts:
        return hts  # a case number
    digits = hts.replace(".", "")
    return ".".join(filter(None, (digits[:4], digits[4:6], digits[6:]))) if digits else ""


def _number(quantity: Quantity) -> str:
    text = f"{quantity.milli // 1000}.{quantity.milli % 1000:03d}"
    return text.rstrip("0").rstrip(".")


def _row(
    outcome: Outcome,
    number: int,
    part: str,
    ordinal: int,
    hts: str,
    rate: str,
    cents: int,
    value: int | None,
    quantities: tuple[Quantity, ...],
    lawbook: str,
) -> list[object]:
    parsed = outcome.parsed
    assert parsed is not None
    line = parsed.line
    counted: list[object] = []
    for quantity in quantities[:2]:
        counted += [_number(quantity), _FORM_UNITS.get(quantity.unit, quantity.unit)]
    counted += [""] * (4 - len(counted))
    shown = "" if part == "whole" and not line.part else line.part or part
    return [
        parsed.entry_number,
        parsed.line_number or str(number),
        shown,
        str(ordinal),
        _dotted(hts) if not hts.startswith(("98", "99")) else hts,
        rate,
        cents,
        value,
        *counted,
        line.origin,
        line.entered_on,
        line.spi or "",
        outcome.status,
        outcome.error,
        lawbook,
    ]
