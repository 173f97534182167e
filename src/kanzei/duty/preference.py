"""A claim of a special tariff programme: the rate it takes, or exactly why it cannot be granted.

Eligibility is the importer's claim (19 U.S.C. 1484); a claim that cannot be, by country, code or day, is refused with the reason, and
the line is assessed at column 1 general (stacking rule 3).

Notes
-----
A special rate printed as ``See 9822.04.25`` stands in another heading, for goods inside a quantity or of a use. It is taken where one
heading answers and the importer states the fact; otherwise the claim says nothing of the rate, and column 1 general stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.errors import EntryError, ScheduleError
from kanzei.law.instrument import END
from kanzei.schedule.table import dotted

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View
    from kanzei.schedule.table import ScheduleLine

__all__ = ["CERTIFIED", "Grant", "certified", "certified_claims", "claim_rate", "column_2_refusal", "spans"]

_BY_USE = {("JP", "9921.01.01, 9921.01.02"): ("auto_part", "9921.01.01", "1.4%", "9921.01.02", "Free")}
"""(symbol, reference) -> (flag, heading and rate where it holds, heading and rate where it is denied): general note 36; 9921.01."""


CERTIFIED = (
    "the claim of SPI C states that the goods are certified under general note 6: civil_aircraft is taken as claimed"
)
"""What a reader is told where :func:`certified` adds a claim."""


def certified(line: EntryLine) -> EntryLine:
    """The line with what its programme states (:func:`certified_claims`)."""
    claims = certified_claims(line.spi, line.claims)
    return line if claims is line.claims else line._replace(claims=claims)


def certified_claims(spi: str | None, claims: dict[str, Any]) -> dict[str, Any]:
    """Claims with what a programme states: SPI C says that the goods are civil aircraft articles (general note 6; 19 CFR 10.183).

    It says so whether or not the rate is granted: the aircraft headings hold "regardless of whether" the schedule prints C (note 35).

    Raises
    ------
    EntryError   C is claimed and ``civil_aircraft`` is denied.
    """
    if not spi or spi.upper() != "C":
        return claims
    if claims.get("civil_aircraft") is False:
        raise EntryError(
            "SPI C and a denial of civil_aircraft contradict each other: C is claimed for goods certified for civil aircraft "
            "(general note 6); leave out one of the two"
        )
    return {**claims, "civil_aircraft": True}


class Grant(NamedTuple):
    """The rate a claim takes. text : its words; notes : what the reader must know of it."""

    rate: Any
    text: str
    notes: tuple[str, ...] = ()


def claim_rate(view: View, line: EntryLine, found: ScheduleLine, claimed: str, *, grant: bool = False) -> Grant | str:
    """The rate under a claimed symbol, or why the claim cannot be granted.

    grant : take the claim as granted whatever the country and the day, to price what it would be worth.
    """
    from kanzei.schedule.rates import is_free

    entered = line.entered_on.isoformat()
    printed = next((s for s in (claimed, claimed + "+", claimed + "*", claimed.rstrip("+*")) if s in found.special), "")
    if printed and (grant or view.in_group(f"spi:{printed.lower()}", line.origin, entered)):
        special = found.special[printed]
        notes = (_excluded(printed),) if printed.endswith("*") else ()
        if special.rate[0] != "see":
            return Grant(special.rate, special.text, notes)
        return _referred(view, line, claimed, printed, special.rate[1], special.text)
    if is_free(found.general.rate) and view.in_group(f"spi:{claimed.lower()}", line.origin, entered):
        # Nothing to grant: the goods are free for everybody, and the claim still counts where a duty asks for it.
        return Grant(found.general.rate, found.general.text, _needless(claimed, found))
    return _refusal(view, line, found, claimed, printed, entered)


def _needless(claimed: str, found: ScheduleLine) -> tuple[str, ...]:
    if claimed != "C":
        return ()
    return (
        f"the schedule prints no C for {dotted(found.code)}, free for everybody in column 1: the claim of SPI C moves nothing in the column",
    )


def _excluded(printed: str) -> str:
    from kanzei.law.programs import programs

    note = programs()[printed].note
    return f"the schedule prints {printed}: what {note} excludes is not in the book; the claim is taken to state that the goods are not excluded"


def _referred(view: View, line: EntryLine, claimed: str, printed: str, where: str, text: str) -> Grant | str:
    from kanzei.schedule.rates import parse_rate_text

    use = _BY_USE.get((printed, where))
    if use is not None:
        flag, yes, yes_rate, no, no_rate = use
        denied = line.claims.get(flag) is False
        heading, rate = (no, no_rate) if denied else (yes, yes_rate)
        told = f"the {printed} rate stands in {where}: {heading}, {rate}, is taken ({flag} {'denied' if denied else 'not denied'})"
        return Grant(parse_rate_text(rate, "Special"), rate, (told,))
    try:
        other = view.book.schedule.lookup(where.replace(".", ""), line.entered_on, view.known_on).special.get(printed)
    except ScheduleError:  # several headings, or one of chapter 99
        other = None
    if other is not None:
        if line.claims.get("quota_filled") is False:
            return Grant(other.rate, other.text, (f"the {printed} rate is that of {where}, inside its quantity",))
        return (
            f"code: the schedule prints '{text}': {where} gives {other.text} to goods inside its yearly quantity; "
            "deny quota_filled to state that the goods are"
        )
    return (
        f"code: the schedule prints '{text}': the rate stands in {where}, by quantity or kind of goods, and cannot be computed from the code; "
        "nothing is taken from it"
    )


def spans(view: View, symbol: str, origin: str = "") -> list[tuple[str, str, str]]:
    """(country, from, to half open) of the beneficiaries of a symbol, as known in the view; one country's where ``origin`` is given."""
    names, low = (f"spi:{symbol.lower()}", f"program:{symbol.lower()}"), origin.lower()
    return sorted(
        (code, start, stop)
        for group, code, sign, start, stop, known, until in view.book.groups
        if group in names and sign == "+" and known <= view.known < until and (not low or code in (low, "all"))
    )


