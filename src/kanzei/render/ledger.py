"""The ledger for people: what came in, what is there, what an entry is."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kanzei.counts import counted
from kanzei.entries.reconcile import ODDITIES
from kanzei.ledger.bring import Brought
from kanzei.ledger.verdict import verdict_on, ways_of
from kanzei.render.tables import Ink, table
from kanzei.render.words import amount, dotted, printable

__all__ = ["brought_text", "entry_text", "listed_text", "overview_text", "ran_text"]

_SHORT = 12
"""Hex digits of a digest that people are shown."""


def brought_text(done: Brought | None, skipped: Sequence[Path]) -> str:
    """What an import brought."""
    out = [f"{path}: imported before, left out" for path in skipped]
    if done is None:
        return "\n".join([*out, "nothing to import"])
    lines = f"{counted(done.lines, 'line')} of {counted(done.entries, 'entry', 'entries')}"
    files = counted(len(done.files), "file")
    out.append(f"import {done.import_id}: {files}" + (f", {lines}" if done.lines or done.entries else ""))
    found = done.reconciliation
    if found:
        money = f"value {amount(found.lines.value_cents)}, duty {amount(found.lines.duty_cents)}"
        verdict = (
            "every amount of the files is accounted for"
            if found.agrees
            else "DIFFERS from what the files say themselves"
        )
        out.append(f"  {money}; {verdict}")
        if found.unreadable:
            out.append(
                f"  {counted(len(found.unreadable), 'line')} not read, duty {amount(found.unread.duty_cents)}: {printable(found.unreadable[0].place)}: "
                f"{printable(found.unreadable[0].reason)}"
            )
        out += [f"  {count:,} {ODDITIES[kind]}" for kind, count in found.counts().items()]
    for report in done.reports:
        sums = ", ".join(f"{name} {amount(cents)}" for name, cents in report.sums.items())
        bad = f"; {counted(len(report.unreadable), 'row')} not read" if report.unreadable else ""
        out.append(
            f"  {printable(report.name)}: {counted(len(report.rows), 'row')}" + (f", {sums}" if sums else "") + bad
        )
    if done.replaced:
        text = f"  {counted(done.replaced, 'entry', 'entries')} in the place of an earlier state, which is kept"
        if done.fewer:
            text += f"; with fewer lines than before: {', '.join(done.fewer[:6])}{' …' if len(done.fewer) > 6 else ''}"
        out.append(text)
    return "\n".join(out)


def ran_text(value: Mapping[str, Any]) -> str:
    """What a run found."""
    head = f"run {value['run']}: {counted(value['lines'], 'line')} of {counted(value['entries'], 'entry', 'entries')} re-rated as known on {value['known_on']}"
    rows = [
        [name, _money(value[f"{key}_usd"])]
        for name, key in (
            ("paid", "paid"),
            ("charged", "charged"),
            ("owed", "owed"),
            ("refundable, void authorities", "refundable"),
        )
    ]
    if value["refundable_low_usd"] != value["refundable_usd"]:
        rows.append(["  at least, if displaced duty is set against it", _money(value["refundable_low_usd"])])
    out = [head, table(("", "USD"), rows, right=(1,))]
    bad = {name: count for name, count in value["statuses"].items() if name != "ok"}
    if bad:
        out.append("  not re-rated: " + ", ".join(f"{name} {count:,}" for name, count in bad.items()))
    return "\n".join(out)


def overview_text(found: Mapping[str, Any]) -> str:
    """The ledger at a glance."""
    ink = Ink(sys.stdout)
    first = (
        f"{found['ledger']}: {counted(found['lines'], 'line')} of {counted(found['entries'], 'entry', 'entries')}, "
        f"{counted(len(found['importers']), 'importer')}, value {_money(found['value_usd'])}, paid {_money(found['paid_usd'])}"
    )
    out = [ink.bold(first), "", "imports", listed_text("imports", found["imports"])]
    return "\n".join([*out, "", "runs", listed_text("runs", found["runs"])])


_COLUMNS: Mapping[str, Sequence[tuple[str, str]]] = {
    "imports": (
        ("no.", "import_id"), ("when (UTC)", "at_utc"), ("by", "by_whom"), ("file", "name"), ("layout", "layout"), ("SHA-256", "sha256"),
        ("rows", "row_count"), ("value", "value_usd"), ("money", "duty_usd"),
    ),
    "runs": (
        ("no.", "run_id"), ("when (UTC)", "at_utc"), ("by", "by_whom"), ("law as known", "known_on"), ("law book", "lawbook"), ("importer", "scope"),
        ("lines", "line_count"), ("failed", "failed_count"), ("paid", "paid_usd"), ("charged", "charged_usd"), ("owed", "owed_usd"),
        ("refundable", "refundable_usd"),
    ),
    "entries": (
        ("entry", "entry_number"), ("importer", "importer_number"), ("entered", "entered_on"), ("liquidated", "liquidated_on"), ("lines", "line_count"),
        ("value", "value_usd"), ("paid", "paid_usd"), ("import", "last_import"),
    ),
    "importers": (
        ("importer", "importer_number"), ("entries", "entry_count"), ("lines", "line_count"), ("value", "value_usd"), ("paid", "paid_usd"),
    ),
    "receipts": (
        ("entry", "entry_number"), ("kind", "kind"), ("refund", "refund_number"), ("principal", "principal_usd"), ("interest", "interest_usd"),
        ("total", "total_usd"), ("day", "on_day"), ("reason", "reason"),
    ),
    "outcomes": (
        ("declaration", "declaration_number"), ("entry", "entry_number"), ("status", "status"), ("refund", "refund_usd"), ("day", "decided_on"),
        ("reason", "reject_reason"),
    ),
    "notices": (
        ("import", "import_id"), ("liquidated", "liquidated_on"), ("type", "notice_type"), ("change", "change_usd"), ("reason", "reason"),
    ),
    "filings": (
        ("no.", "filing_id"), ("entry", "entry_number"), ("remedy", "remedy"), ("filed on", "filed_on"), ("reference", "reference"), ("by", "by_whom"),
    ),
    "oddities": (
        ("import", "import_id"), ("entry", "entry_number"), ("line", "line_number"), ("kind", "kind"), ("duty", "usd"), ("place", "place"),
        ("what", "what"),
    ),
    "events": (("no.", "event_id"), ("when (UTC)", "at_utc"), ("by", "by_whom"), ("release", "version"), ("what", "what"), ("about", "about")),
    "history": (
        ("import", "import_id"), ("when (UTC)", "at_utc"), ("told by", "source"), ("lines", "line_count"), ("paid", "paid_usd"), ("entered", "entered_on"),
        ("deposited", "deposited_on"), ("liquidated", "liquidated_on"), ("status", "liquidation_status"),
    ),
    "remedies": (
        ("remedy", "name"), ("open", "is_open"), ("last day", "last_day"), ("file by", "file_by"), ("", "estimated"), ("USD", "usd"), ("why not", "why_not"),
    ),
}  # fmt: skip


def listed_text(what: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A list as a table."""
    if not rows:
        return "  none"
    columns = _COLUMNS[what]
    right = [place for place, (_, name) in enumerate(columns) if name.endswith(("usd", "_count", "_id"))]
    cells = [[_cell(name, row[name]) for _, name in columns] for row in rows]
    return table([head for head, _ in columns], cells, right=right, fold=columns[-1][1] not in ("money", "paid_usd"))


