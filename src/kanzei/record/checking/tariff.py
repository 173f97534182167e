"""Tariff rates of a report against the law book: agrees, agrees for other days, announced and not in force, or differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from kanzei.countries import country_name
from kanzei.duty.assess import FIRST_DAY
from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.goods import GENERAL, GOODS, UNASKED, Goods, goods_of, laid_on
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.rates import PARTNERS, Charged, Matched, asked, in_words, matched, origin_of, others_with
from kanzei.record.reports import Item
from kanzei.record.status import standings

__all__ = ["tariff_findings"]

_OTHER = ("GROWTH", "GDP", "INFLATION", "PROFIT", "EQUITY", "INTEREST", "share", "poll", "wage", "unemploym", "stock")
_CHARGED = ("charg", "pay", "fac", "collect", "cost", "owe")
"""Roots of a sentence that says what is paid."""
_TALK = (
    "AGREE",
    "FORECAST",
    "ANNOUNCE",
    "NEGOTIATE",
    "PLAN",
    "REQUEST",
    "THREATEN",
    "FORMALISE",
    "promis",
    "pledg",
    "propos",
)
_SAID = ("announced", "agreed", "planned", "ordered", "signed")
_COMMITMENTS = {
    "": ("c-general",),
    "CAR": ("c-cars-cut", "c-cars-duty"),
    "PARTS": ("c-parts-cut", "c-parts-duty"),
    "STEEL": ("c-metals",),
    "ALUMINIUM": ("c-metals",),
}
"""Commitments of the record, all of Japan, that speak of a duty on goods."""


def tariff_findings(context: Context) -> Iterator[Finding]:
    """A finding for every percentage that is a rate of duty, one for each goods it is on."""
    for item in context.items:
        spot = context.spots[item.sentence]
        if item.kind == "percent" and item.number is not None and item.number >= 0 and _is_rate(context, spot, item):
            countries = _countries(context, spot, item)
            for concept in goods_of(spot, item):
                for name in countries:
                    yield _finding(context, spot, item, concept, name)


def _is_rate(context: Context, spot: Spot, item: Item) -> bool:
    if set(item.what) & set(_OTHER) and not set(item.what) & {"TARIFF", "RECIPROCAL"}:
        return False
    if "year on year" in item.basis or "month" in item.basis:
        return False
    if spot.has("TARIFF", "RECIPROCAL"):
        return True
    of_goods = spot.has(*GOODS, *UNASKED) or bool(context.places(item.sentence))
    said = laid_on(spot, item) or spot.has(*_CHARGED)
    return of_goods and said and any(one.has("TARIFF") for one in context.spots.values())


def _countries(context: Context, spot: Spot, item: Item) -> list[str]:
    """Countries a rate is on: those that follow it, else those of the sentence, else the report's; nothing for all."""
    figures = [one for one in spot.items if one.kind == "percent" and one.start != item.start]
    after = min((one.start for one in figures if one.start > item.start), default=spot.words[-1].stop + 1)
    before = max((one.stop for one in figures if one.stop <= item.start), default=0)
    places = context.places(item.sentence)
    later = [name for name, start in places if item.stop <= start < after] if laid_on(spot, item) else []
    earlier = [name for name, start in places if before <= start < item.start]
    goods = min((start for _, start, _ in spot.at(*GOODS, *UNASKED) if start >= item.stop), default=after)
    following = [name for name, start in places if item.stop <= start < min(after, goods)]
    near = later or earlier or following or ([name for name, _ in places] if not figures else [])
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
        return _of_all(context, spot, item, concept)
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
    words = f"{goods.name} of {asked_for} ({_dotted(goods.code)})"
    hits = matched(intervals, item.number, own=goods.own)
    today = next((one for one in intervals if one.start <= context.on < one.stop), intervals[-1])
    now = next((one for one in hits if one.interval == today), None)
    then = f"entered {context.on}, {words}: {in_words(today)}"
    source = _source(context, today)
    if now:
        return context.finding(
            item, AGREES, "rate", then, source=source, beside=_stacked(now), slot=_slot(country, concept)
        )
    if hits:
        return _of_other_days(context, spot, item, hits, then, source, words)
    return _of_none(context, spot, item, concept, country, then, source, goods, origin)


def _stacked(one: Matched) -> tuple[str, ...]:
    if one.how in ("added", "together"):
        return (
            f"it is laid on top of column 1, here {one.interval.column_1.normalize():f}%: {one.interval.whole.normalize():f}% in all",
        )
    return ("column 1 is included in it",) if one.how == "in all" else ()


