"""Whether a duty may be recovered on export or destruction (19 U.S.C. 1313), as the order that imposes it or the agency says.

Silence of the book is not a no: the statute allows drawback of duties unless the order that imposes them forbids it, and where no text was
seen the answer is ``None``, with that said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine
    from kanzei.duty.result import Component
    from kanzei.duty.view import View

__all__ = ["UNSEEN", "Drawback", "drawback_of", "with_drawback"]

UNSEEN = "no text on drawback of this duty was seen"
_ANSWERS = {"yes": True, "no": False, "depends": None}


class Drawback(NamedTuple):
    """available : ``None`` where it is not known or depends on facts. by : the text it rests on, with its limits."""

    available: bool | None
    by: str
    instrument: str = ""
    grade: str = ""


def drawback_of(view: View, authority: str, heading: str, entered: str) -> Drawback:
    """What is said of drawback for a duty on goods entered on a day (ISO)."""
    best: dict[str, Any] | None = None
    for row in view.statements("drawback", entered):
        if authority not in row["authority"]:
            continue
        if row["headings"] and not any(first <= heading <= last for first, last in row["headings"]):
            continue
        if best is None or bool(row["headings"]) >= bool(best["headings"]):
            best = row
    if best is None:
        return Drawback(None, UNSEEN)
    limits = f"{best['limits']}; " if best["limits"] else ""
    return Drawback(_ANSWERS[best["available"]], limits + best["cite"], best["instrument"], best["grade"])


def with_drawback(view: View, one: Component, line: EntryLine) -> Component:
    """The duty with what is said of drawback for it; headings that charge nothing say nothing."""
    if one.kind in ("exempt", "none"):
        return one
    found = drawback_of(view, one.authority, one.heading, line.entered_on.isoformat())
    return one._replace(drawback=found.available, drawback_by=found.by)
