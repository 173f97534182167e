"""The schedule's columns as percentages of the value, for every code of a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from kanzei.money import RATE_ONE
from kanzei.schedule import Schedule
from kanzei.schedule.rates import Rate, is_free

__all__ = ["BY_USE", "ColumnRates", "Tariff", "Tariffs", "percentage", "units_counted"]

Array = Any

BY_USE = frozenset("CKLB")
"""Programmes open to every origin by the use of the goods (aircraft, medicines, dyes, cars): never taken as a preference of a country."""


class ColumnRates(NamedTuple):
    """Column rates of a code.

    general, other : rate units, ``None`` where not a percentage. special : (symbol, units or None, free).
    general_text, other_text : numbers of the words. number : the same for equal rates.
    """

    general: int | None
    other: int | None
    free: bool
    general_text: int
    other_text: int
    special: tuple[tuple[str, int | None, bool], ...]
    number: int


class Tariff(NamedTuple):
    """The schedule of one release: number of each code's rates (-1: no such code), int32, and the rates by number."""

    of_code: Array
    rates: list[ColumnRates]


class Tariffs:
    """The schedule's columns for a list of codes, by release.

    unit_values : (digits, origin or "", unit) -> value of one unit in USD: makes specific rates percentages.
    words       : words of rates -> their number.
    """

    def __init__(self, schedule: Schedule, codes: list[str], unit_values: Mapping[tuple[str, str, str], float]) -> None:
        self.schedule, self.unit_values = schedule, unit_values
        self.words: dict[str, int] = {}
        self._place = {code: number for number, code in enumerate(codes)}
        self._found: dict[tuple[int, str], Tariff] = {}
        self._numbers: dict[Any, int] = {}
        self._origins = {origin for _, origin, _ in unit_values}

    def of(self, release: int, origin: str) -> Tariff:
        """The columns in a release, as they are for goods of an origin."""
        own = origin if origin in self._origins else ""
        found = self._found.get((release, own))
        if found is None:
            found = self._found[(release, own)] = self._read(release, own)
        return found

    def _read(self, release: int, origin: str) -> Tariff:
        of_code = np.full(len(self._place), -1, dtype=np.int32)
        numbers: dict[Any, int] = {}
        rates: list[ColumnRates] = []
        for code, general, special, other in self.schedule.rows(release):
            at = self._place.get(code)
            if at is None:
                continue
            values = self._values(code, origin)
            key = (general, special, other, tuple(values.items()))
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(rates)
                rates.append(self._column_rates(general, special, other, values))
            of_code[at] = number
        return Tariff(of_code, rates)

    def _values(self, code: str, origin: str) -> dict[str, float]:
        """Unit values for a code: the longest digits win, those of the origin before those of all."""
        best: dict[str, tuple[int, bool, float]] = {}
        for (stem, country, unit), value in self.unit_values.items():
            if code.startswith(stem) and country in ("", origin):
                best[unit] = max(best.get(unit, (0, False, 0.0)), (len(stem), bool(country), value))
        return {unit: value for unit, (_, _, value) in best.items()}

    def _column_rates(self, general: int, special: int, other: int, values: Mapping[str, float]) -> ColumnRates:
        text, rate = self.schedule.text(general)
        other_text, other_rate = self.schedule.text(other)
        listed = self.schedule.text(special)[1]
        content = (
            percentage(rate, values),
            percentage(other_rate, values),
            is_free(rate),
            self.words.setdefault(text, len(self.words)),
            self.words.setdefault(other_text, len(self.words)),
            tuple(
                (symbol, percentage(one, values), is_free(one))
                for symbol, (_, one) in sorted(listed.items())
                if symbol and symbol not in BY_USE
            ),
        )
        return ColumnRates(*content, self._numbers.setdefault(content, len(self._numbers)))


def percentage(rate: Rate, unit_values: Mapping[str, float]) -> int | None:
    """A rate as a fraction of the value in rate units, or ``None``; specific amounts by the values of a unit given (USD)."""
    if rate[0] == "free":
        return 0
    if rate[0] == "adval":
        return int(rate[1])
    if rate[0] in ("sum", "greatest", "least"):
        parts = [percentage(one, unit_values) for one in rate[1]]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        return sum(known) if rate[0] == "sum" else max(known) if rate[0] == "greatest" else min(known)
    if rate[0] == "specific" and not rate[3]:
        value = unit_values.get(rate[2])
        # nano-dollars a unit over dollars a unit
        return None if not value else round(rate[1] / value * RATE_ONE / 1e9)
    return None


def units_counted(schedule: Schedule, release: int, stem: str) -> set[str] | None:
    """Units of the specific rates of the codes that begin with some digits; ``None`` where no code does."""
    found: set[str] | None = None
    for code, general, special, other in schedule.rows(release):
        if code.startswith(stem):
            found = set() if found is None else found
            rates = [schedule.text(general)[1], schedule.text(other)[1]]
            rates += [rate for _, rate in schedule.text(special)[1].values()]
            for rate in rates:
                found |= set(_units(rate))
    return found


def _units(rate: Rate) -> Iterator[str]:
    if rate[0] in ("sum", "greatest", "least"):
        for one in rate[1]:
            yield from _units(one)
    elif rate[0] == "specific" and not rate[3]:
        yield rate[2]
