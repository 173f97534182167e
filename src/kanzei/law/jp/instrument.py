"""Instrument files of Japan: which column of the tariff applies from when, known since when, and on what terms.

The format is smaller than that of the United States: a Japanese line has every rate printed in a column of one schedule, so an instrument
names the column it makes, its place among the others, and the days of entry it reaches (see docs/decisions/0013).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kanzei.errors import LawError, ScheduleError
from kanzei.law.instrument import END, GRADES
from kanzei.law.jp.cells import read_cell
from kanzei.law.marked import Marked, read_yaml
from kanzei.law.reader import Reader
from kanzei.schedule.yen_rates import Sum, parse_yen_rate

__all__ = ["COLUMNS", "ROLES", "read_file", "read_files"]

COLUMNS = ("general", "temporary", "wto", "us_japan")
"""Columns of the schedule that the book holds."""
ROLES = ("base", "instead", "if_lower")
"""``base``: the rate unless another stands; ``instead``: in the place of the base, higher or lower; ``if_lower``: where it is lower."""
KINDS = ("statute", "agreement", "notice", "ordinance", "hypothetical")
_TOP = "id title kind citation signed published known sources grade confidence checked note columns rates prices rounding facts beside".split()
_PRICE = re.compile(r"\d+(\.\d+)? yen/kg\Z")


def read_files(paths: list[Path]) -> list[dict[str, Any]]:
    """Every file, in the order in which the public came to know them.

    Raises
    ------
    LawError   One or more files cannot be used: every mistake, a line each.
    """
    found, errors = [], []
    for path in paths:
        instrument, wrong = read_file(path)
        errors += wrong
        if instrument:
            found.append(instrument)
    if errors:
        raise LawError("\n".join(errors))
    return sorted(found, key=lambda one: (str(one["known"]), str(one["id"])))


def read_file(path: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """One instrument as JSON values, and its mistakes, each ``file:line:column: what; how to mend``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"]
    root, errors = read_yaml(text, str(path))
    if root is None:
        return None, errors
    found = _Maker(Reader(errors), root, path).make()
    return (None if errors else found), errors


