"""``kanzei impact trade``: what a change of duties does to trade, revenue and prices, product by product."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.found import Found, How, here
from kanzei.cli.impact_options import add_without, check_output
from kanzei.cli.options import add_json, add_reading, count, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.impact.partial_range import Border

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "trade",
        help="trade, revenue and prices by product once buyers move (partial equilibrium)",
        description="The law book's rates of a day against those of a base day, both under the same conventions, laid on the imports of 2024: what buyers buy instead, what the "
        "treasury gets, who bears it. A model, with its elasticities named: not law. It takes some ten seconds, nearly all for the rates.",
        example=(
            "impact trade --on 2025-09-20 --by partner --top 8 --draws 50",
            "impact trade --dictionary",
        ),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="day of the law looked at")
    made.add_argument(
        "--since", type=day, metavar="DATE", help="base day (default: 2025-01-01, the first of the law book)"
    )
    made.add_argument(
        "--from", dest="origins", default="all", metavar="CC,…", help="partners shown, EU for the Union, or all"
    )
    made.add_argument(
        "--by", choices=("partner", "chapter", "sector", "code"), default="partner", help="lines (default: partner)"
    )
    made.add_argument("--top", type=count, default=15, metavar="N", help="lines with the largest change (default: 15)")
    made.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="SHARE",
        help="use of preferences on both days, as in `impact etr` (default: every one that is cheaper; repeatable)",
    )
    made.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a fact of every line, contents as a share: steel_content_pct=30%% (repeatable)",
    )
    model = made.add_argument_group("the model")
    model.add_argument(
        "--elasticities",
        metavar="SET",
        help="broda-weinstein (default), hauk, boehm, fajgelbaum, a sector set (uniform-4, caliendo-parro, fontagne-guimbard-orefice, giri-yi-yilmazkuday, "
        "bagwell-staiger-yurukoglu, shapiro, lashkaripour-lugovskyy), or a number",
    )
    model.add_argument("--between-products", type=_number, metavar="ETA", help="elasticity between products")
    model.add_argument("--against-home", type=_number, metavar="KAPPA", help="elasticity against home goods")
    model.add_argument("--horizon", type=_number, metavar="YEARS", help="years after the change (default: long run)")
    model.add_argument(
        "--pass-through", type=_number, metavar="F", help="part of a duty that buyers pay at the border (default: 1)"
    )
    model.add_argument(
        "--inverse-supply", type=_number, metavar="W", help="inverse supply elasticity: makes a pass-through by cell"
    )
    model.add_argument(
        "--collected", type=_number, default=1.0, metavar="U", help="part of duty that is collected (default: 1)"
    )
    model.add_argument("--prices", action="store_true", help="consumer prices too, by category of spending")
    model.add_argument(
        "--retail",
        type=_number,
        default=1.0,
        metavar="R",
        help="part of dearer imports that shops pass on (default: 1)",
    )
    model.add_argument("--draws", type=count, metavar="N", help="draws for a range of every figure")
    model.add_argument("--seed", type=count, default=1, metavar="N", help="seed of the draws (default: 1)")
    out = made.add_argument_group("what is written")
    out.add_argument("-o", "--output", type=Path, metavar="FILE", help="a tidy table, a row for each figure: .csv")
    out.add_argument("--plot", type=Path, metavar="FILE", help="a picture: .png or .svg (needs matplotlib)")
    out.add_argument("--force", action="store_true", help="write over existing files")
    out.add_argument("--dictionary", action="store_true", help="what the columns and measures mean, and nothing else")
    law = made.add_argument_group("the law looked at")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_without(law)
    add_reading(law)
    add_json(made)
    made.set_defaults(run=run)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise ArgumentTypeError(f"{text!r} is not a number of at least zero")
    return value


def run(options: Namespace) -> int:
    """The answer, and what is asked to be written."""
    from kanzei.render.impact_trade_tidy import dictionary_json, dictionary_text
    from kanzei.render.tables import Ink

    ink = Ink(sys.stdout)
    if options.dictionary:
        return say(options, dictionary_json(), dictionary_text(ink))
    if options.on is None:
        raise UsageError("name the day: --on DATE")
    check_output(options)
    found = answer_of(options, here(options))
    if options.output and found.write:
        found.write(options.output)
        sys.stderr.write(f"table written to {options.output}\n")
    if options.plot and found.draw:
        found.draw(options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return say(options, found.value, found.text(ink))


def answer_of(options: Namespace, how: How) -> Found:
    """Rates of two days, a pass over all cells, and the draws."""
    from kanzei.impact.partial_case import BASE_DAY, case
    from kanzei.impact.partial_elasticities import DEFAULT, check_set, chosen_set, horizon_factor
    from kanzei.impact.partial_range import answer, ranges
    from kanzei.impact.partial_tables import groups, table, whole_groups
    from kanzei.impact.rates_use import stated_use
    from kanzei.impact.rates_weights import check_on_file, partner_of
    from kanzei.law.claims import parse_claims
    from kanzei.render.impact_trade import Said, Shown, trade_json, trade_text
    from kanzei.render.impact_trade_tidy import write_tidy

    words = [one for one in options.origins.replace(";", ",").split(",") if one.strip()]
    partners = None if options.origins.strip().lower() == "all" else sorted({partner_of(one) for one in words})
    check_on_file(partners)
    if partners == []:
        raise UsageError("--from: name partners, such as JP,EU, or all")
    if not 0 <= options.collected <= 1:
        raise UsageError(f"--collected {options.collected:g}: between 0 and 1")
    if not 0 <= options.retail <= 1:
        raise UsageError(f"--retail {options.retail:g}: between 0 and 1")
    check_set(options.elasticities or DEFAULT)
    horizon_factor(options.horizon)
    border, use = _border(options), stated_use(options.use)
    claims, _ = parse_claims(";".join(options.assume), strict=True)
    view = how.view_of(options.known)
    with how.shares("rates") as tick:
        cells = case(view, options.on, options.since or BASE_DAY, use, claims, tick)
    chosen = chosen_set(
        cells.layout,
        cells.value,
        options.elasticities or DEFAULT,
        options.between_products,
        options.against_home,
        options.horizon,
    )
    found = answer(cells, chosen, border, options.collected)
    laid = groups(found, options.by, partners, options.top)
    drawn, prices, also = None, None, {}
    if options.prices:
        from kanzei.impact.partial_prices import consumer_prices

        retail = options.retail
        prices = consumer_prices(cells, found.found, retail)
        also = {
            "consumer_prices_static": lambda one: consumer_prices(cells, one, retail).static,
            "consumer_prices": lambda one: consumer_prices(cells, one, retail).moved,
        }
    if options.draws:
        with how.shares("draws") as tick:
            drawn = ranges(
                found,
                laid.place,
                len(laid.keys),
                options.draws,
                options.seed,
                tick,
                also,
            )
    asked = table(found, whole_groups(found, partners))[0] if partners else None
    said = Said(
        view,
        tuple(options.scenario),
        tuple(options.switch),
        ", ".join(options.use),
        "; ".join(options.assume),
        options.collected,
    )
    shown = Shown(found, laid, table(found, laid), asked, drawn, said, prices)

    def draw(path: Path) -> None:
        from kanzei.render.impact_trade_picture import draw_trade

        draw_trade(shown, path)

    return Found(
        trade_json(shown), lambda ink: trade_text(shown, ink), draw=draw, write=lambda path: write_tidy(shown, path)
    )


def _border(options: Namespace) -> Border:
    """Who bears a duty at the border."""
    from kanzei.impact.partial_elasticities import parameter, parameter_source
    from kanzei.impact.partial_range import Border

    if options.inverse_supply is not None:
        if options.pass_through is not None:
            raise UsageError("--pass-through and --inverse-supply say the same thing twice: give one")
        return Border(
            1.0,
            options.inverse_supply,
            True,
            "stated: from an inverse supply elasticity, each seller as if its duty alone changed",
        )
    if options.pass_through is None:
        return Border(parameter("pass_through"), None, False, parameter_source("pass_through"))
    if not 0 < options.pass_through <= 1:
        raise UsageError(f"--pass-through {options.pass_through:g}: above 0 and at most 1")
    return Border(options.pass_through, None, True, "stated")
