"""The tariff schedule as text: rates of codes, and what changed between two releases."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date

from kanzei.law.chapter99_changes import Chapter99Change
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import dotted
from kanzei.schedule import ScheduleLine
from kanzei.schedule.changes import Change

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


def changes_text(
    before: str, after: str, days: Mapping[str, tuple[date, date]], changes: Sequence[Change], limit: int = 40
) -> str:
    """What changed between two releases, a table for each kind of change; the counts first."""
    from kanzei.schedule.changes import KINDS, counts

    ink = Ink(sys.stdout)
    out = [ink.bold(f"from {before} to {after}")]
    for name in (before, after):
        known, effective = days[name]
        out.append(f"  {name}: known {known}, for entries from {effective}")
    found = counts(changes)
    said = ", ".join(f"{count:,} {_WORDS.get(what, what)}" for what, count in found.items())
    out += ["", said or "no code, rate or unit of chapters 1 to 98 changed"]
    for kind in KINDS:
        rows = [_change_row(one) for one in changes if one.what == kind]
        if not rows:
            continue
        header = (
            ["code", "rate", "codes of its subheading on the other side"]
            if kind in ("added", "removed")
            else ["code", "change"]
        )
        out += ["", ink.bold(_WORDS.get(kind, kind)), table(header, rows[:limit], ink=ink, fold=True)]
        if len(rows) > limit:
            out.append(f"  and {len(rows) - limit:,} more; -o FILE.csv writes them all")
    if any(one.related for one in changes):
        out += ["", paragraph("Which code succeeds which is a guess from the numbers: the schedule does not say.")]
    return "\n".join(out)


def chapter99_text(changes: Sequence[Chapter99Change] | None, limit: int = 60) -> str:
    """What changed in Chapter 99 between two releases."""
    ink = Ink(sys.stdout)
    if changes is None:
        return "Chapter 99: the facts of one of these releases are not held"
    if not changes:
        return "Chapter 99: no heading, rate, origin or day changed, and no code points to another one"
    rows = [[one.heading, _WORDS_99.get(one.what, one.what), _change_99(one)] for one in changes]
    out = [
        ink.bold(f"Chapter 99: {len(rows):,} changes"),
        table(["heading", "what", "change"], rows[:limit], ink=ink, fold=True),
    ]
    if len(rows) > limit:
        out.append(f"  and {len(rows) - limit:,} more; -o FILE.csv writes them all")
    return "\n".join(out)


_WORDS_99 = {"general": "column 1 general", "special": "column 1 special", "codes": "codes that point to it"}


def _change_99(one: Chapter99Change) -> str:
    if one.what == "words":
        return "words changed, not what we read in them"
    if one.what in ("added", "removed"):
        return one.after or one.before or "no rate printed"
    if one.what == "codes":
        begun = sum(code.startswith("+") for code in one.codes)
        return f"{one.before} → {one.after} ({begun} begun, {len(one.codes) - begun} ceased)"
    return f"{one.before or 'blank'} → {one.after or 'blank'}"


_WORDS = {
    "added": "codes added",
    "removed": "codes removed",
    "general": "column 1 general",
    "special": "column 1 special",
}


def _change_row(one: Change) -> list[str]:
    if one.what in ("added", "removed"):
        shown = ", ".join(dotted(code) for code in one.related[:6])
        more = f" and {len(one.related) - 6} more" if len(one.related) > 6 else ""
        return [dotted(one.code), one.before or one.after, shown + more]
    return [dotted(one.code), f"{one.before or 'none'} → {one.after or 'none'}"]


def found_text(words: str, rows: Sequence[tuple[str, str]]) -> str:
    """Codes found by the words of their description."""
    ink = Ink(sys.stdout)
    if not rows:
        return f"nothing found for {words!r}"
    return table(["code", "description"], [[dotted(code), text] for code, text in rows], ink=ink, fold=True)
