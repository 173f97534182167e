"""The comparison with the official Chapter 99 as one HTML page a lawyer can read: no script, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from kanzei.law.chapter99 import Chapter99
from kanzei.law.coverage import Report
from kanzei.render.coverage import (
    SECTION_HEAD,
    SECTIONS,
    coverage_summary,
    official_words,
    ours_words,
    reason_words,
    release_words,
    section_cells,
    summary_lines,
)

__all__ = ["coverage_page"]

Row = dict[str, Any]
STYLE = """
@page { size: Letter landscape; margin: 14mm; }
html { font: 15px/1.5 'Helvetica Neue', Arial, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 84rem; margin: 2.4rem auto 4rem; padding: 0 1.6rem; }
h1 { font: 600 1.55rem/1.25 Charter, 'Iowan Old Style', Georgia, serif; margin: 0 0 .6rem; }
h2 { font: 600 1.1rem/1.3 Charter, 'Iowan Old Style', Georgia, serif; margin: 2.4rem 0 .6rem; }
p { max-width: 58rem; margin: .25rem 0; } .small { color: #555; font-size: .84rem; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.42; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: #555; border-bottom: 1px solid #1a1a1a; padding: .35rem .9rem .35rem 0; vertical-align: bottom; }
td { padding: .42rem .9rem .42rem 0; border-bottom: 1px solid #e4e4e4; vertical-align: top; overflow-wrap: anywhere; }
th.r, td.r { text-align: right; white-space: nowrap; } td.h { white-space: nowrap; font-weight: 600; }
col.h { width: 6.4rem; } col.o { width: 26%; } col.u { width: 30%; } col.a { width: 7.2rem; }
.n { white-space: nowrap; } td p { margin: 0 0 .3rem; } td p:last-child { margin: 0; }
details { border-top: 1px solid #ccc; } details[open] { padding-bottom: 1rem; }
summary { cursor: pointer; padding: .55rem 0; } summary b { display: inline-block; min-width: 5rem; } summary span { color: #555; }
.explained { color: #6b4e00; } .different, .unaccounted { color: #a40000; font-weight: 600; } .agrees, .printed { color: #1d5c2f; } .state { color: #555; }
a { color: inherit; }
@media print { body { margin: 0; padding: 0; max-width: none; } tr { break-inside: avoid; } }
"""  # noqa: E501
_SAID = {
    "agrees": "agrees",
    "printed": "agrees; printed out of time",
    "explained": "differs for a reason",
    "different": "differs",
}


def coverage_page(rows: Sequence[Row], report: Report, table99: Chapter99, digest: str, known: str) -> str:
    """The text of the page: summary, sections, every heading, the lists of the notes, the other subchapters."""
    total = coverage_summary(rows, report, table99)
    lines = "".join(f"<p>{escape(line[:1].upper() + line[1:])}.</p>" for line in summary_lines(total))
    names = sorted({row["section"] for row in rows})
    body = "".join(_section(name, [row for row in rows if row["section"] == name]) for name in names)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The law book against Chapter 99</title><style>{STYLE}</style></head><body>\n"
        f"<h1>The law book against the official Chapter 99</h1>{lines}\n"
        '<p class="small">Rates are written column 1 general | special | column 2, once where all three agree. A line is compared with the book as '
        "known on the day its release was published, for entries of that day. Countries and days of a line are our reading of its words. "
        f"Law book {escape(digest[:12])}, as known {escape(known)}.</p>\n"
        f"<h2>By section</h2>{_sections(rows)}\n<h2>Every heading</h2>{body}\n"
        f"{_lists(report)}{_others(report)}{_unprinted(report)}</body></html>\n"
    )


def _sections(rows: Sequence[Row]) -> str:
    head = "".join(f'<th{_right(0 < i < 8)} scope="col">{escape(name)}</th>' for i, name in enumerate(SECTION_HEAD))
    lines = []
    for cells in section_cells(rows):
        link = f'<td class="h"><a href="#s{cells[0][5:]}">{cells[0]}</a></td>'
        lines.append(
            "<tr>"
            + link
            + "".join(f"<td{_right(i < 7)}>{escape(cell)}</td>" for i, cell in enumerate(cells[1:]))
            + "</tr>"
        )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _right(right: bool) -> str:
    return ' class="r"' if right else ""


def _section(name: str, rows: Sequence[Row]) -> str:
    lines = "".join(_heading(row) for row in rows)
    open_ = (
        " open"
        if any(row["state"] in ("unaccounted", "pending") or row["agreement"] == "different" for row in rows)
        else ""
    )
    return (
        f'<details id="s{name[5:]}"{open_}><summary><b>{name}</b> {escape(SECTIONS.get(name, ""))} <span>{len(rows)} headings</span></summary>'
        '<table><colgroup><col class="h"><col class="o"><col class="u"><col class="a"><col></colgroup><thead><tr>'
        '<th scope="col">Heading</th><th scope="col">The official line</th><th scope="col">Ours</th>'
        '<th scope="col">Agreement</th><th scope="col">Reason</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></details>\n"
    )


def _heading(row: Row) -> str:
    said = _SAID.get(row["agreement"]) or row["state"].replace("-", " ")
    kind = row["agreement"] or ("unaccounted" if row["state"] == "unaccounted" else "state")
    printed = " to ".join(dict.fromkeys(release_words(name) for name in row["releases"]))
    official = f"{_paragraphs([official_words(row)])}" + (f'<p class="small">{escape(printed)}</p>' if printed else "")
    return (
        f'<tr><td class="h">{row["heading"]}</td><td>{official}</td><td>{_paragraphs(ours_words(row))}</td>'
        f'<td class="{kind}">{escape(said)}</td><td>{_paragraphs(reason_words(row))}</td></tr>'
    )


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{_whole_days(escape(line))}</p>" for line in lines)


def _whole_days(text: str) -> str:
    """Days that do not break at the end of a line."""
    return re.sub(r"\d{4}-\d\d-\d\d", r'<span class="n">\g<0></span>', text)


def _plain_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    top = "".join(f'<th{_right(i in right)} scope="col">{escape(name)}</th>' for i, name in enumerate(head))
    lines = "".join(
        "<tr>" + "".join(f"<td{_right(i in right)}>{escape(cell)}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _lists(report: Report) -> str:
    if not report.lists:
        return ""
    rows = []
    for note, codes, held, findings in report.lists:
        told = (
            "; ".join(f"official {f.official}, ours {f.ours}: {f.reason or 'NOT EXPLAINED'}" for f in findings)
            or "agrees"
        )
        rows.append([f"note {note}", f"{codes:,}", f"{held:,}", told])
    head = ["List", "Codes in the note", "Codes of ours", "Agreement"]
    return f"<h2>Lists that the notes spell out (2026 revision 6)</h2>{_plain_table(head, rows, right=(1, 2))}\n"


def _others(report: Report) -> str:
    if not report.others:
        return ""
    rows = [
        [one.chapter, f"{one.counts[-1][2]:,}", one.state.replace("-", " "), one.reason, one.source]
        for one in report.others
    ]
    head = ["Subchapter", "Headings", "State", "Reason", "Source"]
    return f"<h2>The other subchapters of Chapter 99</h2>{_plain_table(head, rows, right=(1,))}\n"


def _unprinted(report: Report) -> str:
    if not report.unprinted:
        return ""
    listed = ", ".join(report.unprinted)
    return f"<h2>Headings of ours that no release held here prints</h2><p>{escape(listed)}</p>\n"
