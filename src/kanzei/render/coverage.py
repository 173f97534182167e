"""The comparison with the official Chapter 99 as rows and as text."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kanzei.counts import counted
from kanzei.duty.regime import origin_words
from kanzei.law.carried import Book, Carried
from kanzei.law.chapter99 import Chapter99
from kanzei.law.coverage import Finding, Heading, Report
from kanzei.law.coverage_lines import duty_text, origin_text, rate_text
from kanzei.law.instrument import END
from kanzei.law.official import ANY, Line
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import instrument_name

__all__ = [
    "SECTIONS",
    "SECTION_HEAD",
    "coverage_rows",
    "coverage_summary",
    "coverage_text",
    "official_words",
    "ours_words",
    "reason_words",
    "release_words",
    "section_cells",
    "summary_lines",
]

Row = dict[str, Any]
SECTIONS = {
    "9903.01": "Emergency powers: borders, reciprocal baseline, April 2025 rates, Brazil, India",
    "9903.02": "Emergency powers: reciprocal rates by country",
    "9903.03": "Section 122; section 338 Canada",
    "9903.04": "Section 232 pharmaceuticals; an old suspended dispute",
    "9903.05": "Section 301 Brazil and forced labor",
    "9903.06": "Section 301 forced labor",
    "9903.08": "Section 232: unmanned aircraft; an old dispute",
    "9903.17": "Sugar quotas",
    "9903.18": "Sugar quotas",
    "9903.19": "Infant formula",
    "9903.27": "Ukraine, 2002",
    "9903.40": "Tyres of China, safeguard",
    "9903.41": "Japan: leather; electronics and tools of 1987",
    "9903.45": "Section 201: solar, washers, quartz",
    "9903.52": "Upland cotton quotas",
    "9903.53": "Softwood lumber agreement of 2006",
    "9903.54": "Beef",
    "9903.55": "Polyester fibre under bond",
    "9903.74": "Section 232: heavy vehicles and their parts",
    "9903.76": "Section 232: wood",
    "9903.78": "Section 232: copper",
    "9903.79": "Section 232: semiconductors",
    "9903.80": "Section 232: steel before 2025-03-12",
    "9903.81": "Section 232: steel to 2026-04-05",
    "9903.82": "Section 232: metals from 2026-04-06",
    "9903.85": "Section 232: aluminum",
    "9903.88": "Section 301 China",
    "9903.89": "Section 301: Nicaragua; large civil aircraft",
    "9903.90": "Russia, column 2",
    "9903.91": "Section 301 China: four-year review, ships and cranes",
    "9903.92": "Section 301 China: cranes",
    "9903.94": "Section 232: automobiles and their parts",
    "9903.96": "Civil aircraft",
}
"""First six digits -> what stands there, in our words."""
_AGREEMENT = {
    "agrees": "agrees",
    "printed": "agrees, printed before or after its time",
    "explained": "differs for a reason",
    "different": "DIFFERS",
}
_TIME = {"in-force", "absent"}
"""Findings about when a line is printed, not about what it says."""


def release_words(name: str) -> str:
    """``2025HTSRev18`` as ``2025 rev. 18``, ``2026HTSBasic`` as ``2026 basic``."""
    year, _, rest = name.partition("HTS")
    return f"{year} rev. {rest[3:]}" if rest.startswith("Rev") else f"{year} {rest.lower()}"


def coverage_rows(
    report: Report, table99: Chapter99, book: Book, instruments: Mapping[str, Mapping[str, Any]], known: str
) -> list[Row]:
    """A row for each heading: what the official line says, our provisions, agreement, reason."""
    return [_row(one, table99, book, instruments, known) for one in report.headings]


def _row(one: Heading, table99: Chapter99, book: Book, instruments: Mapping[str, Mapping[str, Any]], known: str) -> Row:
    names = [release.name for release in table99.releases]
    findings = [_finding(finding, names) for finding in one.findings]
    unexplained = any(not finding["reason"] for finding in findings)
    agreement = (
        "different"
        if unexplained
        else "explained"
        if {f["what"] for f in findings} - _TIME
        else "printed"
        if findings
        else "agrees"
    )
    agreement = agreement if one.state == "encoded" else ""
    return {
        "heading": one.heading,
        "section": one.heading[:7],
        "state": one.state,
        "agreement": agreement,
        "releases": [names[one.releases[0]], names[one.releases[-1]]] if one.releases else [],
        "official": _official(one.heading, one.releases, table99),
        "ours": _ours(book.carried(one.heading, known), instruments),
        "findings": findings,
        "reason": one.reason,
        "source": one.source,
    }


def _finding(one: Finding, names: Sequence[str]) -> Row:
    return {
        "what": one.what,
        "official": one.official,
        "ours": one.ours,
        "releases": _spans(one.releases, names),
        "reason": one.reason,
        "source": one.source,
    }


def _spans(numbers: Sequence[int], names: Sequence[str]) -> list[list[str]]:
    out: list[list[int]] = []
    for number in numbers:
        if out and out[-1][1] == number - 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return [[names[first], names[last]] for first, last in out]


def _official(heading: str, releases: Sequence[int], table99: Chapter99) -> Row:
    spans = [span for span in table99.headings.get(heading, ()) if any(span.first <= n <= span.last for n in releases)]
    if not spans:
        general, other = table99.second_hand[heading]
        return {
            "rates": [["", f"{rate_text(general)} | (not known) | {rate_text(other)}"]],
            "origins": "",
            "days": [],
            "second_hand": True,
        }
    rates: list[list[str]] = []
    for span in spans:
        told = _columns(span.line)
        if not rates or rates[-1][1] != told:
            rates.append([table99.releases[span.first].name, told])
    line = spans[-1].line
    origins = "any country" if ANY in line.origins else origin_text(line.origins) if line.origins else ""
    barred = f"not {origin_text(line.barred)}" if line.barred else ""
    days = [f"{kind.replace('-', ' ')} {day}" for kind, day in line.days]
    return {"rates": rates, "origins": origins or barred, "days": days, "notes": list(line.notes), "second_hand": False}


def _columns(line: Line) -> str:
    general, special, other = (rate_text(rate) for rate in (line.general, line.special, line.other))
    return general if general == special == other else f"{general} | {special} | {other}"


def _ours(carried: Iterable[Carried], instruments: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Provisions that carry a heading, in the newest view; those that differ in their goods only once."""
    out: dict[tuple[str, ...], Row] = {}
    for one in carried:
        fields = one.fields
        makers = [str(fields["instrument"]), *(str(by[0]) for by in fields.get("amended_by", ()))]
        duty = duty_text(one) + (" (suspended)" if one.suspended else "")
        key = (duty, one.start, one.stop, *makers)
        if key not in out:
            first = instruments.get(makers[0], {})
            out[key] = {
                "provision": fields["id"],
                "duty": duty,
                "from": one.start if one.start < END else "",
                "to": "" if one.stop >= END else one.stop,
                "instrument": makers[0],
                "amended_by": makers[1:],
                "origin": origin_words(fields["origin"]),
                "citation": first.get("citation", ""),
                "cite": fields.get("cite", ""),
            }
    return list(out.values())


