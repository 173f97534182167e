"""Figures that commitments are measured against: each with its period, unit, source, and the day from which it was out.

The table is written by tools/build_record_facts.py; a commitment without figures says what would measure it (``needs`` of its slot).
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Figure", "figures", "measured"]


class Figure(NamedTuple):
    """A figure of a commitment. unit : ``percent``, ``bn USD``, ``bn JPY``, ``t``; known : the day on which it was out."""

    slot: str
    measure: str
    period: str
    value: Decimal
    unit: str
    known: date
    source: str

    @property
    def amount(self) -> str:
        """The value with its unit, as one writes it."""
        return f"{self.value:f}%" if self.unit == "percent" else f"{self.value:,f} {self.unit}"


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure on file, oldest period first within a measure."""
    with files("kanzei.record").joinpath("facts", "figures.csv").open(encoding="utf-8") as file:
        return tuple(
            Figure(
                row["slot"],
                row["measure"],
                row["period"],
                Decimal(row["value"]),
                row["unit"],
                date.fromisoformat(row["known"]),
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def measured(slot: str, known: date) -> tuple[Figure, ...]:
    """The newest figure of each measure of a commitment that was out by a day."""
    newest: dict[str, Figure] = {}
    for one in figures():
        if one.slot == slot and one.known <= known:
            newest[one.measure] = one
    return tuple(newest.values())
