"""``kanzei deal montecarlo``: returns of every party along many paths, and what matters most."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.deal_view import add_known, add_plot, add_switch, case_of, plot_file, view
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.deal.case import Case
    from kanzei.deal.sheet import Reading, Sheet
    from kanzei.deal.uncertainty import Uncertainty

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "montecarlo",
        help="returns, defaults, rates, exchange rate and timing drawn: who gets what with which odds, and what matters most",
        example=(
            "deal montecarlo --reading mou --paths 2000 --seed 7",
            "deal montecarlo --reading mou --reading japan-headline --case JP-01 --paths 2000 --seed 7",
        ),
        description="Draws along many paths under one or more readings, the same draws for each; quantiles of every party's returns, expected loss under the cover, each "
        "draw and each doubtful term moved alone, and parts of the variance. A seed gives the same paths in any number of them. What is drawn stands in a file "
        "(--draws), each figure sourced or marked illustrative.",
    )
    made.add_argument(
        "terms", nargs="?", metavar="TERMS", help="japan, korea, or a file of terms (default: the case's)"
    )
    made.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="ID|FILE",
        help="whose reading (repeatable; default: every one known)",
    )
    made.add_argument(
        "--case",
        default="illustration",
        metavar="ID|FILE",
        help="projects: a shipped case or a file (default: illustration)",
    )
    made.add_argument("--paths", type=int, default=10_000, metavar="N", help="how many (default: 10,000)")
    made.add_argument("--seed", type=int, default=1, metavar="S", help="of the draws (default: 1)")
    made.add_argument("--draws", type=Path, metavar="FILE", help="what is drawn (default: the shipped assumptions)")
    made.add_argument(
        "--party",
        default="all",
        choices=("investor", "host", "public", "banks", "all"),
        help="whose value the sensitivity is of (default: all of the investing side)",
    )
    add_known(made)
    add_switch(made)
    add_plot(made, "quantiles of cash over time, and the tornado")
    add_json(made)
    made.set_defaults(run=run)


def _possible(case: Case, sheet: Sheet, assumed: Uncertainty) -> list[Reading]:
    """Every reading known under which the case can be run; those it cannot are named."""
    from kanzei.deal.montecarlo import prepare

    if not sheet.readings:
        raise UsageError(f"no reading of {sheet.id} was known on {sheet.known_on}")
    out, why = [], []
    for one in sheet.readings.values():
        try:
            prepare(case, sheet, one, assumed)
            out.append(one)
        except UsageError as error:
            why.append(f"{one.id}: {error}")
    if not out:
        raise UsageError("; ".join(why))
    for line in why:
        sys.stderr.write(f"left out: {line}\n")
    return out


def run(options: Namespace) -> int:
    """Simulate."""
    from kanzei.cli.progress import Progress
    from kanzei.deal.montecarlo import simulate
    from kanzei.deal.sensitivity import parts_of_variance, tornado
    from kanzei.deal.uncertainty import read_uncertainty
    from kanzei.render.deal_montecarlo import montecarlo_json, montecarlo_text
    from kanzei.render.tables import Ink

    plot_file(options)
    assumed = read_uncertainty(options.draws)
    case = case_of(options.case, options.switch)
    name, known = options.terms or case.terms, options.known or case.known
    sheet, _ = view(name, known, None)
    readings = [one for word in options.reading if (one := view(name, known, word)[1])]
    if not readings:
        readings = _possible(case, sheet, assumed)
    with Progress("simulating") as bar:
        found = simulate(case, sheet, readings, assumed, options.paths, options.seed, tick=lambda share: bar.tick())
        if options.party not in found[0].values:
            raise UsageError(
                f"--party {options.party}: has no part under {readings[0].id}: {', '.join(found[0].values)}"
            )
        centre, bars = tornado(case, sheet, readings[0], assumed, options.party, bar.tick)
    sensitivity = (centre, bars, parts_of_variance(found[0], options.party))
    if options.plot:
        from kanzei.render.deal_picture import draw_simulation

        draw_simulation(case, sheet, found, assumed, sensitivity, options.party, options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return say(
        options,
        montecarlo_json(case, sheet, found, assumed, sensitivity, options.party),
        montecarlo_text(case, sheet, found, assumed, sensitivity, options.party, Ink(sys.stdout)),
    )
