"""Columns of the schedule for bulk work: which rate a code is charged from, and in which units it is counted, as numbers shared by equal codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.classes import Classes, CountryClass
from kanzei.duty.column import Column, choose_column
from kanzei.duty.column_rates import BY_USE
from kanzei.duty.line import EntryLine
from kanzei.errors import KanzeiError
from kanzei.money import MILLI
from kanzei.schedule.rates import is_free
from kanzei.schedule.units import canonical_unit, convert

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Columns", "Day", "Formula", "formula", "is_counted"]

Array = Any
Formula = tuple[int, int, int, int]
"""Rate units, nano-dollars a unit, number of the quantity, factor of its unit."""


class Day(NamedTuple):
    """A day of entry.

    codes : class of each code; masks : of each class. texts : of each code, the number of what the schedule says of it, -1 where the release lacks it.
    countries : of each country, the number of its class; classes : the countries' classes. alike : of each class of countries, what columns hang on.
    known : number of the mask of a class of codes and one of countries, -1 not yet asked for.
    """

    release: int
    codes: Array
    masks: list[int]
    texts: Array
    of_country: dict[str, int]
    classes: list[CountryClass]
    alike: Array
    known: Array


class Columns:
    """The schedule's columns under one view.

    Parameters
    ----------
    codes : ten-digit codes of the schedule.
    """

    def __init__(self, view: View, classes: Classes, codes: list[str]) -> None:
        self.view, self.codes = view, codes
        self.number = {code: number for number, code in enumerate(codes)}
        self._classes = classes
        self._days: dict[str, Day] = {}
        self._texts: list[tuple[int, int, int]] = []
        self._text_number: dict[tuple[int, int, int], int] = {}
        self._releases: Array | None = None
        self._alike: dict[Any, int] = {}
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}

    def day(self, entered: str) -> Day:
        """Codes and countries on a day of entry.

        Raises
        ------
        ScheduleError   The day lies before the first release.
        """
        found = self._days.get(entered)
        if found is None:
            day = self._classes.day(entered)
            release = self.view.book.schedule.revision_on(date.fromisoformat(entered), self.view.known_on)[0]
            classes = list(day.countries)
            # What stands in for a release that was not yet known says so.
            first = release == 0
            alike = [self._alike.setdefault((one.column_2, one.programmes, first), len(self._alike)) for one in classes]
            found = self._days[entered] = Day(
                release,
                day.codes,
                day.masks,
                self._release(release),
                {country: number for number, one in enumerate(classes) for country in day.countries[one]},
                classes,
                np.array(alike, dtype=np.int64),
                np.full((len(day.masks), len(classes)), -1, dtype=np.int32),
            )
        return found

    def _release(self, release: int) -> Array:
        """By code, the number of what the schedule says of it in a release."""
        if self._releases is None:
            schedule = self.view.book.schedule
            made = np.full((len(schedule.revision_days()), len(self.codes)), -1, dtype=np.int32)
            for code, first, last, *texts in schedule.spans():
                place = self.number.get(code)
                if place is not None:
                    key = (texts[0], texts[1], texts[2])
                    number = self._text_number.get(key)
                    if number is None:
                        number = self._text_number[key] = len(self._texts)
                        self._texts.append(key)
                    made[first : last + 1, place] = number
            self._releases = made
        return self._releases[release]

    def column(self, line: EntryLine) -> Column:
        """The column of a line; in the usual case, no preference claimed on a code of the release, by the numbers of its texts."""
        place = self.number.get(line.hts)
        if not line.spi and place is not None:
            day = self.day(line.entered_on.isoformat())
            text, country = int(day.texts[place]), day.classes[day.of_country[line.origin]]
            if text >= 0 and not country.column_2:
                return self.general(text, country, day.release)
        return choose_column(self.view, line)

    def general(self, text: int, country: CountryClass, release: int) -> Column:
        """Column 1 general of a code whose texts have a number in a release, for a class of countries, no preference claimed."""
        schedule = self.view.book.schedule
        general, special, _ = self._texts[text]
        words, rate = schedule.text(general)
        symbols = schedule.text(special)[1]
        free = is_free(rate)
        listed = (
            [one for one in symbols if one in country.programmes]
            if symbols
            else sorted(country.programmes)
            if free
            else []
        )
        early = schedule.stands_in(release, self.view.known_on)
        better = tuple(one for one in listed if one not in BY_USE)
        return Column("general", rate, rate, words, "", free, (early,) if early else (), better)

    def units(self, code: str, entered: str, stated: tuple[str, ...]) -> tuple[str, ...]:
        """Units of the three quantities: as stated, else those the code asks for."""
        if all(stated):
            return stated
        schedule = self.view.book.schedule
        release = self.day(entered).release
        place = self.number.get(code)
        if place is not None and self.day(entered).texts[place] >= 0:
            asked = schedule.units_in(code, release)
        else:
            try:
                asked = schedule.lookup(code, date.fromisoformat(entered), self.view.known_on).units
            except KanzeiError:
                asked = ()
        units = tuple(unit or (asked[n] if n < len(asked) else "") for n, unit in enumerate(stated))
        return self._shared.setdefault(units, units)


def is_counted(rate: Any) -> bool:
    """Whether a rate may ask for a quantity."""
    return rate[0] not in ("free", "adval")


def formula(rate: Any, units: tuple[str, ...]) -> Formula | None:
    """A rate for the kernel, or ``None``."""
    share = nano = 0
    unit = ""
    for one in rate[1] if rate[0] == "sum" else (rate,):
        if one[0] == "adval":
            share += one[1]
        elif one[0] == "specific" and not one[3] and not nano:
            nano, unit = one[1], one[2]
        elif one[0] != "free":
            return None
    if not nano:
        return share, 0, 0, 1
    place = next((n for n, name in enumerate(units) if name and canonical_unit(name) == unit), None)
    if place is not None:
        return share, nano, place, 1
    for n, name in enumerate(units):
        found: Callable[..., Any] | tuple[int, int] | None = convert(MILLI, name, unit) if name else None
        if isinstance(found, tuple):
            top, bottom = found
            return None if top % (bottom * MILLI) else (share, nano, n, top // (bottom * MILLI))
    return None
