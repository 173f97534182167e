"""``kanzei impact reproduce``: published tables beside what the models give."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.found import Found, How, here
from kanzei.cli.impact_options import add_output, answered, check_output
from kanzei.cli.parser import Parts

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "reproduce",
        help="a published table, row by row, beside what the models here give",
        example=(
            "impact reproduce liberation-day --table 1",
            "impact reproduce nafta",
            "impact reproduce liberation-day --table 3 --json",
        ),
        description="Every row of a published table computed anew, with the difference. A row counts as the same when it agrees to the digits printed, or within 1e-6 "
        "where the file has full precision. Exit code 1 where a row that can be computed differs. Files are told by their columns; an unknown layout is answered with those that are known.",
    )
    made.add_argument("name", nargs="?", metavar="FILE|ID", help="a file of a known layout, or liberation-day or nafta")
    made.add_argument("--table", metavar="NUMBER", help="only this table of the paper")
    made.add_argument("--differing", action="store_true", help="only rows that are not the same")
    add_output(made, "a published number and ours", "published against computed")
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Reproduce; 1 where a computed row differs."""
    from kanzei.render.impact_reproduce_table import COLUMNS
    from kanzei.render.impact_tables import dictionary_text
    from kanzei.render.tables import Ink

    if options.dictionary:
        print(dictionary_text(COLUMNS, Ink(sys.stdout)))
        return 0
    check_output(options)
    found = answer_of(options, here(options))
    answered(options, found)
    return found.code


def answer_of(options: Namespace, how: How) -> Found:
    """Every row computed anew; it rests on no law."""
    from kanzei.errors import UsageError
    from kanzei.impact.ge_reproduce import reproduce, shipped_tables
    from kanzei.render.impact_reproduce import reproduced_json, reproduced_text
    from kanzei.render.impact_reproduce_table import draw_reproduced, reproduced_table

    if options.name is None:
        raise UsageError(f"name a file, or a table that comes with the package: {', '.join(shipped_tables())}")
    rows = reproduce(options.name)
    if options.table:
        tables = [*dict.fromkeys(row.where.removeprefix("table ") for row in rows if row.where.startswith("table "))]
        rows = [row for row in rows if row.where == f"table {options.table}"]
        if not rows:
            raise UsageError(
                f"{options.name} has no table {options.table}; its tables: {', '.join(tables) or 'none is numbered'}"
            )
    shown = [row for row in rows if not (options.differing and row.same)]
    code = int(any(row.failed for row in rows))
    return Found(
        reproduced_json(rows, shown),
        lambda ink: reproduced_text(rows, shown, ink),
        lambda: reproduced_table(options.name, shown),
        lambda path: draw_reproduced(options.name, rows, path),
        code=code,
    )
