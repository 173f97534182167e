"""What was filed: declarations, protests, corrections, kept so that nobody is reminded of them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.ledger.audit import Stamp, note
from kanzei.ledger.base import Base, Rows
from kanzei.refund.entry_numbers import normalise, what_is_wrong

__all__ = ["REMEDIES", "Filed", "keep_filings"]

REMEDIES = (
    "correction",
    "post-summary",
    "protest",
    "reliquidation",
    "declaration",
    "suit",
    "protective-protest",
    "protective-suit",
    "drawback",
    "prior-disclosure",
)
"""Ids of :mod:`kanzei.refund.remedies`."""


class Filed(NamedTuple):
    """What was kept. unknown : entries that the ledger has nothing else of."""

    kept: int
    unknown: tuple[str, ...]


def keep_filings(
    base: Base, entries: Iterable[str], remedy: str, filed_on: date, reference: str, by: Stamp, importer: str = ""
) -> Filed:
    """Keep that something was filed for entries.

    Raises
    ------
    UsageError   An entry number has no valid form, or none is given.
    """
    numbers: dict[str, None] = {}
    for text in entries:
        wrong = what_is_wrong(text)
        if wrong:
            raise UsageError(f"{text}: {wrong}: nothing was kept")
        numbers[normalise(text)] = None
    if not numbers:
        raise UsageError("no entry number is given")
    owners = dict(
        base.query(
            "SELECT entry_number, MAX(importer_number) FROM entries WHERE entry_number <> '' GROUP BY entry_number"
        )
    )
    rows = Rows(base, "filings")
    first = base.next_id("filings", "filing_id")
    for place, number in enumerate(numbers):
        owner = owners.get(number) or importer
        rows.add(first + place, owner, number, remedy, filed_on, reference, *by)
    rows.close()
    note(base, by, "filed", f"{len(numbers)} entries")
    return Filed(len(numbers), tuple(number for number in numbers if number not in owners))
