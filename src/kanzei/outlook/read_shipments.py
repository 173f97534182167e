"""The plans of a scenario: shipments, their options and costs, read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from kanzei.duty.line import EntryLine
from kanzei.entries.columns import Forms
from kanzei.entries.parse import Options, parse_cells
from kanzei.errors import KanzeiError
from kanzei.law.marked import Mark, Marked
from kanzei.outlook.plans import WAYS, Costs, Option, Shipment, Way
from kanzei.outlook.words import Words

__all__ = ["COST_KEYS", "SHIPMENT_KEYS", "read_costs", "read_shipments"]

COST_KEYS = Costs._fields
SHIPMENT_KEYS = (
    "hts",
    "origin",
    "value_usd",
    "quantity",
    "quantity2",
    "spi",
    "claims",
    "loaded_on",
    "arrives",
    "entered",
    "liquidated_on",
    "importer",
)
_HOLDS = ("warehouse", "zone-privileged", "zone-nonprivileged")
_MOST_DELAY = 730
_BOND_YEARS = 5
"""Goods may stay in bonded warehouse five years from importation (19 U.S.C. 1557(a)(1); 19 CFR 144.5)."""


def read_costs(read: Words, item: Marked | None, base: Costs = Costs()) -> Costs:  # noqa: B008  (a tuple, never mutated)
    """Costs beside duty; what is not said is as in ``base``."""
    body = read.mapping(item, "costs", list(COST_KEYS))
    given: dict[str, int] = {}
    for key, value in body.items():
        given[key] = read.rate(value) if key == "finance" else read.usd(value)
    return base._replace(**given)


def read_shipments(
    read: Words, item: Marked | None, costs: Costs, events: Sequence[str], taken: Sequence[str] = ()
) -> tuple[Shipment, ...]:
    """Every shipment of a file. events : those with a day, for which an option may wait; taken : ids no shipment may have."""
    out: dict[str, Shipment] = {}
    for one in read.items(item):
        body = read.mapping(one, "a shipment", ["id", *SHIPMENT_KEYS, "options", "costs"])
        if not body:
            continue
        made = _shipment(read, one.mark, body, costs, events)
        if made is None:
            continue
        if made.id in out or made.id in taken or made.id in ("costs", "known"):
            read.error(one.mark, f"the id {made.id!r} is taken: give the shipment another")
        out[made.id] = made
    return tuple(out.values())


def _shipment(read: Words, mark: Mark, body: dict[str, Marked], costs: Costs, events: Sequence[str]) -> Shipment | None:
    name = read.name(body, mark, "a shipment")
    done = "entered" in body
    if done == ("arrives" in body):
        read.error(mark, "needs 'arrives', the planned day of arrival, or 'entered', the day of an entry already made")
        return None
    day = read.when(body["entered" if done else "arrives"])
    if done and "options" in body:
        read.error(body["options"].mark, "an entry already made leaves no option: leave options out")
    if "liquidated_on" in body and not done:
        read.error(
            body["liquidated_on"].mark, "only an entry already made has liquidated: give 'entered', not 'arrives'"
        )
    liquidated = read.when(body["liquidated_on"]) if "liquidated_on" in body else None
    if done:
        options: tuple[Option, ...] = (Option("entered", "entered"),)
    else:
        options = _options(read, body.get("options"), events)
    line, notes = _line(read, mark, body, day)
    if line is None:
        return None
    for one in options:
        if one.until is not None and (one.until - day).days > _BOND_YEARS * 365 and one.way == "warehouse":
            read.error(mark, f"{one.id}: goods may stay in bonded warehouse five years (19 U.S.C. 1557(a)(1))")
    return Shipment(
        name,
        line,
        day,
        read_costs(read, body.get("costs"), costs),
        options,
        read.optional(body, "importer") or "ours",
        liquidated,
        notes,
        str(mark),
    )


def _line(read: Words, mark: Mark, body: dict[str, Marked], day: Any) -> tuple[EntryLine | None, tuple[str, ...]]:
    """The entry line, read as the cells of a file are: one reading for every door."""
    missing = [key for key in ("hts", "origin", "value_usd") if key not in body]
    if missing:
        read.error(mark, f"a shipment needs {', '.join(missing)}")
        return None, ()
    row: dict[str, object] = {"entered_on": day}
    for key in ("hts", "origin", "value_usd", "spi", "loaded_on"):
        if key in body:
            row[key] = str(body[key].value)
    for key in ("quantity", "quantity2"):
        if key in body:
            number, _, unit = str(body[key].value).partition(" ")
            row[key], row[key.replace("quantity", "unit")] = number, unit
    row["claims"] = _claims(read, body.get("claims"))
    try:
        parsed = parse_cells(row, Forms(), Options(strict=True))
    except KanzeiError as error:
        read.error(mark, str(error))
        return None, ()
    return parsed.line, parsed.warnings


def _claims(read: Words, item: Marked | None) -> str:
    if item is None:
        return ""
    if isinstance(item.value, str):
        return item.value
    words = []
    for key, value in read.entries(item):
        text = str(value.value)
        words.append(key if text in ("yes", "true") else f"!{key}" if text in ("no", "false") else f"{key}={text}")
    return ";".join(words)


def _options(read: Words, item: Marked | None, events: Sequence[str]) -> tuple[Option, ...]:
    out: dict[str, Option] = {}
    for one in read.items(item):
        made = _option(read, one, events)
        if made is None:
            continue
        if made.id in out:
            read.error(one.mark, f"the option {made.id!r} stands twice")
        out[made.id] = made
    return tuple(out.values()) or (Option("arrival", "arrival"),)


def _option(read: Words, item: Marked, events: Sequence[str]) -> Option | None:
    words = [way for way in WAYS if way != "entered"]
    if isinstance(item.value, str):
        if item.value == "arrival":
            return Option("arrival", "arrival")
        hint = " and its day, {warehouse: 2025-09-16}" if item.value in words else read.nearest(item.value, words)
        read.error(item.mark, f"{item.value!r} is no option: write arrival" + hint)
        return None
    body = read.mapping(item, "an option", ["id", *words])
    ways = [way for way in words if way in body]
    if len(ways) != 1:
        read.error(item.mark, f"an option is one of {', '.join(words)}")
        return None
    way = cast(Way, ways[0])
    value = body[way]
    name = read.name(body, item.mark, "an option") if "id" in body else ""
    if way == "delay":
        days = read.count(value, _MOST_DELAY)
        return Option(name or f"delay-{days}", way, days=days)
    if way not in _HOLDS:
        return Option(name or way, way)
    if isinstance(value.value, dict):
        rule = read.mapping(value, way, ["event", "plus", "last"])
        if "event" not in rule or "last" not in rule:
            read.error(
                value.mark,
                "waiting for an event needs both: {event: autos, last: 2025-10-31}, the day on which waiting ends",
            )
            return None
        waited = tuple(read.texts(rule["event"]))
        for event in waited:
            read.one_of(event, events, rule["event"].mark, "event that has a day")
        plus = read.count(rule["plus"], _MOST_DELAY) if "plus" in rule else 0
        return Option(name or f"{way}-for-{'-'.join(waited)}", way, read.when(rule["last"]), waited, plus)
    day = read.when(value)
    return Option(name or f"{way}-{day}", way, day)