def _cell(name: str, cell: object) -> str:
    if cell is None:
        return ""
    if name == "is_open":
        return "yes" if cell else "no"
    if name == "estimated":
        return "estimated" if cell else ""
    if name.endswith("usd"):
        return _money(str(cell))
    if name in ("sha256", "lawbook"):
        return str(cell)[:_SHORT]
    return f"{cell:,}" if isinstance(cell, int) and name.endswith("_count") else str(cell)


def _money(text: str) -> str:
    whole, _, cents = text.partition(".")
    return f"{int(whole.removeprefix('-')):,}.{cents}" if whole[0] != "-" else f"-{int(whole[1:]):,}.{cents}"


_STATE = (
    ("importer", "importer_number"),
    ("type", "entry_type"),
    ("port", "port"),
    ("entered", "entered_on"),
    ("summary", "summary_on"),
    ("deposited", "deposited_on"),
    ("liquidated", "liquidated_on"),
    ("status", "liquidation_status"),
    ("protest", "protest_number"),
    ("phase", "phase"),
)
_FLAGS = (
    "extended",
    "suspended",
    "under_review",
    "reconciliation",
    "drawback",
    "protest_open",
    "surety",
    "corrected",
    "deemed_final",
)


def _verdict(remedies: Sequence[Mapping[str, Any]], ink: Ink) -> list[str]:
    """Whether money can still come back, by which way first, and by which last."""
    told = verdict_on(ways_of(remedies))
    if told is None:
        return [f"still refundable: {ink.bold('no')}: no way is open that brings money back"]
    out = [f"still refundable: {ink.bold('yes')}, {amount(int(told.amount.replace('.', '')))} USD"]
    for word, one in (("first", told.first), ("last", told.last)):
        if one is not None:
            out.append(
                f"  {word}: {printable(one.name)}, file by {one.file_by}{' (estimated)' if one.estimated else ''}"
            )
    return out


