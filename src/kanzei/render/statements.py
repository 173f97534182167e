"""What instruments say beside their duties, in words: chapter 98, drawback, fees."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.law.instrument import END
from kanzei.render.tables import Ink, paragraph
from kanzei.render.words import dotted, instrument_name, percent

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["chapter98_statements", "heading_statements", "statements_text"]

Record = dict[str, Any]
_TITLES = {
    "chapter98_terms": "dutiable under chapter 98",
    "chapter98": "under chapter 98 these duties fall on",
    "drawback": "drawback",
    "fees": "fees",
}
_REACH = {"none": "nothing", "dutiable": "what the provision leaves dutiable", "full": "the whole value"}


def heading_statements(book: LawBook, heading: str, found: Mapping[str, Any]) -> dict[str, list[Record]]:
    """Statements on chapter 98 and drawback that reach the provisions of a Chapter 99 heading."""
    authorities = {fields["authority"] for history in found.values() for fields in history["versions"]}
    out: dict[str, list[Record]] = {}
    for kind in ("chapter98", "drawback"):
        rows = [
            row
            for row in book.statements.get(kind, ())
            if authorities & set(row["authority"])
            and (not row["headings"] or any(first <= heading <= last for first, last in row["headings"]))
        ]
        if rows:
            out[kind] = rows
    return out


def chapter98_statements(book: LawBook, heading: str) -> dict[str, list[Record]]:
    """What the book says of a provision of chapter 98: its terms, what each duty falls on under it, the fees."""
    code = heading.replace(".", "")
    terms = [row for row in book.statements["chapter98_terms"] if any(code.startswith(p) for p in row["provisions"])]
    clauses = []
    for row in book.statements["chapter98"]:
        prefix = max((p for p in row["under"] if code.startswith(p)), key=len, default=None)
        if prefix is not None:
            clauses.append({**row, "under": {code: row["under"][prefix]}})
    fees = [row for row in book.statements["fees"] if _reaches(row.get("provisions"), code)]
    return {"chapter98_terms": terms, "chapter98": clauses, "fees": fees}


def _reaches(selection: Any, code: str) -> bool:
    if not selection:
        return False
    inside = any(code.startswith(p) for p in selection["in"])
    return inside and not any(code.startswith(p) for p in selection["except"])


def statements_text(said: Mapping[str, Sequence[Record]]) -> list[str]:
    """Lines that tell the statements of an instrument, a heading or a provision of chapter 98."""
    ink = Ink(sys.stdout)
    words = {"chapter98_terms": _terms, "chapter98": _clause, "drawback": _drawback, "fees": _fee}
    out: list[str] = []
    for kind, title in _TITLES.items():
        rows = said.get(kind) or ()
        if not rows:
            continue
        out += ["", ink.bold(title)]
        for row in rows:
            by = f"{row['cite']}; {instrument_name(row['instrument'])}, {row['grade']}/{row['confidence']}"
            out.append(paragraph(f"{words[kind](row)}{_span(row)} ({by})", hang="  "))
    return out


def _span(row: Record) -> str:
    start = "" if row["from"] <= "1900-01-01" else f" from {row['from']}"
    if row["to"] >= END:
        return start
    return f"{start} to {date.fromisoformat(row['to']) - timedelta(days=1)}"


def _names(prefixes: Sequence[str]) -> str:
    return ", ".join(dotted(prefix) if prefix else "any other provision" for prefix in prefixes)


def _terms(row: Record) -> str:
    name = _names(row["provisions"])
    if row["outside"]:
        return f"{name}: not computed, {row['outside']}"
    word, *key = row.get("dutiable", ["rate"])
    told = {"none": "nothing", "rate": "the whole value at its own rate"}.get(word, row["what"])
    return f"{name}: {told}" + (f" (claim {key[0]})" if key else "") + (", under bond" if row.get("bond") else "")


def _clause(row: Record) -> str:
    spans = ", ".join(first if first == last else f"{first} to {last}" for first, last in row["headings"])
    parts = [f"{_names([prefix])}: {_REACH[reach]}" for prefix, reach in sorted(row["under"].items())]
    reading = f" where {row['switch'][0]} is read as '{row['switch'][1]}'" if row["switch"] else ""
    return f"{', '.join(row['authority'])}{f' ({spans})' if spans else ''}{reading}: {'; '.join(parts)}"


def _drawback(row: Record) -> str:
    told = {"yes": "available", "no": "not available", "depends": "depends"}[row["available"]]
    return f"{', '.join(row['authority'])}: {told}" + (f", {row['limits']}" if row["limits"] else "")


def _fee(row: Record) -> str:
    name = {"mpf": "merchandise processing fee", "hmf": "harbor maintenance fee"}[row["fee"]]
    kind = f"{name}, {row['entry']} entry" if row["entry"] else name
    if row["exempt"] or row["base"]:
        return f"{kind}: {row['why']}"
    if "each" in row:
        return f"{kind}: {_dollars(row['each'])} an entry"
    limits = (
        f", at least {_dollars(row['at_least'])} and at most {_dollars(row['at_most'])} an entry"
        if "at_least" in row
        else ""
    )
    from kanzei.money import rate_text

    return f"{kind}: {percent(rate_text(row['rate']))}{limits}"


def _dollars(cents: int) -> str:
    return f"{cents / 100:,.2f}"
