"""Conditions: the closed set of typed predicates of ``when`` and ``unless``, as nested lists of JSON values.

Forms
-----
``["claim", key, asserted]`` · ``["stated", key]`` · ``["claimed"]`` · ``["country", key, [codes]]`` · ``["date", key, "before"|"from", day]`` ·
``["loaded"|"entered", "before"|"from", day]`` · ``["spi", [symbols]]`` · ``["free"]`` · ``["column", [names]]`` ·
``["under", [spans], [authorities], "applies"|"owed", "part"|"article"]`` · ``["column_1", "below"|"from", rate, compare]`` ·
``["share", key, "below"|"from", rate]`` · ``["switch", id, choice]`` · ``["goods", selection]`` · ``["origin", selection]`` ·
``["all"|"any", [conditions]]`` · ``["not", condition]`` · ``["heading", first, last]`` · ``["provision", id]``
"""

from __future__ import annotations

from typing import Any

from kanzei.law.authorities import AUTHORITIES
from kanzei.law.marked import Marked
from kanzei.law.reader import Reader

__all__ = ["Condition", "read_conditions"]

Condition = list[Any]

_KEYS = (
    "claims asserted denied stated claimed country date loaded entered spi free column under column_1 share switch goods origin any not all"
).split()


def read_conditions(read: Reader, item: Marked) -> Condition:
    """Read a mapping of predicates, all of which must hold."""
    body = read.mapping(item, "a condition", _KEYS)
    out: list[Condition] = []
    for key, value in body.items():
        out += _predicate(read, key, value)
    return out[0] if len(out) == 1 else ["all", out]


def _predicate(read: Reader, key: str, item: Marked) -> list[Condition]:
    match key:
        case "claims":
            return [
                ["claim", read.claim_key(Marked(name, value.mark)), read.yes(value)]
                for name, value in read.entries(item)
            ]
        case "asserted" | "denied":
            return [["claim", read.claim_key(one), key == "asserted"] for one in read.items(item)]
        case "stated":
            return [["stated", read.claim_key(one)] for one in read.items(item)]
        case "claimed":
            return [["claimed"] if read.yes(item) else ["not", ["claimed"]]]
        case "country":
            return [
                ["country", read.claim_key(Marked(name, value.mark)), [word.lower() for word in read.texts(value)]]
                for name, value in read.entries(item)
            ]
        case "date":
            return [
                ["date", read.claim_key(Marked(name, value.mark)), *limit]
                for name, value in read.entries(item)
                for limit in _days(read, value)
            ]
        case "loaded" | "entered":
            return [[key, *limit] for limit in _days(read, item)]
        case "spi":
            return [["spi", [word.upper() for word in read.texts(item)]]]
        case "free":
            return [["free"] if read.yes(item) else ["not", ["free"]]]
        case "column":
            return [["column", read.texts(item)]]
        case "under":
            return [_under(read, item)]
        case "column_1":
            body = read.mapping(item, "column_1", ["below", "from", "compare", "of"])
            compare = read.choice(body, "compare", ("general", "claimed"), "general")
            return [["column_1", way, read.rate(body[way]), compare] for way in ("below", "from") if way in body]
        case "share":
            out: list[Condition] = []
            for name, value in read.entries(item):
                body = read.mapping(value, "share", ["below", "from"])
                out += [
                    ["share", read.claim_key(Marked(name, value.mark)), way, read.rate(body[way])]
                    for way in ("below", "from")
                    if way in body
                ]
            return out
        case "switch":
            return [["switch", name, str(value.value)] for name, value in read.entries(item)]
        case "goods":
            return [["goods", read.selection(item, codes=True)]]
        case "origin":
            return [["origin", read.selection(item, lower=True)]]
        case "any":
            return [["any", [read_conditions(read, one) for one in read.items(item)]]]
        case "all":
            return [["all", [read_conditions(read, one) for one in read.items(item)]]]
        case "not":
            return [["not", read_conditions(read, item)]]
    raise AssertionError(key)


def _days(read: Reader, item: Marked) -> list[list[str]]:
    body = read.mapping(item, "a limit in time", ["before", "from"])
    limits = [[way, read.day(body[way])] for way in ("before", "from") if way in body]
    if not limits:
        read.error(item.mark, "a limit in time says before: or from: a day")
    return limits


def _under(read: Reader, item: Marked) -> Condition:
    body = read.mapping(item, "under", ["headings", "authority", "test", "of"])
    spans = [read.span(one) for one in read.items(body.get("headings"))]
    authorities = read.texts(body.get("authority"))
    for word in authorities:
        if word not in AUTHORITIES:
            read.error(item.mark, f"unknown authority {word!r}{read.nearest(word, AUTHORITIES)}")
    if not spans and not authorities:
        read.error(item.mark, "'under' names headings or authorities")
    test = read.choice(body, "test", ("applies", "owed"), "applies")
    reach = read.choice(body, "of", ("part", "article"), "part")
    return ["under", spans, authorities, test, reach]
