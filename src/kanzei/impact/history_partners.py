"""Partners of 2024 by stated basis: ranks and totals differ with the basis, so no figure stands without it.

Goods alone (Census: general imports, or imports for consumption) and goods with services (balance of payments) give another order and other totals; rows of different basis are
never added or ranked together. General imports and goods with services are what public texts state: a rank by goods and services is the source's own, for not every
partner's services are on file. Imports for consumption are summed from the weights, and ranked by imports alone, among single countries: the Union is told apart into its members.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from kanzei.countries import country_name
from kanzei.errors import UsageError
from kanzei.impact.rates_weights import UNION, everywhere, origin_of

__all__ = ["PERIOD", "Partner", "consumption", "partners"]

PERIOD = "calendar 2024"
CONSUMPTION = "Census, goods only (imports for consumption, customs value)"
TABLE = "U.S. Census Bureau, ten-digit code x partner, year to date December 2024"


class Partner(NamedTuple):
    """A partner on one basis; billions of US dollars as the source prints them, ``None`` where it does not state them; ``among``: what the rank is among."""

    partner: str
    rank: int | None
    imports: float | None
    exports: float | None
    basis: str
    source: str
    note: str
    among: str = ""
    period: str = PERIOD


def partners(name: str | None = None) -> list[Partner]:
    """Every row of the shipped table and of :func:`consumption`, or those of one partner, general imports first.

    Raises
    ------
    UsageError   There is no such partner.
    """
    rows = [*_stated(), *consumption()]
    if name is None:
        return rows
    wanted = _plain(name)
    out = [one for one in rows if _plain(one.partner) == wanted]
    if not out:
        raise UsageError(f"{name}: no partner of 2024 has this name; `kanzei impact partners` lists them")
    return out


def _plain(name: str) -> str:
    """A name, a two-letter code or a Census code as one word, so that Japan, JP and 5880 are the same."""
    from kanzei.countries import normalise_origin
    from kanzei.errors import EntryError

    if name.strip().upper() in ("EU", UNION, "EUROPEAN UNION"):
        return "EU"
    try:
        return normalise_origin(name)[0]
    except EntryError:
        return name.strip().lower()


@lru_cache(maxsize=1)
def _stated() -> tuple[Partner, ...]:
    def number(text: str) -> float | None:
        return float(text) if text else None

    with files("kanzei.impact").joinpath("facts", "partners-2024.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Partner(
            row["partner"],
            int(row["rank_total_trade"]) if row["rank_total_trade"] else None,
            number(row["total_imports"] or ("" if row["services_imports"] else row["goods_imports"])),
            number(row["total_exports"] or ("" if row["services_exports"] else row["goods_exports"])),
            row["basis"],
            row["source_url"],
            row["note"],
            "imports plus exports" if row["rank_total_trade"] else "",
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def consumption() -> tuple[Partner, ...]:
    """Imports for consumption of every single country, the largest first, and of the Union as one, without a rank, at the end."""
    base = everywhere()
    found = {one: int(base.value[slice(*base.spans[one])].sum()) / 1e9 for one in (*base.names, *base.members)}
    union = found.pop(UNION)
    order = sorted(found, key=lambda one: -found[one])
    out = [
        Partner(
            country_name(origin_of(one)), rank, found[one], None, CONSUMPTION, TABLE, "", "imports, single countries"
        )
        for rank, one in enumerate(order, 1)
    ]
    return (
        *out,
        Partner("European Union", None, union, None, CONSUMPTION, TABLE, "its 27 members stand in the list one by one"),
    )
