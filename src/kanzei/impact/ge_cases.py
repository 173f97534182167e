"""Published scenarios by name: the tariffs, the model, and the groups of countries their tables speak of.

Ignatenko, Lashkaripour, Macedoni and Simonovska (JIE 157, 2025, 104138), tables 1-4 and 8-11 (8: of the working paper of July 2025).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from kanzei.errors import UsageError
from kanzei.impact.ge_outcomes import mean, outcomes, world_trade
from kanzei.impact.ge_tariffs import announced, charge, formula_rate, free, reciprocal, retaliation_rates
from kanzei.impact.ge_world import base_data, fixed_transfers, one_sector, with_inputs
from kanzei.impact.hat_one import WALRAS, Equilibrium, OneSector
from kanzei.impact.hat_solve import Array
from kanzei.impact.sector_scenarios import MEMBERS

__all__ = ["CASES", "FLAWS", "case", "group", "is_case", "measured", "shown_group"]

HOME = "USA"
INPUTS_RATE = 0.1262
"""The rate at which the printed row "optimal" of table 4 is met; it is no optimum: ``ge_optimal.best_rate`` finds 17.9 percent."""
BUDGET_OVER_SPENDING = 0.23
"""The federal budget over expenditure, as table 3 has it."""


def _both_best(world: OneSector, home: int) -> Array:
    made = charge(free(world), home, formula_rate(world, home, "income"))
    made[home] = retaliation_rates(world, home)
    made[home, home] = 0
    return made


def _war(partners: tuple[str, ...]) -> Callable[[OneSector, int], Array]:
    """Announced rates on some, ten percent on all others, and the same rates back."""

    def tariffs(world: OneSector, home: int) -> Array:
        chosen = sorted({place for name in partners for place in group(name)})
        full = announced(base_data())
        return reciprocal(charge(charge(free(world), home, 0.10), home, full[chosen, home], chosen), home)

    return tariffs


def _balanced_with_home() -> OneSector:
    """Transfers less each country's balance with the US, and none for the US, as in table 10. They add up to 0.5 percent of world income, not to zero."""
    main = one_sector()
    home = main.place(HOME)
    flows = main.shares * main.spending
    transfers = main.transfers - (flows[home] - flows[:, home])
    transfers[home] = 0
    return replace(main, transfers=transfers)


def _formula(world: OneSector, home: int) -> Array:
    """The formula with spending below: 21.8 percent in the main model."""
    return charge(free(world), home, formula_rate(world, home, "spending"))


def _answered(schedule: Callable[[OneSector, int], Array]) -> Callable[[OneSector, int], Array]:
    """A schedule of the US, and on its goods the rates that are best for all others as one country."""

    def tariffs(world: OneSector, home: int) -> Array:
        made = schedule(world, home)
        made[home] = retaliation_rates(world, home)
        made[home, home] = 0
        return made

    return tariffs


def _returned(schedule: Callable[[OneSector, int], Array]) -> Callable[[OneSector, int], Array]:
    """A schedule of the US, and the same rates back."""
    return lambda world, home: reciprocal(schedule(world, home), home)


def _announced_and_answered(world: OneSector, home: int) -> Array:
    made = announced(base_data())
    made[home] = 1 / ((1 + world.elasticity) * world.passing[home] - 1)
    made[home, home] = 0
    return made


def _announced(world: OneSector, home: int) -> Array:
    return announced(base_data())


def _reciprocal(world: OneSector, home: int) -> Array:
    return reciprocal(announced(base_data()), home)


CASES: dict[str, tuple[Callable[[], OneSector], Callable[[OneSector, int], Array]]] = {
    "ustr_income_tax_none": (one_sector, _announced),
    "ustr_lump_sum_none": (lambda: one_sector(relief=False), _announced),
    "ustr_reciprocal": (one_sector, _reciprocal),
    "optimal_optimal_retaliation": (one_sector, _both_best),
    "io_ustr_none": (with_inputs, _announced),
    "io_optimal_none": (with_inputs, lambda world, home: charge(free(world), home, INPUTS_RATE)),
    "us_eu_china_war": (one_sector, _war(("EU", "CHN"))),
    "us_china_war": (one_sector, _war(("CHN",))),
    "eps_8": (lambda: one_sector(8.0), _announced),
    "fixed_transfer_none": (fixed_transfers, _announced),
    "balanced_retaliation": (_balanced_with_home, _announced_and_answered),
    "main_none": (one_sector, _announced),
    "io_none": (with_inputs, _announced),
    "main_optimal_retaliation_or_reciprocal": (one_sector, _reciprocal),
    "optimal_income_tax_none": (one_sector, _formula),
    "optimal_lump_sum_none": (lambda: one_sector(relief=False), _formula),
    "optimal_reciprocal": (one_sector, _returned(_formula)),
    "ustr_optimal_retaliation": (one_sector, _answered(_announced)),
    "ustr_lump_sum_reciprocal": (lambda: one_sector(relief=False), _reciprocal),
    "io_ustr_reciprocal": (with_inputs, _reciprocal),
    "io_reciprocal": (with_inputs, _reciprocal),
    "io_retaliation": (with_inputs, _reciprocal),
    "main_reciprocal": (one_sector, _reciprocal),
    "main_retaliation": (one_sector, _reciprocal),
    "fixed_transfer_retaliation": (fixed_transfers, _announced_and_answered),
    "balanced_none": (_balanced_with_home, _announced),
}
"""Scenario -> the model and its tariffs, under the names of the shipped table ``liberation-day``; the last twelve are the paper's other combinations, in its manner."""
BALANCED = frozenset({"balanced_none", "balanced_retaliation"})
WAR = re.compile(r"us_((?:[a-z]+_)+)war")
NAMED = {"china": "CHN", "eu": "EU", "japan": "JPN", "canada": "CAN", "mexico": "MEX", "korea": "KOR"}
"""Wars with others, as table 8 has two: us_eu_war, us_canada_mexico_war, us_jpn_war."""
EPS = re.compile(r"eps_(\d+(?:\.\d+)?)(_none|_reciprocal)?")
"""Other elasticities, as table 9 has 8: eps_6, eps_2.5_reciprocal."""
LEAST, MOST = 0.1, 30.0
"""Elasticities for which an equilibrium is sought."""


