"""Write a page for every term sheet of a deal that the package ships, and their index, in Markdown.

    python tools/build_deal_pages.py out/site-pages

The pages are built with the documentation site and are not committed.
"""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path

from kanzei.deal.read_terms import read_sheet, shipped_sheets
from kanzei.deal.sheet import Reading, Sheet, Term
from kanzei.deal.words import percentage
from site_markdown import NO_MENU, cell, listing, table

GRADES = {"A": "official", "B": "two reports agree", "C": "one report", "D": "our inference"}


def values(written: object) -> str:
    """Parameters and their values as the file has them."""
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in dict(written).items())  # type: ignore[call-overload]


def term_lines(versions: list[Term], sheet: Sheet) -> list[str]:
    """A term, each of its versions in the order in which it became known."""
    out = [f"### {versions[0].id}: {cell(versions[-1].title)}", ""]
    for one in versions:
        by = (
            "the text"
            if one.says == "text"
            else sheet.parties.get({"us": "host", "japan": "investor"}.get(one.says, ""), one.says)
        )
        document = f", {cell(sheet.documents[one.document].title)}" if one.document in sheet.documents else ""
        grades = [f"{GRADES[one.grade]}, confidence {one.confidence}"]
        grades += [f"{name.replace('_', ' ')}: {GRADES[grade]}" for name, grade in one.grades.items()]
        out += [f"Known {one.known}{document}; by {by}; {cell('; '.join(grades))}.", "", cell(one.rule), ""]
        out += [f"Set: {cell(values(one.written))}{f' ({cell(one.unit)})' if one.unit else ''}.", ""]
        others = [f"{name.replace('_', ' ')}: {', '.join(found)}" for name, found in one.switches.items()]
        out += [f"Other answers reported beside ours: {cell('; '.join(others))}.", ""] if others else []
        out += [cell(one.note), ""] if one.note else []
        out += listing(f"<{url}>" for url in one.sources)
    return out


def reading_lines(one: Reading, sheet: Sheet) -> list[str]:
    """A side's reading: what it rests on, what it sets, in which order cash is paid."""
    out = [f"### {one.id}: {cell(one.title)}", ""]
    out += [f"{cell(one.who)}; known {one.known}, by {cell(one.known_by)}; rests on {', '.join(one.rests_on)}.", ""]
    out += [f"Sets: {cell(values(one.written))}.", ""] if one.written else []
    rows = [
        [
            str(number),
            cell(step.title),
            cell(step.clause),
            f"{sheet.parties['investor']} {percentage(step.investor)}, {sheet.parties['host']} {percentage(1 - step.investor)}"
            if step.kind == "split"
            else "",
        ]
        for number, step in enumerate(one.steps, 1)
    ]
    out += table(["step", "what is paid", "clause", "shares"], rows)
    return [*out, *([cell(one.note), ""] if one.note else [])]


def page(sheet: Sheet) -> str:
    """The page of one term sheet."""
    documents = sorted(sheet.documents.values(), key=lambda one: one.known)
    lines = [*NO_MENU, f"# {cell(sheet.title)}", "", f"Terms as of {sheet.as_of}; digest `{sheet.digest[:12]}`.", ""]
    lines += [cell(sheet.note), ""] if sheet.note else []
    lines += ["## Documents", ""]
    lines += table(
        ["known", "document", "source"],
        [[str(one.known), cell(one.title), f"<{one.source}>" if one.source else ""] for one in documents],
    )
    lines += ["## Terms", ""]
    ordered = sorted(sheet.terms, key=lambda term: [one.id for one in sheet.terms].index(term.id))
    for _, versions in groupby(ordered, key=lambda term: term.id):
        lines += term_lines(sorted(versions, key=lambda term: term.known), sheet)
    if sheet.statements:
        lines += ["## What was said", ""]
        lines += table(
            ["id", "known", "who", "topic", "what", "grade", "source"],
            [
                [
                    one.id,
                    str(one.known),
                    cell(one.who),
                    cell(one.topic),
                    cell(one.said),
                    GRADES[one.grade],
                    f"<{one.source}>" if one.source else "",
                ]
                for one in sheet.statements
            ],
        )
    lines += ["## Readings", ""]
    for reading in sheet.readings.values():
        lines += reading_lines(reading, sheet)
    return "\n".join([*lines, f"[Term sheets](README.md) · `kanzei deal terms {sheet.id} --full`"]) + "\n"


def write(folder: Path) -> int:
    """Write the pages below ``folder/deals``; the number of term sheets."""
    below = folder / "deals"
    below.mkdir(parents=True, exist_ok=True)
    sheets = [read_sheet(name) for name in sorted(shipped_sheets())]
    rows = [
        [
            f"[{cell(sheet.id)}]({sheet.id}.md)",
            cell(sheet.title),
            str(sheet.as_of),
            str(len(sheet.terms)),
            ", ".join(sheet.readings),
        ]
        for sheet in sheets
    ]
    text = [
        "# Term sheets of the deals",
        "",
        "Terms of the investment facilities as data: each with the day it became known, its grade, its sources and the readings built on it. "
        "[How a deal is computed](../how-it-works/deal.md) · [How term sheets are written](../reference/deal-files.md)",
        "",
        *table(["sheet", "deal", "as of", "terms", "readings"], rows),
    ]
    (below / "README.md").write_text("\n".join(text), encoding="utf-8")
    for sheet in sheets:
        (below / f"{sheet.id}.md").write_text(page(sheet), encoding="utf-8")
    return len(sheets)


def main() -> None:
    """Write the pages into the folder named."""
    options = argparse.ArgumentParser(description="a page for every term sheet")
    options.add_argument("folder", type=Path)
    print(f"{write(options.parse_args().folder)} term sheets")


if __name__ == "__main__":
    main()
