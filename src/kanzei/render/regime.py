"""A country's regime on one screen: horizon first, then the duties by authority, then what is pending."""

from __future__ import annotations

import re
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
LISTS = ("s232_", "s201_")
"""Authorities whose duties fall on lists of products: one row each unless all is asked for."""
GOODS_CUT = 30
_READING = re.compile(r"(?: and )?the doubtful point \S+ is read as '[^']*'(?: and )?")
"""A reading in force goes without saying; rows of readings that are not in force are not shown."""
FRESH = timedelta(days=60)
"""An entry day further than this behind the last look has its future behind it: nothing is pending for it."""


def current_text(
    name: str, view: View, on: date, rows: Sequence[Record], pending: Sequence[Record], *, whole: bool
) -> str:
    """The regime as text: the duties that are not tied to a list of section 232 first, such lists a row for each authority.

    ``whole`` shows every heading in filing order, those that release goods too, goods at full length, all that is pending.
    """
    ink = Ink(sys.stdout)
    shown = [row for row in rows if whole or row["kind"] not in ("exempt", "none")]
    joined = _joined(shown)
    if not whole:
        broad = {row["authority"] for row in joined if "all goods" in row["wares"]}
        general = [row for row in joined if not row["authority"].startswith(LISTS)]
        general.sort(key=lambda row: row["authority"] not in broad)
        lists = [row for row in joined if row["authority"].startswith(LISTS)]
        joined = _condensed(general, by_duty=True) + _condensed(lists)
    out = [
        f"{ink.bold(name)}, entered {on}, as known {view.known_on}",
        ink.dim(horizon_line((view.book.official_to, view.book.seen_to), view.digest)),
        "",
        _table(joined, ink, whole=whole) if shown else "  nothing above the ordinary duty",
    ]
    if any(_weak(row) for row in shown):
        out.append("  ? rests on a secondary source or on weak ground")
    if not whole and len(rows) > len(shown):
        out.append(f"  {len(rows) - len(shown)} more headings release goods or charge nothing")
    if not whole and rows:
        out.append("  lists of goods are condensed: --all gives every heading, its days, goods and conditions")
    out += _drawback(shown, ink, whole=whole)
    year = (on + timedelta(days=366)).isoformat()
    near = [
        event for event in pending if whole or event.get("entries") == "any" or str(event.get("on", "open")) <= year
    ]
    if pending:
        out += ["", ink.bold("pending")]
        out += [paragraph(f"{event.get('on', 'open')}: {event['what']}", hang="  ") for event in near]
    if len(pending) > len(near):
        out.append(f"  {len(pending) - len(near)} more are open or later than a year: --all lists them")
    return "\n".join(out)