FLAWS = {
    "io_optimal_none": "the printed rate, 12.6 percent, is no optimum: 17.9 percent gives 2.28",
    "balanced_none": "the paper's transfers do not add up to zero over the world, so one market does not clear; solved as the paper does",
    "balanced_retaliation": "the paper's transfers do not add up to zero over the world, so one market does not clear; solved as the paper does",
}
"""Scenarios solved as printed though something is wrong with them, and what."""


def _parts(name: str) -> tuple[Callable[[], OneSector], Callable[[OneSector, int], Array]] | None:
    found = EPS.fullmatch(name)
    if found and name not in CASES:
        value = float(found.group(1))
        if not LEAST <= value <= MOST:
            return None
        return lambda: one_sector(value), _reciprocal if found.group(2) == "_reciprocal" else _announced
    named = WAR.fullmatch(name)
    if named and name not in CASES:
        partners = tuple(NAMED.get(one, one.upper()) for one in named.group(1).strip("_").split("_"))
        known = {"EU", *base_data().countries} - {HOME}
        return (one_sector, _war(partners)) if known.issuperset(partners) else None
    return CASES.get(name)


def is_case(name: str) -> bool:
    """Whether the one-sector models have this scenario."""
    return _parts(name) is not None


@cache
def case(name: str) -> Equilibrium:
    """The equilibrium of a published scenario.

    Raises
    ------
    UsageError   It is none of ``CASES``, and no other elasticity (eps_6).
    """
    parts = _parts(name)
    if parts is None:
        raise UsageError(f"{name}: not a scenario of this model (it has {', '.join(CASES)})")
    make, tariffs = parts
    world = make()
    return world.solve(tariffs(world, world.place(HOME)), walras=np.inf if name in BALANCED else WALRAS)


@cache
def _before(name: str) -> Equilibrium | None:
    """What a scenario is measured against where that is not the base: its world without tariffs."""
    if name not in BALANCED:
        return None
    world = _balanced_with_home()
    return world.solve(free(world), walras=np.inf)


def group(name: str) -> list[int]:
    """Places of a country or a group: EU (the authors' 25), non-US, RoW (neither US, China nor EU), World."""
    data = base_data()
    everyone = range(len(data.countries))
    home, china, europe = data.countries.index(HOME), data.countries.index("CHN"), set(data.european)
    if name == "EU":
        return sorted(europe)
    if name == "World":
        return list(everyone)
    if name == "non-US":
        return [one for one in everyone if one != home]
    if name == "RoW":
        return [one for one in everyone if one not in europe | {home, china}]
    if name in data.countries:
        return [data.countries.index(name)]
    raise UsageError(f"{name}: neither a country of this model nor one of EU, RoW, non-US, World")


def shown_group(name: str) -> list[int]:
    """As :func:`group`, but the Union is all of its 27 members: the authors leave out Czechia and Slovakia."""
    if name == "EU":
        return [number for number, one in enumerate(base_data().countries) if one in MEMBERS]
    return group(name)


def measured(name: str, unit: str, metric: str, weighting: str) -> float:
    """One number of a published table: a country's own, or the mean that the row's ``aggregation`` names."""
    found, before = case(name), _before(name)
    values = outcomes(found)
    if before is not None:
        values = {key: value - outcomes(before)[key] for key, value in values.items()}
    if metric == "trade_gdp":
        return world_trade(found)
    if metric.startswith("tariff_revenue_pct"):
        share = 100 * values["tariff_revenue_over_expenditure"][group(unit)[0]]
        return float(share / BUDGET_OVER_SPENDING if metric.endswith("budget") else share)
    world = found.world
    if "raw 2023 GDP" in weighting:
        weights = base_data().gdp
    elif "weighted by Y" in weighting:
        weights = world.income
    elif weighting.startswith("welfare: unweighted") and metric == "welfare":
        weights = np.ones_like(world.income)
    else:
        weights = world.spending
    return mean(values[metric], weights, group(unit))
