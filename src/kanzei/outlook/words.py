"""Typed values of a scenario file: probabilities, dollars, days; each mistake with its place and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from kanzei.law.marked import Mark, Marked
from kanzei.law.reader import Reader
from kanzei.times import parse_day

__all__ = ["MOST_DAYS", "Words", "probability_of"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_MOST_USD = Decimal(10) ** 12
MOST_DAYS = 400
"""Days of one event at most."""


def probability_of(text: str) -> Fraction:
    """``70%``, ``0.7`` or ``7/10`` as an exact fraction.

    Raises
    ------
    ValueError   It is no number, or lies outside 0 to 100%.
    """
    body = text.strip()
    share = body.endswith("%")
    try:
        value = Fraction(body[:-1].strip() if share else body)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no probability: write 70%, 0.7 or 7/10") from None
    if share:
        value /= 100
    if not 0 <= value <= 1:
        raise ValueError(f"{text!r} is no probability: it lies between 0% and 100%")
    return value


class Words(Reader):
    """A reader of marked trees that knows the words of a scenario."""

    def name(self, body: dict[str, Marked], mark: Mark, what: str) -> str:
        """The id of something: small letters, digits and hyphens."""
        text = self.text(body, "id", mark)
        if text and not _ID.match(text):
            self.error(
                body["id"].mark, f"the id {text!r} of {what}: write small letters, digits and hyphens, such as autos-15"
            )
        return text

    def probability(self, item: Marked) -> Fraction:
        """A probability."""
        try:
            return probability_of(str(item.value))
        except ValueError as error:
            self.error(item.mark, str(error))
            return Fraction(0)

    def usd(self, item: Marked) -> int:
        """Dollars, no separators, at most two decimals, as cents."""
        try:
            value = Decimal(str(item.value))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0 or value >= _MOST_USD or value * 100 != (value * 100).to_integral_value():
            self.error(item.mark, f"{str(item.value)!r} is no amount in dollars: write plain digits such as 1234.56")
            return 0
        return int(value * 100)

    def count(self, item: Marked, most: int) -> int:
        """A whole number from 0."""
        text = str(item.value)
        if not (text.isascii() and text.isdigit() and int(text) <= most):
            self.error(item.mark, f"{text!r} is no whole number from 0 to {most:,}")
            return 0
        return int(text)

    def when(self, item: Marked) -> date:
        """A day."""
        return parse_day(self.day(item))

    def one_of(self, word: str, among: Iterable[str], mark: Mark, what: str) -> bool:
        """Whether a word is one of those that exist; an error that names the nearest where it is not."""
        known = list(among)
        if word in known:
            return True
        self.error(
            mark, f"there is no {what} {word!r}{self.nearest(word, known)}: {', '.join(known) or 'none is defined'}"
        )
        return False

    def days(self, item: Marked) -> tuple[tuple[date, Fraction], ...]:
        """A distribution over days: a list of day and probability, or every day (or every so many) of an interval, each as likely."""
        if isinstance(item.value, dict):
            body = self.mapping(item, "days", ["from", "to", "every"])
            if "from" not in body or "to" not in body:
                self.error(
                    item.mark,
                    "days need 'from' and 'to', the first day not covered; or a list of {day: …, probability: …}",
                )
                return ()
            start, stop = self.when(body["from"]), self.when(body["to"])
            step = self.count(body["every"], MOST_DAYS) if "every" in body else 1
            if step < 1 or stop <= start:
                self.error(item.mark, f"no day lies from {start} to {stop}: 'to' is the first day not covered")
                return ()
            number = ((stop - start).days + step - 1) // step
            if number > MOST_DAYS:
                self.error(item.mark, f"{number} days; {MOST_DAYS} is the most: say every: 7")
                return ()
            return tuple((start + timedelta(days=step * one), Fraction(1, number)) for one in range(number))
        found: dict[date, Fraction] = {}
        for one in self.items(item):
            body = self.mapping(one, "a day", ["day", "probability"])
            if "day" not in body or "probability" not in body:
                self.error(one.mark, "a day of a distribution is {day: 2025-09-16, probability: 50%}")
                continue
            day = self.when(body["day"])
            if day in found:
                self.error(one.mark, f"{day} stands twice: add its probabilities up")
            found[day] = self.probability(body["probability"])
        total = sum(found.values(), Fraction(0))
        if found and total != 1:
            self.error(item.mark, f"the probabilities of the days make {share_text(total)}, not 100%")
        return tuple(sorted(found.items()))


def share_text(share: Fraction) -> str:
    """A probability as a percentage where it is a short one, else as a fraction."""
    value = share * 100
    if value.denominator == 1:
        return f"{value.numerator}%"
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    return f"{text}%" if Fraction(text) == value else f"{share.numerator}/{share.denominator}"
