"""What an instrument says beside its duties: chapter 98, drawback, fees. Dated, cited, and law like every provision.

Each statement is a mapping of JSON values with ``from``, ``to``, ``known``, ``instrument``, ``cite``, ``grade``, ``confidence`` and ``note``; of several
that answer one question the narrower is followed (headings named, a longer prefix of chapter 98), and of two alike the one known last.

Notes
-----
``chapter98``       what a duty falls on when goods are entered under a provision of chapter 98 (US notes of Chapter 99, subchapter III).
``chapter98_terms`` what of the value a provision of chapter 98 itself leaves dutiable (notes of chapter 98).
``drawback``        whether the duties of an authority may be recovered under 19 U.S.C. 1313.
``fees``            rates, limits and exemptions of the merchandise processing and harbor maintenance fees (19 CFR 24.23, 24.24).
"""

from __future__ import annotations

import re

from kanzei.law.authorities import AUTHORITIES
from kanzei.law.instrument import END, GRADES, STATEMENTS, Fields
from kanzei.law.marked import Mark, Marked
from kanzei.law.reader import Reader

__all__ = ["REACH", "named_groups", "named_readings", "read_statements"]

REACH = ("none", "dutiable", "full")
"""What a duty falls on under chapter 98: nothing, what the provision leaves dutiable, or the whole value."""

_DATED = ["id", "entered", "known", "cite", "note", "grade", "confidence"]
_CODE = re.compile(r"98\d{2}(\.\d{2}(\.\d{2})?)?\Z")


def read_statements(
    read: Reader, body: dict[str, Marked], instrument: str, known: str, grade: str, confidence: str
) -> dict[str, list[Fields]]:
    """The statements of an instrument file; mistakes are noted with their place.

    Parameters
    ----------
    known, grade, confidence : of the instrument, taken where a statement has none of its own.
    """
    out: dict[str, list[Fields]] = {key: [] for key in STATEMENTS}
    makers = {"chapter98": _clause, "chapter98_terms": _terms, "drawback": _drawback, "fees": _fee}
    for key, make in makers.items():
        for item in read.items(body.get(key)):
            made, fields = make(read, item)
            if not fields:
                continue
            start, stop = _entered(read, fields.get("entered"))
            day = (
                read.day(Marked(str(fields["known"].value)[:10], fields["known"].mark)) if "known" in fields else known
            )
            if not read.optional(fields, "cite"):
                read.error(item.mark, f"an item of {key} needs 'cite': section, note and paragraph")
            out[key].append(
                {
                    **made,
                    "from": start,
                    "to": stop,
                    "known": day[:10],
                    "instrument": instrument,
                    "cite": read.optional(fields, "cite"),
                    "note": read.optional(fields, "note"),
                    "grade": read.choice(fields, "grade", GRADES, grade),
                    "confidence": read.choice(fields, "confidence", ("H", "M", "L"), confidence),
                }
            )
    return out


def _entered(read: Reader, item: Marked | None) -> tuple[str, str]:
    if item is None:
        return "1900-01-01", END
    body = read.mapping(item, "entered", ["from", "to"])
    start = read.day(body["from"]) if "from" in body else "1900-01-01"
    stop = read.day(body["to"]) if "to" in body else END
    if stop <= start:
        read.error(item.mark, f"ends on {stop}, before it begins on {start}: 'to' is the first day not covered")
    return start, stop


def _authorities(read: Reader, body: dict[str, Marked], mark: Mark) -> list[str]:
    found = read.texts(body.get("authority"))
    if not found:
        read.error(mark, "needs 'authority': one of the registry")
    for word in found:
        if word not in AUTHORITIES:
            read.error(body["authority"].mark, f"unknown authority {word!r}{read.nearest(word, AUTHORITIES)}")
    return found


def _spans(read: Reader, body: dict[str, Marked]) -> list[list[str]]:
    return [read.span(one) for one in read.items(body.get("headings"))]


def _provisions(read: Reader, words: list[str], mark: Mark) -> list[str]:
    """Provisions of chapter 98 as prefixes of digits; ``all`` is the empty prefix."""
    out = []
    for word in words:
        if word == "all":
            out.append("")
        elif _CODE.match(word):
            out.append(word.replace(".", ""))
        else:
            read.error(mark, f"{word!r} is no provision of chapter 98: write 9802.00.80, 9817 or all")
    return out


def _switch(read: Reader, body: dict[str, Marked]) -> list[str]:
    pairs = [[name, str(value.value)] for name, value in read.entries(body.get("switch"))]
    return pairs[0] if pairs else []


def _clause(read: Reader, item: Marked) -> tuple[Fields, dict[str, Marked]]:
    body = read.mapping(item, "an item of chapter98", ["authority", "headings", "under", "switch", *_DATED])
    if not body:
        return {}, {}
    under: dict[str, str] = {}
    for key, value in read.entries(body.get("under")):
        word = str(value.value)
        if word not in REACH:
            read.error(value.mark, f"under: {word!r} is none of {', '.join(REACH)}{read.nearest(word, REACH)}")
            continue
        for prefix in _provisions(read, key.split(), value.mark):
            under[prefix] = word
    if not under:
        read.error(item.mark, "needs 'under': what the duty falls on, {all: none, 9802.00.80: dutiable}")
    made = {
        "authority": _authorities(read, body, item.mark),
        "headings": _spans(read, body),
        "under": under,
        "switch": _switch(read, body),
    }
    return made, body


