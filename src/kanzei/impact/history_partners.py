"""Partners of 2024 by stated basis: ranks and totals differ with the basis, so no figure stands without it.

Goods alone (Census, general imports) and goods with services (balance of payments) give another order and other totals; rows of different basis are never added
or ranked together. The table holds what public texts state: a rank by goods and services is the source's own, for not every partner's services are on file.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple

from kanzei.errors import UsageError

__all__ = ["PERIOD", "Partner", "partners"]

PERIOD = "calendar 2024"


class Partner(NamedTuple):
    """A partner on one basis; billions of US dollars as the source prints them, ``None`` where it does not state them."""

    partner: str
    rank: int | None
    imports: float | None
    exports: float | None
    basis: str
    source: str
    note: str


def partners(name: str | None = None) -> list[Partner]:
    """Every row, or those of one partner, in the order of the table.

    Raises
    ------
    UsageError   The table has no such partner.
    """

    def number(text: str) -> float | None:
        return float(text) if text else None

    with files("kanzei.impact").joinpath("facts", "partners-2024.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    out = [
        Partner(
            row["partner"],
            int(row["rank_total_trade"]) if row["rank_total_trade"] else None,
            number(row["total_imports"] or ("" if row["services_imports"] else row["goods_imports"])),
            number(row["total_exports"] or ("" if row["services_exports"] else row["goods_exports"])),
            row["basis"],
            row["source_url"],
            row["note"],
        )
        for row in rows
        if name is None or row["partner"].lower() == name.strip().lower()
    ]
    if not out:
        raise UsageError(f"{name}: the table of partners has {', '.join(sorted({row['partner'] for row in rows}))}")
    return out
