"""What a check says of one place in a report, and the figures it may ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

__all__ = ["AGREES", "DIFFERS", "OPINION", "UNCHECKED", "VERDICTS", "Finding", "Higher", "Measures", "Trade"]

AGREES, DIFFERS, OPINION, UNCHECKED = "agrees", "differs", "opinion", "cannot be checked here"
VERDICTS = (AGREES, DIFFERS, OPINION, UNCHECKED)


class Finding(NamedTuple):
    """A place in a report and what is known of it.

    kind : rate, sum, share, rank, record, date, person, office, state, forecast; words : the report's, start and stop their offsets;
    official : what is known instead, or besides, in words of ours; source : where that can be read; cause : why the report may differ;
    needs : what would be needed to check it; beside : further lines (other bases, comparison rows); slot : the record's slot it bears on; by : who says it in the report.
    """

    verdict: str
    kind: str
    words: str
    start: int
    stop: int
    sentence: int
    official: str
    source: str = ""
    cause: str = ""
    needs: str = ""
    beside: tuple[str, ...] = ()
    slot: str = ""
    value: str = ""
    by: str = ""


class Trade(NamedTuple):
    """A partner's trade of a year on one basis, billions of US dollars; None where the source does not state it."""

    partner: str
    year: int
    rank: int | None
    imports: float | None
    exports: float | None
    basis: str
    source: str


class Higher(NamedTuple):
    """A rate of a day in percent, and the last year in which the series it is set against was higher (None: none on file from ``first`` on)."""

    measure: str
    percent: float
    year: int | None
    first: int
    series: str


class Measures(NamedTuple):
    """Figures of rooms that stand below this one: the door hands them in.

    trade : partners of a year; highest : the average tariff of a day against the long series (may take seconds: asked only where a report needs it).
    """

    trade: Sequence[Trade] = ()
    highest: Callable[[date], Sequence[Higher]] | None = None
