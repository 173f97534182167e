"""Figures of the rooms deal and impact as words of a page: billions of dollars, percentages, years."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

__all__ = ["FILTERS"]

MINUS, NO = "\u2212", "\u2013"


def billions(usd: Any, signed: bool = False) -> str:
    """Dollars in billions with two decimals, in millions below one; ``signed``: with its sign, a minus in its own letter."""
    value = Decimal(str(usd))
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    least = Decimal("0.01")
    size = abs(value) / 10**9
    if size >= 1 or value == 0:
        return f"{sign}${size.quantize(least, ROUND_HALF_UP):,} bn"
    return f"{sign}${(abs(value) / 10**6).quantize(least, ROUND_HALF_UP):,} m"


def signed_usd(text: str) -> str:
    """Dollars to the cent with thousands separated."""
    value = Decimal(text)
    return f"{MINUS if value < 0 else ''}{abs(value):,.2f}"


def share(value: Any) -> str:
    """A fraction as a percentage with one decimal."""
    return NO if value is None else points(value, 1)


def points(value: Any, places: int = 2) -> str:
    """A fraction as a percentage; half up on its decimal digits."""
    if value is None:
        return NO
    digits = (Decimal(str(value)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{MINUS if digits < 0 else ''}{abs(digits)}%"


def rate_year(text: str | None) -> str:
    """A rate of return as the command words it, with two decimals."""
    return NO if not text else points(Decimal(text.rstrip("%")) / 100)


def years(text: str | None) -> str:
    """Years until what was put in is back."""
    return NO if not text else f"{Decimal(text):.1f} years"


def change(value: Any) -> str:
    """A percent change with its sign."""
    if value is None:
        return NO
    digits = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{MINUS if digits < 0 else '+' if digits > 0 else ''}{abs(digits)}%"


FILTERS: dict[str, Callable[..., str]] = {
    "billions": billions,
    "signed_usd": signed_usd,
    "share": share,
    "points": points,
    "rate_year": rate_year,
    "years": years,
    "change": change,
}
