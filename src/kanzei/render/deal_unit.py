"""The unit in which a deal's statistics and pictures are told: billions, millions or dollars, by what was put in."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Unit", "unit_of"]


class Unit(NamedTuple):
    """Cents of one unit, and its words."""

    cents: float
    words: str


_UNITS = (Unit(1e11, "billions of dollars"), Unit(1e8, "millions of dollars"))


def unit_of(funded: float) -> Unit:
    """The largest unit of which at least a tenth was funded (cents)."""
    return next((one for one in _UNITS if funded >= one.cents / 10), Unit(1e2, "dollars"))
