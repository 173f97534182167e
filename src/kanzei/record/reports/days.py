"""Days, spans and periods as written, and when they are: partial ones stay partial, relative ones need the day of the report."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from kanzei.record.reports.model import When

__all__ = ["business_year", "find_days", "interval", "same_time"]

_MONTHS = "january february march april may june july august september october november december".split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_M = r"(?P<m>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_M2 = _M.replace("?P<m>", "?P<m2>")
_D, _Y = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?", r"(?P<y>(?:19|20)\d\d)"
_Y2 = _Y.replace("?P<y>", "?P<y2>")
_D2 = _D.replace("?P<d>", "?P<d2>")
_SPAN = r"(?:\s?-\s?|\s+to\s+|\s+through\s+|\s+until\s+|\s+and\s+)"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SAME_WORD = {"current": "this", "past": "last", "previous": "last", "coming": "next", "following": "next"}
_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_PATTERNS = [
    ("iso", re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<n>[01]\d)-(?P<d>[0-3]\d)\b")),
    ("range", re.compile(rf"\b{_M}\s?{_D}{_SPAN}{_M2}\s?{_D2}(?:,?\s{_Y})?\b")),
    ("range", re.compile(rf"\b{_D}\s{_M}{_SPAN}{_D2}\s{_M2}(?:,?\s{_Y})?\b")),
    ("range", re.compile(rf"\b{_M}\s?{_D}{_SPAN}{_D2}\b(?!\s?(?:per|%|percent))(?:,?\s{_Y})?")),
    ("range", re.compile(rf"\b{_D}{_SPAN}{_D2}\s(?:of\s)?{_M}(?:,?\s{_Y})?\b")),
    (
        "opening days",
        re.compile(rf"\b(?:the\s)?first\s(?P<d2>[12]?\d)\sdays\sof\s{_M}(?:\s{_Y})?(?!\w)", re.I),
    ),
    ("day", re.compile(rf"\b{_M}\s?{_D}\b(?!\s?(?:per|%|billion|million|trillion))(?:,?\s{_Y}\b)?")),
    ("day", re.compile(rf"\b(?:the\s)?{_D}\s(?:of\s)?{_M}(?:,?\s{_Y})?\b")),
    ("months", re.compile(rf"\b{_M}{_SPAN}{_M2}(?:\s(?:of\s)?{_Y})?\b")),
    (
        "quarter",
        re.compile(
            rf"\b(?:the\s)?(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter(?:\s(?:of\s)?{_Y})?\b|\bQ(?P<q2>[1-4])(?:\s{_Y2})?\b",
            re.I,
        ),
    ),
    (
        "opening",
        re.compile(
            rf"\b(?:the\s)?first\s(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|\d\d?)\smonths(?:\s(?:of|in)\s{_Y})?\b",
            re.I,
        ),
    ),
    (
        "ending",
        re.compile(
            rf"\b(?:the\s)?(?P<n>two|three|six|nine|twelve|\d\d?)\smonths\s(?:to|through|ended|ending)\s(?:in\s)?{_M}(?:\s{_Y})?(?!\w)"
        ),
    ),
    ("half", re.compile(rf"\b(?:the\s)?(?P<q>first|second|1st|2nd)[\s-]half(?:\sof\s{_Y})?\b", re.I)),
    ("fiscal", re.compile(rf"\b(?:the\s)?(?:fiscal(?:\syear)?|FY)\s?{_Y}\b|\b(?:the\s)?{_Y2}\sfiscal\syear\b", re.I)),
    (
        "business",
        re.compile(
            rf"\b(?:the\s)?(?:fiscal\s|business\s|financial\s)?year\s(?:to|ending|through|that\sends)\s(?:in\s)?(?:next\s)?{_M}(?:\s{_Y})?(?!\w)"
        ),
    ),
    (
        "whole",
        re.compile(
            rf"\b(?:the\s)?(?:whole|full|entire)(?:\sof)?(?:\sthe)?\s(?:year(?:\s{_Y})?|(?:of\s)?{_Y2})\b|\b{_Y.replace('?P<y>', '?P<y3>')}\sas\sa\swhole\b|\bthe\syear\sas\sa\swhole\b",
            re.I,
        ),
    ),
    ("month", re.compile(rf"\b(?:(?P<part>early|mid|late|end)[\s-](?:of\s)?)?{_M},?\s{_Y}\b", re.I)),
    ("month", re.compile(rf"\b(?:(?P<part>early|mid|late|end)[\s-](?:of\s)?)?{_M}(?!\w)")),
    (
        "weekday",
        re.compile(
            r"\b(?P<rel>(?:last|next|this|coming)\s)?(?P<w>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
        ),
    ),
    (
        "relative",
        re.compile(
            r"\b(?:the\s)?(?P<rel>next|last|this|current|coming|previous|following|past)\s(?P<u>day|week|month|quarter|year|weekend|(?:fiscal|business|financial)\syear)\b(?!-)",
            re.I,
        ),
    ),
    ("relative", re.compile(r"(?<=\bin )the\s(?P<u>week|month|quarter|year)\s(?P<rel>before|earlier)\b", re.I)),
    ("relative", re.compile(r"\b(?P<rel>yesterday|today|tomorrow|tonight)\b", re.I)),
    ("relative", re.compile(r"\b(?P<rel>later|earlier)\s(?P<u>this\s(?:week|month|year))\b", re.I)),
    (
        "year",
        re.compile(
            r"(?<![\w.,$¥€£/-])(?P<y>(?:19|20)\d\d)s?\b(?![.,]\d|\s?(?:%|per\s?cent|percent|billion|million|trillion|units|cars|vehicles|jobs|tons|tonnes|points))"
        ),
    ),
]
_MODAL = re.compile(
    r"\b(?:in|since|of|by|until|from|to|for|during|last|this|next|early|mid|late|and|through|-)[\s-]*$", re.I
)


def find_days(text: str) -> list[tuple[int, int, When]]:
    """(start, stop, when) in order; where two readings overlap the longer one of the earlier pattern stands."""
    taken: list[tuple[int, int, When]] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < stop and start < match.end() for start, stop, _ in taken):
                continue
            when = _read(name, match)
            if when is not None and not _verb(match, text):
                taken.append((match.start(), match.end(), when))
    return sorted(taken, key=lambda one: one[0])


def _verb(match: re.Match[str], text: str) -> bool:
    """Whether "May" or "March" stands as a verb or opens a sentence without a day."""
    body = match.group()
    return (
        body in {"May", "March"}
        and not _MODAL.search(text[: match.start()])
        and not text[match.end() :].startswith("'s")
    )


def _month(name: str) -> int:
    low = name.lower().rstrip(".")
    return _SHORT[low] if low in _SHORT else _MONTHS.index(low) + 1


def _read(name: str, match: re.Match[str]) -> When | None:
    got = {key: value for key, value in match.groupdict().items() if value}
    said = got.get("y", got.get("y2"))
    year = int(said) if said else None
    if name == "iso":
        return _day(year, int(got["n"]), int(got["d"]))
    if name == "day":
        return _day(year, _month(got["m"]), int(got["d"]))
    if name == "opening days":
        last = _day(year, _month(got["m"]), int(got["d2"]))
        return When("months", year, (_month(got["m"]), 1), last.last) if last else None
    if name == "range":
        first = _day(year, _month(got["m"]), int(got["d"]))
        last = _day(year, _month(got.get("m2", got["m"])), int(got["d2"]))
        return When("range", year, first.first, last.first) if first and last else None
    if name == "months":
        first_month, last_month = _month(got["m"]), _month(got["m2"])
        return When("months", year, (first_month, 1), (last_month, calendar.monthrange(year or 2023, last_month)[1]))
    if name == "month":
        number = _month(got["m"])
        return When(
            "month",
            year,
            (number, 1),
            (number, calendar.monthrange(year or 2023, number)[1]),
            part=got.get("part", "").lower(),
        )
    if name in {"opening", "ending"}:
        return _several(got, year)
    if name == "business":
        return When("fiscal", year - 1 if year else None, word=_MONTHS[_month(got["m"]) - 1])
    if name == "whole":
        said = said or got.get("y3")
        return When("year", int(said)) if said else When("relative", word="this whole year")
    if name in {"quarter", "half"}:
        which = _NTH[got["q"].lower()] if "q" in got else int(got["q2"])
        return When(name, year, word=str(which))
    if name in {"fiscal", "year"}:
        return When(name, year)
    if name == "weekday":
        return When("weekday", word=(got.get("rel", "") + got["w"]).lower())
    words = re.sub(r"^the\s", "", " ".join(match.group().lower().split())).split()
    rest = ["fiscal" if one in {"business", "financial"} else one for one in words[1:]]
    return When("relative", word=" ".join([_SAME_WORD.get(words[0], words[0]), *rest]))


def _several(got: dict[str, str], year: int | None) -> When | None:
    """ "The first seven months", "the three months to June"."""
    word = got["n"].lower()
    count = int(word) if word.isdigit() else _COUNTS.index(word)
    last = _month(got["m"]) if "m" in got else count
    if not 1 <= count <= 12 or not 1 <= last <= 12:
        return None
    start = (last - count) % 12 + 1 if "m" in got else 1
    return When("months", year, (start, 1), (last, calendar.monthrange(year or 2023, last)[1]))


def _day(year: int | None, month: int, day: int) -> When | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 2024, month)[1]):
        return None
    return When("day", year, (month, day), (month, day))


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