def _terms(read: Reader, item: Marked) -> tuple[Fields, dict[str, Marked]]:
    allowed = ["provisions", "dutiable", "bond", "origin", "outside", "what", *_DATED]
    body = read.mapping(item, "an item of chapter98_terms", allowed)
    if not body:
        return {}, {}
    made: Fields = {"provisions": _provisions(read, read.texts(body.get("provisions")), item.mark)}
    if not made["provisions"]:
        read.error(item.mark, "needs 'provisions': those of chapter 98 it speaks of")
    if "dutiable" in body:
        made["dutiable"] = _part_of_value(read, body["dutiable"])
    if "bond" in body:
        made["bond"] = read.yes(body["bond"])
    if "origin" in body:
        made["origin"] = read.selection(body["origin"], lower=True)
    made["outside"] = read.optional(body, "outside")
    made["what"] = read.optional(body, "what")
    return made, body


def _part_of_value(read: Reader, item: Marked) -> list[str]:
    """``none`` | ``rate`` | ``{claim: key}`` | ``{less: key}`` as a list of words."""
    if isinstance(item.value, str):
        if item.value not in ("none", "rate"):
            read.error(item.mark, f"dutiable: {item.value!r} is neither none, rate, {{claim: KEY}} nor {{less: KEY}}")
        return [item.value]
    body = read.mapping(item, "dutiable", ["claim", "less"])
    if len(body) != 1:
        read.error(item.mark, "dutiable has exactly one of claim, less")
        return ["none"]
    (word, value), *_ = body.items()
    return [word, read.claim_key(value)]


def _drawback(read: Reader, item: Marked) -> tuple[Fields, dict[str, Marked]]:
    body = read.mapping(item, "an item of drawback", ["authority", "headings", "available", "limits", *_DATED])
    if not body:
        return {}, {}
    made = {
        "authority": _authorities(read, body, item.mark),
        "headings": _spans(read, body),
        "available": read.choice(body, "available", ("yes", "no", "depends"), None, item.mark),
        "limits": read.optional(body, "limits"),
    }
    if made["available"] == "depends" and not made["limits"]:
        read.error(item.mark, "'available: depends' needs 'limits': on what it depends")
    return made, body


def _fee(read: Reader, item: Marked) -> tuple[Fields, dict[str, Marked]]:
    terms = ["fee", "entry", "rate", "at_least", "at_most", "each", "mode", "exempt", "base", "why"]
    allowed = [*terms, "origin", "spi", "provisions", "entry_type", *_DATED]
    body = read.mapping(item, "an item of fees", allowed)
    if not body:
        return {}, {}
    made: Fields = {
        "id": read.text(body, "id", item.mark),
        "fee": read.choice(body, "fee", ("mpf", "hmf"), None, item.mark),
        "entry": read.choice(body, "entry", ("formal", "informal"), "formal") if "entry" in body else "",
        "exempt": read.yes(body["exempt"]) if "exempt" in body else False,
        "base": read.choice(body, "base", ("value", "dutiable"), "value") if "base" in body else "",
        "mode": read.texts(body.get("mode")),
        "spi": [word.upper() for word in read.texts(body.get("spi"))],
        "entry_type": read.texts(body.get("entry_type")),
        "why": read.optional(body, "why"),
    }
    if "origin" in body:
        made["origin"] = read.selection(body["origin"], lower=True)
    if "provisions" in body:
        chosen = read.selection(body["provisions"])
        made["provisions"] = {
            "in": _provisions(read, chosen["in"], item.mark) or [""],
            "except": _provisions(read, chosen["except"], item.mark),
        }
    if "rate" in body:
        made["rate"] = read.rate(body["rate"])
    for key in ("at_least", "at_most", "each"):
        if key in body:
            made[key] = _dollars(read, body[key])
    if not made["exempt"] and not made["base"] and "rate" not in made and "each" not in made:
        read.error(item.mark, "a fee has one of rate, each, base, or exempt: yes")
    return made, body


def _dollars(read: Reader, item: Marked) -> int:
    """Dollars with two decimals as cents."""
    found = re.fullmatch(r"(\d{1,9})\.(\d{2})", str(item.value))
    if not found:
        read.error(item.mark, f"expected dollars with two decimals such as 33.58, got {item.value!r}")
        return 0
    return int(found[1] + found[2])


def named_groups(fields: Fields) -> list[str]:
    """Groups of countries that a statement names."""
    origin = fields.get("origin") or {"in": [], "except": []}
    return [word for word in (*origin["in"], *origin["except"]) if len(word) != 2]


def named_readings(fields: Fields) -> list[str]:
    """Doubtful points that a statement names."""
    return [str(name) for name in (fields.get("switch") or [])[:1]]
