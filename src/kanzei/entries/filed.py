"""What was filed and paid on an entry line, as CBP holds it: the numbers of the line with the duty booked against each, and the state of its entry.

Two layouts of one fact are kept apart. *As filed*: a cell of duty for each HTS number, as the filer booked it. *By law*: ordinary duty and additions, which only a
recomputation can tell. Under a heading that states a total, filers put the whole total on the Chapter 99 row and nothing on the article's own (CSMS 66319804);
others split it. Both are right, and neither moves money between ordinary duty and the addition.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kanzei.duty.line import EntryLine

__all__ = ["EntryState", "FiledDuty", "FiledLine"]


class FiledDuty(NamedTuple):
    """A number of the line and the duty booked against it.

    number : HTS number with dots, or the number of an antidumping or countervailing case. cents : ``None`` where the file does not tell it apart.
    """

    number: str
    cents: int | None = None


class EntryState(NamedTuple):
    """What is known of an entry beside its lines; ``None`` or ``""``: the file does not say.

    entry_number   : 11 characters, no dashes (filer code, number, check digit).
    entry_type     : two digits (``01``, ``06``, ``21`` …).
    deposited_on   : day of the deposit of estimated duties; estimated_deposit: the summary date stands in for it.
    liquidated_on  : day of liquidation, past or scheduled; liquidation_status as the file has it, lower case.
    extended, suspended, under_review, deemed_final, reconciliation, drawback, protest_open, surety : states, three-valued.
    phase          : what the file says of the phase of the 2026 process.
    corrected      : a post-summary correction was made.
    other          : further cells of the entry that a report should keep, by column.
    """

    entry_number: str
    entry_type: str = ""
    importer_number: str = ""
    port: str = ""
    entered_on: date | None = None
    summary_on: date | None = None
    released_on: date | None = None
    deposited_on: date | None = None
    estimated_deposit: bool = False
    liquidated_on: date | None = None
    liquidation_status: str = ""
    extended: bool | None = None
    suspended: bool | None = None
    under_review: bool | None = None
    deemed_final: bool | None = None
    reconciliation: bool | None = None
    drawback: bool | None = None
    protest_open: bool | None = None
    protest_number: str = ""
    surety: bool | None = None
    phase: str = ""
    other: Mapping[str, str] = {}
    corrected: bool | None = None


class FiledLine(NamedTuple):
    """An entry line with what was filed on it.

    line     : what the law looks at. place : where it stands in its file, for messages (``row 12``, ``rows 12-14``).
    duties   : numbers in the order filed, the article's own among them.
    paid     : cents paid on the line, all numbers together; ``None`` where the file has no amount.
    blended  : the file gives one amount for several numbers: what belongs to which is not told.
    source   : the number of its file among those read. cells : the row of the article as it stands there, where it was asked for.
    """

    line: EntryLine
    state: EntryState
    line_number: str
    duties: tuple[FiledDuty, ...] = ()
    paid: int | None = None
    blended: bool = False
    place: str = ""
    warnings: tuple[str, ...] = ()
    source: int = 0
    cells: tuple[object, ...] = ()
