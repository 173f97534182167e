"""The clocks of an entry: which day each rule gives, and by which day to file (``rules.yaml``, C1 to C10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.refund.calendar import add_years, last_working_day, next_court_day
from kanzei.refund.rules import Clock, clock

__all__ = [
    "Deadline",
    "Liquidation",
    "after_acceptance",
    "correction",
    "deadlines",
    "liquidation_of",
    "post_summary",
    "run",
]

_OPEN_WORDS = ("unliq", "not liq", "open", "pending", "scheduled", "set", "extended", "suspended", "under review")
"""Beginnings of a liquidation status that say the entry has not liquidated."""

WAREHOUSE = ("21", "22")
"""Types of entry whose liquidation is suspended until all goods are withdrawn (19 CFR 159.52; 19 U.S.C. 1504(a)(1)(B))."""


class Deadline(NamedTuple):
    """What a rule gives for an entry.

    rule, name, citation, grade, confidence : of the clock. from_what, from_day : what it runs from; the day itself does not count. length : ``180 days``.
    last_day  : the strict calendar day. file_by : the last federal working day not after it.
    moved_to  : the day to which a rule of the court moves a last day on which it is closed, else ``None``; moved_by : that rule.
    estimated : reckoned from a day that is not certain: an estimated or scheduled liquidation, or a day that stands in for one the file lacks.
    """

    rule: str
    name: str
    citation: str
    from_what: str
    from_day: date
    length: str
    last_day: date
    file_by: date
    moved_to: date | None
    moved_by: str
    estimated: bool
    grade: str
    confidence: str
    notes: tuple[str, ...] = ()


class Liquidation(NamedTuple):
    """The liquidation of an entry as of a day.

    kind : ``done`` | ``scheduled`` (CBP set a day to come) | ``estimated`` (C1) | ``open`` (extended or suspended, no day) | ``unknown``.
    """

    kind: str
    day: date | None
    because: str

    @property
    def estimated(self) -> bool:
        """Whether the day is not certain."""
        return self.kind != "done"

    def over(self, on: date) -> bool:
        """Whether the entry has liquidated by a day, as far as can be told: surely, or by an estimate that has passed."""
        return self.day is not None and self.day <= on and self.kind in ("done", "estimated")


def liquidation_of(state: EntryState, on: date) -> Liquidation:
    """When an entry liquidated or will, as seen on a day.

    Notes
    -----
    An entry without a day that is neither extended nor suspended is taken to liquidate on day 314 (C1), even where that day has passed: it liquidated by
    law within a year (C2), and clocks from the earlier day are the safe ones.
    """
    status = state.liquidation_status.strip().lower()
    says_open = status.startswith(_OPEN_WORDS)
    day = state.liquidated_on
    held = state.suspended is True or state.extended is True
    if day is not None and day <= on and not says_open:
        return Liquidation("done", day, f"liquidated on {day}")
    if day is not None and day > on:
        return Liquidation("scheduled", day, f"liquidation is scheduled for {day}")
    if day is not None and not held:
        return Liquidation(
            "estimated",
            day,
            f"the day of liquidation given, {day}, has passed and the status is {status!r}: the day is taken, check it",
        )
    if held or status.startswith(("extended", "suspended", "under review")):
        word = "suspended" if state.suspended is True else "extended" if state.extended is True else status
        return Liquidation("open", None, f"liquidation is {word}: no day can be told")
    if state.entry_type.zfill(2) in WAREHOUSE:
        return Liquidation("open", None, "a warehouse entry liquidates after its last withdrawal (19 CFR 159.52)")
    if state.entered_on is None:
        return Liquidation("unknown", None, "neither the day of entry nor that of liquidation is known")
    rule = clock("C1")
    day = state.entered_on + timedelta(days=rule.days)
    return Liquidation(
        "estimated",
        day,
        f"no day of liquidation is given: day {rule.days} after the entry of {state.entered_on} is taken ({rule.cite})",
    )


def run(rule: Clock, from_day: date, *, estimated: bool = False, notes: tuple[str, ...] = ()) -> Deadline:
    """A clock run from a day."""
    last = add_years(from_day, rule.years) if rule.years else from_day + timedelta(days=rule.days)
    moved = next_court_day(last) if rule.moves else last
    notes = (*notes, rule.note) if rule.note else notes
    return Deadline(
        rule.id,
        rule.name,
        rule.cite,
        rule.runs_from,
        from_day,
        rule.length,
        last,
        last_working_day(last),
        moved if moved != last else None,
        rule.moves if moved != last else "",
        estimated,
        rule.grade,
        rule.confidence,
        notes,
    )


def deadlines(state: EntryState, on: date) -> tuple[Deadline, ...]:
    """Every clock that can be run for an entry, as seen on a day, by last day; those whose day is not known are left out.

    C7 runs from the acceptance of a declaration (:func:`after_acceptance`); C5 is no clock: filing a declaration stops none of these.
    """
    out: list[Deadline | None] = []
    done = liquidation_of(state, on)
    entered = state.entered_on
    if entered is not None:
        if state.entry_type.zfill(2) not in WAREHOUSE:
            out.append(run(clock("C1"), entered, estimated=True))
            if state.suspended is not True and state.extended is not True:
                out.append(run(clock("C2"), entered))
        out.append(
            run(clock("C10"), entered, estimated=True, notes=("the day of entry stands in for the day of importation",))
        )
    if done.day is not None:
        notes = (done.because,) if done.estimated else ()
        out += [
            run(clock(name), done.day, estimated=done.estimated, notes=notes) for name in ("C3", "C4", "C4-80", "C8")
        ]
    out += [suit(state), correction(state), post_summary(state, on)]
    return tuple(sorted((one for one in out if one is not None), key=lambda one: (one.last_day, one.rule)))


def suit(state: EntryState) -> Deadline | None:
    """C6: two years from the deposit, or from the day that stands in for it."""
    notes: tuple[str, ...] = ()
    from_day, estimated = state.deposited_on, state.estimated_deposit
    if from_day is None:
        from_day = min((day for day in (state.entered_on, state.summary_on) if day is not None), default=None)
        notes, estimated = ("the day of deposit is not known: the earliest day of the entry stands in for it",), True
    elif estimated:
        notes = ("the summary date stands in for the day of deposit",)
    return None if from_day is None else run(clock("C6"), from_day, estimated=estimated, notes=notes)


def correction(state: EntryState) -> Deadline | None:
    """The ten days from release in which a summary is corrected before it is final."""
    if state.released_on is not None:
        return run(clock("K10"), state.released_on)
    if state.entered_on is None:
        return None
    return run(
        clock("K10"),
        state.entered_on,
        estimated=True,
        notes=("the day of release is not known: the day of entry stands in for it",),
    )


def post_summary(state: EntryState, on: date) -> Deadline | None:
    """C9: day 300 after entry or day 15 before liquidation, the earlier; where liquidation is extended, the latter alone."""
    done = liquidation_of(state, on)
    by_entry = run(clock("C9"), state.entered_on) if state.entered_on is not None else None
    notes = (done.because,) if done.estimated else ()
    by_liquidation = (
        run(clock("C9-15"), done.day, estimated=done.estimated, notes=notes) if done.day is not None else None
    )
    if by_liquidation is None:
        return None if state.extended is True else by_entry
    if by_entry is None or state.extended is True or by_liquidation.last_day < by_entry.last_day:
        return by_liquidation._replace(rule="C9", notes=(*by_liquidation.notes, clock("C9").note))
    return by_entry._replace(notes=(*by_entry.notes, *notes))


def after_acceptance(accepted_on: date) -> tuple[Deadline, Deadline]:
    """C7: when an entry accepted in the 2026 process should liquidate, and when the money should have come. Both are expected, not due."""
    return run(clock("C7"), accepted_on, estimated=True), run(clock("C7-90"), accepted_on, estimated=True)
