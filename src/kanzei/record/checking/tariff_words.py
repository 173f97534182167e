"""Words in which a rate of the law book is told, and those by which a sentence speaks of what is not yet law."""

from __future__ import annotations

from datetime import date, timedelta

from kanzei.record.checking.context import Context, Spot
from kanzei.record.checking.rates import Charged

__all__ = ["TALK", "days", "dotted", "soon", "source", "worded"]

_SOON = timedelta(31)

TALK = (
    "AGREE",
    "FORECAST",
    "ANNOUNCE",
    "NEGOTIATE",
    "PLAN",
    "REQUEST",
    "THREATEN",
    "FORMALISE",
    "promis",
    "promiz",
    "pledg",
    "propos",
)
"""Concepts and roots of a sentence that speaks of a promise, a plan or a threat."""


def soon(spot: Spot, start: date, on: date) -> bool:
    """Whether a rate that begins within a month can be what a sentence means, which does not say that it is paid already."""
    return start - on <= _SOON and not worded(spot, "now", "today", "already", "currently", "still")


def worded(spot: Spot, *words: str) -> bool:
    """Whether one of the words stands in the sentence as it is written."""
    return any(one.text.lower() in words for one in spot.words)


def source(context: Context, one: Charged) -> str:
    """The instruments that bear the added duties of an interval, with their citations."""
    told = dict.fromkeys(f"{_title(context, each.instrument)}, {each.citation}" for each in one.added)
    return "; ".join(told) or f"HTSUS, column 1; law book {context.view.digest[:12]}"


def _title(context: Context, ident: str) -> str:
    known = context.view.book.instrument.get(ident)
    return str(known["title"]) if known else ident


def days(one: Charged, on: date) -> str:
    """The days of entry of an interval, as one tells them on a day."""
    last = one.stop - timedelta(1)
    if last == one.start:
        return f"{one.start} only"
    return f"{one.start} on" if one.stop > on + timedelta(300) else f"{one.start} to {last}"


def dotted(code: str) -> str:
    """A code with its dots."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)
