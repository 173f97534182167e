"""What came of a job as tables: lines, totals by authority and month, remedies with their last days; each column with what it means."""

from __future__ import annotations

from typing import Any

from kanzei.law.authorities import AUTHORITIES
from kanzei.web.jobs.keeper import Keeper
from kanzei.web.jobs.leaf import Leaf, Sheet
from kanzei.web.problems import Refused
from kanzei.web.tables import Column, Table

__all__ = ["SHEETS", "sheet_of", "table_of"]

SHEETS = ("lines", "months", "authorities", "causes", "remedies")
"""Tables of a job, by name."""

_MEANINGS = {
    "row": ("number", "row of the result; the header is row 1"),
    "entry_number": ("text", "number of the entry"),
    "line": ("text", "line of the entry"),
    "hts": ("code", "tariff code of the goods, as in the file"),
    "origin": ("text", "country of origin, as in the file"),
    "entered_on": ("day", "day of entry, as in the file"),
    "value_usd": ("USD", "entered value, as in the file"),
    "duty_usd": ("USD", "duty by law"),
    "rate": ("fraction", "duty over value"),
    "refundable_usd": ("USD", "charged under authorities held void; of a refund: owed back"),
    "headings": ("codes", "headings of Chapter 99 to report, in filing order"),
    "warnings": ("text", "what a reader must know"),
    "status": ("word", "ok, error or not-covered"),
    "error": ("text", "why the line could not be assessed"),
    "month": ("YYYY-MM", "month of entry"),
    "lines": ("number", "lines of the month"),
    "authority": ("id", "the authority that the duty rests on"),
    "name": ("text", "what it is"),
    "cause": ("text", "why more or less was paid than is owed"),
    "because": ("text", "the order, ruling or error behind it"),
    "amount_usd": ("USD", "the amount"),
    "paid_usd": ("USD", "paid"),
    "owed_usd": ("USD", "owed under the law as it is known now"),
    "received_usd": ("USD", "paid back already"),
    "interest_usd": ("USD", "interest to the day looked at"),
    "remedy": ("word", "the way to ask for it"),
    "file_by": ("day", "last day on which to file, a working day"),
    "last_day": ("day", "last day by the rule"),
    "refund_status": ("word", "open, paid, to be paid, closed"),
    "refund_entry": ("text", "number of the entry"),
    "refund_line": ("text", "line of the entry"),
    "importer_number": ("text", "importer of record"),
    "direction": ("word", "refund, or payment to be made"),
    "open": ("yes or no", "whether it can be used on the day looked at"),
    "why_not": ("text", "why it cannot"),
    "authorities": ("ids", "authorities the amount rests on"),
    "moved_to": ("day", "the working day that a last day moved to"),
    "estimated": ("yes or no", "whether the last day is reckoned from an estimated day"),
    "reject_reason": ("text", "why the 2026 process would reject the entry"),
    "citation": ("text", "where it stands"),
    "grade": ("word", "grade of the source"),
    "confidence": ("H, M, L", "how sure the reading is"),
}


def sheet_of(jobs: Keeper, job: str, name: str, **chosen: Any) -> Sheet:
    """Rows of a finished job (see :meth:`kanzei.web.jobs.leaf.Leaf.sheet`); ``authorities`` and ``causes`` come from its summary.

    Raises
    ------
    Refused   There is no such job, it has not been done, or it has no such table.
    """
    entry = jobs.entry(job)
    if entry.state != "done" or entry.summary is None:
        raise Refused("too-late", "the job is not done: there is nothing to look at yet")
    if name in ("authorities", "causes"):
        first = "authority" if name == "authorities" else "cause"
        told: dict[str, str] = entry.summary.get(f"by_{first}", {})
        rows = [[key, AUTHORITIES.get(key, key), amount] for key, amount in told.items()]
        if first == "cause":
            return Sheet(
                ("cause", "amount_usd"), [(place, [row[0], row[2]]) for place, row in enumerate(rows)], len(rows)
            )
        return Sheet(("authority", "name", "amount_usd"), list(enumerate(rows)), len(rows))
    try:
        with Leaf(jobs.folder / "jobs" / job) as leaf:
            return leaf.sheet(name, **chosen)
    except FileNotFoundError:
        raise Refused("not-found", "the job was done by an earlier release, which kept its files only") from None


def table_of(jobs: Keeper, job: str, name: str, **chosen: Any) -> Table:
    """The rows as a table for files; lines and remedies with the number of their row.

    Raises
    ------
    Refused   As :func:`sheet_of`.
    """
    found = sheet_of(jobs, job, name, **chosen)
    numbered = name in ("lines", "remedies")
    columns = [_column(one) for one in (*(("row",) if numbered else ()), *found.columns)]
    rows: list[list[object]] = [[*([number] if numbered else []), *cells] for number, cells in found.rows]
    summary = jobs.entry(job).summary or {}
    about = f"Kanzei; job {job}; law book {summary.get('lawbook', '')}"
    return Table(f"{name}-{job[:8]}", columns, rows, about)


def _column(name: str) -> Column:
    known = _MEANINGS.get(name)
    if known is not None:
        return Column(name, *known)
    authority = name.removesuffix("_usd")
    return Column(name, "USD" if name != authority else "text", AUTHORITIES.get(authority, authority))
