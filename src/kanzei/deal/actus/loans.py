"""Loans as they run: payoffs and state transitions of PAM, LAM, LAX, NAM and ANN (tables *State transition functions*).

Floats throughout, as the standard has them: this is the world of statistics and of test vectors. Where money is paid,
``kanzei.deal.actus.in_cents`` turns the flows into whole cents that add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from kanzei.deal.actus.cycles import Schedule
from kanzei.deal.actus.days import DAY_COUNTS, BusinessDays, year_fraction
from kanzei.deal.actus.maturity import annuity, maturity_of
from kanzei.deal.actus.plan import LoanPlan
from kanzei.deal.actus.states import ROLES, Event, Observed, Planned, RiskFactors, State
from kanzei.deal.actus.terms import Terms
from kanzei.errors import UsageError

__all__ = ["LOANS", "Loan", "business_days", "layout", "role_sign"]

LOANS = ("PAM", "LAM", "LAX", "NAM", "ANN")
"""Contract types with a notional that is lent and repaid."""

_DAY_COUNT_NAMES = {
    "A/AISDA": "AA",
    "A/360": "A360",
    "A/365": "A365",
    "30E/360": "30E360",
    "30E/360ISDA": "30E360ISDA",
    "BUS/252": "B252",
}


def business_days(terms: Terms, is_business_day: Callable[[date], bool] | None) -> BusinessDays:
    """The business day convention and calendar of a contract."""
    return BusinessDays(terms.text("businessDayConvention"), terms.text("calendar"), is_business_day)


def layout(terms: Terms) -> Schedule:
    """The schedules of a contract under its end-of-month convention."""
    convention = terms.text("endOfMonthConvention", "SD")
    if convention not in ("SD", "EOM"):
        raise UsageError(f"{terms.label}: endOfMonthConvention: {convention!r} is neither SD nor EOM")
    return Schedule(convention == "EOM")


def role_sign(terms: Terms) -> float:
    """R(CNTRL)."""
    role = terms.text("contractRole")
    if role not in ROLES:
        raise UsageError(f"{terms.label}: contractRole: {role!r} is none of {', '.join(ROLES)}")
    return ROLES[role]


class Loan:
    """A contract of the type PAM, LAM, LAX, NAM or ANN.

    Parameters
    ----------
    terms : its terms.
    is_business_day : a calendar in the place of the one its terms name.
    """

    def __init__(self, terms: Terms, is_business_day: Callable[[date], bool] | None = None) -> None:
        self.terms = terms
        self.kind = terms.text("contractType")
        self.sign = role_sign(terms)
        self.business = business_days(terms, is_business_day)
        count = terms.text("dayCountConvention")
        self.day_count = _DAY_COUNT_NAMES.get(count, count)
        if self.day_count not in DAY_COUNTS:
            raise UsageError(f"{terms.label}: dayCountConvention: {count!r} is none of {', '.join(DAY_COUNTS)}")
        self.schedule = layout(terms)
        self._maturity: datetime | None = None
        self._maturity = maturity_of(terms, self.schedule, self._fraction)
        self.plan = LoanPlan(terms, self.schedule, self.business, self._maturity)
        self._base = terms.text("interestCalculationBase", "NT")

    @property
    def maturity(self) -> datetime:
        """Tmd, as scheduled."""
        return self.plan.maturity

    def events(self, until: datetime | None, factors: RiskFactors, observed: Iterable[Observed] = ()) -> list[Event]:
        """The events after the status date, to ``until`` and including it, with the state after each."""
        planned = [one for one in self.plan.events(observed) if until is None or one.time <= until]
        run = _Run(self, factors)
        found = [(one, run.apply(one)) for one in planned]
        bought = self.terms.time("purchaseDate")
        if bought is None:
            return [event for _, event in found]
        # What was paid before the purchase went to the seller.
        start = Planned(bought, "PRD", bought).place
        return [event for one, event in found if one.place >= start]

    def state_at(self, time: datetime, factors: RiskFactors, observed: Iterable[Observed] = ()) -> State:
        """The state at a time, its events included and interest accrued up to it: what a parent contract asks for."""
        run = _Run(self, factors)
        for one in self.plan.events(observed):
            if one.time <= time:
                run.apply(one)
        run.accrue(time)
        return run.state

    def _fraction(self, start: datetime, end: datetime) -> float:
        return year_fraction(start, end, self.day_count, self.business, self._maturity)

    def year_fraction(self, start: datetime, end: datetime) -> float:
        """Y between two scheduled times, each on its calculation day."""
        calculated = self.business.calculation_time
        return self._fraction(calculated(start), calculated(end))

    def tracks(self, event: str) -> bool:
        """Whether the interest calculation base follows the notional at an event of this kind.

        In the official test vectors a LAM with NTIED still pays interest on what is outstanding; for NAM and ANN the
        specification's wording holds (only NT follows).
        """
        if self.kind in ("NAM", "ANN") and event == "PR":
            return self._base == "NT"
        return self.kind == "PAM" or self._base != "NTL"

    def base_at_exchange(self) -> float:
        """Ipcb when the notional is lent."""
        notional = self.terms.needed("notionalPrincipal")
        fixed = self.terms.number("interestCalculationBaseAmount")
        return self.sign * (notional if self.kind == "PAM" or self._base == "NT" or fixed is None else fixed)

    def initial_state(self) -> State:
        """The state at the status date."""
        terms = self.terms
        status = terms.needed_time("statusDate")
        state = State(
            last=status,
            notional_scaling=terms.amount("notionalScalingMultiplier", 1.0),
            interest_scaling=terms.amount("interestScalingMultiplier", 1.0),
            performance=terms.text("contractPerformance", "PF"),
            fee_accrued=terms.amount("feeAccrued"),
            next_payment=terms.amount("nextPrincipalRedemptionPayment"),
        )
        if terms.needed_time("initialExchangeDate") <= status:
            state.notional = self.sign * terms.needed("notionalPrincipal")
            state.rate = terms.amount("nominalInterestRate")
            state.base = self.base_at_exchange()
            given = terms.number("accruedInterest")
            if given is not None:
                state.accrued = self.sign * given
            elif before := [time for time in self.plan.interest_times() if time < status]:
                state.accrued = self.year_fraction(before[-1], status) * state.base * state.rate
            # With no interest time before the status date nothing has accrued: so the test vectors have it.
        if "nextPrincipalRedemptionPayment" not in terms:
            if self.kind == "NAM":
                raise UsageError(f"{terms.label}: nextPrincipalRedemptionPayment is missing")
            state.next_payment = self._first_payment(state)
        return state

    def _first_payment(self, state: State) -> float:
        """Prnxt where the terms do not give it: an equal part of the notional (LAM), or the annuity (ANN)."""
        times = self.plan.amortized_over(state.last) if self.kind in ("LAM", "ANN") else []
        if not times:
            return 0.0
        if self.kind == "LAM":
            return self.terms.needed("notionalPrincipal") / len(times)
        return self.annuity_of(state) if state.notional else 0.0

    def annuity_of(self, state: State) -> float:
        """The payment that repays what a state owes over the redemptions to come."""
        return self.annuity_over(self.plan.amortized_over(state.last), state)

    def annuity_over(self, times: Sequence[datetime], state: State) -> float:
        """The payment that repays what a state owes over the given times."""
        return self.sign * annuity(state.last, times, state.notional, state.accrued, state.rate, self._fraction)


class _Run:
    """A contract on its way: one state, changed by one event after the other."""

    def __init__(self, loan: Loan, factors: RiskFactors) -> None:
        self.loan = loan
        self.terms = loan.terms
        self.factors = factors
        self.state = loan.initial_state()
        self._steps: dict[str, Callable[[Planned], float]] = {
            "IED": self._exchange,
            "PR": self._redeem,
            "PI": self._increase,
            "IP": self._pay_interest,
            "IPCI": self._capitalize,
            "FP": self._pay_fee,
            "PY": self._pay_penalty,
            "PP": self._prepay,
            "CE": self._credit_event,
            "RRF": self._fixed_rate,
            "RR": self._reset_rate,
            "PRF": self._fix_payment,
            "SC": self._scale,
            "IPCB": self._fix_base,
            "PRD": self._purchase,
            "TD": self._terminate,
            "MD": self._mature,
        }

    def apply(self, event: Planned) -> Event:
        """The event with its payoff and the state after it."""
        performs = self.state.performance not in ("DF", "D")
        payoff = self._steps[event.kind](event)
        self.state.last = event.scheduled
        return self.state.event(event.time, event.kind, payoff if performs else 0.0, self.terms.text("currency"))

    def accrue(self, time: datetime) -> float:
        """Interest and fees up to a time; the part of a year that went by."""
        state, terms = self.state, self.terms
        fraction = self.loan.year_fraction(state.last, time)
        state.accrued += fraction * state.rate * state.base
        fee = terms.amount("feeRate")
        if fee and terms.text("feeBasis") == "A":
            state.fee_accrued = self.loan.sign * fee * self._fee_share(time)
        elif fee:
            state.fee_accrued += fraction * state.notional * fee
        state.last = time
        return fraction

    def _fee_share(self, time: datetime) -> float:
        """The part of the fee period that has gone by, between the fee times around a time."""
        times = self.loan.plan.fee_times
        before = [one for one in times if one <= time]
        after = [one for one in times if one > time]
        if not (before and after):
            return 0.0
        return self.loan.year_fraction(before[-1], time) / self.loan.year_fraction(before[-1], after[0])

    def _set_notional(self, notional: float, event: str) -> None:
        self.state.notional = notional
        if self.loan.tracks(event):
            self.state.base = notional

    def _exchange(self, event: Planned) -> float:
        state, terms, sign = self.state, self.terms, self.loan.sign
        state.notional = sign * terms.needed("notionalPrincipal")
        state.rate = terms.amount("nominalInterestRate")
        state.base = self.loan.base_at_exchange()
        first = terms.time("cycleAnchorDateOfInterestPayment")
        given = terms.number("accruedInterest")
        if given is not None:
            state.accrued = sign * given
        elif first is not None and first < event.scheduled:
            state.accrued = self.loan.year_fraction(first, event.scheduled) * state.base * state.rate
        else:
            state.accrued = 0.0
        if self.loan.plan.is_fixed_at_exchange:
            state.last = event.scheduled
            times = self.loan.plan.amortized_over(event.scheduled, has_start=True)
            state.next_payment = self.loan.annuity_over(times, state)
        return -sign * (terms.needed("notionalPrincipal") + terms.amount("premiumDiscountAtIED"))

    def _redeem(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        state, sign = self.state, self.loan.sign
        payment = state.next_payment if event.value is None else event.value
        if self.loan.kind in ("NAM", "ANN"):
            # The payment covers interest first; what it leaves redeems, or, when it falls short, is lent on top.
            payment -= sign * state.accrued
        redeemed = sign * min(payment, abs(state.notional))
        self._set_notional(state.notional - redeemed, "PR")
        return state.notional_scaling * redeemed

    def _increase(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        state = self.state
        increase = self.loan.sign * (event.value or 0.0)
        self._set_notional(state.notional + increase, "PI")
        return -state.notional_scaling * increase

    def _pay_interest(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        paid, self.state.accrued = self.state.interest_scaling * self.state.accrued, 0.0
        return paid

    def _capitalize(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        added, self.state.accrued = self.state.accrued, 0.0
        self._set_notional(self.state.notional + added, "IPCI")
        return 0.0

    def _pay_fee(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        state, terms = self.state, self.terms
        paid = self.loan.sign * terms.amount("feeRate") if terms.text("feeBasis") == "A" else state.fee_accrued
        state.fee_accrued = 0.0
        return paid

    def _pay_penalty(self, event: Planned) -> float:
        fraction = self.accrue(event.scheduled)
        state, terms = self.state, self.terms
        kind, rate = terms.text("penaltyType"), terms.amount("penaltyRate")
        if kind == "A":
            return self.loan.sign * rate
        if kind == "I":
            rate = max(0.0, state.rate - self._observe("marketObjectCodeOfRateReset", event))
        return fraction * state.notional * rate

    def _prepay(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        value = self._observe("objectCodeOfPrepaymentModel", event) if event.value is None else event.value
        self._set_notional(self.state.notional - value, "PP")
        return value

    def _credit_event(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        self.state.performance = event.word or self.state.performance
        return 0.0

    def _fixed_rate(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        self.state.rate = self.terms.needed("nextResetRate") if event.value is None else event.value
        return 0.0

    def _reset_rate(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        state, terms = self.state, self.terms
        observed = self._observe("marketObjectCodeOfRateReset", event)
        rate = observed * terms.amount("rateMultiplier", 1.0) + terms.amount("rateSpread") + (event.value or 0.0)
        change = rate - state.rate
        floor, cap = terms.number("periodFloor"), terms.number("periodCap")
        if floor is not None:
            # RRPF is the greatest fall in one period; files write it with and without its minus sign.
            change = max(change, -abs(floor))
        if cap is not None:
            change = min(change, cap)
        if floor is not None or cap is not None:
            rate = state.rate + change
        rate = max(rate, terms.amount("lifeFloor", -float("inf")))
        state.rate = min(rate, terms.amount("lifeCap", float("inf")))
        return 0.0

    def _fix_payment(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        self.state.next_payment = self.loan.annuity_of(self.state)
        return 0.0

    def _scale(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        ratio = self._observe("marketObjectCodeOfScalingIndex", event)
        ratio /= self.terms.amount("scalingIndexAtContractDealDate", 1.0)
        effect = self.terms.text("scalingEffect").upper()
        if "I" in effect:
            self.state.interest_scaling = ratio
        if "N" in effect:
            self.state.notional_scaling = ratio
        return 0.0

    def _fix_base(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        self.state.base = self.state.notional
        return 0.0

    def _purchase(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        # R × (PPRD + Ipac), where Ipac already carries a sign: for a liability the specification and its test vectors
        # take accrued interest off the price.
        return -self.loan.sign * (self.terms.needed("priceAtPurchaseDate") + self.state.accrued)

    def _terminate(self, event: Planned) -> float:
        self.accrue(event.scheduled)
        received = self.loan.sign * (self.terms.needed("priceAtTerminationDate") + self.state.accrued)
        self.state.notional = self.state.base = self.state.accrued = self.state.fee_accrued = 0.0
        return received

    def _mature(self, event: Planned) -> float:
        repaid = self.state.notional_scaling * self.state.notional
        self.state.notional = self.state.base = self.state.accrued = self.state.fee_accrued = 0.0
        return repaid

    def _observe(self, code_name: str, event: Planned) -> float:
        code = self.terms.text(code_name)
        if not code:
            raise UsageError(f"{self.terms.label}: {code_name} is missing")
        return self.factors.at(code, event.scheduled, self.loan.business.calculation_time(event.scheduled))
