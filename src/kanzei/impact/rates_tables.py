"""Tables of effective rates: by partner, product group, authority and day, without preferences, with all of them, and with a stated use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.history import months
from kanzei.impact.rates import DayRates, mean_rates, partner_of, rates_on, weighted, weights

__all__ = ["BY", "Answer", "Row", "answer", "law_days", "observed_use", "stated_use", "table"]

Array = Any

BY = ("partner", "chapter", "authority")
"""What a table can be laid out by."""
FILLED = ("code itself", "neighbouring codes", "specific rate as paid in 2024", "no rate", "chapters 98 and 99")
"""How cells got their rates, by number."""
CANADA, MEXICO = "1220", "2010"


class Row(NamedTuple):
    """A line of a table: imports in US dollars, rates as fractions: none claimed, all claimed, as stated (or ``None``), and the calculated one of 2024."""

    key: str
    label: str
    imports_usd: int
    none: float
    best: float
    stated: float | None
    calculated_2024: float | None


class Answer(NamedTuple):
    """Rates of a day in the three ways."""

    on: date
    none: DayRates
    best: DayRates
    stated: DayRates | None

    def total(self) -> Row:
        """All the partners asked for."""
        return self.row("all", "all partners asked for", np.ones(len(self.none.cells), dtype=bool))

    def row(self, key: str, label: str, among: Array) -> Row:
        """The cells of a mask."""
        base = weights()
        value, duty = (int(column[self.none.cells][among].sum()) for column in (base.value, base.duty))
        stated = weighted(self.stated, among=among) if self.stated else None
        calculated = duty / value if value else None
        none, best = weighted(self.none, among=among), weighted(self.best, among=among)
        return Row(key, label, value, none, best, stated, calculated)

    def filled(self) -> dict[str, float]:
        """How the cells got their rates -> share of the value."""
        value = weights().value[self.none.cells]
        return {
            words: float(value[self.none.filled == number].sum() / value.sum()) for number, words in enumerate(FILLED)
        }


def answer(
    view: View,
    on: date,
    partners: Sequence[str] | None = None,
    use: Mapping[str, float] | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Answer:
    """Rates of a day. ``use``: share of each partner's value that claims a preference, by Census code; ``None`` states none."""
    none = rates_on(view, on, partners, "none", claims, lambda share: tick(share / 2))
    best = rates_on(view, on, partners, "best", claims, lambda share: tick(0.5 + share / 2))
    asked = {one: share for one, share in (use or {}).items() if one in none.partners}
    return Answer(on, none, best, None if use is None else mean_rates(none, asked, best))


def table(found: Answer, by: str) -> list[Row]:
    """Rows by partner or chapter, the largest imports first, or by authority, the highest rate first.

    Raises
    ------
    UsageError   There is no such layout.
    """
    base = weights()
    cells = found.none.cells
    if by == "partner":
        spans = [(one, *base.spans[one]) for one in found.none.partners]
        rows = [
            found.row(one, base.names[one], (cells >= first) & (cells < last))
            for one, first, last in spans
            if last > first
        ]
    elif by == "chapter":
        chapters = base.hts[cells] // 10**8
        rows = [found.row(f"{one:02d}", f"chapter {one:02d}", chapters == one) for one in np.unique(chapters).tolist()]
    elif by == "authority":
        value = int(base.value[cells].sum())
        rows = [
            Row(
                name,
                name,
                value,
                weighted(found.none, column),
                weighted(found.best, found.best.parts[name]),
                weighted(found.stated, found.stated.parts[name]) if found.stated else None,
                None,
            )
            for name, column in found.none.parts.items()
            if column.any() or found.best.parts[name].any()
        ]
        return sorted(rows, key=lambda row: (-row.none, row.key))
    else:
        raise UsageError(f"--by {by}: choose {', '.join(BY)}")
    return sorted(rows, key=lambda row: (-row.imports_usd, row.key))


def law_days(view: View, since: date, until: date) -> list[date]:
    """The first day of a span and every later day on which some rule of the book begins or ends, ``until`` left out."""
    if since >= until:
        raise UsageError(f"the span is empty: it begins on {since} and ends before {until}")
    first, last = since.isoformat(), until.isoformat()
    return [since, *sorted(date.fromisoformat(day) for day in view.bounds() if first < day < last)]


def observed_use(month: str) -> dict[str, float]:
    """Shares of Canada's and Mexico's goods entered with a USMCA claim in a month.

    Notes
    -----
    A share of all their value, laid on every cell alike: which goods claim is not told apart.

    Raises
    ------
    UsageError   The month is not on file.
    """
    found = {one.month: one for one in months() if one.usmca_ca is not None}
    one = found.get(month)
    if one is None or one.usmca_ca is None or one.usmca_mx is None:
        raise UsageError(f"use of preferences in {month} is not on file: there are {min(found)} to {max(found)}")
    return {CANADA: one.usmca_ca, MEXICO: one.usmca_mx}


def stated_use(words: Sequence[str]) -> dict[str, float] | None:
    """Use of preferences as a user states it: ``0.6`` (every partner), ``CA=0.87``, ``observed:2025-09``; later words win.

    Raises
    ------
    UsageError   A word is none of these.
    """
    if not words:
        return None
    out: dict[str, float] = {}
    for word in words:
        if word.startswith("observed:"):
            out.update(observed_use(word.partition(":")[2]))
            continue
        name, equals, share = word.rpartition("=")
        try:
            part = float(share)
        except ValueError:
            part = -1.0
        if not 0 <= part <= 1:
            raise UsageError(f"--use {word}: a share between 0 and 1, such as 0.6, CA=0.87 or observed:2025-09")
        out.update(dict.fromkeys([partner_of(name)] if equals else list(weights().names), part))
    return out