class _Maker:
    def __init__(self, read: Reader, root: Marked, path: Path) -> None:
        self.read, self.root, self.path = read, root, path
        self.body = read.mapping(root, "the file", _TOP)

    def make(self) -> dict[str, Any]:
        read, body = self.read, self.body
        name = read.text(body, "id", self.root.mark)
        if name and not re.fullmatch(r"jp/[a-z0-9][a-z0-9-]*", name):
            read.error(body["id"].mark, f"the id {name!r} must look like jp/customs-tariff-act")
        kind = read.choice(body, "kind", KINDS, None, self.root.mark)
        supposed = kind == "hypothetical"
        known = read.day(body["known"]) if "known" in body else ""
        if not known:
            read.error(
                self.root.mark, "an instrument needs 'known': the day of its first public text, known: 2019-10-07"
            )
        return {
            "id": name,
            "title": read.text(body, "title", self.root.mark),
            "kind": kind,
            "citation": read.optional(body, "citation"),
            "signed": read.day(body["signed"]) if "signed" in body else "",
            "known": known,
            "sources": read.texts(body.get("sources")),
            "grade": read.choice(body, "grade", GRADES, "hypothetical" if supposed else "user"),
            "confidence": read.choice(body, "confidence", ("H", "M", "L"), "L" if supposed else "M"),
            "checked": read.choice(body, "checked", ("text", "table", "none"), "none"),
            "note": read.optional(body, "note"),
            "columns": [self.column(one) for one in read.items(body.get("columns"))],
            "rates": [self.rate(one) for one in read.items(body.get("rates"))],
            "prices": [self.price(one) for one in read.items(body.get("prices"))],
            "rounding": [self.rounding(one) for one in read.items(body.get("rounding"))],
            "facts": [self.fact(one) for one in read.items(body.get("facts"))],
            "beside": [self.beside(one) for one in read.items(body.get("beside"))],
        }

    def span(self, part: dict[str, Marked], item: Marked) -> dict[str, str]:
        """The days of entry: half open, an open end at the end of time."""
        read = self.read
        if "entered" not in part:
            read.error(item.mark, "needs 'entered: {from: …}': the first day of entry it reaches")
            return {"from": END, "to": END}
        days = read.mapping(part["entered"], "entered", ["from", "to"])
        if "from" not in days:
            read.error(part["entered"].mark, "'entered' needs a 'from' day")
        start = read.day(days["from"]) if "from" in days else END
        stop = read.day(days["to"]) if "to" in days else END
        if stop <= start != END:
            read.error(
                days["to"].mark, f"ends on {stop}, before it begins on {start}: 'to' is the first day not covered"
            )
        return {"from": start, "to": stop}

    def column(self, item: Marked) -> dict[str, Any]:
        read = self.read
        part = read.mapping(item, "a column", "column role name entered cite origin claim".split())
        return {
            "column": read.choice(part, "column", COLUMNS, None, item.mark),
            "role": read.choice(part, "role", ROLES, None, item.mark),
            "name": read.text(part, "name", item.mark),
            "cite": read.text(part, "cite", item.mark),
            "origin": [word.upper() for word in read.texts(part.get("origin"))],
            "claim": read.optional(part, "claim"),
            **self.span(part, item),
        }

    def rate(self, item: Marked) -> dict[str, Any]:
        """A rate that stands in a column in the place of the table's, for some goods and days."""
        read = self.read
        part = read.mapping(item, "a rate", "column goods rate entered cite because".split())
        text = read.text(part, "rate", item.mark)
        try:
            read_cell(text)
        except ScheduleError as error:
            read.error(part["rate"].mark, str(error))
        return {
            "column": read.choice(part, "column", COLUMNS, None, item.mark),
            "goods": self.goods(part, item),
            "rate": text,
            "cite": read.text(part, "cite", item.mark),
            "because": read.optional(part, "because"),
            **self.span(part, item),
        }

    def goods(self, part: dict[str, Marked], item: Marked) -> list[str]:
        """Beginnings of codes, digits only; an empty list is every good."""
        found = [word.replace(".", "") for word in self.read.texts(part.get("goods"))]
        if wrong := [word for word in found if not re.fullmatch(r"\d{2,9}", word)]:
            self.read.error(item.mark, f"goods: {wrong[0]!r} is not the beginning of a code of nine digits")
        return found

    def price(self, item: Marked) -> dict[str, Any]:
        read = self.read
        part = read.mapping(item, "a price", "name price entered cite grade confidence note".split())
        text = read.text(part, "price", item.mark)
        if text and not _PRICE.match(text):
            read.error(item.mark, f"price: {text!r}: write 546.53 yen/kg")
            text = "0 yen/kg"
        rate = parse_yen_rate(text or "0 yen/kg")
        assert isinstance(rate, Sum)
        return {
            "name": read.text(part, "name", item.mark),
            "price": text,
            "cite": read.text(part, "cite", item.mark),
            "grade": read.choice(part, "grade", GRADES, "secondary"),
            "confidence": read.choice(part, "confidence", ("H", "M", "L"), "M"),
            "note": read.optional(part, "note"),
            **self.span(part, item),
        }

    def rounding(self, item: Marked) -> dict[str, Any]:
        read = self.read
        part = read.mapping(item, "a rule of rounding", "value_to duty_to quantity_digits_less entered cite".split())
        figures = {key: read.text(part, key, item.mark) for key in ("value_to", "duty_to", "quantity_digits_less")}
        for key, text in figures.items():
            if not re.fullmatch(r"\d{1,6}", text):
                read.error(item.mark, f"{key}: {text!r} is not a whole number")
        whole = {key: int(text) if text.isdigit() else 1 for key, text in figures.items()}
        return {**whole, "cite": read.text(part, "cite", item.mark), **self.span(part, item)}

    def fact(self, item: Marked) -> dict[str, Any]:
        read = self.read
        part = read.mapping(item, "a fact", "key question default because".split())
        return {
            "key": read.text(part, "key", item.mark),
            "question": read.text(part, "question", item.mark),
            "default": read.choice(part, "default", ("yes", "no", "none"), None, item.mark),
            "because": read.optional(part, "because"),
        }

    def beside(self, item: Marked) -> dict[str, Any]:
        """A charge collected beside the duty that the book does not reckon: named, never passed over."""
        read = self.read
        part = read.mapping(item, "a charge beside the duty", "goods what cite".split())
        return {
            "goods": self.goods(part, item),
            "what": read.text(part, "what", item.mark),
            "cite": read.optional(part, "cite"),
        }
