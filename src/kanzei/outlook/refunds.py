"""Money back when law reaches back: by which route, until when, when it should come, and to whom.

Refunds belong to the importer of record (W2 of the refund rules). The days are those of :mod:`kanzei.refund.clocks`; liquidation is taken on day 314 after
entry where the file does not say otherwise, so every day reckoned from it is an estimate.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.errors import EntryError
from kanzei.refund.calendar import working_days_after
from kanzei.refund.clocks import liquidation_of, post_summary, run
from kanzei.refund.interest import interest
from kanzei.refund.rules import clock

__all__ = ["DEPOSIT_DAYS", "Fate", "fate_of", "interest_cents"]

DEPOSIT_DAYS = 10
"""Working days after entry within which estimated duties are deposited with the entry summary (19 U.S.C. 1505(a); 19 CFR 142.12(b))."""


class Fate(NamedTuple):
    """What becomes of duty that turns out too high, or too low, on a day.

    route : ``post-summary`` | ``protest`` | ``final`` (nothing comes back) | ``billed`` (more is due) | ``unbilled``.
    last_day, file_by : of the route. deposited_on, paid_on : interest runs between them; ``paid_on`` is the day of liquidation, or ``None`` where it has passed.
    """

    route: str
    because: str
    citation: str
    deposited_on: date
    last_day: date | None = None
    file_by: date | None = None
    paid_on: date | None = None

    @property
    def comes_back(self) -> bool:
        """Whether the importer of record can have it back."""
        return self.route in ("post-summary", "protest")


def fate_of(entered: date, liquidated: date | None, on: date, *, more: bool = False) -> Fate:
    """What becomes of a difference that is known on a day.

    Parameters
    ----------
    entered, liquidated : of the entry. on : the day the law became known. more : duty turned out too low.
    """
    state = EntryState("", entered_on=entered, liquidated_on=liquidated)
    done = liquidation_of(state, entered if liquidated is None else on)
    day = done.day
    assert day is not None
    deposited = working_days_after(entered, DEPOSIT_DAYS)
    said = done.because
    if more:
        rule = run(clock("C4"), day)
        if on <= rule.last_day:
            return Fate("billed", f"CBP may bill until {rule.last_day}: {said}", rule.citation, deposited)
        return Fate("unbilled", f"final for CBP since {rule.last_day}: {said}", rule.citation, deposited)
    correct = post_summary(state._replace(liquidated_on=day), entered)
    if on < day and correct is not None and on <= correct.last_day:
        return Fate(
            "post-summary",
            f"post-summary correction to {correct.last_day}, money at liquidation: {said}",
            correct.citation,
            deposited,
            correct.last_day,
            correct.file_by,
            day,
        )
    protest = run(clock("C3"), day)
    if on <= protest.last_day:
        return Fate(
            "protest",
            f"protest to {protest.last_day}: {said}",
            protest.citation,
            deposited,
            protest.last_day,
            protest.file_by,
            day if on < day else None,
        )
    return Fate("final", f"final: the time to protest ended on {protest.last_day}; {said}", protest.citation, deposited)


def interest_cents(principal: int, fate: Fate) -> tuple[int, str]:
    """Statutory interest on duty that comes back, and a note where it cannot be told."""
    if fate.paid_on is None:
        return 0, "interest to reliquidation is left out: its day cannot be told"
    if fate.paid_on <= fate.deposited_on:
        return 0, ""
    try:
        return interest(principal, fate.deposited_on, fate.paid_on).cents, ""
    except EntryError as error:
        return 0, f"interest is left out: {error}"
