"""An assessment: what was charged on a line, and why."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

__all__ = ["Assessment", "Assumption", "Component", "NotApplied", "RateDay"]


class Component(NamedTuple):
    """One duty, or one heading reported at zero.

    authority   : id of the registry of authorities; ``mfn`` for the ordinary duty.
    heading     : Chapter 99 heading with dots (``9903.02.73``); the goods' own code for the ordinary duty; a case number for a deposit.
    kind        : ``ordinary`` | ``add`` | ``total`` | ``replace`` | ``exempt`` | ``none`` | ``deposit`` (antidumping, countervailing).
    part        : ``whole`` | ``steel`` | ``aluminum`` | ``copper`` | ``us`` | ``rest``.
    rate        : decimal text of a fraction (``"0.15"``) or the rate text of a specific or compound duty (``"3¢/liter"``).
    base_cents  : the part of the value the rate falls on.
    amount_cents: duty, by law (for a total: the addition on top of the ordinary duty).
    filed_cents : duty as CBP wants it filed (for a total: the whole total, and zero on the goods' own code).
    instrument  : id of the instrument that carries the provision (``us/eo-14345``); ``schedule`` for the ordinary duty.
    citation    : pinpoint, ``90 FR 43535, s.2(a)``.
    source      : ``official`` | ``transcription`` | ``agency`` | ``secondary`` | ``user`` (his own file: a deposit, or an
                  instrument that states no grade) | ``hypothetical`` (a supposed instrument made or changed it).
    confidence  : ``H`` | ``M`` | ``L``, nothing for a deposit.
    void        : the authority was held void for this entry, in this view (the amount is refundable).
    drawback    : whether the duty may be recovered on export, ``None`` where it is not known or depends on facts, and for what
                  charges nothing; drawback_by: the text that says so, with its limits.
    """

    authority: str
    heading: str
    kind: str
    part: str
    rate: str
    base_cents: int
    amount_cents: int
    filed_cents: int
    instrument: str
    citation: str
    source: str
    confidence: str
    void: bool = False
    drawback: bool | None = None
    drawback_by: str = ""


class NotApplied(NamedTuple):
    """A heading a reader would expect, and why it does not bear on the line."""

    heading: str
    because: str
    authority: str = ""


class Assumption(NamedTuple):
    """A fact the line does not state, the answer taken, and what the other answer would add to the duty.

    effect_cents : duty with the other answer minus duty as assessed; ``None`` where no amount can be given.
    asks         : the fact: a key of the claims registry, ``spi``, ``loaded_on``, ``switch`` for a doubtful point; ``""`` where it is
                   nothing that a line can state.
    other        : the other answer as a line states it: ``key``, ``!key``, ``key=value``, a symbol, a day, ``ID=CHOICE``.
    """

    what: str
    effect_cents: int | None = None
    asks: str = ""
    other: str = ""


class RateDay(NamedTuple):
    """Whose rates a duty pays, where it is not simply the day of entry: the day, why, and on what authority.

    authority : a duty of its own, or ``""`` for the ordinary duty and all others.
    """

    authority: str
    day: date
    because: str
    citation: str

    @property
    def sentence(self) -> str:
        """The row in words."""
        whose = f"{self.authority}: " if self.authority else ""
        return f"{whose}rates of {self.day}: {self.because} ({self.citation})"


class Assessment(NamedTuple):
    """The duty on one line in one view.

    duty_cents      : charged (or owed, under ``answer='owed'``).
    refundable_cents: charged under authorities held void.
    components      : in CBP's filing order: Chapter 99, the ordinary duty, deposits of cases.
    headings        : Chapter 99 headings to report, in filing order, zeros included.
    known_on        : the view's day; as_of: the newest day the book holds; lawbook: digest, 64 hex digits.
    clock           : whose rates were applied, where a line says how it came into consumption; else empty.
    """

    duty_cents: int
    refundable_cents: int
    value_cents: int
    components: tuple[Component, ...]
    not_applied: tuple[NotApplied, ...]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]
    entered_on: date
    known_on: date
    as_of: date
    lawbook: str
    clock: tuple[RateDay, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Chapter 99 headings to report, in filing order, each once."""
        return tuple(dict.fromkeys(c.heading for c in self.components if c.heading.startswith("99")))

    @property
    def rate(self) -> str:
        """Duty over value as decimal text, ``'0'`` when the value is zero."""
        if not self.value_cents:
            return "0"
        scaled = (2 * self.duty_cents * 10**6 + self.value_cents) // (2 * self.value_cents)
        return f"{scaled // 10**6}.{scaled % 10**6:06d}".rstrip("0").rstrip(".")
