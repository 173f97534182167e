"""Trade of a report, its sums and ranks, against the partners on file, each with its basis; and promised sums against the record."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding, Trade
from kanzei.record.checking.promised import close, is_promise, kept, promise
from kanzei.record.reports import Item

__all__ = ["rank_findings", "sum_findings"]

BILLION = Decimal(10**9)
_PROJECT = ("project", "PLANT", "SPLIT", "PROFIT", "MOU")
"""Concepts and roots of a sentence that speaks of what is built with a promised sum, or of who has the profit."""
_TRADE = {"DEFICIT": "deficit", "IMPORT": "imports", "EXPORT": "exports"}


def sum_findings(context: Context) -> Iterator[Finding]:
    """A finding for every sum of money that is trade of a partner, or what a partner promised."""
    for item in context.items:
        if item.kind != "money" or item.number is None:
            continue
        spot = context.spots[item.sentence]
        flow = next((name for one, name in _TRADE.items() if one in item.what), "")
        if flow and item.unit == "USD":
            yield _trade(context, spot, item, flow)
        elif is_promise(spot, item):
            yield promise(context, spot, item)
        elif found := spot.has(*_PROJECT) and kept(context, item):
            yield found
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
    same = [one for one in rows if close(item, Decimal(str(_amount(one, flow))) * BILLION)]
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
