"""Rows of a source with other data: how far the ranking agrees, and how far apart the numbers are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kanzei.impact.draws import influences
from kanzei.impact.reproduce_row import Row

__all__ = ["Ranking", "ranking"]


class Ranking(NamedTuple):
    """Rows of one measure: Spearman's rank correlation, and the median and largest difference without sign."""

    where: str
    scenario: str
    metric: str
    rows: int
    correlation: float
    median: float
    largest: float


def ranking(rows: Iterable[Row]) -> list[Ranking]:
    """One entry a measure and scenario of rows whose source used other data, and that were computed; at least two rows each."""
    groups: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for row in rows:
        if row.loose and row.computed is not None:
            groups.setdefault((row.where, row.scenario, row.metric), []).append((row.published, row.computed))
    out = []
    for key, pairs in groups.items():
        if len(pairs) > 1:
            theirs, ours = np.array(pairs).T
            gap = np.abs(ours - theirs)
            correlation = influences({"ours": ours}, theirs)[0].correlation
            out.append(Ranking(*key, len(pairs), correlation, float(np.median(gap)), float(gap.max())))
    return out
