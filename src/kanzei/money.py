"""Exact money: integer cents, rates as integers over 3,000,000.

Notes
-----
One third of a percent is 10,000 units of :data:`RATE_ONE`, so 33 1/3% is exact.
Specific rates are integers of 10^-9 dollars a unit, quantities integers of 10^-3 units.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

__all__ = [
    "NANO",
    "MILLI",
    "RATE_ONE",
    "dollars",
    "half_up",
    "parse_rate",
    "rate_text",
    "whole_dollars",
]

RATE_ONE = 3_000_000
"""Rate units that make 100%."""
NANO = 1_000_000_000
"""Specific-rate units in a dollar."""
MILLI = 1_000
"""Quantity units in one unit of quantity."""


def half_up(numerator: int, denominator: int) -> int:
    """Round ``numerator / denominator`` to the nearest integer, halves away from zero.

    Notes
    -----
    The sign is mirrored, so duty(x) + refund(x) = 0.
    """
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def whole_dollars(cents: int) -> int:
    """Round cents to whole dollars, half up; the result is in cents (19 CFR 159.3(a))."""
    return half_up(cents, 100) * 100


def dollars(cents: int) -> str:
    """Cents as dollars with two decimals, ``'1234.56'``."""
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole}.{part:02d}"


def parse_rate(text: str) -> int:
    """Read a percentage such as ``'15%'``, ``'7.5%'`` or ``'33 1/3%'`` into rate units.

    Raises
    ------
    ValueError   No percent sign, no number, or a rate that is not a whole number of units.
    """
    body = text.strip()
    if not body.endswith("%"):
        raise ValueError(f"{text!r} is not a percentage: write 15% with the percent sign")
    try:
        value = sum((Fraction(part) for part in body[:-1].split()), Fraction(0))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is not a percentage") from None
    units = value * RATE_ONE / 100
    if units.denominator != 1 or not body[:-1].strip():
        raise ValueError(f"{text!r} is finer than a rate can be (1/30,000 of a percent)")
    return int(units)


def rate_text(rate: int) -> str:
    """Rate units as a decimal fraction of value without trailing zeros, ``'0.15'``."""
    value = Decimal(rate) / Decimal(RATE_ONE)
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return text or "0"
