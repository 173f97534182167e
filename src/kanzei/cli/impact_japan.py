"""``kanzei impact japan``: the deal with Japan step by step."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path

from kanzei.cli.found import Found, How, here
from kanzei.cli.impact_options import add_without, check_output
from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_reading, count, day, open_view, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]

LAYERS = ("partial", "one-sector", "many-sectors", "many-sectors-io")
MOST_PROCESSES = 4


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "japan",
        help="the deal with Japan step by step: rates, exports, output, beside what others say",
        description="2024, 10%, 24%, 15% stacked, 15% inclusive, autos 15%, and what followed in 2026: rates on Japan from the law book, what three layers of models make of them, "
        "outside estimates and Japan's own exports. Effects are estimates of models, with ranges; no rate is typed. It takes one to three minutes, nearly all for the rates of all partners on fourteen days; --others base takes half of that.",
        example=(
            "impact japan --layer none --step inclusive",
            "impact japan --dictionary",
        ),
    )
    made.add_argument(
        "--layer",
        action="append",
        default=[],
        choices=(*LAYERS, "none"),
        metavar="LAYER",
        help="partial, one-sector, many-sectors, many-sectors-io (with input-output links), or none: rates alone (repeatable; default: the first three)",
    )
    made.add_argument(
        "--step",
        action="append",
        default=[],
        metavar="STEP",
        help="ten, twenty-four, stacked, inclusive, autos, s122 or s301, beside 2024 (repeatable; default: all)",
    )
    made.add_argument(
        "--others",
        choices=("day", "base"),
        default="day",
        help="effects: all partners bear the rates of the day (default), or Japan alone does",
    )
    made.add_argument("--horizon", type=_years, default=1.0, metavar="YEARS", help="of the partial layer (default: 1)")
    made.add_argument("--draws", type=count, default=100, metavar="N", help="draws of elasticities (default: 100)")
    made.add_argument("--seed", type=count, default=1, metavar="N", help="seed of the draws (default: 1)")
    made.add_argument(
        "--processes", type=count, metavar="N", help="processes that ask the law book (default: processors, 4 at most)"
    )
    made.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a fact of every line, contents as a share: steel_content_pct=30%% (repeatable)",
    )
    made.add_argument(
        "--convention",
        default="whole",
        metavar="NAME",
        help="metal in listed articles to 2026-04-05: whole (the default: no content is stated), half, cbo-high, cbo-low",
    )
    out = made.add_argument_group("what is written")
    out.add_argument("-o", "--output", type=Path, metavar="FILE", help="a tidy table, a row for each figure: .csv")
    out.add_argument("--plot", type=Path, metavar="FILE", help="a picture: .png or .svg (needs matplotlib)")
    out.add_argument("--force", action="store_true", help="write over existing files")
    out.add_argument("--dictionary", action="store_true", help="what the columns and measures mean, and nothing else")
    law = made.add_argument_group("the law looked at")
    law.add_argument(
        "--known",
        type=day,
        metavar="DATE",
        help="the law as known on this day at every step (default: each step's own)",
    )
    add_without(law)
    add_reading(law)
    add_json(made)
    made.set_defaults(run=run)


def _years(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 100:
        raise ArgumentTypeError(f"{text!r} is not a number of years of at least one")
    return value


def run(options: Namespace) -> int:
    """The answer, and what is asked to be written."""
    from kanzei.render.impact_japan_rows import dictionary_json, dictionary_text
    from kanzei.render.tables import Ink

    ink = Ink(sys.stdout)
    if options.dictionary:
        return say(options, dictionary_json(), dictionary_text(ink))
    check_output(options)
    how = here(options)
    if options.scenario or options.without:
        book = shipped_book().with_scenario([Path(one) for one in options.scenario], options.without)
        how = how._replace(view_of=lambda known: open_view(book, options, known, scenario=[]))
    found = answer_of(options, how._replace(processes=options.processes or min(os.cpu_count() or 1, MOST_PROCESSES)))
    if options.output and found.write:
        found.write(options.output)
        sys.stderr.write(f"table written to {options.output}\n")
    if options.plot and found.draw:
        found.draw(options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return say(options, found.value, found.text(ink))


def answer_of(options: Namespace, how: How) -> Found:
    """Rates of the steps, and what the layers make of them."""
    from kanzei.impact.japan import Plan, study
    from kanzei.impact.rates_conventions import WHOLE, conventions
    from kanzei.law.claims import parse_claims
    from kanzei.render.impact_japan import japan_text
    from kanzei.render.impact_japan_rows import Said, japan_json, write_tidy

    layers = tuple(dict.fromkeys(options.layer)) or LAYERS[:3]
    if "none" in layers:
        if len(layers) > 1:
            raise UsageError("--layer none: rates alone; name it without another layer")
        layers = ()
    claims, _ = parse_claims(";".join(options.assume), strict=True)
    taken = conventions(claims, ", ".join(options.assume), None, options.convention)
    plan = Plan(
        taken,
        options.known,
        options.others,
        layers,
        options.draws,
        options.seed,
        options.horizon,
        how.processes,
        tuple(options.step),
    )
    with how.shares("steps") as tick:
        found = study(how.view_of, plan, tick)
    assumed = (*options.assume, *([] if taken.metal.name == WHOLE else [f"metal {taken.metal.name}"]))
    said = Said(tuple(options.scenario), tuple(options.switch), tuple(options.without), assumed, options.answer)

    def draw(path: Path) -> None:
        from kanzei.render.impact_japan_picture import draw_japan

        draw_japan(found, said, path)

    return Found(
        japan_json(found, said),
        lambda ink: japan_text(found, said, ink),
        draw=draw,
        write=lambda path: write_tidy(found, said, path),
    )
