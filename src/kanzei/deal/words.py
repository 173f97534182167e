"""Typed values of the files of this room: money in cents, exact rates and shares, lists by period. Each mistake has its place and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from kanzei.law.marked import Mark, Marked
from kanzei.outlook.words import Words as ScenarioWords

__all__ = ["MOST_PERIODS", "Words", "percentage", "read_share"]

MOST_PERIODS = 1200
"""Periods of a case: a century of months."""
_MOST_USD = Decimal(10) ** 15
_FEW = 20
_T = TypeVar("_T")


def read_share(text: str) -> Fraction:
    """``6%``, ``0.06`` or ``1/3`` as an exact fraction; a bare number above one is refused, for 6 may mean 6% or 600%.

    Raises
    ------
    ValueError   It is no such number.
    """
    body = text.strip()
    percent = body.endswith("%")
    try:
        if "e" in body.lower():
            raise ValueError
        value = Fraction(body[:-1].strip() if percent else body)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no percentage or fraction: write 6%, 0.06 or 1/3") from None
    if not percent and abs(value) > 1:
        raise ValueError(f"{text!r}: write {text}% with its sign, or a fraction such as 0.06")
    return value / 100 if percent else value


def percentage(value: Fraction, places: int = 4) -> str:
    """An exact share as a percentage without trailing zeros; where that is not exact, the fraction itself."""
    scaled = value * 100
    text = f"{float(scaled):.{places}f}".rstrip("0").rstrip(".")
    return f"{text}%" if Fraction(text) == scaled else f"{value.numerator}/{value.denominator}"


class Words(ScenarioWords):
    """A reader of marked trees that knows the words of terms and cases."""

    def one_of(self, word: str, among: Iterable[str], mark: Mark, what: str) -> bool:
        """Whether a word is one of those that exist; the error names the nearest, or all where they are few."""
        known = list(among)
        if word in known:
            return True
        near = self.nearest(word, known)
        listed = "" if near or len(known) > _FEW else f" ({', '.join(known) or 'none is defined'})"
        self.error(mark, f"there is no {what} {word!r}{near}{listed}")
        return False

    def usd(self, item: Marked) -> int:
        """Dollars as cents: plain digits, at most two decimals, from nothing to a thousand times a trillion."""
        text = item.value if isinstance(item.value, str) else ""
        try:
            value = Decimal(text.replace("_", "x"))
        except InvalidOperation:
            value = Decimal("NaN")
        exact = value.is_finite() and value * 100 == (value * 100).to_integral_value()
        if not exact or value < 0 or value >= _MOST_USD:
            what = "a list or mapping" if not isinstance(item.value, str) else repr(text)
            self.error(item.mark, f"{what} is no amount in dollars: write plain digits such as 1234.56")
            return 0
        return int(value * 100)

    def share(self, item: Marked, most: Fraction | None = None) -> Fraction:
        """A rate or share, not negative."""
        try:
            value = read_share(item.value if isinstance(item.value, str) else "")
        except ValueError as error:
            self.error(item.mark, str(error))
            return Fraction(0)
        if value < 0 or (most is not None and value > most):
            self.error(
                item.mark, f"{item.value!r} must lie from 0 to {percentage(most) if most is not None else 'any rate'}"
            )
            return Fraction(0)
        return value

    def series(self, item: Marked, one: Callable[[Marked], _T], number: int | None = None) -> list[_T]:
        """A list of values by period; a single one stands for every period where ``number`` says how many there are."""
        if isinstance(item.value, list):
            if len(item.value) > MOST_PERIODS:
                self.error(item.mark, f"{len(item.value)} periods; {MOST_PERIODS} is the most")
                return []
            return [one(each) for each in item.value]
        return [one(item)] * (number if number is not None else 1)

    def positive(self, item: Marked, most: int) -> int:
        """A whole number from 1."""
        if item.value == "0":
            self.error(item.mark, "'0' must be at least 1")
            return 1
        return max(self.count(item, most), 1)

    def shares(self, item: Marked) -> tuple[Fraction, Fraction]:
        """``{investor: 50%, host: 50%}``, which make one."""
        body = self.mapping(item, "shares", ["investor", "host"])
        if set(body) != {"investor", "host"}:
            self.error(item.mark, "shares are {investor: 50%, host: 50%}")
            return Fraction(1), Fraction(0)
        pair = self.share(body["investor"], Fraction(1)), self.share(body["host"], Fraction(1))
        if sum(pair) != 1:
            self.error(item.mark, f"the shares make {percentage(sum(pair, Fraction(0)))}, not 100%")
        return pair

    def needed(self, body: dict[str, Marked], key: str, mark: Mark, hint: str = "") -> Marked:
        """An item that must be there; a blank one in its place otherwise."""
        if key not in body:
            self.error(mark, f"needs {key!r}{': ' + hint if hint else ''}")
        return body.get(key, Marked("", mark))
