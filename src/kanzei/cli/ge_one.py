"""``kanzei impact ge`` in one sector: the 194 countries of 2023."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanzei.cli.found import Found, How
from kanzei.cli.ge_output import ge_found
from kanzei.errors import UsageError

__all__ = ["run_one"]


def run_one(options: Namespace, how: How) -> Found:
    """Solve the one-sector model."""
    from kanzei.cli.ge_sectors import book_words, gathered_goods
    from kanzei.cli.impact_ge import MODELS
    from kanzei.impact.ge_book import solve_one
    from kanzei.impact.ge_cases import case
    from kanzei.impact.ge_optimal import best_rate, beyond, nash
    from kanzei.impact.ge_tariffs import formula_rate, free, rates_on, reciprocal
    from kanzei.impact.ge_world import fixed_transfers, one_sector, with_inputs
    from kanzei.render.impact_ge import ge_json, ge_text

    plain = options.model in {"main", "lump-sum"}
    if options.elasticity != 4.0 and not plain:
        raise UsageError(f"--elasticity: the model {options.model} is calibrated at 4")
    if options.case and (options.model != "main" or options.elasticity != 4.0 or options.retaliate):
        raise UsageError(
            "--case brings its own model, elasticity and retaliation: leave --model, --elasticity and --retaliate out"
        )
    if options.draws and not (plain and (options.rate or options.on)):
        raise UsageError(
            "--draws goes with --on or --rate, and with the models main, lump-sum, icio, wiod14 or wiod-io"
        )
    if plain:
        world = one_sector(options.elasticity, options.model == "main")
    else:
        world = with_inputs() if options.model == "inputs" else fixed_transfers()
    home = world.place("USA")
    said: list[str] = []
    drawn = None
    if options.on:
        goods = gathered_goods(options, "one", how)
        found = solve_one(goods, world, options.retaliate)
        said += book_words(options, goods)
        if options.draws:
            drawn = _draws(options, how, lambda w, near, inverse: solve_one(goods, w, options.retaliate, near, inverse))
    elif options.case:
        found = case(options.case)
        said.append(f"published scenario {options.case}")
    elif options.optimal:
        near = formula_rate(world, home, "income")
        best = best_rate(world, free(world), home, first=near if 0 < near < 0.5 else 0.15)
        found = best.found
        said.append(f"best uniform rate for the US: {best.rate:.2%}")
        if higher := beyond(best, home):
            said.append(
                f"That is a peak, not the highest point: welfare is {higher[1]:+.2f}% at {higher[0]:.0%}, where US exports are nearly nothing and transfers fixed to world income "
                "weigh most."
            )
    elif options.nash:
        players = list(dict.fromkeys(["USA", *(name.upper() for name in options.nash)]))
        if len(players) < 2 or "ALL" in players:
            raise UsageError("--nash: name a country besides the US (ALL is there with --model icio and wiod14)")
        played = nash(world, players)
        found = played.found
        said.append("Nash rates: " + ", ".join(f"{name} {rate:.2%}" for name, rate in played.rates.items()))
        said.append(f"after {played.rounds} rounds, the last of which moved them by {played.moved:.0e}")
    else:
        tariffs = rates_on(world, home, options.rate)
        if options.retaliate:
            tariffs = reciprocal(tariffs, home)
        found = world.solve(tariffs)
        said.append(
            "US rates: "
            + ", ".join(f"{name} {rate:.2%}" for name, rate in options.rate)
            + (", and the same back" if options.retaliate else "")
        )
        if options.draws:
            drawn = _draws(options, how, lambda w, near, inverse: w.solve(tariffs, near, inverse=inverse))
    if not options.case:
        said.append(f"model {options.model}: {MODELS[options.model]}")
    names = [name if name in {"non-US", "RoW", "World"} else name.upper() for name in options.country]
    return ge_found(options, ge_json(found, said, names, drawn), lambda ink: ge_text(found, said, names, ink, drawn))


def _draws(options: Namespace, how: How, solve: Any) -> Any:
    from kanzei.impact.ge_draws import one_sector_draws

    with how.shares("draws") as tick:
        return one_sector_draws(
            options.elasticity,
            options.model == "main",
            options.draws,
            options.seed,
            solve,
            tick,
        )
