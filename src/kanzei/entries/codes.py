"""Codes as files write them, in the form the house uses, and whether the schedule has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kanzei.errors import ScheduleError
from kanzei.schedule.table import dotted

if TYPE_CHECKING:
    from kanzei.schedule import Schedule

__all__ = ["is_article", "is_case", "known_code", "number_name"]

_CASE = re.compile(r"([AC])-?(\d{3})-?(\d{3})(?:-?(\d{3}))?\Z", re.I | re.ASCII)


@lru_cache(1 << 16)
def number_name(text: str) -> str:
    """A number of an entry line with its dots: ``9903.02.73``, ``6307.90.98.70``, ``A-588-804``.

    Provisions of chapters 98 and 99 end with their eighth digit. A zero lost before nine digits is put back. What is no number stays as
    it was written (40 characters of it).
    """
    case = _CASE.match(text)
    if case:
        return "-".join(part for part in (case[1].upper(), *case.groups()[1:]) if part)
    digits = text.removesuffix(".0").replace(".", "").replace(" ", "").replace("-", "")
    if digits.isdigit() and digits.isascii():
        if digits.startswith(("98", "99")) and len(digits) in (8, 10):
            return dotted(digits[:8])
        if len(digits) == 9:
            digits = "0" + digits
        if len(digits) in (6, 8, 10):
            return dotted(digits)
    return "".join(c if c.isprintable() else "?" for c in text)[:40]


def is_case(number: str) -> bool:
    """Whether a number is that of a case of antidumping or countervailing duty."""
    return number[:2] in ("A-", "C-")


def is_article(number: str) -> bool:
    """Whether a number is the article's own: of no chapter 98 or 99, and no case."""
    return not number.startswith(("98", "99")) and not is_case(number)


def known_code() -> Callable[[str, date], bool]:
    """Whether the shipped schedule has a ten-digit code on a day; the schedule is opened when first asked."""
    held: list[Schedule] = []

    def known(code: str, day: date) -> bool:
        from kanzei.schedule import Schedule

        if not held:
            held.append(Schedule.open())
        try:
            return not held[0].lookup(code, day).warnings
        except ScheduleError:
            return False

    return known
