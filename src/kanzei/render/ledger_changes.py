"""Two runs held against each other, for people."""

from __future__ import annotations

import sys

from kanzei.counts import counted
from kanzei.ledger.changes import Changes, LineChange
from kanzei.render.tables import Ink, table
from kanzei.render.words import amount, instrument_name, signed_amount

__all__ = ["changes_text"]


def changes_text(found: Changes, limit: int) -> str:
    """What changed, by instrument, then by line, then the remedies."""
    ink = Ink(sys.stdout)
    head = " against ".join(
        f"run {run['run_id']} (known {run['known_on']}, law book {run['lawbook'][:12]})"
        for run in (found.after, found.before)
    )
    first = f"{counted(len(found.lines), 'line')} changed, {found.same:,} the same"
    out = [ink.bold(head), first]
    if found.instruments:
        rows = [
            [
                cause,
                instrument_name(instrument) if instrument else "(the filing)",
                f"{lines:,}",
                amount(before),
                amount(after),
                signed_amount(after - before),
            ]
            for (cause, instrument), (lines, before, after) in sorted(
                found.instruments.items(), key=lambda item: -abs(item[1][2] - item[1][1])
            )
        ]
        out += [
            "",
            "paid and not owed, by cause",
            table(("cause", "instrument", "lines", "before", "after", "change"), rows, right=(2, 3, 4, 5)),
        ]
    if found.lines:
        rows = [_line(one) for one in found.lines[:limit]]
        out += ["", "lines", table(("line", "charged", "owed", "refundable", "by"), rows, fold=True)]
        if len(found.lines) > limit:
            out.append(f"  … {len(found.lines) - limit:,} more: --limit, or --json for all")
    if found.remedies:
        shown = [
            [
                one.entry_number,
                one.name,
                one.what,
                _pair(str(one.last_day_before or ""), str(one.last_day_after or "")),
                _pair(amount(one.cents_before), amount(one.cents_after)),
            ]
            for one in found.remedies[:limit]
        ]
        out += [
            "",
            f"remedies: {len(found.remedies):,} changed",
            table(("entry", "remedy", "what", "last day", "USD"), shown),
        ]
        if len(found.remedies) > limit:
            out.append(f"  … {len(found.remedies) - limit:,} more: --limit, or --json for all")
    return "\n".join(out)


def _line(one: LineChange) -> list[str]:
    by = "; ".join(
        f"{m.cause}{f' {instrument_name(m.instrument)}' if m.instrument else ''}, {m.authority} {signed_amount(m.after - m.before)}"
        for m in one.moved
    )
    if one.before is None and one.after is None:
        return [one.line_key, "", "", "", by]
    if one.before is None:
        return [one.line_key, "new", "", "", by]
    if one.after is None:
        return [one.line_key, "gone", "", "", by]
    if one.before["status"] != one.after["status"]:
        by = f"{one.before['status']} → {one.after['status']}" + (f"; {by}" if by else "")
    return [
        one.line_key,
        *(_pair(_amount(one.before[name]), _amount(one.after[name])) for name in ("charged", "owed", "refundable")),
        by,
    ]


def _amount(cents: int | None) -> str:
    return "" if cents is None else amount(cents)


def _pair(before: str, after: str) -> str:
    return before if before == after else f"{before or 'none'} → {after or 'none'}"
