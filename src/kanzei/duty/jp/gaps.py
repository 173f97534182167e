"""What the book holds of a line on a day of entry, and what it lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

from kanzei.duty.jp.book import JapanView
from kanzei.duty.jp.choose import offers
from kanzei.duty.jp.line import fiscal_year

__all__ = ["line_json", "missing_of"]

ORIGIN = "US"


def missing_of(view: JapanView, row: dict[str, Any], day: date) -> list[str]:
    """Figures without which some answer for the line on the day cannot be given, in words; facts that a line may state are no gap."""
    facts = {key: fact["default"] == "yes" for key, fact in view.facts.items()}
    found = offers(view, row, ORIGIN, day, facts)
    out = [one.missing for one in found if one.missing]
    if not any(one.column["role"] == "base" for one in found):
        out.append(f"the general, temporary and WTO rates of fiscal year {fiscal_year(day)}")
    return list(dict.fromkeys([*out, *filter(None, row["gap"].split("; "))]))


def line_json(view: JapanView, row: dict[str, Any], day: date) -> dict[str, Any]:
    """The line as JSON values: columns as printed for the day, facts asked for, sources, gaps."""
    word = day.isoformat()
    steps = [one for one in row["us_japan"] if one[0] <= word < one[1]]
    held = {one["column"] for one in view.columns(day)}
    columns = {name: row[name] if name in held else None for name in ("general", "temporary", "wto")}
    facts = {key: False for key in view.facts}
    asked = [key for one in offers(view, row, ORIGIN, day, facts) for key in one.facts]
    return {
        "code": row["code"],
        "name": row["name"],
        "season": row["season"],
        "unit": row["unit"],
        "band": row["band"],
        **columns,
        "us_japan": steps[0][2] if steps and "us_japan" in held else "",
        "us_japan_grade": steps[0][3] if steps and "us_japan" in held else "",
        "facts": list(dict.fromkeys(asked)),
        "missing": missing_of(view, row, day),
        "sources": [view.book.sources[one] for one in row["sources"]],
    }
