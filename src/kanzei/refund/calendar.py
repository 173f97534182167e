"""Days of the calendar and federal working days.

A last day is the strict calendar day of its rule. The day to file by is the last federal working day not after it, so that nobody has to rely on an office
that is closed. A last day moves only where a rule of the court says so (USCIT Rule 6(a)(1)(C)).

The holidays are reckoned from the statute: 5 U.S.C. 6103(a) fits a table of eleven rows, and 6103(b) with E.O. 11582 says on which day they are kept. A package
of holidays would bring 15 MB and every country of the world for that, and knows no order that closes the agencies. (For 2022 to 2099 the days are those of the
package ``holidays``.)
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

__all__ = [
    "CLOSINGS",
    "add_years",
    "holidays",
    "is_holiday",
    "is_working_day",
    "last_working_day",
    "next_court_day",
    "working_days_after",
]

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6

_FIXED = (
    (1, 1, "New Year's Day"),
    (6, 19, "Juneteenth"),
    (7, 4, "Independence Day"),
    (11, 11, "Veterans Day"),
    (12, 25, "Christmas Day"),
)
"""Month, day: holidays of a fixed date (5 U.S.C. 6103(a))."""

_WEEKDAY = (
    (1, _MONDAY, 3, "Birthday of Martin Luther King, Jr."),
    (2, _MONDAY, 3, "Washington's Birthday"),
    (5, _MONDAY, -1, "Memorial Day"),
    (9, _MONDAY, 1, "Labor Day"),
    (10, _MONDAY, 2, "Columbus Day"),
    (11, _THURSDAY, 4, "Thanksgiving Day"),
)
"""Month, weekday, which of the month (-1: the last): holidays of a weekday (5 U.S.C. 6103(a))."""

CLOSINGS: dict[date, str] = {
    date(2025, 1, 9): "agencies closed by E.O. 14133",
    date(2025, 12, 24): "agencies closed by the executive order of 2025-12-18",
    date(2025, 12, 26): "agencies closed by the executive order of 2025-12-18",
}
"""Days on which the President closed the executive departments. They are no working days here; a last day does not move for them, because
whether such a day is a legal holiday of the court's rule is not settled."""


@cache
def holidays(year: int) -> dict[date, str]:
    """Legal holidays kept in a year, on the day on which federal offices are closed for them.

    Notes
    -----
    5 U.S.C. 6103(a) and (b)(1): one on a Saturday is kept on the Friday before, which may lie in the year before. E.O. 11582 s.3: one on a Sunday is kept on the
    Monday after. Inauguration Day is a holiday for the capital alone (6103(c)) and left out.
    """
    kept = {}
    for month, day, name in (*_FIXED, (13, 1, "New Year's Day")):
        one = date(year, month, day) if month < 13 else date(year + 1, 1, 1)
        shift = {_SATURDAY: -1, _SUNDAY: 1}.get(one.weekday(), 0)
        one += timedelta(days=shift)
        if one.year == year:
            kept[one] = name
    for month, weekday, which, name in _WEEKDAY:
        kept[_nth(year, month, weekday, which)] = name
    return kept


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def is_holiday(day: date) -> bool:
    """Whether a legal holiday is kept on a day."""
    return day in holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether federal offices are open: no Saturday, Sunday, legal holiday or day of closing."""
    return day.weekday() < _SATURDAY and not is_holiday(day) and day not in CLOSINGS


def last_working_day(day: date) -> date:
    """The last federal working day not after a day: the day to file by."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def next_court_day(day: date) -> date:
    """The day itself, or the next that is no Saturday, Sunday or legal holiday (USCIT Rule 6(a)(1)(C)).

    Notes
    -----
    The court may name further days on which it is closed; they are announced by the year and not relied on here.
    """
    while day.weekday() >= _SATURDAY or is_holiday(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, number: int) -> date:
    """The given working day after a day, which itself does not count."""
    for _ in range(number):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def add_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February where the year has none, the earlier and so the safe day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
