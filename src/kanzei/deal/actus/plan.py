"""The schedule of a loan: which events its terms foresee (the tables *Contract schedule* of PAM, LAM, LAX, NAM, ANN)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kanzei.deal.actus.cycles import Schedule
from kanzei.deal.actus.days import BusinessDays
from kanzei.deal.actus.maturity import array_segments
from kanzei.deal.actus.states import Observed, Planned
from kanzei.deal.actus.terms import Terms
from kanzei.errors import UsageError

__all__ = ["LoanPlan", "anchor"]


def anchor(terms: Terms, anchor_name: str, cycle_name: str, origin: str = "initialExchangeDate") -> datetime | None:
    """Where a schedule starts: its anchor date, else one cycle after the exchange; ``None`` when it has neither."""
    given, cycle = terms.time(anchor_name), terms.cycle(cycle_name)
    return given or (cycle.after(terms.needed_time(origin)) if cycle else None)


class LoanPlan:
    """The foreseen events of a loan.

    Parameters
    ----------
    terms, schedule, business : the contract and its conventions.
    maturity : Tmd.
    """

    def __init__(self, terms: Terms, schedule: Schedule, business: BusinessDays, maturity: datetime) -> None:
        self.terms = terms
        self.kind = terms.text("contractType")
        self.schedule = schedule
        self.business = business
        self.maturity = maturity
        self.redemptions = self._redemptions()
        """PR schedule with the maturity, unshifted: what an annuity is spread over."""
        self.fee_times = self._cycle_times("Fee", has_end=True) if terms.amount("feeRate") else []

    def events(self, observed: Iterable[Observed] = ()) -> list[Planned]:
        """Every event in order, from the exchange to the maturity or the termination."""
        terms = self.terms
        status = terms.needed_time("statusDate")
        found = [
            self._unshifted("IED", terms.needed_time("initialExchangeDate")),
            self._shifted("MD", self.maturity),
            *self._principal(),
            *self._interest(),
            *self._rates(status),
            *self._many("FP", self.fee_times),
        ]
        if any(letter in terms.text("scalingEffect").upper() for letter in "IN"):
            found += self._many("SC", self._cycle_times("ScalingIndex", has_end=False))
        if terms.text("interestCalculationBase") == "NTL" and self.kind != "PAM":
            found += self._many("IPCB", self._cycle_times("InterestCalculationBase", has_end=False))
        found += self._unforeseen(observed)
        if "purchaseDate" in terms:
            found.append(self._unshifted("PRD", terms.needed_time("purchaseDate")))
        found = [event for event in found if event.time > status]
        end = self._unshifted("TD", terms.time("terminationDate") or self.maturity)
        if "terminationDate" in terms and end.time <= self.business.event_time(self.maturity):
            # A contract that has matured is not sold any more (*Contract lifetime*).
            found = [event for event in found if event.place < end.place]
            found += [end] if end.time > status else []
        return sorted(found, key=lambda event: (event.place, event.scheduled))

    def interest_times(self) -> list[datetime]:
        """The IP schedule, unshifted, capitalized interest included."""
        terms, redemption = self.terms, self.terms.cycle("cycleOfPrincipalRedemption")
        if self.kind == "LAX":
            return self._array_interest()
        start = anchor(terms, "cycleAnchorDateOfInterestPayment", "cycleOfInterestPayment")
        cycle = terms.cycle("cycleOfInterestPayment")
        if self.kind == "ANN" and redemption and (first := self._first_redemption()):
            if start is None:
                return self.redemptions
            if (start, cycle) != (first, redemption):
                # Up to one cycle before the first redemption interest has its own times; then it goes with the redemptions.
                until = redemption.after(first, -1)
                own = [time for time in self.schedule.times(start, cycle, self.maturity, has_end=True) if time < until]
                last = {until} if until > terms.needed_time("initialExchangeDate") else set()
                return sorted({*own, *last, *self.redemptions})
        return self.schedule.times(start, cycle, self.maturity, has_end=True)

    def _first_redemption(self) -> datetime | None:
        return anchor(self.terms, "cycleAnchorDateOfPrincipalRedemption", "cycleOfPrincipalRedemption")

    def _redemptions(self) -> list[datetime]:
        if self.kind not in ("LAM", "NAM", "ANN"):
            return []
        cycle = self.terms.cycle("cycleOfPrincipalRedemption")
        return self.schedule.times(self._first_redemption(), cycle, self.maturity, has_end=True)

    @property
    def is_fixed_at_exchange(self) -> bool:
        """Whether an annuity's first amount is computed when the notional is lent: the day before it falls due is earlier."""
        if self.kind != "ANN" or "nextPrincipalRedemptionPayment" in self.terms:
            return False
        first = self._first_redemption()
        return first is not None and first - timedelta(days=1) < self.terms.needed_time("initialExchangeDate")

    def amortized_over(self, after: datetime, *, has_start: bool = False) -> list[datetime]:
        """The redemption times after a time (``has_start``: and at it), up to the amortization date if one is set."""
        terms = self.terms
        until = terms.time("amortizationDate") or self.maturity
        cycle = terms.cycle("cycleOfPrincipalRedemption")
        return [
            time
            for time in self.schedule.times(self._first_redemption(), cycle, until, has_end=True)
            if time > after or (has_start and time == after)
        ]

    def _principal(self) -> list[Planned]:
        terms = self.terms
        if self.kind == "LAX":
            return self._array_principal()
        cycle = terms.cycle("cycleOfPrincipalRedemption")
        first = self._first_redemption()
        if self.kind == "PAM" or first is None:
            return []
        found = self._many("PR", self.schedule.times(first, cycle, self.maturity, has_end=False))
        if self.kind == "ANN" and "nextPrincipalRedemptionPayment" not in terms and not self.is_fixed_at_exchange:
            # The first amount is fixed the day before it is due.
            found.append(self._shifted("PRF", first - timedelta(days=1)))
        return found

    def _array_principal(self) -> list[Planned]:
        terms = self.terms
        parts = array_segments(terms, "arrayCycleAnchorDateOfPrincipalRedemption", "arrayCycleOfPrincipalRedemption")
        payments = terms.numbers("arrayNextPrincipalRedemptionPayment")
        directions = [str(word).upper() for word in terms.items("arrayIncreaseDecrease")]
        if not len(parts) == len(payments) == len(directions):
            raise UsageError(f"{terms.label}: the array terms of principal redemption differ in length")
        found: list[Planned] = []
        for (start, cycle, end), payment, direction in zip(parts, payments, directions, strict=True):
            times = self.schedule.times(start, cycle, min(end or self.maturity, self.maturity), has_end=False)
            found += self._many("PI" if direction == "INC" else "PR", times, payment)
        return found

    def _array_interest(self) -> list[datetime]:
        names = ("arrayCycleAnchorDateOfInterestPayment", "arrayCycleOfInterestPayment")
        found: set[datetime] = set()
        for start, cycle, end in array_segments(self.terms, *names):
            found.update(self.schedule.times(start, cycle, min(end or self.maturity, self.maturity), has_end=True))
        return sorted(found or {self.maturity})

    def _interest(self) -> list[Planned]:
        terms = self.terms
        if terms.number("nominalInterestRate") is None:
            return []
        found = self._many("IP", self.interest_times())
        if "capitalizationEndDate" not in terms:
            return found
        end = self._shifted("IPCI", terms.needed_time("capitalizationEndDate"))
        return [end] + [
            replace(event, kind="IPCI") if event.time < end.time else event for event in found if event.time != end.time
        ]

    def _rates(self, status: datetime) -> list[Planned]:
        terms = self.terms
        if self.kind == "LAX" and "arrayCycleAnchorDateOfRateReset" in terms:
            found = self._array_rates()
        elif "cycleAnchorDateOfRateReset" in terms or "cycleOfRateReset" in terms:
            found = self._many("RR", self._cycle_times("RateReset", has_end=False))
        else:
            return []
        found.sort(key=lambda event: event.place)
        if "nextResetRate" in terms:
            first = next((n for n, event in enumerate(found) if event.time > status), None)
            if first is not None:
                found[first] = replace(found[first], kind="RRF", value=terms.needed("nextResetRate"))
        if self.kind == "ANN":
            found += [replace(event, kind="PRF", value=None) for event in found]
        return found

    def _array_rates(self) -> list[Planned]:
        terms = self.terms
        parts = array_segments(terms, "arrayCycleAnchorDateOfRateReset", "arrayCycleOfRateReset")
        rates = terms.numbers("arrayRate")
        words = [str(word).upper() for word in terms.items("arrayFixedVariable")]
        if not len(parts) == len(rates) == len(words):
            raise UsageError(f"{terms.label}: the array terms of rate resets differ in length")
        found: list[Planned] = []
        for (start, cycle, end), rate, word in zip(parts, rates, words, strict=True):
            times = self.schedule.times(start, cycle, min(end or self.maturity, self.maturity), has_end=False)
            found += self._many("RRF" if word.startswith("F") else "RR", times, rate)
        return found

    def _unforeseen(self, observed: Iterable[Observed]) -> list[Planned]:
        """Credit events and prepayments of this contract, with the penalties that prepayments bring."""
        terms = self.terms
        found: list[Planned] = []
        for one in observed:
            if one.contract != terms.text("contractID") or one.kind not in ("CE", "PP"):
                continue
            found.append(Planned(one.time, one.kind, one.time, one.value, one.performance))
        if terms.text("prepaymentEffect", "N") != "N" and "objectCodeOfPrepaymentModel" in terms:
            found += self._many("PP", self._cycle_times("Optionality", has_end=False))
        if terms.text("penaltyType", "N") not in ("N", "O"):
            found += [replace(event, kind="PY") for event in found if event.kind == "PP"]
        return found

    def _cycle_times(self, name: str, *, has_end: bool) -> list[datetime]:
        names = (f"cycleAnchorDateOf{name}", f"cycleOf{name}")
        start, cycle = anchor(self.terms, *names), self.terms.cycle(names[1])
        return [] if start is None else self.schedule.times(start, cycle, self.maturity, has_end=has_end)

    def _many(self, kind: str, times: Sequence[datetime], value: float | None = None) -> list[Planned]:
        return [self._shifted(kind, time, value) for time in times]

    def _shifted(self, kind: str, time: datetime, value: float | None = None) -> Planned:
        return Planned(self.business.event_time(time), kind, time, value)

    def _unshifted(self, kind: str, time: datetime) -> Planned:
        return Planned(time, kind, time)
