"""What a contract is at a time, what happens to it, and what the world tells it (*Contract state variables*, *events*)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kanzei.errors import UsageError

__all__ = ["ROLES", "SEQUENCE", "Event", "Observed", "Planned", "RiskFactors", "State"]

ROLES = {
    **dict.fromkeys(("RPA", "CLO", "CNO", "COL", "LG", "BUY", "RFL", "PFL", "RF"), 1.0),
    **dict.fromkeys(("RPL", "ST", "SEL", "PF"), -1.0),
}
"""R(CNTRL): whether the position is a claim of the one who records it, or an obligation (*Contract role sign*)."""

SEQUENCE = {
    name: place
    for place, name in enumerate(
        "IED PR PI IP IPCI FP PY PP CE RRF RR PRF SC IPCB PRD TD MD XD STD AD".split(),
    )
}
"""The order of events at one time. As the official test vectors have it, principal is redeemed before interest is paid."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a contract, with the contract's state after it.

    Amounts are floats in units of the currency, signed from the side of the one who records the contract: plus is
    received or owned, minus is paid or owed. ``kanzei.deal.actus.in_cents`` makes whole cents of them.
    """

    time: datetime
    kind: str
    payoff: float
    currency: str
    notional: float
    rate: float
    accrued: float
    next_payment: float = 0.0
    fee_accrued: float = 0.0
    performance: str = "PF"
    exercise_amount: float = 0.0
    exercise_time: datetime | None = None


@dataclass(slots=True)
class State:
    """The state variables, in the names of the specification: Nt, Ipnr, Ipac, Ipcb, Prnxt, Feac, Nsc, Isc, Prf, Sd."""

    last: datetime
    notional: float = 0.0
    rate: float = 0.0
    accrued: float = 0.0
    base: float = 0.0
    next_payment: float = 0.0
    fee_accrued: float = 0.0
    notional_scaling: float = 1.0
    interest_scaling: float = 1.0
    performance: str = "PF"
    exercise_amount: float = 0.0
    exercise_time: datetime | None = None

    def event(self, time: datetime, kind: str, payoff: float, currency: str) -> Event:
        """This state as the outcome of an event."""
        return Event(
            time,
            kind,
            # A payoff of minus nothing is nothing.
            payoff + 0.0,
            currency,
            self.notional + 0.0,
            self.rate,
            self.accrued + 0.0,
            self.next_payment,
            self.fee_accrued,
            self.performance,
            self.exercise_amount,
            self.exercise_time,
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """An event to come: when it takes place, when it was scheduled, and what it alone knows.

    Attributes
    ----------
    value : an amount or a rate that belongs to the event (array terms, prepayments).
    word : a performance that a credit event brings.
    """

    time: datetime
    kind: str
    scheduled: datetime
    value: float | None = None
    word: str = ""

    @property
    def place(self) -> tuple[datetime, int]:
        """Where the event stands among others."""
        return self.time, SEQUENCE[self.kind]


@dataclass(frozen=True, slots=True)
class Observed:
    """An event from outside: a credit event (``CE``) or a prepayment (``PP``) of the contract named."""

    contract: str
    kind: str
    time: datetime
    value: float = 0.0
    performance: str = ""


@dataclass(slots=True)
class RiskFactors:
    """O(i, t): market objects by their code, each a value or a series of values by time.

    A series holds its value until the next one.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    _series: dict[str, tuple[list[datetime], list[float]]] = field(default_factory=dict, init=False)

    def at(self, code: str, scheduled: datetime, calculated: datetime | None = None) -> float:
        """The value of ``code``: observed at the scheduled time itself, else the last one known at the calculation time.

        Raises
        ------
        UsageError   Nothing is known of the code, or nothing yet at that time.
        """
        times, values = self._lookup(code)
        if not times:
            return values[0]
        exact = bisect_right(times, scheduled)
        if exact and times[exact - 1] == scheduled:
            return values[exact - 1]
        place = bisect_right(times, calculated or scheduled)
        if not place:
            raise UsageError(
                f"market object {code!r}: nothing is known at {scheduled:%Y-%m-%d}: give its earlier values"
            )
        return values[place - 1]

    def _lookup(self, code: str) -> tuple[list[datetime], list[float]]:
        if code not in self._series:
            if code not in self.values:
                raise UsageError(f"market object {code!r} is asked for and nothing is known of it: give its values")
            given = self.values[code]
            if isinstance(given, (int, float)):
                self._series[code] = [], [float(given)]
            else:
                pairs: Iterable[tuple[datetime, float]] = given.items() if isinstance(given, Mapping) else given
                ordered = sorted(pairs)
                if not ordered:
                    raise UsageError(f"market object {code!r} has no values")
                self._series[code] = [time for time, _ in ordered], [float(value) for _, value in ordered]
        return self._series[code]
