"""Conventions of effective rates: facts that no statistics hold, stated by the user, and published assumptions on the metal inside articles, each with its source.

From 2025-03-12 to 2026-04-05 articles listed as derivatives of steel, aluminum or copper owed the metals duty on the value of the metal in them, or on the whole value where nobody
stated it. Trade statistics do not hold that value. The default takes the law at its word (the whole value); the other conventions are assumptions of forecasters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from kanzei.errors import UsageError

__all__ = ["METAL", "NO_METAL", "WHOLE", "Conventions", "Metal", "conventions"]

Array = Any

WHOLE = "whole"
CONTENTS = ("steel", "aluminum", "copper")
NO_METAL = dict.fromkeys((f"{one}_value_pct" for one in CONTENTS), 0)
"""Claims under which no article holds metal: the other end of the line on which a share stands."""


class Metal(NamedTuple):
    """A convention on metal: the share of an article's value that is metal, in chapters that hold the metal's own articles and in all others, and who assumes it."""

    name: str
    own: float
    other: float
    copper: float
    source: str


_TRACKER = (
    "as the Budget Lab at Yale's tariff-rate-tracker names it, config/policy_params.yaml, metal_content, commit 04bd7d6"
)
METAL = {
    one.name: one
    for one in (
        Metal(
            WHOLE,
            1.0,
            1.0,
            1.0,
            "the registry's default: the whole value bears the duty where no content is stated (CSMS 65236374)",
        ),
        Metal("half", 1.0, 0.5, 0.5, f"half the value outside chapters 72, 73 and 76: Tax Policy Center, {_TRACKER}"),
        Metal(
            "cbo-high",
            1.0,
            0.75,
            0.9,
            f"Congressional Budget Office, the upper of its two groups of articles and its share of copper, {_TRACKER}; which article is in which group is not "
            "published in one place, so that cbo-high and cbo-low are the two ends",
        ),
        Metal(
            "cbo-low",
            1.0,
            0.25,
            0.9,
            f"Congressional Budget Office, the lower of its two groups and its share of copper, {_TRACKER}",
        ),
    )
}
_OWN = {"steel": (72, 73), "aluminum": (76,), "copper": ()}


class Conventions(NamedTuple):
    """What is taken for every line.

    claims : facts as :func:`kanzei.law.claims.parse_claims` reads them. loaded : day of loading of all goods, or ``None``: too late for any exception in transit.
    metal  : the convention on metal. said : the facts as the user wrote them.
    """

    claims: Mapping[str, Any] = {}  # noqa: RUF012  (never mutated)
    loaded: date | None = None
    metal: Metal = METAL[WHOLE]
    said: str = ""

    def words(self) -> str:
        """One line that says all of it."""
        parts = [f"facts stated: {self.said}" if self.said else "no fact stated: the registry's defaults hold"]
        if self.loaded:
            parts.append(f"all goods loaded on {self.loaded}")
        if not set(self.claims) & set(NO_METAL):
            parts.append(f"metal in articles to 2026-04-05: {self.metal.name} ({self.metal.source})")
        return "; ".join(parts)


def conventions(
    claims: Mapping[str, Any], said: str = "", loaded: date | None = None, metal: str = WHOLE
) -> Conventions:
    """Conventions read and checked.

    Raises
    ------
    UsageError   There is no such convention, or it is named beside a content that is stated.
    """
    if metal not in METAL:
        raise UsageError(f"--convention {metal}: choose {', '.join(METAL)}")
    stated = sorted(set(claims) & set(NO_METAL))
    if metal != WHOLE and stated:
        raise UsageError(
            f"--convention {metal} and --assume {stated[0].replace('value', 'content')} both say how much metal articles hold: leave one out"
        )
    return Conventions(claims, loaded, METAL[metal], said)


def metal_share(metal: Metal, kind: str, hts: Array) -> Array:
    """The share of the value of goods of some codes that is a metal, where they are listed as articles of it."""
    other = metal.copper if kind == "copper" else metal.other
    return np.where(np.isin(hts // 10**8, _OWN[kind]), metal.own, other)


def mixed(full: Mapping[str, Array], none: Mapping[str, Array], metal: Metal, hts: Array) -> dict[str, Array]:
    """Rates by authority where a share of the value is metal, from those of the whole value being metal and of none.

    A rate is linear in the content: the metals duty stands on it, and what it displaces stands on the rest. An article of two metals holds both shares.
    """
    whole = np.zeros(len(hts))
    out = {}
    for kind in CONTENTS:
        name = f"s232_{kind}"
        less = full[name] - none[name]
        share = metal_share(metal, kind, hts)
        out[name] = none[name] + share * less
        whole += np.where(less != 0, share, 0.0)
    # Where no metals duty moves, both ends are alike, and any share gives them.
    whole = np.where(whole > 0, np.minimum(whole, 1.0), 1.0)
    for name, column in full.items():
        if name not in out:
            there = column is not none[name] and (column.any() or none[name].any())
            out[name] = none[name] + whole * (column - none[name]) if there else column
    return {name: out[name] for name in full}
