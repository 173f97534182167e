"""``kanzei refund``: what is owed back on entries filed and paid, why, by which remedy and until when."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, count, day
from kanzei.cli.parser import Parser
from kanzei.cli.progress import Progress
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanzei.entries.mapping import FileMap
    from kanzei.render.refund import RefundRun

__all__ = ["parser", "refund_all"]


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei refund",
        description="What was paid on entries held against what is owed: the difference of every line by cause, interest, remedies and last days, "
        "payments received, and the files to act on it. Every line keeps its place; one that has no answer says why. Exit code 1: some lines failed.",
        example=(
            "refund examples/es-003.csv -o refund",
            "refund examples/es-003.csv -o lines.csv --reports examples/rev-603.csv --on 2026-10-12",
        ),
    )
    made.add_argument(
        "file",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="what was filed and paid: ACE ES-003, data of Form 7501, brokers' tables (.csv, .xlsx, .parquet)",
    )
    made.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="OUT",
        help="a folder for all files; or .csv, .parquet, .xlsx: one row for each line and cause, remedies.csv beside it",
    )
    made.add_argument("--force", action="store_true", help="replace an existing result")
    made.add_argument(
        "--reports",
        action="extend",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="reports of CBP on payments and outcomes: REV-603, REV-613, REV-615, ES-701, recognised by their headers",
    )
    law = made.add_argument_group("the days looked at")
    law.add_argument(
        "--paid-as-known",
        type=day,
        metavar="DATE",
        help="the law that the filers had, as known on this day (default: the summary date of each entry)",
    )
    law.add_argument(
        "--as-known", type=day, metavar="DATE", help="the law as known on this day (default: all the book holds)"
    )
    law.add_argument(
        "--on",
        type=day,
        metavar="DATE",
        help="the day on which deadlines are looked at (default: the newest day of the book, printed)",
    )
    law.add_argument(
        "--value-as-given",
        action="store_true",
        help="keep the cents of the value instead of rounding to dollars",
    )
    who = made.add_argument_group("the importer")
    who.add_argument("--importer", metavar="N", help="importer number of entries that name none")
    who.add_argument(
        "--plaintiff",
        action="store_true",
        help="the importer sues in the refund cases and its number was handed over in time (phase 3)",
    )
    who.add_argument(
        "--importer-kind",
        choices=("corporate", "other"),
        default="corporate",
        help="whose overpayments, for the rate of interest (default: corporate)",
    )
    who.add_argument(
        "--circumstances",
        type=Path,
        metavar="FILE",
        help="what stands in no report, as YAML or JSON: plaintiff, ach, accepted, reconciled_on, adcvd_pending …",
    )
    form = made.add_argument_group("how the files are read and written")
    form.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FILE|COLUMN=HEADER",
        help="a mapping file (.yaml, .json), or one column and its header (repeatable)",
    )
    form.add_argument("--sheet", metavar="NAME", help="sheet of an Excel file")
    form.add_argument("--date-format", metavar="FORM", help="form of the dates, such as MM/DD/YYYY")
    form.add_argument("--money", choices=("us", "eu"), help="form of amounts: us 1,234.56 or eu 1.234,56")
    form.add_argument(
        "--raw", action="store_true", help="CSV for machines: do not guard text against spreadsheet formulas"
    )
    form.add_argument(
        "--workers", type=count, metavar="N", help="processes for large files (default: one for each core)"
    )
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Settle the entries, write the files, print the summary; 1 when a line failed."""
    from kanzei.render.refund import refund_json, refund_text
    from kanzei.render.tables import Ink

    found = refund_all(options)
    if options.json:
        from kanzei.render.machine import dump

        print(dump(refund_json(found)))
    else:
        print(refund_text(found, Ink(sys.stdout)))
    return 1 if found.failed else 0


def refund_all(options: Namespace, bar: Callable[..., Progress] = Progress) -> RefundRun:
    """Settle the entries and write the files.

    Parameters
    ----------
    bar : what is told of the progress, as :class:`kanzei.cli.progress.Progress` is.

    Raises
    ------
    UsageError   A file that cannot be read, or an output that would destroy something.
    """
    from kanzei.entries.parse import Options
    from kanzei.render.refund_run import read_stated, refund_files
    from kanzei.render.words import printable

    with bar("re-rating lines") as shown:
        return refund_files(
            options.file,
            options.output,
            on=options.on,
            as_known=options.as_known,
            paid_as_known=options.paid_as_known,
            payee=options.importer_kind,
            stated=read_stated(options.circumstances, plaintiff=options.plaintiff),
            reports=options.reports,
            mapping=_mapping(options),
            options=Options(date_format=options.date_format, money=options.money),
            workers=options.workers or os.cpu_count() or 1,
            force=options.force,
            raw=options.raw,
            importer=(options.importer or "").strip(),
            value_as_given=options.value_as_given,
            progress=shown.tick,
            announce=lambda text: sys.stderr.write(f"{printable(text)}\n"),
        )


def _mapping(options: Namespace) -> FileMap | None:
    """What ``--map`` and ``--sheet`` say together, words after the files."""
    from kanzei.entries.mapping import FileMap, read_mapping

    columns: dict[str, str] = {}
    made = FileMap(columns, sheet=options.sheet)
    for word in options.map:
        column, equals, header = word.partition("=")
        if equals and column and header:
            columns[column.strip()] = header.strip()
        elif Path(word).suffix.lower() in (".yaml", ".yml", ".json"):
            found = read_mapping(Path(word))
            columns.update(found.columns)
            made = FileMap(columns, found.date_format, found.money, options.sheet or found.sheet)
        else:
            raise UsageError(f"--map {word}: write COLUMN=HEADER, such as hts='Tariff No', or name a mapping file")
    return made if columns or made.sheet or made.date_format or made.money else None
