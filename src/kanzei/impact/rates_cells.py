"""Rates of the cells of the weights over a span of days: what the panel says of a code, laid on the codes of 2024.

What a statutory rate leaves open is filled in three stated ways, and every answer carries the share of value that each of them touches.

* A code that the schedule of the day does not have takes the mean of the codes under its first eight digits, else six.
* A specific rate has no share of the value: the cell takes the ordinary rate that imports of 2024 paid under the code, duty over value of the cells that
  paid any, China's left out because its duties of 2024 hold section 301. An added duty that depends on it is counted as nothing.
* Chapters 98 and 99 carry no rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.panel import PanelOptions
from kanzei.duty.view import View
from kanzei.impact.rates_conventions import NO_METAL, WHOLE, Conventions, mixed
from kanzei.impact.rates_panels import NAMES, Panel, panels
from kanzei.impact.rates_weights import Weights, origin_of

__all__ = ["NAMES", "Cells", "Epoch", "epochs", "looked_up"]

Array = Any

SPECIAL_PROVISIONS = 98
"""First chapter of special provisions: no column 1 rate of their own."""


class Cells(NamedTuple):
    """Rates of cells by authority (``mfn`` is the ordinary one; authorities of no rate share one array of zeros), and how each cell got its rate
    (numbers of :class:`kanzei.impact.rates.DayRates`)."""

    parts: dict[str, Array]
    filled: Array

    @property
    def total(self) -> Array:
        """All of them together."""
        first, *rest = {id(one): one for one in self.parts.values()}.values()
        out = first.copy()
        for one in rest:
            out += one
        return out


class Epoch(NamedTuple):
    """Days ``[since, until)`` over which no rate of any cell changes; ``whole``: none and best with articles of metal at their whole value."""

    since: date
    until: date
    none: Cells
    best: Cells
    whole: tuple[Cells, Cells]


def epochs(
    view: View,
    base: Weights,
    partners: Sequence[str],
    since: date,
    until: date,
    taken: Conventions,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> Iterator[Epoch]:
    """Rates of the cells of some partners, in the order given, without and with the best preference, for entries of ``[since, until)``."""
    origins = [origin_of(one) for one in partners]
    loaded = taken.loaded.isoformat() if taken.loaded else ""
    mixing = taken.metal.name != WHOLE

    def parts(claims: Mapping[str, Any], start: float) -> list[Panel]:
        options = PanelOptions(claims, loaded, "every", bounds=False)
        share = 0.4 if mixing else 0.8
        return panels(view, origins, since, until, options, processes, lambda done: tick(start + share * done))

    full = _Laid(parts(taken.claims, 0.0), base, partners, mixing)
    none = _Laid(parts({**taken.claims, **NO_METAL}, 0.4), base, partners, True) if mixing else None
    hts = np.concatenate([base.hts[slice(*base.spans[one])] for one in partners])
    for number, (first, last) in enumerate(full.days):
        plain, best, *claimed = full.cells(number)
        if none:
            ends = none.cells(number)
            mine, theirs = (
                Cells(mixed(a.parts, b.parts, taken.metal, hts), a.filled)
                for a, b in ((plain, ends[0]), (claimed[0], ends[2]))
            )
            yield Epoch(first, last, mine, _cheaper(mine, theirs), (plain, best))
        else:
            yield Epoch(first, last, plain, best, (plain, best))
        tick(0.8 + 0.2 * (number + 1) / len(full.days))


def looked_up(
    hts: Array, paid: Array, rates: Mapping[str, Array], names: Sequence[str]
) -> tuple[dict[str, Array], Array, Array]:
    """Parts, how each cell was filled, and the total, of cells of one partner.

    hts, paid : codes of the cells and what each paid in 2024. rates : ``code`` ordered int64, and a column by name, NaN where not known. names : ``mfn`` first.
    """
    matrix = np.array([rates[name] for name in names])
    out, filled = _values(matrix, _places(rates["code"], hts), paid)
    return dict(zip(names, out, strict=True)), filled, out.sum(axis=0)


def _cheaper(plain: Cells, claimed: Cells) -> Cells:
    """The cheaper of two ways, cell by cell: at another content another way may be the cheaper."""
    less = claimed.total < plain.total - 1e-12
    parts = {
        name: column if claimed.parts[name] is column else np.where(less, claimed.parts[name], column)
        for name, column in plain.parts.items()
    }
    return Cells(parts, np.where(less, claimed.filled, plain.filled))


class _Laid:
    """The parts of a panel laid on the cells of partners."""

    def __init__(self, parts: list[Panel], base: Weights, partners: Sequence[str], listed: bool) -> None:
        self.base, self.partners, self.ways = base, partners, 3 if listed else 2
        self.days = [
            (date.fromisoformat(a), date.fromisoformat(b)) for a, b in zip(parts[0].starts, parts[0].stops, strict=True)
        ]
        self.of_origin = {origin: part for part in parts for origin in part.origins}
        self.names = [name for name in NAMES if any(name in part.names for part in parts)]
        self._places: dict[Any, Any] = {}
        self._runs: dict[Any, tuple[Array, Any, list[Array]]] = {}
        self._before: dict[str, tuple[Any, Any]] = {}

    def cells(self, epoch: int) -> list[Cells]:
        """Cells of all partners in an epoch, without and with the best preference, and under every preference that is open where that was asked for."""
        runs: dict[Any, Any] = {}
        pieces = [self._partner(one, epoch, runs) for one in self.partners]
        out, zeros = [], None
        for way in range(self.ways):
            rates = np.concatenate([piece[way][0] for piece in pieces], axis=1)
            filled = np.concatenate([piece[way][1] for piece in pieces])
            zeros = np.zeros(len(filled)) if zeros is None else zeros
            named = dict(zip(self.names, rates, strict=True))
            out.append(Cells({**dict.fromkeys(NAMES, zeros), **named}, filled))
        return out

    def _partner(self, partner: str, epoch: int, runs: dict[Any, Any]) -> list[tuple[Array, Array]]:
        part = self.of_origin[origin_of(partner)]
        key = (id(part), part.origins[origin_of(partner)])
        if key not in runs:
            runs[key] = self._run(part, key[1], epoch)
        codes, digest, rates = runs[key]
        before = self._before.get(partner)
        if before and before[0] == digest:
            return before[1]  # type: ignore[no-any-return]
        span = slice(*self.base.spans[partner])
        hts, paid = self.base.hts[span], self.base.paid[span]
        places = self._places.get((partner, digest[0]))
        if places is None:
            places = self._places[(partner, digest[0])] = _places(codes, hts)
        out = [_values(one, places, paid) for one in rates]
        self._before[partner] = (digest, out)
        return out

    def _run(self, part: Panel, run: int, epoch: int) -> tuple[Array, Any, list[Array]]:
        codes, first, last, rows = part.runs[run]
        there = (first <= epoch) & (last >= epoch)
        numbers, rows = part.codes[codes[there]], rows[there]
        before = self._runs.get((id(part), run))
        digest = (hash(numbers.tobytes()), hash(rows.tobytes()), id(part))
        if before and before[1] == digest:
            return before
        rates = [np.zeros((len(self.names), len(rows))) for _ in range(self.ways)]
        places = [self.names.index(name) for name in part.names]
        for way, here in enumerate(rates):
            here[places] = part.rates[:, part.ways[rows, way]]
        found = self._runs[(id(part), run)] = (numbers, digest, rates)
        return found


def _places(codes: Array, hts: Array) -> tuple[Array, Array, Array]:
    """First and last+1 place of each cell among the codes, and how it was found."""
    low: Array = np.searchsorted(codes, hts)
    high: Array = np.searchsorted(codes, hts, "right")
    filled = np.where(high > low, 0, 3).astype(np.int8)
    for digits in (100, 10_000):
        lacking = high == low
        stems = codes // digits
        low = np.where(lacking, np.searchsorted(stems, hts // digits), low)
        high = np.where(lacking, np.searchsorted(stems, hts // digits, "right"), high)
        filled[lacking & (high > low)] = 1
    filled[hts // 10**8 >= SPECIAL_PROVISIONS] = 4
    return low, high, filled


def _values(rates: Array, places: tuple[Array, Array, Array], paid: Array) -> tuple[Array, Array]:
    """Rates of the cells (names, cells) and how they were found."""
    low, high, how = places
    filled = how.copy()
    out = rates[:, np.minimum(low, rates.shape[1] - 1)]
    unknown = np.isnan(out[0])
    several = np.flatnonzero((high - low > 1) & (filled < 2))
    if len(several):
        ends = np.stack([low[several], high[several]], axis=1).reshape(-1)
        wide = np.pad(rates, ((0, 0), (0, 1)))
        known = ~np.isnan(wide)
        sums = np.add.reduceat(np.where(known, wide, 0.0), ends, axis=1)[:, ::2]
        counts = np.add.reduceat(known, ends, axis=1, dtype=float)[:, ::2]
        with np.errstate(invalid="ignore", divide="ignore"):
            out[:, several] = np.where(counts > 0, sums / counts, np.nan)
        unknown[several] = counts[0] < high[several] - low[several]
    filled[unknown & (filled < 2)] = 2
    out[0] = np.where(np.isnan(out[0]), paid, out[0])
    out = np.nan_to_num(out, copy=False)
    out[:, filled >= 3] = 0.0
    return out, filled