# --------------------------------------------------------------------- text


def coverage_summary(rows: Sequence[Row], report: Report, table99: Chapter99) -> Row:
    """Counts of the whole comparison, for people and machines."""
    states = Counter(row["state"] for row in rows)
    agreement = Counter(row["agreement"] for row in rows if row["agreement"])
    exports = [release.name for release in table99.releases if release.kind != "rates"]
    return {
        "releases": [exports[0], exports[-1], len(exports)],
        "second_hand": [release.name for release in table99.releases if release.kind == "rates"],
        "headings": len(rows),
        "encoded": states["encoded"],
        "out_of_scope": states["out-of-scope"],
        "pending": states["pending"],
        "unaccounted": states["unaccounted"] + len(report.strange),
        "lines_compared": report.compared,
        "agree": agreement["agrees"],
        "printed_out_of_time": agreement["printed"],
        "explained": agreement["explained"],
        "different": len(report.different),
        "lists": len(report.lists),
        "list_codes": sum(codes for _, codes, _, _ in report.lists),
        "unprinted": list(report.unprinted),
        "stale_reasons": list(report.stale),
    }


def summary_lines(total: Row) -> list[str]:
    """The summary in sentences."""
    first, last, count = total["releases"]
    second = (
        f"; rates of {', '.join(map(release_words, total['second_hand']))} at second hand"
        if total["second_hand"]
        else ""
    )
    lines = [
        f"official Chapter 99 of {counted(count, 'release')}, {release_words(first)} to {release_words(last)}{second}",
        f"{total['headings']:,} headings of 9903: {total['encoded']} encoded, {total['out_of_scope']} out of scope, {total['pending'] or 'none'} pending, "
        f"{total['unaccounted'] or 'none'} unaccounted",
        f"{total['lines_compared']:,} lines compared: {total['agree']} headings agree, {total['printed_out_of_time']} agree and are printed before or after "
        f"their time, {total['explained']} differ for a written reason, "
        f"{total['different'] or 'no'} unexplained difference{'' if total['different'] == 1 else 's'}",
    ]
    if total["lists"]:
        lines.append(f"{total['lists']} lists of the notes compared, {total['list_codes']:,} codes")
    return lines


