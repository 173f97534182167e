"""Cycles and the schedules they make (ACTUS technical specification, *Schedule* and *End of month shift convention*)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from kanzei.errors import UsageError

__all__ = ["Cycle", "Schedule", "add_months"]

_CYCLE = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)H)?(?:(\d+)Q)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:L([01]))?")
_LONGEST = 1_000_000
"""Times in one schedule: a cycle of a day over 2,700 years is a slip of the pen, not a contract."""


def add_months(start: datetime, months: int) -> datetime:
    """The same day some months on; the last day of a month that is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise UsageError(f"a schedule from {start:%Y-%m-%d} leaves the calendar: shorten its cycle or end")
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def _is_last_of_month(time: datetime) -> bool:
    return time.day == monthrange(time.year, time.month)[1]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period and what becomes of the last, incomplete one: ``P3ML1``.

    Attributes
    ----------
    months, days : the period; weeks are seven days, quarters, halves and years are months.
    is_long_stub : ``L0``: the last incomplete period joins the one before it; ``L1``: it stands alone.
    """

    months: int
    days: int
    is_long_stub: bool = False

    @classmethod
    def parse(cls, text: str, what: str = "cycle") -> Cycle:
        """Read ``P1ML0``, ``P2WL1``, ``P1Y``; a period without a stub stands alone at its end."""
        found = _CYCLE.fullmatch(text.strip())
        if not found:
            raise UsageError(f"{what}: {text!r} is not a cycle: write P1ML0, P3ML1, P2WL1, P1YL1 …")
        years, halves, quarters, months, weeks, days = (int(part or 0) for part in found.groups()[:6])
        made = cls(years * 12 + halves * 6 + quarters * 3 + months, weeks * 7 + days, found[7] == "0")
        return made

    def after(self, start: datetime, count: int = 1) -> datetime:
        """The time ``count`` periods after ``start`` (before it, when negative), counted from ``start`` itself."""
        try:
            return add_months(start, self.months * count) + timedelta(days=self.days * count)
        except OverflowError:
            raise UsageError(
                f"a schedule from {start:%Y-%m-%d} leaves the calendar: shorten its cycle or end"
            ) from None


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the times of a contract are laid out: its end-of-month convention.

    Attributes
    ----------
    is_end_of_month : EOMC ``EOM``: from the last day of a month, months lead to last days; ``SD`` keeps the day.
    """

    is_end_of_month: bool = False

    def step(self, start: datetime, cycle: Cycle, count: int) -> datetime:
        """The ``count``-th time of a schedule from ``start``."""
        time = cycle.after(start, count)
        if self.is_end_of_month and cycle.months and not cycle.days and _is_last_of_month(start):
            return time.replace(day=monthrange(time.year, time.month)[1])
        return time

    def times(self, start: datetime | None, cycle: Cycle | None, end: datetime, *, has_end: bool) -> list[datetime]:
        """S(s, c, T): times from ``start`` up to ``end``, which is one of them only if ``has_end``.

        Without a cycle the schedule is its start (and its end); without a start it is its end.
        """
        if start is None:
            return [end] if has_end else []
        if cycle is None:
            return sorted({start, end} if has_end else {start} - {end})
        if not (cycle.months or cycle.days):
            raise UsageError("a cycle of no length makes no schedule")
        found: list[datetime] = []
        time = start
        while time < end:
            found.append(time)
            if len(found) > _LONGEST:
                raise UsageError(f"a schedule from {start:%Y-%m-%d} to {end:%Y-%m-%d} has over {_LONGEST:,} times")
            time = self.step(start, cycle, len(found))
        last = len(found) - 1
        if has_end and end not in found:
            found.append(end)
        # A long last stub takes the last regular time away, unless the schedule ends with a whole period.
        if cycle.is_long_stub and len(found) > 2 and time != end:
            del found[last]
        return found
