"""The state of an entry out of the rows that speak of it. What no row says stays unknown: no blank is read as *no*."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kanzei.entries import cells
from kanzei.entries.columns import Columns
from kanzei.entries.filed import EntryState
from kanzei.entries.filed_rows import FiledRow, Source
from kanzei.entries.parse import Options
from kanzei.errors import EntryError

__all__ = ["read_state"]

_YES = {"y", "yes", "true", "1", "t", "x", "ja", "final"}
_NO = {"n", "no", "false", "0", "f", "none", "00", "000", "not final"}
_OPEN = (
    "open",
    "pending",
    "suspend",
    "received",
    "in review",
    "under review",
    "in process",
    "submitted",
    "filed",
    "accepted",
)
_CLOSED = ("closed", "denied", "approved", "granted", "withdrawn", "rejected", "untimely", "decided", "cancel", "void")
_DAYS = {"summary_on", "deposited_on", "liquidated_on", "entered_on", "released_on"}
_KEPT = (
    "importer_name",
    "control_status",
    "review_team",
    "created_on",
    "claim_number",
    "claim_error",
    "protest_status",
)

Tell = Callable[[str, str], object]


def read_state(
    entry: str, rows: Sequence[FiledRow], sources: Sequence[Source], options: Options, tell: Tell
) -> EntryState:
    """What the rows of one entry say of it; of two answers the later row's stands, and both are told.

    Parameters
    ----------
    tell : called with the kind of an oddity and what is odd.
    """
    said: dict[str, str] = {}
    days: dict[str, date] = {}
    by_source: dict[int, list[FiledRow]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    answers: dict[str, dict[object, None]] = {}
    for number, mine in by_source.items():
        columns = sources[number].columns
        for name, index in sources[number].state_cells:
            for value in dict.fromkeys([row.cells[index] for row in mine]):
                _keep(name, value, columns, options, answers.setdefault(name, {}), tell)
    for name, found in answers.items():
        if not found:
            continue
        if name == "corrected":
            # The rows before a correction may stand beside those after it.
            found = dict.fromkeys(sorted(found, key=lambda one: _indicator(str(one)) is True))
        elif len(found) > 1:
            shown = ", ".join(str(value) for value in list(found)[:4])
            tell("state-differs", f"{name} differs between its rows ({shown}): the last is taken")
        last = list(found)[-1]
        if isinstance(last, date):
            days[name] = last
        else:
            said[name] = str(last)
    return _state(entry, said, days)


def _keep(name: str, value: object, columns: Columns, options: Options, found: dict[object, None], tell: Tell) -> None:
    if cells.is_blank(value):
        return
    read: object = cells.text_of(value)
    if name in _DAYS:
        try:
            read = cells.read_day(value, columns.forms.own(name), columns.forms, options.date_format)
        except EntryError as error:
            tell("state-unreadable", f"{error}; taken as not said")
            return
    found.pop(read, None)
    found[read] = None


def _state(entry: str, said: Mapping[str, str], days: Mapping[str, date]) -> EntryState:
    status = said.get("liquidation_status", "").lower()
    control = said.get("control_status", "").lower()
    reviewed = _flag(said.get("under_review", ""))
    if reviewed is None and (control or "review" in status):
        reviewed = "review" in control or "review" in status
    deposited = days.get("deposited_on")
    protest = said.get("protest_number", "")
    phase = said.get("phase", "")
    eligible = _flag(phase)
    return EntryState(
        entry_number=entry,
        entry_type=_two(said.get("entry_type", "")),
        importer_number=said.get("importer_number", ""),
        port=said.get("port", ""),
        entered_on=days.get("entered_on"),
        summary_on=days.get("summary_on"),
        released_on=days.get("released_on"),
        deposited_on=deposited or days.get("summary_on"),
        estimated_deposit=deposited is None and "summary_on" in days,
        liquidated_on=days.get("liquidated_on"),
        liquidation_status=status,
        extended=_stated(said, "extended", status, "exten"),
        suspended=_stated(said, "suspended", status, "suspen"),
        under_review=reviewed,
        deemed_final=_flag(said.get("final_liquidation", "")),
        reconciliation=_indicator(said.get("reconciliation", "")),
        drawback=_indicator(said.get("drawback", "")),
        protest_open=_protest(said.get("protest_status", ""), protest),
        protest_number="" if protest.lower() in _NO else protest,
        surety=_flag(said.get("surety", "")),
        phase=phase if eligible is None or phase.isdigit() else "1" if eligible else "not 1",
        other={name: said[name] for name in _KEPT if name in said},
        corrected=_indicator(said.get("corrected", "")),
    )


def _two(text: str) -> str:
    """A type of entry in two digits; ``ABI/A 01`` and ``1`` are ``01``."""
    found = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    return found[0].rjust(2, "0") if found else text


def _flag(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in _YES else False if word in _NO else None


def _indicator(text: str) -> bool | None:
    """A flag, or a code that says *yes* by being there (``001``, ``Value``)."""
    return None if not text else _flag(text) is not False


def _stated(said: Mapping[str, str], name: str, status: str, stem: str) -> bool | None:
    """A flag of its own column, else what the status of liquidation says."""
    own = _flag(said.get(name, ""))
    return own if own is not None else (stem in status) if status else None


def _protest(status: str, number: str) -> bool | None:
    word = status.lower()
    if any(one in word for one in _CLOSED):
        return False
    if any(one in word for one in _OPEN):
        return True
    return _flag(number) if not status and _flag(number) is False else None
