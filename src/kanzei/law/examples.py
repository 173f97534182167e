"""Worked examples inside an instrument file: what a line owed, as the instrument's own reader would prove it.

Examples are not law: they stay out of the digest. Each is one entry line, the day its law was known, and what is expected of the answer.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from kanzei.errors import EntryError
from kanzei.law.marked import Marked
from kanzei.law.reader import Reader

__all__ = ["Example", "read_examples"]

_EXAMPLE = ["name", "cite", "line", "known", "switches", "answer", "expect", "note"]
_LINE = ["hts", "origin", "entered_on", "value_usd", "loaded_on", "spi", "quantity", "claims", "part", "base_rate_text"]
_EXPECT = ["duty_usd", "refundable_usd", "headings", "reports", "components", "assumptions", "warnings", "error"]


class Example(NamedTuple):
    """One worked example, typed.

    place    : file:line:column of the example. known: ISO day, or ``""``: all the book holds. answer: ``charged`` or ``owed``.
    line     : ``hts`` (digits), ``origin``, ``entered_on`` and ``loaded_on`` (ISO days), ``value_cents``, ``spi``, ``part``,
               ``base_rate_text``, ``quantities`` [(thousandths, unit)], ``claims`` (registry key -> value).
    expect   : ``duty_usd`` and ``refundable_usd`` in cents; ``headings``: every Chapter 99 heading reported; ``reports``: some of them;
               ``components``: heading or authority -> cents; ``assumptions``, ``warnings``: words each of which must be found (an empty list:
               none); ``error``: words of the refusal.
    """

    name: str
    cite: str
    place: str
    line: dict[str, Any]
    known: str
    switches: dict[str, str]
    answer: str
    expect: dict[str, Any]


def read_examples(read: Reader, item: Marked | None) -> tuple[Example, ...]:
    """The examples of a file; mistakes are noted with their place."""
    out: list[Example] = []
    names: set[str] = set()
    for one in read.items(item):
        body = read.mapping(one, "an example", _EXAMPLE)
        if not body:
            continue
        name = read.text(body, "name", one.mark)
        if name in names:
            read.error(one.mark, f"the example {name!r} stands twice in this file")
        names.add(name)
        known = read.day(body["known"]) if "known" in body else ""
        line = _line(read, body.get("line"), one)
        expect = _expected(read, body.get("expect"), one)
        out.append(
            Example(
                name,
                read.text(body, "cite", one.mark),
                str(one.mark),
                line,
                known,
                {key: str(value.value) for key, value in read.entries(body.get("switches"))},
                read.choice(body, "answer", ("charged", "owed"), "charged"),
                expect,
            )
        )
    return tuple(out)


def _line(read: Reader, item: Marked | None, place: Marked) -> dict[str, Any]:
    if item is None:
        read.error(place.mark, "an example needs 'line: {hts: …, origin: …, entered_on: …, value_usd: …}'")
        return {}
    body = read.mapping(item, "a line", _LINE)
    out: dict[str, Any] = {"hts": "", "spi": None, "loaded_on": "", "part": "", "base_rate_text": None}
    if "base_rate_text" in body:
        out["base_rate_text"] = read.optional(body, "base_rate_text")
    if "hts" in body:
        out["hts"] = _code(read, body["hts"])
    elif out["base_rate_text"] is None:
        read.error(item.mark, "a line needs 'hts': the code of the goods")
    out["origin"] = _country(read, body["origin"]) if "origin" in body else ""
    if not out["origin"] and "origin" not in body:
        read.error(item.mark, "a line needs 'origin': the country of origin, JP")
    for key in ("entered_on", "loaded_on"):
        if key in body:
            out[key] = read.day(body[key])
    if "entered_on" not in body:
        read.error(item.mark, "a line needs 'entered_on': the day of entry")
    out["value_cents"] = _cents(read, body["value_usd"]) if "value_usd" in body else 0
    if "value_usd" not in body:
        read.error(item.mark, "a line needs 'value_usd': the entered value")
    if "spi" in body:
        out["spi"] = read.optional(body, "spi").upper()
    if "part" in body:
        out["part"] = read.choice(body, "part", ("steel", "aluminum", "copper", "us", "rest"), "rest")
    out["quantities"] = [_quantity(read, one) for one in read.items(body.get("quantity"))]
    out["claims"] = _claims(read, body.get("claims"), out)
    return out


def _code(read: Reader, item: Marked) -> str:
    code = str(item.value).replace(".", "")
    if not (code.isascii() and code.isdigit() and len(code) in (6, 8, 10)):
        read.error(item.mark, f"{item.value!r} is not a code of 6, 8 or 10 digits")
        return ""
    return code


def _country(read: Reader, item: Marked) -> str:
    from kanzei.countries import normalise_origin

    word = str(item.value)
    try:
        code, _ = normalise_origin(word)
    except EntryError as error:
        read.error(item.mark, str(error))
        return ""
    if code != word.upper():
        read.error(item.mark, f"origin {word!r}: write {code}")
    return code


def _cents(read: Reader, item: Marked) -> int:
    try:
        cents = Decimal(str(item.value)) * 100
        if cents == int(cents):
            return int(cents)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    read.error(item.mark, f"{item.value!r} is not an amount in dollars and cents: write 4500.00")
    return 0


def _quantity(read: Reader, item: Marked) -> tuple[int, str]:
    number, _, unit = str(item.value).partition(" ")
    try:
        milli = Decimal(number) * 1000
        if milli == int(milli) and milli >= 0:
            return int(milli), unit.strip()
    except (InvalidOperation, ValueError, OverflowError):
        pass
    read.error(item.mark, f"{item.value!r} is not a quantity: write 100 kg")
    return 0, ""


def _claims(read: Reader, item: Marked | None, line: dict[str, Any]) -> dict[str, object]:
    from kanzei.law.claims import parse_claims, settle_shares

    if item is None:
        return {}
    given = {key: value.value for key, value in read.entries(item)}
    try:
        found, _ = parse_claims(given, strict=True)
        settle_shares(found, line["value_cents"])
    except EntryError as error:
        read.error(item.mark, str(error))
        return {}
    if (text := found.pop("base_rate_text", None)) is not None:
        line["base_rate_text"] = str(text)
    return found


def _expected(read: Reader, item: Marked | None, place: Marked) -> dict[str, Any]:
    if item is None:
        read.error(place.mark, "an example needs 'expect: {duty_usd: …}': what the answer must be")
        return {}
    body = read.mapping(item, "expect", _EXPECT)
    out: dict[str, Any] = {}
    for key in ("duty_usd", "refundable_usd"):
        if key in body:
            out[key] = _cents(read, body[key])
    for key in ("headings", "reports"):
        if key in body:
            out[key] = [read.heading(one) for one in read.items(body[key])]
    if "components" in body:
        out["components"] = {key: _cents(read, value) for key, value in read.entries(body["components"])}
    for key in ("assumptions", "warnings"):
        if key in body:
            out[key] = read.texts(body[key])
    if "error" in body:
        out["error"] = read.optional(body, "error")
    if not out:
        read.error(item.mark, "an example expects something: duty_usd, headings, components, assumptions or error")
    return out
