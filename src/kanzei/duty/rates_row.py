"""A row of a panel: the rates of one stack for one pair of ordinary rates, with their bounds and what they hang on."""

from __future__ import annotations

from typing import NamedTuple

from kanzei.duty.rates import Carrier, Outcome
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import RATE_ONE

__all__ = ["Row", "rates_row"]


class Row(NamedTuple):
    """What a panel says of a pair of code and country on a day. Rates in units of SCALE; ``None`` where not known."""

    ordinary: int | None
    rates: tuple[tuple[str, int | None], ...]
    added: int | None
    total: int | None
    low: int | None
    high: int | None
    conditional: tuple[str, ...]
    headings: tuple[str, ...]


def rates_row(carrier: Carrier, general: int | None, actual: int | None) -> Row:
    """The rates of a stack for one pair of ordinary rates.

    Parameters
    ----------
    general, actual : rate of column 1 general and of the column used, in rate units; ``None`` where it is no percentage of the value.
    """
    found = carrier.rows.get((general, actual))
    if found is None:
        if general is None or actual is None:
            found = _unknown_row(carrier, general, actual)
        else:
            found = _known_row(carrier, general, actual)
        carrier.rows[(general, actual)] = found
    return found


def _known_row(carrier: Carrier, general: int, actual: int) -> Row:
    outcome, sums, changes = carrier.found(general, actual)
    if outcome.refused:
        return Row(None, (), None, None, None, None, ("refused",), outcome.headings)
    used = actual if sums.ordinary is None else sums.ordinary
    ordinary, rates = used * RATE_ONE, _rates(outcome, used, carrier.without)
    if not sums.certain:
        return Row(ordinary, rates, None, None, None, None, ("quantity",), outcome.headings)
    total = low = high = ordinary + sums.constant + sums.slope * used
    if not changes:
        return Row(ordinary, rates, total - ordinary, total, total, total, (), outcome.headings)
    names: dict[str, None] = {}
    effects: dict[tuple[str, int], str] = {}
    for name, kind, relief, there in changes:
        if not there.certain:
            continue  # refused, or at a price that needs a quantity: no rate to set beside this one
        base = actual if there.ordinary is None else there.ordinary
        changed = base * RATE_ONE + there.constant + there.slope * base
        if changed == total or (relief and changed > total):
            continue
        low, high = min(low, changed), max(high, changed)
        if kind in ("loaded", "country"):
            # Of several loading days with one effect the last counts; smelt, second smelt and cast are one fact.
            before = effects.get((kind, changed))
            if before is not None:
                if kind == "country":
                    continue
                names.pop(before, None)
            effects[(kind, changed)] = name
        names[name] = None
    return Row(ordinary, rates, total - ordinary, total, low, high, tuple(sorted(names)), outcome.headings)


def _rates(outcome: Outcome, used: int, without: frozenset[str]) -> tuple[tuple[str, int | None], ...]:
    rates: list[tuple[str, int | None]] = [
        (name, constant + slope * used)
        for name, constant, slope in outcome.linear
        if name not in without and name not in outcome.unknown
    ]
    return (*rates, *((name, None) for name in outcome.unknown if name not in without))


def _unknown_row(carrier: Carrier, general: int | None, actual: int | None) -> Row:
    """A row where column 1 is specific or compound: what does not depend on it is told, the rest is null."""
    every = carrier.representatives()
    if general is None and actual is None:
        pairs = [(one, one) for one in every]
    else:
        pairs = [
            (g, a)
            for g in ([general] if general is not None else every)
            for a in ([actual] if actual is not None else every)
        ]
    found = [carrier.found(g, a) for g, a in pairs]
    outcomes = [one.outcome for one in found]
    headings = tuple(dict.fromkeys(heading for one in outcomes for heading in one.headings))
    if any(one.refused for one in outcomes):
        return Row(None, (), None, None, None, None, ("refused",), headings)
    forms = [{name: (constant, slope) for name, constant, slope in one.linear} for one in outcomes]
    unknown = {name for one in outcomes for name in one.unknown}
    rates: list[tuple[str, int | None]] = []
    for name in AUTHORITIES:
        here = {one.get(name, (0, 0)) for one in forms}
        if name in carrier.without or (here == {(0, 0)} and name not in unknown):
            continue
        constant, slope = next(iter(here))
        certain = len(here) == 1 and name not in unknown and (slope == 0 or actual is not None)
        rates.append((name, constant + slope * (actual or 0) if certain else None))
    fixed = {one.ordinary for one in outcomes}
    used = actual if fixed == {None} or len(fixed) > 1 else fixed.pop()
    ordinary = None if used is None else used * RATE_ONE
    added = None if any(rate is None for _, rate in rates) else sum(rate for _, rate in rates if rate is not None)
    total = None if added is None or ordinary is None else ordinary + added
    names = {
        change.name
        for one in found
        for change in one.changes
        if change.sums.certain and not (change.relief and change.sums.constant > one.sums.constant)
    }
    return Row(ordinary, tuple(rates), added, total, total, total, tuple(sorted(names | {"quantity"})), headings)
