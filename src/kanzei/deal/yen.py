"""What a party's dollars come to in the currency in which it funded them, hedged or not (exact, in hundredths of that currency)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.deemed import grown, instalments

__all__ = ["Exchange", "ExchangePeriod", "forwards", "in_currency"]


class Exchange(NamedTuple):
    """Funding in another currency.

    at_funding : units a dollar then. rates : by period, or empty where hedged. hedge : rates a year of that currency and of the dollar; forwards by covered
    parity, before any basis. debt_rate : a year, on a loan of all that was put in, repaid in equal parts.
    """

    currency: str
    at_funding: Fraction
    rates: tuple[Fraction, ...]
    debt_rate: Fraction
    hedge: tuple[Fraction, Fraction] | None = None


class ExchangePeriod(NamedTuple):
    """One period: dollars in, rate, and in the currency: received, interest, instalment, left."""

    dollars: int
    rate: Fraction
    received: int
    interest: int
    principal: int

    @property
    def net(self) -> int:
        """Left after the service of the debt."""
        return self.received - self.interest - self.principal


def forwards(exchange: Exchange, number: int, per_year: int) -> tuple[Fraction, ...]:
    """Rates of all periods: those given, or forwards by covered parity, of six decimals."""
    if exchange.hedge is None:
        return exchange.rates
    foreign, dollar = (Decimal(one.numerator) / Decimal(one.denominator) for one in exchange.hedge)
    spot = Decimal(exchange.at_funding.numerator) / Decimal(exchange.at_funding.denominator)
    out = []
    with localcontext() as context:
        context.prec = 40
        for period in range(1, number + 1):
            years = Decimal(period) / Decimal(per_year)
            rate = spot * ((1 + foreign) / (1 + dollar)) ** years
            out.append(Fraction(rate.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)))
    return tuple(out)


def in_currency(exchange: Exchange, flows: Sequence[int], per_year: int) -> tuple[int, tuple[ExchangePeriod, ...]]:
    """The debt taken up, and each period.

    Parameters
    ----------
    flows : dollars of the party by period, cents; the first is what it put in, negative.
    """
    debt = grown(-flows[0], exchange.at_funding)
    rates = forwards(exchange, len(flows) - 1, per_year)
    left, out = debt, []
    for dollars, rate, part in zip(flows[1:], rates, instalments(debt, len(flows) - 1), strict=True):
        interest = grown(left, exchange.debt_rate / per_year)
        out.append(ExchangePeriod(dollars, rate, grown(dollars, rate), interest, part))
        left -= part
    return debt, tuple(out)
