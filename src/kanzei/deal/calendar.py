"""Business days of both countries, and the clock that a notice starts (T20, T21).

The United States' days are those of federal offices (:mod:`kanzei.refund.calendar`, from 5 U.S.C. 6103), without the days on which the President closed the agencies:
banks were open. Japan's are reckoned from the statute as well: the Act on National Holidays (Act No. 178 of 1948, arts. 2 and 3) fits a table of sixteen rows and two
rules, and the Order for Enforcement of the Banking Act, art. 5, adds 31 December to 3 January, on which no bank pays. The two equinoxes are proclaimed each
February for the year after; until then they are reckoned by the rule of the almanac, good for 1980 to 2099. A package of holidays would bring 15 MB and every
country of the world for that, and not the banks' closing. (For 2022 to 2099 the days are those of the package ``holidays``.)

One difference to know: where a holiday falls on a Saturday, federal offices close on the Friday before and the Federal Reserve's banks do not (2026-07-03). The
memorandum names neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from kanzei.deal.sheet import Sheet
from kanzei.errors import UsageError
from kanzei.refund import calendar as federal

__all__ = [
    "business_day",
    "business_days_after",
    "business_days_between",
    "japan_holidays",
    "last_notice",
    "named_calendar",
    "notice_clock",
]

_FIXED = (
    (1, 1, "New Year's Day"),
    (2, 11, "National Foundation Day"),
    (2, 23, "The Emperor's Birthday"),
    (4, 29, "Showa Day"),
    (5, 3, "Constitution Memorial Day"),
    (5, 4, "Greenery Day"),
    (5, 5, "Children's Day"),
    (8, 11, "Mountain Day"),
    (11, 3, "Culture Day"),
    (11, 23, "Labour Thanksgiving Day"),
)
_MONDAYS = (
    (1, 2, "Coming of Age Day"),
    (7, 3, "Marine Day"),
    (9, 3, "Respect for the Aged Day"),
    (10, 2, "Sports Day"),
)
"""Month, which Monday of it."""
_FIRST, _LAST = 2022, 2099
"""Years of this table: in 2020 and 2021 special laws moved days."""
_BANKS_CLOSE = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


@cache
def japan_holidays(year: int) -> dict[date, str]:
    """National holidays of Japan in a year, with substitutes and days between two holidays.

    Raises
    ------
    UsageError   The year lies outside 2022 to 2099.
    """
    if not _FIRST <= year <= _LAST:
        raise UsageError(f"business days of Japan are known for {_FIRST} to {_LAST}, not for {year}")
    own = {date(year, month, day): name for month, day, name in _FIXED}
    for month, which, name in _MONDAYS:
        first = date(year, month, 1)
        own[first + timedelta(days=-first.weekday() % 7 + 7 * (which - 1))] = name
    own[date(year, 3, _equinox(year, 20_843_100))] = "Vernal Equinox Day"
    own[date(year, 9, _equinox(year, 23_248_800))] = "Autumnal Equinox Day"
    kept = dict(own)
    for day in sorted(own):
        if day.weekday() == 6:  # art. 3(2): the next day that is no national holiday
            after = day + timedelta(days=1)
            while after in own:
                after += timedelta(days=1)
            kept[after] = f"{own[day]}, in lieu"
        between = day + timedelta(days=1)
        if between not in kept and day + timedelta(days=2) in own:  # art. 3(3)
            kept[between] = "between two holidays"
    return kept


def _equinox(year: int, base: int) -> int:
    """Day of the month, in millionths by the almanac's rule: base + 0.242194 a year since 1980, less its leap days."""
    return (base + 242_194 * (year - 1980)) // 1_000_000 - (year - 1980) // 4


def _us(day: date) -> bool:
    return day.weekday() < 5 and not federal.is_holiday(day)


def _japan(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in _BANKS_CLOSE and day not in japan_holidays(day.year)


def _weekday(day: date) -> bool:
    return day.weekday() < 5


INVESTORS: dict[str, Callable[[date], bool]] = {"JP": _japan, "NONE": _weekday}
"""Calendars of investing countries. NONE: its holidays are not laid in, so weekdays stand for them and the answer says so."""


def named_calendar(name: str, investor: str = "JP") -> Callable[[date], bool]:
    """A test for business days.

    name : ``US``, ``INVESTOR``, ``JOINT`` (business days of both) or ``NONE`` (weekdays). investor : whose days the investor's are.
    """
    own = INVESTORS[investor]
    tests: dict[str, Callable[[date], bool]] = {
        "US": _us,
        "INVESTOR": own,
        "JOINT": lambda day: _us(day) and own(day),
        "NONE": _weekday,
    }
    return tests[name]


def business_day(day: date, name: str, investor: str = "JP") -> bool:
    """Whether a day is a business day of a calendar."""
    return named_calendar(name, investor)(day)


def business_days_after(day: date, number: int, name: str, investor: str = "JP") -> date:
    """The given business day after a day, which itself does not count: for a notice, the earliest day of payment."""
    works = named_calendar(name, investor)
    for _ in range(number):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    return day


def business_days_between(start: date, stop: date, name: str, investor: str = "JP") -> int:
    """Business days after ``start`` up to and with ``stop``."""
    works = named_calendar(name, investor)
    return sum(works(start + timedelta(days=one)) for one in range(1, (stop - start).days + 1))


def last_notice(deadline: date, number: int, name: str, investor: str = "JP") -> date:
    """The last weekday of a notice whose given business day still lies on or before a deadline."""
    day = deadline
    while day.weekday() >= 5 or business_days_after(day, number, name, investor) > deadline:
        day -= timedelta(days=1)
    return day


def notice_clock(sheet: Sheet, notice: date, calendar: str | None = None) -> date:
    """Earliest day of payment after a notice, under the terms of a sheet (T20, T21).

    Raises
    ------
    UsageError   The terms known on the day of the view say nothing of a notice.
    """
    number = sheet.value("notice_business_days")
    if not isinstance(number, int):
        raise UsageError(f"the terms known on {sheet.known_on} name no days from the notice to the payment")
    chosen = calendar or str(sheet.value("business_calendar") or "JOINT")
    return business_days_after(notice, number, chosen, sheet.calendar)
