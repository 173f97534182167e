"""Lines of the Japanese tariff as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kanzei.counts import counted
from kanzei.duty.jp.book import JapanBook
from kanzei.duty.jp.find import dotted9
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["codes_text", "found_text", "lines_text"]


def lines_text(lines: Sequence[dict[str, Any]], on: date, book: JapanBook, ink: Ink) -> str:
    """The columns of a line with its sources; of several, a row each."""
    if len(lines) != 1:
        rows = [[dotted9(one["code"]), *(cell(one[name]) for name in COLUMNS), one["name"]] for one in lines]
        head = ["code", "general", "temporary", "WTO", "US-Japan", "name"]
        return f"{counted(len(lines), 'line')} on {on}\n\n" + table(head, rows, ink=ink, fold=True)
    one = lines[0]
    out = [f"{ink.bold(dotted9(one['code']))} on {on}, into Japan", paragraph(one["name"]), ""]
    rows = [[name, cell(one[key])] for key, name in COLUMNS.items()]
    rows += [["unit of duty", one["unit"]]]
    rows += [["customs value", one["band"]]] if one["band"] else []
    rows += [["facts asked for", ", ".join(one["facts"])]] if one["facts"] else []
    out += [table(["", "as printed"], rows, ink=ink, fold=True)]
    if one["missing"]:
        out += ["", ink.warn("not confirmed"), *(paragraph(what) for what in one["missing"])]
    out += ["", "sources", *(f"  {url}" for url in one["sources"])]
    return "\n".join([*out, "", ink.dim(f"no change seen since {book.as_of}; law book of Japan {book.digest[:12]}")])


COLUMNS = {"general": "general", "temporary": "temporary", "wto": "WTO", "us_japan": "US-Japan agreement"}


def cell(text: str | None) -> str:
    """A cell for people: a column that is not held is said."""
    if text is None:
        return "not held"
    return text or "none"


def codes_text(lines: Sequence[dict[str, Any]], on: date, ink: Ink) -> str:
    """Codes, and what is missing of each on the day."""
    lacking = [one for one in lines if one["missing"]]
    out = [f"{counted(len(lines), 'line')} on {on}; of {len(lacking)} something is not confirmed"]
    if lacking:
        rows = [[dotted9(one["code"]), "; ".join(one["missing"])] for one in lacking]
        out += ["", table(["code", "not confirmed"], rows, ink=ink, fold=True)]
    out += ["", table(["code", "name"], [[dotted9(one["code"]), one["name"]] for one in lines], ink=ink, fold=True)]
    return "\n".join(out)


def found_text(words: str, rows: Sequence[tuple[str, str]]) -> str:
    """Codes found by the words of their name."""
    if not rows:
        return f"nothing found for {words!r} among the lines of the Japanese tariff that are held"
    return table(["code", "name"], [[dotted9(code), text] for code, text in rows], fold=True)
