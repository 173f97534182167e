"""When days and periods as written are, and whether two of them can be the same time."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from kanzei.record.reports.model import When

__all__ = ["business_year", "interval", "same_time"]

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def interval(when: When, anchor: date | None) -> tuple[date, date] | None:
    """First and last day, or None where the year or the day of the report is wanting.

    A day without a year is the one nearest to ``anchor``; a weekday is read as the one within three days of it.
    """
    if when.grain in {"relative", "weekday"}:
        return _relative(when.word, anchor) if anchor else None
    if when.grain in {"quarter", "half"}:
        year = when.year or (anchor.year if anchor else None)
        if year is None:
            return None
        months = 3 if when.grain == "quarter" else 6
        last = int(when.word) * months
        return date(year, last - months + 1, 1), date(year, last, calendar.monthrange(year, last)[1])
    if when.grain == "fiscal":
        return None
    if when.first is None or when.last is None:
        return (date(when.year, 1, 1), date(when.year, 12, 31)) if when.year else None
    if when.year:
        return _dated(when, when.year)
    if anchor is None:
        return None
    spans = [_dated(when, anchor.year + shift) for shift in (-1, 0, 1)]
    return min(spans, key=lambda span: abs((span[0] - anchor).days))


def _dated(when: When, year: int) -> tuple[date, date]:
    assert when.first and when.last
    start = date(year, when.first[0], min(when.first[1], calendar.monthrange(year, when.first[0])[1]))
    after = year + (1 if when.last < when.first else 0)
    stop = date(after, when.last[0], min(when.last[1], calendar.monthrange(after, when.last[0])[1]))
    return start, stop


def _relative(word: str, anchor: date) -> tuple[date, date] | None:
    shifts = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    if word in shifts:
        day = anchor + timedelta(shifts[word])
        return day, day
    parts = word.split()
    if parts[-1] in {"before", "earlier"}:
        return None
    if parts[-1] in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(parts[-1]) - anchor.weekday()) % 7
        if parts[0] == "last" or (len(parts) == 1 and ahead > 3):
            ahead -= 7
        elif parts[0] in {"next", "coming"} and ahead == 0:
            ahead = 7
        day = anchor + timedelta(ahead)
        return day, day
    step = {"next": 1, "coming": 1, "following": 1, "last": -1, "previous": -1, "past": -1}.get(parts[0], 0)
    unit = parts[-1]
    if unit == "week":
        monday = anchor - timedelta(anchor.weekday()) + timedelta(7 * step)
        return monday, monday + timedelta(6)
    if unit == "weekend":
        monday = anchor - timedelta(anchor.weekday()) + timedelta(7 * step)
        return monday + timedelta(5), monday + timedelta(6)
    if unit == "month":
        whole = anchor.year * 12 + anchor.month - 1 + step
        return date(whole // 12, whole % 12 + 1, 1), date(
            whole // 12, whole % 12 + 1, calendar.monthrange(whole // 12, whole % 12 + 1)[1]
        )
    if unit == "year":
        return date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)
    return None


def business_year(when: When, anchor: date | None) -> int | str | None:
    """Year in which a business year from April begins, "this" where the day of the report is wanting; None for other times."""
    if when.grain == "fiscal" and when.year:
        return when.year
    if when.grain == "fiscal" and when.word == "march":
        return anchor.year - (anchor.month < 4) if anchor else "this"
    if when.grain == "relative" and when.word.endswith("fiscal year"):
        step = {"this": 0, "next": 1, "last": -1}.get(when.word.split()[0])
        if step is None:
            return None
        return anchor.year - (anchor.month < 4) + step if anchor else when.word.split()[0]
    return None


def same_time(one: When, first: date | None, other: When, second: date | None) -> bool | None:
    """Whether two times can be the same; None where that cannot be told (a relative time without the day of its report).

    first, second : the days of the two reports. Times of different grain agree where one lies in the other.
    """
    if one == other and (first == second or one.grain not in {"relative", "weekday"}):
        return True
    if one.grain == other.grain == "fiscal" and one.word and other.word and one.word != other.word:
        return False
    years = business_year(one, first), business_year(other, second)
    if type(years[0]) is not type(years[1]):
        years = business_year(one, None), business_year(other, None)
    if None not in years and type(years[0]) is type(years[1]):
        return years[0] == years[1]
    here, there = interval(one, first), interval(other, second)
    if here and there and (one.year is not None or first) and (other.year is not None or second):
        if (one.grain == "fiscal") != (other.grain == "fiscal"):
            return None
        if one.part and other.part and one.part != other.part:
            return False
        if one.grain == other.grain:
            return here == there
        inside = (here[0] >= there[0] and here[1] <= there[1]) or (there[0] >= here[0] and there[1] <= here[1])
        return inside
    if "fiscal" in {one.grain, other.grain}:
        return one.year == other.year if one.grain == other.grain else None
    if one.grain == other.grain and one.grain in {"quarter", "half"}:
        return one.word == other.word and (one.year is None or other.year is None or one.year == other.year)
    if one.first and one.last and other.first and other.last:
        if one.part and other.part and one.part != other.part:
            return False
        if one.year and other.year and one.year != other.year:
            return False
        if one.grain == other.grain:
            return (one.first, one.last) == (other.first, other.last)
        return (one.first >= other.first and one.last <= other.last) or (
            other.first >= one.first and other.last <= one.last
        )
    if one.grain == other.grain == "weekday" and first is None and second is None:
        return one.word == other.word
    if one.grain == other.grain == "year":
        return one.year == other.year
    return None
