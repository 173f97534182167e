"""``kanzei impact japan``: the deal with Japan step by step."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_reading, count, day, open_view, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["add", "run"]

LAYERS = ("partial", "one-sector", "many-sectors", "many-sectors-io")
MOST_PROCESSES = 4


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "japan",
        help="the deal with Japan step by step: rates, exports, output, beside what others say",
        description="2024, 10%, 24%, 15% stacked, 15% inclusive, autos 15%, and what followed in 2026: rates on Japan from the law book, what three layers of models make of them, "
        "outside estimates and Japan's own exports. Effects are estimates of models, with ranges; no rate is typed. It takes a minute or two, nearly all for the rates of all partners on fourteen days; --others base takes half of that.",
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
    law.add_argument(
        "--without", action="append", default=[], metavar="ID", help="leave an instrument of the book out (repeatable)"
    )
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
    """Rates, layers, and what is asked to be written."""
    from kanzei.render.impact_japan import japan_text
    from kanzei.render.impact_japan_rows import Said, dictionary_json, dictionary_text, japan_json, write_tidy
    from kanzei.render.tables import Ink

    ink = Ink(sys.stdout)
    if options.dictionary:
        return say(options, dictionary_json(), dictionary_text(ink))
    _check_outputs(options)
    from kanzei.cli.progress import Progress
    from kanzei.impact.japan import Plan, study
    from kanzei.impact.rates_conventions import WHOLE, conventions
    from kanzei.law.claims import parse_claims

    layers = tuple(dict.fromkeys(options.layer)) or LAYERS[:3]
    if "none" in layers:
        if len(layers) > 1:
            raise UsageError("--layer none: rates alone; name it without another layer")
        layers = ()
    claims, _ = parse_claims(";".join(options.assume), strict=True)
    taken = conventions(claims, ", ".join(options.assume), None, options.convention)
    processes = options.processes or min(os.cpu_count() or 1, MOST_PROCESSES)
    plan = Plan(
        taken,
        options.known,
        options.others,
        layers,
        options.draws,
        options.seed,
        options.horizon,
        processes,
        tuple(options.step),
    )
    book = shipped_book()
    if options.scenario or options.without:
        book = book.with_scenario([Path(one) for one in options.scenario], options.without)

    def view_of(known: date | None) -> View:
        return open_view(book, options, known, scenario=[])

    with Progress("steps", 1000) as bar:
        found = study(view_of, plan, lambda share: bar.tick(int(share * 1000) - bar.done))
    assumed = (*options.assume, *([] if taken.metal.name == WHOLE else [f"metal {taken.metal.name}"]))
    said = Said(tuple(options.scenario), tuple(options.switch), tuple(options.without), assumed, options.answer)
    if options.output:
        write_tidy(found, said, options.output)
        sys.stderr.write(f"table written to {options.output}\n")
    if options.plot:
        from kanzei.render.impact_japan_picture import draw_japan

        draw_japan(found, said, options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return say(options, japan_json(found, said), japan_text(found, said, ink))


def _check_outputs(options: Namespace) -> None:
    """Refuse what could not be written before any work is done."""
    if options.plot:
        from kanzei.render.impact_japan_picture import check_plot

        check_plot(options.plot)
    given: tuple[tuple[str, Any], ...] = (("--plot", options.plot), ("-o", options.output))
    for name, path in given:
        if path is None:
            continue
        if name == "-o" and path.suffix.lower() != ".csv":
            raise UsageError(f"-o {path}: the name must end in .csv")
        if not path.parent.is_dir():
            raise UsageError(f"{name} {path}: there is no folder {path.parent}")
        if path.exists() and not options.force:
            raise UsageError(f"{name} {path}: the file exists; name another or say --force")