def section_cells(rows: Sequence[Row]) -> list[list[str]]:
    """A row for each section: what it is, and how many headings are in which state."""
    out = []
    for name in sorted({row["section"] for row in rows}):
        mine = [row for row in rows if row["section"] == name]
        states = Counter(row["state"] for row in mine)
        agreement = Counter(row["agreement"] for row in mine)
        counts = [
            len(mine),
            states["encoded"],
            states["out-of-scope"],
            states["pending"],
            states["unaccounted"],
            agreement["explained"],
            agreement["different"],
        ]
        out.append([name, *(str(count) if count else "" for count in counts), SECTIONS.get(name, "")])
    return out


SECTION_HEAD = [
    "section",
    "headings",
    "encoded",
    "out of scope",
    "pending",
    "unaccounted",
    "differ for a reason",
    "differ",
    "what stands there",
]


def coverage_text(rows: Sequence[Row], report: Report, table99: Chapter99, digest: str, *, listed: bool) -> str:
    """The summary as text; with ``listed``, every row shown."""
    ink = Ink(sys.stdout)
    total = coverage_summary(rows, report, table99)
    head, *rest = summary_lines(total) if not listed else [counted(len(rows), "heading")]
    out = [ink.bold(head), *(f"  {line}" for line in rest)]
    if listed:
        out += ["", *(_listed(row, ink) for row in rows)]
    else:
        out += ["", table(SECTION_HEAD, section_cells(rows), right=range(1, 8), ink=ink, fold=True)]
    for row in rows if not listed else ():
        if row["state"] == "unaccounted":
            out.append(
                ink.warn(f"  unaccounted: {row['heading']}: encode it, or write why not in lawbook/coverage.yaml")
            )
    loose = [] if listed else report.different
    for finding in loose[:40]:
        out.append(
            paragraph(
                f"different: {finding.heading} {finding.what}: official {finding.official}; ours {finding.ours}",
                hang="  ",
            )
        )
    if len(loose) > 40:
        out.append(f"  and {len(loose) - 40} more: --only different")
    if report.stale and not listed:
        out += [f"  a reason that explains nothing: {place}" for place in report.stale]
    if not listed:
        out += [
            "",
            f"  {ink.dim('-o FILE.html writes the page with every heading; --only explained lists those that differ for a reason')}",
        ]
    return "\n".join([*out, "", ink.dim(f"law book {digest[:12]}")])


def _listed(row: Row, ink: Ink) -> str:
    lines = [
        f"{ink.bold(row['heading'])}  {row['state']}"
        + (f", {_AGREEMENT[row['agreement']]}" if row["agreement"] else "")
    ]
    lines.append(paragraph(f"official: {official_words(row)}", indent="    ", hang="  "))
    lines += [paragraph(f"ours: {one}", indent="    ", hang="  ") for one in ours_words(row)]
    lines += [paragraph(one, indent="    ", hang="  ") for one in reason_words(row)]
    return "\n".join(lines)


def official_words(row: Row) -> str:
    """What the official line says, in one line of our words."""
    official = row["official"]
    rates = official["rates"]
    told = rates[-1][1]
    if len(rates) > 1:
        told += (
            " (before: "
            + ", ".join(f"{text} from {release_words(name)}" for name, text in rates[:-1])
            + f"; this from {release_words(rates[-1][0])})"
        )
    more = [official["origins"], *official["days"]]
    more += ["rates at second hand"] if official["second_hand"] else []
    return "; ".join([told, *(one for one in more if one)])


def ours_words(row: Row) -> list[str]:
    """Our provisions of a heading, a line each."""
    out = []
    for one in row["ours"]:
        span = f"{one['from']} to {one['to']}" if one["to"] else f"from {one['from']}" if one["from"] else "date open"
        by = ", ".join(dict.fromkeys(instrument_name(name) for name in (one["instrument"], *one["amended_by"])))
        place = ", ".join(part for part in (one["citation"], one["cite"]) if part)
        out.append(f"{one['duty']}, {_origin(one['origin'])}, entered {span}: {by} ({place})")
    return out


def _origin(words: str) -> str:
    """A list of countries cut to what a cell holds."""
    parts = words.split()
    return words if len(parts) <= 8 else f"{' '.join(parts[:6])} and {len(parts) - 6} more"


def reason_words(row: Row) -> list[str]:
    """Why a heading is not encoded, or why it differs."""
    if row["reason"]:
        return [f"{row['reason']} [{row['source']}]"]
    out = []
    for one in row["findings"]:
        spans = ", ".join(
            release_words(a) if a == b else f"{release_words(a)} to {release_words(b)}" for a, b in one["releases"]
        )
        why = f"{one['reason']} [{one['source']}]" if one["reason"] else "NOT EXPLAINED"
        if one["what"] in _TIME:
            out.append(f"{one['official']} in {spans}, ours {one['ours']}: {why}")
        else:
            out.append(f"{one['what']}: official {one['official']}, ours {one['ours']} ({spans}): {why}")
    return out
