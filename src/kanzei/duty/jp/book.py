"""The law book of Japan, opened, and a view of it as known on a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from kanzei.duty.jp.amounts import Rounding
from kanzei.errors import LawError, NotCovered, UsageError
from kanzei.schedule.yen_rates import Sum, parse_yen_rate
from kanzei.times import parse_day

__all__ = ["JapanBook", "JapanView"]

SHIPPED = Path(__file__).parents[2] / "data" / "japan.json"


class JapanBook:
    """Instruments and lines of the Japanese tariff."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.instruments: list[dict[str, Any]] = content["instruments"]
        self.lines: list[dict[str, Any]] = content["lines"]
        self.sources: dict[str, str] = content["sources"]
        self.digest: str = content["digest"]
        self.as_of = max(parse_day(content["seen_to"]), *(parse_day(one["known"]) for one in self.instruments))

    @classmethod
    def shipped(cls) -> JapanBook:
        """The book this release carries."""
        try:
            return cls(json.loads(SHIPPED.read_bytes()))
        except OSError:
            raise LawError(f"{SHIPPED} is missing: reinstall kanzei") from None

    def with_files(self, paths: Sequence[Path]) -> JapanBook:
        """The book with hypothetical instruments laid on top.

        Raises
        ------
        LawError   A file cannot be used.
        """
        if not paths:
            return self
        from kanzei.law.jp.compiled import digest_of
        from kanzei.law.jp.instrument import read_files

        added = read_files(list(paths))
        names = {one["id"] for one in added}
        kept = [one for one in self.instruments if one["id"] not in names]
        content = {**self.content, "instruments": [*kept, *added]}
        # The book's own horizon stays: a supposed instrument is not the law of its day.
        made = JapanBook({**content, "digest": digest_of(content)})
        made.as_of = self.as_of
        return made

    def rows(self, code: str) -> list[dict[str, Any]]:
        """The lines of a code: several where seasons have rates of their own."""
        return [one for one in self.lines if one["code"] == code]

    def chapters(self) -> list[str]:
        """Chapters of which the book holds lines."""
        return sorted({one["code"][:2] for one in self.lines})

    def view(self, known: date | None = None) -> JapanView:
        """The book as known on a day; ``None`` is ``as_of``.

        Raises
        ------
        UsageError   The day is after everything the book holds.
        """
        day = known or self.as_of
        if day > self.as_of:
            raise UsageError(
                f"--known {day}: the book of Japan holds nothing after {self.as_of}; ask as known on it or before"
            )
        return JapanView(self, day)


class JapanView:
    """The law of Japan as known on a day."""

    def __init__(self, book: JapanBook, known: date) -> None:
        self.book, self.known = book, known
        word = known.isoformat()
        self._active = [one for one in book.instruments if one["known"] <= word or one["kind"] == "hypothetical"]
        self.facts: dict[str, dict[str, Any]] = {fact["key"]: fact for one in self._active for fact in one["facts"]}

    def columns(self, day: date) -> list[dict[str, Any]]:
        """Columns in force for entries of a day: the base first, then what stands instead of it, then what must be lower."""
        order = {"base": 0, "instead": 1, "if_lower": 2}
        found = self._on("columns", day)
        return sorted(found, key=lambda one: order[one["role"]])

    def rates(self, day: date, column: str, code: str) -> list[dict[str, Any]]:
        """Rates that stand in a column in the place of the table's, the latest known first."""
        found = [
            one
            for one in self._on("rates", day)
            if one["column"] == column and (not one["goods"] or code.startswith(tuple(one["goods"])))
        ]
        return found[::-1]

    def prices(self, day: date) -> dict[str, Fraction]:
        """Named prices in yen a kilogram."""
        out = {}
        for one in self._on("prices", day):
            rate = parse_yen_rate(one["price"])
            assert isinstance(rate, Sum)
            out[one["name"]] = rate.terms[0].times
        return out

    def price_rows(self, day: date) -> dict[str, dict[str, Any]]:
        """Named prices with their citation and grade."""
        return {one["name"]: one for one in self._on("prices", day)}

    def rounding(self, day: date) -> Rounding:
        """The fractions that are dropped.

        Raises
        ------
        NotCovered   The view holds no rule of rounding for the day.
        """
        found = self._on("rounding", day)
        if not found:
            raise NotCovered(
                f"the book of Japan holds no law for entries of {day} as known on {self.known}: it begins with entries of "
                "2020-01-01, as known from 2019-10-07"
            )
        last = found[-1]
        return Rounding(last["value_to"], last["duty_to"], last["quantity_digits_less"])

    def beside(self, code: str) -> list[str]:
        """Charges collected beside the duty on a code that the book does not reckon."""
        return [
            row["what"]
            for one in self._active
            for row in one["beside"]
            if not row["goods"] or code.startswith(tuple(row["goods"]))
        ]

    def last_day(self, column: str, before: date) -> date | None:
        """The last day of entry, before a day, on which a column was in force."""
        ends = [
            parse_day(row["to"])
            for one in self._active
            for row in one["columns"]
            if row["column"] == column and row["to"] <= before.isoformat()
        ]
        return max(ends) - timedelta(days=1) if ends else None

    def bounds(self) -> list[date]:
        """Days of entry on which a column, a rate or a price begins or ends."""
        days: set[str] = set()
        for one in self._active:
            for part in ("columns", "rates", "prices"):
                days.update(word for row in one[part] for word in (row["from"], row["to"]))
        return sorted(parse_day(word) for word in days if word < "2199")

    def _on(self, part: str, day: date) -> list[dict[str, Any]]:
        word = day.isoformat()
        return [
            {
                "grade": one["grade"],
                "confidence": one["confidence"],
                **row,
                "instrument": one["id"],
                "title": one["title"],
            }
            for one in self._active
            for row in one[part]
            if row["from"] <= word < row["to"]
        ]
