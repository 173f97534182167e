"""The line of the schedule that a code, a day and a value point to, with what helps where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kanzei.duty.jp.amounts import evaluate_edge, figure
from kanzei.duty.jp.book import JapanBook
from kanzei.errors import EntryError, NotCovered
from kanzei.schedule.yen_rates import parse_yen_rate

__all__ = ["band_words", "dotted9", "find_row", "holds", "in_season", "read_code9"]


def dotted9(code: str) -> str:
    """A code of nine digits as Japan Customs writes it, ``0203.12.022``."""
    return f"{code[:4]}.{code[4:6]}.{code[6:]}" if len(code) == 9 else code


def read_code9(text: str, book: JapanBook) -> str:
    """The nine digits of a statistical code of Japan.

    Raises
    ------
    EntryError   Not nine digits: the nearest lines are named.
    NotCovered   No line of the book.
    """
    code = "".join(one for one in text if one not in ".- ")
    if not (code.isascii() and code.isdigit()):
        raise EntryError(f"{text!r} is no code: Japan writes nine digits, such as 0201.30.010")
    if len(code) != 9:
        near = _near(code, book)
        more = f"; lines held under it: {near}" if near else f"; chapters held: {', '.join(book.chapters())}"
        raise EntryError(f"{text} has {len(code)} digits: imports into Japan need the nine of Japan's own code{more}")
    if not book.rows(code):
        near = _near(code, book)
        more = f"; nearest lines held: {near}" if near else ""
        raise NotCovered(
            f"{dotted9(code)} is not among the lines of the Japanese tariff that are held{more}; chapters held: {', '.join(book.chapters())}"
        )
    return code


def _near(code: str, book: JapanBook) -> str:
    for digits in (6, 4):
        found = dict.fromkeys(
            one["code"] for one in book.lines if len(code) >= digits and one["code"].startswith(code[:digits])
        )
        if found:
            shown = [dotted9(one) for one in list(found)[:6]]
            return ", ".join(shown) + (f" and {len(found) - 6} more" if len(found) > 6 else "")
    return ""


def in_season(season: str, day: date) -> bool:
    """Whether a day falls in months such as ``12-05``, which may run over the end of the year."""
    if not season:
        return True
    first, last = int(season[:2]), int(season[3:])
    return first <= day.month <= last if first <= last else day.month >= first or day.month <= last


def find_row(
    book: JapanBook, code: str, day: date, value: int, quantity: Fraction | None, prices: Mapping[str, Fraction]
) -> dict[str, Any]:
    """The row of a code for a day of entry; its band of values is held against the line's own.

    Raises
    ------
    EntryError   The customs value a kilogram belongs to another code.
    """
    row = next(one for one in book.rows(code) if in_season(one["season"], day))
    if row["band"] and quantity:
        each = Fraction(value) / quantity
        if not holds(row["band"], each, prices):
            others = [
                one
                for one in book.lines
                if one["code"][:6] == code[:6] and one["band"] and holds(one["band"], each, prices)
            ]
            hint = "; ".join(f"{dotted9(one['code'])} is the code for it" for one in others[:2])
            raise EntryError(
                f"{dotted9(code)} holds goods of a customs value {band_words(row['band'], prices)}, the line's is {figure(each)} yen/kg"
                + (f": {hint}" if hint else "")
            )
    return row


def holds(band: str, each: Fraction, prices: Mapping[str, Fraction]) -> bool:
    """Whether a value a kilogram lies in a band such as ``over A; to B``."""
    for text in band.split("; "):
        word, _, edge = text.partition(" ")
        at = evaluate_edge(parse_yen_rate(edge), prices)
        if not {"over": each > at, "from": each >= at, "under": each < at, "to": each <= at}[word]:
            return False
    return True


def band_words(band: str, prices: Mapping[str, Fraction]) -> str:
    """A band in figures, ``over 64.53 yen/kg and under 399 yen/kg``."""
    told = []
    for text in band.split("; "):
        word, _, edge = text.partition(" ")
        told.append(
            f"{word if word != 'to' else 'of at most'} {figure(evaluate_edge(parse_yen_rate(edge), prices))} yen/kg"
        )
    return " and ".join(told)
