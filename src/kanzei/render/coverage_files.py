"""The comparison with the official Chapter 99 as files, Markdown and CSV, and what a new export changes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kanzei.law.chapter99 import Chapter99
from kanzei.law.coverage import NewLine, Report
from kanzei.render.coverage import (
    SECTION_HEAD,
    coverage_summary,
    official_words,
    ours_words,
    reason_words,
    release_words,
    section_cells,
    summary_lines,
)
from kanzei.render.tables import Ink, table

__all__ = ["coverage_csv", "coverage_markdown", "export_text"]

Row = dict[str, Any]

_IN = {"in-force": "time of printing", "absent": "not printed", "note": "list of a note", "content": "base"}
"""Kinds of difference -> what they are called on a page."""
CSV_HEAD = ["heading", "section", "state", "agreement", "first_release", "last_release", "official", "ours", "reason"]


def coverage_csv(rows: Sequence[Row]) -> str:
    """A line for each heading."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for row in rows:
        ends = row["releases"] or ["", ""]
        cells = [row["heading"], row["section"], row["state"], row["agreement"], *ends]
        writer.writerow(
            [*cells, _safe(official_words(row)), _safe("; ".join(ours_words(row))), "; ".join(reason_words(row))]
        )
    return out.getvalue()


def _safe(text: str) -> str:
    """A rate such as ``+25%`` is no formula of a spreadsheet."""
    return f"'{text}" if text.startswith(("+", "-", "=", "@")) else text


def coverage_markdown(rows: Sequence[Row], report: Report, table99: Chapter99) -> str:
    """The summary by section, and every reason, as Markdown."""
    order = [one.heading for one in report.headings]
    out = [*(f"- {line}" for line in summary_lines(coverage_summary(rows, report, table99))), ""]
    out += [
        _md_row(SECTION_HEAD),
        _md_row(["---"] * len(SECTION_HEAD)),
        *(_md_row(cells) for cells in section_cells(rows)),
    ]
    for state, title in (("unaccounted", "Unaccounted"), ("pending", "Pending"), ("out-of-scope", "Out of scope")):
        groups: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            if row["state"] == state:
                groups.setdefault((row["reason"], row["source"]), []).append(row["heading"])
        others = [one for one in report.others if one.state == state]
        if not groups and not others:
            continue
        out += ["", f"## {title}", "", _md_row(["headings", "reason", "source"]), _md_row(["---"] * 3)]
        out += [
            _md_row([heading_spans(headings, order), reason, source]) for (reason, source), headings in groups.items()
        ]
        out += [_md_row([f"{one.chapter} ({one.counts[-1][2]:,} headings)", one.reason, one.source]) for one in others]
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        for one in row["findings"]:
            reasons.setdefault((one["what"], one["reason"] or "NOT EXPLAINED", one["source"]), []).append(
                row["heading"]
            )
    for note, _, _, findings in report.lists:
        for finding in findings:
            reasons.setdefault(("note", finding.reason or "NOT EXPLAINED", finding.source), []).append(f"note {note}")
    if reasons:
        out += [
            "",
            "## Differences with a reason",
            "",
            _md_row(["headings", "in", "reason", "source"]),
            _md_row(["---"] * 4),
        ]
        for (what, reason, source), headings in sorted(reasons.items()):
            out.append(
                _md_row([heading_spans(list(dict.fromkeys(headings)), order), _IN.get(what, what), reason, source])
            )
    if report.unprinted:
        out += [
            "",
            "## Not printed in any release held here",
            "",
            heading_spans(list(report.unprinted), report.unprinted),
        ]
    return "\n".join(out) + "\n"


def heading_spans(headings: Sequence[str], order: Sequence[str]) -> str:
    """Headings as spans, ``9903.27.01-.15``, where every heading between the two ends is meant."""
    place = {heading: number for number, heading in enumerate(order)}
    out: list[list[str]] = []
    for heading in headings:
        if out and heading[:7] == out[-1][1][:7] and place.get(heading, -1) == place.get(out[-1][1], -9) + 1:
            out[-1][1] = heading
        else:
            out.append([heading, heading])
    return ", ".join(first if first == last else f"{first}-{last[7:]}" for first, last in out)


def _md_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def export_text(name: str, lines: Sequence[NewLine], newest: str) -> str:
    """What a new export changes in headings of 9903."""
    ink = Ink(sys.stdout)
    if not lines:
        return f"{name}: no heading of 9903 differs from {release_words(newest)}"
    unseen = [one for one in lines if not one.looked_at]
    words = {"new": "new heading", "gone": "no longer printed", "rate": "rate changed", "words": "words changed"}
    cells = [
        [one.heading, words[one.what], "" if one.looked_at else "nobody has looked at it", one.before, one.after]
        for one in lines
    ]
    counts = Counter(words[one.what] for one in lines)
    head = f"{name} against {release_words(newest)}: " + ", ".join(f"{count} {word}" for word, count in counts.items())
    tail = (
        f"{len(unseen)} that nobody has looked at: encode each, or write why not in lawbook/coverage.yaml"
        if unseen
        else "each is encoded or has its reason"
    )
    return "\n".join(
        [ink.bold(head), table(["heading", "what", "", "before", "after"], cells, ink=ink, fold=True), "", tail]
    )
