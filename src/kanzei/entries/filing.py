"""What was filed on a line: headings, in order, with or without the duty booked against each.

Written as a list, ``9903.01.33 9903.94.41=4500.00 8703.23.01.40=0``, or as JSON: ``["9903.01.33"]`` or
``{"9903.94.41": "4500.00"}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from kanzei.entries import cells
from kanzei.errors import EntryError
from kanzei.money import half_up

__all__ = ["read_filing"]

_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{0,6}))?\Z")
_GROUPED = re.compile(r"\S*=\$?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?=[\s,;]|\Z)")
_CASE = re.compile(r"([AC])-?(\d{3})-?(\d{3})(?:-?(\d{3}))?\Z", re.I)


def read_filing(cell: object) -> tuple[tuple[str, int | None], ...]:
    """Headings with dots (goods' codes too, and case numbers) and cents, in the order filed.

    A word that is none of these stands as it was written (40 characters of it): the review calls it wrong.

    Raises
    ------
    EntryError   JSON that is no list or flat object, or an amount that is not plain dollars of zero or more.
    """
    out: list[tuple[str, int | None]] = []
    for word, amount in _words(cell):
        heading = _heading(word.strip()) or _as_written(word)
        out.append((heading, _cents(heading, amount)))
    return tuple(out)


def _words(cell: object) -> Iterable[tuple[str, str]]:
    text = json.dumps(cell) if isinstance(cell, (list, dict)) else cells.text_of(cell)
    if text[:1] in ("{", "["):
        return _json(text)
    grouped = _GROUPED.search(text)
    if grouped:
        raise EntryError(f"filed {cells.shown(grouped[0])}: write the duty in plain digits, such as 9903.94.41=4500.00")
    pairs = (word.partition("=") for word in text.replace(",", " ").replace(";", " ").split())
    return [(word, amount) for word, _, amount in pairs]


def _json(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, object]] = []

    def keep(items: list[tuple[str, object]]) -> dict[str, object]:
        pairs[:] = items
        return dict(items)

    try:
        body = json.loads(text, object_pairs_hook=keep, parse_float=str)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, list) and all(isinstance(one, str) for one in body):
        return [(one, "") for one in body]
    if isinstance(body, dict) and not any(isinstance(value, (dict, list, bool)) for value in body.values()):
        return [(name, "" if value is None else str(value)) for name, value in pairs]
    raise EntryError(
        'filed is not a list of headings: write 9903.01.33 9903.94.41=4500.00, or {"9903.94.41": "4500.00"}'
    )


def _heading(word: str) -> str:
    case = _CASE.match(word)
    if case:
        return "-".join(part for part in (case[1].upper(), *case.groups()[1:]) if part)
    digits = word.replace(".", "")
    if not digits.isdigit() or not digits.isascii():
        return ""
    if digits.startswith(("98", "99")):
        return f"{digits[:4]}.{digits[4:6]}.{digits[6:]}" if len(digits) == 8 else ""
    if len(digits) not in (8, 10):
        return ""
    return ".".join(part for part in (digits[:4], digits[4:6], digits[6:8], digits[8:]) if part)


def _as_written(word: str) -> str:
    text = "".join(c if c.isprintable() else "?" for c in word.strip()) or '""'
    return text if len(text) <= 40 else text[:40] + "…"


def _cents(heading: str, amount: str) -> int | None:
    if not amount:
        return None
    found = _AMOUNT.match(amount)
    if not found:
        raise EntryError(f"filed {heading}={cells.shown(amount)}: the duty is plain dollars, such as {heading}=4500.00")
    fraction = found[2] or ""
    return half_up(int(found[1] + fraction) * 100, 10 ** len(fraction))
