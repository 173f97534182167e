"""Weights of effective rates: imports of 2024 by ten-digit code and partner, and how a user names a partner.

:func:`weights` holds the cells of one file alone: 49 countries and the European Union as one, 98.7% of all imports for consumption, with the duty that the Census
Bureau calculated for each cell. :func:`everywhere` adds every other partner, and the members of the Union one by one. Of those the value by code is on file, exact, and the
duty by chapter; inside a chapter the duty is laid on the codes in proportion to what goods of the code paid elsewhere, so that it is an estimate by code and exact by chapter.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.errors import EntryError, UsageError

__all__ = ["BASIS", "UNION", "Weights", "check_on_file", "everywhere", "origin_of", "partner_of", "weights"]

Array = Any

BASIS = "goods, Census, imports for consumption, customs value, calendar 2024 (year to date December 2024), ten-digit code x partner, U.S. Census Bureau"
UNION = "0003"
"""The European Union as one partner of the weights."""
MEMBER = "DE"
"""The member whose rates stand for the Union's: duty on goods of its members differs only where an order names one of them."""
CHINA = "5700"
CHAPTER = 10**8


class Weights(NamedTuple):
    """Cells of 2024, ordered by partner and code.

    names : Census code of a partner -> name; together they are all the value. spans : Census code -> first and last+1 cell, of the members too.
    hts   : int64 (n,). value, duty : int64 US dollars (n,). paid : the share of the value that goods of the code paid in 2024, float (n,); NaN where no cell paid.
    members : Census code of a member of the Union -> name; their cells stand inside the Union's as well, so that they are in no sum of all partners.
    """

    names: dict[str, str]
    spans: dict[str, tuple[int, int]]
    hts: Array
    value: Array
    duty: Array
    paid: Array
    members: dict[str, str] = {}  # noqa: RUF012  (never mutated)

    def name(self, partner: str) -> str:
        """What a partner is called."""
        return self.names.get(partner) or self.members[partner]


def _read(name: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(str(files("kanzei.impact").joinpath("facts", name)))


def _names(name: str) -> list[dict[str, str]]:
    with files("kanzei.impact").joinpath("facts", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _spans(partner: Array) -> dict[str, tuple[int, int]]:
    found, first, count = np.unique(partner, return_index=True, return_counts=True)
    return {str(one): (int(at), int(at + many)) for one, at, many in zip(found, first, count, strict=True)}


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The cells whose duty is on file: 49 countries and the Union."""
    names = {row["partner"]: row["name"] for row in _names("names.csv")}
    table = _read("cells-2024.parquet")
    partner = np.array(table["partner"].to_pylist())
    hts, value, duty = (table[name].to_numpy() for name in ("hts", "value_usd", "duty_usd"))
    codes, paid, place = _paid(hts, value, duty, partner != CHINA)
    return Weights(names, _spans(partner), hts, value, duty, paid[place])


def _paid(hts: Array, value: Array, duty: Array, among: Array) -> tuple[Array, Array, Array]:
    """Codes, the share of the value each paid where it paid at all, and the place of every cell among the codes."""
    codes, place = np.unique(hts, return_inverse=True)
    counted = (duty > 0) & among
    paid_duty = np.bincount(place[counted], duty[counted].astype(float), len(codes))
    paid_value = np.bincount(place[counted], value[counted].astype(float), len(codes))
    with np.errstate(invalid="ignore", divide="ignore"):
        return codes, paid_duty / paid_value, place


@lru_cache(maxsize=1)
def everywhere() -> Weights:
    """All partners, and the members of the Union beside it."""
    base = weights()
    rows = _names("names-others.csv")
    table = _read("others-2024.parquet")
    partner = np.array(table["partner"].to_pylist())
    hts, value = (table[name].to_numpy() for name in ("hts", "value_usd"))
    codes, first = np.unique(base.hts, return_index=True)
    known = np.minimum(np.searchsorted(codes, hts), len(codes) - 1)
    paid = np.where(codes[known] == hts, base.paid[first][known], np.nan)
    members = {row["partner"]: row["name"] for row in rows if row["member"]}
    duty = _duty(base, partner, hts, value, paid, np.isin(partner, list(members)))
    at = np.concatenate([np.repeat(list(base.spans), [b - a for a, b in base.spans.values()]), partner])
    whole = [
        np.concatenate(pair) for pair in ((base.hts, hts), (base.value, value), (base.duty, duty), (base.paid, paid))
    ]
    order = np.lexsort((whole[0], at))
    names = {**base.names, **{row["partner"]: row["name"] for row in rows if not row["member"]}}
    hts, value, duty, paid = (one[order] for one in whole)
    return Weights(dict(sorted(names.items())), _spans(at[order]), hts, value, duty, paid, members)


def _duty(base: Weights, partner: Array, hts: Array, value: Array, paid: Array, member: Array) -> Array:
    """Duty of the cells that have none on file: that of their partner and chapter, in proportion to what the code paid in the Union (members) or elsewhere."""
    union = slice(*base.spans[UNION])
    place = np.minimum(np.searchsorted(base.hts[union], hts), union.stop - union.start - 1)
    held = base.hts[union][place] == hts
    with np.errstate(invalid="ignore", divide="ignore"):
        there = np.where(held, base.duty[union][place] / base.value[union][place], np.nan)
    likely = np.nan_to_num(np.where(member & ~np.isnan(there), there, paid)) * value
    table = _read("others-chapters-2024.parquet")
    listed = {
        (one, chapter): duty
        for one, chapter, duty in zip(
            *(table[name].to_pylist() for name in ("partner", "chapter", "duty_usd")), strict=True
        )
    }
    keys = np.char.add(partner, np.char.zfill((hts // CHAPTER).astype(str), 2))
    groups, at = np.unique(keys, return_inverse=True)
    wanted = np.array([listed.get((key[:4], int(key[4:])), 0) for key in groups.tolist()], dtype=float)
    shares, whole = np.bincount(at, likely), np.bincount(at, value.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        out = np.where(shares[at] > 0, likely * (wanted / shares)[at], value * (wanted / whole)[at])
    return np.rint(np.nan_to_num(out)).astype(np.int64)


def origin_of(partner: str) -> str:
    """The country whose rates a partner's cells take."""
    return MEMBER if partner == UNION else normalise_origin(partner)[0]


@lru_cache(maxsize=1)
def _by_origin() -> dict[str, str]:
    base = everywhere()
    return {origin_of(one): one for one in (*base.names, *base.members) if one != UNION}


def partner_of(text: str) -> str:
    """The partner a user names: EU for the Union as one, a two-letter code, a name, or a Census code.

    Raises
    ------
    UsageError   The weights have no such partner.
    """
    if text.strip().upper() in ("EU", UNION):
        return UNION
    try:
        origin = normalise_origin(text)[0]
    except EntryError as error:
        raise UsageError(str(error)) from None
    found = _by_origin().get(origin)
    if found is None:
        raise UsageError(f"{text}: nothing was imported from there in 2024, so that there are no weights")
    return found


def check_on_file(partners: Sequence[str] | None) -> None:
    """Refuse partners that :func:`weights` does not tell apart, where a model rests on its cells.

    Raises
    ------
    UsageError   A member of the Union, or a partner outside the 49.
    """
    for one in partners or ():
        if one not in weights().spans:
            name = everywhere().name(one)
            raise UsageError(
                f"{name}: buyers move between 49 countries and the Union as one; members of the Union are in EU"
            )
