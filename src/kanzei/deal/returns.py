"""Returns of a line of cash flows: net, multiple, payback, present value, internal rate.

Amounts are exact cents. Rates and present values are statistics: present values are worked in decimal arithmetic of sixty digits and rounded to the cent once,
the internal rate is found by bisection in floating point and is good to about 1e-12.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from kanzei.money import half_up

__all__ = ["Returns", "annual_rate", "irr", "net_present_value", "returns"]

LOWEST, HIGHEST = -0.9999, 10.0
"""An internal rate is looked for between -99.99% and 1000% a period."""
_STEPS = 400
_DIGITS = 60


class Returns(NamedTuple):
    """What a party gets out of what it put in.

    put_in, received : cents, both positive. irr : a period, ``None`` where it is not defined. payback : the first time at which the sum of flows is not
    negative, ``None`` where that never happens or nothing was put in.
    """

    put_in: int
    received: int
    irr: float | None
    npv: int
    multiple: Fraction | None
    payback: Fraction | None

    @property
    def net(self) -> int:
        """What is left, undiscounted."""
        return self.received - self.put_in


def returns(flows: Sequence[int], discount: Fraction, times: Sequence[Fraction] | None = None) -> Returns:
    """Returns of a line of flows.

    Parameters
    ----------
    flows    : cents, paid in negative. times : of each flow in periods (default 0, 1, 2 …). discount : rate a period.
    """
    when = list(times) if times is not None else [Fraction(one) for one in range(len(flows))]
    put_in, received = -sum(one for one in flows if one < 0), sum(one for one in flows if one > 0)
    total, back = 0, None
    for flow, time in zip(flows, when, strict=True):
        total += flow
        if total >= 0 and back is None and time > 0 and put_in:
            back = time
        elif total < 0:
            back = None
    return Returns(
        put_in,
        received,
        irr(flows, when),
        net_present_value(flows, discount, when),
        Fraction(received, put_in) if put_in else None,
        back,
    )


def net_present_value(flows: Sequence[int], discount: Fraction, times: Sequence[Fraction]) -> int:
    """Present value at time 0, rounded half up to the cent once."""
    if all(time.denominator == 1 for time in times):
        # Exact: a common denominator of powers of the rate.
        top, bottom = discount.denominator, discount.numerator + discount.denominator
        last = max((int(time) for time in times), default=0)
        value = sum(
            flow * top ** int(time) * bottom ** (last - int(time)) for flow, time in zip(flows, times, strict=True)
        )
        return half_up(value, bottom**last)
    with localcontext() as context:
        context.prec = _DIGITS
        growth = 1 + Decimal(discount.numerator) / Decimal(discount.denominator)
        total = sum(
            (
                Decimal(flow) / growth ** (Decimal(time.numerator) / Decimal(time.denominator))
                for flow, time in zip(flows, times, strict=True)
            ),
            Decimal(0),
        )
        return int(total.quantize(Decimal(1), ROUND_HALF_UP))


def irr(flows: Sequence[int], times: Sequence[Fraction] | None = None) -> float | None:
    """The internal rate a period, or ``None``: no change of sign, no root between -99.99% and 1000%, or more than one.

    Notes
    -----
    With one change of sign in the running order of flows there is at most one root (Descartes). Otherwise the interval is searched in 400 steps, even in the
    logarithm of the growth factor, and an answer is given only where exactly one root is met.
    """
    when = [float(one) for one in times] if times is not None else [float(one) for one in range(len(flows))]
    pairs = [(time, float(flow)) for time, flow in zip(when, flows, strict=True) if flow]
    if not pairs or all(flow > 0 for _, flow in pairs) or all(flow < 0 for _, flow in pairs):
        return None
    scale = max(abs(flow) for _, flow in pairs)
    pairs = [(time, flow / scale) for time, flow in sorted(pairs)]
    first, last = pairs[0][0], pairs[-1][0]

    def value(rate: float) -> float:
        # Brought to the first day, or to the last where the rate is negative: the sign is the same, and no power passes one.
        base = last if rate < 0.0 else first
        return sum(flow * math.pow(1.0 + rate, base - time) for time, flow in pairs)

    ratio = ((1.0 + HIGHEST) / (1.0 + LOWEST)) ** (1.0 / _STEPS)
    points = [(1.0 + LOWEST) * ratio**step - 1.0 for step in range(_STEPS + 1)]
    found = []
    low, at_low = points[0], value(points[0])
    for high in points[1:]:
        at_high = value(high)
        if at_low == 0.0:
            found.append(low)
        elif at_low * at_high < 0.0:
            found.append(_bisect(value, low, high, at_low))
        low, at_low = high, at_high
    return found[0] if len(found) == 1 else None


def _bisect(value: Callable[[float], float], low: float, high: float, at_low: float) -> float:
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        at_middle = value(middle)
        if at_middle == 0.0:
            return middle
        if (at_middle > 0.0) == (at_low > 0.0):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def annual_rate(rate: float | None, periods: int) -> float | None:
    """A rate of so many periods a year, compounded to a year."""
    return None if rate is None else (1.0 + rate) ** periods - 1.0
