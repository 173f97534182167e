"""The bargain: tariff relief against the cost of the facility; the odds at which they meet; tariffs put back, and the statute that would have to carry them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from kanzei.deal.run import Run
from kanzei.deal.sheet import Sheet
from kanzei.errors import UsageError

__all__ = [
    "STATUTES",
    "Bargain",
    "SnapBack",
    "Statute",
    "bargain",
    "first_day_without",
    "pv_of_years",
    "read_snap_back",
    "rounded",
    "snap_back",
]


class Statute(NamedTuple):
    """A statute that tariffs could be put back under: what it covers, its ceiling and its days, and what must come first."""

    id: str
    title: str
    covers: str
    most: Fraction | None
    days: int | None
    first: str
    authorities: tuple[str, ...] = ()


STATUTES = {
    one.id: one
    for one in (
        Statute("ieepa", "International Emergency Economic Powers Act, 50 U.S.C. 1702", "all goods", None, None, "a declared emergency"),
        Statute("s122", "section 122, Trade Act of 1974, 19 U.S.C. 2132", "all goods", Fraction(15, 100), 150, "a proclamation on the balance of payments; longer only by Act of Congress"),
        Statute(
            "s232", "section 232, Trade Expansion Act of 1962, 19 U.S.C. 1862", "goods of an action in force: cars and their parts", None, None,
            "a change of the action in force", ("s232_autos",),
        ),
        Statute("s301", "section 301, Trade Act of 1974, 19 U.S.C. 2411", "all goods", None, None, "an investigation and a determination against Japan"),
        Statute("s338", "section 338, Tariff Act of 1930, 19 U.S.C. 1338", "all goods", Fraction(50, 100), None, "a finding of discrimination against United States commerce"),
    )
}  # fmt: skip
"""By id; ceilings and days as the statutes have them."""


class SnapBack(NamedTuple):
    """Tariffs put back: statute, rate all-in, first day, last day where the statute ends it, and what they cost, dollars a year and in all where they end."""

    statute: Statute
    rate: Fraction
    day: date
    until: date | None
    a_year: float
    in_all: float | None
    reach: float


class Bargain(NamedTuple):
    """Relief against cost, dollars.

    relief : a year. pv_relief : present value over the years asked. cost : what the investing side loses on the facility, present value. cost_each : per dollar funded.
    probability : that without the facility the counterfactual had come, at which both are equal; above one: never. amount : funded at which they meet.
    """

    relief: float
    years: int
    discount: Fraction
    pv_relief: float
    funded: float
    cost: float
    cost_each: float
    probability: float | None
    amount: float | None


def pv_of_years(a_year: Fraction, years: int, discount: Fraction) -> Fraction:
    """Present value of year-end payments, exact."""
    return sum((a_year / (1 + discount) ** year for year in range(1, years + 1)), Fraction(0))


def bargain(found: Run, relief: Fraction, years: int, discount: Fraction) -> Bargain:
    """Hold a run's result against relief that stays for some years.

    Parameters
    ----------
    relief : dollars a year.
    """
    if found.worked is None or not found.funded:
        raise UsageError("nothing was funded: there is no cost of the facility to hold the relief against")
    funded = found.funded / 100
    cost = -found.parties["all"].returns.npv / 100
    pv = float(pv_of_years(relief, years, discount))
    each = cost / funded
    return Bargain(
        float(relief), years, discount, pv, funded, cost, each,
        cost / pv if pv > 0 and cost > 0 else (0.0 if cost <= 0 else None), pv / each if each > 0 else None,
    )  # fmt: skip


def read_snap_back(text: str) -> tuple[Statute, Fraction, date]:
    """``STATUTE=RATE@DATE``, such as ``s232=25%@2027-01-01``.

    Raises
    ------
    UsageError   It is not of that form, or names no statute.
    """
    from kanzei.deal.words import read_share

    name, equals, rest = text.partition("=")
    rate, at, day = rest.partition("@")
    if not equals or not at:
        raise UsageError(
            f"--snap-back {text}: write STATUTE=RATE@DATE, such as s232=25%@2027-01-01; a tariff rests on a statute ({', '.join(STATUTES)})"
        )
    if name.lower() not in STATUTES:
        raise UsageError(f"--snap-back {text}: {name!r} is no statute tariffs could rest on ({', '.join(STATUTES)})")
    try:
        share, begins = read_share(rate), date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"--snap-back {text}: {error}") from None
    if share < 0:
        raise UsageError(f"--snap-back {text}: a duty is never below nothing")
    return STATUTES[name.lower()], share, begins


def snap_back(
    statute: Statute, rate: Fraction, day: date, sheet: Sheet, lines: Sequence[tuple[float, dict[str, float], float]]
) -> SnapBack:
    """Value tariffs put back, all-in at a rate, on top of what is owed today, with trade held fixed.

    Parameters
    ----------
    lines : dollars of trade, authority -> rate owed, column 1 rate, for each code on that day.

    Raises
    ------
    UsageError   The statute gives no such power: it was held to give none, or the rate is above its ceiling.
    """
    ruled = sheet.value("emergency_power_until")
    if statute.id == "ieepa" and isinstance(ruled, date) and day > ruled:
        term = sheet.term_of("emergency_power_until")
        raise UsageError(
            f"a snap-back on {day} under {statute.title}: refused. On {ruled} the Supreme Court held that this act gives no power over tariffs"
            f" ({term.id if term else 'T74'}); name another statute ({', '.join(one for one in STATUTES if one != 'ieepa')})"
        )
    if statute.most is not None and rate > statute.most:
        raise UsageError(
            f"a snap-back at {float(rate):.1%} under {statute.title}: refused, the statute allows {float(statute.most):.0%} at the most"
        )
    a_year = reach = 0.0
    for value, owed, column in lines:
        touched = [one for one in owed if one in statute.authorities]
        if statute.authorities and not touched:
            continue
        now = column + sum(owed.values())
        more = max(0.0, float(rate) - now)
        if more:
            a_year += value * more
            reach += value
    until = day + timedelta(days=statute.days) if statute.days else None
    return SnapBack(statute, rate, day, until, a_year, a_year * statute.days / 365 if statute.days else None, reach)


def first_day_without(sheet: Sheet) -> date | None:
    """First day of entry without the reciprocal duty: that of the surcharge which took its place (T74, T75); none where the ruling is not known."""
    if not isinstance(sheet.value("emergency_power_until"), date):
        return None
    span = sheet.value("s122_span")
    if isinstance(span, (list, tuple)) and span and isinstance(span[0], date):
        return span[0]
    return ENDED


ENDED = date(2026, 2, 24)
"""The last entries under the emergency act were those of 2026-02-23 (CBP, CSMS 67834313)."""


def rounded(value: Fraction, places: int) -> Decimal:
    """Half up, for figures that are compared with a published one."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
            Decimal(1).scaleb(-places), ROUND_HALF_UP
        )
