"""Recognising a line that is one part of an article already split by its metal or US content.

An importer who states metal content enters two lines with one code: the rest, then the metal. Read alone,
the rest line would be charged as if it were all metal. The headings filed, or the other line of the entry,
tell which part a line is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kanzei.duty.line import EntryLine, as_part
from kanzei.duty.result import Assessment

__all__ = ["Decision", "as_part", "decide", "part_filed"]

_PARTS = {
    "steel": (("9903.81.87", "9903.81.99"),),
    "aluminum": (("9903.85.02", "9903.85.15"),),
    "copper": (("9903.78.01", "9903.78.01"),),
    "us": (("9903.01.34", "9903.01.34"),),
}
"""Headings that fit one part only: the metals measures to 2026-04-05, and the US content kept out of the reciprocal duty."""

_REST = (
    ("9903.01.25", "9903.01.25"),
    ("9903.01.43", "9903.01.76"),
    ("9903.02.01", "9903.02.99"),
    ("9903.78.02", "9903.78.02"),
)
"""Headings that a metal part never bears: the reciprocal duties, and the rest of a copper article."""

_METALS = ("steel", "aluminum", "copper")


class Decision(NamedTuple):
    """What a line is. part : the part decided, ``""`` when it is whole or cannot be told. doubt : it may be a split line."""

    part: str = ""
    because: str = ""
    doubt: bool = False


def decide(
    line: EntryLine,
    whole: Assessment,
    assess_as: Callable[[str], Assessment],
    filed: Sequence[str],
    siblings: Sequence[EntryLine],
    *,
    first: bool,
) -> Decision:
    """Whether a line is a part of a split article.

    Parameters
    ----------
    whole    : the line assessed as a whole article. assess_as : the line assessed as one part.
    filed    : Chapter 99 headings filed on it.
    siblings : other lines of the entry with the same code and origin. first : the line stands before them.

    Notes
    -----
    Nothing is decided where the line states its contents or its part, or where no default on metal content
    was taken: a metals duty that falls on the full value falls on the rest as well.
    """
    if line.part or any(f"{metal}_value" in line.claims for metal in _METALS):
        return Decision()
    found = part_filed(filed)
    if found == "us" and "us_content_value" not in line.claims:
        return Decision("us", "heading 9903.01.34 was filed, which fits the US content only")
    charged = _charged(whole)
    if not charged or not (filed or siblings) or _charged(assess_as("rest")):
        return Decision()
    if found == "rest":
        return Decision("rest", "a reciprocal heading was filed and no metals heading")
    if found in _METALS and found in _charged(assess_as(found)):
        return Decision(found, f"only a heading on {found} was filed")
    if not siblings:
        return Decision()
    if len(siblings) == 1:
        mine, other = _has_quantity(line), _has_quantity(siblings[0])
        if mine and not other and first:
            return Decision("rest", "the next line has the same code and no quantity")
        if other and not mine and not first:
            return Decision(charged[0], "the line before has the same code and the quantity")
    return Decision(doubt=True)


def _charged(assessment: Assessment) -> list[str]:
    """Metals on which the measures to 2026-04-05 charge in an assessment."""
    owed = {component.authority for component in assessment.components if component.amount_cents}
    return [metal for metal in _METALS if f"s232_{metal}" in owed]


def part_filed(filed: Iterable[str]) -> str:
    """The one part that headings filed on a line fit, or ``""``."""
    headings = list(filed)
    fits = [part for part, spans in _PARTS.items() if any(_in(heading, spans) for heading in headings)]
    if len(fits) == 1:
        return fits[0]
    if not fits and any(_in(heading, _REST) for heading in headings):
        return "rest"
    return ""


def _in(heading: str, spans: Iterable[tuple[str, str]]) -> bool:
    return any(start <= heading <= stop for start, stop in spans)


def _has_quantity(line: EntryLine) -> bool:
    return any(quantity.milli for quantity in line.quantities)
