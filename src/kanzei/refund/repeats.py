"""Lines that say the same twice: one line read from two files, or one shipment entered twice.

Equal goods of equal value are everyday (two pallets, two boxes), so likeness alone proves nothing: a repetition is claimed only where the file names what makes a
shipment one, its invoice, or where entry and line number are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kanzei.entries.filed import FiledLine

__all__ = ["Repeat", "Seen", "repeats"]


class Repeat(NamedTuple):
    """A line that repeats an earlier one.

    place, first : their places in the sequence. kind : ``read twice`` (one entry line, twice in the input; only one counts) | ``entered twice`` (paid twice:
    cause ``duplicate``). differs : the two do not say the same, so one of them is an earlier state of the line and both must be looked at.
    """

    place: int
    first: int
    kind: Literal["read twice", "entered twice"]
    because: str
    confidence: str
    differs: bool = False


def repeats(lines: Sequence[FiledLine]) -> tuple[Repeat, ...]:
    """Every line that repeats an earlier one, in order."""
    by_number: dict[tuple[str, str], int] = {}
    by_goods: dict[tuple[object, ...], int] = {}
    out: list[Repeat] = []
    for place, one in enumerate(lines):
        state = one.state
        number = (state.entry_number.replace("-", ""), one.line_number)
        first = by_number.setdefault(number, place) if all(number) else place
        if first != place:
            same = lines[first]._replace(place="", warnings=()) == one._replace(place="", warnings=())
            words = "says the same" if same else "says something else"
            because = f"entry {number[0]} line {number[1]} stands in the input twice and {words}"
            out.append(Repeat(place, first, "read twice", because, "H", not same))
            continue
        invoice = state.other.get("invoice", "").strip()
        if not invoice:
            continue
        first = by_goods.setdefault(_goods(one, invoice), place)
        if first != place and lines[first].state.entry_number != state.entry_number:
            other = lines[first].state.entry_number
            because = _entered(invoice, other)
            out.append(Repeat(place, first, "entered twice", because, "M"))
    return tuple(out)


class Seen:
    """The same, line by line over a stream: lines entered twice by their invoice. (Lines read twice are settled where files are read.)"""

    def __init__(self) -> None:
        self._entries: dict[int, str] = {}

    def why(self, line: FiledLine, invoice: str) -> str:
        """Why a line repeats an earlier one, or ``""``. invoice : the number of its invoice, or ``""``."""
        number, invoice = line.state.entry_number, invoice.strip()
        if not number or not invoice:
            return ""
        first = self._entries.setdefault(hash(_goods(line, invoice)), number)
        return _entered(invoice, first) if first != number else ""


def _goods(one: FiledLine, invoice: str) -> tuple[object, ...]:
    line = one.line
    return (one.state.importer_number, invoice, line.hts, line.origin, line.value_cents, line.quantities, line.part)


def _entered(invoice: str, other: str) -> str:
    return f"invoice {invoice}: the same goods, value and quantity were entered under {other}"
