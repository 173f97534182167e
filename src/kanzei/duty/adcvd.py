"""Antidumping and countervailing duty deposits: the case a line names, at the rate a user's file gives for its day.

Notes
-----
Cash deposits are due at entry at the rate of Commerce's latest determination (19 U.S.C. 1671e, 1673e; 19 CFR 351.205, 351.211 and 351.212). They add to
every other duty and change none (stacking rule 46; stacking-2026 rules 18 and 42): a total "column 1 included" never counts them. The rate is the
user's, net of the export subsidies that Commerce takes off an antidumping deposit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kanzei.duty.result import Component
from kanzei.errors import EntryError
from kanzei.law.authorities import DEPOSITS
from kanzei.money import RATE_ONE, half_up, rate_text

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine

__all__ = [
    "CASE_KEYS",
    "NONE",
    "CaseRate",
    "CaseRates",
    "Deposit",
    "deposit_notes",
    "deposits",
    "entry_type_notes",
    "parse_deposit",
]

CASE_KEYS = frozenset(("ad_case", "cvd_case", "ad_rate", "cvd_rate", "exporter", "producer"))
"""Claims that only choose a deposit: the law of the book does not look at them."""
NONE = "none"
"""The claim that no case covers the goods."""
_WITH_CASE = {"03", "07", "34", "38"}
_WITHOUT_CASE = {"01", "02", "11", "12", "31", "32"}
_BONDED = {"21", "22", "23"}
_SPECIFIC = re.compile(r"\$?\s*(\d{1,12}(?:\.\d{1,9})?)\s*(?:usd|\$)?\s*/\s*([A-Za-z][\w. ]{0,20})\Z", re.I)
_PERCENT = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)\s*%\Z")
_NANO = 10**9


class Deposit(NamedTuple):
    """A deposit rate: ``rate`` in rate units of entered value, or ``nano`` in 10⁻⁹ dollars for each ``unit``."""

    rate: int = 0
    nano: int = 0
    unit: str = ""

    @property
    def text(self) -> str:
        """``0.2565`` of value, or ``0.23 USD/kg``."""
        if not self.unit:
            return rate_text(self.rate)
        whole, part = divmod(self.nano, _NANO)
        tail = f"{part:09d}".rstrip("0")
        return f"{whole}{'.' + tail if tail else ''} USD/{self.unit}"


def parse_deposit(text: str) -> Deposit:
    """Read ``25.65%`` or ``0.23 USD/kg``.

    Raises
    ------
    ValueError   Neither, or a percentage finer than the exact units of a rate.
    """
    word = text.strip()
    found = _PERCENT.match(word)
    if found:
        units = Fraction(found[1]) * RATE_ONE / 100
        if units.denominator != 1:
            raise ValueError(f"{text!r} is finer than a rate is kept (1/30,000 of a percent)")
        return Deposit(int(units))
    found = _SPECIFIC.match(word)
    if found:
        from kanzei.schedule.units import canonical_unit

        return Deposit(nano=int(Fraction(found[1]) * _NANO), unit=canonical_unit(found[2]))
    raise ValueError(f"{text!r} is no deposit rate: write 25.65% of entered value, or 0.23 USD/kg")


class CaseRate(NamedTuple):
    """A row of the user's file.

    case   : ``A-588-874`` or ``A-588-874-001``. origin : ISO alpha-2 or ``""``. hts : prefixes, digits only; none is all codes.
    exporter, producer : as written, or ``""``. start, stop : days of entry, half open. known : day from which the rate was known;
             the newest known one holds. place : where it stands in the file.
    """

    case: str
    deposit: Deposit
    start: date
    stop: date
    origin: str = ""
    hts: tuple[str, ...] = ()
    exporter: str = ""
    producer: str = ""
    known: date | None = None
    citation: str = ""
    note: str = ""
    place: str = ""

    @property
    def maker(self) -> str:
        """Exporter and producer as written."""
        return " / ".join(name for name in (self.exporter, self.producer) if name)


class CaseRates(NamedTuple):
    """All rows of a file. digest : of what they say, for the digest of results."""

    rows: tuple[CaseRate, ...]
    digest: str
    name: str = ""

    def bounds(self) -> set[str]:
        """Days of entry on which a rate begins or ends."""
        return {day.isoformat() for row in self.rows for day in (row.start, row.stop)}

    def find(self, line: EntryLine, case: str, known: date) -> CaseRate:
        """The one rate of a case for a line's day, goods and maker, as known on a day.

        Raises
        ------
        EntryError   None, with the reason; or more than one.
        """
        where = f"in {self.name}" if self.name else "in the file of case deposit rates"
        mine = [row for row in self.rows if row.case == case]
        if not mine:
            near = sorted({row.case for row in self.rows if row.case[:9] == case[:9]})
            raise EntryError(
                f"{case}: there is no rate of this case {where}"
                + (f"; it has {', '.join(near[:6])}: name the case as the file does" if near else "")
            )
        code = str(line.claims.get("article") or "").replace(".", "") if line.hts.startswith("98") else line.hts
        tests = (
            ("of this origin", lambda row: row.origin in ("", line.origin)),
            ("for this code", lambda row: not row.hts or code.startswith(row.hts)),
            ("known by then", lambda row: row.known is None or row.known <= known),
            ("of this day", lambda row: row.start <= line.entered_on < row.stop),
        )
        for what, test in tests:
            kept = [row for row in mine if test(row)]
            if not kept:
                raise EntryError(f"{case}: no rate {where} is {what} ({_said(line, what, known)}; {_spans(mine)})")
            mine = kept
        mine = _by_maker(line, case, mine, where)
        days = [row.known for row in mine if row.known is not None]
        if len(days) == len(mine):
            mine = [row for row in mine if row.known == max(days)]
        if len(mine) > 1:
            places = ", ".join(f"{row.deposit.text} ({row.maker or 'no maker named'}, {row.place})" for row in mine[:4])
            raise EntryError(
                f"{case}: {len(mine)} rates {where} stand on {line.entered_on}: {places}; state exporter and producer, "
                "name the case with its suffix, mend the days, or say on each when it was known"
            )
        return mine[0]


def _by_maker(line: EntryLine, case: str, rows: list[CaseRate], where: str) -> list[CaseRate]:
    """Rows that fit the exporter and the producer stated, the nearest first; a suffix of the case names its exporter by itself."""
    exporter, producer = (_plain(str(line.claims.get(key) or "")) for key in ("exporter", "producer"))
    scored: list[tuple[int, CaseRate]] = []
    for row in rows:
        score = 0
        for named, stated in ((row.exporter, exporter), (row.producer, producer)):
            if not named:
                continue
            if stated == _plain(named):
                score += 1
            elif stated or len(case) < len("A-588-874-001"):
                break
        else:
            scored.append((score, row))
    if not scored:
        names = ", ".join(dict.fromkeys(row.maker for row in rows[:6]))
        stated = " / ".join(name for name in (exporter, producer) if name)
        raise EntryError(
            f"{case}: the rates {where} are those of {names}, and the line "
            + (
                f"is of {stated}"
                if stated
                else "names nobody: state the exporter (and producer), or the case with its suffix"
            )
        )
    best = max(score for score, _ in scored)
    return [row for score, row in scored if score == best]


def _plain(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _said(line: EntryLine, what: str, known: date) -> str:
    return {
        "of this origin": f"the goods are of {line.origin}",
        "for this code": f"the code is {line.hts}",
        "known by then": f"the law is looked at as known on {known}",
    }.get(what, f"entered {line.entered_on}")


def _spans(rows: Iterable[CaseRate]) -> str:
    spans = sorted({(row.start.isoformat(), row.stop.isoformat()) for row in rows})
    shown = ", ".join(f"{start} to {'now' if stop.startswith('9999') else stop}" for start, stop in spans[:4])
    return f"the file has rates from {shown}"


def deposits(
    line: EntryLine, rates: CaseRates | None, known: date, value_cents: int, quantities: Mapping[str, int]
) -> list[Component]:
    """The deposits of the cases a line names, one component each, rounded half up once per case.

    Parameters
    ----------
    value_cents : entered value, as duties are reckoned on it. quantities : thousandths by unit.

    Raises
    ------
    EntryError   A case is named and its rate on that day cannot be told.
    """
    out = []
    for kind in DEPOSITS:
        case = str(line.claims.get(f"{kind}_case") or "")
        stated = str(line.claims.get(f"{kind}_rate") or "")
        if case in ("", NONE):
            if stated:
                raise EntryError(f"{kind}_rate is {stated}, and the line names no case: give {kind}_case")
            continue
        found = _rate_of(line, rates, known, kind, case, stated)
        base, amount = _amount(found.deposit, case, value_cents, quantities)
        cite = found.citation or (f"{rates.name}, {found.place}" if rates and found.place else "stated on the line")
        cite = "; ".join(word for word in (cite, found.maker, found.note) if word)
        out.append(
            Component(kind, case, "deposit", "whole", found.deposit.text, base, amount, amount, "", cite, "user", "")
        )
    return out


def _rate_of(line: EntryLine, rates: CaseRates | None, known: date, kind: str, case: str, stated: str) -> CaseRate:
    own: Deposit | None = None
    if stated:
        try:
            own = parse_deposit(stated)
        except ValueError as error:
            raise EntryError(f"{kind}_rate: {error}") from None
    if rates is None or (own and not any(row.case == case for row in rates.rows)):
        if own is None:
            raise EntryError(
                f"{case}: its deposit rate is not known: give a file of case deposit rates with --adcvd FILE, "
                f"or {kind}_rate on the line; {kind}_case=none where no case covers the goods"
            )
        return CaseRate(case, own, date.min, date.max)
    found = rates.find(line, case, known)
    if own and own != found.deposit:
        raise EntryError(
            f"{case}: the line says {own.text} and {rates.name or 'the file'} ({found.place}) says "
            f"{found.deposit.text}: state the rate once"
        )
    return found


def _amount(deposit: Deposit, case: str, value_cents: int, quantities: Mapping[str, int]) -> tuple[int, int]:
    """Base and amount in cents."""
    if not deposit.unit:
        return value_cents, half_up(deposit.rate * value_cents, RATE_ONE)
    from kanzei.schedule.units import convert

    for unit, milli in quantities.items():
        held = convert(milli, unit, deposit.unit)
        if held is not None:
            # 10⁻⁹ dollars × 10⁻³ units, in cents
            return value_cents, half_up(deposit.nano * held[0], _NANO * 10 * held[1])
    raise EntryError(f"{case}: the deposit is {deposit.text}: give the quantity in {deposit.unit}")


def deposit_notes(line: EntryLine) -> list[str]:
    """What a reader must know of the base of a deposit."""
    cases = _named(line)
    if cases and (line.claims.get("ch98") or line.hts.startswith("98")):
        return [
            f"{' and '.join(cases)}: the deposit is taken on the whole entered value; whether the provision of chapter 98 "
            "lessens it is for the order and its scope rulings to say"
        ]
    return []


def _named(line: EntryLine) -> list[str]:
    return [str(line.claims[key]) for key in ("ad_case", "cvd_case") if line.claims.get(key) not in (None, "", NONE)]


def entry_type_notes(entry_type: str, line: EntryLine) -> list[str]:
    """Whether the type of entry fits the cases a line names (CBP Form 7501, block 2)."""
    kind, cases = entry_type.strip().zfill(2), _named(line)
    if cases and kind in _WITHOUT_CASE:
        return [
            f"{' and '.join(cases)} on an entry of type {kind}: goods of a case are entered as type 03, 07, 34 or 38 "
            "(06 from a foreign-trade zone)"
        ]
    if cases and kind in _BONDED:
        return [
            f"{' and '.join(cases)} on an entry of type {kind}: goods go into bond, and the deposit falls due at withdrawal for "
            "consumption, at the rate of that day"
        ]
    if kind in _WITH_CASE and not (line.claims.get("ad_case") or line.claims.get("cvd_case")):
        return [
            f"an entry of type {kind}, and the line names no case: state ad_case or cvd_case (none, where none covers the goods)"
        ]
    return []
