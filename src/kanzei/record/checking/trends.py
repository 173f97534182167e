"""Rises and falls of Japan's trade in a report against the figures on file, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kanzei.record.checking.context import HOME, Context, Spot, country
from kanzei.record.checking.model import AGREES, DIFFERS, UNCHECKED, Finding
from kanzei.record.measured import figures
from kanzei.record.reports import Item

__all__ = ["trend_findings"]

_COUNTED = ("number", "units", "unit", "volume")
_ON_YEAR = ", on the year before"


def trend_findings(context: Context) -> Iterator[Finding]:
    """A finding for every percentage by which Japan's exports or imports are said to have risen or fallen."""
    for item in context.items:
        spot = context.spots[item.sentence]
        if item.kind != "percent" or item.number is None or "TARIFF" in item.what or "month" in item.basis:
            continue
        places = {name for name, _ in context.places(item.sentence)}
        if places - {"Japan"} or (context.subject or "Japan") != "Japan" or not (places or context.subject):
            continue
        sign = -1 if set(item.what) & {"FALL", "CUT"} else 1 if set(item.what) & {"RISE", "GROWTH"} else 0
        measure = _measure(spot, item)
        if measure and (sign or "year" in item.basis):
            yield _against(context, item, measure, (sign or 1) * item.number)


def _measure(spot: Spot, item: Item) -> str:
    """The measure on file that a figure is of, or nothing."""
    own = set(item.what)
    if not spot.has("EXPORT", "IMPORT", "SHIPMENT", "SELL") or spot.has("TARIFF"):
        return ""
    if "PARTS" in own:
        return "Japan's car parts exports to the United States"
    if "CAR" in own:
        left = max((one.stop for one in spot.items if one.kind == "percent" and one.stop <= item.start), default=0)
        counts = [
            one.text.lower()
            for one in spot.words
            if left <= one.start < item.stop + 20 and one.text.lower() in (*_COUNTED, "value")
        ]
        counted = bool(counts) and counts[-1] in _COUNTED
        return f"Japan's car exports to the United States by {'volume' if counted else 'value'}"
    to_us = any(
        one.kind == "place" and country(one.value) == HOME and abs(one.start - item.start) < 60 for one in spot.items
    )
    if "EXPORT" in own:
        return "Japan's exports to the United States" if to_us else "Japan's total exports"
    return "Japan's imports from the United States" if "IMPORT" in own and to_us else ""


def _against(context: Context, item: Item, measure: str, value: Decimal) -> Finding:
    rows = [one for one in figures() if one.measure == measure + _ON_YEAR and one.known <= context.on]
    span = next(
        (
            context.when(one)
            for one in context.spots[item.sentence].items
            if one.kind == "date" and one.value == item.period
        ),
        None,
    )
    month = f"{span[0]:%Y-%m}" if span and (span[0].year, span[0].month) == (span[1].year, span[1].month) else ""
    reach = (item.step or Decimal("0.1")) / 2
    same = [one for one in rows if abs(one.value - value) <= reach and month in ("", one.period)]
    told = "; ".join(f"{one.period} {one.value:f}%" for one in rows)
    if same:
        one = same[-1]
        return context.finding(
            item, AGREES, "trend", f"{measure}{_ON_YEAR}: {one.period} {one.value:f}%", source=one.source
        )
    there = [one for one in rows if one.period == month]
    if there:
        cause = "other month" if any(one.value == value for one in rows) else "other measure or other vintage"
        return context.finding(
            item, DIFFERS, "trend", f"{measure}{_ON_YEAR}: {told}", source=there[0].source, cause=cause
        )
    official = f"{measure}{_ON_YEAR}: {told}" if told else f"no figure of {measure} was out"
    return context.finding(item, UNCHECKED, "trend", official, needs=f"{measure}, {month or 'the month meant'}")
