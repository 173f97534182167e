"""Write docs/reference/japan-tariff.md from the law book of Japan: every line held, its columns, grades, sources, and what is missing.

python tools/build_jp_page.py [--check]
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from kanzei.duty.jp.book import JapanBook
from kanzei.duty.jp.find import dotted9
from kanzei.duty.jp.gaps import missing_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "japan-tariff.md"
YEARS = range(2019, 2028)
CHAPTERS = {
    "02": "Meat", "04": "Dairy and eggs", "07": "Vegetables", "08": "Fruit and nuts", "10": "Cereals", "11": "Milling products",
    "12": "Oil seeds", "15": "Oils", "16": "Prepared meat", "17": "Sugars", "19": "Cereal preparations", "20": "Prepared fruit and vegetables",
    "21": "Other preparations", "22": "Drinks and ethanol", "23": "Feed", "27": "Fuels", "31": "Fertilisers", "84": "Engines", "85": "Chips",
    "87": "Vehicles", "88": "Aircraft",
}  # fmt: skip


def page(book: JapanBook) -> str:
    """The page as Markdown."""
    out = [
        "# The Japanese tariff held",
        "",
        f"Written by `tools/build_jp_page.py` from the law book of Japan: {len(book.lines)} lines, as of {book.as_of}. How they become a duty is in "
        "[Japan's side](../how-it-works/japan-tariff.md). Rates are written in the language of the tables: `least(a, b)` is the lesser, "
        "`526.096 yen/kg - 100%` is 526.096 yen a kilogram less the customs value, `(50%)` is printed in brackets (another column is applied), "
        "`*` and `◎` are marks of the schedule. A small s marks a step known from reports only (grade *secondary*); every other figure is a "
        "*transcription* of the schedules of Japan Customs.",
        "",
        "## What is missing",
        "",
        *gaps(book),
        "",
    ]
    for chapter, name in CHAPTERS.items():
        rows = [one for one in book.lines if one["code"].startswith(chapter)]
        out += [f"## Chapter {int(chapter)}: {name}", "", *table(rows), ""]
    out += ["## Sources", ""]
    out += [f"- {mark}: <{url}>" for mark, url in book.sources.items()]
    out += ["", "Instruments, each a file in `src/kanzei/lawbook/jp`:", ""]
    for one in book.instruments:
        out.append(f"- `{one['id']}` ({one['grade']}, known {one['known']}): {one['title']}. {one['note']}")
    return "\n".join(out) + "\n"


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Lines of one chapter."""
    out = [
        "| code | goods | general | temporary | WTO | US-Japan 2024 | 2025 | 2026 | sources |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        steps = [
            step_of(row, date(year, 6, 1)) if row["season"] != "12-05" else winter(row, year)
            for year in (2024, 2025, 2026)
        ]
        cells = [
            dotted9(row["code"]),
            row["name"],
            *(row[name] for name in ("general", "temporary", "wto")),
            *steps,
            row["sources"],
        ]
        cells[-1] = " ".join(row["sources"])
        out.append("| " + " | ".join(str(cell).replace("|", "\\|") or " " for cell in cells) + " |")
    return out


def step_of(row: dict[str, Any], day: date) -> str:
    """The agreement's rate on a day."""
    word = day.isoformat()
    found = next((one for one in row["us_japan"] if one[0] <= word < one[1]), None)
    if found is None or found[2].startswith("?"):
        return ""
    return found[2] + (" s" if found[3] == "secondary" else "")


def winter(row: dict[str, Any], year: int) -> str:
    """A season over the end of the year: spring, then winter where it differs."""
    spring, cold = step_of(row, date(year, 4, 1)), step_of(row, date(year, 12, 1))
    return spring if spring == cold else f"{spring} April and May, {cold} from December"


def gaps(book: JapanBook) -> list[str]:
    """How many lines have the agreement's rate in each fiscal year, and every other figure that is missing."""
    view = book.view()
    lines = [one for one in book.lines if one["us_japan"]]
    out = [
        f"{len(lines)} lines have a rate in the agreement's column. Where the rate of a year is not held, a claim in that year is answered *not computable*:",
        "",
        "| fiscal year (from 1 April) | rate held | not held | general, temporary and WTO columns |",
        "|---|---|---|---|",
    ]
    for year in YEARS:
        day = date(year, 6, 1) if year != 2019 else date(2020, 2, 1)
        held = sum(bool(step_of(row, day)) for row in lines)
        roles = {one["column"] for one in view.columns(day)}
        columns = (
            "held"
            if "temporary" in roles
            else "general and WTO held; no temporary rate is known"
            if "general" in roles
            else "not held"
        )
        out.append(
            f"| {year}{' (January to March 2020)' if year == 2019 else ''} | {held} | {len(lines) - held} | {columns} |"
        )
    out += ["", "Beside whole years:", ""]
    seen: dict[str, list[str]] = {}
    for row in book.lines:
        for day in (date(2024, 6, 1), date(2025, 6, 1)):
            for what in missing_of(view, row, day):
                if "rates of fiscal year" in what or "rate of fiscal year" in what:
                    continue
                seen.setdefault(what, []).append(dotted9(row["code"]))
    out += [f"- {what}: {', '.join(dict.fromkeys(codes))}" for what, codes in seen.items()]
    out += [
        f"- beside the duty: {what}"
        for what in dict.fromkeys(row["what"] for one in book.instruments for row in one["beside"])
    ]
    out += [
        "- the state of quotas and the volumes that set off a safeguard: facts to be stated, never derived",
        "- the meaning of the marks `*` and `**`, and the note of `◎`",
        "- preferences of other origins than the United States, exemptions of small consignments, the simplified rates",
    ]
    return out


if __name__ == "__main__":
    text = page(JapanBook.shipped())
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text(encoding="utf-8") == text
            else f"{PAGE.name} is stale: run python tools/build_jp_page.py"
        )
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE}: {len(text):,} characters")
