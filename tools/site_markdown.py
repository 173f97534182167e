"""Small pieces of Markdown that the tools of the documentation site share."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

__all__ = ["NO_MENU", "cell", "link", "listing", "page_of", "plain", "span", "table"]

NO_END = "9999-12-31"
NO_MENU = ["---", "hide: [navigation]", "---", ""]
"""The first lines of a page that stands in no menu; its tables are wide."""


def cell(text: object) -> str:
    """Text fit for a cell of a table: one line, no bar, nothing that Markdown or HTML would read."""
    out = " ".join(str(text).split())
    out = out.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\|*_`\[\]#])", r"\\\1", out)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table whose cells are Markdown already, with an empty line behind it; columns empty in every row are left out."""
    rows = [list(row) for row in rows]
    used = [at for at in range(len(head)) if any(row[at] for row in rows)]
    if not used:
        return []
    lines = [[head[at] for at in used], ["---"] * len(used), *([row[at] for at in used] for row in rows)]
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]


def listing(items: Iterable[str]) -> list[str]:
    """A list with an empty line behind it; nothing for no items."""
    lines = [f"- {item}" for item in items]
    return [*lines, ""] if lines else []


def page_of(name: str) -> str:
    """The page of an instrument, from the root of the site's sources: ``us/eo-14345`` is ``law/us/eo-14345.md``."""
    return f"law/{name}.md"


def link(text: str, target: str, page: str) -> str:
    """A link from one page to another, both named from the root of the site's sources."""
    return f"[{cell(text)}]({os.path.relpath(target, PurePosixPath(page).parent)})"


def span(start: str, stop: str) -> str:
    """An interval of entry days in words; ``stop`` is the day after the last."""
    from datetime import date, timedelta

    if start >= NO_END:
        return "date open"
    first = "" if start <= "1900-01-01" else start
    if stop >= NO_END:
        return f"{first} on" if first else "any day"
    return f"{first} to {date.fromisoformat(stop) - timedelta(days=1)}".strip()


def plain(value: Any) -> str:
    """A value of an instrument file in one line, without the quotes of JSON."""
    return json.dumps(value, ensure_ascii=False, default=str).replace('"', "")
