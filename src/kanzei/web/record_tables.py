"""Answers of the record as tables for files: columns with what they mean, one row for each claim, event or side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kanzei.web.tables import Column, Table

__all__ = ["TABLES", "conflicts_table", "status_table", "timeline_table"]

_SLOT = Column("slot", "id", "what is claimed about")
_SOURCES = Column("sources", "text", "where it can be read, each with what it draws on")
_STATUS = (
    Column("day", "day", "the day asked about"),
    _SLOT,
    Column("title", "text", "the commitment"),
    Column("parties", "text", "who owes it to whom"),
    Column("row", "word", "state: that of the day; beside: looser words; then: dated later; measured: a figure; later: what came of it"),
    Column("state", "word", "asked, announced, agreed, signed, ordered, in force, paused, superseded, voided, ended …"),
    Column("on", "day or period", "since when, or the period of a figure"),
    Column("known", "day", "when it could first be known"),
    Column("says", "text", "the claim, or the measure with its amount"),
    Column("by", "text", "whose claim it is"),
    _SOURCES,
)  # fmt: skip
_CONFLICTS = (
    _SLOT,
    Column("topic", "id", "topic of the readings of the deal room"),
    Column("title", "text", "what the slot is about"),
    Column("class", "word", "contradiction, different scope, superseded, slip; empty while open"),
    Column("outcome", "word", "resolved or open"),
    Column("resolved_to", "text", "the value that the ruling takes"),
    Column("value", "text", "the value on this side"),
    Column("scope", "text", "what this side speaks of, where it is not the whole"),
    Column("independent", "count", "first sources, each counted once"),
    Column("closest", "word", "the closest kind of first source"),
    Column("official", "0 or 1", "1 where an official text or the speaker stands behind it"),
    Column("by", "text", "whose claim it is"),
    Column("on", "day", "when it was said"),
    Column("known", "day", "when it could first be known"),
    Column("says", "text", "the claim"),
    Column("slip", "text", "why a value is a mistake of the one who reports it"),
    _SOURCES,
)
_TIMELINE = (
    Column("on", "day", "when it was, or was said"),
    Column("known", "day", "when it could first be known"),
    Column("kind", "word", "event, or the state or word of a claim"),
    Column("by", "text", "whose claim it is"),
    Column("what", "text", "the event or the claim"),
    _SOURCES,
)


def status_table(value: dict[str, Any]) -> Table:
    """A row for the state of each commitment, and for all that stands with it; ``value`` is the answer of ``record status``."""
    rows: list[tuple[object, ...]] = []
    for one in value["commitments"]:
        first = (value["on"], one["slot"], one["title"], one["parties"] or "")
        told = [("state", one["claim"]), *(("beside", each) for each in one["beside"])]
        told += [*(("then", each) for each in one["dated_later"]), *(("later", each) for each in one["came_of_it"])]
        rows += [(*first, kind, each["state"], *_said(each)) for kind, each in told]
        rows += [
            (*first, "measured", "", each["period"], each["known"], f"{each['measure']}: {each['value']} {each['unit']}", "", each["source"])
            for each in one["measured"]
        ]  # fmt: skip
    return Table(f"record-{value['on']}", _STATUS, rows, _about(value))


def conflicts_table(value: dict[str, Any]) -> Table:
    """A row for each claim of each side; ``value`` is the answer of ``record conflicts``."""
    rows = [
        (
            *(one["slot"], one["topic"] or "", one["title"], one["class"] or "", one["outcome"], one["value"] or ""),
            *(side["value"], side["scope"] or "", len(side["independent"]), side["closest"], int(side["official"])),
            *(claim["by"], claim["on"], claim["known"], claim["says"], claim["slip"] or "", "; ".join(claim["sources"])),
        )
        for one in value["conflicts"]
        for side in one["positions"]
        for claim in side["claims"]
    ]  # fmt: skip
    return Table("record-conflicts", _CONFLICTS, rows, _about(value))


def timeline_table(value: dict[str, Any]) -> Table:
    """A row for each event and claim; ``value`` is the answer of ``record timeline``."""
    rows = [
        (one["on"], one["known"], "event", "", one["title"], "; ".join(one["sources"])) for one in value["events"]
    ] + [
        (one["on"], one["known"], one["state"] or "said", one["by"], one["says"], "; ".join(one["sources"]))
        for one in value["claims"]
    ]
    return Table("record-timeline", _TIMELINE, sorted(rows), _about(value))


TABLES: dict[str, Callable[[dict[str, Any]], Table]] = {
    "status": status_table,
    "conflicts": conflicts_table,
    "timeline": timeline_table,
}


def _said(claim: dict[str, Any]) -> tuple[str, ...]:
    return (claim["on"], claim["known"], claim["says"], claim["by"], "; ".join(claim["sources"]))


def _about(value: dict[str, Any]) -> str:
    return f"Kanzei, the record as known {value['known_on']}"
