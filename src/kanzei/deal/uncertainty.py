"""What a simulation draws: a file of assumptions, each part sourced or marked illustrative."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kanzei.deal.read_terms import file_text
from kanzei.deal.words import Words
from kanzei.errors import LawError
from kanzei.law.marked import Marked, read_yaml

__all__ = ["Basis", "Uncertainty", "read_uncertainty", "shipped_uncertainty"]


class Basis(NamedTuple):
    """Where the figures of a part come from: ``sourced`` or ``illustrative``."""

    part: str
    basis: str
    source: str
    note: str


class Uncertainty(NamedTuple):
    """Assumptions of a simulation; shares and rates as floats, for these are statistics.

    level, common, cycle, memory : cash against plan (standard deviations of logarithms; parts). hazards : by year, the last stands on. full, recovery : part of defaults
    recovered in full, and the mean part recovered of all. recovery_years : from default to recovery. rate_spread, reversion : of the reference rate, a year.
    currency, spot, exchange_spread : units of the investor's currency a dollar. late : probability of so many years' delay.
    """

    id: str
    title: str
    level: float
    common: float
    cycle: float
    memory: float
    hazards: tuple[float, ...]
    full: float
    recovery: float
    recovery_years: int
    rate_spread: float
    reversion: float
    currency: str
    spot: float
    exchange_spread: float
    late: tuple[float, ...]
    bases: tuple[Basis, ...]
    digest: str


_PARTS = {
    "returns": ["spread", "common", "cycle", "memory"],
    "defaults": ["hazards", "recovered_in_full", "mean_recovery", "years_to_recovery"],
    "rates": ["spread", "reversion"],
    "exchange": ["currency", "spot", "spread"],
    "timing": ["years_late"],
}
_SAID = ["basis", "source", "note"]


def shipped_uncertainty() -> Path:
    """The file that comes with the package."""
    return Path(str(files("kanzei.deal").joinpath("assumptions/uncertainty.yaml")))


def read_uncertainty(path: Path | None = None) -> Uncertainty:
    """Read a file of assumptions (default: the shipped one).

    Raises
    ------
    LawError   It has mistakes: all of them, a line each, with place and how to mend it.
    """
    path = path or shipped_uncertainty()
    text = file_text(path)
    root, errors = read_yaml(text, str(path))
    if root is None:
        raise LawError("\n".join(errors))
    read = Words(errors)
    made = _make(read, root, hashlib.sha256(text.encode()).hexdigest())
    if errors:
        raise LawError("\n".join(dict.fromkeys(errors)))
    return made


def _make(read: Words, root: Marked, digest: str) -> Uncertainty:
    body = read.mapping(root, "assumptions", ["id", "title", "as_of", *_PARTS])
    parts: dict[str, dict[str, Marked]] = {}
    bases = []
    for name, keys in _PARTS.items():
        item = read.needed(body, name, root.mark)
        inner = read.mapping(item, name, [*keys, *_SAID]) if isinstance(item.value, dict) else {}
        for key in keys:
            read.needed(inner, key, item.mark)
        if str(inner["basis"].value if "basis" in inner else "") not in ("sourced", "illustrative"):
            read.error(item.mark, f"{name}: say basis: sourced (with its source) or basis: illustrative")
        source = read.optional(inner, "source")
        if "basis" in inner and inner["basis"].value == "sourced" and not source:
            read.error(item.mark, f"{name}: sourced needs source: an address")
        bases.append(Basis(name, read.optional(inner, "basis"), source, read.optional(inner, "note")))
        parts[name] = inner

    def share(part: str, key: str) -> float:
        item = parts[part].get(key)
        return float(read.share(item)) if item is not None else 0.0

    def series(part: str, key: str) -> tuple[float, ...]:
        item = parts[part].get(key)
        return tuple(float(one) for one in read.series(item, read.share)) if item is not None else (0.0,)

    late = series("timing", "years_late")
    if "years_late" in parts["timing"] and abs(sum(late) - 1.0) > 1e-9:
        read.error(parts["timing"]["years_late"].mark, f"years_late: the probabilities make {sum(late):.4f}, not 1")
    for part, key in (
        ("returns", "common"),
        ("returns", "memory"),
        ("defaults", "recovered_in_full"),
        ("defaults", "mean_recovery"),
        ("rates", "reversion"),
    ):
        if share(part, key) > 1.0:
            read.error(parts[part][key].mark, f"{key}: is a part of one")
    spot = 0.0
    try:
        spot = float(str(parts["exchange"]["spot"].value))
    except (KeyError, ValueError):
        spot = 0.0
    if spot <= 0.0 and "spot" in parts["exchange"]:
        read.error(parts["exchange"]["spot"].mark, "spot: units of the currency a dollar, such as 158.2")
    years = parts["defaults"].get("years_to_recovery")
    return Uncertainty(
        id=read.optional(body, "id"),
        title=read.optional(body, "title"),
        level=share("returns", "spread"),
        common=share("returns", "common"),
        cycle=share("returns", "cycle"),
        memory=share("returns", "memory"),
        hazards=series("defaults", "hazards"),
        full=share("defaults", "recovered_in_full"),
        recovery=share("defaults", "mean_recovery"),
        recovery_years=read.count(years, 30) if years is not None else 0,
        rate_spread=share("rates", "spread"),
        reversion=share("rates", "reversion"),
        currency=read.optional(parts["exchange"], "currency") or "JPY",
        spot=spot,
        exchange_spread=share("exchange", "spread"),
        late=late,
        bases=tuple(bases),
        digest=digest,
    )
