"""Credit enhancement: the guarantee CEG and the collateral CEC, over loans or over contracts known by name only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from kanzei.deal.actus.days import DAY_COUNTS, year_fraction
from kanzei.deal.actus.loans import LOANS, Loan, business_days, layout, role_sign
from kanzei.deal.actus.plan import anchor
from kanzei.deal.actus.states import Event, Observed, Planned, RiskFactors, State
from kanzei.deal.actus.terms import Terms
from kanzei.errors import UsageError

__all__ = ["CREDIT", "Enhancement"]

CREDIT = ("CEG", "CEC")
"""Contract types that stand behind other contracts."""


class _Reference:
    """A contract that another one refers to: whole, by its identifier, or by a market object."""

    def __init__(self, entry: Mapping[str, Any], is_business_day: Callable[[date], bool] | None) -> None:
        thing = entry.get("object")
        if not isinstance(thing, Mapping):
            raise UsageError("contractStructure: each entry has an object, a referenceType and a referenceRole")
        self.role = str(entry.get("referenceRole", ""))
        self.terms = Terms(thing)
        self.id = self.terms.text("contractID") or self.terms.text("contractIdentifier")
        self.market_object = self.terms.text("marketObjectCode")
        is_loan = self.terms.text("contractType") in LOANS
        self.loan = Loan(self.terms, is_business_day) if is_loan else None

    @property
    def maturity(self) -> datetime | None:
        """When the contract referred to ends, as far as that is known."""
        return self.loan.maturity if self.loan else self.terms.time("maturityDate")


class Enhancement:
    """A contract of the type CEG or CEC.

    A credit event (``CE``) of a covered contract, of a type that is covered, up to the maturity, exercises it: the amount
    covered is fixed (``XD``) and paid after the settlement period (``STD``). Otherwise it ends at its maturity (``MD``).

    Parameters
    ----------
    terms : its terms; ``contractStructure`` lists covered contracts (``COVE``) and, for CEC, covering ones (``COVI``).
    is_business_day : a calendar in the place of the one its terms name.
    """

    def __init__(self, terms: Terms, is_business_day: Callable[[date], bool] | None = None) -> None:
        self.terms = terms
        self.kind = terms.text("contractType")
        # A collateral without a role is held by the one who records it.
        self.sign = role_sign(terms) if self.kind == "CEG" or "contractRole" in terms else 1.0
        self.business = business_days(terms, is_business_day)
        structure = terms.raw("contractStructure")
        if not isinstance(structure, (list, tuple)) or not all(isinstance(entry, Mapping) for entry in structure):
            raise UsageError(f"{terms.label}: contractStructure: a list of the contracts covered is needed")
        references = [_Reference(entry, is_business_day) for entry in structure]
        self.covered = [one for one in references if one.role == "COVE"]
        self.covering = [one for one in references if one.role == "COVI"]
        self.schedule = layout(terms)
        self.coverage = terms.amount("coverageOfCreditEnhancement", 1.0)

    @property
    def maturity(self) -> datetime:
        """Tmd: the maturity date, or the last one of the contracts covered."""
        given = self.terms.time("maturityDate") if self.kind == "CEG" else None
        if given:
            return given
        found = [one.maturity for one in self.covered]
        known = [time for time in found if time is not None]
        last = max(known, default=self.terms.time("maturityDate"))
        if last is None:
            raise UsageError(f"{self.terms.label}: maturityDate is missing, and no covered contract has one")
        return last

    def events(self, until: datetime | None, factors: RiskFactors, observed: Iterable[Observed] = ()) -> list[Event]:
        """The events from the status date on, to ``until`` and including it, with the state after each."""
        seen = tuple(observed)
        state = self._initial_state(factors, seen)
        found: list[Event] = []
        for planned in self._plan(seen):
            if until is not None and planned.time > until:
                break
            payoff = self._step(state, planned, factors, seen)
            state.last = planned.scheduled
            found.append(state.event(planned.time, planned.kind, payoff, self.terms.text("currency")))
        return found

    def exercise(self, observed: Iterable[Observed]) -> datetime | None:
        """When the guarantee is called: the exercise date of the terms, or the first covered credit event."""
        given = self.terms.time("exerciseDate")
        if given:
            return given
        names = {one.id for one in self.covered}
        types = {str(word) for word in self.terms.items("creditEventTypeCovered")} or {"DF"}
        calls = [
            one.time
            for one in observed
            if one.kind in ("CE", "CD")
            and one.contract in names
            and one.performance in types
            and one.time <= self.maturity
        ]
        return min(calls, default=None)

    def _plan(self, observed: tuple[Observed, ...]) -> list[Planned]:
        terms, status = self.terms, self.terms.needed_time("statusDate")
        called = self.exercise(observed)
        found: list[Planned] = []
        bought = terms.time("purchaseDate")
        if bought and self.kind == "CEG":
            found.append(Planned(bought, "PRD", bought))
        if called is None:
            found.append(Planned(self.maturity, "MD", self.maturity))
        else:
            period = terms.cycle("settlementPeriod")
            settled = period.after(called) if period else called
            found.append(Planned(called, "XD", called))
            found.append(Planned(self.business.event_time(settled), "STD", settled))
        for time in self._fee_times(called or self.maturity):
            found.append(Planned(self.business.event_time(time), "FP", time))
        kept = [event for event in found if event.time >= status]
        return sorted(kept, key=lambda event: event.place)

    def _fee_times(self, end: datetime) -> list[datetime]:
        if self.kind != "CEG" or not self.terms.amount("feeRate"):
            return []
        origin = "purchaseDate" if "purchaseDate" in self.terms else "statusDate"
        start = anchor(self.terms, "cycleAnchorDateOfFee", "cycleOfFee", origin)
        return self.schedule.times(start, self.terms.cycle("cycleOfFee"), end, has_end=False) if start else []

    def _initial_state(self, factors: RiskFactors, observed: tuple[Observed, ...]) -> State:
        terms = self.terms
        status = terms.needed_time("statusDate")
        state = State(
            last=status,
            performance=terms.text("contractPerformance", "PF"),
            fee_accrued=terms.amount("feeAccrued"),
            exercise_amount=terms.amount("exerciseAmount"),
            exercise_time=terms.time("exerciseDate"),
        )
        if status <= self.maturity:
            state.notional = self._amount_covered(status, factors, observed)
        return state

    def _amount_covered(self, time: datetime, factors: RiskFactors, observed: tuple[Observed, ...]) -> float:
        """CECV × exposure: the notional of the terms, or what the covered contracts owe at a time (CEGE NO, NI, MV)."""
        notional = self.terms.number("notionalPrincipal")
        if notional is not None and self.kind == "CEG":
            return self.coverage * self.sign * notional
        exposure = self.terms.text("guaranteedExposure", "NO")
        total = 0.0
        for one in self.covered:
            if exposure == "MV":
                total += factors.at(one.market_object, time)
            elif one.loan is None:
                raise UsageError(
                    f"{self.terms.label}: what {one.id or 'a covered contract'} owes is not known: "
                    "give its terms, or notionalPrincipal"
                )
            else:
                state = one.loan.state_at(time, factors, observed)
                total += abs(state.notional) + (abs(state.accrued) if exposure == "NI" else 0.0)
        return self.coverage * self.sign * total

    def _step(self, state: State, event: Planned, factors: RiskFactors, observed: tuple[Observed, ...]) -> float:
        """One event: its payoff, and the state changed."""
        terms = self.terms
        self._accrue_fee(state, event)
        if event.kind == "PRD":
            state.notional = self._amount_covered(event.time, factors, observed)
            return -self.sign * terms.needed("priceAtPurchaseDate")
        if event.kind == "FP":
            paid = self.sign * terms.amount("feeRate") if terms.text("feeBasis") == "A" else state.fee_accrued
            state.fee_accrued = 0.0
            return paid
        if event.kind == "XD":
            state.notional = self._amount_covered(event.time, factors, observed)
            state.exercise_amount = state.notional
            if self.kind == "CEC":
                value = sum(factors.at(one.market_object, event.time) for one in self.covering)
                state.exercise_amount = self.sign * min(value, abs(state.notional))
            state.exercise_time = event.time
            return 0.0
        state.notional = 0.0
        return (
            state.exercise_amount + (state.fee_accrued if self.kind == "CEG" else 0.0) if event.kind == "STD" else 0.0
        )

    def _accrue_fee(self, state: State, event: Planned) -> None:
        fee = self.terms.amount("feeRate")
        if not fee or self.terms.text("feeBasis") == "A" or self.kind != "CEG":
            return
        count = self.terms.text("dayCountConvention", "A365")
        if count not in DAY_COUNTS:
            raise UsageError(f"{self.terms.label}: dayCountConvention: {count!r} is none of {', '.join(DAY_COUNTS)}")
        calculated = self.business.calculation_time
        fraction = year_fraction(calculated(state.last), calculated(event.scheduled), count, self.business)
        state.fee_accrued += fraction * state.notional * fee
