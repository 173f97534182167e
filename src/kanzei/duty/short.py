"""Codes with fewer than ten digits, and codes younger than the schedule: one answer if all children share it, else each is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanzei.duty.line import EntryLine
from kanzei.errors import EntryError, KanzeiError, ScheduleError
from kanzei.schedule.table import dotted

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["settle_code", "siblings"]


def settle_code(view: View, line: EntryLine) -> tuple[str, tuple[str, ...]]:
    """The code whose lists decide the line, and what to tell the reader.

    Raises
    ------
    EntryError   The code is short and the codes it covers have different answers; each is named with its duty.
    """
    code = line.hts
    if not code or code.startswith(("98", "99")):
        return code, ()
    schedule = view.book.schedule
    number, name = schedule.revision_on(line.entered_on, view.known_on)
    try:
        young = schedule.is_young(code, line.entered_on, view.known_on)
    except ScheduleError:
        return code, ()
    if len(code) == 10 and not young:
        return code, ()
    children = schedule.children(code[:8], number)
    if not children:
        return code, ()
    entered = line.entered_on.isoformat()
    groups: dict[frozenset[str], list[str]] = {}
    for child in children:
        groups.setdefault(view.memberships(child, entered), []).append(child)
    if len(groups) == 1 and not young:
        return children[0], ()
    answers = {group[0]: _duty(view, line._replace(hts=group[0])) for group in groups.values()}
    if young:
        own = view.memberships(code, entered)
        if all(own == sets for sets in groups) or len(set(answers.values())) == 1:
            return code, ()
        return code, (f"its siblings have different answers: {_listed(groups.values(), answers)}",)
    if len(set(answers.values())) == 1:
        return children[0], ()
    raise EntryError(
        f"{dotted(code)} covers codes with different answers: {_listed(groups.values(), answers)}: give ten digits"
    )


def siblings(view: View, line: EntryLine, settled: str) -> list[EntryLine]:
    """For a short code: the line under one code of every other group of lists, whose facts assumed may differ."""
    code = line.hts
    if not code or len(code) == 10 or code.startswith("98"):
        return []
    schedule = view.book.schedule
    entered = line.entered_on.isoformat()
    groups: dict[frozenset[str], str] = {}
    for child in schedule.children(code, schedule.revision_on(line.entered_on, view.known_on)[0]):
        groups.setdefault(view.memberships(child, entered), child)
    own = view.memberships(settled, entered)
    return [line._replace(hts=child) for sets, child in groups.items() if sets != own][:6]


def _duty(view: View, line: EntryLine) -> str:
    from kanzei.duty.assess import answer_line

    try:
        return f"{answer_line(view, line).total / 100:,.2f}"
    except KanzeiError as error:
        return str(error)


def _listed(groups: object, answers: dict[str, str]) -> str:
    parts = []
    for group in groups:  # type: ignore[attr-defined]
        shown = ", ".join(dotted(code) for code in group[:4]) + (
            f" and {len(group) - 4} more" if len(group) > 4 else ""
        )
        parts.append(f"{shown}: {answers[group[0]]}")
    return "; ".join(parts[:8])
