"""A rate on goods whose origin the report does not name: asked for the main partners."""

from __future__ import annotations

from kanzei.countries import country_name
from kanzei.record.checking.context import Context, Spot, about
from kanzei.record.checking.goods import GENERAL, GOODS
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.checking.rates import PARTNERS, Charged, Matched, asked, in_words, matched
from kanzei.record.checking.tariff_words import TALK, days, dotted, soon, source, worded
from kanzei.record.reports import Item

__all__ = ["of_all"]


def of_all(context: Context, spot: Spot, item: Item, concept: str) -> Finding:
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
    words = f"entered {context.on}, {goods.name} ({dotted(goods.code)})"
    rest = "; ".join(f"{name}: {in_words(one)}" for name, one in apart[:4])
    beside = (rest,) if rest else ()
    asked_of = f"of {len(same)} of {len(same) + len(apart)} partners asked"
    if len(same) * 2 > len(same) + len(apart):
        return context.finding(
            item,
            AGREES,
            "rate",
            f"{words}: {in_words(same[0][1])}, {asked_of}",
            source=source(context, same[0][1]),
            beside=beside,
        )
    if len(ahead) * 2 > len(same) + len(apart) and (
        soon(spot, ahead[0].interval.start, context.on) or not about(item, "pay", "fac")
    ):
        new = ahead[0]
        told = f"as ordered, {goods.name} ({dotted(goods.code)}): entries of {days(new.interval, context.on)}, {in_words(new.interval)}"
        return context.finding(item, AGREES, "rate", told, source=source(context, new.interval), beside=beside)
    old_value = item.role in ("from", "prior")
    if not old_value and (spot.has(*TALK) or worded(spot, "would", "will")):
        return context.finding(
            item, UNCHECKED, "rate", f"{words}: {rest}", needs="the origin, or the announcement the report speaks of"
        )
    if len(before) * 2 > len(same) + len(apart):
        old = before[0]
        told = f"{goods.name} ({dotted(goods.code)}): entries of {days(old.interval, context.on)}, {in_words(old.interval)}"
        if item.role in ("from", "prior"):
            return context.finding(
                item,
                AGREES,
                "rate",
                f"as the rate before, {told}",
                source=source(context, old.interval),
                beside=beside,
            )
        return context.finding(
            item,
            DIFFERS,
            "rate",
            f"{words}: {rest}",
            source=source(context, apart[0][1]),
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
            source=source(context, same[0][1]),
            cause="it holds for some origins and not for most",
            beside=beside,
        )
    return context.finding(
        item,
        DIFFERS,
        "rate",
        f"{words}: {rest}",
        source=source(context, apart[0][1]),
        cause="none of the partners asked pays it",
    )
