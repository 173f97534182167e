"""Percentages that a slot of the record is about: the split of profit, the part that is equity, a forecast of growth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.reports import Item
from kanzei.record.weigh import conflicts

__all__ = ["share_findings"]

_ABOUT = {"profit-split": ("PROFIT", "SPLIT"), "equity-share": ("EQUITY",), "growth-japan-2025": ("GROWTH", "FORECAST")}
"""Slots whose values are percentages, and the concepts of which a sentence must have all."""
_GROWTH = "growth-japan-2025"


def share_findings(context: Context) -> Iterator[Finding]:
    """A finding for every percentage that a slot of the record is about: the split of profit, the part that is equity, a forecast."""
    for item in context.items:
        if item.kind != "percent" or item.number is None:
            continue
        spot = context.spots[item.sentence]
        for slot, words in _ABOUT.items():
            places = {name for name, _ in context.places(item.sentence)} or {context.subject}
            if not places & {"Japan", ""} or set(item.what) & {"TARIFF", "INFLATION"}:
                continue
            if slot == _GROWTH and not _of_government(context, spot, item, places):
                continue
            if all(spot.has(one) for one in words):
                yield _share(context, item, slot)
                break


def _of_government(context: Context, spot: Spot, item: Item, places: set[str]) -> bool:
    """Whether a growth figure can be the projection of Japan's government: not a bank's or another body's, and not growth that was measured."""
    bodies = {one.value for one in spot.items if one.kind == "organisation"} - {
        "Cabinet Office",
        "Reuters",
        "Kyodo News",
    }
    measured = "annualised" in item.basis or any(
        word.text.lower().startswith(("annuali", "quarter", "preliminar")) for word in spot.words
    )
    return "Japan" in places and not bodies and not measured and not spot.has("CENTRALBANK")


def _share(context: Context, item: Item, slot: str) -> Finding:
    assert item.number is not None
    number = f"{item.number.normalize():f}"
    found = next((one for one in conflicts(context.record, everything=True) if one.slot.id == slot), None)
    claims = [one for one in context.record.of(slot) if not one.slip]
    having = [one for one in claims if re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", f"{one.value} {one.says}")]
    ruling = found.ruling if found else None
    kind = "forecast" if slot.startswith("growth") else "share"
    if not having:
        known = "; ".join(f"{one.by} {one.on}: {one.value}" for one in claims[-3:])
        if not claims:
            return context.finding(
                item,
                UNCHECKED,
                kind,
                f"nothing of it was known on {context.on}",
                needs="a source of that day",
                slot=slot,
            )
        return context.finding(
            item,
            DIFFERS,
            kind,
            known,
            source=context.cited([claims[-1]]),
            cause="another figure is on record",
            slot=slot,
        )
    exact = [one for one in having if number in one.value] or having
    settled = [one for one in exact if ruling and ruling.outcome == "resolved" and one.value == ruling.value]
    exact = settled or exact
    named = [one for one in exact if item.attribution and item.attribution.split()[-1] in one.by]
    last = (named or [one for one in exact if one.side == "text"] or exact)[-1]
    said = f"{last.by} {last.on}: {last.says}"
    if ruling is None or ruling.outcome == "open":
        others = tuple(
            f"but {one.by} {one.on}: {one.value}" for one in claims if one.value != last.value and one.side != "press"
        )
        return context.finding(
            item,
            AGREES,
            kind,
            f"as what was said; {said}",
            source=context.cited([last]),
            beside=(*others, f"open on {context.on}: nothing known that day settles it") if others else (),
            slot=slot,
        )
    if number in ruling.value or any(one.id in ruling.rests_on for one in having):
        return context.finding(
            item, AGREES, kind, said, source=context.cited([last]), beside=(ruling.because,), slot=slot
        )
    if any(set(one.supersedes) & {each.id for each in having} for one in claims):
        return context.finding(
            item,
            AGREES,
            kind,
            f"as the earlier figure; {said}",
            source=context.cited([last]),
            beside=(f"in its place: {ruling.value}",),
            slot=slot,
        )
    return context.finding(
        item,
        DIFFERS,
        kind,
        f"{ruling.value}: {ruling.because}",
        source=context.cited([last]),
        cause="said before it was settled",
        slot=slot,
    )
