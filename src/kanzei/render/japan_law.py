"""Instruments of the law book of Japan as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.counts import counted
from kanzei.duty.jp.book import JapanBook
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["instrument_text", "instruments_text"]

CHECKED = {
    "text": "checked against the text",
    "table": "checked against tables of it",
    "none": "not checked against the text",
}


def foot(book: JapanBook) -> str:
    """How far the book goes, and its digest."""
    return f"no change seen since {book.as_of}; law book of Japan {book.digest[:12]}"


def instruments_text(book: JapanBook, rows: Sequence[dict[str, Any]], ink: Ink) -> str:
    """A table of instruments in the order in which they became known."""
    cells = [
        [one["id"], one["known"], f"{one['grade']}/{one['confidence']}", one["checked"], one["title"]] for one in rows
    ]
    listing = [table(["id", "known", "grade", "checked", "title"], cells, ink=ink, fold=True)] if rows else []
    return "\n".join([ink.bold(counted(len(rows), "instrument")), *listing, "", ink.dim(foot(book))])


def instrument_text(book: JapanBook, one: dict[str, Any], ink: Ink) -> str:
    """Everything the book holds of one instrument."""
    out = [ink.bold(f"{one['id']}: {one['title']}"), f"  {', '.join(filter(None, [one['kind'], one['citation']]))}"]
    days = [f"{word} {one[word]}" for word in ("signed", "known") if one[word]]
    out += [f"  {', '.join(days)}", f"  {one['grade']}/{one['confidence']}; {CHECKED[one['checked']]}"]
    out += [f"  {url}" for url in one["sources"]]
    out += [paragraph(one["note"])] if one["note"] else []
    for title, rows in _parts(one):
        if rows:
            out += ["", ink.bold(title), *(paragraph(row, hang="  ") for row in rows)]
    return "\n".join([*out, "", ink.dim(foot(book))])


def _parts(one: dict[str, Any]) -> list[tuple[str, list[str]]]:
    roles = {
        "base": "the rate unless another stands",
        "instead": "in the place of the base",
        "if_lower": "where it is lower",
    }
    columns = [
        f"{row['name']}: {roles[row['role']]}{_claim(row)}; {_days(row)} ({row['cite']})" for row in one["columns"]
    ]
    rates = [
        f"{row['column']} {row['rate'].replace('?', 'not held: ')} for {', '.join(row['goods']) or 'all goods'}; {_days(row)} ({row['cite']})"
        for row in one["rates"]
    ]
    prices = [
        f"{row['name']} {row['price']}; {_days(row)} ({row['cite']}; {row['grade']}/{row['confidence']})"
        + (f": {row['note']}" if row["note"] else "")
        for row in one["prices"]
    ]
    rounding = [
        f"value to {row['value_to']:,} yen, duty to {row['duty_to']} yen, dropped; {_days(row)} ({row['cite']})"
        for row in one["rounding"]
    ]
    facts = [f"{row['key']}: {row['question']}; not stated: {row['default']}" for row in one["facts"]]
    beside = [f"{', '.join(row['goods']) or 'all goods'}: {row['what']}" for row in one["beside"]]
    return [
        ("columns", columns),
        ("rates in the place of the table's", rates),
        ("prices", prices),
        ("fractions", rounding),
        ("facts", facts),
        ("charges beside the duty, not reckoned", beside),
    ]


def _claim(row: dict[str, Any]) -> str:
    return f", claimed with --spi {row['claim']} for goods of {', '.join(row['origin'])}" if row["claim"] else ""


def _days(row: dict[str, Any]) -> str:
    return f"entries from {row['from']}" + (f" to before {row['to']}" if row["to"] < "9999" else "")
