"""``kanzei impact ge``: general equilibrium, in one sector and 194 countries or in many sectors."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace

from kanzei.cli.found import Found, How, here
from kanzei.cli.impact_options import add_output, add_without, answered, check_output
from kanzei.cli.options import add_reading, count, day
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]

MODELS = {
    "main": "duty relieves income tax, transfers move with world income",
    "lump-sum": "the same, duty rebated as a lump sum",
    "inputs": "production uses intermediate goods",
    "fixed-transfers": "no labour in the market of sale: deficits are transfers fixed to world income",
}
SECTORS = {
    "icio": "81 countries and 28 sectors of 2022 in wages alone",
    "wiod14": "44 countries and 16 sectors of 2014 in wages alone",
    "wiod-io": "41 countries and 35 industries of 2011 with input-output links",
}
SETS = ("IS", "U4", "CP", "BSY", "GYY", "Shap", "FGO", "LL")


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "ge",
        help="trade, prices and welfare under new tariffs or the law book's of a day, in one sector or many",
        example=(
            "impact ge --model icio --on 2025-09-20",
            "impact ge --model wiod-io --rate JPN=15 --retaliate",
            "impact ge --rate JPN=15",
            "impact ge --case ustr_reciprocal --country USA --country JPN",
            "impact ge --rate ALL=10 --rate CHN=54 --retaliate --model inputs --json",
            "impact ge --optimal",
            "impact ge --nash CHN --nash JPN",
        ),
        description="Long-run changes by exact hat algebra. One sector: 194 countries of 2023 (Ignatenko, Lashkaripour, Macedoni and Simonovska 2025). Many sectors: "
        "wages alone (Lashkaripour 2021) or input-output links (Caliendo and Parro 2015). A rate here is what is added to the base; --on takes the law book's rates "
        "of a day against those of another. Demand, investment and the exchange rate are left out.",
    )
    which = made.add_mutually_exclusive_group()
    which.add_argument(
        "--rate",
        type=_rate,
        action="append",
        metavar="COUNTRY=PERCENT",
        help="rate the US charges on a country (ISO code of three letters, EU or ALL); later ones replace earlier ones (repeatable)",
    )
    which.add_argument("--on", type=day, metavar="DATE", help="the law book's rates of this day")
    which.add_argument("--case", metavar="NAME", help="a published scenario, such as ustr_income_tax_none")
    which.add_argument("--optimal", action="store_true", help="the uniform rate on all that is best for the US")
    which.add_argument(
        "--nash",
        action="append",
        metavar="COUNTRY",
        help="rates of the US and these on each other, best replies (repeatable); ALL in many sectors: everyone's by the formula",
    )
    made.add_argument("--retaliate", action="store_true", help="every partner charges the same rate on US goods")
    made.add_argument(
        "--model",
        choices=[*MODELS, *SECTORS],
        default="main",
        help="; ".join(f"{k}: {v}" for k, v in {**MODELS, **SECTORS}.items()),
    )
    made.add_argument(
        "--since",
        type=day,
        metavar="BASE",
        help="with --on: the day compared with (default: 2025-01-01, the book's first)",
    )
    made.add_argument(
        "--preferences",
        choices=("best", "none"),
        default="best",
        help="with --on: claimed wherever cheaper, or not (default: best)",
    )
    made.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="SHARE",
        help="with --on: use of preferences, as in impact etr (repeatable)",
    )
    made.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="with --on: a fact of every line, as in impact etr (repeatable)",
    )
    made.add_argument(
        "--elasticity-set",
        choices=SETS,
        default="IS",
        help="sector elasticities by source (default: IS; models of many sectors)",
    )
    made.add_argument("--by-sector", action="store_true", help="with --optimal: a rate for each sector (icio, wiod14)")
    made.add_argument("--draws", type=count, metavar="N", help="ranges over uncertain elasticities from N solves")
    made.add_argument("--sets", action="store_true", help="with --draws: one of the eight sets at random each time")
    made.add_argument(
        "--seed", type=int, default=1, metavar="N", help="with --draws: seed of the random numbers (default: 1)"
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
    law = made.add_argument_group("the law looked at, with --on")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_without(law)
    add_reading(law)
    add_output(made, "a measure of a country or group", "bars by country, with ranges where elasticities were drawn")
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
    from kanzei.render.impact_ge_tidy import COLUMNS
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    if options.dictionary:
        print(dictionary_text(COLUMNS, Ink(sys.stdout)))
        return 0
    check_output(options)
    return answered(options, answer_of(options, here(options)))


def answer_of(options: Namespace, how: How) -> Found:
    """Solve."""
    from kanzei.cli.ge_one import run_one
    from kanzei.cli.ge_sectors import run_sectors

    if not (options.rate or options.on or options.case or options.optimal or options.nash):
        raise UsageError("say which tariffs: one of --rate, --on, --case, --optimal, --nash")
    if options.retaliate and not (options.rate or options.on):
        raise UsageError("--retaliate goes with --rate or --on")
    if options.since and not options.on:
        raise UsageError("--since goes with --on")
    if options.by_sector and not options.optimal:
        raise UsageError("--by-sector goes with --optimal")
    if options.sets and not options.draws:
        raise UsageError("--sets goes with --draws")
    if options.model in SECTORS:
        return run_sectors(options, how)
    if options.by_sector or options.elasticity_set != "IS" or options.sets:
        raise UsageError("--by-sector, --elasticity-set and --sets go with --model icio, wiod14, wiod-io")
    return run_one(options, how)