def column_2_refusal(claimed: str, origin: str) -> str:
    """Why no claim helps goods of a column 2 country."""
    return f"country: goods of {origin} are charged from column 2 (general note 3(b)), and the programme of SPI {claimed} is one of column 1"


def _refusal(view: View, line: EntryLine, found: ScheduleLine, claimed: str, printed: str, entered: str) -> str:
    """Which of country, day and code stand against a claim."""
    from kanzei.law.programs import programs

    known = programs()
    program = known.get(printed) or known.get(claimed)
    if program is None:
        from difflib import get_close_matches

        near = get_close_matches(claimed, known, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"code: {claimed} is no symbol of a programme; {hint}`kanzei law programs` lists them"
    title = f"{program.name} ({program.note})"
    if not program.column:
        return f"{title}: {program.remark}"
    symbol = program.symbol
    everyone = spans(view, symbol)
    mine = [one for one in everyone if one[0] in (line.origin.lower(), "all")]
    against: list[str] = []
    last = max((stop for _, _, stop in everyone), default="")
    first = min((start for _, start, _ in everyone), default="")
    if not everyone:
        ended = f"ended after {program.end}" if program.end else "no country is a beneficiary in the book"
        against.append(f"date: {ended}")
    elif entered >= last:
        against.append(f"date: it ended for entries after {_before(last)}, as known {view.known}")
    elif entered < first:
        against.append(f"date: it begins with entries of {first}")
    elif mine and not any(start <= entered < stop for _, start, stop in mine):
        told = ", ".join(_span(start, stop) for _, start, stop in mine)
        against.append(f"date: for {line.origin} it covers entries {told}, as known {view.known}")
    if everyone and not mine:
        names = sorted({code.upper() for code, _, _ in everyone})
        shown = (
            ", ".join(names)
            if len(names) <= 8
            else f"{len(names)} countries; `kanzei law programs {symbol}` lists them"
        )
        against.append(f"country: {line.origin} is no beneficiary ({shown})")
    if not printed:
        named = ", ".join(sorted(s for s in found.special if s)) or "nothing"
        against.append(f"code: the Special column of {dotted(line.hts)} names {named} ({found.revision})")
    return f"{title}: {'; '.join(against)}"


def _before(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _span(start: str, stop: str) -> str:
    return f"of {start} to {_before(stop)}" if stop < END else f"from {start}"