def _of_other_days(
    context: Context, spot: Spot, item: Item, hits: list[Matched], then: str, source: str, words: str
) -> Finding:
    """A rate that stood, or is to stand, on other days than the report's."""
    span = _period(context, spot, item)
    nearest = min(hits, key=lambda one: _apart(one.interval, context.on))
    told = "; ".join(
        f"{one.component.heading if one.component else 'column 1'}: entries of {_days(one.interval, context.on)}, {in_words(one.interval)}"
        for one in hits[:3]
    )
    law = _source(context, nearest.interval)
    official = f"{words}: {told}"
    if any(
        _known_from(context, one) <= (span[1] if span else date.min) and one.interval.stop > span[0]
        for one in hits
        if span
    ):
        return context.finding(item, AGREES, "rate", f"in rate, {official}", source=law, beside=(then,))
    if item.role in ("from", "prior") and any(one.interval.stop <= context.on for one in hits):
        return context.finding(item, AGREES, "rate", f"as the rate before, {official}", source=law, beside=(then,))
    if nearest.interval.start > context.on and spot.has(*_TALK, "will", "EFFECT", "START"):
        return context.finding(item, AGREES, "rate", f"as ordered, {official}", source=law, beside=(then,))
    if _worded(spot, "would"):
        return context.finding(
            item, UNCHECKED, "rate", official, source=law, needs="the text of what did not come about", beside=(then,)
        )
    late = nearest.interval.start > context.on
    return context.finding(
        item,
        DIFFERS,
        "rate",
        then,
        source=source,
        cause=f"other date: {'to be charged later' if late else 'no longer charged'}",
        beside=(official,),
    )


def _of_none(
    context: Context,
    spot: Spot,
    item: Item,
    concept: str,
    country: str,
    then: str,
    source: str,
    goods: Goods,
    origin: str,
) -> Finding:
    """A rate that no day of the book has: announced, of other goods, or neither."""
    assert item.number is not None
    said = _announced(context, country, concept, item.number)
    if said:
        state, told, law, slot = said
        if state in ("announced", "agreed", "planned") and _worded(spot, "ordered", "signed"):
            cause = f"{state} is taken for ordered"
            return context.finding(item, DIFFERS, "rate", told, source=law, cause=cause, beside=(then,), slot=slot)
        if spot.has(*_TALK, "SIGN", "ORDER") or _worded(spot, "will"):
            return context.finding(
                item, AGREES, "rate", f"as {state}, not in force: {told}", source=law, beside=(then,), slot=slot
            )
        return context.finding(
            item,
            DIFFERS,
            "rate",
            then,
            source=source,
            cause=f"{state} is taken for in force",
            beside=(told,),
            slot=slot,
        )
    other = others_with(context.view, item.number, origin, context.on, goods)
    cause = f"other goods: {item.number.normalize():f}% is charged on {other.name}" if other else ""
    moved = item.role == "to" and spot.has("CUT", "FALL", "RAISE", "RISE", "REVISE")
    if (spot.has(*_TALK) or moved or _worded(spot, "would", "will")) and not set(item.what) & set(_CHARGED):
        return context.finding(
            item,
            UNCHECKED,
            "rate",
            then,
            source=source,
            needs=f"the announcement: no instrument known on {context.on} has this rate, and the record holds no such word of {country}",
        )
    return context.finding(
        item,
        DIFFERS,
        "rate",
        then,
        source=source,
        cause=cause or "no instrument known that day has this rate for these goods and this origin",
    )


