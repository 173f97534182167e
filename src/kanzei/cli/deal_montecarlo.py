"""``kanzei deal montecarlo``: returns of every party along many paths, and what matters most."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.deal_view import add_known, add_plot, add_switch, answered, case_of, plot_file, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.deal.case import Case
    from kanzei.deal.sheet import Reading, Sheet
    from kanzei.deal.uncertainty import Uncertainty

__all__ = ["add", "answer_of", "run"]


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


def _possible(case: Case, sheet: Sheet, assumed: Uncertainty) -> tuple[list[Reading], list[str]]:
    """Every reading known under which the case can be run, and why the others cannot."""
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
    return out, why


def run(options: Namespace) -> int:
    """Simulate."""
    plot_file(options)
    return answered(options, answer_of(options, here(options)))


def answer_of(options: Namespace, how: How) -> Found:
    """Draws under each reading, and what matters most under the first."""
    from kanzei.deal.montecarlo import simulate
    from kanzei.deal.sensitivity import parts_of_variance, tornado
    from kanzei.deal.uncertainty import read_uncertainty
    from kanzei.render.deal_montecarlo import montecarlo_json, montecarlo_text

    assumed = read_uncertainty(options.draws)
    case = case_of(options.case, options.switch)
    name, known = options.terms or case.terms, options.known or case.known
    sheet, _ = view(name, known, None)
    readings = [one for word in options.reading if (one := view(name, known, word)[1])]
    why: list[str] = []
    if not readings:
        readings, why = _possible(case, sheet, assumed)
    with how.shares("simulating") as tick:
        found = simulate(
            case, sheet, readings, assumed, options.paths, options.seed, tick=lambda share: tick(0.8 * share)
        )
        if options.party not in found[0].values:
            raise UsageError(
                f"--party {options.party}: has no part under {readings[0].id}: {', '.join(found[0].values)}"
            )
        centre, bars = tornado(case, sheet, readings[0], assumed, options.party)
    sensitivity = (centre, bars, parts_of_variance(found[0], options.party))

    def draw(path: Path) -> None:
        from kanzei.render.deal_picture import draw_simulation

        draw_simulation(case, sheet, found, assumed, sensitivity, options.party, path)

    return Found(
        montecarlo_json(case, sheet, found, assumed, sensitivity, options.party),
        lambda ink: montecarlo_text(case, sheet, found, assumed, sensitivity, options.party, ink),
        draw=draw,
        notes=tuple(f"left out: {line}" for line in why),
    )
