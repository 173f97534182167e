"""What a shipment costs under an option in one world, cent by cent."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kanzei.duty.result import RateDay
from kanzei.outlook.duties import Came, Desk, Duty
from kanzei.outlook.plans import Option, Shipment, finance_cents, line_under, release_day
from kanzei.outlook.refunds import Fate, fate_of, interest_cents
from kanzei.outlook.tree import World

__all__ = ["Outcome", "Outcomes", "Refund"]


class Refund(NamedTuple):
    """A difference that law made known later makes. cents : too much paid; negative: too little. event : what brought it."""

    event: str
    known_on: date
    cents: int
    fate: Fate


class Outcome(NamedTuple):
    """Cost in one world, cents.

    deposited : duty at the rates known on the day of release. back : of it, what comes back to us; to_others: what comes back to another importer of record;
    lost : what was too much and final. more : billed later. interest : statutory, on ``back``.
    waiting : finance on the duty that comes back. refused : why the option cannot be, the other fields are then nothing.
    """

    released_on: date
    deposited: int = 0
    back: int = 0
    to_others: int = 0
    lost: int = 0
    more: int = 0
    interest: int = 0
    storage: int = 0
    handling: int = 0
    bond: int = 0
    finance: int = 0
    waiting: int = 0
    late: int = 0
    refunds: tuple[Refund, ...] = ()
    refused: str = ""
    clock: tuple[RateDay, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def duty(self) -> int:
        """Duty in the end: deposited, billed, less what comes back."""
        return self.deposited + self.more - self.back

    @property
    def carrying(self) -> int:
        """Everything beside duty and interest."""
        return self.storage + self.handling + self.bond + self.finance + self.waiting + self.late

    @property
    def total(self) -> int:
        """What the shipment costs: duty in the end and carrying, less interest received."""
        return self.duty - self.interest + self.carrying


class Outcomes:
    """Outcomes of one scenario, each worked out once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._found: dict[tuple[str, str, date, Came], Outcome] = {}

    def of(self, shipment: Shipment, option: Option, world: World) -> Outcome:
        """The outcome of an option in a world."""
        released = release_day(shipment, option, world)
        key = (shipment.id, option.id, released, self.desk.law_of(world.came))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._work_out(shipment, option, released, key[3])
        return found

    def plain(self, shipment: Shipment, entered: date, came: Came, by: date | None = None) -> Duty:
        """Duty on the goods of a shipment entered for consumption on a day, no warehouse and no zone."""
        return self.desk.duty(shipment.line._replace(entered_on=entered), came, by)

    def _work_out(self, shipment: Shipment, option: Option, released: date, law: Came) -> Outcome:
        line = line_under(shipment, option, released)
        first = self.desk.duty(line, law, released)
        if first.cents is None:
            return Outcome(released, refused=first.refused)
        refunds = []
        before = first.cents
        for number, (event, day) in enumerate(law, 1):
            if day is None or day <= released:
                continue
            # Event by event, so that of two on one day each answers for its own difference.
            now = self.desk.duty(line, law[:number])
            if now.cents is None:
                return Outcome(released, refused=now.refused)
            if now.cents != before:
                less = before - now.cents
                fate = fate_of(released, shipment.liquidated_on, day, more=less < 0)
                refunds.append(Refund(event, day, less, fate))
                before = now.cents
        return self._priced(shipment, option, released, first, refunds)

    def _priced(
        self, shipment: Shipment, option: Option, released: date, first: Duty, refunds: list[Refund]
    ) -> Outcome:
        costs, value = shipment.costs, shipment.line.value_cents
        days = (released - shipment.arrives).days
        held = days if option.way not in ("arrival", "entered", "delay") else 0
        back = others = lost = more = interest = waiting = 0
        notes = list(first.notes)
        for one in refunds:
            if one.fate.route == "billed":
                more -= one.cents
            elif one.fate.route == "final":
                lost += one.cents
            elif one.fate.comes_back and not shipment.ours:
                others += one.cents
            elif one.fate.comes_back:
                back += one.cents
                earned, note = interest_cents(one.cents, one.fate)
                interest += earned
                notes += [note] if note else []
                until = one.fate.paid_on or one.fate.last_day
                assert until is not None
                waiting += finance_cents(one.cents, costs.finance, max((until - one.fate.deposited_on).days, 0))
        return Outcome(
            released,
            first.cents or 0,
            back,
            others,
            lost,
            more,
            interest,
            costs.storage_per_day * held,
            costs.handling if held else 0,
            (costs.bond if held else 0) + costs.bond_per_day * held,
            finance_cents(value, costs.finance, held),
            waiting,
            costs.late_per_day * max(days, 0),
            tuple(refunds),
            "",
            first.clock,
            tuple(dict.fromkeys(notes)),
        )
