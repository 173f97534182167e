"""What a guarantee is worth: expected loss, expected premium, and the premium at which they meet, exactly.

Notes
-----
With q the probability of default in a period given none before, S the survival to its start, E the opening exposure, g the cover and L the loss given default:
the expected loss of a period is S q E g L. The premium p is paid at the end of the period on the opening balance where there was no default before it, so S p E.
Both are discounted from the end of the period; the break-even premium is the one at which their present values meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

__all__ = ["Guarantee", "GuaranteePeriod", "GuaranteeWorth", "guarantee_worth"]


class Guarantee(NamedTuple):
    """Assumptions: probabilities of default by period (the last stands on), loss given default, part covered, premium and discount a period."""

    hazards: tuple[Fraction, ...]
    loss: Fraction
    premium: Fraction
    discount: Fraction
    cover: Fraction = Fraction(1)
    exposures: tuple[int, ...] = ()


class GuaranteePeriod(NamedTuple):
    """One period; amounts are exact, in cents."""

    exposure: int
    survival: Fraction
    default: Fraction
    expected_loss: Fraction
    pv_loss: Fraction
    expected_premium: Fraction
    pv_premium: Fraction


class GuaranteeWorth(NamedTuple):
    """All periods, and the present values in cents."""

    periods: tuple[GuaranteePeriod, ...]
    pv_loss: Fraction
    pv_premium: Fraction
    break_even: Fraction | None
    cumulative_default: Fraction

    @property
    def net(self) -> Fraction:
        """Net value to the insurer."""
        return self.pv_premium - self.pv_loss


def guarantee_worth(terms: Guarantee, exposures: Sequence[int]) -> GuaranteeWorth:
    """Worth of a guarantee on opening exposures (cents) of the periods."""
    survival, discount, out, base = Fraction(1), Fraction(1), [], Fraction(0)
    for number, exposure in enumerate(exposures):
        hazard = terms.hazards[min(number, len(terms.hazards) - 1)]
        discount /= 1 + terms.discount
        loss = survival * hazard * exposure * terms.cover * terms.loss
        premium = survival * terms.premium * exposure
        base += survival * exposure * discount
        out.append(
            GuaranteePeriod(exposure, survival, survival * hazard, loss, loss * discount, premium, premium * discount)
        )
        survival *= 1 - hazard
    pv_loss = sum((one.pv_loss for one in out), Fraction(0))
    pv_premium = sum((one.pv_premium for one in out), Fraction(0))
    return GuaranteeWorth(tuple(out), pv_loss, pv_premium, pv_loss / base if base else None, 1 - survival)
