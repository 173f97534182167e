"""A country's regime on one screen: horizon first, then the duties by authority, then what is pending."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.law.authorities import AUTHORITIES, FILING_RANK
from kanzei.render.stack import Horizon
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import codes_dotted, instrument_name

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["current_text", "pending_for"]

Record = dict[str, Any]


def current_text(
    name: str, view: View, on: date, rows: Sequence[Record], pending: Sequence[Record], *, whole: bool
) -> str:
    """The regime as text; ``whole`` shows the headings that release goods too, and goods at full length."""
    ink = Ink(sys.stdout)
    shown = [row for row in rows if whole or row["kind"] not in ("exempt", "none")]
    out = [
        f"{ink.bold(name)}, entered {on}, as known {view.known_on}",
        ink.dim(horizon_line((view.book.official_to, view.book.seen_to), view.digest)),
        "",
        _table(_joined(shown), ink, whole=whole) if shown else "  nothing above the ordinary duty",
    ]
    if any(_weak(row) for row in shown):
        out.append("  ? rests on a secondary source or on weak ground")
    if len(rows) > len(shown):
        out.append(f"  {len(rows) - len(shown)} more headings release goods or charge nothing: --all lists them")
    if pending:
        out += ["", ink.bold("pending")]
        out += [paragraph(f"{event.get('on', 'open')}: {event['what']}", hang="  ") for event in pending]
    return "\n".join(out)


def horizon_line(horizon: Horizon, digest: str) -> str:
    """How far the book sees, and which book it is."""
    official, seen = horizon
    return f"official text to {official}; no change seen since {seen}; law book {digest[:12]}"


def _weak(row: Record) -> bool:
    return bool(row["grade"] == "secondary" or row["confidence"] == "L")


def _joined(rows: Sequence[Record]) -> list[Record]:
    """Rows that differ in their heading or their goods only, as one row."""
    found: dict[tuple[Any, ...], Record] = {}
    ordered = sorted(rows, key=lambda row: FILING_RANK.get(row["authority"], 99))
    for row in ordered:
        key = (*(row[name] for name in ("authority", "duty", "from", "to", "instrument")), _weak(row))
        one = found.setdefault(key, {**row, "headings": {}, "wares": {}})
        one["headings"][row["heading"]] = None
        one["wares"][row["goods"]] = None
    return list(found.values())


def _table(rows: Sequence[Record], ink: Ink, *, whole: bool) -> str:
    """One table; the name of an authority stands on a line of its own above its rows."""
    cells = [
        [
            "?" if _weak(row) else "",
            _headings(list(row["headings"])),
            codes_dotted(row["duty"].replace(", column 1 included", "")),
            row["from"] + (f" to {_last_day(row['to'])}" if row["to"] else " on"),
            instrument_name(row["instrument"]),
            codes_dotted("; ".join(row["wares"])),
        ]
        for row in rows
    ]
    header = ["", "heading", "duty", "entered", "by", "goods"]
    out: list[str] = []
    last = ""
    lines = table(header, cells, indent=" ", ink=ink, clip=not whole).split("\n")
    for number, row in enumerate(rows):
        if row["authority"] != last:
            last = str(row["authority"])
            out.append(ink.bold(AUTHORITIES.get(last, last)))
        out.append(lines[number + 1])
    return "\n".join([lines[0], *out])


def _headings(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) < 3 else f"{names[0]} … {names[-1]}"


def _last_day(stop: str) -> str:
    return (date.fromisoformat(stop) - timedelta(days=1)).isoformat()


def pending_for(view: View, origin: str, on: date, rows: Sequence[Record]) -> list[Record]:
    """Pending events and open questions that reach an origin, dated ones first.

    An event without an origin reaches all; an open question about authorities reaches those that bear one of them.
    """
    entered = on.isoformat()
    bearing = {row["authority"] for row in rows}
    found: list[Record] = []
    for kind in ("events", "open"):
        for event in view.book.pending.get(kind, ()):
            origins = event.get("origin") or []
            named = set(event.get("authority") or ())
            if origins and not any(view.in_group(str(word).lower(), origin, entered) for word in origins):
                continue
            if kind == "open" and named and not origins and not named & bearing:
                continue
            found.append(event)
    return sorted(found, key=lambda event: str(event.get("on", "open")))
