"""Figures of a report: sums, percentages and shares with their words in place, by rules that can be read here; a repeated body counts once."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

__all__ = ["Figure", "Side", "figures", "side_by_side"]

_SCALE = {
    "": 1,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "m": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SUM = re.compile(
    rf"(?P<sign>US\$|\$|¥|€)\s?(?P<number>{_NUMBER})[\s-]?(?P<scale>thousand|million|billion|trillion|bn|tn|m)?\b", re.I
)
_PERCENT = re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b)", re.I)
_CURRENCY = {"$": "USD", "US$": "USD", "¥": "JPY", "€": "EUR"}


class Figure(NamedTuple):
    """A figure: its unit, its exact value, and where its words stand (line from one, and the words)."""

    unit: str
    value: Decimal
    line: int
    words: str


class Side(NamedTuple):
    """A figure and the places of it in each report."""

    unit: str
    value: Decimal
    places: tuple[tuple[Figure, ...], ...]

    @property
    def agreed(self) -> bool:
        """Whether every report has it."""
        return all(self.places)


def figures(text: str) -> tuple[Figure, ...]:
    """Figures with units in the order of the text; a paragraph that stands twice is read once."""
    found = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        body = " ".join(line.split())
        if body in seen:
            continue
        seen.add(body)
        for match in _SUM.finditer(body):
            scale = _SCALE[(match["scale"] or "").lower()]
            value = Decimal(match["number"].replace(",", "")) * scale
            found.append(Figure(_CURRENCY[match["sign"].upper()], value, number, _around(body, match)))
        for match in _PERCENT.finditer(body):
            found.append(Figure("%", Decimal(match["number"].replace(",", "")), number, _around(body, match)))
    return tuple(found)


def _around(body: str, match: re.Match[str], reach: int = 40) -> str:
    start, stop = max(match.start() - reach, 0), min(match.end() + reach, len(body))
    before, after = body[start : match.start()], body[match.end() : stop]
    if start:
        before = "… " + before.partition(" ")[2]
    if stop < len(body):
        after = after.rpartition(" ")[0] + " …"
    return before + match.group(0) + after


def side_by_side(texts: list[str]) -> tuple[Side, ...]:
    """Every figure of any report with its places in each; the same figure in other words is one."""
    read = [figures(text) for text in texts]
    keys = dict.fromkeys((one.unit, one.value) for each in read for one in each)
    return tuple(
        Side(unit, value, tuple(tuple(one for one in each if (one.unit, one.value) == (unit, value)) for each in read))
        for unit, value in keys
    )
