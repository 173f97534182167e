"""``kanzei scenario``: supposed instruments with dates and odds, planned shipments, and what waiting costs or saves."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, say, switches
from kanzei.cli.parser import Parser, Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.outlook.report import Report
    from kanzei.outlook.scenario import Scenario

__all__ = ["parser"]

SHIPPED = "2025-08-28-amendment-asked"
PLOTS = (".png", ".svg")


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei scenario",
        description="What may become law, with dates and odds; what is planned; and what waiting costs or saves, to the cent.",
        example=(
            "scenario list",
            f"scenario show {SHIPPED}",
            f"scenario run {SHIPPED} --set autos=70% --set autos.day=2025-09-16",
        ),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    _add_list(parts)
    _add_show(parts)
    _add_run(parts)
    _add_check(parts)
    return made


def _add_list(parts: Parts) -> None:
    made = parts.add_parser(
        "list",
        help="the scenarios that come with the package",
        example=("scenario list",),
        description="The shipped scenarios.",
    )
    add_json(made)
    made.set_defaults(run=run_list)


def _add_show(parts: Parts) -> None:
    made = parts.add_parser(
        "show",
        help="what a scenario holds: events, shipments, options",
        example=(f"scenario show {SHIPPED}",),
        description="Events with their probabilities and days, shipments with their options, and the sources.",
    )
    _add_input(made)
    add_json(made)
    made.set_defaults(run=run_show)


def _add_run(parts: Parts) -> None:
    made = parts.add_parser(
        "run",
        help="expected cost and range of every option, the best plan, break-even probabilities",
        example=(
            f"scenario run {SHIPPED} --set autos=70% --set autos.day=2025-09-16",
            f"scenario run {SHIPPED} --shipments examples/shipments.yaml --json",
        ),
        description="Every branch is assessed to the cent by the evaluator of `kanzei duty`; expected values are exact. Told are the cost of each "
        "option with storage, bond and finance, the best plan, the probability at which it turns, how it depends on the day, who is paid back "
        "where law reaches back, and what it was worth to know.",
    )
    _add_input(made)
    made.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="ID=CHOICE",
        help="choose a reading of a doubtful point; `kanzei law switches` lists them (repeatable)",
    )
    made.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw cost by day of entry and by probability: .png or .svg"
    )
    made.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write every outcome, a row for each option and world: .csv"
    )
    made.add_argument("--force", action="store_true", help="write over existing files")
    add_json(made)
    made.set_defaults(run=run_run)


def _add_check(parts: Parts) -> None:
    made = parts.add_parser(
        "check",
        help="every mistake of a scenario file, with its place",
        example=("scenario check examples/scenario.yaml",),
        description="Read a scenario file, and lay the law of its events on the book, alone and in every combination: mistakes come with file, "
        "line, column and how to mend them.",
    )
    _add_input(made)
    add_json(made)
    made.set_defaults(run=run_check)


def _add_input(made: Parser) -> None:
    made.add_argument("scenario", metavar="ID|FILE", help="a shipped scenario by its id, or a scenario file")
    made.add_argument(
        "--shipments",
        type=Path,
        metavar="FILE",
        help="a file of shipments and costs in the place of those of the scenario",
    )
    made.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="write a value over: EVENT=70%%, EVENT.day=2025-09-16, costs.storage_per_day=120, SHIPMENT.value_usd=500000, known=DATE (repeatable)",
    )


def _read(options: Namespace) -> Scenario:
    from kanzei.outlook.read import read_scenario
    from kanzei.outlook.shipped import find_scenario

    return read_scenario(find_scenario(options.scenario), options.set, options.shipments)


def run_list(options: Namespace) -> int:
    """The shipped scenarios."""
    from kanzei.outlook.read import read_scenario
    from kanzei.outlook.shipped import shipped_scenarios
    from kanzei.render.tables import Ink, table

    found = [read_scenario(path) for path in shipped_scenarios().values()]
    rows = [[one.id, str(one.known), one.title] for one in found]
    value = {"scenarios": [{"id": one.id, "known_on": one.known, "title": one.title} for one in found]}
    return say(options, value, table(["scenario", "as known", "what"], rows, ink=Ink(sys.stdout), fold=True))


def run_show(options: Namespace) -> int:
    """What a scenario holds."""
    from kanzei.render.outlook import scenario_text
    from kanzei.render.outlook_rows import scenario_json
    from kanzei.render.tables import Ink

    scenario = _read(options)
    return say(options, scenario_json(scenario), scenario_text(scenario, Ink(sys.stdout)))


def run_check(options: Namespace) -> int:
    """Mistakes of a file; none is said too."""
    from kanzei.cli.progress import Progress
    from kanzei.duty.book import LawBook
    from kanzei.outlook.together import check_together

    scenario = _read(options)
    with Progress("laying branches on the book") as bar:
        found = check_together(scenario, LawBook.shipped(), bar.tick)
    text = f"{scenario.path}: no mistakes; {found} {'combination' if found == 1 else 'combinations'} of supposed law laid on the book"
    return say(options, {"file": str(scenario.path), "mistakes": [], "combinations": found}, text)


def run_run(options: Namespace) -> int:
    """Work a scenario out; 1 where a shipment has no option that can be."""
    from kanzei.cli.progress import Progress
    from kanzei.duty.book import LawBook
    from kanzei.outlook.report import report

    _check_outputs(options)
    scenario = _read(options)
    book = LawBook.shipped()
    with Progress("working the scenario out") as bar:
        found = report(scenario, book, switches(options.switch), bar.tick)
    _print(options, found, book)
    if options.output:
        _write_csv(found, options.output)
        sys.stderr.write(f"outcomes written to {options.output}\n")
    if options.plot:
        _plot(found, book, options.plot)
        sys.stderr.write(f"picture written to {options.plot}\n")
    return 1 if any(one.best is None for one in found.answer.shipments) else 0


def _print(options: Namespace, found: Report, book: LawBook) -> None:
    if options.json:
        from kanzei.render.machine import dump
        from kanzei.render.outlook_rows import report_json

        print(dump(report_json(found)))
        return
    from kanzei.render.outlook import report_text
    from kanzei.render.tables import Ink

    print(report_text(found, (book.official_to, book.seen_to), Ink(sys.stdout)))


def _check_outputs(options: Namespace) -> None:
    for name, path, endings in (("--plot", options.plot, PLOTS), ("-o", options.output, (".csv",))):
        if path is None:
            continue
        if path.suffix.lower() not in endings:
            raise UsageError(f"{name} {path}: the name must end in {' or '.join(endings)}")
        if not path.parent.is_dir():
            raise UsageError(f"{name} {path}: there is no folder {path.parent}")
        if path.exists() and not options.force:
            raise UsageError(f"{name} {path}: the file exists; name another or say --force")


def _write_csv(found: Report, path: Path) -> None:
    import csv
    import os

    from kanzei.entries.write import explained
    from kanzei.render.outlook_rows import COLUMNS, csv_rows

    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *csv_rows(found)])
        os.replace(part, path)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)


def _plot(found: Report, book: LawBook, path: Path) -> None:
    from kanzei.render.outlook_picture import draw_report

    if not found.curves:
        raise UsageError(f"--plot {path}: there is nothing to draw: the scenario plans no shipment")
    drawing = draw_report(found, (book.official_to, book.seen_to))
    if path.suffix.lower() == ".png":
        from kanzei.render.png import write_png

        write_png(drawing, path)
    else:
        from kanzei.render.canvas import svg

        path.write_text(svg(drawing), encoding="utf-8")
