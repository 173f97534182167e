"""Tables of the product layer: trade, duty and rates by partner, chapter, sector or code, and what every column means."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kanzei.errors import UsageError
from kanzei.impact.partial import Array
from kanzei.impact.partial_elasticities import sector_names
from kanzei.impact.partial_range import Answer
from kanzei.impact.partial_sums import exporters, moved
from kanzei.impact.rates import weights

__all__ = ["BY", "MEASURES", "Groups", "Row", "groups", "table", "whole_groups"]

BY = ("partner", "chapter", "sector", "code")
"""What a table can be laid out by."""

MEASURES: dict[str, tuple[str, str]] = {
    "imports_before": ("US dollars", "customs value of 2024"),
    "imports_after": ("US dollars", "customs value once buyers have moved, in the prices exporters then get"),
    "diverted": (
        "US dollars",
        "customs value gained from other origins of the same product (below zero: lost to them); of a total: what was gained, added up",
    ),
    "revenue_before": ("US dollars", "duty of the base day's law on the trade of 2024"),
    "revenue_static": ("US dollars", "duty of the new day's law on the trade of 2024"),
    "revenue_after": ("US dollars", "duty of the new day's law once buyers have moved"),
    "rate_before": ("fraction of customs value", "mean rate of the base day, weights of 2024"),
    "rate_static": ("fraction of customs value", "mean rate of the new day, weights of 2024"),
    "rate_after": ("fraction of customs value", "mean rate of the new day, weights once buyers have moved"),
    "import_prices": ("fraction", "mean change of duty-paid prices, weighted by duty-paid value of the base"),
    "exporters": ("US dollars", "what exporters lose by lower prices on goods still sold (below zero)"),
    "buyers": ("US dollars", "equivalent variation of buyers at given spending (below zero: a loss)"),
    "treasury": ("US dollars", "revenue after less revenue before"),
    "net": ("US dollars", "buyers and treasury together"),
    "consumer_prices_static": (
        "fraction",
        "change of consumer prices, imports with the weights of 2024 (with --prices)",
    ),
    "consumer_prices": ("fraction", "change of consumer prices once buyers have moved (with --prices)"),
}
"""Measure -> unit and meaning: the data dictionary of tidy tables; the last five are of totals, the last two of categories of spending too."""


class Groups(NamedTuple):
    """Where cells stand in a table. place : group of a cell, -1 for none (n,). keys, labels : of the groups, in order. partners : names of the partners asked for, empty for all."""

    by: str
    place: NDArray[np.int64]
    keys: list[str]
    labels: list[str]
    partners: tuple[str, ...]


class Row(NamedTuple):
    """A line: money in US dollars of 2024, rates as fractions (:data:`MEASURES`)."""

    key: str
    label: str
    imports_before: float
    imports_after: float
    diverted: float
    revenue_before: float
    revenue_static: float
    revenue_after: float
    rate_before: float
    rate_static: float
    rate_after: float
    import_prices: float
    exporters: float


def groups(found: Answer, by: str, partners: list[str] | None = None, top: int | None = None) -> Groups:
    """Group the cells of some partners (all, if none is named), the largest change of imports first; beyond ``top`` they are one group of others.

    Raises
    ------
    UsageError   There is no such layout.
    """
    case = found.case
    hts = weights().hts[case.cells]
    if by == "partner":
        raw, names = case.partner, dict(enumerate(case.partners))
        labels = {number: weights().names[key] for number, key in names.items()}
    elif by == "chapter":
        raw = hts // 10**8
        names = {int(one): f"{one:02d}" for one in np.unique(raw)}
        labels = {number: f"chapter {key}" for number, key in names.items()}
    elif by == "sector":
        raw = case.sector
        names = {number: key for number, (key, _) in sector_names().items()}
        labels = {number: label for number, (_, label) in sector_names().items()}
    elif by == "code":
        raw = hts
        names = {int(one): f"{one:010d}" for one in np.unique(raw)}
        labels = {
            number: f"{key[:4]}.{key[4:6]}.{key[6:8]}.{key[8:]}".removesuffix(".00") for number, key in names.items()
        }
    else:
        raise UsageError(f"--by {by}: choose {', '.join(BY)}")
    among = np.ones(len(raw), dtype=bool)
    if partners is not None:
        among = np.isin(case.partner, [case.partners.index(one) for one in partners])
    held, inside = np.unique(raw[among], return_inverse=True)
    change = np.bincount(inside, (found.found.value_after - found.found.value_before)[among], len(held))
    order = np.lexsort((held, -np.abs(change)))
    kept = order[:top] if top is not None and top < len(order) else order
    rank = np.full(len(held), len(kept), dtype=np.int64)
    rank[kept] = np.arange(len(kept))
    place = np.full(len(raw), -1, dtype=np.int64)
    place[among] = rank[inside]
    keys = [names[one] for one in held[kept].tolist()]
    said = [labels[one] for one in held[kept].tolist()]
    if len(kept) < len(held):
        keys.append("others")
        said.append(f"{len(held) - len(kept):,} others")
    return Groups(by, place, keys, said, tuple(weights().names[one] for one in partners or ()))


def whole_groups(found: Answer, partners: list[str]) -> Groups:
    """All cells of some partners as one group."""
    case = found.case
    inside = np.isin(case.partner, [case.partners.index(one) for one in partners])
    names = tuple(weights().names[one] for one in partners)
    return Groups("asked", np.where(inside, 0, -1).astype(np.int64), ["asked"], ["all asked for"], names)


def table(found: Answer, laid: Groups) -> list[Row]:
    """Lines in the order of the groups; they add up to the cells asked for."""
    one, count = found.found, len(laid.keys)
    inside = laid.place >= 0
    at = laid.place[inside]

    def gather(column: Array) -> Array:
        return np.asarray(np.bincount(at, column[inside], count), dtype=np.float64)

    def over(part: Array, whole: Array) -> Array:
        return np.divide(part, whole, out=np.zeros(count), where=whole > 0)

    v0, v1, gross = one.value_before, one.value_after, one.value_before * (1 + one.before)
    before, after = gather(v0), gather(v1)
    columns = (
        before,
        after,
        gather(moved(found.case.layout, one)),
        gather(one.duty_before),
        gather(one.duty_static),
        gather(one.duty_after),
        over(gather(v0 * one.before), before),
        over(gather(v0 * one.after), before),
        over(gather(v1 * one.after), after),
        over(gather(gross * np.expm1(one.price)), gather(gross)),
        gather(exporters(one)),
    )
    return [
        Row(key, label, *numbers)
        for key, label, numbers in zip(
            laid.keys, laid.labels, zip(*(one.tolist() for one in columns), strict=True), strict=True
        )
    ]
