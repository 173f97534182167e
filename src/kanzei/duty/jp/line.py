"""A line of a Japanese import declaration, and what is answered for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from kanzei.errors import NotCovered

__all__ = ["Assumed", "Charge", "Declared", "JapanDuty", "NotComputable", "Passed", "fiscal_year"]


class Declared(NamedTuple):
    """What is declared of one line.

    code       : nine digits.
    origin     : country of origin, ISO 3166 alpha-2, upper case.
    entered_on : day of the import declaration, whose law applies (Customs Act, art. 5), Japan time.
    value_yen  : customs value: cost, insurance and freight to the port of import, whole yen.
    quantities : unit of a duty (``kg``, ``l``, ``kg-sugar``) -> quantity, exact.
    claimed    : whether the US-Japan agreement is claimed with proof of origin; ``None``: not stated.
    facts      : key -> answer, for facts of :attr:`JapanView.facts` that are stated.
    """

    code: str
    origin: str
    entered_on: date
    value_yen: int
    quantities: Mapping[str, Fraction] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    claimed: bool | None = None
    facts: Mapping[str, bool] = {}  # noqa: RUF012


class Charge(NamedTuple):
    """The rate that is charged.

    column  : column of the schedule; name: what it is called; rate: the rate in its language.
    working : how the amount came about, a step each.
    base_yen: the value the rate fell on, fractions dropped where the law drops them.
    """

    column: str
    name: str
    rate: str
    working: tuple[str, ...]
    base_yen: int
    duty_yen: int
    because: str
    instrument: str
    citation: str
    source: str
    confidence: str


class Passed(NamedTuple):
    """A column that is not charged, and why; duty_yen: what it would have come to, where that can be said."""

    column: str
    name: str
    rate: str
    because: str
    duty_yen: int | None = None


class Assumed(NamedTuple):
    """A fact not stated, the answer taken, and what the other answer would add (``None``: cannot be said)."""

    what: str
    effect_yen: int | None = None


class JapanDuty(NamedTuple):
    """The duty on one line in one view.

    beside : charges collected beside the duty that the book does not reckon.
    lawbook: digest, 64 hex digits.
    """

    declared: Declared
    goods: str
    duty_yen: int
    charge: Charge
    passed: tuple[Passed, ...]
    assumed: tuple[Assumed, ...]
    warnings: tuple[str, ...]
    beside: tuple[str, ...]
    sources: tuple[str, ...]
    known_on: date
    as_of: date
    lawbook: str

    @property
    def rate(self) -> str:
        """Duty over value as decimal text, ``'0'`` when the value is zero."""
        if not self.declared.value_yen:
            return "0"
        scaled = (2 * self.duty_yen * 10**6 + self.declared.value_yen) // (2 * self.declared.value_yen)
        return f"{scaled // 10**6}.{scaled % 10**6:06d}".rstrip("0").rstrip(".")


class NotComputable(NotCovered):
    """The duty depends on figures that the book does not hold; ``missing`` names them."""

    def __init__(self, message: str, missing: tuple[str, ...]) -> None:
        super().__init__(message)
        self.missing = missing


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year of a day, by the year in which it begins on 1 April."""
    return day.year if day.month >= 4 else day.year - 1
