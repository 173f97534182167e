"""One cell of a column of the Japanese tariff: a rate as printed, rates under conditions, or what was not seen.

::

    (50%)                                   printed in brackets: another column is applied
    *29.8% + 396 yen/kg   ◎free             a mark of the schedule before the rate
    [quota] free | [!quota] 119 yen/kg      the first case whose conditions hold; none of them: the column has no rate
    ?note 11 of the column                  not seen: the name of what is missing
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kanzei.errors import ScheduleError
from kanzei.schedule.yen_rates import YenRate, parse_yen_rate

__all__ = ["MARKS", "Case", "Cell", "read_cell"]

MARKS = {
    "◎": "printed with ◎, the mark of lines tied to a quota or to a supervised use",
    "*": "printed with *, a mark whose note was not seen",
    "**": "printed with **, a mark whose note was not seen",
}
"""Marks of the schedule and what is known of them."""
SUPERVISED = "conditions_met"
"""The fact on which a rate marked ◎ rests."""
_CELL = re.compile(r"(\*\*|\*|◎|)(\(([^|\[\]]*)\)|[^*◎(].*)\Z")
_CASE = re.compile(r"\s*(?:\[(!?)([a-z_]+)\])?\s*(.+?)\s*\Z")


class Case(NamedTuple):
    """A rate and the fact it rests on.

    fact : key of a fact, or empty; wanted : the answer under which the rate stands.
    rate : ``None`` where the figure was not seen; then ``missing`` names it.
    """

    fact: str
    wanted: bool
    rate: YenRate | None
    text: str
    missing: str = ""


class Cell(NamedTuple):
    """A cell: the mark before the rate, whether it stands in brackets, and its cases."""

    mark: str
    bracketed: bool
    cases: tuple[Case, ...]

    def facts(self) -> list[str]:
        """Keys of the facts on which the cell depends."""
        return list(dict.fromkeys(one.fact for one in self.cases if one.fact))

    def case(self, facts: Mapping[str, bool]) -> Case | None:
        """The first case that holds under the facts; ``None``: the column has no rate for these goods.

        Raises
        ------
        KeyError   A fact that decides is in neither state.
        """
        for one in self.cases:
            if not one.fact or facts[one.fact] == one.wanted:
                return one
        return None


def read_cell(text: str) -> Cell | None:
    """The cell written in a text; an empty text is a column without a rate.

    Raises
    ------
    ScheduleError   The text is not a cell.
    """
    body = text.strip()
    if not body:
        return None
    found = _CELL.match(body)
    if not found:
        raise ScheduleError(f"the cell {text!r} cannot be read: write a rate, (rate) or [fact] rate | [!fact] rate")
    bracketed = found[3] is not None
    mark, inner = found[1], found[3] if bracketed else found[2]
    fact = SUPERVISED if mark == "◎" else ""
    cases = []
    for part in inner.split("|"):
        one = _CASE.match(part)
        if not one:
            raise ScheduleError(f"the cell {text!r} cannot be read: a case is empty")
        missing = one[3].removeprefix("?").strip() if one[3].startswith("?") else ""
        rate = None if missing else parse_yen_rate(one[3])
        cases.append(Case(one[2] or fact, not one[1], rate, "" if missing else one[3], missing))
    return Cell(mark, bracketed, tuple(cases))
