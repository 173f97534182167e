"""The column of the schedule that a line is charged from: column 1 general, special, or column 2, and what takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.evaluator import Evaluation
from kanzei.duty.line import EntryLine
from kanzei.duty.preference import Grant, claim_rate, column_2_refusal
from kanzei.errors import EntryError, ScheduleError
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Column", "choose_column", "replace_column", "replacement_of"]


class Column(NamedTuple):
    """The column of the schedule a line is charged from.

    general : rate of column 1 general; actual : rate in fact used; text : its words; spi : the symbol used or "".
    """

    name: str
    general: Any
    actual: Any
    text: str
    spi: str
    free: bool
    notes: tuple[str, ...]
    better: tuple[str, ...] = ()
    """Programmes open to the origin and the code that were not claimed."""
    refused: str = ""
    """Why the programme claimed cannot be granted."""


def choose_column(view: View, line: EntryLine, *, grant: bool = False) -> Column:
    """Column 2 for its origins; column 1 special when a programme is claimed and can be; column 1 general otherwise (stacking rule 3).

    grant : take the claim of a programme as granted whatever the country and the day, to price it.
    """
    from kanzei.schedule.rates import is_free, parse_rate_text

    entered = line.entered_on.isoformat()
    if line.base_rate is not None:
        try:
            rate = parse_rate_text(line.base_rate, "General")
        except ScheduleError as error:
            raise EntryError(f"base_rate_text: {error}") from None
        return Column(
            "general", rate, rate, line.base_rate, "", is_free(rate), ("no code given: assessed as goods on no list",)
        )
    try:
        found = view.book.schedule.lookup(line.hts, line.entered_on, view.known_on)
    except ScheduleError as error:
        raise EntryError(str(error)) from None
    notes = list(found.warnings)
    general = found.general.rate
    claimed = (line.spi or "").upper()
    refused = ""
    if view.in_group("column-2", line.origin, entered):
        if claimed:
            refused = column_2_refusal(claimed, line.origin)
            notes.append(f"claim of SPI {claimed} cannot be granted: {refused}")
        other = found.other
        return Column("column-2", general, other.rate, other.text, "", is_free(other.rate), tuple(notes), (), refused)
    open_to = [symbol for symbol in found.special if view.in_group(f"spi:{symbol.lower()}", line.origin, entered)]
    if claimed:
        special = claim_rate(view, line, found, claimed, grant=grant)
        if isinstance(special, Grant):
            told = (*notes, *special.notes)
            return Column("special", general, special.rate, special.text, claimed, is_free(special.rate), told)
        refused = special
        notes.append(f"claim of SPI {claimed} cannot be granted: {refused}; assessed at column 1 general")
    if is_free(general):
        # Free for everybody: a preference grants nothing by itself, and counts where a duty asks for it (USMCA).
        open_to = view.programmes(line.origin, entered)
    better = tuple(s for s in open_to if not claimed and s not in ("C", "K", "L", "B"))
    return Column("general", general, general, found.general.text, "", is_free(general), tuple(notes), better, refused)


def replacement_of(evaluation: Evaluation) -> dict[str, Any] | None:
    """The provision that holds and puts another rate in the place of the ordinary one, or ``None``."""
    for p in evaluation.by_slot.get("mfn", ()):
        if p["duty"]["kind"] in ("replace", "rate_of") and evaluation._holds(p, evaluation.parts[0].name) is True:
            return p
    return None


def replace_column(view: View, line: EntryLine, column: Column, p: dict[str, Any]) -> Column:
    """The column with the rate that a provision puts in its place."""
    from kanzei.schedule.rates import parse_rate_text

    duty = p["duty"]
    if duty["kind"] == "rate_of":
        other = choose_column(view, line._replace(hts=duty["code"], spi=None))
        return column._replace(actual=other.actual, text=other.text)
    text = f"{duty['rate'] * 100 / RATE_ONE:g}%"
    return column._replace(actual=parse_rate_text(text, "General"), text=text)
