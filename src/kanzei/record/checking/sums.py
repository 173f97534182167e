"""Sums, ranks and shares of a report against the record's claims and the trade figures on file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding, Trade
from kanzei.record.model import Claim, Slot
from kanzei.record.reports import Item
from kanzei.record.status import standings
from kanzei.record.weigh import conflicts

__all__ = ["rank_findings", "share_findings", "sum_findings"]

BILLION = Decimal(10**9)
_TRADE = {"DEFICIT": "deficit", "IMPORT": "imports", "EXPORT": "exports"}
_PROMISE = ("INVESTMENT", "FUND", "PACKAGE", "PURCHASE", "ENERGY", "FARM", "pledg", "promis")
_SUM = re.compile(r"(USD|JPY)?\s?(\d+(?:\.\d+)?)\s(billion|trillion|million)(?:\s(dollars|yen))?")
_SCALE = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
_ABOUT = {"profit-split": ("PROFIT", "SPLIT"), "equity-share": ("EQUITY",), "growth-japan-2025": ("GROWTH", "FORECAST")}
"""Slots whose values are percentages, and the concepts of which a sentence must have all."""
_ENERGY = ("ENERGY", "OIL")
_GROWTH = "growth-japan-2025"
_ROUNDING = Decimal("0.005")
"""Part of a sum by which a report may round it."""


def sum_findings(context: Context) -> Iterator[Finding]:
    """A finding for every sum of money that is trade of a partner, or what a partner promised."""
    for item in context.items:
        if item.kind != "money" or item.number is None:
            continue
        spot = context.spots[item.sentence]
        flow = next((name for one, name in _TRADE.items() if one in item.what), "")
        if flow and item.unit == "USD":
            yield _trade(context, spot, item, flow)
        elif spot.has(*_PROMISE) or set(item.what) & set(_PROMISE):
            yield _promise(context, spot, item)
        else:
            yield context.finding(
                item,
                UNCHECKED,
                "sum",
                "no figure on file is of this measure",
                needs="the source the report has it from",
            )


def _partner(context: Context, item: Item) -> str:
    near = sorted(context.places(item.sentence), key=lambda one: abs(one[1] - item.start))
    return near[0][0] if near else context.subject


def _trade(context: Context, spot: Spot, item: Item, flow: str) -> Finding:
    """A partner's imports or exports: each basis on file beside it; another basis is not a conflict."""
    assert item.number is not None
    partner = _partner(context, item)
    span = next((context.when(one) for one in spot.items if one.kind == "date" and one.value == item.period), None)
    year = span[0].year if span else context.on.year - 1
    rows = [
        one
        for one in context.measures.trade
        if one.partner == partner and one.year == year and _amount(one, flow) is not None
    ]
    if not rows:
        return context.finding(
            item,
            UNCHECKED,
            "sum",
            f"no {flow} of {partner or 'the partner'} in {year} on file",
            needs=f"trade with {partner or 'the partner'} in {year}, with its basis",
        )
    told = {one: f"{flow} {_amount(one, flow):g} billion dollars in {year}: {one.basis}" for one in rows}
    same = [one for one in rows if _close(item, Decimal(str(_amount(one, flow))) * BILLION)]
    if same:
        rest = tuple(told[one] + "; another basis, no conflict" for one in rows if one not in same)
        return context.finding(item, AGREES, "sum", told[same[0]], source=same[0].source, beside=rest)
    return context.finding(
        item,
        DIFFERS,
        "sum",
        "; ".join(told.values()),
        source=rows[0].source,
        cause="other vintage: the figures were revised"
        if any(abs(item.number - Decimal(str(_amount(one, flow))) * BILLION) < item.number / 100 for one in rows)
        else "other basis (goods or goods and services, customs or balance of payments) or another year",
    )


def _amount(one: Trade, flow: str) -> float | None:
    if flow == "deficit":
        return round(one.imports - one.exports, 1) if one.imports is not None and one.exports is not None else None
    return one.imports if flow == "imports" else one.exports


def _close(item: Item, amount: Decimal) -> bool:
    """Whether a figure is an amount as far as it is written out."""
    assert item.number is not None
    return abs(item.number - amount) <= (item.step or Decimal(1)) / 2


