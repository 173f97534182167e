"""The steps in partial equilibrium, product by product: what goes to the US, vehicles apart, and what that is of Japan's output.

Rates, cells and elasticities are those of the product layer (``partial_case``, ``partial_elasticities``, ``partial_range``); wages, incomes and rates of exchange stay. What is not
sold to the US is not sold: total exports fall by the part of the US in them (BACI 2023), and

    output = value added in Japan for a dollar of exports to the US x exports lost / GDP

is the direct effect that forecasters count first, before incomes, investment and other markets answer. Value added for a dollar of exports is v' (I - A)^(-1) e / sum(e) with Japan's
inputs made at home (Koopman, Wang and Wei, AER 104, 2014), from WIOD 2011, by industry e of what went to the US.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from kanzei.impact.draws import Array, Input, draw
from kanzei.impact.ge_world import base_data
from kanzei.impact.japan_one_sector import AWAY, HOME
from kanzei.impact.japan_rates import JAPAN, motor_vehicles
from kanzei.impact.partial import Demand, solve
from kanzei.impact.partial_case import case_of
from kanzei.impact.partial_elasticities import DEFAULT, Chosen, chosen_set, horizon_factor, long_run, parameter
from kanzei.impact.partial_elasticities import parameter_source as source_of
from kanzei.impact.partial_range import BORDER, LONG, ORIGINS, PRODUCTS, Border, inputs_of
from kanzei.impact.partial_range import HOME as AGAINST_HOME
from kanzei.impact.rates import DayRates
from kanzei.impact.sector_data import use_table

__all__ = ["BORDER_RULE", "added_value", "chosen_for", "partial_draws", "partial_inputs", "us_in_gdp", "us_share"]

GOODS = 16
"""Industries of WIOD 2011 that make goods: the first ones."""
BORDER_RULE = Border(parameter("pass_through"), None, False, source_of("pass_through"))


def chosen_for(rates: DayRates, horizon: float, name: str = DEFAULT) -> Chosen:
    """Elasticities on the cells of some rates, at a horizon in years."""
    laid = case_of(rates, rates, "")
    return chosen_set(laid.layout, laid.value, name, horizon=horizon)


def partial_inputs(chosen: Chosen) -> tuple[Input, ...]:
    """What is drawn."""
    return inputs_of(chosen, BORDER_RULE)


def partial_draws(
    days: Mapping[str, tuple[DayRates, DayRates]],
    number: int,
    seed: int,
    horizon: float = 1.0,
    name: str = DEFAULT,
    tick: Callable[[float], None] = lambda share: None,
) -> dict[str, dict[str, Array]]:
    """Day -> measure -> percent change of customs value under each draw, shape (draws,).

    Parameters
    ----------
    days : rates of the base and of the new day, of the same partners. horizon : years after the change.

    Notes
    -----
    Customs value is what the exporter receives: it falls with the price where the border passes less than all of the duty on.
    """
    out: dict[str, dict[str, Array]] = {}
    for at, (day, (before, after)) in enumerate(days.items()):
        laid = case_of(before, after, "every preference that is cheaper is claimed")
        chosen = chosen_set(laid.layout, laid.value, name, horizon=horizon)
        drawn = draw(partial_inputs(chosen), number, seed)
        ours = laid.partner == laid.partners.index(JAPAN)
        cars = motor_vehicles(laid.cells) & ours
        found = {"exports_us": np.zeros(number), "vehicles_us": np.zeros(number)}
        for one in range(number):
            value = {key: float(values[one]) for key, values in drawn.items()}
            again = horizon_factor(horizon, value.get(LONG, long_run())) / horizon_factor(horizon)
            base = chosen.demand
            demand = Demand(
                base.sigma * value[ORIGINS] * again,
                base.eta * value[PRODUCTS] * again,
                base.kappa * value[AGAINST_HOME] * again,
                base.imports,
            )
            passed = value.get(BORDER, BORDER_RULE.pass_through)
            new = solve(laid.layout, laid.value, laid.before, laid.after, demand, passed).value_after
            for measure, mask in (("exports_us", ours), ("vehicles_us", cars)):
                found[measure][one] = 100 * (new[mask].sum() / laid.value[mask].sum() - 1)
        found["exports"] = found["exports_us"] * us_share()
        found["gdp"] = found["exports_us"] * us_in_gdp() * added_value()
        out[day] = found
        tick((at + 1) / len(days))
    return out


@cache
def us_share() -> float:
    """The United States in Japan's exports of goods, 2023."""
    data = base_data()
    here, there = data.countries.index(AWAY), data.countries.index(HOME)
    return float(data.trade[here, there] / data.trade[here].sum())


@cache
def us_in_gdp() -> float:
    """Japan's exports of goods to the United States over its gross domestic product, 2023."""
    data = base_data()
    here, there = data.countries.index(AWAY), data.countries.index(HOME)
    return float(data.trade[here, there] / data.gdp[here])


@cache
def added_value() -> float:
    """Value added in Japan for a dollar of its exports of goods to the United States, 2011.

    Notes
    -----
    What an industry uses of a sector is made at home in the proportion in which all that Japan uses of the sector is.
    """
    table = use_table()
    here, there = table.countries.index(AWAY), table.countries.index(HOME)
    industries = len(table.sectors)
    output = table.trade[:, :, here].sum(axis=1)
    bought = table.trade[:, here]
    at_home = np.divide(bought[:, here], bought.sum(axis=1), out=np.zeros(industries), where=bought.sum(axis=1) > 0)
    made = output > 0
    coefficients = np.divide(table.uses[here][:, :industries], output, out=np.zeros((industries,) * 2), where=made)
    value = np.where(made, 1 - coefficients.sum(axis=0), 0.0)
    sold = np.where(np.arange(industries) < GOODS, table.trade[:, there, here], 0.0)
    needed = np.linalg.solve(np.eye(industries) - at_home[:, None] * coefficients, sold)
    return float(value @ needed / sold.sum())
