"""Readings side by side, and each doubtful term with both its answers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.case import Case, uses_loans
from kanzei.deal.read_terms import parameter_value
from kanzei.deal.rules import CALL_OPTIONS, OPTIONS
from kanzei.deal.run import Run, run
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.words import Words
from kanzei.errors import UsageError
from kanzei.law.marked import Mark, Marked

__all__ = ["Answer", "Compared", "compare", "doubts"]


class Answer(NamedTuple):
    """One answer to a doubtful term and the run under it; ``refused`` says why where it cannot be run."""

    term: str
    title: str
    parameter: str
    grade: str
    answer: str
    taken: bool
    run: Run | None
    refused: str = ""


class Compared(NamedTuple):
    """Runs of a case under several readings, those not known or not possible with the reason, and the doubtful terms of each."""

    runs: tuple[Run, ...]
    refused: tuple[tuple[str, str], ...]
    share_of_profit: tuple[Fraction | None, ...]


def compare(case: Case, sheet: Sheet, readings: list[Reading], tick: Callable[[], object] = lambda: None) -> Compared:
    """Run a case under each of several readings."""
    runs, refused = [], []
    for one in readings:
        try:
            runs.append(run(case, sheet, one))
        except UsageError as error:
            refused.append((one.id, str(error)))
        tick()
    return Compared(tuple(runs), tuple(refused), tuple(_share_of_profit(one) for one in runs))


def _share_of_profit(found: Run) -> Fraction | None:
    """The host's part of all profit: what all parties of both sides get above what was put in."""
    if found.worked is None:
        return None
    theirs = found.parties["host"].returns.net
    profit = theirs + found.parties["all"].returns.net
    return Fraction(theirs, profit) if profit > 0 else None


def doubts(case: Case, sheet: Sheet, reading: Reading) -> list[Answer]:
    """Every doubtful parameter with the answer taken and the others, each run."""
    out = []
    for term, parameter, others in sheet.doubtful():
        if term.says != "text":
            continue
        ours = reading.written.get(parameter, term.written[parameter])
        ours = case.written.get(parameter, ours)
        # Loans that neither the reading nor the case serves are in no figure above: T59's answers are then all other answers.
        left_aside = parameter == "debt_level" and bool(case.loans) and not uses_loans(case, reading)
        for answer in dict.fromkeys((ours, *others, term.written[parameter])):
            taken = answer == ours and not left_aside
            try:
                found: Run | None = run_with(case, sheet, reading, parameter, answer)
                why = ""
            except UsageError as error:
                found, why = None, str(error)
            out.append(Answer(term.id, term.title, parameter, term.grade_of(parameter), answer, taken, found, why))
    return out


def run_with(case: Case, sheet: Sheet, reading: Reading, parameter: str, answer: str) -> Run:
    """Run with one parameter answered in another way."""
    errors: list[str] = []
    value = parameter_value(Words(errors), parameter, Marked(answer, Mark(parameter, 1, 1)))
    if errors:
        raise UsageError("; ".join(errors))
    if parameter in OPTIONS or parameter in CALL_OPTIONS:
        return run(case, sheet, reading, {parameter: value})
    changed = reading._replace(values={**reading.values, parameter: value})
    return run(case, sheet, changed)