def _promise(context: Context, spot: Spot, item: Item) -> Finding:
    """A promise of investment or purchases: claims with the same sum, or those of the same partner with another."""
    assert item.number is not None
    places = {name for name, _ in context.places(item.sentence)} or {context.subject}
    held = [(slot, claim, amount) for slot, claim, amount in _sums(context) if item.unit in ("USD", "JPY")]
    same = [
        (slot, claim)
        for slot, claim, amount in held
        if _close(item, amount) and (_of(slot, places) or not places - {""})
    ]
    if same:
        slot, claim = next(((slot, claim) for slot, claim in same if slot.topic == "packages"), same[0])
        kind = claim.scope or claim.state or "said"
        return context.finding(
            item,
            AGREES,
            "sum",
            f"{claim.by} {claim.on}: {claim.says} ({kind})",
            source=context.cited([claim]),
            beside=_disputed(context, places),
            slot=slot.id,
        )
    energy = spot.has(*_ENERGY) and not spot.has("INVESTMENT", "FUND")
    near = [
        (slot, claim, amount)
        for slot, claim, amount in held
        if slot.topic == "packages"
        and _of(slot, places)
        and ("energy" in slot.id) == energy
        and claim.value.startswith(item.unit)
    ]
    if near:
        slot, claim, amount = near[-1]
        told = f"{claim.by} {claim.on}: {claim.says}"
        if _holds(item, amount):
            return context.finding(
                item, AGREES, "sum", f"as far as it is rounded; {told}", source=context.cited([claim]), slot=slot.id
            )
        if any(one.kind == "money" and one is not item and one.number == amount for one in spot.items):
            return context.finding(
                item, UNCHECKED, "sum", f"a part of it; {told}", needs="the text that divides it", slot=slot.id
            )
        return context.finding(
            item, DIFFERS, "sum", told, source=context.cited([claim]), cause="another sum is on record", slot=slot.id
        )
    return context.finding(
        item, UNCHECKED, "sum", "no promise of this sum is in the record", needs="the text or statement that gives it"
    )


def _holds(item: Item, amount: Decimal) -> bool:
    """Whether a sum is the amount rounded, or a bound that it keeps ("more than 500 billion")."""
    assert item.number is not None
    bound = (item.mark == "over" and amount >= item.number) or (item.mark == "under" and amount <= item.number)
    return bound or abs(item.number - amount) <= _ROUNDING * amount


def _of(slot: Slot, places: set[str]) -> bool:
    """Whether a slot is of one of the countries; slots of the deal are of Japan."""
    words = {
        "Japan": ("japan",),
        "European Union": ("package-eu",),
        "South Korea": ("korea",),
        "Taiwan": ("taiwan",),
        "Switzerland": ("switzerland",),
    }
    if slot.topic == "packages" or slot.id.startswith("t-korea"):
        return any(part in slot.id for name in places for part in words.get(name, ()))
    return "Japan" in places


def _sums(context: Context) -> Iterator[tuple[Slot, Claim, Decimal]]:
    """Sums of money in claims that no later claim known that day has replaced."""
    replaced = {name for one in context.record.claims for name in one.supersedes}
    for claim in context.record.claims:
        if claim.id in replaced:
            continue
        for match in _SUM.finditer(f"{claim.value} | {claim.says}"):
            yield context.record.slots[claim.slot], claim, Decimal(match[2]) * _SCALE[match[3]]


def _disputed(context: Context, places: set[str]) -> tuple[str, ...]:
    """What of Japan's package stood on the day, and what of it was open: its nature, and how profit is divided."""
    if "Japan" not in places:
        return ()
    stood = (
        f"on {context.on}: {one.claim.state} {one.claim.on}, {one.claim.says}"
        for one in standings(context.record, context.on)
        if one.slot.id == "c-investment"
    )
    return (*stood, *_open(context))


def _open(context: Context) -> Iterator[str]:
    return (
        f"open on {context.on}: {one.slot.title[0].lower()}{one.slot.title[1:]} ({'; '.join(each.value for each in one.positions)})"
        for one in conflicts(context.record)
        if one.slot.id in ("nature", "profit-split") and one.open
    )


def rank_findings(context: Context) -> Iterator[Finding]:
    """A finding for every rank among trading partners."""
    for item in context.items:
        if item.kind != "ordinal" or item.number is None or "PARTNER" not in item.what:
            continue
        partner = _partner(context, item)
        rows = [one for one in context.measures.trade if one.partner == partner and one.rank]
        if not rows:
            yield context.finding(
                item,
                UNCHECKED,
                "rank",
                f"no rank of {partner or 'the partner'} on file",
                needs="trade of all partners on one basis",
            )
            continue
        told = {one: f"rank {one.rank} in {one.year}: {one.basis}" for one in rows}
        same = [one for one in rows if one.rank == int(item.number)]
        if same:
            rest = tuple(told[one] + "; another basis, no conflict" for one in rows if one not in same)
            yield context.finding(item, AGREES, "rank", told[same[0]], source=same[0].source, beside=rest)
        else:
            yield context.finding(
                item,
                DIFFERS,
                "rank",
                "; ".join(told.values()),
                source=rows[0].source,
                cause="other basis or other year",
            )


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