def _of_all(context: Context, spot: Spot, item: Item, concept: str) -> Finding:
    """A rate on goods with no origin named: asked for the main partners."""
    assert item.number is not None
    goods = GOODS[concept] if concept else GENERAL
    same: list[tuple[str, Charged]] = []
    apart: list[tuple[str, Charged]] = []
    before: list[Matched] = []
    ahead: list[Matched] = []
    for origin in PARTNERS:
        found = asked(context.view, concept, origin, context.on)
        if not found:
            continue
        hits = matched(found[1], item.number, own=goods.own)
        today = next((one for one in found[1] if one.start <= context.on < one.stop), found[1][-1])
        (same if any(one.interval == today for one in hits) else apart).append((country_name(origin), today))
        before += [one for one in hits if one.interval.stop <= context.on and one.component][-1:]
        ahead += [one for one in hits if one.interval.start > context.on and one.component][:1]
    if not same and not apart:
        return context.finding(
            item,
            UNCHECKED,
            "rate",
            f"the law book cannot be asked for {goods.name}",
            needs="an origin and a tariff code",
        )
    words = f"entered {context.on}, {goods.name} ({_dotted(goods.code)})"
    rest = "; ".join(f"{name}: {in_words(one)}" for name, one in apart[:4])
    beside = (rest,) if rest else ()
    asked_of = f"of {len(same)} of {len(same) + len(apart)} partners asked"
    if len(same) * 2 > len(same) + len(apart):
        return context.finding(
            item,
            AGREES,
            "rate",
            f"{words}: {in_words(same[0][1])}, {asked_of}",
            source=_source(context, same[0][1]),
            beside=beside,
        )
    if len(ahead) * 2 > len(same) + len(apart) and not set(item.what) & {"pay", "fac"}:
        new = ahead[0]
        told = f"as ordered, {goods.name} ({_dotted(goods.code)}): entries of {_days(new.interval, context.on)}, {in_words(new.interval)}"
        return context.finding(item, AGREES, "rate", told, source=_source(context, new.interval), beside=beside)
    old_value = item.role in ("from", "prior")
    if not old_value and (spot.has(*_TALK) or _worded(spot, "would", "will")):
        return context.finding(
            item, UNCHECKED, "rate", f"{words}: {rest}", needs="the origin, or the announcement the report speaks of"
        )
    if len(before) * 2 > len(same) + len(apart):
        old = before[0]
        told = f"{goods.name} ({_dotted(goods.code)}): entries of {_days(old.interval, context.on)}, {in_words(old.interval)}"
        if item.role in ("from", "prior"):
            return context.finding(
                item,
                AGREES,
                "rate",
                f"as the rate before, {told}",
                source=_source(context, old.interval),
                beside=beside,
            )
        return context.finding(
            item,
            DIFFERS,
            "rate",
            f"{words}: {rest}",
            source=_source(context, apart[0][1]),
            cause="other date: no longer charged",
            beside=(told,),
        )
    if same:
        official = f"{words}: of {', '.join(name for name, _ in same)} alone"
        return context.finding(
            item,
            DIFFERS,
            "rate",
            official,
            source=_source(context, same[0][1]),
            cause="it holds for some origins and not for most",
            beside=beside,
        )
    return context.finding(
        item,
        DIFFERS,
        "rate",
        f"{words}: {rest}",
        source=_source(context, apart[0][1]),
        cause="none of the partners asked pays it",
    )


def _period(context: Context, spot: Spot, item: Item) -> tuple[date, date] | None:
    """The days the sentence gives for a figure; a past that it only implies is not guessed."""
    found = [context.when(one) for one in spot.items if one.kind == "date" and one.value == item.period]
    return next((one for one in found if one), None)


def _known_from(context: Context, one: Matched) -> date:
    if one.component is None:
        return one.interval.start
    known = context.view.book.instrument.get(one.component.instrument)
    return date.fromisoformat(known["known"][:10]) if known else one.interval.start


def _apart(one: Charged, on: date) -> timedelta:
    return one.start - on if one.start > on else on - one.stop


def _days(one: Charged, on: date) -> str:
    last = one.stop - timedelta(1)
    if last == one.start:
        return f"{one.start} only"
    return f"{one.start} on" if one.stop > on + timedelta(300) else f"{one.start} to {last}"


def _announced(context: Context, country: str, concept: str, percent: Decimal) -> tuple[str, str, str, str] | None:
    """What the record knows of a rate that is announced for goods of Japan: its state, its words, its source and its slot."""
    if country != "Japan":
        return None
    for one in standings(context.record, context.on):
        if one.slot.id in _COMMITMENTS.get(concept, ()):
            for claim in (one.claim, *one.beside):
                if f"{percent.normalize():f}%" in claim.says and claim.state in _SAID:
                    told = f"{claim.state} {claim.on}: {claim.says}"
                    return claim.state, told, context.cited([claim]), one.slot.id
    return None


def _worded(spot: Spot, *words: str) -> bool:
    return any(one.text.lower() in words for one in spot.words)


def _slot(country: str, concept: str) -> str:
    return _COMMITMENTS.get(concept, ("",))[-1] if country == "Japan" else ""


def _source(context: Context, one: Charged) -> str:
    told = dict.fromkeys(f"{_title(context, each.instrument)}, {each.citation}" for each in one.added)
    return "; ".join(told) or f"HTSUS, column 1; law book {context.view.digest[:12]}"


def _title(context: Context, ident: str) -> str:
    known = context.view.book.instrument.get(ident)
    return str(known["title"]) if known else ident


def _dotted(code: str) -> str:
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)
