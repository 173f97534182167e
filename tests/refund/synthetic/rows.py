"""Worked rows of the law (``law.yaml``) and the few lines of arithmetic that turn them into cents. Nothing here comes from the program under test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

__all__ = ["FIRST", "STOP", "Laid", "Mistake", "Worked", "by_day", "duty", "is_void", "worked"]

FIRST, STOP = date(2025, 2, 4), date(2026, 2, 24)
"""Days of entry that bore duty under IEEPA (R1 of the companion on refunds; CSMS 67834313)."""


class Laid(NamedTuple):
    """A duty of a row. basis_points : hundredths of a percent of value. A total holds the column 1 duty."""

    heading: str
    authority: str
    is_total: bool
    basis_points: int


class Mistake(NamedTuple):
    """What a careless filer does, and the cause and authority that must be found."""

    cause: str
    authority: str
    how: Mapping[str, Any]


class Worked(NamedTuple):
    """A row of the law for entries of ``[start, stop)``. zero : headings filed at nothing. later, by : what a text known later made of it."""

    id: str
    hts: str
    origin: str
    spi: str
    start: date
    stop: date
    column_1: int
    duties: tuple[Laid, ...]
    zero: tuple[str, ...]
    later: tuple[Laid, ...] | None
    by: str
    displaced: int
    lag: int
    loaded: date | None
    mistakes: tuple[Mistake, ...]
    cite: str


def points(percent: float) -> int:
    """Percent as hundredths of it: 7.5 is 750."""
    found = round(percent * 100)
    assert abs(found - percent * 100) < 1e-9
    return found


def duty(value_cents: int, basis_points: int) -> int:
    """Duty in cents, half up, on the value in whole dollars, half up (Form 7501)."""
    dollars = (value_cents + 50) // 100
    return (2 * dollars * basis_points + 100) // 200


def is_void(authority: str, entered: date) -> bool:
    """Whether duty of an authority is held void for entries of a day (R1, R2)."""
    return authority.startswith("ieepa_") and FIRST <= entered < STOP


def _laid(rows: Sequence[Sequence[Any]]) -> tuple[Laid, ...]:
    return tuple(
        Laid(heading, authority, kind == "total", points(percent)) for heading, authority, kind, percent in rows
    )


@cache
def worked() -> tuple[Worked, ...]:
    """Every row of ``law.yaml``."""
    text = (Path(__file__).parent / "law.yaml").read_text(encoding="utf-8")
    out = []
    for row in yaml.safe_load(text):
        later = row.get("later")
        mistakes = tuple(
            Mistake(one["cause"], one.get("authority") or one["file"][1], one) for one in row.get("mistakes", ())
        )
        out.append(
            Worked(
                row["id"], str(row["hts"]), row["origin"], row.get("spi", ""), row["from"], row["to"], points(row["column_1"]),
                _laid(row["duties"]), tuple(row.get("zero", ())), _laid(later["duties"]) if later else None, later["by"] if later else "",
                points(row.get("displaced", 0)), row.get("lag", 12), row.get("loaded"), mistakes, row["cite"],
            )
        )  # fmt: skip
    return tuple(out)


@cache
def by_day() -> dict[date, tuple[Worked, ...]]:
    """Rows that hold for entries of each day."""
    out: dict[date, list[Worked]] = {}
    for row in worked():
        for number in range((row.stop - row.start).days):
            out.setdefault(row.start + timedelta(days=number), []).append(row)
    return {day: tuple(rows) for day, rows in sorted(out.items())}
