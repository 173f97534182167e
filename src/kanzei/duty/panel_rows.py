"""The distinct rows of a panel, each once, and as columns to be gathered from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.rates import SCALE
from kanzei.duty.rates_row import Row
from kanzei.law.authorities import AUTHORITIES, DEPOSITS

__all__ = ["LAID_ON_TOP", "Columns", "PanelRows"]

Array = Any

LAID_ON_TOP = tuple(name for name in AUTHORITIES if name not in ("mfn", *DEPOSITS))
"""Authorities whose duty stands beside the ordinary one."""
_PLACE = {name: place for place, name in enumerate(LAID_ON_TOP)}


class Columns(NamedTuple):
    """The distinct rows as columns: rates as float64 with a mask of nulls, words as (int32 numbers, their texts)."""

    rates: dict[str, tuple[Array, Array | None]]
    words: dict[str, tuple[Array, list[str]]]


class PanelRows:
    """Distinct rows by number, kept as numbers of their parts."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int | None, ...], int] = {}
        self._rates: dict[Any, int] = {}
        self._conditional: dict[tuple[str, ...], int] = {}
        self._headings: dict[tuple[str, ...], int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, row: Row, text: int) -> int:
        """The number of a row with the number of its ordinary rate's words."""
        key = (
            self._rates.setdefault(row.rates, len(self._rates)),
            self._conditional.setdefault(row.conditional, len(self._conditional)),
            self._headings.setdefault(row.headings, len(self._headings)),
            text,
            row.ordinary,
            row.added,
            row.total,
            row.low,
            row.high,
        )
        return self._numbers.setdefault(key, len(self._numbers))

    def columns(self, texts: Iterable[str]) -> Columns:
        """The rows as columns, in the order of their numbers. ``texts``: words of ordinary rates, in the order of theirs."""
        size = len(self._rates)
        laid = np.zeros((len(LAID_ON_TOP), size))
        laid_null = np.zeros((len(LAID_ON_TOP), size), dtype=bool)
        for at, row in enumerate(self._rates):
            for name, rate in row:
                if rate is None:
                    laid_null[_PLACE[name], at] = True
                else:
                    laid[_PLACE[name], at] = rate / SCALE
        parts = list(zip(*self._numbers, strict=True)) or [()] * 9
        of_rates, conditional, headings, words_of = (np.array(one, dtype=np.int32) for one in parts[:4])
        rates: dict[str, tuple[Array, Array | None]] = {}
        for name, place in _PLACE.items():
            null = laid_null[place][of_rates]
            rates[f"{name}_rate"] = (laid[place][of_rates], null if null.any() else None)
        names = ("mfn_rate", "added_rate", "total_rate", "total_rate_low", "total_rate_high")
        for name, values in zip(names, parts[4:], strict=True):
            null = np.array([one is None for one in values], dtype=bool)
            found = np.array([0.0 if one is None else one / SCALE for one in values])
            rates[name] = (found, null if null.any() else None)
        return Columns(
            rates,
            {
                "conditional": (conditional, [" ".join(one) for one in self._conditional]),
                "headings": (headings, [" ".join(one) for one in self._headings]),
                "mfn_text": (words_of, list(texts)),
            },
        )
