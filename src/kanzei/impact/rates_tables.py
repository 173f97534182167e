"""Tables of effective rates: by partner, product group, authority and day, without preferences, with all of them, and with a stated use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.rates import DayRates, Use, base_of, day_rates, mean_of, mean_rates, weighted
from kanzei.impact.rates_cells import Epoch, epochs
from kanzei.impact.rates_conventions import Conventions
from kanzei.impact.rates_groups import BY, Keys, keys_of, kinds
from kanzei.law.authorities import AUTHORITIES

__all__ = ["BY", "Answer", "Row", "Sums", "answer", "days", "mean_between", "table"]

Array = Any

FILLED = ("code itself", "neighbouring codes", "specific rate as paid in 2024", "no rate", "chapters 98 and 99")
"""How cells got their rates, by number."""


class Row(NamedTuple):
    """A line of a table: imports in US dollars, rates as fractions: none claimed, all claimed, as stated (or ``None``), and the calculated one of 2024 (or ``None``).

    keys, labels : one for each layout.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    imports_usd: int
    none: float
    best: float
    stated: float | None
    calculated_2024: float | None


class Sums(NamedTuple):
    """What is left of an answer once its cells are let go: the row of all, and how the cells got their rates."""

    on: date
    until: date | None
    epochs: int
    all: Row
    filled: dict[str, float]


class Answer(NamedTuple):
    """Rates of a day, or means over ``[on, until)``, in the three ways.

    epochs : how many spells of unchanged rates the means are of. whole : rates without and with preferences where articles of metal count with their whole value.
    """

    on: date
    none: DayRates
    best: DayRates
    stated: DayRates | None
    until: date | None = None
    epochs: int = 1
    whole: tuple[DayRates, DayRates] | None = None

    def total(self) -> Row:
        """All the partners asked for."""
        base, cells = self.none.held, self.none.cells
        value, duty = int(base.value[cells].sum()), int(base.duty[cells].sum())
        stated = weighted(self.stated) if self.stated else None
        calculated = duty / value if value else None
        return Row(("all",), ("all asked for",), value, weighted(self.none), weighted(self.best), stated, calculated)

    def bare(self) -> Sums:
        """The sums alone: an answer of all partners holds some hundred megabytes."""
        return Sums(self.on, self.until, self.epochs, self.total(), self.filled())

    def filled(self) -> dict[str, float]:
        """How the cells got their rates -> share of the value."""
        value = self.none.held.value[self.none.cells]
        whole = value.sum()
        return {words: float(value[self.none.filled == number].sum() / whole) for number, words in enumerate(FILLED)}


def _answered(one: Epoch, partners: list[str], base: Any, use: Use | None) -> Answer:
    none, best = (
        day_rates(cells, one.since, spi, partners, base, one.until)
        for cells, spi in ((one.none, "none"), (one.best, "best"))
    )
    asked = {partner: share for partner, share in (use or {}).items() if partner in partners}
    whole = (none, best)
    if one.whole[0] is not one.none:
        whole = (
            day_rates(one.whole[0], one.since, "none", partners, base, one.until),
            day_rates(one.whole[1], one.since, "best", partners, base, one.until),
        )
    stated = None if use is None else mean_rates(none, asked, best)
    return Answer(one.since, none, best, stated, one.until, 1, whole)


def days(
    view: View,
    since: date,
    until: date,
    partners: Sequence[str] | None = None,
    use: Use | None = None,
    taken: Conventions | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> Iterator[Answer]:
    """An answer for every spell of ``[since, until)`` over which no rule of the book begins or ends.

    Raises
    ------
    UsageError   The span is empty or begins before the book.
    """
    if since >= until:
        raise UsageError(f"the span is empty: it begins on {since} and ends before {until}")
    base = base_of(partners)
    chosen = sorted(base.names if partners is None else partners)
    for one in epochs(view, base, chosen, since, until, taken or Conventions(), processes, tick):
        yield _answered(one, chosen, base, use)


def answer(
    view: View,
    on: date,
    partners: Sequence[str] | None = None,
    use: Use | None = None,
    taken: Conventions | None = None,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> Answer:
    """Rates of a day. ``use``: share of each partner's value that claims a preference, by Census code; ``None`` states none."""
    (found,) = days(view, on, date.fromordinal(on.toordinal() + 1), partners, use, taken, processes, tick)
    return found._replace(until=None)


def mean_between(found: Sequence[Answer], since: date, until: date) -> Answer:
    """The mean over ``[since, until)`` of answers that cover it, every day alike: a rate that changes within counts by its days."""
    held = [(days, one) for one in found if (days := (min(one.until or until, until) - max(one.on, since)).days) > 0]
    none, best = (mean_of([(n, getattr(one, name)) for n, one in held]) for name in ("none", "best"))
    stated = [(n, one.stated) for n, one in held if one.stated is not None]
    return Answer(since, none, best, mean_of(stated) if stated else None, until, len(held))


def table(found: Answer, by: str = "partner", top: int | None = None) -> list[Row]:
    """Rows by one or several layouts of :data:`BY`, the largest imports first (the highest rate, by authority); ``top`` of them.

    Raises
    ------
    UsageError   There is no such layout.
    """
    words = kinds(by)
    base, cells = found.none.held, found.none.cells
    plain = [one for one in words if one != "authority"]
    groups = [keys_of(base, cells, found.none.partners, one) for one in plain]
    place, labels = _grouped(groups, len(cells))
    value = base.value[cells].astype(float)
    size = len(labels)
    imports, duty = (np.bincount(place, column, size) for column in (value, base.duty[cells].astype(float)))

    def means(column: Array | None) -> Array | None:
        if column is None:
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num(np.bincount(place, value * column, size) / imports)

    ways = (found.none, found.best, found.stated)
    rows: list[tuple[Row, float]] = []
    names = list(found.none.parts) if "authority" in words else [None]
    at = words.index("authority") if "authority" in words else 0
    for name in names:
        none, best, stated = (
            means(None if one is None else one.total if name is None else one.parts[name]) for one in ways
        )
        for number, (keys, said) in enumerate(labels):
            rates = (float(none[number]), float(best[number]), None if stated is None else float(stated[number]))  # type: ignore[index]
            if name is None:
                if imports[number]:
                    last = float(duty[number] / imports[number])
                    rows.append((Row(keys, said, int(imports[number]), *rates, last), imports[number]))
            elif any(rates):
                long = AUTHORITIES["mfn" if name == "ordinary" else name]
                row = Row(
                    (*keys[:at], name, *keys[at:]), (*said[:at], long, *said[at:]), int(imports[number]), *rates, None
                )
                rows.append((row, rates[0] if len(words) == 1 else imports[number]))
    rows.sort(key=lambda pair: (-pair[1], -pair[0].none, pair[0].keys))
    return [row for row, _ in rows[:top]]


def _grouped(groups: list[Keys], cells: int) -> tuple[Array, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """The group of every cell, and keys and labels of the groups."""
    if not groups:
        return np.zeros(cells, dtype=np.int64), [((), ())]
    whole: Array = np.zeros(cells, dtype=np.int64)
    for one in groups:
        whole = whole * len(one.keys) + one.numbers
    found, place = np.unique(whole, return_inverse=True)
    labels = []
    for number in found.tolist():
        keys, said = [], []
        for one in reversed(groups):
            number, at = divmod(number, len(one.keys))
            keys.append(one.keys[at])
            said.append(one.labels[at])
        labels.append((tuple(reversed(keys)), tuple(reversed(said))))
    return place, labels
