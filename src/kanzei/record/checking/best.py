"""First, largest, highest: what the long series, the record and the figures on file say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.goods import GOODS
from kanzei.record.checking.model import AGREES, DIFFERS, OPINION, UNCHECKED, Finding
from kanzei.record.measured import figures
from kanzei.record.reports import Item

__all__ = ["average_findings", "best_findings", "is_average"]

_BEST = re.compile(
    r"\b(?P<word>highest|largest|biggest|greatest|lowest|steepest|sharpest|deepest|worst|first|most\s+\w+|record)\b(?P<middle>[^;\n]{0,70}?)\b"
    r"(?P<span>(?:in|for|since)\s+(?:more than\s+|nearly\s+|almost\s+|over\s+|about\s+)?(?P<count>a|an|\d+|two|three|four|five|six|seven|eight|nine|ten)\s+(?P<unit>centur(?:y|ies)|decades?|years?|months?)"
    r"|since\s+(?:\w+\s+)?(?P<year>1[89]\d\d|20\d\d)|ever(?:\s+made)?|in\s+(?:U\.?S\.?\s+|American\s+)?history|of all time)\b",
    re.I,
)
_COUNT = {
    "a": 1,
    "an": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_AVERAGE = 1.5
"""Points by which two ways to weight one day's rates may lie apart."""
_YEARS = {"centur": 100, "decade": 10, "year": 1}


def best_findings(context: Context) -> Iterator[Finding]:
    """A finding for every superlative that is bounded by a time ("in a century", "since 1934", "ever")."""
    for index, spot in context.spots.items():
        if not spot.words or context.kinds[index] == "credit":
            continue
        start, stop = spot.words[0].start, spot.words[-1].stop
        for match in _BEST.finditer(context.report.text[start:stop].replace("\n", " ")):
            left, right = start + match.start(), start + match.end()
            yield _finding(context, spot, index, left, right, match)


def is_average(spot: Spot, item: Item) -> bool:
    """Whether a percentage is the average tariff, not a rate of duty."""
    near = {one.text.lower() for one in spot.words if abs(one.start - item.start) < 90}
    return spot.has("TARIFF") and bool(near & {"effective", "average", "receipts", "weighted"})


def average_findings(context: Context) -> Iterator[Finding]:
    """A finding for every average tariff of a report: each measure on file beside it, for no two say the same."""
    for item in context.items:
        spot = context.spots[item.sentence]
        if item.kind != "percent" or item.number is None or not is_average(spot, item):
            continue
        rows = context.measures.highest(context.on) if context.measures.highest else ()
        told = [f"{one.measure}: {one.percent:.2f}%" for one in rows]
        if not rows or context.places(item.sentence):
            needs = "the average tariff, with its measure and its origin"
            yield context.finding(
                item, UNCHECKED, "average", "; ".join(told) or "no average was handed in", needs=needs
            )
            continue
        same = [number for number, one in enumerate(rows) if abs(one.percent - float(item.number)) <= _AVERAGE]
        if same:
            rest = tuple(one for number, one in enumerate(told) if number != same[0])
            yield context.finding(item, AGREES, "average", told[same[0]], source=rows[same[0]].series, beside=rest)
        else:
            cause = "other measure: by the law's rates or as paid, weights of another year, with trade shifted or not"
            yield context.finding(item, DIFFERS, "average", "; ".join(told), source=rows[0].series, cause=cause)


def _finding(context: Context, spot: Spot, index: int, left: int, right: int, match: re.Match[str]) -> Finding:
    years = _years(context, match)
    if spot.has("EXPORT") and spot.has("FALL"):
        return _exports(context, index, left, right, match["span"])
    if spot.has("TARIFF") and years is not None and spot.has(*GOODS):
        return context.phrase(
            index,
            left,
            right,
            UNCHECKED,
            "record",
            "the long series is of all goods together",
            needs="a series of the duty on these goods",
        )
    if spot.has("TARIFF") and years is not None and match["word"].lower() in ("highest", "steepest", "record"):
        return _tariffs(context, index, left, right, years)
    if years is None and spot.has("AGREE", "INVESTMENT", "PACKAGE", "FUND", "AGREEMENT"):
        return context.phrase(
            index, left, right, OPINION, "record", "no measure makes one deal the largest: the sums promised are of different kinds", beside=tuple(_packages(context)),
            needs="a measure: promised sums, trade covered, or duty saved",
        )  # fmt: skip
    if spot.has("TARIFF") and years is None:
        return context.phrase(
            index,
            left,
            right,
            OPINION,
            "record",
            "no period is named, and the series on file begins in 1899",
            needs="a measure and a period",
        )
    return context.phrase(
        index,
        left,
        right,
        UNCHECKED,
        "record",
        "no series on file is of this measure",
        needs="a series of it over the time named",
    )


def _years(context: Context, match: re.Match[str]) -> int | None:
    """How many years back a superlative reaches; None where it has no bound."""
    if match["year"]:
        return context.on.year - int(match["year"])
    if not match["unit"]:
        return None
    count = _COUNT.get(match["count"].lower()) or int(match["count"])
    for unit, length in _YEARS.items():
        if match["unit"].lower().startswith(unit):
            return count * length
    return 0


def _tariffs(context: Context, index: int, left: int, right: int, years: int) -> Finding:
    """The average tariff of the day against the long series: the last year with a higher one."""
    rows = context.measures.highest(context.on) if context.measures.highest else ()
    if not rows:
        return context.phrase(
            index,
            left,
            right,
            UNCHECKED,
            "record",
            "the average tariff of the day was not handed in",
            needs="the average tariff, with its measure",
        )
    told = [
        f"{one.measure}: {one.percent:.2f}%, "
        + (
            f"last higher in {one.year}, {context.on.year - one.year} years before"
            if one.year
            else f"no year higher from {one.first} on"
        )
        + f" ({one.series})"
        for one in rows
    ]
    reach = [context.on.year - one.year if one.year else context.on.year - one.first for one in rows]
    first = rows[0]
    verdict = AGREES if reach[0] >= years else DIFFERS
    cause = (
        ""
        if verdict == AGREES
        else f"rounding of {reach[0]} years to {years}"
        if reach[0] >= 0.85 * years
        else "other measure or other years"
    )
    return context.phrase(
        index, left, right, verdict, "record", told[0], source=first.series, cause=cause, beside=tuple(told[1:])
    )


def _packages(context: Context) -> Iterator[str]:
    """What other partners promised, as known that day: kinds that are not to be added."""
    for slot in context.record.slots.values():
        if slot.topic == "packages":
            claims = context.record.of(slot.id)
            if claims:
                one = claims[-1]
                yield f"{slot.title}: {one.value} ({one.scope}), {one.by} {one.on}"


def _exports(context: Context, index: int, left: int, right: int, span: str) -> Finding:
    """Japan's exports: the months on file do not reach back; what they say is given."""
    rows = [
        one
        for one in figures()
        if one.known <= context.on and one.measure == "Japan's total exports, on the year before"
    ]
    if not rows or context.subject not in ("Japan", ""):
        return context.phrase(
            index, left, right, UNCHECKED, "record", "no exports of this partner on file", needs="its exports by month"
        )
    least = min(rows, key=lambda one: one.value)
    told = f"Japan's exports, on the year before: {'; '.join(f'{one.period} {one.value:f}%' for one in rows)}"
    return context.phrase(
        index,
        left,
        right,
        UNCHECKED,
        "record",
        f"{told}; the largest fall on file is {least.period}",
        source=least.source,
        needs=f"exports by month as far back as the report goes ({span}): the file begins with {rows[0].period}",
    )
