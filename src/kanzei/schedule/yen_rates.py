"""Rates of the Japanese tariff: sums of shares of the value and yen a unit, the lesser or the greater of two.

A rate is written in a small closed language, the same in tables, in instrument files and in print::

    free                                      no duty
    21.6%                                     a share of the customs value
    35% + 120 yen/kg                          a sum
    least(15%, 125 yen/l)                     the lesser; greatest(…) the greater
    526.096 yen/kg - 100%                     526.096 yen a kilogram less the customs value: a difference duty
    1.5 price(pork-processed) - 60%           a price that an instrument fixes stands by its name

Every rate is therefore a piecewise linear function of value and quantity, and one evaluator serves all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from kanzei.errors import ScheduleError

__all__ = ["UNITS", "Pick", "Sum", "Term", "YenRate", "parse_yen_rate", "rate_words", "terms", "write_yen_rate"]

UNITS = {"kg": "kilogram", "l": "litre", "kg-sugar": "kilogram of sugar content"}
"""Units of specific duties in the tables held, and their names."""
_MOST = Fraction(10**9)
_DEEPEST = 4
_TOKEN = re.compile(
    r"\s*(?:(?P<word>least|greatest|free|price)\b|(?P<number>\d[\d,]*(?:\.\d+)?(?:/\d+(?:\.\d+)?)?)|(?P<unit>yen/(?:kg-sugar|kg|l)\b)|(?P<mark>[-+(),%])|(?P<name>[a-z][a-z-]*))"
)


class Term(NamedTuple):
    """One summand.

    kind  : ``value`` (a share of the customs value) | ``unit`` (yen a unit) | ``price`` (times a named price a kilogram).
    times : the share, the yen or the factor; exact, and negative where it is taken off.
    name  : the unit, or the name of the price; empty for a share.
    """

    kind: str
    times: Fraction
    name: str = ""


class Sum(NamedTuple):
    """A sum of terms; none is free of duty."""

    terms: tuple[Term, ...]

    @property
    def is_difference(self) -> bool:
        """Whether something is taken off: the rate is then reckoned on the value and quantity as they are."""
        return any(one.times < 0 for one in self.terms)


class Pick(NamedTuple):
    """The ``least`` or the ``greatest`` of several rates."""

    kind: str
    among: tuple[Sum | Pick, ...]


YenRate = Sum | Pick


def parse_yen_rate(text: str) -> YenRate:
    """Read a rate.

    Raises
    ------
    ScheduleError   The text is not in the language, or a figure is absurd.
    """
    reader = _Reader(text)
    found = reader.rate(0)
    if reader.peek() is not None:
        raise reader.wrong("something follows the rate")
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        place = 0
        body = text.rstrip()
        while place < len(body):
            found = _TOKEN.match(body, place)
            if not found:
                raise self.wrong(f"{body[place:].strip()[:20]!r} is no part of a rate")
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            place = found.end()
        self.at = 0

    def wrong(self, why: str) -> ScheduleError:
        return ScheduleError(
            f"the rate {self.text!r} cannot be read: {why}; write it as 21.6%, 35% + 120 yen/kg or least(15%, 125 yen/l)"
        )

    def peek(self) -> tuple[str, str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *wanted: str) -> str | None:
        """The next token's text if it is of a wanted kind, or is a wanted text."""
        token = self.peek()
        if token is None or not (token[0] in wanted or token[1] in wanted):
            return None
        self.at += 1
        return token[1]

    def need(self, *wanted: str) -> str:
        found = self.take(*wanted)
        if found is None:
            token = self.peek()
            raise self.wrong(f"{' or '.join(wanted)} is wanted " + (f"before {token[1]!r}" if token else "at its end"))
        return found

    def rate(self, depth: int) -> YenRate:
        if depth > _DEEPEST:
            raise self.wrong("it is nested too deep")
        kind = self.take("least", "greatest")
        if kind:
            self.need("(")
            among = [self.rate(depth + 1)]
            while self.take(","):
                among.append(self.rate(depth + 1))
            self.need(")")
            if len(among) < 2:
                raise self.wrong(f"{kind}(…) compares at least two rates")
            return Pick(kind, tuple(among))
        if self.take("free"):
            return Sum(())
        found = [self.term(-1 if self.take("-") else 1)]
        while sign := self.take("+", "-"):
            found.append(self.term(-1 if sign == "-" else 1))
        return Sum(tuple(found))

    def term(self, sign: int) -> Term:
        number = self.take("number")
        times = sign * (self.figure(number) if number else Fraction(1))
        if self.take("price"):
            self.need("(")
            name = self.need("name")
            self.need(")")
            return Term("price", times, name)
        if not number:
            raise self.wrong("a figure is wanted")
        if self.take("%"):
            return Term("value", times / 100)
        unit = self.take("unit")
        if unit:
            return Term("unit", times, unit.removeprefix("yen/"))
        if "/" in number:
            return Term("value", times)
        raise self.wrong(f"{number} has no unit: % or yen/kg")

    def figure(self, text: str) -> Fraction:
        above, _, below = text.replace(",", "").partition("/")
        try:
            found = Fraction(above) / Fraction(below or 1)
        except ZeroDivisionError:
            raise self.wrong("it divides by zero") from None
        if found > _MOST:
            raise self.wrong(f"{text} is larger than any rate")
        return found


def write_yen_rate(rate: YenRate) -> str:
    """The rate in its language: ``parse_yen_rate`` reads it back to the same rate."""
    if isinstance(rate, Pick):
        return f"{rate.kind}({', '.join(write_yen_rate(one) for one in rate.among)})"
    if not rate.terms:
        return "free"
    out = ""
    for one in rate.terms:
        sign = "-" if one.times < 0 else "+"
        out += (f" {sign} " if out else "-" * (sign == "-")) + _term(one.kind, abs(one.times), one.name)
    return out


def _term(kind: str, times: Fraction, name: str) -> str:
    if kind == "value":
        share = _decimal(times * 100)
        return f"{share}%" if share else f"{times.numerator}/{times.denominator}"
    figure = _decimal(times) or f"{times.numerator}/{times.denominator}"
    if kind == "unit":
        return f"{figure} yen/{name}"
    return f"price({name})" if times == 1 else f"{figure} price({name})"


def _decimal(number: Fraction) -> str:
    """The number as decimal text, or nothing where it has no end."""
    rest = number.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return ""
    places = max(twos, fives)
    digits = str(number.numerator * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits


def rate_words(rate: YenRate) -> str:
    """The rate as people read it: ``the lesser of 15% and 125 yen/l``."""
    if isinstance(rate, Pick):
        which = "lesser" if rate.kind == "least" else "greater"
        return f"the {which} of {' and '.join(rate_words(one) for one in rate.among)}"
    if not rate.terms:
        return "free"
    text = re.sub(
        r"price\(([a-z-]+)\)",
        lambda found: f"the standard import price of {found[1].replace('-', ' (')})",
        write_yen_rate(rate),
    )
    text = re.sub(r"(\d) the standard", r"\1 times the standard", text)
    return re.sub(
        r" - (\d\S*)", lambda found: f" less {'' if found[1] == '100%' else found[1] + ' of '}the customs value", text
    )


def terms(rate: YenRate) -> Iterator[Term]:
    """Every term of a rate, those of all its parts."""
    if isinstance(rate, Sum):
        yield from rate.terms
    else:
        for one in rate.among:
            yield from terms(one)
