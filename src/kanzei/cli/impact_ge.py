"""``kanzei impact ge``: general equilibrium in one sector and 194 countries."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

__all__ = ["add", "run"]

MODELS = {
    "main": "duty relieves income tax, transfers move with world income",
    "lump-sum": "the same, duty rebated as a lump sum",
    "inputs": "production uses intermediate goods",
    "fixed-transfers": "no labour in the market of sale: deficits are transfers fixed to world income",
}


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "ge",
        help="trade, prices, employment and welfare of 194 countries under new tariffs, in one sector",
        example=(
            "impact ge --rate JPN=15",
            "impact ge --case ustr_reciprocal --country USA --country JPN",
            "impact ge --rate ALL=10 --rate CHN=54 --retaliate --model inputs --json",
            "impact ge --optimal",
            "impact ge --nash CHN --nash JPN",
        ),
        description="Long-run changes from the base of 2023 by exact hat algebra (Ignatenko, Lashkaripour, Macedoni and Simonovska 2025). The base has no tariffs: a "
        "rate here is what is added. Goods trade against whole economies, one elasticity; demand, investment and the exchange rate are left out.",
    )
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--rate",
        type=_rate,
        action="append",
        metavar="COUNTRY=PERCENT",
        help="rate the US charges on a country (ISO code of three letters, EU or ALL); later ones replace earlier ones (repeatable)",
    )
    which.add_argument("--case", metavar="NAME", help="a published scenario, such as ustr_income_tax_none")
    which.add_argument("--optimal", action="store_true", help="the uniform rate on all that is best for the US")
    which.add_argument(
        "--nash",
        action="append",
        metavar="COUNTRY",
        help="rates of the US and these on each other, best replies (repeatable)",
    )
    made.add_argument("--retaliate", action="store_true", help="every partner charges the same rate on US goods")
    made.add_argument(
        "--model", choices=list(MODELS), default="main", help="; ".join(f"{k}: {v}" for k, v in MODELS.items())
    )
    made.add_argument(
        "--elasticity",
        type=_elasticity,
        default=4.0,
        metavar="NUMBER",
        help="elasticity of trade (default: 4; models main and lump-sum)",
    )
    made.add_argument(
        "--country",
        action="append",
        default=[],
        metavar="COUNTRY",
        help="countries or groups shown (repeatable; default: some)",
    )
    add_json(made)
    made.set_defaults(run=run)


def _rate(text: str) -> tuple[str, float]:
    name, sign, value = text.partition("=")
    try:
        rate = float(value)
    except ValueError:
        rate = -1.0
    if not (sign and name and 0 <= rate < 10_000):
        raise ArgumentTypeError(f"{text!r} is not COUNTRY=PERCENT, such as JPN=15")
    return name.upper(), rate / 100


def _elasticity(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 30:
        raise ArgumentTypeError(f"{text!r} is not an elasticity between 0.1 and 30")
    return value


def run(options: Namespace) -> int:
    """Solve and print."""
    from kanzei.errors import UsageError
    from kanzei.impact.ge_cases import case
    from kanzei.impact.ge_optimal import best_rate, nash
    from kanzei.impact.ge_tariffs import free, rates_on, reciprocal
    from kanzei.impact.ge_world import fixed_transfers, one_sector, with_inputs
    from kanzei.render.impact_ge import ge_json, ge_text
    from kanzei.render.tables import Ink

    chosen = {"main": one_sector, "lump-sum": one_sector, "inputs": with_inputs, "fixed-transfers": fixed_transfers}
    if options.elasticity != 4.0 and options.model not in {"main", "lump-sum"}:
        raise UsageError(f"--elasticity: the model {options.model} is calibrated at 4")
    if options.case and (options.model != "main" or options.elasticity != 4.0 or options.retaliate):
        raise UsageError(
            "--case brings its own model, elasticity and retaliation: leave --model, --elasticity and --retaliate out"
        )
    if options.retaliate and not options.rate:
        raise UsageError("--retaliate goes with --rate")
    if options.model in {"main", "lump-sum"}:
        world = one_sector(options.elasticity, options.model == "main")
    else:
        world = chosen[options.model]()
    home = world.place("USA")
    said: list[str] = []
    if options.case:
        found = case(options.case)
        said.append(f"published scenario {options.case}")
    elif options.optimal:
        best = best_rate(world, free(world), home)
        found = best.found
        said.append(f"best uniform rate for the US: {best.rate:.2%}")
    elif options.nash:
        played = nash(world, ["USA", *dict.fromkeys(name.upper() for name in options.nash)])
        found = played.found
        said.append("Nash rates: " + ", ".join(f"{name} {rate:.2%}" for name, rate in played.rates.items()))
        said.append(f"after {played.rounds} rounds, the last of which moved them by {played.moved:.0e}")
    else:
        tariffs = rates_on(world, home, options.rate)
        found = world.solve(reciprocal(tariffs, home) if options.retaliate else tariffs)
        said.append(
            "US rates: "
            + ", ".join(f"{name} {rate:.2%}" for name, rate in options.rate)
            + (", and the same back" if options.retaliate else "")
        )
    names = [name if name in {"non-US", "RoW", "World"} else name.upper() for name in options.country]
    return say(options, ge_json(found, said, names), ge_text(found, said, names, Ink(sys.stdout)))
