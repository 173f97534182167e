"""One line of the synthetic importer: what was booked on it, and what must be found. The truth is worked out from the row, step by step, by hand."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from .rows import Laid, Mistake, Worked, duty, is_void

__all__ = ["Booked", "Truth", "booked_line"]

Row = tuple[str, str]
"""Cause and authority."""


class Truth(NamedTuple):
    """What must be found of a line, in cents. rows : (cause, authority) -> cents; they sum to paid - owed.

    low, high : refundable, with a displaced duty taken off and without. by : the instrument of a retroactive order.
    """

    paid: int
    owed: int
    rows: dict[Row, int]
    low: int
    high: int
    by: str


class Booked(NamedTuple):
    """Numbers in filing order with the cents booked, the article last; and the truth. seed : the mistake made, or ``""``."""

    numbers: tuple[tuple[str, int], ...]
    truth: Truth
    seed: str


GENERAL = ("cent", "cent less", "twice", "whole and ordinary", "blended and wrong")
"""Mistakes that any line can bear, beside those of its row."""


def by_law(value: int, column_1: int, duties: tuple[Laid, ...]) -> dict[str, int]:
    """Duty by authority: a total is what it leaves above the ordinary duty."""
    ordinary = duty(value, column_1)
    out = {"mfn": ordinary}
    for one in duties:
        amount = duty(value, one.basis_points)
        out[one.authority] = out.get(one.authority, 0) + (amount - ordinary if one.is_total else amount)
    return out


def booked_line(row: Worked, entered: date, value: int, draw: Random, seed: str | Mistake = "") -> Booked:
    """A line as a filer books it, with a mistake or without.

    seed : ``""``, one of :data:`GENERAL`, or a mistake of the row.
    """
    then, now = (
        by_law(value, row.column_1, row.duties),
        by_law(value, row.column_1, row.duties if row.later is None else row.later),
    )
    ordinary = then["mfn"]
    numbers = [(one.heading, duty(value, one.basis_points)) for one in row.duties]
    totals = any(one.is_total for one in row.duties)
    split = totals and draw.random() < 0.3
    if split:
        numbers = [
            (name, cents - ordinary) if one.is_total else (name, cents)
            for one, (name, cents) in zip(row.duties, numbers, strict=True)
        ]
    booked = 0 if totals and not split else ordinary
    zero = list(row.zero)
    mistake: dict[Row, int] = {}
    name = seed if isinstance(seed, str) else seed.cause
    if isinstance(seed, Mistake):
        numbers, booked, zero, cents = _mistaken(seed, row, value, numbers, booked, zero)
        mistake[seed.cause, seed.authority] = cents
    elif seed == "twice":
        mistake["duplicate", row.duties[0].authority] = numbers[0][1]
        numbers = [numbers[0], *numbers]
    elif seed in ("cent", "cent less"):
        cents = 1 if seed == "cent" else -1
        mistake["wrong rate", row.duties[0].authority] = cents
        numbers[0] = (numbers[0][0], numbers[0][1] + cents)
    elif seed == "whole and ordinary":
        numbers = [(one.heading, duty(value, one.basis_points)) for one in row.duties]
        booked = ordinary
        mistake["wrong rate", next(one.authority for one in row.duties if one.is_total)] = ordinary
    every = [(heading, 0) for heading in zero] + numbers + [(row.hts, booked)]
    if seed == "blended and wrong":
        every[-1] = (row.hts, booked + 137)
    truth = _truth(row, entered, value, then, now, mistake, sum(cents for _, cents in every))
    if seed == "blended and wrong":
        truth = truth._replace(rows={("not split", ""): truth.paid - truth.owed}, low=0, high=0)
    return Booked(tuple(every), truth, name)


def _mistaken(
    seed: Mistake, row: Worked, value: int, numbers: list[tuple[str, int]], booked: int, zero: list[str]
) -> tuple[list[tuple[str, int]], int, list[str], int]:
    """The numbers with a mistake of the row made, and what it moves."""
    how = seed.how
    ordinary = duty(value, row.column_1)
    before = sum(cents for _, cents in numbers) + booked
    if "column_1" in how:
        booked = duty(value, round(how["column_1"] * 100))
    for away in (how.get("instead"), how.get("without")):
        if away:
            zero = [one for one in zero if one != away]
            numbers = [one for one in numbers if one[0] != away]
            booked = ordinary
    if "rate" in how:
        heading, percent = how["rate"]
        numbers = [(name, duty(value, round(percent * 100)) if name == heading else cents) for name, cents in numbers]
    if "file" in how:
        heading, _, percent = how["file"]
        numbers = [*numbers, (heading, duty(value, round(percent * 100)))]
        if not how.get("instead"):
            zero = []
    return numbers, booked, zero, sum(cents for _, cents in numbers) + booked - before


def _truth(
    row: Worked,
    entered: date,
    value: int,
    then: dict[str, int],
    now: dict[str, int],
    mistake: dict[Row, int],
    paid: int,
) -> Truth:
    """A shortfall under a void authority is owed to nobody: it comes off what the ruling gives back."""
    rows = {cause: cents for cause, cents in mistake.items() if cents}
    short: dict[str, int] = {}
    for (cause, authority), cents in list(rows.items()):
        if cents < 0 and is_void(authority, entered):
            short[authority] = -cents
            del rows[cause, authority]
    for authority in {*then, *now}:
        back = then.get(authority, 0) - now.get(authority, 0)
        if back:
            rows["retroactive order", authority] = back
        rest = now.get(authority, 0) - short.get(authority, 0)
        if rest and is_void(authority, entered):
            rows["ruling", authority] = rest
    owed = sum(cents for authority, cents in now.items() if not is_void(authority, entered))
    high = sum(cents for (_, authority), cents in rows.items() if cents > 0 and is_void(authority, entered))
    low = max(0, high - duty(value, row.displaced)) if high else 0
    return Truth(paid, owed, rows, low, high, row.by)
