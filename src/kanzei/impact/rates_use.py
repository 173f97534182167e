"""Use of preferences: what part of each partner's value claims one, as a user states it or as it was observed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.history import months
from kanzei.impact.rates import ByCode, Use
from kanzei.impact.rates_weights import everywhere, partner_of

__all__ = ["observed_by_code", "observed_use", "stated_use"]

CANADA, MEXICO = "1220", "2010"


def observed_use(month: str) -> dict[str, float]:
    """Shares of Canada's and Mexico's goods entered with a USMCA claim in a month, of all their value.

    Raises
    ------
    UsageError   The month is not on file.
    """
    found = {one.month: one for one in months() if one.usmca_ca is not None}
    one = found.get(month)
    if one is None or one.usmca_ca is None or one.usmca_mx is None:
        raise UsageError(f"use of preferences in {month} is not on file: there are {min(found)} to {max(found)}")
    return {CANADA: one.usmca_ca, MEXICO: one.usmca_mx}


@lru_cache(maxsize=16)
def observed_by_code(month: str) -> dict[str, ByCode]:
    """The same, code by code, to half a percent; a code without imports in the month takes the share of all the partner's goods."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rest = observed_use(month)
    table = pq.read_table(str(files("kanzei.impact").joinpath("facts", "usmca-claims.parquet")))
    table = table.filter(pc.equal(table["month"], int(month[:4]) * 12 + int(month[5:7]) - 1))
    partner = np.array(table["partner"].to_pylist())
    hts, shares = table["hts"].to_numpy(), table["share_200"].to_numpy() / 200
    return {one: ByCode(hts[partner == one], shares[partner == one], rest[one]) for one in (CANADA, MEXICO)}


def stated_use(words: Sequence[str], month: str = "") -> Use | None:
    """Use of preferences as a user states it: ``0.6`` (every partner), ``CA=0.87``, ``observed:2025-09``; later words win.

    month : what ``observed`` alone means.

    Raises
    ------
    UsageError   A word is none of these.
    """
    if not words:
        return None
    out: dict[str, float | ByCode] = {}
    for word in words:
        name, colon, which = word.partition(":")
        if name == "observed":
            if not (which or month):
                raise UsageError("--use observed: say of which month, as in observed:2025-09")
            out.update(observed_by_code(which or month))
            continue
        name, equals, share = word.rpartition("=")
        try:
            part = float(share)
        except ValueError:
            part = -1.0
        if not 0 <= part <= 1:
            raise UsageError(f"--use {word}: a share between 0 and 1, such as 0.6, CA=0.87 or observed:2025-09")
        base = everywhere()
        out.update(dict.fromkeys([partner_of(name)] if equals else [*base.names, *base.members], part))
    return out
