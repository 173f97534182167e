"""One article on two lines: its metal, and the rest of it.

Where only the metal in an article bears the duty under section 232, the article is filed on two lines with one code, and the quantity stands on the first alone. No
report says so. A line is taken for the rest of an article where all of that shows: the code and the origin of the line before or after it, no quantity, and no
heading of a metal, which the other has.
"""

from __future__ import annotations

from collections.abc import Sequence

from kanzei.entries.filed import FiledLine

__all__ = ["with_parts"]

_METALS = {"990378": "copper", "990381": "steel", "990385": "aluminum"}
"""Families of headings under section 232 -> the metal they are for."""
_NOTE = "taken as one article on two lines, its {metal} and the rest: the code is the same, and the quantity stands on one of them"


def with_parts(lines: Sequence[FiledLine]) -> list[FiledLine]:
    """The lines of an entry, those marked that are the parts of one article."""
    out = list(lines)
    for at, one in enumerate(lines):
        if not _is_rest(one):
            continue
        for near in (at - 1, at + 1):
            if 0 <= near < len(lines) and (metal := _metal(lines[near], one)):
                out[at] = _marked(one, "rest", metal)
                out[near] = _marked(lines[near], metal, metal)
                break
    return out


def _is_rest(one: FiledLine) -> bool:
    quantities = one.line.quantities
    return bool(quantities) and not quantities[0].milli and not one.line.part and not _metals(one)


def _metal(one: FiledLine, rest: FiledLine) -> str:
    """The metal of a line that is the other part of an article, ``""`` where it is not."""
    line, metals = one.line, _metals(one)
    alike = (line.hts, line.origin) == (rest.line.hts, rest.line.origin)
    counted = bool(line.quantities) and line.quantities[0].milli > 0
    return metals[0] if alike and counted and not line.part and len(metals) == 1 else ""


def _metals(one: FiledLine) -> list[str]:
    found = (_METALS.get(duty.number.replace(".", "")[:6], "") for duty in one.duties)
    return list(dict.fromkeys(name for name in found if name))


def _marked(one: FiledLine, part: str, metal: str) -> FiledLine:
    note = _NOTE.format(metal=metal)
    return one._replace(line=one.line._replace(part=part), warnings=(*one.warnings, note))
