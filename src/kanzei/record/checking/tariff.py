"""Tariff rates of a report against the law book: agrees, agrees for other days, announced and not in force, or differs."""

from __future__ import annotations

from collections.abc import Iterator

from kanzei.duty.assess import FIRST_DAY
from kanzei.record.checking.best import is_average
from kanzei.record.checking.context import Context, Spot, about
from kanzei.record.checking.goods import GENERAL, GOODS, UNASKED, goods_of, laid_on
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.rates import Matched, asked, in_words, matched, origin_of
from kanzei.record.checking.tariff_all import of_all
from kanzei.record.checking.tariff_apart import CHARGED, of_none, of_other_days, slot_of
from kanzei.record.checking.tariff_words import dotted
from kanzei.record.checking.tariff_words import source as source_of
from kanzei.record.reports import Item

__all__ = ["tariff_findings"]

_OTHER = ("GROWTH", "GDP", "INFLATION", "PROFIT", "EQUITY", "INTEREST", "share", "poll", "wage", "unemploym", "stock")

_OTHERWISE = {"in all": "on top", "added": "in all"}
"""How a rate stands to column 1 -> how a report has it that takes it the other way round."""
_STACKED = {
    "in all": "column 1 is included in the rate, not beneath it",
    "added": "the rate is laid on top of column 1 and does not include it",
}


def tariff_findings(context: Context) -> Iterator[Finding]:
    """A finding for every percentage that is a rate of duty, one for each goods it is on."""
    for item in context.items:
        spot = context.spots[item.sentence]
        if item.kind == "percent" and item.number is not None and item.number >= 0 and _is_rate(context, spot, item):
            countries = _countries(context, spot, item)
            for concept in _goods(spot, item):
                for name in countries:
                    yield _finding(context, spot, item, concept, name)


def _goods(spot: Spot, item: Item) -> list[str]:
    """Concepts of the goods a rate is on; a rate that another is laid on is on the goods of that other."""
    found = goods_of(spot, item)
    before = [one for one in spot.items if one.kind == "percent" and one.stop <= item.start]
    return goods_of(spot, before[-1]) if found == [""] and before and _beneath(spot, item) else found


def _is_rate(context: Context, spot: Spot, item: Item) -> bool:
    if about(item, *_OTHER) and not set(item.what) & {"TARIFF", "RECIPROCAL"}:
        return False
    if "year on year" in item.basis or "month" in item.basis:
        return False
    if about(item, "pric") or is_average(spot, item):
        return False
    if spot.has("pric") and set(item.what) & {"RISE", "FALL"} and not set(item.what) & {"TARIFF"}:
        return False
    if spot.has("TARIFF", "RECIPROCAL"):
        return True
    of_goods = spot.has(*GOODS, *UNASKED) or bool(context.places(item.sentence))
    said = laid_on(spot, item) or spot.has(*CHARGED)
    return of_goods and said and any(one.has("TARIFF") for one in context.spots.values())


def _countries(context: Context, spot: Spot, item: Item) -> list[str]:
    """Countries a rate is on: those that follow it, else those of the sentence, else the report's; nothing for all."""
    figures = [one for one in spot.items if one.kind == "percent" and one.start != item.start]
    after = min((one.start for one in figures if one.start > item.start), default=spot.words[-1].stop + 1)
    before = max((one.stop for one in figures if one.stop <= item.start), default=0)
    places = [one for one in context.places(item.sentence) if not _bears_next(spot, item, one[1], after)]
    later = [name for name, start in places if item.stop <= start < after] if laid_on(spot, item) else []
    earlier = _joined(spot, [one for one in places if before <= one[1] < item.start])
    goods = min((start for _, start, _ in spot.at(*GOODS, *UNASKED) if start >= item.stop), default=after)
    following = [name for name, start in places if item.stop <= start < min(after, goods)]
    last = [name for name, start in places if start < item.start][-1:]
    near = later or earlier or following or ([name for name, _ in places] if not figures else last)
    if near:
        return list(dict.fromkeys(near))[:3]
    text = " ".join(one.text.lower() for one in spot.words)
    if any(
        words in text
        for words in (
            "all countries",
            "every country",
            "all imports",
            "worldwide",
            "most countries",
            "all trading partners",
        )
    ):
        return [""]
    return [context.subject]


