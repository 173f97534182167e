"""Business days and the day counts of interest (ACTUS technical specification, *Business day shift*, *Year fraction*)."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

from kanzei.errors import UsageError

__all__ = ["CONVENTIONS", "DAY_COUNTS", "BusinessDays", "year_fraction"]

CONVENTIONS = ("NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP")
"""BDC: S before C shifts first and calculates on the shifted day; C before S calculates on the scheduled one."""

DAY_COUNTS = ("AA", "A360", "A365", "30E360ISDA", "30E360", "B252")
_DAY = timedelta(days=1)
_LONGEST_HOLIDAY = 366


def _every_day(day: date) -> bool:
    return True


def _monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


_CALENDARS: dict[str, Callable[[date], bool]] = {"NC": _every_day, "MF": _monday_to_friday}
_OLD_NAMES = {"NoCalendar": "NC", "MondayToFriday": "MF", "NULL": "NOS"}


class BusinessDays:
    """A business day calendar with a shift convention.

    Parameters
    ----------
    convention : BDC, one of ``CONVENTIONS``; empty is no shift.
    calendar : CLDR, ``NC`` (every day) or ``MF`` (Monday to Friday); empty is ``NC``.
    is_business_day : a calendar of the caller's own, in the place of the named one.
    """

    __slots__ = ("convention", "is_business_day")

    def __init__(
        self, convention: str = "", calendar: str = "", is_business_day: Callable[[date], bool] | None = None
    ) -> None:
        name = _OLD_NAMES.get(convention, convention) or "NOS"
        if name not in CONVENTIONS:
            raise UsageError(f"businessDayConvention: {convention!r} is none of {', '.join(CONVENTIONS)}")
        known = _CALENDARS.get(_OLD_NAMES.get(calendar, calendar) or "NC")
        if is_business_day is None and known is None:
            raise UsageError(f"calendar: {calendar!r} is not known: NC, MF, or a calendar of your own")
        self.convention = name
        self.is_business_day = is_business_day or known or _every_day

    def event_time(self, time: datetime) -> datetime:
        """When an event scheduled for ``time`` takes place."""
        if self.convention == "NOS" or self.is_business_day(time.date()):
            return time
        step = -_DAY if self.convention.endswith("P") else _DAY
        shifted = self._next(time, step)
        is_modified = self.convention[2] == "M"
        return self._next(time, -step) if is_modified and shifted.month != time.month else shifted

    def calculation_time(self, time: datetime) -> datetime:
        """From when to when an event scheduled for ``time`` counts its interest."""
        return self.event_time(time) if self.convention.startswith("SC") else time

    def between(self, start: date, end: date) -> int:
        """Business days from ``start``, included, to ``end``, excluded."""
        return sum(self.is_business_day(start + _DAY * n) for n in range((end - start).days))

    def _next(self, time: datetime, step: timedelta) -> datetime:
        for _ in range(_LONGEST_HOLIDAY):
            time += step
            if self.is_business_day(time.date()):
                return time
        raise UsageError(f"calendar: no business day within a year of {time:%Y-%m-%d}")


def _whole_day(time: datetime) -> date:
    """The day a time counts as: the last second of a day is the midnight that follows (*Date/Time*)."""
    return (time + timedelta(seconds=1)).date()


def year_fraction(
    start: datetime, end: datetime, count: str, business: BusinessDays, maturity: datetime | None = None
) -> float:
    """Y(s, t): the part of a year between two times under a day count convention.

    Parameters
    ----------
    count : DCC, one of ``DAY_COUNTS``.
    business : the calendar ``B252`` counts on.
    maturity : where ``30E360ISDA`` keeps the last day of February as it is.
    """
    first, last = _whole_day(start), _whole_day(end)
    if count == "A365":
        return (last - first).days / 365.0
    if count == "A360":
        return (last - first).days / 360.0
    if count == "AA":
        return _actual_actual(first, last)
    if count == "30E360":
        return _thirty(first, last, min(first.day, 30), min(last.day, 30))
    if count == "30E360ISDA":
        until = maturity and _whole_day(maturity)
        keeps = last == until and last.month == 2
        return _thirty(first, last, _isda_day(first), last.day if keeps else _isda_day(last))
    if count == "B252":
        return business.between(first, last) / 252.0
    raise UsageError(f"dayCountConvention: {count!r} is none of {', '.join(DAY_COUNTS)}")


def _actual_actual(first: date, last: date) -> float:
    """Actual/actual ISDA: the days in each calendar year over the length of that year."""
    if first.year == last.year:
        return (last - first).days / (366.0 if isleap(first.year) else 365.0)
    head = (date(first.year + 1, 1, 1) - first).days / (366.0 if isleap(first.year) else 365.0)
    tail = (last - date(last.year, 1, 1)).days / (366.0 if isleap(last.year) else 365.0)
    return head + tail + (last.year - first.year - 1)


def _thirty(first: date, last: date, first_day: int, last_day: int) -> float:
    return (360.0 * (last.year - first.year) + 30.0 * (last.month - first.month) + (last_day - first_day)) / 360.0


def _isda_day(day: date) -> int:
    return 30 if day.day == monthrange(day.year, day.month)[1] else min(day.day, 30)
