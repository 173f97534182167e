"""``kanzei schedule … --into JP``: the lines of the Japanese tariff that are held, and what could not be confirmed."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from typing import Any

from kanzei.cli.options import say

__all__ = ["run_codes", "run_search", "run_show"]


def run_show(options: Namespace) -> int:
    """The columns of a code on a day, with sources and gaps."""
    from kanzei.duty.jp.book import JapanBook
    from kanzei.duty.jp.find import in_season, read_code9
    from kanzei.duty.jp.gaps import line_json
    from kanzei.render.japan_schedule import lines_text
    from kanzei.render.tables import Ink

    book = JapanBook.shipped()
    on: date = options.on or book.as_of
    view = book.view(options.known)
    text = "".join(one for one in options.hts if one not in ".- ")
    if text.isdigit() and 2 <= len(text) < 9 and any(one["code"].startswith(text) for one in book.lines):
        rows = [one for one in book.lines if one["code"].startswith(text)]
    else:
        rows = book.rows(read_code9(options.hts, book))
    found = [line_json(view, row, on) for row in rows if in_season(row["season"], on)]
    value = {"into": "JP", "on": on, "lines": found, "lawbook": book.digest}
    return say(options, value, lines_text(found, on, book, Ink(sys.stdout)))


def run_codes(options: Namespace) -> int:
    """Every code held, each with whether a day's duty can be said, and the figures that are missing."""
    from kanzei.duty.jp.book import JapanBook
    from kanzei.duty.jp.find import in_season
    from kanzei.duty.jp.gaps import line_json
    from kanzei.render.japan_schedule import codes_text
    from kanzei.render.tables import Ink

    book = JapanBook.shipped()
    view = book.view(options.known)
    rows = [row for row in book.lines if in_season(row["season"], options.on)]
    found = [line_json(view, row, options.on) for row in rows]
    value: dict[str, Any] = {
        "into": "JP",
        "on": options.on,
        "codes": [one["code"] for one in found],
        "missing": {one["code"]: one["missing"] for one in found if one["missing"]},
        "lawbook": book.digest,
    }
    return say(options, value, codes_text(found, options.on, Ink(sys.stdout)))


def run_search(options: Namespace) -> int:
    """Codes whose name has all the words."""
    from kanzei.duty.jp.book import JapanBook
    from kanzei.render.japan_schedule import found_text

    words = " ".join(options.words)
    wanted = words.lower().split()
    rows = [one for one in JapanBook.shipped().lines if all(word in one["name"].lower() for word in wanted)]
    rows = rows[: options.limit]
    value = {"into": "JP", "words": words, "found": [{"code": one["code"], "description": one["name"]} for one in rows]}
    return say(options, value, found_text(words, [(one["code"], one["name"]) for one in rows]))
