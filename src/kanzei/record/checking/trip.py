"""Days of the trip that the record speaks of: when it was to be, and when it is made instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kanzei.record.checking.context import Context
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.reports import Item
from kanzei.record.reports.days import find_days, interval

__all__ = ["next_week", "trip"]


def trip(context: Context, item: Item, span: tuple[date, date]) -> Iterator[Finding]:
    """The days of the trip, as the record's slot bears them in its title."""
    for slot in context.record.slots.values():
        claims = context.record.of(slot.id)
        if "trip" not in slot.title or not claims:
            continue
        for _, _, when in find_days(slot.title):
            days = interval(when, context.on)
            if days and days[0] <= span[1] and span[0] <= days[1]:
                same = days[0] <= span[0] and span[1] <= days[1]
                told = f"{slot.title}: {claims[-1].state} {claims[-1].on}"
                source = context.cited(claims[-1:])
                yield context.finding(
                    item,
                    AGREES if same else DIFFERS,
                    "date",
                    told,
                    source=source,
                    slot=slot.id,
                    cause="" if same else "other days",
                )
                return


def next_week(context: Context, item: Item) -> Finding:
    """The new date, as far as anybody had told it."""
    claims = context.record.of("rescheduling")
    if not claims:
        return context.finding(
            item, UNCHECKED, "date", "no new date was known that day", needs="a statement of either government"
        )
    told = "; ".join(dict.fromkeys(f"{one.by}: {one.value}" for one in claims))
    return context.finding(
        item,
        UNCHECKED,
        "date",
        f"open on {context.on}: {told}",
        source=context.cited(claims),
        needs="a statement of either government: one unnamed source says so",
        slot="rescheduling",
    )
