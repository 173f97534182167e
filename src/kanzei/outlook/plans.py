"""Planned shipments: what is bought, when it arrives, what may be done with it, and what that costs beside duty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from kanzei.duty.line import EntryLine
from kanzei.money import RATE_ONE, half_up
from kanzei.outlook.tree import World

__all__ = ["WAYS", "YEAR", "Costs", "Option", "Shipment", "Way", "finance_cents", "line_under", "release_day"]

YEAR = 365
"""Days of a year of finance: actual/365, simple."""

Way = Literal["arrival", "warehouse", "zone-privileged", "zone-nonprivileged", "delay", "entered"]

WAYS: dict[str, str] = {
    "arrival": "enter for consumption on the day of arrival",
    "warehouse": "hold in bonded warehouse, withdraw for consumption on a day",
    "zone-privileged": "admit to a foreign-trade zone on arrival in privileged foreign status, enter on a day",
    "zone-nonprivileged": "admit to a foreign-trade zone on arrival in nonprivileged foreign status, enter on a day",
    "delay": "load and arrive so many days later, enter on that arrival",
    "entered": "already entered: nothing is left to decide",
}
"""What may be done with a shipment."""


class Costs(NamedTuple):
    """Costs beside duty, of one shipment, in cents; finance in rate units (a three-millionth) a year.

    storage_per_day, bond_per_day : for each day in warehouse or zone. handling, bond : once, when the goods are put there.
    late_per_day : for each day on which the goods are at hand later than planned, whatever the way.
    finance      : on the value of the goods for those days, and on duty that is paid back for the days until it is.
    """

    storage_per_day: int = 0
    handling: int = 0
    bond: int = 0
    bond_per_day: int = 0
    late_per_day: int = 0
    finance: int = 0


class Option(NamedTuple):
    """One thing that may be done. until : a day; or, with ``events``, ``plus`` days after the first of them came, and on ``until`` at the latest.

    days : of later loading and arrival, for ``delay``.
    """

    id: str
    way: Way
    until: date | None = None
    events: tuple[str, ...] = ()
    plus: int = 0
    days: int = 0


class Shipment(NamedTuple):
    """One planned shipment, or one already entered.

    line     : what the law looks at, entered on the day of arrival. importer : ``ours``, or who else is importer of record (refunds are theirs).
    liquidated_on : of an entry already made; ``None`` where it has not liquidated or that is not known.
    options  : the first is the one the others are measured against.
    place    : where it stands in its file, for messages.
    """

    id: str
    line: EntryLine
    arrives: date
    costs: Costs
    options: tuple[Option, ...]
    importer: str = "ours"
    liquidated_on: date | None = None
    notes: tuple[str, ...] = ()
    place: str = ""

    @property
    def ours(self) -> bool:
        """Whether we are importer of record."""
        return self.importer == "ours"


def release_day(shipment: Shipment, option: Option, world: World) -> date:
    """The day of entry or of withdrawal for consumption, which for an option that waits for an event depends on the world.

    It never looks ahead: goods are released on a day that is known on that day.
    """
    if option.way in ("arrival", "entered"):
        return shipment.arrives
    if option.way == "delay":
        return shipment.arrives + timedelta(days=option.days)
    assert option.until is not None
    day = option.until
    came = [when for name, when in world.came if name in option.events and when is not None]
    if came:
        day = min(min(came) + timedelta(days=option.plus), option.until)
    return max(day, shipment.arrives)


def line_under(shipment: Shipment, option: Option, released: date) -> EntryLine:
    """The entry line of a shipment under an option released on a day."""
    line = shipment.line
    if option.way == "delay":
        later = timedelta(days=option.days)
        return line._replace(entered_on=released, loaded_on=line.loaded_on + later if line.loaded_on else None)
    if option.way in ("arrival", "entered") or released == shipment.arrives:
        return line._replace(entered_on=shipment.arrives)
    if option.way == "warehouse":
        return line._replace(claims={**line.claims, "entry_type": "31", "withdrawn_on": released})
    status = "privileged foreign" if option.way == "zone-privileged" else "nonprivileged foreign"
    claims = {**line.claims, "entry_type": "06", "zone_status": status, "admitted_on": shipment.arrives}
    return line._replace(entered_on=released, claims=claims)


def finance_cents(amount: int, rate: int, days: int) -> int:
    """Simple finance cost of an amount over days, half up: amount x rate x days / 365."""
    return half_up(amount * rate * days, RATE_ONE * YEAR)