def _bears_next(spot: Spot, item: Item, start: int, after: int) -> bool:
    """Whether a country after a rate is told with the next one: "15%, and China 47%", "15%, China at 47%"."""
    between = [one.text.lower() for one in spot.words if start < one.start < after]
    return item.stop <= start < after <= spot.words[-1].start and (
        not between or between in (["at"], ["pays"], ["faces"])
    )


def _joined(spot: Spot, places: list[tuple[str, int]]) -> list[str]:
    """The last of some places, with those joined to it ("Canada and Mexico pay")."""
    found = places[-1:]
    for one in places[-2::-1]:
        between = [word.text.lower() for word in spot.words if one[1] < word.start < found[-1][1]]
        if len(between) > 4 or not set(between) & {"and", ",", "or", "&"}:
            break
        found.append(one)
    return [name for name, _ in reversed(found)]


def _finding(context: Context, spot: Spot, item: Item, concept: str, country: str) -> Finding:
    assert item.number is not None
    name = concept.lower() if concept in UNASKED else (GOODS[concept] if concept else GENERAL).name
    if concept in UNASKED:
        return context.finding(
            item,
            UNCHECKED,
            "rate",
            f"{name} is a word for many rates, or for duty by quantity: ask `kanzei duty` for a code",
            needs="the tariff code of the goods",
        )
    if context.on < FIRST_DAY:
        return context.finding(
            item, UNCHECKED, "rate", f"the law book answers for entries from {FIRST_DAY}", needs="the duty of that day"
        )
    if not country:
        return of_all(context, spot, item, concept)
    origin, asked_for = origin_of(country)
    found = asked(context.view, concept, origin, context.on) if origin else None
    if not found:
        return context.finding(
            item,
            UNCHECKED,
            "rate",
            f"{country or 'the origin'} or its goods cannot be asked of the law book",
            needs="an origin and a tariff code",
        )
    goods, intervals = found
    words = f"{goods.name} of {asked_for} ({dotted(goods.code)})"
    hits = matched(intervals, item.number, own=goods.own)
    today = next((one for one in intervals if one.start <= context.on < one.stop), intervals[-1])
    now = next((one for one in hits if one.interval == today), None)
    then = f"entered {context.on}, {words}: {in_words(today)}"
    source = source_of(context, today)
    if now and now.interval.column_1 and _stacks(spot, item) == _OTHERWISE.get(now.how):
        cause, slot = _STACKED[now.how], slot_of(country, concept)
        return context.finding(item, DIFFERS, "rate", then, source=source, cause=cause, slot=slot)
    if now:
        return context.finding(
            item, AGREES, "rate", then, source=source, beside=_stacked(now), slot=slot_of(country, concept)
        )
    if item.number == today.column_1 and today.added and _beneath(spot, item):
        return context.finding(
            item, AGREES, "rate", f"as column 1; {then}", source=source, slot=slot_of(country, concept)
        )
    if hits:
        return of_other_days(context, spot, item, hits, then, source, words)
    return of_none(context, spot, item, concept, country, then, source, goods, origin)


def _stacks(spot: Spot, item: Item) -> str:
    """How a sentence lets a rate stand to the ordinary duty: ``on top`` of it, ``in all`` with it, or nothing said."""
    after = [one.text.lower() for one in spot.words if one.start >= item.stop][:8]
    figures = [one.start for one in spot.items if one.kind == "percent" and one.start >= item.stop]
    if figures:
        after = after[: sum(one.start < figures[0] for one in spot.words if one.start >= item.stop)]
    ordinary = set(after) & {"normal", "ordinary", "regular", "base", "existing", "usual", "mfn"}
    if ordinary and set(zip(after, after[1:], strict=False)) & {("top", "of"), ("addition", "to")}:
        return "on top"
    return "in all" if ordinary and "including" in after else ""


def _beneath(spot: Spot, item: Item) -> bool:
    """Whether a rate is told as what another is laid on: "25% on top of the normal 2.5%", "in addition to 2.5%", "a base rate of 2.5%"."""
    before = [one.text.lower() for one in spot.words if one.stop <= item.start][-6:]
    pairs = set(zip(before, before[1:], strict=False))
    laid = bool(pairs & {("top", "of"), ("addition", "to")})
    return laid or bool(set(before[-4:]) & {"normal", "ordinary", "regular", "base", "existing", "usual"})


def _stacked(one: Matched) -> tuple[str, ...]:
    if one.how in ("added", "together"):
        return (
            f"it is laid on top of column 1, here {one.interval.column_1.normalize():f}%: {one.interval.whole.normalize():f}% in all",
        )
    return ("column 1 is included in it",) if one.how == "in all" else ()
