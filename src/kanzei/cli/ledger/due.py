"""``kanzei ledger due``: what lapses."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.ledger.assess import add_circumstances, circumstances
from kanzei.cli.ledger.options import add_ledger, place, span
from kanzei.cli.options import count, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.ledger.due import Due, DueList

__all__ = ["add", "found_of", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "due",
        help="remedies that lapse: entry, remedy, last day, file by",
        example=("ledger due --on 2026-04-20 --within 90d", "ledger due --on 2026-04-20 --within 90d -o due.ics"),
        description="Remedies that are open on a day and lapse within a number of days, by the day to file by: the last federal working day not after the "
        "strict last day of the rule. Amounts are those of the newest run. A day reckoned from one that is not certain says so.",
    )
    made.add_argument("--on", required=True, type=day, metavar="DATE", help="the day asked about")
    made.add_argument("--within", type=span, default=90, metavar="SPAN", help="such as 90d or 12w (default: 90d)")
    made.add_argument("--importer", default="", metavar="N", help="only this importer's entries")
    made.add_argument("--run", dest="of_run", type=count, metavar="RUN", help="amounts of this run (default: newest)")
    made.add_argument(
        "--remedy", action="append", default=[], metavar="ID", help="only this remedy, such as protest (repeatable)"
    )
    made.add_argument("--with-filed", action="store_true", help="also remedies kept as filed (`kanzei ledger filed`)")
    made.add_argument("--limit", type=count, default=100, metavar="N", help="most rows shown (default: 100)")
    made.add_argument("-o", "--output", type=Path, metavar="FILE", help="write .csv, or a calendar as .ics")
    made.add_argument("--force", action="store_true", help="write over an existing file")
    made.add_argument("--raw", action="store_true", help="CSV for machines: text is not guarded against formulas")
    add_circumstances(made)
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """List what lapses."""
    from kanzei.render.ledger_due import due_csv, due_ics, due_text

    output: Path | None = options.output
    if output is not None:
        _check(output, force=options.force)
    found = found_of(options)
    if output is not None:
        text = due_ics(found) if output.suffix.lower() == ".ics" else due_csv(found, raw=options.raw)
        _write(output, text, force=options.force)
        sys.stderr.write(f"{len(found.rows)} rows written to {output}\n")
    return say(options, _json(found), due_text(found, options.limit))


def value_of(options: Namespace) -> dict[str, Any]:
    """What lapses as a JSON object."""
    return _json(found_of(options))


def found_of(options: Namespace) -> DueList:
    """What lapses.

    Raises
    ------
    UsageError   There is no such remedy, ledger or run.
    """
    from kanzei.ledger.due import due
    from kanzei.ledger.filings import REMEDIES
    from kanzei.ledger.place import reading

    for name in options.remedy:
        if name not in REMEDIES:
            raise UsageError(f"--remedy {name}: the remedies are {', '.join(REMEDIES)}")
    with reading(place(options)) as base:
        return due(
            base,
            options.on,
            options.within,
            importer=options.importer.strip(),
            run=options.of_run,
            known=circumstances(options),
            only=frozenset(options.remedy),
            with_filed=options.with_filed,
        )


def _check(path: Path, *, force: bool) -> None:
    if path.suffix.lower() not in (".csv", ".ics"):
        raise UsageError(f"-o {path}: the name must end in .csv or .ics")
    if not path.parent.is_dir():
        raise UsageError(f"-o {path}: there is no folder {path.parent}: make it first")
    if path.exists() and not force:
        raise UsageError(f"-o {path}: the file exists: name another, or give --force to replace it")


def _write(path: Path, text: str, *, force: bool) -> None:
    import os

    from kanzei.entries.write import explained, move_into_place

    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        move_into_place(part, path, force=force)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)


def _json(found: DueList) -> dict[str, Any]:
    from kanzei.money import dollars

    return {
        "on": found.on,
        "until": found.until,
        "run": found.run["run_id"],
        "lawbook": found.run["lawbook"],
        "at_stake_usd": dollars(found.at_stake),
        "protective_usd": dollars(found.protective),
        "imports_not_assessed": found.newer_imports,
        "left_out_as_filed": found.filed,
        "left_out_as_paid_back": found.paid_back,
        "open_without_a_last_day": found.without_day,
        "due": [_row(one) for one in found.rows],
    }


def _row(one: Due) -> dict[str, Any]:
    from kanzei.money import dollars

    value = {name: cell for name, cell in one._asdict().items() if name not in ("cents", "notes")}
    return value | {"amount_usd": dollars(one.cents), "notes": list(one.notes)}
