"""What lapses: a table, CSV, and a calendar (RFC 5545)."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date

from kanzei.counts import counted
from kanzei.entries.write import guarded, plain_text
from kanzei.ledger.due import Due, DueList
from kanzei.money import dollars
from kanzei.render.icalendar import Event, calendar
from kanzei.render.tables import Ink, table
from kanzei.render.words import amount

__all__ = ["due_csv", "due_ics", "due_text"]

COLUMNS = (
    "entry_number", "importer_number", "remedy", "name", "direction", "last_day", "file_by", "moved_to", "estimated", "days_left", "amount_usd", "rule",
    "citation", "notes",
)  # fmt: skip
_LISTED = 20
"""Entries named in one event of the calendar."""


def due_text(found: DueList, limit: int) -> str:
    """The table, at most so many rows of it, with the sums of all."""
    ink = Ink(sys.stdout)
    run = found.run
    head = f"{counted(len(found.rows), 'remedy', 'remedies')} to be used from {found.on} to {found.until}, amounts of run {run['run_id']} (known {run['known_on']})"
    out = [ink.bold(head)]
    if found.rows:
        rows = [
            [
                str(one.file_by),
                f"{one.last_day}{f' ({one.moved_to})' if one.moved_to else ''}",
                "estimated" if one.estimated else "",
                one.entry_number,
                amount(one.cents),
                one.name,
            ]
            for one in found.rows[:limit]
        ]
        out.append(table(("file by", "last day", "", "entry", "USD", "remedy"), rows, right=(4,)))
        if len(found.rows) > limit:
            out.append(f"  … {len(found.rows) - limit:,} more: --limit, -o FILE or --json for all")
        out.append(
            f"at stake {amount(found.at_stake)}: the most that one refund of each entry brings back, since remedies of one entry reach the same money"
        )
        if found.protective:
            out.append(f"kept alive by protective claims {amount(found.protective)}")
    if found.without_day:
        out.append(
            f"{counted(found.without_day, 'open remedy', 'open remedies')} without a last day: `kanzei ledger show ENTRY`"
        )
    if found.paid_back:
        out.append(
            f"{counted(found.paid_back, 'entry', 'entries')} left out as paid back: `kanzei ledger list receipts`"
        )
    if found.filed:
        out.append(f"{counted(found.filed, 'remedy', 'remedies')} left out as filed already: --with-filed shows them")
    if found.newer_imports:
        out.append(
            ink.warn(f"{counted(found.newer_imports, 'import')} since that run not assessed: `kanzei ledger assess`")
        )
    return "\n".join(out)


def due_csv(found: DueList, *, raw: bool = False) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found.rows:
        cells = {**one._asdict(), "amount_usd": dollars(one.cents), "notes": "; ".join(one.notes)}
        texts = [plain_text(cells[name]) for name in COLUMNS]
        writer.writerow(
            texts
            if raw
            else [text if name == "amount_usd" else guarded(text) for name, text in zip(COLUMNS, texts, strict=True)]
        )
    return out.getvalue()


def due_ics(found: DueList) -> str:
    """A calendar: an all-day event for each remedy and day to file by, with its entries and their sum.

    The identifier of an event is made of its remedy and day, so that a calendar that takes the file again does not show it twice.
    """
    days: dict[tuple[date, str], list[Due]] = {}
    for one in found.rows:
        days.setdefault((one.file_by, one.name), []).append(one)
    return calendar(
        (_event(day, name, rows) for (day, name), rows in days.items()), found.on, f"Last days from {found.on}"
    )


def _event(day: date, name: str, rows: list[Due]) -> Event:
    total = amount(sum(one.cents for one in rows))
    said = [_said(one) for one in rows[:_LISTED]]
    if len(rows) > _LISTED:
        said.append(f"… and {len(rows) - _LISTED:,} more")
    title = f"File by today: {name}, {counted(len(rows), 'entry', 'entries')}, {total} USD"
    return Event(day, title, "\n".join([*said, rows[0].citation]), name)


def _said(one: Due) -> str:
    estimated = ", estimated" if one.estimated else ""
    return f"{one.entry_number} {amount(one.cents)} USD, last day {one.last_day}{estimated}"
