"""Special tariff programmes in words and tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.counts import counted
from kanzei.render.tables import Ink, paragraph, table

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["program_text", "programs_text"]

Row = dict[str, Any]


def programs_text(view: View, on: date, origin: str, rows: Sequence[Row]) -> str:
    """A table of programmes, one row each."""
    from kanzei.countries import country_name

    ink = Ink(sys.stdout)
    whom = f" open to goods of {country_name(origin)} ({origin})" if origin else ""
    head = ink.bold(f"special tariff programmes{whom}, entries of {on}, as known {view.known_on}")
    cells = [
        [
            row["symbol"],
            row["status"],
            row["general_note"].replace("general note", "GN"),
            _countries(row, on),
            f"{row['lines']:,}" if row["lines"] else "",
            row["mpf"],
            row["name"],
        ]
        for row in rows
    ]
    body = (
        table(
            ["symbol", "status", "note", "countries", "lines", "MPF", "programme"],
            cells,
            right=(4,),
            ink=ink,
            fold=True,
        )
        if rows
        else "  none" + ("; goods of this country are charged from column 2" if _barred(view, origin, on) else "")
    )
    return "\n".join([head, "", body, "", _foot(view, ink)])


def program_text(view: View, on: date, rows: Sequence[Row]) -> str:
    """One programme whole: what it does, whom it serves, from when to when."""
    ink = Ink(sys.stdout)
    out: list[str] = []
    for row in rows:
        out += [
            ink.bold(f"{row['symbol']}: {row['name']}"),
            f"  {row['general_note']}; {row['status']} for entries of {on}, as known {view.known_on}",
            f"  effect: {row['effect']}; {_lines(row)}",
            f"  merchandise processing fee: {row['mpf']}" + (f" ({row['mpf_because']})" if row["mpf_because"] else ""),
        ]
        out += [paragraph(row["remark"])] if row["remark"] else []
        groups: dict[tuple[str, str | None], list[str]] = {}
        for one in row["countries"]:
            groups.setdefault((one["entered_from"], one["entered_to"]), []).append(one["country"])
        cells = [
            [
                start if start > "1900-01-01" else "",
                _last(stop),
                "every country of column 1" if codes == ["ALL"] else ", ".join(codes),
            ]
            for (start, stop), codes in sorted(groups.items(), key=lambda item: item[0][0])
        ]
        out += [
            "",
            table(["entered from", "to", "countries"], cells, ink=ink, fold=True)
            if cells
            else "  no country in the book",
        ]
    return "\n".join([*(out or ["none for this country on this day"]), "", _foot(view, ink)])


def _lines(row: Row) -> str:
    if not row["lines"]:
        return "printed on no line of the schedule in force"
    more = f", {row['lines_by_reference']:,} by reference to another heading" if row["lines_by_reference"] else ""
    return f"printed on {counted(row['lines'], 'line')}, free on {row['lines_free']:,}{more}"


def _countries(row: Row, on: date) -> str:
    entered = on.isoformat()
    now = [
        one["country"]
        for one in row["countries"]
        if one["entered_from"] <= entered and (one["entered_to"] is None or entered < one["entered_to"])
    ]
    if now == ["ALL"]:
        return "all of column 1"
    return ", ".join(now) if len(now) <= 6 else f"{len(now)} countries"


def _last(stop: str | None) -> str:
    return (date.fromisoformat(stop) - timedelta(days=1)).isoformat() if stop else ""


def _barred(view: View, origin: str, on: date) -> bool:
    return bool(origin) and view.in_group("column-2", origin, on.isoformat())


def _foot(view: View, ink: Ink) -> str:
    return ink.dim(
        f"official text to {view.book.official_to}; no change seen since {view.book.seen_to}; law book {view.digest[:12]}"
    )
