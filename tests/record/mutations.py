"""Altered copies of reports: one figure, day or name changed, at one place or wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kanzei.record.reports import Item, read_text
from kanzei.record.reports.compare import compare
from kanzei.record.reports.results import Finding

WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen".split()
RANKS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()
MONTHS = "January February March April May June July August September October November December".split()
SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
OTHER = {
    "next": "last", "last": "next", "this": "last", "week": "month", "month": "year", "year": "month",
    "yesterday": "tomorrow", "today": "yesterday", "tomorrow": "yesterday", "early": "late", "late": "early", "mid": "late",
}  # fmt: skip
PLACES = {
    "Japan": "Brazil", "Japanese": "Brazilian", "Tokyo": "Hanoi", "Washington": "Ottawa", "U.S.": "U.K.", "US": "UK", "American": "Canadian",
    "United States": "United Kingdom", "South Korea": "Vietnam", "Seoul": "Hanoi", "EU": "UK", "Brussels": "London", "China": "India",
}  # fmt: skip


def altered(one: Item) -> Iterator[str]:
    """Other values in the words of an item."""
    text = one.text
    if one.kind in {"money", "percent", "points", "number", "ordinal"}:
        digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
        if digits:
            number = digits.group().replace(",", "")
            places = len(number.partition(".")[2])
            for changed in (
                float(number) + (1 if places == 0 else 10**-places),
                float(number) * 2 + 3,
                float(number) * 1.3,
            ):
                put = f"{changed:.{places}f}"
                if put != number and not (one.kind == "ordinal" and put.endswith(("1", "2", "3"))):
                    yield text.replace(digits.group(), put, 1)
        for names in (WORDS, RANKS):
            for place, name in enumerate(names[:-2]):
                if place and re.search(rf"\b{name}\b", text, re.I):
                    put = names[place + 2].capitalize() if text[0].isupper() else names[place + 2]
                    yield re.sub(rf"\b{name}\b", put, text, count=1, flags=re.I)
    elif one.kind == "date":
        yield from _days(text)
    elif one.kind == "place":
        yield PLACES.get(text, "Norway" if text != "Norway" else "Chile")
    elif one.kind == "organisation":
        yield ("Bloomberg" if text != "Bloomberg" else "Reuters") if " " not in text else "Daily Gazette"
        yield "IMF" if text not in {"IMF", "International Monetary Fund"} else "OECD"
    elif one.kind in {"person", "name"}:
        parts = text.split()
        yield "Brandt" if len(parts) == 1 else "Carla Brandt"
        yield "Motegi" if len(parts) == 1 else " ".join([*parts[:-1], "Motegi"])


def _days(text: str) -> Iterator[str]:
    for names, step in ((MONTHS, 1), (SHORT, 1), (DAYS, 2)):
        for place, name in enumerate(names):
            if re.search(rf"\b{name}\b", text) and name != "May":
                yield re.sub(rf"\b{name}\b", names[(place + step) % len(names)], text, count=1)
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    if year:
        yield text.replace(year.group(), str(int(year.group()) - 1), 1)
    day = re.search(r"\b[0-3]?\d\b(?!\d)", text)
    if day and not text.startswith(("19", "20")):
        yield text.replace(day.group(), str(int(day.group()) - 1 or 2), 1)
    for word, other in OTHER.items():
        if re.search(rf"\b{word}\b", text, re.I):
            yield re.sub(rf"\b{word}\b", other, text, count=1, flags=re.I)
            return


def copies(text: str) -> Iterator[tuple[Item, str, str, str]]:
    """(item, new words, how, the altered text) for every item of a report."""
    report = read_text(text)
    seen: set[tuple[str, str]] = set()
    items = compare([report, report]).items[0]
    for one in items:
        if one.kind == "role":
            continue
        word = re.compile(rf"(?<![\w.,]){re.escape(one.text)}(?!\w)")
        alone = sum(other.text == one.text for other in items)
        for put in altered(one):
            yield one, put, "here", report.text[: one.start] + put + report.text[one.stop :]
            if (one.text, put) not in seen and 1 < alone == len(word.findall(report.text)):
                seen.add((one.text, put))
                yield one, put, "everywhere", word.sub(put, report.text)


def conflicts(text: str, other: str) -> tuple[Finding, ...]:
    """Conflicts between two texts."""
    return compare([read_text(text), read_text(other)]).of("conflict")
