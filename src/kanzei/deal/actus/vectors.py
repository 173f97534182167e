"""Official test files of the standard: run every case and say where the first difference is.

The layout is that of the ACTUS test suite: ``{case: {identifier, terms, to, dataObserved, eventsObserved, results}}``.
A case passes when its results and our events pair by time and type with none left over, and when every value of every
result agrees: numbers to 1e-8 absolute or 1e-9 relative (the files print ten digits and more), times and words exactly.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kanzei.deal.actus.contracts import contract, events
from kanzei.deal.actus.states import Event, Observed
from kanzei.deal.actus.terms import moment
from kanzei.errors import KanzeiError, UsageError

__all__ = ["ABSOLUTE", "RELATIVE", "Case", "Difference", "read_cases", "run_case", "run_file"]

ABSOLUTE, RELATIVE = 1e-8, 1e-9
_NUMBERS = {
    "payoff": "payoff",
    "notionalPrincipal": "notional",
    "nominalInterestRate": "rate",
    "accruedInterest": "accrued",
    "exerciseAmount": "exercise_amount",
    "nextPrincipalRedemptionPayment": "next_payment",
    "feeAccrued": "fee_accrued",
}
_EXACT = {"currency": "currency", "contractPerformance": "performance", "exerciseDate": "exercise_time"}
_KEYS = {"eventDate", "eventType"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a case goes wrong first: event, field, what the file expects, what was found."""

    event: str
    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.event}: {self.field} expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was run.

    Attributes
    ----------
    name, kind : its key in the file, and its contract type.
    rows : results the file lists.
    difference : the first difference, or ``None`` when it passed.
    error : why it could not be run, or empty.
    """

    name: str
    kind: str
    rows: int
    difference: Difference | None = None
    error: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything agrees."""
        return self.difference is None and not self.error


def run_file(path: str | Path, case: str | None = None) -> list[Case]:
    """Run a file of the official layout, or one case of it.

    Raises
    ------
    UsageError   The file is not of that layout, or has no such case.
    """
    cases = read_cases(path)
    if case is not None:
        if case not in cases:
            raise UsageError(f"{path}: there is no case {case!r}: it has {', '.join(cases)}")
        cases = {case: cases[case]}
    return [run_case(name, value) for name, value in cases.items()]


def read_cases(path: str | Path) -> dict[str, Mapping[str, Any]]:
    """The cases of a file, by their names."""
    try:
        read = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{path}: this is not text: give a JSON file of the ACTUS test layout") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
    if not isinstance(read, dict) or not read:
        raise UsageError(f"{path}: expected an object of cases {{name: {{terms, to, dataObserved, results}}}}")
    for name, value in read.items():
        lacks = not isinstance(value, dict) or not isinstance(value.get("terms"), dict)
        if lacks or not isinstance(value.get("results"), list):
            raise UsageError(f"{path}: case {name!r}: a case has terms (an object) and results (a list)")
    return read


def run_case(name: str, case: Mapping[str, Any]) -> Case:
    """One case: its contract is made and run, and its results are compared."""
    kind = str(case["terms"].get("contractType", ""))
    results = case["results"]
    try:
        made = contract(case["terms"])
        until = str(case.get("to") or "").strip()
        found = events(made, moment(until, "to") if until else None, _market(case), _observed(case))
        return Case(name, kind, len(results), _first_difference(results, found))
    except KanzeiError as error:
        return Case(name, kind, len(results), error=str(error))


def _market(case: Mapping[str, Any]) -> dict[str, dict[datetime, float]]:
    try:
        return {
            code: {moment(one["timestamp"], "timestamp"): float(one["value"]) for one in series["data"]}
            for code, series in (case.get("dataObserved") or {}).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError("dataObserved: expected {code: {data: [{timestamp, value}]}}") from None


def _observed(case: Mapping[str, Any]) -> list[Observed]:
    try:
        return [
            Observed(
                str(one["contractId"] if "contractId" in one else one["contractID"]),
                str(one["type"]),
                moment(one["time"], "eventsObserved"),
                float(one.get("value") or 0.0),
                str((one.get("states") or {}).get("contractPerformance", "")),
            )
            for one in case.get("eventsObserved") or []
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError("eventsObserved: expected [{time, type, contractId, value, states}]") from None


def _first_difference(results: list[Any], found: list[Event]) -> Difference | None:
    """The first row that does not agree. Rows of one time and type pair in their order."""
    ours: dict[tuple[datetime, str], list[Event]] = defaultdict(list)
    for event in reversed(found):
        ours[event.time, event.kind].append(event)
    for row in results:
        if not isinstance(row, dict) or not row.keys() >= _KEYS:
            raise UsageError("results: each row has eventDate and eventType")
        time, kind = moment(row["eventDate"], "eventDate"), str(row["eventType"])
        label = f"{time.isoformat()} {kind}"
        if not ours[time, kind]:
            there = [event.kind for event in found if event.time == time]
            return Difference(label, "event", kind, ", ".join(there) or "no event at this time")
        wrong = _row_difference(label, row, ours[time, kind].pop())
        if wrong:
            return wrong
    left = next((event for event in found if event in ours[event.time, event.kind]), None)
    if left:
        return Difference(f"{left.time.isoformat()} {left.kind}", "event", "no event", left.kind)
    return None


def _row_difference(label: str, row: Mapping[str, Any], event: Event) -> Difference | None:
    for field, expected in row.items():
        if field in _NUMBERS:
            got = float(getattr(event, _NUMBERS[field]))
            try:
                wanted = float(expected or 0.0)
            except (TypeError, ValueError):
                return Difference(label, field, repr(expected), f"{got:.12g}")
            # Written so that a number that is none differs from everything.
            if not abs(got - wanted) <= max(ABSOLUTE, RELATIVE * abs(wanted)):
                return Difference(label, field, f"{wanted:.12g}", f"{got:.12g}")
        elif field in _EXACT:
            value = getattr(event, _EXACT[field])
            same = (
                (moment(expected, field) if expected else None) == value
                if field == "exerciseDate"
                else (str(expected) == value)
            )
            if not same:
                return Difference(label, field, str(expected), str(value))
        elif field not in _KEYS:
            return Difference(label, field, str(expected), "a field that is not modelled")
    return None
