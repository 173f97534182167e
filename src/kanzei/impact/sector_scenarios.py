"""Schedules of tariffs in models of many sectors: a rate of the United States on one country, on several, on all; the same back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.hat_many import ManyEquilibrium, ManySectors
from kanzei.impact.hat_solve import Array
from kanzei.impact.hat_wages import WageEquilibrium, WageOnly

__all__ = ["HOME", "MEMBERS", "goods_sectors", "rates_by_country", "us_scenario"]

HOME = "USA"
GOODS_INDUSTRIES = 16
MEMBERS = frozenset(
    "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE".split()
)
"""The 27 members of the European Union."""


def places(world: WageOnly | ManySectors, name: str) -> list[int]:
    """Where the partners of a name stand: a country, EU, or ALL.

    Raises
    ------
    UsageError   The world holds no such country, or it is the United States.
    """
    home = world.place(HOME)
    if name == "ALL":
        return [n for n in range(len(world.countries)) if n != home]
    if name == "EU":
        return [n for n, one in enumerate(world.countries) if one in MEMBERS]
    place = world.place(name)
    if place == home:
        raise UsageError(f"{name}: a country charges nothing on its own goods")
    return [place]


def goods_sectors(world: WageOnly | ManySectors) -> int:
    """How many of the first sectors are goods: 16 industries of ``wiod-io``, all but the last of the others."""
    return GOODS_INDUSTRIES if isinstance(world, ManySectors) else len(world.theta) - 1


def rates_by_country(
    world: WageOnly | ManySectors,
    rates: Sequence[tuple[str, float]],
    retaliate: bool = False,
    services: bool = False,
    on_top: bool = True,
) -> Array:
    """Tariffs of the world in which the United States charges partners, shape (s, buyer, seller).

    Parameters
    ----------
    rates : names (a country, EU, ALL) and rates as shares; later ones replace earlier ones.
    retaliate : every partner charges the same on US goods.
    services : services are charged too. on_top : what is added to the tariffs of the base; otherwise in their place.
    """
    home = world.place(HOME)
    goods = len(world.theta) if services else goods_sectors(world)
    laid = np.zeros(len(world.countries))
    touched = np.zeros(len(world.countries), dtype=bool)
    for name, rate in rates:
        where = places(world, name)
        laid[where], touched[where] = rate, True
    made = world.tariffs.copy()
    made[:goods, home, touched] = laid[touched] + (made[:goods, home, touched] if on_top else 0.0)
    if retaliate:
        made[:goods, touched, home] = laid[touched] + (made[:goods, touched, home] if on_top else 0.0)
    return made


def us_scenario(
    world: WageOnly | ManySectors, partner: str, rate: float, retaliation: str
) -> WageEquilibrium | ManyEquilibrium:
    """The scenarios of Lashkaripour's us-tariff: one rate in the place of every tariff on a partner, services too; ``none`` or ``reciprocal`` in return.

    Raises
    ------
    UsageError   No such partner or answer.
    """
    if retaliation not in {"none", "reciprocal"}:
        raise UsageError(f"{retaliation}: retaliation is none or reciprocal")
    back = retaliation == "reciprocal"
    return world.solve(rates_by_country(world, [(partner, rate)], back, services=True, on_top=False))