def _drawback(rows: Sequence[Record], ink: Ink, *, whole: bool) -> list[str]:
    """Which of the duties shown may be recovered on export: a line for each answer; ``whole`` adds the text it rests on."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["kind"] in ("exempt", "none"):
            continue
        word = {True: "yes", False: "no"}.get(row["drawback"], "not known, or it depends")
        text = f"{row['authority']} ({row['drawback_citation']})" if whole else row["authority"]
        found.setdefault(word, {})[text] = None
    if not found:
        return []
    words = [word for word in ("yes", "no", "not known, or it depends") if word in found]
    said = [f"{word}: {', '.join(found[word])}" for word in words]
    if not whole:
        return [paragraph(f"drawback: {'; '.join(said)}", hang="  ")]
    return ["", ink.bold("drawback"), *(paragraph(one, hang="  ") for one in said)]


def horizon_line(horizon: Horizon, digest: str) -> str:
    """How far the book sees, and which book it is."""
    official, seen = horizon
    return f"official text to {official}; no change seen since {seen}; law book {digest[:12]}"


def _weak(row: Record) -> bool:
    return bool(row["grade"] in ("secondary", "user", "hypothetical") or row["confidence"] == "L")


def _joined(rows: Sequence[Record]) -> list[Record]:
    """Rows that differ in their heading or their goods only, as one row."""
    found: dict[tuple[Any, ...], Record] = {}
    broad = [(row["authority"], bool(row.get("when"))) for row in rows if row["goods"] == "all goods"]
    ordered = sorted(rows, key=lambda row: FILING_RANK.get(row["authority"], 99))
    for row in ordered:
        told = (row.get("when") or "", bool(row.get("void")), _weak(row))
        key = (*(row[name] for name in ("authority", "duty", "from", "to", "instrument")), *told)
        one = found.setdefault(key, {**row, "headings": {}, "wares": {}})
        one["headings"][row["heading"]] = None
        one["wares"][row["goods"]] = None
        # two unconditional duties on all goods: only their notes tell which goods pay which
        one["doubled"] = broad.count((row["authority"], False)) > 1
    return list(found.values())


def _condensed(rows: Sequence[Record], *, by_duty: bool = False) -> list[Record]:
    """The rows of each authority as one: headings from first to last, rates, instruments, goods.

    by_duty : a row for each duty, and only lists are joined: what falls on all goods or has a condition stays by itself.
    """
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for number, row in enumerate(rows):
        alone = by_duty and ("all goods" in row["wares"] or row.get("when"))
        key = (row["authority"], bool(row.get("void")), row["duty"] if by_duty else "", number if alone else -1)
        groups.setdefault(key, []).append(row)
    return [group[0] if by_duty and len(group) == 1 else _one(group) for group in groups.values()]


def _one(group: Sequence[Record]) -> Record:
    """Rows of one authority as one row, its conditions left to ``--all``."""
    makers = list(dict.fromkeys(instrument_name(row["instrument"]) for row in group))
    rates = list(dict.fromkeys(_duty(row) for row in group))
    return {
        **group[0],
        "headings": dict.fromkeys(sorted({name for row in group for name in row["headings"] if name})),
        "duty": ", ".join(rates[:3]) + (" …" if len(rates) > 3 else ""),
        "from": min(row["from"] for row in group),
        "to": group[0]["to"] if _days(group) == 1 else "",
        "when": "",
        "span": f"since {min(row['from'] for row in group)}" if _days(group) > 1 else "",
        "by": makers[0] + (" …" if len(makers) > 1 else ""),
        "wares": dict.fromkeys(ware for row in group for ware in row["wares"]),
        "grade": "secondary" if any(_weak(row) for row in group) else group[0]["grade"],
    }


def _days(rows: Sequence[Record]) -> int:
    return len({(row["from"], row["to"]) for row in rows})


def _duty(row: Record) -> str:
    return codes_dotted(str(row["duty"]).replace(", column 1 included", ""))


def _table(rows: Sequence[Record], ink: Ink, *, whole: bool) -> str:
    """One table; the name of an authority stands on a line of its own above its rows."""
    cells = [
        [
            "?" if _weak(row) else "",
            _headings(list(row["headings"])),
            _duty(row),
            row.get("span") or row["from"] + (f" to {_last_day(row['to'])}" if row["to"] else " on"),
            row.get("by") or instrument_name(row["instrument"]),
            _goods(row, whole=whole),
        ]
        for row in rows
    ]
    header = ["", "heading", "duty", "entered", "by", "goods, condition"]
    lines = table(header, cells, indent=" ", fold=True, least=20).split("\n")
    left = lines[0].index(header[-1])
    folded: list[list[str]] = []
    for line in lines[1:]:
        if line[:left].strip():
            folded.append([])
        folded[-1].append(line)
    out = [ink.dim(lines[0])]
    last: tuple[str, bool] = ("", False)
    for row, parts in zip(rows, folded, strict=True):
        title = (str(row["authority"]), bool(row.get("void")))
        if title != last:
            last = title
            void = " (held void for entries of this day: charged, refundable)" if title[1] else ""
            out.append(ink.bold(AUTHORITIES.get(title[0], title[0])) + ink.warn(void))
        out += parts
    return "\n".join(out)


def _goods(row: Record, *, whole: bool) -> str:
    """The goods, cut to a few unless all is asked for, then the condition, which is never cut."""
    wares = list(row["wares"])
    goods = codes_dotted("; ".join(wares))
    if not whole and len(goods) > GOODS_CUT:
        goods = goods[:GOODS_CUT].rpartition(" ")[0].rstrip(" ,;") + " …"
    when = str(row.get("when") or "").replace(": taken as yes (not stated)", " not denied")
    when = when.replace(": claimed", " claimed").replace(": denied", " denied")
    when = _READING.sub("", when)
    if not when and wares == ["all goods"] and row.get("doubled"):
        when = re.split(r"[;.](?: |\Z)", str(row.get("note") or ""))[0]
        when = when[:1].lower() + when[1:]
    return f"{goods}; {when}" if when else goods


def _headings(names: Sequence[str]) -> str:
    """One heading, or the first and the last: ``9903.88.01-04``, ``9903.88.01-91.11``."""
    if len(names) < 2:
        return "".join(names)
    first, last = min(names), max(names)
    return f"{first}-{last[8:] if first[:7] == last[:7] else last[5:]}"


def _last_day(stop: str) -> str:
    return (date.fromisoformat(stop) - timedelta(days=1)).isoformat()


def pending_for(view: View, origin: str, on: date, rows: Sequence[Record]) -> list[Record]:
    """Pending events and open questions that reach an origin, dated ones first.

    They are those of the newest law: an older view did not know them, and an entry day long past has none.
    An event without an origin reaches all; an open question about authorities reaches those that bear one of them.
    """
    book = view.book
    last = book.seen_to or book.as_of
    if view.known_on < book.as_of or on < last - FRESH:
        return []
    entered = on.isoformat()
    bearing = {row["authority"] for row in rows}
    found: list[Record] = []
    for kind in ("events", "open"):
        for event in book.pending.get(kind, ()):
            origins = event.get("origin") or []
            named = set(event.get("authority") or ())
            if kind == "events" and str(event["on"]) < entered:
                continue
            if origins and not any(view.in_group(str(word).lower(), origin, entered) for word in origins):
                continue
            if kind == "open" and named and not origins and not named & bearing:
                continue
            found.append(event)
    return sorted(found, key=lambda event: str(event.get("on", "open")))
