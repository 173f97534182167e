"""The page of an import: what was read, what was joined, what was set aside, and whether every cent of the files is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from kanzei.counts import counted
from kanzei.entries.reconcile import ASIDE, ODDITIES, Reconciliation, Sums
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount, printable

__all__ = ["Part", "reconciliation_markdown", "reconciliation_page", "reconciliation_text"]

_SHOWN = 12
"""Oddities of a kind, and lines not read, shown on a screen."""
_LISTED = 500
"""The same on a page."""
STYLE = """
@page { size: Letter landscape; margin: 14mm; }
html { font: 15px/1.5 'Helvetica Neue', Arial, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 76rem; margin: 2.4rem auto 4rem; padding: 0 1.6rem; }
h1 { font: 600 1.55rem/1.25 Charter, 'Iowan Old Style', Georgia, serif; margin: 0 0 .6rem; }
h2 { font: 600 1.1rem/1.3 Charter, 'Iowan Old Style', Georgia, serif; margin: 2.2rem 0 .5rem; }
p { max-width: 58rem; margin: .25rem 0; } .small { color: #555; font-size: .84rem; overflow-wrap: anywhere; }
.agrees { color: #1d5c2f; font-weight: 600; } .differs { color: #a40000; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.42; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: #555; border-bottom: 1px solid #1a1a1a; padding: .35rem .9rem .35rem 0; vertical-align: bottom; }
td { padding: .38rem .9rem .38rem 0; border-bottom: 1px solid #e4e4e4; vertical-align: top; overflow-wrap: anywhere; }
th.r, td.r { text-align: right; white-space: nowrap; } tr.sum td { font-weight: 600; border-top: 1px solid #1a1a1a; }
details { border-top: 1px solid #ccc; } summary { cursor: pointer; padding: .5rem 0; } summary span { color: #555; }
@media print { body { margin: 0; padding: 0; max-width: none; } tr { break-inside: avoid; } }
"""


class Part(NamedTuple):
    """A table of the page, under its title. right : columns set flush right. sums : places of rows that are sums."""

    title: str
    head: tuple[str, ...]
    rows: list[list[str]]
    right: tuple[int, ...] = ()
    sums: tuple[int, ...] = ()


def _verdict(found: Reconciliation) -> str:
    """In one sentence: whether every amount is accounted for."""
    if found.agrees:
        stated = [one for one in found.files if one.stated_duty is not None]
        own = "; the totals of the files agree" if stated else "; the files state no totals of their own"
        return f"every amount of the files is accounted for, to the cent{own}"
    said = []
    if found.duty_difference or found.value_difference:
        said.append(
            f"duty {amount(found.duty_difference)} and value {amount(found.value_difference)} are not accounted for"
        )
    for one in found.files:
        for what, cents in (("duty", one.duty_difference), ("value", one.value_difference)):
            if cents:
                said.append(f"the {what} total of {one.name} differs from its rows by {amount(cents)}")
    return "; ".join(said)


def reconciliation_text(found: Reconciliation, ink: Ink) -> str:
    """The page for a screen; long lists are cut, and say so."""
    out = [_lead(found, ink), paragraph(_verdict(found)) if found.agrees else ink.warn(paragraph(_verdict(found))), ""]
    for part in _parts(found):
        out += [
            part.title,
            table(part.head, part.rows, part.right, ink=ink, fold=part.right[-1:] != (len(part.head) - 1,)),
            "",
        ]
    if found.unreadable:
        rows = [
            [one.place, _line_name(one.entry_number, one.line_number), amount(one.sums.duty_cents), one.reason]
            for one in found.unreadable[:_SHOWN]
        ]
        out += ["lines not read", table(("where", "entry/line", "duty, USD", "reason"), rows, (2,), ink=ink, fold=True)]
        out += _more(len(found.unreadable), _SHOWN)
    for kind, count in found.counts().items():
        out.append(paragraph(f"{count:,}  {kind}: {ODDITIES[kind]}", hang="  "))
        mine = [one for one in found.oddities if one.kind == kind]
        out += [paragraph(_odd(one), indent="      ") for one in mine[:3]]
    for file in found.files:
        out += [paragraph(f"{file.name}: {note}", hang="  ") for note in file.notes]
    return "\n".join(out).rstrip()


def _lead(found: Reconciliation, ink: Ink) -> str:
    unread = f", {counted(len(found.unreadable), 'line')} not read" if found.unreadable else ""
    return (
        f"{ink.bold(format(found.rows, ','))} {'row' if found.rows == 1 else 'rows'} joined to {ink.bold(format(found.lines.number, ','))} "
        f"{'line' if found.lines.number == 1 else 'lines'} of {counted(found.entries, 'entry', 'entries')}{unread}"
    )


def _more(count: int, shown: int) -> list[str]:
    return [f"  and {count - shown:,} more"] if count > shown else []


def _line_name(entry: str, line: str) -> str:
    return f"{entry}/{line}" if line else entry


def _odd(one: object) -> str:
    entry, line, place, what = (getattr(one, name) for name in ("entry_number", "line_number", "place", "what"))
    where = " ".join(part for part in (_line_name(entry, line), f"({place})" if place else "") if part)
    return f"{where}: {what}" if where else str(what)


def _row(name: str, sums: Sums) -> list[str]:
    return [name, f"{sums.number:,}" if sums.number else "", amount(sums.value_cents), amount(sums.duty_cents)]


def _parts(found: Reconciliation) -> list[Part]:
    """The tables of the page: the files, where their amounts went, and duty by heading."""
    files = []
    for one in found.files:
        files.append([f"{one.name}: rows", f"{one.rows:,}", amount(one.raw.value_cents), amount(one.raw.duty_cents)])
        if one.stated_value is not None or one.stated_duty is not None:
            said = ["" if cents is None else amount(cents) for cents in (one.stated_value, one.stated_duty)]
            apart = ["" if cents is None else amount(cents) for cents in (one.value_difference, one.duty_difference)]
            files += [[f"  its own total ({one.stated_where})", "", *said], ["  difference", "", *apart]]
    went = [_row("rows of the files", found.raw), _row("lines", found.lines)]
    went += [_row(ASIDE[why], sums) for why, sums in found.aside.items()]
    if found.unreadable:
        went.append(_row("lines not read", found.unread))
    went.append(["not accounted for", "", amount(found.value_difference), amount(found.duty_difference)])
    headings = [_row(name, sums) for name, sums in found.headings.items()]
    headings.append(
        ["all lines", f"{found.lines.number:,}", amount(found.lines.value_cents), amount(found.lines.duty_cents)]
    )
    money = ("value, USD", "duty, USD")
    return [
        Part("the files", ("file", "rows", *money), files, (1, 2, 3)),
        Part("where their amounts went", ("", "number", *money), went, (1, 2, 3), (0, len(went) - 1)),
        Part("by heading, as filed", ("heading", "lines", *money), headings, (1, 2, 3), (len(headings) - 1,)),
    ]


def reconciliation_page(
    found: Reconciliation, title: str = "Reconciliation of an import", first: Sequence[Part] = ()
) -> str:
    """The page as one HTML document: no script, no network. first : tables before those of the import."""
    kind = "agrees" if found.agrees else "differs"
    lead = _lead(found, Ink())
    parts = "".join(f"<h2>{escape(_title(part))}</h2>{_html(part)}\n" for part in (*first, *_parts(found)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1><p>{escape(_first(lead))}.</p>"
        f'<p class="{kind}">{escape(_first(_verdict(found)))}.</p>\n'
        f"{parts}{_unread(found)}{_oddities(found)}{_files(found)}</body></html>\n"
    )


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(part: Part) -> str:
    return _first(part.title)


def _html(part: Part) -> str:
    def cell(tag: str, place: int, text: str) -> str:
        right = ' class="r"' if place in part.right else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{right}{scope}>{escape(printable(text))}</{tag}>"

    head = "".join(cell("th", place, name) for place, name in enumerate(part.head))
    rows = ""
    for number, row in enumerate(part.rows):
        kind = ' class="sum"' if number in part.sums else ""
        rows += f"<tr{kind}>{''.join(cell('td', place, text) for place, text in enumerate(row))}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _unread(found: Reconciliation) -> str:
    if not found.unreadable:
        return ""
    rows = [
        [
            one.place,
            _line_name(one.entry_number, one.line_number),
            amount(one.sums.value_cents),
            amount(one.sums.duty_cents),
            one.reason,
        ]
        for one in found.unreadable[:_LISTED]
    ]
    part = Part("", ("Where", "Entry/line", "Value, USD", "Duty, USD", "Reason"), rows, (2, 3))
    return f"<h2>Lines not read</h2>{_html(part)}{_paragraphs(_more(len(found.unreadable), _LISTED))}\n"


def _oddities(found: Reconciliation) -> str:
    if not found.oddities:
        return ""
    out = ["<h2>What to look at</h2>"]
    for kind, count in found.counts().items():
        mine = [one for one in found.oddities if one.kind == kind][:_LISTED]
        rows = [
            [
                _line_name(one.entry_number, one.line_number),
                one.place,
                "" if one.cents is None else amount(one.cents),
                one.what,
            ]
            for one in mine
        ]
        part = Part("", ("Entry/line", "Where", "Duty, USD", "What"), rows, (2,))
        words = f"<b>{count:,}</b> {escape(ODDITIES[kind])} <span>{escape(kind)}</span>"
        out.append(f"<details><summary>{words}</summary>{_html(part)}{_paragraphs(_more(count, _LISTED))}</details>")
    return "".join(out) + "\n"


def _files(found: Reconciliation) -> str:
    out = ["<h2>The files</h2>"]
    for one in found.files:
        out.append(f"<p><b>{escape(printable(one.name))}</b>, {escape(one.layout)}</p>")
        out.append(f'<p class="small">SHA-256 {escape(one.digest)}. {escape(printable(_first(one.columns)))}.</p>')
        out += [f'<p class="small">{escape(printable(_first(note)))}.</p>' for note in one.notes]
    return "".join(out) + "\n"


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f'<p class="small">{escape(line.strip())}.</p>' for line in lines)


def reconciliation_markdown(
    found: Reconciliation, title: str = "Reconciliation of an import", first: Sequence[Part] = ()
) -> str:
    """The page as Markdown, for a file beside the result."""
    out = [f"# {title}", "", f"{_first(_lead(found, Ink()))}. {_first(_verdict(found))}.", ""]
    for part in (*first, *_parts(found)):
        out += [f"## {_title(part)}", "", *_markdown(part), ""]
    if found.unreadable:
        rows = [
            [one.place, _line_name(one.entry_number, one.line_number), amount(one.sums.duty_cents), one.reason]
            for one in found.unreadable[:_LISTED]
        ]
        out += [
            "## Lines not read",
            "",
            *_markdown(Part("", ("where", "entry/line", "duty, USD", "reason"), rows, (2,))),
        ]
        out += ["", *(line.strip() for line in _more(len(found.unreadable), _LISTED)), ""]
    if found.oddities:
        out += ["## What to look at", ""]
        for kind, count in found.counts().items():
            out.append(f"- {count:,} {ODDITIES[kind]} (`{kind}`)")
            out += [f"  - {_safe(_odd(one))}" for one in [one for one in found.oddities if one.kind == kind][:_SHOWN]]
            out += [f"  - {line.strip()}" for line in _more(count, _SHOWN)]
        out.append("")
    out += ["## Sources", ""]
    out += [f"- {_safe(one.name)}, {one.layout}, SHA-256 `{one.digest}`" for one in found.files]
    return "\n".join(out) + "\n"


def _markdown(part: Part) -> list[str]:
    rule = ["---:" if place in part.right else "---" for place in range(len(part.head))]
    return ["| " + " | ".join(_safe(cell) for cell in row) + " |" for row in (part.head, rule, *part.rows)]


def _safe(text: str) -> str:
    return printable(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
