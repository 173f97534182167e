"""People of a report: who is said to travel, and whether a name and an office belong together."""

from __future__ import annotations

from collections.abc import Iterator

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, Finding
from kanzei.record.reports import Item
from kanzei.record.reports.offices import holders
from kanzei.record.weigh import conflicts

__all__ = ["office_findings", "traveller_findings"]

_TRAVELLER = "traveller"
_FIRST_HALF = (
    "president",
    "secretary",
    "minister",
    "negotiator",
    "representative",
    "spokesman",
    "spokesperson",
    "governor",
    "chair",
    "chairman",
    "premier",
    "envoy",
)
"""Words of an office that the table of offices may know."""


def office_findings(context: Context) -> Iterator[Finding]:
    """A finding for every person named with an office, once each, where the table of offices knows it."""
    seen = set()
    for item in context.items:
        if item.kind != "person" or not item.entity or not item.entity[0] or context.kinds[item.sentence] == "credit":
            continue
        role, country = item.entity[0].removeprefix("department of the ").removeprefix("department of "), item.entity[1]
        key = (item.value, role)
        beside = any(
            one.kind == "role" and abs(one.start - item.stop) < 60 for one in context.spots[item.sentence].items
        )
        if key in seen or not beside or not any(word in role for word in _FIRST_HALF):
            continue
        seen.add(key)
        if not country and item.value in holders(role, context.subject, None):
            country = context.subject  # whoever has held the office there is meant, in office or not
        who = holders(role, country, context.on)
        if not who:
            continue
        office = f"{role}{f' of {country}' if country else ''} on {context.on}"
        named = sorted(one for one in who if one.split()[-1] == item.value.split()[-1])
        if item.value in who or any(_one_man(item.value, one) for one in named):
            yield context.finding(
                item, AGREES, "office", f"{office}: {', '.join(named or [item.value])}", source="table of offices"
            )
        elif named:
            yield context.finding(
                item,
                DIFFERS,
                "office",
                f"{office}: {', '.join(named)}",
                source="table of offices",
                cause="wrong given name",
            )
        elif not country and len(who) > 3:
            continue
        else:
            yield context.finding(
                item,
                DIFFERS,
                "office",
                f"{office}: {', '.join(sorted(who))}",
                source="table of offices",
                cause="wrong person",
            )


def _one_man(told: str, held: str) -> bool:
    """Whether two names of one family can be one man's: a given name is left out, or begins alike (Jay for Jerome, J.D. for JD)."""
    given = told.split()[:-1]
    return not given or given[0][0].casefold() == held[0].casefold()


def traveller_findings(context: Context) -> Iterator[Finding]:
    """A finding for every person who is said to make the trip that the record speaks of."""
    found = next((one for one in conflicts(context.record, everything=True) if one.slot.id == _TRAVELLER), None)
    if not found or not found.ruling or found.ruling.outcome != "resolved":
        return
    right = found.ruling.value
    surname = right.split()[-1]
    if not any(one.has("TRAVEL") and one.has("CANCEL", "POSTPONE", "RESCHEDULE") for one in context.spots.values()):
        return
    seen = set()
    decisive = [one for one in context.record.of(_TRAVELLER) if one.id in found.ruling.rests_on]
    for index, spot in context.spots.items():
        if context.kinds[index] == "credit" or not spot.has("TRAVEL") or not _of_the_trip(context, spot):
            continue
        for item in spot.items:
            if item.kind != "person" or item.value in seen or not _moves(spot, item):
                continue
            seen.add(item.value)
            same = surname in item.value.split()
            yield context.finding(
                item, AGREES if same else DIFFERS, "person", f"{right} was to travel", source=context.cited(decisive), cause="" if same else "wrong person", beside=(found.ruling.because,), slot=_TRAVELLER,
            )  # fmt: skip


def _of_the_trip(context: Context, spot: Spot) -> bool:
    """The trip of August 2025: the report is of those days and of Japan, and the sentence has the capital or a trip put off."""
    near = abs((context.on - context.record.sources["yomiuri-0828"].day).days) < 30
    names = {one.value for one in spot.items if one.kind == "place"}
    return (
        near
        and context.subject in ("Japan", "")
        and bool(names & {"Washington", "United States"} or spot.has("CANCEL", "POSTPONE", "RESCHEDULE"))
    )


def _moves(spot: Spot, item: Item) -> bool:
    """Whether a person is the one who travels: named before the word of travel with no other person between, and not as a host or a speaker."""
    for _, start, _ in spot.at("TRAVEL"):
        between = [one for one in spot.items if one.kind == "person" and item.stop <= one.start < start]
        spoken = item.value == item.attribution or any(
            one.stem in ("say", "said", "tell", "accord") for one in spot.words if item.stop <= one.start < start
        )
        if item.stop <= start and not between and not spoken and start - item.stop < 160:
            return True
    return False
