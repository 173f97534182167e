"""``kanzei law panel``: the rate of every code from every country, on a day or as intervals over a span."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_reading, count, day, open_view, say
from kanzei.cli.parser import Parts
from kanzei.counts import counted
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanzei.duty.panel import PanelOptions
    from kanzei.duty.view import View

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "panel",
        help="rates of every code and country",
        description="Statutory rates as fractions of the value: every ten-digit code, every origin asked for, on a day or as intervals over a span. "
        "Facts that nobody stated are taken by the defaults of `kanzei law claims`; the options below set other conventions.",
        example=(
            "law panel --on 2025-09-20 --from JP,DE --hts 8703 -o panel.csv",
            "law panel --since 2025-04-01 --until 2025-06-01 --from CN --hts 8517 -o panel.parquet",
        ),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry")
    made.add_argument("--since", type=day, metavar="DATE", help="first day of entry of a span")
    made.add_argument("--until", type=day, metavar="DATE", help="the day after the last of a span")
    made.add_argument("--from", dest="origins", default="all", metavar="CC,…", help="origins, or all (the default)")
    made.add_argument(
        "--hts", action="append", default=[], metavar="DIGITS", help="only codes that begin so (repeatable)"
    )
    made.add_argument("-o", "--output", required=True, type=Path, metavar="OUT", help="result: .parquet or .csv")
    made.add_argument("--force", action="store_true", help="replace an existing result")
    form = made.add_argument_group("conventions")
    form.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a fact of every line, contents as a share: steel_content_pct=30%% (repeatable)",
    )
    form.add_argument("--claim", action="append", default=[], metavar="KEY", help="a claim of every line (repeatable)")
    form.add_argument("--no", action="append", default=[], metavar="KEY", help="a claim denied on every line")
    form.add_argument("--loaded", type=day, metavar="DATE", help="day of loading of every line")
    form.add_argument(
        "--spi",
        choices=("none", "best", "listed"),
        default="none",
        help="preferences: none claimed, the cheapest answer, or claimed wherever one is open (default: none)",
    )
    form.add_argument(
        "--unit-values",
        type=Path,
        metavar="FILE",
        help="CSV with hts, unit, usd_per_unit and, if it differs, origin: fills the rates that are specific",
    )
    law = made.add_argument_group("the law looked at")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_reading(law)
    made.add_argument(
        "--processes",
        type=count,
        metavar="N",
        help="processes that share the work (default: one for each processor, two at most)",
    )
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the panel and say what is in it."""
    from kanzei.cli.progress import Progress
    from kanzei.duty.panel import panel
    from kanzei.render.panel import check_panel, write_panel

    since, until = _span(options)
    origins = _origins(options.origins)
    check_panel(options.output, force=options.force)
    if options.adcvd:
        raise UsageError("--adcvd: a panel has no line that names a case, and no column for deposits: leave it out")
    view = open_view(shipped_book(), options, options.known)
    conventions = _conventions(options)
    if conventions.unit_values:
        _check_unit_values(view, since, options.unit_values, conventions.unit_values)
    steps = 1000
    # A short panel is done before another interpreter has started.
    wanted = min(2, os.cpu_count() or 1) if len(origins) > 20 and not options.hts else 1
    processes = options.processes or wanted
    with Progress("rates", steps) as bar:
        batches = panel(
            view,
            origins,
            since,
            until,
            conventions,
            processes=processes,
            tick=lambda share: bar.tick(int(share * steps) - bar.done),
        )
        about = _about(options, since, until, view.known_on)
        rows = write_panel(batches, options.output, about, force=options.force)
    value = {
        "rows": rows,
        "origins": len(origins),
        "entered_from": since,
        "entered_to": until,
        "known_on": view.known_on,
        "seen_to": view.book.seen_to,
        "output": str(options.output),
        "lawbook": view.digest,
    }
    text = (
        f"{counted(rows, 'row')}: {counted(len(origins), 'origin')}, entered from {since} to {until - timedelta(days=1)}, "
        f"as known {view.known_on}\nresult: {options.output}\nlaw book {view.digest[:12]}"
    )
    if until - timedelta(days=1) > view.book.seen_to:
        text += f"\nno change seen since {view.book.seen_to}: later days are a projection"
    return say(options, value, text)


def _span(options: Namespace) -> tuple[date, date]:
    if options.on and (options.since or options.until):
        raise UsageError("--on names one day, --since and --until a span: give one or the other")
    if options.on:
        return options.on, options.on + timedelta(days=1)
    if not (options.since and options.until):
        raise UsageError("name the days: --on DATE, or --since DATE and --until DATE (the day after the last)")
    return options.since, options.until


def _origins(text: str) -> list[str]:
    from kanzei.countries import all_origins, normalise_origin

    if text.strip().lower() == "all":
        return all_origins()
    words = [word for word in text.replace(";", ",").split(",") if word.strip()]
    if not words:
        raise UsageError("--from: name origins, such as JP,DE, or all")
    return sorted({normalise_origin(word.strip())[0] for word in words})


def _conventions(options: Namespace) -> PanelOptions:
    from kanzei.duty.panel import PanelOptions
    from kanzei.law.claims import REGISTRY, parse_claims
    from kanzei.render.panel import read_unit_values

    words = [*options.assume, *options.claim, *(f"!{key}" for key in options.no)]
    claims, _ = parse_claims(";".join(words), strict=True)
    for key in claims:
        claim = REGISTRY.get(key)
        if claim is not None and claim.type == "usd":
            raise UsageError(f"--assume {key}: lines of a panel have no value in dollars: state a share, {key}_pct=30%")
    return PanelOptions(
        claims=claims,
        loaded=options.loaded.isoformat() if options.loaded else "",
        spi=options.spi,
        unit_values=read_unit_values(options.unit_values) if options.unit_values else {},
        codes=tuple(word.replace(".", "").strip() for word in options.hts),
    )


def _check_unit_values(view: View, since: date, path: Path, values: Mapping[tuple[str, str, str], float]) -> None:
    """Each unit value must fill some rate: one that fills none is a slip of the unit or of the code."""
    from kanzei.duty.column_rates import units_counted

    schedule = view.book.schedule
    release = schedule.revision_on(since, view.known_on)[0]
    for stem, _, unit in values:
        counted = units_counted(schedule, release, stem)
        if counted is None:
            raise UsageError(f"{path}: no code begins with {stem} on {since}")
        if unit not in counted:
            instead = f"count {', '.join(sorted(counted))}: give the value of one" if counted else "are not specific"
            raise UsageError(f"{path}: {stem}, unit {unit!r} fills no rate: the rates of these codes {instead}")


def _about(options: Namespace, since: date, until: date, known: date) -> dict[str, Any]:
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "known": known.isoformat(),
        "assume": [*options.assume, *options.claim, *(f"!{key}" for key in options.no)],
        "loaded": options.loaded.isoformat() if options.loaded else "",
        "spi": options.spi,
        "answer": options.answer,
        "switch": options.switch,
        "scenario": [str(path) for path in options.scenario],
        "unit_values": str(options.unit_values or ""),
    }
