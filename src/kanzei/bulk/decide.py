"""What the law says of one combination of code, country, day and claims: the legal half of a desk, asked only about combinations never met before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.bulk.kernel import STRAIGHT_STEPS
from kanzei.bulk.profile import Profile, is_odd, keys_stated
from kanzei.bulk.program import AUTHORITY, FACTS, compile_stack, settled
from kanzei.bulk.words import assumptions_of, horizon_of
from kanzei.countries import all_countries
from kanzei.duty.adcvd_scope import commonly_within, scope_notes
from kanzei.duty.assess import _duty_of
from kanzei.duty.classes import Classes, CountryClass, Day
from kanzei.duty.column import Column, choose_column, replace_column
from kanzei.duty.column_rates import BY_USE, percentage
from kanzei.duty.components import is_void
from kanzei.duty.evaluator import METALS, Evaluation, Situation
from kanzei.duty.facts import Stated, settle
from kanzei.duty.line import EntryLine
from kanzei.duty.questions import Asked as Question
from kanzei.duty.rates import SCALE, Carrier
from kanzei.duty.scalar import Figures, carry_out
from kanzei.duty.short import settle_code
from kanzei.duty.stack import Stack
from kanzei.errors import KanzeiError, NotCovered
from kanzei.money import MILLI, RATE_ONE
from kanzei.schedule.rates import is_free
from kanzei.schedule.units import canonical_unit, convert

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Asked", "Decider", "Decision"]

_LARGE = 100 * RATE_ONE
"""Cents on which no percentage is rounded."""
_LEAST = RATE_ONE // 2000
"""A twentieth of a percent."""
_CARRIERS = 2_000
"""Carriers kept at a time."""
_CONTENT_KEYS = frozenset(f"{metal}_value" for metal in METALS)


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


class _Law(NamedTuple):
    """A stack decided. make : makes its carrier again, which is a hundred times as large as the rest and kept for a while only."""

    make: Callable[[], Carrier]
    replaced: dict[str, Any] | None
    by_content: bool
    stack: Stack
    number: int
    authorities: frozenset[str]


class Decider:
    """Decides combinations under one view.

    Parameters
    ----------
    codes : ten-digit codes of the schedule. first : the number that the next stack gets.
    """

    def __init__(self, view: View, codes: list[str], first: int = 0) -> None:
        self.view = view
        self.codes = codes
        self._number = {code: number for number, code in enumerate(codes)}
        self._classes = Classes(view, codes, all_countries(), {})
        self._days: dict[str, tuple[Day, dict[str, CountryClass], int]] = {}
        self._tariffs: dict[int, Any] = {}
        self._laws: dict[Any, _Law] = {}
        self._carriers: dict[int, Carrier] = {}
        self._next = first
        self._told: dict[Any, str] = {}
        self._rest: dict[Any, bool] = {}
        self._seen_to = view.book.seen_to.isoformat()
        questions = view.book.pending.get("open", ())
        self._goods_in_question = any(one.get("entries") == "any" and one.get("goods") for one in questions)
        self._edges: dict[Any, tuple[str, ...]] = {}
        self._voids: dict[Any, int] = {}
        self._straights: dict[Any, tuple[int, ...]] = {}
        self._asked_units: dict[Any, tuple[str, ...]] = {}

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
        if profile.error:
            return Decision("error", profile.error)
        if profile.by_line or (asked.stated and is_odd(profile, asked.stated)):
            return Decision("line")
        claims = keys_stated(profile, FACTS, asked.stated)
        entered = date.fromisoformat(asked.entered)
        line = EntryLine(
            asked.code, asked.origin, entered, 1_000_000, spi=profile.spi or None, claims=claims, part=profile.part
        )
        column = self._column(line, profile)
        deciding = line.hts
        told: tuple[str, ...] = ()
        young = bool(column.notes) and view.book.schedule.is_young(line.hts, line.entered_on, view.known_on)
        if len(line.hts) != 10 or young:
            contents = asked.stated or profile.amounts or profile.shares
            if contents or _counts(column.general) or _counts(column.actual):
                return Decision("line")  # whether the codes under it have one answer hangs on the line's own amounts
            try:
                deciding, told = settle_code(view, line)
            except KanzeiError:
                return Decision("line")  # its children differ, and the message holds the line's own amounts
        if deciding not in self._number:
            return Decision("line")
        law = self._law(line, deciding, asked, column, claims)
        used, last = column, ""
        replaced = law.replaced
        if replaced is not None:
            used = replace_column(view, line, column, replaced)
            last = str(replaced.get("heading") or "") if replaced["duty"]["kind"] == "replace" else ""
        if used.actual[0] in ("see", "not_computable"):
            _duty_of(used.actual, {}, {})(100, 100)  # says why, whatever the line reports
        counted = (
            _counts(column.general) or _counts(used.actual) or any(one.kind == "gap_to" for one in law.stack.steps)
        )
        units = self._units(line, profile) if counted else ()
        general, actual = _formula(column.general, units), _formula(used.actual, units)
        warnings = (*profile.warnings, *column.notes, *told, *self._scope(line), *self._edge(law, asked))
        return Decision(
            "ok",
            "",
            law.stack,
            law.number,
            used,
            units,
            (*general, *actual) if general and actual else None,
            self._void(law, asked.entered),
            "; ".join(dict.fromkeys(warnings)) if warnings else "",
            self._assumptions(law, column, used, bool(asked.stated or profile.amounts)),
            last,
            not profile.part and self._may_be_rest(law, line, deciding, asked, column, claims, general, actual),
            self._straight(law, general, actual) if not (asked.stated or profile.amounts or profile.shares) else (),
        )

    def _may_be_rest(
        self,
        law: _Law,
        line: EntryLine,
        deciding: str,
        asked: Asked,
        column: Column,
        claims: dict[str, Any],
        general: tuple[int, int, int, int] | None,
        actual: tuple[int, int, int, int] | None,
    ) -> bool:
        """Whether the metals duty falls on a content that is not stated, and would not fall on the rest of the article (:mod:`kanzei.entries.split`)."""
        if any(key in claims for key in _CONTENT_KEYS):
            return False
        if not law.by_content:
            return False
        if general is None or actual is None:
            return True
        key = ("rest", law.number, general[0], actual[0])
        found = self._rest.get(key)
        if found is None:
            shares = dict.fromkeys(sorted(_CONTENT_KEYS), 0)
            rest = asked._replace(profile=asked.profile._replace(part="rest", shares=shares))
            other = self._law(line, deciding, rest, column, {**claims, **shares})
            charged = {one[0] for one in self._carrier(other).found(general[0], actual[0]).outcome.linear}
            found = self._rest[key] = not charged & set(METALS.values())
        return found

    def _scope(self, line: EntryLine) -> tuple[str, ...]:
        return tuple(scope_notes(line)) if commonly_within(line.hts, line.origin) else ()

    def _edge(self, law: _Law, asked: Asked) -> tuple[str, ...]:
        # Questions about goods bear on days after the last one looked at.
        code = asked.code if asked.entered > self._seen_to or self._goods_in_question else ""
        claims, spi = asked.profile.claims, asked.profile.spi
        key = (law.number, asked.entered, asked.origin, code, spi, tuple(claims.items()) if claims else ())
        found = self._edges.get(key)
        if found is None:
            question = Question(asked.entered, asked.origin, code, spi, claims)
            found = self._edges[key] = tuple(horizon_of(self.view, question, law.authorities))
        return found

    def _void(self, law: _Law, entered: str) -> int:
        key = (law.number, entered)
        found = self._voids.get(key)
        if found is None:
            names = [name for name in law.authorities if is_void(self.view, name, entered)]
            found = self._voids[key] = sum(1 << AUTHORITY[name] for name in names)
        return found

    def _straight(
        self, law: _Law, general: tuple[int, int, int, int] | None, actual: tuple[int, int, int, int] | None
    ) -> tuple[int, ...]:
        if general is None or actual is None or general[1] or actual[1]:
            return ()
        key = (law.number, general[0], actual[0])
        found = self._straights.get(key)
        if found is None:
            found = self._straights[key] = _straight(law.stack, general[0], actual[0])
        return found

    # ------------------------------------------------------------------ columns

    def _day(self, entered: str) -> tuple[Day, dict[str, CountryClass], int]:
        found = self._days.get(entered)
        if found is None:
            day = self._classes.day(entered)
            of_country = {country: one for one, members in day.countries.items() for country in members}
            release = self.view.book.schedule.revision_on(date.fromisoformat(entered), self.view.known_on)[0]
            found = self._days[entered] = (day, of_country, release)
        return found

    def _column(self, line: EntryLine, profile: Profile) -> Column:
        """The column of the schedule; in the usual case, no preference claimed on a code of the release, from a table of all its codes."""
        schedule = self.view.book.schedule
        place = self._number.get(line.hts)
        if not profile.spi and place is not None:
            _, of_country, release = self._day(line.entered_on.isoformat())
            general, special = self._tariff(release)[place].tolist()
            country = of_country[line.origin]
            if general >= 0 and not country.column_2:
                text, rate = schedule.text(general)
                symbols = schedule.text(special)[1]
                free = is_free(rate)
                listed = (
                    [one for one in symbols if one in country.programmes]
                    if symbols
                    else sorted(country.programmes)
                    if free
                    else []
                )
                return Column(
                    "general", rate, rate, text, "", free, (), tuple(one for one in listed if one not in BY_USE)
                )
        return choose_column(self.view, line)

    def _tariff(self, release: int) -> Any:
        """Numbers of the general and special texts of every code in a release, int32 (codes, 2), -1 where it has none."""
        found = self._tariffs.get(release)
        if found is None:
            found = self._tariffs[release] = np.full((len(self.codes), 2), -1, dtype=np.int32)
            for code, general, special, _ in self.view.book.schedule.rows(release):
                if code in self._number:
                    found[self._number[code]] = general, special
        return found

    def _units(self, line: EntryLine, profile: Profile) -> tuple[str, ...]:
        """Units of the three quantities: as stated, else those the code asks for."""
        if all(profile.units):
            return profile.units
        key = (line.hts, self._day(line.entered_on.isoformat())[2])
        asked = self._asked_units.get(key)
        if asked is None:
            try:
                asked = self.view.book.schedule.lookup(line.hts, line.entered_on, self.view.known_on).units
            except KanzeiError:
                asked = ()
            self._asked_units[key] = asked
        return tuple(unit or (asked[n] if n < len(asked) else "") for n, unit in enumerate(profile.units))

    # ---------------------------------------------------------------------- law

    def _law(self, line: EntryLine, deciding: str, asked: Asked, column: Column, claims: dict[str, Any]) -> _Law:
        day, of_country, _ = self._day(asked.entered)
        mask = day.masks[day.codes[self._number[deciding]]] & of_country[asked.origin].mask
        stated = tuple(sorted(claims.items()))
        # A country or a text among the claims is held against groups as they stand on the day.
        dated = asked.entered if any(isinstance(value, str) for value in claims.values()) else ""
        shares = tuple(sorted(asked.profile.shares.items()))
        key = (
            mask,
            column.name,
            self._classes.programme(column.spi),
            column.free,
            stated,
            shares,
            asked.profile.part,
            asked.loaded,
            dated,
        )
        found = self._laws.get(key)
        if found is None:
            situation = Situation(
                deciding,
                asked.origin,
                asked.entered,
                asked.loaded,
                column.name,
                column.spi,
                column.free,
                dict(claims),
                asked.profile.part,
            )
            facts = {name: (RATE_ONE // (2 * len(FACTS)), RATE_ONE) for name in FACTS if name in claims}
            facts |= {name: (share, RATE_ONE) for name, share in asked.profile.shares.items()}
            answers = Stated(self.view, asked.entered, claims, asked.loaded, {})

            def make() -> Carrier:
                evaluation = Evaluation(self.view, situation, open_facts=True)
                amounts = {name: top * SCALE // under for name, (top, under) in facts.items()}
                return Carrier(self.view, evaluation, answers, amounts, facts)

            carrier = make()
            whole = carrier.evaluation.stack
            if len(whole.parts) > 1:
                # A duty that is owed for certain, once the facts are answered, may leave no duty on a content: the article is then not divided.
                closed = Evaluation(self.view, situation).stack
                whole = closed if closed.parts != whole.parts else whole
            stack = settled(whole, answers)
            by_content = bool(carrier.evaluation.unknown_metals) or any(
                step.authority in METALS.values() and step.base and step.base[1] in _CONTENT_KEYS
                for step in stack.steps
            )
            names = frozenset(step.authority for step in stack.steps)
            found = self._laws[key] = _Law(make, _replacement(carrier), by_content, stack, self._next, names)
            self._keep(found, carrier)
            self._next += 1
        return found

    def _carrier(self, law: _Law) -> Carrier:
        found = self._carriers.get(law.number)
        return found if found is not None else self._keep(law, law.make())

    def _keep(self, law: _Law, carrier: Carrier) -> Carrier:
        if len(self._carriers) >= _CARRIERS:
            for number in list(self._carriers)[: _CARRIERS // 2]:
                del self._carriers[number]
        self._carriers[law.number] = carrier
        return carrier

    def _assumptions(self, law: _Law, column: Column, used: Column, contents: bool) -> str:
        general, actual = percentage(column.general, {}), percentage(used.actual, {})
        known = general is not None and actual is not None
        key = (law.number, (general, actual) if known else None, column.better, contents)
        found = self._told.get(key)
        if found is None:
            told = assumptions_of(self._carrier(law), general, actual, contents)
            if column.better:
                told.append(f"no preference claimed: SPI {', '.join(column.better)} open to this code and origin")
            found = self._told[key] = "; ".join(told)
        return found


def _replacement(carrier: Carrier) -> dict[str, Any] | None:
    """The provision that puts another rate in the place of the ordinary one (:func:`kanzei.duty.column.replacement_of`), open facts answered."""
    evaluation = carrier.evaluation
    part = evaluation.parts[0].name
    for p in evaluation.by_slot.get("mfn", ()):
        if p["duty"]["kind"] in ("replace", "rate_of") and settle(evaluation._holds(p, part), carrier.stated) is True:
            found: dict[str, Any] = p
            return found
    return None


def _straight(stack: Stack, general: int, actual: int) -> tuple[int, ...]:
    """A slot whose duties are percentages of the whole value: its row, or empty.

    Which steps apply then does not hang on the value, once it is large enough that no rounding hides a difference of rates.
    """
    if len(stack.parts) != 1 or compile_stack(stack) is None:
        return ()
    figures = Figures(
        _LARGE, {}, lambda part, _: (general * part, RATE_ONE), lambda part, _: (actual * part, RATE_ONE), {}
    )
    row: list[int] = []
    mask = 0
    number = {id(step): place for place, step in enumerate(stack.steps)}
    for step in stack.steps:
        over = step.rate - (actual if step.kind == "total" else 0)
        if step.choose or (step.kind in ("add", "total") and 0 < over < _LEAST):
            return ()
    for one in carry_out(stack, figures).charged:
        mask |= 1 << number[id(one.step)]
        if one.base != _LARGE:
            return ()
        if one.amount:
            row += [AUTHORITY[one.step.authority] + (64 if one.step.kind == "total" else 0), one.step.rate]
    if len(row) > 2 * STRAIGHT_STEPS:
        return ()
    return (1 + len(row) // 2, mask, actual, *row)


def _counts(rate: Any) -> bool:
    """Whether a rate may ask for a quantity."""
    return rate[0] not in ("free", "adval")


def _formula(rate: Any, units: tuple[str, ...]) -> tuple[int, int, int, int] | None:
    """A rate for the kernel: (rate units, nano-dollars a unit, number of the quantity, factor of its unit), or ``None``."""
    share = nano = 0
    unit = ""
    for one in rate[1] if rate[0] == "sum" else (rate,):
        if one[0] == "adval":
            share += one[1]
        elif one[0] == "specific" and not one[3] and not nano:
            nano, unit = one[1], one[2]
        elif one[0] != "free":
            return None
    if not nano:
        return share, 0, 0, 1
    place = next((n for n, name in enumerate(units) if name and canonical_unit(name) == unit), None)
    if place is not None:
        return share, nano, place, 1
    for n, name in enumerate(units):
        found: Callable[..., Any] | tuple[int, int] | None = convert(MILLI, name, unit) if name else None
        if isinstance(found, tuple):
            top, bottom = found
            return None if top % (bottom * MILLI) else (share, nano, n, top // (bottom * MILLI))
    return None
