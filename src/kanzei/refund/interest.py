"""Interest on duty paid back, or on duty owed: by quarter, compounded daily, exact to the cent.

interest = principal x (product over the days after the deposit, to the day of liquidation or reliquidation and with it, of (1 + rate / 365)) - principal

Notes
-----
19 U.S.C. 1505(c): from the deposit to the liquidation or reliquidation. 26 U.S.C. 6621 gives the rate of the quarter, 6622 compounds daily. The factors of
CBP's own tables are rounded and may differ by a cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Literal, NamedTuple

from kanzei.errors import EntryError
from kanzei.money import half_up
from kanzei.refund.rules import interest_rates

__all__ = ["Interest", "Payee", "QuarterShare", "interest", "quarter_of"]

Payee = Literal["corporate", "other"]
"""Whose overpayment: of a corporation, or of anybody else. Underpayments of both bear the rate of ``other`` (26 U.S.C. 6621(a)(2))."""

_DAYS = 365
_PERCENT = 100


class QuarterShare(NamedTuple):
    """Days of one quarter. percent : rate a year. factor : what a dollar grows to over these days, twelve decimals. cents : interest that fell in them, unrounded shares summed."""

    quarter: str
    days: int
    percent: int
    factor: Decimal
    cents: int
    source: str


class Interest(NamedTuple):
    """Interest on a principal. days : calendar days after ``start`` to ``stop`` and with it. factor : of the whole span, twelve decimals."""

    principal_cents: int
    cents: int
    start: date
    stop: date
    days: int
    factor: Decimal
    quarters: tuple[QuarterShare, ...]
    payee: Payee


def quarter_of(day: date) -> str:
    """``2026Q2``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def interest(
    principal_cents: int,
    start: date,
    stop: date,
    payee: Payee = "corporate",
    rates: Mapping[str, tuple[int, int, str]] | None = None,
) -> Interest:
    """Interest on a principal from the day of deposit to the day of liquidation or reliquidation.

    Parameters
    ----------
    principal_cents : negative for duty owed; the interest has its sign.
    rates : quarter -> percent for corporations, percent for others, source; default: the table of the package.

    Raises
    ------
    EntryError   ``stop`` lies before ``start``, or in a quarter whose rate is not known.
    """
    if stop < start:
        raise EntryError(f"interest cannot run from {start} to {stop}: one of the two days is wrong")
    table = interest_rates() if rates is None else rates
    spans = _spans(start, stop)
    missing = [quarter for quarter, _ in spans if quarter not in table]
    if missing:
        raise EntryError(
            f"no interest rate is known for {_words(missing[0])}: the table runs from {_words(min(table))} to {_words(max(table))}. "
            "Give the rate once the IRS has announced it, or an earlier day of liquidation"
        )
    steps = tuple((table[quarter][0] if payee == "corporate" else table[quarter][1], days) for quarter, days in spans)
    shares: list[QuarterShare] = []
    before = 0
    for number, (quarter, days) in enumerate(spans, 1):
        after = _cents(principal_cents, steps[:number])
        percent = steps[number - 1][0]
        shares.append(
            QuarterShare(
                quarter, days, percent, _decimal(steps[number - 1 : number]), after - before, table[quarter][2]
            )
        )
        before = after
    days = (stop - start).days
    return Interest(principal_cents, before, start, stop, days, _decimal(steps), tuple(shares), payee)


def _spans(start: date, stop: date) -> list[tuple[str, int]]:
    """The days after ``start`` to ``stop`` by quarter."""
    out: list[tuple[str, int]] = []
    day = start + timedelta(days=1)
    while day <= stop:
        end_month = (day.month + 2) // 3 * 3
        after = date(day.year + end_month // 12, end_month % 12 + 1, 1)
        last = min(after - timedelta(days=1), stop)
        out.append((quarter_of(day), (last - day).days + 1))
        day = after
    return out


@lru_cache(maxsize=4096)
def _growth(steps: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """What a unit grows to, as a fraction of two integers."""
    top = bottom = 1
    for percent, days in steps:
        top *= (_DAYS * _PERCENT + percent) ** days
        bottom *= (_DAYS * _PERCENT) ** days
    return top, bottom


def _cents(principal: int, steps: tuple[tuple[int, int], ...]) -> int:
    top, bottom = _growth(steps)
    return half_up(principal * (top - bottom), bottom)


@lru_cache(maxsize=4096)
def _decimal(steps: tuple[tuple[int, int], ...]) -> Decimal:
    top, bottom = _growth(steps)
    with localcontext() as context:
        context.prec = 40
        return Decimal(half_up(top * 10**12, bottom)).scaleb(-12)


def _words(quarter: str) -> str:
    return quarter.replace("Q", " Q")
