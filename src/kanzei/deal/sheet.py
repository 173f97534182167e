"""A term sheet: the terms of a deal, when each became known, who says so, and the readings built on them.

As with law, there are two times. A term has the day on which it became *known*; a term that was stated again later, otherwise or better, stands in the file
once for each time, and a view takes the newest of those known on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kanzei.deal.steps import Step
from kanzei.errors import UsageError

__all__ = ["Document", "Reading", "Sheet", "Statement", "Term"]


class Document(NamedTuple):
    """A text or event by which terms became known."""

    id: str
    title: str
    known: date
    source: str = ""


class Term(NamedTuple):
    """One rule, carried by the parameters it sets.

    values   : parameter -> value, exact (cents, fractions, days). written: the same as the file has them.
    grade    : A official · B two reports agree · C one report · D our inference. grades: of single parameters, where they differ.
    switches : parameters with another answer that must be reported beside ours -> those answers.
    known    : the day it became known; says: ``text`` or the side that says so.
    """

    id: str
    title: str
    rule: str
    values: Mapping[str, object]
    written: Mapping[str, str]
    unit: str
    document: str
    known: date
    says: str
    sources: tuple[str, ...]
    grade: str
    confidence: str
    grades: Mapping[str, str]
    switches: Mapping[str, tuple[str, ...]]
    note: str = ""

    def grade_of(self, parameter: str) -> str:
        """Grade of one of its parameters."""
        return self.grades.get(parameter, self.grade)


class Statement(NamedTuple):
    """What somebody said about a term: not a rule, but what a reading rests on."""

    id: str
    topic: str
    says: str
    who: str
    said: str
    known: date
    source: str
    grade: str
    values: Mapping[str, object]
    written: Mapping[str, str]


class Reading(NamedTuple):
    """One side's way to read the deal: which terms and statements it rests on, what it sets, and in which order cash is paid out."""

    id: str
    title: str
    who: str
    rests_on: tuple[str, ...]
    known: date
    known_by: str
    steps: tuple[Step, ...]
    values: Mapping[str, object]
    written: Mapping[str, str]
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""


class Sheet(NamedTuple):
    """The terms of one deal, whole or as known on a day."""

    id: str
    title: str
    parties: Mapping[str, str]
    calendar: str
    documents: Mapping[str, Document]
    terms: tuple[Term, ...]
    statements: tuple[Statement, ...]
    readings: Mapping[str, Reading]
    path: Path
    digest: str
    as_of: date
    known_on: date
    note: str = ""

    def known(self, day: date | None) -> Sheet:
        """The sheet as known on a day: later documents, terms, statements and readings are left out, and of one term the newest remains.

        Raises
        ------
        UsageError   The day lies after the last that the file answers for.
        """
        if day is not None and day > self.as_of:
            raise UsageError(
                f"--known {day}: the terms of {self.id} are as of {self.as_of}; nothing is known of a later day"
            )
        day = day or self.as_of
        newest: dict[tuple[str, str], Term] = {}
        for term in self.terms:
            if term.known <= day and (
                (term.id, term.says) not in newest or newest[term.id, term.says].known <= term.known
            ):
                newest[term.id, term.says] = term
        return self._replace(
            documents={key: one for key, one in self.documents.items() if one.known <= day},
            terms=tuple(term for term in self.terms if newest.get((term.id, term.says)) is term),
            statements=tuple(one for one in self.statements if one.known <= day),
            readings={key: one for key, one in self.readings.items() if one.known <= day},
            known_on=day,
        )

    def reading(self, name: str, whole: Sheet) -> Reading:
        """A reading by its id or alias.

        Parameters
        ----------
        whole : the sheet without a known day, which tells a reading not yet known from one that does not exist.

        Raises
        ------
        UsageError   There is none, or it rests on something that was not known on the day of this view: the day is named.
        """
        wanted = name.lower()
        for one in self.readings.values():
            if wanted == one.id or wanted in one.aliases:
                return one
        later = next((one for one in whole.readings.values() if wanted == one.id or wanted in one.aliases), None)
        there = ", ".join(self.readings) or "none"
        if later is not None:
            raise UsageError(
                f"the reading {later.id} was not known on {self.known_on}: it rests on {later.known_by}, known from {later.known}; "
                f"readings known on {self.known_on}: {there}"
            )
        from difflib import get_close_matches

        near = get_close_matches(wanted, list(whole.readings), 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"there is no reading {name!r} of {self.id}{hint} (readings: {there}; or a file)")

    def cited(self, clause: str) -> str:
        """A clause, or nothing where this view does not know it: what came later is not cited."""
        known = any(clause == one.id for one in self.terms) or any(clause == one.id for one in self.statements)
        return clause if known else ""

    def value(self, parameter: str, reading: Reading | None = None) -> object:
        """The value of a parameter: the reading's, else the newest of the text's terms; ``None`` where it is open."""
        if reading is not None and parameter in reading.values:
            return reading.values[parameter]
        found = self.term_of(parameter)
        return found.values[parameter] if found else None

    def term_of(self, parameter: str) -> Term | None:
        """The term that sets a parameter."""
        own = [term for term in self.terms if parameter in term.values]
        text = [term for term in own if term.says == "text"] or own
        return max(text, key=lambda term: term.known, default=None)

    def doubtful(self) -> Iterable[tuple[Term, str, tuple[str, ...]]]:
        """Every switch: the term, its parameter, and the other answers."""
        for term in self.terms:
            for parameter, others in term.switches.items():
                yield term, parameter, others
