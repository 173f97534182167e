"""Days, spans and periods as written, and when they are: partial ones stay partial, relative ones need the day of the report."""

from __future__ import annotations

import calendar
import re

from kanzei.record.reports.model import When
from kanzei.record.reports.times import interval, same_time

__all__ = ["find_days", "interval", "same_time"]

_MONTHS = "january february march april may june july august september october november december".split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_M = r"(?P<m>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_M2 = _M.replace("?P<m>", "?P<m2>")
_D, _Y = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?", r"(?P<y>(?:19|20)\d\d)"
_Y2 = _Y.replace("?P<y>", "?P<y2>")
_D2 = _D.replace("?P<d>", "?P<d2>")
_SPAN = r"(?:\s?-\s?|\s+to\s+|\s+through\s+|\s+until\s+|\s+and\s+)"
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
