"""``kanzei impact ge --model icio|wiod14|wiod-io``: many sectors; and the law book's rates for any model (``--on``)."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanzei.cli.found import Found, How
from kanzei.cli.ge_output import ge_found
from kanzei.errors import UsageError

__all__ = ["book_words", "gathered_goods", "run_sectors"]


def run_sectors(options: Namespace, how: How) -> Found:
    """Solve a model of many sectors."""
    from kanzei.impact.ge_draws import sector_draws
    from kanzei.impact.sector_solve import Problem
    from kanzei.render.impact_sectors import sectors_json, sectors_text

    if options.case or options.elasticity != 4.0:
        raise UsageError(
            "--case and --elasticity belong to the one-sector models: choose --elasticity-set with --model icio, wiod14, wiod-io"
        )
    gathered = gathered_goods(options, options.model, how) if options.on else None
    problem = Problem(options.model, options.elasticity_set, options.rate or (), gathered, options.retaliate)
    if options.optimal:
        found, said = problem.best(options.by_sector)
    elif options.nash:
        found, said = problem.nash([name.upper() for name in options.nash])
    else:
        found, said = problem.solve(), problem.words()
    said = [*(book_words(options, gathered) if gathered else ()), *said]
    drawn = None
    if options.draws:
        if not (options.on or options.rate):
            raise UsageError("--draws goes with --on or --rate")
        with how.shares("draws") as tick:
            drawn = sector_draws(
                options.model,
                options.elasticity_set,
                found.world.sectors,
                options.draws,
                options.seed,
                problem.with_elasticities,
                options.sets,
                tick,
            )
    names = [name if name in {"non-US", "World"} else name.upper() for name in options.country]
    return ge_found(
        options,
        sectors_json(problem, found, said, names, drawn),
        lambda ink: sectors_text(problem, found, said, names, drawn, ink),
    )


def gathered_goods(options: Namespace, model: str, how: How) -> Any:
    """The goods of a model with the book's rates of the two days asked for; ``one`` is the one-sector world."""
    from kanzei.impact.ge_book import one_goods
    from kanzei.impact.law_chosen import law_words
    from kanzei.impact.rates_use import stated_use
    from kanzei.impact.sectors_book import BASE_DAY, model_goods
    from kanzei.law.claims import parse_claims

    base = options.since or BASE_DAY
    claims, _ = parse_claims(";".join(options.assume), strict=True)
    view = how.view_of(options.known)
    options.law = law_words(view)
    use = stated_use(options.use)
    with how.shares("rates") as tick:
        if model == "one":
            return one_goods(view, options.on, base, options.preferences, use, claims, tick)
        return model_goods(view, options.on, base, model, options.preferences, use, claims, tick)


def book_words(options: Namespace, gathered: Any) -> list[str]:
    """What was taken from the law book, and by which rules."""
    from kanzei.impact.sectors_book import BASE_DAY

    base = options.since or BASE_DAY
    use = ", ".join(options.use) or {"best": "claimed wherever cheaper", "none": "not claimed"}[options.preferences]
    lines = [
        f"US rates of {options.on} against those of {base}; preferences {use}; {options.law}",
        f"{gathered.covered:.1%} of the 2024 imports on file placed in the model's sectors. Own goods and rates: {len(gathered.own)} countries; the Union's: {len(gathered.union)}; "
        f"own rates, imports by chapter: {len(gathered.by_chapter)}.",
    ]
    if options.assume:
        lines.append(f"Stated for every line: {', '.join(options.assume)}")
    value = gathered.value.sum()
    before, after = ((gathered.value * rate).sum() / value for rate in (gathered.before, gathered.after))
    lines.append(f"Mean US rate on these goods, weights of 2024: {before:.2%} to {after:.2%}.")
    if options.retaliate:
        lines.append("Every partner raises its price of US goods of a sector by the factor by which its own are raised")
    if gathered.unplaced:
        lines.append("No imports on file, so no change: " + ", ".join(gathered.unplaced))
    return lines
