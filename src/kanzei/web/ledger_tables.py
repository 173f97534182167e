"""Answers of the ledger as tables for files: columns with what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kanzei.web.tables import Column, Table

__all__ = ["TABLES"]

_ENTRY = Column("entry_number", "text", "entry number")
_IMPORTER = Column("importer_number", "text", "importer number")
_DUE = (
    _ENTRY,
    _IMPORTER,
    Column("remedy", "id", "the remedy"),
    Column("name", "text", "its name"),
    Column("direction", "word", "refund, payment or protective claim"),
    Column("last_day", "day", "strict last day of the rule"),
    Column("file_by", "day", "last federal working day not after it"),
    Column("moved_to", "day", "day to which a rule of the court moves it"),
    Column("estimated", "true or false", "reckoned from a day that is not certain"),
    Column("days_left", "days", "to file_by"),
    Column("amount_usd", "USD", "what it brings back; remedies of one entry reach the same money"),
    Column("rule", "id", "the rule of the last day"),
    Column("citation", "text", "where it stands"),
)
_CHANGES = (
    Column("line", "text", "entry and line"),
    _ENTRY,
    _IMPORTER,
    Column("cause", "word", "why duty paid and owed differ"),
    Column("instrument", "id", "the order, ruling or notice"),
    Column("authority", "id", "the authority"),
    Column("before_usd", "USD", "difference in the earlier run"),
    Column("after_usd", "USD", "difference in the later run"),
)
_IMPORTS = (
    Column("import_id", "number", "the import"),
    Column("at_utc", "time", "when"),
    Column("by_whom", "text", "who ran it"),
    Column("version", "text", "with which release"),
    Column("name", "text", "the file"),
    Column("layout", "text", "what it is"),
    Column("sha256", "digest", "its digest"),
    Column("row_count", "rows", "rows in the file"),
    Column("line_count", "lines", "lines of the import"),
    Column("entry_count", "entries", "entries of the import"),
    Column("value_usd", "USD", "entered value in the file"),
    Column("duty_usd", "USD", "duty, or money paid, in the file"),
    Column("unread_count", "rows", "rows that could not be read"),
)
_RUNS = (
    Column("run_id", "number", "the run"),
    Column("at_utc", "time", "when"),
    Column("by_whom", "text", "who ran it"),
    Column("version", "text", "with which release"),
    Column("lawbook", "digest", "the law book"),
    Column("known_on", "day", "the law as known on this day"),
    Column("seen_on", "day", "the day remedies were seen from"),
    Column("scope", "text", "the importer, where it was one alone"),
    Column("last_import", "number", "the newest import it saw"),
    Column("line_count", "lines", "lines re-rated"),
    Column("failed_count", "lines", "lines without an answer"),
    Column("paid_usd", "USD", "paid"),
    Column("charged_usd", "USD", "by the law as known"),
    Column("owed_usd", "USD", "without authorities held void"),
    Column("refundable_usd", "USD", "deposited under authorities held void"),
)
_WAYS = (
    Column("name", "text", "the way"),
    Column("open", "yes or no", "whether it is open on the day looked from"),
    Column("why_not", "text", "why it is not"),
    Column("amount_usd", "USD", "what it brings back; ways of one entry reach the same money"),
    Column("last_day", "day", "strict last day of the rule"),
    Column("file_by", "day", "last federal working day not after it"),
    Column("moved_to", "day", "day to which a rule of the court moves it"),
    Column("estimated", "yes or no", "reckoned from a day that is not certain"),
    Column("citation", "text", "where the rule stands"),
)
_ENTRIES = (
    _ENTRY,
    _IMPORTER,
    Column("entered_on", "day", "day of entry"),
    Column("liquidated_on", "day", "day of liquidation, where one is known"),
    Column("last_import", "number", "the newest import that told of it"),
    Column("line_count", "lines", "lines that hold"),
    Column("value_usd", "USD", "entered value"),
    Column("paid_usd", "USD", "duty paid"),
)


def _rows(columns: Sequence[Column], found: list[dict[str, Any]]) -> list[list[object]]:
    return [["" if (cell := row.get(one.name)) is None else _plain(cell) for one in columns] for row in found]


def _plain(cell: object) -> object:
    return cell if isinstance(cell, int | str) and not isinstance(cell, bool) else str(cell).lower() if isinstance(cell, bool) else str(cell)  # fmt: skip


def _due(value: dict[str, Any]) -> Table:
    about = f"Kanzei, the ledger: remedies to be used from {value['on']} to {value['until']}, run {value['run']}; law book {value['lawbook']}"
    return Table(f"due-{value['on']}", _DUE, _rows(_DUE, value["due"]), about)


def _changes(value: dict[str, Any]) -> Table:
    before, after = value["before"], value["after"]
    first = ("line", "entry_number", "importer_number")
    found = [{**{name: one[name] for name in first}, **moved} for one in value["lines"] for moved in one["moved"]]
    about = f"Kanzei, the ledger: run {before['run_id']} (known {before['known_on']}) and run {after['run_id']} (known {after['known_on']})"
    return Table(f"changes-{before['run_id']}-{after['run_id']}", _CHANGES, _rows(_CHANGES, found), about)


def _entry_ways(value: dict[str, Any]) -> Table:
    number = value["entry"]["entry_number"]
    told = [
        {**one, "open": _yes(one["is_open"]), "estimated": _yes(one["estimated"]), "amount_usd": one["usd"]}
        for one in value["remedies"]
    ]
    return Table(f"ways-{number}", _WAYS, _rows(_WAYS, told), f"Kanzei, the ledger: entry {number}, run {value['run']}")


def _line_ways(value: dict[str, Any]) -> Table:
    summary = value["summary"]
    about = (
        f"Kanzei; deadlines as of {summary['on']}, law as known {summary['known_on']}; law book {summary['lawbook']}"
    )
    return Table("ways", _WAYS, _rows(_WAYS, value["remedies"]), about)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _list(name: str, columns: Sequence[Column]) -> Callable[[dict[str, Any]], Table]:
    return lambda value: Table(name, columns, _rows(columns, value["rows"]), f"Kanzei, the ledger: {name}")


TABLES: dict[str, Callable[[dict[str, Any]], Table]] = {
    "due": _due,
    "changes": _changes,
    "entry": _entry_ways,
    "line": _line_ways,
    "imports": _list("imports", _IMPORTS),
    "runs": _list("runs", _RUNS),
    "entries": _list("entries", _ENTRIES),
}
