"""An entry line: what the law and the arithmetic look at."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

__all__ = ["EntryLine", "Quantity", "as_part"]

_METALS = ("steel", "aluminum", "copper")


class Quantity(NamedTuple):
    """A statistical quantity in thousandths of its unit.

    unit : the schedule's own word (``kg``, ``No.``, ``liters`` ...), or ``""`` when the file names none
           (then it is taken to be in the unit the code asks for, and said so).
    """

    milli: int
    unit: str = ""


class EntryLine(NamedTuple):
    """A line of an entry summary (CBP Form 7501).

    hts          : digits only, 8 or 10 of them (6 are accepted where the answer is the same for all children).
    origin       : country of origin, ISO 3166 alpha-2, upper case.
    entered_on   : day of entry for consumption or withdrawal from warehouse, US Eastern.
    value_cents  : entered value.
    quantities   : reported quantities, in the order of the schedule's units.
    spi          : special program indicator claimed, or ``None``.
    loaded_on    : day of loading on the final mode of transit, or ``None`` when not stated.
    claims       : key -> value. Keys are those of the claims registry (``law claims``) after aliases; a flag is ``True``
                   (asserted) or ``False`` (denied), absent means unstated; amounts are integer cents; shares are rate
                   units over 3,000,000; days are ``datetime.date``; countries and texts are ``str``.
                   Contents of the value are claims too: ``steel_value``, ``aluminum_value``, ``copper_value``,
                   ``us_content_value`` (cents).
    part         : ``""``, or the part of an article already split that this line is: ``steel``, ``aluminum``,
                   ``copper``, ``us``, ``rest``.
    base_rate    : a column 1 rate text standing in for a code (``hts`` is then empty): goods on no list.
    """

    hts: str
    origin: str
    entered_on: date
    value_cents: int
    quantities: tuple[Quantity, ...] = ()
    spi: str | None = None
    loaded_on: date | None = None
    claims: dict[str, object] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    part: str = ""
    base_rate: str | None = None


def as_part(line: EntryLine, part: str) -> EntryLine:
    """The line as one part of a split article: what it holds of a metal is all of its value, or nothing.

    The contents matter to the measures before 2025-06-04, whose base was the content and which knew no parts.
    """
    claims = dict(line.claims)
    if part != "us":
        for metal in _METALS:
            claims.setdefault(f"{metal}_value", line.value_cents if metal == part else 0)
    return line._replace(part=part, claims=claims)
