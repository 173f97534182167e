"""Goods of the United States' imports by seller and sector of a model, with the book's rates of two days.

Three rules, stated with every answer, place goods that the weights of 2024 (ten-digit code x 50 partners, 98.7 percent of imports) hold with a model's sellers.

* A partner's goods are those of its country. Members of the Union take the Union's goods and rates, all alike.
* A country of the model that is no partner takes its own rates of the book, weighted by its imports by chapter and, within a chapter, by the codes of all partners.
* The rest of the world takes the goods and rates of the partners that the model does not hold.

Chapters 98 and 99, and codes that no sector holds, are left out: they carry no rate, and the model's other goods stand for them. A good without a rate on one of the two
days keeps that of the base day, as in ``partial_case``: what differs is law alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.duty.panel import PanelOptions, panel
from kanzei.duty.panel_rows import LAID_ON_TOP
from kanzei.duty.view import View
from kanzei.errors import EntryError
from kanzei.impact.rates import UNION, DayRates, Use, mean_rates, origin_of, rates_on, weights
from kanzei.impact.rates_cells import looked_up
from kanzei.impact.sector_scenarios import HOME, MEMBERS
from kanzei.impact.sectors_places import sector_of_codes

__all__ = ["MEMBERS", "REST", "Goods", "goods"]

Array = Any
REST = "ROW"
NO_RATE = 3
"""How :func:`kanzei.impact.rates.rates_on` marks cells without a rate, from here on."""


@dataclass(frozen=True)
class Goods:
    """Imports of the United States: goods of one seller group, sector and pair of rates as one line.

    Attributes
    ----------
    seller : int (h,)   Place in the model, or the number of a group where ``groups`` is given.
    sector : int (h,)   Place in the model.
    value : float (h,)   Customs value of 2024, US dollars.
    before, after : float (h,)   Rates of the two days, shares of value.
    covered : share of the value of all weights that is placed in a sector.
    own, by_chapter, union : sellers by the rule that gives their goods. unplaced : sellers without goods on file.
    groups : int (n,)   The group of each seller of the model, -1 for none; the Union's members are one.
    """

    seller: Array
    sector: Array
    value: Array
    before: Array
    after: Array
    covered: float
    own: tuple[str, ...]
    by_chapter: tuple[str, ...]
    union: tuple[str, ...]
    unplaced: tuple[str, ...]
    groups: Array | None = field(default=None, kw_only=True)


@cache
def _chapters() -> dict[str, dict[int, float]]:
    """Alpha-2 code -> chapter -> imports of 2024, US dollars."""
    import pyarrow.parquet as pq

    out: dict[str, dict[int, float]] = {}
    table = pq.read_table(str(files("kanzei.impact").joinpath("facts/chapters-2024.parquet")))
    for row in table.to_pylist():
        try:
            origin = normalise_origin(row["partner"])[0]
        except EntryError:
            continue
        kept = out.setdefault(origin, {})
        kept[row["chapter"]] = kept.get(row["chapter"], 0.0) + row["value_usd"]
    return out


def goods(
    view: View,
    on: date,
    base: date,
    model: str,
    countries: Sequence[str],
    sectors: Sequence[str],
    spi: str = "best",
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Goods:
    """The goods of a model's sellers with the rates of ``base`` and ``on``.

    Parameters
    ----------
    countries : codes of three letters, ``ROW`` for the rest of the world; the United States is among them and sells itself nothing.
    spi : ``best`` a preference wherever one is cheaper · ``none`` no preference.
    use : share of each partner's value that claims a preference, by Census code, in the place of ``spi``.

    Raises
    ------
    UsageError   A day before the book begins, or an option that is none.
    """
    days = [_day(view, one, spi, use, claims) for one in (base, on)]
    tick(0.5)
    held = weights()
    cells = days[0].cells
    hts, value = held.hts[cells], held.value[cells].astype(float)
    sector = sector_of_codes(hts, model, sectors)
    placed = sector >= 0
    alpha3 = {_alpha2(name): name for name in countries if name not in {REST, HOME} and name not in MEMBERS}
    union = tuple(name for name in countries if name in MEMBERS)
    sellers: list[tuple[str, ...]] = []
    pieces: list[tuple[Array, ...]] = []
    own: list[str] = []
    others = np.zeros(len(cells), dtype=bool)
    for partner in days[0].partners:
        first, last = held.spans[partner]
        chosen = (cells >= first) & (cells < last) & placed
        name = alpha3.get(origin_of(partner)) if partner != UNION else None
        if name:
            own.append(name)
            sellers.append((name,))
        elif partner == UNION:
            sellers.append(union)
        else:
            others |= chosen
            continue
        pieces.append(_cut(chosen, sector, value, days))
    if REST in countries:
        sellers.append((REST,))
        pieces.append(_cut(others, sector, value, days))
    lacking = tuple(name for code, name in alpha3.items() if name not in own and _chapters().get(code))
    found = _by_chapter(view, (base, on), [_alpha2(name) for name in lacking], hts, value, placed, spi, claims)
    theirs = sector_of_codes(np.unique(hts[placed]), model, sectors)
    for name in lacking:
        worth, before, after = found[_alpha2(name)]
        sellers.append((name,))
        pieces.append((theirs[worth > 0], worth[worth > 0], before[worth > 0], after[worth > 0]))
    tick(1.0)
    group_of = {name: number for number, names in enumerate(sellers) for name in names}
    groups = np.array([group_of.get(name, -1) for name in countries])
    columns = [np.concatenate([one[column] for one in pieces]) for column in range(4)]
    group = np.concatenate([np.full(len(one[0]), number) for number, one in enumerate(pieces)])
    seller, goods_sector, worth, old, new = _together(group, *columns)
    return Goods(
        seller,
        goods_sector,
        worth,
        old,
        new,
        float(value[placed].sum() / value.sum()),
        tuple(own),
        lacking,
        union,
        tuple(name for name, number in zip(countries, groups, strict=True) if number < 0 and name != HOME),
        groups=groups,
    )


def _together(group: Array, sector: Array, value: Array, before: Array, after: Array) -> tuple[Array, ...]:
    """Goods of one group, sector and pair of rates added up: nothing is lost, and a solve per draw has less to gather."""
    order = np.lexsort((after, before, sector, group))
    columns = [one[order] for one in (group, sector, before, after)]
    new = np.concatenate([[True], np.any([one[1:] != one[:-1] for one in columns], axis=0)])
    sums = np.add.reduceat(value[order], np.nonzero(new)[0])
    group, sector, before, after = (one[new] for one in columns)
    return group, sector, sums, before, after


def _alpha2(code: str) -> str:
    try:
        return normalise_origin(code)[0]
    except EntryError:
        return code


def _day(view: View, on: date, spi: str, use: Use | None, claims: Mapping[str, Any] | None) -> DayRates:
    if use is None:
        return rates_on(view, on, None, spi, claims)
    return mean_rates(rates_on(view, on, None, "none", claims), dict(use), rates_on(view, on, None, "best", claims))


def _cut(mask: Array, sector: Array, value: Array, days: Sequence[DayRates]) -> tuple[Array, Array, Array, Array]:
    old, new = _like_for_like(*((one.total[mask], one.filled[mask]) for one in days))
    return sector[mask], value[mask], old, new


def _like_for_like(before: tuple[Array, Array], after: tuple[Array, Array]) -> tuple[Array, Array]:
    """Rates of the two days from rates and how they were found; without a rate on one of them, that of the base day on both."""
    unknown = (before[1] >= NO_RATE) | (after[1] >= NO_RATE)
    return before[0], np.where(unknown, before[0], after[0])


def _by_chapter(
    view: View,
    days: Sequence[date],
    origins: Sequence[str],
    hts: Array,
    value: Array,
    placed: Array,
    spi: str,
    claims: Mapping[str, Any] | None,
) -> dict[str, tuple[Array, Array, Array]]:
    """Alpha-2 code -> value and rates of two days by code, the codes that some partner sells."""
    if not origins:
        return {}
    held = weights()
    codes, where = np.unique(hts[placed], return_inverse=True)
    mix = np.bincount(where, value[placed], len(codes))
    paid = np.full(len(codes), np.nan)
    paid[where] = held.paid[placed]
    chapter = codes // 10**8
    whole = np.bincount(chapter, mix, 100)
    rates = [_rates(view, one, origins, codes, paid, spi, claims) for one in days]
    out = {}
    for origin in origins:
        theirs = np.zeros(100)
        for number, worth in _chapters()[origin].items():
            theirs[number] = worth
        scale = np.divide(theirs, whole, out=np.zeros(100), where=whole > 0)
        out[origin] = (mix * scale[chapter], *_like_for_like(rates[0][origin], rates[1][origin]))
    return out


def _rates(
    view: View,
    on: date,
    origins: Sequence[str],
    codes: Array,
    paid: Array,
    spi: str,
    claims: Mapping[str, Any] | None,
) -> dict[str, tuple[Array, Array]]:
    """Total rates of a day by origin, for each code, and how they were found."""
    names = ("mfn", *LAID_ON_TOP)
    pieces: dict[str, list[dict[str, Array]]] = {}
    for batch in panel(view, list(origins), on, on + timedelta(days=1), PanelOptions(claims or {}, spi=spi)):
        hts = batch.column("hts")
        all_codes = np.array([int(one) for one in hts.dictionary.to_pylist()], dtype=np.int64)[hts.indices.to_numpy()]
        piece = {name: batch.column(f"{name}_rate").to_numpy(zero_copy_only=False) for name in names}
        pieces.setdefault(batch.column("origin")[0].as_py(), []).append({"code": all_codes, **piece})
    out = {}
    for origin, parts in pieces.items():
        whole = {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}
        _, filled, total = looked_up(codes, paid, whole, names)
        out[origin] = (total, filled)
    return out
