"""Days and half-open intervals of days.

Both axes of the law (goods *entered*, law *known*) are whole days in US Eastern time.
An interval holds its first day and not its last: ``from <= day < to``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["FAR", "START", "Interval", "day_after", "parse_day"]

START = date(1900, 1, 1)
"""Stands for 'since ever' in an interval without a first day."""
FAR = date(9999, 12, 31)
"""Stands for 'until ever' in an interval without a last day."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")


class Interval(NamedTuple):
    """Days ``d`` with ``start <= d < stop``."""

    start: date = START
    stop: date = FAR

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.stop

    def meets(self, other: Interval) -> bool:
        """Whether the two intervals share a day."""
        return max(self.start, other.start) < min(self.stop, other.stop)

    def __str__(self) -> str:
        first = "" if self.start == START else self.start.isoformat()
        last = "" if self.stop == FAR else self.stop.isoformat()
        return f"[{first}, {last})"


def parse_day(text: str) -> date:
    """Read an ISO day, ``YYYY-MM-DD``.

    Raises
    ------
    ValueError   The text is not a day of the calendar written that way, or lies outside 1900-2199.
    """
    found = _ISO.match(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date written YYYY-MM-DD")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
    if not 1900 <= day.year < 2200:
        raise ValueError(f"{text!r}: the year must lie between 1900 and 2199")
    return day


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)
