"""What the law says of one combination of code, country, day and claims: the legal half of a desk, asked only about combinations never met before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.bulk.columns import Columns, Formula, formula, is_counted
from kanzei.bulk.laws import CONTENT_KEYS, Law, Laws
from kanzei.bulk.profile import Profile, is_odd, keys_stated
from kanzei.bulk.program import AUTHORITY, FACTS
from kanzei.bulk.words import Questions, assumptions_of, horizon_of
from kanzei.countries import all_countries
from kanzei.duty.adcvd_scope import commonly_within, scope_notes
from kanzei.duty.assess import _duty_of
from kanzei.duty.classes import Classes
from kanzei.duty.column import Column, replace_column
from kanzei.duty.column_rates import percentage
from kanzei.duty.components import is_void
from kanzei.duty.evaluator import METALS
from kanzei.duty.line import EntryLine
from kanzei.duty.questions import Asked as Question
from kanzei.duty.short import settle_code
from kanzei.duty.stack import Stack
from kanzei.errors import KanzeiError, NotCovered

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Asked", "Decider", "Decision", "Terms", "line_of", "refused"]

_TEXTS = 50_000
"""Texts of assumptions kept at a time by what they hang on."""


class Asked(NamedTuple):
    """A combination. entered : first day of its epoch; loaded : a day of its loading window, or ``""``; stated : contents in columns, as bits."""

    code: str
    origin: str
    entered: str
    loaded: str
    profile: Profile
    stated: int


class Decision(NamedTuple):
    """What holds for every line of a combination.

    status : ``ok`` | ``error`` | ``not-covered`` | ``line`` (left to the line-by-line engine). stack : the settled stack; ``number`` is the same for the same stack.
    row    : void authorities as bits, then for column 1 general and for the column used: rate units, nano-dollars a unit, number of the quantity, factor of
             its unit; ``None`` where a rate has another form. last : heading that replaces the ordinary rate, reported last.
    straight : the row of :attr:`kanzei.bulk.desk.Desk.straight`, empty where the slot is none such.
    metals : charged on a metal content that is not stated, so that a second line may be the rest of the article.
    """

    status: str
    error: str = ""
    stack: Stack | None = None
    number: int = -1
    column: Column | None = None
    units: tuple[str, ...] = ()
    row: tuple[int, ...] | None = None
    void: int = 0
    warnings: str = ""
    assumptions: str = ""
    last: str = ""
    metals: bool = False
    straight: tuple[int, ...] = ()


class Terms(NamedTuple):
    """What a combination is charged from: the stack, the column of the schedule, and what a provision puts in its place."""

    law: Law
    column: Column
    used: Column
    last: str
    counted: bool


class Decider:
    """Decides combinations under one view.

    Parameters
    ----------
    codes : ten-digit codes of the schedule. first : the number that the next stack gets.
    """

    def __init__(self, view: View, codes: list[str], first: int = 0) -> None:
        self.view = view
        self.codes = codes
        self.classes = Classes(view, codes, all_countries(), {})
        self.columns = Columns(view, self.classes, codes)
        self.laws = Laws(view, self.classes, first)
        self.questions = Questions(view, self.classes, codes)
        self._told: dict[Any, str] = {}
        self._rest: dict[Any, bool] = {}
        self._void: dict[str, frozenset[str]] = {}

    def decide(self, asked: Asked) -> Decision:
        """The decision on a combination."""
        try:
            return self._decide(asked)
        except NotCovered as error:
            return Decision("not-covered", str(error))
        except KanzeiError as error:
            return Decision("error", str(error))

    def _decide(self, asked: Asked) -> Decision:
        view, profile = self.view, asked.profile
        early = refused(profile, asked.stated)
        if early is not None:
            return early
        claims = keys_stated(profile, FACTS, asked.stated)
        line = line_of(asked, claims)
        column = self.columns.column(line)
        deciding = line.hts
        told: tuple[str, ...] = ()
        young = bool(column.notes) and view.book.schedule.is_young(line.hts, line.entered_on, view.known_on)
        if len(line.hts) != 10 or young:
            contents = asked.stated or profile.amounts or profile.shares
            if contents or is_counted(column.general) or is_counted(column.actual):
                return Decision("line")  # whether the codes under it have one answer hangs on the line's own amounts
            try:
                deciding, told = settle_code(view, line)
            except KanzeiError:
                return Decision("line")  # its children differ, and the message holds the line's own amounts
        place = self.columns.number.get(deciding)
        if place is None:
            return Decision("line")
        day = self.columns.day(asked.entered)
        mask = day.masks[day.codes[place]] & day.classes[day.of_country[asked.origin]].mask
        terms = self.terms(self.laws.law(mask, column, deciding, asked, claims), line, column)
        units = self.columns.units(line.hts, asked.entered, profile.units) if terms.counted else ()
        warnings = (*profile.warnings, *column.notes, *told, *self.scope(line), *self.edge(terms.law, asked))
        return self.decision(terms, units, warnings, asked, deciding, claims, mask)

    def terms(self, law: Law, line: EntryLine, column: Column) -> Terms:
        """What a line of a column is charged from under a stack.

        Raises
        ------
        KanzeiError   The rate in the place of the ordinary one cannot be computed.
        """
        used, last = column, ""
        replaced = law.replaced
        if replaced is not None:
            used = replace_column(self.view, line, column, replaced)
            last = str(replaced.get("heading") or "") if replaced["duty"]["kind"] == "replace" else ""
        if used.actual[0] in ("see", "not_computable"):
            _duty_of(used.actual, {}, {})(100, 100)  # says why, whatever the line reports
        return self._terms(law, column, used, last)

    def ordinary(self, law: Law, column: Column) -> Terms:
        """What such lines are charged from where nothing is put in the place of the ordinary rate, and that can be computed."""
        return self._terms(law, column, column, "")

    def _terms(self, law: Law, column: Column, used: Column, last: str) -> Terms:
        return Terms(law, column, used, last, is_counted(column.general) or is_counted(used.actual) or law.gap)

    def decision(
        self,
        terms: Terms,
        units: tuple[str, ...],
        warnings: tuple[str, ...],
        asked: Asked,
        deciding: str,
        claims: dict[str, Any],
        mask: int,
    ) -> Decision:
        """The decision on all combinations of such terms. asked : one of them, decided by the lists of ``deciding``."""
        law, column, used = terms.law, terms.column, terms.used
        profile = asked.profile
        contents = bool(asked.stated or profile.amounts)
        general, actual = formula(column.general, units), formula(used.actual, units)
        straight: tuple[int, ...] = ()
        if general and actual and not general[1] and not actual[1] and not contents and not profile.shares:
            straight = self.laws.straight(law, general[0], actual[0])
        return Decision(
            "ok",
            "",
            law.stack,
            law.number,
            used,
            units,
            (*general, *actual) if general and actual else None,
            sum(1 << AUTHORITY[name] for name in law.authorities & self.void_authorities(asked.entered)),
            "; ".join(dict.fromkeys(warnings)) if warnings else "",
            self._assumptions(law, column, used, contents),
            terms.last,
            law.by_content
            and not profile.part
            and self._may_be_rest(law, asked, deciding, column, claims, mask, general, actual),
            straight,
        )

    def _may_be_rest(
        self,
        law: Law,
        asked: Asked,
        deciding: str,
        column: Column,
        claims: dict[str, Any],
        mask: int,
        general: Formula | None,
        actual: Formula | None,
    ) -> bool:
        """Whether the metals duty falls on a content that is not stated, and would not fall on the rest of the article (:mod:`kanzei.entries.split`)."""
        if any(key in claims for key in CONTENT_KEYS):
            return False
        if general is None or actual is None:
            return True
        key = (law.place, general[0], actual[0])
        found = self._rest.get(key)
        if found is None:
            shares = dict.fromkeys(sorted(CONTENT_KEYS), 0)
            rest = asked._replace(profile=asked.profile._replace(part="rest", shares=shares))
            other = self.laws.law(mask, column, deciding, rest, {**claims, **shares})
            charged = {one[0] for one in other.answers.found(general[0], actual[0]).outcome.linear}
            found = self._rest[key] = not charged & set(METALS.values())
        return found

    def scope(self, line: EntryLine) -> tuple[str, ...]:
        """Orders of antidumping duty that goods of the code and origin of a line commonly fall under."""
        return tuple(scope_notes(line)) if commonly_within(line.hts, line.origin) else ()

    def edge(self, law: Law, asked: Asked) -> tuple[str, ...]:
        """What a reader must know of the edge of the book."""
        code = asked.code if self.questions.ask_code(asked.entered) else ""
        question = Question(asked.entered, asked.origin, code, asked.profile.spi, asked.profile.claims)
        return tuple(horizon_of(self.view, question, law.authorities))

    def void_authorities(self, entered: str) -> frozenset[str]:
        """Authorities that are held void for entries of a day."""
        found = self._void.get(entered)
        if found is None:
            found = self._void[entered] = frozenset(name for name in AUTHORITY if is_void(self.view, name, entered))
        return found

    def _assumptions(self, law: Law, column: Column, used: Column, contents: bool) -> str:
        general, actual = percentage(column.general, {}), percentage(used.actual, {})
        known = general is not None and actual is not None
        key = (law.place, (general, actual) if known else None, column.better, contents)
        found = self._told.get(key)
        if found is None:
            told = assumptions_of(law.answers, general, actual, contents)
            if column.better:
                told.append(f"no preference claimed: SPI {', '.join(column.better)} open to this code and origin")
            if len(self._told) >= _TEXTS:
                self._told.clear()
            found = self._told[key] = "; ".join(told)
        return found


def refused(profile: Profile, stated: int) -> Decision | None:
    """The decision on combinations of a profile that no law needs to be asked for."""
    if profile.error:
        return Decision("error", profile.error)
    if profile.by_line or (stated and is_odd(profile, stated)):
        return Decision("line")
    return None


def line_of(asked: Asked, claims: dict[str, Any]) -> EntryLine:
    """A line of a combination, of some value."""
    profile = asked.profile
    entered = date.fromisoformat(asked.entered)
    return EntryLine(
        asked.code, asked.origin, entered, 1_000_000, spi=profile.spi or None, claims=claims, part=profile.part
    )
