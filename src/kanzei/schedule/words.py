"""Formulas written in the words of the schedule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kanzei.money import NANO, RATE_ONE
from kanzei.schedule.rates import COMPONENTS, UNITS, Rate

__all__ = ["rate_words"]

_WRITTEN = {name: written for written, (name, top, bottom) in reversed(UNITS.items()) if top == bottom}
_PARTS = {facts: words for words, facts in reversed(COMPONENTS.items())}


def rate_words(rate: Rate) -> str:
    """A formula in the words of the schedule; reading them gives the formula again."""
    kind = rate[0]
    if kind == "free":
        return "Free"
    if kind == "adval":
        return _percent(rate[1])
    if kind == "specific":
        words = "total sugars" if rate[3] == "total_sugars" else f"{rate[3]} content"
        tail = "" if not rate[3] else f" of {words}" if rate[3] == "total_sugars" else f" on {words}"
        unit = " each" if rate[2] == "No." else f"/{_WRITTEN[rate[2]]}"
        return f"{_money(rate[1])}{unit}{tail}"
    if kind == "part":
        return f"{_percent(rate[1])} on the {_PARTS[rate[2]]}"
    if kind == "jewels":
        return f"{_money(rate[1])}/jewel" + (f" over {rate[2]}" if rate[2] else "")
    if kind == "sugar":
        full, each, least = (_money(nano, cents=True) for nano in rate[1:])
        return (
            f"{full}/kg less {each}/kg for each degree under 100 degrees (and fractions of a degree in proportion) "
            f"but not less than {least}/kg"
        )
    if kind == "sum":
        return " + ".join(rate_words(one) for one in rate[1])
    if kind in ("greatest", "least"):
        return f"{' or '.join(rate_words(one) for one in rate[1])}, whichever is {'greater' if kind == 'greatest' else 'less'}"
    if kind == "plus":
        sign, content = (
            ("minus", "") if rate[1] < 0 else ("+", f" upon the value of the {rate[2]} content" if rate[2] else "")
        )
        return "The duty provided in the applicable subheading" + (
            f" {sign} {_percent(abs(rate[1]))}{content}" if rate[1] else ""
        )
    if kind == "no_change":
        return "No change"
    if kind == "see":
        return f"See {rate[1]}"
    return f"(not computable: {rate[1]})"


def _decimal(value: Fraction) -> str:
    """A fraction with a finite decimal form, without trailing zeros."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(units: int) -> str:
    value = Fraction(units * 100, RATE_ONE)
    if value.denominator % 3:
        return f"{_decimal(value)}%"
    whole, part = divmod(value, 1)
    return f"{whole} {part.numerator}/{part.denominator}%"


def _money(nano: int, *, cents: bool = False) -> str:
    if cents or nano < NANO:
        return f"{_decimal(Fraction(nano * 100, NANO))}¢"
    return f"${_decimal(Fraction(nano, NANO))}"
