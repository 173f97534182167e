"""Which column is charged: national law, the bound rate where it is lower, the agreement where it is claimed and lower.

The order is law (see the instruments' roles): the temporary rate stands *instead* of the general one, be it higher or lower; a bound or an agreed
rate is taken where it comes to less on this line. Amounts are compared unrounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from kanzei.duty.jp.amounts import Bases, QuantityNeeded, evaluate
from kanzei.duty.jp.book import JapanView
from kanzei.duty.jp.line import fiscal_year
from kanzei.law.jp.cells import Cell, read_cell
from kanzei.schedule.yen_rates import YenRate

__all__ = ["Offer", "Outcome", "offers", "settle"]


class Offer(NamedTuple):
    """What one column says of the line.

    rate    : ``None`` where the column has no rate for the goods, or where the figure is missing.
    missing : the figure that is not held, in words; empty where nothing is missing.
    facts   : keys of the facts it rests on.
    """

    column: dict[str, Any]
    cell: Cell | None
    rate: YenRate | None
    text: str
    missing: str
    facts: tuple[str, ...]
    source: str
    cite: str
    because: str = ""


class Outcome(NamedTuple):
    """The column charged under one set of answers; ``charged`` is ``None`` where figures are missing.

    reason: why this column; unproved: the national figures were missing, and the agreement's is taken without them.
    """

    charged: Offer | None
    amount: Fraction
    working: tuple[str, ...]
    reason: str
    missing: tuple[str, ...]
    unproved: bool = False


def offers(view: JapanView, row: dict[str, Any], origin: str, day: date, facts: Mapping[str, bool]) -> list[Offer]:
    """What every column in force says, in the order of their roles."""
    return [
        _offer(view, column, row, day, facts)
        for column in view.columns(day)
        if not column["origin"] or origin in column["origin"]
    ]


def _offer(view: JapanView, column: dict[str, Any], row: dict[str, Any], day: date, facts: Mapping[str, bool]) -> Offer:
    rested: list[str] = []
    name = column["column"]
    for over in view.rates(day, name, row["code"]):
        if name == "us_japan" and not row["us_japan"]:
            continue
        cell = read_cell(over["rate"])
        assert cell
        made = _of_cell(view, column, cell, facts, over["grade"], over["cite"], rested)
        if made.rate is not None or made.missing:
            return made._replace(because=over["because"], column={**column, "instrument": over["instrument"]})
        rested += [one for one in made.facts if one not in rested]
    text, source = row[name], column["grade"]
    if name == "us_japan":
        word = day.isoformat()
        step = next((one for one in text if one[0] <= word < one[1]), None)
        if step is None:
            missing = f"the {column['name']} of fiscal year {fiscal_year(day)}" if text else ""
            return Offer(column, None, None, "", missing, tuple(rested), source, column["cite"])
        text, source = step[2], step[3]
    cell = read_cell(text)
    if cell is None:
        return Offer(column, None, None, "", "", tuple(rested), source, column["cite"])
    return _of_cell(view, column, cell, facts, source, column["cite"], rested)


def _of_cell(
    view: JapanView,
    column: dict[str, Any],
    cell: Cell,
    facts: Mapping[str, bool],
    source: str,
    cite: str,
    rested: list[str],
) -> Offer:
    keys = tuple([*rested, *(one for one in cell.facts() if one not in rested)])
    open_ones = [key for key in cell.facts() if key not in facts]
    if open_ones:
        asked = " and ".join(f"{view.facts[key]['question']} (--claim {key} or --no {key})" for key in open_ones)
        return Offer(
            column, cell, None, "", f"the fact on which the {column['name']} rests: {asked}", keys, source, cite
        )
    case = cell.case(facts)
    if case is None:
        return Offer(column, cell, None, "", "", keys, source, cite)
    return Offer(
        column, cell, case.rate, case.text, case.missing and f"{case.missing} ({column['name']})", keys, source, cite
    )


def settle(found: list[Offer], bases: Bases, claimed: bool, day: date) -> Outcome:
    """Choose among the offers.

    Raises
    ------
    QuantityNeeded   The choice, or the amount, asks for a quantity that is not stated.
    """
    base = [one for one in found if one.column["role"] == "base"]
    instead = [one for one in found if one.column["role"] == "instead" and (one.rate is not None or one.missing)]
    national = next(iter([*instead, *base]), None)
    lower = [one for one in found if one.column["role"] == "if_lower"]
    ordinary = [one for one in lower if not one.column["claim"]]
    agreed = [one for one in lower if one.column["claim"]] if claimed else []
    if not base:
        year = fiscal_year(day)
        missing = [f"the general, temporary and WTO rates of fiscal year {year}"]
        mfn = None
    else:
        missing = [one.missing for one in [national, *ordinary] if one and one.missing]
        mfn = None if missing else _lowest(national, ordinary, bases)
    best, amount, working, reason = mfn or (None, Fraction(0), (), "")
    lacking = [one.missing for one in agreed if one.missing]
    if lacking and not (mfn and amount == 0):
        return Outcome(None, amount, (), reason, tuple(lacking))
    for one in agreed:
        if one.rate is None:
            continue
        other, steps = evaluate(one.rate, bases)
        if mfn is None:
            said = "claimed; the other columns of the year were not seen, and an agreed rate is taken to be the lowest"
            return Outcome(one, other, tuple(steps), said, (), unproved=other != 0)
        if other < amount:
            assert best
            reason = f"claimed, and less than the {best.column['name']}"
            best, amount, working = one, other, tuple(steps)
    if best is None:
        return Outcome(None, amount, (), "", tuple(missing))
    return Outcome(best, amount, working, reason, ())


def _lowest(
    national: Offer | None, ordinary: list[Offer], bases: Bases
) -> tuple[Offer, Fraction, tuple[str, ...], str] | None:
    """The rate without a claim: national law, or a bound rate that is lower. ``None``: no column has a rate."""
    best: tuple[Offer, Fraction, tuple[str, ...], str] | None = None
    if national and national.rate is not None:
        amount, steps = evaluate(national.rate, bases)
        role = national.column["role"]
        why = (
            "it stands in the place of the general rate"
            if role == "instead"
            else "no temporary rate stands in its place"
        )
        best = national, amount, tuple(steps), why
    for one in ordinary:
        if one.rate is None or (best and best[1] == 0):
            continue
        try:
            amount, steps = evaluate(one.rate, bases)
        except QuantityNeeded:
            # Brackets are the schedule's own word that another column is equal or lower.
            if best and one.cell and one.cell.bracketed:
                continue
            raise
        if best is None or amount < best[1]:
            why = f"less than the {best[0].column['name']}" if best else "national law has no rate for these goods"
            best = one, amount, tuple(steps), why
    return best