def entry_text(found: Mapping[str, Any]) -> str:
    """An entry with all that is known of it."""
    ink = Ink(sys.stdout)
    state = found["entry"]
    said = [f"{word} {state[name]}" for word, name in _STATE if state[name] not in (None, "")]
    said += [name.replace("_", " ") for name in _FLAGS if state[name] is True]
    out = [ink.bold(f"entry {state['entry_number']}"), f"  {printable(', '.join(said))}", ""]
    for line in found["lines"]:
        out += _line(line)
    if not found["lines"]:
        out.append("no line holds")
    if found["run"]:
        out += [
            "",
            *_verdict(found["remedies"], ink),
            "",
            f"remedies, run {found['run']}",
            listed_text("remedies", found["remedies"]),
        ]
    else:
        out += ["", "not assessed yet: `kanzei ledger assess`"]
    for what, head in (
        ("receipts", "money that came"),
        ("outcomes", "declarations"),
        ("notices", "notices"),
        ("filings", "filed"),
        ("oddities", "to look at"),
    ):
        if found[what]:
            out += ["", head, listed_text(what, found[what])]
    return "\n".join([*out, "", "what each import told", listed_text("history", found["history"])])


def _line(line: Mapping[str, Any]) -> list[str]:
    paid = "" if line["paid_usd"] is None else f", paid {_money(line['paid_usd'])}"
    out = [
        f"line {line['line'] or '(no number)'}: {dotted(line['hts'])} from {line['origin']}, value {_money(line['value_usd'])}{paid} (import {line['import']})"
    ]
    filed = ", ".join(
        f"{one['number']} {_money(one['usd']) if one['usd'] is not None else '(not told apart)'}"
        for one in line["filed"]
    )
    out.append(f"  filed: {filed or 'nothing'}{'; one amount for several numbers' if line['blended'] else ''}")
    for one in line["assessment"]:
        if one["status"] != "ok":
            out.append(f"  {one['status']}: {printable(one['error'])}")
            continue
        out.append(
            f"  chargeable when filed {_money(one['when_filed_usd'])}, as known {_money(one['charged_usd'])}, owed {_money(one['owed_usd'])}, "
            f"refundable {_money(one['refundable_usd'])}"
        )
    out += [
        f"  {_money(one['usd'])} {one['cause']}, {one['authority']} {one['heading']}: {printable(one['because'])}"
        for one in line["differences"]
    ]
    return out
