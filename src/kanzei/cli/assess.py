"""``kanzei assess``: every line of files of entry lines, in order, with the duty or the reason why not."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, add_reading, day, open_view
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.entries.run import Summary

__all__ = ["parser"]


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei assess",
        description="The duty on every line of CSV, Excel or Parquet files. Every input line stays in its place; "
        "a line that cannot be assessed says why. Exit code 1: some lines failed.",
        example=(
            "assess examples/entries.csv -o assessed.csv",
            "assess examples/entries.csv -o with-fees.csv --fees --mode vessel",
        ),
    )
    made.add_argument("file", nargs="+", type=Path, metavar="FILE", help="files of entry lines: .csv, .xlsx, .parquet")
    made.add_argument(
        "-o", "--output", required=True, type=Path, metavar="OUT", help="result: .csv, .tsv, .xlsx, .parquet, .jsonl"
    )
    made.add_argument("--force", action="store_true", help="replace an existing result")
    law = made.add_argument_group("the law looked at")
    law.add_argument(
        "--known",
        action="append",
        type=day,
        default=[],
        metavar="DATE",
        help="the law as known on this day; given several times, each day gets a file of its own",
    )
    add_reading(law)
    fees = made.add_argument_group("fees")
    fees.add_argument(
        "--fees",
        action="store_true",
        help="add the merchandise processing and harbor maintenance fees, by entry number",
    )
    fees.add_argument(
        "--mode", default="", metavar="MODE", help="mode of transport of lines that state none: vessel, air …"
    )
    form = made.add_argument_group("how the files are written")
    form.add_argument("--layout", choices=("7501",), help="result with a row for each HTS number, as to be filed")
    form.add_argument("--date-format", metavar="FORM", help="form of the dates, such as MM/DD/YYYY")
    form.add_argument("--money", choices=("us", "eu"), help="form of amounts: us 1,234.56 or eu 1.234,56")
    form.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=HEADER",
        help="take a column from this header (repeatable)",
    )
    form.add_argument("--sheet", metavar="NAME", help="sheet of an Excel file")
    form.add_argument("--strict", action="store_true", help="an unknown claim fails its line")
    form.add_argument(
        "--raw", action="store_true", help="CSV for machines: do not guard text against spreadsheet formulas"
    )
    made.add_argument("--engine", choices=("local", "spark"), default="local", help="where to compute (default: local)")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Assess the files, write the results, print the summaries; 1 when a line failed."""
    from kanzei.duty.book import LawBook
    from kanzei.entries.write import check_output

    if options.mode:
        from kanzei.duty.fees import read_mode

        read_mode(options.mode)
    if options.engine == "spark":
        raise UsageError("--engine spark: this release computes on one machine; leave --engine out")
    outputs = _outputs(options)
    for path in outputs.values():
        check_output(path, options.file, force=options.force)
    book = LawBook.shipped()
    done = [(path, _assess(options, book, known, path)) for known, path in outputs.items()]
    _report(options, done)
    return 1 if any(summary.failed for _, summary in done) else 0


def _outputs(options: Namespace) -> dict[date | None, Path]:
    """The result file of each known day asked for."""
    days = list(dict.fromkeys(options.known))
    path: Path = options.output
    if len(days) < 2:
        return {days[0] if days else None: path}
    return {known: path.with_name(f"{path.stem}.known-{known}{path.suffix}") for known in days}


def _mapping(words: Sequence[str]) -> dict[str, str]:
    out = {}
    for word in words:
        column, equals, header = word.partition("=")
        if not (column and equals and header):
            raise UsageError(f"--map {word}: write COLUMN=HEADER, such as hts='Tariff No'")
        out[column.strip()] = header.strip()
    return out


def _assess(options: Namespace, book: LawBook, known: date | None, path: Path) -> Summary:
    from kanzei.cli.progress import Progress
    from kanzei.entries.files import assess_files
    from kanzei.entries.parse import Options
    from kanzei.render.machine import assessment_json
    from kanzei.render.words import printable

    reading = Options(
        date_format=options.date_format,
        money=options.money,
        strict=options.strict,
        known_code=lambda code, on: _exists(book, code, on),
    )
    view = open_view(book, options, known)
    with Progress("assessing lines") as bar:
        return assess_files(
            options.file,
            view,
            path,
            options=reading,
            mapping=_mapping(options.map) or None,
            sheet=options.sheet,
            layout=options.layout,
            raw=options.raw,
            force=options.force,
            progress=bar.tick,
            announce=lambda text: sys.stderr.write(f"{printable(text)}\n"),
            as_json=assessment_json,
            fees=view if options.fees else None,
            mode=options.mode,
        )


def _exists(book: LawBook, code: str, on: date) -> bool:
    from kanzei.errors import ScheduleError

    try:
        return not book.schedule.lookup(code, on).warnings
    except ScheduleError:
        return False


def _report(options: Namespace, done: list[tuple[Path, Summary]]) -> None:
    if options.json:
        from kanzei.render.machine import dump

        values = [summary.as_json(str(path)) for path, summary in done]
        print(dump(values[0] if len(values) == 1 else {"runs": values}))
        return
    from kanzei.render.summary import summary_text
    from kanzei.render.tables import Ink

    print("\n\n".join(summary_text(summary.as_json(str(path)), Ink(sys.stdout)) for path, summary in done))
