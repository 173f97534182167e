"""The tariff schedule as text: rates of codes, and what changed between two releases."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date

from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import dotted
from kanzei.schedule import ScheduleLine

__all__ = ["changes_text", "code_text", "found_text"]


def code_text(lines: Sequence[ScheduleLine], children: Sequence[str], on: date, names: Mapping[str, str]) -> str:
    """The rates of a code; of a heading, a row for each code under it."""
    ink = Ink(sys.stdout)
    if len(lines) != 1:
        rows = [[dotted(one.code), one.general.text, ", ".join(one.units), names.get(one.code, "")] for one in lines]
        head = f"{len(lines)} codes on {on}"
        return f"{head}\n\n" + table(["code", "general", "units", "name"], rows, ink=ink, fold=True)
    one = lines[0]
    out = [f"{ink.bold(dotted(one.code))} on {on} (release {one.revision})"]
    out += [f"  {names[one.code]}"] if one.code in names else []
    rows = [["column 1 general", one.general.text]]
    rows += [["column 1 special", f"{text}: {', '.join(symbols)}"] for text, symbols in _by_rate(one).items()]
    rows += [["column 2", one.other.text], ["units", ", ".join(one.units) or "none"]]
    out += ["", table(["", "rate"], rows, ink=ink, fold=True)]
    if children:
        out += ["", "codes under it: " + ", ".join(dotted(child) for child in children)]
    return "\n".join([*out, *(paragraph(warning) for warning in one.warnings)])


def _by_rate(line: ScheduleLine) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for symbol, column in line.special.items():
        out.setdefault(column.text, []).append(symbol)
    return out


def changes_text(before: str, after: str, rows: Sequence[tuple[str, str, str, str]]) -> str:
    """What changed between two releases."""
    ink = Ink(sys.stdout)
    head = f"{ink.bold(str(len(rows)))} changes from {before} to {after}"
    if not rows:
        return head
    cells = [[dotted(code), what, _change(old, new)] for code, what, old, new in rows]
    return f"{head}\n\n" + table(["code", "what", "change"], cells, ink=ink, fold=True)


def _change(old: str, new: str) -> str:
    return f"{old} -> {new}" if old and new else old or new


def found_text(words: str, rows: Sequence[tuple[str, str]]) -> str:
    """Codes found by the words of their description."""
    ink = Ink(sys.stdout)
    if not rows:
        return f"nothing found for {words!r}"
    return table(["code", "description"], [[dotted(code), text] for code, text in rows], ink=ink, fold=True)
